"""The shape of the output: frozen dataclasses, offsets in characters of the text as read."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, fields
from functools import cache
from typing import Any

SCHEMA_VERSION = 1


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

    kind: str
    heading: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Label:
    """A label and the probability that it is right."""

    label: str | None
    score: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """One decision of the body that holds the meeting; `part` is the number of the proposal it answers."""

    code: str
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

    for_: int | None = None
    against: int | None = None
    abstain: int | None = None


@dataclass(frozen=True, slots=True)
class PartVotes:
    """The vote on one numbered point, or on one proposed amendment (`subject` is `amendment`)."""

    part: str | None
    subject: str = "proposal"
    for_: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    abstain: tuple[str, ...] = ()
    tally: Tally | None = None
    start: int | None = None
    end: int | None = None
    rule: str | None = None


@dataclass(frozen=True, slots=True)
class Votes:
    """Who voted how: members by name where they are named, else party letters.

    `tally` holds the numbers where they are told; `consistent` says whether they agree with the members named (None where that
    cannot be told, as where parties are named without their sizes). `parts` holds each vote where there were several.
    """

    for_: tuple[str, ...] = ()
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
class AgendaItem:
    """One agenda item. Items do not overlap; together they cover the text from the first one on."""

    number: str | None
    title: str
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
    # Labels of other kinds than the two, where a model was trained on a scheme of its own.
    labels: dict[str, Label] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        out = _plain(self)
        if not self.labels:
            del out["labels"]
        return out


@dataclass(frozen=True, slots=True)
class Minutes:
    """One tagged document."""

    id: str
    sha256: str
    text: str = field(repr=False)
    kind: str = "minutes"
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
    model: dict[str, str] = field(default_factory=dict)

    def to_dict(self, *, with_text: bool = False) -> dict[str, Any]:
        """Give the document in the shape of the output contract."""
        out: dict[str, Any] = {"schema_version": SCHEMA_VERSION, "id": self.id, "sha256": self.sha256, "model": dict(self.model)}
        for name in ("kind", "layout", "municipality", "committee", "date", "start_time", "end_time", "place"):
            out[name] = getattr(self, name)
        out["participants"] = [_plain(one) for one in self.participants]
        out["items"] = [item.to_dict() for item in self.items]
        out["entities"] = [_plain(entity) for entity in self.entities]
        if with_text:
            out["text"] = self.text
        return out

    def to_json(self, *, with_text: bool = False) -> str:
        """Give the document as one line of JSON."""
        return json.dumps(self.to_dict(with_text=with_text), ensure_ascii=False)


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


def _plain(value: Any) -> dict[str, Any]:
    """Give a dataclass as plain data, with those inside it: as `dataclasses.asdict`, which copies every word, in a third of the time."""
    return {key: _value(getattr(value, name)) for name, key in _names(value.__class__)}


def _value(value: Any) -> Any:
    if isinstance(value, str | int | float | None):
        return value
    if isinstance(value, tuple):
        return [_value(one) for one in value]
    if isinstance(value, dict):
        return {key: _value(one) for key, one in value.items()}
    return _plain(value)


@cache
def _names(kind: Any) -> tuple[tuple[str, str], ...]:
    # `for` is a word of Python's: the field is `for_`, and `for` in the output.
    return tuple((one.name, one.name.rstrip("_")) for one in fields(kind))
