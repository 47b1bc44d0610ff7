"""The shape of every rule file: unknown keys, wrong kinds, missing codes and bad expressions are refused where the file is read.

Each model is one file; every key at its top is optional, since a file of one's own holds what it adds and nothing else.
"""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from nlp.errors import BadRules
from nlp.rules.phrases import pattern as phrase_pattern
from nlp.vocabulary import FURTHER_LABELS, OUTCOME_CODES, PRESENCE, SECTION_KINDS, TOPICS, VOTE_SIDES

_NAMED = re.compile(r"\{[a-z_.]+\}")


def _expression(value: str) -> str:
    """Refuse what is no regular expression; `{name}` stands for a fragment of the file."""
    try:
        re.compile(_NAMED.sub("(?:x)", value))
    except re.error as err:
        raise ValueError(f"is no regular expression ({err})") from err
    return value


def _phrase(value: str) -> str:
    """Refuse what is no phrase; lists are known only where the whole file is read."""
    names = re.findall(r"<([\w-]+)>", value)
    try:
        phrase_pattern(value, dict.fromkeys(names, ("x",)))
    except BadRules as err:
        raise ValueError(str(err)) from err
    return value


def _one_of(words: tuple[str, ...]) -> AfterValidator:
    def check(value: str) -> str:
        if value not in words:
            raise ValueError(f"is none of {', '.join(words)}")
        return value

    return AfterValidator(check)


Words = list[Annotated[str, Field(min_length=1)]]
Pattern = Annotated[str, AfterValidator(_expression)]
Phrases = list[Annotated[str, AfterValidator(_phrase)]]
RuleId = Annotated[str, Field(pattern=r"^[a-z]+/[a-z0-9-]+$")]
Code = Annotated[str, _one_of(OUTCOME_CODES)]
Kind = Annotated[str, _one_of(SECTION_KINDS)]
Side = Annotated[str, _one_of(VOTE_SIDES)]
Topic = Annotated[str, _one_of(TOPICS)]


class Entry(BaseModel):
    """Anything in a rule file: keys that nobody knows are refused."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Named(Entry):
    """A rule file with what code asks for by name."""

    expressions: dict[str, Pattern] = {}
    terms: dict[str, Words] = {}


class Proven(Entry):
    """A rule with the examples that prove it."""

    id: RuleId
    yes: Words = []
    no: Words = []


class PatternRule(Proven):
    """A rule that is one expression."""

    pattern: Pattern


# --- the meeting --------------------------------------------------------------------------------------------


class Evidence(Entry):
    """What speaks for a layout, and how much."""

    pattern: Pattern
    weight: int | float


class HeadingRule(Entry):
    """How a layout heads its items."""

    pattern: Pattern
    title: Literal["same", "above", "below"]
    unnumbered: bool = False


class Layout(Entry):
    """`layouts/*.toml`."""

    id: str
    evidence: list[Evidence] = []
    headings: list[HeadingRule]


class SectionHeading(Entry):
    """Words that head a section."""

    kind: Kind
    words: Words


class SectionShape(PatternRule):
    """Headings by their shape."""

    kind: Kind
    last: list[str] = []
    first: str | None = None


class Breaks(Entry):
    """Lines that end an item."""

    chapters: list[Pattern] = []
    last_chapters: list[Pattern] = []
    trailers: list[Pattern] = []


class HeadingLabels(Entry):
    """Lines that look like headings and are read with the next."""

    value_below: Words = []
    decides: Words = []
    meeting: Words = []
    proposal_too: Words = []


class Headings(Named):
    """`headings.toml`."""

    labels: HeadingLabels = HeadingLabels()
    heading: list[SectionHeading] = []
    shape: list[SectionShape] = []
    breaks: Breaks = Breaks()


class ItemNumbers(Entry):
    """Words before an item's number."""

    words: Words = []
    extra: Words = []
    purposes: Words = []
    title_labels: Words = []


class ItemStatus(Entry):
    """Whether an item is open."""

    open: Words = []
    closed: Words = []
    of_item: Words = []
    tells_closed: Phrases = []
    open_letters: Words = []
    closed_letters: Words = []


class AgendaParts(Entry):
    """The headings of an agenda's parts."""

    open: Phrases = []
    closed: Phrases = []
    other: Phrases = []


class Furniture(Entry):
    """What a page adds around the minutes."""

    lines: Words = []
    before: Words = []
    behind: Words = []
    page: Pattern = ""


