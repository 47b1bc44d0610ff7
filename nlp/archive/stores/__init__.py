"""Where results go, chosen by the name of the output: JSON Lines, CSV, Parquet, SQLite.

A store knows what it holds, so that the next run does only the rest. What was written whole stays, however a run ends: a torn last
line or an open transaction is repaired when the store is opened again.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol

from nlp.document import Failure, Minutes
from nlp.errors import NlpError

# Runs in the workers, so it is a function of a module: gives what `Store.write` takes.
Encoder = Callable[[Minutes | None, Failure | None], Any]
SUFFIXES = (".jsonl", ".csv", ".parquet", ".db")


class BadStore(NlpError):
    """A file that cannot take the results: another program's, in use, damaged, or on a full disk."""

    kind = "store"


class Store(Protocol):
    """Takes results in order and remembers which documents are done."""

    encode: Encoder

    def holds(self, document: str) -> bool:
        """Tell whether the store has a result of that id, of whatever content and model."""

    def is_done(self, document: str, sha256: str) -> bool:
        """Tell whether the store holds the result of this content by this model."""

    def write(self, document: str, payload: Any) -> None:
        """Add one result, in place of an older one of the same id.

        Raises:
            BadStore: it cannot be written; what stood there before stays whole.
        """

    def __enter__(self) -> Store: ...

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close; where nothing failed, bring the files into their final shape first."""


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
        from nlp.archive.stores.sqlite import SqliteStore

        return SqliteStore(path, model)
    if suffix in (".csv", ".parquet"):
        from nlp.archive.stores.tables import TableStore

        return TableStore(path, model)
    from nlp.archive.stores.jsonl import JsonlStore

    return JsonlStore(path, model, with_text=with_text)


def to_dict(minutes: Minutes | None, failure: Failure | None, *, with_text: bool = False) -> dict[str, Any]:
    """Give a result in the shape of the output contract. A document without items is named at the end of a run, but its line holds no `error`: it was read."""
    if minutes is None:
        assert failure is not None
        return failure.to_dict()
    return minutes.to_dict(with_text=with_text)
