"""The items most worth annotating, and the whole walk: suggest, correct, train, evaluate."""

from __future__ import annotations

import argparse
import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest
from scipy import sparse

from nlp.commands import convert, evaluate, train
from nlp.errors import BadExamples, NoAgendaItems
from nlp.predictor import load
from nlp.training.examples import load_examples
from nlp.training.suggest import _choose, read_items, suggest_items
from nlp.training.train import train_model
from tests.invented import examples, write_lines

MINUTES = """REFERAT Teknisk Udvalg d. 09-05-2023

Punkt 1: Skolevejen får ny asfalt

23/1

Indstilling

Forvaltningen indstiller, at forslaget godkendes.

Beslutning

Godkendt.

Punkt 2: Brandbilen skal skiftes

23/2

Beslutning

Udsat.

Punkt 3: Eleverne i skolen og skolens lærere

23/3

Beslutning

Godkendt.

Punkt 4: Eleverne i skolen og skolens lærere

23/4

Beslutning

Godkendt.
"""


def run(*options: str) -> int:
    parser = argparse.ArgumentParser()
    commands = parser.add_subparsers(required=True)
    train.add_parser(commands)
    evaluate.add_parser(commands)
    convert.add_parsers(commands)
    args = parser.parse_args(list(options))
    return int(args.run(args))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("suggest")
    train_model(load_examples([write_lines(examples(), out / "data.jsonl")]), out / "model", keep_examples=True)
    (out / "minutes/Nyby").mkdir(parents=True)
    (out / "minutes/Nyby/may.txt").write_text(MINUTES, encoding="utf-8")
    return out


def test_unsure_and_unlike_items_come_first() -> None:
    X = sparse.csr_matrix(np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]]))
    assert _choose(np.array([0.9, 0.8, 0.3]), X, 3) == [0, 2, 1]
    assert _choose(np.array([0.1, 0.8, 0.3]), X, 1) == [1]


def test_items_are_suggested_once_with_labels_and_spans_that_fit(folder: Path) -> None:
    predictor = load(folder / "model")
    warnings: list[str] = []
    items = read_items([str(folder / "minutes/Nyby/may.txt"), str(folder / "gone.txt")], predictor, warn=warnings.append)
    assert len(items) == 4
    assert "gone.txt" in warnings[0]
    chosen = suggest_items(predictor, items, 10)
    assert len(chosen) == 4
    for row in chosen:
        assert row["group"] == "Nyby"
        assert {row["topic"], row["decision_type"]} <= {"schools", "roads_transport", "approval", "orientation"}
        assert all(row["text"][e["start"] : e["end"]] == e["text"] for e in row["entities"])
    assert [row["suggestion"]["unsure"] for row in suggest_items(predictor, items, 1)] == [max(row["suggestion"]["unsure"] for row in chosen)]
    for guesses in chosen[0]["suggestion"]["guesses"].values():
        assert len(guesses) == 2
        assert guesses[0]["score"] >= guesses[1]["score"]


SUGGESTED = ("jsonl", "csv", "xlsx", "prodigy", "doccano", "label-studio", "spacy")
ENDINGS = {"jsonl": "jsonl", "csv": "csv", "xlsx": "xlsx", "prodigy": "jsonl", "doccano": "jsonl", "label-studio": "json", "spacy": "spacy"}


