"""Examples in every form to a model, and bad ones to clear errors that leave the old model as it was."""

from __future__ import annotations

import argparse
import csv
import json
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from nlp.commands.train import add_parser
from nlp.errors import BadExamples, MissingExtra, ModelMismatch
from nlp.labelling import artifacts
from nlp.labelling.classify import ItemClassifier
from nlp.predictor import load
from nlp.training.evaluate import classifier_of
from nlp.training.examples import ExampleSet, dataset_digest, load_examples
from nlp.training.train import CARD, EXAMPLES, check_labels, held_out, item_texts, train_model, with_base, without_rare
from tests.invented import GROUPS, examples, write_lines


def run(*options: str) -> int:
    parser = argparse.ArgumentParser()
    add_parser(parser.add_subparsers(required=True))
    args = parser.parse_args(["train", *options])
    return int(args.run(args))


def write_csv(rows: list[list[str]], path: Path, *, delimiter: str = ",", encoding: str = "utf-8") -> Path:
    with path.open("w", encoding=encoding, newline="") as stream:
        csv.writer(stream, delimiter=delimiter).writerows(rows)
    return path


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_lines(examples(), tmp_path_factory.mktemp("data") / "examples.jsonl")


@pytest.fixture(scope="module")
def trained(data: Path) -> Path:
    out = data.parent / "model"
    assert run("--data", str(data), "--out", str(out), "--with-examples", "--silent") == 0
    return out


