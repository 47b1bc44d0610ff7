"""PDF files with a text layer: pages to lines, read by where the words stand. PDFium finds letters, words and their order."""

from __future__ import annotations

import re
import threading
import zlib

from nlp.errors import DamagedDocument, DocumentTooLarge, EncryptedDocument, NoText
from nlp.reading.pages import write_pages
from nlp.reading.pdfium import Pages
from nlp.reading.printed import Row

_MAX_PAGES = 3000
# Of all compressed streams together, unpacked; zlib packs at most a thousand to one.
_MAX_UNPACKED = 250_000_000
_BEST_PACKED = 1032
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
# Not more than one thread at a time may be in PDFium.
_ALONE = threading.Lock()


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
        raise DamagedDocument(f"{name}: is a PDF in which no page can be found. The file is damaged or truncated; fetch it again.")
    letters = "".join(row.text for page in pages for row in page)
    if not any(char.isalnum() for char in letters):
        raise NoText(f"{name}: is a PDF without a text layer ({len(pages)} pages of pictures). Run text recognition (OCR) on it first.")
    return write_pages(pages)


def _check_whole(raw: bytes, name: str) -> None:
    tail = raw[-4096:]
    if b"%%EOF" not in tail and b"startxref" not in tail:
        raise DamagedDocument(f"{name}: is a PDF that breaks off after {len(raw):,} bytes. The file is truncated; fetch it again.")


def _check_size(raw: bytes, name: str) -> None:
    """Refuse a file of some kilobytes that unpacks to gigabytes."""
    if len(raw) * _BEST_PACKED <= _MAX_UNPACKED:
        return
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
    import pypdfium2
    from pypdfium2 import raw as pdfium

    with _ALONE:
        try:
            document = pypdfium2.PdfDocument(raw)
        except pypdfium2.PdfiumError as err:
            if err.err_code == pdfium.FPDF_ERR_PASSWORD:
                raise EncryptedDocument(f"{name}: is an encrypted PDF. Save it without a password.") from err
            raise DamagedDocument(f"{name}: is a PDF that is damaged ({err}). Fetch it again, or print it to a new PDF.") from err
        try:
            if len(document) > _MAX_PAGES:
                raise DocumentTooLarge(f"{name}: has more than {_MAX_PAGES:,} pages. Split it into single meetings.")
            pages = Pages(document)
            return [pages.rows(number) for number in range(len(document))]
        except pypdfium2.PdfiumError as err:
            raise DamagedDocument(f"{name}: is a PDF with a damaged page ({err}). Fetch it again, or print it to a new PDF.") from err
        finally:
            document.close()
