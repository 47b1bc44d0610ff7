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
