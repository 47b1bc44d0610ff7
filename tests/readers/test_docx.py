"""The reader of DOCX: what its text keeps, and what it refuses."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest

from nlp.errors import DocumentTooLarge, UnreadableDocument
from nlp.reading import docx, package


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
    monkeypatch.setattr(package, "_MAX_PART", 1_000_000)
    with pytest.raises(DocumentTooLarge, match="when unpacked"):
        docx.read(with_xml("<w:p><w:r><w:t>" + "x" * 2_000_000 + "</w:t></w:r></w:p>"), "a.docx")


def packed(body: str, *, kind: str = "", files: dict[str, bytes] | None = None, relations: str = "", styles: str = "", strict: bool = False) -> bytes:
    """A Word document whose parts are written by hand."""
    main = kind or "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    names = f'xmlns:w="{space}" xmlns:r="{office}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    parts = {
        "[Content_Types].xml": f'{head}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/><Default Extension="htm" ContentType="text/html"/>'
        f'<Override PartName="/word/document.xml" ContentType="{main}"/>'
        '<Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/></Types>',
        "_rels/.rels": f'{head}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{office}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'{head}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rS" Type="{office}/styles" Target="styles.xml"/>{relations.replace("OFFICE", office)}</Relationships>',
        "word/styles.xml": f"{head}<w:styles {names}>{styles}</w:styles>",
        "word/document.xml": f"{head}<w:document {names}><w:body>{body}<w:sectPr/></w:body></w:document>",
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package_:
        for name, text in parts.items():
            if strict and name.startswith(("word/", "_rels")):
                text = text.replace("http://schemas.openxmlformats.org/wordprocessingml/2006/main", "http://purl.oclc.org/ooxml/wordprocessingml/main")
                text = text.replace(office, "http://purl.oclc.org/ooxml/officeDocument/relationships")
            package_.writestr(name, text)
        for name, raw in (files or {}).items():
            package_.writestr(name, raw)
    return out.getvalue()


def p(words: str, properties: str = "", run: str = "") -> str:
    return f'<w:p>{properties}<w:r>{run}<w:t xml:space="preserve">{words}</w:t></w:r></w:p>'


def cell(inner: str, properties: str = "") -> str:
    return f"<w:tc>{properties}{inner}</w:tc>"


BOX = (
    "<w:p><w:r><mc:AlternateContent><mc:Choice><w:drawing><w:txbxContent>{0}</w:txbxContent></w:drawing></mc:Choice>"
    "<mc:Fallback><w:pict><w:txbxContent>{0}</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
)
HIDDEN_STYLE = '<w:style w:type="character" w:styleId="Skjult"><w:name w:val="Skjult"/><w:rPr><w:vanish/></w:rPr></w:style>'


@pytest.mark.parametrize(
    ("body", "text"),
    [
        pytest.param(p("Godkendt.", run="<w:rPr><w:vanish/></w:rPr>") + p("Udsat."), "Udsat.\n", id="hidden words"),
        pytest.param(p("Godkendt.", run='<w:rPr><w:vanish w:val="0"/></w:rPr>'), "Godkendt.\n", id="words that are not hidden after all"),
        pytest.param(p("Godkendt.", run='<w:rPr><w:rStyle w:val="Skjult"/></w:rPr>') + p("Udsat."), "Udsat.\n", id="a style that hides"),
        pytest.param(
            p("Ikke ", '<w:pPr><w:rPr><w:del w:id="1" w:author="x"/></w:rPr></w:pPr>') + p("godkendt."), "Ikke godkendt.\n", id="a deleted end of a paragraph"
        ),
        pytest.param(
            f"<w:tbl><w:tr><w:trPr><w:hidden/></w:trPr>{cell(p('Afbud:'))}{cell(p('Bo'))}</w:tr><w:tr><w:trPr><w:del w:id='1'/></w:trPr>{cell(p('Afbud:'))}"
            f"{cell(p('Ib'))}</w:tr><w:tr>{cell(p('Afbud:'))}{cell(p('Per'))}</w:tr></w:tbl>",
            "Afbud:\tPer\n",
            id="hidden and deleted rows",
        ),
        pytest.param(
            f"<w:tbl><w:tr>{cell(p('Beslutning'))}{cell(BOX.format(p('Godkendt.')))}</w:tr></w:tbl>", "Beslutning\tGodkendt.\n", id="a text box in a cell"
        ),
        pytest.param(
            '<w:p><w:r><w:t>Godkendt</w:t></w:r><w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>2</w:t></w:r><w:r><w:t>.</w:t></w:r></w:p>',
            "Godkendt\u00b2.\n",
            id="a raised number",
        ),
    ],
)
def test_words_are_those_that_a_reader_sees(body: str, text: str) -> None:
    assert docx.read(packed(body, styles=HIDDEN_STYLE), "a.docx") == text


def test_footnotes_stand_below_their_paragraph() -> None:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    notes = (
        f'<w:footnotes xmlns:w="{space}"><w:footnote w:type="separator" w:id="0"><w:p/></w:footnote>'
        f'<w:footnote w:id="7">{p("Nuka Toft stemte imod.")}</w:footnote></w:footnotes>'
    )
    body = '<w:p><w:r><w:t>Godkendt</w:t></w:r><w:r><w:footnoteReference w:id="7"/></w:r><w:r><w:t>.</w:t></w:r></w:p>' + p("Sagen sendes videre.")
    raw = packed(body, files={"word/footnotes.xml": notes.encode()}, relations='<Relationship Id="rF" Type="OFFICE/footnotes" Target="footnotes.xml"/>')
    assert docx.read(raw, "a.docx") == "Godkendt\u00b9.\n\n\u00b9 Nuka Toft stemte imod.\n\nSagen sendes videre.\n"


def test_embedded_documents_are_read_where_they_stand() -> None:
    relation = '<Relationship Id="rA" Type="OFFICE/aFChunk" Target="c.htm"/>'
    page = b"<html><body><p>Godkendt.</p><p>Nuka Toft stemte imod.</p></body></html>"
    raw = packed(p("Beslutning") + '<w:altChunk r:id="rA"/>' + p("Slut"), files={"word/c.htm": page}, relations=relation)
    assert docx.read(raw, "a.docx") == "Beslutning\n\nGodkendt.\n\nNuka Toft stemte imod.\n\nSlut\n"


@pytest.mark.parametrize(
    "kind",
    [
        "application/vnd.ms-word.document.macroEnabled.main+xml",
        "application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
    ],
)
def test_files_with_macros_and_templates_are_read(kind: str) -> None:
    assert docx.read(packed(p("Godkendt."), kind=kind), "a.docm") == "Godkendt.\n"


def test_the_strict_form_is_read() -> None:
    assert docx.read(packed(p("Godkendt."), strict=True), "a.docx") == "Godkendt.\n"
