"""Examples to a model: read, check, learn, measure, write."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import accuracy_score, f1_score
from sklearn.model_selection import GroupKFold

from nlp import artifacts
from nlp.classify import SEED, ItemClassifier
from nlp.errors import BadExamples
from nlp.features import ItemText, item_text, parse_item
from nlp.pipeline import make_pipeline

KINDS = ("topic", "decision_type")
_MOST_FOLDS = 8


def read_examples(paths: Iterable[Path]) -> list[dict[str, Any]]:
    """Read annotated examples from JSON Lines files, or from all such files of a folder.

    Raises:
        BadExamples: a line is no JSON object, or lacks its text, a label or its group; says file and line.
    """
    out: list[dict[str, Any]] = []
    files = [file for path in paths for file in (sorted(path.glob("*.jsonl")) if path.is_dir() else [path])]
    if not files:
        raise BadExamples(f"no .jsonl files in {', '.join(map(str, paths))}. Name a file or a folder with examples.")
    for file in files:
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
            if line.strip():
                out.append(_check(line, f"{file}, line {number}"))
    return out


def _check(line: str, where: str) -> dict[str, Any]:
    try:
        example = json.loads(line)
    except json.JSONDecodeError as err:
        raise BadExamples(f"{where}: is no JSON ({err}). Write one JSON object on each line.") from err
    if not isinstance(example, dict):
        raise BadExamples(f"{where}: holds a {type(example).__name__}. Write one JSON object on each line.")
    for name in ("text", "group", *KINDS):
        if not isinstance(example.get(name), str) or not example[name].strip():
            raise BadExamples(f"{where}: has no {name!r}. Each example needs text, group, {' and '.join(KINDS)}.")
    return example


def item_texts(examples: Sequence[dict[str, Any]]) -> list[ItemText]:
    """Parse each example as the pipeline parses an item."""
    return [item_text(*parse_item(e["text"], committee=e.get("committee"), date=e.get("date"))) for e in examples]


def dataset_digest(examples: Sequence[dict[str, Any]]) -> str:
    """Give the SHA-256 of texts, labels and groups, in order."""
    total = hashlib.sha256()
    for example in examples:
        total.update(json.dumps([example["text"], example["group"], *(example[kind] for kind in KINDS)], ensure_ascii=False).encode())
    return total.hexdigest()


def check_labels(examples: Sequence[dict[str, Any]], least: int = 5) -> None:
    """Refuse labels with too few examples to learn and to measure.

    Raises:
        BadExamples: names each such label and how many examples it has.
    """
    for kind in KINDS:
        few = {label: n for label, n in Counter(e[kind] for e in examples).items() if n < least}
        if few:
            listed = ", ".join(f"{label} ({n})" for label, n in sorted(few.items()))
            raise BadExamples(f"{kind}: too few examples of {listed}. Each label needs {least}: add some, or merge the label with another.")


def cross_validate(examples: Sequence[dict[str, Any]], items: Sequence[ItemText]) -> dict[str, Any]:
    """Measure on municipalities left out: accuracy and macro-F1 of each kind of label.

    `accepted` also counts the second label of examples that have one.
    """
    groups = np.array([e["group"] for e in examples])
    folds = min(_MOST_FOLDS, len(set(groups)))
    if folds < 2:
        return {}
    found: dict[str, list[str | None]] = {kind: [None] * len(examples) for kind in KINDS}
    for train, test in GroupKFold(folds).split(items, groups=groups):
        classifier = ItemClassifier()
        classifier.fit([items[i] for i in train], {kind: [examples[i][kind] for i in train] for kind in KINDS}, ["one"] * len(train))
        for i, labels in zip(test, classifier.predict([items[i] for i in test]), strict=True):
            for kind in KINDS:
                found[kind][i] = labels[kind].label
    return {
        kind: {
            "accuracy": round(float(accuracy_score([e[kind] for e in examples], found[kind])), 4),
            "accepted": round(float(np.mean([f in (e[kind], e.get(f"{kind}_alt")) for e, f in zip(examples, found[kind], strict=True)])), 4),
            "macro_f1": round(float(f1_score([e[kind] for e in examples], found[kind], average="macro")), 4),
        }
        for kind in KINDS
    }


def train_model(examples: Sequence[dict[str, Any]], out: Path, *, name: str | None = None, version: str = "1.0.0") -> dict[str, Any]:
    """Train on examples and write the model folder; the old one stays as it was where anything fails.

    Returns:
        The manifest that was written.

    Raises:
        BadExamples: a label has too few examples.
    """
    check_labels(examples)
    items = item_texts(examples)
    scores = cross_validate(examples, items)
    classifier = ItemClassifier().fit(items, {kind: [e[kind] for e in examples] for kind in KINDS}, [e["group"] for e in examples])
    facts = {
        "name": name or out.name,
        "version": version,
        "trained": date.today().isoformat(),
        "seed": SEED,
        "labels": {kind: head.classes for kind, head in classifier.heads.items()},
        "data": {"sha256": dataset_digest(examples), "examples": len(examples), "groups": len({e["group"] for e in examples})},
        "scores": {"held-out municipalities": scores},
    }
    with artifacts.replacing(out) as folder:
        make_pipeline(classifier).to_disk(folder)
        return artifacts.write_manifest(folder, facts)
