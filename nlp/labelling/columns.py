"""An agenda item as the classifiers see it: a few columns of text and some facts.

The columns come from the parser, in training and in use alike; `nlp.labelling.vectorize` makes numbers of them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from nlp.components.committees.find import find_committees
from nlp.components.outcomes.find import find_outcomes
from nlp.components.working import Finding, Working
from nlp.meeting.headings import find_headings
from nlp.meeting.implied import add_unheaded
from nlp.meeting.model import ItemSpan, Meeting
from nlp.meeting.parse import parse_minutes
from nlp.meeting.sections import read_sections
from nlp.rules import from_rules, rule_file
from nlp.rules.phrases import compile_phrases
from nlp.text.lines import read_lines
from nlp.text.normalize import Shadow, shadow

_TAG = re.compile(r"\((?:[A-ZÆØÅ]|[Bb]eslutning|[Oo]rientering|[Dd]røftelse|[Gg]odkendelse)\)$|^(?:[A-ZÆØÅ]|[A-ZÆØÅ]{2,5}(?:/[A-ZÆØÅ]{2,5})*)\s?[-–]\s")
_KLE = re.compile(r"(\d{2})\.(\d{2})\.\d{2}-?[A-ZÆØÅ]?\d*")
# `Lukket: `, `Lukket sag - `, ` (Lukket)`: a fact of its own, and nothing of what the item is about.
_CLOSED = re.compile(
    r"^\(?lukket(?: punkt| sag| dagsorden| møde)?\)?\s*(?:[:.–-]\s*|$)|\s*(?:[:.–-]\s*lukket(?: punkt| sag)?|\(lukket(?: punkt| sag)?\))\s*$", re.IGNORECASE
)
_CLEAN = re.compile(r"[\s\d_.,:;()\"“”'’*#/–-]+")
_SPACE = re.compile(r"\s+")
# Where one point of a proposal ends and the next begins: numbers, letters and bullets.
_POINT = re.compile(r"(?:^|\s)(?:\d{1,2}\s?[.):]|[a-zA-Z][.)]|[•–*-])\s+|\n\s*(?=at\b)")
_POINTS = 1500
# A case that is told in fewer characters is told elsewhere, too.
_TOLD = 200
# What an item may hold that has no sections of its own: see `nlp.components.outcomes.find`.
_BARE = ("absence", "attachments")
# Of a line behind an outcome so much is read.
_LINE = 300
# What a decision comes to where several codes stand in it; only the first that is there counts.
_WEIGHTIEST = ("recommended", "approved", "rejected", "elected", "referred", "postponed", "discussed", "noted")


@dataclass(frozen=True, slots=True)
class ItemText:
    """The columns of one agenda item."""

    title: str
    proposal: str = ""
    decision: str = ""
    text: str = ""
    facts: tuple[str, ...] = ()


def item_text(meeting: Meeting, item: ItemSpan, outcomes: Sequence[Finding] = ()) -> ItemText:
    """Take the columns of one parsed item.

    Args:
        meeting: The document.
        item: The item.
        outcomes: The item's own outcomes, as `nlp.components.outcomes.find` finds them.
    """
    text = meeting.text
    proposal = _joined(text, item, "proposal")
    # Where a decision stands without any heading, as in closed items, the lines are its words in which something was decided.
    decision = _joined(text, item, "decision") or _lines_of(text, item, outcomes)
    # What stands under economy, hearing and history is much alike in all items; it counts where the case is told nowhere else.
    rest = _joined(text, item, "summary", "background", "case", "other")
    if len(rest) < _TOLD:
        rest = f"{rest} {_joined(text, item, 'economy', 'hearing', 'history')}"
    if not item.sections:
        rest = text[item.body : min(item.end, item.body + 3000)]
    elif item.sections[0].start > item.body:
        rest = text[item.body : item.sections[0].start][:1500] + " " + rest
    codes = {finding.id for finding in outcomes}
    facts = [*_facts(meeting, item, proposal, decision, rest, codes), *(f"code={code}" for code in sorted(codes))]
    name = item.title if not item.closed else _CLOSED.sub("", item.title) or item.title
    title, proposal, decision, rest = (without_bodies(words) for words in (name, proposal, decision, rest))
    return ItemText(title, proposal, decision, rest, tuple(facts))


_BODY_NAME = re.compile(
    r"(?:[A-ZÆØÅ][\wæøå]*-,? ?){0,3}(?:(?:og|&) )?[A-ZÆØÅa-zæøå][\wæøå]*-?udvalg(?:et|ets)?\b"
    r"|\bUdvalg(?:et)? for [A-ZÆØÅa-zæøå][\wæøå]+(?:, (?!og)[A-ZÆØÅa-zæøå][\wæøå]+){0,3}(?:,? (?:og|&) [A-ZÆØÅ][\wæøå]+)?"
)


def without_bodies(words: str) -> str:
    """Take the names of committees out: whose meeting it is must not decide what an item is about.

    Example:
        >>> without_bodies("Skole-, Børne- og Ungeudvalgets kalender 2022")
        'udvalg kalender 2022'
    """
    if "dvalg" not in words:
        return words
    # No name goes on behind a line's end, and most lines hold none.
    return "\n".join(_BODY_NAME.sub("udvalg", line) if "dvalg" in line else line for line in words.split("\n"))


def _joined(text: str, item: ItemSpan, *kinds: str) -> str:
    out, room = [], 3000
    for section in item.sections:
        if section.kind in kinds and (section.kind != "decision" or section.own) and room > 0:
            words = text[section.body : min(section.end, section.body + room)]
            if section.kind == "proposal" and section.body == section.end - len(words):
                words = f"{section.heading} {words}"
            out.append(words)
            room -= len(words)
    return " ".join(out)


def _lines_of(text: str, item: ItemSpan, outcomes: Sequence[Finding]) -> str:
    """Give the lines in which outcomes stand."""
    places = {(text.rfind("\n", item.start, found.start) + 1, found.end) for found in outcomes}
    ends = {start: max(end for begin, end in places if begin == start) for start, _ in places}
    return "\n".join(text[start : min(text.find("\n", end) % (len(text) + 1), end + _LINE)] for start, end in sorted(ends.items()))


def _facts(meeting: Meeting, item: ItemSpan, proposal: str, decision: str, rest: str, codes: Collection[str]) -> Iterator[str]:
    if item.closed and not decision.strip():
        # A closed item whose decision is printed is read as any other.
        yield "closed"
    if not proposal.strip():
        yield "no-proposal"
    if not decision.strip():
        yield "no-decision"
    length = len(rest.strip()) + len(proposal.strip())
    yield "empty" if length < 25 else "short" if length < 300 else "long"
    yield from (f"asks={fact}" for fact in _facts_in(proposal[:900], "proposal"))
    yield from (f"title={fact}" for fact in _facts_in(item.title, "title"))
    points = "+".join(sorted({_point(point) for point in points_of(proposal[:_POINTS])}))
    if points:
        yield f"points={points}"
        decided = next((code for code in _WEIGHTIEST if code in codes), None)
        if decided:
            yield f"points={points}&{decided}"
    body = body_kind(meeting.committee)
    route = _joined(meeting.text, item, "competence")[:400]
    if route.strip():
        yield "route=higher" if body != "council" and any(_facts_in(route, "competence")) else "route=own"
    hit = _TAG.search(item.title)
    if hit:
        tag = hit.group().strip("()– -").casefold()
        yield f"tag={tag if len(tag) != 3 else 'body'}"
    yield f"body={body}"
    number = _KLE.search(item.case_number or "")
    if number and number[1] != "00":
        yield f"kle={number[1]}"
        yield f"kle={number[1]}.{number[2]}"
    elif number:
        yield f"kle=00.{number[2]}"


def points_of(proposal: str) -> list[str]:
    """Give the points of a proposal without the words that lead up to them; the whole where it is not divided.

    Example:
        >>> points_of("Centret indstiller,\\n1. at planen godkendes\\n2. at status tages til efterretning")
        ['at planen godkendes', 'at status tages til efterretning']
        >>> points_of("Det indstilles, at planen godkendes."), points_of("-")
        (['Det indstilles, at planen godkendes.'], [])
    """
    parts = [part.strip() for part in _POINT.split(proposal)]
    return [part for part in (parts[1:] or parts) if part.count(" ") > 1]


def _point(point: str) -> str:
    """What one point asks for: the first rule that is found in it, and else to decide."""
    return next(_facts_in(point, "point"), "decide")


def body_kind(committee: str | None) -> str:
    """Give what kind of body decides: only whether it stands above or below others, never its name."""
    return next(_facts_in(committee or "", "body"), "committee" if committee else "unknown")


def _facts_in(words: str, reads: str) -> Iterator[str]:
    return (fact for fact, pattern in _rules().get(reads, ()) if pattern.search(words))


@from_rules
def _rules() -> dict[str, list[tuple[str, re.Pattern[str]]]]:
    """Give the rules of `labels.toml` by what they read, in their order."""
    out: dict[str, list[tuple[str, re.Pattern[str]]]] = {}
    for rule in rule_file("labels")["rule"]:
        out.setdefault(rule["reads"], []).append((rule["fact"], compile_phrases(rule["phrases"], flags=re.IGNORECASE)))
    return out


def own_outcomes(meeting: Meeting, item: ItemSpan) -> list[Finding]:
    """Find an item's own outcomes without running the pipeline, as training does."""
    # Nothing is decided in an item that has sections, but none of decisions.
    if not any(section.kind == "decision" and section.own for section in item.sections) and any(section.kind not in _BARE for section in item.sections):
        return []
    work = Working.of(meeting.text, Shadow(meeting.text), meeting)
    work.committees = find_committees(work)
    return [finding for finding in find_outcomes(work) if finding.own]


