"""Dates and clock times as Danish minutes write them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

MONTHS = ("januar", "februar", "marts", "april", "maj", "juni", "juli", "august", "september", "oktober", "november", "december")
# `may` and `oct` stand on pages made by software that knows no Danish.
_MONTH = {name[:3]: number for number, name in enumerate(MONTHS, start=1)} | {"may": 5, "oct": 10}
_MONTHS = (
    r"(?:januar|februar|marts|april|maj|juni|juli|august|september|oktober|november|december"
    r"|january|february|march|may|june|july|october|jan|feb|mar|apr|jun|jul|aug|sept?|okt|oct|nov|dec)"
)
# A year of two figures behind a month's name ends the phrase: `9. maj 23, kl. 17`, but no `1. maj 20 borgere`.
_SHORT_YEAR = r"\d\d(?=$|\n|[.,;):](?!\d)|\s+(?:kl\b|klokken\b|[-–(]))"
# `9. maj 2023`, `9 maj, 2023`, `9. maj 23`; `9/5 2023`, `09.05.23`, `9/5-23`; `2023-05-09`, `2023.05.09`; `Maj 9, 2023`.
DATE = (
    rf"(?:\d{{1,2}}\.?\s?{_MONTHS}\b[.,]?\s+(?:\d{{4}}|{_SHORT_YEAR})|\b{_MONTHS}\s\d{{1,2}},\s?\d{{4}}"
    r"|\d{1,2}\s?[-./]\s?\d{1,2}\s?[-./ ]\s?\d{4}|\d{4}-\d{2}-\d{2}|\d{4}\.\d{2}\.\d{2}(?!\d)"
    r"|\d{1,2}-\d{1,2}-\d{2}(?!\d)|\d{1,2}\.\d{1,2}\.\d{2}(?!\d)|\d{1,2}/\d{1,2}-\d{2}(?![\d-]))"
)
_DATE = re.compile(rf"(?<![\d-]){DATE}(?![\d])", re.IGNORECASE)
_PARTS = re.compile(r"\d+|[a-zæøå]+", re.IGNORECASE)
_TIME = re.compile(
    r"\b(?:kl\.?:?|klokken)\s*(?:ca\.?\s*)?(\d{1,2})(?:\s?[.:]\s?(\d{2})|(\d{2}))?(?!\d)|(?<![\d.:])(\d{1,2})[.:](\d{2})(?![\d.]\d)", re.IGNORECASE
)
_AMERICAN = re.compile(r"\b(\d{1,2})/(\d{1,2})/(\d{4})(?=,?\s+\d{1,2}:\d\d(?::\d\d)?\s?[AP]M\b)")
_AFTERNOON = re.compile(r"(?::\d\d)?\s?(?P<half>[AP])M\b")
_UNTIL = re.compile(
    r"(?::\d\d)?[\s,(]*(?:[-–—]|til|slut(?:ter|tede|tid|tidspunkt)?|og (?:sluttede|slut|hævet)|hævet)[\s:]*(?:(?:kl\.?|klokken)\s*)?(?:ca\.?\s*)?(\d{1,2})(?:\s?[.:]\s?(\d{2}))?(?!\d)",
    re.IGNORECASE,
)
_HOURS = re.compile(r"(?<![\d.:/-])(\d{1,2})\s*(?:[-–—]|til)\s*(\d{1,2})(?![\d.:/-])")


@dataclass(frozen=True, slots=True)
class Period:
    """From when to when, as `HH:MM`, and the offset behind the last time that was read (0: none)."""

    start: str | None = None
    end: str | None = None
    stop: int = 0


@lru_cache(maxsize=4096)
def iso_date(words: str) -> str | None:
    """Turn one written date into ISO 8601, or None where the calendar has no such day.

    Example:
        >>> iso_date("31. januar 2024"), iso_date("31/1 2024"), iso_date("05.02.2025"), iso_date("31-02-2024")
        ('2024-01-31', '2024-01-31', '2025-02-05', None)
        >>> iso_date("9/5-23"), iso_date("9. maj 23"), iso_date("2023.05.09"), iso_date("Maj 9, 2023")
        ('2023-05-09', '2023-05-09', '2023-05-09', '2023-05-09')
    """
    parts = _PARTS.findall(words)
    if len(parts) != 3:
        return None
    if len(parts[0]) == 4:
        parts.reverse()
    elif not parts[0].isdigit():
        parts[:2] = parts[1::-1]
    day, month, year = parts
    number = int(month) if month.isdigit() else _MONTH.get(month[:3].casefold(), 0)
    try:
        # Two figures are a year of this century, but for protocols of the last one: `9/5-97`.
        full = int(year) if len(year) == 4 else int(year) + (2000 if int(year) < 70 else 1900)
        return date(full, number, int(day)).isoformat()
    except ValueError:
        return None


def find_date(text: str, start: int = 0, end: int | None = None) -> tuple[str, int, int] | None:
    """Find the first date between two character offsets: its ISO form, start and end.

    Example:
        >>> find_date("Tirsdag den 9. maj 23, kl. 17"), find_date("Mødedato: 5/9/2023 4:00:00 PM")
        (('2023-05-09', 12, 21), ('2023-05-09', 10, 18))
    """
    american = _AMERICAN.search(text, start, len(text) if end is None else end) if "M" in text else None
    if american:
        # The page tells the hour in halves of a day, and the month first.
        found = iso_date(f"{american[2]}/{american[1]}/{american[3]}")
        if found:
            return found, american.start(), american.end()
    for hit in _DATE.finditer(text, start, len(text) if end is None else end):
        found = iso_date(hit.group())
        if found:
            return found, hit.start(), hit.end()
    return None


def find_times(text: str) -> list[str]:
    """Find the clock times of a header field as `HH:MM`, in order.

    Example:
        >>> find_times("Onsdag d. 31. januar 2024 kl. 16:00 - 18.30")
        ['16:00', '18:30']
        >>> find_times("kl. 10.30-12.00"), find_times("kl. 9")
        (['10:30', '12:00'], ['09:00'])
    """
    out = []
    for hit in _TIME.finditer(_without_dates(text)):
        time = _clock(hit[1] or hit[4], hit[2] or hit[3] or hit[5])
        if time:
            out.append(time)
    return out


def find_period(text: str, *, hours: bool = False) -> Period:
    """Find from when to when a meeting lasted; a second time counts only where words or a dash join it to the first.

    Args:
        text: A line of a header, or the value of a field.
        hours: Whether plain numbers are hours: `15-17`.

    Example:
        >>> found = find_period("Tirsdag den 4. maj 2010 kl. 16.30 - ca. 18, lokale 1.14")
        >>> found.start, found.end
        ('16:30', '18:00')
    """
    plain = _without_dates(text)
    for hit in _TIME.finditer(plain):
        start = _clock(hit[1] or hit[4], hit[2] or hit[3] or hit[5])
        if start is None:
            continue
        half = _AFTERNOON.match(plain, hit.end())
        if half and half["half"] == "P" and start < "12:00":
            return Period(f"{int(start[:2]) + 12}{start[2:]}", None, half.end())
        until = _UNTIL.match(plain, hit.end())
        end = _clock(until[1], until[2]) if until else None
        # A meeting may last past midnight, but `kl. 16 - 3. sal` is none that does.
        if until and end and (end > start or until[2] and end < "04:00"):
            return Period(start, end, until.end())
        return Period(start, None, hit.end())
    bare = _HOURS.search(plain) if hours else None
    if bare and int(bare[1]) < int(bare[2]) < 24 and int(bare[1]) > 5:
        return Period(_clock(bare[1], None), _clock(bare[2], None), bare.end())
    return Period()


def _without_dates(text: str) -> str:
    return _DATE.sub(lambda hit: " " * len(hit.group()), text)


def _clock(hour: str, minute: str | None) -> str | None:
    return f"{int(hour):02}:{int(minute or 0):02}" if int(hour) < 24 and int(minute or 0) < 60 else None
