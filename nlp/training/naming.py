"""What the columns of somebody's table are: their own names to those that training reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from nlp.errors import BadExamples
from nlp.reading.rows import Row
from nlp.rules import from_rules, rule_file

# The columns that are taken for labels, and for the group, where nobody names them.
KINDS = ("topic", "decision_type", "label")
GROUPS = ("group", "municipality", "document")
# Columns that tell one example from all others, or hold it.
_OWN = ("id", "text", "title", "proposal", "decision", "number", "date", "case_number", "url", "accepted", "suggestion")
# A group has at least so many examples on average, and no longer name.
_LEAST_OF_GROUP, _LONGEST = 2, 80


def named(rows: Sequence[Row], *, chosen: Collection[str] = (), text_column: str | None = None) -> list[Row]:
    """Give the rows with the columns' names that training reads: `Tekst` and `Kommune` are `text` and `municipality`.

    Args:
        rows: The rows as read.
        chosen: Columns that somebody named himself: they are called as he calls them.
        text_column: The column with the text of the item.

    Raises:
        BadExamples: a file has no column `text_column`.
    """
    present: dict[Path, dict[str, None]] = {}
    for row in rows:
        present.setdefault(row.file, {}).update(dict.fromkeys(row.data))
    names = {file: _names(list(columns), chosen, text_column, file) for file, columns in present.items()}
    return [replace(row, data=_renamed(row.data, names[row.file])) if names[row.file] else row for row in rows]


def _names(columns: Sequence[str], chosen: Collection[str], text_column: str | None, file: Path) -> dict[str, str]:
    """Give the new name of each column that gets one."""
    out: dict[str, str] = {}
    if text_column is not None:
        if text_column not in columns:
            raise BadExamples(f"{file}: has the columns {', '.join(columns)}, but not {text_column}. Name the one with the text with --text-column.")
        out[text_column] = "text"
    taken = {*columns, *out.values()} - ({"text"} if text_column and text_column != "text" else set())
    for column in columns:
        name = _known().get(column.strip().lower())
        if name and name not in taken and name not in out.values() and column not in out and column not in chosen:
            out[column] = name
    return {column: name for column, name in out.items() if column != name}


def _renamed(data: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    moved = {names[column]: value for column, value in data.items() if column in names}
    return {**{column: value for column, value in data.items() if column not in names and column not in moved}, **moved}


@from_rules
def _known() -> dict[str, str]:
    """Give each spelling of a column's name, in lower case, with the name that it stands for."""
    names: dict[str, list[str]] = rule_file("columns")["names"]
    return {spelling: name for name, spellings in names.items() for spelling in (name, *spellings)}


def likely_group(rows: Sequence[dict[str, Any]], kinds: Collection[str]) -> str | None:
    """Give the column that most likely says what belongs together: one with few values, each in several rows; None where there is none.

    Example:
        >>> rows = [{"text": f"Sag {at}", "label": "a", "forvaltning": "Skoler" if at % 2 else "Veje"} for at in range(8)]
        >>> likely_group(rows, ["label"])
        'forvaltning'
    """
    best: tuple[float, str] | None = None
    for column in dict.fromkeys(column for row in rows for column in row):
        if column in _OWN or column in kinds or column.startswith("_") or column.endswith(("_alt", "_score", "_2")):
            continue
        values = [row.get(column) for row in rows]
        if not all(isinstance(value, str | int) and not isinstance(value, bool) and 0 < len(str(value)) <= _LONGEST for value in values):
            continue
        counts = Counter(map(str, values))
        size = len(values) / len(counts)
        if len(counts) > 1 and size >= _LEAST_OF_GROUP and (best is None or len(counts) > best[0]):
            best = len(counts), column
    return best[1] if best else None
