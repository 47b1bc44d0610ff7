"""Agenda items: which lines of a text head one.

Lines that begin with a number, and lines of other styles that recur, propose ways to cut the document; the one that fits the whole document best is taken.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from nlp.meeting.cases import find_case_number, is_case_label
from nlp.meeting.contents import Contents
from nlp.meeting.families import FALLBACK, Family, HeadingRule, families, most_likely
from nlp.meeting.leaders import title_key
from nlp.meeting.line_kinds import LineKinds, classify, status_kind
from nlp.meeting.numbered import Numbered, read_numbered, readings
from nlp.meeting.runs import Heading, best_run, with_moved
from nlp.meeting.section_kinds import heading_kind
from nlp.meeting.segments import Anchors, complete
from nlp.meeting.unnumbered import unnumbered_cuts
from nlp.rules import from_rules, rule_file
from nlp.text.lines import Line

_NOT_A_TITLE = re.compile(
    r"(?:at|og|eller|samt|godkend(?:t|es)|tiltrådt|anbefales|vedtaget|taget til|drøftet|udsat|ikke godkendt|afvist|indstilles|indstillingen)\b[^A-ZÆØÅ]*(?:[.;,]|$)"
    r"|(?:januar|februar|marts|april|maj|juni|juli|august|september|oktober|november|december|kvartal|klasse|rate|kr|pct|etape)\b",
    re.IGNORECASE,
)
_NUMBER_LINE = re.compile(r"(?:(?:Punkt|Pkt|Sag|Nr)\.?\s?(?:nr\.?\s?)?)?\d+\.?$", re.IGNORECASE)
# Lines that may stand between a number and its title.
_BETWEEN = 4
_LONGEST_TITLE = 250


@from_rules
def _label() -> re.Pattern[str]:
    """A line of a meeting's header (`Mødedato: ...`), which heads no item."""
    words = {word for entries in rule_file("layout")["fields"].values() for word in entries}
    return re.compile(rf"(?:{'|'.join(re.escape(word) for word in sorted(words, key=len, reverse=True))})\s?:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Cut:
    """One way to cut the document into items, and how well it fits."""

    headings: list[Heading]
    score: float
    family: str | None = None


def find_headings(
    lines: list[Line], contents: Contents | None = None, only: Collection[str] | None = None, kinds: LineKinds | None = None
) -> tuple[str | None, list[Heading]]:
    """Choose the lines that head items, and the layout family.

    Args:
        lines: The document's lines.
        contents: Its contents list.
        only: The families to choose among; all where it is None.
        kinds: What the lines are, where that is known.

    Returns:
        The family's id and its headings in order; (None, []) where nothing looks like an item.
    """
    kinds = kinds or classify(lines)
    contents = contents or Contents()
    anchors = Anchors(kinds, contents)
    allowed = [family for family in families() if only is None or family.id in only]
    cuts = [_numbered_cut(kinds, anchors, contents, group) for group in _groups(_candidates(kinds, contents))]
    cuts += [_family_cut(kinds, anchors, contents, family, rule) for family in allowed for rule in family.headings]
    cuts += [Cut(headings, anchors.fit(headings)) for headings in unnumbered_cuts(kinds, contents)]
    best = max(cuts, key=lambda cut: cut.score, default=Cut([], 0.0))
    if not best.headings or best.score <= 0:
        return None, []
    name = best.family or most_likely(lines, allowed) or FALLBACK
    return name, complete(best.headings, kinds, contents)


# --- lines that begin with a number ---------------------------------------------------------------------


def _candidates(kinds: LineKinds, contents: Contents) -> list[Heading]:
    out: list[Heading] = []
    for index in range(len(kinds.lines)):
        if kinds.contents[index] or index in contents.lines:
            continue
        numbered = kinds.numbered[index]
        if numbered is None:
            continue
        for heading in (found for reading in readings(numbered) for found in _headings(kinds, index, reading, contents)):
            heading.score = score(kinds, heading, contents)
            out.append(heading)
    for block in _blocks([heading for heading in out if not heading.style.endswith("above")], kinds):
        points = _are_points(kinds, block[0].first - 1)
        for heading in block:
            # Headings that follow each other without a line between are a list: points of a proposal, or all there is of an agenda.
            heading.score = heading.score - 1.5 if points else min(heading.score, 0.4)
    return out


def _blocks(headings: list[Heading], kinds: LineKinds) -> Iterable[list[Heading]]:
    """Give the headings of one style that follow each other with nothing between, two and more; marked ones are no list."""
    block: list[Heading] = []
    for heading in headings:
        last = block[-1] if block else None
        if last is not None and last.behind == heading.first and last.style == heading.style and last.title != heading.title:
            block.append(heading)
            continue
        if len(block) > 1 and not kinds.lines[block[0].line].marked:
            yield block
        block = [heading]
    if len(block) > 1 and not kinds.lines[block[0].line].marked:
        yield block


def _are_points(kinds: LineKinds, lead: int) -> bool:
    """Tell whether a list is the points of what stands above it."""
    if lead < 0:
        return False
    words = kinds.lines[lead].text
    named = words.casefold().rstrip(" :") in (*rule_file("layout")["contents"]["headings"], *rule_file("layout")["document"]["agenda"])
    return not named and (kinds.sections[lead] in ("proposal", "decision") or words.endswith((",", ":", " at")))


def _headings(kinds: LineKinds, index: int, numbered: Numbered, contents: Contents) -> Iterable[Heading]:
    line = kinds.lines[index]
    restarts = numbered.extra or _behind_part(kinds, index)
    title = numbered.title
    if title.startswith(("(", "[")) and status_kind(title) and (at := _title_line(kinds, index, "below", contents, numbered.number)) is not None:
        # `Punkt 9. (Lukket punkt)`, and the title below it.
        words = kinds.lines[at]
        if words.text[-1] != ".":
            style, shut = f"{numbered.style}below", status_kind(title) == "closed"
            yield Heading(index, at, at + 1, numbered.number, words.text, words.start, 0.0, style, numbered.word, restarts, shut)
            return
    if title and not _is_column(title) and not _is_case(title, numbered.word):
        yield Heading(
            index, index, index + 1, numbered.number, title, line.start + numbered.start, 0.0, numbered.style, numbered.word, restarts, numbered.closed
        )
        return
    for place in ("below", "above"):
        at = _title_line(kinds, index, place, contents, numbered.number)
        if at is not None:
            style = f"{numbered.style}{place}"
            words = kinds.lines[at]
            closed = numbered.closed if numbered.closed is not None else _status_between(kinds, index, at)
            yield Heading(min(at, index), at, max(at, index) + 1, numbered.number, words.text, words.start, 0.0, style, numbered.word, restarts, closed)


def _status_between(kinds: LineKinds, index: int, at: int) -> bool | None:
    return next((kinds.status[i] == "closed" for i in range(index + 1, at) if kinds.status[i]), None)


def _behind_part(kinds: LineKinds, index: int) -> bool:
    return any(kinds.parts[i] for i in range(max(0, index - 3), index))


def _is_column(words: str) -> bool:
    """Tell whether what stands behind a number is a column of minutes and no title."""
    return re.fullmatch(rule_file("items")["columns"]["pattern"], words, re.IGNORECASE) is not None


def _is_case(words: str, word: bool) -> bool:
    """Tell whether what stands behind a number is the case's number and no title; without a word before the number, nothing else stands there."""
    found = find_case_number(words)
    return found is not None and (found[1] == 0 or word and is_case_label(words[: found[1]])) and (word or len(words) == len(found[0]))


def _title_line(kinds: LineKinds, index: int, place: str, contents: Contents, number: str) -> int | None:
    """Find the line that holds the title of a number that stands alone."""
    lines, at = kinds.lines, index - 1 if place == "above" else index + 1
    if place == "below" and at + 1 < len(lines) and kinds.status[at] == "closed" and (kinds.cases[at + 1] or kinds.out[at + 1] or kinds.status[at + 1]):
        # A closed item's title may be no more than that.
        return at
    if place == "below":
        last = min(index + _BETWEEN, len(lines) - 1)
        while at < last and (kinds.cases[at] or kinds.columns[at] or kinds.status[at] or kinds.out[at]):
            at += 1
    if not 0 <= at < len(lines):
        return None
    words = lines[at].text
    listed = contents.titles.get(title_key(words)) in (number, "") or at + 1 < len(lines) and kinds.status[at + 1] is not None
    if not listed and (len(words) < 4 or words[0].islower() or heading_kind(words) and heading_kind(words) != "case"):
        return None
    if place == "above" and words[-1] == ".":
        return None
    if words.casefold().rstrip(" :") in rule_file("layout")["contents"]["headings"]:
        return None
    if kinds.cases[at] or kinds.contents[at] or kinds.out[at] or words[-1] in ",;" or _NUMBER_LINE.match(words) or _label().match(words):
        return None
    return at


def _groups(candidates: list[Heading]) -> list[list[Heading]]:
    """Give the candidates of one style each, those with and without a word before the number, and all."""
    by_style: dict[str, list[Heading]] = {}
    for heading in candidates:
        by_style.setdefault(heading.style, []).append(heading)
    groups = list(by_style.values())
    if len(groups) > 1:
        below = [heading for heading in candidates if not heading.style.endswith("above")]
        loose = [heading for heading in below if " " not in heading.style and "–" not in heading.style and "-" not in heading.style]
        groups += [[heading for heading in below if heading.word], [heading for heading in loose if not heading.word], below]
    return [group for group in groups if group]


def _numbered_cut(kinds: LineKinds, anchors: Anchors, contents: Contents, group: list[Heading]) -> Cut:
    run = without_twice(kinds.lines, with_moved(best_run(group), group))
    if any(heading.style.startswith(("roman", "alphabet")) for heading in run) and not _unbroken(run):
        return Cut([], 0.0)
    return Cut(run, anchors.fit(run))


def _unbroken(run: list[Heading]) -> bool:
    """Tell whether Roman numbers or letters begin at I or A and leave none out: a capital before a name is a party's letter."""
    return len(run) > 1 and [heading.key[0] for heading in run if not heading.key[1]] == list(range(1, 1 + sum(not heading.key[1] for heading in run)))


def _family_cut(kinds: LineKinds, anchors: Anchors, contents: Contents, family: Family, rule: HeadingRule) -> Cut:
    """Cut by a heading that a layout's rule file tells."""
    out = []
    for index, line in enumerate(kinds.lines):
        hit = rule.pattern.match(line.text)
        if hit is None or kinds.contents[index]:
            continue
        number = None if rule.unnumbered else hit["number"]
        if rule.title == "same":
            heading = Heading(index, index, index + 1, number, hit["title"].strip(), line.start + hit.start("title"), style=rule.pattern.pattern)
        else:
            at = _title_line(kinds, index, rule.title, contents, number or "")
            if at is None:
                continue
            heading = Heading(min(at, index), at, max(at, index) + 1, number, kinds.lines[at].text, kinds.lines[at].start, style=rule.pattern.pattern)
        heading.score = score(kinds, heading, contents)
        out.append(heading)
    run = without_twice(kinds.lines, best_run(out))
    if rule.unnumbered and len(run) < 2:
        return Cut([], 0.0)
    return Cut(run, anchors.fit(run) + (0.5 if run else 0.0), family.id)


def score(kinds: LineKinds, heading: Heading, contents: Contents) -> float:
    """Tell how much speaks for a heading: its title, its place, and what stands around it."""
    lines = kinds.lines
    line, first = lines[heading.line], lines[heading.first]
    value = 1.0 + (2.5 if contents.lists(heading.number, heading.title) else 0.0)
    value += 1.0 if line.marked else 0.0
    value += 0.5 if first.after_blank or _behind_page(kinds, heading.first) else -0.5
    if _NOT_A_TITLE.match(heading.title):
        value -= 3.0
    if heading.title.endswith((",", ";", ":")) or len(heading.title) > _LONGEST_TITLE:
        value -= 1.0
    if heading.title.endswith(".") and not line.marked:
        value -= 0.7
    if heading.title[:1].islower():
        value -= 1.5
    if not any(char.isalpha() for char in heading.title):
        value -= 3.0
    inside = any(kinds.cases[index] for index in range(heading.first, heading.behind) if index != heading.line)
    return value + (2.0 if inside else _followed(kinds, heading.behind))


def _behind_page(kinds: LineKinds, index: int) -> bool:
    return index > 0 and (kinds.out[index - 1] or kinds.parts[index - 1] is not None or kinds.cases[index - 1])


def _followed(kinds: LineKinds, behind: int) -> float:
    for index in range(behind, min(behind + 4, len(kinds.lines))):
        if kinds.cases[index]:
            return 2.0
        if kinds.sections[index] or kinds.status[index]:
            return 1.0
    return 0.0


def without_twice(lines: list[Line], run: list[Heading]) -> list[Heading]:
    """Begin an item at the first of two equal headings that stand together, and end its heading behind the second."""
    for heading in run:
        before = lines[heading.first - 1] if heading.first else None
        if before is not None and heading.first == heading.line and _same(before.text, heading, lines[heading.line].text):
            heading.first -= 1
        if heading.behind < len(lines) and heading.first <= heading.line and _same(lines[heading.behind].text, heading, lines[heading.line].text):
            heading.behind += 1
        elif heading.behind + 1 < len(lines) and lines[heading.behind + 1].text == heading.title and _is_number(lines[heading.behind].text, heading.number):
            # `Pkt. 118 Spørgetid`, then `Pkt. 118` and `Spørgetid` on lines of their own.
            heading.behind += 2
    return [heading for before, heading in zip([None, *run], run, strict=False) if before is None or heading.first >= before.behind]


def _same(words: str, heading: Heading, line: str) -> bool:
    return words == line or words == heading.title and len(words) > 3


def _is_number(words: str, number: str | None) -> bool:
    numbered = read_numbered(words)
    return numbered is not None and numbered.number == number and not numbered.title
