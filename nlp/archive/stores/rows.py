"""A tagged document as rows for the tables of an archive: what `definition.BASE` describes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from nlp.archive.stores.definition import OF_ITEMS
from nlp.archive.stores.texts import pack, search_words
from nlp.document import AgendaItem, Entity, Failure, Minutes, PartVotes, Tally, Votes

# Rows by table. In a table of items the first value is the item's place, from 0; keys are made final by the store.
Rows = dict[str, list[tuple[Any, ...]]]

# Not a table: for each item the words under which it is found.
WORDS = "words"

_SIDES = (("for", "for_"), ("against", "against"), ("abstain", "abstain"))
# What stands between a name and the party behind it.
_BRACKET = re.compile(r"\s*[(\[]\s*")
# Characters of a decision that stands below no heading of its own.
_LONGEST_LINE = 2_000
_BLANK_LINES = re.compile(r"\n\s*\n\s*")


def encode_rows(minutes: Minutes | None, failure: Failure | None) -> Rows:
    """Give a result as rows for each table."""
    rows: Rows = {}
    if failure is not None:
        rows["failures"] = [_row(failure.id, failure.kind, failure.message)]
    if minutes is None:
        return rows
    if minutes.items and not minutes.items[0].text:
        minutes = minutes.with_item_texts()
    where = (minutes.municipality, minutes.committee, minutes.date)
    counted = int(minutes.kind == "minutes")
    parties = known_parties(minutes)
    source = minutes.source
    link, document_id = (source.link, source.document_id) if source else (None, None)
    rows["meetings"] = [
        _row(
            *(_meeting_name(minutes), *where, minutes.start_time, minutes.end_time, minutes.place, minutes.kind, counted, None, len(minutes.items)),
            *(link, document_id, minutes.id, minutes.committee, minutes.layout, minutes.sha256, minutes.model["digest"]),
        )
    ]
    rows["documents"] = [_row(minutes.id, minutes.sha256)]
    rows["participants"] = [
        _row(*where, *_person(person.name, {**parties, person.name: person.party or parties.get(person.name)}), person.role, int(person.present), counted)
        for person in minutes.participants
    ]
    rows["items"] = [_item_row(minutes, position, item, link, counted) for position, item in enumerate(minutes.items, 1)]
    rows["texts"] = [(pack(minutes.text),)]
    rows[WORDS] = [(search_words(item.title, item.text),) for item in minutes.items]
    rows["entities"] = list(_entity_rows(minutes))
    for table in OF_ITEMS:
        rows_of = _OF_ITEM[table]
        rows[table] = [
            _row(place, *_headed(table, where, item, values, counted))
            for place, item in enumerate(minutes.items)
            for values in rows_of(item, {**parties, **item.parties})
        ]
    return rows


def known_parties(minutes: Minutes) -> dict[str, str | None]:
    """Give the party of every person that the document prints anywhere: on its lists, or in brackets behind a name."""
    parties: dict[str, str | None] = {name: party for item in minutes.items for name, party in item.parties.items()}
    entities = minutes.entities
    for person, party in zip(entities, entities[1:], strict=False):
        between = minutes.text[person.end : party.start]
        if person.label == "PERSON" and party.label == "PARTY" and _BRACKET.fullmatch(between):
            parties.setdefault(person.id, party.id)
    for participant in minutes.participants:
        if participant.party or participant.name not in parties:
            parties[participant.name] = participant.party
    return parties


def decision_words(item: AgendaItem) -> str | None:
    """Give the words of an item's decision: what stands below its heading, else the lines in which something was decided."""
    if item.decision:
        return item.decision
    lines: dict[tuple[int, int], str] = {}
    for outcome in item.outcomes:
        start, end = outcome.start - item.start, outcome.end - item.start
        first = item.text.rfind("\n", 0, start) + 1
        last = item.text.find("\n", end)
        last = len(item.text) if last < 0 else last
        lines[first, last] = item.text[max(first, start - _LONGEST_LINE) : min(last, end + _LONGEST_LINE)].strip()
    return "\n".join(lines.values()) or None


def clean(value: Any) -> Any:
    """Write lone surrogates, which Arrow and SQLite refuse, as escapes: names of files can hold them."""
    if isinstance(value, str) and not value.isascii():
        return value.encode("utf-8", "backslashreplace").decode("utf-8")
    return value


def _meeting_name(minutes: Minutes) -> str:
    return " ".join(filter(None, (minutes.committee, minutes.date))) or minutes.id


def _item_row(minutes: Minutes, position: int, item: AgendaItem, link: str | None, counted: int) -> tuple[Any, ...]:
    topic, second, decision = item.topic, _second_topic(item), item.decision_type
    votes = item.votes
    ballots: tuple[Votes | PartVotes, ...] = (votes, *votes.parts) if votes else ()
    divided = any(ballot.against or ballot.abstain or _tally(ballot.tally, "against") or _tally(ballot.tally, "abstain") for ballot in ballots)
    return _row(
        *(minutes.municipality, minutes.committee, minutes.date, minutes.kind, position, item.number, item.title, item.case_number, None, int(item.closed)),
        *(topic and topic.label, topic and topic.score, second and second[0], second and second[1], decision and decision.label, decision and decision.score),
        ", ".join(dict.fromkeys(outcome.code for outcome in item.outcomes)) or None,
        *(_words(item.section("proposal")), _words(decision_words(item)), int(divided)),
        *((item.source and item.source.link) or link, minutes.id, counted, item.start, item.end),
    )


def _second_topic(item: AgendaItem) -> tuple[str | None, float] | None:
    """Give the second most probable topic, where the labeller ranks them."""
    return next(((other.label, other.score) for other in item.topic.alternatives), None) if item.topic else None


