"""Decisions that no heading announces: in minutes whose items have no sections at all, and in single items of others."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nlp.meeting.cases import is_case_line
from nlp.meeting.model import ItemSpan, Meeting, SectionSpan
from nlp.rules import from_rules, rule_file
from nlp.rules.phrases import compile_phrases
from nlp.text.dates import find_date
from nlp.text.lines import Line

# Nothing is decided inside these.
_SHUT = frozenset({"history", "absence", "attachments", "competence"})
# An item that has no more than these has no sections that tell what was decided.
_BESIDE = frozenset({"absence", "attachments", "other", "proposal"})
# Here the case is told: before a proposal nothing is decided in them.
_TELLS = frozenset({"case", "background", "summary", "economy", "hearing"})
_POINT = r"(?:ad|pkt|punkt)\b\.?\s?\d{1,2}[.):]*"
_SUBJECT = r"(?:(?:den|det|de)\s)?[\wæøåé-]{2,}(?:en|et|erne|ene|ne|svar|plan|referat|dagsorden|forslag)\b(?:\s(?:ad\s)?\d{1,2}(?:-\d{1,2})?)?"
_BODY = r"(?:[\wæøåÆØÅ-]+,?\s(?:og\s|for\s|&\s)?){0,5}?[\wæøå-]*(?:udvalget|rådet|bestyrelsen|kommissionen|nævnet|repræsentationen|forsamlingen)"
# Longer lines are prose.
_LONG = 200
_SENTENCE = re.compile(r"(?:^|(?<=[.!?])\s+|\n\s*)(?=[A-ZÆØÅ])")
# What is read of an item's end.
_LAST_LINES = 40


@dataclass(frozen=True)
class _Records:
    record: re.Pattern[str]
    whole: re.Pattern[str]
    by: frozenset[str]
    body: re.Pattern[str]
    label: re.Pattern[str]
    opens: re.Pattern[str]
    past: re.Pattern[str]


@from_rules
def _records() -> _Records:
    rules = rule_file("records")
    lists, record, implied = rules["lists"], rules["record"], rules["implied"]
    shapes = {"point": _POINT, "subject": _SUBJECT, "body": _BODY}
    bodies = compile_phrases(["<bodies>", "<body>"], lists, shapes, re.IGNORECASE)
    return _Records(
        compile_phrases(record["phrases"], lists, shapes, re.IGNORECASE),
        compile_phrases(record["whole"], lists, shapes, re.IGNORECASE),
        frozenset(record["by"]),
        bodies,
        re.compile(rf"(?:^|(?<=[.!?)] )){implied['label']}"),
        compile_phrases(implied["phrases"], lists, shapes, re.IGNORECASE),
        compile_phrases(implied["past"], lists, shapes, re.IGNORECASE),
    )


def records_decision(words: str) -> bool:
    """Tell whether a line or sentence plainly records a decision.

    Example:
        >>> records_decision("Høringssvaret blev godkendt."), records_decision("Godkendte leverandører indkaldes.")
        (True, False)
    """
    if not words[:1].isupper() and not words[:1].isdigit():
        return False
    records, line = _records(), words.partition("\n")[0]
    if records.whole.fullmatch(line.rstrip(" .")):
        return True
    hit = records.record.match(line)
    if hit is None:
        return False
    following = line[hit.end() :].split(maxsplit=2)
    return not (following and following[0] in records.by and not records.body.match(" ".join(following[1:])))


def add_unheaded(meeting: Meeting) -> None:
    """Give a decision section to items that record a decision without a heading for it."""
    if not meeting.items:
        return
    plain = [item for item in meeting.items if not any(section.kind not in _BESIDE for section in item.sections)]
    if 2 * len(plain) >= len(meeting.items) and _is_record(meeting):
        whole = len(plain) == len(meeting.items) and not any(item.case_number or item.parts("proposal") for item in plain)
        for item in plain:
            if whole:
                _whole(meeting, item)
            else:
                _last(meeting, item)
    for item in meeting.items:
        if not item.parts("decision"):
            _imply(meeting, item, [line for line in meeting.lines[item.first_line : item.last_line] if line.start >= item.body][-_LAST_LINES:])


def _is_record(meeting: Meeting) -> bool:
    """Tell whether items without any sections are minutes: in a quarter of them some sentence records a decision, in most below the word `Dagsorden`."""
    recorded = sum(
        bool(item.parts("decision")) or any(records_decision(meeting.text[at.end() : at.end() + 160]) for at in _sentences(meeting, item))
        for item in meeting.items
    )
    return recorded * (4 if meeting.kind == "minutes" else 1.5) >= len(meeting.items)


def _sentences(meeting: Meeting, item: ItemSpan) -> list[re.Match[str]]:
    return list(_SENTENCE.finditer(meeting.text, item.body, min(item.end, item.body + 4000)))


def _whole(meeting: Meeting, item: ItemSpan) -> None:
    """Read everything below the heading, up to its first section, as the record."""
    start = item.body + len(meeting.text[item.body : item.end]) - len(meeting.text[item.body : item.end].lstrip())
    end = min([item.end, *(s.start for s in item.sections)])
    if start < end and not is_case_line(meeting.text[start:end]):
        item.sections.insert(0, SectionSpan("decision", "", start, start, end))


def _last(meeting: Meeting, item: ItemSpan) -> None:
    """Read the last paragraph as the record, or all from the first that records a decision."""
    lines = [line for line in meeting.lines[item.first_line : item.last_line] if line.start >= item.body and not _is_shut(item, line)]
    if len(lines) == 1 and is_case_line(lines[0].text):
        return
    paragraphs = [index for index, line in enumerate(lines) if line.after_blank or index == 0]
    if not paragraphs:
        return
    first = next((index for index in paragraphs if records_decision(lines[index].text)), paragraphs[-1])
    if first == 0 and len(paragraphs) == 1 and not records_decision(lines[0].text) and len(lines[0].text) > _LONG:
        return
    _begin(item, lines[first].start, lines[first].start, "")


def _is_shut(item: ItemSpan, line: Line) -> bool:
    around = _section_at(item, line.start)
    return around is not None and (around.kind in _SHUT or around.kind == "proposal" and not line.after_blank)


def _imply(meeting: Meeting, item: ItemSpan, lines: list[Line]) -> None:
    """Begin a decision where one of the item's last lines shows that something was decided; the last one counts."""
    found = _find(meeting, item, lines)
    if found is not None:
        _begin(item, *found)


