"""Agenda items without numbers: titles of one style, and lines that begin an item though they name none."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from nlp.meeting.contents import Contents
from nlp.meeting.leaders import title_key
from nlp.meeting.line_kinds import LineKinds
from nlp.meeting.runs import Heading
from nlp.meeting.section_kinds import heading_kind
from nlp.rules import from_rules, rule_file

# What must stand between a title and the next one, so that it is an item's.
_TELLING = frozenset({"decision", "proposal"})
_MARKED, _CAPITALS, _PLAIN, _OPENER, _LISTED = 1.4, 1.2, 0.8, 1.0, 2.0
_LONGEST = 160
# Decisions that show how items follow each other, where nothing but their titles begins them.
_FEWEST_BETWEEN = 3
# What may stand before a title's first letter; a name of a body or a remark stands in brackets, a quotation in others.
_BEGIN = "§•·▪"


def unnumbered_cuts(kinds: LineKinds, contents: Contents) -> Iterator[list[Heading]]:
    """Give the ways to cut a document by what is not numbered; each has at least one item with a decision or a proposal.

    Titles of a style compete: in capitals, marked as headings, with a section's heading or a case number directly below, above a label that recurs;
    and lines that begin an item without a title: its case number, or a column `Åben` or `Lukket`.
    """
    titles = [index for index in range(len(kinds.lines)) if _may_be_title(kinds, index)]
    styles: tuple[tuple[list[int], float], ...] = (
        ([index for index in titles if kinds.lines[index].text.isupper()], _CAPITALS),
        ([index for index in titles if kinds.lines[index].marked], _MARKED),
        ([index for index in titles if _followed(kinds, index)], _PLAIN),
    )
    listed = [index for index in range(len(kinds.lines)) if index not in contents.lines and _is_listed(kinds, index, contents)] if contents.titles else []
    if len(listed) > 1:
        yield [_titled(kinds, index, _LISTED) for index in listed]
    for style, value in styles:
        held = _with_sections(style, kinds)
        if len(held) > 1:
            yield [_titled(kinds, index, value) for index in held]
    between = _between(kinds)
    if between:
        yield [_titled(kinds, index, _PLAIN / 2) for index in between]
    for opens in (lambda index: kinds.cases[index], lambda index: kinds.status[index] is not None):
        openers = _openers(kinds, opens)
        if openers:
            yield openers
    alone = _alone(kinds)
    if alone:
        yield alone


def _between(kinds: LineKinds) -> list[int]:
    """Give the titles between decisions: of each the first line behind the decision before that may be one; none where a decision has none."""
    decided = [index for index, kind in enumerate(kinds.sections) if kind == "decision"]
    if len(decided) < _FEWEST_BETWEEN or len({kinds.lines[index].text for index in decided}) > 1 or any(map(str.isdigit, kinds.lines[decided[0]].text)):
        # Headings that tell whose decision it is may all be of one case.
        return []
    first = next((index for index in range(decided[0] - 1, -1, -1) if _may_be_title(kinds, index)), None)
    out = [] if first is None else [first]
    for before, following in zip(decided, decided[1:], strict=False):
        # The line below the decision's heading is the decision.
        title = next((index for index in range(before + 2, following) if _may_be_title(kinds, index)), None)
        out += [] if title is None else [title]
    return out if len(out) == len(decided) else []


def _is_listed(kinds: LineKinds, index: int, contents: Contents) -> bool:
    return not kinds.out[index] and title_key(kinds.lines[index].text) in contents.titles


def _titled(kinds: LineKinds, index: int, value: float) -> Heading:
    line = kinds.lines[index]
    numbered = kinds.numbered[index]
    if numbered is not None and numbered.title:
        return Heading(index, index, index + 1, numbered.number, numbered.title, line.start + numbered.start, value, "title", closed=numbered.closed)
    return Heading(index, index, index + 1, None, line.text, line.start, value, "title")


def _followed(kinds: LineKinds, index: int) -> bool:
    following = index + 1
    while following < len(kinds.lines) - 1 and (kinds.out[following] or kinds.status[following]):
        following += 1
    return following < len(kinds.lines) and (kinds.sections[following] is not None or kinds.cases[following])


def _with_sections(style: list[int], kinds: LineKinds) -> list[int]:
    """Keep the lines from the first one on that has a decision or a proposal below it; none where most have not."""
    if not style:
        return []
    spans = zip(style, [*style[1:], len(kinds.lines)], strict=True)
    held = [index for index, following in spans if any(kind in _TELLING for kind in kinds.sections[index + 1 : following])]
    if 2 * len(held) <= len(style):
        return []
    since = [index for index in style if index >= held[0]]
    # An item may be without a decision (`Eventuelt`), but where many are, they are headings inside an item.
    return since if 3 * len(held) >= 2 * len(since) else held


def _may_be_title(kinds: LineKinds, index: int) -> bool:
    line = kinds.lines[index]
    words = line.text
    return (
        (line.after_blank or line.marked or index > 0 and kinds.out[index - 1])
        and kinds.plain(index)
        and 3 < len(words) < _LONGEST
        and (words[0].isupper() or words[0].isdigit() or words[0] in _BEGIN)
        and words[-1] not in ".,;:"
        and any(char.isalpha() for char in words)
        and words.partition(":")[0].casefold() not in _labels()
    )


@from_rules
def _labels() -> frozenset[str]:
    """Labels of a meeting's facts and of the absent: what stands behind them is no title."""
    return frozenset(word for words in rule_file("layout")["fields"].values() for word in words)


