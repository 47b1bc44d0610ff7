"""An agenda item as the classifiers see it: a few columns of text and some facts.

The columns come from the parser, in training and in use alike; `nlp.labelling.vectorize` makes numbers of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from nlp.components.committees.find import find_committees
from nlp.components.outcomes.find import find_outcomes
from nlp.components.working import Working, lower
from nlp.meeting.headings import find_headings
from nlp.meeting.implied import add_unheaded
from nlp.meeting.model import ItemSpan, Meeting
from nlp.meeting.parse import parse_minutes
from nlp.meeting.sections import read_sections
from nlp.rules import from_rules
from nlp.text.lines import read_lines
from nlp.text.normalize import Shadow, shadow

_TAG = re.compile(r"\((?:[A-ZÆØÅ]|[Bb]eslutning|[Oo]rientering|[Dd]røftelse|[Gg]odkendelse)\)$|^(?:[A-ZÆØÅ]|[A-ZÆØÅ]{2,5}(?:/[A-ZÆØÅ]{2,5})*)\s?[-–]\s")
_KLE = re.compile(r"(\d{2})\.(\d{2})\.\d{2}-?[A-ZÆØÅ]?\d*")
# `Lukket: `, `Lukket sag - `, `(Lukket) `: a fact of its own, and nothing of what the item is about.
_CLOSED = re.compile(r"^\(?lukket(?: punkt| sag| dagsorden| møde)?\)?\s*(?:[:.–-]\s*|$)", re.IGNORECASE)
_CLEAN = re.compile(r"[\s\d_.,:;()\"“”'’*#/–-]+")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class ItemText:
    """The columns of one agenda item."""

    title: str
    proposal: str = ""
    decision: str = ""
    text: str = ""
    facts: tuple[str, ...] = ()


def item_text(meeting: Meeting, item: ItemSpan, outcomes: Iterable[str] = ()) -> ItemText:
    """Take the columns of one parsed item.

    Args:
        meeting: The document.
        item: The item.
        outcomes: The codes of the item's own outcomes, as `nlp.components.outcomes.find` finds them.
    """
    text = meeting.text
    proposal = _joined(text, item, "proposal")
    decision = _joined(text, item, "decision")
    rest = _joined(text, item, "summary", "background", "case", "economy", "hearing", "other", "history")
    if not item.sections:
        rest = text[item.body : min(item.end, item.body + 3000)]
    elif item.sections[0].start > item.body:
        rest = text[item.body : item.sections[0].start][:1500] + " " + rest
    facts = [*_facts(meeting, item, proposal, decision, rest), *(f"code={code}" for code in sorted(set(outcomes)))]
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


# What a proposal asks for, in the words that all municipalities share.
_CUES = {
    "note": re.compile(r"til efterretning|til orientering|orienter(?:es|ing)|forelægge[rs]", re.IGNORECASE),
    "upward": re.compile(
        r"(?:over ?for|til|at) (?:byrådet|kommunalbestyrelsen|regionsrådet|økonomiudvalget|borgerrepræsentationen|forretningsudvalget)|anbefale", re.IGNORECASE
    ),
    "discuss": re.compile(r"drøft", re.IGNORECASE),
    "elect": re.compile(r"\b(?:udpege|vælge[rs]?|valg af|konstituer|genvalg|indstille[rs]? \w+ som|suppleant|stedfortræder)", re.IGNORECASE),
    "approve": re.compile(r"godkend|vedtage|bevilli|bevilge|frigiv|meddele|besluttes?|imødekom", re.IGNORECASE),
}
_HIGHER = re.compile(r"byråd|kommunalbestyrelse|regionsråd|borgerrepræsentation|\bKB\b|\bBY\b|\bBR\b", re.IGNORECASE)


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


def _facts(meeting: Meeting, item: ItemSpan, proposal: str, decision: str, rest: str) -> Iterable[str]:
    if item.closed and not decision.strip():
        # A closed item whose decision is printed is read as any other.
        yield "closed"
    if not proposal.strip():
        yield "no-proposal"
    if not decision.strip():
        yield "no-decision"
    length = len(rest.strip()) + len(proposal.strip())
    yield "empty" if length < 25 else "short" if length < 300 else "long"
    for name, cue in _CUES.items():
        if cue.search(proposal[:900]):
            yield f"asks={name}"
    if item.title and _CUES["elect"].search(item.title):
        yield "title=elect"
    route = _joined(meeting.text, item, "competence")[:400]
    if route.strip():
        yield "route=higher" if _HIGHER.search(route) and _body(meeting.committee) != "council" else "route=own"
    hit = _TAG.search(item.title)
    if hit:
        tag = hit.group().strip("()– -").casefold()
        yield f"tag={tag if len(tag) != 3 else 'body'}"
    yield f"body={_body(meeting.committee)}"
    number = _KLE.search(item.case_number or "")
    if number and number[1] != "00":
        yield f"kle={number[1]}"
        yield f"kle={number[1]}.{number[2]}"
    elif number:
        yield f"kle=00.{number[2]}"


@from_rules
def _body(committee: str | None) -> str:
    """What kind of body decides: only whether it stands above or below others, never its name."""
    low = (committee or "").casefold()
    if re.search(r"byråd|kommunalbestyrelse|regionsråd|repræsentation", low):
        return "council"
    if re.search(r"økonomi|forretningsudvalg|magistrat", low):
        return "economy"
    if re.search(r"råd(?:et)?$|nævn|kommission|hovedudvalg|med-", low):
        return "advisory"
    return "committee" if low else "unknown"


def outcome_codes(meeting: Meeting, item: ItemSpan) -> list[str]:
    """Find the codes of an item's own outcomes without running the pipeline, as training does."""
    sections = [section for section in item.sections if section.kind == "decision" and section.own]
    if not sections:
        return []
    work = Working(meeting.text, Shadow(meeting.text), meeting, lower(meeting.text))
    work.committees = find_committees(work)
    return [finding.id for finding in find_outcomes(work) if finding.own]


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
    return item_text(meeting, item, outcome_codes(meeting, item))
