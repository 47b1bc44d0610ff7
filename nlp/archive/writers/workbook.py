"""An archive as a workbook for people: sheets of meetings, decisions, votes and absences."""

from __future__ import annotations

import re
import sqlite3
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from nlp.archive.codes import coded, with_codes
from nlp.archive.stores.definition import ALL, Column, Table
from nlp.archive.stores.store import BadStore
from nlp.errors import MissingExtra

# The sheets: their tables, what is left out of them, and their order.
SHEETS = {
    "meetings": "counted",
    "decisions": None,
    "votes": "counted",
    "absences": "counted",
}
_INTERNAL = ("id", "item", "counted", "same_as", "sha256", "model", "layout", "body_printed")
# What the format holds at most.
_MOST_ROWS = 1_048_575
_MOST_CHARACTERS = 32_767
# Characters that its XML cannot hold.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_WIDTHS = {"title": 50, "wording": 80, "proposal": 80, "body": 30, "municipality": 24, "member": 26, "link": 40, "document": 40, "name": 36}
_WIDTH = 13
_EPOCH = datetime(2020, 1, 1)


def check_workbook() -> None:
    """Make sure that a workbook can be written.

    Raises:
        MissingExtra: openpyxl is not installed.
    """
    try:
        import openpyxl  # noqa: F401
    except ImportError as err:
        raise MissingExtra("Writing a workbook", "openpyxl", "store") from err


def write_workbook(path: Path, db: sqlite3.Connection, codes: Sequence[str] = ()) -> None:
    """Write the sheets.

    Args:
        path: The file.
        db: The archive.
        codes: The schemes whose codes stand behind the columns of decisions.

    Raises:
        BadStore: a sheet would have more rows than the format holds.
    """
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook(write_only=True)
    # The same archive gives the same bytes.
    book.properties.created = book.properties.modified = _EPOCH
    for name, condition in SHEETS.items():
        table = replace(ALL[name], columns=tuple(column for column in ALL[name].columns if column.name not in _INTERNAL))
        columns = list(coded(table, codes).columns)
        sheet = book.create_sheet(name)
        sheet.freeze_panes = "A2"
        for place, column in enumerate(columns):
            sheet.column_dimensions[_letter(place)].width = _WIDTHS.get(column.name, _WIDTH)
        count = 0
        sheet.append([_cell(sheet, column.name, Font(bold=True)) for column in columns])
        for row in with_codes(table, _rows(db, table, condition), codes):
            count += 1
            if count > _MOST_ROWS:
                raise BadStore(f"{path}: a sheet of a workbook holds {_MOST_ROWS:,} rows, and {name} has more. Write .db, .parquet or .csv.")
            sheet.append([_value(sheet, value, column) for value, column in zip(row, columns, strict=True)])
        sheet.auto_filter.ref = f"A1:{_letter(len(columns) - 1)}{count + 1}"
    book.save(path)
    _same_bytes(path)


def _rows(db: sqlite3.Connection, table: Table, condition: str | None) -> Iterator[tuple[Any, ...]]:
    key = ALL[table.name].key
    order = f" ORDER BY date DESC, municipality, body, {key if key == 'id' else 'item'}"
    yield from db.execute(f"SELECT {', '.join(f'[{name}]' for name in table.names)} FROM {table.name}{f' WHERE {condition}' if condition else ''}{order}")


def _value(sheet: Any, value: Any, column: Column) -> Any:
    if isinstance(value, str):
        if column.kind == "date":
            try:
                return date.fromisoformat(value)
            except ValueError:
                pass
        return _cell(sheet, _UNFIT.sub("\ufffd", value)[:_MOST_CHARACTERS])
    return bool(value) if column.kind == "boolean" and value is not None else value


def _cell(sheet: Any, words: str, font: Any = None) -> Any:
    """Give words as words: what looks like a formula is none."""
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, words)
    cell.data_type = "s"
    if font is not None:
        cell.font = font
    return cell


def _letter(place: int) -> str:
    return chr(ord("A") + place)


def _same_bytes(path: Path) -> None:
    """Pack the workbook anew with one time for all of its parts."""
    with zipfile.ZipFile(path) as archive:
        parts = [(info.filename, archive.read(info)) for info in archive.infolist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts:
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