def _openers(kinds: LineKinds, opens: Callable[[int], bool]) -> list[Heading]:
    """Begin an item at each line of a kind, with the title above it where most have one."""
    places = [index for index in range(len(kinds.lines)) if opens(index)]
    places = [index for before, index in zip([-9, *places], places, strict=False) if index - before > 1]
    if not places:
        return []
    spans = list(zip(places, [*places[1:], len(kinds.lines)], strict=True))
    held = [index for index, following in spans if any(kind in _TELLING for kind in kinds.sections[index + 1 : following])]
    if len(held) < 2 or 2 * len(held) <= len(places):
        return []
    titles = {index: above for index in held if (above := _title_of(kinds, index)) is not None}
    named = 3 * len(titles) >= 2 * len(held)
    out = []
    floor = -1
    for index in (place for place in places if place >= held[0]):
        title = titles.get(index) if named else None
        if title is not None and title > floor:
            out.append(Heading(title, title, title + 1, None, kinds.lines[title].text, kinds.lines[title].start, _OPENER + 0.4, "opener"))
        else:
            first = index
            while first - 1 > floor and kinds.out[first - 1]:
                first -= 1
            closed = kinds.status[index] == "closed" if kinds.status[index] else None
            out.append(Heading(first, index, index, None, "", kinds.lines[index].start, _OPENER, "opener", closed=closed))
        floor = index
    return out


def _title_of(kinds: LineKinds, index: int) -> int | None:
    above = index - 1
    while above > 0 and kinds.out[above]:
        above -= 1
    return above if above >= 0 and _may_be_title(kinds, above) else None


def _alone(kinds: LineKinds) -> list[Heading]:
    """Give a page that holds one item: a decision and a proposal or a case below a title."""
    sections = [index for index, kind in enumerate(kinds.sections) if kind is not None]
    held = {kinds.sections[index] for index in sections}
    if "decision" not in held or not held & {"proposal", "case", "summary", "background"}:
        return []
    first = sections[0]
    titles = [index for index in range(first) if _may_be_title(kinds, index) and heading_kind(kinds.lines[index].text) is None]
    case = next((index for index in range(first) if kinds.cases[index]), None)
    if case is not None and case - 1 in titles:
        return [_titled(kinds, case - 1, 0.5)]
    return [_titled(kinds, titles[-1], 0.2)] if titles and first - titles[-1] == 1 else []
