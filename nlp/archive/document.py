"""One document of an archive before it is read, and what its sources share."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from nlp.document import Failure
from nlp.errors import NlpError, UnreadableDocument
from nlp.reading.read import MAX_PACKED_BYTES, Source, read_bytes, read_document, source_of


class BadSource(NlpError):
    """A source that cannot be read as it was asked for: no such column, a damaged table."""

    kind = "source"


@dataclass(frozen=True, slots=True)
class Options:
    """How tables and datasets are read: the columns with text and id (else the row's number), the dataset's split and configuration."""

    column: str = "text"
    id: str | None = None
    split: str = "train"
    config: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A document to tag: a path to read, or bytes or text at hand, or the reason why there is nothing to tag."""

    id: str
    path: str | None = None
    raw: bytes | None = None
    text: str | None = None
    failure: Failure | None = None

    def digest(self) -> str | None:
        """Give the SHA-256 that the result will carry; None where only reading it in full can tell."""
        if self.raw is not None:
            return hashlib.sha256(self.raw).hexdigest()
        if self.text is not None:
            return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()
        if self.path is None:
            return None
        try:
            with open(self.path, "rb") as stream:
                raw = stream.read(MAX_PACKED_BYTES + 1)
        except OSError:
            return None
        return hashlib.sha256(raw).hexdigest() if len(raw) <= MAX_PACKED_BYTES else None

    def read(self) -> Source:
        """Read the document.

        Raises:
            UnreadableDocument: as for `nlp.reading.read.read_document`.
            DocumentTooLarge: as for `nlp.reading.read.read_document`.
            NoSuchDocument: as for `nlp.reading.read.read_document`.
        """
        if self.raw is not None:
            return source_of(self.raw, self.id, read_bytes(self.raw, self.id))
        if self.text is not None:
            return Source.of_text(self.text, self.id)
        if self.path is None:
            raise UnreadableDocument(f"{self.id}: holds nothing to read.")
        return replace(read_document(self.path), id=self.id)


def refused(name: str, kind: str, message: str) -> Document:
    """Give a document that the source itself could not read."""
    return Document(name, failure=Failure(name, kind, f"{name}: {message}"))


def read_rows(rows: Iterable[Any], name: str, options: Options) -> Iterator[Document]:
    """Turn rows (mappings of column to value) into documents; a row without text is refused by name.

    Args:
        rows: The rows.
        name: The table's name: ids are `name#number`, counted from 1, where `options` names no id column.
        options: The columns.

    Raises:
        BadSource: the first row lacks a column that was asked for.
    """
    for number, row in enumerate(rows, 1):
        at = f"{name}#{number}"
        if number == 1:
            check_columns(row, name, options)
        key = row.get(options.id) if options.id else None
        identity = at if key is None else printable(str(key))
        text = row.get(options.column)
        if isinstance(text, str) and text:
            yield Document(identity, text=text)
        else:
            yield refused(identity, "unreadable", f"row {number} has no text in column {options.column!r}. Nothing to tag.")


def check_columns(columns: Iterable[str], name: str, options: Options) -> None:
    """Refuse a table that lacks the columns of text and id.

    Raises:
        BadSource: it lacks one; the message lists those it has.
    """
    there = list(columns)
    for option, column in (("--column", options.column), ("--id", options.id)):
        if column is not None and column not in there:
            raise BadSource(f"{name}: has no column {column!r}; it has {', '.join(sorted(map(printable, there))[:30])}. Name one with {option}.")


def printable(name: str) -> str:
    """Write a name that came with the input so that it can be printed on any terminal: control characters as escapes.

    Example:
        >>> printable("a\\x1b[2Jb/\\u00e5.txt")
        'a\\\\x1b[2Jb/å.txt'
    """
    return name if name.isprintable() else "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in name)
