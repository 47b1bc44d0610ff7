"""The ways in which people type Danish words, and names as parts of addresses."""

from __future__ import annotations

import re
import unicodedata

_WORD = re.compile(r"[^\W\d_]+(?:[\u0300-\u036f][^\W\d_]*)*")
_PLAIN = str.maketrans({"å": "aa", "æ": "ae", "ø": "oe", "Å": "aa", "Æ": "ae", "Ø": "oe"})
_OTHER = re.compile(r"[^a-z0-9]+")


def spellings(text: str) -> str | None:
    """Give the other ways to type a text's words: `åvej` as `aavej`, and with its ring as a character of its own; `Aabenraa` as `åbenrå`.

    Example:
        >>> spellings("Skolen ved Aabenraa")
        'åbenrå'
    """
    found: dict[str, None] = {}
    for word in dict.fromkeys(_WORD.findall(text)):
        if word.isascii():
            if "aa" in word.casefold():
                found[word.casefold().replace("aa", "å")] = None
            continue
        whole = unicodedata.normalize("NFC", word.casefold())
        forms = (whole, whole.translate(_PLAIN), unicodedata.normalize("NFD", whole), whole.replace("aa", "å"))
        found |= dict.fromkeys(form for form in forms if form != word.casefold())
    return " ".join(found) or None


def slug(*names: str | None) -> str:
    """Give names as a part of an address.

    Example:
        >>> slug("Åbyøre Kommune", "22-0097/99")
        'aabyoere-22-0097-99'
    """
    words = " ".join(name for name in names if name).replace(" Kommune", "")
    plain = unicodedata.normalize("NFC", words).translate(_PLAIN).casefold()
    return _OTHER.sub("-", unicodedata.normalize("NFD", plain).encode("ascii", "ignore").decode()).strip("-")
