"""Tagging rows of a table, as clusters and datasets hand them out: batches of columns in, batches of columns out.

Scheduling, retries and spilling to disk are Ray's. No framework is imported before one is asked for.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nlp.archive.document import BadSource, Document
from nlp.archive.pool import Setup, tag_document
from nlp.archive.run import Summary, cores
from nlp.archive.stores.definition import ALL, Column, Table
from nlp.archive.stores.rows import encode_rows
from nlp.archive.stores.store import BadStore, to_dict
from nlp.document import Failure, Minutes
from nlp.errors import MissingExtra

if TYPE_CHECKING:
    from nlp.predictor import Predictor

# The columns of the results.
_OUT = ("document", "sha256", "error", "json")
_PARTS = ("documents", "items", "entities")
# The tables of an archive without the keys that only a database can give, and the rows that go with them until they are written.
_DOCUMENT = Column("document", "text", "The file, or the row of a table, that it was read from.")
_TABLES = {
    "items": Table("items", ALL["items"].says, ALL["items"].columns[2:]),
    "entities": Table("entities", ALL["entities"].says, (_DOCUMENT, Column("item", "text", "The item's number."), *ALL["entities"].columns[3:])),
}
_ROWS = "rows"
# Documents in one block of Ray's object store, and in one call of an actor.
_BLOCK = 64
_BATCH = 16


@lru_cache(maxsize=2)
def _loaded(setup: Setup, digest: str) -> Predictor:
    """Load a model once; one that was trained again in its place has another digest."""
    return setup.load()


@dataclass(frozen=True)
class RowTagger:
    """Tags batches of rows: for `datasets.Dataset.map(RowTagger(), batched=True)` and the like. Loads its model at the first call.

    The columns it gives: `document`, `sha256` and `error` (kind and message), each empty where there is none, and `json` (the result in
    the output contract). They are text in every batch, and the model's digest is part of the tagger: `datasets` keeps no results of another model.

    Args:
        column: The column with the text.
        id: The column with the id; without one, documents have an empty id.
        setup: The model.

    Example:
        >>> tagged = RowTagger(column="body")({"body": ["1. Budget\\nGodkendt.\\n"]})  # doctest: +SKIP
    """

    column: str = "text"
    id: str | None = None
    setup: Setup = Setup()
    digest: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "digest", self.digest or self.setup.digest())

    def __call__(self, batch: Mapping[str, Sequence[Any]]) -> dict[str, list[str | None]]:
        """Tag one batch.

        Raises:
            BadSource: the batch lacks a column, or has one that the results are to have.
        """
        for column in (self.column, self.id):
            if column is not None and column not in batch:
                raise BadSource(f"the rows have no column {column!r}; they have {', '.join(sorted(batch))}.")
        for name in _OUT:
            if name in batch:
                raise BadSource(f"the rows have a column {name!r} already, which the results are to have. Rename it first.")
        texts = batch[self.column]
        ids = batch[self.id] if self.id is not None else [""] * len(texts)
        columns = self.tag(_row_document(str(name), text) for name, text in zip(ids, texts, strict=True))
        # A column of nothing but None has no type, and the first text in it would be refused.
        return {name: [value or "" for value in values] for name, values in columns.items()}

    def tag(self, documents: Iterable[Document]) -> dict[str, list[str | None]]:
        """Tag documents and give the columns."""
        tagged = self.tag_with_rows(documents)
        del tagged[_ROWS]
        return tagged

    def tag_with_rows(self, documents: Iterable[Document]) -> dict[str, list[str | None]]:
        """Tag documents and give the columns, and the rows of their items and entities as JSON."""
        predictor = _loaded(self.setup, self.digest)
        out: dict[str, list[str | None]] = {name: [] for name in (*_OUT, _ROWS)}
        with predictor.memory_zone():
            for document in documents:
                minutes, failure = tag_document(document, predictor, mask=self.setup.mask)
                out[_ROWS].append(_rows(minutes))
                data = json.dumps(to_dict(minutes, failure), ensure_ascii=False).encode("utf-8", "backslashreplace").decode("utf-8")
                error = f"{failure.kind}: {failure.message}" if failure else None
                row = (document.id, minutes.sha256 if minutes else None, error, data)
                for name, value in zip(_OUT, row, strict=True):
                    out[name].append(value)
        return out


def _rows(minutes: Minutes | None) -> str:
    rows = encode_rows(minutes, None)
    numbers = [item.number for item in minutes.items] if minutes else []
    entities = [(minutes.id, None if place is None else numbers[place], *row) for place, *row in rows.get("entities", ())] if minutes else []
    return json.dumps({"items": rows.get("items", []), "entities": entities})


def _row_document(name: str, text: Any) -> Document:
    if isinstance(text, str) and text:
        return Document(name, text=text)
    return Document(name, failure=Failure(name, "unreadable", f"{name}: the row has no text. Nothing to tag."))


class RowActor:
    """One worker of the cluster, over a dataset with a text column; other columns go through."""

    def __init__(self, tagger: RowTagger) -> None:
        self._tagger = tagger
        _loaded(tagger.setup, tagger.digest)

    def __call__(self, batch: Any) -> Any:
        return _arrow_with(batch, self._tagger(batch.to_pydict()))


class _DocumentActor(RowActor):
    """One worker of the cluster, over documents as `nlp.archive.sources` gives them; the files must be where the workers can read them."""

    def __call__(self, batch: Any) -> Any:
        return _arrow_with(
            None, self._tagger.tag_with_rows(Document(row["id"], row["path"], row["raw"], row["text"], _failure(row)) for row in batch.to_pylist())
        )


def _arrow_with(table: Any, columns: dict[str, list[str | None]]) -> Any:
    import pyarrow as pa

    new = pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})
    if table is None:
        return new
    for name in new.column_names:
        if name in table.column_names:
            raise BadSource(f"the rows have a column {name!r} already, which the results are to have. Rename it first.")
        table = table.append_column(name, new[name])
    return table


def tag_dataset(dataset: Any, *, column: str = "text", id: str | None = None, setup: Setup | None = None, workers: int = 2, batch_size: int = _BATCH) -> Any:
    """Add the columns of `RowTagger` to a `ray.data.Dataset`; lazily, as all of Ray Data is.

    Args:
        dataset: The dataset.
        column: The column with the text.
        id: The column with the id.
        setup: The model; it must be installed on, or readable from, every machine of the cluster.
        workers: Actors, each of which loads the model once and takes one core.
        batch_size: Rows in one call.
    """
    return _mapped(dataset, RowActor, RowTagger(column, id, setup or Setup()), workers, batch_size)


def _mapped(dataset: Any, actor: type, tagger: RowTagger, workers: int, batch_size: int) -> Any:
    ray = _ray()
    compute = ray.data.ActorPoolStrategy(size=workers)
    return dataset.map_batches(actor, fn_constructor_args=(tagger,), compute=compute, batch_size=batch_size, batch_format="pyarrow", num_cpus=1)


def tag_on_ray(
    documents: Iterable[Document],
    folder: Path,
    *,
    setup: Setup,
    workers: int | None = None,
    address: str | None = None,
    force: bool = False,
    quiet: bool = False,
) -> Summary:
    """Tag documents on a Ray cluster into a folder of Parquet files: `documents/`, `items/`, `entities/`.

    Args:
        documents: The documents. Files are opened by the workers, so they must be on a file system that all share.
        folder: Where to; it must be empty or new. The workers write it, too.
        setup: The model.
        workers: Actors; as many as the cluster has cores where it is None.
        address: The cluster's; one is started on this machine where it is None.
        force: Replace the results that the folder holds.
        quiet: No progress from Ray.

    Raises:
        BadStore: the folder holds something.
        MissingExtra: Ray is not installed.
        ModelMismatch: the model cannot be loaded.
    """
    ray = _ray()
    setup.digest()
    folder = folder.absolute()
    make_room(folder, force)
    started = not ray.is_initialized()
    if started:
        # Ray reports its use to its makers unless told not to; what an archive's owner runs is nobody's business.
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
        if quiet:
            logging.getLogger("ray").setLevel(logging.ERROR)
            logging.getLogger("ray.data").setLevel(logging.ERROR)
        # At least two cores are claimed, so that a small machine can start both ends of the pipeline.
        ray.init(address=address, num_cpus=None if address else max(2, cores()), include_dashboard=False if address is None else None, log_to_driver=not quiet)
    try:
        ray.data.DataContext.get_current().enable_progress_bars = not quiet
        # The results come in the order of the documents, as from one machine.
        ray.data.DataContext.get_current().execution_options.preserve_order = True
        size = workers if workers is not None else max(1, int(ray.cluster_resources().get("CPU", 1)) - 1)
        tagged = _mapped(_blocks(ray, documents), _DocumentActor, RowTagger(setup=setup), size, _BATCH).materialize()
        return _write(tagged, folder)
    finally:
        if started:
            ray.shutdown()


def _write(tagged: Any, folder: Path) -> Summary:
    summary = Summary()
    parts: tuple[tuple[str, Callable[[Any], Any] | None], ...] = (("documents", None), ("items", _item_table), ("entities", _entity_table))
    for name, explode in parts:
        rows = tagged.drop_columns([_ROWS]) if explode is None else tagged.map_batches(explode, batch_format="pyarrow", batch_size=_BLOCK)
        rows.write_parquet(str(folder / name))
    for row in tagged.map_batches(_counts, batch_format="pyarrow", batch_size=_BLOCK).iter_rows():
        if row["error"] is not None:
            kind, _, message = row["error"].partition(": ")
            summary.fail(Failure(row["document"], kind, message))
            continue
        summary.documents += 1
        summary.items += row["items"]
        summary.entities.update(json.loads(row["labels"]))
    return summary


def _item_table(batch: Any) -> Any:
    return _exploded(batch, "items")


def _entity_table(batch: Any) -> Any:
    return _exploded(batch, "entities")


def _exploded(batch: Any, name: str) -> Any:
    from nlp.archive.writers.parquet_files import arrow_table

    return arrow_table(_TABLES[name], [tuple(row) for rows in batch[_ROWS].to_pylist() for row in json.loads(rows)[name]])


def _counts(batch: Any) -> Any:
    import pyarrow as pa

    out: dict[str, list[Any]] = {"document": batch["document"].to_pylist(), "error": batch["error"].to_pylist(), "items": [], "labels": []}
    for text in batch["json"].to_pylist():
        data = json.loads(text)
        labels: dict[str, int] = {}
        for entity in data.get("entities", ()):
            labels[entity["label"]] = labels.get(entity["label"], 0) + 1
        out["items"].append(len(data.get("items", ())))
        out["labels"].append(json.dumps(labels))
    kinds = {"document": pa.string(), "error": pa.string(), "items": pa.int64(), "labels": pa.string()}
    return pa.table({name: pa.array(out[name], kind) for name, kind in kinds.items()})


def _blocks(ray: Any, documents: Iterable[Document]) -> Any:
    """Put documents into Ray's object store block by block: it moves them to disk where there are many."""
    import pyarrow as pa

    schema = pa.schema(
        [("id", pa.string()), ("path", pa.string()), ("raw", pa.binary()), ("text", pa.string()), ("kind", pa.string()), ("message", pa.string())]
    )
    source = iter(documents)
    refs = []
    while chunk := list(islice(source, _BLOCK)):
        refs.append(ray.put(pa.Table.from_pylist([_row(document) for document in chunk], schema)))
    if not refs:
        refs.append(ray.put(schema.empty_table()))
    return ray.data.from_arrow_refs(refs)


