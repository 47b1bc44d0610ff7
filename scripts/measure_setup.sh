#!/usr/bin/env bash
# From clone to answer: copies the committed project to an empty folder, runs the README's first command there and each extra after it, and prints seconds and sizes.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
git clone --quiet "$here" "$folder/referat"
cd "$folder/referat"
megabytes() { du -sm .venv | cut -f1; }

printf '%-34s %8s %8s\n' "what" "seconds" "MB"
start=$(date +%s)
scripts/referat tag training_data/minutes/laerkedal.txt >/dev/null 2>&1
printf '%-34s %8d %8d\n' "first answer, installation included" $(($(date +%s) - start)) "$(megabytes)"
start=$(date +%s)
scripts/referat tag training_data/minutes/laerkedal.txt >/dev/null 2>&1
printf '%-34s %8d\n' "the same again" $(($(date +%s) - start))
for extra in ${*:-serve store train cluster dev}; do
  before=$(megabytes)
  start=$(date +%s)
  scripts/setup.sh "$extra" >/dev/null 2>&1
  printf '%-34s %8d %8d\n' "and what \"$extra\" needs" $(($(date +%s) - start)) $(($(megabytes) - before))
done
