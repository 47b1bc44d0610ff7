"""What each line of a document is, told once: page furniture, the heading of a section or a part, a case number, an entry of a contents list, or text."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from nlp.meeting.bodies import read_body
from nlp.meeting.cases import is_case_line
from nlp.meeting.leaders import is_contents_line
from nlp.meeting.numbered import Numbered, read_numbered
from nlp.meeting.section_kinds import heading_kind, is_decision_heading, is_somebodys_decision
from nlp.rules import from_rules, rule_file
from nlp.rules.phrases import compile_phrases
from nlp.text.dates import DATE
from nlp.text.lines import Line, closed_up, without_bullet

_DIGITS = re.compile(r"\d+")
_OF = re.compile(r"\d\D+\d")
_DATE = re.compile(DATE, re.IGNORECASE)
# `A. Åbne punkter`
_LETTERED = re.compile(r"(?:[A-D]|I{1,3})[.)]\s+")
# Running heads repeat on at least so many pages.
_PAGES = 3
_LONGEST_HEAD = 120
# No heading, case number or label of an item is longer, in characters.
_LONGEST_LABEL = 170
# Lines of a document's head.
_HEAD = 40
_QUOTES = re.compile(r"[\"”“„»«]")
_LONGEST_QUOTE = 60


@dataclass(frozen=True)
class _Shapes:
    furniture: frozenset[str]
    page: re.Pattern[str]
    columns: re.Pattern[str]
    parts: tuple[tuple[str, re.Pattern[str]], ...]
    status: dict[str, str]


@from_rules
def _shapes() -> _Shapes:
    rules = rule_file("items")
    parts = tuple((kind, compile_phrases(rules["parts"][kind], flags=re.IGNORECASE)) for kind in ("open", "closed", "other"))
    status = {word: kind for kind in ("open", "closed") for word in rules["status"][kind]}
    return _Shapes(
        frozenset(rules["furniture"]["lines"]),
        re.compile(rules["furniture"]["page"], re.IGNORECASE),
        re.compile(rules["columns"]["pattern"], re.IGNORECASE),
        parts,
        status,
    )


@dataclass(frozen=True, slots=True)
class LineKinds:
    """What the lines are, by index.

    `numbered` are the numbers and titles of those that begin with a number; `sections` are the kinds of sections that lines head; `parts` tell of the headings of an agenda's parts whether they are open, closed or neither;
    `status` of the lines that hold nothing else, whether the item is open; `out` are the lines of the page around the minutes.
    """

    lines: list[Line]
    numbered: list[Numbered | None]
    sections: list[str | None]
    cases: list[bool]
    parts: list[str | None]
    status: list[str | None]
    columns: list[bool]
    contents: list[bool]
    out: list[bool]

    def plain(self, index: int) -> bool:
        """Tell whether a line is nothing but text."""
        return not (
            self.sections[index]
            or self.cases[index]
            or self.parts[index]
            or self.status[index]
            or self.columns[index]
            or self.contents[index]
            or self.out[index]
        )


def classify(lines: list[Line]) -> LineKinds:
    """Tell what each line is, from its words and from what the document repeats."""
    repeated, numbered, columns = _running_heads(lines), [read_numbered(line.text) for line in lines], _shapes().columns
    # What is asked of each line is for lines of a heading's length: paragraphs, most of a document, are passed by.
    short = [line.text if len(line.text) < _LONGEST_LABEL else "" for line in lines]
    sections = [
        (heading_kind(words) or ("decision" if is_decision_heading(words) or is_somebodys_decision(words) else None)) if words else None for words in short
    ]
    for index in quoted_lines(lines) | _document_words(lines, numbered, sections):
        sections[index] = None
    return LineKinds(
        lines,
        numbered,
        sections,
        [words != "" and is_case_line(words) for words in short],
        [part_kind(words) if words else None for words in short],
        [status_kind(words) if words else None for words in short],
        [words != "" and columns.fullmatch(words) is not None for words in short],
        [is_contents_line(line) for line in lines],
        [index in repeated or words != "" and is_furniture(words) for index, words in enumerate(short)],
    )


def quoted_lines(lines: list[Line]) -> set[int]:
    r"""Find the lines inside a quotation that goes on over several, such as another body's minutes: no heading there is this document's.

    Example:
        >>> from nlp.text.lines import read_lines
        >>> text = 'De skrev:\n"Indstilling\nBeslutning\nGodkendt."\nBeslutning\n'
        >>> sorted(quoted_lines(read_lines(text)))
        [1, 2, 3]
    """
    quoted: set[int] = set()
    opened: int | None = None
    for index, line in enumerate(lines):
        if len(_QUOTES.findall(line.text)) % 2 == 0:
            continue
        if opened is None:
            opened = index
        elif index - opened <= _LONGEST_QUOTE:
            quoted.update(range(opened, index + 1))
            opened = None
        else:
            opened = index
    return quoted


def _document_words(lines: list[Line], numbered: list[Numbered | None], sections: list[str | None]) -> set[int]:
    """Find the words for minutes at a document's head, which head no decision there."""
    words = rule_file("layout")["document"]["minutes"]
    out: set[int] = set()
    for index, line in enumerate(lines[:_HEAD]):
        if sections[index] and closed_up(line.text).strip(" :.").casefold() in words:
            if index and (before := numbered[index - 1]) and before.title:
                break
            out.add(index)
        elif sections[index] and sections[index] not in ("absence", "other"):
            break
    return out


