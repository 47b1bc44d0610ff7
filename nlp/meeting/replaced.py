"""Those in whose place others came, and first names alone: what an attendance list tells beside its entries."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from nlp.meeting.attendance import read_attendance
from nlp.meeting.leaders import is_contents_line
from nlp.meeting.model import Attendee
from nlp.meeting.names import NAME, is_given
from nlp.rules import from_rules, rule_file
from nlp.rules.phrases import compile_phrases
from nlp.text.lines import Line


@from_rules
def _replaced() -> re.Pattern[str]:
    return compile_phrases(rule_file("attendance")["replaced"]["phrases"], shapes={"name": NAME.pattern + r"(?: ?\([^()\n]{1,20}\))?"}, flags=re.IGNORECASE)


def read_replaced(text: str, lines: Iterable[Line]) -> list[Attendee]:
    """Read those in whose place others came: `Ida Bro (stedfortræder for Per Ly)`.

    Args:
        text: The document's text.
        lines: The lines that tell of attendance.
    """
    out: list[Attendee] = []
    for line in lines:
        if is_contents_line(line):
            continue
        for hit in _replaced().finditer(text, line.start, line.end):
            gap = re.compile(r":?\s*").match(text, hit.end(), line.end)
            found = read_attendance(text, gap.end() if gap else hit.end(), line.end, present=False, strict=True)[:1]
            out += [attendee for attendee in found if " " in attendee.name]
    return out


def without_first_names(attendees: Sequence[Attendee]) -> list[Attendee]:
    """Count a first name alone as the one member who has it; where several first names stand alone, they are names of their own.

    Args:
        attendees: The entries of all lists, in order.

    Returns:
        The entries that are to be kept; the `present` of those meant is set.
    """
    alone = [one for one in attendees if " " not in one.name and "." not in one.name and one.party is None]
    names = {one.name for one in alone if one.present}
    out: list[Attendee] = []
    for one in attendees:
        if one.party and " " not in one.name and any(one.name in other.name.split()[:-1] and other.party == one.party for other in attendees):
            # `Bro, Ida (A)` behind words of another: she stands in the list.
            continue
        if one not in alone or one.present:
            out.append(one)
            continue
        meant = [other for other in attendees if " " in other.name and other.name.split()[0] == one.name]
        if one.name in names or not meant and len(alone) > 2 and is_given(one.name):
            out.append(one)
        elif len({other.name for other in meant}) == 1:
            for other in meant:
                other.present = False
    return out