def _words(words: str | None) -> str | None:
    """Give words with one blank line between paragraphs and no blanks around them."""
    return _BLANK_LINES.sub("\n\n", words.strip()) or None if words else None


def _entity_rows(minutes: Minutes) -> Iterator[tuple[Any, ...]]:
    """Give what is named in each item once, in the order in which it is first named; decisions have a table of their own."""
    place = 0
    first: dict[tuple[int | None, str, str], Entity] = {}
    mentions: Counter[tuple[int | None, str, str]] = Counter()
    for entity in minutes.entities:
        while place < len(minutes.items) and minutes.items[place].end <= entity.start:
            place += 1
        if entity.label == "OUTCOME":
            continue
        inside = place < len(minutes.items) and minutes.items[place].start <= entity.start
        key = (place if inside else None, entity.label, entity.id)
        first.setdefault(key, entity)
        mentions[key] += 1
    for key, entity in first.items():
        words = None if entity.text == entity.id else entity.text
        yield _row(key[0], entity.label, entity.id, words, mentions[key], entity.start, entity.end, entity.rule)


def _person(name: str, parties: dict[str, str | None]) -> tuple[str | None, str | None, str | None]:
    """Give member, party and where the party comes from; a party's letter is no member."""
    if name not in parties and len(name) <= 3 and " " not in name:
        return None, name, "document"
    party = parties.get(name)
    return name, party, "document" if party else None


def _voters(item: AgendaItem, parties: dict[str, str | None]) -> Iterator[tuple[Any, ...]]:
    for number, (motion, part, ballot) in enumerate(_ballots(item.votes), 1):
        moved = (", ".join(ballot.moved_by) or None, ballot.result) if isinstance(ballot, PartVotes) else (None, None)
        for side, field in _SIDES:
            for voter in getattr(ballot, field):
                yield number, motion, part, *moved, side, *_person(voter, parties)


def _ballots(votes: Votes | None) -> Iterator[tuple[str, str | None, Votes | PartVotes]]:
    """Give each vote of an item once: its own where its parts tell no more, else those of its parts."""
    if votes is None:
        return
    if not any(part.subject == "proposal" for part in votes.parts):
        yield "proposal", None, votes
    for part in votes.parts:
        yield part.subject, part.part, part


def _tallies(item: AgendaItem, parties: dict[str, str | None]) -> Iterator[tuple[Any, ...]]:
    votes = item.votes
    if votes is None:
        return
    if votes.tally is not None:
        consistent = None if votes.consistent is None else int(votes.consistent)
        yield "proposal", None, votes.tally.for_, votes.tally.against, votes.tally.abstain, consistent
    for part in votes.parts:
        if part.tally is not None and not (part.subject == "proposal" and part.part is None and part.tally == votes.tally):
            yield part.subject, part.part, part.tally.for_, part.tally.against, part.tally.abstain, None


def _tally(tally: Tally | None, side: str) -> int:
    return (getattr(tally, side) or 0) if tally else 0


def _absences(item: AgendaItem, parties: dict[str, str | None]) -> Iterator[tuple[Any, ...]]:
    yield from (_person(name, parties) for name in item.absent)


def _attendance(item: AgendaItem, parties: dict[str, str | None]) -> Iterator[tuple[Any, ...]]:
    for presence in item.attendance:
        yield *_person(presence.name, parties), presence.status, presence.replaces, presence.time, presence.text, presence.start, presence.end


def _fields(field: str, *names: str) -> Callable[[AgendaItem, dict[str, str | None]], Iterator[tuple[Any, ...]]]:
    """Give rows that are the named fields of what an item lists there; several names in one field are joined."""

    def rows(item: AgendaItem, parties: dict[str, str | None]) -> Iterator[tuple[Any, ...]]:
        for finding in getattr(item, field):
            yield tuple(_joined(getattr(finding, name)) for name in names)

    return rows


def _joined(value: Any) -> Any:
    return ", ".join(value) or None if isinstance(value, tuple) else value


def _labels(item: AgendaItem, parties: dict[str, str | None]) -> Iterator[tuple[Any, ...]]:
    for kind, label in item.labels.items():
        yield kind, 1, label.label, label.score
        yield from ((kind, rank, other.label, other.score) for rank, other in enumerate(label.alternatives, 2))


def _attachments(item: AgendaItem, parties: dict[str, str | None]) -> Iterator[tuple[Any, ...]]:
    for attachment in item.source.attachments if item.source else ():
        yield attachment.name, attachment.link


_OF_ITEM: dict[str, Callable[[AgendaItem, dict[str, str | None]], Iterable[tuple[Any, ...]]]] = {
    "labels": _labels,
    "outcomes": _fields("outcomes", "code", "part", "text", "start", "end", "rule"),
    "votes": _voters,
    "tallies": _tallies,
    "absences": _absences,
    "attendance": _attendance,
    "history": _fields("history", "body", "date", "code", "part", "text", "start", "end"),
    "remarks": _fields("remarks", "kind", "by", "part", "text", "start", "end"),
    "next_steps": _fields("next_steps", "kind", "body", "part", "start", "end"),
    "fates": _fields("fates", "code", "item", "text", "start", "end"),
    "attachments": _attachments,
}


def _headed(table: str, where: tuple[Any, ...], item: AgendaItem, values: tuple[Any, ...], counted: int) -> tuple[Any, ...]:
    """Put meeting and item before a row of the tables that people read by themselves."""
    return (*where, item.number, item.title, *values, counted) if table in ("votes", "absences") else values


def _row(*values: Any) -> tuple[Any, ...]:
    return tuple(map(clean, values))