class Columns(Entry):
    """Columns between an item's number and its title."""

    pattern: Pattern = ""


class InlineHeadings(Entry):
    """Headings within a line."""

    proposes: Phrases = []
    headings: Words = []


class Letter(Entry):
    """What shows a text to be a letter."""

    signs: Phrases = []


class Foreign(Entry):
    """What shows a text to be no minutes."""

    begins: Phrases = []
    tells: Phrases = []
    common: Words = []


class Items(Named):
    """`items.toml`."""

    number: ItemNumbers = ItemNumbers()
    status: ItemStatus = ItemStatus()
    parts: AgendaParts = AgendaParts()
    furniture: Furniture = Furniture()
    columns: Columns = Columns()
    inline: InlineHeadings = InlineHeadings()
    letter: Letter = Letter()
    foreign: Foreign = Foreign()


class LayoutWords(Named):
    """`layout.toml`."""

    fields: dict[str, Words] = {}
    labels: dict[str, Words] = {}
    place: dict[str, Words] = {}
    municipality: dict[str, Words] = {}
    status: dict[str, Words] = {}
    contents: dict[str, Words] = {}
    closed: dict[str, Words] = {}
    document: dict[str, Words] = {}


class FactEvidence(Entry):
    """`evidence.toml`: the weights of a fact's sources, by fact, and the words by which they are found."""

    body: dict[str, float] = {}
    day: dict[str, float] = {}
    municipality: dict[str, float] = {}
    region: dict[str, float] = {}
    words: dict[str, Words] = {}
    stems: dict[str, str] = {}


class AttendanceRule(Proven):
    """A sentence that tells who came or did not."""

    present: bool
    people: Literal["before", "after"]
    phrases: Phrases
    role: str | None = None
    part: bool = False


class ProvenPhrases(Entry):
    """Phrases with what they match and what not: that an absence covers a part of the meeting, where a sentence turns to somebody else."""

    phrases: Phrases
    yes: Words = []
    no: Words = []


class SidesOfMeeting(Entry):
    """What heads the groups of boards and joint committees."""

    words: Words = []
    phrases: Phrases = []


class ListLabels(Entry):
    """How lists of members are announced."""

    present: Phrases = []
    absent: Phrases = []
    substitutes: Phrases = []


class Attendance(Named):
    """`attendance.toml`."""

    rule: list[AttendanceRule] = []
    part: ProvenPhrases | None = None
    begins: ProvenPhrases | None = None
    sides: SidesOfMeeting | None = None
    labels: ListLabels | None = None
    replaced: ProvenPhrases | None = None
    groups: ProvenPhrases | None = None
    signatures: dict[str, Words] = {}
    table: dict[str, Words] = {}
    entries: dict[str, Words] = {}


class Record(Entry):
    """Decisions without a heading."""

    phrases: Phrases = []
    whole: Phrases = []
    by: Words = []
    yes: Words = []
    no: Words = []


class Implied(Entry):
    """What shows that a decision begins."""

    label: Pattern = ""
    phrases: Phrases = []
    past: Phrases = []


class Records(Named):
    """`records.toml`."""

    lists: dict[str, Phrases] = {}
    record: Record | None = None
    implied: Implied | None = None


class Municipality(Entry):
    """One municipality."""

    code: str
    name: str
    official: str
    council: str
    variants: list[str] = []
    towns: list[str] = []
    sites: list[str] = []


class OwnRegion(Entry):
    """One region, as a meeting's own: its web sites, its houses and what else is its alone."""

    name: str
    sites: list[str] = []
    houses: list[str] = []


class Municipalities(Named):
    """`municipalities.toml`."""

    municipality: list[Municipality] = []
    region: list[OwnRegion] = []


# --- spans --------------------------------------------------------------------------------------------------


class CaseNumberRule(PatternRule):
    """A form of case numbers; `labelled` ones count behind a label alone."""

    anywhere: bool
    labelled: bool = False


class CaseNumbers(Named):
    """`case_numbers.toml`."""

    labels: Words = []
    journal_labels: Words = []
    not_labels: Words = []
    rule: list[CaseNumberRule] = []


class Committees(Named):
    """`committees.toml`."""

    councils: dict[str, str] = {}
    words: dict[str, Words] = {}
    abbreviations: dict[str, str] = {}
    rule: list[Proven] = []


class Outside(Entry):
    """Words for those outside the parties."""

    words: Words


class Party(Entry):
    """A party."""

    letter: str
    names: Words
    short: list[str] = []


