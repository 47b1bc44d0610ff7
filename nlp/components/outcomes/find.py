"""`minutes_outcomes`: the words in which decisions are recorded, this body's own and those in the case's history."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.lang.da import Danish
from spacy.language import Language
from spacy.tokens import Doc

from nlp.components.outcomes.clauses import match_sentence
from nlp.components.outcomes.frames import grammar, repaired
from nlp.components.outcomes.matches import Clauses, Match
from nlp.components.outcomes.weigh import keep_decisions
from nlp.components.state import working
from nlp.components.working import Finding, Working
from nlp.meeting.model import ItemSpan, SectionSpan
from nlp.rules.expressions import shape_of
from nlp.text.sentences import Sentence, read_sentences

# A decision is read no further than this, one without a heading less far.
_LONGEST, _LONGEST_BARE = 6000, 700


def find_outcomes(work: Working) -> list[Finding]:
    """Find the decisions of every item: in its decision sections, and those of others in its history."""
    out: list[Finding] = []
    clauses = Clauses(
        work.text,
        repaired(work.low),
        {f.start: f.end for f in work.committees},
        {f.start: f.end for f in (*work.people, *work.parties)},
        work.meeting.committee,
    )
    for item in work.meeting.items:
        if shape_of("outcomes", "signature").search(item.title):
            continue
        bare = True
        for section in item.sections:
            bare = bare and section.kind in ("absence", "attachments")
            if section.kind == "decision" and section.own and work.meeting.kind == "agenda":
                # Nothing is decided yet: what stands there is the decision that is asked for.
                continue
            if section.kind == "decision" and section.own:
                out += _read(clauses, item, section.body, min(section.end, section.body + _LONGEST), own=True)
            elif section.kind in ("history", "decision") and section.committee:
                found = _read(clauses, item, section.body, min(section.end, section.body + _LONGEST), own=False)
                out += [finding for finding in found if finding.id != "none" and not finding.told]
        if bare and work.meeting.kind != "agenda":
            out += [finding for finding in _read_bare(clauses, item) if not finding.told]
    return out


def _read_bare(clauses: Clauses, item: ItemSpan) -> list[Finding]:
    """Read an item that prints its decision without any heading: nothing else may stand in it."""
    bounds = [item.body, *(at for section in item.sections for at in (section.start, section.end)), item.end]
    pieces = [(start, end) for start, end in zip(bounds[::2], bounds[1::2], strict=True) if end > start]
    pieces += [_below(clauses, section) for section in item.sections if section.kind == "absence"]
    if sum(len(clauses.text[start:end].strip()) for start, end in pieces) > _LONGEST_BARE:
        # What is told at length is no decision, but it may follow one that stands alone in the first line.
        pieces = [first for first in (_first_line(clauses, start, end) for start, end in sorted(pieces)) if first][:1]
    return [finding for start, end in sorted(pieces) for finding in _read(clauses, item, start, end, own=True)]


def _first_line(clauses: Clauses, start: int, end: int) -> tuple[int, int] | None:
    for hit in re.finditer(r"[^\n]+", clauses.text[start:end]):
        line = hit.group().strip()
        if line and not shape_of("outcomes", "number_line").match(line):
            return (start + hit.start(), start + hit.end()) if len(line) < 200 else None
    return None


def _below(clauses: Clauses, section: SectionSpan) -> tuple[int, int]:
    """Give what stands below the line that names who was absent."""
    line = clauses.text.find("\n", section.body, section.end)
    return (line, section.end) if line >= 0 else (section.end, section.end)


def _read(clauses: Clauses, item: ItemSpan, start: int, end: int, *, own: bool) -> list[Finding]:
    kept, others = keep_decisions(clauses, _matches(clauses, start, end), of_agenda=shape_of("outcomes", "agenda").search(item.title) is not None)
    for match in kept:
        match.finding.own = own
    for match in others:
        match.finding.beside = True
    return [match.finding for match in (*kept, *others)]


def _matches(clauses: Clauses, start: int, end: int) -> Iterator[Match]:
    """Read every sentence; a number at the start of a line holds for the first outcome behind it."""
    proposed = listing = voted = False
    pending: tuple[str, ...] = ()
    for sentence in read_sentences(clauses.text, start, end):
        # What follows `fremsatte følgende forslag til beslutning:` is proposed, not decided.
        skip, proposed = proposed, grammar().patterns["proposes"].search(clauses.low, sentence.start, sentence.end) is not None
        # `Udvalget anbefaler, at: 1. planen godkendes`: what is listed is what the decision is about.
        listing = listing and clauses.text[sentence.start : sentence.start + 1].islower()
        if skip or listing:
            continue
        if not sentence.parts and pending and (voted or "\n" not in clauses.text[max(0, sentence.start - 2) : sentence.start]):
            sentence = Sentence(sentence.start, sentence.end, pending)
        found = match_sentence(clauses, sentence)
        pending = () if found else sentence.parts
        # `2. For stemte A. Imod stemte V. Godkendt`: the number holds over the lines of its vote.
        voted = bool(pending) and grammar().patterns["vote"].search(clauses.low, sentence.start, sentence.end) is not None
        listing = bool(found) and shape_of("outcomes", "opens_list").search(clauses.low, sentence.start, sentence.end) is not None
        yield from found


class OutcomeFinder:
    """Sets the working state's outcomes."""

    def __call__(self, doc: Doc) -> Doc:
        work = working(doc)
        work.outcomes = find_outcomes(work)
        return doc


@Danish.factory("minutes_outcomes")
def make_outcome_finder(nlp: Language, name: str) -> OutcomeFinder:
    """Build the component."""
    return OutcomeFinder()
