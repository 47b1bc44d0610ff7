"""The reader of PDF: what its text keeps, and what it refuses."""

from __future__ import annotations

import zlib

import pytest

from nlp.errors import DocumentTooLarge, UnreadableDocument
from nlp.reading import pdf
from tests.readers.items import parsed


def printed(*pages: list[tuple[str, str]], password: str = "", header: str = "", plain_numbers: bool = True) -> bytes:
    """Print pages of (style, words): `b` bold, `p` a paragraph, `t` cells side by side, `g` a gap."""
    from fpdf import FPDF

    document = FPDF()
    document.set_compression(True)
    if password:
        document.set_encryption(owner_password="o" + password, user_password=password)
    for number, lines in enumerate(pages, start=1):
        document.add_page()
        document.set_font("Helvetica", size=9)
        if header:
            document.text(20, 10, header)
        if plain_numbers:
            document.text(180, 290, f"Side {number} af {len(pages)}")
        document.set_xy(20, 25)
        for style, words in lines:
            document.set_x(20)
            document.set_font("Helvetica", style="B" if style == "b" else "", size=11)
            if style == "t":
                for column, cell in enumerate(words.split("|")):
                    document.set_x(20 + 60 * column)
                    document.cell(55, 5, cell)
                document.ln(5)
            else:
                document.multi_cell(150, 5, words, align="L")
            if style != "l":
                document.ln(4)
    return bytes(document.output())


FIRST = [
    ("b", "Teknikudvalget"),
    ("p", "Referat af møde den 12. marts 2031"),
    ("b", "Punkt 1: Vejen til byen"),
    ("p", "31/12345"),
    ("b", "Beslutning"),
    ("l", "Udvalget godkendte sagen, idet kommu-"),
    ("p", "nen orienterer børne- og ungeområdet."),
    ("t", "Afbud|Bo Lund"),
]
SECOND = [("b", "Punkt 2: Eventuelt"), ("b", "Beslutning"), ("p", "Intet at bemærke om kommunen.")]


def test_pdf_keeps_lines_paragraphs_and_headings() -> None:
    assert pdf.read(printed(FIRST, SECOND, header="Teknikudvalget, referat"), "a.pdf") == (
        "Teknikudvalget, referat\n\n**Teknikudvalget**\n\nReferat af møde den 12. marts 2031\n\n**Punkt 1: Vejen til byen**\n\n31/12345\n\n**Beslutning**\n\n"
        "Udvalget godkendte sagen, idet kommunen orienterer børne- og ungeområdet.\n\nAfbud\tBo Lund\n\n**Punkt 2: Eventuelt**\n\n**Beslutning**\n\nIntet at bemærke om kommunen.\n"
    )


def test_pdf_gives_its_items() -> None:
    assert [each[:3] for each in parsed(pdf.read(printed(FIRST, SECOND), "a.pdf"))] == [("1", "Vejen til byen", "31/12345"), ("2", "Eventuelt", None)]


def test_items_at_the_head_of_their_pages_are_no_running_header() -> None:
    pages = [[("b", f"Punkt {number}: Lukket"), ("p", "Beslutning om sagen.")] for number in range(1, 7)]
    assert [number for number, *_ in parsed(pdf.read(printed(*pages, header="Fortroligt eksemplar"), "a.pdf"))] == list("123456")


def test_pdf_of_one_page_loses_only_its_page_number() -> None:
    text = pdf.read(printed(FIRST, header="Åbent referat"), "a.pdf")
    assert "Side 1" not in text and text.startswith("Åbent referat")


def test_paragraph_goes_on_over_the_page() -> None:
    first, second = [("p", "Udvalget besluttede at bede forvaltningen om")], [("p", "et notat til næste møde.")]
    assert "om et notat" in pdf.read(printed(first, second, header="Teknikudvalget"), "a.pdf")


def test_wrapped_heading_is_one_line() -> None:
    long = "Punkt 1: Anlæg af en ny dobbeltrettet cykelsti mellem den gamle station og den nye skole ved søen"
    filled = "Forvaltningen har undersøgt, hvor stien kan ligge, og hvad den koster, og har spurgt dem, der bor der. " * 3
    assert f"**{long}**\n" in pdf.read(printed([("b", long), ("p", filled)]), "a.pdf")


def broken_pdf() -> dict[str, tuple[bytes, str]]:
    from fpdf import FPDF

    whole, empty = printed(FIRST, SECOND), FPDF()
    empty.add_page()
    empty.rect(10, 10, 50, 50)
    return {
        "truncated": (whole[: len(whole) * 2 // 3], "truncated"),
        "no text layer": (bytes(empty.output()), "without a text layer"),
        "encrypted": (printed(FIRST, password="hemmelig"), "encrypted PDF"),
        "only the ends": (whole[:20] + whole[-60:], "damaged"),
        "noise": (b"%PDF-1.7\n" + bytes(range(256)) * 20 + b"startxref\n9\n%%EOF", "damaged"),
    }


@pytest.mark.parametrize("case", ["truncated", "no text layer", "encrypted", "only the ends", "noise"])
def test_broken_pdf_says_what_is_wrong(case: str) -> None:
    raw, message = broken_pdf()[case]
    with pytest.raises(UnreadableDocument, match=message):
        pdf.read(raw, "a.pdf")


def test_pdf_that_anyone_may_open_is_read() -> None:
    from fpdf import FPDF

    document = FPDF()
    document.set_encryption(owner_password="ejer")
    document.add_page()
    document.set_font("Helvetica", size=11)
    document.text(20, 40, "Referat af mødet")
    assert pdf.read(bytes(document.output()), "a.pdf") == "Referat af mødet\n"


def test_pdf_with_too_many_pages_or_too_much_in_them(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = printed(FIRST, SECOND)
    monkeypatch.setattr(pdf, "_MAX_PAGES", 1)
    with pytest.raises(DocumentTooLarge, match="more than 1 pages"):
        pdf.read(raw, "a.pdf")


@pytest.mark.parametrize("streams", [[5000], [10, 5000], [900, 900]])
def test_pdf_that_unpacks_to_too_much_is_refused(streams: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "_MAX_UNPACKED", 1000)
    packed = b"".join(b"1 0 obj<<>>stream\r\n" + zlib.compress(b" " * size) + b"\nendstream\nendobj\n" for size in streams)
    with pytest.raises(DocumentTooLarge, match="unpacks"):
        pdf.read(b"%PDF-1.7\n" + packed + b"%%EOF", "a.pdf")


def test_pdf_reader_does_not_log(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(UnreadableDocument):
        pdf.read(broken_pdf()["noise"][0], "a.pdf")
    assert not [record for record in caplog.records if record.name.startswith("pdfminer")]
