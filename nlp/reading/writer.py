"""Lines of text from a structured source: headings, paragraphs, list items and rows, laid out as the parser reads them."""

from __future__ import annotations

import re

_SPACE = re.compile(r"[\s\u00a0\u2007\u202f]+")
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
# A longer one is a paragraph that somebody set as a heading.
_LONGEST_HEADING = 250
_BULLETS = "-–•·*▪"


def squeeze(words: str) -> str:
    """Reduce runs of white space to one space, and drop what nobody sees.

    Example:
        >>> squeeze(" Bør\\u00adne- \\n og\\u00a0Unge ")
        'Børne- og Unge'
    """
    return _SPACE.sub(" ", words.translate(_INVISIBLE)).strip()


class TextWriter:
    """Collects words into lines. A gap is one blank line, however often it is asked for.

    Example:
        >>> out = TextWriter()
        >>> out.heading("Indstilling", 3)
        >>> out.line("1. At sagen drøftes.")
        >>> out.text()
        '### Indstilling\\n\\n1. At sagen drøftes.\\n'
    """

    def __init__(self) -> None:
        self._lines: list[str] = []

    def line(self, words: str) -> None:
        """Write one line; an empty one is left out."""
        if words:
            self._lines.append(words)

    def gap(self) -> None:
        """Leave a blank line, unless there is one."""
        if self._lines and self._lines[-1]:
            self._lines.append("")

    def heading(self, words: str, level: int) -> None:
        """Write a Markdown heading with a blank line above and below."""
        words = squeeze(words)
        if not words:
            return
        self.gap()
        self.line(f"{'#' * max(1, min(level, 6))} {words}" if len(words) <= _LONGEST_HEADING else words)
        self.gap()

    def bold(self, words: str) -> None:
        """Write a line that is bold as a whole: as a heading where it can be one."""
        if not can_head(words):
            self.line(words)
            return
        self.gap()
        self.line(f"**{words}**")
        self.gap()

    def paste(self, text: str) -> None:
        """Write the lines of a text that is laid out already, and leave a blank line."""
        for line in text.splitlines():
            if line:
                self.line(line)
            else:
                self.gap()
        self.gap()

    def text(self) -> str:
        """Give everything written so far."""
        return "\n".join(self._lines).strip("\n") + "\n"


def can_head(words: str) -> bool:
    """Tell whether a bold line may be a heading: a sentence or a list item is none.

    Example:
        >>> can_head("Indstilling:"), can_head("Godkendt."), can_head("- Bilag 1")
        (True, False, False)
    """
    return bool(words) and len(words) <= 120 and words[-1] not in ".;," and words[0] not in _BULLETS and any(char.isalpha() for char in words)


def row(cells: list[str]) -> str:
    """Join the cells of a table's row by tabs; empty cells at its ends, and labels of empty fields, are left out.

    Example:
        >>> row(["Sted:", "Salen", ""]), row(["Afbud:", ""])
        ('Sted:\\tSalen', '')
    """
    if len(cells) > 1 and cells[0].endswith(":") and not any(cells[1:]):
        return ""
    return "\t".join(cells).strip("\t")
