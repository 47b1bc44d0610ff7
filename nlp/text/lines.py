"""The lines of a text, with what their markup says: the raw material of every layout."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

_EDGE = " \t#*_|>"
_BULLET = re.compile(r"[-•·–▪*]\s+")
_SPACED = re.compile(r"[A-ZÆØÅ](?: [A-ZÆØÅ]){3,}(?=\s?[:.]?$)")


@dataclass(slots=True)
class Line:
    """One line: character offsets of its words, the words, its markup, and the blank line before it."""

    start: int
    end: int
    text: str
    marked: bool
    after_blank: bool


def read_lines(text: str, bold: Collection[int] | None = None) -> list[Line]:
    """Split `text` into its lines that hold words.

    Args:
        text: The normalised text.
        bold: Where its lines begin that are bold as a whole (`Shadow.bold`); where it is None, `**` in the text itself tells.
    """
    lines: list[Line] = []
    at, blank = 0, True
    for raw in text.split("\n"):
        words = raw.strip()
        if words:
            start = at + raw.index(words[0])
            marked = words[0] == "#" or (bold is None and words.startswith("**") and _all_bold(words))
            if words[0] in _EDGE or words[-1] in _EDGE:
                inner = words.strip(_EDGE)
                if not inner:
                    blank = True
                    at += len(raw) + 1
                    continue
                start += words.index(inner)
                words = inner
            marked = marked or (bold is not None and start in bold)
            lines.append(Line(start, start + len(words), words, marked, blank))
            blank = False
        else:
            blank = True
        at += len(raw) + 1
    return lines


def line_start(text: str, line: Line) -> int:
    """Give the offset where a line begins, its markup included; where its words begin, if others stand before it on the printed line."""
    begin = text.rfind("\n", 0, line.start) + 1
    return line.start if text[begin : line.start].strip(_EDGE) else begin


def _all_bold(words: str) -> bool:
    """Tell whether a line is bold as a whole, and so may head something; one that only begins bold is a label."""
    return words.endswith("**") and words.count("**") == 2


def closed_up(words: str) -> str:
    """Close up a word whose letters are set apart.

    Example:
        >>> closed_up("R E F E R A T :"), closed_up("L U K K E T"), closed_up("A B og C")
        ('REFERAT :', 'LUKKET', 'A B og C')
    """
    hit = _SPACED.match(words)
    return hit.group().replace(" ", "") + words[hit.end() :] if hit else words


def without_bullet(words: str) -> str:
    """Take a list bullet off the words of a line."""
    hit = _BULLET.match(words)
    return words[hit.end() :] if hit else words
