"""Where documents come from: files, folders and patterns, ZIP archives, tables with a text column, streamed datasets.

A source gives one `Document` after the other and holds none: a file is named only, and read by whoever tags it. What a
document is called inside an archive or a table is an id to print, never a path to open.
"""

from __future__ import annotations

import glob
import hashlib
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from nlp.document import Failure
from nlp.errors import MissingExtra, NlpError, NoSuchDocument, UnreadableDocument
from nlp.reading.read import MAX_PACKED_BYTES, SUFFIXES, Source, read_bytes, read_document

TABLES = (".jsonl", ".ndjson", ".csv", ".parquet")
DATASET = "dataset:"


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
            return Source(self.id, hashlib.sha256(self.raw).hexdigest(), read_bytes(self.raw, self.id))
        if self.text is not None:
            return Source.of_text(self.text, self.id)
        if self.path is None:
            raise UnreadableDocument(f"{self.id}: holds nothing to read.")
        return replace(read_document(self.path), id=self.id)


def refused(name: str, kind: str, message: str) -> Document:
    """Give a document that the source itself could not read."""
    return Document(name, failure=Failure(name, kind, f"{name}: {message}"))


class Sources:
    """All documents that a command line's arguments mean, in order; can be gone through more than once.

    Args:
        arguments: Files, folders, patterns, `-`, `.zip`, tables (`.jsonl`, `.csv`, `.parquet`), `dataset:NAME`.
        options: How tables and datasets are read.

    Raises:
        NoSuchDocument: an argument is no file, no folder, and matches nothing.
    """

    def __init__(self, arguments: Sequence[str], options: Options | None = None) -> None:
        self.arguments = list(arguments)
        self.options = options or Options()
        for argument in self.arguments:
            _check(argument)

    def __iter__(self) -> Iterator[Document]:
        for argument in self.arguments:
            found = False
            for document in self._of(argument):
                found = True
                yield document
            if not found:
                raise NoSuchDocument(f"{argument}: holds no documents; {', '.join(SUFFIXES)} and .zip are looked for.")

    def count(self) -> int | None:
        """Count the documents without reading one; None where that cannot be told."""
        total = 0
        for argument in self.arguments:
            if argument.startswith(DATASET):
                return None
            for path in [argument] if argument == "-" else _paths(argument):
                inside = _inside(path)
                if inside is None:
                    return None
                total += inside
        return total

    def _of(self, argument: str) -> Iterator[Document]:
        if argument == "-":
            # Read here: workers have another standard input.
            yield Document("-", raw=sys.stdin.buffer.read(MAX_PACKED_BYTES + 1))
        elif argument.startswith(DATASET):
            from nlp.archive.tables import read_dataset

            yield from read_dataset(argument.removeprefix(DATASET), self.options)
        else:
            for path in _paths(argument):
                yield from read_file(path, self.options)


def read_file(path: str, options: Options) -> Iterator[Document]:
    """Give the documents of one file: itself, the members of an archive, or the rows of a table."""
    suffix = _suffix(path)
    if suffix == ".zip":
        from nlp.archive.zipped import read_archive

        yield from read_archive(path)
    elif suffix in TABLES:
        from nlp.archive.tables import read_table

        yield from read_table(path, suffix, options)
    else:
        yield Document(Path(path).as_posix(), path=path)


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


def missing(extra: str, library: str, what: str) -> MissingExtra:
    """Say which extra to install."""
    return MissingExtra(f"{what} needs {library}, which is not installed. Install it with: pip install 'referat[{extra}]'")


def _check(argument: str) -> None:
    if argument == "-" or argument.startswith(DATASET) or Path(argument).exists():
        return
    if next(_matching(argument), None) is None:
        raise NoSuchDocument(f"{argument}: no such file or folder, and no file matches it as a pattern.")


def _paths(argument: str) -> Iterator[str]:
    """Give the files of a folder, in one fixed order, or those that match a pattern."""
    if os.path.isdir(argument):
        yield from _walk(argument)
    elif os.path.exists(argument):
        yield argument
    else:
        yield from sorted(_matching(argument))


def _matching(pattern: str) -> Iterator[str]:
    return (path for path in glob.iglob(pattern, recursive=True) if os.path.isfile(path))


def _walk(folder: str) -> Iterator[str]:
    """Go through a folder entry by entry; one directory is held at a time, links to folders are not followed."""
    try:
        with os.scandir(folder) as entries:
            found = sorted((entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries if not entry.name.startswith("."))
    except OSError:
        # Reading it as a document fails with the reason, and so names it among the failures.
        yield folder
        return
    for name, is_folder in found:
        path = os.path.join(folder, name)
        if is_folder:
            yield from _walk(path)
        elif _suffix(name) in (*SUFFIXES, ".zip") and (os.path.isfile(path) or not os.access(path, os.R_OK)):
            yield path


def _suffix(path: str) -> str:
    return os.path.splitext(path)[1].lower()


def _inside(path: str) -> int | None:
    suffix = _suffix(path)
    if suffix == ".zip":
        from nlp.archive.zipped import count_members

        return count_members(path)
    if suffix == ".parquet":
        from nlp.archive.tables import count_parquet

        return count_parquet(path)
    return None if suffix in TABLES else 1
