"""Annotated examples: what a marked document, and each of its items, looks like as data."""

from __future__ import annotations

import hashlib
from typing import Any

from nlp.marked import MarkedDocument, MarkedItem


def to_gold(document: MarkedDocument, name: str) -> dict[str, Any]:
    """Give the annotations of a whole document in the field names of the output contract."""
    facts = document.facts
    return {
        "document": name,
        "sha256": hashlib.sha256(document.text.encode()).hexdigest(),
        "chars": len(document.text),
        "municipality": facts["municipality"],
        "committee": facts["committee"],
        "kind": facts["kind"],
        "date": facts["date"],
        "start_time": facts["start"],
        "end_time": facts["end"],
        "place": facts["place"],
        "layout": facts["layout"],
        "participants": document.participants,
        "items": [_gold_item(item) for item in document.items],
        "entities": [_entity(e, 0) | {"item": _item_of(document, e.start)} for e in document.entities],
    }


def to_examples(document: MarkedDocument, name: str, group: str) -> list[dict[str, Any]]:
    """Give one training example for each agenda item; its offsets count from the item's first character."""
    out = []
    for index, item in enumerate(document.items, start=1):
        out.append(
            {
                "id": f"{name}#{index}",
                "group": group,
                "text": document.text[item.start : item.end],
                "topic": item.topic,
                "topic_alt": item.topic_alt,
                "decision_type": item.decision_type,
                "decision_type_alt": item.decision_type_alt,
                "number": item.number,
                "title": item.title,
                "case_number": item.case_number,
                "closed": item.closed,
                "committee": document.facts["committee"],
                "date": document.facts["date"],
                "kind": document.facts["kind"],
                "layout": document.facts["layout"],
                "entities": [_entity(e, item.start) for e in document.entities if item.start <= e.start < item.end],
                "outcomes": [{"code": o.code, "start": o.start - item.start, "end": o.end - item.start, "part": o.part} for o in item.outcomes],
                "absent": item.absent,
                "votes": item.votes,
            }
        )
    return out


def _entity(entity: Any, origin: int) -> dict[str, Any]:
    return {"label": entity.label, "text": entity.text, "start": entity.start - origin, "end": entity.end - origin, "id": entity.id}


def _item_of(document: MarkedDocument, at: int) -> str | None:
    return next((item.number for item in document.items if item.start <= at < item.end), None)


def _gold_item(item: MarkedItem) -> dict[str, Any]:
    return {
        "number": item.number,
        "title": item.title,
        "start": item.start,
        "end": item.end,
        "case_number": item.case_number,
        "closed": item.closed,
        "topic": item.topic,
        "topic_alt": item.topic_alt,
        "decision_type": item.decision_type,
        "decision_type_alt": item.decision_type_alt,
        "outcomes": [{"code": o.code, "text": o.text, "start": o.start, "end": o.end, "part": o.part} for o in item.outcomes],
        "absent": item.absent,
        "votes": item.votes,
    }
