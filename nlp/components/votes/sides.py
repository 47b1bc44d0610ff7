"""Who stands on which side in one clause: phrases of a vote joined with the people and parties around them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from nlp.components.votes.phrases import Phrase, find_phrases, words
from nlp.components.votes.said import FILLER, QUOTED
from nlp.components.working import Finding
from nlp.rules import from_rules, rule_file
from nlp.rules.expressions import shape_of
from nlp.vocabulary import VOTE_SIDES

# Behind a verb that turns out to be a label: `stemte for indstillingens punkt 1 og 2: V, H`.
_COLON = re.compile(r"[^.;:\n]{0,80}:")
# A verb right behind its voters.
_NEAR = re.compile(r"[\s()]*(?:\([^()\n]{1,40}\))?[\s),:]*")


@dataclass(slots=True)
class Voter:
    """One who votes: a member, a party, or (`rest`) everybody else who was there."""

    start: int
    end: int
    id: str
    person: bool
    rest: bool = False


@dataclass(slots=True)
class Sides:
    """The voters of a clause by side, with the rules and the words that say so."""

    voters: dict[str, list[Voter]] = field(default_factory=lambda: {side: [] for side in VOTE_SIDES})
    rules: list[str] = field(default_factory=list)
    start: int = -1
    end: int = -1
    # A label that ends the clause: the voters stand in the next one.
    pending: Phrase | None = None
    # The phrase by which somebody follows another's word.
    follows: Phrase | None = None

    def add(self, side: str, voters: Sequence[Voter], phrase: Phrase) -> None:
        """Put voters on a side; `phrase` names the rule."""
        if side == "none":
            return
        self.voters[side] += voters
        if phrase.rule.follows:
            self.follows = phrase
        self.rules.append(phrase.rule.id)
        self.span(phrase.start, phrase.end)
        for voter in voters:
            self.span(voter.start, voter.end)

    def span(self, start: int, end: int) -> None:
        """Widen the words of the vote."""
        self.start = start if self.start < 0 else min(self.start, start)
        self.end = max(self.end, end)

    def __bool__(self) -> bool:
        return any(self.voters.values())


@from_rules
def _groups() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((rule["letter"], re.compile(rule["pattern"])) for rule in rule_file("votes")["group"])


def read_voters(text: str, found: list[Finding], start: int, end: int, party: Mapping[str, str | None], chair: str | None = None) -> tuple[list[Voter], str]:  # noqa: C901 (what stands between voters, one kind a branch)
    """Give those who may vote between two offsets, one for each member or party, and the text without what belongs to a name.

    `Ida Bro (A)` is one voter, `Ø (Ida Bro, Per Ly)` are its members, and so are those of `fra V Ida Bro` and `DF ved Ida Bro`.

    Args:
        text: The text.
        found: The people and parties of the text between the offsets, in order.
        start: Where the clause begins.
        end: Where it ends.
        party: The members' parties.
        chair: The member on whom the office (`formanden`) stands where no name follows it.
    """
    out: list[Voter] = []
    belongs: list[Finding] = []
    for index, one in enumerate(found):
        if one.label == "PARTY":
            before = found[index - 1] if index and found[index - 1].label == "PERSON" else None
            behind = found[index + 1] if index + 1 < len(found) and found[index + 1].label == "PERSON" else None
            of_member = before is not None and (_of_member(text, before.end, one) or _alternating(text, found, index))
            of_next = behind is not None and shape_of("votes", "party_of_member").fullmatch(text[one.end : behind.start]) is not None
            # `fra V Ida Bro`, `Ida Bro og Per Ly, begge A`, `Ida Bro fra Venstre`.
            between = text[one.end : behind.start] if behind is not None else ""
            lead = between == " " and (one.id == "UP" or text[max(start, one.start - 4) : one.start].endswith("fra "))
            # `F's Ida Bro`, `Venstres Per Ly`.
            lead = lead or re.fullmatch(r"(?:['’]?s)? ", between) is not None and (between != " " or text[one.end - 1] == "s" and one.end - one.start > 2)
            # `(V) Ida Bro og (A) Per Ly`: the letter stands before its member.
            lead = lead or between == ") " and shape_of("votes", "begins_paren").search(text[max(start, one.start - 8) : one.start]) is not None
            members = behind is not None and words("between", "its_members").fullmatch(text, one.end, behind.start) is not None
            if (
                of_member
                or of_next
                or lead
                or members
                or _told_by_name(text, found[index + 1 :], one, party)
                or before is not None
                and words("between", "of_members").fullmatch(text, before.end, one.start)
            ):
                belongs.append(one)
                continue
        out.append(Voter(one.start, one.end, one.id, one.label == "PERSON"))
    taken = {position for one in found for position in (one.start, one.end - 1)}
    if words("between", "group").search(text, start, end):
        for letter, pattern in _groups():
            for hit in pattern.finditer(text, start, end):
                if not taken & set(range(hit.start(), hit.end())):
                    out.append(Voter(hit.start(), hit.end(), letter or hit["letter"], False))
    out += [Voter(hit.start(), hit.end(), "", False, rest=True) for hit in words("rest").finditer(text, start, end)]
    if chair:
        for hit in re.compile(r"\b(?:[Ff]ormanden|[Bb]orgmesteren)\b(?! [A-ZÆØÅ])").finditer(text, start, end):
            if not any(v.id == chair for v in out):
                out.append(Voter(hit.start(), hit.end(), chair, True))
    for one in belongs:
        close = one.end + 2 if text[one.end : one.end + 2] in ("'s", "’s") else one.end
        text = text[: one.start] + FILLER * (close - one.start) + text[close:]
    return sorted(out, key=lambda v: v.start), text


def _told_by_name(text: str, following: list[Finding], one: Finding, party: Mapping[str, str | None]) -> bool:
    """`V og O (Ida Bro og Per Ly)`: the parties' members are told in the parentheses behind them."""
    hit = shape_of("votes", "and_parties").match(text, one.end)
    close = text.find(")", hit.end()) if hit else -1
    return (
        hit is not None
        and words("between", "except").search(text, hit.end(), following[0].start if following else close) is None
        and any(f.label == "PERSON" and hit.end() <= f.start < close and party.get(f.id) == one.id for f in following[:12])
    )


