#!/usr/bin/env bash
# Installs the browser that tests/test_page.py drives, where it is missing, this is Debian (or like it) and we may; else says what to do. Fails nobody.
set -uo pipefail

skipped() {
  echo "$1: the tests of the page will be skipped. On Debian: apt-get install chromium chromium-driver" >&2
  exit 0
}

if command -v chromium >/dev/null 2>&1 && command -v chromedriver >/dev/null 2>&1; then
  exit 0
fi
command -v apt-get >/dev/null 2>&1 || skipped "no chromium with chromedriver here, and no apt-get to install them"
[ "$(id -u)" -eq 0 ] || skipped "no chromium with chromedriver here, and only root may install them"
echo "installing chromium and chromium-driver (once)" >&2
export DEBIAN_FRONTEND=noninteractive
if ! { timeout 120 apt-get update -qq && timeout 300 apt-get install -y -qq --no-install-recommends chromium chromium-driver; } >/dev/null 2>&1; then
  skipped "chromium and chromium-driver could not be installed"
fi
