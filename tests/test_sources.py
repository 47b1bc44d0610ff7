"""Sources: what counts as a document, in which order, and input that means harm."""

from __future__ import annotations

import csv
import io
import json
import os
import stat
import zipfile
from pathlib import Path

import pytest

from nlp.archive.document import BadSource, Document, Options, printable
from nlp.archive.sources import Sources
from nlp.errors import NoSuchDocument
from tests.archive import minutes


def found(*arguments: object, **options: str) -> list[Document]:
    return list(Sources([str(one) for one in arguments], Options(**options)))


def names(documents: list[Document]) -> list[str]:
    return [Path(one.id).name for one in documents]


def failures(documents: list[Document]) -> dict[str, str]:
    return {one.id.rpartition(".zip/")[2]: one.failure.kind for one in documents if one.failure}


def test_a_folder_gives_its_documents_in_one_fixed_order(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.md", "a/y.PDF", "a.docx", ".hidden.txt", "a/.git/x.txt", "notes.csv", "image.png"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x", encoding="utf-8")
    sources = Sources([str(tmp_path)])
    assert names(list(sources)) == ["y.PDF", "z.md", "a.docx", "b.txt"]
    assert list(sources) == list(sources)
    assert sources.count() == 4


def test_patterns_and_files_are_taken_in_the_order_given(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", "c.md"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    assert names(found(tmp_path / "c.md", tmp_path / "*.txt")) == ["c.md", "a.txt", "b.txt"]


@pytest.mark.parametrize("argument", ["none.txt", "*.txt", "none/"])
def test_what_is_not_there_is_told_before_anything_is_done(argument: str, tmp_path: Path) -> None:
    with pytest.raises(NoSuchDocument, match="no such file or folder"):
        Sources([str(tmp_path / argument)])


def test_an_empty_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(NoSuchDocument, match="holds no documents"):
        found(tmp_path)


def test_a_broken_link_is_a_document_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to(tmp_path / "gone.txt")
    (document,) = found(tmp_path)
    assert document.digest() is None
    with pytest.raises(NoSuchDocument):
        document.read()


def test_hashes_are_those_that_results_carry(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(minutes(1), encoding="cp1252")
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.write(path, "a.txt")
    (tmp_path / "c.jsonl").write_text(json.dumps({"text": minutes(1)}), encoding="utf-8")
    for document in found(path, tmp_path / "b.zip", tmp_path / "c.jsonl"):
        source = document.read()
        assert document.digest() == source.sha256
        assert source.id == document.id
        assert source.text == minutes(1)


def test_an_archive_is_read_in_place(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "år.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("2023/b.txt", minutes(1))
        archive.writestr("2023/å.txt", minutes(2))
        archive.writestr("2023/", "")
        archive.writestr("__MACOSX/2023/b.txt", "x")
        archive.writestr("2023/.DS_Store.txt", "x")
        archive.writestr("cover.png", "x")
    documents = found(tmp_path / "år.zip")
    assert names(documents) == ["b.txt", "å.txt"]
    assert [document.read().text for document in documents] == [minutes(1), minutes(2)]
    assert Sources([str(tmp_path)]).count() == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["år.zip"]


TRICKS = ("../up.txt", "/etc/absolute.txt", "a/../../up.txt", "..\\up.txt", "C:\\drive.txt", "C:/drive.txt")


@pytest.mark.parametrize("trick", TRICKS)
def test_names_that_lead_out_of_an_archive_are_refused(trick: str, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(trick, minutes(1))
        archive.writestr("good.txt", minutes(2))
    bad, good = found(tmp_path / "a.zip")
    assert bad.failure is not None
    assert bad.failure.kind == "unsafe_name"
    assert good.failure is None
    assert [path.name for path in tmp_path.iterdir()] == ["a.zip"]


def test_bombs_links_and_archives_in_archives_are_refused_by_name(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("a.txt", minutes(1))
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("bomb.txt", b"\0" * 40_000_000)
        archive.writestr("ratio.txt", b" " * 20_000_000)
        archive.writestr(link, "/etc/passwd")
        archive.writestr("inner.zip", inner.getvalue())
        archive.writestr("good.txt", minutes(1))
    documents = found(tmp_path / "a.zip")
    assert failures(documents) == {"bomb.txt": "too_large", "ratio.txt": "too_large", "link.txt": "unsafe_name", "inner.zip": "unreadable"}
    assert len(documents) == 5


def test_a_size_that_lies_does_not_make_more_be_read(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", b"x" * 900_000)
    raw = path.read_bytes()
    size = (900_000).to_bytes(4, "little")
    assert raw.count(size) == 2
    path.write_bytes(raw.replace(size, (1_000).to_bytes(4, "little")))
    (document,) = found(path)
    assert document.failure is not None or len(document.raw or b"") <= 1_000


def test_damaged_members_and_archives_are_named(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.txt", b"A" * 500)
        archive.writestr("b.txt", b"B" * 500)
    raw = (tmp_path / "a.zip").read_bytes()
    (tmp_path / "a.zip").write_bytes(raw.replace(b"A" * 500, b"A" * 499 + b"C"))
    (tmp_path / "cut.zip").write_bytes(raw[:300])
    documents = found(tmp_path / "a.zip", tmp_path / "cut.zip")
    assert [one.failure.kind if one.failure else None for one in documents] == ["unreadable", None, "unreadable"]


def test_names_are_printed_without_control_characters(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a\x1b[2J\n.txt", minutes(1))
    (document,) = found(tmp_path / "a.zip")
    assert document.id.isprintable()
    assert printable("å\t") == "å\\t"


ROWS = [{"key": "k1", "body": minutes(1)}, {"key": "k2", "body": minutes(2) + '"citat"; a,b\n'}, {"key": "k3", "body": ""}]


def table(path: Path) -> Path:
    if path.suffix == ".parquet":
        pa = pytest.importorskip("pyarrow")
        pytest.importorskip("pyarrow.parquet").write_table(pa.Table.from_pylist(ROWS), path)
    elif path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, ["key", "body"], delimiter=";" if "excel" in path.name else ",")
            writer.writeheader()
            writer.writerows(ROWS)
    else:
        path.write_text("".join(json.dumps(row) + "\n" for row in ROWS), encoding="utf-8")
    return path


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv", "excel.csv", "a.parquet"])
def test_a_row_of_a_table_is_a_document(name: str, tmp_path: Path) -> None:
    path = table(tmp_path / name)
    first, second, empty = found(path, column="body", id="key")
    assert [one.id for one in (first, second, empty)] == ["k1", "k2", "k3"]
    assert [first.text, second.text] == [ROWS[0]["body"], ROWS[1]["body"]]
    assert empty.failure is not None
    assert names(found(path, column="body")) == [f"{name}#{number}" for number in (1, 2, 3)]


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv", "a.parquet"])
@pytest.mark.parametrize("options", [{"column": "tekst"}, {"column": "body", "id": "nummer"}])
def test_a_column_that_is_not_there_is_told_with_those_that_are(name: str, options: dict[str, str], tmp_path: Path) -> None:
    with pytest.raises(BadSource, match=r"has no column '(tekst|nummer)'; it has body, key"):
        found(table(tmp_path / name), **options)


def test_lines_that_are_no_rows_are_named_and_the_rest_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'\xef\xbb\xbf{"text": "a"}\n\nikke json\n[1]\n{"text": null}\n{"text": "\xe6"}\n' + b"x" * 31_000_000 + b'\n{"text": "b"}\n')
    documents = found(path)
    assert names(documents) == [f"a.jsonl#{number}" for number in (1, 3, 4, 5, 6, 7, 8)]
    assert [one.failure.kind if one.failure else None for one in documents] == [None, *["unreadable"] * 4, "too_large", None]


def test_csv_as_windows_writes_it(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("id;text\r\n1;Åben sag\r\n".encode("cp1252"))
    assert [one.text for one in found(path)] == ["Åben sag"]


@pytest.mark.parametrize("name", ["a.parquet", "b.csv"])
def test_a_damaged_table_is_told(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"PAR1" * 5 if name == "a.parquet" else b'text\n"a' + b"\x81" * 70_000 + b"\n")
    with pytest.raises(BadSource, match=name):
        found(tmp_path / name)


def test_a_saved_dataset_streams(tmp_path: Path) -> None:
    datasets = pytest.importorskip("datasets")
    datasets.disable_progress_bars()
    datasets.Dataset.from_list(ROWS).save_to_disk(str(tmp_path / "saved"))
    documents = found(f"dataset:{tmp_path / 'saved'}", column="body", id="key")
    assert [one.id for one in documents] == ["k1", "k2", "k3"]
    assert Sources([f"dataset:{tmp_path / 'saved'}"]).count() is None
    with pytest.raises(BadSource, match="cannot be loaded as a dataset"):
        found(f"dataset:{tmp_path / 'none'}")


def test_an_unreadable_folder_is_named(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may read everything")
    (tmp_path / "closed").mkdir(mode=0)
    (tmp_path / "a.txt").write_text("x", encoding="utf-8")
    assert names(found(tmp_path)) == ["a.txt", "closed"]
