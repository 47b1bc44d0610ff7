"""Chooses the store by the name of the output: JSON Lines, CSV, Parquet, SQLite."""

from __future__ import annotations

from pathlib import Path

from nlp.archive.stores.jsonl import JsonlStore
from nlp.archive.stores.sqlite import SqliteStore
from nlp.archive.stores.store import BadStore, Store
from nlp.archive.stores.tables import TableStore

SUFFIXES = (".jsonl", ".csv", ".parquet", ".db")


def open_store(path: Path, model: str, *, with_text: bool = False) -> Store:
    """Open or make the store that a file's name asks for.

    Args:
        path: The file: `.jsonl`, `.csv`, `.parquet` or `.db`; without one of these it is JSON Lines.
        model: The digest of the model that tags now.
        with_text: Whether JSON Lines hold the text, too.

    Raises:
        BadStore: the file is something else, in use, or cannot be written.
    """
    suffix = path.suffix.lower()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as err:
        raise BadStore(f"{path.parent}: cannot be made ({err.strerror}). Name another folder.") from err
    if suffix in (".db", ".sqlite", ".sqlite3"):
        return SqliteStore(path, model)
    if suffix in (".csv", ".parquet"):
        return TableStore(path, model)
    return JsonlStore(path, model, with_text=with_text)
