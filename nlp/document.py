"""The shape of the output: frozen dataclasses, offsets in characters of the text as read.

One definition gives all: types for programs, JSON and back, the JSON Schema.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Annotated, Any, Literal, get_type_hints

from pydantic import Field, TypeAdapter, ValidationError

from nlp.errors import BadResult
from nlp.vocabulary import OUTCOME_CODES, SECTION_KINDS

SCHEMA_VERSION = 1

# `for` is a word of Python's: the field is `for_`, and `for` in the output.
_For = Field(alias="for", validation_alias="for")
_Kind = Field(json_schema_extra={"enum": list(SECTION_KINDS)})
_Code = Field(json_schema_extra={"enum": list(OUTCOME_CODES)})
_Probability = Field(ge=0, le=1)
# What stands around the words of a section: blanks, and the signs of Markdown.
_MARKUP = " \t\r\n:*#|"
# Left out of the output where they are empty.
_Seldom = Field(exclude_if=lambda value: not value)


@dataclass(frozen=True, slots=True)
class Participant:
    """One member on the attendance list; `party` is the official letter, `UP` outside the parties."""

    name: str
    party: str | None = None
    role: str | None = None
    present: bool = True


@dataclass(frozen=True, slots=True)
class Section:
    """One section of an agenda item, heading included."""

    kind: Annotated[str, _Kind]
    heading: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another label that may be right, and its probability."""

    label: str
    score: Annotated[float, _Probability]


