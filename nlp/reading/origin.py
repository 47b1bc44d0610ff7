"""Where a document is published: what FirstAgenda's JSON, web pages and lines of links tell of it."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urljoin

from nlp.document import AgendaItem, Attachment, Origin
from nlp.reading.text import decode

_ITEMS = "Dagsordenpunkter"
_NO_ID = "00000000-0000-0000-0000-000000000000"
_CANONICAL = re.compile(r"""<(?:link\b[^<>]*\brel=["']?canonical\b|meta\b[^<>]*\b(?:property|name)=["']og:url["'])[^<>]*>""", re.IGNORECASE)
_ADDRESS = re.compile(r"""\b(?:href|content)=["'](https?://[^"']{4,2000})["']""", re.IGNORECASE)
# What begins a link to something else, and what follows it: each piece of a page is looked at once, so that no page takes long.
_ANCHOR = re.compile(r"<a\b", re.IGNORECASE)
_TARGET = re.compile(r"""[^<>]*?\bhref=["']([^"'#<>][^"'<>]*)["'][^<>]*>(.*?)</a>""", re.IGNORECASE | re.DOTALL)
_LONGEST_ANCHOR = 4_000
_FILE = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?)(?:[?#]|$)|/(?:bilag|attachments?|enclosures?)/", re.IGNORECASE)
_TAGS = re.compile(r"<[^>]*>")
_ID_LINE = re.compile(r"""\bdata-(?:agenda|meeting)-?id=["']([^"']{1,100})["']""", re.IGNORECASE)
# `Link: https://...` at the head of a text.
_LINK_LINE = re.compile(r"^\W*(?:link|url|kilde|source)\s*:\s*<?(https?://[^\s<>\"']{4,2000})", re.IGNORECASE | re.MULTILINE)
_HEAD = 4_000
_PAGE_HEAD = 100_000
_MOST_ATTACHMENTS = 2_000


@dataclass(frozen=True, slots=True)
class Published:
    """What the source tells of the whole document, and of its items in order, each with its number as the source has it."""

    document: Origin
    items: tuple[tuple[str, Origin], ...] = ()


def find_origin(raw: bytes, name: str, text: str) -> Published | None:
    """Read where a document is published; None where its source tells nothing.

    Args:
        raw: Its bytes.
        name: What it is called, for messages.
        text: The text that was read from it.
    """
    start = raw[:1_000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith((b"{", b"[")):
        return _of_json(raw)
    if start.startswith(b"<"):
        return _of_page(decode(raw, name))
    link = _LINK_LINE.search(text, 0, _HEAD)
    return Published(Origin(link[1].rstrip(".,;)"))) if link else None


def with_origins(items: Sequence[AgendaItem], published: Published) -> tuple[AgendaItem, ...]:
    """Give each item what the source tells of it: by number where it lists items, else by the attachments named in the item's text."""
    if not published.items:
        return tuple(_with_attachments(item, published.document.attachments) for item in items)
    out, place = [], 0
    for item in items:
        here = next((n for n in range(place, len(published.items)) if published.items[n][0] == (item.number or "")), None)
        if here is None:
            out.append(item)
            continue
        place = here + 1
        out.append(replace(item, source=published.items[here][1]))
    return tuple(out)


def _with_attachments(item: AgendaItem, attachments: Sequence[Attachment]) -> AgendaItem:
    inside = tuple(attachment for attachment in attachments if len(attachment.name) > 3 and attachment.name in item.text)
    return replace(item, source=Origin(attachments=inside)) if inside else item


def _of_json(raw: bytes) -> Published | None:
    try:
        data = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None
    if isinstance(data, list) and len(data) == 1:
        data = data[0]
    if isinstance(data, dict) and _ITEMS not in data:
        data = next((value for value in data.values() if isinstance(value, dict) and _ITEMS in value), data)
    if not isinstance(data, dict) or not isinstance(data.get(_ITEMS), list):
        return None
    records = [record for record in data[_ITEMS] if isinstance(record, dict)]
    numbers = [str(record.get("Number") or record.get("Punktnummer") or record.get("Sorting") or "").rstrip(".: ") for record in records]
    if not any(numbers):
        numbers = [str(place) for place in range(1, len(records) + 1)]
    items = tuple((number, _item_origin(record)) for number, record in zip(numbers, records, strict=True))
    return Published(Origin(_address(data.get("Link")), _known_id(data.get("Id"))), items)


def _item_origin(record: dict[str, Any]) -> Origin:
    fields = [field for key in ("Felter", "Presentations") for field in record.get(key) or () if isinstance(field, dict)]
    link = next(filter(None, (_address(field.get("Link")) for field in (record, *fields))), None)
    listed = [entry for key in ("Bilag", "Documents") for entry in record.get(key) or () if isinstance(entry, dict)]
    attachments = tuple(
        Attachment(" ".join(name.split()), _address(entry.get("Link")) or _beside(link, _known_id(entry.get("Id"))))
        for entry in listed
        if isinstance(name := entry.get("Navn") or entry.get("Name") or entry.get("Title"), str) and name.strip()
    )
    return Origin(link, _known_id(record.get("Id")), attachments)


def _beside(link: str | None, document_id: str | None) -> str | None:
    """Give the address of an attachment: FirstAgenda serves it beside the item's own document."""
    return f"{link.rsplit('/', 1)[0]}/{document_id}" if link and document_id and "/bilag/" in link.casefold() else None


def _address(value: Any) -> str | None:
    return value if isinstance(value, str) and value.startswith(("https://", "http://")) else None


def _known_id(value: Any) -> str | None:
    return value if isinstance(value, str) and value and value != _NO_ID else None


def _of_page(page: str) -> Published | None:
    head = _CANONICAL.search(page, 0, _PAGE_HEAD)
    address = _ADDRESS.search(head[0]) if head else None
    link = html.unescape(address[1]) if address else None
    attachments: dict[Attachment, None] = {}
    for piece in _ANCHOR.split(page)[1:]:
        anchor = _TARGET.match(piece, 0, _LONGEST_ANCHOR)
        if anchor is None or len(attachments) >= _MOST_ATTACHMENTS:
            continue
        target = html.unescape(anchor[1])
        name = " ".join(html.unescape(_TAGS.sub(" ", anchor[2])).split())
        target = urljoin(link, target) if link else target
        if name and _FILE.search(target):
            attachments[Attachment(name, target)] = None
    known = _ID_LINE.search(page)
    if link is None and not attachments and known is None:
        return None
    return Published(Origin(link, known[1] if known else None, tuple(attachments)))