def _begin(item: ItemSpan, start: int, body: int, heading: str) -> None:
    around = _section_at(item, start)
    end = min([item.end, *(section.start for section in item.sections if section.start > start)])
    if around is not None:
        end = min(end, around.end)
        around.end = start
    item.sections.append(SectionSpan("decision", heading, start, body, end))
    item.sections.sort(key=lambda section: section.start)


def _find(meeting: Meeting, item: ItemSpan, lines: list[Line]) -> tuple[int, int, str] | None:
    proposed = max((section.start for section in item.parts("proposal")), default=-1)
    for line in reversed(lines):
        around = _section_at(item, line.start)
        if around is not None and (
            around.kind in _SHUT or around.kind in _TELLS and (line.start < proposed or not meeting.text[around.body : line.start].strip(" \n:*#"))
        ):
            # `Økonomi`, and below it `Ingen.`: nothing is decided there.
            continue
        hits = list(_records().label.finditer(line.text)) if ": " in line.text else []
        if hits:
            hit = hits[-1]
            return line.start + hit.start(), line.start + hit.end(), hit.group().rstrip(": ")
        if _opens(meeting, line) and (around is None or around.kind != "proposal" or line.after_blank):
            return line.start, line.start, ""
    return None


def _opens(meeting: Meeting, line: Line) -> bool:
    """Tell whether a line begins with a decision of this meeting: one that tells another day, or another meeting, is history."""
    words = line.text
    if not (_records().opens.match(words) and words[0].isupper() or len(words) < _LONG and records_decision(words)):
        return False
    day = find_date(words)
    return not (day is not None and meeting.date is not None and day[0] != meeting.date) and _records().past.search(words) is None


def _section_at(item: ItemSpan, offset: int) -> SectionSpan | None:
    return next((section for section in reversed(item.sections) if section.start <= offset < section.end), None)
