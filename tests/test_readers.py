"""Readers of PDF, HTML, DOCX and FirstAgenda JSON: what their text keeps, and what each refuses."""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from typing import Any

import pytest

from nlp.errors import DocumentTooLarge, UnreadableDocument
from nlp.normalize import shadow
from nlp.parse import parse_minutes
from nlp.readers import docx, firstagenda, html, pdf
from nlp.readers.markup import parse_html, render


def parsed(text: str) -> list[tuple[str | None, str, str | None, list[str]]]:
    seen = shadow(text)
    return [(item.number, item.title, item.case_number, [section.kind for section in item.sections]) for item in parse_minutes(seen.text, text).items]


# --- markup ---------------------------------------------------------------------------------------------------

MARKUP = {
    "split words": ("<p>Kom<span>mu</span>ne<em>n</em> <b>Nord</b></p>", "Kommunen Nord\n"),
    "paragraphs": ("<p>En</p><p>&nbsp;</p><p>To<br>tre</p>", "En\n\nTo\ntre\n"),
    "headings": ("<h1>Møde</h1>tekst<h3><span>Beslut</span>ning</h3><div>Godkendt.</div>", "# Møde\n\ntekst\n\n### Beslutning\n\nGodkendt.\n"),
    "ordered": ("<ol start=2><li><p>at a</p></li><li>at <i>b</i></li></ol>", "2. at a\n3. at b\n"),
    "letters": ("<ol type=a><li>x<li>y</ol>", "a. x\nb. y\n"),
    "nested": ("<ul><li>x<ol><li>y</li></ol></li><li>z</li></ul>", "- x\n1. y\n- z\n"),
    "rows": ("<table><tr><th>År</th><th>Kr.</th></tr><tr><td><p>2026</p></td><td>7<br>mio.</td></tr></table>", "År\tKr.\n2026\t7 mio.\n"),
    "empty field": ("<table><tr><td>Deltagere:</td><td></td></tr></table><p>x</p>", "x\n"),
    "layout table": ("<table><tr><td>1</td><td><h2>Budget</h2><p>Godkendt.</p></td></tr></table>", "1\n\n## Budget\n\nGodkendt.\n"),
    "bold line": ("<p><strong>Indstilling</strong></p><p><b>Note</b> her</p><p><b>Godkendt.</b></p>", "**Indstilling**\n\nNote her\n\nGodkendt.\n"),
    "skipped": ("<script>x</script><style>y</style><nav>z</nav><!-- w --><p>a</p><div role=dialog>b</div>", "a\n"),
    "buttons": ("<button>Luk</button><h3><button>Punkt 1: Budget</button></h3><button>Punkt 2</button>", "### Punkt 1: Budget\n\nPunkt 2\n"),
    "entities": ("<p>B&oslash;rn &amp; Unge & S&shy;kole</p>", "Børn & Unge & Skole\n"),
    "unclosed": ("<div><p>a<p>b<table><tr><td>c<td>d", "a\n\nb\n\nc\td\n"),
    "pre": ("<pre>a\n b\n</pre>", "a\nb\n"),
}


@pytest.mark.parametrize(("source", "expected"), MARKUP.values(), ids=MARKUP)
def test_markup_keeps_lines_and_headings(source: str, expected: str) -> None:
    assert render(parse_html(source)) == expected


@pytest.mark.parametrize(
    "source", ["<div>" * 20_000 + "x", "<table><tr><td>" * 3_000 + "x", "<ul><li>" * 5_000, "<b>" * 50_000 + "x", "\x00<p>x", "<", "<!--", "&#0;&#xd800;"]
)
def test_hostile_markup_ends(source: str) -> None:
    try:
        root = parse_html(source)
    except UnreadableDocument as err:
        assert "nested too deep" in str(err)
    else:
        assert root is None or isinstance(render(root), str)


def test_markup_that_is_never_closed_loses_nothing() -> None:
    assert render(parse_html("<span>" * 1500 + "Godkendt")) == "Godkendt\n"


# --- HTML -----------------------------------------------------------------------------------------------------

