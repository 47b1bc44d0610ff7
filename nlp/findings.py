"""What the components pass on to each other while one document is tagged."""

from __future__ import annotations

from dataclasses import dataclass, field

from nlp.document import Fate, Label, NextStep, PastDecision, Presence, Remark, Votes
from nlp.meeting import ItemSpan, Meeting
from nlp.normalize import Shadow


@dataclass(slots=True)
class Finding:
    """A span that a rule found: offsets in the normalised text, what it resolves to, which rule."""

    label: str
    start: int
    end: int
    id: str
    rule: str
    # The item's own decision (an outcome of this body at this meeting) and the points it answers.
    own: bool = False
    parts: tuple[str, ...] = ()


@dataclass(slots=True)
class Working:
    """One document on its way through the pipeline.

    `low` is the text in lower case with the same offsets, for searches by `str.find`. Dictionaries are keyed by the item's index in
    the meeting; all offsets in them are those of the normalised text.
    """

    shadow: Shadow
    meeting: Meeting
    low: str
    committees: list[Finding] = field(default_factory=list)
    case_numbers: list[Finding] = field(default_factory=list)
    people: list[Finding] = field(default_factory=list)
    parties: list[Finding] = field(default_factory=list)
    outcomes: list[Finding] = field(default_factory=list)
    # Only where asked for: see `pipeline.add_labels`.
    laws: list[Finding] = field(default_factory=list)
    amounts: list[Finding] = field(default_factory=list)
    dates: list[Finding] = field(default_factory=list)
    places: list[Finding] = field(default_factory=list)
    votes: dict[int, Votes] = field(default_factory=dict)
    history: dict[int, list[PastDecision]] = field(default_factory=dict)
    remarks: dict[int, list[Remark]] = field(default_factory=dict)
    fates: dict[int, list[Fate]] = field(default_factory=dict)
    next_steps: dict[int, list[NextStep]] = field(default_factory=dict)
    attendance: dict[int, list[Presence]] = field(default_factory=dict)
    absent: dict[int, list[str]] = field(default_factory=dict)
    labels: list[dict[str, Label]] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The normalised text."""
        return self.shadow.text

    def item_at(self, offset: int) -> ItemSpan | None:
        """Give the item in which an offset lies, or None in the header."""
        items = self.meeting.items
        low, high = 0, len(items)
        while low < high:
            middle = (low + high) // 2
            if items[middle].start <= offset:
                low = middle + 1
            else:
                high = middle
        return items[low - 1] if low and offset < items[low - 1].end else None


def lower(text: str) -> str:
    """Lower-case a text and keep its length (`İ` alone grows otherwise)."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(c if len(c) == 1 else o for o, c in ((o, o.lower()) for o in text))


def occurrences(text: str, words: str) -> list[int]:
    """Give every offset at which `words` stands in `text` as whole words."""
    out: list[int] = []
    at = text.find(words)
    while at >= 0:
        end = at + len(words)
        if not (at and text[at - 1].isalnum()) and not (end < len(text) and text[end].isalnum()):
            out.append(at)
        at = text.find(words, end)
    return out


def without_overlaps(findings: list[Finding]) -> list[Finding]:
    """Keep the longest of findings that overlap, the earlier one where they tie; sorted by start."""
    out: list[Finding] = []
    for finding in sorted(findings, key=lambda f: (f.start, -f.end)):
        if out and finding.start < out[-1].end:
            if finding.end - finding.start > out[-1].end - out[-1].start:
                out[-1] = finding
            continue
        out.append(finding)
    return out
