"""Cases through all bodies and meetings: by their number, or by their title in the chain of bodies; what is only told in them included."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from nlp.archive.derive.bodies import body_key, canonical_bodies, unique
from nlp.archive.spellings import slug

# Days between two treatments of one case at most, where its title alone joins them.
_GAP = 183
# Titles that return in the same body so often are standing ones: `Orientering`, `Eventuelt`.
_STANDING = 3
# Words of a title that tell a case: shorter ones are standing.
_TELLING = 2
# What was done with a case that comes back to the same body.
_RETURNS = ("postponed", "referred")
_FORMAL = "formalities"
_WORDS = re.compile(r"\w+")
_SHORT = 60


@dataclass(slots=True)
class _Item:
    id: int
    municipality: str | None
    body: str | None
    date: str | None
    title: str | None
    number: str | None
    topic: str | None
    outcome: str | None
    decision: str | None
    divided: int
    counted: int
    words: tuple[str, ...] = ()


class _Joined:
    """Sets of items that are joined step by step."""

    def __init__(self) -> None:
        self._above: dict[int, int] = {}

    def top(self, item: int) -> int:
        root = item
        while (above := self._above.get(root, root)) != root:
            root = above
        while (above := self._above.get(item, item)) != root:
            self._above[item] = root
            item = above
        return root

    def join(self, first: int, second: int) -> None:
        self._above[max(self.top(first), self.top(second))] = min(self.top(first), self.top(second))


def write_cases(db: sqlite3.Connection) -> None:
    """Write one row for each case and one for each of its treatments, and name the case in each item."""
    db.execute("UPDATE items SET case_id = NULL WHERE case_id IS NOT NULL")
    db.execute("DELETE FROM cases")
    db.execute("DELETE FROM told_steps")
    items = [
        _Item(*row)
        for row in db.execute(
            "SELECT id, municipality, body, date, title, case_number, topic, outcome, decision, divided, counted FROM items"
            " ORDER BY coalesce(municipality, ''), coalesce(date, ''), id"
        )
    ]
    for item in items:
        item.words = tuple(_WORDS.findall((item.title or "").casefold()))
    groups: dict[int, list[_Item]] = defaultdict(list)
    joined = _joined(items)
    for item in items:
        groups[joined.top(item.id)].append(item)
    told = _told(db)
    bodies = canonical_bodies(db)
    keys: Counter[str] = Counter()
    for group in groups.values():
        if _is_case(group):
            _write(db, unique(_key(group), keys), group, told, bodies)


def _is_case(group: list[_Item]) -> bool:
    """A single item without a number is no case to follow, unless it is a matter of its own."""
    return len(group) > 1 or group[0].number is not None or _tells(group[0])


def _tells(item: _Item) -> bool:
    return len(item.words) >= _TELLING and item.topic != _FORMAL


def _key(group: list[_Item]) -> str:
    number = next((item.number for item in group if item.number), None)
    first = group[0]
    return slug(first.municipality, number) if number else slug(first.municipality, first.date, (first.title or "")[:_SHORT])


def _joined(items: list[_Item]) -> _Joined:
    joined = _Joined()
    numbers: dict[tuple[str | None, str], int] = {}
    for item in items:
        if item.number:
            joined.join(numbers.setdefault((item.municipality, _plain(item.number)), item.id), item.id)
    for chain in _chains(items):
        for first, second in pairwise(chain):
            joined.join(first.id, second.id)
    return joined


def _plain(number: str) -> str:
    return "".join(number.casefold().split())


def _chains(items: list[_Item]) -> Iterator[list[_Item]]:
    """Give items of one title that follow each other from body to body."""
    for group in _same_titles(items):
        returning = Counter(item.body for item in group if item.counted)
        postponed = Counter(item.body for item in group if item.outcome and any(code in item.outcome for code in _RETURNS))
        if any(count - postponed[body] >= _STANDING for body, count in returning.items()) and not any(item.number for item in group):
            continue
        chain: list[_Item] = []
        for item in group:
            if chain and not _follows(chain, item):
                yield chain
                chain = []
            chain.append(item)
        yield chain


def _same_titles(items: list[_Item]) -> Iterable[list[_Item]]:
    """Give items, in order of time, that have the same title, or one that begins or ends with the other's."""
    by_title: dict[tuple[str | None, tuple[str, ...]], list[_Item]] = defaultdict(list)
    for item in items:
        if _tells(item):
            by_title[item.municipality, item.words].append(item)
    by_end: dict[tuple[str | None, tuple[str, ...]], list[tuple[str, ...]]] = defaultdict(list)
    for municipality, words in by_title:
        for end in {words[:3], words[-3:]}:
            by_end[municipality, end].append(words)
    # Each longer title goes to the shortest one that it begins or ends with.
    for (municipality, words), group in list(by_title.items()):
        shorter = [
            other
            for end in {words[:3], words[-3:]}
            for other in by_end[municipality, end]
            if 3 < len(other) < len(words) and (words[-len(other) :] == other or words[: len(other)] == other)
        ]
        if shorter:
            by_title[municipality, min(shorter, key=lambda other: (len(other), other))].extend(group)
            del by_title[municipality, words]
    return [sorted(group, key=lambda item: (item.date or "", item.id)) for group in by_title.values() if len(group) > 1]


