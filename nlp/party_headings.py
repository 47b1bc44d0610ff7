"""Parties that stand as headings above their members: `A. Socialdemokratiet`, then names."""

from __future__ import annotations

import re

from nlp.attendance import party_letter
from nlp.lines import Line
from nlp.meeting import Meeting

_HEADING = re.compile(
    r"(?:Gruppe |Liste )?(?:(?P<letter>[A-ZÆØÅ])\s?[.:)–-]\s*)?(?P<name>[A-ZÆØÅ][\wæøåÆØÅ -]{2,60}?)\s*(?:\((?P<behind>[A-ZÆØÅ])\))?\s*(?:[-–,(]\s*\d{1,2}(?: medlemmer| mandater)?\)?)?:?"
)

_LOCAL = re.compile(r"(?:listen?|partiet|gruppen)$")


def read_party_headings(meeting: Meeting, lines: list[Line]) -> None:
    """Give those below such a heading its party, and take the heading itself off the list of participants.

    Args:
        meeting: The document; its `attendees` are changed and `party_headings` are set.
        lines: The lines of its header.

    Example:
        >>> from nlp.parse import parse_minutes
        >>> meeting = parse_minutes("Deltagere\\n\\nA. Socialdemokratiet\\nIda Bro: Deltog\\n\\nUden for parti\\nPer Ly: Afbud\\n\\n1. Budget\\n")
        >>> [(one.name, one.party) for one in meeting.attendees]
        [('Ida Bro', 'A'), ('Per Ly', 'UP')]
    """
    if not meeting.attendees:
        return
    headings: list[tuple[int, int, str]] = []
    for line in lines:
        hit = _HEADING.fullmatch(line.text) if len(line.text) < 90 else None
        letter = (party_letter(hit["name"]) or _LOCAL.search(hit["name"]) and hit["letter"]) if hit else None
        if hit is None or letter is None or len(hit["name"]) < 3 or (hit["letter"] or hit["behind"] or letter) != letter:
            continue
        headings.append((line.start, line.end, letter))
        meeting.party_headings += [(line.start + hit.start(name), line.start + hit.end(name), letter) for name in ("letter", "name", "behind") if hit[name]]
    if not headings:
        return
    within = [one for one in meeting.attendees if any(start <= one.start < end for start, end, _ in headings)]
    meeting.attendees = [one for one in meeting.attendees if one not in within]
    for one in meeting.attendees:
        above = [letter for start, _, letter in headings if start < one.start]
        if one.party is None and above:
            one.party = above[-1]
