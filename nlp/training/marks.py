"""Annotated minutes as people write them: the text itself, with marks inside it.

A marked document is plain text. Lines that start with `@@` hold what is known of the meeting, its
members and its agenda items; `{P:Anna Lund}` inside the text marks a person. Taking both away gives
the minutes as they were read, and character offsets come from counting. `training_data/WRITING.md`
tells how to write one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from nlp.vocabulary import DECISION_TYPES, OUTCOME_CODES, TOPICS

LABELS = {"P": "PERSON", "L": "PARTY", "C": "COMMITTEE", "N": "CASE_NUMBER", "O": "OUTCOME", "H": "OUTCOME"}
_MARK = re.compile(r"\{([PLCNOH]):([^{}\n]*)\}")
_LEFT_OVER = re.compile(r"[{}]")
_GENITIVE = re.compile(r"(?i)(udvalget|rådet|bestyrelsen|kommissionen|nævnet|repræsentationen|magistraten)s$")
_TERM = re.compile(r"[\s(–-]*(?:19|20)\d\d\s*[-–]\s*(?:19|20)\d\d\)?\s*$")
_HEADING_NUMBER = re.compile(r"^(?:punkt|pkt\.?|sag|nr\.?)?\s*(?:nr\.?\s*)?", re.IGNORECASE)


class MarkError(ValueError):
    """A marked document that cannot be read: says the line and what to change."""


@dataclass(frozen=True)
class MarkedEntity:
    """One marked span: character offsets (end-exclusive) into the text without marks."""

    label: str
    text: str
    start: int
    end: int
    id: str


@dataclass(frozen=True)
class MarkedOutcome:
    """One decision of the body that holds the meeting; `part` is the proposal's number, if any."""

    code: str
    text: str
    start: int
    end: int
    part: str | None


@dataclass
class MarkedItem:
    """One agenda item with its gold labels."""

    number: str | None
    start: int
    line: int
    topic: str
    decision_type: str
    end: int = 0
    title: str = ""
    case_number: str | None = None
    closed: bool = False
    topic_alt: str | None = None
    decision_type_alt: str | None = None
    absent: list[str] = field(default_factory=list)
    votes: dict[str, list[str]] | None = None
    outcomes: list[MarkedOutcome] = field(default_factory=list)
    own_case: str | None = None


@dataclass
class MarkedDocument:
    """A marked document: its text, the meeting's facts, and everything that was marked."""

    text: str
    facts: dict[str, str | None]
    participants: list[dict[str, object]]
    items: list[MarkedItem]
    entities: list[MarkedEntity]


def normal_committee(name: str) -> str:
    """Give a body's name without term years and genitive, `&` read as `og`."""
    name = re.sub(r"\s*&\s*", " og ", _TERM.sub("", name))
    return _GENITIVE.sub(r"\1", name).strip()


def read_marked(source: str) -> MarkedDocument:
    """Read one marked document.

    Raises:
        MarkError: a mark or a `@@` line is wrong; the message begins with the line number (from 1).
    """
    reader = _Reader()
    for number, line in enumerate(source.splitlines(), start=1):
        if line.startswith("@@"):
            reader.meta(number, line[2:].strip())
        else:
            reader.text_line(number, line)
    return reader.finish()


def _fields(number: int, parts: list[str], allowed: frozenset[str], flags: frozenset[str]) -> dict[str, str]:
    out: dict[str, str] = {}
    for part in parts:
        key, equals, value = (x.strip() for x in part.partition("="))
        if not equals and key in flags:
            out[key] = "yes"
        elif equals and key in allowed:
            out[key] = value
        else:
            raise MarkError(f"line {number}: {part.strip()!r} is not known here; known: {', '.join(sorted(allowed | flags))}")
    return out


_DOCUMENT_KEYS = frozenset(["municipality", "committee", "date", "start", "end", "place", "kind", "layout"])
_ITEM_KEYS = frozenset(["topic", "type", "alt_topic", "alt_type", "case", "title", "absent", "for", "against", "abstain"])


