"""The case number of an agenda item: on a line under its heading, above it, in it, or below a label."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nlp.meeting.model import ItemSpan
from nlp.rules import from_rules, rule_file
from nlp.text.dates import iso_date
from nlp.text.lines import Line, without_bullet

_DIGIT = re.compile(r"\d")
_TRAILING = re.compile(r"\(([\w./-]{6,30})\)$")
_LEADING = re.compile(r"([01]-\d{1,2}-\d{1,3}(?:-\d{1,5}){0,2}-\d{2}|\d{2}/\d{3,6}|\d{2}-\d{6})(?=\s?[-–:]\s)")
# `28 (5.1/02) Title`, `Sag 28/07 [Åben] (06/30112) Title`
_BRACKET = re.compile(r"(?:[A-ZÆØÅa-zæøå]{2,12}\.? )?\d{1,4}(?:/\d\d)?[A-Za-z]?[.:)]?\s+(?:[(\[][A-ZÆØÅa-zæøå]{4,9}[)\]]\s+)?\((\d[\d./-]{3,24})\)\s")
# `Sag 28/07`: the item's own number.
_SERIAL = re.compile(r"[A-ZÆØÅ][a-zæøå]+\.? (?:nr\. ?)?\d{1,3}/\d\d(?![\d/-])")
# `(08.10.00)` alone below a title.
_ALONE = re.compile(r"\((?P<number>\d{1,2}(?:\.\d{2}){1,2}|\d[\d./-]{3,24}[A-ZÆØÅ]?\d*)\)\.?$")
# A column behind a title: `Title<tab>2011/054321 / 27.60.00`.
_COLUMN = re.compile(r"(?<=\t)(?P<number>[\w./-]+)(?:\s/\s[\w.-]+)?\.?$")
# Lines under a heading among which its case number stands, where no section begins before.
_LINES = 8
# Lines at an item's end among which one may hold its case number.
_CLOSING = 3


@dataclass(frozen=True)
class _Cases:
    bare: re.Pattern[str]
    labelled: re.Pattern[str]
    label: re.Pattern[str]
    number: re.Pattern[str]
    journal: frozenset[str]
    kle: re.Pattern[str]
    behind: re.Pattern[str]


@from_rules
def _cases() -> _Cases:
    rules = rule_file("case_numbers")
    shapes = "|".join(rule["pattern"] for rule in rules["rule"] if not rule.get("labelled"))
    every = "|".join(rule["pattern"] for rule in rules["rule"])
    labels = "|".join(re.escape(label).replace(r"\ ", r"\s?") for label in sorted(rules["labels"], key=len, reverse=True))
    status = r"(?:Åbent?|ÅBENT?|Lukket|LUKKET)(?: sag| SAG| punkt| PUNKT)?\s*[-–:]?\s+"
    return _Cases(
        re.compile(
            rf"(?:{status})?(?:[A-ZÆØÅ]{{2,5}}\t)?(?:\d\d\.\d\d\.\d\d\.?[A-ZÆØÅ]\d\d\s+)?(?P<number>{shapes})(?:\.|\s[-–]|,\s?\d\d\.\d\d\.\d\d(?:\.?[A-ZÆØÅ]\d\d)?)?$"
        ),
        re.compile(rf"(?:^|[\s(|])(?P<label>{labels})(?:\.|:|\b)[.:]?\s*(?:nr\.?)?\s?:?\s*(?P<number>{every})(?![\w/-])", re.IGNORECASE),
        re.compile(rf"(?:{labels})\s?[.:]*\s?:?", re.IGNORECASE),
        re.compile(rf"(?P<number>{shapes})\.?$"),
        frozenset(rules["journal_labels"]),
        re.compile(r"\d\d\.\d\d\.\d\d\.?-?[A-ZÆØÅ]\d\d"),
        re.compile(
            rf"[\s.,–-]*(?:\(\s*(?:{labels})\s?[.:]*\s*(?P<inside>{shapes})\s*\)|(?:\b(?:{labels})\s?[.:]+\s*|\s)(?P<kle>\d{{1,2}}\.\d\d\.\d\d[ -]?[A-ZÆØÅ]\d\d[\w/-]*))\s*$",
            re.IGNORECASE,
        ),
    )


def find_case_number(words: str) -> tuple[str, int] | None:
    """Find the case number on a line under a heading: the number and where it begins in the line.

    Of several, the case's own counts before that of the journal it is filed in.

    Example:
        >>> find_case_number("J.nr.: 00.22.00A04. Sagsnr.: 12/1022"), find_case_number("20.15.00.P35 15/388")
        (('12/1022', 29), ('15/388', 13))
    """
    return _find_case_number(words) if _DIGIT.search(words, 0, 60) else None


@from_rules
def _find_case_number(words: str) -> tuple[str, int] | None:
    cases = _cases()
    hits = [hit] if (hit := cases.bare.match(words)) else list(cases.labelled.finditer(words))
    hits = [hit for hit in hits if not iso_date(hit["number"])]
    own = [hit for hit in hits if (hit.groupdict().get("label") or "").casefold().rstrip(".") not in cases.journal]
    hit = next(iter(own or hits), None)
    return (hit["number"], hit.start("number")) if hit else None


def is_case_line(words: str) -> bool:
    """Tell whether a line holds a case number and little else but its label."""
    return len(words) < 80 and find_case_number(words) is not None


def is_case_label(words: str) -> bool:
    """Tell whether a line is the label of a case number, which stands on the next."""
    return len(words) < 30 and bool(words.strip()) and _cases().label.fullmatch(words.strip()) is not None


def read_case_number(item: ItemSpan, lines: list[Line], ends: set[int]) -> None:
    """Set the item's case number from the lines under its heading, or from below a label anywhere in it.

    Args:
        item: The item.
        lines: Its lines behind the heading.
        ends: The indices of the lines that head a section.
    """
    for index, line in enumerate(lines):
        if index + 1 < len(lines) and is_case_label(line.text):
            hit = _cases().number.match(lines[index + 1].text)
            if hit:
                _set(item, hit["number"], lines[index + 1].start)
                return
    for index, line in enumerate(lines[:_LINES]):
        if index in ends:
            return
        words = without_bullet(line.text)
        alone = _ALONE.match(words) if index == 0 else None
        found = find_case_number(words) or (alone and not iso_date(alone["number"]) and (alone["number"], 1))
        if found and (index == 0 or len(line.text) < 100):
            _set(item, found[0], line.end - len(words) + found[1])
            return


def read_case_at_end(item: ItemSpan, lines: list[Line]) -> None:
    """Set the case number from a labelled line that closes the item: `Sagsnr. 22/1234` below its decision."""
    cases, found = _cases(), []
    for line in reversed(lines[-_CLOSING:]):
        hit = cases.labelled.match(line.text)
        if hit and not iso_date(hit["number"]):
            found.append((hit["label"].casefold().rstrip(".") in cases.journal, hit["number"], line.start + hit.start("number")))
    if found:
        # The case's own number before that of the journal, and the last line before those above.
        _, number, start = min(found, key=lambda case: case[0])
        _set(item, number, start)


def read_case_in_heading(item: ItemSpan, text: str, lines: list[Line]) -> None:
    """Set the case number that stands in the heading's own lines: `1-52-71-21-19 - 41. Title`, `Punkt 14 Acadre 11/2345`, `Title (2021-0301299)`."""
    for line in lines:
        leading, trailing = _LEADING.match(line.text), _TRAILING.search(line.text)
        behind = _cases().behind.search(line.text)
        bracket, column = _BRACKET.match(line.text), _column(line.text)
        found = (
            (find_case_number(line.text) if not _SERIAL.match(line.text) else None)
            or (bracket and (bracket[1], bracket.start(1)))
            or (column and (column["number"], column.start()))
            or (leading and (leading[1], 0))
            or (trailing and find_case_number(trailing[1]) and (trailing[1], trailing.start(1)))
            or (behind and behind["kle"] and (behind["kle"], behind.start("kle")))
        )
        if found and text.startswith(found[0], line.start + found[1]):
            _set(item, found[0], line.start + found[1])
            return


