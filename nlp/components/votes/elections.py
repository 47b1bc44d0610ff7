"""Votes between candidates: `For Ida Bro stemte A og F`, `Per Ly fik 12 stemmer (V og C), Ida Bro 7 (A)`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nlp.components.votes.parts import Ballot, Clause
from nlp.components.votes.phrases import words
from nlp.components.votes.sides import Voter, read_lists
from nlp.components.votes.tallies import number
from nlp.rules.expressions import shape_of

_PARTY = r"(?:\s?\([^()\n]{1,40}\))?"
_FOR = re.compile(r"\b[Ff]or (?:kandidaten )?$")
_HINT = re.compile(r"stem(?:te|me)")


@dataclass(slots=True)
class Candidate:
    """One who may be elected, with those who voted for them and their number."""

    name: str
    start: int
    end: int
    voters: list[Voter]
    count: int | None
    person: bool = True


class Elections:
    """The votes between candidates of one decision."""

    def __init__(self) -> None:
        self._rounds: list[list[Candidate]] = []
        self._blank: dict[int, int] = {}
        self._open = False

    def take(self, text: str, clause: Clause, people: list[Voter]) -> bool:
        """Read one clause; tells whether it is one of an election."""
        said = text[clause.start : clause.end]
        found = self._candidates(text, clause, people) if (people or words("option").search(said)) and _HINT.search(said) else []
        if not found:
            blank = shape_of("votes", "blank").search(said) if self._open and not people else None
            if blank:
                value = number(blank["n"] or blank["m"])
                if value is not None:
                    self._blank[len(self._rounds) - 1] = value
            return blank is not None
        # Candidates told one after the other are of one round, until somebody stands again.
        if self._open and self._rounds and not {c.name for c in found} & {c.name for c in self._rounds[-1]} and not clause.parts:
            self._rounds[-1] += found
        else:
            self._rounds.append(found)
        self._open = True
        blank = shape_of("votes", "blank").search(said)
        if blank and (value := number(blank["n"] or blank["m"])) is not None:
            self._blank[len(self._rounds) - 1] = value
        return True

    @staticmethod
    def _candidates(text: str, clause: Clause, people: list[Voter]) -> list[Candidate]:
        out: list[Candidate] = _options(text, clause, people)
        if out:
            return out
        standing = [
            v for v in people if v.person and (shape_of("votes", "chooses").search(text, clause.start, v.start) or _FOR.search(text, clause.start, v.start))
        ]
        for one in people:
            if not one.person:
                continue
            others = [voter for voter in people if voter is not one and voter not in standing]
            voted = shape_of("votes", "voted").match(text, one.end, clause.end)
            if voted and _FOR.search(text, clause.start, one.start):
                out.append(Candidate(one.id, one.start, clause.end, _behind(text, others, voted.end()), number(voted["n"] or "")))
                continue
            hit = shape_of("votes", "elected").match(text, one.end, clause.end) or shape_of("votes", "received").match(text, one.end, clause.end)
            if hit and (hit.re is shape_of("votes", "elected") or hit["verb"] or out or ":" in hit.group() and "stemme" in hit.group()):
                out.append(Candidate(one.id, one.start, clause.end, _behind(text, others, hit.end(), paren=True), number(hit["n"])))
                continue
            told = shape_of("votes", "before").search(text, clause.start, one.start)
            if told and not shape_of("votes", "proposal").match(text, one.end):
                listed = [v for v in others if told["listed"] and told.start("listed") <= v.start < told.end("listed")]
                out.append(Candidate(one.id, told.start(), one.end, listed, number(told["n"])))
                continue
            chosen = shape_of("votes", "chooses").search(text, clause.start, one.start)
            if chosen and not shape_of("votes", "proposal").match(text, one.end):
                before = [group for group in read_lists(text, others) if group[-1].end <= chosen.start()]
                if before:
                    out.append(Candidate(one.id, before[-1][0].start, one.end, before[-1], None))
        return out

    def ballots(self, text: str) -> list[Ballot]:
        """Give a vote for each round: for the one who was elected, and against for the others' voters; none where nobody is told to have won."""
        out = []
        for index, candidates in enumerate(self._rounds):
            winner = _winner(text, candidates)
            if winner is None:
                continue
            rivals = [c for c in candidates if c is not winner]
            ballot = Ballot("election", rules=["vote/election"])
            ballot.voters["for"] = winner.voters
            ballot.voters["against"] = [voter for rival in rivals for voter in rival.voters]
            if winner.count is not None:
                ballot.counts["for"] = winner.count
            if rivals and all(rival.count is not None for rival in rivals):
                ballot.counts["against"] = sum(rival.count or 0 for rival in rivals)
            if index in self._blank:
                ballot.counts["abstain"] = self._blank[index]
            ballot.start, ballot.end = min(c.start for c in candidates), max(c.end for c in candidates)
            out.append(ballot)
        return out


def _options(text: str, clause: Clause, people: list[Voter]) -> list[Candidate]:
    """Votes between models: `Model 1: 13 stemmer (V og O)`, `For model 2 stemte A`."""
    out: list[Candidate] = []
    hits = [hit for hit in words("option").finditer(text, clause.start, clause.end) if hit["counted"] or hit["voted"]]
    ends = [*(hit.start() for hit in hits[1:]), clause.end]
    for hit, end in zip(hits, ends, strict=False):
        voters = [voter for voter in people if hit.end() <= voter.start < end]
        if voters or hit["counted"]:
            out.append(Candidate(hit["name"].casefold(), hit.start(), end, voters, number(hit["counted"] or hit["n"] or ""), person=False))
    return out


def _winner(text: str, candidates: list[Candidate]) -> Candidate | None:
    counts = sorted((c.count for c in candidates if c.count is not None), reverse=True)
    if counts and counts[0] > 0 and counts.count(counts[0]) == 1:
        return next(c for c in candidates if c.count == counts[0])
    for candidate in candidates:
        if re.search(rf"(?i:{re.escape(candidate.name)}[^.\n]{{0,40}}\b(?:vedtag|godkend|tiltråd))", text) and not candidate.person:
            return candidate
        if re.search(rf"{re.escape(candidate.name)}[^.\n]{{0,60}}\bvalgt\b|\b[Vv]algt\b[^.\n]{{0,60}}{re.escape(candidate.name)}", text):
            return candidate
    return None


def _behind(text: str, others: list[Voter], at: int, *, paren: bool = False) -> list[Voter]:
    """Give the list of voters that begins at an offset, in parentheses where these are asked for."""
    if paren:
        hit = re.compile(r"\s?\(([^()\n]{1,300}(?:\([^()\n]{1,40}\)[^()\n]{0,200})*)\)").match(text, at)
        return [v for v in others if hit and hit.start(1) <= v.start < hit.end(1)]
    groups = [group for group in read_lists(text, others) if group[0].start >= at]
    return groups[0] if groups and not re.search(r"[.;]", text[at : groups[0][0].start]) else []
