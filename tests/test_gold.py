"""Whole gold documents to figures that can be counted by hand."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import pytest

from nlp.commands.evaluate import add_parser
from nlp.errors import BadExamples
from nlp.predictor import Predictor, load
from nlp.reading.read import Source
from nlp.training.evaluate_documents import evaluate_documents, read_gold

TEXT = """REFERAT Teknisk Udvalg d. 09-05-2023

Mødedeltagere Ida Bro (A), Per Ly Holm (Afbud), Nuka Toft (Ø)

Punkt 1: Ny cykelsti langs Strandvejen

23/998

Indstilling

Forvaltningen indstiller, at stien anlægges.

Beslutning

Godkendt. Nuka Toft stemte imod.

Afbud: Per Ly Holm
"""


@pytest.fixture(scope="module")
def predictor() -> Predictor:
    return load()


def as_found(predictor: Predictor) -> dict[str, Any]:
    """What the model itself says of the text, as a gold document: right in every field."""
    found = json.loads(predictor.tag(Source.of_text(TEXT, "sti.txt")).to_json())
    for item in found["items"]:
        item["topic"], item["decision_type"] = item["topic"]["label"], item["decision_type"]["label"]
    return {**{name: found[name] for name in ("sha256", "items", "entities")}, "document": "sti.txt"}


def write(folder: Path, gold: dict[str, Any], text: str = TEXT) -> Path:
    (folder / "gold").mkdir()
    (folder / "minutes").mkdir()
    (folder / "gold/sti.json").write_text(json.dumps(gold), encoding="utf-8")
    (folder / "minutes/sti.txt").write_text(text, encoding="utf-8")
    return folder / "gold"


def run(*options: str) -> int:
    parser = argparse.ArgumentParser()
    add_parser(parser.add_subparsers(required=True))
    args = parser.parse_args(["evaluate", *options])
    return int(args.run(args))


def test_what_the_model_says_itself_is_all_right(predictor: Predictor, tmp_path: Path) -> None:
    report = evaluate_documents(predictor, read_gold(write(tmp_path, as_found(predictor))))
    assert {name: row["value"] for name, row in report["fields"].items()} == dict.fromkeys(report["fields"], 1.0)
    assert "votes" in report["fields"]
    assert [(row["label"], row["exact"]["f1"]) for row in report["outcomes"]] == [("approved", 1.0)]
    assert {row["exact"]["f1"] for row in report["spans"]} == {1.0}
    assert report["differences"] == []


def test_a_wrong_code_a_wrong_vote_and_a_missed_name_are_counted(predictor: Predictor, tmp_path: Path) -> None:
    gold = as_found(predictor)
    item = gold["items"][0]
    item["outcomes"] = [{**item["outcomes"][0], "code": "recommended"}]
    item["votes"] = {"for": ["Ida Bro"], "against": ["Nuka Toft"], "abstain": []}
    person = next(entity for entity in gold["entities"] if entity["label"] == "PERSON")
    gold["entities"].append({**person, "start": person["start"] + 1, "end": person["end"] + 1})
    report = evaluate_documents(predictor, read_gold(write(tmp_path, gold)))
    assert {name for name, row in report["fields"].items() if row["value"] == 0.0} == {"outcomes", "votes"}
    by_code = {row["label"]: row["exact"] for row in report["outcomes"]}
    assert (by_code["approved"]["precision"], by_code["recommended"]["recall"]) == (0.0, 0.0)
    people = next(row for row in report["spans"] if row["label"] == "PERSON")
    assert people["examples"] - people["found"] == 1
    assert (people["exact"]["precision"], people["overlapping"]["recall"]) == (1.0, 1.0)
    assert report["differences"] == ["sti.txt: item 1: outcomes", "sti.txt: item 1: votes"]


def test_an_item_that_is_not_found_has_no_field_right(predictor: Predictor, tmp_path: Path) -> None:
    gold = as_found(predictor)
    gold["items"].append({**gold["items"][0], "number": "2"})
    fields = evaluate_documents(predictor, read_gold(write(tmp_path, gold)))["fields"]
    assert {row["value"] for row in fields.values()} == {0.5}


def test_a_text_within_the_file_needs_no_other(predictor: Predictor, tmp_path: Path) -> None:
    (tmp_path / "sti.json").write_text(json.dumps({**as_found(predictor), "text": TEXT}), encoding="utf-8")
    assert evaluate_documents(predictor, read_gold(tmp_path))["fields"]["number"]["value"] == 1.0


@pytest.mark.parametrize(
    ("gold", "text", "words"),
    [
        ({"items": [], "entities": [], "document": "other.txt"}, TEXT, r"other\.txt is not in"),
        ({"items": [], "entities": [], "document": "sti.txt", "sha256": "0" * 64}, TEXT, "is not the text"),
        ({"text": "En sag", "topic": "schools"}, TEXT, "no items and entities"),
    ],
)
def test_bad_gold_is_refused_by_name(tmp_path: Path, gold: dict[str, Any], text: str, words: str) -> None:
    with pytest.raises(BadExamples, match=words):
        read_gold(write(tmp_path, gold, text))


def test_a_folder_without_gold_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadExamples, match="holds no .json"):
        read_gold(tmp_path)


def test_the_command_prints_tables_or_json(predictor: Predictor, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write(tmp_path, as_found(predictor))
    assert run("--gold", str(folder)) == 0
    out = capsys.readouterr().out
    for words in ("1 document with 1 agenda item", "outcome codes", "approved", "votes", "PERSON"):
        assert words in out
    assert run("--gold", str(folder), "--minutes", str(tmp_path / "minutes"), "--json") == 0
    assert json.loads(capsys.readouterr().out)["data"]["items"] == 1


@pytest.mark.parametrize(
    ("options", "words"), [((), "either --data"), (("--gold", "x", "--data", "y"), "either --data"), (("--gold", "x", "--against", "y"), "--against")]
)
def test_options_that_do_not_go_together_are_refused(options: tuple[str, ...], words: str) -> None:
    with pytest.raises(BadExamples, match=words):
        run(*options)