def _column(words: str) -> re.Match[str] | None:
    """Find the case number that stands in a column of its own behind a title."""
    hit = _COLUMN.search(words)
    return hit if hit and _cases().bare.match(hit["number"]) and not iso_date(hit["number"]) else None


def cut_off_case(title: str) -> str:
    """Take the case number off the end of a title: `Takster (J.nr. 27.42.10Ø56)`, `FÆRGETAKSTER 8.06.02G01`.

    Example:
        >>> cut_off_case("Takster for madservice. (J.nr. 27.42.10Ø56/M3/2004-00088)"), cut_off_case("Budget 2007 8.06.02G01"), cut_off_case("Bro (12/3040)")
        ('Takster for madservice.', 'Budget 2007', 'Bro')
    """
    if not _DIGIT.search(title[-8:]):
        return title
    hit = _column(title)
    if hit is None and (trailing := _TRAILING.search(title)) and "/" in trailing[1] and find_case_number(trailing[1]):
        hit = trailing
    if hit is not None and hit.start():
        return title[: hit.start()].rstrip()
    hit = _cases().behind.search(title)
    if hit is None or not title[: hit.start()].strip():
        return title
    kept = title[: hit.start()]
    return kept + "." if title[hit.start() : hit.start() + 1] == "." else kept


def _set(item: ItemSpan, number: str, start: int) -> None:
    item.case_number, item.case_start = number, start
