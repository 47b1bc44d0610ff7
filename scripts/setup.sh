#!/usr/bin/env bash
# Makes .venv in this checkout where it is missing or older than what it is made from; touches nothing else.
#   scripts/setup.sh [EXTRA ...]     installs referat with these extras: serve, store, train, cluster, dev
# The scripts beside it source it and call ensure_venv.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# What each extra takes on disk, in MB, beside what the base has: `scripts/measure_setup.sh` prints it anew.
size_of() {
  case "$1" in
    "") echo 460 ;; serve) echo 10 ;; store) echo 180 ;; train) echo 330 ;; cluster) echo 390 ;; dev) echo 680 ;; *) echo "?" ;;
  esac
}

ensure_venv() { # ensure_venv EXTRA: installs the project with this extra, "" for none
  local extra=${1:-} stamp="$root/.venv/.installed-${1:-base}"
  if [ -f "$stamp" ] && [ ! "$root/pyproject.toml" -nt "$stamp" ] && [ ! "$root/constraints.txt" -nt "$stamp" ]; then
    return
  fi
  local target="$root${extra:+[$extra]}" quiet=(--quiet)
  # A person who waits sees what happens; a log stays short.
  [ -t 2 ] && quiet=()
  echo "referat: installing ${extra:+what \"$extra\" needs }into $root/.venv, once (about $(size_of "$extra") MB on disk; a minute or two) ..." >&2
  if command -v uv >/dev/null 2>&1; then
    [ -x "$(python_in_venv)" ] || uv venv --quiet --python ">=3.11" "$root/.venv" >&2
    uv pip install "${quiet[@]}" --python "$(python_in_venv)" --constraint "$root/constraints.txt" --editable "$target" >&2
  else
    [ -x "$(python_in_venv)" ] || make_venv >&2
    "$(python_in_venv)" -m pip install "${quiet[@]}" --disable-pip-version-check --constraint "$root/constraints.txt" --editable "$target" >&2
  fi
  touch "$stamp"
  echo "referat: ready" >&2
}

python_in_venv() { # Git's bash on Windows finds it in Scripts
  if [ -x "$root/.venv/Scripts/python.exe" ]; then echo "$root/.venv/Scripts/python.exe"; else echo "$root/.venv/bin/python"; fi
}

in_venv() { # in_venv COMMAND: the path of a command of the environment
  echo "$(dirname "$(python_in_venv)")/$1"
}

make_venv() {
  local python
  python=$(find_python)
  if "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    "$python" -m venv "$root/.venv"
  elif "$python" -c 'import virtualenv' 2>/dev/null; then
    "$python" -m virtualenv --quiet "$root/.venv"
  else
    # Debian and Ubuntu ship Python without it.
    echo "referat: $python cannot make environments. Install that part (Debian, Ubuntu: apt install python3-venv), or uv, and try again." >&2
    exit 2
  fi
}

find_python() {
  local name
  for name in python3 python3.14 python3.13 python3.12 python3.11 python py; do
    if command -v "$name" >/dev/null 2>&1 && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      echo "$name"
      return
    fi
  done
  echo "referat: no Python 3.11 or later found. Install one (Debian: apt install python3 python3-venv; macOS: brew install python), or uv, and try again." >&2
  exit 2
}

if [ "${BASH_SOURCE[0]}" = "$0" ]; then
  ensure_venv ""
  for extra in "$@"; do ensure_venv "$extra"; done
fi
