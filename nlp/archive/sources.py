"""Where documents come from: files, folders and patterns, ZIP archives, tables with a text column, streamed datasets.

A source gives one `Document` after the other and holds none: a file is named only, and read by whoever tags it. What a
document is called inside an archive or a table is an id to print, never a path to open.
"""

from __future__ import annotations

import glob
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from nlp.archive.document import Document, Options
from nlp.archive.tables import count_parquet, read_dataset, read_table
from nlp.archive.zipped import count_members, read_archive
from nlp.errors import NoSuchDocument
from nlp.reading.read import MAX_PACKED_BYTES, SUFFIXES

TABLES = (".jsonl", ".ndjson", ".csv", ".parquet")
DATASET = "dataset:"


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
            yield from read_dataset(argument.removeprefix(DATASET), self.options)
        else:
            for path in _paths(argument):
                yield from read_file(path, self.options)


def read_file(path: str, options: Options) -> Iterator[Document]:
    """Give the documents of one file: itself, the members of an archive, or the rows of a table."""
    suffix = _suffix(path)
    if suffix == ".zip":
        yield from read_archive(path)
    elif suffix in TABLES:
        yield from read_table(path, suffix, options)
    else:
        yield Document(Path(path).as_posix(), path=path)


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
        return count_members(path)
    if suffix == ".parquet":
        return count_parquet(path)
    return None if suffix in TABLES else 1
