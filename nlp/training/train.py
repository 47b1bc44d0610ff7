"""Examples to a model: check, measure on what is left out, learn, write."""

from __future__ import annotations

import gzip
import json
import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from joblib import Parallel, delayed
from sklearn.model_selection import GroupKFold

from nlp.errors import BadExamples
from nlp.labelling import artifacts
from nlp.labelling.arrays import read_classifier
from nlp.labelling.classify import SEED, ItemClassifier
from nlp.labelling.columns import ItemText, read_item_text
from nlp.pipeline import make_pipeline
from nlp.reading.rows import Row
from nlp.training.card import model_card, package_meta
from nlp.training.examples import Example, ExampleSet, check_rows, dataset_digest, in_order, joined, load_examples, text_digest
from nlp.training.gain import LEAST as LEAST_OWN
from nlp.training.gain import measure_gain, weights_of
from nlp.training.metrics import label_figures

FOLDS = 5
# Fewer than this cannot be learned at all; with fewer than `FEW` the figures say little.
LEAST = 2
FEW = 10
EXAMPLES = "examples.jsonl.gz"
SEEN = "examples.sha256"
CARD = "README.md"
Say = Callable[[str], None]
Floats = npt.NDArray[np.float64]
# What the model of one fold says of what was left out: which rows, its labels, their probabilities.
_Part = tuple[npt.NDArray[np.intp], list[str], Floats]
_MANY = 500
# Margins are small numbers: what makes them honest lies well below one.
_TEMPERATURES = np.geomspace(0.05, 5.0, 100)


def _silent(message: str) -> None:
    """Say nothing."""


def read_examples(paths: Iterable[Path]) -> list[Example]:
    """Read annotated examples from files or folders, as rows."""
    return load_examples(paths).rows


def item_texts(examples: Sequence[Example]) -> list[ItemText]:
    """Parse each example as the pipeline parses an item."""
    return [read_item_text(e["text"], committee=e.get("committee"), date=e.get("date")) for e in examples]


def check_labels(examples: ExampleSet, least: int = LEAST) -> list[str]:
    """Refuse labels with too few examples to learn and to measure.

    Returns:
        Warnings: the labels that have enough to learn, and too few to say how well.

    Raises:
        BadExamples: names each such label and how many examples it has, or a kind with a single label.
    """
    warnings = []
    for kind in examples.kinds:
        counts = Counter(row[kind] for row in examples.labelled(kind))
        few = _listed(counts, least)
        if few:
            raise BadExamples(f"{kind}: too few examples of {few}. Each label needs {least}: add some, merge the label with another, or use --skip-rare.")
        if len(counts) < 2:
            raise BadExamples(
                f"{kind}: {len(counts)} label in all the data ({', '.join(counts) or 'none'}). There is nothing to tell apart: add examples of others."
            )
        rare = _listed(counts, FEW)
        if rare:
            warnings.append(f"{kind}: fewer than {FEW} examples of {rare}; how well these are found cannot be told.")
    return warnings


def without_rare(examples: ExampleSet, least: int) -> ExampleSet:
    """Take out labels with fewer than `least` examples; a row with no other label and no entities goes with its label."""
    rows, notes = examples.rows, list(examples.notes)
    for kind in examples.kinds:
        counts = Counter(row[kind] for row in rows if row[kind] is not None)
        few = _listed(counts, least)
        if few:
            rows = [row if row[kind] is None or counts[row[kind]] >= least else {**row, kind: None} for row in rows]
            notes.append(f"{kind}: left out {few}, with fewer than {least} examples each.")
    kept = [row for row in rows if row["entities"] or any(row[kind] is not None for kind in examples.kinds)]
    return replace(examples, rows=kept, notes=tuple(notes))


def _listed(counts: Counter[str], least: int) -> str:
    return ", ".join(f"{label} ({n})" for label, n in sorted(counts.items()) if n < least)


@dataclass(frozen=True, slots=True)
class HeldOut:
    """What models said of examples that they were not trained on; `scores` as calibrated on the other folds."""

    rows: list[int]
    found: list[str]
    scores: list[float]
    temperature: float


