"""Tables as CSV: for people as spreadsheets set to Danish read it, or plain for programs."""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, Any

from nlp.archive.stores.definition import Column, Table

# What a spreadsheet would take for a formula gets an apostrophe before it; so does what begins as such a cell does.
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")
# Characters of a header of ours at most: somebody's own file may have no line ends.
_LONGEST_HEADER = 10_000
_PEOPLE, _PLAIN = ";", ","
_READ: dict[str, Callable[[str], Any]] = {
    "integer": int,
    "boolean": int,
    "real": lambda cell: float(cell.replace(",", ".")),
    "text": lambda cell: cell[1:] if _GUARDED.match(cell) else cell,
    "packed": lambda cell: cell[1:] if _GUARDED.match(cell) else cell,
    "date": str,
}


def write_csv(path: Path, table: Table, rows: Iterable[tuple[Any, ...]], *, plain: bool = False) -> None:
    """Write a table.

    Args:
        path: The file.
        table: Its columns.
        rows: Its rows.
        plain: Commas and UTF-8 alone, as programs read it; else semicolons, a byte order mark and decimal commas, as spreadsheets do.
    """
    with path.open("w", encoding="utf-8" if plain else "utf-8-sig", errors="backslashreplace", newline="") as stream:
        write_rows(stream, table.columns, rows, plain=plain)
        stream.flush()
        os.fsync(stream.fileno())


def write_rows(stream: IO[str], columns: tuple[Column, ...], rows: Iterable[tuple[Any, ...]], *, plain: bool = False) -> None:
    """Write a header and rows; no cell is a formula."""
    writer = csv.writer(stream, delimiter=_PLAIN if plain else _PEOPLE, lineterminator="\n" if plain else "\r\n")
    writer.writerow([column.name for column in columns])
    writer.writerows([_cell(value, plain) for value in row] for row in rows)


def _cell(value: Any, plain: bool) -> Any:
    if isinstance(value, str):
        return f"'{value}" if _FORMULA.match(value) else value
    return repr(value).replace(".", ",") if isinstance(value, float) and not plain else value


def read_csv(path: Path, table: Table) -> Iterator[tuple[Any, ...]] | None:
    """Give the rows of a file that `write_csv` wrote, of either kind; None where its header is another table's."""
    csv.field_size_limit(2**31 - 1)
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            first = stream.readline(_LONGEST_HEADER).rstrip("\r\n")
    except (OSError, UnicodeDecodeError):
        return None
    for delimiter in (_PEOPLE, _PLAIN):
        if first == delimiter.join(table.names):
            return _rows(path, table, delimiter)
    return None


def _rows(path: Path, table: Table, delimiter: str) -> Iterator[tuple[Any, ...]]:
    readers = [_READ[column.kind] for column in table.columns]
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = csv.reader(stream, delimiter=delimiter)
        next(rows)
        for row in rows:
            yield tuple(read(cell) if cell else None for read, cell in zip(readers, row, strict=True))
