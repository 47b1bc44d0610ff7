"""What goes in and out over HTTP, as types and as the schemas of OpenAPI; results are those of `nlp.schema`."""

from __future__ import annotations

import json
import re
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from nlp.schema import output_schema
from nlp.serve.faults import Refusal

TEXT = (
    "REFERAT Teknisk Udvalg d. 09-05-2023\n\nPunkt 1: Ny cykelsti langs Strandvejen\n\n23/998\n\nIndstilling\n\nForvaltningen indstiller, "
    "at der gives en anlægsbevilling.\n\nBeslutning\n\nAnbefales.\n"
)
Body = TypeVar("Body", bound=BaseModel)
_PREFIX = "#/components/schemas/"
_Name = Annotated[str, Field(max_length=500)]
# As `nlp.pipeline` has them, which this process need not load.
LABELS = ("PERSON", "PARTY", "COMMITTEE", "CASE_NUMBER", "OUTCOME", "AMOUNT", "DATE", "LAW", "MUNICIPALITY", "REGION")
_WORD = f"(?:standard|all|{'|'.join(LABELS)})"
LABELS_ASKED = "Which labels of entities: `standard` (the five, as where it is left out), `all`, or names divided by commas: `PERSON,AMOUNT`."
LABELS_SCHEMA: dict[str, Any] = {"pattern": f"^(?:{_WORD}(?:, ?{_WORD})*)?$"}


def known_labels(words: str) -> str:
    """Give the words back where each is a label.

    Raises:
        ValueError: one is none; says which there are.
    """
    for word in re.split(", ?", words) if words else ():
        if not re.fullmatch(_WORD, word):
            raise ValueError(f"{word[:40]!r} is no label of entities. There are {', '.join(LABELS)}, and `standard` and `all`; divide them by commas")
    return words