class Parties(Named):
    """`parties.toml`."""

    outside: Outside | None = None
    party: list[Party] = []


class People(Named):
    """`people.toml`."""

    titles: Words = []
    verbs: Words = []
    not_last: Words = []
    not_first: Words = []
    not_inside: Words = []
    surnames_too: Words = []
    owned: Words = []
    not_names: Words = []


class Private(Entry):
    """`private.toml`."""

    private: Words = []
    before_surname: Words = []
    sent: Words = []
    no_person: Words = []
    no_person_ends: Words = []
    lives_at: Words = []
    telephone: Words = []
    person_register: Words = []
    home: Words = []
    streets: Words = []


class TableColumns(Entry):
    """`columns.toml`."""

    names: dict[str, Words] = {}
    answers: dict[str, Words] = {}


class Scheme(Entry):
    """Somebody else's scheme of topics."""

    codes: dict[str, str] = {}
    names: dict[str, str] = {}


class Crosswalk(Entry):
    """`crosswalk.toml`."""

    cap: Scheme = Scheme()
    kle: Scheme = Scheme()


class ComplementRow(Entry):
    """What a verb means with certain words behind or before it."""

    words: Phrases
    verb: str | None = None
    code: Code | None = None
    denied: Code | None = None
    before: bool = False
    close: bool = False
    governs: bool = False


class FrameRule(Proven):
    """A meaning that several verbs of decision carry."""

    id: RuleId
    verbs: list[Annotated[str, Field(pattern=r"^[^/]+/[^/]*/[^/]*$")]]
    code: Code | None = None
    passive: Code | None = None
    denied: Code | None = None
    governs: list[Literal["*"] | Code] = []
    complements: list[ComplementRow] = Field(default=[], alias="with")
    tail: str | None = None
    actor: bool = False
    after: bool = False
    bare: bool = False
    beside: bool = False
    case: bool = False
    close_tail: bool = False
    final: bool = False
    fresh: bool = False
    impersonal: bool = False
    informs: bool = False
    misspelt: bool = False
    moves: bool = False
    noun: bool = False
    open: bool = False
    opening: bool = False
    passing: bool = False
    reasons: bool = False
    teller: bool = False
    tells: bool = False
    weak: bool = False
    turns: bool = False
    glued: bool = False


class FormulaRule(Proven):
    """A decision of fixed words."""

    code: Code
    words: Phrases
    after: bool = False
    anywhere: bool = False
    beside: bool = False
    first: bool = False
    name_behind: bool = False
    name_before: bool = False
    open: bool = False
    weak: bool = False
    turns: bool = False
    glued: bool = False


class MotionRule(Entry):
    """A motion by its name."""

    id: RuleId
    code: Code
    words: Phrases
    soft: bool = False


class Sentences(Named):
    """`sentences.toml`."""


class Outcomes(Named):
    """`outcomes.toml`."""

    frame: list[FrameRule] = []
    formula: list[FormulaRule] = []
    motion: list[MotionRule] = []
    grammar: dict[str, Words] = {}
    endings: dict[str, Words] = {}
    lists: dict[str, Phrases] = {}
    shapes: dict[str, Pattern] = {}
    tails: dict[str, Words] = {}


class RemarkRule(PatternRule):
    """What stands beside a decision."""

    kind: Literal["amendment", "condition", "comment", "reservation", "statement", "demand"]
    reach: str


class Remarks(Named):
    """`remarks.toml`."""

    rule: list[RemarkRule] = []


class CourseHeadings(Entry):
    """Headings below which the next bodies stand."""

    decides: Words = []
    next: Words = []


class FateRule(PatternRule):
    """What has become of another item."""

    code: Code


class Course(Named):
    """`course.toml`."""

    headings: CourseHeadings = CourseHeadings()
    fate: list[FateRule] = []


class PhraseRule(Proven):
    """A rule of phrases, one a line, or of one expression where what it asks for has no words."""

    phrases: Phrases = []
    pattern: Pattern | None = None

    @model_validator(mode="after")
    def _says_something(self) -> PhraseRule:
        if not self.phrases and self.pattern is None:
            raise ValueError("has neither phrases nor a pattern")
        return self


class VoteRule(PhraseRule):
    """How a side of a vote is told."""

    side: Literal["for", "against", "abstain", "none"]
    voters: Literal["after", "before", "named"]
    several: bool = False
    adjacent: bool = False
    minority: bool = False
    weak: bool = False
    turns: bool = False
    glued: bool = False
    follows: bool = False


