"""The encoding of bytes that say nothing of it, or the wrong thing; Danish letters tell."""

from __future__ import annotations

import codecs
import re

_DANISH = "æøåÆØÅ"
# In this order where none shows more Danish letters in words: Windows, DOS, Macintosh.
_CANDIDATES = ("cp1252", "cp850", "mac-roman")
_IN_WORD = re.compile(rf"(?:(?<=[A-Za-z])[{_DANISH}]|[{_DANISH}](?=[A-Za-z]))")
_SAMPLE = 200_000
_DECLARED = re.compile(rb"<meta\b[^>]{0,300}?\bcharset\s*=\s*[\"']?\s*([\w.:-]{1,40})|<\?xml[^>]{0,100}\bencoding\s*=\s*[\"']([\w.:-]{1,40})", re.IGNORECASE)
_HEAD = 4096
# What browsers read as Windows-1252, whatever it is called.
_AS_WINDOWS = frozenset({"iso8859-1", "ascii", "latin-1"})
_NAMES = {"ibm850": "cp850", "dos-850": "cp850", "macintosh": "mac-roman", "x-mac-roman": "mac-roman"}


def _twice(char: str) -> str:
    """Give what a character becomes whose UTF-8 is read as Windows-1252."""
    return "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in char.encode("utf-8"))


_MENDED = {_twice(chr(code)): chr(code) for code in (*range(0xA0, 0x100), *range(0x2010, 0x2027), 0x20AC, 0x2022, 0x2026, 0x2212)}
_MENDED |= {char.encode("utf-8").decode("latin-1"): char for char in "æøåÆØÅéÉöäüÖÄÜ"}
_BROKEN = re.compile("|".join(map(re.escape, sorted(_MENDED, key=len, reverse=True))))
# One of these in a word is no accident.
_SURE = tuple(_twice(char) for char in _DANISH) + tuple(char.encode("utf-8").decode("latin-1") for char in _DANISH)


def declared(raw: bytes) -> str | None:
    """Give the encoding that a page says it has, as Python calls it; None where it names none that is known.

    Example:
        >>> declared(b'<meta charset="ibm850">'), declared(b'<meta http-equiv="x" content="text/html; charset=ISO-8859-1">'), declared(b"<p>")
        ('cp850', 'cp1252', None)
    """
    hit = _DECLARED.search(raw[:_HEAD])
    if not hit:
        return None
    name = (hit[1] or hit[2]).decode("ascii", "replace").casefold()
    try:
        known = codecs.lookup(_NAMES.get(name, name))
    except LookupError:
        return None
    return "cp1252" if known.name in _AS_WINDOWS else known.name if known._is_text_encoding else None


def single_byte(raw: bytes, said: str | None = None) -> str:
    """Decode bytes that are no UTF-8 by the encoding in which most Danish letters stand in words.

    Args:
        raw: The bytes.
        said: What they are said to be, tried first; UTF-8 is no answer any more.

    Example:
        >>> [single_byte("Mødet på Åvej blev hævet".encode(name)) for name in ("cp1252", "cp850", "mac-roman")]
        ['Mødet på Åvej blev hævet', 'Mødet på Åvej blev hævet', 'Mødet på Åvej blev hævet']
    """
    candidates = (said, *_CANDIDATES) if said and said != "utf-8" else _CANDIDATES
    counts = [len(_IN_WORD.findall(raw[:_SAMPLE].decode(name, "replace"))) for name in candidates]
    return raw.decode(candidates[counts.index(max(counts))], "replace")


def mended(text: str) -> str:
    """Mend what was written as UTF-8, read as Windows-1252 and written again.

    Example:
        >>> mended("\u00c3\u2026se Krogh stemte imod \u00e2\u20ac\u201c MÃ¸de"), mended("Ã vej")
        ('Åse Krogh stemte imod – Møde', 'Ã vej')
    """
    if not any(broken in text for broken in _SURE):
        return text
    return _BROKEN.sub(lambda hit: _MENDED[hit[0]], text)
