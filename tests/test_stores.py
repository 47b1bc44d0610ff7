"""Stores: what is written, what is done already, and what a torn or foreign file does."""

from __future__ import annotations

import csv
import io
import json
import resource
import signal
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from nlp.archive.derive.parties import Affiliation
from nlp.archive.stores.definition import ALL
from nlp.archive.stores.lock import lock
from nlp.archive.stores.open import open_store
from nlp.archive.stores.store import BadStore, Store
from nlp.archive.stores.texts import item_text, search_query, unpack
from nlp.document import Entity, Failure, Fate, Minutes, NextStep, Participant, PartVotes, PastDecision, Presence, Remark, Tally
from nlp.errors import MissingExtra
from tests.archive import result

NAMES = ("out.jsonl", "out.csv", "out.parquet", "out.db")
BROKEN = Failure("b.txt", "unreadable", "b.txt: is empty.")


def put(store: Store, *results: Minutes | Failure) -> None:
    for one in results:
        payload = store.encode(None, one) if isinstance(one, Failure) else store.encode(one, None)
        store.write(one.id, payload)


def contents(path: Path) -> object:
    if path.suffix == ".db":
        with closing(sqlite3.connect(path)) as db:
            return list(db.iterdump())
    return [one.read_bytes() for one in sorted(path.parent.glob("out.*"))]


def rows(path: Path, query: str, *values: object) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as db:
        return db.execute(query, values).fetchall()


@pytest.mark.parametrize("name", NAMES)
def test_a_document_is_done_by_its_hash_and_the_model(name: str, tmp_path: Path) -> None:
    with open_store(tmp_path / name, "m1") as store:
        put(store, result("å.txt", sha256="ab"), BROKEN)
        assert store.is_done("å.txt", "ab")
    with open_store(tmp_path / name, "m1") as store:
        assert store.holds("å.txt")
        assert store.is_done("å.txt", "ab")
        assert not store.is_done("å.txt", "cd")
        assert store.holds("b.txt")
        assert not store.is_done("b.txt", "ab")
        assert not store.holds("c.txt")
    with open_store(tmp_path / name, "m2") as store:
        assert not store.is_done("å.txt", "ab")


@pytest.mark.parametrize("name", NAMES)
def test_a_changed_document_takes_the_place_of_the_old_one(name: str, tmp_path: Path) -> None:
    fresh, changed = tmp_path / "fresh" / name, tmp_path / "changed" / name
    with open_store(fresh, "m1") as store:
        put(store, result("a.txt", title="Nyt"), result("c.txt"))
    with open_store(changed, "m1") as store:
        put(store, result("a.txt", title="Gammelt", sha256="00"), result("c.txt"))
    with open_store(changed, "m1") as store:
        put(store, result("a.txt", title="Nyt"))
    if name == "out.db":
        query = (
            "SELECT meetings.id, meetings.document, items.title FROM items JOIN meetings ON meetings.id = items.meeting ORDER BY meetings.document, position"
        )
        assert rows(changed, query) == rows(fresh, query)
        assert rows(changed, "SELECT count(*) FROM texts_fts WHERE texts_fts MATCH 'gammelt'") == [(0,)]
    else:
        assert contents(changed) == contents(fresh)


@pytest.mark.parametrize("name", NAMES)
def test_a_document_that_fails_later_replaces_its_result_and_the_other_way_round(name: str, tmp_path: Path) -> None:
    with open_store(tmp_path / name, "m1") as store:
        put(store, result("b.txt"), result("c.txt"))
    with open_store(tmp_path / name, "m1") as store:
        put(store, BROKEN)
    with open_store(tmp_path / name, "m1") as store:
        assert not store.is_done("b.txt", "ab")
        put(store, result("b.txt"))
    with open_store(tmp_path / name, "m1") as store:
        assert store.is_done("b.txt", "ab")


@pytest.mark.parametrize("name", NAMES)
def test_writing_the_same_again_changes_nothing(name: str, tmp_path: Path) -> None:
    for _ in range(2):
        with open_store(tmp_path / name, "m1") as store:
            put(store, *(() if store.is_done("a.txt", "ab") else (result("a.txt"),)), BROKEN)
        before = contents(tmp_path / name)
    assert contents(tmp_path / name) == before