def _of_member(text: str, end: int, party: Finding) -> bool:
    """Tell whether a party stands behind a name as that member's: in parentheses, or behind a comma and before the end of an entry."""
    between = text[end : party.start]
    if re.fullmatch(r"\s?,?\s?\(\s?", between):
        return True
    if between == ", " and party.rule in ("party/name", "party/local-list") and re.match(r", [a-zæøå]", text[party.end : party.end + 3]):
        # `Ida Bro, Venstre, stemte imod`
        return True
    return (
        party.rule == "party/behind-person" and re.fullmatch(r",\s", between) is not None and re.match(r"\s?[);]", text[party.end : party.end + 2]) is not None
    )


def _alternating(text: str, found: list[Finding], index: int) -> bool:
    """Tell whether a letter behind a comma is its member's: `Ida Bro, A, og Per Ly, V, stemte imod`, not `Ida Bro, A og V`."""
    one, before = found[index], found[index - 1]
    if one.rule != "party/behind-person" or text[before.end : one.start] != ", ":
        return False
    following = found[index + 1] if index + 1 < len(found) else None
    if following is None or words("between", "list").fullmatch(text, one.end, following.start) is None:
        return True
    return following.label == "PERSON"


def read_sides(text: str, start: int, end: int, voters: list[Voter], pending: Phrase | None = None) -> Sides:  # noqa: C901 (labels, verbs and lists, tried in this order)
    """Put the voters of one clause on their sides.

    Args:
        text: The text; quoted statements blanked.
        start: Where the clause begins.
        end: Where it ends.
        voters: Those named in it.
        pending: A label that stood alone on the line before.
    """
    sides = Sides()
    phrases = find_phrases(text, start, end) if voters or words("between", "label").search(text, start, end) else []
    lists = read_lists(text, voters, phrases)
    if pending and lists and (not phrases or lists[0][0].start < phrases[0].start) and _gap(text, start, lists[0][0].start):
        sides.add(pending.rule.side, lists[0], pending)
        lists = lists[1:]
        if not phrases:
            sides.pending = pending
    # The side of each list: by a label (1), by the verb behind it (2), or as a majority's or minority's names (0).
    given: dict[int, tuple[int, str, Phrase]] = {}
    forced: str | None = None
    for at, phrase in enumerate(phrases):
        behind = next((i for i, group in enumerate(lists) if group[0].start >= phrase.end), None)
        if behind is not None and at + 1 < len(phrases) and lists[behind][0].start > phrases[at + 1].start:
            behind = None
        if phrase.rule.voters == "after":
            following = phrases[at + 1] if at + 1 < len(phrases) else None
            if behind is not None and _gap(text, phrase.end, lists[behind][0].start) and (not phrase.rule.several or len(lists[behind]) > 1):
                given[behind] = (1, phrase.rule.side, phrase)
            elif following and following.rule.voters == "named" and _gap(text, phrase.end, following.start):
                forced = phrase.rule.side
            elif behind is None and not text[phrase.end : end].strip(" *:\n"):
                sides.pending = phrase
            continue
        if phrase.rule.voters == "named":
            side, forced = forced or phrase.rule.side, None
            if behind is not None and _named_gap(text, phrase.end, lists[behind][0].start):
                given[behind] = (1 if side != phrase.rule.side else 0, side, phrase)
            continue
        _by_verb(text, phrase, at, phrases, lists, given, sides, behind)
    for index, group in enumerate(lists):
        if index in given:
            _, side, phrase = given[index]
            sides.add(side, group, phrase)
    return sides


