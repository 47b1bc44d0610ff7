"""Questions to an archive: `referat ask` and what stands behind it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from nlp import cli
from nlp.archive.stores.open import open_store
from tests.archive import result


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "archive.db"
    with open_store(path, "m1") as store:
        for name, date in (("a", "2023-05-01"), ("b", "2024-05-01")):
            one = replace(result(name, sha256=name, date=date), source=None)
            store.write(name, store.encode(one, None))
    return path


ASKED = {
    "all": ([], 4),
    "a party against": (["--party", "Ø", "--against"], 2),
    "a party against, since": (["--party", "Ø", "--against", "--since", "2024"], 1),
    "until": (["--until", "2023"], 2),
    "a topic": (["--topic", "schools", "--outcome", "approved"], 4),
    "a topic nobody had": (["--topic", "health"], 0),
    "a member": (["--member", "Ida"], 2),
    "a member's absences": (["--member", "Per Holm", "--absent"], 4),
    "words": (["skolevej*"], 4),
    "words as typed elsewhere": (["Aeroe"], 4),
    "signs are no commands": (['"ærø" OR (NEAR'], 0),
    "divided": (["--dissent"], 2),
    "a case": (["--case", "24/77"], 4),
    "a body": (["--body", "byråd", "--municipality", "åbyøre"], 4),
    "at most": (["--limit", "1"], 1),
}


@pytest.mark.parametrize("name", ASKED)
def test_a_question_has_its_answers(name: str, archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options, count = ASKED[name]
    assert cli.main(["ask", str(archive), *options, "--format", "json"]) == (0 if count else 1)
    answers = list(map(json.loads, capsys.readouterr().out.splitlines()))
    assert len(answers) == count
    assert all(answer["wording"] == "Godkendt." for answer in answers)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--new-since", "2024-05-01"], "> Godkendt."),
        (["--case", "24/77"], "2023-05-01  Byrådet, Åbyøre Kommune: Skolevejen på Ærø"),
        (["--member", "Ida Bro"], "Ida Bro (A), Åbyøre Kommune: Byrådet"),
        (["--format", "csv"], "date;municipality;body"),
        (["--dissent"], "1 against 2"),
    ],
)
def test_answers_are_written_for_people(options: list[str], words: str, archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["ask", str(archive), *options]) == 0
    assert words in capsys.readouterr().out


def test_a_feed_has_an_entry_an_item_with_an_id_that_stays(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    feeds = []
    for _ in range(2):
        cli.main(["ask", str(archive), "--topic", "schools", "--format", "atom"])
        feeds.append(capsys.readouterr().out)
    assert feeds[0] == feeds[1]
    entries = ElementTree.fromstring(feeds[0]).findall("{*}entry")
    assert len({entry.findtext("{*}id") for entry in entries}) == 4
    assert entries[0].findtext("{*}updated") == "2024-05-01T00:00:00Z"


@pytest.mark.parametrize(("name", "words"), [("none.db", "no such database"), ("text.db", "is no database")])
def test_what_is_no_archive_is_told(name: str, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "text.db").write_text("Et brev." * 200, encoding="utf-8")
    assert cli.main(["ask", str(tmp_path / name)]) == 2
    assert words in capsys.readouterr().err
