"""What is found in a sentence: the words of a decision with their code, what stands before them, and the points they answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from nlp.components.working import Finding
from nlp.text.sentences import Sentence, expand

_RANGE = r"\d{1,2}\.?(?:(?:\s?[-–]\s?|, | og | til )\d{1,2}\.?)*"
_POINTS = re.compile(rf"(?<![^\W_])(?:(?:punkt(?:erne|et)?|pkt\.?|ad|indstillingspunkt(?:erne)?|forslag)\s({_RANGE})(?![\d%])|punkt ([a-h])(?![\wæøå]))")
_POINTS_BEHIND = re.compile(
    rf"\s(?:indstillingens )?(?:(?:at-?)?punkt(?:erne|et)? |pkt\.? |indstillingspunkt(?:erne)? )({_RANGE})(?![\d%])|\s(\d{{1,2}}\.\s?[-–]\s?\d{{1,2}}\.)(?=[\s,]|$)"
)
_POINTS_THAT = re.compile(
    rf"[^.;:\n]{{0,80}}?\bat (?:indstillings|at-)?(?:punkt(?:erne)?|pkt\.?) ({_RANGE}(?:\s?[a-h](?![\wæøå]))?(?:\s?-\s?[a-h](?![\wæøå]))?)(?![\d%]) (?:godkendes|vedtages|tiltrædes|bevilges|imødekommes|tages til)"
)
_WORD = re.compile(r" (\w+)")
_TO = re.compile(r" (?:til|i|hos) ")
_UPWARD = re.compile(r"\b(?:idet|og|at)\b[^.\n]{0,160}\b(?:anbefales|indstilles)\b")


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
    if low.endswith(" enstemmigt", begin, end):
        end -= len(" enstemmigt")
    if begin >= end:
        return None
    if code == "approved" and not active and _UPWARD.search(low, end, sentence.end):
        code = "recommended"
    if code in ("referred", "recommended") and "anbefaling" not in low[begin:end]:
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
    if "dagsorden" in low[sentence.start : end + 20]:
        return ()
    named = (
        _POINTS.search(low, begin, end)
        or _POINTS.search(low, max(sentence.start, begin - 30), begin)
        or _POINTS_BEHIND.match(low, clauses.bodies.get(end + 1, end), sentence.end)
    )
    if active and named is None:
        named = _POINTS_THAT.match(low, end, sentence.end)
    return expand(next(group for group in named.groups() if group)) if named else ()


def _near(clauses: Clauses, at: int) -> list[tuple[int, int]]:
    return [(start, clauses.bodies[start]) for start in range(max(0, at - 60), at + 1) if start in clauses.bodies]


def _destination(clauses: Clauses, end: int, limit: int) -> int:
    """Take in the named body to which a case goes."""
    for start, stop in _near(clauses, end):
        if start < end < stop <= limit:
            return stop
    to = _TO.match(clauses.low, end, limit)
    place = clauses.low.endswith(("behandling", "høring", "udtalelse", "drøftelse", "godkendelse", "vedtagelse", "godkendt", "vedtaget"), 0, end)
    if to and place == (to.group() != " til ") and to.end() in clauses.bodies and clauses.bodies[to.end()] <= limit:
        return clauses.bodies[to.end()]
    return end
