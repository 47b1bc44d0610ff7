"""What examples of one's own bring on top of a model: on those of them that were left out, before and after."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from sklearn.model_selection import GroupKFold

from nlp.labelling.classify import ItemClassifier
from nlp.labelling.columns import ItemText
from nlp.training.examples import ExampleSet, sampling_units
from nlp.training.metrics import paired_figures

_FOLDS = 5
# Fewer own examples than this say nothing of a gain.
LEAST = 10


def measure_gain(
    base: ItemClassifier, examples: ExampleSet, items: Sequence[ItemText], *, trained: ItemClassifier, known: Sequence[int] = (), seed: int = 0
) -> dict[str, Any]:
    """Compare a base with models that also learned from most of one's own examples, on the others of them.

    Each part of the own examples, by group (by document or alone where there are few), is left out once; the base's examples stay.

    Args:
        base: The model without one's own examples.
        examples: All examples; `added` names one's own.
        items: The columns of all examples.
        trained: A classifier whose vectorizer knows all examples.
        known: Rows that the base was trained on, which cannot be measured with.
        seed: Of the parts and of the intervals.

    Returns:
        For each kind that both know `before` and `after` (shares that are right), `gain` with its interval, and how many of how many; and the `unit` that
        was left out and drawn together. Nothing where there are too few.
    """
    own = np.array([at for at, row in enumerate(examples.rows) if row["id"] in examples.added and at not in set(known)], dtype=int)
    if len(own) < LEAST:
        return {}
    unit, units = sampling_units([examples.rows[at] for at in own])
    X = trained.vectorizer.transform(items)
    before = base.predict([items[at] for at in own])
    after: list[dict[str, str | None]] = [{} for _ in own]
    shuffled = GroupKFold(min(_FOLDS, len(set(units))), shuffle=True, random_state=seed % 2**32)
    for _, test in shuffled.split(own, groups=np.array(units)):
        rest = np.setdiff1d(np.arange(len(items)), own[test])
        model = ItemClassifier(trained.vectorizer, trained.strength)
        kinds = [kind for kind in base.heads if kind in examples.kinds]
        model.fit_rows(X[rest], {kind: [examples.rows[at][kind] for at in rest] for kind in kinds}, weights_of([examples.rows[at] for at in rest]))
        for place, rows in zip(test, model.predict_rows(X[own[test]]), strict=True):
            after[place] = {kind: label.label for kind, label in rows.items()}
    out: dict[str, Any] = {}
    for kind in base.heads:
        told = [at for at, row in enumerate(own) if kind in after[at] and examples.rows[row][kind] is not None]
        if len(told) >= LEAST:
            wanted = [{examples.rows[own[at]][kind], examples.rows[own[at]].get(f"{kind}_alt")} for at in told]
            was = [before[at][kind].label in labels for at, labels in zip(told, wanted, strict=True)]
            now = [after[at][kind] in labels for at, labels in zip(told, wanted, strict=True)]
            out[kind] = {"unit": unit, **paired_figures([units[at] for at in told], was, now, seed=seed)}
    return out


def weights_of(rows: Sequence[dict[str, Any]]) -> list[float] | None:
    """Give what each example weighs, 1 where it does not say; None where all weigh the same."""
    weights = [float(row.get("weight") or 1.0) for row in rows]
    return weights if len(set(weights)) > 1 else None
