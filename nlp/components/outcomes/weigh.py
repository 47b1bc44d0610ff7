"""Which of the outcomes found in a decision are the item's: the main decision, not what only surrounds it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from nlp.components.outcomes.frames import Formula, grammar
from nlp.components.outcomes.matches import Clauses, Match
from nlp.meeting.dated import same_body
from nlp.rules.expressions import shape_of, terms

# What one body passes on to another.
_PASSED_ON = re.compile(r"/(?:recommended|proposed-upward|referred)$")
_DECIDES = frozenset(["approved", "rejected", "postponed", "referred", "withdrawn"])
_TALK = frozenset(["noted", "discussed"])
_ENDED = re.compile(r"[.:;!?]\s*$|\n\s*$")
_OBJECT = re.compile(r"[^.;\n]*")


def keep_decisions(clauses: Clauses, matches: Iterable[Match], *, of_agenda: bool) -> tuple[list[Match], list[Match]]:
    """Leave out votes on motions, information beside a decision, other items' fates, and what follows from a decision.

    Args:
        clauses: The text.
        matches: What was found in the sentences of one decision, in order.
        of_agenda: The item approves the agenda: what is said of other items is theirs.

    Returns:
        The item's decisions, and what else is told in words of decisions: votes on motions, further points decided alike.
    """
    mine = _without_others(clauses, list(matches))
    found = _without_motions(mine)
    on_motions = [
        match for match in mine if match not in found and match.finding.id in ("approved", "rejected") and "moves" not in match.flags and not match.weak
    ]
    of_agenda = of_agenda or any(match.subject.startswith(terms("outcomes", "agenda")) for match in found)
    approves = any(match.finding.id == "approved" and not match.finding.parts for match in found)
    found = [match for match in found if not ((of_agenda or approves) and _of_other_item(clauses, match))]
    found = _without_passing(found)
    alike = _alike(found)
    others = [match for match in found if match not in alike]
    return _several_matters(clauses, alike) or _kept(_told_or_none(alike)), [*on_motions, *others]


def _alike(matches: list[Match]) -> list[Match]:
    """Give one outcome for lettered points that were all decided alike; a point with nothing to tell is left out beside others."""
    if not all(match.finding.parts and "".join(match.finding.parts).isalpha() for match in matches):
        return matches
    said = [match for match in matches if match.finding.id != "none"] or matches
    if len({match.finding.id for match in said}) != 1 or len(matches) == 1:
        return matches
    said[0].finding.parts = ()
    return said[:1]


def _without_passing(matches: list[Match]) -> list[Match]:
    """Leave out what was agreed, or comes back later, beside other matters that were told; and what was told before the body decided."""
    if any(match.finding.id in _TALK for match in matches):
        matches = [match for match in matches if not ("passing" in match.flags and match.finding.id in _DECIDES)]
    decides = any(match.flags.isdisjoint(("informs", "weak")) and match.finding.id in _DECIDES for match in matches)
    return [match for match in matches if not (decides and "informs" in match.flags)]


def _without_others(clauses: Clauses, matches: list[Match]) -> list[Match]:
    """Leave out what another body proposed or decided before: `Økonomiudvalget anbefaler salget. Bevilget.`"""
    out = []
    for index, match in enumerate(matches):
        others = bool(match.actor) and not same_body(match.actor, clauses.committee)
        later = [behind for behind in matches[index + 1 :] if not behind.weak and behind.actor != match.actor] if others else []
        if not any(behind.actor or _PASSED_ON.search(match.finding.rule) and behind.finding.id in _DECIDES for behind in later):
            out.append(match)
    return out


def _several_matters(clauses: Clauses, matches: list[Match]) -> list[Match]:
    """Tell apart what was told and what was discussed in turn, a paragraph for each matter; nothing where the decision holds anything else."""
    out: list[Match] = []
    if any(match.finding.parts or not match.weak and match.finding.id not in _TALK for match in matches):
        return out
    by_line: dict[int, list[Match]] = {}
    for match in matches:
        if match.finding.id in _TALK:
            by_line.setdefault(clauses.text.rfind("\n", 0, match.finding.start), []).append(match)
    for line, inside in by_line.items():
        match = next((match for match in inside if match.finding.id == "discussed"), inside[0])
        if line >= 0 and out and not _ENDED.search(clauses.text, max(0, line - 3), line):
            # A line that goes on from the one above is no paragraph.
            return []
        if match.finding.id == "discussed" and not _has_topic(clauses, match):
            return []
        if not out or out[-1].finding.id != match.finding.id:
            out.append(match)
    if len(out) < 2:
        return []
    for match in out:
        match.finding.told = False
    return out


def _has_topic(clauses: Clauses, match: Match) -> bool:
    """Tell whether a discussion names what it is about, and not only the case."""
    case = grammar().patterns["case"]
    words = match.subject or _OBJECT.match(clauses.low, match.finding.end)[0] or match.words.partition(" ")[2]  # type: ignore[index]
    return bool(words.strip()) and case.search(words) is None


def _of_other_item(clauses: Clauses, match: Match) -> bool:
    """Tell whether an approval speaks of another item: `Punkt 7 udgår`."""
    if match.finding.id not in ("withdrawn", "postponed", "referred"):
        return False
    line = max(clauses.text.rfind("\n", 0, match.finding.start) + 1, match.finding.start - 120)
    return (
        shape_of("outcomes", "other_item").search(clauses.text[line : match.finding.end + 9 if match.finding.id == "postponed" else match.finding.end])
        is not None
    )


def _without_motions(matches: list[Match]) -> list[Match]:
    """Leave out what was only moved: a motion that fell, and one that was carried where the main decision is told as well."""
    out: list[Match] = []
    droppable: set[int] = set()
    pending: str | None = None
    for match in matches:
        if "moves" in match.flags:
            pending = match.finding.id
            continue
        motion = _named(match)
        if motion is not None and "soft" in motion.flags and pending is not None:
            motion = None
        decided = match.finding.id in ("approved", "rejected")
        if (
            motion is None
            and pending is not None
            and decided
            and not match.finding.parts
            and (shape_of("outcomes", "of_motion").match(match.subject) or match.object_ in terms("outcomes", "this"))
        ):
            droppable.add(id(match))
            if match.finding.id == "approved" and pending != "approved":
                match.finding.id = pending
                droppable.discard(id(match))
        elif motion is not None and decided:
            if match.finding.id == "rejected" and "soft" not in motion.flags:
                pending = None
                continue
            if match.finding.id == "approved" and motion.code != "approved":
                match.finding.id = motion.code
            else:
                droppable.add(id(match))
        if decided:
            pending = None
        out.append(match)
    main = [match for match in out if id(match) not in droppable and not match.weak and "open" not in match.flags]
    return [match for match in out if id(match) not in droppable] if main else out


def _named(match: Match) -> Formula | None:
    """Give the motion that a result's sentence names before it, or as its subject."""
    words = match.before + match.words
    for motion in grammar().motions:
        if motion.pattern.search(words):
            return motion
    return None