@dataclass(frozen=True, slots=True)
class Label:
    """A label and the probability that it is right; `alternatives` are the next most probable ones, the likeliest first."""

    label: str | None
    score: Annotated[float, _Probability]
    alternatives: tuple[Alternative, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """One decision of the body that holds the meeting; `part` is the number of the proposal it answers."""

    code: Annotated[str, _Code]
    text: str
    start: int
    end: int
    part: str | None = None
    rule: str | None = None


@dataclass(frozen=True, slots=True)
class PastDecision:
    """A decision in the item that is not this meeting's: another body's, or this body's at another time."""

    body: str | None
    date: str | None
    code: str
    text: str
    start: int
    end: int
    part: str | None = None
    rule: str | None = None


@dataclass(frozen=True, slots=True)
class Remark:
    """What stands beside a decision.

    `kind` is `amendment` (the proposal was changed, or a change was moved), `condition`, `comment` (a note or a reason that goes with the
    decision), `reservation` (a member or party keeps its position open), `statement` (for the record) or `demand` (before another body). `by` are the members (by name) or parties (by letter) who made it, `part` is the proposal's number.
    """

    kind: str
    text: str
    start: int
    end: int
    part: str | None = None
    by: tuple[str, ...] = ()
    rule: str | None = None


@dataclass(frozen=True, slots=True)
class Fate:
    """What another item of the meeting says has become of this one; `item` is that item's number."""

    code: str
    text: str
    start: int
    end: int
    item: str | None
    rule: str | None = None


@dataclass(frozen=True, slots=True)
class NextStep:
    """Where the case goes: a body that treats it next (`next`), or one that has the final say (`decides`), on a numbered point where one is told."""

    kind: str
    body: str
    start: int
    end: int
    part: str | None = None
    rule: str | None = None


@dataclass(frozen=True, slots=True)
class Presence:
    """Who was away from an item, or came or left around it: `absent`, `substitute`, `arrived`, `left`, `disqualified`.

    `replaces` is the member for whom a substitute sits, `time` is `HH:MM`.
    """

    name: str
    status: str
    text: str
    start: int
    end: int
    replaces: str | None = None
    time: str | None = None
    rule: str | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """Votes as they were counted in the minutes; None for a side that is not told."""

    for_: Annotated[int | None, _For] = None
    against: int | None = None
    abstain: int | None = None


@dataclass(frozen=True, slots=True)
class PartVotes:
    """The vote on one numbered point, or on a motion beside the proposal (`subject` is `amendment`): to change it, to put it off, another in its place.

    `moved_by` are the members (by name) or parties (by letter) who moved it, where that is told; `result` is `approved` or `rejected`.
    """

    part: str | None
    subject: str = "proposal"
    for_: Annotated[tuple[str, ...], _For] = ()
    against: tuple[str, ...] = ()
    abstain: tuple[str, ...] = ()
    tally: Tally | None = None
    start: int | None = None
    end: int | None = None
    rule: str | None = None
    moved_by: tuple[str, ...] = ()
    result: str | None = None


@dataclass(frozen=True, slots=True)
class Votes:
    """Who voted how: members by name where they are named, else party letters.

    `tally` holds the numbers where they are told; `consistent` says whether they agree with the members named (None where that
    cannot be told, as where parties are named without their sizes). `parts` holds each vote where there were several.
    """

    for_: Annotated[tuple[str, ...], _For] = ()
    against: tuple[str, ...] = ()
    abstain: tuple[str, ...] = ()
    tally: Tally | None = None
    consistent: bool | None = None
    parts: tuple[PartVotes, ...] = ()
    start: int | None = None
    end: int | None = None
    rule: str | None = None


@dataclass(frozen=True, slots=True)
class Entity:
    """One named thing; `id` is what it resolves to, `item` the number of the agenda item it stands in."""

    label: str
    text: str
    start: int
    end: int
    id: str
    item: str | None = None
    rule: str | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A document that belongs to an item, as its source lists it."""

    name: str
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a document, or one item of it, is published: its address, what its source calls it, and what is attached to it."""

    link: str | None = None
    document_id: str | None = None
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Mask:
    """What was hidden: `cpr`, `mail`, `telephone`, `address` or `person`, where, and why."""

    kind: str
    start: int
    end: int
    why: str


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """One agenda item. Items do not overlap; together they cover the text from the first one on."""

    number: str | None
    title: str | None
    start: int
    end: int
    case_number: str | None = None
    closed: bool = False
    sections: tuple[Section, ...] = ()
    topic: Label | None = None
    decision_type: Label | None = None
    outcomes: tuple[Outcome, ...] = ()
    absent: tuple[str, ...] = ()
    votes: Votes | None = None
    history: tuple[PastDecision, ...] = ()
    remarks: tuple[Remark, ...] = ()
    fates: tuple[Fate, ...] = ()
    next_steps: tuple[NextStep, ...] = ()
    attendance: tuple[Presence, ...] = ()
    # The party's letter of every member who voted or was absent, where any line tells it.
    parties: dict[str, str] = field(default_factory=dict)
    # Labels of other kinds than the two, where a model was trained on a scheme of its own.
    labels: Annotated[dict[str, Label], _Seldom] = field(default_factory=dict)
    source: Annotated[Origin | None, _Seldom] = None
    # The item as it stands in the document, heading first; empty where results were read without their text.
    text: Annotated[str, Field(exclude=True)] = field(default="", repr=False, compare=False)

    def section(self, kind: str) -> str | None:
        """Give the words below the headings of this kind (`proposal`, `decision`, ...); None where there is no such section."""
        parts = [self._below(part) for part in self.sections if part.kind == kind]
        return "\n\n".join(filter(None, parts)) if parts else None

    @property
    def decision(self) -> str | None:
        """The words of the decision, without their heading; None where the item has none."""
        return self.section("decision")

    def _below(self, section: Section) -> str:
        words = self.text[section.start - self.start : section.end - self.start]
        if words.startswith(section.heading):
            words = words[len(section.heading) :]
        return words.strip(_MARKUP)

    def to_dict(self) -> dict[str, Any]:
        """Give the item in the shape of the output contract."""
        out: dict[str, Any] = _item_adapter().dump_python(self, mode="json", by_alias=True)
        return out


@dataclass(frozen=True, slots=True)
class Minutes:
    """One tagged document."""

    id: str
    sha256: str
    model: dict[str, str] = field(default_factory=dict)
    kind: Literal["minutes", "agenda"] = "minutes"
    layout: str | None = None
    municipality: str | None = None
    committee: str | None = None
    date: str | None = None
    start_time: str | None = None
    end_time: str | None = None
    place: str | None = None
    participants: tuple[Participant, ...] = ()
    items: tuple[AgendaItem, ...] = ()
    entities: tuple[Entity, ...] = ()
    source: Annotated[Origin | None, _Seldom] = None
    masked: Annotated[tuple[Mask, ...], _Seldom] = ()
    text: Annotated[str, _Seldom] = field(default="", repr=False)

    def item(self, number: str) -> AgendaItem:
        """Give the first item of that number, as it is printed.

        Raises:
            KeyError: there is none.
        """
        for item in self.items:
            if item.number == number:
                return item
        raise KeyError(f"no item {number!r}; there are {', '.join(str(item.number) for item in self.items) or 'none'}")

    def to_dict(self, *, with_text: bool = False) -> dict[str, Any]:
        """Give the document in the shape of the output contract."""
        left_out = None if with_text else {"text"}
        plain: dict[str, Any] = _minutes_adapter().dump_python(self, mode="json", by_alias=True, exclude=left_out)
        return {"schema_version": SCHEMA_VERSION} | plain

    def to_json(self, *, with_text: bool = False) -> str:
        """Give the document as one line of JSON."""
        return json.dumps(self.to_dict(with_text=with_text), ensure_ascii=False)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Minutes:
        """Read what `to_dict` gave; fields of newer releases are passed over.

        Raises:
            BadResult: it is no tagged document; the message names the field.
        """
        if "error" in data:
            raise BadResult(f"{data.get('id')}: could not be read when it was tagged ({data['error']}). Read it with Failure.")
        try:
            minutes = _minutes_adapter().validate_python(data, by_alias=True)
        except ValidationError as err:
            fault = err.errors(include_url=False)[0]
            raise BadResult(f"{data.get('id')}: is no tagged document: {'.'.join(map(str, fault['loc']))}: {fault['msg']}.") from err
        return minutes.with_item_texts() if minutes.text else minutes

    @classmethod
    def from_json(cls, line: str | bytes) -> Minutes:
        """Read one line that `to_json` or `referat tag` wrote.

        Raises:
            BadResult: it is no JSON, or no tagged document.
        """
        try:
            data = json.loads(line)
        except ValueError as err:
            raise BadResult(f"the line is no JSON ({err}). Give one line of the output of `referat tag`.") from err
        if not isinstance(data, dict):
            raise BadResult(f"the line holds a {type(data).__name__}. Give one line of the output of `referat tag`.")
        return cls.from_dict(data)

    def with_item_texts(self) -> Minutes:
        """Give the document with each item's own text filled in from `text`."""
        return replace(self, items=tuple(replace(item, text=self.text[item.start : item.end]) for item in self.items))


@dataclass(frozen=True, slots=True)
class Failure:
    """A document that could not be read, in its place in the results."""

    id: str
    kind: str
    message: str

    def to_dict(self) -> dict[str, Any]:
        return {"schema_version": SCHEMA_VERSION, "id": self.id, "error": {"kind": self.kind, "message": self.message}}

    def to_json(self) -> str:
        return json.dumps(self.to_dict(), ensure_ascii=False)


@cache
def _minutes_adapter() -> TypeAdapter[Minutes]:
    return TypeAdapter(Minutes)


@cache
def _item_adapter() -> TypeAdapter[AgendaItem]:
    return TypeAdapter(AgendaItem)


def minutes_schema() -> dict[str, Any]:
    """Give the JSON Schema of a tagged document, without its version."""
    return _minutes_adapter().json_schema(mode="serialization", by_alias=True, ref_template="#/$defs/{model}")


def seldom_fields(name: str) -> set[str]:
    """Give the fields of a type that the output leaves out where they are empty.

    Example:
        >>> sorted(seldom_fields("AgendaItem"))
        ['labels', 'source']
    """
    kind = globals()[name]
    return {field for field, hint in get_type_hints(kind, include_extras=True).items() if _Seldom in getattr(hint, "__metadata__", ())}


def from_findings(data: dict[str, Any]) -> Minutes:
    """Build a document from the plain data of the pipeline, whose sides of a vote are called `for_`."""
    return _minutes_adapter().validate_python(data, by_name=True).with_item_texts()
