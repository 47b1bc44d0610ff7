"""The reader of PDF: what its text keeps, and what it refuses."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from nlp.errors import DocumentTooLarge, UnreadableDocument
from nlp.reading import pdf
from tests.readers.items import parsed

if TYPE_CHECKING:
    from fpdf import FPDF


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


def drawn(draw: Callable[[FPDF], None]) -> str:
    from fpdf import FPDF

    document = FPDF()
    document.add_page()
    document.set_font("Helvetica", size=11)
    draw(document)
    return pdf.read(bytes(document.output()), "a.pdf")


LINES = ("Punkt 1: Vejen til byen", "Beslutning", "Udvalget godkendte sagen.")
READ = "Punkt 1: Vejen til byen\n\nBeslutning\n\nUdvalget godkendte sagen.\n"


def test_letters_drawn_twice_are_read_once() -> None:
    def draw(document: FPDF) -> None:
        for number, line in enumerate(LINES):
            for shift in (0.0, 0.2):
                document.text(20 + shift, 40 + 12 * number, line)

    assert drawn(draw) == READ


@pytest.mark.parametrize("spacing", [0.6, 1.2, 3.0])
def test_letters_set_apart_are_words(spacing: float) -> None:
    def draw(document: FPDF) -> None:
        document.set_char_spacing(spacing)
        for number, line in enumerate(LINES):
            document.text(20, 40 + 12 * number, line)

    assert drawn(draw) == READ


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_turned_pages_are_read_upright(angle: int) -> None:
    def draw(document: FPDF) -> None:
        with document.rotation(angle, 105, 148):
            for number, line in enumerate(LINES):
                document.text(30, 120 + 12 * number, line)

    assert drawn(draw) == READ


def test_what_is_not_on_the_page_is_no_text() -> None:
    def draw(document: FPDF) -> None:
        for number, line in enumerate(LINES):
            document.text(20, 40 + 12 * number, line)
        document.text(20, 400, "Uden for siden")
        document.text(-150, 60, "Ved siden af")
        with document.rotation(45, 100, 150):
            document.text(60, 150, "UDKAST TIL REFERAT")

    assert drawn(draw) == READ


def test_a_note_on_the_page_is_text() -> None:
    def draw(document: FPDF) -> None:
        for number, line in enumerate(LINES[:2]):
            document.text(20, 40 + 12 * number, line)
        document.free_text_annotation(LINES[2], x=20, y=60, w=100, h=5)

    assert drawn(draw) == READ


def test_a_case_number_at_the_head_of_a_page_is_no_page_number() -> None:
    def draw(document: FPDF) -> None:
        document.text(20, 20, "Punkt 1: Vejen til byen")
        document.text(20, 30, "31/998")
        document.text(20, 60, "Godkendt.")
        document.text(180, 285, "1/1")

    assert drawn(draw) == "Punkt 1: Vejen til byen\n\n31/998\n\nGodkendt.\n"


def test_a_raised_number_is_a_footnote() -> None:
    def draw(document: FPDF) -> None:
        document.write(6, "Godkendt")
        document.char_vpos = "SUP"
        document.write(6, "1")
        document.char_vpos = "LINE"
        document.write(6, ". Se bilag 2")

    assert drawn(draw).startswith("Godkendt\u00b9")


PROSE = (
    "Udvalget har fået forelagt en plan for vejen til byen, og forvaltningen har undersøgt, hvor den kan ligge, hvad den koster, og hvem der bor ved den. "
    "Der er holdt møde med naboerne, som gerne vil have en sti langs marken, og som spørger, om den kan være færdig inden vinteren sætter ind. "
)


def test_columns_of_running_text_are_read_one_after_the_other() -> None:
    def draw(document: FPDF) -> None:
        document.text(20, 20, "Sagsfremstilling")
        for left, words in ((20, PROSE), (110, PROSE.replace("vejen", "broen"))):
            document.set_xy(left, 30)
            document.multi_cell(80, 5, words, align="J")
        document.text(20, 200, "Beslutning")

    first, second = PROSE.strip(), PROSE.replace("vejen", "broen").strip()
    assert drawn(draw) == f"Sagsfremstilling\n\n{first}\n\n{second}\n\nBeslutning\n"


@pytest.mark.parametrize("align", ["L", "J"])
def test_tables_are_read_row_by_row(align: str) -> None:
    cells = [("Ida Bro (A)", "Formand", "Til stede"), ("Per Ly Holm (V)", "Medlem", "Afbud med lovligt forfald"), ("Nuka Toft (F)", "Medlem", "Til stede")]

    def draw(document: FPDF) -> None:
        for number, line in enumerate(cells):
            for column, cell in enumerate(line):
                document.set_xy(20 + 60 * column, 40 + 6 * number)
                document.multi_cell(58, 5, cell, align=align)

    assert drawn(draw) == "".join("\t".join(line) + "\n" for line in cells)


def test_a_line_of_cells_in_one_string_is_parted() -> None:
    """Some programs write a line with its gaps as one string; so do justified lines, whose gaps part nothing."""

    def draw(document: FPDF) -> None:
        document.set_xy(20, 40)
        document.multi_cell(120, 5, "Forvaltningen har undersøgt, hvor stien kan ligge i dalen og hvad den koster, og foreslår at den anlægges.", align="J")
        for left, words in ((20, "Afbud:"), (60, "Bo Lund"), (110, "Ida Bro")):
            document.text(left, 100, words)

    assert (
        drawn(draw)
        == "Forvaltningen har undersøgt, hvor stien kan ligge i dalen og hvad den koster, og foreslår at den anlægges.\n\nAfbud:\tBo Lund\tIda Bro\n"
    )
