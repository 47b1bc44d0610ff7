"""Facts by all that speaks for them: candidates from the whole document, each with its sources and their weights."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Generic, TypeVar

from nlp.rules import rule_file

Candidate = TypeVar("Candidate")


class Evidence(Generic[Candidate]):
    """Adds up what speaks for each candidate: of one source the strongest counts, as a page's head that stands on every page is one witness.

    Example:
        >>> found = Evidence()
        >>> found.add("title", "council", "Byrådet", 5.0)
        >>> found.add("decision", "finance", "Økonomiudvalget", 7.0)
        >>> found.add("running", "council", "BYRÅDET", 4.0)
        >>> found.best(1.0), found.best(10.0)
        ('Byrådet', None)
    """

    def __init__(self) -> None:
        self._sources: dict[str, dict[str, tuple[float, Candidate]]] = {}

    def add(self, source: str, key: str, candidate: Candidate, worth: float) -> None:
        """Add one thing that speaks for a candidate; `key` is what its spellings share."""
        sources = self._sources.setdefault(key, {})
        if source not in sources or worth > sources[source][0]:
            sources[source] = (worth, candidate)

    def sum(self, key: str) -> float:
        """Give all that speaks for a candidate."""
        return sum(worth for worth, _ in self._sources.get(key, {}).values())

    def best(self, least: float) -> Candidate | None:
        """Give the candidate with the highest sum, as its strongest source has it; None below `least`. The first added wins a draw."""
        key = max(self._sources, key=self.sum, default=None)
        if key is None or self.sum(key) < least:
            return None
        return max(self._sources[key].values(), key=lambda pair: pair[0])[1]


def weight(fact: str, source: str) -> float:
    """Give what a source weighs for a fact, as `evidence.toml` says."""
    return float(rule_file("evidence")[fact][source])


def any_of(words: Iterable[str]) -> str:
    """Give an expression for any of these words, the longest first, with any white space between them."""
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in sorted(words, key=len, reverse=True))
