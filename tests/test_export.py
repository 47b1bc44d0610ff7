"""Exports for civic technology: whole, and what they refer to is there."""

from __future__ import annotations

import json
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
        store.write("a", store.encode(result("a"), None))
    return path


def export(archive: Path, *options: str) -> str:
    out = archive.with_name("out")
    assert cli.main(["export", str(archive), *options, "-o", str(out)]) == 0
    return out.read_text(encoding="utf-8")


def test_popolo_refers_to_what_is_there(archive: Path) -> None:
    data = json.loads(export(archive, "popolo"))
    people = {person["id"] for person in data["persons"]}
    bodies = {body["id"] for body in data["organizations"]}
    assert people == {"aabyoere-ida-bro", "aabyoere-per-holm"}
    assert {one["person_id"] for one in data["memberships"]} <= people
    assert {one["organization_id"] for one in (*data["memberships"], *data["motions"], *data["vote_events"])} <= bodies
    (event,) = data["vote_events"]
    assert [(vote["voter_id"], vote["option"]) for vote in event["votes"]] == [("party/v", "yes"), ("aabyoere-ida-bro", "no"), ("party/oe", "no")]
    assert event["counts"] == [{"option": "yes", "value": 1}, {"option": "no", "value": 2}]


def test_oparl_has_addresses_below_the_one_that_is_given(archive: Path) -> None:
    data = json.loads(export(archive, "oparl", "--base-url", "https://by.example/oparl/"))
    (meeting,) = data["Meeting"]
    assert meeting["id"] == "https://by.example/oparl/meeting/1"
    assert [(item["number"], item["result"], item["resolutionText"]) for item in meeting["agendaItem"]] == [("1", "approved", "Godkendt.")] + [
        ("2", "approved", "Godkendt.")
    ]
    assert meeting["organization"] == [data["Organization"][0]["id"]]


def test_akoma_ntoso_has_a_section_for_each_item(archive: Path) -> None:
    root = ElementTree.fromstring(export(archive, "akoma-ntoso", "--meeting", "1"))
    items = [section for section in root.iter() if section.get("name") == "item"]
    assert [item.findtext("{*}num") for item in items] == ["1", "2"]
    assert "Godkendt." in [paragraph.text for paragraph in items[0].iter() if paragraph.tag.endswith("}p")]


@pytest.mark.parametrize(("options", "words"), [(["akoma-ntoso"], "--meeting"), (["akoma-ntoso", "--meeting", "9"], "no meeting 9"), (["xlsx"], "name a file")])
def test_what_cannot_be_exported_is_told(options: list[str], words: str, archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["export", str(archive), *options]) == 2
    assert words in capsys.readouterr().err
