"""Layout families: what speaks for each, and headings of their own that one's rule files tell."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from nlp.rules import current, from_rules, rule_file
from nlp.text.lines import Line

# The family of no layout in particular.
FALLBACK = "Z"
_TOP = 120


@dataclass(frozen=True)
class HeadingRule:
    """How a family heads its items: the title on the line itself, above it or below it."""

    pattern: re.Pattern[str]
    title: str
    unnumbered: bool


@dataclass(frozen=True)
class Family:
    """One layout: what speaks for it, and how its items are headed beside the shapes that all share."""

    id: str
    evidence: tuple[tuple[re.Pattern[str], float], ...]
    headings: tuple[HeadingRule, ...]


@from_rules
def families() -> tuple[Family, ...]:
    """Read the layout families, in the order of their file names."""
    out = []
    for name in current().layouts:
        data = rule_file(f"layouts/{name}")
        evidence = tuple((re.compile(e["pattern"], re.MULTILINE), float(e["weight"])) for e in data.get("evidence", ()))
        rules = (HeadingRule(re.compile(h["pattern"]), h["title"], h.get("unnumbered", False)) for h in data.get("headings", ()))
        out.append(Family(data["id"], evidence, tuple(rules)))
    return tuple(out)


def most_likely(lines: list[Line], among: Iterable[Family]) -> str | None:
    """Give the id of the family for which most speaks in a document's first lines; None where nothing does."""
    top = "\n".join(line.text for line in lines[:_TOP])
    best, weight = None, 0.0
    for family in among:
        total = sum(value for pattern, value in family.evidence if pattern.search(top))
        if total > weight:
            best, weight = family.id, total
    return best
