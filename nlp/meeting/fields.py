"""The labels of a header (`Mødedato: ...`) and their values, beside each other, in tables that lost their form, or several in one line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nlp.meeting.evidence import any_of
from nlp.rules import from_rules, rule_file
from nlp.text.dates import find_date, find_times
from nlp.text.lines import Line

_EDGES = " :\t-–|"
# A line that holds a whole header, as pages have that lost their line breaks.
_LONG = 160
LISTS = ("present", "absent", "guests", "substitutes")


@dataclass(frozen=True, slots=True)
class Field:
    """One labelled value of the header; `glued` is true where value and label stand on one line."""

    name: str
    label: str
    value: str
    start: int
    glued: bool


@dataclass(frozen=True)
class _Rules:
    names: dict[str, str]
    label: re.Pattern[str]
    inner: re.Pattern[str]
    sure: re.Pattern[str]
    needs_colon: frozenset[str]
    contents: frozenset[str]


@from_rules
def _rules() -> _Rules:
    data = rule_file("layout")
    names = {word: name for name, words in data["fields"].items() for word in words}
    return _Rules(
        names,
        re.compile(rf"(?P<label>{any_of(names)})\b\.?\s*[:–|-]?(?P<value>.*)$", re.IGNORECASE),
        re.compile(rf"(?<=[\s,;|.])(?=[A-ZÆØÅ])(?:{any_of(names)})\s?:", re.IGNORECASE),
        re.compile(rf"(?<=[\s,;|.])(?=[A-ZÆØÅ])(?:(?:{any_of(names)})\s?:|(?:{any_of(data['labels']['sure'])})\b)", re.IGNORECASE),
        frozenset(data["labels"]["needs_colon"]),
        frozenset(data["contents"]["headings"]),
    )


def is_contents_heading(words: str) -> bool:
    """Tell whether a line heads a table of contents."""
    return words.casefold().rstrip(":") in _rules().contents


def read_label(words: str) -> tuple[str, str] | None:
    """Give the field and the value of a line that begins with a label, or None.

    Example:
        >>> read_label("Mødested: Byrådssalen"), read_label("Udvalg for regional udvikling")
        (('place', 'Byrådssalen'), None)
    """
    found = _read_label(words)
    return (found[0], found[2]) if found else None


def _read_label(words: str) -> tuple[str, str, str] | None:
    rules = _rules()
    hit = rules.label.match(words)
    if hit is None:
        return None
    behind = words[hit.end("label") : hit.end("label") + 1]
    if behind not in ("", ".", ":", " ", "\t", "-", "–", "|"):
        return None
    label, value = " ".join(hit["label"].casefold().split()), hit["value"].strip(_EDGES)
    if value and label in rules.needs_colon and not words[hit.end("label") :].lstrip(" .").startswith((":", "|")):
        # `Udvalg for regional udvikling` is the body's name and `Mødelokale 3` the room's: no labels.
        return None
    return rules.names[label], label, value


def segments(line: Line) -> Iterator[tuple[str, int]]:
    """Split a line that holds several fields: `Start: kl. 19.00 Sted: Salen`."""
    cuts = [0]
    pattern = _rules().sure if len(line.text) > _LONG else _rules().inner if line.text.count(":") > 1 else None
    if pattern is not None:
        cuts += [hit.start() for hit in pattern.finditer(line.text)]
    for start, end in zip(cuts, [*cuts[1:], len(line.text)], strict=True):
        words = line.text[start:end].strip(" ;|\t").lstrip(",")
        if words:
            yield words, line.start + line.text.index(words, start)


def read_fields(lines: list[Line]) -> Iterator[Field]:
    """Give the labelled values of a header, in order. Where a table lost its form, all labels come first and then all values.

    Args:
        lines: The lines of the header.
    """
    pending: list[tuple[str, str]] = []
    for index, line in enumerate(lines):
        for words, start in segments(line):
            found = _read_label(words)
            if found is None:
                waiting = next((pair for pair in pending if _fits(pair[0], words)), None)
                if waiting is not None and not is_contents_heading(words):
                    pending.remove(waiting)
                    yield Field(*waiting, _joined(words, lines, index), start, False)
                else:
                    pending = []
                continue
            name, label, value = found
            if value:
                pending = []
                yield Field(name, label, _joined(value, lines, index), start + words.rfind(value), True)
            elif name in LISTS and not _label_follows(lines, index):
                pending = []
            else:
                pending.append((name, label))


def _label_follows(lines: list[Line], index: int) -> bool:
    """Tell whether a label without a value stands among others, as in tables that give all labels first."""
    following = lines[index + 1].text if index + 1 < len(lines) else ""
    found = _read_label(following)
    return found is not None and not found[2] and not lines[index + 1].after_blank


def _fits(name: str, words: str) -> bool:
    if name == "date":
        return find_date(words) is not None or bool(find_times(words))
    if name in ("start_time", "end_time"):
        return bool(find_times(words))
    return name != "committee" or find_date(words) is None


def _joined(value: str, lines: list[Line], index: int) -> str:
    """Add the next line to a value that ends in a comma."""
    if value.endswith(",") and index + 1 < len(lines):
        following = lines[index + 1]
        if not following.after_blank and read_label(following.text) is None and len(following.text) < 60 and not find_date(following.text):
            return f"{value} {following.text}"
    return value
