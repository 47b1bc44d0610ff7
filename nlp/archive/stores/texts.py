"""The whole texts of an archive: compressed, and the words by which their items are found.

The search table holds words alone: which items a word stands in, not where. Each word of an item is given once, with the other ways to type it.
"""

from __future__ import annotations

import re
import sqlite3
import zlib
from collections.abc import Iterator

from nlp.archive.spellings import spellings

_LEVEL = 9
_PIECE = r"[\w\u0300-\u036f]+"
# A number such as 22-009799 or 24/77 is one word, and its parts are words too.
_WORD = re.compile(rf"{_PIECE}(?:[-/.]+{_PIECE})*-?")
_PIECES = re.compile(_PIECE)
# Characters around a word that a match is shown with.
_AROUND = 120


def pack(text: str) -> bytes:
    """Give a text in few bytes; each character stays in its place.

    Example:
        >>> unpack(pack("Byrådet"))
        'Byrådet'
    """
    return zlib.compress(text.encode("utf-8", "replace"), _LEVEL)


def unpack(packed: bytes | None) -> str | None:
    """Give the text that was packed."""
    return None if packed is None else zlib.decompress(packed).decode("utf-8")


def search_words(title: str | None, text: str) -> str:
    """Give the words under which an item is found: each once, numbers whole and in parts, and other spellings of those with Danish letters.

    Example:
        >>> search_words("Åvej", "Sag 24/77")
        'åvej sag 24/77 24 77 aavej a\u030avej'
    """
    whole = f"{title or ''} {text}"
    out: dict[str, None] = {}
    for word in _WORD.findall(whole.casefold()):
        out[word] = None
        out |= dict.fromkeys(_PIECES.findall(word))
    return " ".join(out | dict.fromkeys((spellings(whole) or "").split()))


def search_query(words: str) -> str:
    """Give what people type as a query of the search table: every word must be there, signs are no commands, a star at a word's end is one.

    Example:
        >>> search_query('skole* "sag" 22-0097')
        '"skole"* "sag" "22-0097"'
        >>> search_query(" & ")
        '""'
    """
    wanted = []
    for typed in words.split():
        found = _WORD.findall(typed)
        wanted += [f'"{word.rstrip("-")}"' for word in found]
        if found and typed.endswith("*"):
            wanted[-1] += "*"
    return " ".join(wanted) or '""'


def excerpt(packed: bytes | None, start: int, end: int, words: str) -> str | None:
    """Give a piece of an item's text around the first of the words that is found in it."""
    text = (unpack(packed) or "")[start:end]
    folded = text.casefold()
    if len(folded) != len(text):
        folded = text.lower()
    places = (folded.find(word.casefold()) for word in _WORD.findall(words))
    place = next((place for place in places if place >= 0), 0)
    first, last = max(0, place - _AROUND // 2), place + _AROUND
    shown = " ".join(text[first:last].split())
    return f"{'... ' if first else ''}{shown}{' ...' if last < len(text) else ''}" or None


def item_text(db: sqlite3.Connection, item: int) -> str | None:
    """Give the whole text of an item; None where there is no such item."""
    row = db.execute("SELECT text, start, [end] FROM items JOIN texts ON texts.meeting = items.meeting WHERE items.id = ?", (item,)).fetchone()
    return None if row is None else (unpack(row[0]) or "")[row[1] : row[2]]


def meeting_words(db: sqlite3.Connection, meeting: int) -> Iterator[tuple[int, str]]:
    """Give the items of a meeting with the words under which they are found."""
    row = db.execute("SELECT text FROM texts WHERE meeting = ?", (meeting,)).fetchone()
    text = (unpack(row[0]) or "") if row else ""
    for item, title, start, end in db.execute("SELECT id, title, start, [end] FROM items WHERE meeting = ? ORDER BY id", (meeting,)).fetchall():
        yield item, search_words(title, text[start:end])
