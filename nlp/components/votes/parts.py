"""A decision cut into its votes: on the proposal, on one of its points, on an amendment."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from nlp.components.votes.phrases import words
from nlp.components.votes.sides import Sides, Voter, read_lists
from nlp.rules.expressions import shape_of, terms
from nlp.text.sentences import expand, read_sentences
from nlp.vocabulary import VOTE_SIDES

_LIST = r"\d{1,2}\.?(?:\s?(?:-|–|,|og|til|samt)\s?\d{1,2}\.?)*(?!\d|[.,]\d|\s?(?:mio|pct|%|kr))"
_LISTS = {"for": "for", "imod": "against", "undlod": "abstain", "undlader": "abstain"}
# A sentence that ends with a letter before a sentence that begins with one: `Anbefales af A, F og C. V (Ida Bro) stemte imod.`
_LETTER_END = re.compile(r"(?<=[\s(][A-ZÆØÅ])\.\s+(?=[A-ZÆØÅ])")


@dataclass(frozen=True, slots=True)
class Clause:
    """One sentence of a decision: offsets, the points it answers, whether a line begins with it."""

    start: int
    end: int
    parts: tuple[str, ...]
    opens_line: bool


@dataclass(slots=True)
class Ballot:
    """One vote as it is read: voters by side, the counts, and where it is told."""

    subject: str = "proposal"
    parts: tuple[str, ...] = ()
    voters: dict[str, list[Voter]] = field(default_factory=lambda: {side: [] for side in VOTE_SIDES})
    counts: dict[str, int] = field(default_factory=dict)
    # Who `de øvrige` are, by side, as far as the attendance tells.
    rest: dict[str, list[str]] = field(default_factory=dict)
    rules: list[str] = field(default_factory=list)
    start: int = -1
    end: int = -1
    concluded: bool = False
    # Who moved it, what became of it by the words, whether it only changes the proposal, and whether it was another proposal in its place.
    moved_by: list[str] = field(default_factory=list)
    result: str | None = None
    changes: bool = False
    alternative: bool = False
    # A motion behind which the proposal itself is decided.
    before_decision: bool = False

    def take(self, sides: Sides, counts: dict[str, int], start: int, end: int) -> None:
        """Add what one clause tells."""
        for side in VOTE_SIDES:
            self.voters[side] += sides.voters[side]
        for side, value in counts.items():
            self.counts.setdefault(side, value)
        self.rules += sides.rules
        first, last = (sides.start, sides.end) if sides.start >= 0 and not counts else (start, end)
        self.start = first if self.start < 0 else min(self.start, first)
        self.end = max(self.end, last)

    def __bool__(self) -> bool:
        return any(self.voters.values()) or bool(self.counts)


def read_clauses(text: str, start: int, end: int) -> Iterator[Clause]:
    """Cut a decision into clauses, each with the points that it answers.

    A point's number holds to the end of its line, and on the lines that go on with its vote.
    """
    parts: tuple[str, ...] = ()
    for sentence in read_sentences(text, start, end):
        line = text.rfind("\n", start, sentence.start) + 1
        opens = not text[max(line, start) : sentence.start].strip(" \t*#_•-–·>")
        if sentence.parts:
            # Behind `Ad 2)` as behind a blank line something new begins.
            parts, opens = sentence.parts, True
        elif opens and not shape_of("votes", "goes_on").match(text, sentence.start):
            parts = ()
        at = sentence.start
        for cut in [*(hit.end() for hit in _LETTER_END.finditer(text, sentence.start, sentence.end)), sentence.end]:
            # `Ad 1) Godkendt, jf. punkt 4` answers the first point; without a number before it, the point in the sentence counts.
            parts = parts if sentence.parts else told_points(text[at:cut]) or parts
            if cut > at:
                yield Clause(at, cut, parts, opens and at == sentence.start)
            at = cut


def told_points(clause: str) -> tuple[str, ...]:
    """Give the points that a clause names itself.

    Example:
        >>> told_points("Ida Bro stemte imod punkt 1 og 2"), told_points("Indstillingens første og andet punkt blev vedtaget")
        (('1', '2'), ('1', '2'))
    """
    ordinal = shape_of("votes", "ordinal").search(clause)
    if ordinal:
        known = terms("votes", "ordinals")
        return tuple(str(known.index(word) + 1) for word in re.findall(r"\w+", ordinal.group().casefold()) if word in known)
    hit = shape_of("votes", "point").search(clause)
    if hit is None:
        lettered = shape_of("votes", "lettered").match(clause)
        return (lettered[1],) if lettered else ()
    return expand(hit["listed"] or hit["bare"] or hit["at"])


def _movers(text: str, clause: Clause, people: Sequence[Voter]) -> list[str]:
    """Give those who moved what a clause tells of: `V foreslog`, `forslag fra A og F`, `Enhedslistens ændringsforslag`."""
    for group in read_lists(text, [replace(voter) for voter in people if not voter.rest]):
        first, last = group[0], group[-1]
        if words("amendment", "mover_behind").search(text, clause.start, first.start) or words("amendment", "mover_before").match(text, last.end, clause.end):
            return [voter.id for voter in group]
    return []


def without_movers(text: str, clause: Clause, people: Sequence[Voter]) -> list[Voter]:
    """Leave out those who are told as movers only: `Forslag fra V og O: 10 stemte for`."""
    out = list(people)
    for group in read_lists(text, [replace(voter) for voter in people if not voter.rest]):
        behind = words("amendment", "mover_behind").search(text, clause.start, group[0].start)
        if behind and shape_of("votes", "behind_movers").match(text[group[-1].end : clause.end]):
            starts = {voter.start for voter in group}
            out = [voter for voter in out if voter.start not in starts]
    return out


class Ballots:
    """The votes of one decision, in order; tells which one a clause belongs to."""

    def __init__(self) -> None:
        self.all: list[Ballot] = []
        self.subject = "proposal"
        # The proposal itself is told to be carried.
        self.decided = False

    def at(self, text: str, clause: Clause, people: Sequence[Voter] = ()) -> Ballot:
        """Give the vote that a clause tells of, and note who moved what is voted on and what became of it."""
        said = text[clause.start : clause.end]
        ballot = self._belongs(said, clause)
        if ballot.subject == "amendment":
            ballot.changes = ballot.changes or words("amendment", "changes").search(said) is not None
            ballot.alternative = ballot.alternative or words("amendment", "alternative").search(said) is not None
            ballot.moved_by += [] if ballot.moved_by else _movers(text, clause, people)
        told = "rejected" if words("lost").search(said) else "approved" if words("amendment", "won").search(said) else None
        ballot.result = ballot.result or told
        self.decided = self.decided or ballot.subject == "proposal" and told == "approved"
        return ballot

    def _belongs(self, said: str, clause: Clause) -> Ballot:
        last = self.all[-1] if self.all else None
        if words("amendment", "begins").search(words("amendment", "reasons").sub("", said)) and not words("amendment", "carried").match(said):
            fresh = last is None or last.subject == "proposal" or last.concluded
            if fresh or last is not None and last and "ndringsforslaget" not in said:
                last = self._open("amendment", clause.parts)
            self.subject = "amendment"
        elif self.subject == "amendment" and self._resumes(said, clause, last):
            self.subject = "proposal"
        if last is None or last.subject != self.subject or self.subject == "proposal" and last.parts != clause.parts:
            last = self._open(self.subject, clause.parts)
        if self.subject == "amendment" and words("amendment", "concluded").search(said):
            last.concluded = True
        return last

    def _open(self, subject: str, parts: tuple[str, ...]) -> Ballot:
        self.all.append(Ballot(subject, parts))
        return self.all[-1]

    @staticmethod
    def _resumes(said: str, clause: Clause, last: Ballot | None) -> bool:
        if words("amendment", "ends").search(said) or (clause.parts and last is not None and clause.parts != last.parts):
            return True
        if not clause.opens_line or last is None:
            return False
        goes_on = shape_of("votes", "goes_on").match(said)
        if goes_on is None or not last.concluded:
            return goes_on is None
        # Behind `forkastet med 3 stemmer imod 8` its voters may still be listed, each side once.
        side = _LISTS.get(goes_on.group().casefold())
        return bool(last.voters[side]) if side else bool(last)
