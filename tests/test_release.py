"""The changelog by release: the latest is the version of the package, and a release moves what is unreleased under it."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

import nlp

ROOT = Path(__file__).parents[1]
CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
TEXT = "# Changelog\n\n## Unreleased\n\n- A page. Results change.\n\n## 0.1.0\n\n- All.\n"


@pytest.fixture(scope="module")
def release() -> ModuleType:
    """The script."""
    spec = importlib.util.spec_from_file_location("release", ROOT / "scripts/release.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_releases_stand_in_order_and_the_latest_is_this_version() -> None:
    headings = re.findall(r"^## (.*)$", CHANGELOG, re.MULTILINE)
    assert headings[0] == "Unreleased"
    versions = [heading.split(" - ")[0] for heading in headings[1:]]
    assert versions[0] == nlp.__version__
    numbers = [tuple(int(part) for part in version.split(".")) for version in versions]
    assert numbers == sorted(set(numbers), reverse=True)


def test_what_is_unreleased_moves_under_its_version(release: ModuleType) -> None:
    made = release.released(TEXT, "0.2.0", "2026-12-01")
    assert made == TEXT.replace("## Unreleased\n", "## Unreleased\n\n## 0.2.0 - 2026-12-01\n")


@pytest.mark.parametrize(
    ("text", "version", "message"),
    [
        (TEXT, "0.1.0", "not later"),
        (TEXT, "0.0.9", "not later"),
        (TEXT, "next", "no version of three numbers"),
        (TEXT.replace("- A page. Results change.\n\n", ""), "0.2.0", "nothing under"),
    ],
)
def test_no_release_without_content_or_order(release: ModuleType, text: str, version: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        release.released(text, version, "2026-12-01")
