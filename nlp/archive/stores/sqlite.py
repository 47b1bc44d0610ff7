"""An SQLite database that opens in Datasette as it is: tables with foreign keys, full-text search, views that answer questions."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from nlp.archive.stores.rows import OF_ITEMS, TABLES, Rows, encode_rows
from nlp.archive.stores.store import BadStore, Encoder
from nlp.archive.stores.tables import clean
from nlp.archive.stores.views import VIEWS
from nlp.errors import MissingExtra

# Marks the file as ours ("RFRT"), and the version of its tables.
_APPLICATION = 0x52465254
_VERSION = 1
# Documents in one transaction: what a kill may cost.
_BATCH = 50

_KEYS = (
    *(("participants", "meeting", "meetings"), ("items", "meeting", "meetings")),
    *(("entities", "meeting", "meetings"), ("entities", "item", "items")),
    *((table, "item", "items") for table in OF_ITEMS),
)
_INDEXES = (
    ("meetings", ["municipality", "date"]),
    ("items", ["case_number"]),
    ("items", ["topic"]),
    ("entities", ["label", "resolved"]),
    ("votes", ["member"]),
)
_INSERT = {
    table: f"INSERT INTO {table} ({', '.join(f'[{name}]' for name in columns)}) VALUES ({', '.join('?' * len(columns))})" for table, columns in TABLES.items()
}


class SqliteStore:
    """Results as rows of a database, written in transactions of some documents.

    Args:
        path: The file; made where it is not there.
        model: The digest of the model that tags now.

    Raises:
        BadStore: the file is another program's, damaged, in use, or cannot be written.
    """

    encode: Encoder = staticmethod(encode_rows)

    def __init__(self, path: Path, model: str) -> None:
        self.path = path
        self._model = model
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
        self._db.execute("PRAGMA foreign_keys = ON")
        if not self._db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            make_tables(self._db)
        mark = self._db.execute("PRAGMA application_id").fetchone()[0]
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        if mark != _APPLICATION:
            raise BadStore(f"{self.path}: is another program's database, so nothing was written to it. Name another file with -o.")
        if version != _VERSION:
            raise BadStore(f"{self.path}: has tables of version {version}; this program writes version {_VERSION}. Name a new file and tag again.")
        # Held until the end: two runs at once would each redo the other's work.
        self._db.execute("BEGIN IMMEDIATE")
        # Somebody may be reading in Datasette while a transaction ends.
        self._db.execute("PRAGMA busy_timeout = 60000")

    def holds(self, document: str) -> bool:
        key = (clean(document),)
        return bool(self._db.execute("SELECT 1 FROM meetings WHERE document = ? UNION SELECT 1 FROM failures WHERE document = ?", key * 2).fetchone())

    def is_done(self, document: str, sha256: str) -> bool:
        row = self._db.execute(
            "SELECT sha256, model FROM meetings WHERE document = ? AND document NOT IN (SELECT document FROM failures WHERE kind NOT IN ('no_items', 'no_minutes'))",
            (clean(document),),
        ).fetchone()
        return row is not None and tuple(row) == (sha256, self._model)

    def write(self, document: str, payload: Rows) -> None:
        with self._faults():
            self._whole = False
            self._replace(clean(document), payload)
            self._whole = True
            self._open += 1
            if self._open >= _BATCH:
                self._commit()

    def _replace(self, document: str, rows: Rows) -> None:
        run = self._db.execute
        run("DELETE FROM failures WHERE document = ?", (document,))
        if "failures" in rows:
            self._db.executemany(_INSERT["failures"], rows["failures"])
        old = run("SELECT id FROM meetings WHERE document = ?", (document,)).fetchone()
        if old is not None:
            # All that hangs on a meeting goes with it; its key stays, for links that point to it.
            for table in OF_ITEMS:
                run(f"DELETE FROM {table} WHERE item IN (SELECT id FROM items WHERE meeting = ?)", old)
            for table in ("entities", "items", "participants"):
                run(f"DELETE FROM {table} WHERE meeting = ?", old)
            run("DELETE FROM meetings WHERE id = ?", old)
        if "meetings" not in rows:
            return
        meeting = old[0] if old is not None else self._next("meetings")
        run(_INSERT["meetings"], (meeting, *rows["meetings"][0]))
        first = self._next("items")
        for table in ("participants", "items"):
            at = self._next(table)
            self._db.executemany(_INSERT[table], ((at + n, meeting, *row) for n, row in enumerate(rows[table])))
        for table in OF_ITEMS:
            at = self._next(table)
            self._db.executemany(_INSERT[table], ((at + n, first + row[0], *row[1:]) for n, row in enumerate(rows[table])))
        at = self._next("entities")
        entities = ((at + n, meeting, None if row[0] is None else first + row[0], *row[1:]) for n, row in enumerate(rows["entities"]))
        self._db.executemany(_INSERT["entities"], entities)

    def _next(self, table: str) -> int:
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

    def __enter__(self) -> SqliteStore:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        try:
            with self._faults():
                # A document that was not written to its end goes with its transaction; SQLite itself may have rolled back already.
                if self._db.in_transaction:
                    self._db.execute("COMMIT" if self._whole else "ROLLBACK")
                if kind is None:
                    self._db.execute("PRAGMA optimize")
        finally:
            self._db.close()


def make_tables(connection: sqlite3.Connection) -> None:
    """Make tables, keys, search and views in an empty database, all in one transaction.

    Raises:
        MissingExtra: sqlite-utils is not installed.
    """
    try:
        import sqlite_utils
    except ImportError as err:
        raise MissingExtra("Writing an SQLite database", "sqlite-utils", "store") from err

    # Built in memory and copied in one step, so that no kill leaves half of it.
    memory = sqlite3.connect(":memory:")
    db = sqlite_utils.Database(memory)
    for name, columns in TABLES.items():
        keys = [(column, target, "id") for table, column, target in _KEYS if table == name]
        key = "document" if name == "failures" else "id"
        db.table(name).create(columns, pk=key, foreign_keys=keys, not_null={"document"} if "document" in columns else ())
    for name, indexed in _INDEXES:
        db.table(name).create_index(indexed)
    db.table("meetings").create_index(["document"], unique=True)
    for table, column, _ in _KEYS:
        db.table(table).create_index([column])
    db.table("items").enable_fts(["title", "text"], create_triggers=True, tokenize="unicode61 remove_diacritics 0")
    for name, query in VIEWS.items():
        db.create_view(name, query)
    memory.commit()
    memory.execute(f"PRAGMA application_id = {_APPLICATION}")
    memory.execute(f"PRAGMA user_version = {_VERSION}")
    memory.commit()
    memory.backup(connection)
    memory.close()
