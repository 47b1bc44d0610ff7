"""Rules prove themselves: what each rule's own examples give in the pipeline, so that one that never fires is told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from nlp.predictor import Predictor
from nlp.rules import Rules

_FRAME = "Møde i Udvalget den 4. maj 2023\n\nTil stede: Ida Bro (A), Per Ly (V), Nuka Toft (Ø)\n\nPunkt 1: En sag\n\nBeslutning\n\n{}\n"


@dataclass(frozen=True, slots=True)
class Fault:
    """An example that its rule does not bear out: `others` are the rules that took it instead."""

    rule: str
    example: str
    wanted: bool
    others: tuple[str, ...]

    def __str__(self) -> str:
        words = f"{self.rule}: {'does not fire on' if self.wanted else 'fires on'} its own example {self.example!r}"
        return f"{words}; {' and '.join(self.others)} took it" if self.wanted and self.others else words


def prove(rules: Rules, predictor: Predictor) -> Iterator[Fault]:
    """Try the examples of every rule of one's own in a decision.

    Args:
        rules: A set with rules of one's own; without any, nothing is tried.
        predictor: Tags with these rules.
    """
    for rule in rules.own_entries:
        for wanted in (True, False):
            for example in rule.get("yes" if wanted else "no", ()):
                plain = example.replace("[", "").replace("]", "")
                fired = _fired(predictor, _FRAME.format(plain))
                if (rule["id"] in fired) != wanted:
                    yield Fault(rule["id"], example, wanted, tuple(sorted(fired - {rule["id"]})))


def unproven(rules: Rules) -> list[str]:
    """Give the ids of one's own rules that have no example."""
    return [rule["id"] for rule in rules.own_entries if not rule.get("yes")]


def _fired(predictor: Predictor, text: str) -> set[str]:
    """Give the ids of all rules that found something in the decision."""
    items = predictor.predict(text).to_dict()["items"]
    return {part for name in _rules_in(json.loads(json.dumps(items))) for part in name.split("+")}


def _rules_in(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("rule"), str):
            yield value["rule"]
        for inner in value.values():
            yield from _rules_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _rules_in(inner)
