"""Examples to a table that people fill in (CSV, XLSX) and back, without loss."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from nlp.errors import BadExamples
from nlp.reading.rows import Row
from nlp.reading.sheets import REST, WHOLE, fitted, write_csv, write_workbook
from nlp.training.naming import named
from nlp.training.suggested import ACCEPTED, SUGGESTION, Example, guesses_of
from nlp.training.tasks import as_json

_PLAIN = ("id", "group", "title")
_WRITERS = {"csv": write_csv, "xlsx": write_workbook}


def write_sheet(rows: Sequence[Example], path: Path, form: str, kinds: Sequence[str]) -> None:
    """Write examples as a table: a column for each kind of label, and, where a model suggested them, its two guesses and an empty column `accepted`."""
    guessed = [kind for kind in kinds if any(kind in guesses_of(row) for row in rows)]
    asked = any(SUGGESTION in row for row in rows)
    names = [*_PLAIN, "text"]
    for kind in kinds:
        names += [kind, *(_guess_columns(kind) if kind in guessed else ())]
    names += [*([ACCEPTED] if asked else []), REST]
    _WRITERS[form](path, names, [_cells(row, names, kinds, guessed) for row in rows])


def _guess_columns(kind: str) -> tuple[str, str, str]:
    return f"{kind}_score", f"{kind}_2", f"{kind}_2_score"


def _cells(row: Example, names: Sequence[str], kinds: Sequence[str], guessed: Sequence[str]) -> list[Any]:
    shown = {name: row[name] for name in (*_PLAIN, *kinds) if _fits(row.get(name))}
    cells: dict[str, Any] = {**shown, "text": fitted(row["text"])}
    for kind in guessed:
        first, second = ([*guesses_of(row).get(kind, ()), {}, {}])[:2]
        cells |= dict(zip(_guess_columns(kind), (first.get("score"), second.get("label"), second.get("score")), strict=True))
    # Kinds without a label have an empty cell to fill in; they come back as null where it stays empty.
    rest = {name: value for name, value in row.items() if name not in shown and name not in ("text", *kinds)}
    rest |= {"_order": list(row), "_kinds": list(kinds)}
    if cells["text"] != row["text"]:
        rest[WHOLE] = row["text"]
    cells[REST] = as_json(rest)
    return [cells.get(name) for name in names]


def _fits(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip()) and value == value.strip() == fitted(value)


def read_sheet(rows: Sequence[Row], text_column: str | None = None) -> list[Example]:
    """Give the examples of a table, one that `write_sheet` wrote or any other.

    Args:
        rows: As `nlp.reading.rows` reads them.
        text_column: The column with the text, where it is called otherwise.

    Raises:
        BadExamples: a row has no text.
    """
    out = []
    for row in named(rows, text_column=text_column):
        if not isinstance(row.data.get("text") or row.data.get("title"), str):
            raise BadExamples(f"{row.where}: has no 'text'. Name the column with the agenda item with --text-column.")
        out.append(_example(row.data))
    return out


def _example(data: dict[str, Any]) -> Example:
    if "_order" not in data:
        return data
    kinds: list[str] = data["_kinds"]
    guesses = {column for kind in kinds for column in _guess_columns(kind)} if SUGGESTION in data else set()
    said = {name: None if name in kinds and value in ("", None) else value for name, value in data.items() if not name.startswith("_") and name not in guesses}
    if said.get(ACCEPTED) in ("", None):
        said.pop(ACCEPTED, None)
    order = [*data["_order"], *(name for name in said if said[name] not in ("", None))]
    return {name: said[name] for name in dict.fromkeys(order) if name in said}
