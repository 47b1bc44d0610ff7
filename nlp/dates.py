"""Dates and clock times as Danish minutes write them."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

MONTHS = ("januar", "februar", "marts", "april", "maj", "juni", "juli", "august", "september", "oktober", "november", "december")
_MONTH = {name[:3]: number for number, name in enumerate(MONTHS, start=1)}
DATE = (
    r"(?:\d{1,2}\.?\s?(?:januar|februar|marts|april|maj|juni|juli|august|september|oktober|november|december"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|okt|nov|dec)\.?\s+\d{4}"
    r"|\d{1,2}\s?[-./]\s?\d{1,2}\s?[-./ ]\s?\d{4}|\d{4}-\d{2}-\d{2}|\d{1,2}[-.]\d{1,2}[-.]\d{2}(?!\d))"
)
_DATE = re.compile(rf"(?<![\d-]){DATE}(?![\d])", re.IGNORECASE)
_PARTS = re.compile(r"\d+|[a-zæøå]+", re.IGNORECASE)
_TIME = re.compile(
    r"(?:kl\.?|klokken)\s*(\d{1,2})(?:\s?[.:]\s?(\d{2}))?(?!\d)|(?<![\d.:])(\d{1,2})[.:](\d{2})(?![\d.]\d)|(?<=\d)\s?[-–]\s?(\d{1,2})(?![\d.:]*\d)(?!\.?\s?[a-zæøå])",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def iso_date(words: str) -> str | None:
    """Turn one written date into ISO 8601, or None where the calendar has no such day.

    Example:
        >>> iso_date("31. januar 2024"), iso_date("31/1 2024"), iso_date("05.02.2025"), iso_date("31-02-2024")
        ('2024-01-31', '2024-01-31', '2025-02-05', None)
    """
    parts = _PARTS.findall(words)
    if len(parts) != 3:
        return None
    if len(parts[0]) == 4:
        parts.reverse()
    day, month, year = parts
    number = int(month) if month.isdigit() else _MONTH.get(month[:3].casefold(), 0)
    try:
        return date(int(year) if len(year) == 4 else 2000 + int(year), number, int(day)).isoformat()
    except ValueError:
        return None


def find_date(text: str, start: int = 0, end: int | None = None) -> tuple[str, int, int] | None:
    """Find the first date between two character offsets: its ISO form, start and end."""
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
        >>> find_times("kl. 10.30-12.00"), find_times("Kl. 9 - 11")
        (['10:30', '12:00'], ['09:00', '11:00'])
    """
    out: list[str] = []
    for hit in _TIME.finditer(_DATE.sub(_blanked, text)):
        if hit[5] and not out:
            continue
        hour, minute = int(hit[1] or hit[3] or hit[5]), int(hit[2] or hit[4] or 0)
        if hour < 24 and minute < 60:
            out.append(f"{hour:02}:{minute:02}")
    return out


def _blanked(hit: re.Match[str]) -> str:
    # `10.30-12.00` begins like a date.
    clock = iso_date(hit.group()) is None or re.search(r"(?i)kl\.?\s*$", hit.string[max(0, hit.start() - 6) : hit.start()])
    return hit.group() if clock else " " * len(hit.group())
