"""A piece of a printed line, as the pages of a PDF give it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """A printed line or a piece of one: its place (from the top left, in points), words, size of letters, and whether all are bold.

    `edge` is where the lines of its column end; 0 where it stands in none.
    """

    left: float
    right: float
    top: float
    bottom: float
    text: str
    size: float
    bold: bool
    page_height: float
    edge: float = 0.0
