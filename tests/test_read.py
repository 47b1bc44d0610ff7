"""Finding documents, telling their formats apart, refusing what no minutes can be."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest

from nlp.errors import DocumentTooLarge, NoSuchDocument, UnreadableDocument
from nlp.reading import read
from nlp.reading.read import Source, find_documents, read_bytes, read_document, without_surrogates

MEETING = json.dumps({"Dagsordenpunkter": [{"Number": "1", "Caption": "Vejen"}], "Udvalg": {"Navn": "Teknikudvalget"}}).encode()
PAGE = b"<!DOCTYPE html><html><body><h1>Referat</h1><p>Beslutning</p></body></html>"


def test_folder_is_searched_for_every_format(tmp_path: Path) -> None:
    for name in ("b.TXT", "a.pdf", "c.htm", "d.html", "e.docx", "f.json", "g.md", "h.png", ".skjult.txt"):
        (tmp_path / name).write_bytes(b"x")
    assert [Path(path).name for path in find_documents([str(tmp_path)])] == ["a.pdf", "b.TXT", "c.htm", "d.html", "e.docx", "f.json", "g.md"]


def test_empty_folder_and_missing_file_are_named(tmp_path: Path) -> None:
    with pytest.raises(NoSuchDocument, match=r"no \.txt, .* or \.json files"):
        list(find_documents([str(tmp_path)]))
    with pytest.raises(NoSuchDocument, match="no such file"):
        read_document(str(tmp_path / "a.pdf"))


@pytest.mark.parametrize("name", ["a", "a.txt", "a.html", "a.pdf", "a.docx", "a.bin"])
@pytest.mark.parametrize(("raw", "start"), [(MEETING, "# REFERAT"), (PAGE, "# Referat\n"), (b"\xef\xbb\xbf" + PAGE, "# Referat\n")])
def test_content_tells_the_format_whatever_the_name(name: str, raw: bytes, start: str) -> None:
    expected = start.replace("REFERAT", "DAGSORDEN") if raw is MEETING else start
    assert read_bytes(raw, name).startswith(expected)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.txt", "[Udkast] Referat\nPunkt 1: Vejen\n"),
        ("a.txt", "{Punkt 1} Vejen"),
        ("a.md", "<h1 align=center>Referat</h1>\n<p>Beslutning</p>\n\n# Punkt 1"),
        ("a.html", "Punkt 1: Vejen"),
        ("a.txt", "Om %PDF-1.7 og PK\nPunkt 1: Vejen"),
        ("a.txt", "Referat\r\nPunkt 1: Vejen\r\n"),
    ],
)
def test_text_stays_as_it_is(name: str, text: str) -> None:
    assert read_bytes(text.encode(), name) == text


def test_suffix_decides_where_the_content_leaves_it_open() -> None:
    assert read_bytes(b"Referat<p>Beslutning</p>", "a.htm") == "Referat\n\nBeslutning\n"
    with pytest.raises(UnreadableDocument, match="broken JSON"):
        read_bytes(b"Referat", "a.json")


@pytest.mark.parametrize(
    ("name", "raw", "message"),
    [
        ("a.pdf", b"", "is empty"),
        ("a.pdf", b"abc\x00\x01\x02", "does not begin as such"),
        ("a.docx", b"abc\x00\x01\x02", "does not begin as such"),
        ("a", b"PK\x03\x04abc", "damaged or truncated"),
        ("a", b"%PDF-1.7\nabc", "truncated"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "old kind"),
        ("a.rtf", b"{\\rtf1 Referat}", "RTF"),
        ("a.txt", b'{"Udvalg": ', "broken JSON"),
        ("a.png", b"\x89PNG\r\n\x1a\n" + bytes(range(32)) * 20, "binary"),
    ],
)
def test_what_cannot_be_read_is_told_apart(name: str, raw: bytes, message: str) -> None:
    with pytest.raises(UnreadableDocument, match=message):
        read_bytes(raw, name)


def test_sizes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read, "MAX_BYTES", 100)
    monkeypatch.setattr(read, "MAX_PACKED_BYTES", 200)
    with pytest.raises(DocumentTooLarge, match="more than"):
        read_bytes(b"Referat\n" * 20, "a.txt")
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as out:
        out.writestr("x", b"y" * 300)
    with pytest.raises(DocumentTooLarge, match="more than"):
        read_bytes(package.getvalue(), "a.docx")


def test_standard_input_is_any_format(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(PAGE)))
    source = read_document("-")
    assert (source.id, source.sha256) == ("-", hashlib.sha256(PAGE).hexdigest())
    assert source.text.startswith("# Referat")


def test_lone_surrogates_are_replaced_and_offsets_stay() -> None:
    source = without_surrogates(Source.of_text("a\ud800b"))
    assert source.text == "a\ufffdb"
    whole = Source.of_text("æ")
    assert without_surrogates(whole) is whole


def test_formats_cost_nothing_until_they_are_read() -> None:
    code = "import sys, nlp.reading.read; print(sorted({'docx', 'lxml', 'pypdfium2'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
