"""One row for each member: party, bodies, votes, absences."""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from nlp.archive.derive.bodies import unique
from nlp.archive.spellings import slug

_AGAINST = ("against", "abstain")


@dataclass(slots=True)
class _Member:
    dates: set[str] = field(default_factory=set)
    parties: list[tuple[str, str]] = field(default_factory=list)
    bodies: Counter[str] = field(default_factory=Counter)
    meetings: int = 0
    absent: int = 0
    votes: Counter[str] = field(default_factory=Counter)
    alone: int = 0


def write_members(db: sqlite3.Connection) -> None:
    """Write one row for each member, from the documents that count."""
    db.execute("DELETE FROM members")
    members: dict[tuple[str | None, str], _Member] = defaultdict(_Member)
    for municipality, member, body, date, party in db.execute(
        "SELECT municipality, member, body, date, party FROM participants WHERE counted AND member IS NOT NULL ORDER BY id"
    ):
        row = _seen(members[municipality, member], date, party)
        row.meetings += 1
        if body:
            row.bodies[body] += 1
    for municipality, member, date, party in db.execute(
        "SELECT municipality, member, date, party FROM absences WHERE counted AND member IS NOT NULL ORDER BY id"
    ):
        _seen(members[municipality, member], date, party).absent += 1
    for municipality, member, date, party, side, alone in db.execute(
        """
        SELECT municipality, member, date, party, side, side <> 'for' AND NOT EXISTS (SELECT 1 FROM votes AS other WHERE other.item = votes.item
            AND other.ballot = votes.ballot AND other.side <> 'for' AND other.id <> votes.id)
        FROM votes WHERE counted AND member IS NOT NULL ORDER BY id
        """
    ):
        row = _seen(members[municipality, member], date, party)
        row.votes[side] += 1
        row.alone += alone
    keys: Counter[str] = Counter()
    db.executemany(
        f"INSERT INTO members VALUES ({', '.join('?' * 14)})",
        (_row(unique(slug(*key), keys), *key, members[key]) for key in sorted(members, key=lambda key: (key[0] or "", key[1]))),
    )


def _seen(row: _Member, date: str | None, party: str | None) -> _Member:
    if date:
        row.dates.add(date)
    if party:
        row.parties.append((date or "", party))
    return row


def _row(key: str, municipality: str | None, name: str, row: _Member) -> tuple[object, ...]:
    parties = [party for _, party in sorted(row.parties)]
    inside = [party for place, party in enumerate(parties) if place == 0 or parties[place - 1] != party]
    dates = (min(row.dates), max(row.dates)) if row.dates else (None, None)
    counts = (row.meetings, row.absent, row.votes.total(), *(row.votes[side] for side in _AGAINST), row.alone)
    bodies = ", ".join(body for body, _ in row.bodies.most_common()) or None
    return (key, municipality, name, parties[-1] if parties else None, ", ".join(inside) or None, bodies, *dates, *counts)
