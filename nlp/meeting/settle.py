"""Who was away from the whole meeting, by what its items tell of the absent."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from nlp.meeting.model import Meeting


def settle_presence(meeting: Meeting, absent: Mapping[int, Sequence[str]]) -> None:
    """Count as absent the members whom the items give as away from the whole meeting, as the flags of some lists are wrong.

    That is who is named wherever anybody is, in most items at least; or once, in the first item, for the whole meeting.

    Args:
        meeting: The meeting; its attendees' `present` is set.
        absent: The names of the absent by the item's index.
    """
    told = {index for index, names in absent.items() if names}
    decided = [index for index, item in enumerate(meeting.items) if item.parts("decision")]
    named = set.intersection(*(set(absent[index]) for index in told)) if told else set()
    # Who is not missed in the first decision came, and left later, or the items were taken in another order.
    mostly = len(told) >= max(2, _MOST * max(len(decided), len(meeting.items) // 2)) and (not decided or min(told) <= decided[0])
    for attendee in meeting.attendees:
        if attendee.present and (mostly and attendee.name in named or told <= {0} and _away(meeting, attendee.name)):
            attendee.present = False


_MOST = 0.75
_AWAY = re.compile(
    r"(?: ?\([^()\n]{1,30}\))? (?:var |er )?fraværende(?: (?:på|under|i|ved) hele mødet\b|[^.\n]{0,40} uden stedfortræder\b|\. I stedet (?:deltog|mødte)\b)",
)


def _away(meeting: Meeting, name: str) -> bool:
    """`Ida Bro (A) var fraværende. I stedet deltog Per Ly (A)`, told in the first item alone, is meant for the whole meeting."""
    if not meeting.items:
        return False
    first = meeting.items[0]
    at = meeting.text.find(name, first.start, first.end)
    return at >= 0 and _AWAY.match(meeting.text, at + len(name), first.end) is not None
