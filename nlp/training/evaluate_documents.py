"""Whole annotated documents to figures: entities, outcome codes, votes and labels, as `referat tag` finds them with header and attendance list."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nlp.document import AgendaItem, Minutes
from nlp.errors import BadExamples
from nlp.predictor import Predictor
from nlp.reading.read import Source, read_document
from nlp.text.normalize import fold
from nlp.training.metrics import share_figures, span_figures
from nlp.vocabulary import VOTE_SIDES

# Fields of an item, in the order in which they are shown.
FIELDS = ("number", "case_number", "closed", "outcomes", "votes", "absent", "topic", "decision_type")
Counts = dict[str, list[tuple[str, dict[str, int]]]]


@dataclass(frozen=True, slots=True)
class GoldDocument:
    """A document's annotations in the field names of the output, and its text."""

    name: str
    data: dict[str, Any]
    source: Source


def read_gold(folder: Path, minutes: Path | None = None) -> list[GoldDocument]:
    """Read a folder of gold documents.

    Args:
        folder: One JSON file for each document, with `document`, `items` and `entities` as `referat tag` writes them.
        minutes: Where the texts are that the files name under `document`; a file may hold its own as `text`. Where it is None: the folder itself,
            and `minutes` beside it.

    Raises:
        BadExamples: a file is no gold document, its text is missing or not the one that was annotated.
        UnreadableDocument: a text cannot be read.
    """
    files = sorted(folder.glob("*.json"))
    if not files:
        raise BadExamples(f"{folder}: holds no .json files. Name the folder with the gold documents.")
    return [_document(file, (minutes,) if minutes else (folder, folder.parent / "minutes")) for file in files]


def _document(file: Path, folders: Sequence[Path]) -> GoldDocument:
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as err:
        raise BadExamples(f"{file}: is no JSON ({type(err).__name__}). Each file must hold one gold document.") from err
    if not isinstance(data, dict) or not isinstance(data.get("items"), list) or not isinstance(data.get("entities"), list):
        raise BadExamples(f"{file}: has no items and entities. Each file must hold one gold document; examples go to --data.")
    name = str(data.get("document") or file.stem)
    if isinstance(data.get("text"), str):
        return GoldDocument(name, data, Source.of_text(data["text"], name))
    path = next((folder / name for folder in folders if (folder / name).is_file()), None)
    if path is None:
        raise BadExamples(f"{file}: its text {name} is not in {' or '.join(map(str, folders))}. Name the folder with --minutes.")
    source = read_document(str(path))
    if data.get("sha256") not in (None, source.sha256, hashlib.sha256(source.text.encode("utf-8", "surrogatepass")).hexdigest()):
        raise BadExamples(f"{path}: is not the text that {file} was annotated on: its SHA-256 differs. Use that text, or annotate this one.")
    return GoldDocument(name, data, source)


def evaluate_documents(predictor: Predictor, documents: Iterable[GoldDocument], *, seed: int = 0) -> dict[str, Any]:
    """Measure a model on whole documents.

    Returns:
        A report of plain data: `spans` by label and `outcomes` by code with precision, recall and F1, `fields`: the share of items whose field is right (votes:
        of the items that have any), with intervals by document, and `differences`, in words.
    """
    spans: Counts = {}
    codes: Counts = {}
    fields: dict[str, list[tuple[str, int, int]]] = {name: [] for name in FIELDS}
    differences: list[str] = []
    total = 0
    for document in documents:
        total += 1
        found = predictor.tag(document.source)
        _count_spans(spans, document, found)
        _count_items(codes, fields, differences, document, found)
    return {
        "model": dict(predictor.model),
        "data": {"documents": total, "items": sum(of for _, _, of in fields["number"]), "interval_unit": "document"},
        "spans": span_figures(spans, seed=seed),
        "outcomes": span_figures(codes, seed=seed),
        "fields": {name: share_figures(counts, seed=seed) for name, counts in fields.items() if any(of for _, _, of in counts)},
        "differences": differences,
    }


def _count_spans(counts: Counts, document: GoldDocument, found: Minutes) -> None:
    wanted = [(e["label"], e["start"], e["end"]) for e in document.data["entities"]]
    ours = [(e.label, e.start, e.end) for e in found.entities]
    for label in {span[0] for span in (*wanted, *ours)}:
        one, other = ([span for span in spans if span[0] == label] for spans in (wanted, ours))
        both = {"wanted": len(one), "found": len(other), "exact": len(set(one) & set(other))}
        over = {"found_over": _overlapping(other, one), "wanted_over": _overlapping(one, other)}
        counts.setdefault(label, []).append((document.name, both | over))


def _overlapping(ours: Sequence[tuple[str, int, int]], theirs: Sequence[tuple[str, int, int]]) -> int:
    return sum(any(a[1] < b[2] and b[1] < a[2] for b in theirs) for a in ours)


def _count_items(codes: Counts, fields: dict[str, list[tuple[str, int, int]]], differences: list[str], document: GoldDocument, found: Minutes) -> None:
    wanted_codes: Counter[tuple[str, Any, Any]] = Counter()
    found_codes: Counter[tuple[str, Any, Any]] = Counter()
    by_number: dict[str, AgendaItem] = {str(item.number): item for item in found.items}
    for item in document.data["items"]:
        number = str(item["number"])
        ours = by_number.get(number)
        wanted_codes.update((o["code"], number, o.get("part")) for o in item.get("outcomes") or ())
        found_codes.update((o.code, number, o.part) for o in (ours.outcomes if ours is not None else ()))
        for field, right in _right(item, ours):
            fields[field].append((document.name, int(right), 1))
            if not right:
                differences.append(f"{document.name}: item {number}: {field}")
    for code in {key[0] for key in (*wanted_codes, *found_codes)}:
        one, other = (Counter({key: n for key, n in counts.items() if key[0] == code}) for counts in (wanted_codes, found_codes))
        exact = (one & other).total()
        codes.setdefault(code, []).append(
            (document.name, {"wanted": one.total(), "found": other.total(), "exact": exact, "found_over": exact, "wanted_over": exact})
        )


def _right(item: dict[str, Any], ours: AgendaItem | None) -> Iterator[tuple[str, bool]]:
    """Tell of each field that is annotated whether it is right; an item that was not found has none right."""
    yield "number", ours is not None
    if "case_number" in item:
        yield "case_number", ours is not None and (ours.case_number or None) == (item["case_number"] or None)
    if "closed" in item:
        yield "closed", ours is not None and ours.closed == bool(item["closed"])
    if "outcomes" in item:
        yield "outcomes", ours is not None and [(o.code, o.part) for o in ours.outcomes] == [(o["code"], o.get("part")) for o in item["outcomes"]]
    if item.get("votes"):
        votes = ours.to_dict()["votes"] or {} if ours is not None else {}
        yield "votes", all(_names(item["votes"].get(side, ())) == _names(votes.get(side, ())) for side in VOTE_SIDES)
    if "absent" in item:
        yield "absent", ours is not None and _names(ours.absent) == _names(item["absent"])
    for kind in ("topic", "decision_type"):
        if item.get(kind):
            label = getattr(ours, kind, None)
            yield kind, label is not None and label.label in (item[kind], item.get(f"{kind}_alt"))


def _names(names: Iterable[str]) -> set[str]:
    return {fold(name) for name in names}