PAGE = """<!DOCTYPE html><html><head><title>Teknikudvalget</title><script>var x = "Beslutning";</script></head><body>
<nav>Menu</nav><h1>Referat 12. marts 2031 kl. 16.00</h1>
<table><tr><td>Udvalg:</td><td>Teknikudvalget</td></tr><tr><td>Mødedeltagere:</td><td></td></tr></table>
<table><thead><tr><th>Punkt</th><th>Titel</th></tr></thead>
<tr class="punktrow"><td><span class="label">1</span></td><td><button><h2>Godkendelse af dagsorden</h2></button><span>EMN-2031-000111</span>
<h3>Beslutning</h3><div>Godkendt.</div></td></tr>
<tr class="punktrow"><td><span class="label">2</span></td><td><button><h2>Cykelsti ved Lundevej</h2></button><span>EMN-2031-000222</span>
<h3>Indstilling</h3><ol><li>at stien anlægges</li></ol><h3>Beslutning</h3><p>Udsat.</p></td></tr></table></body></html>"""


def test_page_of_an_agenda_system_gives_its_items() -> None:
    text = html.read(PAGE.encode(), "møde.html")
    assert parsed(text) == [
        ("1", "Godkendelse af dagsorden", "EMN-2031-000111", ["decision"]),
        ("2", "Cykelsti ved Lundevej", "EMN-2031-000222", ["proposal", "decision"]),
    ]
    assert "Menu" not in text and "var x" not in text and "Mødedeltagere" not in text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_page_in_any_encoding(encoding: str) -> None:
    assert "Mødested" in html.read("<html><body><p>Mødested: Salen</p><p>Referat</p>".encode(encoding), "a.html")


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("<html><body><div id=root></div></body></html>", "without any text"),
        ("<html><body><script>go()</script><p>Dagsorden hentes</p></body></html>", "loaded by a script"),
        ("<html><body><p>" + "Vejret bliver smukt i morgen. " * 20 + "</p></body></html>", "holds no minutes"),
        ("", "is empty"),
    ],
)
def test_page_without_minutes_is_refused(source: str, message: str) -> None:
    with pytest.raises(UnreadableDocument, match=message):
        html.read(source.encode(), "a.html")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<!DOCTYPE html>\n<p>", True),
        ("\n <!-- saved --> <HTML lang=da>", True),
        ('<?xml version="1.0"?>\n<html xmlns="x">', True),
        ("<div><p>a</p></div>", True),
        ("<3 af Referat", False),
        ("Referat\n<html>", False),
        ("# Referat\n", False),
    ],
)
def test_html_is_told_by_its_beginning(text: str, expected: bool) -> None:
    assert html.looks_like_html(text) is expected


# --- FirstAgenda JSON -----------------------------------------------------------------------------------------


def item(number: str, caption: str, html: str, **fields: Any) -> dict[str, Any]:
    return {
        "Number": number,
        "Caption": caption,
        "CaseNumber": f"31-00000{number}",
        "Felter": [{"Navn": "", "Html": html, "Tekst": None}],
        "Bilag": [],
        **fields,
    }


def meeting(*items: dict[str, Any], **about: Any) -> dict[str, Any]:
    people = [{"Name": "Ida Holm", "Absent": False}, {"Name": "Bo Lund", "Absent": True}]
    details = {"MeetingBeginUtc": "2031-03-12T16:30:00+01:00", "MeetingEndUtc": None, "Sted": "Salen", "Afsluttet": True, "Moededeltagere": people}
    return {"Dagsordenpunkter": list(items), "Udvalg": {"Navn": "Teknikudvalget"}, "Moede": details | about}


DECIDED = (
    "<div><h3>Beslutning</h3><span><p>Godkendt.</p><br><br>Fraværende: Bo Lund</span></div><h3>Fremstilling</h3><div><h2>Resume</h2><p>Om vejen.</p></div>"
)


def read_json(data: Any) -> str:
    return firstagenda.read(json.dumps(data).encode(), "møde.json")


def test_meeting_is_written_as_firstagenda_prints_it() -> None:
    text = read_json(meeting(item("1", "Vejen\n til  byen", DECIDED, Bilag=[{"Navn": "Kort.pdf"}])))
    assert text == (
        "# REFERAT Teknikudvalget d. 12-03-2031\n\nMødedato Onsdag d. 12. marts 2031 kl. 16:30\n\nMødested Salen\n\nMødedeltagere Ida Holm, Bo Lund (Afbud)\n\n"
        "## Punkt 1: Vejen til byen\n\n31-000001\n\n### Beslutning\n\nGodkendt.\n\nFraværende: Bo Lund\n\n### Fremstilling\n\n### Resume\n\nOm vejen.\n\n### Bilag\n\n- Kort.pdf\n"
    )


