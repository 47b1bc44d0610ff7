"""What the text of a reader gives as items."""

from __future__ import annotations

from nlp.normalize import shadow
from nlp.parse import parse_minutes


def parsed(text: str) -> list[tuple[str | None, str, str | None, list[str]]]:
    seen = shadow(text)
    return [(item.number, item.title, item.case_number, [section.kind for section in item.sections]) for item in parse_minutes(seen.text, text).items]
