"""Columns of running text on a page: read one after the other, where a table is read line by line."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from nlp.reading.printed import Row

# A line of running text has so many words; a column so many such lines, of which so many fill it and so many begin amid a sentence.
_WORDS = 4
_LINES = 6
_FILLED = 0.6
_AMID = 0.25
# How far in the text's width the second column begins at the earliest; points by which its lines may differ.
_EARLIEST = 0.35
_ALIGNED = 3.0


def in_reading_order(pieces: list[Row]) -> list[list[Row]]:
    """Part a page's pieces into blocks that are read one after the other: columns of running text, and what stands between them.

    Args:
        pieces: In any order.
    """
    begin = _second_column(pieces)
    if begin is None:
        return [pieces]
    blocks: list[list[Row]] = []
    band: list[Row] = []
    for piece in sorted(pieces, key=lambda row: (row.top, row.left)):
        if piece.left < begin - _ALIGNED and piece.right > begin:
            blocks += [*_split(band, begin), [piece]]
            band = []
        else:
            band.append(piece)
    return _joined([*blocks, *_split(band, begin)])


def _second_column(pieces: list[Row]) -> float | None:
    """Give where most lines of text begin that do not begin at the left."""
    lines = [row for row in pieces if row.text.count(" ") >= _WORDS - 1]
    if len(lines) < 2 * _LINES:
        return None
    left, right = min(row.left for row in lines), max(row.right for row in lines)
    begins = Counter(round(row.left / _ALIGNED) for row in lines if row.left > left + _EARLIEST * (right - left))
    if not begins:
        return None
    place, count = begins.most_common(1)[0]
    return (place - 0.5) * _ALIGNED if count >= _LINES else None


def _split(band: list[Row], begin: float) -> list[list[Row]]:
    """Give the two columns of a band, or the band as it is where they hold no running text."""
    left, right = [row for row in band if row.left < begin], [row for row in band if row.left >= begin]
    left, below = _without_below(left, right)
    if not (_is_running(left) and _is_running(right)):
        return [band] if band else []
    return [_with_edge(left), _with_edge(right), *([below] if below else [])]


def _without_below(left: list[Row], right: list[Row]) -> tuple[list[Row], list[Row]]:
    """Part from the first column what stands below both, behind a gap."""
    foot = max((row.bottom for row in right), default=0.0)
    for index in range(1, len(left)):
        above, row = left[index - 1], left[index]
        if row.top > foot and row.top - above.bottom > row.size:
            return left[:index], left[index:]
    return left, []


def _is_running(column: list[Row]) -> bool:
    lines = [row for row in column if row.text.count(" ") >= _WORDS - 1]
    if len(lines) < max(_LINES, _FILLED * len(column)):
        return False
    width = max(row.right - row.left for row in lines)
    filled = sum(row.right - row.left > _FILLED * width for row in lines)
    return filled >= _FILLED * len(lines) and sum(row.text[0].islower() for row in lines) >= _AMID * len(lines)


def _with_edge(column: list[Row]) -> list[Row]:
    edge = max(row.right for row in column)
    return [replace(row, edge=edge) for row in column]


def _joined(blocks: list[list[Row]]) -> list[list[Row]]:
    """Read what stands between columns as one block: its lines may be in pieces."""
    out: list[list[Row]] = []
    for block in blocks:
        if out and not block[0].edge and not out[-1][0].edge:
            out[-1] = [*out[-1], *block]
        else:
            out.append(block)
    return out
