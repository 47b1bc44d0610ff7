"""Agenda items from their headings: title, case number, whether they are closed, and their sections."""

from __future__ import annotations

import re
from collections import Counter

from nlp.meeting.cases import cut_off_case, find_case_number, is_case_label, read_case_at_end, read_case_in_heading
from nlp.meeting.contents import Contents
from nlp.meeting.leaders import title_key, without_leaders
from nlp.meeting.line_kinds import LineKinds, status_kind
from nlp.meeting.model import ItemSpan, Meeting
from nlp.meeting.numbered import read_numbered
from nlp.meeting.runs import Heading
from nlp.meeting.section_kinds import heading_kind
from nlp.meeting.sections import read_sections
from nlp.rules import from_rules, rule_file
from nlp.rules.phrases import compile_phrases
from nlp.text.lines import Line, line_start

_LUKKET = re.compile(
    r"^[(\[]?lukke[td]e?\b(?! for\b)|\blukke[td](?: (?:punkt|sag|dagsorden))?[)\]]|[\s(–-]lukket(?: (?:punkt|sag|dagsorden|dørs sag))?\)?$|^fortrolig",
    re.IGNORECASE,
)
# `Åbent     Lokalplan 381`, `(Åben) Budget`: a column of its own that says nothing of the matter; `Åbent hus` is a title.
_OPEN = re.compile(r"^(?:(?:Åbent|Åben|Åben sag|Åbent punkt)(?:\t|\s{2,}|\s?[|:]\s*|\s[-–]\s)|\((?:Åbent|Åben|Åben sag|Åbent punkt)\)\s*[-–:]?\s*)")
# `BR 217/07. Title`: the number under which the case stands in the body's own list.
_OWN_CASE = re.compile(r"(?P<number>[A-ZÆØÅ]{2,4} \d{1,4}/\d{2,4})\.\s+(?=\S)")
_LABEL_BEHIND = re.compile(r"(?<=\s)[A-ZÆØÅa-zæøå][\w.]*(?:\s?[\w.]+)?[.:]*\s*$")
# `Emne: Ny cykelsti`
_TITLE_LABEL = re.compile(r"(?P<label>[A-ZÆØÅ][A-ZÆØÅa-zæøå]{2,11})\s?:\s+(?=\S)")
# `A Budget`, `(L) Salg`: in such a column stand few letters.
_LETTER = re.compile(r"\(?(?P<letter>[A-ZÆØÅ])\)?\s+(?=[A-ZÆØÅ\d\"”»§])")
_FEWEST_LETTERS, _MOST_LETTERS = 3, 4
# Lines of a title that wraps, and how long a title is that may.
_MOST_LINES, _LONG_TITLE = 4, 45
# The page at the end of an entry of a contents list.
_PAGE = re.compile(r"\s+\d{1,3}$")
# A contents list cuts off titles of this length.
_CUT_OFF = 85
# Lines below a heading that may say that the item is closed.
_NEAR = 5


@from_rules
def _tells_closed() -> re.Pattern[str]:
    return compile_phrases(rule_file("items")["status"]["tells_closed"], flags=re.IGNORECASE)


def read_items(meeting: Meeting, headings: list[Heading], kinds: LineKinds, contents: Contents) -> None:
    """Set the meeting's items, one for each heading.

    Args:
        meeting: The document; its header is read.
        headings: What heads the items, in order.
        kinds: What its lines are.
        contents: Its contents list.
    """
    lines = meeting.lines
    _take_letters(headings)
    _begin_at_status(headings, kinds)
    _begin_at_case(headings, kinds)
    listed = {title_key(title): title for title in contents.printed}
    out = {index for index, outside in enumerate(kinds.out) if outside}
    meeting.recurring = _recurring(headings, kinds) if headings else frozenset()
    closed_parts = _closed_parts(headings, kinds, contents)
    for index, heading in enumerate(headings):
        last = headings[index + 1].first if index + 1 < len(headings) else len(lines)
        span = (line_start(meeting.text, lines[heading.first]), line_start(meeting.text, lines[last]) if last < len(lines) else len(meeting.text))
        item, behind = _item(lines, heading, last, span, listed)
        item.closed = (
            heading.closed
            or heading.closed is None
            and (_LUKKET.search(item.title or "") is not None or index in closed_parts and not _says_open(kinds, behind, last))
        )
        item.closed = item.closed or _says_closed(kinds, behind, last)
        read_sections(meeting, item, behind, out)
        if item.case_number is None:
            read_case_in_heading(item, meeting.text, lines[heading.first : behind])
        if item.case_number is None:
            read_case_at_end(item, [lines[i] for i in range(behind, last) if not kinds.out[i]])
        meeting.items.append(item)


