"""Where a meeting was held: by its label, behind the time of day, or on a line of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from nlp.meeting.bodies import read_body
from nlp.meeting.evidence import any_of
from nlp.meeting.fields import Field, is_contents_heading, read_label
from nlp.meeting.list_labels import is_attendance_line
from nlp.rules import from_rules, rule_file
from nlp.text.dates import DATE, find_period
from nlp.text.lines import Line

_WHEN = re.compile(rf"(?i)[\s,;(–-]*(?:\b(?:kl\.?|klokken|den|d\.)\s*)?(?:{DATE}|(?<=\bkl\. )\d|(?<=\bkl )\d|(?<=\bkl\.)\d).*$")
_DAY = re.compile(r"(?:man|tirs|ons|tors|fre|lør|søn)dag", re.IGNORECASE)
_BEHIND_TIME = re.compile(r"[\s,;:•·|)–-]*(?:præcis\W+)?(?:(?:i|på|ved) |(?=[A-ZÆØÅ0-9]))(?P<place>\w.{2,80})$")
_CLOCK_LINE = re.compile(r"(?i)(?:kl\b\.?|klokken)\s*\d[\d.: –-]*$")
_OPENS = re.compile(r"[A-ZÆØÅ0-9]|(?:i|på) [A-ZÆØÅ]")


@dataclass(frozen=True)
class _Rules:
    place: re.Pattern[str]
    never: re.Pattern[str]


@from_rules
def _rules() -> _Rules:
    data = rule_file("layout")
    place, never = data["place"], [*data["place"]["never"], *data["labels"]["ended"]]
    return _Rules(
        re.compile(rf"(?:{any_of(place['ends'])})(?!\w)|\b(?:{any_of(place['words'])})\b", re.IGNORECASE),
        re.compile(rf"(?:{any_of(never)})\b", re.IGNORECASE),
    )


def find_place(lines: Sequence[Line], fields: Sequence[Field], dated: int | None) -> str | None:
    """Give the place of the meeting, or None.

    Args:
        lines: The lines of the header.
        fields: Its labelled values.
        dated: The index of the line that tells the day without a label.
    """
    for field in fields:
        if field.name == "place":
            place = _read(field.value)
        elif field.name == "date":
            place = _behind_time(field.value)
        else:
            continue
        if place:
            return place
    return None if dated is None else _behind_time(lines[dated].text) or _below(lines, dated)


def _read(value: str) -> str | None:
    place = re.sub(r"^(?:i|på|ved) (?=[A-ZÆØÅ])", "", _WHEN.sub("", value).strip(" ,;:|–-").removesuffix("."))
    return place if place and len(place) < 120 and not _DAY.fullmatch(place) else None


def _behind_time(words: str) -> str | None:
    stop = find_period(words).stop
    hit = _BEHIND_TIME.match(words, stop) if stop else None
    return _read(hit["place"]) if hit and _rules().place.search(hit["place"]) and read_label(hit["place"]) is None else None


def _below(lines: Sequence[Line], dated: int) -> str | None:
    """Find the place on a line of its own below the one that tells when."""
    for index in range(dated + 1, min(dated + 6, len(lines))):
        words = lines[index].text
        if not any(char.isalnum() for char in words):
            continue
        if is_attendance_line(words) or read_label(words) or is_contents_heading(words):
            return None
        if _is_other(words):
            continue
        following = lines[index + 1].text if index + 1 < len(lines) else ""
        if words.endswith((".", ":")):
            return None
        named = len(words) < 100 and _rules().place.search(words) is not None
        before_list = len(words) <= 60 and _OPENS.match(words) is not None and bool(is_attendance_line(following) or read_label(following))
        return _read(words) if named or before_list else None
    return None


def _is_other(words: str) -> bool:
    """Tell whether a line is a title, or names the body or the municipality."""
    if _rules().never.match(words) or _CLOCK_LINE.match(words) or words.endswith((" Kommune", " kommune")):
        return True
    body = read_body(words, nouns=True)
    return body is not None and len(body.name) > 0.8 * len(words)
