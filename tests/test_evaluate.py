"""Figures that can be counted by hand, and what differs between two models, item by item."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nlp.commands.evaluate import add_parser
from nlp.errors import BadExamples, MissingExtra
from nlp.predictor import load
from nlp.training.evaluate import compare, evaluate_model
from nlp.training.examples import load_examples
from nlp.training.metrics import calibration, coverage, label_figures, span_figures
from nlp.training.train import train_model
from tests.invented import examples, write_lines


def run(*options: str) -> int:
    parser = argparse.ArgumentParser()
    add_parser(parser.add_subparsers(required=True))
    args = parser.parse_args(["evaluate", *options])
    return int(args.run(args))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data, a model of it, and a model of the same texts with topics mixed up."""
    out = tmp_path_factory.mktemp("evaluate")
    rows = examples()
    train_model(load_examples([write_lines(rows, out / "data.jsonl")]), out / "good")
    for number, row in enumerate(rows):
        row["topic"] = ("schools", "roads_transport")[number % 4 < 2]
    train_model(load_examples([write_lines(rows, out / "mixed.jsonl")]), out / "bad")
    return out


def test_label_figures_are_those_counted_by_hand() -> None:
    wanted = ["a", "a", "a", "b", "b", "c"]
    found = ["a", "a", "b", "b", "a", "c"]
    figures = label_figures(wanted, found, [0.9] * 6, list("uvwxyz"), also=[None, None, "b", None, None, None])
    assert figures["accuracy"]["value"] == round(4 / 6, 4)
    assert figures["accepted"]["value"] == round(5 / 6, 4)
    by_label = {row["label"]: row for row in figures["labels"]}
    assert (by_label["a"]["precision"], by_label["a"]["recall"]) == (round(2 / 3, 4), round(2 / 3, 4))
    assert (by_label["b"]["precision"], by_label["b"]["recall"], by_label["c"]["f1"]) == (0.5, 0.5, 1.0)
    assert figures["macro_f1"]["value"] == round((2 / 3 + 0.5 + 1) / 3, 4)
    assert [(c["wanted"], c["found"], c["count"]) for c in figures["confusions"]] == [("a", "b", 1), ("b", "a", 1)]


def test_intervals_hold_the_value_and_are_wider_with_fewer_groups() -> None:
    wanted = ["a", "b"] * 100
    found = ["a" if number % 10 < 8 else "b" for number in range(200)]
    many, few = (label_figures(wanted, found, [0.8] * 200, [str(number % groups) for number in range(200)])["accuracy"] for groups in (100, 10))
    single = label_figures(wanted, found, [0.8] * 200, ["one"] * 200)["accuracy"]
    for figure in (many, few):
        assert figure["low"] <= figure["value"] <= figure["high"]
    assert single["low"] == single["high"] == single["value"]


def test_calibration_is_the_gap_between_score_and_share() -> None:
    right = np.array([True] * 6 + [False] * 4)
    assert calibration([0.65] * 10, right)["ece"] == 0.05
    table = calibration([1.0, 0.0], np.array([True, False]))["bins"]
    assert [(row["from"], row["right"]) for row in table] == [(0.0, 0.0), (0.9, 1.0)]


def test_coverage_falls_as_the_least_score_rises() -> None:
    rows = coverage([0.2, 0.55, 0.92, 0.99], np.array([False, True, True, True]))
    assert [(row["min_score"], row["coverage"]) for row in rows if row["min_score"] in (0.0, 0.5, 0.9)] == [(0.0, 1.0), (0.5, 0.75), (0.9, 0.5)]
    assert rows[0]["accuracy"] == 0.75
    assert rows[2]["accuracy"] == 1.0


def test_span_figures_tell_exact_from_overlapping() -> None:
    counts = {
        "PERSON": [
            ("u", {"wanted": 2, "found": 2, "exact": 1, "found_over": 2, "wanted_over": 2}),
            ("v", {"wanted": 0, "found": 1, "exact": 0, "found_over": 0, "wanted_over": 0}),
        ]
    }
    (row,) = span_figures(counts)
    assert (row["exact"]["precision"], row["exact"]["recall"]) == (round(1 / 3, 4), 0.5)
    assert (row["overlapping"]["precision"], row["overlapping"]["recall"]) == (round(2 / 3, 4), 1.0)


def test_a_report_says_when_the_model_knows_the_examples(folder: Path) -> None:
    report = evaluate_model(load(folder / "good"), load_examples([folder / "data.jsonl"]), folder=folder / "good")
    assert report["kinds"]["topic"]["accuracy"]["value"] == 1.0
    assert report["notes"] == ["72 of 72 examples are texts that the model was trained on: the figures are too good."]
    assert [(row["label"], row["exact"]["f1"]) for row in report["spans"]] == [("OUTCOME", 1.0)]
    assert report["data"]["interval_unit"] == "group"


