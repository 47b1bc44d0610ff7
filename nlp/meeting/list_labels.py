"""The labels of lists of members: `Medlemmer:`, `Fraværende med afbud`, `Udvalget består af`, `Ledelsessiden`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nlp.meeting.evidence import any_of
from nlp.rules import from_rules, rule_file
from nlp.rules.phrases import pattern

REMARK = re.compile(r"(?i)bemærkning(?:er)?\s?:\s*(?=\w)")
_BULLET = re.compile(r"[-•·*]\s+(?=[A-ZÆØÅ])")
_BODY = r"[A-ZÆØÅa-zæøå][\wæøå-]+"
# Characters of a line in which a label stands.
_LONGEST = 70


@dataclass(frozen=True, slots=True)
class Label:
    """A label at the beginning of a line: the list that it heads, and where it begins and ends in the line."""

    name: str
    start: int
    end: int


@from_rules
def _labels() -> tuple[tuple[str, str], ...]:
    fields = rule_file("layout")["fields"]
    pairs = [(word, name) for name in ("present", "absent", "substitutes") for word in fields[name]]
    return tuple(sorted(pairs, key=lambda pair: len(pair[0]), reverse=True))


@from_rules
def _label_words() -> tuple[str, ...]:
    return tuple(word for word, _ in _labels())


@from_rules
def _phrases() -> re.Pattern[str]:
    """The labels told in several words: one expression, absences first."""
    rules = rule_file("attendance")["labels"]
    shapes = {"body": _BODY, "end": r"\s?(?::|$)"}
    parts = (rf"(?P<{name}>{'|'.join(pattern(phrase, shapes=shapes) for phrase in rules[name])})" for name in ("absent", "substitutes", "present"))
    return re.compile("|".join(parts), re.IGNORECASE)


@from_rules
def _sides() -> re.Pattern[str]:
    rules = rule_file("attendance")["sides"]
    by = "|".join(pattern(phrase) for phrase in rules["phrases"])
    return re.compile(rf"(?:(?:{any_of(rules['words'])})(?:\s?\([^()\n]{{1,20}}\))?|(?:{by}) [^:\n.,]{{3,60}}?)\s?(?::|$)", re.IGNORECASE)


@from_rules
def _with_status() -> re.Pattern[str]:
    status = rule_file("layout")["status"]
    here, away = (any_of(word.capitalize() for word in status[name]) for name in ("present", "absent"))
    return re.compile(rf"^[A-ZÆØÅ][^:\n]{{3,60}}:\s?(?:(?P<away>{away})|{here})\b")


def with_status(line: str) -> re.Match[str] | None:
    """Match a line of a name and whether its bearer came: `Ida Bro (A): Deltog`; the group `away` is set where not."""
    return _with_status().match(line)


def is_attendance_line(line: str) -> bool:
    """Tell whether a line begins a list of who was there, or is an entry of one.

    Example:
        >>> is_attendance_line("Medlemmer"), is_attendance_line("Ida Bro (A): Deltog"), is_attendance_line("Medborgerhuset")
        (True, True, False)
    """
    return read_list_label(line) is not None or with_status(line) is not None or re.match(r"(?i)[-•·\s]*[^()\n]{3,50}\([A-ZÆØÅ]\)", line) is not None


def read_list_label(line: str) -> Label | None:
    """Give the label that a line begins with.

    Example:
        >>> [label.name if (label := read_list_label(words)) else None for words in ("Heraf fraværende: Ida Bro", "Forældrevalgte:", "Forældre skal høres")]
        ['absent', 'side', None]
    """
    remark = REMARK.match(line) or _BULLET.match(line)
    at = remark.end() if remark else 0
    low = line[at : at + _LONGEST].casefold()
    phrase = _phrases().match(line, at, at + _LONGEST)
    if phrase and phrase.lastgroup:
        return Label(phrase.lastgroup, at, phrase.end())
    if low.startswith(_label_words()):
        for word, name in _labels():
            if low.startswith(word) and (len(low) == len(word) or not (low[len(word)].isalnum() or low[len(word)] == "-")):
                return Label(name, at, at + len(word))
    side = _sides().match(line, at) if len(line) - at < _LONGEST or ":" in low else None
    return Label("side", at, side.end()) if side else None


@from_rules
def _list_ends() -> tuple[str, ...]:
    rules = rule_file("layout")
    fields = rules["fields"]
    return tuple({word for name in fields for word in fields[name]} | set(rules["contents"]["headings"]) | set(rules["labels"]["ended"]))


def ends_list(line: str) -> bool:
    """Tell whether a line is of another field, or begins another list."""
    low = line[:_LONGEST].casefold()
    if low.startswith(_list_ends()) and any(low.startswith(word) and not low[len(word) : len(word) + 1].isalpha() for word in _list_ends()):
        return True
    return read_list_label(line) is not None
