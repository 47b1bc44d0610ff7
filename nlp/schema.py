"""The JSON Schema of the output, made from the dataclasses that it consists of."""

from __future__ import annotations

from typing import Any

from nlp.document import SCHEMA_VERSION, minutes_schema, seldom_fields

# Fields that came after the first version: older output lacks them.
_ADDED = {
    "Label": {"alternatives"},
    "Minutes": {"layout", "masked", "source"},
    "AgendaItem": {"history", "remarks", "fates", "next_steps", "attendance", "labels", "parties", "source"},
    "Entity": {"rule"},
    "Outcome": {"rule"},
    "PartVotes": {"moved_by", "result"},
    "Votes": {"tally", "consistent", "parts", "start", "end", "rule"},
}


def output_schema() -> dict[str, Any]:
    """Give the schema of one line of output: a tagged document, or one that could not be read."""
    document = minutes_schema()
    defs = document.pop("$defs")
    for name, definition in (("Minutes", document), *defs.items()):
        optional = _ADDED.get(name, set()) | seldom_fields(name)
        definition["required"] = [field for field in definition.get("properties", ()) if field not in optional]
    head = {"schema_version": {"const": SCHEMA_VERSION}, "id": {"type": "string"}}
    document["properties"] = head | document["properties"] | {"text": {"type": "string"}}
    document["required"] = ["schema_version", *document["required"]]
    failure = {
        "type": "object",
        "properties": {"kind": {"type": "string"}, "message": {"type": "string"}},
        "required": ["kind", "message"],
    }
    unread = {"type": "object", "properties": head | {"error": failure}, "required": ["schema_version", "id", "error"]}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Tagged minutes",
        "anyOf": [document, unread],
        "$defs": defs,
    }