def _by_verb(  # noqa: C901 (where the voters of a verb stand, tried in this order)
    text: str,
    phrase: Phrase,
    at: int,
    phrases: list[Phrase],
    lists: list[list[Voter]],
    given: dict[int, tuple[int, str, Phrase]],
    sides: Sides,
    behind: int | None,
) -> None:
    rule = phrase.rule
    before = next((i for i in range(len(lists) - 1, -1, -1) if lists[i][-1].end <= phrase.start), None)
    previous = phrases[at - 1] if at else None
    between = before is not None and previous is not None and lists[before][-1].end <= previous.start
    # Only `tog forbehold og stemte imod` passes its people on to the next phrase.
    if between and previous is not None and before is not None and not _passes_on(previous, given.get(before)):
        before = None
    if before is None:
        if behind is not None and rule.side != "none" and not rule.adjacent:
            colon = _COLON.match(text[phrase.end : lists[behind][0].start])
            if (rule.turns or colon) and _gap(text, phrase.end + (colon.end() if colon else 0), lists[behind][0].start):
                given[behind] = (1, rule.side, phrase)
        return
    if words("between", "recalled").search(text, max(0, lists[before][0].start - 50), lists[before][0].start):
        return
    if text.startswith("ikke ", phrase.start) and words("between", "reported").search(text, max(0, lists[before][0].start - 12), lists[before][0].start):
        return
    group, near = lists[before], _NEAR.fullmatch(text, lists[before][-1].end, phrase.start) is not None
    if (rule.adjacent or rule.side == "none") and not near or QUOTED in text[group[-1].end : phrase.start]:
        return
    held = given.get(before)
    if rule.several and (held is not None and held[0] == 1 or len(group) < 2 and (held is None or held[0] != 0)):
        return
    if (rule.several or rule.side == "none") and held is not None and held[0] == 0 and held[2].rule.id == "vote/minority":
        # What a minority would rather have is not what was carried.
        return
    if rule.minority and (held is None or held[2].rule.id != "vote/minority"):
        return
    if held is not None and held[0] == 1 and held[1] == rule.side:
        return
    if held is not None and held[0] == 1 and held[1] != "none":
        # Behind a label the verb takes only the last voter: `Imod stemte A, og Ida Bro undlod`.
        if near and len(group) > 1:
            cut = _last_part(text, group)
            lists[before] = group[:cut]
            sides.add(rule.side, group[cut:], phrase)
        return
    if held is not None and held[0] == 2 and held[1] != "none" and not held[2].rule.weak:
        return
    given[before] = (2, rule.side, phrase)