@pytest.mark.parametrize("name", NAMES)
def test_a_run_that_stops_keeps_what_was_written_whole(name: str, tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), open_store(tmp_path / name, "m1") as store:
        put(store, result("a.txt"), result("c.txt"))
        raise KeyboardInterrupt
    with open_store(tmp_path / name, "m1") as store:
        assert store.is_done("a.txt", "ab")
        assert store.is_done("c.txt", "ab")


@pytest.mark.parametrize("left", [1, 10, 30, 200, -1])
def test_a_torn_last_line_is_cut_off(left: int, tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    with open_store(path, "m1") as store:
        put(store, result("a.txt"))
    whole = path.read_bytes()
    path.write_bytes(whole + whole.replace(b"a.txt", b"b.txt")[:left])
    with open_store(path, "m1") as store:
        assert store.is_done("a.txt", "ab")
        assert not store.holds("b.txt")
        put(store, result("b.txt"))
    assert path.read_bytes() == whole + whole.replace(b"a.txt", b"b.txt")


FOREIGN = {
    "text.jsonl": b"Det er et brev.\nUden afslutning",
    "rows.jsonl": b'{"text": "a"}\n',
    "torn.jsonl": b"uden linjeskift",
    "list.jsonl": b"[1]\n",
    "noise.db": bytes(range(256)) * 8,
    "table.csv": b"a,b\n1,2\n",
    "table.parquet": b"PAR1",
}


@pytest.mark.parametrize("name", FOREIGN)
def test_a_file_of_another_kind_is_not_touched(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(FOREIGN[name])
    with pytest.raises(BadStore, match=name):
        open_store(path, "m1")
    assert path.read_bytes() == FOREIGN[name]


def test_another_programs_database_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE meetings (id)")
    before = path.read_bytes()
    with pytest.raises(BadStore, match="another program's database"):
        open_store(path, "m1")
    assert path.read_bytes() == before


@pytest.mark.parametrize("name", ["out.jsonl", "out.db", "out.parquet"])
def test_two_runs_cannot_write_at_once(name: str, tmp_path: Path) -> None:
    with open_store(tmp_path / name, "m1"), pytest.raises(BadStore, match=r"another run|locked"):
        open_store(tmp_path / name, "m1")


@contextmanager
def file_limit(size: int) -> Iterator[None]:
    """Let no file grow beyond a size: writing fails as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


@pytest.mark.parametrize("name", NAMES)
def test_a_full_disk_ends_the_run_and_the_next_one_goes_on(name: str, tmp_path: Path) -> None:
    many = [result(f"{number:03}.txt", title="Skolevej " * 200) for number in range(120)]
    with open_store(tmp_path / "whole" / name, "m1") as store:
        put(store, *many)
    path = tmp_path / "full" / name
    open_store(path, "m1").__exit__(None, None, None)
    # What is written first grows as a database does, whatever comes of it.
    with open_store(tmp_path / "size" / (name if name == "out.jsonl" else "out.db"), "m1") as store:
        put(store, *many)
    room = 7 * max(one.stat().st_size for one in (tmp_path / "size").iterdir()) // 10
    with file_limit(room), pytest.raises(BadStore, match="is kept"), open_store(path, "m1") as store:
        put(store, *many)
    with open_store(path, "m1") as store:
        todo = [one for one in many if not store.is_done(one.id, one.sha256)]
        assert 0 < len(todo) < len(many)
        put(store, *todo)
    assert contents(path) == contents(tmp_path / "whole" / name)


def test_json_lines_hold_the_contract_and_the_text_where_asked(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    with open_store(path, "m1", with_text=True) as store:
        put(store, result("a.txt"))
        store.write("n.txt", store.encode(None, Failure("n.txt", "no_items", "n.txt: none")))
    first, second = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    assert first == result("a.txt").to_dict(with_text=True)
    assert second == {"schema_version": 1, "id": "n.txt", "error": {"kind": "no_items", "message": "n.txt: none"}}


@pytest.mark.parametrize("plain", [True, False])
def test_csv_has_a_row_for_each_item_and_each_vote(plain: bool, tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    with open_store(path, "m1", plain_csv=plain) as store:
        put(store, result("a.txt", title="=Skolevej"), BROKEN)
    separator = "," if plain else ";"
    items, votes = (
        list(csv.DictReader(io.StringIO(one.read_bytes().decode("utf-8" if plain else "utf-8-sig"), newline=""), delimiter=separator))
        for one in (path, tmp_path / "out.votes.csv")
    )
    assert [(row["document"], row["number"], row["title"], row["outcome"]) for row in items] == [
        ("a.txt", "1", "'=Skolevej", "approved"),
        ("a.txt", "2", "'=Skolevej", "approved"),
    ]
    assert [(row["side"], row["member"], row["party"]) for row in votes] == [("for", "", "V"), ("against", "Ida Bro", "A"), ("against", "", "Ø")]
    assert items[0]["topic_score"] == ("0.9" if plain else "0,9")
    with open_store(path, "m1", plain_csv=plain) as store:
        assert store.is_done("a.txt", "ab")


def test_parquet_has_types_even_where_nothing_is_in_it(tmp_path: Path) -> None:
    pq = pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "out.parquet"
    with open_store(path, "m1") as store:
        put(store, BROKEN)
    assert pq.read_table(path).num_rows == 0
    with open_store(path, "m1") as store:
        put(store, result("a.txt"))
    table = pq.read_table(path)
    assert (table["date"].type, table["closed"].type, table["topic_score"].type) == ("date32[day]", "bool", "double")
    assert pq.read_table(tmp_path / "out.votes.parquet")["member"].to_pylist() == [None, "Ida Bro", None]


@pytest.mark.parametrize("name", ["out.csv", "out.parquet"])
def test_tables_hold_all_that_a_database_holds(name: str, tmp_path: Path) -> None:
    with open_store(tmp_path / name, "m1") as store:
        put(store, result("b.txt", sha256="00"), whole(), BROKEN)
    before = contents(tmp_path / name)
    with open_store(tmp_path / name, "m1") as store:
        put(store, whole())
    assert contents(tmp_path / name) == before
    assert not list(tmp_path.glob("*.journal"))


def test_a_workbook_has_sheets_without_formulas(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    path = tmp_path / "out.xlsx"
    with open_store(path, "m1") as store:
        put(store, result("a.txt", title="=1+1"))
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["meetings", "decisions", "votes", "absences"]
    header, first, *_ = book["decisions"].iter_rows()
    row = dict(zip((cell.value for cell in header), first, strict=True))
    assert (row["title"].value, row["title"].data_type, row["date"].is_date) == ("=1+1", "s", True)
    with pytest.raises(BadStore, match="cannot be added to"):
        open_store(path, "m1")


@pytest.mark.parametrize("name", ["out.xls", "out", "out.txt"])
def test_an_unknown_ending_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(BadStore, match="says no format"):
        open_store(tmp_path / name, "m1")


@pytest.mark.parametrize("name", ["out.csv", "out.parquet"])
def test_somebodys_own_file_beside_the_output_is_not_touched(name: str, tmp_path: Path) -> None:
    own = tmp_path / name.replace(".", ".votes.")
    own.write_text("mine", encoding="utf-8")
    with pytest.raises(BadStore, match="somebody's own"):
        open_store(tmp_path / name, "m1")
    assert [path.name for path in tmp_path.iterdir()] == [own.name]


def test_a_database_of_an_older_release_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "out.db"
    open_store(path, "m1").__exit__(None, None, None)
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA user_version = 1")
    with pytest.raises(BadStore, match="an older release"):
        open_store(path, "m1")


def test_the_database_answers_questions(tmp_path: Path) -> None:
    path = tmp_path / "out.db"
    with open_store(path, "m1") as store:
        put(store, result("later.txt", date="2024-04-02", sha256="01"), result("first.txt", sha256="02"), BROKEN)
    history = rows(
        path, "SELECT date, body, outcome, known_from FROM case_history WHERE municipality = ? AND case_number = ? ORDER BY date", "Åbyøre Kommune", "24/77"
    )
    assert history == [(date, "Byrådet", "approved", "meeting") for date in ("2024-03-05", "2024-03-05", "2024-04-02", "2024-04-02")]
    assert rows(path, "SELECT id, treatments, bodies, outcome FROM cases") == [("aabyoere-24-77", 4, "Byrådet", "approved")]
    members = rows(path, "SELECT name, party, meetings, times_absent, votes, against, alone FROM members ORDER BY name")
    assert members == [("Ida Bro", "A", 2, 0, 2, 2, 0), ("Per Holm", "V", 2, 4, 0, 0, 0)]
    assert rows(path, "SELECT body, meetings, decisions, divided FROM bodies") == [("Byrådet", 2, 4, 2)]
    assert rows(path, "SELECT month, topic, outcome, items FROM decisions_by_month") == [
        ("2024-03", "schools", "approved", 2),
        ("2024-04", "schools", "approved", 2),
    ]
    assert rows(path, "SELECT date, number, against FROM divided ORDER BY date") == [
        ("2024-03-05", "1", "Ida Bro (A), Ø"),
        ("2024-04-02", "1", "Ida Bro (A), Ø"),
    ]
    assert rows(path, "SELECT date, number, wording, topic FROM decisions ORDER BY date LIMIT 1") == [("2024-03-05", "1", "Godkendt.", "schools")]
    assert rows(path, "SELECT document, kind FROM failures") == [("b.txt", "unreadable")]
    assert rows(path, "PRAGMA foreign_key_check") == []


def test_every_table_has_the_columns_that_are_described(tmp_path: Path) -> None:
    path = tmp_path / "out.db"
    open_store(path, "m1").__exit__(None, None, None)
    for name, table in ALL.items():
        assert tuple(row[1] for row in rows(path, f"PRAGMA table_info([{name}])")) == table.names, name
        assert all(column.says.endswith(".") for column in table.columns), name


def test_a_copy_under_another_path_is_the_same_document(tmp_path: Path) -> None:
    path = tmp_path / "out.db"
    with open_store(path, "m1") as store:
        put(store, result("a.txt"))
        assert store.twin("ab") == "a.txt"
        store.note_copy("copy/a.txt", "ab")
    with open_store(path, "m1") as store:
        assert store.is_done("copy/a.txt", "ab")
        put(store, result("a.txt", sha256="cd"))
    assert rows(path, "SELECT document, sha256 FROM meetings ORDER BY id") == [("copy/a.txt", "ab"), ("a.txt", "cd")]


def test_of_two_documents_of_one_meeting_one_counts(tmp_path: Path) -> None:
    path = tmp_path / "out.db"
    with open_store(path, "m1") as store:
        put(store, result("a.pdf"), result("a.docx", sha256="cd"), replace(result("d.txt", sha256="ef"), kind="agenda"))
    assert rows(path, "SELECT document, counted, same_as FROM meetings") == [("a.pdf", 1, None), ("a.docx", 0, 1), ("d.txt", 0, None)]
    assert rows(path, "SELECT count(*) FROM decisions") == [(2,)]
    assert "a.docx holds the meeting of a.pdf" in store.notes[0]


def test_parties_are_known_by_day(tmp_path: Path) -> None:
    def meeting(name: str, date: str, party: str | None) -> Minutes:
        return replace(result(name, sha256=name, date=date), participants=(Participant("Ida Bro", party),))

    path = tmp_path / "out.db"
    listed = (Affiliation("Per Holm", "V", "2024-01-01", "2024-12-31"),)
    with open_store(path, "m1", members=listed) as store:
        put(store, meeting("a", "2023-01-01", "A"), meeting("b", "2024-01-01", None), meeting("c", "2025-01-01", "UP"), meeting("d", "2025-02-01", None))
    assert rows(path, "SELECT date, party, party_from FROM votes WHERE member = 'Ida Bro'") == [
        ("2023-01-01", "A", "document"),
        ("2024-01-01", "A", "archive"),
        ("2025-01-01", "UP", "document"),
        ("2025-02-01", "UP", "archive"),
    ]
    assert rows(path, "SELECT DISTINCT date, party, party_from FROM absences ORDER BY date") == [
        ("2023-01-01", None, None),
        ("2024-01-01", "V", "list"),
        ("2025-01-01", None, None),
        ("2025-02-01", None, None),
    ]
    assert rows(path, "SELECT party, parties FROM members WHERE name = 'Ida Bro'") == [("UP", "A, UP")]
    assert rows(path, "SELECT party, first_date, known_from FROM parties_over_time WHERE member = 'Ida Bro'") == [
        ("A", "2023-01-01", "document"),
        ("UP", "2025-01-01", "document"),
    ]


@pytest.mark.parametrize(
    ("words", "found"),
    [("ærø", 2), ("Ærø", 2), ("skolevej*", 2), ("aero", 0), ("aeroe", 2), ("\u0061\u030a", 0), ("Ærø".lower(), 2), ("på", 2), ("paa", 2), ("pa\u030a", 2)],
)
def test_full_text_search_knows_danish_letters(words: str, found: int, tmp_path: Path) -> None:
    path = tmp_path / "out.db"
    with open_store(path, "m1") as store:
        put(store, result("a.txt"))
    assert rows(path, "SELECT count(*) FROM texts_fts WHERE texts_fts MATCH ?", words) == [(found,)]


def test_a_text_stands_once_and_compressed(tmp_path: Path) -> None:
    path = tmp_path / "out.db"
    minutes = result("a.txt", items=50)
    with open_store(path, "m1") as store:
        put(store, minutes)
    ((packed,),) = rows(path, "SELECT text FROM texts")
    assert unpack(packed) == minutes.text
    assert len(packed) < len(minutes.text) / 5
    with closing(sqlite3.connect(path)) as db:
        assert item_text(db, 10_002) == minutes.text[minutes.items[1].start : minutes.items[1].end]
        assert item_text(db, 99) is None


@pytest.mark.parametrize("typed", ["skolevejen", "SKOLEVEJEN på", "skole*", "24/77", "Skolevejen-", "pa\u030a aeroe", '"skolevejen" &'])
def test_what_people_type_is_found(typed: str, tmp_path: Path) -> None:
    path = tmp_path / "out.db"
    with open_store(path, "m1") as store:
        put(store, result("a.txt", title="24/77 Skolevejen på Ærø"))
    assert rows(path, "SELECT count(*) FROM texts_fts WHERE texts_fts MATCH ?", search_query(typed)) == [(2,)]


def test_what_is_named_in_an_item_stands_once_with_its_number(tmp_path: Path) -> None:
    path = tmp_path / "out.db"
    plain = result("a.txt")
    named = (Entity("COMMITTEE", "ØU", 0, 2, "Økonomiudvalget", "1", "rule"), Entity("COMMITTEE", "ØU", 5, 7, "Økonomiudvalget", "1", "rule"))
    with open_store(path, "m1") as store:
        put(store, replace(plain, entities=(*named, *plain.entities)))
    assert rows(path, "SELECT label, resolved, text, mentions, start FROM entities") == [("COMMITTEE", "Økonomiudvalget", "ØU", 2, 0)]


@pytest.mark.parametrize("name", NAMES)
def test_any_name_of_a_file_can_be_an_id(name: str, tmp_path: Path) -> None:
    names = ["a\udce6.txt", "a\nb.txt", '"; DROP TABLE meetings; --.txt', "../../x.txt", "𝒶.txt"]
    with open_store(tmp_path / name, "m1") as store:
        put(store, *map(result, names))
    with open_store(tmp_path / name, "m1") as store:
        assert all(store.is_done(one, "ab") for one in names)


@pytest.mark.parametrize("name", ["out.jsonl", "out.csv"])
def test_what_a_killed_run_left_aside_is_cleared_away(name: str, tmp_path: Path) -> None:
    (tmp_path / f".{name}-abcdefgh").write_bytes(b"half")
    (tmp_path / ".other.jsonl-abcdefgh").write_bytes(b"not ours")
    with open_store(tmp_path / name, "m1") as store:
        put(store, result("a.txt"))
    assert [one.name for one in tmp_path.glob(".*")] == [".other.jsonl-abcdefgh"]


def test_lines_with_text_and_without_are_not_taken_for_each_other(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    with open_store(path, "m1") as store:
        put(store, result("a.txt"))
    for with_text in (True, False):
        with open_store(path, "m1", with_text=with_text) as store:
            assert not store.is_done("a.txt", "ab")
            put(store, result("a.txt"))
            assert store.is_done("a.txt", "ab")
        with open_store(path, "m1", with_text=with_text) as store:
            assert store.is_done("a.txt", "ab")


def whole() -> Minutes:
    """Give a document whose first item has all that an item may have."""
    plain = result("a.txt")
    first = plain.items[0]
    assert first.votes is not None
    item = replace(
        first,
        votes=replace(first.votes, tally=Tally(3, 2, None), consistent=True, parts=(PartVotes("1", "amendment", tally=Tally(1, 4, 0)),)),
        history=(PastDecision("Økonomiudvalget", "2024-02-01", "recommended", "anbefalede", 3, 13, "2"),),
        remarks=(Remark("reservation", "tager forbehold", 5, 20, None, ("Ida Bro", "Ø")), Remark("condition", "under forudsætning", 5, 23)),
        fates=(Fate("withdrawn", "udgår", 7, 12, "3"),),
        next_steps=(NextStep("decides", "Byrådet", 1, 8),),
        attendance=(Presence("Per Holm", "left", "forlod mødet", 2, 14, time="19:30"),),
    )
    return replace(plain, items=(item, *plain.items[1:]))


FIELDS = {
    "history": ("body, date, code, text, start, end, part", [("Økonomiudvalget", "2024-02-01", "recommended", "anbefalede", 3, 13, "2")]),
    "remarks": (
        "kind, text, start, end, part, by",
        [("reservation", "tager forbehold", 5, 20, None, "Ida Bro, Ø"), ("condition", "under forudsætning", 5, 23, None, None)],
    ),
    "fates": ("code, by_item, text, start, end", [("withdrawn", "3", "udgår", 7, 12)]),
    "next_steps": ("kind, body, start, end", [("decides", "Byrådet", 1, 8)]),
    "attendance": ("member, party, status, replaces, time", [("Per Holm", "V", "left", None, "19:30")]),
    "tallies": (
        "part, motion, votes_for, votes_against, votes_abstain, consistent",
        [(None, "proposal", 3, 2, None, 1), ("1", "amendment", 1, 4, 0, None)],
    ),
}


@pytest.mark.parametrize("table", FIELDS)
def test_each_kind_of_finding_has_its_table(table: str, tmp_path: Path) -> None:
    path = tmp_path / "out.db"
    columns, wanted = FIELDS[table]
    query = f"SELECT {', '.join(f'[{name}]' for name in columns.split(', '))} FROM {table} ORDER BY id"
    with open_store(path, "m1") as store:
        put(store, result("b.txt", sha256="00"), whole())
    assert rows(path, query) == wanted
    assert rows(path, f"SELECT meetings.document, position FROM {table} JOIN items ON items.id = item JOIN meetings ON meetings.id = meeting") == [
        ("a.txt", 1)
    ] * len(wanted)
    with open_store(path, "m1") as store:
        put(store, result("a.txt", sha256="cd"))
    assert rows(path, query) == []


@pytest.mark.parametrize(("name", "module"), [("out.xlsx", "openpyxl"), ("out.parquet", "pyarrow.parquet")])
def test_a_missing_library_names_its_extra(name: str, module: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MissingExtra, match=r"scripts/setup\.sh store$"):
        open_store(tmp_path / name, "m1")
    with open_store(tmp_path / "out.jsonl", "m1") as store:
        put(store, result("a.txt"))


@pytest.mark.parametrize("name", ["out.csv", "out.parquet", "out.xlsx"])
def test_the_lock_outlives_the_journal(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    with open_store(path, "m1") as store:
        put(store, result("a.txt"))
        # As when the files are written and the journal goes.
        (tmp_path / f"{name}.journal").rename(tmp_path / "elsewhere")
        with pytest.raises(BadStore, match="another run"):
            open_store(path, "m1")
        (tmp_path / "elsewhere").rename(tmp_path / f"{name}.journal")
    assert sorted(left.name for left in tmp_path.glob(".*")) == []


def test_a_file_that_another_run_put_in_place_meanwhile_is_locked_anew(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    with path.open("wb") as old:
        path.unlink()
        assert not lock(old, path)
        path.touch()
        assert not lock(old, path)
    with path.open("rb") as new:
        assert lock(new, path)


def test_a_file_without_line_ends_is_not_read_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nlp.archive.stores.jsonl._LONGEST_LINE", 100)
    path = tmp_path / "out.jsonl"
    path.write_text('{"schema_version": ' + "1" * 1_000, encoding="utf-8")
    with pytest.raises(BadStore, match="line 1 is no result"):
        open_store(path, "m1")
    assert path.stat().st_size > 1_000
