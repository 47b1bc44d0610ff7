"""Who came and who did not, where the header tells it in sentences: `Ida Bro havde meldt forfald. I stedet mødte Per Ly.`"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from nlp.meeting.attendance import read_attendance
from nlp.meeting.model import Attendee
from nlp.rules import from_rules, rule_file, words
from nlp.rules.phrases import compile_phrases
from nlp.text.lines import Line

# A sentence ends with a full stop that is no initial's, or with a semicolon.
_STOP = re.compile(r"(?<=[a-zæøåé\d)])[.;](?=\s|$)")
# Characters of a sentence that are read.
_LONGEST = 1500
_LEAD = re.compile(r"\s*:?\s*")
# `(for Ida Bro, der er syg)`
_IN_BRACKET = re.compile(r"\((?:[a-zæøå]+ ){0,3}(?=[A-ZÆØÅ])")
_NAME = r"[A-ZÆØÅ][^\n,.:;]{2,50}?"


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence, or part of one: where it stands, and who is in it; `part` where it tells of a part of the meeting only."""

    start: int
    end: int
    attendees: tuple[Attendee, ...]
    part: bool


@dataclass(frozen=True)
class _Rule:
    id: str
    pattern: re.Pattern[str]
    before: bool
    present: bool
    part: bool
    role: str | None


@from_rules
def _rules() -> tuple[tuple[_Rule, ...], re.Pattern[str]]:
    data = rule_file("attendance")
    shapes = {"name": _NAME}
    rules = tuple(
        _Rule(
            rule["id"],
            compile_phrases(rule["phrases"], shapes=shapes, flags=re.IGNORECASE),
            rule["people"] == "before",
            rule["present"],
            rule.get("part", False),
            rule.get("role"),
        )
        for rule in data["rule"]
    )
    return rules, compile_phrases(data["part"]["phrases"], flags=re.IGNORECASE)


@from_rules
def _begins() -> re.Pattern[str]:
    return compile_phrases(rule_file("attendance")["begins"]["phrases"], flags=re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Hit:
    rule: _Rule
    start: int
    end: int


def read_sentences(text: str, line: Line, begin: int, elsewhere: Callable[[str], bool]) -> list[Said]:
    """Read the sentences of one line that tell who came or did not.

    Args:
        text: The document's text.
        line: The line.
        begin: Where its first sentence begins: before the line where a list of names goes on from the line above.
        elsewhere: Tells whether a name stands elsewhere in the document.

    Example:
        >>> from nlp.text.lines import read_lines
        >>> text = "Ida Bro og Per Ly havde meldt forfald. I stedet mødte Bo Ravn (A). Lis Dam forlod mødet kl. 19."
        >>> told = read_sentences(text, read_lines(text)[0], 0, lambda name: False)
        >>> [(a.name, a.present, said.part) for said in told for a in said.attendees]
        [('Ida Bro', False, False), ('Per Ly', False, False), ('Bo Ravn', True, False), ('Lis Dam', True, True)]
    """
    _, part = _rules()
    given = words("given_names")
    hits = _hits(text, line)
    out: list[Said] = []
    at = begin
    for index, hit in enumerate(hits):
        most = min(line.end, hit.end + _LONGEST)
        stop = _STOP.search(text, hit.end, most)
        end = min(stop.start() if stop else most, hits[index + 1].start if index + 1 < len(hits) and not hits[index + 1].rule.before else most)
        covers_part = hit.rule.part
        if hit.rule.before:
            start = _sentence_start(text, at, hit.start)
            found = read_attendance(text, start, hit.start, present=hit.rule.present, elsewhere=elsewhere)
            told = part.match(text, hit.end + 1, line.end) if not hit.rule.present else None
            covers_part = covers_part or told is not None
        else:
            start = hit.start
            lead = _LEAD.match(text, hit.end, end)
            found = read_attendance(
                text, lead.end() if lead else hit.end, end, present=hit.rule.present, strict=True, elsewhere=elsewhere, serving=hit.rule.role is not None
            )
            end = max((max(attendee.end, attendee.party_end + 1) for attendee in found), default=hit.end)
        named = tuple(attendee for attendee in found if " " in attendee.name or attendee.name in given)
        for attendee in named:
            attendee.present = hit.rule.present or covers_part
            attendee.role = attendee.role or hit.rule.role
        out.append(Said(start, end, named, covers_part))
        at = end
    return out


def _hits(text: str, line: Line) -> list[_Hit]:
    """Find the phrases in order, but those in brackets behind a single name; where two overlap, the one that begins first counts, of those the longest."""
    rules, _ = _rules()
    hits = [
        _Hit(rule, hit.start(), hit.end())
        for rule in rules
        for hit in rule.pattern.finditer(text, line.start, line.end)
        if text[hit.start() - 1 : hit.start()] != "("
    ]
    out: list[_Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end)):
        if not out or hit.start >= out[-1].end:
            out.append(hit)
    return out


def _sentence_start(text: str, begin: int, end: int) -> int:
    """Give where the sentence begins that ends in a phrase: behind the last full stop or label."""
    start = begin
    for stop in _STOP.finditer(text, begin, end):
        start = stop.end()
    for turn in _begins().finditer(text, start, end):
        start = turn.end()
    bracket = text.rfind("(", start, end)
    lead = _IN_BRACKET.match(text, bracket, end) if bracket >= 0 and text.find(")", bracket, end) < 0 else None
    start = lead.end() if lead else start
    label = text.rfind(": ", start, end)
    return label + 2 if label >= 0 else start
