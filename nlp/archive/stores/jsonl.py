"""JSON Lines, one document a line. The file is its own journal: the last line of an id counts."""

from __future__ import annotations

import glob
import json
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from hashlib import blake2b
from pathlib import Path
from types import TracebackType
from typing import IO

from nlp.archive.stores.index import Entry, Index
from nlp.archive.stores.lock import lock
from nlp.archive.stores.store import BadStore, Encoder, to_dict
from nlp.document import Failure, Minutes

# The beginning of a line as this program writes it; others are parsed whole.
_HEAD = re.compile(
    rb'\{"schema_version": \d+, "id": ("(?:[^"\\]|\\.)*"), (?:"sha256": "([0-9a-f]+)", "model": \{[^{}]*"digest": "([^"]*)"[^{}]*\}|("error"): )'
)
# What `tempfile` puts behind a name.
_RANDOM = 8
_LONGEST_LINE = 256_000_000
_START = b'{"schema_version": '


def encode_line(minutes: Minutes | None, failure: Failure | None, *, with_text: bool = False) -> bytes:
    """Give a result as one line of JSON in UTF-8, line end included."""
    line = json.dumps(to_dict(minutes, failure, with_text=with_text), ensure_ascii=False)
    return line.encode("utf-8", "backslashreplace") + b"\n"


class JsonlStore:
    """Results as lines of a file; opening it repairs a torn last line, closing it drops lines that newer ones replace.

    Args:
        path: The file.
        model: The digest of the model that tags now.
        with_text: Whether lines hold the text.

    Raises:
        BadStore: the file holds something else, is in use, or cannot be written.
    """

    def __init__(self, path: Path, model: str, *, with_text: bool = False) -> None:
        self.path = path
        self.encode: Encoder = partial(encode_line, with_text=with_text) if with_text else encode_line
        self._model = model
        self._with_text = with_text
        self._index = Index()
        self.notes: list[str] = []
        self._stream = _locked(path)
        try:
            sweep(path)
            self._end = self._recover()
        except BaseException:
            self._stream.close()
            raise

    def holds(self, document: str) -> bool:
        return self._index.get(document) is not None

    def is_done(self, document: str, sha256: str) -> bool:
        entry = self._index.get(document)
        return entry is not None and entry.mark == _mark(sha256, self._model, self._with_text)

    def twin(self, sha256: str) -> str | None:
        return self._index.of_mark(_mark(sha256, self._model, self._with_text))

    def note_copy(self, document: str, sha256: str) -> None:
        """Nothing is noted: lines are looked up by their content, too."""

    def write(self, document: str, payload: bytes) -> None:
        entry = _entry(payload)
        before = self._index.get(document)
        if before is not None and entry.mark.startswith("error ") and before.mark == entry.mark:
            return  # It failed before with the same words.
        try:
            view = memoryview(payload)
            while view:
                view = view[self._stream.write(view) or 0 :]
        except OSError as err:
            with suppress(OSError):
                self._stream.truncate(self._end)
            raise BadStore(f"{self.path}: cannot be written ({err.strerror}). What was tagged before is kept; make room and run again.") from err
        self._index.put(document, entry.mark, self._end, len(payload))
        self._end += len(payload)

    def lines(self) -> Iterator[bytes]:
        """Give the line that counts for each document, in the order in which documents first came."""
        with self.path.open("rb") as stream:
            for start, length in self._index.spans():
                stream.seek(start)
                yield stream.read(length)

    def __enter__(self) -> JsonlStore:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        try:
            if kind is None:
                self.finish()
        finally:
            self.close()

    def finish(self) -> None:
        """Drop the lines that newer ones replace: the file is then what one run over all documents writes."""
        try:
            if self._index.replaced:
                _replace(self.path, self.lines())
            else:
                os.fsync(self._stream.fileno())
        except OSError as err:
            raise BadStore(f"{self.path}: cannot be put in order ({err.strerror}). Nothing is lost; make room and run again.") from err

    def close(self) -> None:
        with suppress(OSError):
            if os.fstat(self._stream.fileno()).st_size > self._end:
                self._stream.truncate(self._end)  # Stopped in the middle of a line.
        self._stream.close()
        self._index.close()

    def _recover(self) -> int:
        """Read what is there, cut off a torn last line, and give the end of the last whole one."""
        at = 0
        with self.path.open("rb") as stream:
            self._index.begin()
            # Bounded: somebody's own file may have no line ends at all.
            for number, line in enumerate(iter(partial(stream.readline, _LONGEST_LINE), b""), 1):
                if not line.endswith(b"\n"):
                    if len(line) == _LONGEST_LINE or not line.startswith(_START[: len(line)]):
                        raise self._foreign(number)
                    self._stream.truncate(at)
                    break
                if line.strip():
                    try:
                        entry = _entry(line)
                    except (ValueError, KeyError, TypeError, RecursionError) as err:
                        raise self._foreign(number) from err
                    self._index.put(entry.document, entry.mark, at, len(line))
                at += len(line)
            self._index.commit()
        self._stream.seek(at)
        return at

    def _foreign(self, number: int) -> BadStore:
        return BadStore(f"{self.path}: line {number} is no result of this program, so nothing was written to it. Name another file with -o.")


def _locked(path: Path) -> IO[bytes]:
    """Open a file for this run alone. Unbuffered: a line is in the file when `write` returns.

    Raises:
        BadStore: another run has it, or it cannot be written.
    """
    while True:
        try:
            stream = path.open("r+b" if path.exists() else "x+b", buffering=0)
        except FileExistsError:
            continue  # Another run has just made it.
        except OSError as err:
            raise BadStore(f"{path}: cannot be written ({err.strerror}). Name another file.") from err
        try:
            if lock(stream, path):
                return stream
        except BaseException:
            stream.close()
            raise
        stream.close()  # Another run has just put a new one in its place.


def _entry(line: bytes) -> Entry:
    head = _HEAD.match(line)
    if head is not None:
        document = json.loads(head[1])
        # The text is the last field, and the list of entities before it is no string.
        return Entry(document, _failed(line) if head[4] else _mark(head[2].decode(), head[3].decode(), line.endswith(b'"}\n')))
    data = json.loads(line)
    document = data["id"]
    if not isinstance(document, str):
        raise TypeError(document)
    return Entry(document, _failed(line) if "error" in data else _mark(data["sha256"], data["model"]["digest"], "text" in data))


def _mark(sha256: str, model: str, with_text: bool) -> str:
    return f"{sha256} {model}{' with text' if with_text else ''}"


def _failed(line: bytes) -> str:
    return "error " + blake2b(line, digest_size=16).hexdigest()


def sweep(path: Path) -> None:
    """Remove what a run that was killed left beside a file that it wrote anew. Only for who has the file to himself."""
    for left in path.parent.glob(f".{glob.escape(path.name)}-{'[a-z0-9_]' * _RANDOM}"):
        left.unlink(missing_ok=True)


def _replace(path: Path, lines: Iterator[bytes]) -> None:
    """Write a file aside and put it in place of the old one in one step."""
    handle, aside = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.writelines(lines)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(aside, path.stat().st_mode & 0o777)
        os.replace(aside, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(aside)
        raise
