"""A text to a meeting: header, attendance, table of contents, agenda items and their sections. No spaCy here."""

from __future__ import annotations

from collections.abc import Collection

from nlp.meeting.contents import Contents, read_contents
from nlp.meeting.faults import find_fault
from nlp.meeting.foreign import is_letter
from nlp.meeting.given import Given
from nlp.meeting.header import read_header
from nlp.meeting.headings import find_headings
from nlp.meeting.implied import add_unheaded
from nlp.meeting.items import read_items
from nlp.meeting.line_kinds import classify
from nlp.meeting.members import read_members
from nlp.meeting.model import Meeting
from nlp.meeting.municipality import find_municipality
from nlp.meeting.unfold import unfold
from nlp.text.lines import line_start, read_lines

# Lines of a header where no item tells its end.
_HEADER = 60


def parse_minutes(text: str, bold: Collection[int] | None = None, families: Collection[str] | None = None, given: Given | None = None) -> Meeting:
    """Split one document into its header and its agenda items.

    Items do not overlap and cover the text from the first heading to the end.

    Args:
        text: The normalised text (`normalize.shadow`); offsets refer to it.
        bold: Where its lines begin that are bold as a whole (`Shadow.bold`); where it is None, `**` in the text itself tells.
        families: The layout families to choose among, by id; all where it is None.
        given: What the user knows of the meeting.

    Returns:
        The meeting; without items where no line heads one.

    Example:
        >>> meeting = parse_minutes("Punkt 1: Budget 2026\\n\\nBeslutning\\n\\nGodkendt.\\n\\nPunkt 2: Eventuelt\\n")
        >>> [(item.number, item.title, [s.kind for s in item.sections]) for item in meeting.items]
        [('1', 'Budget 2026', ['decision']), ('2', 'Eventuelt', [])]
    """
    lines = unfold(read_lines(text, bold))
    kinds = classify(lines)
    contents = read_contents(kinds)
    meeting = Meeting(text, lines)
    _keep_contents(meeting, contents)
    meeting.layout, headings = find_headings(lines, contents, families, kinds) if not is_letter(lines) else (None, [])
    meeting.header_end = line_start(text, lines[headings[0].first]) if headings else len(text)
    header_lines = headings[0].first if headings else min(len(lines), _HEADER)
    read_header(meeting, header_lines, given)
    read_items(meeting, headings, kinds, contents)
    add_unheaded(meeting)
    read_members(meeting, lines[:header_lines])
    meeting.municipality = find_municipality(meeting)
    _settle_kind(meeting)
    meeting.fault = find_fault(meeting)
    return meeting


def _keep_contents(meeting: Meeting, contents: Contents) -> None:
    meeting.contents, meeting.contents_start, meeting.contents_end = list(contents.printed), contents.start, contents.end


def _settle_kind(meeting: Meeting) -> None:
    if meeting.kind == "minutes" and meeting.items and _undecided(meeting):
        meeting.kind = "agenda"
    elif meeting.kind == "agenda" and sum(bool(item.parts("decision")) for item in meeting.items) > 0.4 * len(meeting.items):
        # Some publish their minutes below the word `Dagsorden`.
        meeting.kind = "minutes"


def _undecided(meeting: Meeting) -> bool:
    """Without a single decision or absence it is an agenda, unless it is called minutes."""
    return meeting.called != "minutes" and not any(section.kind in ("absence", "decision") for item in meeting.items for section in item.sections)
