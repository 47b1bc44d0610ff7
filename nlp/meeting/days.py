"""On which day and from when to when a meeting was held."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from nlp.meeting.bodies import LONG, Head, read_body
from nlp.meeting.evidence import Evidence, any_of, weight
from nlp.meeting.fields import Field
from nlp.rules import from_rules, rule_file
from nlp.text.dates import Period, find_date, find_period, find_times
from nlp.text.lines import Line

# Lines of a header that may tell the day without a label, and the characters of a long one that are looked at.
MOST_LINES, _MOST_CHARS = 25, 500
_CLOCK_LINE = re.compile(r"(?i)(?:kl\b\.?|klokken)\s*\d")
_WEEKDAY = re.compile(r"(?i)\b(man|tirs|ons|tors|fre|lør|søn)dag")
_WEEKDAYS = ("man", "tirs", "ons", "tors", "fre", "lør", "søn")


@dataclass(frozen=True)
class _Rules:
    other: re.Pattern[str]
    title: re.Pattern[str]
    begun: re.Pattern[str]
    ended: re.Pattern[str]


@from_rules
def _rules() -> _Rules:
    data = rule_file("layout")
    labels, kinds = data["labels"], [*data["document"]["minutes"], *data["document"]["agenda"]]
    return _Rules(
        re.compile(rf"(?:{any_of(labels['other_dates'])})", re.IGNORECASE),
        re.compile(rf"\b(?:{any_of(kinds)}|møde[tr]?)\b", re.IGNORECASE),
        re.compile(rf"\b(?:{any_of(labels['begun'])})\b(?P<time>[^\n\d]{{0,20}}\d[\d.: ]{{0,5}})", re.IGNORECASE),
        re.compile(rf"(?:^|(?<=[.;] )|(?<=\sog ))(?:{any_of(labels['ended'])})\b(?P<time>[^\n\d]{{0,30}}\d[\d.: ]{{0,5}})", re.IGNORECASE | re.MULTILINE),
    )


def find_day(lines: Sequence[Line], fields: Sequence[Field], heads: Sequence[Head], bare: int = 0) -> str | None:
    """Give the day of the meeting as ISO 8601, by all that speaks for it.

    Args:
        lines: The lines of the header.
        fields: Its labelled values.
        heads: The heads of decisions and pages in the whole document.
        bare: How many headings of decisions tell no day.
    """
    found: Evidence[str] = Evidence()
    for field in fields:
        day = find_date(field.value) if field.name in ("date", "start_time") else None
        if day:
            found.add("label", day[0], day[0], weight("day", "label") + _by_weekday(field.value, day[0]))
    latest = _head_days(heads, bare, found)
    for index, line in enumerate(lines[:MOST_LINES]):
        day = find_date(line.text, 0, _MOST_CHARS)
        if day is None or _rules().other.match(line.text) or (index and _rules().other.match(lines[index - 1].text) and lines[index - 1].text.endswith(":")):
            continue
        if latest is not None and day[0] < latest:
            # Nothing was decided after the meeting: it is the day of something else.
            continue
        source = "title" if len(line.text) < LONG and (_rules().title.search(line.text) or read_body(line.text)) else "line"
        found.add(source, day[0], day[0], weight("day", source) - weight("day", "later") * index + _by_weekday(line.text, day[0]))
    return found.best(weight("day", "least"))


def _head_days(heads: Sequence[Head], bare: int, found: Evidence[str]) -> str | None:
    """Add the days that heads tell, and give the latest on which more than one decision was made."""
    decided = Counter(head.day for head in heads if head.decides and head.day)
    pages = Counter(head.day for head in heads if not head.decides and head.day)
    most = max(decided.values(), default=0)
    often = [day for day, number in decided.items() if 2 * number >= most]
    if often and most > bare:
        found.add("decision", max(often), max(often), weight("day", "decision"))
    for day, number in pages.items():
        if number > 1:
            found.add("running", day, day, weight("day", "running") * number / max(pages.values()))
    return max((day for day, number in decided.items() if number > 1), default=None)


def _by_weekday(words: str, day: str) -> float:
    hit = _WEEKDAY.search(words)
    same = hit is not None and _WEEKDAYS.index(hit[1].casefold()) == date.fromisoformat(day).weekday()
    return weight("day", "weekday") if same else 0.0


# --- the time of day ------------------------------------------------------------------------------------------


def dated_line(lines: Sequence[Line], day: str | None) -> int | None:
    """Give the index of the header's line that tells the day without a label, or None."""
    for index, line in enumerate(lines[:MOST_LINES]):
        found = find_date(line.text, 0, _MOST_CHARS)
        if found is not None and (day is None or found[0] == day) and not _rules().other.match(line.text):
            return index
    return None


def find_times_of_day(lines: Sequence[Line], fields: Sequence[Field], day: str | None) -> Period:
    """Give from when to when the meeting lasted, as the header's fields and its dated lines tell; the first to tell each counts."""
    periods = [find_period(field.value, hours=find_date(field.value) is None) for field in fields if field.name in ("date", "start_time")]
    ends = [times[-1] for field in fields if field.name == "end_time" and (times := find_times(field.value))]
    for index, line in enumerate(lines[:MOST_LINES]):
        found = find_date(line.text, 0, _MOST_CHARS)
        if found is None or found[0] != day or _rules().other.match(line.text):
            continue
        periods.append(find_period(line.text[found[1] : found[2] + 60] if len(line.text) > _MOST_CHARS else line.text))
        following = lines[index + 1].text if index + 1 < len(lines) else ""
        if _CLOCK_LINE.match(following):
            periods.append(find_period(following))
    periods += [find_period(line.text) for line in lines[:MOST_LINES] if _CLOCK_LINE.match(line.text)]
    periods += [find_period(line.text[hit.start() : hit.end() + 40]) for line in lines[:MOST_LINES] if (hit := _rules().begun.search(line.text))]
    dated = dated_line(lines, day)
    periods += [find_period(line.text) for line in lines[dated : dated + 5] if "kl" in line.text] if dated is not None else []
    start = next((period.start for period in periods if period.start), None)
    end = next((period.end for period in periods if period.end and period.start == start), None)
    return Period(start, ends[0] if ends else end)


def find_end(text: str, header_end: int) -> str | None:
    """Find when the meeting ended: in the header or among the last lines (`Mødet hævet kl. 20.35`)."""
    for start, end in ((0, min(header_end, 6000)), (max(0, len(text) - 4000), len(text))):
        for hit in _rules().ended.finditer(text, start, end):
            times = find_times(hit["time"])
            if times:
                return times[-1]
    return None
