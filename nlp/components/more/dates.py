"""`minutes_dates`: dates, months, quarters and weeks; each resolves to ISO 8601. Runs only where it is asked for."""

from __future__ import annotations

import re
from datetime import date

from spacy.lang.da import Danish
from spacy.language import Language
from spacy.tokens import Doc

from nlp.components.state import working
from nlp.components.working import Finding, Working, without_overlaps
from nlp.rules import from_rules, rule_file
from nlp.text.dates import DATE, MONTHS, iso_date

_LONG = "|".join(MONTHS)
_SHORT = r"jan\.|feb\.|mar\.|apr\.|jun\.|jul\.|aug\.|sept?\.|okt\.|nov\.|dec\."

# What stands behind these is a plan's or a case's number.
_NUMBERED = re.compile(r"(?:plan|tillæg|ramme|område|sag|nr\.?|nummer|matr\.?|version) $", re.IGNORECASE)


@from_rules
def _rules() -> tuple[tuple[str, re.Pattern[str]], ...]:
    out = []
    for rule in rule_file("dates")["rule"]:
        pattern = rule["pattern"].format(date=DATE, month=f"(?:{_LONG}|{_SHORT})", long=f"(?:{_LONG})")
        out.append((rule["id"], re.compile(rf"(?<![\w./-]){pattern}(?![\w/]|-\d|\.\d)", re.IGNORECASE)))
    return tuple(out)


def find_dates(work: Working) -> list[Finding]:
    """Find all dates of a document; where a year is missing it is the meeting's."""
    year = (work.meeting.date or "")[:4]
    out = []
    for rule, pattern in _rules():
        for hit in pattern.finditer(work.text):
            groups = hit.groupdict()
            name = _iso(groups, year)
            if name is not None and not _NUMBERED.search(work.text, max(0, hit.start() - 20), hit.start()):
                start, end = hit.span("span") if groups.get("span") else hit.span()
                out.append(Finding("DATE", start, end, name, rule))
    return without_overlaps(out)


def _iso(groups: dict[str, str | None], meeting_year: str) -> str | None:
    """Give what a rule's groups mean as ISO 8601, or None where the calendar has no such day."""
    if groups.get("date"):
        return iso_date(groups["date"] or "")
    year = groups.get("year") or meeting_year
    if groups.get("week"):
        week = int(groups["week"] or 0)
        return f"{year}-W{week:02}" if year and 0 < week < 54 else None
    for name, months in (("quarter", 3), ("half", 6)):
        if groups.get(name):
            first = (int(groups[name] or 0) - 1) * months + 1
            return f"{year}-{first:02}/{year}-{first + months - 1:02}" if year else None
    month = _month(groups["month"] or "")
    if not groups.get("day"):
        return f"{year}-{month:02}" if year else f"--{month:02}"
    days = [_day(year, month, int(groups[name] or 0)) for name in ("day", "to") if groups.get(name)]
    return None if None in days else "/".join(day for day in days if day)


def _month(words: str) -> int:
    if words.isdigit():
        return int(words)
    return next(number for number, name in enumerate(MONTHS, start=1) if name.startswith(words[:3].casefold()))


def _day(year: str, month: int, day: int) -> str | None:
    try:
        # The 29th of February is a day where no year is known.
        found = date(int(year or 2000), month, day)
    except ValueError:
        return None
    return found.isoformat() if year else found.strftime("--%m-%d")


class DateFinder:
    """Sets the working state's dates."""

    def __call__(self, doc: Doc) -> Doc:
        work = working(doc)
        work.dates = find_dates(work)
        return doc


@Danish.factory("minutes_dates")
def make_date_finder(nlp: Language, name: str) -> DateFinder:
    """Build the component."""
    return DateFinder()
