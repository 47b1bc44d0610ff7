"""Words on a printed page to its pieces of lines: words of one line that stand near each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from nlp.reading.printed import Row

# A wider gap, in sizes of the letters, parts the cells of a table.
WIDEST_GAP = 1.2
# What stands so near to the word before it, in heights of its box, belongs to it.
_CLOSING, _GLUED = ".,;:!?)", 0.05
# How high the box of a letter is, ascenders and descenders in it, in sizes of the font.
_BOX_OF_SIZE = 1.15


class Word(NamedTuple):
    """A word: its letters, its box in points from the page's bottom left, and the characters of the page that it is."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    start: int
    end: int


Box = tuple[float, float, float, float]


class Page:
    """One page and the way it is printed.

    Args:
        box: What is shown of it: left, bottom, right, top.
        turns: In how many quarter turns clockwise its words run.
    """

    def __init__(self, box: Box, turns: int = 0) -> None:
        self._turns = turns
        self._left, self._bottom, self._right, self._top = self._upright(*box)

    def rows(self, words: Iterable[Word], is_bold: Callable[[int], bool]) -> list[Row]:
        """Join words into pieces of lines.

        Args:
            words: In any order that follows the lines.
            is_bold: Tells it of a character.
        """
        out: list[Row] = []
        piece: list[Word] = []
        for word in words:
            if self._turns:
                left, bottom, right, top = self._upright(word.left, word.bottom, word.right, word.top)
                word = word._replace(left=left, bottom=bottom, right=right, top=top)
            if not self.shows(word):
                continue
            if piece and not _goes_on(piece[-1], word):
                out.append(self.row(piece, _all_bold(piece, is_bold)))
                piece = []
            piece.append(word)
        if piece:
            out.append(self.row(piece, _all_bold(piece, is_bold)))
        return out

    def note(self, text: str, box: Box) -> list[Row]:
        """Give the lines of a text that was written onto the page, in a box."""
        lines = [line for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n") if line.strip()]
        left, bottom, right, top = self._upright(*box)
        size = (top - bottom) / max(len(lines), 1)
        return [
            Row(
                left - self._left,
                right - self._left,
                self._top - top + size * number,
                self._top - top + size * (number + 1),
                line.strip(),
                min(size, 12.0),
                False,
                self._top - self._bottom,
            )
            for number, line in enumerate(lines)
        ]

    def _upright(self, left: float, bottom: float, right: float, top: float) -> Box:
        """Turn a box so that the page's words run from left to right."""
        if self._turns == 1:
            return -top, left, -bottom, right
        if self._turns == 2:
            return -right, -top, -left, -bottom
        if self._turns == 3:
            return bottom, -right, top, -left
        return left, bottom, right, top

    def shows(self, word: Word) -> bool:
        """Tell whether the middle of a word's box lies on the page."""
        return self._left <= (word.left + word.right) / 2 <= self._right and self._bottom <= (word.bottom + word.top) / 2 <= self._top

    def row(self, piece: list[Word], bold: bool) -> Row:
        """Give words that stand beside each other as one piece of a line."""
        first, last = piece[0], piece[-1]
        bottom, top = min(word.bottom for word in piece), max(word.top for word in piece)
        text = piece[0].text
        for before, word in zip(piece, piece[1:], strict=False):
            glued = word.text[0] in _CLOSING and word.left - before.right < _GLUED * (word.top - word.bottom)
            text += word.text if glued else f" {word.text}"
        size = max([word.top - word.bottom for word in piece]) / _BOX_OF_SIZE
        return Row(first.left - self._left, last.right - self._left, self._top - top, self._top - bottom, text, size, bold, self._top - self._bottom)


def _all_bold(piece: list[Word], is_bold: Callable[[int], bool]) -> bool:
    return is_bold(piece[0].start) and is_bold(piece[-1].end - 1)


def _goes_on(before: Word, word: Word) -> bool:
    size = min(before.top - before.bottom, word.top - word.bottom)
    if min(before.top, word.top) - max(before.bottom, word.bottom) <= 0.5 * size:
        return False
    return -0.5 * size < word.left - before.right <= WIDEST_GAP * max(size, word.top - word.bottom)
