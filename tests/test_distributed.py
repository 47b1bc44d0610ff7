"""Batches of rows, for datasets and for a cluster: the same results as one process gives."""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from nlp.archive.cluster import RowActor, RowTagger, make_room, tag_dataset, tag_on_ray
from nlp.archive.document import BadSource, Document
from nlp.archive.pool import Setup
from nlp.archive.stores.store import BadStore
from nlp.document import Failure
from nlp.predictor import Predictor
from tests.archive import minutes

BATCH = {"key": ["a", "b", "c"], "body": [minutes(1), "", minutes(2)], "year": [1, 2, 3]}


def test_rows_get_the_results_of_the_predictor(predictor: Predictor) -> None:
    out = pickle.loads(pickle.dumps(RowTagger("body", "key")))(BATCH)
    assert out["document"] == BATCH["key"]
    assert [error == "" for error in out["error"]] == [True, False, True]
    first = json.loads(out["json"][0])
    assert first == {**predictor.predict(minutes(1)).to_dict(), "id": "a"}
    assert first["sha256"] == out["sha256"][0]


def test_a_missing_column_is_told() -> None:
    with pytest.raises(BadSource, match="no column 'text'; they have body, key, year"):
        RowTagger()(BATCH)


def test_a_column_of_results_is_never_overwritten() -> None:
    with pytest.raises(BadSource, match="'document' already"):
        RowTagger("body", "key")({**BATCH, "document": ["x", "y", "z"]})


def test_the_first_error_may_come_late_and_a_model_trained_again_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    datasets = pytest.importorskip("datasets")
    from datasets.fingerprint import Hasher

    datasets.disable_progress_bars()
    rows = datasets.Dataset.from_dict({"text": [minutes(1), ""]})
    tagged = rows.map(RowTagger(), batched=True, batch_size=1, writer_batch_size=1, new_fingerprint="late", keep_in_memory=True)
    assert [bool(error) for error in tagged["error"]] == [False, True]
    before = Hasher.hash(RowTagger())
    assert Hasher.hash(RowTagger()) == before
    monkeypatch.setattr(Setup, "digest", lambda self: "trained again")
    assert Hasher.hash(RowTagger()) != before


def test_datasets_map_takes_it_as_it_is() -> None:
    datasets = pytest.importorskip("datasets")
    datasets.disable_progress_bars()
    rows = datasets.Dataset.from_dict(BATCH)
    tagged = rows.map(RowTagger("body", "key"), batched=True, batch_size=2, new_fingerprint="tagged", keep_in_memory=True)
    assert tagged.column_names == ["key", "body", "year", "document", "sha256", "error", "json"]
    assert json.loads(tagged[2]["json"])["id"] == "c"
    streamed = list(rows.to_iterable_dataset().map(RowTagger("body", "key"), batched=True))
    assert [row["json"] for row in streamed] == tagged["json"][:]


def test_columns_of_results_are_added_to_a_block_and_never_replace_one() -> None:
    pa = pytest.importorskip("pyarrow")
    actor = RowActor(RowTagger("body", "key"))
    tagged = actor(pa.table(BATCH))
    wanted = RowTagger("body", "key")(BATCH)
    assert tagged.to_pydict() == {**BATCH, **wanted}
    with pytest.raises(BadSource, match="'error' already"):
        actor(pa.table({**BATCH, "error": ["", "", ""]}))


def test_a_cluster_writes_into_an_empty_folder_only(tmp_path: Path) -> None:
    (tmp_path / "items").mkdir()
    (tmp_path / "items" / "1.parquet").touch()
    with pytest.raises(BadStore, match="holds results already"):
        make_room(tmp_path, force=False)
    make_room(tmp_path, force=True)
    assert list(tmp_path.rglob("*.parquet")) == []


@pytest.fixture
def cluster() -> Iterator[Any]:
    """A local Ray cluster of two workers."""
    ray = pytest.importorskip("ray", reason="Ray is not installed: pip install 'referat[cluster]'")
    pytest.importorskip("ray.data", reason="Ray lacks its data library: pip install 'referat[cluster]'")
    ray.init(num_cpus=3, include_dashboard=False, log_to_driver=False, logging_level="ERROR", _metrics_export_port=None)
    yield ray
    ray.shutdown()


# One test, as a cluster takes many seconds to start; warnings of Ray's own are not ours to mend.
@pytest.mark.filterwarnings("ignore")
def test_a_cluster_of_two_gives_the_results_of_one_process(cluster: Any, tmp_path: Path) -> None:
    pq = pytest.importorskip("pyarrow.parquet")
    (tmp_path / "in").mkdir()
    for number in range(6):
        (tmp_path / "in" / f"{number}.txt").write_text(minutes(number), encoding="utf-8")
    documents = [
        *(Document(f"{number}.txt", path=str(tmp_path / "in" / f"{number}.txt")) for number in range(6)),
        *(Document(f"row{number}", text=minutes(number)) for number in range(80)),
        Document("raw", raw=minutes(7).encode("utf-16")),
        Document("trick", failure=Failure("trick", "unsafe_name", "trick: no")),
        Document("gone.txt", path=str(tmp_path / "gone.txt")),
    ]
    summary = tag_on_ray(documents, tmp_path / "out", setup=Setup(), workers=2, quiet=True)
    here = RowTagger().tag(documents)
    tables = {part: pq.read_table(tmp_path / "out" / part) for part in ("documents", "items", "entities")}
    assert tables["documents"].select(list(here)).to_pydict() == here
    results = [json.loads(text) for text in here["json"] if text is not None]
    assert tables["items"].num_rows == sum(len(one.get("items", ())) for one in results) == summary.items
    named = [entity["label"] for one in results for entity in one.get("entities", ())]
    assert len(named) == sum(summary.entities.values())
    assert sum(tables["entities"].column("mentions").to_pylist()) == sum(label != "OUTCOME" for label in named)
    assert sorted(failure.id for failure in summary.failures) == ["gone.txt", "trick"]

    rows = cluster.data.from_items([{"key": key, "body": body} for key, body in zip(BATCH["key"], BATCH["body"], strict=True)])
    tagged = sorted(tag_dataset(rows, column="body", id="key", workers=1).take_all(), key=lambda row: row["key"])
    assert [row["json"] for row in tagged] == RowTagger("body", "key")(BATCH)["json"]
    assert tagged[0]["body"] == minutes(1)
