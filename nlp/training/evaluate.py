"""A model and examples to figures: labels, probabilities, spans; and what another model does better or worse, item by item."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from nlp.errors import BadExamples
from nlp.labelling.classify import SEED, ItemClassifier
from nlp.labelling.component import ItemLabeller
from nlp.predictor import Predictor
from nlp.reading.read import Source
from nlp.training.examples import Example, ExampleSet, sampling_units, text_digest
from nlp.training.metrics import label_figures, paired_figures, span_figures
from nlp.training.train import item_texts, seen_texts

FORMAT = 1
_WORST = 20
_SHOWN = 100
Span = tuple[int, int, str]


def predict_items(predictor: Predictor, examples: ExampleSet) -> list[dict[str, Any]]:
    """Give, for each example, what was annotated and what the model says.

    The item is tagged as it stands: without the meeting's header and attendance list, which help to find people in whole documents.

    Returns:
        For each example its `id`, `group`, `text` (its digest) and `title`; `labels`: for each kind `wanted`, `also`,
        `found` and `score`; `spans`: `wanted` and `found` as [start, end, label], or None where no span is annotated in all the data.
    """
    classifier = classifier_of(predictor)
    kinds = [kind for kind in examples.kinds if classifier is not None and kind in classifier.heads]
    found = classifier.predict(item_texts(examples.rows)) if classifier is not None and kinds else [{} for _ in examples.rows]
    spanned = any(row["entities"] for row in examples.rows)
    out = []
    for row, labels in zip(examples.rows, found, strict=True):
        said = {
            kind: {"wanted": row[kind], "also": row.get(f"{kind}_alt"), "found": labels[kind].label, "score": labels[kind].score}
            for kind in kinds
            if row[kind] is not None
        }
        spans = {"wanted": _wanted_spans(row), "found": _found_spans(predictor, row)} if spanned else None
        out.append({"id": row["id"], "group": row["group"], "text": text_digest(row), "title": shortened(row), "labels": said, "spans": spans})
    return out


def classifier_of(predictor: Predictor) -> ItemClassifier | None:
    """Give the classifier of a model, or None where it has none."""
    labeller = predictor.nlp.get_pipe("minutes_labels")
    assert isinstance(labeller, ItemLabeller)
    return labeller.classifier


def shortened(row: Example) -> str:
    """Give the first words of an example, as it is shown in a list."""
    words = " ".join(str(row["text"])[: 3 * _SHOWN].split())
    return words if len(words) <= _SHOWN else words[: _SHOWN - 1] + "…"


def _wanted_spans(row: Example) -> list[Span]:
    return [(e["start"], e["end"], e["label"]) for e in row["entities"]]


def _found_spans(predictor: Predictor, row: Example) -> list[Span]:
    return [(e.start, e.end, e.label) for e in predictor.tag(Source.of_text(row["text"], row["id"])).entities]


def evaluate_model(predictor: Predictor, examples: ExampleSet, *, seed: int = SEED, folder: Path | None = None) -> dict[str, Any]:
    """Measure a model on examples.

    Args:
        predictor: The model.
        examples: What is right.
        seed: Of the samples from which the intervals come.
        folder: The model's folder: tells which examples it was trained on.

    Returns:
        A report of plain data: `model`, `data`, `notes`, for each kind of label its figures under `kinds`, `spans`, and under
        `items` what was said of each example, so that a later model can be held against it.

    Raises:
        BadExamples: the model and the examples have no kind of label in common, and there are no spans.
    """
    items = predict_items(predictor, examples)
    if not any(item["labels"] or item["spans"] for item in items):
        classifier = classifier_of(predictor)
        known = ", ".join(classifier.heads) if classifier else "none"
        raise BadExamples(
            f"the examples have labels of the kind {', '.join(examples.kinds)}, the model gives {known}. Rename the column, or evaluate another model."
        )
    unit, units = sampling_units(items)
    kinds = {}
    for kind in dict.fromkeys(kind for item in items for kind in item["labels"]):
        rows = [(item["labels"][kind], group) for item, group in zip(items, units, strict=True) if kind in item["labels"]]
        said = [one for one, _ in rows]
        wanted, found, scores = ([one[name] for one in said] for name in ("wanted", "found", "score"))
        kinds[kind] = label_figures(wanted, found, scores, [group for _, group in rows], also=[one["also"] for one in said], seed=seed)
        kinds[kind]["worst"] = _worst(items, kind)
    return {
        "format": FORMAT,
        "model": dict(predictor.model),
        "data": {"examples": len(items), "groups": len(set(units)), "interval_unit": unit},
        "notes": [*examples.notes, *_notes(examples, kinds, predictor, folder)],
        "kinds": kinds,
        "spans": span_figures(_span_counts(items, units), seed=seed) if items[0]["spans"] else [],
        "items": items,
    }


def _worst(items: Sequence[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    """The wrong labels that the model was surest of."""
    wrong = [item for item in items if kind in item["labels"] and not _is_right(item["labels"][kind])]
    wrong.sort(key=lambda item: -item["labels"][kind]["score"])
    return [{"id": item["id"], "text": item["title"], **{name: item["labels"][kind][name] for name in ("wanted", "found", "score")}} for item in wrong[:_WORST]]


def _is_right(said: dict[str, Any]) -> bool:
    return said["found"] in (said["wanted"], said["also"])


def _notes(examples: ExampleSet, kinds: dict[str, Any], predictor: Predictor, folder: Path | None) -> list[str]:
    out = []
    missing = [kind for kind in examples.kinds if kind not in kinds]
    if missing:
        out.append(f"the model gives no {' and no '.join(missing)}: not measured.")
    classifier = classifier_of(predictor)
    for kind in kinds:
        unknown = sorted({row[kind] for row in examples.labelled(kind)} - set(classifier.heads[kind].classes if classifier else ()))
        if unknown:
            out.append(f"{kind}: the model does not know {', '.join(unknown)}; such examples count as wrong.")
    known = seen_texts(folder) if folder is not None else frozenset()
    times = sum(text_digest(row) in known for row in examples.rows)
    if times:
        out.append(f"{times} of {len(examples.rows)} examples are texts that the model was trained on: the figures are too good.")
    return out


def _span_counts(items: Sequence[dict[str, Any]], units: Sequence[str]) -> dict[str, list[tuple[str, dict[str, int]]]]:
    # Labels that nobody annotated here are not counted as wrong.
    labels = sorted({span[2] for item in items for span in item["spans"]["wanted"]})
    out: dict[str, list[tuple[str, dict[str, int]]]] = {label: [] for label in labels}
    for item, unit in zip(items, units, strict=True):
        for label in labels:
            wanted, found = ([span for span in item["spans"][side] if span[2] == label] for side in ("wanted", "found"))
            counts = {"wanted": len(wanted), "found": len(found), "exact": len({tuple(s) for s in wanted} & {tuple(s) for s in found})}
            out[label].append((unit, counts | {"found_over": _overlapping(found, wanted), "wanted_over": _overlapping(wanted, found)}))
    return out


def _overlapping(ours: Sequence[Span], theirs: Sequence[Span]) -> int:
    return sum(any(a[0] < b[1] and b[0] < a[1] for b in theirs) for a in ours)


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs between two reports: `kind` is a kind of label, or `spans`."""

    id: str
    kind: str
    better: bool
    before: str
    after: str
    text: str


