"""`minutes_entities`: the findings of all components as `doc.ents` without overlaps, and the meeting as plain data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, fields, replace
from typing import Any, TypeVar

import numpy as np
from spacy.lang.da import Danish
from spacy.language import Language
from spacy.scorer import get_ner_prf
from spacy.tokens import Doc, Span
from spacy.training import Example

from nlp.components.extensions import RULES_KEY, register
from nlp.components.state import KEY, working
from nlp.components.working import Finding, Working
from nlp.document import PartVotes, Votes
from nlp.meeting.model import ItemSpan, SectionSpan
from nlp.meeting.settle import settle_presence

_Vote = TypeVar("_Vote", Votes, PartVotes)
# Where two findings overlap, the kind that comes first here wins.
_ORDER = ("outcomes", "case_numbers", "people", "committees", "parties")
_MORE = ("laws", "amounts", "dates", "places")


class EntitySetter:
    """Sets `doc.ents` (label, `kb_id_`, `ent_id_`), a span group for each kind, and `doc._.meeting_data`.

    Where a finding begins or ends inside a token, the token is split, so that every span is exact.
    """

    def __init__(self) -> None:
        register()

    def __call__(self, doc: Doc) -> Doc:
        work = working(doc)
        chosen = _choose(work)
        spans = [(work.shadow.start(f.start), work.shadow.end(f.end), f, kind) for f, kind in chosen]
        _split(doc, [border for start, end, _, _ in spans for border in (start, end)])
        groups: dict[str, list[Span]] = {kind: [] for kind in _ORDER}
        ents = []
        rules = {}
        for start, end, finding, kind in spans:
            span = doc.char_span(start, end, label=finding.label, kb_id=finding.id, span_id=finding.id)
            if span is None:
                continue
            ents.append(span)
            groups.setdefault(kind, []).append(span)
            rules[f"{start}-{end}"] = finding.rule
        doc.ents = ents
        for kind, group in groups.items():
            doc.spans[kind] = group
        doc.user_data[RULES_KEY] = rules
        kept = {id(finding) for finding, _ in chosen}
        settle_presence(work.meeting, work.absent)
        doc._.meeting_data = _plain(work, kept)
        # Plain data only from here on: documents travel between processes.
        del doc.user_data[KEY]
        return doc

    def score(self, examples: Iterable[Example], **cfg: Any) -> dict[str, Any]:
        """Give spaCy's scores of `doc.ents`: precision, recall and F1, of all and by label."""
        scores: dict[str, Any] = get_ner_prf(examples)
        return scores


def _choose(work: Working) -> list[tuple[Finding, str]]:
    """Keep the findings that do not overlap, by the order of kinds, then sorted by start."""
    out: list[tuple[Finding, str]] = []
    covered = bytearray(len(work.text) + 1)
    for kind in (*_ORDER, *_MORE):
        for finding in getattr(work, kind):
            if any(covered[finding.start : finding.end]) or finding.end <= finding.start:
                continue
            covered[finding.start : finding.end] = b"\x01" * (finding.end - finding.start)
            out.append((finding, kind))
    return sorted(out, key=lambda pair: pair[0].start)


def _split(doc: Doc, borders: list[int]) -> None:
    """Split the tokens inside which a border lies."""
    if not borders or not len(doc):
        return
    starts = doc.to_array(["IDX"]).astype(np.int64).ravel()
    wanted = np.unique(np.array(borders, dtype=np.int64))
    tokens = np.searchsorted(starts, wanted, side="right") - 1
    cuts: dict[int, list[int]] = {}
    for border, token in zip(wanted.tolist(), tokens.tolist(), strict=True):
        inside = border - int(starts[token])
        if token >= 0 and 0 < inside < len(doc[token]):
            cuts.setdefault(token, []).append(inside)
    if not cuts:
        return
    with doc.retokenize() as retokenizer:
        for index, offsets in cuts.items():
            token = doc[index]
            edges = [0, *offsets, len(token)]
            orths = [token.text[a:b] for a, b in zip(edges, edges[1:], strict=False)]
            retokenizer.split(token, orths, heads=[(token, 0)] * len(orths))


def _plain(work: Working, kept: set[int]) -> dict[str, Any]:
    meeting = work.meeting
    own: dict[int, list[Finding]] = {}
    for finding in work.outcomes:
        if finding.own and id(finding) in kept:
            item = work.item_at(finding.start)
            if item is not None:
                own.setdefault(id(item), []).append(finding)
    return {
        "layout": meeting.layout,
        "kind": meeting.kind,
        "municipality": meeting.municipality,
        "committee": meeting.committee,
        "date": meeting.date,
        "start_time": meeting.start_time,
        "end_time": meeting.end_time,
        "place": meeting.place,
        "participants": [{"name": a.name, "party": a.party, "role": a.role, "present": a.present} for a in meeting.attendees],
        "items": [_item(work, index, item, own.get(id(item), [])) for index, item in enumerate(meeting.items)],
        "fault": _fault(work),
    }


