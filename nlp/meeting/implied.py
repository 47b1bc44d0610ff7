"""Decisions that no heading announces: in minutes whose items have no sections at all, and in single items of others."""

from __future__ import annotations

import re

from nlp.meeting.model import ItemSpan, Meeting, SectionSpan
from nlp.rules import from_rules, rule_file
from nlp.text.lines import Line

# Nothing is decided inside these.
_SHUT = frozenset({"history", "absence", "attachments", "competence"})
_SENTENCE = re.compile(r"(?:^|(?<=[.!?])\s+|\n\s*)(?=[A-ZÆØÅ])")
# What is read of an item's end.
_LAST_LINES = 40


@from_rules
def _record() -> re.Pattern[str]:
    return re.compile(rule_file("records")["record"]["pattern"])


@from_rules
def _implied() -> tuple[re.Pattern[str], re.Pattern[str]]:
    rules = rule_file("records")["implied"]
    return re.compile(rf"(?:^|(?<=[.!?)] )){rules['label']}"), re.compile(rf"(?:{rules['actor']}|{rules['bare']})")


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
    plain = not any(section.kind not in ("absence", "attachments", "other") for item in meeting.items for section in item.sections)
    if plain and _is_record(meeting):
        for item in meeting.items:
            _whole(meeting, item)
    for item in meeting.items:
        if not item.parts("decision"):
            _imply(item, [line for line in meeting.lines[item.first_line : item.last_line] if line.start >= item.body][-_LAST_LINES:])


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


def _imply(item: ItemSpan, lines: list[Line]) -> None:
    """Begin a decision where one of the item's last lines shows that something was decided; the last one counts."""
    found = _find(item, lines)
    if found is None:
        return
    start, body, heading = found
    around = _section_at(item, start)
    end = min([item.end, *(section.start for section in item.sections if section.start > start)])
    if around is not None:
        around.end = start
    item.sections.append(SectionSpan("decision", heading, start, body, end))
    item.sections.sort(key=lambda section: section.start)


def _find(item: ItemSpan, lines: list[Line]) -> tuple[int, int, str] | None:
    label, opening = _implied()
    for line in reversed(lines):
        around = _section_at(item, line.start)
        if around is not None and around.kind in _SHUT:
            continue
        hits = list(label.finditer(line.text)) if ": " in line.text else []
        if hits:
            hit = hits[-1]
            return line.start + hit.start(), line.start + hit.end(), hit.group().rstrip(": ")
        if _opens(line, opening) and (around is None or around.kind != "proposal" or line.after_blank):
            return line.start, line.start, ""
    return None


def _opens(line: Line, opening: re.Pattern[str]) -> bool:
    return opening.match(line.text) is not None or (len(line.text) < 200 and records_decision(line.text))


def _section_at(item: ItemSpan, offset: int) -> SectionSpan | None:
    return next((section for section in reversed(item.sections) if section.start <= offset < section.end), None)
