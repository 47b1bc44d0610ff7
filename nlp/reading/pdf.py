"""PDF files with a text layer: pages to lines, read by where the letters stand."""

from __future__ import annotations

import io
import logging
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from nlp.errors import DocumentTooLarge, UnreadableDocument
from nlp.reading.pages import Row, write_pages

_MAX_PAGES = 3000
# Of all compressed streams together, unpacked.
_MAX_UNPACKED = 250_000_000
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_ENCRYPT = re.compile(rb"/Encrypt\s+\d+\s+\d+\s+R|/Encrypt\s*<<")
_BOLD = re.compile(r"bold|black|heavy|semibold|demi", re.IGNORECASE)
_NO_LETTER = re.compile(r"\(cid:\d+\)")


def read(raw: bytes, name: str) -> str:
    """Turn a PDF into text: lines that were only wrapped are joined, paragraphs stand apart, bold lines are `**...**`.

    What repeats at the head or foot of the pages is left out, words that are broken over two lines are joined.

    Raises:
        UnreadableDocument: encrypted, damaged, truncated, or pictures without a text layer.
        DocumentTooLarge: more pages, or more in its streams, than minutes have.
    """
    _check_whole(raw, name)
    _check_size(raw, name)
    pages = _pages(raw, name)
    if not pages:
        raise UnreadableDocument(f"{name}: is a PDF in which no page can be found. The file is damaged or truncated; fetch it again.")
    letters = "".join(row.text for page in pages for row in page)
    if not any(char.isalnum() for char in letters):
        raise UnreadableDocument(f"{name}: is a PDF without a text layer ({len(pages)} pages of pictures). Run text recognition (OCR) on it first.")
    lost = letters.count("\ufffd")
    if lost > 0.3 * len(letters):
        raise UnreadableDocument(f"{name}: is a PDF whose fonts do not tell which letters they draw. Run text recognition (OCR) on it, or take another format.")
    return write_pages(pages)


def _check_whole(raw: bytes, name: str) -> None:
    tail = raw[-4096:]
    if b"%%EOF" not in tail and b"startxref" not in tail:
        raise UnreadableDocument(f"{name}: is a PDF that breaks off after {len(raw):,} bytes. The file is truncated; fetch it again.")


def _check_size(raw: bytes, name: str) -> None:
    """Refuse a file of some kilobytes that unpacks to gigabytes."""
    view, total, end = memoryview(raw), 0, 0
    while hit := _STREAM.search(raw, end):
        end = raw.find(b"endstream", hit.end())
        end = end if end >= 0 else len(raw)
        if raw[hit.end() : hit.end() + 1] != b"x":  # the first byte of zlib's format
            continue
        try:
            total += len(zlib.decompressobj().decompress(view[hit.end() : end], _MAX_UNPACKED + 1 - total))
        except zlib.error:
            continue
        if total > _MAX_UNPACKED:
            raise DocumentTooLarge(f"{name}: unpacks to more than {total // 1_000_000:,} MB. That is no document of minutes.")


def _pages(raw: bytes, name: str) -> list[list[Row]]:
    from pdfminer.converter import PDFPageAggregator
    from pdfminer.layout import LAParams
    from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
    from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
    from pdfminer.pdfpage import PDFPage

    out: list[list[Row]] = []
    with _silent():
        try:
            manager = PDFResourceManager(caching=True)
            device = PDFPageAggregator(manager, laparams=LAParams(boxes_flow=None, all_texts=True))
            interpreter = PDFPageInterpreter(manager, device)
            for page in PDFPage.get_pages(io.BytesIO(raw)):
                if len(out) >= _MAX_PAGES:
                    raise DocumentTooLarge(f"{name}: has more than {_MAX_PAGES:,} pages. Split it into single meetings.")
                interpreter.process_page(page)
                out.append(_rows(device.get_result()))
        except DocumentTooLarge:
            raise
        except (PDFPasswordIncorrect, PDFEncryptionError) as err:
            raise UnreadableDocument(f"{name}: is an encrypted PDF. Save it without a password.") from err
        except Exception as err:  # pdfminer meets broken files with errors of every kind
            what = "encrypted and cannot be opened" if _ENCRYPT.search(raw) and not out else f"damaged at page {len(out) + 1}"
            raise UnreadableDocument(f"{name}: is a PDF that is {what} ({type(err).__name__}). Fetch it again, or print it to a new PDF.") from err
    return out


@contextmanager
def _silent() -> Iterator[None]:
    """Keep pdfminer from logging: it quotes what it reads."""
    logger = logging.getLogger("pdfminer")
    before = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        logger.setLevel(before)


def _rows(page: Any) -> list[Row]:
    """Give the pieces of text on a page, each with its place; `write_pages` joins those of one printed line."""
    from pdfminer.layout import LTChar, LTContainer, LTTextLine

    out: list[Row] = []
    waiting = [page]
    height, left = float(page.height), float(page.x0)
    while waiting:
        element = waiting.pop()
        if isinstance(element, LTTextLine):
            chars = [char for char in element if isinstance(char, LTChar) and not char.get_text().isspace()]
            text = _NO_LETTER.sub("\ufffd", element.get_text()).strip("\n\r\f ")
            if chars and text:
                size = max(char.size for char in chars)
                bold = all(_BOLD.search(char.fontname) for char in chars)
                out.append(Row(element.x0 - left, element.x1 - left, height - element.y1, height - element.y0, text, size, bold, height))
        elif isinstance(element, LTContainer):
            waiting.extend(element)
    return out
