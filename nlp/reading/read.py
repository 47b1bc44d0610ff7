"""Files and streams to text: finds the documents, checks their size, hands them to the reader of their format."""

from __future__ import annotations

import glob
import hashlib
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path, PurePath

from nlp.errors import DocumentTooLarge, NoSuchDocument, NoText, UnreadableDocument
from nlp.reading.firstagenda import looks_like_json
from nlp.reading.html import looks_like_html
from nlp.reading.origin import Published, find_origin
from nlp.reading.package import check_ole
from nlp.reading.text import decode

SUFFIXES = (".txt", ".md", ".pdf", ".html", ".htm", ".docx", ".docm", ".dotx", ".dotm", ".json")
# Bytes of one file, and characters of one line: a year's protocol of a large city has a tenth of the one, no paragraph a hundredth of the other.
MAX_BYTES = 30_000_000
MAX_LINE = 200_000
# PDF and DOCX hold maps and pictures beside the text.
MAX_PACKED_BYTES = 150_000_000

Reader = Callable[[bytes, str], str]


@dataclass(frozen=True, slots=True)
class Source:
    """A document that was read: its id, the SHA-256 of its bytes, its text, and where it is published."""

    id: str
    sha256: str
    text: str
    published: Published | None = None

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
                raise NoSuchDocument(f"{argument}: the folder holds no {', '.join(SUFFIXES[:-1])} or {SUFFIXES[-1]} files.")
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

    The format is told by the content; the suffix decides only where the content leaves it open.

    Raises:
        UnreadableDocument: empty, binary, damaged, encrypted, without text or without minutes; the message says which.
        DocumentTooLarge: larger than `MAX_BYTES`, or a line longer than `MAX_LINE`.
        NoSuchDocument: the file is gone, or must not be read.
    """
    try:
        raw = sys.stdin.buffer.read(MAX_PACKED_BYTES + 1) if path == "-" else _bytes(Path(path))
    except FileNotFoundError as err:
        raise NoSuchDocument(f"{path}: no such file.") from err
    except OSError as err:
        raise UnreadableDocument(f"{path}: cannot be read ({err.strerror}). Check its permissions.") from err
    text = read_bytes(raw, path)
    return source_of(raw, "-" if path == "-" else Path(path).as_posix(), text)


def source_of(raw: bytes, name: str, text: str) -> Source:
    """Give a document whose text was read from its bytes."""
    return Source(name, hashlib.sha256(raw).hexdigest(), text, find_origin(raw, name, text))


def _bytes(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(MAX_PACKED_BYTES + 1)


def read_bytes(raw: bytes, name: str) -> str:
    """Turn a document's bytes into text, whatever its format is.

    Args:
        raw: The bytes.
        name: The document's name, for messages; its suffix decides where the content leaves the format open.

    Raises:
        UnreadableDocument: as for `read_document`.
        DocumentTooLarge: as for `read_document`.
    """
    packed = _packed_format(raw, name)
    limit = MAX_PACKED_BYTES if packed else MAX_BYTES
    if len(raw) > limit:
        raise DocumentTooLarge(f"{name}: more than {limit // 1_000_000} MB. Split it into single meetings.")
    text = _reader(packed or _text_format(raw, name))(raw, name)
    check_text(text, name)
    return text


def _packed_format(raw: bytes, name: str) -> str | None:
    """Tell the formats that are no text by their first bytes."""
    suffix = PurePath(name).suffix.lower()
    if raw[:1024].lstrip().startswith(b"%PDF-") or (suffix == ".pdf" and b"%PDF-" in raw[:1024]):
        return "pdf"
    if raw.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "docx"
    check_ole(raw, name)
    if raw[:5] == b"{\\rtf":
        raise UnreadableDocument(f"{name}: is a rich text file (RTF). Save it as .docx or PDF.")
    if suffix in (".pdf", ".docx") and raw.strip() and b"\x00" in raw[:4096]:
        raise UnreadableDocument(f"{name}: is called {suffix} but does not begin as such a file does. It is damaged, or something else.")
    return None


def _text_format(raw: bytes, name: str) -> str:
    """Tell text, Markdown, HTML and JSON apart by how they begin, else by the suffix."""
    suffix = PurePath(name).suffix.lower()
    head = decode(raw, name)[:6000]
    if looks_like_json(head) or (suffix == ".json"):
        return "firstagenda"
    if suffix in (".html", ".htm"):
        return "html" if "<" in head else "text"
    # Markdown may begin with a tag or two.
    return "html" if looks_like_html(head) and (suffix != ".md" or "<html" in head.casefold()) else "text"


def _reader(form: str) -> Reader:
    if form == "text":
        return decode
    read: Reader = import_module(f"nlp.reading.{form}").read
    return read


def without_surrogates(source: Source) -> Source:
    """Put U+FFFD where a lone surrogate stands: half a character, which no UTF-8 can hold. Offsets stay."""
    try:
        source.text.encode()
    except UnicodeEncodeError:
        text = "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in source.text)
        return replace(source, text=text)
    return source


def check_text(text: str, name: str = "the text") -> None:
    """Refuse a text that no minutes can be.

    Raises:
        UnreadableDocument: it holds no word.
        DocumentTooLarge: it is too long, or a line of it is.
    """
    if not text.strip("\ufeff \t\r\n\x0c"):
        raise NoText(f"{name}: is empty. Nothing to tag.")
    if len(text) > MAX_BYTES:
        raise DocumentTooLarge(f"{name}: {len(text):,} characters. Split it into single meetings.")
    if len(text) > MAX_LINE:
        longest = max(map(len, text.split("\n")))
        if longest > MAX_LINE:
            raise DocumentTooLarge(
                f"{name}: has a line of {longest:,} characters; minutes have lines of at most {MAX_LINE:,}. Is it text with its line breaks?"
            )
