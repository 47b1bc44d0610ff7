"""Decisions that no heading announces: in minutes whose items have no sections at all, and in single items of others."""

from __future__ import annotations

import re
from functools import cache

from nlp.lines import Line
from nlp.meeting import ItemSpan, Meeting, SectionSpan
from nlp.rules import load_rules

# In these a plain sentence is told about the past, proposed, or listed.
_NOT_HERE = frozenset({"proposal", "history", "attachments", "decision"})
_SENTENCE = re.compile(r"(?:^|(?<=[.!?])\s+|\n\s*)(?=[A-ZÆØÅ])")
# What is read of an item's end: minutes record in a few lines.
_LAST_LINES = 12


@cache
def _record() -> re.Pattern[str]:
    return re.compile(load_rules("records")["record"]["pattern"])


def records_decision(words: str) -> bool:
    """Tell whether a line or sentence plainly records a decision.

    Example:
        >>> records_decision("Høringssvaret blev godkendt."), records_decision("Godkendte leverandører indkaldes.")
        (True, False)
    """
    return _record().match(words) is not None


def add_unheaded(meeting: Meeting) -> None:
    """Give a decision section to items that record a decision without a heading for it."""
    if not meeting.items:
        return
    plain = not any(item.sections and any(s.kind not in ("absence", "attachments", "other") for s in item.sections) for item in meeting.items)
    if plain and _is_record(meeting):
        for item in meeting.items:
            _whole(meeting, item)
        return
    for item in meeting.items:
        if not item.parts("decision", "history"):
            _last_lines(meeting, item)


def _is_record(meeting: Meeting) -> bool:
    """Tell whether items without any sections are minutes: in a quarter of them some sentence records a decision, in most below the word `Dagsorden`."""
    recorded = sum(any(records_decision(meeting.text[at.end() : at.end() + 160]) for at in _sentences(meeting, item)) for item in meeting.items)
    return recorded * (4 if meeting.kind == "minutes" else 1.5) >= len(meeting.items)


def _sentences(meeting: Meeting, item: ItemSpan) -> list[re.Match[str]]:
    return list(_SENTENCE.finditer(meeting.text, item.body, min(item.end, item.body + 4000)))


def _whole(meeting: Meeting, item: ItemSpan) -> None:
    """Read everything below the heading, up to its first section, as the record."""
    start = item.body + len(meeting.text[item.body : item.end]) - len(meeting.text[item.body : item.end].lstrip())
    end = min([item.end, *(s.start for s in item.sections)])
    if start < end:
        item.sections.insert(0, SectionSpan("decision", "", start, start, end))


def _last_lines(meeting: Meeting, item: ItemSpan) -> None:
    lines = [line for line in meeting.lines[item.first_line : item.last_line] if item.body <= line.start]
    for line in reversed(lines[-_LAST_LINES:]):
        inside = next((s for s in reversed(item.sections) if s.start <= line.start < s.end), None)
        if inside is not None and inside.kind in _NOT_HERE:
            continue
        if _records(line):
            _insert(item, line, inside)
            return


def _records(line: Line) -> bool:
    return len(line.text) < 200 and records_decision(line.text)


def _insert(item: ItemSpan, line: Line, inside: SectionSpan | None) -> None:
    following = min([item.end, *(s.start for s in item.sections if s.start > line.start)])
    if inside is not None:
        inside.end = line.start
    item.sections.append(SectionSpan("decision", "", line.start, line.start, following))
    item.sections.sort(key=lambda section: section.start)
