"""The shape of the output: frozen dataclasses, offsets in characters of the text as read."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
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


@dataclass(frozen=True, slots=True)
class Votes:
    """Who voted how: members by name where they are named, else party letters."""

    for_: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    abstain: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, list[str]]:
        return {"for": list(self.for_), "against": list(self.against), "abstain": list(self.abstain)}


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
    # Labels of other kinds than the two, where a model was trained on a scheme of its own.
    labels: dict[str, Label] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        out = _plain(self)
        out["votes"] = self.votes.to_dict() if self.votes else None
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
    return {key: list(each) if isinstance(each, tuple) else each for key, each in asdict(value).items()}
