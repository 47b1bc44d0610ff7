"""Tables that people fill in: CSV and workbooks (XLSX), read and written so that no cell is a formula and nothing of a text is lost.

A cell of a spreadsheet holds no control characters and at most 32,767 characters. Where a text does not fit, `fitted` stands in its cell, and the text
itself in the column that holds what has no column.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from nlp.errors import BadExamples, MissingExtra

# A column that holds what a table has no column for, as JSON; in a workbook as many of them as it needs.
REST = "referat"
# Within it: the text of which the cell shows what fits.
WHOLE = "_text"
_MOST = 32_000
_UNFIT = re.compile(r"[\x00-\x08\x0b-\x1f]")
# What a spreadsheet would take for a formula gets an apostrophe before it; so does what begins as such a cell does.
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")
_WIDTH, _WIDE = 16, 80


def fitted(text: str) -> str:
    """Give what a cell can show of a text.

    Example:
        >>> fitted("1. Budget\\r\\nside 2\\x0c")
        '1. Budget\\nside 2 '
    """
    return _UNFIT.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))[:_MOST]


def read_csv(text: str, where: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Give the rows of a CSV, every cell as text (a code such as `007` is no number), each with the line on which it begins.

    Args:
        text: The file's content.
        where: The file, for a message.

    Raises:
        BadExamples: a column has no name or that of another, or a row has more cells than there are columns.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    first = text.split("\n", 1)[0]
    # Spreadsheets set to Danish write semicolons.
    separator = max(",;\t|", key=first.count)
    csv.field_size_limit(2**31 - 1)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line = 1
    try:
        names = next(rows, [])
        if len(set(names)) < len(names) or not all(name.strip() for name in names):
            raise BadExamples(f"{where}, line 1: its columns are {', '.join(map(repr, names))}. Give each column one name of its own.")
        guarded = REST in names
        line = rows.line_num + 1
        for row in rows:
            if len(row) > len(names) and any(row[len(names) :]):
                raise BadExamples(f"{where}, line {line}: has {len(row)} cells, but there are {len(names)} columns. Put a cell with {separator!r} in quotes.")
            cells = [cell[1:] if guarded and _GUARDED.match(cell) else cell for cell in row]
            yield line, dict(zip(names, cells + [""] * (len(names) - len(cells)), strict=False))
            line = rows.line_num + 1
    except csv.Error as err:
        raise BadExamples(f"{where}, line {line}: cannot be read as a table ({err}). Is a quote not closed?") from err


def read_workbook(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Give the rows of a workbook's first sheet, each with its number there.

    Raises:
        BadExamples: it is no workbook, or a column has no name of its own.
        MissingExtra: openpyxl is not installed.
    """
    openpyxl = _import_openpyxl("Reading a workbook")
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        # A file that says how large it is may be wrong: then a row alone would be read.
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        rows = [list(row) for row in sheet.iter_rows(values_only=True)]
        book.close()
    except Exception as err:  # A zip archive, XML, and openpyxl each have their own.
        raise BadExamples(f"{path}: is no workbook ({type(err).__name__}). Save it as .xlsx.") from err
    names = [str(name).strip() if name is not None else "" for name in (rows[0] if rows else [])]
    while names and not names[-1]:
        names.pop()
    if len(set(names)) < len(names) or not all(names):
        raise BadExamples(f"{path}, row 1: its columns are {', '.join(map(repr, names))}. Give each column one name of its own.")
    rest = [name for name in names if name == REST or re.fullmatch(rf"{REST}_\d+", name)]
    for number, row in enumerate(rows[1:], start=2):
        entry = dict(zip(names, row + [None] * len(names), strict=False))
        if rest:
            entry = {**{name: value for name, value in entry.items() if name not in rest}, REST: "".join(str(entry[name] or "") for name in rest)}
        yield number, entry


def write_csv(path: Path, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write a table as spreadsheets set to Danish read it: semicolons, a byte order mark."""
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
        writer.writerow(names)
        writer.writerows([f"'{cell}" if isinstance(cell, str) and _FORMULA.match(cell) else cell for cell in row] for row in rows)


def write_workbook(path: Path, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write a table as a workbook; its last column, which holds the rest as JSON, goes on in further columns where it is long.

    Raises:
        MissingExtra: openpyxl is not installed.
    """
    openpyxl = _import_openpyxl("Writing a workbook")
    book = openpyxl.Workbook()
    sheet = book.active
    parted = [(*row[:-1], *_parts(str(row[-1]))) for row in rows]
    width = max([len(names), *map(len, parted)])
    for place, row in enumerate([[*names, *(f"{names[-1]}_{number}" for number in range(2, width - len(names) + 2))], *parted], start=1):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(place, column)
            cell.value = value
            if isinstance(value, str):
                # What looks like a formula is none.
                cell.data_type = "s"
                cell.alignment = openpyxl.styles.Alignment(wrap_text=names[min(column, len(names)) - 1] == "text", vertical="top")
    for column, name in enumerate(names, start=1):
        sheet.column_dimensions[openpyxl.utils.get_column_letter(column)].width = _WIDE if name == "text" else _WIDTH
    for column in range(len(names), width + 1):
        sheet.column_dimensions[openpyxl.utils.get_column_letter(column)].hidden = True
    sheet.freeze_panes = "A2"
    book.save(path)


def _parts(words: str) -> list[str]:
    return [words[at : at + _MOST] for at in range(0, len(words), _MOST)] or [""]


def _import_openpyxl(what: str) -> Any:
    try:
        import openpyxl
        import openpyxl.styles
        import openpyxl.utils
    except ImportError as err:
        raise MissingExtra(what, "openpyxl", "store") from err
    return openpyxl