def is_furniture(words: str) -> bool:
    """Tell whether a line belongs to the page and not to the minutes.

    Example:
        >>> is_furniture("• Udskriv"), is_furniture("Side 2 af 14"), is_furniture("Side om side")
        (True, True, False)
    """
    if len(words) > _LONGEST_HEAD:
        return False
    shapes, plain = _shapes(), " ".join(without_bullet(words).strip(" .:|•·#").split())
    return plain.casefold() in shapes.furniture or shapes.page.fullmatch(plain) is not None


def part_kind(words: str) -> str | None:
    """Tell whether a line heads an open or a closed part of the agenda, or another part.

    Example:
        >>> part_kind("Lukkede sager"), part_kind("ÅBEN DAGSORDEN"), part_kind("Åben dagsorden - godkendelse")
        ('closed', 'open', None)
    """
    if len(words) > _LONGEST_HEAD or not words[:1].isalpha():
        return None
    words = closed_up(words)
    lettered = _LETTERED.match(words)
    kind = _part_kind(words[lettered.end() :] if lettered else words)
    return kind if kind != "other" or words[0].isupper() and not lettered else None


@from_rules
def _part_kind(words: str) -> str | None:
    plain = " ".join(words.rstrip(" :.").split())
    if plain[:1].islower() and " " not in plain:
        return None
    return next((kind for kind, pattern in _shapes().parts if pattern.fullmatch(plain)), None)


def status_kind(words: str) -> str | None:
    """Tell of a line that holds nothing else whether it says that an item is open or closed."""
    return _shapes().status.get(" ".join(words.strip(" :.()[]-–•").casefold().split())) if len(words) < 40 else None


def _running_heads(lines: list[Line]) -> set[int]:
    """Find the lines that pages repeat at their head or foot: they name a page, or stand beside the line that does."""
    page = _shapes().page
    masked = [_DIGITS.sub("0", line.text) if len(line.text) <= _LONGEST_HEAD else "" for line in lines]
    counts = Counter(masked)
    same = Counter(line.text for line in lines if len(line.text) <= _LONGEST_HEAD)
    often = {index for index, words in enumerate(masked) if words and counts[words] >= _PAGES and heading_kind(lines[index].text) is None}
    pages = {index for index in range(len(lines)) if page.fullmatch(lines[index].text) or lines[index].text.isdigit()}
    foot = {index for index, words in enumerate(masked) if words and words[-1] == "0" and _ends_with_page(lines[index].text)}
    heads = foot | {index for index in often if page.search(lines[index].text) and (_DATE.search(lines[index].text) or len(lines[index].text) < 60)}
    named = pages | heads
    for index in sorted(often):
        words = lines[index].text
        if is_decision_heading(words) or is_somebodys_decision(words):
            continue
        if is_case_line(words) and same[words] < _PAGES or not _names_page(words) or index and heading_kind(lines[index - 1].text):
            continue
        beside = index - 1 in named or index + 1 in named
        if beside and not _is_said(lines[index].text) and not lines[index].text.isdigit():
            heads.add(index)
            named.add(index)
    return heads


def _ends_with_page(words: str) -> bool:
    """Tell whether a line ends with the page's number, of so many or behind a body and a day: a head, however seldom it stands there."""
    hit = next((hit for hit in _shapes().page.finditer(words) if hit.end() == len(words)), None)
    return hit is not None and (_OF.search(hit[0]) is not None or _DATE.search(words) is not None and read_body(words) is not None)


def _names_page(words: str) -> bool:
    """Tell whether a line that repeats tells what a page's head does: a number, a municipality, a body."""
    return (
        any(char.isdigit() for char in words) or words.split()[-1].casefold() in rule_file("layout")["fields"]["municipality"] or read_body(words) is not None
    )


def _is_said(words: str) -> bool:
    """Tell whether a line that repeats may be an item's own: a sentence, a label with its value, a status."""
    return words[-1] in ".:;,?" or ": " in words or status_kind(words) is not None or part_kind(words) is not None