def test_meeting_gives_number_title_case_number_and_decision() -> None:
    text = read_json(
        meeting(item("1", "Vejen", DECIDED), item("2", "Lukket: Salg", "", CaseNumber=None, SagsNummer=""), item("3", "Eventuelt", "<p>Intet.</p>"))
    )
    items = parsed(text)
    assert [each[:3] for each in items] == [("1", "Vejen", "31-000001"), ("2", "Lukket: Salg", None), ("3", "Eventuelt", "31-000003")]
    assert items[0][3][:2] == ["decision", "absence"]


ABSENT = [{"Name": "Bo Lund", "AttendanceType": 2, "Reason": "Fraværende"}, {"Name": "Ida Holm", "AttendanceType": 0}]


def test_absence_of_the_field_counts_where_the_text_has_none() -> None:
    history = "<h3>Beslutning</h3><p>Anbefales.</p><h3>Sagens forløb</h3><p>01-02-2031 Byrådet</p><p>Fraværende: Per Dal</p>"
    text = read_json(meeting(item("1", "Vejen", history, ExternalAgendaItemAttendees=ABSENT)))
    assert "Anbefales.\n\nFraværende: Bo Lund\n\n### Sagens forløb" in text
    again = read_json(meeting(item("1", "Vejen", DECIDED, ExternalAgendaItemAttendees=ABSENT)))
    assert again.count("Fraværende") == 1


@pytest.mark.parametrize(
    ("start", "end", "line"),
    [
        ("2031-03-12T16:30:00+01:00", "2031-03-12T18:00:00+01:00", "Mødedato Onsdag d. 12. marts 2031 kl. 16:30 - 18:00"),
        ("2031-07-12T00:00:00", None, "Mødedato Lørdag d. 12. juli 2031\n"),
        ("2031-07-09T14:30:00Z", None, "Mødedato Onsdag d. 9. juli 2031 kl. 16:30"),
        ("i morgen", None, "# REFERAT Teknikudvalget\n\nMødested"),
        (None, None, "# REFERAT Teknikudvalget\n\nMødested"),
    ],
)
def test_meeting_time(start: str | None, end: str | None, line: str) -> None:
    assert line in read_json(meeting(item("1", "Vejen", DECIDED), MeetingBeginUtc=start, MeetingEndUtc=end))


def test_meeting_that_is_not_over_is_an_agenda() -> None:
    assert read_json(meeting(item("1", "Vejen", "<h3>Indstilling</h3><p>x</p>"), Afsluttet=False)).startswith("# DAGSORDEN Teknikudvalget d.")


def test_fields_of_other_releases_are_read() -> None:
    newer = item("1", "Vejen", "", Felter=None, ItemDecision={"Html": "<p>Udsat.</p>"}, Presentations=[{"Title": "Resume", "Html": "<p>Om</p>"}])
    assert "### Beslutning\n\nUdsat.\n\n### Resume\n\nOm" in read_json({"Dagsorden": meeting(newer)})
    assert "## Punkt 7: Vejen" in read_json([meeting(item("", "Vejen", "", Punktnummer=7))])


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ('{"Dagsordenpunkter": [', r"broken JSON \(line 1, column"),
        ('{"a": 1}', "no FirstAgenda meeting.*fields a"),
        ("[]", "no FirstAgenda meeting.*JSON list"),
        ('"Referat"', "JSON text"),
        ("7", "JSON number"),
        ('{"Dagsordenpunkter": {}}', "no FirstAgenda meeting"),
        ('{"Dagsordenpunkter": []}', "without agenda items"),
        ('[{"Dagsordenpunkter": [1]}, {"Dagsordenpunkter": [2]}]', "2 meetings in one"),
        ("[" * 100_000, "nested too deep"),
    ],
)
def test_other_json_is_refused(source: str, message: str) -> None:
    with pytest.raises(UnreadableDocument, match=message):
        firstagenda.read(source.encode(), "a.json")


@pytest.mark.parametrize("value", [None, 7, "x", [], ["x"], {}, [{}], True])
@pytest.mark.parametrize("key", ["Udvalg", "Moede", "Number", "Caption", "Felter", "Bilag", "ExternalAgendaItemAttendees", "ItemDecision", "CaseNumber"])
def test_fields_of_any_kind_do_no_harm(key: str, value: Any) -> None:
    data = meeting(item("1", "Vejen", DECIDED))
    target = data if key in data else data["Dagsordenpunkter"][0]
    target[key] = value
    assert "## Punkt" in read_json(data)


# --- DOCX -----------------------------------------------------------------------------------------------------


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


# --- PDF ------------------------------------------------------------------------------------------------------


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