def _recurring(headings: list[Heading], kinds: LineKinds) -> frozenset[str]:
    """Give the lines that stand in at least two items, behind their headings."""
    counts: Counter[str] = Counter()
    for heading, following in zip(headings, [*(h.first for h in headings[1:]), len(kinds.lines)], strict=True):
        counts.update({kinds.lines[index].text for index in range(heading.behind, following) if not kinds.out[index]})
    return frozenset(words for words, count in counts.items() if count > 1)


def _item(lines: list[Line], heading: Heading, last: int, span: tuple[int, int], listed: dict[str, str]) -> tuple[ItemSpan, int]:
    behind, (start, end) = heading.behind, span
    if not heading.title:
        body = min(lines[behind].start, end) if behind < len(lines) else end
        return ItemSpan(heading.number, "", start, end, start, start, body, heading.first, last), behind
    title, title_end = heading.title, lines[heading.line].end
    if heading.line + 1 == heading.behind:
        while behind < last and behind - heading.line < _MOST_LINES and _continues(lines, behind, title, listed):
            title = f"{title} {lines[behind].text}".strip()
            title_end = lines[behind].end
            behind += 1
    own = _OWN_CASE.match(title)
    title_at = heading.title_at + (own.end() if own else 0)
    trailing = find_case_number(title)
    if (
        trailing is not None
        and trailing[1] + len(trailing[0]) == len(title)
        and (label := _LABEL_BEHIND.search(title, 0, trailing[1]))
        and is_case_label(label[0])
    ):
        # `Lokalplan nr. 12 J.nr. 01.02.05P16`
        title = title[: label.start()].rstrip(" ,-–(")
    title = cut_off_case(title)
    named = _TITLE_LABEL.match(title)
    if named and named["label"].casefold() in rule_file("items")["number"]["title_labels"]:
        title, own_end = title[named.end() :], named.end()
        title_at += own_end
    name = _OPEN.sub("", (title[own.end() :] if own else title).strip(" *_#")).lstrip(". ")
    body = max(title_end, lines[behind - 1].end)
    item = ItemSpan(heading.number, name, start, end, title_at, max(title_end, title_at), body, heading.first, last)
    if own:
        item.case_number, item.case_start = own["number"], heading.title_at
    return item, behind


def _continues(lines: list[Line], index: int, title: str, listed: dict[str, str]) -> bool:
    """Tell whether a line is the rest of a title that wraps."""
    line = lines[index]
    key = title_key(title)
    # Long titles are cut off in the table of contents: such an entry does not tell where the title ends.
    if key in listed and len(listed[key]) < _CUT_OFF:
        return False
    joined = title_key(title + line.text)
    if any(len(entry) > len(key) and (entry.startswith(joined) or joined.startswith(entry) and len(entry) > 60) for entry in listed if entry.startswith(key)):
        return True
    if line.text[0] == "(" and line.text.strip("() .:").casefold() in rule_file("items")["number"]["purposes"]:
        return False
    if line.after_blank or line.marked != lines[index - 1].marked or heading_kind(line.text) or find_case_number(line.text) or is_case_label(line.text):
        return False
    return len(line.text) < 120 and len(title) > _LONG_TITLE and (index + 1 >= len(lines) or lines[index + 1].after_blank) and line.text[-1] not in ".:"


def _take_letters(headings: list[Heading]) -> None:
    """Take a capital off the titles where one stands before each: a column, which may tell what is open (`A`, `L`)."""
    hits = [hit for heading in headings if heading.title and (hit := _LETTER.match(heading.title))]
    letters = {hit["letter"] for hit in hits}
    if len(hits) < max(_FEWEST_LETTERS, len(headings)) or len(letters) > _MOST_LETTERS:
        return
    status = rule_file("items")["status"]
    known = letters <= {*status["open_letters"], *status["closed_letters"]} and letters & set(status["open_letters"])
    for heading, hit in zip(headings, hits, strict=True):
        heading.title, heading.title_at = heading.title[hit.end() :], heading.title_at + hit.end()
        if known and heading.closed is None:
            heading.closed = hit["letter"] in status["closed_letters"]


