"""FirstAgenda's JSON: one meeting with its agenda items, their fields and the HTML below them."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any

from nlp.errors import UnreadableDocument
from nlp.reading.markup import parse_html, render
from nlp.reading.text import decode
from nlp.reading.writer import TextWriter, squeeze

_ITEMS = "Dagsordenpunkter"
_DAYS = ("Mandag", "Tirsdag", "Onsdag", "Torsdag", "Fredag", "Lørdag", "Søndag")
_MONTHS = ("januar", "februar", "marts", "april", "maj", "juni", "juli", "august", "september", "oktober", "november", "december")
_ABSENCE_LINE = re.compile(
    r"^\W*(?:fraværende|afbud|ikke til ?stede|ikke mødt|fravær)\b|(?:afbud|ikke til stede|fraværende)[.:]?\W*$", re.IGNORECASE | re.MULTILINE
)
_DECISION = re.compile(r"^#+ (?:beslutning|referat)", re.IGNORECASE | re.MULTILINE)
_HEADING = re.compile(r"^#+ ", re.MULTILINE)
_ABSENT = 2


def looks_like_json(text: str) -> bool:
    """Tell whether a text means to be JSON with an object in it: `[Udkast]` and `{1}` do not.

    Example:
        >>> looks_like_json(' {"Udvalg": null}'), looks_like_json("[Udkast] Referat")
        (True, False)
    """
    return re.match(r"\s*(?:\[\s*)?\{\s*(?:\"|\}\s*\]?\s*$)|\s*\[\s*\]\s*$", text.lstrip("\ufeff")[:2000]) is not None


def read(raw: bytes, name: str) -> str:
    """Write out a meeting as FirstAgenda prints it: header, `Punkt N: title`, case number, sections.

    Raises:
        UnreadableDocument: broken JSON, JSON of something else, or a meeting without items.
    """
    meeting = _meeting(_parsed(decode(raw, name), name), name)
    items = [item for item in meeting[_ITEMS] if isinstance(item, dict)]
    if not items:
        raise UnreadableDocument(f"{name}: is a FirstAgenda meeting without agenda items. Nothing to tag.")
    bodies = [_body(item, name) for item in items]
    out = TextWriter()
    _write_header(out, meeting, decided=any(map(_DECISION.search, bodies)))
    numbers = [_string(item, "Number", "Punktnummer", "Sorting").rstrip(".:") for item in items]
    if not any(numbers):
        numbers = [str(place) for place in range(1, len(items) + 1)]
    for number, item, body in zip(numbers, items, bodies, strict=True):
        _write_item(out, number, item, body)
    return out.text()


def _parsed(text: str, name: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as err:
        raise UnreadableDocument(f"{name}: is broken JSON (line {err.lineno}, column {err.colno}). Is the file complete?") from err
    except (RecursionError, ValueError) as err:
        raise UnreadableDocument(f"{name}: is JSON that is nested too deep, or holds a number too long, to be a meeting.") from err


def _meeting(data: Any, name: str) -> dict[str, Any]:
    if isinstance(data, list) and len(data) == 1:
        data = data[0]
    if isinstance(data, dict) and _ITEMS not in data:
        inner = [value for value in data.values() if isinstance(value, dict) and _ITEMS in value]
        data = inner[0] if len(inner) == 1 else data
    if isinstance(data, dict) and isinstance(data.get(_ITEMS), list):
        return data
    if isinstance(data, list) and any(isinstance(each, dict) and _ITEMS in each for each in data):
        raise UnreadableDocument(f"{name}: holds {len(data)} meetings in one JSON list. Write one file for each.")
    found = f"an object with the fields {', '.join(sorted(map(str, data))[:5])}" if isinstance(data, dict) and data else f"a JSON {_kind(data)}"
    raise UnreadableDocument(f"{name}: is JSON, but no FirstAgenda meeting: no list `{_ITEMS}` in it, it is {found[:200]}.")


def _kind(data: Any) -> str:
    return {dict: "object", list: "list", str: "text", bool: "value", type(None): "value"}.get(type(data), "number")


def _string(record: Any, *keys: str) -> str:
    """Give the first of some fields that holds a text, on one line."""
    for key in keys:
        value = record.get(key) if isinstance(record, dict) else None
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if isinstance(value, str) and squeeze(value):
            return squeeze(value)
    return ""


def _records(value: Any) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


# --- header -------------------------------------------------------------------------------------------------


def _write_header(out: TextWriter, meeting: dict[str, Any], *, decided: bool) -> None:
    about = meeting.get("Moede")
    committee = _string(meeting.get("Udvalg"), "Navn", "Name") or _string(meeting, "Udvalg")
    start = _time(_string(about, "MeetingBeginUtc", "Dato") or _string(meeting, "Dato"))
    end = _time(_string(about, "MeetingEndUtc"))
    ended = isinstance(about, dict) and bool(about.get("Afsluttet"))
    kind = "REFERAT" if decided or ended else "DAGSORDEN"
    out.heading(f"{kind} {committee}{f' d. {start:%d-%m-%Y}' if start else ''}", 1)
    if start:
        hours = f" kl. {start:%H:%M}" + (f" - {end:%H:%M}" if end and end.date() == start.date() else "") if start.hour or start.minute else ""
        out.line(f"Mødedato {_DAYS[start.weekday()]} d. {start.day}. {_MONTHS[start.month - 1]} {start.year}{hours}")
        out.gap()
    place = _string(about, "Sted")
    out.line(f"Mødested {place}" if place else "")
    out.gap()
    names = [_attendee(each) for each in _records(about.get("Moededeltagere") if isinstance(about, dict) else None)]
    names = [name for name in names if name]
    out.line(f"Mødedeltagere {', '.join(names)}" if names else "")
    out.gap()


def _time(value: str) -> datetime | None:
    try:
        when = datetime.fromisoformat(value)
    except ValueError:
        return None
    if value.endswith(("Z", "z")):
        from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

        # The fields say Utc and carry Danish time with its offset; only a bare `Z` is what it says.
        try:
            return when.astimezone(ZoneInfo("Europe/Copenhagen"))
        except (ZoneInfoNotFoundError, OverflowError):
            return when
    return when


def _attendee(record: dict[str, Any]) -> str:
    name = _string(record, "Name", "Navn")
    absent = record.get("Absent") is True or record.get("ParticipationCancelled") is True
    return f"{name} (Afbud)" if name and absent else name


# --- items --------------------------------------------------------------------------------------------------


def _write_item(out: TextWriter, number: str, item: dict[str, Any], body: str) -> None:
    title = _string(item, "Caption", "Navn") or "Uden titel"
    out.gap()
    out.line(f"## Punkt {number}: {title}" if number else f"## {title}")
    out.gap()
    out.line(_string(item, "CaseNumber", "SagsNummer"))
    out.gap()
    absent = _absent(item)
    decision, others = _split_decision(body)
    out.paste(decision)
    if absent and not _ABSENCE_LINE.search(decision):
        out.line(f"Fraværende: {', '.join(absent)}")
        out.gap()
    out.paste(others)
    attachments = [_string(each, "Navn", "Name", "Title") for each in _records(item.get("Bilag"))]
    if any(attachments):
        out.heading("Bilag", 3)
        for attachment in attachments:
            out.line(f"- {attachment}" if attachment else "")


def _body(item: dict[str, Any], name: str) -> str:
    """Give the text below an item's title: the decision's own field where there is one, then the item's fields in order."""
    fields = [("Beslutning", item.get("ItemDecision"))]
    for each in (*_records(item.get("Felter")), *_records(item.get("Presentations"))):
        fields.append((_string(each, "Navn", "Title", "Name", "Caption"), each))
    out = TextWriter()
    for heading, value in fields:
        text = _field_text(value, name)
        if text.strip():
            out.heading(heading, 3)
            out.paste(text)
    return out.text()


def _field_text(value: Any, name: str) -> str:
    if isinstance(value, dict):
        value = next((value[key] for key in ("Html", "Tekst", "Text", "Content", "Body") if isinstance(value.get(key), str) and value[key].strip()), None)
    if not isinstance(value, str):
        return ""
    root = parse_html(value, name)
    return render(root, level=3) if root is not None else ""


def _absent(item: dict[str, Any]) -> list[str]:
    """Give who the item's own list calls absent; the meeting's list is no help, its flags are seldom set."""
    people = _records(item.get("ExternalAgendaItemAttendees"))
    return [name for each in people if each.get("AttendanceType") == _ABSENT and (name := _string(each, "Name", "Navn"))]


def _split_decision(body: str) -> tuple[str, str]:
    """Part a body behind its decision: who was absent stands there, and below `Sagens forløb` who was absent from other meetings."""
    start = _DECISION.search(body)
    if start is None:
        return "", body
    end = _HEADING.search(body, start.end())
    return (body[: end.start()], body[end.start() :]) if end else (body, "")
