"""Meetings that stand in more than one document: one of them counts."""

from __future__ import annotations

import sqlite3
from itertools import groupby

_BY_MEETING = ("items", "participants")
_BY_ITEM = ("votes", "absences")
# What share of the shorter document's titles must stand in the other, too.
_ALIKE = 0.5


def count_once(db: sqlite3.Connection) -> None:
    """Choose the document that counts for each meeting held: the one with most decisions, of equal ones the first. Agendas never count."""
    db.execute("UPDATE meetings SET counted = (kind = 'minutes'), same_as = NULL WHERE same_as IS NOT NULL OR counted <> (kind = 'minutes')")
    rows = db.execute(
        """
        SELECT municipality, body, date, id, (SELECT count(*) FROM items JOIN outcomes ON outcomes.item = items.id WHERE items.meeting = meetings.id)
        FROM meetings WHERE kind = 'minutes' AND date IS NOT NULL AND body IS NOT NULL AND (municipality, body, date) IN (
            SELECT municipality, body, date FROM meetings WHERE kind = 'minutes' GROUP BY 1, 2, 3 HAVING count(*) > 1)
        ORDER BY 1, 2, 3, 5 DESC, 4
        """
    ).fetchall()
    for _, group in groupby(rows, key=lambda row: row[:3]):
        counted: list[tuple[int, set[str]]] = []
        for *_, meeting, _ in group:
            titles = _titles(db, meeting)
            other = next((kept for kept, theirs in counted if _alike(titles, theirs)), None)
            if other is None:
                counted.append((meeting, titles))
            else:
                db.execute("UPDATE meetings SET counted = 0, same_as = ? WHERE id = ?", (other, meeting))
    for table in _BY_MEETING:
        db.execute(f"UPDATE {table} SET counted = meetings.counted FROM meetings WHERE meetings.id = {table}.meeting AND {table}.counted <> meetings.counted")
    for table in _BY_ITEM:
        db.execute(f"UPDATE {table} SET counted = items.counted FROM items WHERE items.id = {table}.item AND {table}.counted <> items.counted")


def _titles(db: sqlite3.Connection, meeting: int) -> set[str]:
    rows = db.execute("SELECT coalesce(title, decision, number, '') FROM items WHERE meeting = ?", (meeting,))
    return {"".join(filter(str.isalnum, title.casefold())) for (title,) in rows}


def _alike(titles: set[str], others: set[str]) -> bool:
    return len(titles & others) >= _ALIKE * min(len(titles), len(others))