def compare(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """Say what got better and what got worse between two reports on the same examples, item by item.

    Returns:
        `changes` (better ones first), and for each kind `better`, `worse`, `same` and `p`: how likely so uneven a split is by chance; for kinds of labels
        `gain`, too: how much larger the share that is right has become, with its interval.

    Raises:
        BadExamples: the reports have no example in common.
    """
    known = {(item["id"], item["text"]): item for item in before["items"]}
    pairs = [(known[key], item) for item in after["items"] if (key := (item["id"], item["text"])) in known]
    if not pairs:
        raise BadExamples("the two reports have no example in common. Evaluate both on the same data.")
    changes: list[Change] = []
    same: dict[str, int] = {}
    for old, new in pairs:
        for kind in old["labels"].keys() & new["labels"].keys():
            was, now = old["labels"][kind], new["labels"][kind]
            if _is_right(was) == _is_right(now):
                same[kind] = same.get(kind, 0) + 1
            else:
                changes.append(Change(new["id"], kind, _is_right(now), was["found"], now["found"], new["title"]))
        if old["spans"] and new["spans"]:
            changes += _span_changes(old, new)
    changes.sort(key=lambda change: (not change.better, change.kind, change.id, change.after))
    kinds = dict.fromkeys([*sorted(same), *(change.kind for change in changes)])
    return {
        "compared": len(pairs),
        "before": before["model"],
        "after": after["model"],
        "kinds": {kind: _verdict([c.better for c in changes if c.kind == kind], same.get(kind)) | _gain(pairs, kind) for kind in kinds},
        "changes": [{name: getattr(change, name) for name in Change.__dataclass_fields__} for change in changes],
    }


def _gain(pairs: Sequence[tuple[dict[str, Any], dict[str, Any]]], kind: str) -> dict[str, Any]:
    told = [(old, new) for old, new in pairs if kind in old["labels"].keys() & new["labels"].keys()]
    if not told:
        return {}
    was, now = ([_is_right(pair[side]["labels"][kind]) for pair in told] for side in (0, 1))
    figures = paired_figures(sampling_units([new for _, new in told])[1], was, now, seed=SEED)
    return {name: figures[name] for name in ("gain", "low", "high")}


def _span_changes(old: dict[str, Any], new: dict[str, Any]) -> list[Change]:
    wanted, was, now = ({tuple(span) for span in spans} for spans in (new["spans"]["wanted"], old["spans"]["found"], new["spans"]["found"]))
    labels = {span[2] for span in wanted}
    out = []
    for span in sorted((was | now) - (was & now)):
        if span[2] in labels or span[2] in {s[2] for s in old["spans"]["wanted"]}:
            gone = span in was
            place = f"{span[2]} {span[0]}-{span[1]}"
            out.append(Change(new["id"], "spans", (span in wanted) != gone, place if gone else "-", "-" if gone else place, new["title"]))
    return out


def _verdict(better: Sequence[bool], same: int | None) -> dict[str, Any]:
    from scipy.stats import binomtest

    gains = sum(better)
    p = float(binomtest(gains, len(better)).pvalue) if better else 1.0
    return {"better": gains, "worse": len(better) - gains, **({"same": same} if same is not None else {}), "p": round(p, 4)}


def read_report(path: Path) -> dict[str, Any]:
    """Read a report that `referat evaluate --json` wrote.

    Raises:
        BadExamples: the file holds none, or one of another release.
    """
    try:
        report = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as err:
        raise BadExamples(f"{path}: is no model folder and no report ({type(err).__name__}). Write one with `referat evaluate --json`.") from err
    if not isinstance(report, dict) or report.get("format") != FORMAT or "items" not in report:
        raise BadExamples(f"{path}: is no report of this release. Write it again with `referat evaluate --json`.")
    return report


def reliability(report: dict[str, Any], kind: str) -> tuple[list[float], list[float]]:
    """Give the reliability curve of one kind: mean scores, and shares that were right."""
    bins = report["kinds"][kind]["calibration"]["bins"]
    return [float(b["score"]) for b in bins], [float(b["right"]) for b in bins]


def confusion_matrix(report: dict[str, Any], kind: str) -> tuple[list[str], Any]:
    """Give the labels of one kind and how often each was taken for each, annotated in rows and predicted in columns."""
    figures = report["kinds"][kind]
    names = [row["label"] for row in figures["labels"]]
    matrix = np.zeros((len(names), len(names)), dtype=int)
    index = {name: at for at, name in enumerate(names)}
    for item in report["items"]:
        if kind in item["labels"]:
            matrix[index[item["labels"][kind]["wanted"]], index[item["labels"][kind]["found"]]] += 1
    return names, matrix