def test_the_worst_errors_are_those_the_model_was_surest_of(folder: Path) -> None:
    figures = evaluate_model(load(folder / "bad"), load_examples([folder / "data.jsonl"]))["kinds"]["topic"]
    scores = [row["score"] for row in figures["worst"]]
    assert scores == sorted(scores, reverse=True)
    assert all(row["wanted"] != row["found"] and row["text"] for row in figures["worst"])


def test_labels_that_the_model_never_learned_are_named(folder: Path, tmp_path: Path) -> None:
    rows = [{**examples()[0], "topic": "emergency"}]
    report = evaluate_model(load(folder / "good"), load_examples([write_lines(rows, tmp_path / "new.jsonl")]))
    assert report["notes"] == ["topic: the model does not know emergency; such examples count as wrong."]


def test_examples_of_other_kinds_are_refused(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(BadExamples, match="labels of the kind label, the model gives topic, decision_type"):
        evaluate_model(load(folder / "good"), load_examples([write_lines([{"text": "En sag", "label": "a"}], tmp_path / "other.jsonl")]))


def test_a_comparison_lists_each_change_by_item(folder: Path) -> None:
    data = load_examples([folder / "data.jsonl"])
    bad, good = (evaluate_model(load(folder / name), data) for name in ("bad", "good"))
    worse = sum(one["labels"]["topic"]["found"] != one["labels"]["topic"]["wanted"] for one in bad["items"])
    result = compare(bad, good)
    assert result["kinds"]["topic"]["better"] == worse > 0
    assert result["kinds"]["topic"]["worse"] == 0
    assert result["compared"] == len(data.rows)
    turned = compare(good, bad)
    assert [c["better"] for c in turned["changes"] if c["kind"] == "topic"] == [False] * worse


def test_spans_that_come_and_go_are_changes() -> None:
    def report(found: list[list[Any]]) -> dict[str, Any]:
        spans = {"wanted": [[0, 7, "PERSON"]], "found": found}
        return {"model": {"name": "m"}, "items": [{"id": "1", "text": "x", "title": "t", "labels": {}, "spans": spans}]}

    result = compare(report([[0, 3, "PERSON"]]), report([[0, 7, "PERSON"]]))
    assert [(c["better"], c["before"], c["after"]) for c in result["changes"]] == [(True, "PERSON 0-3", "-"), (True, "-", "PERSON 0-7")]


def test_reports_without_a_common_example_are_refused(folder: Path) -> None:
    report = evaluate_model(load(folder / "good"), load_examples([folder / "data.jsonl"]))
    with pytest.raises(BadExamples, match="no example in common"):
        compare({**report, "items": []}, report)


def test_the_command_prints_tables_and_json_that_a_later_run_reads(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = ("--data", str(folder / "data.jsonl"), "--silent")
    assert run(*options, "--model", str(folder / "bad"), "--json") == 0
    (tmp_path / "before.json").write_text(capsys.readouterr().out, encoding="utf-8")
    assert run(*options, "--model", str(folder / "good"), "--against", str(tmp_path / "before.json")) == 0
    out = capsys.readouterr().out
    for words in ("topic: accuracy 1.000", "calibration error", "roads_transport", "item by item", "better"):
        assert words in out
    assert run(*options, "--model", str(folder / "good"), "--against", str(folder / "bad"), "--json") == 0
    assert json.loads(capsys.readouterr().out)["against"]["kinds"]["topic"]["worse"] == 0


def test_a_file_that_is_no_report_is_refused(folder: Path) -> None:
    with pytest.raises(BadExamples, match="no model folder and no report|no report of this release"):
        run("--data", str(folder / "data.jsonl"), "--silent", "--model", str(folder / "good"), "--against", str(folder / "data.jsonl"))


@pytest.mark.parametrize("suffix", ["svg", "png"])
def test_plots_are_drawn(folder: Path, tmp_path: Path, suffix: str) -> None:
    pytest.importorskip("matplotlib")
    run("--data", str(folder / "data.jsonl"), "--silent", "--json", "--model", str(folder / "bad"), "--plots", str(tmp_path / "plots"), "--format", suffix)
    names = {path.name for path in (tmp_path / "plots").iterdir()}
    assert names == {f"{kind}-{what}.{suffix}" for kind in ("topic", "decision_type") for what in ("calibration", "coverage", "confusions")}


def test_plots_without_matplotlib_name_the_extra(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(MissingExtra, match=r"scripts/setup\.sh train$"):
        run("--data", str(folder / "data.jsonl"), "--silent", "--model", str(folder / "good"), "--plots", str(tmp_path / "plots"))
