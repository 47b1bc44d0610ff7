"""Pages of an archive: what Datasette is told, and that every query that stands ready runs."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from nlp import cli
from nlp.archive.pages.canned import QUESTIONS
from nlp.archive.pages.metadata import MARK, metadata
from nlp.archive.stores.definition import ALL, TABLES
from nlp.archive.stores.open import open_store
from nlp.archive.stores.texts import excerpt, search_query
from tests.archive import result


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "archive.db"
    with open_store(path, "m1") as store:
        store.write("a", store.encode(result("a"), None))
    return path


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_that_stands_ready_runs(name: str, archive: Path) -> None:
    query = QUESTIONS[name][2]
    given = {"party": "Ø", "case_number": "24/77", "outcome": "approved", "since": "2024-01-01", "words": "ærø", "member": "Ida"}
    values = {word: given.get(word, "") for word in re.findall(r":(\w+)", query)}
    with closing(sqlite3.connect(archive)) as db:
        db.create_function("escape_fts", 1, search_query)
        db.create_function("excerpt", 4, excerpt)
        rows = db.execute(query, values).fetchall()
    assert rows or name in ("party_changes", "returning", "alone")


def test_every_table_is_described(archive: Path) -> None:
    tables = metadata("archive", "Arkiv")["databases"]["archive"]["tables"]
    for name, table in ALL.items():
        assert tables[name]["columns"].keys() == set(table.names)


def test_metadata_is_written_beside_and_nobodys_own_is_touched(archive: Path) -> None:
    assert cli.main(["browse", "--write", str(archive)]) == 0
    written = archive.with_name("metadata.yaml")
    assert written.read_text(encoding="utf-8").startswith(MARK)
    written.write_text("title: mine\n", encoding="utf-8")
    assert cli.main(["browse", "--write", str(archive)]) == 0
    assert written.read_text(encoding="utf-8") == "title: mine\n"
    assert archive.with_name("archive.metadata.yaml").is_file()


def test_a_key_names_the_column_it_points_to(archive: Path) -> None:
    with closing(sqlite3.connect(archive)) as db:
        keys = [(name, key[3], key[4]) for name in TABLES for key in db.execute(f"PRAGMA foreign_key_list([{name}])")]
    assert keys
    assert not [key for key in keys if key[2] is None]


def test_the_first_page_leads_into_the_archive() -> None:
    page = metadata("mit arkiv", "Arkiv")["description_html"]
    assert 'href="/mit+arkiv/decisions?_sort_desc=date"' in page
    assert 'href="/-/dashboards/overview"' in page
