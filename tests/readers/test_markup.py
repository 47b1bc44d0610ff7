"""Markup to lines: headings, lists and tables."""

from __future__ import annotations

import pytest

from nlp.errors import UnreadableDocument
from nlp.reading.markup import parse_html, render

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
