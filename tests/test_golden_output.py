"""Every document that ships with the project gives what is stored of it, whole."""

from __future__ import annotations

import pytest

from nlp.predictor import Predictor
from tests import golden_output


@pytest.fixture(scope="module")
def rules_alone() -> Predictor:
    return golden_output.rules_alone()


@pytest.mark.parametrize("block", golden_output.blocks())
def test_the_output_is_what_is_stored(block: str, rules_alone: Predictor) -> None:
    stored = golden_output.read_stored(block)
    found = {document["id"]: document for document in golden_output.tagged(block, rules_alone)}
    said = [f"{name}: {difference}" for name in {**stored, **found} for difference in golden_output.differences(stored.get(name), found.get(name))]
    assert not said, "\n".join([*said[:40], "where this is right: python -m tests.golden_output, read what it prints, and commit what it wrote"])