def _passes_on(previous: Phrase, held: tuple[int, str, Phrase] | None) -> bool:
    """Tell whether the phrase before another leaves its people to it."""
    return (previous.rule.side == "none" or previous.rule.weak) and (held is None or held[1] == "none" or held[2].rule.weak)


def read_lists(text: str, voters: list[Voter], phrases: Sequence[Phrase] = (), *, all_but: bool = True) -> list[list[Voter]]:
    """Cut the voters into lists: what stands between two of one list is a separator, and no phrase."""
    out: list[list[Voter]] = []
    skipping = False
    for voter in voters:
        if any(p.start < voter.end and voter.start < p.end for p in phrases):
            continue
        last = out[-1][-1] if out else None
        own = words("between", "own_verb").match(text, voter.end) is not None
        if all_but and not own and words("between", "all_but").search(text, max(0, voter.start - 80), voter.start):
            # `Samtlige medlemmer undtagen Ida Bro stemte for`: what she voted is not told.
            continue
        if last is not None and not own and words("between", "except").search(text, last.end, voter.start):
            # `A undtagen Ida Bro`: she is not on this side, and the list goes on behind her.
            last.end, skipping = voter.end, voter.person
            continue
        skipping = skipping and voter.person and last is not None and shape_of("votes", "member_joined").fullmatch(text[last.end : voter.start]) is not None
        if skipping and last is not None:
            last.end = voter.end
            continue
        joined = last is not None and not any(last.end <= p.start < voter.start for p in phrases) and _gap(text, last.end, voter.start)
        if joined:
            out[-1].append(voter)
        else:
            out.append([voter])
    return out


def _last_part(text: str, group: list[Voter]) -> int:
    """Give where a list begins anew behind its `og`: in `A, B og C, D og E` at `D`; else its last voter."""
    cut, ended = len(group) - 1, False
    for index, (one, other) in enumerate(zip(group, group[1:], strict=False), start=1):
        between = text[one.end : other.start]
        if shape_of("votes", "joining").search(between) is not None:
            ended = True
        elif ended and "," in between:
            cut = index
    return cut


_TOLD = re.compile(r"\(\s?[^()\n]{1,40}?\s?\)")


def _gap(text: str, start: int, end: int) -> bool:
    if end - start > 140:
        return False
    between = _TOLD.sub(" ", text[start:end])
    return len(between) <= 90 and words("between", "list").fullmatch(between) is not None


def _named_gap(text: str, start: int, end: int) -> bool:
    hit = words("between", "named").match(text, start, end)
    return hit is not None and _gap(text, hit.end(), end) and (hit.end() > hit.start() or _gap(text, start, end))


class Followed:
    """Whose word each one followed, where some follow another's (`henholdt sig til afdelingens erklæring`): the first told is what was proposed."""

    def __init__(self) -> None:
        self._first: str | None = None
        self._waiting: Sides | None = None

    def settle(self, text: str, sides: Sides) -> Sides:
        """Give the sides of a clause: who follows another word than the first is against, and one alone counts only beside such."""
        if sides.follows is None or not sides.voters["for"]:
            return sides
        words_ = " ".join(re.findall(r"\w+", text[sides.follows.end : sides.follows.end + 90])[:6]).casefold()
        if self._first is None:
            self._first = words_
            if len(sides.voters["for"]) < 2:
                self._waiting, sides = sides, Sides()
            return sides
        if words_ != self._first:
            sides.voters["against"], sides.voters["for"] = sides.voters["for"], []
        if self._waiting is not None:
            sides.voters["for"] = self._waiting.voters["for"] + sides.voters["for"]
            sides.span(self._waiting.start, self._waiting.end)
            self._waiting = None
        return sides
