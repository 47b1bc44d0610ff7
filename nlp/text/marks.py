"""In which column of a table a lone mark stands: the gap before it is all that tells whether it means `Mødt` or `Ikke mødt`."""

from __future__ import annotations

import re

# A mark alone in its cell: behind a wide gap, and before another or the end of the line.
_LONE = re.compile(r"[xX✓✔☑☒✅+](?<=[ \t]{2}.|.\t.)(?=[ \t]*(?:\n|\Z)|\t|  | \()")
_CELL = re.compile(r"[^ \t\n]+(?: [^ \t\n]+)*")
# Lines above a row among which the head of its table is looked for, and characters that a mark may stand before its head.
_ROWS = 45
_BEFORE_HEAD = 3
_FEWEST_HEADS = 3
_WIDEST = 250


def mark_columns(text: str) -> dict[int, str]:
    r"""Give the gaps before lone marks that go over columns, by where they begin: one tab for each column.

    Args:
        text: A text with its gaps as they are printed.

    Example:
        >>> mark_columns("Navn\tMødt\tAfbud\nIda Bro\tx\t\nPer Ly\t\tx")
        {33: '\t\t'}
        >>> mark_columns("Medlem     Parti  Mødt    Ikke mødt\nIda Bro    A      X\nPer Ly     V              X")
        {68: '\t\t'}
    """
    out: dict[int, str] = {}
    lines: list[str] = []
    row = at = 0
    for hit in _LONE.finditer(text):
        begin = text.rfind("\n", 0, hit.start()) + 1
        before = [cell.start() for cell in _CELL.finditer(text[begin : hit.start()])] if hit.start() - begin < _WIDEST else []
        if not before:
            continue
        gap = begin + len(text[begin : hit.start()].rstrip(" \t"))
        width = text.count("\t", gap, hit.start())
        if not width:
            lines = lines or text.split("\n")
            row, at = row + text.count("\n", at, begin), begin
            heads = _heads(lines, row)
            width = _column(heads, hit.start() - begin) - _column(heads, before[-1]) if heads else 0
        if width > 1:
            out[gap] = "\t" * width
    return out


def _heads(lines: list[str], row: int) -> list[int]:
    """Give where the heads of a table's columns begin: on the first line of the lines that stand together, or the last above the blank one."""
    top = row
    while top and lines[top - 1].strip() and row - top < _ROWS:
        top -= 1
    for index in (top, top - 2):
        readable = 0 <= index < row and len(lines[index]) < _WIDEST and not _LONE.search(lines[index])
        starts = [cell.start() for cell in _CELL.finditer(lines[index])] if readable else []
        if len(starts) >= _FEWEST_HEADS:
            return starts
    return []


def _column(heads: list[int], place: int) -> int:
    return max((index for index, start in enumerate(heads) if start <= place + _BEFORE_HEAD), default=0)
