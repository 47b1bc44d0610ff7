"""Rules of remarks and fates prove themselves: each `yes` gives exactly what is marked, no `no` gives that kind."""

from __future__ import annotations

from typing import Any

import pytest
from spacy.language import Language

from nlp.components.outcomes.course import fate_rules
from nlp.rules import rule_file
from tests import marked

BEFORE = "Punkt 1: En sag\n\nBeslutning\n\n"


def rows(name: str, kind: str) -> list[Any]:
    return [
        pytest.param(rule, example, good, id=f"{rule['id']}: {example[:40]}")
        for rule in rule_file(name)[kind]
        for good in (True, False)
        for example in rule["yes" if good else "no"]
    ]


def unmarked(example: str) -> tuple[str, list[str]]:
    text, spans = marked.read(example)
    return text, [text[start:end] for start, end in spans]


@pytest.mark.parametrize(("rule", "example", "good"), rows("remarks", "rule"))
def test_a_remark_rule_proves_its_examples(rule: dict[str, Any], example: str, good: bool, pipeline: Language) -> None:
    text, expected = unmarked(example)
    doc = pipeline(f"{BEFORE}{text}\n\nBilag\n")
    remarks = [r for r in doc._.meeting_data["items"][0]["remarks"] if r["rule"] == rule["id"]]
    assert [r["text"] for r in remarks] == expected if good else not remarks
    assert all(doc.text[r["start"] : r["end"]] == r["text"] and r["kind"] == rule["kind"] for r in remarks)


@pytest.mark.parametrize(("rule", "example", "good"), rows("course", "fate"))
def test_a_fate_rule_proves_its_examples(rule: dict[str, Any], example: str, good: bool) -> None:
    text, expected = unmarked(example)
    pattern = next(each.pattern for each in fate_rules() if each.id == rule["id"])
    assert [hit.group() for hit in pattern.finditer(text)] == (expected if good else [])