SCORE_ASKED = "Give no label of an item that is less probable: `0.7`."
MASK_ASKED = "Hide private people, CPR numbers, mail, telephone and private addresses; `masked` in the result lists what was hidden and why."
_Score = Annotated[float, Field(ge=0, le=1)]
_Labels = Annotated[str, AfterValidator(known_labels)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


MUNICIPALITY_GIVEN = "The municipality or region, where you know it: it wins over what is read."
COMMITTEE_GIVEN = "The body that held the meeting, where you know it: it wins over what is read, and tells its own decisions from others'."
DATE_GIVEN = "The day of the meeting, where you know it, as `2023-05-09` or as minutes write it: it wins over what is read."


class Known(_Strict):
    """What the user knows of the meeting."""

    municipality: _Name = Field(default="", description=MUNICIPALITY_GIVEN)
    committee: _Name = Field(default="", description=COMMITTEE_GIVEN)
    date: _Name = Field(default="", description=DATE_GIVEN)

    def over(self, other: Known) -> Known:
        """Give these facts, and those of `other` where these tell nothing."""
        return Known(municipality=self.municipality or other.municipality, committee=self.committee or other.committee, date=self.date or other.date)

    def facts(self) -> dict[str, str]:
        """Give the facts by name."""
        return {"municipality": self.municipality, "committee": self.committee, "date": self.date}


class Document(Known):
    """One document as text."""

    text: str = Field(description="The minutes, line breaks kept.", examples=[TEXT])
    id: _Name = Field(default="", description="A name of your own; comes back in the result.", examples=["minutes/2023-05-09.txt"])


class TagRequest(Document):
    """One document to tag."""

    with_text: bool = Field(default=False, description="Add the text as read to the result.")
    entities: _Labels = Field(default="", description=LABELS_ASKED, json_schema_extra=LABELS_SCHEMA)
    min_score: _Score = Field(default=0.0, description=SCORE_ASKED)
    mask: bool = Field(default=False, description=MASK_ASKED)


class BatchRequest(_Strict):
    """Several documents to tag."""

    documents: list[Document] = Field(min_length=1, description="The documents; how many are taken at most, `/v1/model` says.")
    with_text: bool = Field(default=False, description="Add the text as read to each result.")
    entities: _Labels = Field(default="", description=LABELS_ASKED, json_schema_extra=LABELS_SCHEMA)
    min_score: _Score = Field(default=0.0, description=SCORE_ASKED)
    mask: bool = Field(default=False, description=MASK_ASKED)


class Item(_Strict):
    """One agenda item alone."""

    text: str = Field(description="The item as it stands in minutes, heading first.", examples=["Punkt 1: Budget 2024\n\nBeslutning\n\nGodkendt.\n"])
    committee: _Name | None = Field(default=None, description="The body that holds the meeting: tells its own decisions from those of others.")


class ItemsRequest(_Strict):
    """Several agenda items to tag."""

    items: list[Item] = Field(min_length=1, description="The items; how many are taken at most, `/v1/model` says.")


REQUESTS = (TagRequest, BatchRequest, ItemsRequest)
_ITEM = "Punkt 1: Budget 2024\n\nBeslutning\n\nGodkendt.\n"
EXAMPLES: dict[str, dict[str, Any]] = {
    "TagRequest": {"text": TEXT, "id": "minutes/2023-05-09.txt"},
    "BatchRequest": {"documents": [{"text": TEXT, "id": "a"}, {"text": _ITEM, "id": "b"}]},
    "ItemsRequest": {"items": [{"text": _ITEM, "committee": "Byrådet"}]},
}


def schemas(max_batch: int) -> dict[str, Any]:
    """Give the schemas of all bodies: requests from the types here, results from those of `nlp.document`.

    Args:
        max_batch: The most documents or items that one request may hold.
    """
    whole = _moved(output_schema())
    document, unread = whole["anyOf"]
    out: dict[str, Any] = {**whole["$defs"], "Minutes": {"title": "Tagged minutes", **document}, "UnreadDocument": unread}
    # Results of the service always say by which model.
    model: dict[str, Any] = {
        "type": "object",
        "properties": {name: {"type": "string"} for name in ("name", "version", "digest")},
        "required": ["name", "version", "digest"],
    }
    out["ModelName"] = model
    error = unread["properties"]["error"]
    out["Problem"] = {"type": "object", "properties": {"error": error}, "required": ["error"]}
    tagged = {"anyOf": [_ref("Minutes"), _ref("UnreadDocument")]}
    out["Batch"] = _with_model(documents={"type": "array", "items": tagged})
    out["Items"] = _with_model(items={"type": "array", "items": {"anyOf": [_ref("AgendaItem"), _ref("Problem")]}})
    numbers = {"type": "object", "additionalProperties": {"type": "number"}}
    names = {"type": "array", "items": {"type": "string"}}
    labels = {"type": "object", "additionalProperties": names}
    facts = {"trained": {"type": "string"}, "labels": labels, "scores": {"type": "object"}, "data": {"type": "object"}}
    facts |= {"entities": names, "more_entities": names, "outcomes": names, "limits": numbers}
    out["Model"] = {
        "type": "object",
        "properties": {**model["properties"], **facts},
        "required": [*model["required"], "labels", "entities", "more_entities", "outcomes", "limits"],
    }
    out["Rule"] = {
        "type": "object",
        "properties": {
            "id": {"type": "string"},
            "looks_for": {"type": "string"},
            "looks_for_da": {"type": ["string", "null"]},
            "phrases": {"type": "array", "items": {"type": "string"}},
        },
        "required": ["id", "looks_for", "looks_for_da", "phrases"],
    }
    evidence: dict[str, Any] = {name: {"type": "string"} for name in ("kind", "means", "text")} | {name: {"type": "integer"} for name in ("start", "end")}
    evidence |= {name: {"type": ["string", "null"]} for name in ("rule", "why")}
    shown: dict[str, Any] = {"number": {"type": ["string", "null"]}, "title": {"type": ["string", "null"]}}
    shown["evidence"] = {"type": "array", "items": {"type": "object", "properties": evidence, "required": list(evidence)}}
    explained = {"type": "array", "items": {"type": "object", "properties": shown, "required": list(shown)}}
    out["Explanation"] = {
        "type": "object",
        "properties": {"id": {"type": "string"}, "layout": {"type": ["string", "null"]}, "items": explained},
        "required": ["id", "layout", "items"],
    }
    out["Status"] = {"type": "object", "properties": {"status": {"type": "string"}}, "required": ["status"]}
    for request in REQUESTS:
        made = request.model_json_schema(ref_template=_PREFIX + "{model}")
        out |= made.pop("$defs", {})
        out[request.__name__] = made
    for holder, name in (("BatchRequest", "documents"), ("ItemsRequest", "items")):
        out[holder]["properties"][name]["maxItems"] = max_batch
    return out


def _with_model(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": {"model": _ref("ModelName"), **properties}, "required": ["model", *properties]}


def _ref(name: str) -> dict[str, str]:
    return {"$ref": _PREFIX + name}


def _moved(schema: Any) -> Any:
    text = json.dumps(schema).replace('"#/$defs/', f'"{_PREFIX}')
    return json.loads(text)


def read_json(kind: type[Body], raw: bytes) -> Body:
    """Read a request's body.

    Raises:
        Refusal: it is no JSON (400), or has not the shape that is wanted (422). What it holds is not repeated.
    """
    try:
        return kind.model_validate_json(raw)
    except ValidationError as err:
        faults = err.errors(include_url=False, include_context=True, include_input=False)
        if faults[0]["type"] == "json_invalid":
            raise Refusal(400, "json", f"The body is no JSON: {faults[0]['msg'].removeprefix('Invalid JSON: ')}.") from None
        said = "; ".join(f"{'.'.join(map(str, fault['loc'])) or 'the body'}: {fault['msg'].removeprefix('Value error, ')}" for fault in faults[:5])
        raise Refusal(422, "shape", f"The body has not the shape of {kind.__name__} (see /docs): {said}.") from None
