"""Votes against the attendance list: who `de øvrige` are, how many stand behind a letter, whether a count agrees."""

from __future__ import annotations

from nlp.components.votes.parts import Ballot
from nlp.meeting.model import Attendee, Meeting
from nlp.rules.expressions import terms
from nlp.vocabulary import VOTE_SIDES


class Roll:
    """Those who were there when an item was voted on.

    Args:
        meeting: The meeting; nobody is known where its attendance has no list of members.
        absent: The members absent from this item.
        joined: Substitutes and others who took part without being on the list, with their party.
    """

    def __init__(self, meeting: Meeting, absent: list[str], joined: list[tuple[str, str | None]] | None = None) -> None:
        listed: list[Attendee] = meeting.attendees
        self.party = {a.name: a.party for a in listed}
        self.present = [a.name for a in listed if a.present and a.name not in absent]
        for name, party in joined or []:
            self.party.setdefault(name, party)
            if name not in self.present:
                self.present.append(name)
        # A list without a party for each member does not tell how many stand behind a letter.
        self.complete = bool(listed) and all(self.party[name] for name in self.present)
        self.parties = {party for party in self.party.values() if party}
        self.chair = next((a.name for a in listed if a.role in terms("votes", "chair")), None)

    def members(self, ballot: Ballot, side: str) -> list[str] | None:
        """Spell a side out as members; None where that is not known for somebody on it."""
        named = {voter.id for one in VOTE_SIDES for voter in ballot.voters[one] if voter.person}
        out: list[str] = []
        for voter in ballot.voters[side]:
            if voter.rest:
                return None
            if voter.person:
                out.append(voter.id)
                continue
            theirs = [name for name in self.present if self.party[name] == voter.id and name not in named]
            if not self.complete or voter.id not in self.parties:
                return None
            out += theirs
        return list(dict.fromkeys(out))

    def resolve_rest(self, ballot: Ballot) -> None:
        """Find out who `de øvrige` are: those who were there and are not named.

        Done only where every member present is known, everybody named is one of them, and a number that is told agrees. Those of whose party
        nobody is named stand there by its letter, if the others are named by letters too.

        They are not named, so they are no voters of the item itself; they stand in the ballot's `rest`.
        """
        side = next((one for one in VOTE_SIDES if any(voter.rest for voter in ballot.voters[one])), None)
        if side is None:
            return
        rest = next(voter for voter in ballot.voters[side] if voter.rest)
        ballot.voters[side] = [voter for voter in ballot.voters[side] if not voter.rest]
        named: list[str] = []
        for one in VOTE_SIDES:
            members = self.members(ballot, one)
            if members is None or any(name not in self.party for name in members):
                return
            named += members
        left = [name for name in self.present if name not in named]
        told = ballot.counts.get(side)
        already = len(self.members(ballot, side) or [])
        if not left or not named or told is not None and told not in (len(left), len(left) + already):
            return
        letters = any(not voter.person for one in VOTE_SIDES for voter in ballot.voters[one])
        split = {self.party[name] for name in named}
        for name in left:
            party = self.party[name]
            by_letter = letters and self.complete and party is not None and party not in split and party != "UP"
            ballot.rest.setdefault(side, []).append(party if by_letter and party else name)
        ballot.rest[side] = list(dict.fromkeys(ballot.rest[side]))
        ballot.end = max(ballot.end, rest.end)

    def consistent(self, ballot: Ballot) -> bool | None:
        """Tell whether the counts agree with the members named; None where no side can be compared."""
        checked = []
        for side in VOTE_SIDES:
            told = ballot.counts.get(side)
            if told is None or not ballot.voters[side] or side in ballot.rest:
                continue
            members = self.members(ballot, side)
            if members is not None:
                checked.append(len(members) == told)
        return all(checked) if checked else None
