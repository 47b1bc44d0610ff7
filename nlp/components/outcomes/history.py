"""`minutes_history`: what other bodies, or this one at other meetings, decided in the same case."""

from __future__ import annotations

from spacy.lang.da import Danish
from spacy.language import Language
from spacy.tokens import Doc

from nlp.components.state import working
from nlp.components.working import Working
from nlp.document import PastDecision
from nlp.meeting.model import SectionSpan


def find_history(work: Working) -> dict[int, list[PastDecision]]:
    """Give the decisions of each item that are not this meeting's, with the body and the date of the heading they stand below."""
    out: dict[int, list[PastDecision]] = {}
    others = sorted((f for f in work.outcomes if not (f.own or f.beside)), key=lambda f: f.start)
    for finding in others:
        index = work.item_index(finding.start)
        section = _section(work, index, finding.start) if index is not None else None
        if index is None or section is None:
            continue
        body = _body(work, section)
        for part in finding.parts or (None,):
            found = PastDecision(body, section.date, finding.id, "", finding.start, finding.end, part, finding.rule)
            out.setdefault(index, []).append(found)
    return out


def _section(work: Working, index: int, at: int) -> SectionSpan | None:
    inside = [s for s in work.meeting.items[index].sections if s.start <= at < s.end]
    return inside[-1] if inside else None


def _body(work: Working, section: SectionSpan) -> str | None:
    """Give the full name of the body in a section's heading; as it is written there where the name is not known as a body's."""
    named = [f.id for f in work.committees if section.start <= f.start < section.body]
    return named[0] if named else section.committee


class HistoryReader:
    """Sets the working state's history."""

    def __call__(self, doc: Doc) -> Doc:
        work = working(doc)
        work.history = find_history(work)
        return doc


@Danish.factory("minutes_history")
def make_history_reader(nlp: Language, name: str) -> HistoryReader:
    """Build the component."""
    return HistoryReader()
