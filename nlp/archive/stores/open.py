"""Chooses the store by the name of the output: JSON Lines, CSV, Parquet, a workbook, SQLite."""

from __future__ import annotations

from pathlib import Path

from nlp.archive.derive.parties import Affiliation
from nlp.archive.stores.exported import TableStore, WorkbookStore
from nlp.archive.stores.jsonl import JsonlStore
from nlp.archive.stores.sqlite import SqliteStore
from nlp.archive.stores.store import BadStore, Store

LINES = (".jsonl", ".ndjson", ".json")
DATABASES = (".db", ".sqlite", ".sqlite3")
TABLES = (".csv", ".parquet")
WORKBOOKS = (".xlsx",)
# What outputs are called instead, and the ending that does what is meant.
_MEANT = {".xls": ".xlsx", ".ods": ".xlsx", ".tsv": ".csv", ".txt": ".jsonl", ".gz": ".jsonl", ".sql": ".db", ".pq": ".parquet"}


def open_store(
    path: Path,
    model: str,
    *,
    with_text: bool = False,
    members: tuple[Affiliation, ...] = (),
    plain_csv: bool = False,
    force: bool = False,
    codes: tuple[str, ...] = (),
) -> Store:
    """Open or make the store that a file's name asks for.

    Args:
        path: The file: `.jsonl`, `.csv`, `.parquet`, `.xlsx` or `.db`.
        model: The digest of the model that tags now.
        with_text: Whether JSON Lines hold the text, too.
        members: Parties of members that are known from elsewhere; JSON Lines hold what each document says alone.
        plain_csv: CSV for programs: commas, UTF-8.
        force: Write over a workbook that is done.
        codes: The schemes whose codes stand behind the columns of tables.

    Raises:
        BadStore: the name has another ending, or the file is something else, in use, or cannot be written.
    """
    check_ending(path)
    suffix = path.suffix.lower()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as err:
        raise BadStore(f"{path.parent}: cannot be made ({err.strerror}). Name another folder.") from err
    if suffix in DATABASES:
        return SqliteStore(path, model, members)
    if suffix in TABLES:
        return TableStore(path, model, members, plain=plain_csv, codes=codes)
    if suffix in WORKBOOKS:
        return WorkbookStore(path, model, members, force=force, codes=codes)
    return JsonlStore(path, model, with_text=with_text)


def check_ending(path: Path) -> None:
    """Refuse a name whose ending says no format.

    Raises:
        BadStore: says which there are.
    """
    suffix = path.suffix.lower()
    if suffix in (*LINES, *DATABASES, *TABLES, *WORKBOOKS):
        return
    meant = f" Did you mean {path.with_suffix(_MEANT[suffix])}?" if suffix in _MEANT else ""
    raise BadStore(f"{path}: its ending says no format. Results go to .jsonl, .csv, .parquet, .xlsx or .db.{meant}")