def held_out(examples: ExampleSet, items: Sequence[ItemText], *, seed: int = SEED, folds: int = FOLDS, say: Say = _silent) -> dict[str, HeldOut]:
    """Predict every example by a model of the other groups; nothing where there is one group alone."""
    groups = np.array([row["group"] for row in examples.rows])
    folds = min(folds, len(set(groups)))
    if folds < 2:
        return {}
    said: dict[str, list[_Part]] = {kind: [] for kind in examples.kinds}
    splits = list(GroupKFold(folds, shuffle=True, random_state=seed % 2**32).split(items, groups=groups))
    # Small data is measured sooner than a second process has started.
    jobs = min(2, os.cpu_count() or 1) if len(items) >= _MANY else 1
    results = Parallel(n_jobs=jobs, return_as="generator")(delayed(_fold)(examples, items, train, test) for train, test in splits)
    for number, parts in enumerate(results, start=1):
        for kind, part in parts.items():
            said[kind].append(part)
        say(f"fold {number} of {folds}: " + ", ".join(f"{kind} {_share(examples, kind, part):.3f}" for kind, part in parts.items() if len(part[0])))
    return {kind: _calibrated(examples, kind, parts) for kind, parts in said.items() if any(len(part[0]) for part in parts)}


def _fold(examples: ExampleSet, items: Sequence[ItemText], train: npt.NDArray[np.intp], test: npt.NDArray[np.intp]) -> dict[str, _Part]:
    """Train on one part, and give the probabilities of the other."""
    rest = [examples.rows[i] for i in train]
    # With few examples a part may hold one label alone, and there is nothing to learn for it.
    kinds = tuple(kind for kind in examples.kinds if len({row[kind] for row in rest} - {None}) > 1)
    classifier = _fit([items[i] for i in train], ExampleSet(rest, kinds))
    out = {}
    for kind, rows in classifier.probabilities([items[i] for i in test]).items():
        known = np.array([examples.rows[i][kind] is not None for i in test])
        out[kind] = (test[known], classifier.heads[kind].classes, np.asarray(rows, dtype=float)[known])
    return out


def _share(examples: ExampleSet, kind: str, part: _Part) -> float:
    rows, classes, probabilities = part
    return float(np.mean([classes[best] == examples.rows[i][kind] for i, best in zip(rows, probabilities.argmax(axis=1), strict=True)]))


def _calibrated(examples: ExampleSet, kind: str, parts: Sequence[_Part]) -> HeldOut:
    """Find the temperature: for each fold's figures on the other folds, for the model on all."""
    right = [_right(examples, kind, rows, classes) for rows, classes, _ in parts]
    rows: list[int] = []
    found: list[str] = []
    scores: list[float] = []
    for at, (test, classes, probabilities) in enumerate(parts):
        others = [(part[2], right[i]) for i, part in enumerate(parts) if i != at]
        heated = _heated(probabilities, _temperature(others))
        best = heated.argmax(axis=1)
        rows += [int(i) for i in test]
        found += [classes[i] for i in best]
        scores += [float(score) for score in heated[np.arange(len(best)), best]]
    return HeldOut(rows, found, scores, _temperature([(part[2], r) for part, r in zip(parts, right, strict=True)]))


def _right(examples: ExampleSet, kind: str, rows: npt.NDArray[np.intp], classes: Sequence[str]) -> npt.NDArray[np.bool_]:
    """Tell for each row which classes are right: the label, and a second one that is as good."""
    wanted = [{examples.rows[i][kind], examples.rows[i].get(f"{kind}_alt")} for i in rows]
    return np.array([[name in labels for name in classes] for labels in wanted], dtype=bool).reshape(len(rows), len(classes))


def _temperature(parts: Sequence[tuple[Floats, npt.NDArray[np.bool_]]]) -> float:
    """Find the temperature that makes the right labels most likely; labels that a fold's model had never seen don't count."""
    losses = []
    for t in _TEMPERATURES:
        total = 0.0
        for probabilities, right in parts:
            known = right.any(axis=1)
            total -= float(np.log(np.maximum((_heated(probabilities[known], t) * right[known]).sum(axis=1), 1e-9)).sum())
        losses.append(total)
    return float(_TEMPERATURES[int(np.argmin(losses))])


def _heated(probabilities: Floats, temperature: float) -> Floats:
    logits = np.log(np.maximum(probabilities, 1e-12)) / temperature
    shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=1, keepdims=True))


