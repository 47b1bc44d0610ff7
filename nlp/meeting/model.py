"""What the parser knows of a meeting: where everything stands in the normalised text."""

from __future__ import annotations

from dataclasses import dataclass, field

from nlp.text.lines import Line


@dataclass(slots=True)
class Attendee:
    """One entry of an attendance list; offsets of the name, and of the party where it is printed."""

    name: str
    start: int
    end: int
    party: str | None = None
    party_start: int = 0
    party_end: int = 0
    role: str | None = None
    present: bool = True


@dataclass(slots=True)
class SectionSpan:
    """A section of an item: `start` is its heading, `body` what stands below it.

    `own` is false for decisions that another body, or this one at another meeting, has made; `listed`
    is true below a heading that announces such a list (`Sagens forløb`).
    """

    kind: str
    heading: str
    start: int
    body: int
    end: int
    committee: str | None = None
    date: str | None = None
    own: bool = True
    listed: bool = False


@dataclass(slots=True)
class ItemSpan:
    """One agenda item; `body` is the offset behind the heading."""

    number: str | None
    title: str
    start: int
    end: int
    title_start: int
    title_end: int
    body: int
    first_line: int
    last_line: int
    case_number: str | None = None
    case_start: int = 0
    closed: bool = False
    sections: list[SectionSpan] = field(default_factory=list)

    def parts(self, *kinds: str) -> list[SectionSpan]:
        """Give the item's sections of these kinds."""
        return [section for section in self.sections if section.kind in kinds]


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a text is not the minutes of one meeting: a kind of error, what is wrong, and where."""

    kind: str
    words: str
    start: int | None = None


@dataclass(slots=True)
class Meeting:
    """A parsed document. Offsets are characters of `text`, the normalised text."""

    text: str
    lines: list[Line]
    layout: str | None = None
    kind: str = "minutes"
    # What its title says that it is, None where it says neither.
    called: str | None = None
    municipality: str | None = None
    committee: str | None = None
    committee_start: int = 0
    committee_end: int = 0
    date: str | None = None
    start_time: str | None = None
    end_time: str | None = None
    place: str | None = None
    header_end: int = 0
    contents_start: int = 0
    contents_end: int = 0
    contents: list[str] = field(default_factory=list)
    attendees: list[Attendee] = field(default_factory=list)
    # Offsets and letters of the parties that head the list of their members.
    items: list[ItemSpan] = field(default_factory=list)
    # Lines that stand in several items, such as the head of each one's decision.
    recurring: frozenset[str] = frozenset()
    fault: Fault | None = None
