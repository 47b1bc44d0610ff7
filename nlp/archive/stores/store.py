"""What a store is.

A store knows what it holds, so that the next run does only the rest. What was written whole stays, however a run ends: a torn last
line or an open transaction is repaired when the store is opened again.
"""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import Any, Protocol

from nlp.document import Failure, Minutes
from nlp.errors import NlpError

# Runs in the workers, so it is a function of a module: gives what `Store.write` takes.
Encoder = Callable[[Minutes | None, Failure | None], Any]


class BadStore(NlpError):
    """A file that cannot take the results: another program's, in use, damaged, or on a full disk."""

    kind = "store"


class Store(Protocol):
    """Takes results in order and remembers which documents are done."""

    encode: Encoder
    # What is to be told when it is closed.
    notes: list[str]

    def holds(self, document: str) -> bool:
        """Tell whether the store has a result of that id, of whatever content and model."""

    def is_done(self, document: str, sha256: str) -> bool:
        """Tell whether the store holds the result of this content by this model."""

    def twin(self, sha256: str) -> str | None:
        """Give the id under which the store holds this content by this model; None where it does not."""

    def note_copy(self, document: str, sha256: str) -> None:
        """Note that a document of another id holds content that the store has."""

    def write(self, document: str, payload: Any) -> None:
        """Add one result, in place of an older one of the same id.

        Raises:
            BadStore: it cannot be written; what stood there before stays whole.
        """

    def __enter__(self) -> Store: ...

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close; where nothing failed, bring the files into their final shape first."""


def to_dict(minutes: Minutes | None, failure: Failure | None, *, with_text: bool = False) -> dict[str, Any]:
    """Give a result in the shape of the output contract."""
    if minutes is None:
        assert failure is not None
        return failure.to_dict()
    return minutes.to_dict(with_text=with_text)
