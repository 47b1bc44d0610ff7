"""What the components pass on to each other while one document is tagged."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import lru_cache

from nlp.document import Fate, Label, NextStep, PastDecision, Presence, Remark, Votes
from nlp.meeting.model import ItemSpan, Meeting
from nlp.text.normalize import Shadow

# A word, as `occurrences` bounds it.
_RUN = re.compile(r"[^\W_]+")


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
    # Only told in passing, by whoever informs: it gives way to anything decided.
    told: bool = False
    # No decision of the item's, nor of its history: a vote on a motion, a further point decided alike.
    beside: bool = False


@dataclass(slots=True)
class Working:
    """One document on its way through the pipeline.

    `original` is the text as read, `low` the normalised one in lower case with the same offsets, for searches by `str.find`, `vocabulary` its words.
    Dictionaries are keyed by the item's index in the meeting; all offsets in them are those of the normalised text.
    """

    original: str
    shadow: Shadow
    meeting: Meeting
    low: str
    vocabulary: frozenset[str]
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
    # The party of everybody for whom any line tells it, by name.
    party_of: dict[str, str] = field(default_factory=dict)
    labels: list[dict[str, Label]] = field(default_factory=list)

    @classmethod
    def of(cls, original: str, shadow: Shadow, meeting: Meeting) -> Working:
        """Begin with a parsed document."""
        low = lower(shadow.text)
        return cls(original, shadow, meeting, low, vocabulary(low))

    @property
    def text(self) -> str:
        """The normalised text."""
        return self.shadow.text

    def occurrences(self, words: str, *, any_case: bool = False) -> list[int]:
        """Give every offset at which `words` stands as whole words; in small letters, `words` is found in any case where `any_case` asks for it.

        Most names that rules know stand nowhere in a document: one whose first word it lacks is not looked for.
        """
        return occurrences(self.low if any_case else self.text, words) if first_word(words) in self.vocabulary else []

    def item_index(self, offset: int) -> int | None:
        """Give the index of the item in which an offset lies, or None in the header."""
        items = self.meeting.items
        at = bisect_right(items, offset, key=lambda item: item.start) - 1
        return at if at >= 0 and offset < items[at].end else None

    def item_at(self, offset: int) -> ItemSpan | None:
        """Give the item in which an offset lies, or None in the header."""
        index = self.item_index(offset)
        return None if index is None else self.meeting.items[index]


def lower(text: str) -> str:
    """Lower-case a text and keep its length (`İ` alone grows otherwise)."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(c if len(c) == 1 else o for o, c in ((o, o.lower()) for o in text))


def vocabulary(low: str) -> frozenset[str]:
    """Give the words of a text in lower case: runs of letters and digits."""
    return frozenset(_RUN.findall(low))


@lru_cache(maxsize=8192)
def first_word(words: str) -> str:
    """Give the first word of a name as `vocabulary` holds it.

    Example:
        >>> first_word("Det Konservative Folkeparti"), first_word("SF's") in vocabulary("det mener sf's gruppe")
        ('det', True)
    """
    found = _RUN.search(words.lower())
    return found[0] if found else ""


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


def without_party_of_member(text: str, voters: list[Finding]) -> list[Finding]:
    """Drop the letter behind a member's name: `Ida Bro (A)` is one who speaks, not two.

    Args:
        text: The normalised text.
        voters: People and parties, sorted by start.
    """
    out: list[Finding] = []
    for voter in voters:
        before = out[-1] if out else None
        if voter.label == "PARTY" and before is not None and before.label == "PERSON" and text[before.end : voter.start].strip(" ,(") == "":
            continue
        out.append(voter)
    return out
