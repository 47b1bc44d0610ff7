"""What a reader of minutes asks first: who was away, what was divided, how each item ended, where its case came from and goes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from nlp.document import AgendaItem, Minutes, NextStep, Outcome, PartVotes, PastDecision, Votes


@dataclass(frozen=True, slots=True)
class Absence:
    """A member who was away: from the whole meeting where `items` is empty, else from the items at these places (0 is the first)."""

    name: str
    party: str | None
    items: tuple[int, ...] = ()


def absences(minutes: Minutes) -> list[Absence]:
    """Give everyone who was away, by the attendance list and by the items' own words.

    Example:
        >>> absences(Minutes("a", "0", items=(AgendaItem("1", "A", 0, 1, absent=("Ida Bro",)), AgendaItem("2", "B", 1, 2))))
        [Absence(name='Ida Bro', party=None, items=(0,))]
    """
    party = {member.name: member.party for member in minutes.participants}
    away: dict[str, list[int]] = {member.name: [] for member in minutes.participants if not member.present}
    whole = set(away)
    for place, item in enumerate(minutes.items):
        for name in item.absent:
            away.setdefault(name, []).append(place)
    out = []
    for name, places in away.items():
        everywhere = name in whole or 1 < len(minutes.items) == len(places)
        out.append(Absence(name, party.get(name), () if everywhere else tuple(places)))
    return out


def divided(item: AgendaItem) -> bool:
    """Tell whether somebody voted against, or did not vote with the others."""
    if item.votes is None:
        return False
    votes: tuple[Votes | PartVotes, ...] = (item.votes, *item.votes.parts)
    return any(_parted(vote) for vote in votes)


def _parted(votes: Votes | PartVotes) -> bool:
    tally = votes.tally
    return bool(votes.against or votes.abstain or (tally and (tally.against or tally.abstain)))


def endings(item: AgendaItem) -> dict[str, list[str]]:
    """Give each outcome's code once, with the points that it answers.

    Example:
        >>> endings(AgendaItem("1", "A", 0, 9, outcomes=(Outcome("approved", "", 0, 1, "1"), Outcome("approved", "", 2, 3, "2"))))
        {'approved': ['1', '2']}
    """
    return _by_code(item.outcomes)


@dataclass(frozen=True, slots=True)
class Earlier:
    """What one body decided on the case on one day: codes, each with the points that it answers."""

    body: str | None
    date: str | None
    codes: dict[str, list[str]]


def earlier(item: AgendaItem) -> list[Earlier]:
    """Give what was decided before, one entry a body and day, in the order of the text."""
    meetings: dict[tuple[str | None, str | None], list[PastDecision]] = {}
    for past in item.history:
        meetings.setdefault((past.body, past.date), []).append(past)
    return [Earlier(body, date, _by_code(decisions)) for (body, date), decisions in meetings.items()]


def onward(minutes: Minutes, item: AgendaItem) -> Iterator[NextStep]:
    """Give where the case goes; that the body at the table decides what it has just decided goes without saying."""
    own = _plain(minutes.committee or "")
    for step in item.next_steps:
        if not (step.kind == "decides" and _plain(step.body) == own):
            yield step


def _plain(body: str) -> str:
    return " ".join(body.casefold().replace("&", "og").split())


def _by_code(decisions: Iterable[Outcome | PastDecision]) -> dict[str, list[str]]:
    codes: dict[str, list[str]] = {}
    for decision in decisions:
        parts = codes.setdefault(decision.code, [])
        if decision.part and decision.part not in parts:
            parts.append(decision.part)
    return codes


def runs(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Give rising numbers as runs, both ends included.

    Example:
        >>> runs([1, 2, 3, 7])
        [(1, 3), (7, 7)]
    """
    out: list[tuple[int, int]] = []
    for number in numbers:
        if out and out[-1][1] == number - 1:
            out[-1] = (out[-1][0], number)
        else:
            out.append((number, number))
    return out