def parse_item(text: str, *, committee: str | None = None, date: str | None = None) -> tuple[Meeting, ItemSpan]:
    """Parse one agenda item alone: the first heading, or else the first line, is its title.

    Args:
        text: The item as it stands in minutes.
        committee: The body that holds the meeting, where it is known: tells its own decision from others'.
        date: The day of the meeting as ISO 8601, where it is known.
    """
    seen = shadow(text)
    lines = read_lines(seen.text, seen.bold)
    meeting = Meeting(seen.text, lines, committee=committee, date=date)
    meeting.layout, headings = find_headings(lines[:3])
    if headings:
        parsed = parse_minutes(seen.text[: lines[-1].end], seen.bold)
        first = parsed.items[0] if parsed.items and parsed.items[0].first_line <= 1 else None
        if first is not None:
            title, start, last, behind = first.title, first.title_start, first.title_end, first.body
            item = ItemSpan(first.number, title, 0, len(seen.text), start, last, behind, first.first_line, len(lines), closed=first.closed)
            begin = next((i for i, line in enumerate(lines) if line.start >= behind), len(lines))
            read_sections(meeting, item, begin)
            meeting.items = [item]
            add_unheaded(meeting)
            return meeting, item
    line = lines[0] if lines else None
    item = ItemSpan(
        None, line.text if line else "", 0, len(seen.text), line.start if line else 0, line.end if line else 0, line.end if line else 0, 0, len(lines)
    )
    item.closed = item.title.casefold().startswith("lukket")
    read_sections(meeting, item, 1)
    meeting.items = [item]
    add_unheaded(meeting)
    return meeting, item


def read_item_text(text: str, *, committee: str | None = None, date: str | None = None) -> ItemText:
    """Take the columns of one agenda item from its text alone: what training sees is what tagging sees."""
    meeting, item = parse_item(text, committee=committee, date=date)
    return item_text(meeting, item, own_outcomes(meeting, item))
