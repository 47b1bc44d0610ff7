"""An SQLite database that opens in Datasette as it is: tables with foreign keys, full-text search, views that answer questions."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from nlp.archive.derive.run import Affiliation, derive
from nlp.archive.stores.create import make_tables
from nlp.archive.stores.definition import BASE, OF_ITEMS
from nlp.archive.stores.rows import WORDS, Rows, clean, encode_rows
from nlp.archive.stores.store import BadStore, Encoder
from nlp.archive.stores.texts import meeting_words

# Marks the file as ours ("RFRT"), and the version of its tables.
APPLICATION = 0x52465254
VERSION = 3
# Documents in one transaction: what a kill may cost.
_BATCH = 50
# Meetings in two documents that are named.
_NAMED = 5
# Rows of each index that the planner is told of.
_SAMPLE = 1_000
# Rows below one meeting, and below one of its items, at most. The key of a row is that of what it belongs to with its place behind it: it stays
# when documents are read again, and however often a run was stopped.
ITEMS_OF_MEETING = 10_000
_ROWS_OF_ITEM = 10_000
_ENTITIES_OF_MEETING = 10_000_000

_INSERT = {table.name: f"INSERT INTO {table.name} VALUES ({', '.join('?' * len(table.columns))})" for table in BASE}


class SqliteStore:
    """Results as rows of a database, written in transactions of some documents; what is made from all of them is made anew when a run ends.

    Args:
        path: The file; made where it is not there.
        model: The digest of the model that tags now.
        members: Parties of members that are known from elsewhere.

    Raises:
        BadStore: the file is another program's, damaged, in use, or cannot be written.
    """

    encode: Encoder = staticmethod(encode_rows)

    def __init__(self, path: Path, model: str, members: tuple[Affiliation, ...] = ()) -> None:
        self.path = path
        self._model = model
        self._members = members
        self.notes: list[str] = []
        self._open = 0
        self._whole = True
        with self._faults():
            self._db = sqlite3.connect(path, isolation_level=None, timeout=2)
        try:
            with self._faults():
                self._prepare()
        except BaseException:
            self._db.close()
            raise

    def _prepare(self) -> None:
        if not self._db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            make_tables(self._db, APPLICATION, VERSION)
        check_ours(self._db, self.path)
        # Held until the end: two runs at once would each redo the other's work.
        self._db.execute("BEGIN IMMEDIATE")
        # Somebody may be reading in Datasette while a transaction ends.
        self._db.execute("PRAGMA busy_timeout = 60000")

    @property
    def connection(self) -> sqlite3.Connection:
        """The open database."""
        return self._db

    def holds(self, document: str) -> bool:
        key = (clean(document),)
        return bool(self._db.execute("SELECT 1 FROM documents WHERE document = ? UNION SELECT 1 FROM failures WHERE document = ?", key * 2).fetchone())

    def is_done(self, document: str, sha256: str) -> bool:
        row = self._db.execute(
            "SELECT documents.sha256, model FROM documents JOIN meetings ON meetings.id = meeting WHERE documents.document = ?"
            " AND documents.document NOT IN (SELECT document FROM failures)",
            (clean(document),),
        ).fetchone()
        return row is not None and tuple(row) == (sha256, self._model)

    def twin(self, sha256: str) -> str | None:
        row = self._db.execute("SELECT document FROM meetings WHERE sha256 = ? AND model = ?", (sha256, self._model)).fetchone()
        return None if row is None else str(row[0])

    def write(self, document: str, payload: Rows) -> None:
        with self._faults():
            self._whole = False
            self._replace(clean(document), payload)
            self._whole = True
            self._open += 1
            if self._open >= _BATCH:
                self._commit()

    def note_copy(self, document: str, sha256: str) -> None:
        with self._faults():
            known = self._db.execute("SELECT sha256 FROM documents WHERE document = ?", (clean(document),)).fetchone()
            if known is not None and known[0] == sha256:
                return
            self._forget(clean(document))
            self._db.execute("INSERT INTO documents SELECT ?, sha256, id FROM meetings WHERE sha256 = ?", (clean(document), sha256))

    def _replace(self, document: str, rows: Rows) -> None:
        run = self._db.execute
        if (
            rows.keys() == {"failures"}
            and run("SELECT document, kind, message FROM failures WHERE document = ?", (document,)).fetchone() == rows["failures"][0]
            and not run("SELECT 1 FROM documents WHERE document = ?", (document,)).fetchone()
        ):
            return  # It failed before with the same words.
        run("UPDATE state SET derived = 0 WHERE derived")
        run("DELETE FROM failures WHERE document = ?", (document,))
        if "failures" in rows:
            self._db.executemany(_INSERT["failures"], rows["failures"])
        meeting = self._forget(document)
        if "meetings" not in rows:
            return
        meeting = meeting or self._key("meetings")
        run(_INSERT["meetings"], (meeting, *rows["meetings"][0]))
        run(_INSERT["documents"], (*rows["documents"][0], meeting))
        first = meeting * ITEMS_OF_MEETING + 1
        people = meeting * ITEMS_OF_MEETING + 1
        many = self._db.executemany
        many(_INSERT["participants"], ((people + n, meeting, *row) for n, row in enumerate(rows["participants"])))
        many(_INSERT["items"], ((first + n, meeting, *row) for n, row in enumerate(rows["items"])))
        run(_INSERT["texts"], (meeting, *rows["texts"][0]))
        many("INSERT INTO texts_fts (rowid, text) VALUES (?, ?)", ((first + n, *row) for n, row in enumerate(rows[WORDS])))
        for table in OF_ITEMS:
            places: Counter[int] = Counter()
            many(_INSERT[table], ((_below(first + row[0], places), first + row[0], *row[1:]) for row in rows[table]))
        named = meeting * _ENTITIES_OF_MEETING + 1
        many(_INSERT["entities"], ((named + n, meeting, None if row[0] is None else first + row[0], *row[1:]) for n, row in enumerate(rows["entities"])))

    def _forget(self, document: str) -> int | None:
        """Take out what is known of a path or id; gives the meeting's key where it went, too. Another path of the same content keeps the meeting."""
        run = self._db.execute
        old = run("SELECT meeting FROM documents WHERE document = ?", (document,)).fetchone()
        if old is None:
            return None
        run("DELETE FROM documents WHERE document = ?", (document,))
        other = run("SELECT document FROM documents WHERE meeting = ? ORDER BY rowid LIMIT 1", old).fetchone()
        if other is not None:
            run("UPDATE meetings SET document = ? WHERE id = ?", (*other, *old))
            run("UPDATE items SET document = ? WHERE meeting = ?", (*other, *old))
            return None
        meeting = int(old[0])
        span = (meeting * ITEMS_OF_MEETING, (meeting + 1) * ITEMS_OF_MEETING)
        # The search table holds no texts: it is told what goes.
        self._db.executemany("INSERT INTO texts_fts (texts_fts, rowid, text) VALUES ('delete', ?, ?)", list(meeting_words(self._db, meeting)))
        for table in OF_ITEMS:
            run(f"DELETE FROM {table} WHERE item > ? AND item < ?", span)
        run("DELETE FROM entities WHERE id > ? AND id < ?", (meeting * _ENTITIES_OF_MEETING, (meeting + 1) * _ENTITIES_OF_MEETING))
        for table in ("texts", "items", "participants"):
            run(f"DELETE FROM {table} WHERE meeting = ?", (meeting,))
        run("DELETE FROM meetings WHERE id = ?", (meeting,))
        return meeting

    def _key(self, table: str) -> int:
        """Give the next free key of a table: behind the last one that is in use."""
        return int(self._db.execute(f"SELECT coalesce(max(id), 0) + 1 FROM {table}").fetchone()[0])

    def _commit(self) -> None:
        self._db.execute("COMMIT")
        self._db.execute("BEGIN IMMEDIATE")
        self._open = 0

    @contextmanager
    def _faults(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as err:
            raise BadStore(f"{self.path}: cannot be written ({err}). What was written before is kept; run again once that is mended.") from err

    def finish(self) -> None:
        """Make what is made from all documents, where something changed since it was made.

        Raises:
            BadStore: the disk is full.
        """
        with self._faults():
            if self._open:
                self._commit()
            derive(self._db, self._members)
            self._db.execute("COMMIT")
            # What the planner knows of the tables; of the same rows always the same.
            self._db.execute(f"PRAGMA analysis_limit = {_SAMPLE}")
            self._db.execute("ANALYZE")
            self.notes = _notes(self._db)

    def __enter__(self) -> SqliteStore:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        try:
            with self._faults():
                # A document that was not written to its end goes with its transaction; SQLite itself may have rolled back already.
                if kind is not None and self._db.in_transaction:
                    self._db.execute("COMMIT" if self._whole else "ROLLBACK")
            if kind is None:
                self.finish()
        finally:
            self.close()

    def close(self) -> None:
        """Close the database; an open transaction goes."""
        self._db.close()


def _below(item: int, places: Counter[int]) -> int:
    """Give the key of the next row below an item."""
    places[item] += 1
    return item * _ROWS_OF_ITEM + places[item]


def _notes(db: sqlite3.Connection) -> list[str]:
    """Tell what an archive's owner should know: meetings that stand in two documents."""
    rows = db.execute(
        "SELECT other.document, meetings.document FROM meetings JOIN meetings AS other ON other.id = meetings.same_as ORDER BY meetings.id"
    ).fetchall()
    if not rows:
        return []
    named = "; ".join(f"{second} holds the meeting of {first}" for first, second in rows[:_NAMED])
    more = f"; and {len(rows) - _NAMED:,} more" if len(rows) > _NAMED else ""
    return [f"{len(rows):,} meetings stand in two documents, and one of each counts: {named}{more}"]


def check_ours(db: sqlite3.Connection, path: Path) -> None:
    """Refuse a database of another program, or of another release.

    Raises:
        BadStore: says which, and what to do.
    """
    mark = db.execute("PRAGMA application_id").fetchone()[0]
    version = db.execute("PRAGMA user_version").fetchone()[0]
    if mark != APPLICATION:
        raise BadStore(f"{path}: is another program's database, so nothing was written to it. Name another file with -o.")
    if version != VERSION:
        older = "an older" if version < VERSION else "a newer"
        raise BadStore(
            f"{path}: has the tables of {older} release (version {version}; this one writes version {VERSION}), and nothing was written to it. "
            "Tag the documents again into a new file."
        )
