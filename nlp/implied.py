"""Decisions that no heading announces: in the last lines of an item that has no decision of its own."""

from __future__ import annotations

import re
from functools import cache

from nlp.lines import Line
from nlp.meeting import ItemSpan, SectionSpan
from nlp.rules import load_rules

# Nothing is decided inside these.
_SHUT = frozenset({"history", "absence", "attachments", "competence"})
_LAST_LINES = 40


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    rules = load_rules("headings")["implied"]
    return re.compile(rf"(?:^|(?<=[.!?)] )){rules['label']}"), re.compile(rf"(?:{rules['actor']}|{rules['bare']})")


def imply_decision(item: ItemSpan, lines: list[Line]) -> None:
    """Add a section `decision` to an item that has none, where a line shows that something was decided.

    Args:
        item: The item, its sections read.
        lines: Its lines behind the heading.
    """
    if any(section.kind == "decision" for section in item.sections):
        return
    found = _find(item, lines[-_LAST_LINES:])
    if found is None:
        return
    start, body, heading = found
    around = _section_at(item, start)
    end = around.end if around is not None else item.sections[0].start if item.sections else item.end
    decision = SectionSpan("decision", heading, start, body, end)
    if around is not None:
        around.end = start
    item.sections.insert(item.sections.index(around) + 1 if around is not None else 0, decision)


def _find(item: ItemSpan, lines: list[Line]) -> tuple[int, int, str] | None:
    label, opening = _patterns()
    for line in reversed(lines):
        around = _section_at(item, line.start)
        if around is not None and around.kind in _SHUT:
            continue
        hits = list(label.finditer(line.text)) if ": " in line.text else []
        if hits:
            hit = hits[-1]
            return line.start + hit.start(), line.start + hit.end(), hit.group().rstrip(": ")
        if opening.match(line.text) and (around is None or around.kind != "proposal" or line.after_blank):
            return line.start, line.start, ""
    return None


def _section_at(item: ItemSpan, offset: int) -> SectionSpan | None:
    return next((section for section in reversed(item.sections) if section.start <= offset < section.end), None)