def _told_or_none(matches: list[Match]) -> list[Match]:
    """`Ingen bemærkninger` beside what was told is no outcome of its own."""
    told = any(match.finding.id == "noted" for match in matches)
    return [match for match in matches if not (told and match.weak and match.finding.id == "none" and not match.finding.parts)]


def _kept(matches: list[Match]) -> list[Match]:
    strong = [match for match in matches if not match.weak]
    out: list[Match] = []
    decided = False
    for match in matches:
        if match.weak and (strong or decided):
            continue
        if decided and not match.finding.parts and not _stands_beside(match, out):
            continue
        out.append(match)
        decided = decided or not ("open" in match.flags and match.finding.id == "referred")
    return out


def _stands_beside(match: Match, before: list[Match]) -> bool:
    """Tell whether an unnumbered outcome behind another is one of its own: a vote's result, an election, something else's fate."""
    if "beside" in match.flags or "open" in before[-1].flags:
        return True
    last = before[-1].finding.id
    if "after" in match.flags and not match.subject and last == "discussed":
        return match.finding.id in ("recommended", "approved", "rejected", "postponed")
    if match.finding.id == "referred" and last == "discussed":
        return match.subject in terms("outcomes", "case")
    if "after" not in match.flags:
        return False
    if match.finding.id == "approved" and match.subject.startswith(terms("outcomes", "agenda")):
        return True
    # `Salens ventilation er ikke godkendt` tells a state, and after a mere discussion nothing is decided of another thing.
    told = " er " in f" {match.words} " and not shape_of("outcomes", "result").search(match.words)
    return not shape_of("outcomes", "following").match(match.subject) and not told and last not in ("discussed", "noted")
