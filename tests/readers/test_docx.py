"""The reader of DOCX: what its text keeps, and what it refuses."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest

from nlp.errors import DocumentTooLarge, UnreadableDocument
from nlp.reading import docx


def word(build: Any) -> bytes:
    import docx as library

    document = library.Document()
    build(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def minutes_in_word(document: Any) -> None:
    document.add_heading("Referat af Teknikudvalgets møde den 12. marts 2031", 0)
    table = document.add_table(rows=2, cols=2)
    for cell, words in zip((cell for row in table.rows for cell in row.cells), ("1.\tVej til byen", "", "Sagsnr.:", "31/12345"), strict=True):
        cell.text = words
    document.add_heading("Indstilling", 2)
    document.add_paragraph("at vejen anlægges", style="List Number")
    document.add_paragraph("at prisen noteres", style="List Number")
    document.add_paragraph().add_run("Beslutning").bold = True
    document.add_paragraph("Godkendt.").add_run(" Enigt.").bold = True
    document.add_paragraph("Kort", style="List Bullet")


def test_word_document_keeps_headings_numbers_and_tables() -> None:
    text = docx.read(word(minutes_in_word), "a.docx")
    assert text == (
        "# Referat af Teknikudvalgets møde den 12. marts 2031\n\n1.\tVej til byen\n\nSagsnr.:\t31/12345\n\n## Indstilling\n\n"
        "1. at vejen anlægges\n2. at prisen noteres\n\n**Beslutning**\n\nGodkendt. Enigt.\n\n- Kort\n"
    )


def with_xml(body: str) -> bytes:
    """Give a document with this between the tags of its body."""
    raw = word(lambda document: document.add_paragraph("HER"))
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.infolist():
            data = old.read(part)
            if part.filename == "word/document.xml":
                data = data.replace(b"<w:p><w:r><w:t>HER</w:t></w:r></w:p>", body.encode())
            new.writestr(part, data)
    return out.getvalue()


def test_word_document_reads_content_controls_and_tracked_changes() -> None:
    body = (
        "<w:sdt><w:sdtContent><w:p><w:r><w:t>Punkt 1: V</w:t></w:r><w:ins><w:r><w:t>ejen</w:t></w:r></w:ins><w:del><w:r><w:delText>væk</w:delText></w:r></w:del></w:p></w:sdtContent></w:sdt>"
        "<w:p><w:r><w:t>Social</w:t><w:noBreakHyphen/><w:t>udvalget</w:t><w:br/><w:t>Enigt</w:t></w:r></w:p>"
        '<w:tbl><w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc><w:sdt><w:sdtContent><w:tc><w:p><w:r><w:t xml:space="preserve"> b </w:t></w:r></w:p></w:tc></w:sdtContent></w:sdt></w:tr></w:tbl>'
    )
    assert docx.read(with_xml(body), "a.docx") == "Punkt 1: Vejen\n\nSocial-udvalget\nEnigt\n\na\tb\n"


def without(raw: bytes, part: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w") as new:
        for each in old.infolist():
            if each.filename != part:
                new.writestr(each, old.read(each))
    return out.getvalue()


def zipped(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return out.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
BROKEN_WORD = {
    "truncated": (word(minutes_in_word)[:9000], "damaged or truncated"),
    "empty zip": (zipped(), "no Word document"),
    "other zip": (zipped(text=b"x"), "no Word document"),
    "old word": (OLE, "old kind"),
    "encrypted": (OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
    "no types": (without(word(minutes_in_word), "[Content_Types].xml"), "damaged Word document"),
    "broken xml": (with_xml("<w:p><w:r>"), "damaged Word document"),
    "no text": (with_xml("<w:p/>"), "without text"),
}


@pytest.mark.parametrize(("raw", "message"), BROKEN_WORD.values(), ids=BROKEN_WORD)
def test_broken_word_document_says_what_is_wrong(raw: bytes, message: str) -> None:
    with pytest.raises(UnreadableDocument, match=message):
        docx.read(raw, "a.docx")


def test_word_document_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docx, "_MAX_PART", 1_000_000)
    with pytest.raises(DocumentTooLarge, match="when unpacked"):
        docx.read(with_xml("<w:p><w:r><w:t>" + "x" * 2_000_000 + "</w:t></w:r></w:p>"), "a.docx")