def _row(document: Document) -> dict[str, Any]:
    failure = document.failure
    path = None if document.path is None else str(Path(document.path).absolute())
    return {
        **{"id": document.id, "path": path, "raw": document.raw, "text": document.text},
        **{"kind": failure.kind if failure else None, "message": failure.message if failure else None},
    }


def _failure(row: dict[str, Any]) -> Failure | None:
    return Failure(row["id"], row["kind"], row["message"]) if row["kind"] is not None else None


def make_room(folder: Path, force: bool) -> None:
    """Make the folder, and refuse one that holds results or, with `force`, remove them.

    Raises:
        BadStore: it holds results, or cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as err:
        raise BadStore(f"{folder}: cannot be made as a folder ({err.strerror}). Name another with -o.") from err
    old = [path for part in _PARTS for path in (folder / part).glob("*.parquet")]
    if old and not force:
        raise BadStore(f"{folder}: holds results already; a cluster writes a folder anew. Name an empty one with -o, or replace them with --force.")
    for path in old:
        path.unlink()


def _ray() -> Any:
    try:
        import ray
        import ray.data
    except ImportError as err:
        raise MissingExtra("Tagging on a cluster", "ray", "cluster") from err
    return ray


def row_tagger(column: str = "text", id: str | None = None, model: str | Path | None = None) -> RowTagger:
    """Give a function for `datasets.Dataset.map(..., batched=True)`: see `RowTagger`.

    Args:
        column: The column with the text.
        id: The column with the id.
        model: A model folder; the one that ships with the package where it is None.
    """
    return RowTagger(column, id, Setup(None if model is None else Path(model)))