def _fault(work: Working) -> dict[str, str] | None:
    """Give why the text is not the minutes of one meeting, with the place in the text as read."""
    fault = work.meeting.fault
    if fault is None or fault.start is None:
        return None if fault is None else {"kind": fault.kind, "message": fault.words}
    at = work.shadow.start(fault.start)
    line = work.original.count("\n", 0, at) + 1
    return {"kind": fault.kind, "message": fault.words.format(line=f"{line:,}", offset=f"{at:,}")}


def _item(work: Working, index: int, item: ItemSpan, outcomes: list[Finding]) -> dict[str, Any]:
    at, to, text = work.shadow.start, work.shadow.end, work.original
    votes = work.votes.get(index)
    labels = work.labels[index] if index < len(work.labels) else {}
    last = index + 1 == len(work.meeting.items)
    return {
        "number": item.number,
        "title": work.shadow.printed(item.title_start, item.title, text) or None,
        "start": at(item.start),
        # The last item ends with the text, and every other where the next one begins.
        "end": len(text) if last else at(item.end),
        "case_number": item.case_number,
        "closed": item.closed,
        "sections": [{"kind": s.kind, "heading": s.heading, "start": at(s.start), "end": to(s.end)} for s in _merged(item.sections)],
        "labels": {kind: asdict(label) for kind, label in labels.items()},
        "outcomes": [
            {"code": f.id, "text": text[at(f.start) : to(f.end)], "start": at(f.start), "end": to(f.end), "part": part, "rule": f.rule}
            for f in _once(outcomes)
            for part in (f.parts or (None,))
        ],
        "absent": list(work.absent.get(index, ())),
        "votes": asdict(_votes(work, votes)) if votes else None,
        "parties": _parties(work, index),
        **{kind: _placed(work, getattr(work, kind).get(index, ())) for kind in ("history", "remarks", "fates", "next_steps", "attendance")},
    }


def _parties(work: Working, index: int) -> dict[str, str]:
    """Give the party of everybody who voted on an item or was absent from it."""
    votes = work.votes.get(index)
    named = list(work.absent.get(index, ()))
    told: list[Votes | PartVotes] = [votes, *votes.parts] if votes else []
    for one in told:
        named += [*one.for_, *one.against, *one.abstain]
    return {name: work.party_of[name] for name in dict.fromkeys(named) if name in work.party_of}


def _placed(work: Working, found: Sequence[Any]) -> list[dict[str, Any]]:
    """Give dataclasses with `start` and `end` as plain data, offsets and text as in the document."""
    out = []
    for one in found:
        start, end = work.shadow.start(one.start), work.shadow.end(one.end)
        plain = {known.name: getattr(one, known.name) for known in fields(one)}
        plain |= {"start": start, "end": end}
        if "text" in plain:
            plain["text"] = work.original[start:end]
        out.append(plain)
    return out


def _votes(work: Working, votes: Votes) -> Votes:
    """Move a vote's offsets, and those of its parts, to the document's text."""

    def moved(one: _Vote) -> _Vote:
        return one if one.start is None or one.end is None else replace(one, start=work.shadow.start(one.start), end=work.shadow.end(one.end))

    return replace(moved(votes), parts=tuple(moved(part) for part in votes.parts))


def _once(outcomes: list[Finding]) -> list[Finding]:
    """Leave out an unnumbered outcome said twice in the same words, and `orienterede om` beside a formal decision."""
    seen: set[tuple[str, str]] = set()
    out: list[Finding] = []
    formal = any(not f.told for f in outcomes)
    for finding in outcomes:
        # One who chairs and one who stands in are one election.
        words = (finding.id, "" if finding.id == "elected" else finding.rule)
        if (words in seen and not finding.parts and finding.id in ("noted", "none", "elected")) or (formal and finding.told):
            continue
        seen.add(words)
        out.append(finding)
    return out


def _merged(sections: list[SectionSpan]) -> list[SectionSpan]:
    """Read the lines of a listed history as one section, and a heading with its lead-in (`Direktionen indstiller:`) too."""
    out: list[SectionSpan] = []
    for section in sections:
        before = out[-1] if out else None
        if before and before.kind == section.kind and (section.kind == "history" and section.listed or section.kind == "proposal"):
            out[-1] = SectionSpan(before.kind, before.heading, before.start, before.body, section.end, before.committee, before.date, before.own, before.listed)
        else:
            out.append(section)
    return out


@Danish.factory("minutes_entities")
def make_entity_setter(nlp: Language, name: str) -> EntitySetter:
    """Build the component."""
    return EntitySetter()
