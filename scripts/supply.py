#!/usr/bin/env python3
"""List what this project is installed with and under which licences, and look for advisories where pip-audit is installed.

    python scripts/supply.py

Exits with 1 where a package is installed in another version than `constraints.txt` pins, or pip-audit finds something.
"""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.metadata import Distribution, distributions
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_LONGEST = 60


def pins() -> dict[str, str]:
    """Give the version of each pinned package by its name as packages are compared."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return {plain(name): version for name, _, version in (line.split(";")[0].strip().partition("==") for line in lines) if version}


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def licence(package: Distribution) -> str:
    """Give the licence that a package states: its expression, its classifiers, or the first line of its text."""
    facts = package.metadata
    named = [line.rpartition(" :: ")[2] for line in facts.get_all("Classifier") or () if line.startswith("License ::")]
    stated = facts.get("License-Expression") or ", ".join(named) or (facts.get("License") or "").strip().partition("\n")[0]
    return stated[:_LONGEST] or "not stated"


def main() -> int:
    wanted, other = pins(), []
    for package in sorted(distributions(), key=lambda each: plain(each.metadata["Name"])):
        name = plain(package.metadata["Name"])
        if name in wanted:
            print(f"{name:32} {package.version:14} {licence(package)}")
            if package.version != wanted[name]:
                other.append(f"{name} {package.version}, pinned {wanted[name]}")
    for told in other:
        print(f"other than pinned: {told}")
    if find_spec("pip_audit") is None:
        print("advisories: not looked for (pip install pip-audit)")
        return 1 if other else 0
    found = subprocess.run([sys.executable, "-m", "pip_audit", "--requirement", str(ROOT / "constraints.txt"), "--no-deps"], check=False).returncode
    return 1 if other or found else 0


if __name__ == "__main__":
    sys.exit(main())
