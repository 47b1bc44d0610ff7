"""The facts of a meeting: body, day, times and place, each by all that speaks for it. Who was there is read in `members`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nlp.meeting.bodies import LONG, TERM, Body, Head, bare_decisions, competence_evidence, head_evidence, header_evidence, read_body, read_heads
from nlp.meeting.days import MOST_LINES, dated_line, find_day, find_end, find_times_of_day
from nlp.meeting.evidence import Evidence, any_of, weight
from nlp.meeting.fields import Field, read_fields, read_label
from nlp.meeting.given import Given
from nlp.meeting.leaders import is_contents_line
from nlp.meeting.model import Meeting
from nlp.meeting.place import find_place
from nlp.rules import from_rules, rule_file
from nlp.text.lines import Line, closed_up

# Lines below the first item's title in which its page may repeat the meeting's facts.
_REPEATED = 40
# Characters of a document in which a label is the meeting's and not one case's.
_TOP = 1500


# Lines among which the document says what it is, and how long such a line is.
_TITLES, _LONGEST_TITLE = 15, 120


@from_rules
def _titles() -> tuple[re.Pattern[str], re.Pattern[str]]:
    document = rule_file("layout")["document"]
    minutes, agenda = any_of(document["minutes"]), any_of(document["agenda"])
    # `BYRÅDETS FORHANDLINGSPROTOKOL`: the word may end a compound behind whose it is.
    told = rf"(?:[\wæøå-]+s )?(?:\w+)?(?:{any_of(document['compounds'])})\b"
    return re.compile(rf"(?:(?:{minutes})\b|{told})", re.IGNORECASE), re.compile(rf"(?:{agenda})\b(?!.*\b(?:{minutes}))", re.IGNORECASE)


def _called(lines: Sequence[Line]) -> str | None:
    """Give what the document calls itself: minutes, where any title says so, as minutes have a list called `Dagsorden`, too."""
    minutes, agenda = _titles()
    titles = [closed_up(line.text) for line in lines if len(line.text) < _LONGEST_TITLE]
    if any(minutes.match(title) for title in titles):
        return "minutes"
    return "agenda" if any(agenda.match(title) for title in titles) else None


def read_header(meeting: Meeting, end_line: int, given: Given | None = None) -> None:
    """Set the meeting's facts.

    Args:
        meeting: A meeting whose lines are read; its fields are set.
        end_line: The index of the first line that is no longer header.
        given: What the user knows: it wins over what is read.
    """
    given = given or Given()
    lines = [line for line in meeting.lines[:end_line] if len(line.text) > LONG or not is_contents_line(line)]
    fields, heads = list(read_fields(lines)), read_heads(meeting.lines)
    repeated = _repeated(meeting.lines[end_line : end_line + _REPEATED])
    meeting.date = given.date or find_day(lines, fields + repeated, heads, bare_decisions(meeting.lines))
    _set_body(meeting, given.committee, lines, fields, heads)
    meeting.municipality = given.municipality or next((field.value for field in fields if field.name == "municipality" and len(field.value) < 40), None)
    period = find_times_of_day(lines, fields + repeated, meeting.date)
    meeting.start_time, meeting.end_time = period.start, period.end or find_end(meeting.text, meeting.header_end)
    meeting.place = find_place(lines, fields + repeated, dated_line(lines, meeting.date))
    meeting.called = _called(lines[:_TITLES])
    meeting.kind = meeting.called or "minutes"


def _repeated(lines: Sequence[Line]) -> list[Field]:
    """Read date, time and place below the first item's title, where each item is a page of its own."""
    kept = [line for line in lines if line.text[:4].casefold() == "møde"]
    return [field for field in read_fields(kept) if field.glued and field.name in ("date", "start_time", "place")]


def _set_body(meeting: Meeting, known: str | None, lines: Sequence[Line], fields: Sequence[Field], heads: list[Head]) -> None:
    if known is not None:
        meeting.committee = known
        return
    found: Evidence[Body] = Evidence()
    for field in fields:
        body = _labelled(field)
        if body is not None:
            sure = (field.glued or read_body(body.name) is not None) and field.start < _TOP
            found.add("label", body.key, body, weight("body", "label" if sure else "dated"))
    header_evidence(list(lines[:MOST_LINES]), found)
    head_evidence(heads, meeting.date, found)
    competence_evidence(meeting.lines, found)
    body = found.best(weight("body", "least"))
    if body is not None:
        meeting.committee, meeting.committee_start, meeting.committee_end = body.name, body.start, body.end


def _labelled(field: Field) -> Body | None:
    """Read the value of `Udvalg:`, which may be any name, and that of `Møde:`, which must look like one."""
    if field.name not in ("committee", "date") or len(field.value) > 120:
        return None
    body = read_body(field.value, nouns=True)
    if body is not None:
        return Body(body.name, body.start + field.start, body.end + field.start)
    name = re.sub(rf"\s*[-–]?\s*{TERM}$", "", field.value).strip(" -–")
    if field.name == "date" or not name[:1].isupper() or any(char.isdigit() for char in name) or read_label(name) is not None:
        return None
    return Body(name, field.start, field.start + len(name))