class Counted(Entry):
    """An example of a count."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    text: str
    for_: int | None = Field(default=None, alias="for")
    against: int | None = None
    abstain: int | None = None


class CountRule(Entry):
    """How votes are counted."""

    id: RuleId
    pattern: Pattern
    yes: list[Counted] = []
    no: Words = []


class Example(Entry):
    """An expression with its examples."""

    pattern: Pattern
    yes: Words = []
    no: Words = []


class Group(Example):
    """A party's group by name."""

    letter: str


class Votes(Named):
    """`votes.toml`."""

    fragments: dict[str, Pattern] = {}
    lists: dict[str, Phrases] = {}
    rule: list[VoteRule] = []
    hint: dict[str, Pattern] = {}
    between: dict[str, Pattern] = {}
    rest: Example | None = None
    group: list[Group] = []
    amendment: dict[str, Pattern] = {}
    option: dict[str, Pattern] = {}
    lost: dict[str, Pattern] = {}
    count: list[CountRule] = []


class PresenceRule(PhraseRule):
    """How it is told that somebody was away, came or left."""

    status: Annotated[str, _one_of((*PRESENCE, "none"))]
    people: str
    because: str | None = None
    covers: str | None = None
    # Whether the people stand right before the phrase.
    adjacent: bool = False


class PresenceWords(Entry):
    """Words of attendance lists that are no names."""

    no_names: Words = []


class Presence(Named):
    """`presence.toml`."""

    rule: list[PresenceRule] = []
    fragments: dict[str, Pattern] = {}
    lists: dict[str, Phrases] = {}
    because: Example | None = None
    hint: dict[str, Pattern] = {}
    next_meeting: Example | None = None
    absence_heading: Example | None = None
    absence_of: Example | None = None
    attendance: PresenceWords = PresenceWords()


# --- further labels -----------------------------------------------------------------------------------------


class ResolvedRule(PatternRule):
    """A rule whose examples tell what they resolve to."""

    ids: list[str] = []


class AmountTable(Entry):
    """Amounts in tables."""

    id: RuleId
    header: Pattern
    yes: Words = []
    ids: list[str] = []
    no: Words = []


class Amounts(Entry):
    """`amounts.toml`."""

    units: dict[str, int] = {}
    rule: list[ResolvedRule] = []
    table: AmountTable | None = None


class Dates(Named):
    """`dates.toml`."""

    rule: list[ResolvedRule] = []


class Laws(Named):
    """`laws.toml`."""

    acts: dict[str, str] = {}
    words: dict[str, Words] = {}
    kinds: dict[str, str] = {}
    rule: list[ResolvedRule] = []


class PlaceRule(ResolvedRule):
    """How a place is told."""

    label: Annotated[str, _one_of(FURTHER_LABELS)]
    list: str | None = None


class Region(Entry):
    """One region."""

    official: str
    variants: list[str] = []


class Places(Entry):
    """`places.toml`."""

    region: list[Region] = []
    rule: list[PlaceRule] = []


# --- labels and explanations --------------------------------------------------------------------------------


class LabelRule(PhraseRule):
    """What the classifier is told of an item beside its words."""

    reads: Literal["proposal", "point", "title", "competence", "body"]
    fact: Annotated[str, Field(pattern=r"^[a-z]+$")]


class Labels(Entry):
    """`labels.toml`."""

    rule: list[LabelRule] = []


class Topics(Entry):
    """`topics.toml`."""

    topics: dict[Topic, Words] = {}
    kle: dict[str, str] = {}


class Descriptions(Entry):
    """`descriptions.toml`."""

    description: dict[str, str] = {}
    danish: dict[str, str] = {}


FILES: dict[str, type[Entry]] = {
    "amounts": Amounts,
    "attendance": Attendance,
    "case_numbers": CaseNumbers,
    "committees": Committees,
    "columns": TableColumns,
    "course": Course,
    "crosswalk": Crosswalk,
    "dates": Dates,
    "descriptions": Descriptions,
    "evidence": FactEvidence,
    "headings": Headings,
    "items": Items,
    "laws": Laws,
    "layout": LayoutWords,
    "municipalities": Municipalities,
    "outcomes": Outcomes,
    "parties": Parties,
    "people": People,
    "places": Places,
    "presence": Presence,
    "private": Private,
    "records": Records,
    "remarks": Remarks,
    "sentences": Sentences,
    "labels": Labels,
    "topics": Topics,
    "votes": Votes,
}
