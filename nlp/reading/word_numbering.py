"""The numbers that Word prints before paragraphs, and the chain of styles that tells them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from nlp.reading.numbering import format_number

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


class Numbering:
    """Counts the numbered paragraphs, list by list and level by level."""

    def __init__(self, document: Any) -> None:
        self._levels: dict[str, dict[int, tuple[int, str, str]]] = {}
        self._abstract: dict[str, str] = {}
        self._counts: dict[tuple[str, int], int] = {}
        self._restarted: set[tuple[str, int]] = set()
        self._starts: dict[tuple[str, int], int] = {}
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError):
            return
        abstracts = {each.get(f"{_W}abstractNumId"): _levels(each) for each in root.iter(f"{_W}abstractNum")}
        for each in root.iter(f"{_W}num"):
            number, link = each.get(f"{_W}numId"), each.find(f"{_W}abstractNumId")
            if number is None or link is None:
                continue
            self._abstract[number] = link.get(f"{_W}val") or ""
            self._levels[number] = dict(abstracts.get(self._abstract[number], {}))
            for override in each.iter(f"{_W}lvlOverride"):
                level = integer(override.get(f"{_W}ilvl"))
                start = override.find(f"{_W}startOverride")
                if start is not None:
                    self._starts[number, level] = integer(start.get(f"{_W}val"), 1)
                self._levels[number].update(_levels(override))

    def next(self, paragraph: Any, style: Any) -> str:
        """Give the number that Word prints before a paragraph, `- ` for a bullet, or nothing."""
        number, level = _numbered(paragraph, style)
        levels = self._levels.get(number)
        if not levels or level not in levels:
            return ""
        start, style_name, pattern = levels[level]
        if style_name == "bullet":
            return "- "
        if style_name == "none" or not pattern:
            return ""
        self._count(number, level, start)
        return self._printed(number, levels, pattern) + " "

    def _count(self, number: str, level: int, start: int) -> None:
        # Lists that share a definition go on counting, unless one says where it starts.
        shared = self._abstract[number]
        if (number, level) in self._starts and (number, level) not in self._restarted:
            self._restarted.add((number, level))
            self._counts[shared, level] = self._starts[number, level]
        else:
            self._counts[shared, level] = self._counts.get((shared, level), start - 1) + 1
        for deeper in range(level + 1, 9):
            self._counts.pop((shared, deeper), None)

    def _printed(self, number: str, levels: dict[int, tuple[int, str, str]], pattern: str) -> str:
        def counted(hit: re.Match[str]) -> str:
            level = int(hit[1]) - 1
            start, style_name, _ = levels.get(level, (1, "decimal", ""))
            return format_number(self._counts.get((self._abstract[number], level), start), style_name)

        return re.sub(r"%([1-9])", counted, pattern)


def _levels(parent: Any) -> dict[int, tuple[int, str, str]]:
    out = {}
    for level in parent.iter(f"{_W}lvl"):
        values = {tag: (level.find(f"{_W}{tag}").get(f"{_W}val") if level.find(f"{_W}{tag}") is not None else None) for tag in ("start", "numFmt", "lvlText")}
        out[integer(level.get(f"{_W}ilvl"))] = (integer(values["start"], 1), values["numFmt"] or "decimal", values["lvlText"] or "")
    return out


def _numbered(paragraph: Any, style: Any) -> tuple[str, int]:
    """Give list and level of a paragraph: its own, else its style's."""
    number, level = "", None
    for properties in (paragraph.find(f"{_W}pPr"), *(each.element.find(f"{_W}pPr") for each in style_chain(style))):
        found = properties.find(f"{_W}numPr") if properties is not None else None
        if found is None:
            continue
        of_list, of_level = found.find(f"{_W}numId"), found.find(f"{_W}ilvl")
        if level is None and of_level is not None:
            level = integer(of_level.get(f"{_W}val"))
        if of_list is not None:
            number = of_list.get(f"{_W}val") or ""
            break
    return number, level or 0


def style_chain(style: Any) -> Iterator[Any]:
    """Give a style and those that it is based on."""
    for _ in range(12):
        if style is None:
            return
        yield style
        style = style.base_style if hasattr(style, "base_style") else None


def integer(value: str | None, default: int = 0) -> int:
    """Read a whole number that an attribute holds."""
    try:
        return max(-1, min(int(value), 30_000)) if value is not None else default
    except ValueError:
        return default
