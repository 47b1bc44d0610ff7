"""Lines that begin with an item's number, in whatever shape: `12. Budget`, `Punkt 4.1: Vej`, `132Budget`, `• Nr. 3 - Vej`, `T1`, `IIA.`, `Punkt B - Vej`, `åbent 2 Vej`."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from nlp.rules import from_rules, rule_file

_SEPARATOR = re.compile(r"\s?[.:)]|\s?[–-](?=\s)|\s?\|")
_LETTERED = r"[A-ZÆØÅ]{1,2}\s?\d{1,3}[a-z]?"
_CAPITAL = re.compile(r"[^a-zæøå,;]")
_PLAIN_START = re.compile(r"[A-ZÆØÅÉ\"”“»'(]")
# `1.2 Budget`: a point of a chapter.
_POINTED = re.compile(r"\.?\s+[A-ZÆØÅ][\wæøåÆØÅ-]{2}")
# `450.000 kr.`, `12.5.2023`: no number of an item.
_GOES_ON = re.compile(r"[.:]\d")


@dataclass(frozen=True, slots=True)
class Numbered:
    """A line that begins with a number: the number as printed, the title behind it and where it begins in the line.

    `style` tells lines of one shape from others; `extra` that the number belongs to a list of its own; `closed` what a column beside the title says.
    """

    number: str
    title: str
    start: int
    style: str
    word: bool
    extra: bool = False
    closed: bool | None = None


@dataclass(frozen=True)
class _Shapes:
    # What any of the others begins with: few lines do.
    begins: re.Pattern[str]
    head: re.Pattern[str]
    letters: re.Pattern[str]
    roman: re.Pattern[str]
    alone: re.Pattern[str]
    year: re.Pattern[str]
    serial: re.Pattern[str]
    status: re.Pattern[str]
    case: re.Pattern[str]
    again: re.Pattern[str]
    extra: frozenset[str]
    closed: frozenset[str]


def _any_of(words: list[str]) -> str:
    return "|".join(re.escape(word).replace(r"\ ", r"\.?\s") for word in sorted(words, key=len, reverse=True))


@from_rules
def _shapes() -> _Shapes:
    rules = rule_file("items")
    words, extra = rules["number"]["words"], rules["number"]["extra"]
    status = _any_of([*rules["status"]["open"], *rules["status"]["closed"]])
    number_word = rf"(?:(?P<word>(?i:{_any_of([*words, *extra])}))\.?\s?(?:nr\.?\s?)?)"
    bullet = r"(?P<bullet>[•·▪●◦‣►+]\s*)?"
    case = r"(?:[01]-\d{1,2}-\d{1,3}(?:-\d{1,5}){0,2}-\d{2}|\d{2}/\d{1,6}|\d[\d./-]{5,24})"
    return _Shapes(
        re.compile(rf"[•·▪●◦‣►+\s]*(?:[\dIVXL]|[A-ZÆØÅ]{{1,5}}[- ]?\d|(?i:{_any_of([*words, *extra])}|{status}))"),
        re.compile(
            rf"{bullet}(?P<status>(?i:{status})\s+)?(?:{case}\s?[-–:]?\s+)?{number_word}?"
            r"(?P<number>\d{1,4}(?:(?:\.\d{1,2}(?![\d.]))?[a-zA-Z]?(?![\wæøåÆØÅ])|(?=[A-ZÆØÅ][a-zæøå])))(?P<rest>.*)$"
        ),
        re.compile(rf"{bullet}(?:{number_word}(?P<number>{_LETTERED})|(?P<bare>{_LETTERED})(?=\s?[.:)]))(?P<rest>.*)$"),
        re.compile(rf"{bullet}{number_word}?(?P<number>[IVXL]{{1,7}}[A-H]?)(?=\s?[.:)]|\s[–-]\s)(?P<rest>.*)$"),
        re.compile(rf"{bullet}{number_word}(?P<number>[A-ZÆØÅ])(?=\s?[.:)]|\s[–-]\s)(?P<rest>.*)$"),
        re.compile(r"(?:[A-ZÆØÅ]{1,5}[- ])?(?P<number>\d{1,3})/(?:19|20)?\d{2}(?![\d/-])\s?[:.–-]?\s+(?P<title>[^a-zæøå,;\d\s].*)$"),
        re.compile(rf"{bullet}{number_word}(?P<number>\d{{1,3}}/\d\d)(?![\d/-])(?P<rest>.*)$"),
        re.compile(rf"(?:[(\[](?P<bracket>(?i:{status}))[)\]]\s*(?:[-–:]\s*)?|(?P<column>(?i:{status}))(?P<gap>\s{{2,}}|\s?\|\s*|\s?[-–:]\s+))(?=\S)"),
        re.compile(rf"\((?:{case})\)\s*"),
        re.compile(rf"(?:(?i:{_any_of(words)})\.?\s)?(?P<number>[\wæøåÆØÅ.]{{1,6}}?)\s?[.:)]\s+"),
        frozenset(extra),
        frozenset(rules["status"]["closed"]),
    )


def read_numbered(words: str) -> Numbered | None:
    """Read the number and the title of a line that may head an item; the title is empty where the number stands alone.

    Example:
        >>> [(n.number, n.title) for n in map(read_numbered, ("1 (Åben) Vej", "• Punkt 2 Bro", "T1: Tunnel", "132Budget", "3. 3. Havn", "Nr.4 - Sti")) if n]
        [('1', 'Vej'), ('2', 'Bro'), ('T1', 'Tunnel'), ('132', 'Budget'), ('3', 'Havn'), ('4', 'Sti')]
        >>> read_numbered("450.000 kr. afsættes"), read_numbered("12 borgere mødte op"), read_numbered("punkt 4 udgår")
        (None, None, None)
    """
    shapes = _shapes()
    if not shapes.begins.match(words):
        return None
    year = shapes.year.match(words)
    if year:
        return Numbered(year["number"], year["title"], year.start("title"), "year", False)
    serial = shapes.serial.match(words)
    if serial is not None:
        return _read(words, serial, serial["number"], "year")
    hit = shapes.head.match(words)
    if hit is not None:
        return _read(words, hit, hit["number"], "")
    hit = shapes.letters.match(words)
    if hit is not None:
        return _read(words, hit, (hit["number"] or hit["bare"]).replace(" ", ""), "letter")
    hit = shapes.roman.match(words)
    if hit is not None:
        return _read(words, hit, hit["number"], "roman")
    hit = shapes.alone.match(words)
    return _read(words, hit, hit["number"], "alphabet") if hit is not None else None


def readings(numbered: Numbered) -> list[Numbered]:
    """Give what a number may be: `Punkt I` is the first in Roman numbers and the ninth by letters."""
    letter = numbered.style.startswith("roman") and numbered.word and len(numbered.number) == 1
    return [numbered, replace(numbered, style=f"alphabet{numbered.style.removeprefix('roman')}")] if letter else [numbered]


def _read(words: str, hit: re.Match[str], number: str, kind: str) -> Numbered | None:
    shapes, rest, start = _shapes(), hit["rest"], hit.start("rest")
    word = hit["word"]
    if word and word[0].islower() and rest.strip(" .:") or "." in number and not word and not _POINTED.match(rest):
        return None
    separator = _SEPARATOR.match(rest)
    if _GOES_ON.match(rest) and not (separator and separator.group().strip() == ":" and word):
        return None
    behind = rest[separator.end() :] if separator else rest
    start += separator.end() if separator else 0
    glued = not separator and bool(behind) and not behind[0].isspace()
    if glued and (word or not behind[0].isalpha()):
        return None
    start += len(behind) - len(behind.lstrip())
    title = behind.strip()
    closed, column = _column(title, separator is not None or bool(word))
    leading = hit.groupdict().get("status")
    if leading:
        closed = leading.strip().casefold() in shapes.closed
    title, start = title[column:], start + column
    case = shapes.case.match(title)
    if case:
        title, start = title[case.end() :], start + case.end()
    twice = shapes.again.match(title)
    if twice and twice["number"] == number:
        title, start = title[twice.end() :], start + twice.end()
    if separator and separator.group().strip() == "|":
        title = title.partition("|")[0].strip()
    if title and not separator and not column and not leading and not _fits_without_separator(title, bool(word), number):
        return None
    mark = "glued" if glued else separator.group().strip() if separator else " "
    style = f"{kind}{'word' if word else ''}{mark}{'bullet' if hit['bullet'] else ''}"
    extra = bool(word) and word.casefold() in shapes.extra
    return Numbered(number, title, start, style, bool(word), extra, closed)


def _fits_without_separator(title: str, word: bool, number: str) -> bool:
    if word:
        return _CAPITAL.match(title) is not None
    return len(number.rstrip("abcdefghABCDEFGH")) <= 3 and _PLAIN_START.match(title) is not None


def _column(title: str, separated: bool) -> tuple[bool | None, int]:
    """Read a column that tells whether the item is open: what it says, and its length; a title that begins with `Lukket:` keeps it."""
    hit = _shapes().status.match(title)
    if hit is None:
        return None, 0
    words = hit["bracket"] or hit["column"]
    closed = words.casefold() in _shapes().closed
    if hit["column"] and not closed and len(words.split()) > 1 and words.split()[1] not in rule_file("items")["status"]["of_item"]:
        # `Åben dagsorden - godkendelse` is a title.
        return None, 0
    if hit["column"] and closed and (separated or " " not in words) and not hit["gap"].startswith("  ") and "|" not in hit["gap"]:
        return True, 0
    return closed, hit.end()