def _fit(items: Sequence[ItemText], examples: ExampleSet) -> ItemClassifier:
    """Fit without a temperature: it comes from the folds that are predicted anyway."""
    return ItemClassifier().fit(items, {kind: [row[kind] for row in examples.rows] for kind in examples.kinds}, weights_of(examples.rows))


def held_out_figures(examples: ExampleSet, said: dict[str, HeldOut], *, seed: int = SEED) -> dict[str, Any]:
    """Give the figures of each kind of label on examples that were left out."""
    out = {}
    for kind, one in said.items():
        rows = [examples.rows[i] for i in one.rows]
        groups = [row["group"] for row in rows]
        out[kind] = label_figures([row[kind] for row in rows], one.found, one.scores, groups, also=[row.get(f"{kind}_alt") for row in rows], seed=seed)
    return out


def cross_validate(examples: Sequence[Example] | ExampleSet, items: Sequence[ItemText], *, seed: int = SEED) -> dict[str, Any]:
    """Measure on groups left out: accuracy and macro-F1 of each kind of label; `accepted` counts second labels as well."""
    chosen = examples if isinstance(examples, ExampleSet) else ExampleSet(list(examples), ("topic", "decision_type"))
    return _summary(held_out_figures(chosen, held_out(chosen, items, seed=seed), seed=seed))


def _summary(figures: dict[str, Any]) -> dict[str, Any]:
    return {
        kind: {
            **{name: one[name]["value"] for name in ("accuracy", "accepted", "macro_f1")},
            "accuracy_interval": [one["accuracy"]["low"], one["accuracy"]["high"]],
            "ece": one["calibration"]["ece"],
        }
        for kind, one in figures.items()
    }


def train_model(
    examples: ExampleSet | Sequence[Example],
    out: Path,
    *,
    name: str | None = None,
    version: str | None = None,
    seed: int = SEED,
    least: int = LEAST,
    keep_examples: bool = False,
    base: Path | None = None,
    lexicon: bool = True,
    remarks: str = "",
    license: str = "",
    say: Say = _silent,
) -> dict[str, Any]:
    """Train on examples and write the model folder; the old one stays as it was where anything fails.

    Args:
        examples: What to learn from; their kinds of label are the model's.
        out: The model folder.
        name: The model's name; the folder's where it is None.
        version: The model's version; where it is None, that of the model in `out` with its last number raised, `1.0.0` where there is none.
        seed: Of the split into folds and of the intervals.
        least: Labels with fewer examples are refused.
        keep_examples: Write the examples into the folder, so that others can train on top of them. They hold the texts.
        base: The model whose examples are among these: what the others, `added` ones bring is measured against it.
        lexicon: Learn names and phrases from annotated spans. The shipped model does without: its examples are invented, and so are the names in them.
        remarks: Markdown to add to the model card.
        license: The model's licence, as SPDX calls it (`MIT`).
        say: Is told what is going on.

    Returns:
        The manifest that was written.

    Raises:
        BadExamples: a label has too few examples.
    """
    chosen = examples if isinstance(examples, ExampleSet) else check_rows([Row(Path("examples"), f"row {i}", row) for i, row in enumerate(examples, start=1)])
    chosen = in_order(chosen)
    warnings = [*chosen.notes, *check_labels(chosen, least)]
    groups = {row["group"] for row in chosen.rows}
    if len(groups) < 2:
        warnings.append("all examples are of one group: nothing can be left out, so there are no figures.")
    for warning in warnings:
        say(f"note: {warning}")
    items = item_texts(chosen.rows)
    say(f"{len(items)} examples of {len(groups)} groups parsed; measuring on groups left out")
    said = held_out(chosen, items, seed=seed, say=say)
    figures = held_out_figures(chosen, said, seed=seed)
    say("training on all examples")
    classifier = _fit(items, chosen)
    for kind, one in said.items():
        classifier.heads[kind].temperature = one.temperature
    scores: dict[str, Any] = {"held-out groups": _summary(figures)}
    if base is not None:
        scores |= _gain(base, chosen, items, classifier, seed, say)
    facts = {
        "name": name or out.absolute().name,
        "version": version or next_version(out),
        **({"license": license} if license else {}),
        "trained": date.today().isoformat(),
        "seed": seed,
        "labels": {kind: head.classes for kind, head in classifier.heads.items()},
        "data": {"sha256": dataset_digest(chosen), "examples": len(chosen.rows), "groups": len(groups), **({"base": base.absolute().name} if base else {})},
        "scores": scores,
    }
    nlp = make_pipeline(classifier)
    nlp.meta.update(package_meta(facts))
    if lexicon:
        from nlp.labelling.lexicon import finder_of, learn_lexicon

        say("learning names and phrases from annotated spans")
        nlp.get_pipe("minutes_lexicon").lexicon = learn_lexicon(chosen.rows, finder_of(nlp))  # type: ignore[attr-defined]
    with artifacts.replacing(out) as folder:
        nlp.to_disk(folder)
        (folder / SEEN).write_text("".join(f"{digest}\n" for digest in sorted({text_digest(row) for row in chosen.rows})), encoding="ascii")
        if keep_examples:
            write_kept(chosen, folder / EXAMPLES)
        (folder / CARD).write_text(model_card(facts, chosen, figures, warnings, remarks=remarks, with_examples=keep_examples), encoding="utf-8")
        return artifacts.write_manifest(folder, facts)


