"""Entries of contents lists with dot leaders, and titles as keys to compare them by."""

from __future__ import annotations

import re

from nlp.text.lines import Line

_LEADERS = re.compile(r"(?:\.\s?){4,}\s*\d*(?:\s\d+)?\s*$|…+\s*\d*\s*$|_{4,}\s*\d*$|\t+\d+$|(?<=\w)\.{3}\d+$")
_LETTERS = re.compile(r"[\W_]+")


def is_contents_line(line: Line) -> bool:
    """Tell whether a line is an entry of a table of contents: leaders and a page number."""
    text = line.text
    return "..." in text and (text[-1].isdigit() or "...." in text) and _LEADERS.search(text) is not None


def without_leaders(words: str) -> str:
    """Take dot leaders and page number off an entry of a table of contents."""
    return _LEADERS.sub("", words).rstrip(" .…")


def title_key(title: str) -> str:
    """Reduce a title to letters and digits, for comparing it with the table of contents."""
    return _LETTERS.sub("", title).casefold()
