"""An SQLite database that opens in Datasette as it is: tables with foreign keys, full-text search, views that answer questions."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

from nlp.document import AgendaItem, Failure, Minutes
from nlp.sources import missing
from nlp.stores import BadStore, Encoder
from nlp.stores.tables import clean
from nlp.stores.views import VIEWS

# Marks the file as ours ("RFRT"), and the version of its tables.
_APPLICATION = 0x52465254
_VERSION = 1
# Documents in one transaction: what a kill may cost.
_BATCH = 50

_TABLES: dict[str, dict[str, type]] = {
    "meetings": {
        **{"id": int, "document": str, "sha256": str, "model": str, "kind": str, "layout": str, "municipality": str, "committee": str},
        **{"date": str, "start_time": str, "end_time": str, "place": str},
    },
    "participants": {"id": int, "meeting": int, "name": str, "party": str, "role": str, "present": int},
    "items": {
        **{"id": int, "meeting": int, "position": int, "number": str, "title": str, "case_number": str, "closed": int, "topic": str},
        **{"topic_score": float, "decision_type": str, "decision_type_score": float, "start": int, "end": int, "text": str},
    },
    "outcomes": {"id": int, "item": int, "code": str, "part": str, "text": str, "start": int, "end": int},
    "votes": {"id": int, "item": int, "vote": str, "member": str, "party": str},
    "absences": {"id": int, "item": int, "member": str, "party": str},
    "entities": {"id": int, "meeting": int, "item": int, "label": str, "text": str, "resolved": str, "start": int, "end": int, "rule": str},
    "failures": {"document": str, "kind": str, "message": str},
}
_KEYS = (("participants", "meeting", "meetings"), ("items", "meeting", "meetings"), ("entities", "meeting", "meetings"), ("entities", "item", "items"))
_ITEM_KEYS = tuple((table, "item", "items") for table in ("outcomes", "votes", "absences"))
_INDEXES = (
    ("meetings", ["municipality", "date"]),
    ("items", ["case_number"]),
    ("items", ["topic"]),
    ("entities", ["label", "resolved"]),
    ("votes", ["member"]),
)
_INSERT = {
    table: f"INSERT INTO {table} ({', '.join(f'[{name}]' for name in columns)}) VALUES ({', '.join('?' * len(columns))})" for table, columns in _TABLES.items()
}

Rows = dict[str, list[tuple[Any, ...]]]


def encode_rows(minutes: Minutes | None, failure: Failure | None) -> Rows:
    """Give a result as rows for each table; keys within it count from 0 and are made final by the store."""
    rows: Rows = {}
    if failure is not None:
        rows["failures"] = [_row(failure.id, failure.kind, failure.message)]
    if minutes is None:
        return rows
    head = (minutes.id, minutes.sha256, minutes.model["digest"], minutes.kind, minutes.layout, minutes.municipality, minutes.committee)
    rows["meetings"] = [_row(*head, minutes.date, minutes.start_time, minutes.end_time, minutes.place)]
    rows["participants"] = [_row(one.name, one.party, one.role, int(one.present)) for one in minutes.participants]
    rows["items"] = [_item_row(minutes, position, item) for position, item in enumerate(minutes.items, 1)]
    parties = {one.name: one.party for one in minutes.participants}
    rows["outcomes"] = [_row(at, one.code, one.part, one.text, one.start, one.end) for at, item in enumerate(minutes.items) for one in item.outcomes]
    rows["votes"] = [_row(at, side, *_voter(voter, parties)) for at, item in enumerate(minutes.items) for side, voter in _votes(item)]
    rows["absences"] = [_row(at, name, parties.get(name)) for at, item in enumerate(minutes.items) for name in item.absent]
    rows["entities"] = list(_entity_rows(minutes))
    return rows


def _item_row(minutes: Minutes, position: int, item: AgendaItem) -> tuple[Any, ...]:
    topic, decision = item.topic, item.decision_type
    labels = (topic and topic.label, topic and topic.score, decision and decision.label, decision and decision.score)
    text = minutes.text[item.start : item.end]
    return _row(position, item.number, item.title, item.case_number, int(item.closed), *labels, item.start, item.end, text)


def _votes(item: AgendaItem) -> Iterator[tuple[str, str]]:
    if item.votes is not None:
        for side, voters in item.votes.to_dict().items():
            yield from ((side, voter) for voter in voters)


def _voter(voter: str, parties: dict[str, str | None]) -> tuple[str | None, str | None]:
    """Tell a member from a party's letter: give (member, party)."""
    if voter in parties:
        return voter, parties[voter]
    return (None, voter) if len(voter) <= 3 and " " not in voter else (voter, None)


def _entity_rows(minutes: Minutes) -> Iterator[tuple[Any, ...]]:
    at = 0
    for entity in minutes.entities:
        while at < len(minutes.items) and minutes.items[at].end <= entity.start:
            at += 1
        inside = at < len(minutes.items) and minutes.items[at].start <= entity.start
        yield _row(at if inside else None, entity.label, entity.text, entity.id, entity.start, entity.end, entity.rule)


def _row(*values: Any) -> tuple[Any, ...]:
    return tuple(map(clean, values))


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
            "SELECT sha256, model FROM meetings WHERE document = ? AND document NOT IN (SELECT document FROM failures)", (clean(document),)
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
            for table, column, _ in _ITEM_KEYS:
                run(f"DELETE FROM {table} WHERE {column} IN (SELECT id FROM items WHERE meeting = ?)", old)
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
        for table in ("outcomes", "votes", "absences"):
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
        raise missing("stores", "sqlite-utils", "Writing an SQLite database") from err

    # Built in memory and copied in one step, so that no kill leaves half of it.
    memory = sqlite3.connect(":memory:")
    db = sqlite_utils.Database(memory)
    for name, columns in _TABLES.items():
        keys = [(column, target, "id") for table, column, target in (*_KEYS, *_ITEM_KEYS) if table == name]
        key = "document" if name == "failures" else "id"
        db.table(name).create(columns, pk=key, foreign_keys=keys, not_null={"document"} if "document" in columns else ())
    for name, indexed in _INDEXES:
        db.table(name).create_index(indexed)
    db.table("meetings").create_index(["document"], unique=True)
    for table, column, _ in (*_KEYS, *_ITEM_KEYS):
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
