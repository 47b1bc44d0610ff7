"""Whole documents inside a Word document: web pages and texts that a case system put there as they were."""

from __future__ import annotations

import email
import io
import zipfile
from collections.abc import Callable

from nlp.reading.markup import parse_html, render
from nlp.reading.text import decode

# Documents inside documents inside documents.
DEEPEST = 3


def read_embedded(raw: bytes, file: str, kind: str, read_word: Callable[[bytes], str]) -> str:
    """Turn a document that stands inside another into text; nothing where its form is not known.

    Args:
        raw: Its bytes.
        file: Its name in the package.
        kind: The type of its content, as the package says.
        read_word: Reads a Word document.
    """
    if not raw.strip():
        return ""
    if zipfile.is_zipfile(io.BytesIO(raw)):
        return read_word(raw)
    if "rfc822" in kind or file.endswith((".mht", ".mhtml", ".eml")):
        parts = [part for part in email.message_from_bytes(raw).walk() if part.get_content_type() == "text/html"]
        content = parts[0].get_payload(decode=True) if parts else None
        return _page(content, file) if isinstance(content, bytes) and content.strip() else ""
    if "html" in kind or file.endswith((".htm", ".html", ".xhtml")):
        return _page(raw, file)
    return decode(raw, file) if kind.startswith("text/plain") or file.endswith(".txt") else ""


def _page(raw: bytes, file: str) -> str:
    root = parse_html(decode(raw, file), file)
    return "" if root is None else render(root)
