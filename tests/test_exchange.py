"""To every tool's format and back without loss, and what was changed in the tool wins."""

from __future__ import annotations

import argparse
import json
import re
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import spacy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.tokens import DocBin

from nlp.commands.convert import add_parsers
from nlp.errors import BadExamples
from nlp.training.exchange import guess_format, read_tasks, write_tasks
from nlp.training.formats import FORMATS
from tests.conftest import ROOT
from tests.invented import examples, write_lines

NAMES = {
    "jsonl": "a.jsonl",
    "csv": "a.csv",
    "xlsx": "a.xlsx",
    "prodigy": "a.jsonl",
    "doccano": "a.jsonl",
    "label-studio": "a.json",
    "spacy": "a.spacy",
    "datasets": "folder",
}


def there(rows: list[dict[str, Any]], form: str, folder: Path) -> Path:
    if form == "datasets":
        pytest.importorskip("datasets")
    path = folder / NAMES[form]
    write_tasks(rows, path, form)
    return path


def odd_rows() -> list[dict[str, Any]]:
    """Rows with all that can be lost: a missing key, an empty list, a null, a number, a span inside a token, other keys in a span."""
    text = "1. Sag\r\n\r\nSagsnr.:23/998  og\tÅse Bro 🎻 (Ø)."
    at = text.index("23/998")
    person = text.index("Åse Bro")
    return [
        {"id": "a#1", "text": text, "group": "x", "topic": "schools", "decision_type": None, "topic_alt": "daycare", "entities": [{"start": at, "end": at + 6, "label": "CASE_NUMBER", "text": "23/998", "id": "23/998"}, {"start": person, "end": person + 7, "label": "PERSON", "text": "Åse Bro", "id": "Åse Bro Holm", "sure": True}], "votes": {"for": ["A"], "against": []}, "n": 3},
        {"text": "2. Uden noget", "topic": "roads_transport"},
        {"group": "y", "text": "3. Tom liste", "topic": "schools", "entities": [], "votes": None},
    ]  # fmt: skip


@pytest.mark.parametrize("form", FORMATS)
def test_there_and_back_nothing_is_lost(form: str, tmp_path: Path) -> None:
    rows = [*odd_rows(), *examples()[:5]]
    path = there(rows, form, tmp_path)
    back, left_out = read_tasks(path, form)
    assert back == rows
    assert [list(row) for row in back] == [list(row) for row in rows]
    assert left_out == 0


@pytest.mark.parametrize("form", FORMATS)
def test_the_examples_of_the_project_come_back_as_they_were(form: str, tmp_path: Path) -> None:
    file = ROOT / "training_data/examples/minutes.jsonl"
    if not file.is_file():
        pytest.skip("not a checkout")
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()][:40]
    assert read_tasks(there(rows, form, tmp_path), form)[0] == rows


@pytest.mark.parametrize("form", [form for form in FORMATS if form != "datasets"])
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40), cuts=st.tuples(st.integers(0, 40), st.integers(0, 40)))
def test_any_text_with_any_span_comes_back(form: str, text: str, cuts: tuple[int, int], tmp_path: Path) -> None:
    start, end = sorted(min(cut, len(text)) for cut in cuts)
    words = text[start:end]
    if words != words.strip() or not words:
        return
    rows = [{"text": text, "topic": "x=y", "entities": [{"label": "PERSON", "text": words, "start": start, "end": end, "id": words}]}]
    assert read_tasks(there(rows, form, tmp_path), form)[0] == rows


@pytest.mark.parametrize("form", FORMATS)
def test_the_format_of_a_file_is_seen(form: str, tmp_path: Path) -> None:
    assert guess_format(there(examples()[:2], form, tmp_path)) == form


