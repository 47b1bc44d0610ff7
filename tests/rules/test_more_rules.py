"""The rules of the further labels prove themselves, what they resolve to included."""

from __future__ import annotations

from typing import Any

import pytest
from spacy.language import Language

from nlp.meeting.section_kinds import heading_kind
from nlp.pipeline import MORE, add_labels, make_pipeline
from nlp.rules import rule_file
from tests import marked

BEFORE = "Mødedato: 9. maj 2023\n\nPunkt 1: En sag\n\n"
LABELS = {"amounts": {"AMOUNT"}, "dates": {"DATE"}, "laws": {"LAW"}, "places": {"MUNICIPALITY", "REGION"}}


@pytest.fixture(scope="module")
def more() -> Language:
    nlp = make_pipeline()
    add_labels(nlp, MORE)
    return nlp


def rows(good: bool) -> list[Any]:
    out = []
    for name in LABELS:
        data = rule_file(name)
        for rule in [*data["rule"], *([data["table"]] if "table" in data else [])]:
            ids = list(rule["ids"])
            for example in rule["yes" if good else "no"]:
                count = example.count("[") if good else 0
                out.append(pytest.param(name, rule["id"], example, ids[:count], id=f"{rule['id']}: {example[:40]}"))
                ids = ids[count:]
            assert not (good and ids), f"{rule['id']}: more ids than marks"
    return out


def found(nlp: Language, name: str, text: str) -> list[tuple[int, int, str, str]]:
    doc = nlp(f"{BEFORE}{text}\n")
    at = len(BEFORE)
    return [(e.start_char - at, e.end_char - at, e.kb_id_, e._.rule) for e in doc.ents if e.label_ in LABELS[name] and e.start_char >= at]


@pytest.mark.parametrize(("name", "rule", "example", "ids"), rows(good=True))
def test_a_rule_finds_what_its_examples_mark(name: str, rule: str, example: str, ids: list[str], more: Language) -> None:
    text, spans = marked.read(example)
    assert found(more, name, text) == [(start, end, one, rule) for (start, end), one in zip(spans, ids, strict=True)]


@pytest.mark.parametrize(("name", "rule", "example", "ids"), rows(good=False))
def test_a_rule_leaves_alone_what_it_must(name: str, rule: str, example: str, ids: list[str], more: Language) -> None:
    assert not [one for one in found(more, name, example) if one[3] == rule]


@pytest.mark.parametrize("name", LABELS)
def test_rules_of_further_labels_have_unique_ids_and_both_kinds_of_examples(name: str) -> None:
    rules = rule_file(name)["rule"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    assert all(rule["yes"] and rule["no"] for rule in rules)


@pytest.mark.parametrize("shape", rule_file("headings")["shape"], ids=lambda shape: shape["id"])
def test_a_shape_of_headings_proves_its_examples(shape: dict[str, Any]) -> None:
    assert [heading_kind(words) for words in shape["yes"]] == [shape["kind"]] * len(shape["yes"])
    import re

    assert not any(re.fullmatch(shape["pattern"], words.casefold()) for words in shape["no"])
