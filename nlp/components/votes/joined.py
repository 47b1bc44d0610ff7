"""The votes of one item joined: whose are the item's own, which are votes on something else, what became of each."""

from __future__ import annotations

from nlp.components.votes.parts import Ballot
from nlp.components.votes.rest import Roll
from nlp.components.votes.tallies import as_tally
from nlp.document import PartVotes, Votes
from nlp.vocabulary import VOTE_SIDES


def join_votes(ballots: list[Ballot], roll: Roll) -> Votes | None:
    """Join the votes of an item: its own voters are those on the proposal and its points, each once, where the item first names them."""
    if not ballots:
        return None
    own = _own(ballots)
    _turn_around(own, ballots)
    joined: dict[str, list[str]] = {side: [] for side in VOTE_SIDES}
    for ballot in own:
        for side, ids in _ids(ballot).items():
            joined[side] += [one for one in ids if all(one not in other for other in joined.values())]
    single = own[0] if len(own) == 1 else None
    told = next((ballot for ballot in own if ballot.counts), None) if len({bool(b.counts) and tuple(b.counts.items()) for b in own if b.counts}) == 1 else None
    several = len(ballots) > 1 or any(ballot.parts or ballot.rest or ballot.subject == "amendment" for ballot in ballots)
    return Votes(
        tuple(joined["for"]),
        tuple(joined["against"]),
        tuple(joined["abstain"]),
        tally=as_tally(told.counts) if told else None,
        consistent=roll.consistent(single) if single else None,
        parts=tuple(part for ballot in ballots for part in _parts(ballot)) if several else (),
        start=min(ballot.start for ballot in own or ballots),
        end=max(ballot.end for ballot in own or ballots),
        rule=_rule(own or ballots),
    )


def _own(ballots: list[Ballot]) -> list[Ballot]:
    """Give the votes that are the item's own: on the proposal, else on who is elected, else on the one motion that was carried in its place."""
    own = [ballot for ballot in ballots if ballot.subject == "proposal"] or [ballot for ballot in ballots if ballot.subject == "election"][:1]
    if own or len(ballots) > 1 or ballots[0].changes:
        return own
    return ballots if result(ballots[0]) == "approved" or not ballots[0].before_decision else []


def _turn_around(own: list[Ballot], ballots: list[Ballot]) -> None:
    """Where the minority's proposal was voted down by names, and the majority's carried by the same numbers, the names are the same."""
    if len(own) != 1 or any(own[0].voters.values()):
        return
    counts = own[0].counts
    for ballot in ballots:
        turned = ballot is not own[0] and ballot.counts.get("for") == counts.get("against") and ballot.counts.get("against") == counts.get("for")
        if turned and counts.get("for") is not None and ballot.alternative:
            own[0].voters["for"], own[0].voters["against"] = ballot.voters["against"], ballot.voters["for"]
            return


def result(ballot: Ballot) -> str | None:
    """Tell what became of what was voted on, by the words or by the numbers: `approved`, `rejected`, or None where neither tells."""
    if ballot.result:
        return ballot.result
    pro, contra = ballot.counts.get("for"), ballot.counts.get("against")
    if pro is None or contra is None or pro == contra:
        return None
    return "approved" if pro > contra else "rejected"


def _parts(ballot: Ballot) -> list[PartVotes]:
    ids = {side: [*named, *ballot.rest.get(side, [])] for side, named in _ids(ballot).items()}
    return [
        PartVotes(
            part,
            ballot.subject,
            tuple(ids["for"]),
            tuple(ids["against"]),
            tuple(ids["abstain"]),
            moved_by=tuple(dict.fromkeys(ballot.moved_by)),
            result=result(ballot),
            tally=as_tally(ballot.counts),
            start=ballot.start,
            end=ballot.end,
            rule=_rule([ballot]) + ("+vote/rest-of-attendance" if ballot.rest else ""),
        )
        for part in ballot.parts or (None,)
    ]


def _ids(ballot: Ballot) -> dict[str, list[str]]:
    """Give each side's members and parties, each on the side where it stands first."""
    taken: set[str] = set()
    out: dict[str, list[str]] = {}
    for side in VOTE_SIDES:
        named = [voter for voter in ballot.voters[side] if not voter.rest]
        people = {voter.id for voter in named if voter.person}
        if people and len(people) == ballot.counts.get(side):
            # `Imod: 1 (Ida Bro (B))`, and `Liste B stemte imod, idet ...` tells the same again.
            named = [voter for voter in named if voter.person]
        ids = list(dict.fromkeys(voter.id for voter in named))
        out[side] = [one for one in ids if one not in taken]
        taken.update(out[side])
    return out


def _rule(ballots: list[Ballot]) -> str:
    """Name the rule that made a vote: the first, where there were several."""
    return next((rule for ballot in ballots for rule in ballot.rules), "vote/count")
