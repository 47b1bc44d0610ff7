#!/usr/bin/env bash
# Installs the browser that tests/test_page.py drives, where this is Debian (or like it) and we may; else says what to do and fails nobody.
set -euo pipefail
if command -v chromium >/dev/null 2>&1 && command -v chromedriver >/dev/null 2>&1; then
  exit 0
fi
if ! command -v apt-get >/dev/null 2>&1 || [ "$(id -u)" -ne 0 ]; then
  echo "no chromium with chromedriver here, and no right to install them: the tests of the page will be skipped" >&2
  exit 0
fi
export DEBIAN_FRONTEND=noninteractive
if ! { apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium chromium-driver; } >/dev/null 2>&1; then
  echo "chromium and chromium-driver could not be installed: the tests of the page will be skipped" >&2
fi
