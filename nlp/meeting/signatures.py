"""Those who signed a meeting's minutes, where no list tells who was there."""

from __future__ import annotations

import re
from collections.abc import Callable

from nlp.meeting.attendance import read_attendance
from nlp.meeting.evidence import any_of
from nlp.meeting.model import Attendee, Meeting
from nlp.meeting.names import NAME, is_given
from nlp.rules import from_rules, rule_file
from nlp.text.lines import Line

# Lines at the end of a document among which the signatures are, and the fewest that make a list.
_LAST = 60
_FEWEST = 3
_LONGEST = 110
_RULES = re.compile(r"[_.…—-]{3,}|\b[Xx]_+")
_BEHIND = r"(?:\s?\([^()]{1,30}\))?(?:,? [a-zæøå.]{4,20}| ?[–-] ?[a-zæøå.]{4,20})?"
_ENTRY = re.compile(rf"[\s•*/|]*{NAME.pattern}{_BEHIND}[\s,;.]*")


@from_rules
def _headings() -> re.Pattern[str]:
    words = rule_file("attendance")["signatures"]
    return re.compile(rf"(?i)(?:{any_of(words['headings'])})\b[^\n]{{0,60}}$")


@from_rules
def _closing() -> re.Pattern[str]:
    return re.compile(rf"(?i)(?:{any_of(rule_file('attendance')['signatures']['closing'])})\b")


def read_signatures(meeting: Meeting, elsewhere: Callable[[str], bool]) -> list[Attendee]:
    """Read the names below the minutes: behind their heading, or behind the line that tells when the meeting was over.

    Args:
        meeting: The meeting, its lines read.
        elsewhere: Tells whether a name stands elsewhere in the document.

    Returns:
        Those who signed, or nobody where fewer than three stand there or anything else does.
    """
    lines = meeting.lines[-_LAST:]
    first = next((index for index in range(len(lines) - 1, -1, -1) if _begins(lines[index])), None)
    if first is None:
        return []
    out: list[Attendee] = []
    for line in lines[first + 1 :]:
        cells = [cell for cell in re.split(r"\t|\s\|\s", _RULES.sub("\t", line.text)) if cell.strip(" |\t")]
        if not cells:
            continue
        if len(line.text) > _LONGEST or not all(_ENTRY.fullmatch(cell) for cell in cells):
            if out and len(out) >= _FEWEST:
                break
            continue
        out += [one for one in read_attendance(meeting.text, line.start, line.end, elsewhere=elsewhere) if " " in one.name]
    given = sum(is_given(one.name.split()[0]) for one in out)
    return out if len(out) >= _FEWEST and 2 * given > len(out) else []


def _begins(line: Line) -> bool:
    return _headings().match(line.text) is not None or _closing().match(line.text) is not None