def test_what_was_changed_in_prodigy_wins(tmp_path: Path) -> None:
    path = there(examples()[:3], "prodigy", tmp_path)
    tasks = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    tasks[0]["accept"] = ["topic=daycare"]
    tasks[0]["spans"] = [{"start": 0, "end": 2, "label": "CASE_NUMBER"}]
    tasks[1]["answer"] = "reject"
    back, left_out = read_tasks(write_lines(tasks, path), "prodigy")
    assert (len(back), left_out) == (2, 1)
    assert (back[0]["topic"], back[0]["decision_type"], back[0]["group"]) == ("daycare", None, "nordby")
    assert back[0]["entities"] == [{"label": "CASE_NUMBER", "text": "1.", "start": 0, "end": 2, "id": "1."}]


def test_an_outcome_whose_span_was_taken_away_goes_too(tmp_path: Path) -> None:
    row = examples()[0]
    span = row["entities"][0]
    row["outcomes"] = [{"code": "approved", "start": span["start"], "end": span["end"], "part": None}]
    path = there([row], "doccano", tmp_path)
    task = json.loads(path.read_text(encoding="utf-8"))
    assert read_tasks(path, "doccano")[0][0]["outcomes"] == row["outcomes"]
    task["entities"] = []
    assert read_tasks(write_lines([task], path), "doccano")[0][0]["outcomes"] == []


@pytest.mark.parametrize(
    ("task", "spans", "label"),
    [
        ({"id": 1, "text": "Ida Bro", "label": [[0, 7, "PERSON"]], "Comments": []}, [(0, 7)], None),
        ({"id": 1, "text": "Ida Bro", "label": ["schools"]}, [], "schools"),
        ({"id": 1, "text": "Ida Bro", "entities": [{"id": 3, "label": "PERSON", "start_offset": 0, "end_offset": 7}], "relations": []}, [(0, 7)], None),
        ({"text": "Ida Bro", "entities": [[0, 7, "PERSON"]], "cats": ["schools"]}, [(0, 7)], "schools"),
    ],
)
def test_every_kind_of_doccano_project_is_read(task: dict[str, Any], spans: list[tuple[int, int]], label: str | None, tmp_path: Path) -> None:
    (row,) = read_tasks(write_lines([task], tmp_path / "a.jsonl"), "doccano")[0]
    assert [(e["start"], e["end"]) for e in row["entities"]] == spans
    assert row.get("label") == label


def test_label_studio_gets_an_interface_and_what_nobody_has_looked_at_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    write_tasks(examples()[:3], path, "label-studio", suggested=True)
    interface = path.with_suffix(".xml").read_text(encoding="utf-8")
    assert '<Label value="OUTCOME"/>' in interface
    assert '<Choices name="topic" toName="text" choice="single">' in interface
    tasks = json.loads(path.read_text(encoding="utf-8"))
    tasks[0]["annotations"] = tasks[0].pop("predictions")
    path.write_text(json.dumps(tasks), encoding="utf-8")
    assert read_tasks(path, "label-studio") == ([examples()[0]], 2)


def test_spacy_gets_exact_spans_and_every_category(tmp_path: Path) -> None:
    path = there(odd_rows(), "spacy", tmp_path)
    docs = list(DocBin().from_disk(path).get_docs(spacy.blank("da").vocab))
    assert [(e.text, e.label_, e.kb_id_) for e in docs[0].ents] == [("23/998", "CASE_NUMBER", "23/998"), ("Åse Bro", "PERSON", "Åse Bro Holm")]
    assert docs[0].cats == {"topic=schools": 1.0, "topic=roads_transport": 0.0}


