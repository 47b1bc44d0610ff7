"""The run of headings that fits together best: numbers that grow, and begin again where a part of the agenda does."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ROMAN = re.compile(r"[IVXL]+")
# What is added where a number follows the one before, and taken where the numbers begin again.
_FOLLOWS, _RESTART = 0.6, 1.0
# Runs of fewer show no order.
_SHORTEST = 4
# Numbers with a letter before them (`T1`) stand behind those without.
_BEHIND = 10_000


@dataclass(slots=True)
class Heading:
    """The lines that may head an agenda item: its first, the one with the title, and the first behind."""

    first: int
    line: int
    behind: int
    number: str | None
    title: str
    title_at: int
    score: float = 0.0
    style: str = ""
    word: bool = False
    restarts: bool = False
    closed: bool | None = None

    @property
    def key(self) -> tuple[int, str]:
        """What the numbers of a run grow by; unnumbered headings grow by their place."""
        if self.number is None:
            return (self.line, "")
        if self.style.startswith("roman"):
            hit = _ROMAN.match(self.number)
            return (_roman(hit[0]) if hit else 0, self.number[hit.end() :] if hit else "")
        if self.style.startswith("alphabet"):
            return (ord(self.number) - ord("A") + 1, "")
        head = re.search(r"\d+", self.number)
        if head is None:
            return (0, self.number)
        rest = self.number[head.end() :].casefold()
        return (int(head[0]) + (_BEHIND if head.start() else 0), rest.zfill(4) if rest.startswith(".") else rest)


def _roman(number: str) -> int:
    values = [{"I": 1, "V": 5, "X": 10, "L": 50}[letter] for letter in number]
    return sum(-value if value < following else value for value, following in zip(values, [*values[1:], 0], strict=True))


def best_run(headings: list[Heading]) -> list[Heading]:  # noqa: C901 (the search of one table)
    """Choose the growing run of numbers with the highest sum of scores, in n log n steps."""
    kept = [heading for heading in headings if heading.score > 0]
    if len(kept) < 2:
        return kept
    keys = [heading.key for heading in kept]
    ranks = {key: rank for rank, key in enumerate(sorted(set(keys)), start=1)}
    tree: list[tuple[float, int]] = [(0.0, -1)] * (len(ranks) + 1)
    ending: dict[int, tuple[float, int]] = {}
    before: list[int] = []
    best = (0.0, -1)
    for index, heading in enumerate(kept):
        number, rank = keys[index][0], ranks[keys[index]]
        top, at = (0.0, -1), rank - 1
        while at > 0:
            top = tree[at] if tree[at][0] > top[0] else top
            at -= at & -at
        near = [ending[value] for value in (number - 1, number) if value in ending and kept[ending[value][1]].key < keys[index]]
        for value in near:
            if value[0] + _FOLLOWS > top[0]:
                top = (value[0] + _FOLLOWS, value[1])
        if heading.restarts and best[1] >= 0 and best[0] - _RESTART > top[0]:
            top = (best[0] - _RESTART, best[1])
        if top[1] < 0 and number in (1, _BEHIND + 1):
            top = (_FOLLOWS, -1)
        before.append(top[1])
        total = (top[0] + heading.score, index)
        if total[0] > best[0]:
            best = total
        if number not in ending or total[0] > ending[number][0]:
            ending[number] = total
        while rank < len(tree):
            if total[0] > tree[rank][0]:
                tree[rank] = total
            rank += rank & -rank
    run: list[Heading] = []
    at = best[1]
    while at >= 0:
        run.append(kept[at])
        at = before[at]
    return run[::-1]


def with_moved(run: list[Heading], headings: list[Heading]) -> list[Heading]:
    """Add to a run the headings of the numbers it leaves out, where a meeting took them before or after their turn.

    One counts where it is of the style of those around it, has its number alone, and stands within the run.
    """
    if len(run) < _SHORTEST or any(heading.restarts for heading in run):
        return run
    held = {heading.key[0] for heading in run}
    styles = {heading.style for heading in run}
    missing = {number for number in range(min(held), max(held)) if number not in held}
    if not missing or len(missing) > len(run) // 2:
        return run
    moved: list[Heading] = []
    for number in missing:
        found = [heading for heading in headings if heading.key == (number, "") and heading.style in styles and heading.score >= 1.0]
        if len(found) == 1 and run[0].first < found[0].first and all(found[0].behind <= h.first or found[0].first >= h.behind for h in run):
            moved += found
    return sorted([*run, *moved], key=lambda heading: heading.first)
