"""Whether a text is the minutes of one meeting, or what else it is. In doubt it is minutes."""

from __future__ import annotations

import re

from nlp.meeting.foreign import is_letter
from nlp.meeting.model import Fault, Meeting
from nlp.meeting.numbered import Numbered, read_numbered
from nlp.meeting.section_kinds import heading_kind
from nlp.rules import from_rules, rule_file
from nlp.rules.phrases import compile_phrases
from nlp.text.dates import find_date
from nlp.text.legible import is_legible, is_running_danish
from nlp.text.lines import Line

# The first lines of a text, by which it says what it is; and those above an item in which another meeting's head may stand.
_FIRST = 12
_HEAD = 40
_LONGEST_TITLE = 160
# So many sections of these kinds are those of minutes.
_SECTIONS = frozenset({"decision", "proposal", "absence", "history"})
_DECIDES = frozenset({"decision", "proposal"})
_ENOUGH = 2

_SOUP = "its letters make no words, as in a font that does not tell them. Run text recognition (OCR) on it, or take another format."
_LETTER = "a letter or a mail, and no minutes."
_OTHER = "no minutes: no meeting, no item and no decision is told in it."
_NO_ITEMS = "no agenda items found; its layout may be unknown."
_SEVERAL = "more than one meeting: the second begins at line {line} (character {offset}). Split the text there."


def find_fault(meeting: Meeting) -> Fault | None:
    """Tell why a text that was parsed is not the minutes of one meeting; None where it is."""
    if not is_legible(meeting.text):
        return Fault("unreadable_text", _SOUP)
    if not meeting.items:
        return _without_items(meeting)
    if _is_other(meeting):
        return Fault("no_minutes", _OTHER)
    second = _second_meeting(meeting)
    return Fault("several_meetings", _SEVERAL, second.start) if second else None


def _without_items(meeting: Meeting) -> Fault:
    if is_letter(meeting.lines):
        return Fault("no_minutes", _LETTER)
    if not is_running_danish(meeting.text):
        return Fault("unreadable_text", _SOUP)
    told = _begins("tells", meeting.lines) or meeting.attendees or (meeting.committee and meeting.date)
    return Fault("no_items", _NO_ITEMS) if told and not _begins("begins", meeting.lines[:_FIRST]) else Fault("no_minutes", _OTHER)


def _is_other(meeting: Meeting) -> bool:
    """Tell of a text with numbered headings whether it says that it is something else, and holds nothing that minutes do."""
    if not _begins("begins", meeting.lines[:_FIRST]):
        return False
    sections = sum(section.kind in _SECTIONS for item in meeting.items for section in item.sections)
    if sections >= _ENOUGH or meeting.attendees or any(item.case_number or item.closed for item in meeting.items):
        return False
    return not _begins("tells", meeting.lines[: meeting.items[0].first_line + 1][:_HEAD])


def _begins(name: str, lines: list[Line]) -> bool:
    return any(_phrases(name).match(line.text) for line in lines)


@from_rules
def _phrases(name: str) -> re.Pattern[str]:
    return compile_phrases(rule_file("items")["foreign"][name], flags=re.IGNORECASE)


def _second_meeting(meeting: Meeting) -> Line | None:
    """Find the head of a second meeting: a title with another day below the first items, and below it items that are numbered from the first again."""
    items, lines = meeting.items, meeting.lines
    titles = [(index, day) for index, line in enumerate(lines) if (day := _titled_day(meeting, line)) is not None]
    own = {meeting.date, *(day for index, day in titles if index <= items[0].first_line)}
    if meeting.date is None or len({day for _, day in titles} - own) == 0:
        return None
    first = read_numbered(lines[items[0].first_line].text)
    for index, day in titles:
        if first and day not in own and _has_sections(lines[items[0].first_line : index]) and _begins_again(lines[index + 1 :], first):
            return lines[index]
    return None


def _titled_day(meeting: Meeting, line: Line) -> str | None:
    """Give the day in a line that may be the title of minutes or of an agenda: a printed line of its own, no annex in a list."""
    before = meeting.text[meeting.text.rfind("\n", 0, line.start) + 1 : line.start]
    if len(line.text) > _LONGEST_TITLE or line.text.endswith(".") or before.strip("#* ") or not _titles().match(line.text):
        return None
    found = find_date(meeting.text, line.start, line.end)
    return found[0] if found else None


def _begins_again(lines: list[Line], first: Numbered) -> bool:
    """Tell whether the next item is numbered as the first one is, with nothing of an item above it."""
    for index, line in enumerate(lines[:_HEAD]):
        number = read_numbered(line.text)
        if number is not None and (number.style, number.word) == (first.style, first.word):
            return number.number == first.number and _has_sections(lines[index + 1 :])
        if heading_kind(line.text) in _DECIDES:
            return False
    return False


def _has_sections(lines: list[Line]) -> bool:
    return any(heading_kind(line.text) in _SECTIONS for line in lines)


@from_rules
def _titles() -> re.Pattern[str]:
    words = rule_file("layout")["document"]
    return compile_phrases([*words["minutes"], *words["agenda"]], flags=re.IGNORECASE)
