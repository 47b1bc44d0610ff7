#!/usr/bin/env python3
"""Make a release of what stands in the changelog under `Unreleased`.

    python scripts/release.py 0.2.0 [--date 2026-12-01]

The heading becomes that of the version, an empty `Unreleased` stands above it, `nlp.__version__` is the version; both are committed and the commit is tagged `v0.2.0`.
Every `Results change` stands under the release with which it came. Before that: `scripts/test`, and the golden output written anew where results changed.
"""

from __future__ import annotations

import argparse
import datetime
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CHANGELOG, MODULE = ROOT / "CHANGELOG.md", ROOT / "nlp/__init__.py"
UNRELEASED = "## Unreleased\n"
_VERSION = re.compile(r'^__version__ = "(.*)"$', re.MULTILINE)


def released(changelog: str, version: str, date: str) -> str:
    """Give the changelog with what is unreleased under a version.

    Raises:
        ValueError: nothing is unreleased, or the version is there already or is no later one.

    Example:
        >>> print(released("# Changelog\\n\\n## Unreleased\\n\\n- A page.\\n\\n## 0.1.0\\n\\n- All.\\n", "0.2.0", "2026-12-01"))
        # Changelog
        <BLANKLINE>
        ## Unreleased
        <BLANKLINE>
        ## 0.2.0 - 2026-12-01
        <BLANKLINE>
        - A page.
        <BLANKLINE>
        ## 0.1.0
        <BLANKLINE>
        - All.
        <BLANKLINE>
    """
    before, heading, behind = changelog.partition(UNRELEASED)
    if not heading or not behind.partition("\n## ")[0].strip():
        raise ValueError("the changelog holds nothing under `Unreleased`. Write what changed for those who use it.")
    if not re.fullmatch(r"\d+\.\d+\.\d+", version):
        raise ValueError(f"{version!r} is no version of three numbers.")
    versions = [as_numbers(found) for found in re.findall(r"^## (\d+\.\d+\.\d+)", behind, re.MULTILINE)]
    if versions and as_numbers(version) <= max(versions):
        raise ValueError(f"{version} is not later than the latest release.")
    return f"{before}{heading}\n## {version} - {date}\n{behind}"


def as_numbers(version: str) -> tuple[int, ...]:
    """Give the numbers of a version, to be compared."""
    return tuple(int(number) for number in version.split("."))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("version")
    parser.add_argument("--date", default=datetime.date.today().isoformat())
    args = parser.parse_args()
    if subprocess.run(["git", "status", "--porcelain", "--untracked-files=no"], cwd=ROOT, capture_output=True, text=True, check=True).stdout:
        sys.exit("release: something is not committed. Commit it, then release.")
    try:
        changelog = released(CHANGELOG.read_text(encoding="utf-8"), args.version, args.date)
    except ValueError as err:
        sys.exit(f"release: {err}")
    CHANGELOG.write_text(changelog, encoding="utf-8")
    MODULE.write_text(_VERSION.sub(f'__version__ = "{args.version}"', MODULE.read_text(encoding="utf-8")), encoding="utf-8")
    subprocess.run(["git", "commit", "-qam", f"Release {args.version}"], cwd=ROOT, check=True)
    subprocess.run(["git", "tag", "-a", f"v{args.version}", "-m", f"referat {args.version}"], cwd=ROOT, check=True)
    print(f"v{args.version} is tagged; push it with: git push origin HEAD v{args.version}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