def _follows(chain: list[_Item], item: _Item) -> bool:
    """Tell whether an item goes on with a chain: soon, in another body, or in the same one that had sent it away."""
    last = chain[-1]
    numbers = {_plain(before.number) for before in chain if before.number}
    if item.number and numbers and _plain(item.number) not in numbers:
        return False
    if last.date is None or item.date is None or _days(last.date, item.date) > _GAP:
        return False
    if last.body != item.body or last.date == item.date:
        return True
    return not last.counted or any(code in (last.outcome or "") for code in _RETURNS)


def _days(first: str, second: str) -> int:
    try:
        return (date.fromisoformat(second) - date.fromisoformat(first)).days
    except ValueError:
        return _GAP + 1


_Told = tuple[str | None, str | None, str, str]


def _told(db: sqlite3.Connection) -> dict[int, list[_Told]]:
    told: dict[int, list[_Told]] = defaultdict(list)
    for item, *rest in db.execute("SELECT item, body, date, code, text FROM history ORDER BY id"):
        told[item].append(tuple(rest))
    return told


def _write(db: sqlite3.Connection, key: str, group: list[_Item], told: dict[int, list[_Told]], bodies: dict[tuple[str | None, str], str]) -> None:
    municipality = group[0].municipality
    treated = [item for item in group if item.counted]
    number = next((item.number for item in group if item.number), None)
    from_others = _steps_told(group, told, bodies)
    steps = sorted([(item.date, item.body, item.id) for item in treated] + [(day, body, item) for day, body, _, _, item in from_others], key=_in_time)
    last = (treated or group)[-1]
    dates = [step[0] for step in steps if step[0]] or [item.date for item in group if item.date]
    route = list(dict.fromkeys(step[1] for step in steps if step[1]))
    outcome = next((item.outcome for item in reversed(treated) if item.outcome), None)
    decided_by = next((item.body for item in reversed(treated) if item.outcome), None)
    divided = max((item.divided for item in treated), default=0)
    db.execute(
        f"INSERT INTO cases VALUES ({', '.join('?' * 12)})",
        (key, municipality, number, last.title, last.topic, min(dates, default=None), max(dates, default=None), len(treated))
        + (", ".join(route) or None, outcome, decided_by, divided),
    )
    db.executemany("UPDATE items SET case_id = ? WHERE id = ?", ((key, item.id) for item in group))
    db.executemany("INSERT INTO told_steps VALUES (NULL, ?, ?, ?, ?, ?, ?)", ((key, *step) for step in from_others))


def _in_time(step: tuple[str | None, str | None, int]) -> tuple[str, int]:
    return step[0] or "", step[-1]


_Step = tuple[str | None, str | None, str, str, int]


def _steps_told(group: list[_Item], told: dict[int, list[_Told]], bodies: dict[tuple[str | None, str], str]) -> list[_Step]:
    """Give the treatments that the archive has only from hearsay, each body and day once."""
    held = {(item.body, item.date) for item in group if item.counted}
    held_bodies = {body for body, _ in held}
    found: dict[tuple[str | None, str | None], tuple[list[str], str, _Item]] = {}
    for item in group:
        for body, day, code, text in told.get(item.id, ()):
            name = bodies.get((item.municipality, body_key(body)), body) if body else None
            if (name, day) in held or (day is None and (name is None or name in held_bodies)):
                continue
            codes, _, _ = found.setdefault((name, day), ([], text, item))
            if code not in codes:
                codes.append(code)
    return [
        (day, name, ", ".join(codes), " ".join(text.split()), item.id)
        for (name, day), (codes, text, item) in found.items()
        if day is not None or not any(other == name and known for other, known in found)
    ]
