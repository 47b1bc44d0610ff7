"""One name for each body, however its documents print it."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter, defaultdict

from nlp.archive.spellings import slug

_SIGNS = re.compile(r"[\W_]+")
# `Udvalg` and `Udvalget`, `Bestyrelse` and `Bestyrelsen` are one: what is left when the article at their end goes.
_ARTICLE = re.compile(r"(?:e[nt]?|[nt])$")
_HOLD_BODY = ("items", "participants", "votes", "absences")


def body_key(name: str) -> str:
    """Give what all spellings of a body's name share.

    Example:
        >>> body_key("Økonomi- og Erhvervsudvalget") == body_key("Økonomi & Erhvervsudvalg")
        True
    """
    return _ARTICLE.sub("", _SIGNS.sub("", name.casefold().replace("&", " og ")))


def canonical_bodies(db: sqlite3.Connection) -> dict[tuple[str | None, str], str]:
    """Give the most frequent name of each body, by municipality and `body_key`."""
    names: dict[tuple[str | None, str], Counter[str]] = defaultdict(Counter)
    rows = db.execute("SELECT municipality, body_printed, count(*) FROM meetings WHERE body_printed IS NOT NULL GROUP BY 1, 2 ORDER BY 2")
    for municipality, printed, count in rows:
        names[municipality, body_key(printed)][printed] += count
    return {key: max(sorted(counts), key=lambda name: counts[name]) for key, counts in names.items()}


def name_bodies(db: sqlite3.Connection) -> None:
    """Write each body under its one name, wherever the archive holds it."""
    names = canonical_bodies(db)
    pairs = db.execute("SELECT DISTINCT municipality, body_printed, body FROM meetings WHERE body_printed IS NOT NULL").fetchall()
    for municipality, printed, written in pairs:
        name = names[municipality, body_key(printed)]
        if name == written:
            continue
        db.execute(
            "UPDATE meetings SET body = ?, name = ? || coalesce(' ' || date, '') WHERE municipality IS ? AND body_printed IS ?",
            (name, name, municipality, printed),
        )
    for table in _HOLD_BODY:
        if table in ("items", "participants"):
            db.execute(f"UPDATE {table} SET body = meetings.body FROM meetings WHERE meetings.id = {table}.meeting AND {table}.body IS NOT meetings.body")
        else:
            db.execute(f"UPDATE {table} SET body = items.body FROM items WHERE items.id = {table}.item AND {table}.body IS NOT items.body")


def write_bodies(db: sqlite3.Connection) -> None:
    """Write one row for each body."""
    db.execute("DELETE FROM bodies")
    rows = db.execute(
        """
        SELECT municipality, body, (SELECT group_concat(body_printed, '; ') FROM (SELECT DISTINCT body_printed FROM meetings AS other
                WHERE other.municipality IS meetings.municipality AND other.body IS meetings.body ORDER BY body_printed)),
            sum(counted), sum(kind = 'agenda'), min(date), max(date),
            (SELECT count(*) FROM items WHERE items.municipality IS meetings.municipality AND items.body IS meetings.body AND counted AND outcome IS NOT NULL),
            (SELECT count(*) FROM items WHERE items.municipality IS meetings.municipality AND items.body IS meetings.body AND counted AND divided)
        FROM meetings WHERE body IS NOT NULL GROUP BY municipality, body ORDER BY municipality, body
        """
    ).fetchall()
    keys: Counter[str] = Counter()
    for municipality, body, *rest in rows:
        key = unique(slug(municipality, body), keys)
        db.execute("INSERT INTO bodies VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", (key, municipality, body, *rest))


def unique(key: str, taken: Counter[str]) -> str:
    """Give a key, with a number behind it where it was given before."""
    taken[key] += 1
    return key if taken[key] == 1 else f"{key}-{taken[key]}"