class _Reader:
    def __init__(self) -> None:
        self.chunks: list[str] = []
        self.length = 0
        self.facts: dict[str, str | None] = {}
        self.participants: list[dict[str, object]] = []
        self.items: list[MarkedItem] = []
        self.entities: list[MarkedEntity] = []

    def meta(self, number: int, line: str) -> None:
        head, *parts = [part.strip() for part in line.split("|")]
        if head == "document":
            given = _fields(number, parts, _DOCUMENT_KEYS, frozenset())
            missing = [key for key in ("committee", "date", "kind", "layout") if not given.get(key)]
            if missing:
                raise MarkError(f"line {number}: the document line lacks {', '.join(missing)}")
            self.facts = {key: given.get(key) if given.get(key) not in ("", "-") else None for key in _DOCUMENT_KEYS}
        elif head == "member":
            self._member(number, parts)
        elif head.startswith("item"):
            self._item(number, head[4:].strip(), parts)
        else:
            raise MarkError(f"line {number}: a @@ line starts with document, member or item, not {head!r}")

    def _member(self, number: int, parts: list[str]) -> None:
        if not parts or not parts[0]:
            raise MarkError(f"line {number}: a member line needs a name: @@ member | Anna Lund | A | absent")
        name, *rest = parts
        party = rest.pop(0) if rest and rest[0] != "absent" and not rest[0].startswith("role=") else ""
        more = _fields(number, [part for part in rest if part], frozenset({"role"}), frozenset({"absent"}))
        self.participants.append({"name": name, "party": party if party not in ("", "-") else None, "role": more.get("role"), "present": "absent" not in more})

    def _item(self, number: int, name: str, parts: list[str]) -> None:
        given = _fields(number, parts, _ITEM_KEYS, frozenset({"closed", "votes"}))
        for key, known in (("topic", TOPICS), ("type", DECISION_TYPES), ("alt_topic", TOPICS), ("alt_type", DECISION_TYPES)):
            if (key in given or not key.startswith("alt")) and given.get(key) not in known:
                raise MarkError(f"line {number}: {key}={given.get(key)} is none of {', '.join(sorted(known))}")
        item = MarkedItem(
            number=name if name not in ("", "-") else None,
            start=self.length,
            line=number,
            topic=given["topic"],
            decision_type=given["type"],
            title=given.get("title", ""),
            closed="closed" in given,
            topic_alt=given.get("alt_topic"),
            decision_type_alt=given.get("alt_type"),
            absent=_names(given.get("absent", "")),
            own_case=given.get("case"),
        )
        if given.keys() & {"for", "against", "abstain", "votes"}:
            item.votes = {side: _names(given.get(side, "")) for side in ("for", "against", "abstain")}
        self.items.append(item)

    def text_line(self, number: int, line: str) -> None:
        at = 0
        for mark in _MARK.finditer(line):
            self._add(line[at : mark.start()], number)
            self._entity(number, mark[1], mark[2])
            at = mark.end()
        self._add(line[at:], number)
        self._add("\n", number)

    def _add(self, text: str, number: int) -> None:
        if _LEFT_OVER.search(text):
            raise MarkError(f"line {number}: a brace that belongs to no mark in {text.strip()[:60]!r}")
        self.chunks.append(text)
        self.length += len(text)

    def _entity(self, number: int, kind: str, body: str) -> None:
        text, equals, value = body.rpartition("=") if "=" in body else (body, "", "")
        if not text or text != text.strip():
            raise MarkError(f"line {number}: the mark {{{kind}:{body}}} is empty or has a space at its border")
        label, start = LABELS[kind], self.length
        self._add(text, number)
        parts: list[str | None] = [None]
        if label == "OUTCOME":
            value, _, points = value.partition("@")
            parts = [point.strip() for point in points.split(",")] if points else [None]
            if value not in OUTCOME_CODES:
                raise MarkError(f"line {number}: {{{kind}:{body}}} needs a code, as in {{O:Godkendt=approved}}")
        elif label == "COMMITTEE":
            value = normal_committee(value or text)
        self.entities.append(MarkedEntity(label, text, start, self.length, value or text))
        if kind == "O":
            if not self.items:
                raise MarkError(f"line {number}: an own outcome before the first item")
            self.items[-1].outcomes += [MarkedOutcome(value, text, start, self.length, part) for part in parts]

    def finish(self) -> MarkedDocument:
        text = "".join(self.chunks)
        if not self.facts:
            raise MarkError("line 1: the first line must be @@ document | municipality=... | committee=... | date=...")
        for item, end in zip(self.items, [item.start for item in self.items[1:]] + [len(text)], strict=True):
            item.end = end
            item.title = item.title or _title(text[item.start : item.end], item)
            own = [e.text for e in self.entities if e.label == "CASE_NUMBER" and item.start <= e.start < end]
            item.case_number = (own[0] if own else None) if item.own_case is None else item.own_case
            if item.case_number in ("none", "-"):
                item.case_number = None
        return MarkedDocument(text, self.facts, self.participants, self.items, self.entities)


def _names(value: str) -> list[str]:
    return [name.strip() for name in value.split(";") if name.strip()]


def _title(text: str, item: MarkedItem) -> str:
    line = next((line for line in text.splitlines() if line.strip("#* \t")), "").strip("#* \t")
    if item.number:
        line = _HEADING_NUMBER.sub("", line, count=1)
        line = line.removeprefix("0" * (len(line) - len(line.lstrip("0"))))
        line = line.removeprefix(item.number.lstrip("0")).lstrip(".:)- –\t")
    return line.strip("* \t.…")


def unmarked(document: MarkedDocument) -> Iterator[tuple[int, str, str]]:
    """Find words that were marked in one place and not in another: (offset, label, words)."""
    surfaces = {(e.text, e.label) for e in document.entities if e.label in ("PERSON", "COMMITTEE", "CASE_NUMBER") and len(e.text) > 5}
    surfaces |= {(str(p["name"]), "PERSON") for p in document.participants}
    covered = bytearray(len(document.text))
    for e in document.entities:
        covered[e.start : e.end] = b"\x01" * (e.end - e.start)
    for words, label in sorted(surfaces):
        for hit in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", document.text):
            if not any(covered[hit.start() : hit.end()]):
                yield hit.start(), label, words