def _gain(base: Path, examples: ExampleSet, items: Sequence[ItemText], classifier: ItemClassifier, seed: int, say: Say) -> dict[str, Any]:
    """Give what one's own examples bring, under the name that the manifest has for it."""
    say("measuring what your own examples bring, each left out once")
    before = read_classifier((base / artifacts.CLASSIFIER).read_bytes(), base)
    seen = seen_texts(base)
    known = [at for at, row in enumerate(examples.rows) if row["id"] in examples.added and text_digest(row) in seen]
    gain = measure_gain(before, examples, items, trained=classifier, known=known, seed=seed) if before is not None else {}
    if not gain:
        say(f"note: fewer than {LEAST_OWN} examples of your own that {base.name} has not seen: what they bring cannot be told.")
    return {"own examples, left out": gain} if gain else {}


def next_version(folder: Path) -> str:
    """Give the version of the next model in a folder.

    Example:
        >>> next_version(Path("no/such/folder"))
        '1.0.0'
    """
    try:
        old = str(json.loads((folder / artifacts.MANIFEST).read_text(encoding="utf-8"))["version"])
    except (OSError, ValueError, KeyError, TypeError):
        return "1.0.0"
    number = re.match(r"(.*?)(\d+)$", old)
    return f"{number[1]}{int(number[2]) + 1}" if number else f"{old}.1"


def seen_texts(folder: Path) -> frozenset[str]:
    """Give the digests of the texts that a model was trained on; none where its folder does not tell."""
    path = folder / SEEN
    return frozenset(path.read_text(encoding="ascii").split()) if path.is_file() else frozenset()


def write_kept(examples: ExampleSet, path: Path) -> None:
    """Write examples as packed JSON Lines, the same bytes for the same examples."""
    with path.open("wb") as raw, gzip.GzipFile(fileobj=raw, mode="wb", mtime=0, filename="") as stream:
        stream.writelines((json.dumps(row, ensure_ascii=False) + "\n").encode("utf-8", "surrogatepass") for row in examples.rows)


def base_examples(folder: Path) -> ExampleSet:
    """Give the examples that a model was trained on.

    Raises:
        ModelMismatch: the folder is no model.
        BadExamples: the model was written without its examples.
    """
    manifest = artifacts.read_manifest(folder)
    path = folder / EXAMPLES
    if not path.is_file():
        raise BadExamples(
            f"{folder}: was written without its examples, so nothing can be added to them. Train it again with --with-examples, or name its files with --data."
        )
    try:
        lines = gzip.decompress(path.read_bytes()).decode("utf-8", "surrogatepass").split("\n")
        rows = [Row(path, f"line {number}", json.loads(line)) for number, line in enumerate(lines, start=1) if line]
    except (OSError, EOFError, ValueError) as err:
        raise BadExamples(f"{path}: is damaged ({type(err).__name__}). Install or train the model again.") from err
    examples = check_rows(rows, kinds=list(manifest["labels"]))
    if dataset_digest(examples) != manifest["data"]["sha256"]:
        raise BadExamples(f"{path}: these are not the examples that the manifest was written for. Install or train the model again.")
    return examples


def with_base(folder: Path, own: ExampleSet) -> ExampleSet:
    """Add one's own examples to those of a model; both keep their kinds of label."""
    return joined(base_examples(folder), own)
