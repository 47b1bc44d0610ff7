"""A text to a meeting: header, attendance, table of contents, agenda items and their sections. No spaCy here."""

from __future__ import annotations

import re
from collections.abc import Collection

from nlp.meeting.header import read_header
from nlp.meeting.headings import FALLBACK, Heading, find_headings, is_contents_line, title_key, without_leaders
from nlp.meeting.implied import add_unheaded
from nlp.meeting.members import read_members
from nlp.meeting.model import Given, ItemSpan, Meeting
from nlp.meeting.municipality import find_municipality
from nlp.meeting.sections import find_case_number, heading_kind, read_sections
from nlp.meeting.unnumbered import find_unnumbered
from nlp.text.lines import Line, read_lines

_LUKKET = re.compile(r"^[(\[]?lukke[td]\b|[\s(–-]lukket\)?$|^fortrolig", re.IGNORECASE)
# `Åbent     Lokalplan 381`, `(Åben) Budget`: a column of its own that says nothing of the matter; `Åbent hus` is a title.
_OPEN = re.compile(r"^(?:(?:Åbent|Åben|Åben sag|Åbent punkt)(?:\s{2,}|\s?[|:]\s*|\s[-–]\s)|\((?:Åbent|Åben|Åben sag|Åbent punkt)\)\s*[-–:]?\s*)")


def parse_minutes(text: str, original: str | None = None, families: Collection[str] | None = None, given: Given | None = None) -> Meeting:
    """Split one document into its header and its agenda items.

    Items do not overlap and cover the text from the first heading to the end.

    Args:
        text: The normalised text (`normalize.shadow`); offsets refer to it.
        original: The text as read, if it has the same length: its `**` tell which lines are headings.
        families: The layout families to choose among, by id; all where it is None.
        given: What the user knows of the meeting.

    Returns:
        The meeting; without items where no line heads one.

    Example:
        >>> meeting = parse_minutes("Punkt 1: Budget 2026\\n\\nBeslutning\\n\\nGodkendt.\\n\\nPunkt 2: Eventuelt\\n")
        >>> [(item.number, item.title, [s.kind for s in item.sections]) for item in meeting.items]
        [('1', 'Budget 2026', ['decision']), ('2', 'Eventuelt', [])]
    """
    lines = read_lines(text, original if original is not None else text)
    meeting = Meeting(text, lines)
    _read_contents(meeting)
    meeting.layout, headings = find_headings(lines, [title_key(title) for title in meeting.contents], families)
    if not headings:
        headings = find_unnumbered(lines)
        meeting.layout = FALLBACK if headings else None
    meeting.header_end = _line_start(text, lines[headings[0].first].start) if headings else len(text)
    header_lines = headings[0].first if headings else min(len(lines), 60)
    read_header(meeting, header_lines, given)
    read_members(meeting, lines[:header_lines])
    _read_items(meeting, headings)
    add_unheaded(meeting)
    meeting.municipality = find_municipality(meeting)
    if meeting.kind == "minutes" and meeting.items and _undecided(meeting):
        meeting.kind = "agenda"
    elif meeting.kind == "agenda" and sum(bool(item.parts("decision")) for item in meeting.items) > 0.4 * len(meeting.items):
        # Some publish their minutes below the word `Dagsorden`.
        meeting.kind = "minutes"
    return meeting


def _line_start(text: str, at: int) -> int:
    return text.rfind("\n", 0, at) + 1


def _read_contents(meeting: Meeting) -> None:
    entry = ""
    for index, line in enumerate(meeting.lines):
        if not is_contents_line(line):
            entry = ""
            continue
        if not meeting.contents_start:
            meeting.contents_start = line.start
        previous = meeting.lines[index - 1] if index else None
        if previous and not line.after_blank and not is_contents_line(previous) and not heading_kind(previous.text) and len(previous.text) > 40:
            entry = previous.text + " "
        title = without_leaders(entry + line.text)
        meeting.contents.append(re.sub(r"^(?:Punkt|Pkt\.?)?\s*\d{1,3}[a-z]?\s?[.:]\s*", "", title))
        meeting.contents_end = line.end
        entry = ""


