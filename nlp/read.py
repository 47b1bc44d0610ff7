"""Files and streams to text: finds the documents, checks their size, decodes them."""

from __future__ import annotations

import glob
import hashlib
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from nlp.errors import DocumentTooLarge, NoSuchDocument, UnreadableDocument
from nlp.readers.text import decode

SUFFIXES = (".txt", ".md")
# Bytes of one file, and characters of one line: a year's protocol of a large city has a tenth of the one, no paragraph a hundredth of the other.
MAX_BYTES = 30_000_000
MAX_LINE = 200_000


@dataclass(frozen=True, slots=True)
class Source:
    """A document that was read: its id, the SHA-256 of its bytes, and its text."""

    id: str
    sha256: str
    text: str

    @classmethod
    def of_text(cls, text: str, name: str = "") -> Source:
        """Take a text that is in memory already."""
        return cls(name, hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(), text)


def find_documents(arguments: Sequence[str]) -> Iterator[str]:
    """Give the paths that arguments mean, sorted within each: files, folders (searched through), patterns, `-`.

    Raises:
        NoSuchDocument: an argument is no file, no folder, and matches nothing.
    """
    for argument in arguments:
        path = Path(argument)
        if argument == "-" or path.is_file():
            yield argument
        elif path.is_dir():
            found = sorted(str(p) for p in path.rglob("*") if p.suffix.lower() in SUFFIXES and p.is_file() and not _hidden(p, path))
            if not found:
                raise NoSuchDocument(f"{argument}: the folder holds no {' or '.join(SUFFIXES)} files.")
            yield from found
        else:
            found = sorted(p for p in glob.glob(argument, recursive=True) if Path(p).is_file())
            if not found:
                raise NoSuchDocument(f"{argument}: no such file or folder, and no file matches it as a pattern.")
            yield from found


def _hidden(path: Path, below: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(below).parts)


def read_document(path: str) -> Source:
    """Read one document; `-` is standard input.

    Raises:
        UnreadableDocument: empty, binary, or in no encoding that is known here.
        DocumentTooLarge: larger than `MAX_BYTES`, or a line longer than `MAX_LINE`.
        NoSuchDocument: the file is gone, or must not be read.
    """
    try:
        raw = sys.stdin.buffer.read(MAX_BYTES + 1) if path == "-" else _bytes(Path(path))
    except FileNotFoundError as err:
        raise NoSuchDocument(f"{path}: no such file.") from err
    except OSError as err:
        raise UnreadableDocument(f"{path}: cannot be read ({err.strerror}). Check its permissions.") from err
    if len(raw) > MAX_BYTES:
        raise DocumentTooLarge(f"{path}: more than {MAX_BYTES // 1_000_000} MB. Split it into single meetings.")
    text = decode(raw, path)
    check_text(text, path)
    return Source("-" if path == "-" else Path(path).as_posix(), hashlib.sha256(raw).hexdigest(), text)


def _bytes(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(MAX_BYTES + 1)


def without_surrogates(source: Source) -> Source:
    """Put U+FFFD where a lone surrogate stands: half a character, which no UTF-8 can hold. Offsets stay."""
    try:
        source.text.encode()
    except UnicodeEncodeError:
        text = "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in source.text)
        return Source(source.id, source.sha256, text)
    return source


def check_text(text: str, name: str = "the text") -> None:
    """Refuse a text that no minutes can be.

    Raises:
        UnreadableDocument: it holds no word.
        DocumentTooLarge: it is too long, or a line of it is.
    """
    if not text.strip("\ufeff \t\r\n\x0c"):
        raise UnreadableDocument(f"{name}: is empty. Nothing to tag.")
    if len(text) > MAX_BYTES:
        raise DocumentTooLarge(f"{name}: {len(text):,} characters. Split it into single meetings.")
    if len(text) > MAX_LINE:
        longest = max(map(len, text.split("\n")))
        if longest > MAX_LINE:
            raise DocumentTooLarge(
                f"{name}: has a line of {longest:,} characters; minutes have lines of at most {MAX_LINE:,}. Is it text with its line breaks?"
            )
