"""What PDFium knows of a page: its letters with their places and fonts, and the notes written onto it.

A call for each letter or word would cost more than PDFium's own work, so lines are asked about as a whole: where a line is as wide as its letters
together, it has no gaps, and its two ends tell where it stands. Only other lines are read word by word.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from nlp.reading.numbering import raised
from nlp.reading.printed import Row
from nlp.reading.words import WIDEST_GAP, Box, Page, Word

# PDFium writes U+FFFE for the hyphen of a word that goes on in the next line.
_LINE = re.compile("[^\\s\0\ufffe](?:[^\r\n\0\ufffe]*[^\\s\0\ufffe])?\ufffe?|\ufffe")
_WORD = re.compile("[^\\s\0\ufffe]+\ufffe?|\ufffe")
_BOLD = re.compile(r"bold|black|heavy|semibold|demi", re.IGNORECASE)
_FORCE_BOLD = 1 << 18
_MAY_BE_FOOTNOTE = re.compile(r"[0-9](?:(?<=[^\W\d_]{3}[0-9])|(?<=[^\W\d_][.,;:!?)][0-9]))[0-9]?(?!\w)")
_FOOTNOTE = re.compile(r"(?<=[^\W\d_]{3})\d{1,2}$|(?<=[.,;:!?)])\d{1,2}$")
# A footnote's number is so much smaller than its word.
_SMALLER = 0.85
# A blank that PDFium puts between two words has no width; in sizes of the letters.
_BLANK = 0.25
# A justified line has so many blanks, none of them wider, all alike; in heights of the letters' boxes.
_FEWEST_BLANKS, _WIDEST_BLANK, _UNEVEN = 4, 0.5, 0.12
# So many of a page's letters tell which way it is printed.
_SAMPLE = 12
_QUARTER = 1.5707963
# What stands further aslant is a stamp across the page.
_SLANT = 0.2
# Flags of an annotation: hidden, not to be viewed.
_UNSEEN = 2 | 32


@dataclass(slots=True)
class _Font:
    """A font of a document: the widths of its letters that were met, in heights of their boxes."""

    bold: bool
    widths: dict[str, float] = field(default_factory=dict)


class Pages:
    """The pages of one document."""

    def __init__(self, document: Any) -> None:
        from pypdfium2 import raw

        self._document = document
        self._raw = raw
        self._fonts: dict[tuple[bytes, int], _Font] = {}
        self._name, self._flags = ctypes.create_string_buffer(128), ctypes.c_int()
        self._first, self._last = raw.FS_RECTF(), raw.FS_RECTF()

    def rows(self, number: int) -> list[Row]:
        """Give the pieces of text on a page, each with its place; `write_pages` joins those of one printed line."""
        page = self._document[number]
        try:
            text_page = page.get_textpage()
            try:
                handle = text_page.raw
                text = self._text(handle)
                turns = self._direction(handle, text)
                layout = Page(page.get_bbox(), turns)
                rows = [row for line in _LINE.finditer(text) for row in self._line(handle, line, layout, turns)]
            finally:
                text_page.close()
            return [*rows, *(row for note, box in self._notes(page.raw) for row in layout.note(note, box))]
        finally:
            page.close()

    def _text(self, handle: Any) -> str:
        """Give the text of a page, one character for each that PDFium counts."""
        count = self._raw.FPDFText_CountChars(handle)
        if count <= 0:
            return ""
        buffer = ctypes.create_string_buffer(2 * (count + 1))
        written = self._raw.FPDFText_GetText(handle, 0, count, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)))
        text = buffer.raw[: 2 * max(written - 1, 0)].decode("utf-16-le", "replace")
        if len(text) == count:
            return text
        codes = (self._raw.FPDFText_GetUnicode(handle, index) for index in range(count))
        return "".join(chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd" for code in codes)

    def _line(self, handle: Any, line: re.Match[str], layout: Page, turns: int) -> list[Row]:
        if not turns and not _MAY_BE_FOOTNOTE.search(line[0]):
            start, end, first, last = line.start(), line.end(), self._first, self._last
            self._raw.FPDFText_GetLooseCharBox(handle, start, first)
            self._raw.FPDFText_GetLooseCharBox(handle, end - 1, last)
            whole = Word(line[0], first.left, first.bottom, last.right, first.top, start, end)
            height, font = first.top - first.bottom, self._font(handle, start)
            level = height > 0 and abs(first.bottom - last.bottom) < 0.2 * height and abs(first.top - last.top) < 0.2 * height
            if (
                level
                and layout.shows(whole)
                and not (font.bold and font is not self._font(handle, end - 1))
                and not self._has_gaps(handle, font, whole, height)
            ):
                return [layout.row([whole], font.bold)]
        return layout.rows(self._words(handle, line, turns), lambda index: self._font(handle, index).bold)

    def _has_gaps(self, handle: Any, font: _Font, line: Word, height: float) -> bool:
        """Tell whether a line may hold gaps that part cells: it is wider than its letters, and not because it is justified."""
        widths = self._widths(handle, font, line, height)
        extra = (line.right - line.left) / height - sum(widths)
        if extra < WIDEST_GAP:
            return False
        blanks = [index for index, char in enumerate(line.text) if char == " "]
        if len(blanks) < _FEWEST_BLANKS or extra > _WIDEST_BLANK * len(blanks):
            return True
        box = self._raw.FS_RECTF()
        for quarter in (1, 2, 3):
            count = quarter * len(blanks) // 4
            index = blanks[count] + 1
            self._raw.FPDFText_GetLooseCharBox(handle, line.start + index, box)
            expected = sum(widths[:index]) + extra * (count + 1) / len(blanks)
            if abs((box.left - line.left) / height - expected) > _UNEVEN:
                return True
        return False

    def _widths(self, handle: Any, font: _Font, line: Word, height: float) -> list[float]:
        """Give the widths that the letters of a line have, in heights of their boxes."""
        widths = font.widths
        try:
            return [widths[char] for char in line.text]
        except KeyError:
            box = self._raw.FS_RECTF()
            for index, char in enumerate(line.text):
                if char not in widths:
                    self._raw.FPDFText_GetLooseCharBox(handle, line.start + index, box)
                    widths[char] = max((box.right - box.left) / height, _BLANK if char == " " else 0.0)
            return [widths[char] for char in line.text]

    def _words(self, handle: Any, line: re.Match[str], turns: int) -> Iterator[Word]:
        """Give the words of a line with the place of each, but those that run another way; the numbers of footnotes are raised."""
        box, last = self._first, self._last
        for hit in _WORD.finditer(line.string, line.start(), line.end()):
            start, end = hit.span()
            words = hit[0]
            self._raw.FPDFText_GetLooseCharBox(handle, start, box)
            left, bottom, right, top = box.left, box.bottom, box.right, box.top
            if end - start > 1:
                self._raw.FPDFText_GetLooseCharBox(handle, end - 1, last)
                if (turns or abs(last.bottom - bottom) > 0.2 * (top - bottom)) and self._quarters(handle, start) != turns:
                    continue
                if words[-1].isdigit() and last.top - last.bottom < _SMALLER * (top - bottom):
                    words = _FOOTNOTE.sub(lambda number: raised(number[0]), words)
                left, bottom, right, top = min(left, last.left), min(bottom, last.bottom), max(right, last.right), max(top, last.top)
            yield Word(words, left, bottom, right, top, start, end)

    def _direction(self, handle: Any, text: str) -> int:
        """Tell in how many quarter turns clockwise most words of a page are printed."""
        turns = [0] * 4
        step = max(1, len(text) // _SAMPLE)
        for index in range(step // 2, len(text), step):
            turn = None if text[index].isspace() else self._quarters(handle, index)
            if turn is not None:
                turns[turn] += 1
        return turns.index(max(turns))

    def _quarters(self, handle: Any, index: int) -> int | None:
        """Give the quarter turns clockwise of a character; None where it stands aslant."""
        angle = self._raw.FPDFText_GetCharAngle(handle, index) / _QUARTER
        return round(angle) % 4 if abs(angle - round(angle)) < _SLANT else None

    def _font(self, handle: Any, index: int) -> _Font:
        self._name[0] = b"\0"
        self._raw.FPDFText_GetFontInfo(handle, index, self._name, 128, self._flags)
        key = (self._name.value, self._flags.value)
        if key not in self._fonts:
            self._fonts[key] = _Font(bool(key[1] & _FORCE_BOLD) or _BOLD.search(key[0].decode("utf-8", "replace")) is not None)
        return self._fonts[key]

    def _notes(self, page: Any) -> Iterator[tuple[str, Box]]:
        """Give what was written onto the page afterwards (free text annotations) with its box, unless it is hidden."""
        raw = self._raw
        for index in range(raw.FPDFPage_GetAnnotCount(page)):
            note = raw.FPDFPage_GetAnnot(page, index)
            try:
                if raw.FPDFAnnot_GetSubtype(note) != raw.FPDF_ANNOT_FREETEXT or raw.FPDFAnnot_GetFlags(note) & _UNSEEN:
                    continue
                size, box = raw.FPDFAnnot_GetStringValue(note, b"Contents", None, 0), raw.FS_RECTF()
                buffer = ctypes.create_string_buffer(max(size, 2))
                raw.FPDFAnnot_GetStringValue(note, b"Contents", ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size)
                if raw.FPDFAnnot_GetRect(note, box):
                    yield buffer.raw.decode("utf-16-le", "replace").rstrip("\0"), (box.left, min(box.bottom, box.top), box.right, max(box.bottom, box.top))
            finally:
                raw.FPDFPage_CloseAnnot(note)
