"""The party of every member on every day: as printed in the document, as a list of members says, or as the archive prints it nearest to that day."""

from __future__ import annotations

import sqlite3
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_TABLES = ("participants", "votes", "absences", "attendance")
# Where municipality and day of a row stand, for the table that has none itself.
_HEAD = {"attendance": "(SELECT municipality FROM items WHERE items.id = item), (SELECT date FROM items WHERE items.id = item)"}
_ALWAYS = ("", "9999")


@dataclass(frozen=True, slots=True)
class Affiliation:
    """That a member was of a party, from one day to another, both inclusive and ISO 8601; None where it is open. Without a municipality it holds in all."""

    member: str
    party: str
    first_date: str | None = None
    last_date: str | None = None
    municipality: str | None = None


Key = tuple[str | None, str]


def fill_parties(db: sqlite3.Connection, members: Sequence[Affiliation] = ()) -> None:
    """Give each member a party where a document prints none, and write from when to when each party is known."""
    printed = _printed(db)
    listed = _listed(members)
    for table in _TABLES:
        _fill(db, table, printed, listed)
    _write_periods(db, printed, members)


def _printed(db: sqlite3.Connection) -> dict[Key, list[tuple[str, str]]]:
    """Give the days on which documents print a member's party, in order."""
    found: dict[Key, set[tuple[str, str]]] = defaultdict(set)
    for table in _TABLES:
        head = _HEAD.get(table, "municipality, date")
        for municipality, date, member, party in db.execute(
            f"SELECT DISTINCT {head}, member, party FROM {table} WHERE party_from = 'document' AND member IS NOT NULL"
        ):
            found[municipality, _name(member)].add((date or "", party))
    return {key: sorted(days) for key, days in found.items()}


def _listed(members: Iterable[Affiliation]) -> dict[str, list[Affiliation]]:
    out: dict[str, list[Affiliation]] = defaultdict(list)
    for affiliation in members:
        out[_name(affiliation.member)].append(affiliation)
    return out


def _fill(db: sqlite3.Connection, table: str, printed: dict[Key, list[tuple[str, str]]], listed: dict[str, list[Affiliation]]) -> None:
    db.execute(f"UPDATE {table} SET party = NULL, party_from = NULL WHERE party_from IN ('archive', 'list')")
    head = _HEAD.get(table, "municipality, date")
    rows = db.execute(f"SELECT id, {head}, member FROM {table} WHERE party IS NULL AND member IS NOT NULL").fetchall()
    known: dict[tuple[str | None, str | None, str], tuple[str, str] | None] = {}
    for key, municipality, date, member in rows:
        place = (municipality, date, _name(member))
        if place not in known:
            known[place] = _from_list(*place, listed) or _nearest(printed.get((municipality, place[2]), []), date or "")
        party = known[place]
        if party is not None:
            db.execute(f"UPDATE {table} SET party = ?, party_from = ? WHERE id = ?", (*party, key))


def _from_list(municipality: str | None, date: str | None, member: str, listed: dict[str, list[Affiliation]]) -> tuple[str, str] | None:
    for entry in listed.get(member, ()):
        first, last = entry.first_date or _ALWAYS[0], entry.last_date or _ALWAYS[1]
        if entry.municipality in (None, municipality) and (not date or first <= date <= last):
            return entry.party, "list"
    return None


def _nearest(days: list[tuple[str, str]], date: str) -> tuple[str, str] | None:
    """Give the party of the last day before, else of the first day after."""
    if not days:
        return None
    place = bisect_right(days, (date, "\uffff"))
    return days[max(0, place - 1)][1], "archive"


def _write_periods(db: sqlite3.Connection, printed: dict[Key, list[tuple[str, str]]], members: Sequence[Affiliation]) -> None:
    db.execute("DELETE FROM parties_over_time")
    names = _display_names(db)
    rows: list[tuple[str | None, str, str, str | None, str | None, str]] = []
    for (municipality, member), days in printed.items():
        start, last, party = *days[0][:1], *days[0]
        for date, now in days[1:]:
            if now != party:
                rows.append((municipality, names.get((municipality, member), member), party, start or None, last or None, "document"))
                start, party = date, now
            last = date
        rows.append((municipality, names.get((municipality, member), member), party, start or None, last or None, "document"))
    rows += [(entry.municipality, entry.member, entry.party, entry.first_date, entry.last_date, "list") for entry in members]
    rows.sort(key=lambda row: tuple(value or "" for value in row))
    db.executemany("INSERT INTO parties_over_time VALUES (?, ?, ?, ?, ?, ?, ?)", ((number, *row) for number, row in enumerate(rows, 1)))


def _display_names(db: sqlite3.Connection) -> dict[Key, str]:
    out: dict[Key, str] = {}
    for table in _TABLES:
        head = _HEAD.get(table, "municipality, date").rsplit(", (", 1)[0].split(", date")[0]
        for municipality, member in db.execute(f"SELECT DISTINCT {head}, member FROM {table} WHERE member IS NOT NULL ORDER BY 2"):
            out.setdefault((municipality, _name(member)), member)
    return out


def _name(member: str) -> str:
    return " ".join(member.casefold().split())
