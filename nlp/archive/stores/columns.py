"""A tagged document as rows: one an item, one an entity. The same columns in CSV, Parquet and on a cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

MEETING = ("document", "municipality", "committee", "date", "kind")
# Column and type of Arrow: what `pyarrow.type_for_alias` knows, `list` for a list of strings.
ITEMS: tuple[tuple[str, str], ...] = (
    *((name, "string") for name in MEETING),
    ("position", "int32"),
    ("number", "string"),
    ("title", "string"),
    ("case_number", "string"),
    ("closed", "bool"),
    ("topic", "string"),
    ("topic_score", "double"),
    ("decision_type", "string"),
    ("decision_type_score", "double"),
    ("outcomes", "list"),
    ("outcomes_by_point", "list"),
    ("outcome_words", "list"),
    ("absent", "list"),
    ("votes_for", "list"),
    ("votes_against", "list"),
    ("votes_abstain", "list"),
    ("count_for", "int32"),
    ("count_against", "int32"),
    ("count_abstain", "int32"),
    ("votes_consistent", "bool"),
    ("remarks", "list"),
    ("fates", "list"),
    ("next_steps", "list"),
    ("history", "list"),
    ("attendance", "list"),
    ("start", "int64"),
    ("end", "int64"),
)
ENTITIES: tuple[tuple[str, str], ...] = (
    ("document", "string"),
    ("item", "string"),
    ("label", "string"),
    ("text", "string"),
    ("resolved", "string"),
    ("start", "int64"),
    ("end", "int64"),
    ("rule", "string"),
)


def item_rows(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Give one row for each agenda item of a document in the shape of the output contract; none for one that failed."""
    meeting = {"document": data["id"], **{name: data.get(name) for name in MEETING[1:]}}
    for position, item in enumerate(data.get("items", ()), 1):
        votes = item["votes"] or {}
        tally = votes.get("tally") or {}
        topic, decision = item["topic"] or {}, item["decision_type"] or {}
        yield {
            **meeting,
            "position": position,
            **{name: item[name] for name in ("number", "title", "case_number", "closed", "absent", "start", "end")},
            "topic": topic.get("label"),
            "topic_score": topic.get("score"),
            "decision_type": decision.get("label"),
            "decision_type_score": decision.get("score"),
            "outcomes": list(dict.fromkeys(outcome["code"] for outcome in item["outcomes"])),
            "outcomes_by_point": [_at_point(outcome["code"], outcome) for outcome in item["outcomes"]],
            "outcome_words": list(dict.fromkeys(" ".join(outcome["text"].split()) for outcome in item["outcomes"])),
            **{f"votes_{side}": votes.get(side, []) for side in ("for", "against", "abstain")},
            **{f"count_{side}": tally.get(side) for side in ("for", "against", "abstain")},
            "votes_consistent": votes.get("consistent"),
            **{name: list(dict.fromkeys(map(say, item.get(name, ())))) for name, say in _SAID.items()},
        }


def _at_point(words: str, one: dict[str, Any]) -> str:
    return f"{one['part']}: {words}" if one.get("part") else words


def _remark(one: dict[str, Any]) -> str:
    by = f" ({', '.join(one['by'])})" if one["by"] else ""
    return _at_point(f"{one['kind']}: {' '.join(one['text'].split())}{by}", one)


def _fate(one: dict[str, Any]) -> str:
    return f"{one['code']} (item {one['item']})" if one["item"] else str(one["code"])


def _next_step(one: dict[str, Any]) -> str:
    return _at_point(f"{one['body']} (decides)" if one["kind"] == "decides" else one["body"], one)


def _past(one: dict[str, Any]) -> str:
    return ", ".join(filter(None, (one["body"], one["date"], _at_point(one["code"], one))))


def _presence(one: dict[str, Any]) -> str:
    return ", ".join(filter(None, (f"{one['name']}: {one['status']}", one["time"], one["replaces"] and f"for {one['replaces']}")))


# What stands beside a decision, each in words.
_SAID: dict[str, Callable[[dict[str, Any]], str]] = {
    "remarks": _remark,
    "fates": _fate,
    "next_steps": _next_step,
    "history": _past,
    "attendance": _presence,
}


def entity_rows(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Give one row for each entity of such a document."""
    for entity in data.get("entities", ()):
        yield {
            "document": data["id"],
            "resolved": entity["id"],
            "rule": entity.get("rule"),
            **{name: entity[name] for name in ("item", "label", "text", "start", "end")},
        }


def arrow_schema(columns: tuple[tuple[str, str], ...]) -> Any:
    """Give the columns as a schema of Arrow."""
    import pyarrow as pa

    types = {"string": pa.string(), "int32": pa.int32(), "int64": pa.int64(), "bool": pa.bool_(), "double": pa.float64(), "list": pa.list_(pa.string())}
    return pa.schema([(name, types[kind]) for name, kind in columns])
