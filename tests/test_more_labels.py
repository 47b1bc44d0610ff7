"""The further labels of entities: off unless asked for, and never in the way of the five."""

from __future__ import annotations

import pytest

from nlp.errors import UnknownLabel
from nlp.pipeline import MORE, read_labels
from nlp.predictor import Predictor, load
from nlp.vocabulary import STANDARD_LABELS

TEXT = """REFERAT Teknisk Udvalg d. 09-05-2023

Punkt 1: Cykelsti i Greve Kommune

23/998

Indstilling

Forvaltningen indstiller, at der gives 2,1 mio. kr. efter vejlovens § 8, stk. 2, den 1. juni, og at Region Sjælland høres.

Beslutning Teknisk Udvalg den 09-05-2023

Godkendt. Ida Bro (A) stemte imod.
"""


@pytest.fixture(scope="module")
def every() -> Predictor:
    return load(entities="all")


def test_without_asking_there_are_the_five_alone(predictor: Predictor) -> None:
    assert {entity.label for entity in predictor.predict(TEXT).entities} <= set(STANDARD_LABELS)
    assert not set(predictor.nlp.pipe_names) & set(MORE.values())


def test_all_adds_the_further_labels_and_changes_none_of_the_five(predictor: Predictor, every: Predictor) -> None:
    found = every.predict(TEXT)
    assert tuple(e for e in found.entities if e.label in STANDARD_LABELS) == predictor.predict(TEXT).entities
    assert {(e.label, e.id, e.item) for e in found.entities if e.label in MORE} == {
        ("DATE", "2023-05-09", None),
        ("DATE", "2023-05-09", "1"),
        ("MUNICIPALITY", "Greve Kommune", "1"),
        ("AMOUNT", "2100000", "1"),
        ("LAW", "vejloven § 8, stk. 2", "1"),
        ("DATE", "2023-06-01", "1"),
        ("REGION", "Region Sjælland", "1"),
    }
    assert all(a.end <= b.start for a, b in zip(found.entities, found.entities[1:], strict=False))
    assert all(found.text[e.start : e.end] == e.text and e.rule for e in found.entities)


def test_labels_can_be_chosen_by_name() -> None:
    chosen = load(entities="AMOUNT,person")
    assert {entity.label for entity in chosen.predict(TEXT).entities} == {"AMOUNT", "PERSON"}
    assert "minutes_laws" not in chosen.nlp.pipe_names


def test_a_label_that_there_is_none_of_is_refused() -> None:
    with pytest.raises(UnknownLabel, match="MONEY: no such label"):
        read_labels("PERSON,MONEY")


@pytest.mark.parametrize(
    "text", ["", "1 000 " * 2000, "§ 1, " * 2000, "i 1.000 kr.\n" + "| 1 | 2 |\n" * 1000, "kommunerne Greve, " * 1000, "den 31/2 og 31. februar"]
)
def test_hostile_texts_end_with_entities_that_do_not_overlap(text: str, every: Predictor) -> None:
    found = every.predict(f"Punkt 1: En sag\n\n{text}\n").entities
    assert all(a.end <= b.start for a, b in zip(found, found[1:], strict=False))
