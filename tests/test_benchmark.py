"""The benchmark's own parts, so that a change of the rules does not break it unseen."""

from __future__ import annotations

import sys
from pathlib import Path

import spacy

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scripts"))

import benchmark


def test_the_lists_that_the_pipeline_is_measured_against_are_those_of_the_rules() -> None:
    patterns = benchmark.by_list(spacy.blank("da"))
    assert {"PERSON", "PARTY", "COMMITTEE", "OUTCOME"} == {pattern["label"] for pattern in patterns}
    words = {" ".join(token["TEXT"] for token in pattern["pattern"]) for pattern in patterns if pattern["label"] == "OUTCOME"}
    assert {"godkendt", "vedtog", "udsættes"} <= {word.lower() for word in words}
