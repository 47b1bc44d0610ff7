"""What the text of a reader gives as items."""

from __future__ import annotations

from nlp.meeting.parse import parse_minutes
from nlp.text.normalize import shadow


def parsed(text: str) -> list[tuple[str | None, str, str | None, list[str]]]:
    seen = shadow(text)
    return [(item.number, item.title, item.case_number, [section.kind for section in item.sections]) for item in parse_minutes(seen.text, seen.bold).items]
