"""Invented decisions of all kinds: the codes, the points and the words of every outcome."""

from __future__ import annotations

from pathlib import Path

import pytest
from spacy.language import Language

from tests import marked

LINES = [
    pytest.param(*line.lstrip("!").split(" | ", 1), id=line[:60], marks=pytest.mark.xfail(reason="read otherwise today") if line[0] == "!" else ())
    for line in (Path(__file__).parent / "outcome_phrases.txt").read_text(encoding="utf-8").splitlines()
    if line.strip() and not line.startswith("#")
]
BEFORE = "Punkt 1: En sag\n\nBeslutning\n\n"


@pytest.mark.parametrize(("codes", "sentence"), LINES)
def test_a_decision_is_understood(codes: str, sentence: str, pipeline: Language) -> None:
    text, spans = marked.read(sentence)
    doc = pipeline(f"{BEFORE}{text}\n\nBilag\n")
    (item,) = doc._.meeting_data["items"]
    expected = []
    for code in codes.split() if codes != "-" else []:
        name, _, parts = code.partition("@")
        expected += [(name, part or None) for part in parts.split(",")]
    assert [(o["code"], o["part"]) for o in item["outcomes"]] == expected
    assert [(e.start_char - len(BEFORE), e.end_char - len(BEFORE)) for e in doc.ents if e.label_ == "OUTCOME"] == spans
