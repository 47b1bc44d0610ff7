"""`minutes_votes`: who voted for, who against, who abstained, in each item, on each point and on amendments; and the counts."""

from __future__ import annotations

import re
from bisect import bisect_left

from spacy.lang.da import Danish
from spacy.language import Language
from spacy.tokens import Doc

from nlp.components.outcomes.frames import grammar
from nlp.components.state import working
from nlp.components.votes.elections import Elections
from nlp.components.votes.joined import join_votes
from nlp.components.votes.parts import Ballot, Ballots, Clause, read_clauses, without_movers
from nlp.components.votes.phrases import Phrase, words
from nlp.components.votes.rest import Roll
from nlp.components.votes.said import read_said
from nlp.components.votes.sides import Followed, Sides, read_sides, read_voters
from nlp.components.votes.tallies import count_behind, count_told, read_tally
from nlp.components.working import Finding, Working
from nlp.document import Votes
from nlp.meeting.model import SectionSpan
from nlp.vocabulary import VOTE_SIDES

# Characters of a decision that are read for votes.
_LIMIT = 8000


def find_votes(work: Working) -> dict[int, Votes]:
    """Read the votes of every item; items without one are left out."""
    voters = sorted(work.people + work.parties, key=lambda f: f.start)
    out: dict[int, Votes] = {}
    for index, item in enumerate(work.meeting.items):
        roll: Roll | None = None
        ballots: list[Ballot] = []
        for section in item.parts("decision"):
            end = min(section.end, section.body + _LIMIT)
            if not section.own or words("hint").search(work.text, section.body, end) is None:
                continue
            roll = roll or Roll(work.meeting, work.absent.get(index, []), _substitutes(work, index))
            ballots += _read(work, section, end, voters, roll)
        votes = join_votes(ballots, roll) if roll else None
        if votes is not None:
            out[index] = votes
    return out


def _substitutes(work: Working, index: int) -> list[tuple[str, str | None]]:
    party = {f.end: f for f in work.parties}
    out: list[tuple[str, str | None]] = []
    for one in work.attendance.get(index, []):
        if one.status == "substitute":
            behind = next((party[at] for at in range(one.end, min(one.end + 20, len(work.text))) if at in party), None)
            out.append((one.name, behind.id if behind else None))
    return out


def _read(work: Working, section: SectionSpan, end: int, voters: list[Finding], roll: Roll) -> list[Ballot]:
    """Read one decision: its clauses, each with its sides and counts, joined to votes. Quoted statements are no votes."""
    first, last = bisect_left(voters, section.body, key=_start), bisect_left(voters, end, key=_start)
    decision = read_said(work.text, section.body, end, voters[first:last])
    said, here = decision.text, decision.people
    if not here and _COUNTED.search(said) is None and words("between", "group").search(said) is None:
        return []
    ballots, elections, followed = Ballots(), Elections(), Followed()
    pending: Phrase | None = None
    for clause in read_clauses(said, 0, len(said)):
        named = [v for v in here if clause.start <= v.start < clause.end]
        people, said = read_voters(said, named, clause.start, clause.end, roll.party, roll.chair)
        if elections.take(said, clause, people):
            pending = None
            continue
        ballot = ballots.at(said, clause, people)
        sides = followed.settle(said, read_sides(said, clause.start, clause.end, without_movers(said, clause, people), pending))
        counts = read_tally(said[clause.start : clause.end])
        _count_listed(said, clause, sides, counts)
        pending = sides.pending
        if sides or counts:
            ballot.take(sides, counts, clause.start, clause.end)
    found = [ballot for ballot in (*ballots.all, *elections.ballots(said)) if ballot]
    if len(found) == 1 and ballots.decided:
        found[0].before_decision = True
    for ballot in found:
        ballot.start, ballot.end = decision.start(ballot.start), decision.end(ballot.end)
        roll.resolve_rest(ballot)
    return found


# A decision that names nobody tells of a vote only by these.
_COUNTED = re.compile(r"stem|mod:|\d (?:var )?(?:for|imod)\b|\d\s?[-–/]\s?\d{1,2}\s?[-–/]\s?\d")


def _start(finding: Finding) -> int:
    return finding.start


def _count_listed(said: str, clause: Clause, sides: Sides, counts: dict[str, int]) -> None:
    """`For stemte A og V, i alt 16`, `A (7) og V (3)`: numbers behind the voters count those of a side that is not counted yet."""
    named = [side for side in VOTE_SIDES if sides.voters[side] and side not in counts]
    told = (
        count_told(said[clause.start : clause.end], len(sides.voters[named[0]]))
        if len(named) == 1 and len([s for s in VOTE_SIDES if sides.voters[s]]) == 1
        else None
    )
    if told is not None:
        counts[named[0]] = told
        return
    for side in named:
        behind = count_behind(said, [voter.end for voter in sides.voters[side]])
        if behind is not None:
            counts[side] = behind


def find_decisions_by_vote(work: Working) -> list[Finding]:
    """Where only votes are recorded and nothing else, the side with more votes decides."""
    decided = {id(work.item_at(f.start)) for f in work.outcomes if f.own}
    out: list[Finding] = []
    voted = grammar().patterns["voted"]
    for index, votes in work.votes.items():
        item = work.meeting.items[index]
        pro, contra = len(votes.for_), len(votes.against)
        if votes.tally and votes.tally.for_ is not None and votes.tally.against is not None:
            pro, contra = votes.tally.for_, votes.tally.against
        if id(item) in decided or pro == contra or not (votes.for_ or votes.tally) or votes.rule == "vote/election":
            continue
        for section in item.parts("decision"):
            hit = voted.search(work.low, section.body, section.end) if section.own else None
            if hit:
                out.append(Finding("OUTCOME", hit.start(), hit.end(), "approved" if pro > contra else "rejected", "outcome/by-vote", own=True))
                break
    return out


class VoteReader:
    """Sets the working state's votes."""

    def __call__(self, doc: Doc) -> Doc:
        work = working(doc)
        work.votes = find_votes(work)
        work.outcomes += find_decisions_by_vote(work)
        return doc


@Danish.factory("minutes_votes")
def make_vote_reader(nlp: Language, name: str) -> VoteReader:
    """Build the component."""
    return VoteReader()
