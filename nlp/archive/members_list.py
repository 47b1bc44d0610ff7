"""A list of members and their parties, as a newsroom or a municipality keeps one."""

from __future__ import annotations

import re
from pathlib import Path

from nlp.archive.derive.parties import Affiliation
from nlp.archive.document import BadSource
from nlp.archive.tables import csv_rows
from nlp.rules import rule_file

# What its columns are called, the first name as in our own documentation.
_COLUMNS = {
    "member": ("name", "navn", "member", "medlem"),
    "party": ("party", "parti", "liste"),
    "first_date": ("from", "fra", "start"),
    "last_date": ("to", "til", "slut"),
    "municipality": ("municipality", "kommune"),
}
_ISO = re.compile(r"\d{4}-\d\d-\d\d$")
_DANISH = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})$")


def read_members(path: Path) -> tuple[Affiliation, ...]:
    """Read a CSV with the columns name, party and, where known, from, to and municipality.

    Raises:
        BadSource: it cannot be read as such a list; says the line.
    """
    try:
        rows = list(csv_rows(str(path), str(path)))
    except OSError as err:
        raise BadSource(f"{path}: cannot be read ({err.strerror}). Check the file's name.") from err
    out = []
    for number, row in enumerate(rows, 2):
        named = {name: _cell(row, names) for name, names in _COLUMNS.items()}
        if number == 2:
            for needed in ("member", "party"):
                if not any(column.strip().casefold() in _COLUMNS[needed] for column in row if column):
                    raise BadSource(
                        f"{path}: has no column {_COLUMNS[needed][0]!r}; it has {', '.join(map(str, row))}. Name its columns name, party, from, to."
                    )
        if not named["member"] and not named["party"]:
            continue
        if not named["member"] or not named["party"]:
            raise BadSource(f"{path}, line {number}: has {'no name' if named['party'] else 'no party'}. Fill it in, or take the line out.")
        party = _letter(str(named["party"]))
        out.append(
            Affiliation(
                " ".join(str(named["member"]).split()),
                party,
                _day(path, number, named["first_date"]),
                _day(path, number, named["last_date"]),
                named["municipality"],
            )
        )
    if not out:
        raise BadSource(f"{path}: holds no members. Give a line for each, with name and party.")
    return tuple(out)


def _cell(row: dict[str, str | None], names: tuple[str, ...]) -> str | None:
    for column, value in row.items():
        if column and column.strip().casefold() in names and isinstance(value, str) and value.strip():
            return value.strip()
    return None


def _letter(party: str) -> str:
    """Give a party's official letter; one that is not known is kept as it stands."""
    for entry in rule_file("parties")["party"]:
        if party.casefold() in (str(entry.get("letter", "")).casefold(), *(str(name).casefold() for name in entry.get("names", ()))):
            return str(entry["letter"])
    return party


def _day(path: Path, number: int, words: str | None) -> str | None:
    if words is None or _ISO.match(words):
        return words
    danish = _DANISH.match(words)
    if danish is None:
        raise BadSource(f"{path}, line {number}: {words!r} is no day. Write 2024-01-31 or 31.01.2024.")
    return f"{danish[3]}-{int(danish[2]):02}-{int(danish[1]):02}"