@pytest.mark.parametrize("form", SUGGESTED)
def test_suggestions_that_nobody_accepted_are_no_examples(form: str, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    todo, done = tmp_path / f"todo.{ENDINGS[form]}", tmp_path / "done.jsonl"
    run("suggest", str(folder / "minutes"), "--model", str(folder / "model"), "--n", "3", "--format", form, "-o", str(todo), "--silent")
    run("convert", str(todo), str(done), "--from", form, "--to", "jsonl")
    assert "0 examples written" in capsys.readouterr().err
    if form == "label-studio":
        return
    run("convert", str(todo), str(done), "--from", form, "--to", "jsonl", "--accept")
    assert len(done.read_text(encoding="utf-8").splitlines()) == 3
    with pytest.raises(BadExamples, match="nobody has accepted"):
        load_examples([done])
    assert len(load_examples([done], accept=True).rows) == 3


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_table_of_suggestions_is_corrected_and_trained_on(form: str, folder: Path, tmp_path: Path) -> None:
    todo = tmp_path / f"todo.{form}"
    run("suggest", str(folder / "minutes"), "--model", str(folder / "model"), "--n", "4", "--format", form, "-o", str(todo), "--silent")
    names, *rows = table(todo)
    assert [name for name in names if name.startswith("topic")] == ["topic", "topic_score", "topic_2", "topic_2_score"]
    rows[0][names.index("topic")] = "emergency"
    rows[1][names.index("accepted")] = "ja"
    rows[2][names.index("topic")] = ""
    write_table(todo, [names, *rows])
    read = load_examples([todo])
    assert [row["topic"] for row in read.rows] == ["emergency", rows[1][names.index("topic")]]
    assert all(row["text"][e["start"] : e["end"]] == e["text"] for row in read.rows for e in row["entities"])
    assert "left out 2 suggestions" in read.notes[0]
    run("convert", str(todo), str(tmp_path / "done.jsonl"), "--to", "jsonl", "--silent")
    assert [row["topic"] for row in load_examples([tmp_path / "done.jsonl"]).rows] == [row["topic"] for row in read.rows]


def table(path: Path) -> list[list[Any]]:
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as stream:
            return list(csv.reader(stream, delimiter=";"))
    return [list(row) for row in openpyxl.load_workbook(path).active.iter_rows(values_only=True)]


def write_table(path: Path, rows: list[list[Any]]) -> None:
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8-sig", newline="") as stream:
            csv.writer(stream, delimiter=";").writerows(rows)
        return
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)


def test_what_the_model_was_trained_on_is_not_suggested(folder: Path) -> None:
    predictor = load(folder / "model")
    rows: list[dict[str, Any]] = [*examples()[:3], {"id": "new", "text": "9. En helt ny sag"}]
    known = (folder / "model/examples.sha256").read_text(encoding="ascii").split()
    assert [row["id"] for row in suggest_items(predictor, rows, 10, known=known)] == ["new"]
    assert len(suggest_items(predictor, [rows[3], {**rows[3], "id": "same"}], 10)) == 1


def test_every_label_of_the_model_can_be_chosen(folder: Path, tmp_path: Path) -> None:
    run(
        "suggest", str(folder / "minutes"), "--model", str(folder / "model"), "--n", "1", "--format", "label-studio", "-o", str(tmp_path / "a.json"), "--silent"
    )
    interface = (tmp_path / "a.xml").read_text(encoding="utf-8")
    assert all(f'value="{label}"' in interface for label in ("schools", "roads_transport", "approval", "orientation", "PERSON", "PARTY"))


def test_a_folder_without_items_is_an_error(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("Husk mælk.\n", encoding="utf-8")
    with pytest.raises(NoAgendaItems, match="nothing to suggest"):
        run("suggest", str(tmp_path), "--model", str(folder / "model"), "-o", str(tmp_path / "out.jsonl"), "--silent")


@pytest.mark.parametrize("form", ["prodigy", "label-studio"])
def test_the_walk_from_new_minutes_to_a_better_model(form: str, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tasks, corrected, better = (str(tmp_path / name) for name in ("tasks.json", "corrected.jsonl", "better"))
    model = str(folder / "model")
    run("suggest", str(folder / "minutes"), "--model", model, "--n", "3", "--format", form, "-o", tasks, "--silent")
    correct(Path(tasks), form)
    run("convert", tasks, corrected, "--from", form, "--to", "jsonl", "--silent")
    rows = [json.loads(line) for line in Path(corrected).read_text(encoding="utf-8").splitlines()]
    assert {row["topic"] for row in rows} == {"emergency"}
    run("train", "--data", corrected, "--base", model, "--out", better, "--silent")
    capsys.readouterr()
    run("evaluate", "--data", corrected, "--model", better, "--against", model, "--json", "--silent")
    against = json.loads(capsys.readouterr().out)["against"]
    assert (against["kinds"]["topic"]["better"], against["kinds"]["topic"]["worse"]) == (3, 0)


def correct(path: Path, form: str) -> None:
    """Do what somebody does in the tool: say what each item is about, and accept."""
    if form == "prodigy":
        tasks = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        for task in tasks:
            task["accept"] = ["topic=emergency", *(name for name in task["accept"] if not name.startswith("topic="))]
            task["answer"] = "accept"
        write_lines(tasks, path)
        return
    tasks = json.loads(path.read_text(encoding="utf-8"))
    for task in tasks:
        task["annotations"] = task.pop("predictions")
        for result in task["annotations"][0]["result"]:
            if result["from_name"] == "topic":
                result["value"]["choices"] = ["emergency"]
    path.write_text(json.dumps(tasks), encoding="utf-8")