# --- case numbers above titles, closed items --------------------------------------------------------------


def _begin_at_case(headings: list[Heading], kinds: LineKinds) -> None:
    """Begin the items at the lines above their titles that hold their case numbers, where most of them stand there."""
    above = [h for before, h in zip([None, *headings], headings, strict=False) if h.title and _case_above(kinds, h.first, before.behind if before else 0)]
    below = sum(any(kinds.cases[i] for i in range(h.behind, min(h.behind + 2, len(kinds.lines)))) for h in headings)
    if above and 2 * len(above) >= len(headings) and (len(above) > below or headings[0] in above and not _case_below(kinds, headings[-1])):
        for heading in above:
            heading.first -= 1


def _begin_at_status(headings: list[Heading], kinds: LineKinds) -> None:
    """Begin the items at the lines above their titles that say whether they are open, where most of them stand there."""
    above: dict[int, int] = {}
    for index, heading in enumerate(headings):
        first, floor = heading.first, headings[index - 1].behind if index else 0
        while first > floor and (kinds.status[first - 1] or kinds.out[first - 1]):
            first -= 1
        if any(kinds.status[first : heading.first]):
            above[index] = first
    if 2 * len(above) < max(1, len(headings)):
        return
    for index, first in above.items():
        heading = headings[index]
        if heading.closed is None:
            heading.closed = next(kinds.status[i] for i in range(heading.first - 1, first - 1, -1) if kinds.status[i]) == "closed" or None
        heading.first = first


def _case_above(kinds: LineKinds, first: int, floor: int) -> bool:
    if first - 1 < floor or not kinds.cases[first - 1] or kinds.out[first - 1]:
        return False
    # Below text and apart from the title, it closes the item before.
    closes = first - 1 > floor and kinds.lines[first].after_blank and not kinds.lines[first - 1].after_blank and not kinds.out[first - 2]
    return not closes


def _case_below(kinds: LineKinds, heading: Heading) -> bool:
    return any(kinds.cases[index] for index in range(heading.behind, min(heading.behind + 4, len(kinds.lines))))


def _closed_parts(headings: list[Heading], kinds: LineKinds, contents: Contents) -> set[int]:
    """Give the indices of the headings that stand below the heading of a closed part."""
    firsts = {heading.first: index for index, heading in enumerate(headings)}
    first = headings[0].first if headings else 0
    out: set[int] = set()
    part: str | None = None
    listed = max((index for index in contents.lines if index < first), default=-1)
    for index in range(max(0, first - 3, listed + 1), len(kinds.lines)):
        if kinds.parts[index]:
            part = kinds.parts[index]
        if index in firsts and part == "closed":
            out.add(firsts[index])
    return out if part else _listed_closed(headings, kinds, contents)


def _listed_closed(headings: list[Heading], kinds: LineKinds, contents: Contents) -> set[int]:
    """Give the indices of the headings that only the contents list holds in its closed part."""
    if not contents.lines:
        return set()
    part: str | None = None
    closed: set[str] = set()
    for index in range(max(0, min(contents.lines) - 2), max(contents.lines) + 1):
        part = kinds.parts[index] or part
        if index in contents.lines and part == "closed":
            numbered = read_numbered(without_leaders(kinds.lines[index].text))
            closed.add(title_key(_PAGE.sub("", numbered.title if numbered and numbered.title else without_leaders(kinds.lines[index].text))))
    return {index for index, heading in enumerate(headings) if heading.title and title_key(heading.title) in closed}


def _says_closed(kinds: LineKinds, behind: int, last: int) -> bool:
    """Tell whether a line below a heading says that the item is closed, before its first section."""
    for index in range(behind, min(behind + _NEAR, last)):
        if kinds.sections[index] or index > behind and index == last - 1 and kinds.parts[index]:
            return False
        if status_kind(kinds.lines[index].text.rpartition("\t")[2]) == "closed" and "\t" in kinds.lines[index].text:
            return True
        if kinds.status[index]:
            return kinds.status[index] == "closed" and not (index + 1 < last and kinds.status[index + 1])
        if len(kinds.lines[index].text) < 200 and _tells_closed().search(kinds.lines[index].text):
            return True
    return False


def _says_open(kinds: LineKinds, behind: int, last: int) -> bool:
    """Tell whether the line below a heading says that the item is open."""
    return behind < last and kinds.status[behind] == "open"
