"""Further examples of rules, beside their own `yes`: the rule, and the words that it takes, in brackets."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from nlp.components.outcomes.course import fate_rules
from nlp.components.people.presence import find_announcements
from nlp.components.votes.phrases import find_phrases
from nlp.rules import rule_file
from nlp.rules.phrases import compile_phrases
from tests import marked

ROWS = [
    tuple(line.split(" | ", 1))
    for line in (Path(__file__).parent / "rule_examples.txt").read_text(encoding="utf-8").splitlines()
    if line.strip() and not line.startswith("#")
]
NAME = {"name": r"[A-ZÆØÅ][^\n,.:;]{2,50}?"}


def _attendance(rule: str, text: str) -> list[tuple[int, int]]:
    (phrases,) = (each["phrases"] for each in rule_file("attendance")["rule"] if each["id"] == rule)
    return [hit.span() for hit in compile_phrases(phrases, shapes=NAME, flags=re.IGNORECASE).finditer(text)]


def _presence(rule: str, text: str) -> list[tuple[int, int]]:
    return [(start, end) for found, start, end in find_announcements(text) if found == rule]


def _vote(rule: str, text: str) -> list[tuple[int, int]]:
    return [(phrase.start, phrase.end) for phrase in find_phrases(text) if phrase.rule.id == rule]


def _fate(rule: str, text: str) -> list[tuple[int, int]]:
    return [hit.span() for each in fate_rules() if each.id == rule for hit in each.pattern.finditer(text)]


FINDERS = {"attendance": _attendance, "presence": _presence, "vote": _vote, "fate": _fate}


@pytest.mark.parametrize(("rule", "example"), ROWS, ids=[f"{rule}: {example[:40]}" for rule, example in ROWS])
def test_a_rule_takes_the_marked_words(rule: str, example: str) -> None:
    text, expected = marked.read(example.replace("\\n", "\n"))
    assert FINDERS[rule.split("/")[0]](rule, text) == expected
