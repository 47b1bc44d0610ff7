"""How well a way to cut a document into items fits the whole of it, and the items that it leaves out."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter

from nlp.meeting.contents import Contents
from nlp.meeting.line_kinds import LineKinds
from nlp.meeting.runs import Heading

# What an item gains by a decision or another section, and a cut loses by decisions above its first item or twice in one.
_DECIDED, _SECTION, _ORPHAN, _CROWDED = 1.0, 0.5, 1.5, 1.5
_BEST = 5.0
# What may stand directly below a title that no number tells.
_LONGEST_TITLE = 160


class Anchors:
    """What recurs once in each item: headings of decisions and of proposals, by the index of their lines."""

    def __init__(self, kinds: LineKinds, contents: Contents) -> None:
        self.decisions = [index for index, kind in enumerate(kinds.sections) if kind == "decision"]
        self.proposals = [index for index, kind in enumerate(kinds.sections) if kind == "proposal"]
        self.sections = [index for index, kind in enumerate(kinds.sections) if kind is not None and kind not in ("attachments", "absence")]
        self.words = {index: kinds.lines[index].text for index in self.decisions}
        self.last = len(kinds.lines)

    def fit(self, headings: list[Heading]) -> float:
        """Tell how well these headings cut the document: the sum of what speaks for each, and of what their items hold."""
        if not headings:
            return 0.0
        total = sum(min(heading.score, _BEST) for heading in headings)
        total -= _ORPHAN * bisect_left(self.decisions, headings[0].first) + 0.5 * bisect_left(self.proposals, headings[0].first)
        for heading, following in zip(headings, [*(h.first for h in headings[1:]), self.last], strict=True):
            first, last = bisect_left(self.decisions, heading.behind), bisect_left(self.decisions, following)
            decided = [self.words[index] for index in self.decisions[first:last]]
            if decided:
                total += _DECIDED - _CROWDED * min(3, max(Counter(decided).values()) - 1)
            elif bisect_left(self.sections, heading.behind) < bisect_left(self.sections, following):
                total += _SECTION
        return total


def complete(headings: list[Heading], kinds: LineKinds, contents: Contents) -> list[Heading]:
    """Add the items that no number tells: above the first, and where what an item has once begins again within one."""
    out: list[Heading] = []
    first = max((index + 1 for index in contents.lines), default=0)
    lead = _lead(headings[0], kinds, first if first < headings[0].first else 0)
    out += [lead] if lead else []
    for heading, following in zip(headings, [*(h.first for h in headings[1:]), len(kinds.lines)], strict=True):
        out.append(heading)
        out += _within(heading, following, kinds)
    return out


def _lead(heading: Heading, kinds: LineKinds, first: int) -> Heading | None:
    """Give the item above the first that is numbered, where a decision stands there below a title."""
    decision = next((index for index in range(first, heading.first) if kinds.sections[index] == "decision"), None)
    if decision is None:
        return None
    section = next(index for index in range(first, decision + 1) if kinds.sections[index] is not None)
    at = _title_above(kinds, section, first - 1)
    return _untold(kinds, at, section) if at is not None else None


def _within(heading: Heading, following: int, kinds: LineKinds) -> list[Heading]:
    """Give the items inside one: each time its decision's heading stands again below a title of its own."""
    out: list[Heading] = []
    seen: set[str] = set()
    floor = heading.behind
    for index in range(heading.behind, following):
        if kinds.sections[index] != "decision":
            continue
        words = kinds.lines[index].text
        if words in seen:
            section = next((i for i in range(floor, index + 1) if kinds.sections[i] is not None), index)
            at = _title_above(kinds, section, floor - 1)
            if at is not None and kinds.lines[at].after_blank:
                out.append(_untold(kinds, at, section))
                seen = set()
        seen.add(words)
        floor = index + 1
    return out


def _title_above(kinds: LineKinds, section: int, floor: int) -> int | None:
    """Find the line above a section's heading that may be the title of an item: no sentence, no label, not too long."""
    at = section - 1
    while at > floor and (kinds.cases[at] or kinds.status[at] or kinds.out[at] or kinds.columns[at]):
        at -= 1
    if at <= floor or not kinds.plain(at):
        return None
    words = kinds.lines[at].text
    fits = 3 < len(words) < _LONGEST_TITLE and words[0].isupper() and words[-1] not in ".,;:?!" and ": " not in words[:30]
    return at if fits else None


def _untold(kinds: LineKinds, title: int | None, section: int) -> Heading:
    """Make an item of a title that no number tells; without a title, of the section's heading alone."""
    if title is None:
        return Heading(section, section, section, None, "", kinds.lines[section].start, style="untold")
    line = kinds.lines[title]
    return Heading(title, title, title + 1, None, line.text, line.start, style="untold")
