"""The phrases of votes: where `imod stemte`, `undlod at stemme`, `et flertal` stand in a text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from nlp.rules import from_rules, rule_file
from nlp.rules.phrases import expression


@dataclass(frozen=True, slots=True)
class PhraseRule:
    """One phrase of a vote: its side (`for`, `against`, `abstain`, `none`), and where its voters stand."""

    id: str
    side: str
    voters: str
    several: bool
    adjacent: bool
    minority: bool
    # What else the same voters are told to have voted outweighs it.
    weak: bool
    # Voters follow another's word: who follows another than the first is against.
    follows: bool
    # Voters may stand behind it where nobody stands before it.
    turns: bool


@dataclass(frozen=True, slots=True)
class Phrase:
    """A place where a rule matched."""

    rule: PhraseRule
    start: int
    end: int


def fill(given: str) -> str:
    """Put the fragments of the rule file into one of its patterns."""
    if "{" not in given:
        return given
    fragments = rule_file("votes")["fragments"]
    for name, fragment in fragments.items():
        given = given.replace("{" + name + "}", fragment.replace("{n}", fragments["n"]))
    return given


def _expression(rule: dict[str, Any]) -> str:
    data = rule_file("votes")
    if "pattern" in rule:
        return fill(rule["pattern"])
    return expression(rule, data["lists"], {name: fill(fragment) for name, fragment in data["fragments"].items()})


@from_rules
def words(table: str, key: str = "pattern") -> re.Pattern[str]:
    """Give one of the rule file's single patterns: `words("rest")`, `words("amendment", "begins")`."""
    return re.compile(fill(rule_file("votes")[table][key]))


_WORD_BEGINS = r"(?<![\w-])"
_FLAGS = ("several", "adjacent", "minority", "weak", "follows", "turns")


@from_rules
def _rules() -> tuple[tuple[PhraseRule, ...], re.Pattern[str]]:
    given: list[dict[str, Any]] = rule_file("votes")["rule"]
    rules = tuple(PhraseRule(r["id"], r["side"], r["voters"], *(r.get(flag, False) for flag in _FLAGS)) for r in given)
    made = [(bool(rule.get("glued")), f"(?P<r{index}>{_expression(rule)})") for index, rule in enumerate(given)]
    # Where a word begins is asked once for all phrases, and those right behind a name begin with what is no word: no two stand at one place.
    worded = "|".join(one.replace(_WORD_BEGINS, "") for glued, one in made if not glued)
    return rules, re.compile(rf"{_WORD_BEGINS}(?=\w)(?:{worded})|(?=[\s:|–-])(?:{'|'.join(one for glued, one in made if glued)})")


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
