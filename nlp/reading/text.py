"""Plain text and Markdown: finds the encoding."""

from __future__ import annotations

import codecs

from nlp.errors import DamagedDocument, NoText, UnreadableDocument
from nlp.reading.encoding import declared, mended, single_byte

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# Control characters that text does not hold; tab, line ends, form feed and escape are left out.
_BINARY = bytes(set(range(32)) - {9, 10, 11, 12, 13, 27})


def decode(raw: bytes, name: str) -> str:
    """Turn bytes into text: UTF-8 with or without a mark, UTF-16, what a page says of itself, else the encoding that shows most Danish letters.

    Line ends stay as they are; a byte order mark is no part of the text. UTF-8 that was encoded twice is mended.

    Raises:
        UnreadableDocument: the bytes are empty or binary.
    """
    if not raw.strip():
        raise NoText(f"{name}: is empty. Nothing to tag.")
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return _decoded(raw, encoding, name)
    if b"\x00" in raw[:4096]:
        # Without a mark, UTF-16 of Danish text has a zero in every second byte.
        even, odd = raw[:4096:2].count(0), raw[1:4096:2].count(0)
        half = len(raw[:4096]) // 2
        if half and max(even, odd) > 0.6 * half and min(even, odd) < 0.05 * half:
            return _decoded(raw, "utf-16-be" if even > odd else "utf-16-le", name)
        raise UnreadableDocument(f"{name}: is a binary file, not text. Give the minutes as text, Markdown or another format that is known.")
    try:
        return mended(raw.decode("utf-8"))
    except UnicodeDecodeError as err:
        if sum(raw[:65536].count(byte) for byte in _BINARY) > 0.005 * len(raw[:65536]):
            raise UnreadableDocument(f"{name}: is a binary file, not text. Give the minutes as text, Markdown or another format that is known.") from err
    return single_byte(raw, declared(raw))


def _decoded(raw: bytes, encoding: str, name: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as err:
        raise DamagedDocument(f"{name}: begins as {encoding} but breaks off at byte {err.start:,}. The file is truncated or damaged.") from err