# --- items ------------------------------------------------------------------------------------------------


def _read_items(meeting: Meeting, headings: list[Heading]) -> None:
    lines, text = meeting.lines, meeting.text
    contents = {title_key(title): title for title in meeting.contents}
    for index, heading in enumerate(headings):
        last = headings[index + 1].first if index + 1 < len(headings) else len(lines)
        end = _line_start(text, lines[last].start) if last < len(lines) else len(text)
        behind = heading.behind
        title, title_end = heading.title, lines[heading.line].end
        if heading.line + 1 == heading.behind:
            while behind < last and behind - heading.line < 4 and _continues(lines, behind, title, contents):
                title = f"{title} {lines[behind].text}".strip()
                title_end = lines[behind].end
                behind += 1
        body = max(title_end, lines[behind - 1].end)
        item = ItemSpan(
            heading.number,
            _OPEN.sub("", title.strip(" *_#")).lstrip(". "),
            _line_start(text, lines[heading.first].start),
            end,
            heading.title_at,
            max(title_end, heading.title_at),
            body,
            heading.first,
            last,
        )
        item.closed = _LUKKET.search(item.title) is not None
        read_sections(meeting, item, behind)
        if item.case_number is None:
            _case_in_heading(meeting, item, lines[heading.first : behind])
        meeting.items.append(item)


def _case_in_heading(meeting: Meeting, item: ItemSpan, lines: list[Line]) -> None:
    """`1-52-71-21-19 - 41. Title`, `Punkt 14 Acadre 11/2345`, `Title (2021-0301299)`: the number stands in the heading's own lines."""
    for line in lines:
        leading, trailing = _LEADING_CASE.match(line.text), _TRAILING_CASE.search(line.text)
        found = (
            find_case_number(line.text) or (leading and (leading[1], 0)) or (trailing and find_case_number(trailing[1]) and (trailing[1], trailing.start(1)))
        )
        if found and meeting.text.startswith(found[0], line.start + found[1]):
            item.case_number, item.case_start = found[0], line.start + found[1]
            return


_TRAILING_CASE = re.compile(r"\(([\w./-]{6,30})\)$")
_LEADING_CASE = re.compile(r"([01]-\d{1,2}-\d{1,3}(?:-\d{1,5})?-\d{2}|\d{2}/\d{3,6}|\d{2}-\d{6})(?=\s?[-–:]\s)")


def _continues(lines: list[Line], index: int, title: str, contents: dict[str, str]) -> bool:
    """Tell whether a line is the rest of a title that wraps."""
    line = lines[index]
    key = title_key(title)
    if not title:
        return not heading_kind(line.text) and find_case_number(line.text) is None
    # Long titles are cut off in the table of contents: such an entry does not tell where the title ends.
    if key in contents and len(contents[key]) < 85:
        return False
    joined = title_key(title + line.text)
    if any(len(entry) > len(key) and (entry.startswith(joined) or joined.startswith(entry) and len(entry) > 60) for entry in contents if entry.startswith(key)):
        return True
    if line.after_blank or line.marked != lines[index - 1].marked or heading_kind(line.text) or find_case_number(line.text):
        return False
    return len(line.text) < 120 and len(title) > 45 and (index + 1 >= len(lines) or lines[index + 1].after_blank) and line.text[-1] not in ".:"


def _undecided(meeting: Meeting) -> bool:
    """An agenda may call itself minutes; without a single decision or absence it is an agenda."""
    return not any(section.kind in ("absence", "decision") for item in meeting.items for section in item.sections) and not re.match(
        r"(?i)\s*[#*\s]*referat|beslutningsprotokol", meeting.text[:400].strip()
    )
