"""The golden documents from end to end: what is found must be what was annotated."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from nlp.document import Minutes
from nlp.predictor import Predictor
from nlp.reading.read import read_document
from nlp.text.normalize import fold
from tests.conftest import ROOT

FOLDER = ROOT / "training_data/minutes"
GOLD = sorted((ROOT / "training_data/gold").glob("*.json"))


def pairs(predictor: Predictor) -> list[tuple[dict[str, Any], Minutes]]:
    out = []
    for path in GOLD:
        gold = json.loads(path.read_text(encoding="utf-8"))
        out.append((gold, predictor.tag(read_document(str(FOLDER / gold["document"])))))
    return out


@pytest.fixture(scope="module")
def tagged(predictor: Predictor) -> list[tuple[dict[str, Any], Minutes]]:
    return pairs(predictor)


def of_family_a(tagged: list[tuple[dict[str, Any], Minutes]]) -> list[tuple[dict[str, Any], Minutes]]:
    chosen = [(gold, found) for gold, found in tagged if gold["layout"].startswith("A")]
    assert len(chosen) >= 6
    return chosen


def f1(tagged: list[tuple[dict[str, Any], Minutes]], label: str) -> float:
    counts: Counter[str] = Counter()
    for gold, found in tagged:
        wanted = {(e["start"], e["end"]) for e in gold["entities"] if e["label"] == label}
        ours = {(e.start, e.end) for e in found.entities if e.label == label}
        counts.update(right=len(wanted & ours), wrong=len(ours - wanted), missed=len(wanted - ours))
    return 2 * counts["right"] / (2 * counts["right"] + counts["wrong"] + counts["missed"])


@pytest.mark.parametrize(("label", "least"), [("PERSON", 0.97), ("PARTY", 0.97), ("COMMITTEE", 0.96), ("CASE_NUMBER", 0.99), ("OUTCOME", 0.88)])
def test_entities_are_found_exactly(tagged: list[tuple[dict[str, Any], Minutes]], label: str, least: float) -> None:
    assert f1(tagged, label) >= least


def test_header_and_items_of_family_a_are_all_right(tagged: list[tuple[dict[str, Any], Minutes]]) -> None:
    for gold, found in of_family_a(tagged):
        assert (found.date, found.start_time, found.kind) == (gold["date"], gold["start_time"], gold["kind"]), gold["document"]
        assert fold(found.committee or "") == fold(gold["committee"]), gold["document"]
        assert [i.number for i in found.items] == [i["number"] for i in gold["items"]], gold["document"]
        assert [i.case_number for i in found.items] == [i["case_number"] for i in gold["items"]], gold["document"]
        assert [i.closed for i in found.items] == [i["closed"] for i in gold["items"]], gold["document"]


def test_nearly_all_items_of_every_family_are_found(tagged: list[tuple[dict[str, Any], Minutes]]) -> None:
    wanted = sum(len(gold["items"]) for gold, _ in tagged)
    right = sum(len({i["number"] for i in gold["items"]} & {i.number for i in found.items}) for gold, found in tagged)
    assert right / wanted >= 0.95


def test_every_offset_gives_back_its_words(tagged: list[tuple[dict[str, Any], Minutes]]) -> None:
    for _, found in tagged:
        assert all(found.text[e.start : e.end] == e.text for e in found.entities)
        assert all(found.text[o.start : o.end] == o.text for i in found.items for o in i.outcomes)
        starts = [e.start for e in found.entities]
        assert starts == sorted(starts)
        assert all(a.end <= b.start for a, b in zip(found.entities, found.entities[1:], strict=False))


def test_the_gold_files_describe_the_documents_beside_them() -> None:
    for path in GOLD:
        gold = json.loads(path.read_text(encoding="utf-8"))
        text = (FOLDER / gold["document"]).read_bytes().decode("utf-8")
        assert all(text[e["start"] : e["end"]] == e["text"] for e in gold["entities"])


def test_real_minutes_where_they_are_at_hand(predictor: Predictor) -> None:
    folder = Path(ROOT.parent / "shared")
    if not folder.is_dir():
        pytest.skip("no ../shared beside this checkout")
    golds = [json.loads(path.read_text(encoding="utf-8")) for path in sorted((folder / "gold").glob("*.json"))]
    real = [(gold, predictor.tag(read_document(str(folder / "minutes" / gold["document"])))) for gold in golds if not gold.get("source")]
    for label, least in (("PERSON", 0.97), ("PARTY", 0.97), ("COMMITTEE", 0.97), ("CASE_NUMBER", 0.97), ("OUTCOME", 0.95)):
        assert f1(real, label) >= least, label
    for gold, found in real:
        assert [(i.number, i.case_number, i.closed) for i in found.items] == [(i["number"], i["case_number"], i["closed"]) for i in gold["items"]]
        assert [sorted(i.absent) for i in found.items] == [sorted(i["absent"]) for i in gold["items"]]
