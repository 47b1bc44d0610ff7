"""Tables as Parquet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from nlp.archive.stores.definition import Table
from nlp.errors import MissingExtra

_ROW_GROUP = 20_000


def check_parquet() -> None:
    """Make sure that Parquet can be written.

    Raises:
        MissingExtra: pyarrow is not installed.
    """
    try:
        import pyarrow.parquet  # noqa: F401
    except ImportError as err:
        raise MissingExtra("Writing Parquet", "pyarrow", "store") from err


def arrow_schema(table: Table) -> Any:
    """Give a table's columns as a schema of Arrow."""
    import pyarrow as pa

    types = {"text": pa.string(), "packed": pa.string(), "integer": pa.int64(), "boolean": pa.bool_(), "real": pa.float64(), "date": pa.date32()}
    return pa.schema([(column.name, types[column.kind]) for column in table.columns])


def arrow_table(table: Table, rows: Iterable[tuple[Any, ...]]) -> Any:
    """Give rows as a table of Arrow."""
    import pyarrow as pa

    columns = list(zip(*rows, strict=True)) or [()] * len(table.columns)
    schema = arrow_schema(table)
    arrays = [
        pa.array([_READY[column.kind](value) for value in values] if column.kind in _READY else values, field.type)
        for column, values, field in zip(table.columns, columns, schema, strict=True)
    ]
    return pa.Table.from_arrays(arrays, schema=schema)


def write_parquet(path: Path, table: Table, rows: Iterable[tuple[Any, ...]]) -> None:
    """Write a table."""
    import pyarrow.parquet as pq

    with pq.ParquetWriter(path, arrow_schema(table), compression="zstd") as writer:
        source = iter(rows)
        while group := list(islice(source, _ROW_GROUP)):
            writer.write_table(arrow_table(table, group))


def read_parquet(path: Path, table: Table) -> Iterator[tuple[Any, ...]] | None:
    """Give the rows of a file that `write_parquet` wrote; None where it holds other columns."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(path)
    except (OSError, pa.ArrowInvalid):
        return None
    if tuple(file.schema_arrow.names) != table.names:
        file.close()
        return None
    return _rows(file, table)


def _rows(file: Any, table: Table) -> Iterator[tuple[Any, ...]]:
    with file:
        for batch in file.iter_batches(batch_size=_ROW_GROUP):
            columns = [
                [_STORED[column.kind](value) for value in values.to_pylist()] if column.kind in _STORED else values.to_pylist()
                for column, values in zip(table.columns, batch.columns, strict=True)
            ]
            yield from zip(*columns, strict=True)


def _flag(value: int | None) -> bool | None:
    return None if value is None else bool(value)


def _day_written(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


def _flag_written(value: bool | None) -> int | None:
    return None if value is None else int(value)


def _day(value: str | None) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        return None


_READY: dict[str, Callable[[Any], Any]] = {"date": _day, "boolean": _flag}
_STORED: dict[str, Callable[[Any], Any]] = {"date": _day_written, "boolean": _flag_written}
