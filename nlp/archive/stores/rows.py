"""A tagged document as rows for the tables of the SQLite store."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from nlp.archive.stores.tables import clean
from nlp.document import AgendaItem, Failure, Minutes

TABLES: dict[str, dict[str, type]] = {
    "meetings": {
        **{"id": int, "document": str, "sha256": str, "model": str, "kind": str, "layout": str, "municipality": str, "committee": str},
        **{"date": str, "start_time": str, "end_time": str, "place": str},
    },
    "participants": {"id": int, "meeting": int, "name": str, "party": str, "role": str, "present": int},
    "items": {
        **{"id": int, "meeting": int, "position": int, "number": str, "title": str, "case_number": str, "closed": int, "topic": str},
        **{"topic_score": float, "decision_type": str, "decision_type_score": float, "start": int, "end": int, "text": str},
    },
    "outcomes": {"id": int, "item": int, "code": str, "part": str, "text": str, "start": int, "end": int},
    "votes": {"id": int, "item": int, "vote": str, "member": str, "party": str},
    "tallies": {"id": int, "item": int, "part": str, "subject": str, "votes_for": int, "votes_against": int, "votes_abstain": int, "consistent": int},
    "absences": {"id": int, "item": int, "member": str, "party": str},
    "history": {"id": int, "item": int, "body": str, "date": str, "code": str, "part": str, "text": str, "start": int, "end": int},
    "remarks": {"id": int, "item": int, "kind": str, "by": str, "part": str, "text": str, "start": int, "end": int},
    "next_steps": {"id": int, "item": int, "kind": str, "body": str, "start": int, "end": int},
    "fates": {"id": int, "item": int, "code": str, "by_item": str, "text": str, "start": int, "end": int},
    "attendance": {"id": int, "item": int, "member": str, "party": str, "status": str, "replaces": str, "time": str, "text": str, "start": int, "end": int},
    "entities": {"id": int, "meeting": int, "item": int, "label": str, "text": str, "resolved": str, "start": int, "end": int, "rule": str},
    "failures": {"document": str, "kind": str, "message": str},
}
# Tables whose rows hang on an item alone, and their columns after the keys.
OF_ITEMS = {name: tuple(columns)[2:] for name, columns in TABLES.items() if tuple(columns)[1] == "item"}
# Where a column is called otherwise than the field it holds.
_FIELDS = {("fates", "by_item"): "item", ("attendance", "member"): "name"}
_PLAIN = ("outcomes", "history", "remarks", "next_steps", "fates", "attendance")

Rows = dict[str, list[tuple[Any, ...]]]


def encode_rows(minutes: Minutes | None, failure: Failure | None) -> Rows:
    """Give a result as rows for each table; keys within it count from 0 and are made final by the store."""
    rows: Rows = {}
    if failure is not None:
        rows["failures"] = [_row(failure.id, failure.kind, failure.message)]
    if minutes is None:
        return rows
    head = (minutes.id, minutes.sha256, minutes.model["digest"], minutes.kind, minutes.layout, minutes.municipality, minutes.committee)
    rows["meetings"] = [_row(*head, minutes.date, minutes.start_time, minutes.end_time, minutes.place)]
    rows["participants"] = [_row(one.name, one.party, one.role, int(one.present)) for one in minutes.participants]
    rows["items"] = [_item_row(minutes, position, item) for position, item in enumerate(minutes.items, 1)]
    rows["entities"] = list(_entity_rows(minutes))
    parties = {one.name: one.party for one in minutes.participants}
    for table in OF_ITEMS:
        rows[table] = [_row(at, *values) for at, item in enumerate(minutes.items) for values in _of_item(table, item, parties)]
    return rows


def _item_row(minutes: Minutes, position: int, item: AgendaItem) -> tuple[Any, ...]:
    topic, decision = item.topic, item.decision_type
    labels = (topic and topic.label, topic and topic.score, decision and decision.label, decision and decision.score)
    text = minutes.text[item.start : item.end]
    return _row(position, item.number, item.title, item.case_number, int(item.closed), *labels, item.start, item.end, text)


def _of_item(table: str, item: AgendaItem, parties: dict[str, str | None]) -> Iterator[tuple[Any, ...]]:
    if table == "votes":
        yield from ((side, *_voter(voter, parties)) for side, voter in _votes(item))
    elif table == "tallies":
        yield from _tallies(item)
    elif table == "absences":
        yield from ((name, parties.get(name)) for name in item.absent)
    elif table in _PLAIN:
        for one in getattr(item, table):
            yield tuple(parties.get(one.name) if column == "party" else _value(table, column, one) for column in OF_ITEMS[table])


def _value(table: str, column: str, one: Any) -> Any:
    value = getattr(one, _FIELDS.get((table, column), column))
    return ", ".join(value) or None if isinstance(value, tuple) else value


def _votes(item: AgendaItem) -> Iterator[tuple[str, str]]:
    votes = item.votes
    if votes is not None:
        for side, voters in (("for", votes.for_), ("against", votes.against), ("abstain", votes.abstain)):
            yield from ((side, voter) for voter in voters)


def _tallies(item: AgendaItem) -> Iterator[tuple[Any, ...]]:
    votes = item.votes
    if votes is None:
        return
    if votes.tally is not None:
        consistent = None if votes.consistent is None else int(votes.consistent)
        yield None, None, votes.tally.for_, votes.tally.against, votes.tally.abstain, consistent
    for part in votes.parts:
        if part.tally is not None:
            yield part.part, part.subject, part.tally.for_, part.tally.against, part.tally.abstain, None


def _voter(voter: str, parties: dict[str, str | None]) -> tuple[str | None, str | None]:
    """Tell a member from a party's letter: give (member, party)."""
    if voter in parties:
        return voter, parties[voter]
    return (None, voter) if len(voter) <= 3 and " " not in voter else (voter, None)


def _entity_rows(minutes: Minutes) -> Iterator[tuple[Any, ...]]:
    at = 0
    for entity in minutes.entities:
        while at < len(minutes.items) and minutes.items[at].end <= entity.start:
            at += 1
        inside = at < len(minutes.items) and minutes.items[at].start <= entity.start
        yield _row(at if inside else None, entity.label, entity.text, entity.id, entity.start, entity.end, entity.rule)


def _row(*values: Any) -> tuple[Any, ...]:
    return tuple(map(clean, values))
