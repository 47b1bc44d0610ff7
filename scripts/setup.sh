# Sourced by the scripts beside it: makes .venv where it is missing or older than what it is made from. Touches nothing else.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

ensure_venv() { # ensure_venv EXTRAS: installs the project with these extras, e.g. "dev"
  local extras=$1 stamp="$root/.venv/.installed-${1:-base}"
  if [ -f "$stamp" ] && [ ! "$root/pyproject.toml" -nt "$stamp" ] && [ ! "$root/constraints.txt" -nt "$stamp" ]; then
    return
  fi
  local target="$root${extras:+[$extras]}"
  echo "setting up $root/.venv (once)" >&2
  if command -v uv >/dev/null 2>&1; then
    [ -x "$root/.venv/bin/python" ] || uv venv --quiet --python ">=3.11" "$root/.venv" >&2
    uv pip install --quiet --python "$root/.venv/bin/python" --constraint "$root/constraints.txt" --editable "$target" >&2
  else
    [ -x "$root/.venv/bin/python" ] || "$(find_python)" -m venv "$root/.venv" >&2
    "$root/.venv/bin/python" -m pip install --quiet --disable-pip-version-check --constraint "$root/constraints.txt" --editable "$target" >&2
  fi
  touch "$stamp"
}

find_python() {
  local name
  for name in python3 python3.14 python3.13 python3.12 python3.11 python; do
    if command -v "$name" >/dev/null 2>&1 && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      echo "$name"
      return
    fi
  done
  echo "no Python 3.11 or later found; install one and try again" >&2
  exit 2
}
