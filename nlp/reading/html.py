"""HTML pages: a meeting as an agenda system or a municipality's site shows it."""

from __future__ import annotations

import re
from typing import Any

from nlp.errors import UnreadableDocument
from nlp.reading.markup import parse_html, render
from nlp.reading.text import decode
from nlp.reading.writer import squeeze

_START = re.compile(r"\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,5000}?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_FRAGMENT = re.compile(r"\s*<(?:div|h[1-6]|p|table|section|article|main|ul|ol|span|meta|link|title)\b[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-z][a-z0-9]*\b[^<>]*>", re.IGNORECASE)
_MINUTES = re.compile(
    r"(?i)dagsorden|referat|protokol|beslut|udvalg|kommunalbestyrelse|byråd|regionsråd|magistrat|møde|indstilling|punkt|godkend|til efterretning"
)
_FEW_WORDS = 40
_ITEM = re.compile(r"(?i)\bpunkt \d|\bbeslutning\b|\bindstilling\b|\bgodkendt\b")


def looks_like_html(text: str) -> bool:
    """Tell whether a text is HTML, whatever its file is called.

    Example:
        >>> looks_like_html("<!DOCTYPE html><p>Hej"), looks_like_html("<div>a</div><p>b</p>"), looks_like_html("1 < 2")
        (True, True, False)
    """
    head = text[:6000].lstrip("\ufeff")
    return _START.match(head) is not None or (_FRAGMENT.match(head) is not None and "</" in head and len(_TAG.findall(head)) > 2)


def read(raw: bytes, name: str) -> str:
    """Turn an HTML page into text: headings as Markdown, one list item and one table row a line.

    Scripts, styles, menus, dialogs and form fields are left out.

    Raises:
        UnreadableDocument: no text in it, or nothing that minutes say.
    """
    root = parse_html(decode(raw, name), name)
    text = ""
    if root is not None:
        _join_item_rows(root)
        text = _title(root) + render(root)
        if len(text.split()) < _FEW_WORDS and not _ITEM.search(text):
            # A page that shows nothing until a script unfolds it.
            text = _title(root) + render(root, hidden=True)
    if not text.strip():
        raise UnreadableDocument(f"{name}: is HTML without any text. If its contents are loaded by a script, save the page as the browser shows it.")
    shell = len(text.split()) < _FEW_WORDS and not _ITEM.search(text)
    if shell and root is not None and next(root.iter("script"), None) is not None:
        raise UnreadableDocument(f"{name}: is an HTML page whose contents are loaded by a script. Save the page as the browser shows it, or take the PDF.")
    if not _MINUTES.search(text):
        raise UnreadableDocument(f"{name}: is HTML, but holds no minutes: no meeting, item or decision is named in it.")
    return text


def _title(root: Any) -> str:
    """Give the page's title as its first line where no heading of the page does."""
    if next(root.iter("h1"), None) is not None:
        return ""
    title = next(root.iter("title"), None)
    words = squeeze(title.text or "") if title is not None else ""
    return f"# {words}\n\n" if words and _MINUTES.search(words) else ""


def _join_item_rows(root: Any) -> None:
    """Write `Punkt N: title` where FirstAgenda's page has the number in one cell of a row and the title in the next."""
    for line in root.iter("tr"):
        if "punktrow" not in (line.get("class") or "").split():
            continue
        cell, heading = next(line.iter("td"), None), next(line.iter("h2"), None)
        if cell is None or heading is None:
            continue
        number = squeeze("".join(cell.itertext()))
        if number and len(number) < 10 and heading not in cell.iter():
            for head in line.iterancestors("table"):
                for row in head.findall("thead"):
                    head.remove(row)
            heading.text = f"Punkt {number}: {heading.text or ''}"
            for part in cell.iter():
                part.text = None
                if part is not cell:
                    part.tail = None
