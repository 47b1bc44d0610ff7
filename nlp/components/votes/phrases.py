"""The phrases of votes: where `imod stemte`, `undlod at stemme`, `et flertal` stand in a text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from nlp.rules import from_rules, rule_file


@dataclass(frozen=True, slots=True)
class PhraseRule:
    """One phrase of a vote: its side (`for`, `against`, `abstain`, `none`), and where its voters stand."""

    id: str
    side: str
    voters: str
    several: bool
    adjacent: bool
    minority: bool


@dataclass(frozen=True, slots=True)
class Phrase:
    """A place where a rule matched."""

    rule: PhraseRule
    start: int
    end: int


def fill(pattern: str) -> str:
    """Put the fragments of the rule file into one of its patterns."""
    for name, fragment in rule_file("votes")["fragments"].items():
        pattern = pattern.replace("{" + name + "}", fragment)
    return pattern


@from_rules
def words(table: str, key: str = "pattern") -> re.Pattern[str]:
    """Give one of the rule file's single patterns: `words("rest")`, `words("amendment", "begins")`."""
    return re.compile(fill(rule_file("votes")[table][key]))


@from_rules
def _rules() -> tuple[tuple[PhraseRule, ...], re.Pattern[str]]:
    given: list[dict[str, Any]] = rule_file("votes")["rule"]
    rules = tuple(PhraseRule(r["id"], r["side"], r["voters"], r.get("several", False), r.get("adjacent", False), r.get("minority", False)) for r in given)
    return rules, re.compile("|".join(f"(?P<r{index}>{fill(rule['pattern'])})" for index, rule in enumerate(given)))


def find_phrases(text: str, start: int = 0, end: int | None = None) -> list[Phrase]:
    """Find the phrases of votes between two offsets, without overlaps, in order.

    Example:
        >>> [(p.rule.id, p.start) for p in find_phrases("For stemte A, V undlod.")]
        [('vote/for-label', 0), ('vote/abstained', 16)]
    """
    rules, pattern = _rules()
    out = []
    for hit in pattern.finditer(text, start, len(text) if end is None else end):
        assert hit.lastgroup is not None
        out.append(Phrase(rules[int(hit.lastgroup[1:])], hit.start(), hit.end()))
    return out
