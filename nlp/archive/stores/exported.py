"""CSV, Parquet and workbooks: files that cannot be added to, made from a database that stands beside them while a run lasts.

The database is the run's journal: what was tagged is in it, however a run ends. When a run ends well, the files are written from it, each in
one step, and it goes. A later run reads what the tables hold back into such a database where something is to be added.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any

from nlp.archive.codes import coded, with_any_codes, with_codes
from nlp.archive.derive.parties import Affiliation
from nlp.archive.stores.create import make_tables
from nlp.archive.stores.definition import ALL, BASE, TABLES, Table
from nlp.archive.stores.jsonl import sweep
from nlp.archive.stores.lock import Lock
from nlp.archive.stores.rows import Rows, clean, encode_rows
from nlp.archive.stores.sqlite import APPLICATION, VERSION, SqliteStore
from nlp.archive.stores.store import BadStore, Encoder
from nlp.archive.stores.texts import meeting_words, pack, unpack
from nlp.archive.writers.csv_files import read_csv, write_csv
from nlp.archive.writers.parquet_files import check_parquet, read_parquet, write_parquet
from nlp.archive.writers.workbook import check_workbook, write_workbook

Write = Callable[[Path, Table, Iterable[tuple[Any, ...]]], None]
Read = Callable[[Path, Table], Iterator[tuple[Any, ...]] | None]
# The table that the output's own name stands for; the others have theirs between its name and its ending.
MAIN = "items"


class TableStore:
    """Results as files of tables.

    Args:
        path: The table of items, `.csv` or `.parquet`; `name.decisions.csv` and the other tables stand beside it.
        model: The digest of the model that tags now.
        members: Parties of members that are known from elsewhere.
        plain: CSV for programs.

    Raises:
        BadStore: another program's file is there, or the files cannot be written.
        MissingExtra: the format needs a package that is not installed.
    """

    encode: Encoder = staticmethod(encode_rows)

    def __init__(self, path: Path, model: str, members: tuple[Affiliation, ...] = (), *, plain: bool = False, codes: tuple[str, ...] = ()) -> None:
        self.path = path
        self._model, self._members, self._codes = model, members, codes
        self._write: Write = partial(write_csv, plain=plain)
        self._read: Read = read_csv
        if path.suffix.lower() == ".parquet":
            check_parquet()
            self._write, self._read = write_parquet, read_parquet
        self._journal_path = path.with_name(f"{path.name}.journal")
        self._journal: SqliteStore | None = None
        self.notes: list[str] = []
        self._done: dict[str, tuple[str, str]] = {}
        self._failures: dict[str, tuple[str, str]] = {}
        # Of its own: the journal, which has one too, comes and goes.
        self._lock = Lock(path)
        try:
            self._prepare()
        except BaseException:
            self._lock.release()
            raise

    def _prepare(self) -> None:
        journal, done = self._journal_path.exists(), self.path.exists()
        if not journal and not done:
            self._check_room()
        if journal or not done:
            self._journal = SqliteStore(self._journal_path, self._model, self._members)
        else:
            self._done = self._what_is_done()
        for table in ALL:
            sweep(self.file(table))

    def file(self, table: str) -> Path:
        """Give the file of a table."""
        return self.path if table == MAIN else self.path.with_name(f"{self.path.stem}.{table}{self.path.suffix}")

    def holds(self, document: str) -> bool:
        return self._journal.holds(document) if self._journal else clean(document) in self._done

    def is_done(self, document: str, sha256: str) -> bool:
        if self._journal:
            return self._journal.is_done(document, sha256)
        return self._done.get(clean(document)) == (sha256, self._model)

    def twin(self, sha256: str) -> str | None:
        if self._journal:
            return self._journal.twin(sha256)
        return next((document for document, done in self._done.items() if done == (sha256, self._model)), None)

    def write(self, document: str, payload: Rows) -> None:
        if self._journal is None and payload.keys() == {"failures"} and payload["failures"][0][1:] == self._failures.get(clean(document)):
            return  # It failed before with the same words.
        self._opened().write(document, payload)

    def note_copy(self, document: str, sha256: str) -> None:
        if self._journal is not None or self._done.get(clean(document), ("",))[0] != sha256:
            self._opened().note_copy(document, sha256)

    def __enter__(self) -> TableStore:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        try:
            self._finish(kind, error, trace)
        finally:
            self._lock.release()

    def _finish(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._journal is None and kind is None and (self._members or self._codes):
            self._opened()
        if self._journal is None:
            return
        try:
            if kind is None:
                self._journal.finish()
                self.notes = self._journal.notes
                self._export(self._journal.connection)
                self._journal.close()
            else:
                self._journal.__exit__(kind, error, trace)
        finally:
            self._journal.close()
        if kind is None:
            self._journal_path.unlink()

    def _export(self, db: sqlite3.Connection) -> None:
        for table in ALL.values():
            with aside(self.file(table.name)) as path:
                self._write(path, coded(table, self._codes), with_codes(table, select(db, table), self._codes))

    def _opened(self) -> SqliteStore:
        """Give the journal; where the files stand without one, it is made from them, in one step."""
        if self._journal is None:
            handle, name = tempfile.mkstemp(prefix=f".{self._journal_path.name}-", dir=self.path.parent)
            os.close(handle)
            copy = Path(name)
            try:
                self._fill(copy)
                copy.replace(self._journal_path)
            finally:
                copy.unlink(missing_ok=True)
            self._journal = SqliteStore(self._journal_path, self._model, self._members)
        return self._journal

    def _fill(self, path: Path) -> None:
        db = sqlite3.connect(path, isolation_level=None)
        try:
            make_tables(db, APPLICATION, VERSION)
            db.execute("BEGIN")
            for table in BASE:
                db.executemany(f"INSERT INTO {table.name} VALUES ({', '.join('?' * len(table.columns))})", _packed(table, self._rows(table.name)))
            for (meeting,) in db.execute("SELECT id FROM meetings").fetchall():
                db.executemany("INSERT INTO texts_fts (rowid, text) VALUES (?, ?)", list(meeting_words(db, meeting)))
            db.execute("COMMIT")
        except sqlite3.Error as err:
            raise BadStore(f"{path}: cannot be written ({err}). Nothing is lost; make room and run again.") from err
        finally:
            db.close()

    def _rows(self, table: str) -> Iterator[tuple[Any, ...]]:
        path = self.file(table)
        read = (self._read(path, form) for form in with_any_codes(ALL[table]))
        rows = next((rows for rows in read if rows is not None), None)
        if rows is None:
            raise BadStore(
                f"{self.path}: {path.name} beside it is no table of this release, so nothing was written to it. Name another file with -o, or move it away."
            )
        width = len(ALL[table].columns)
        return (row[:width] for row in rows)

    def _what_is_done(self) -> dict[str, tuple[str, str]]:
        """Read which documents the files hold, and make sure that all tables are there and ours."""
        try:
            for table in BASE:
                self._rows(table.name)
            keys = ALL["meetings"].names
            models = {row[0]: str(row[keys.index("model")]) for row in self._rows("meetings")}
            done = {document: (sha256, models[meeting]) for document, sha256, meeting in self._rows("documents")}
            self._failures = {document: (kind, message) for document, kind, message in self._rows("failures")}
        except (ValueError, KeyError) as err:
            raise BadStore(f"{self.path}: its tables do not fit together ({err}), so nothing was written to them. Name another file with -o.") from err
        return done | dict.fromkeys(self._failures, ("", ""))

    def _check_room(self) -> None:
        """Refuse to write over files that were there before this output."""
        for table in ALL:
            if self.file(table).exists():
                raise BadStore(f"{self.file(table)}: is there without {self.path.name}, so it is somebody's own. Name another file with -o, or move it away.")


class WorkbookStore:
    """Results as a workbook, which is written whole: a run that was stopped goes on, a workbook that is done is not added to.

    Args:
        path: The workbook.
        model: The digest of the model that tags now.
        members: Parties of members that are known from elsewhere.
        force: Write over a workbook that is there.

    Raises:
        BadStore: a workbook is there already.
        MissingExtra: openpyxl is not installed.
    """

    encode: Encoder = staticmethod(encode_rows)

    def __init__(self, path: Path, model: str, members: tuple[Affiliation, ...] = (), *, force: bool = False, codes: tuple[str, ...] = ()) -> None:
        check_workbook()
        self.path, self._codes = path, codes
        self._journal_path = path.with_name(f"{path.name}.journal")
        self._lock = Lock(path)
        try:
            if path.exists() and not self._journal_path.exists() and not force:
                raise BadStore(
                    f"{path}: is there already, and a workbook cannot be added to. Name another file, write it anew with --force, or keep an archive in .db."
                )
            self._journal = SqliteStore(self._journal_path, model, members)
        except BaseException:
            self._lock.release()
            raise
        self.notes: list[str] = []
        sweep(path)
        self.holds, self.is_done, self.twin = self._journal.holds, self._journal.is_done, self._journal.twin
        self.write, self.note_copy = self._journal.write, self._journal.note_copy

    def __enter__(self) -> WorkbookStore:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        try:
            if kind is None:
                self._journal.finish()
                self.notes = self._journal.notes
                with aside(self.path) as path:
                    write_workbook(path, self._journal.connection, self._codes)
                self._journal.close()
                self._journal_path.unlink()
            else:
                self._journal.__exit__(kind, error, trace)
        finally:
            self._journal.close()
            self._lock.release()


def select(db: sqlite3.Connection, table: Table) -> Iterator[tuple[Any, ...]]:
    """Give all rows of a table or view in a fixed order."""
    packed = [place for place, column in enumerate(table.columns) if column.kind == "packed"]
    order = (
        table.key
        if table in TABLES.values()
        else ", ".join(("case_id", "date", *table.names) if "case_id" in table.names else sorted(table.names, key=lambda name: name != "item"))
    )
    rows = db.execute(f"SELECT {', '.join(f'[{name}]' for name in table.names)} FROM [{table.name}] ORDER BY {order}")
    if not packed:
        yield from rows
        return
    for row in rows:
        yield tuple(unpack(value) if place in packed else value for place, value in enumerate(row))


def _packed(table: Table, rows: Iterator[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """Give rows of a file as the database holds them."""
    packed = [place for place, column in enumerate(table.columns) if column.kind == "packed"]
    for row in rows:
        yield tuple(pack(value or "") if place in packed else value for place, value in enumerate(row)) if packed else row


class aside:
    """A file to write in place of another, which takes its name when it is whole.

    Raises:
        BadStore: it cannot be written; the old one stays.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> Path:
        handle, name = tempfile.mkstemp(prefix=f".{self._path.name}-", dir=self._path.parent)
        os.close(handle)
        self._copy = Path(name)
        return self._copy

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        try:
            if kind is None:
                self._copy.chmod(0o666 & ~_umask())
                self._copy.replace(self._path)
        finally:
            with suppress(OSError):
                self._copy.unlink()
        if isinstance(error, OSError):
            raise BadStore(f"{self._path}: cannot be written ({error.strerror}). Nothing is lost; make room and run again.") from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
