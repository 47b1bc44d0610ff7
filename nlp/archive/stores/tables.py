"""CSV and Parquet: one file with a row for each agenda item, one beside it with a row for each entity.

Neither format can be added to safely, so results go to a journal of JSON Lines beside them, and both files are written from it
when a run ends, each in one step. The journal is what a later run goes on from.
"""

from __future__ import annotations

import csv
import json
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from nlp.archive.stores.columns import ENTITIES, ITEMS, arrow_schema, entity_rows, item_rows
from nlp.archive.stores.jsonl import JsonlStore, sweep
from nlp.archive.stores.store import BadStore, Encoder
from nlp.errors import MissingExtra

Columns = tuple[tuple[str, str], ...]
Rows = Callable[[dict[str, Any]], Iterator[dict[str, Any]]]
_ROW_GROUP = 20_000


class TableStore:
    """Results as two tables, made from a journal when a run ends.

    Args:
        path: The table of items, `.csv` or `.parquet`; `name.entities.csv` and `name.csv.journal` stand beside it.
        model: The digest of the model that tags now.

    Raises:
        BadStore: a table is there without its journal, or the files cannot be written.
    """

    def __init__(self, path: Path, model: str) -> None:
        self.path = path
        self.entities = path.with_name(f"{path.stem}.entities{path.suffix}")
        self._write: Callable[[Path, Columns, Iterator[dict[str, Any]]], None] = _write_csv
        if path.suffix.lower() == ".parquet":
            self._write = _write_parquet
            try:
                import pyarrow.parquet  # noqa: F401
            except ImportError as err:
                raise MissingExtra("Writing Parquet", "pyarrow", "store") from err
        journal = path.with_name(f"{path.name}.journal")
        if path.exists() and not journal.exists():
            raise BadStore(f"{path}: is there without {journal.name}, so it cannot be added to. Name another file with -o, or move this one away.")
        self._journal = JsonlStore(journal, model)
        sweep(self.path)
        sweep(self.entities)
        self.encode: Encoder = self._journal.encode
        self._changed = not (path.exists() and self.entities.exists() and path.stat().st_mtime_ns >= journal.stat().st_mtime_ns)

    def holds(self, document: str) -> bool:
        return self._journal.holds(document)

    def is_done(self, document: str, sha256: str) -> bool:
        return self._journal.is_done(document, sha256)

    def write(self, document: str, payload: bytes) -> None:
        self._journal.write(document, payload)
        self._changed = True

    def __enter__(self) -> TableStore:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        try:
            if kind is None:
                self._finish()
        finally:
            self._journal.close()

    def _finish(self) -> None:
        self._journal.finish()
        if not self._changed:
            return
        parts: tuple[tuple[Path, Columns, Rows], ...] = ((self.entities, ENTITIES, entity_rows), (self.path, ITEMS, item_rows))
        for path, columns, rows in parts:
            self._export(path, columns, rows)

    def _export(self, path: Path, columns: Columns, rows: Rows) -> None:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
        os.close(handle)
        aside = Path(name)
        try:
            self._write(aside, columns, (row for data in self._documents() for row in rows(data)))
            aside.chmod(self._journal.path.stat().st_mode & 0o777)
            aside.replace(path)
        except OSError as err:
            raise BadStore(f"{path}: cannot be written ({err.strerror}). Nothing is lost; make room and run again.") from err
        finally:
            with suppress(OSError):
                aside.unlink()

    def _documents(self) -> Iterator[dict[str, Any]]:
        # Put in order just before, the journal holds each document once.
        with self._journal.path.open("rb") as stream:
            for line in stream:
                data: dict[str, Any] = json.loads(line)
                yield data


def _write_csv(path: Path, columns: Columns, rows: Iterator[dict[str, Any]]) -> None:
    lists = [name for name, kind in columns if kind == "list"]
    with path.open("w", encoding="utf-8", errors="backslashreplace", newline="") as stream:
        _write_rows(stream, [name for name, _ in columns], lists, rows)
        stream.flush()
        os.fsync(stream.fileno())


def _write_rows(stream: IO[str], names: list[str], lists: list[str], rows: Iterator[dict[str, Any]]) -> None:
    writer = csv.DictWriter(stream, names, lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({**row, **{name: "; ".join(row[name]) for name in lists}})


def _write_parquet(path: Path, columns: Columns, rows: Iterator[dict[str, Any]]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = arrow_schema(columns)
    group: list[dict[str, Any]] = []
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for row in rows:
            group.append({name: clean(value) for name, value in row.items()})
            if len(group) == _ROW_GROUP:
                writer.write_table(pa.Table.from_pylist(group, schema))
                group = []
        if group:
            writer.write_table(pa.Table.from_pylist(group, schema))


def clean(value: Any) -> Any:
    """Write lone surrogates, which Arrow and SQLite refuse, as escapes: names of files can hold them."""
    if isinstance(value, str) and not value.isascii():
        return value.encode("utf-8", "backslashreplace").decode("utf-8")
    return value
