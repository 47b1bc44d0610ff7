"""The reader of HTML: what its text keeps, and what it refuses."""

from __future__ import annotations

import pytest

from nlp.errors import UnreadableDocument
from nlp.reading import html
from tests.readers.items import parsed

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


def shown(body: str, head: str = "") -> str:
    return html.read(f"<!DOCTYPE html><html><head>{head}</head><body><h3>Beslutning</h3>{body}</body></html>".encode(), "a.html")


@pytest.mark.parametrize(
    ("body", "text"),
    [
        pytest.param('<p style="display:none">Afvist.</p><p>Godkendt.</p>', "Godkendt.", id="style"),
        pytest.param('<div style="color:red; DISPLAY : none;"><p>Afvist.</p></div><p>Godkendt.</p>', "Godkendt.", id="a block"),
        pytest.param("<p hidden>Afvist.</p><p>Godkendt.</p>", "Godkendt.", id="hidden"),
        pytest.param("<p><del>Godkendt.</del> <ins>Afvist.</ins></p>", "Afvist.", id="deleted"),
        pytest.param("<p><s>Godkendt.</s> Afvist.</p>", "Afvist.", id="struck out"),
        pytest.param('<p class="x">Afvist.</p><p>Godkendt.</p>', "Godkendt.", id="a style sheet"),
        pytest.param('<p class="y">Godkendt.</p>', "Godkendt.", id="a style sheet for print"),
        pytest.param('<a href="#more">Vis</a><div id="more" style="display:none"><p>Godkendt.</p></div>', "Vis\n\nGodkendt.", id="a link unfolds it"),
        pytest.param('<div class="accordion-body" hidden><p>Godkendt.</p></div>', "Godkendt.", id="an accordion"),
        pytest.param("<p>Godkendt<sup>1</sup>. 40 m<sup>2</sup></p>", "Godkendt\u00b9. 40 m\u00b2", id="raised"),
        pytest.param('<ol start="3"><li>Sti</li><li value="7">Bro</li></ol>', "3. Sti\n7. Bro", id="numbered"),
        pytest.param('<ol style="list-style-type: none"><li>Sti</li></ol>', "- Sti", id="a list that shows no numbers"),
    ],
)
def test_words_are_those_that_a_reader_sees(body: str, text: str) -> None:
    assert shown(body, "<style>.x, .z {display: none} @media print {.y {display:none}}</style>") == f"### Beslutning\n\n{text}\n"


def test_a_page_that_shows_nothing_is_read_as_it_unfolds() -> None:
    raw = b'<html><body><div style="display:none"><h2>Punkt 1: Sti</h2><h3>Beslutning</h3><p>Godkendt.</p></div></body></html>'
    assert "Godkendt." in html.read(raw, "a.html")


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "cp850", "mac-roman"])
@pytest.mark.parametrize("said", ["", '<meta charset="ibm850">', '<meta charset="iso-8859-1">', '<meta charset="utf-8">'])
def test_a_page_is_read_in_the_encoding_it_has_whatever_it_says(encoding: str, said: str) -> None:
    page = f"<html><head>{said}</head><body><h2>Punkt 1: Ny sti på Åvej</h2><p>Udvalget besluttede på mødet at anlægge den. Søren Ågård stemte imod.</p></body></html>"
    assert "Ny sti på Åvej" in html.read(page.encode(encoding), "a.html")


def test_utf8_that_was_encoded_twice_is_mended() -> None:
    page = "<html><body><h2>Punkt 1: Ny sti på Åvej – en æske</h2><p>Beslutning: Øget.</p></body></html>"
    assert "Ny sti på Åvej – en æske" in html.read(page.encode().decode("cp1252", "replace").encode(), "a.html")
