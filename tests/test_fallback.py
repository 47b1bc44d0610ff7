"""The fallback reads the golden documents of every layout family; `scripts/measure_fallback.py` prints the figures, the floor here is lower."""

from __future__ import annotations

import importlib.util
from collections import Counter
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[1] / "scripts" / "measure_fallback.py"


@pytest.fixture(scope="module")
def counts() -> dict[str, Counter[str]]:
    spec = importlib.util.spec_from_file_location("measure_fallback", SCRIPT)
    assert spec is not None and spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    return {family: found for family, (found, _) in script.measure(alone=True).items()}


@pytest.mark.parametrize("family", "ABCDEFG")
def test_the_fallback_alone_reads_the_documents_of_a_family(family: str, counts: dict[str, Counter[str]]) -> None:
    found = counts[family]
    assert found["items_found"] >= 0.92 * found["items"] > 0
    assert found["decisions_found"] >= 0.9 * found["decisions"] > 0
