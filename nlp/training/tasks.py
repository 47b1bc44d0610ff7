"""An example as annotation tools see it, and back: text, spans, labels, and the rest that is for us alone."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from nlp.errors import BadExamples
from nlp.training.examples import Example

Span = tuple[int, int, str]
# The kind of a label that names none, and the control that marks spans.
PLAIN = "label"
SPANS = "entities"


@dataclass(frozen=True, slots=True)
class Task:
    """An example as a tool sees it: spans are (start, end, label), labels are (kind, label), `rest` is for us alone."""

    text: str
    spans: list[Span]
    labels: list[tuple[str, str]]
    rest: dict[str, Any]


def to_task(row: Example, kinds: Sequence[str]) -> Task:
    """Take an example apart."""
    spans = [(e["start"], e["end"], e["label"]) for e in row.get("entities") or []]
    labels = [(kind, row[kind]) for kind in kinds if row.get(kind) is not None]
    rest = {name: value for name, value in row.items() if name not in ("text", "entities", *kinds)}
    # Keys that have no place of their own are kept even where their value is empty: the way back must give them again.
    rest["_kinds"] = [kind for kind in kinds if kind in row]
    if "entities" in row:
        rest["_entities"] = row["entities"]
    rest["_order"] = list(row)
    return Task(row["text"], spans, labels, rest)


def from_task(task: Task) -> Example:
    """Put an example together; what is known of a span that the tool left as it was stays with it."""
    rest = dict(task.rest)
    known = {(e["start"], e["end"], e["label"]): e for e in rest.pop("_entities", [])}
    for told in rest.pop("_meanings", []):
        place = (told["start"], told["end"], told["label"])
        known[place] = {**entity_of(task.text, *place), "id": told["id"]}
    order = rest.pop("_order", [])
    kinds = dict.fromkeys([*rest.pop("_kinds", []), *(kind for kind, _ in task.labels)])
    entities = [known.get(span) or entity_of(task.text, *span) for span in sorted(task.spans)]
    row = {**rest, "text": task.text, **dict.fromkeys(kinds), **dict(task.labels)}
    if entities or "entities" in order or not order:
        row["entities"] = entities
    if "outcomes" in row and "entities" in row:
        places = {(e["start"], e["end"]) for e in entities}
        row["outcomes"] = [o for o in row["outcomes"] if (o["start"], o["end"]) in places]
    return {name: row[name] for name in dict.fromkeys([*(name for name in order if name in row), *row])}


def entity_of(text: str, start: int, end: int, label: str) -> Example:
    """Give a span as an entity that resolves to its own words."""
    return {"label": label, "text": text[start:end], "start": start, "end": end, "id": text[start:end]}


def overlapping(spans: Sequence[Span]) -> tuple[Span, Span] | None:
    """Give two spans that overlap; None where none do.

    Example:
        >>> overlapping([(0, 4, "PERSON"), (3, 9, "PARTY")])
        ((0, 4, 'PERSON'), (3, 9, 'PARTY'))
    """
    ordered = sorted(spans)
    return next((pair for pair in zip(ordered, ordered[1:], strict=False) if pair[1][0] < pair[0][1]), None)


def as_json(value: Any, indent: int | None = None) -> str:
    """Give a value as JSON, a table's timestamps and days as ISO 8601.

    Raises:
        BadExamples: JSON has no word for it.
    """
    return json.dumps(value, ensure_ascii=False, indent=indent, default=_plain)


def _plain(value: Any) -> Any:
    if isinstance(value, date | time):
        return value.isoformat()
    raise BadExamples(f"{value!r}: a {type(value).__name__} cannot be written as JSON. Take the column out.")
