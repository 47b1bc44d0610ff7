"""The JSON Schema of the output, made from the dataclasses that it consists of."""

from __future__ import annotations

import types
from dataclasses import MISSING, fields, is_dataclass
from typing import Any, Union, get_args, get_origin, get_type_hints

from nlp.document import SCHEMA_VERSION, Failure, Minutes
from nlp.vocabulary import OUTCOME_CODES, SECTION_KINDS

_PLAIN: dict[Any, str] = {str: "string", int: "integer", float: "number", bool: "boolean"}
# What the type of a field does not say.
_NARROWER: dict[tuple[str, str], dict[str, Any]] = {
    ("Minutes", "kind"): {"enum": ["minutes", "agenda"]},
    ("Section", "kind"): {"enum": list(SECTION_KINDS)},
    ("Outcome", "code"): {"enum": sorted(OUTCOME_CODES)},
    ("Label", "score"): {"type": "number", "minimum": 0, "maximum": 1},
}


def output_schema() -> dict[str, Any]:
    """Give the schema of one line of output: a tagged document, or one that could not be read."""
    defs: dict[str, Any] = {}
    document = _object(Minutes, defs)
    document["properties"].pop("text")
    document["required"] = [name for name in document["required"] if name != "text"]
    failure = {
        "type": "object",
        "properties": {name: {"type": "string"} for name in (f.name for f in fields(Failure)) if name != "id"},
        "required": ["kind", "message"],
    }
    head = {"schema_version": {"const": SCHEMA_VERSION}, "id": {"type": "string"}}
    document["properties"] = head | document["properties"] | {"text": {"type": "string"}}
    document["required"] = ["schema_version", *document["required"]]
    unread = {"type": "object", "properties": head | {"error": failure}, "required": ["schema_version", "id", "error"]}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Tagged minutes",
        "anyOf": [document, unread],
        "$defs": defs,
    }


def _object(cls: Any, defs: dict[str, Any]) -> dict[str, Any]:
    hints = get_type_hints(cls)
    properties, required = {}, []
    for field in fields(cls):
        name = field.name.rstrip("_")
        properties[name] = _NARROWER.get((cls.__name__, name)) or _type(hints[field.name], defs)
        # Fields that may be added later are optional; what the contract names is always there.
        if (cls.__name__, name) not in _OPTIONAL:
            required.append(name)
        if field.default is MISSING and field.default_factory is MISSING and name not in required:
            required.append(name)
    return {"type": "object", "properties": properties, "required": required}


_ADDED = ("history", "remarks", "fates", "next_steps", "attendance", "labels")
_OPTIONAL = {("Minutes", "layout"), *((name, "rule") for name in ("Entity", "Outcome")), *(("AgendaItem", name) for name in _ADDED)} | {
    ("Votes", name) for name in ("tally", "consistent", "parts", "start", "end", "rule")
}


def _type(hint: Any, defs: dict[str, Any]) -> dict[str, Any]:
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        options = [_type(arg, defs) if arg is not type(None) else {"type": "null"} for arg in get_args(hint)]
        return {"anyOf": options}
    if origin is tuple:
        return {"type": "array", "items": _type(get_args(hint)[0], defs)}
    if origin is dict:
        return {"type": "object", "additionalProperties": _type(get_args(hint)[1], defs)}
    if is_dataclass(hint):
        name = hint.__name__  # type: ignore[union-attr]
        if name not in defs:
            defs[name] = {}
            defs[name] = _object(hint, defs)
        return {"$ref": f"#/$defs/{name}"}
    return {"type": _PLAIN[hint]}
