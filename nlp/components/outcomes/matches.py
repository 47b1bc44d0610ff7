"""What is found in a sentence: the words of a decision with their code, what stands before them, and the points they answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from nlp.components.working import Finding
from nlp.rules.expressions import shape_of, terms
from nlp.text.sentences import Sentence, expand

_WORD = re.compile(r" (\w+)")


@dataclass(slots=True)
class Clauses:
    """A document's text with what is known to stand in it: the texts have the same offsets.

    `bodies` gives the end of each committee by its start, `voters` that of each person and party; `committee` holds the meeting.
    """

    text: str
    low: str
    bodies: Mapping[int, int]
    voters: Mapping[int, int] = field(default_factory=dict)
    committee: str | None = None


@dataclass(slots=True)
class Match:
    """An outcome in a sentence: its subject, what stands before it, what the rule file says of its rule, and the named body that acts."""

    finding: Finding
    words: str
    subject: str
    before: str
    weak: bool
    flags: frozenset[str]
    object_: str = ""
    actor: str = ""


def finding_of(
    clauses: Clauses,
    sentence: Sentence,
    rule: str,
    code: str,
    begin: int,
    end: int,
    subject: str = "",
    *,
    weak: bool,
    flags: frozenset[str],
    active: bool = False,
    clause: int | None = None,
) -> Match | None:
    """Make a match of a code and the offsets of its words, with the destination and the points that the sentence names."""
    low = clauses.low
    while begin < end and clauses.text[begin].isspace():
        begin += 1
    if (unanimous := shape_of("outcomes", "ends_unanimous").search(low, begin, end)) is not None:
        end = unanimous.start()
    if begin >= end:
        return None
    if code == "approved" and not active and shape_of("outcomes", "upward").search(low, end, sentence.end):
        code = "recommended"
    if code in ("referred", "recommended") and shape_of("outcomes", "recommendation").search(low, begin, end) is None:
        end = _destination(clauses, end, sentence.end)
    parts = sentence.parts or _points(clauses, sentence, begin, end, active=active)
    finding = Finding("OUTCOME", begin, end, code, rule, parts=parts, told="informs" in flags)
    behind = _WORD.match(low, end, sentence.end)
    return Match(
        finding,
        low[begin:end],
        subject.strip(),
        low[sentence.start if clause is None else clause : max(begin, sentence.start)],
        weak,
        flags,
        behind[1] if behind else "",
    )


def _points(clauses: Clauses, sentence: Sentence, begin: int, end: int, *, active: bool) -> tuple[str, ...]:
    """Read the points that a decision names itself: `godkendte punkt 1-2`, `godkendtes 1.-3.`."""
    low = clauses.low
    if shape_of("outcomes", "agenda").search(low, sentence.start, end + 20):
        return ()
    named = (
        shape_of("outcomes", "points").search(low, begin, end)
        or shape_of("outcomes", "points").search(low, max(sentence.start, begin - 30), begin)
        or shape_of("outcomes", "points_behind").match(low, clauses.bodies.get(end + 1, end), sentence.end)
    )
    if active and named is None:
        named = shape_of("outcomes", "points_that").match(low, end, sentence.end)
    return expand(next(group for group in named.groups() if group)) if named else ()


def _near(clauses: Clauses, at: int) -> list[tuple[int, int]]:
    return [(start, clauses.bodies[start]) for start in range(max(0, at - 60), at + 1) if start in clauses.bodies]


def _destination(clauses: Clauses, end: int, limit: int) -> int:
    """Take in the named body to which a case goes."""
    for start, stop in _near(clauses, end):
        if start < end < stop <= limit:
            return stop
    to = shape_of("outcomes", "to").match(clauses.low, end, limit)
    place = clauses.low.endswith(terms("outcomes", "treated"), 0, end)
    if to and place == ("at" in to.groupdict() and to["at"] is not None) and to.end() in clauses.bodies and clauses.bodies[to.end()] <= limit:
        return clauses.bodies[to.end()]
    return end