@pytest.mark.parametrize(
    ("form", "content", "message"),
    [
        ("prodigy", '{"spans": []}', r"line 1: is no prodigy example \(KeyError: 'text'\)"),
        ("prodigy", '{"text": "kort", "spans": [{"start": 2, "end": 99, "label": "PERSON"}]}', "PERSON 2-99 does not fit the text of 4 characters"),
        ("doccano", '{"text": "kort", "label": [[1]]}', "is no doccano example"),
        ("label-studio", '[{"annotations": [{"result": []}]}]', "entry 1: is no label-studio example"),
        ("spacy", "no DocBin", "is no spaCy DocBin"),
    ],
)
def test_a_damaged_file_is_refused_by_place(form: str, content: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / NAMES[form]
    path.write_text(content, encoding="utf-8")
    with pytest.raises(BadExamples, match=message):
        read_tasks(path, form)


def test_the_command_converts_and_counts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    parser = argparse.ArgumentParser()
    add_parsers(parser.add_subparsers(required=True))
    source = write_lines(examples()[:4], tmp_path / "in.jsonl")
    for one, other, form in ((source, tmp_path / "mid.spacy", "spacy"), (tmp_path / "mid.spacy", tmp_path / "out.jsonl", "jsonl")):
        args = parser.parse_args(["convert", str(one), str(other), "--to", form])
        assert args.run(args) == 0
    assert (tmp_path / "out.jsonl").read_bytes() == source.read_bytes()
    assert "4 examples written" in capsys.readouterr().err


TEXT = "Beslutning\n\nGodkendt 🎉. Nuka Toft stemte imod."
CRLF = TEXT.replace("\n", "\r\n")


def region(start: int, end: int, text: str | None = "Nuka Toft", **more: Any) -> dict[str, Any]:
    value = {"start": start, "end": end, "labels": ["PERSON"]} | ({"text": text} if text is not None else {})
    return {"id": "a", "from_name": "entities", "to_name": "text", "type": "labels", "value": value, **more}


def annotated(*results: dict[str, Any], **data: Any) -> dict[str, Any]:
    return {"id": 1, "data": data or {"text": TEXT}, "annotations": [{"was_cancelled": False, "result": list(results)}]}


def hypertext(**value: Any) -> dict[str, Any]:
    return {
        "id": "a",
        "from_name": "ner",
        "to_name": "t",
        "type": "hypertextlabels",
        "value": {"hypertextlabels": ["PERSON"], "start": "/p[1]", "end": "/p[1]", **value},
    }


@pytest.mark.parametrize(
    ("task", "expected"),
    [
        pytest.param(annotated(region(24, 33)), (24, 33), id="characters"),
        pytest.param(annotated(region(25, 34)), (24, 33), id="UTF-16 units"),
        pytest.param(annotated(region(26, 35), text=CRLF), (26, 35), id="both characters of a line break"),
        pytest.param(annotated(region(24, 33), text=CRLF), (26, 35), id="line breaks as one"),
        pytest.param(annotated(region(25, 34), text=CRLF), (26, 35), id="line breaks as one, UTF-16 units"),
        pytest.param(annotated(region(24, 33, None)), (24, 33), id="without its words"),
        pytest.param(annotated(hypertext(globalOffsets={"start": 24, "end": 33})), (24, 33), id="HyperText"),
        pytest.param(annotated(region(24, 33), body=TEXT, n=1), (24, 33), id="a text by another name"),
        pytest.param(
            {"id": 1, "text": TEXT, "ner": [{"start": 24, "end": 33, "text": "Nuka Toft", "labels": ["PERSON"]}], "annotator": 1}, (24, 33), id="JSON_MIN"
        ),
    ],
)
def test_label_studio_counts_in_several_ways(task: dict[str, Any], expected: tuple[int, int], tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps([task]), encoding="utf-8")
    assert guess_format(path) == "label-studio"
    (row,) = read_tasks(path, "label-studio")[0]
    assert [(e["start"], e["end"], e["text"]) for e in row["entities"]] == [(*expected, "Nuka Toft")]


@pytest.mark.parametrize(
    ("task", "message"),
    [
        (annotated(region(23, 32)), "at 23-32 stands ' Nuka Tof', and the region says 'Nuka Toft'"),
        (annotated(hypertext(startOffset=1)), "no `globalOffsets`"),
        (annotated(region(24, 33), one=TEXT, other=TEXT), "name the column `text`"),
        (annotated({"from_name": "topic", "to_name": "text", "type": "choices", "value": {"choices": ["a", "b", "c"]}}), "topic has 3 choices"),
    ],
)
def test_label_studio_is_refused_where_it_does_not_fit(task: dict[str, Any], message: str, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps([task]), encoding="utf-8")
    with pytest.raises(BadExamples, match=re.escape(message)):
        read_tasks(path, "label-studio")


def test_what_label_studio_holds_beside_spans_and_labels_goes_there_again(tmp_path: Path) -> None:
    choice = {"from_name": "topic", "to_name": "text", "type": "choices", "value": {"choices": ["schools", "planning"]}}
    none = {"from_name": "decision_type", "to_name": "text", "type": "choices", "value": {"choices": []}}
    note = {"id": "a", "from_name": "note", "to_name": "text", "type": "textarea", "value": {"start": 24, "end": 33, "text": ["se efter"]}}
    relation = {"type": "relation", "from_id": "a", "to_id": "a", "direction": "right"}
    path = tmp_path / "a.json"
    path.write_text(json.dumps([annotated(region(24, 33), choice, none, note, relation)]), encoding="utf-8")
    (row,) = read_tasks(path, "label-studio")[0]
    assert (row["topic"], row["topic_alt"], row.get("decision_type")) == ("schools", "planning", None)
    write_tasks([row], path, "label-studio")
    results = json.loads(path.read_text(encoding="utf-8"))[0]["annotations"][0]["result"]
    span = next(result["id"] for result in results if result["type"] == "labels")
    assert [(r.get("id"), r.get("from_id")) for r in results if r["type"] in ("textarea", "relation")] == [(span, None), (None, span)]
    assert read_tasks(path, "label-studio")[0] == [row]


def test_what_a_span_resolves_to_comes_back_with_it(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps([annotated(region(24, 33, meta={"text": ["Nuka Toft Lynge"]}))]), encoding="utf-8")
    assert read_tasks(path, "label-studio")[0][0]["entities"][0]["id"] == "Nuka Toft Lynge"
    write_tasks(odd_rows(), path, "label-studio", suggested=True)
    results = json.loads(path.read_text(encoding="utf-8"))[0]["predictions"][0]["result"]
    assert [result.get("meta") for result in results if result["type"] == "labels"] == [None, {"text": ["Åse Bro Holm"]}]


@pytest.mark.parametrize("key", ["label", "labels", "annotations"])
def test_doccano_is_read_under_all_its_names(key: str, tmp_path: Path) -> None:
    for entry in ([24, 33, "PERSON"], {"label": "PERSON", "start_offset": 24, "end_offset": 33}):
        path = write_lines([{"id": 1, "text": TEXT, key: [entry]}], tmp_path / "a.jsonl")
        assert guess_format(path) == "doccano"
        assert read_tasks(path, "doccano")[0][0]["entities"][0]["text"] == "Nuka Toft"


def test_overlapping_spans_are_refused_for_spacy(tmp_path: Path) -> None:
    row = {"id": "a", "text": TEXT, "entities": [{"label": "PERSON", "start": 24, "end": 33}, {"label": "PARTY", "start": 24, "end": 28}]}
    with pytest.raises(BadExamples, match=r"example 1 \(a\): PARTY 24-28 and PERSON 24-33 overlap"):
        write_tasks([row], tmp_path / "a.spacy", "spacy")


@pytest.mark.parametrize("form", [form for form in FORMATS if form != "datasets"])
def test_days_and_times_of_a_table_are_written_as_text(form: str, tmp_path: Path) -> None:
    row = {"text": TEXT, "topic": "schools", "entities": [], "read": datetime(2024, 5, 2, 16, 30), "day": date(2024, 5, 2)}
    write_tasks([row], tmp_path / NAMES[form], form)
    assert read_tasks(tmp_path / NAMES[form], form)[0] == [{**row, "read": "2024-05-02T16:30:00", "day": "2024-05-02"}]