def test_a_model_learns_labels_that_words_tell_apart(trained: Path) -> None:
    predictor = load(trained)
    manifest = json.loads((trained / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["labels"] == {"topic": ["roads_transport", "schools"], "decision_type": ["approval", "orientation"]}
    assert manifest["data"]["examples"] == len(examples())
    assert manifest["data"]["groups"] == len(GROUPS)
    assert {kind: one["accuracy"] for kind, one in manifest["scores"]["held-out groups"].items()} == {"topic": 1.0, "decision_type": 1.0}
    classifier = classifier_of(predictor)
    assert classifier is not None
    said = classifier.predict(item_texts([{"text": "4. En skole mere\n\nIndstilling\nDet indstilles, at sagen godkendes."}]))[0]
    assert (said["topic"].label, said["decision_type"].label) == ("schools", "approval")


def test_the_same_data_and_seed_give_the_same_predictions_in_any_order(data: Path, trained: Path, tmp_path: Path) -> None:
    turned = write_lines(examples()[::-1], tmp_path / "turned.jsonl")
    run("--data", str(turned), "--out", str(tmp_path / "again"), "--silent")
    items = item_texts(examples())
    one, other = (classifier_of(load(folder)) for folder in (trained, tmp_path / "again"))
    assert one is not None and other is not None
    assert one.predict(items) == other.predict(items)
    assert dataset_digest(load_examples([data])) == dataset_digest(load_examples([turned]))


def test_the_card_tells_data_figures_and_probabilities(trained: Path) -> None:
    card = (trained / CARD).read_text(encoding="utf-8")
    for words in (
        "# model 1.0.0",
        "72 examples of 6 groups",
        "| schools | 36 | 1.000",
        "Expected calibration error",
        "least score",
        "examples.jsonl.gz",
        "## Limits",
    ):
        assert words in card
    assert "edit this" not in card


def test_a_licence_stands_in_card_and_package(data: Path, tmp_path: Path) -> None:
    run("--data", str(data), "--out", str(tmp_path / "model"), "--silent", "--license", "MIT")
    card = (tmp_path / "model" / CARD).read_text(encoding="utf-8")
    assert "license: mit\n---" in card
    assert "## Licence\n\nMIT." in card
    assert json.loads((tmp_path / "model/meta.json").read_text(encoding="utf-8"))["license"] == "MIT"


def test_a_csv_with_title_and_label_alone_trains(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [["title", "label"], *([example["text"].split("\n")[0], "10" if example["topic"] == "schools" else "7"] for example in examples())]
    file = write_csv(rows, tmp_path / "titles.csv", delimiter=";", encoding="cp1252")
    assert run("--data", str(file), "--out", str(tmp_path / "titles")) == 0
    manifest = json.loads((tmp_path / "titles/manifest.json").read_text(encoding="utf-8"))
    assert manifest["labels"] == {"label": ["10", "7"]}
    assert "each counts as its own" in capsys.readouterr().err


def test_parquet_gives_the_same_examples_as_json_lines(data: Path, tmp_path: Path) -> None:
    datasets = pytest.importorskip("datasets")
    datasets.Dataset.from_list(examples()).to_parquet(str(tmp_path / "examples.parquet"))
    assert dataset_digest(load_examples([tmp_path / "examples.parquet"])) == dataset_digest(load_examples([data]))


@pytest.mark.parametrize(("name", "package", "extra"), [("some.parquet", "datasets", "train"), ("some.xlsx", "openpyxl", "store")])
def test_a_table_without_its_package_names_the_extra(name: str, package: str, extra: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    (tmp_path / name).write_bytes(b"PK")
    with pytest.raises(MissingExtra, match=rf"scripts/setup\.sh {extra}$"):
        load_examples([tmp_path / name])


def test_json_lines_and_csv_need_no_extra(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "datasets", None)
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    assert len(load_examples([data]).rows) == len(examples())
    assert load_examples([write_csv([["text", "label"], ["En sag", "a"]], tmp_path / "some.csv")]).rows[0]["label"] == "a"


def test_danish_columns_are_read_and_a_text_column_can_be_named(tmp_path: Path) -> None:
    rows = [["Nr", "Kommune", "Tekst", "Kode", "Notat"], ["1", "Nyby", "Ny cykelsti", "007", "En note"], ["2", "Nyby", "Ny skole", "08", "To noter"]]
    file = write_csv(rows, tmp_path / "some.csv", delimiter=";")
    read = load_examples([file])
    assert [(row["text"], row["label"], row["group"]) for row in read.rows] == [("Ny cykelsti", "007", "Nyby"), ("Ny skole", "08", "Nyby")]
    assert [row["text"] for row in load_examples([file], text_column="Notat", kinds=["Kode"]).rows] == ["En note", "To noter"]
    with pytest.raises(BadExamples, match="but not Sag"):
        load_examples([file], text_column="Sag")


def test_a_column_that_looks_like_a_group_is_named(tmp_path: Path) -> None:
    rows = [["text", "label", "Forvaltning"], *([f"Sag {at}", "a", "Skoler" if at % 2 else "Veje"] for at in range(6))]
    (note,) = load_examples([write_csv(rows, tmp_path / "some.csv")]).notes
    assert "--group-by Forvaltning" in note


@pytest.mark.parametrize(
    ("header", "row", "message"),
    [
        ("text,text", "a,b", "line 1: its columns are 'text', 'text'"),
        ("text,", "a,b", "Give each column one name"),
        ("text,label", "a,b,c", r"line 2: has 3 cells, but there are 2 columns"),
        ("text,label", '"a,b', "Is a quote not closed"),
    ],
)
def test_a_table_with_a_crooked_form_is_refused(header: str, row: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "some.csv").write_text(f"{header}\n{row}\n", encoding="utf-8")
    with pytest.raises(BadExamples, match=message):
        load_examples([tmp_path / "some.csv"])


def test_columns_of_an_item_are_put_together_under_headings(tmp_path: Path) -> None:
    row = {"title": "Ny cykelsti", "proposal": "at stien anlægges.", "decision": "Godkendt.", "label": "veje"}
    only = load_examples([write_lines([row], tmp_path / "one.jsonl")]).rows[0]
    assert only["text"] == "Ny cykelsti\n\nIndstilling\n\nat stien anlægges.\n\nBeslutning\n\nGodkendt."


def test_spans_move_with_a_title_that_is_put_before_the_text(tmp_path: Path) -> None:
    row = {"title": "Ny cykelsti", "text": "Ida Bro stemte imod.", "label": "veje", "entities": [{"label": "PERSON", "start": 0, "end": 7}]}
    only = load_examples([write_lines([row], tmp_path / "one.jsonl")]).rows[0]
    assert only["entities"] == [{"label": "PERSON", "text": "Ida Bro", "start": 13, "end": 20, "id": "Ida Bro"}]


@pytest.mark.parametrize(
    ("words", "given", "code"),
    [
        ("Godkendt", None, "approved"),
        ("Godkendt", "Godkendt", "approved"),
        ("Lagt i mølposen", "postponed", "postponed"),
        ("Lagt i mølposen", None, None),
        ("Lagt i mølposen", "mølpose", None),
    ],
)
def test_a_marked_outcome_has_a_code_or_is_asked_for(words: str, given: str | None, code: str | None, tmp_path: Path) -> None:
    text = f"1. Ny cykelsti\n\nBeslutning\n\n{words}."
    at = text.index(words)
    entity = {"label": "OUTCOME", "start": at, "end": at + len(words), **({"id": given} if given else {})}
    read = load_examples([write_lines([{"text": text, "label": "a", "group": "b", "entities": [entity]}], tmp_path / "some.jsonl")])
    assert read.rows[0]["entities"][0]["id"] == code
    assert any(words in note and "approved" in note for note in read.notes) is (code is None)


def changed(**columns: Any) -> list[dict[str, Any]]:
    return [examples()[0], {name: value for name, value in {**examples()[1], **columns}.items() if value != "-"}]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (changed(topic="-"), r"line 2: has no 'topic'"),
        (changed(text=""), r"line 2: has no 'text'"),
        (changed(text=5), r"line 2: its 'text' is a int"),
        (changed(entities=[{"label": "PERSON", "start": 0, "end": 9999}]), r"line 2, entity 1: PERSON 0-9999 does not fit"),
        (changed(entities=[{"label": "PERSON", "start": 0, "end": 5, "text": "other"}]), r"line 2, entity 1: PERSON 0-5 does not hold"),
        (
            changed(entities=[{"label": "PERSON", "start": 0, "end": 5}, {"label": "PARTY", "start": 4, "end": 6}]),
            r"line 2: the spans PERSON 0-5 and PARTY 4-6 overlap",
        ),
        (changed(entities=[{"start": 0, "end": 5}]), r"line 2, entity 1: is no span"),
        ([{"text": "En sag", "code": "a"}], r"has the columns text, code, but no topic, decision_type or label.*--kinds"),
        ([{"body": "En sag", "topic": "a"}], r"has the columns body, topic, but neither text nor title"),
    ],
)
def test_bad_examples_are_refused_by_file_and_line(rows: list[dict[str, Any]], message: str, tmp_path: Path) -> None:
    with pytest.raises(BadExamples, match=rf"some\.jsonl.*{message}"):
        load_examples([write_lines(rows, tmp_path / "some.jsonl")])


def test_a_line_in_a_table_is_counted_with_the_lines_of_its_cells(tmp_path: Path) -> None:
    file = write_csv([["text", "label"], ["En sag\nmed to linjer", "a"], ["En sag til", ""]], tmp_path / "some.csv")
    with pytest.raises(BadExamples, match=r"some\.csv, line 4: has no label"):
        load_examples([file])


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [("a.jsonl", '{"text": \n', "line 1: is no JSON"), ("a.jsonl", "[3]", "entry 1: holds a int"), ("a.txt", "En sag", "cannot read .txt")],
)
def test_files_that_hold_no_examples_are_refused(name: str, content: str, message: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(BadExamples, match=message):
        load_examples([tmp_path / name])


def test_a_label_with_one_example_is_refused_by_name_and_the_old_model_stays(trained: Path, tmp_path: Path) -> None:
    rows = [*examples(), {**examples()[0], "id": "x", "topic": "emergency"}]
    before = (trained / "manifest.json").read_bytes()
    with pytest.raises(BadExamples, match=r"topic: too few examples of emergency \(1\)"):
        run("--data", str(write_lines(rows, tmp_path / "rare.jsonl")), "--out", str(trained), "--silent")
    assert (trained / "manifest.json").read_bytes() == before
    assert [path.name for path in trained.parent.iterdir() if path.name.startswith(".")] == []


def test_rare_labels_are_left_out_on_demand(data: Path) -> None:
    loaded = load_examples([data])
    with_rare = ExampleSet([*loaded.rows, {**loaded.rows[0], "topic": "emergency", "decision_type": None, "entities": []}], loaded.kinds)
    kept = without_rare(with_rare, 5)
    assert kept.rows == loaded.rows
    assert kept.notes == ("topic: left out emergency (1), with fewer than 5 examples each.",)


def test_one_label_alone_is_nothing_to_learn(data: Path) -> None:
    loaded = load_examples([data], kinds=["topic"])
    with pytest.raises(BadExamples, match="1 label in all the data"):
        check_labels(ExampleSet(loaded.labelled("topic")[:3], ("topic",)))


def test_what_is_measured_was_left_out(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = load_examples([data])
    items = item_texts(loaded.rows)
    asked: list[tuple[set[str], set[str]]] = []
    group = {id(item): row["group"] for item, row in zip(items, loaded.rows, strict=True)}
    fit, ask = ItemClassifier.fit, ItemClassifier.probabilities

    def spy_fit(self: ItemClassifier, chosen: Any, *rest: Any) -> ItemClassifier:
        self.groups = {group[id(item)] for item in chosen}  # type: ignore[attr-defined]
        return fit(self, chosen, *rest)

    def spy_ask(self: ItemClassifier, chosen: Any) -> Any:
        asked.append((self.groups, {group[id(item)] for item in chosen}))  # type: ignore[attr-defined]
        return ask(self, chosen)

    monkeypatch.setattr(ItemClassifier, "fit", spy_fit)
    monkeypatch.setattr(ItemClassifier, "probabilities", spy_ask)
    said = held_out(loaded, items)
    assert sorted(said["topic"].rows) == list(range(len(items)))
    assert all(not learned & measured for learned, measured in asked)


def test_examples_are_added_to_those_of_a_base(trained: Path, tmp_path: Path) -> None:
    own = [
        {"id": f"egne-{n}", "group": "egne", "text": f"{n}. Brand og redning\n\nBrandbilen skal skiftes.", "topic": "emergency", "decision_type": "approval"}
        for n in range(12)
    ]
    own[0]["id"] = examples()[0]["id"]
    both = with_base(trained, load_examples([write_lines(own, tmp_path / "own.jsonl")]))
    assert len(both.rows) == len(examples()) + 11
    out = tmp_path / "both"
    manifest = train_model(both, out, base=trained)
    assert manifest["labels"]["topic"] == ["emergency", "roads_transport", "schools"]
    assert manifest["data"]["base"] == trained.name
    gain = manifest["scores"]["own examples, left out"]
    assert (gain["topic"]["before"], gain["topic"]["after"], gain["topic"]["gain"], gain["topic"]["better"]) == (0.0, 1.0, 1.0, 12)
    assert gain["topic"]["low"] <= gain["topic"]["gain"] <= gain["topic"]["high"]
    assert "## What the added examples bring" in (out / CARD).read_text(encoding="utf-8")


def test_what_the_base_has_seen_shows_no_gain(trained: Path, tmp_path: Path) -> None:
    again = [{**row, "id": f"again-{row['id']}"} for row in examples()[:20]]
    said: list[str] = []
    manifest = train_model(with_base(trained, load_examples([write_lines(again, tmp_path / "own.jsonl")])), tmp_path / "both", base=trained, say=said.append)
    assert list(manifest["scores"]) == ["held-out groups"]
    assert any("what they bring cannot be told" in line for line in said)


@pytest.mark.parametrize(("count", "weight"), [(3, 5.0), (24, 3.0), (100, None)])
def test_added_examples_weigh_more_but_together_no_more_than_the_base(count: int, weight: float | None, trained: Path, tmp_path: Path) -> None:
    own = [{"group": "egne", "text": f"{n}. Brand og redning", "topic": "emergency"} for n in range(count)]
    rows = with_base(trained, load_examples([write_lines(own, tmp_path / "own.jsonl")])).rows
    assert {row.get("weight") for row in rows if row["group"] == "egne"} == {weight}
    assert {row.get("weight") for row in rows if row["group"] != "egne"} == {None}


@pytest.mark.parametrize("weight", ["heavy", 0, -1, "inf"])
def test_a_weight_is_a_number_above_0(weight: object, tmp_path: Path) -> None:
    with pytest.raises(BadExamples, match="line 1: its weight is"):
        load_examples([write_lines([{"text": "En sag", "label": "a", "weight": weight}], tmp_path / "own.jsonl")])


def test_what_weighs_more_counts_more() -> None:
    items = item_texts([{"text": "1. En sag om noget"}] * 3 + [{"text": "2. Helt andre ord her"}])
    labels = {"topic": ["schools", "schools", "roads", "elderly"]}
    assert ItemClassifier().fit(items, labels).predict(items[:1])[0]["topic"].label == "schools"
    assert ItemClassifier().fit(items, labels, [1, 1, 9, 1]).predict(items[:1])[0]["topic"].label == "roads"


def test_a_model_trained_twice_has_another_version(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "model"
    versions = []
    for more in ([], [], ["--model-version", "2.9"], []):
        run("--data", str(data), "--out", str(out), "--silent", *more)
        versions.append(json.loads((out / "manifest.json").read_text(encoding="utf-8"))["version"])
    assert versions == ["1.0.0", "1.0.1", "2.9", "2.10"]
    assert "macro-F1" in capsys.readouterr().out


def test_figures_come_as_json_on_demand(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("--data", str(data), "--out", str(tmp_path / "model"), "--silent", "--json")
    assert json.loads(capsys.readouterr().out)["held-out groups"]["topic"]["accuracy"] > 0.5


def test_examples_of_one_kind_are_added_to_a_base_of_two(trained: Path, tmp_path: Path) -> None:
    own = [{"group": "egne", "text": f"{n}. Brand og redning\n\nBrandbilen skal skiftes.", "topic": "emergency"} for n in range(12)]
    both = with_base(trained, load_examples([write_lines(own, tmp_path / "own.jsonl")]))
    manifest = train_model(both, tmp_path / "both")
    assert manifest["labels"] == {"topic": ["emergency", "roads_transport", "schools"], "decision_type": ["approval", "orientation"]}


def test_a_base_without_its_examples_or_with_others_is_refused(trained: Path, tmp_path: Path, data: Path) -> None:
    own = load_examples([data])
    with pytest.raises(ModelMismatch, match="no model"):
        with_base(tmp_path, own)
    model = Path(shutil.copytree(trained, tmp_path / "model"))
    kept = (model / EXAMPLES).read_bytes()
    (model / EXAMPLES).write_bytes(kept[: len(kept) // 2])
    with pytest.raises(ModelMismatch, match="manifest wants"):
        with_base(model, own)
    facts = artifacts.read_manifest(trained)
    artifacts.write_manifest(model, facts)
    with pytest.raises(BadExamples, match="is damaged"):
        with_base(model, own)
    (model / EXAMPLES).unlink()
    artifacts.write_manifest(model, facts)
    with pytest.raises(BadExamples, match="--with-examples"):
        with_base(model, own)
