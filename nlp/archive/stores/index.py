"""What a file of lines holds: for each id, a mark and the place of its last line. Kept on disk, so it may be of any size."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """One document's id, and its mark: hash and model digest, or `error` and a digest of the line."""

    document: str
    mark: str


class Index:
    """A temporary table that SQLite keeps in a nameless file and removes when it is closed."""

    def __init__(self) -> None:
        self.replaced = 0
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.executescript("PRAGMA synchronous = OFF; PRAGMA journal_mode = OFF")
        self._db.execute("CREATE TABLE lines (place INTEGER PRIMARY KEY, id BLOB UNIQUE, mark TEXT, start INTEGER, length INTEGER)")
        self._db.execute("CREATE INDEX marks ON lines (mark)")

    def get(self, document: str) -> Entry | None:
        """Give the last entry of an id."""
        row = self._db.execute("SELECT mark FROM lines WHERE id = ?", (_key(document),)).fetchone()
        return None if row is None else Entry(document, row[0])

    def of_mark(self, mark: str) -> str | None:
        """Give the first id with a mark."""
        row = self._db.execute("SELECT id FROM lines WHERE mark = ? ORDER BY place LIMIT 1", (mark,)).fetchone()
        return None if row is None else bytes(row[0]).decode("utf-8", "surrogatepass")

    def put(self, document: str, mark: str, start: int, length: int) -> None:
        """Note a line; an id that was there keeps its place among the others."""
        known = self._db.execute("UPDATE lines SET mark = ?, start = ?, length = ? WHERE id = ?", (mark, start, length, _key(document)))
        if known.rowcount:
            self.replaced += 1
        else:
            self._db.execute("INSERT INTO lines (id, mark, start, length) VALUES (?, ?, ?, ?)", (_key(document), mark, start, length))

    def spans(self) -> Iterator[tuple[int, int]]:
        """Give start and length of the last line of each id, in the order in which ids first came."""
        yield from self._db.execute("SELECT start, length FROM lines ORDER BY place")

    def begin(self) -> None:
        """Take what follows as one transaction: many lines at once are added ten times faster."""
        self._db.execute("BEGIN")

    def commit(self) -> None:
        self._db.execute("COMMIT")

    def close(self) -> None:
        self._db.close()


class Seen:
    """The ids that came in one run, to find those that come twice; on disk as well."""

    def __init__(self) -> None:
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.executescript("PRAGMA synchronous = OFF; PRAGMA journal_mode = OFF")
        self._db.execute("CREATE TABLE seen (id BLOB PRIMARY KEY) WITHOUT ROWID")
        self._db.execute("CREATE TABLE contents (sha256 TEXT PRIMARY KEY, id BLOB) WITHOUT ROWID")
        self._db.execute("BEGIN")

    def is_new(self, document: str) -> bool:
        """Tell whether an id comes for the first time, and note it."""
        return bool(self._db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (_key(document),)).rowcount)

    def first_with(self, sha256: str, document: str) -> str | None:
        """Give the id under which a content came before; None where it comes for the first time, which is noted."""
        if self._db.execute("INSERT OR IGNORE INTO contents VALUES (?, ?)", (sha256, _key(document))).rowcount:
            return None
        row = self._db.execute("SELECT id FROM contents WHERE sha256 = ?", (sha256,)).fetchone()
        return bytes(row[0]).decode("utf-8", "surrogatepass")

    def close(self) -> None:
        self._db.close()


def _key(document: str) -> bytes:
    # Names of files may hold bytes that are no UTF-8, which SQLite takes as a BLOB only.
    return document.encode("utf-8", "surrogatepass")
