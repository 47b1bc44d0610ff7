"""Topic and decision type of an agenda item: one matrix, one linear head for each kind of label, honest probabilities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from scipy import sparse

from nlp.document import Label
from nlp.features import ItemText, ItemVectorizer

if TYPE_CHECKING:
    from sklearn.linear_model import LogisticRegression

SEED = 20260
Floats = npt.NDArray[np.float32]


@dataclass
class Head:
    """The linear model of one kind of label; `temperature` makes its probabilities honest."""

    classes: list[str]
    coef: Floats
    intercept: Floats
    temperature: float = 1.0


class ItemClassifier:
    """Gives each agenda item one label of each kind, with its probability.

    Trained by `fit`; the heads share one `ItemVectorizer`, as counting the words costs most.
    """

    def __init__(self, vectorizer: ItemVectorizer | None = None, strength: float = 60.0) -> None:
        self.vectorizer = vectorizer if vectorizer is not None else ItemVectorizer()
        self.strength = strength
        self.heads: dict[str, Head] = {}

    def fit(self, items: Sequence[ItemText], labels: dict[str, Sequence[str | None]], groups: Sequence[str]) -> ItemClassifier:
        """Learn from labelled items.

        Args:
            items: The items' columns.
            labels: For each kind of label the labels of all items, None where an item has none.
            groups: The municipality of each item: the temperature is found on groups left out.
        """
        X = self.vectorizer.fit_transform(items)
        for kind, values in labels.items():
            # Examples of somebody else's scheme may lack this kind of label.
            known = [row for row, value in enumerate(values) if value is not None]
            y = np.asarray([values[row] for row in known])
            head = self._fit_head(kind, self.vectorizer, X[known], y)
            head.temperature = self._temperature(kind, [items[row] for row in known], y, np.asarray([groups[row] for row in known]))
            self.heads[kind] = head
        return self

    def probabilities(self, items: Sequence[ItemText]) -> dict[str, Floats]:
        """Give, for each kind, one row of probabilities for each item, in the order of the head's classes."""
        X = self.vectorizer.transform(items)
        return {kind: _softmax((X @ head.coef.T + head.intercept) / head.temperature) for kind, head in self.heads.items()}

    def predict(self, items: Sequence[ItemText]) -> list[dict[str, Label]]:
        """Give the most probable label of each kind for each item."""
        if not items:
            return []
        out: list[dict[str, Label]] = [{} for _ in items]
        for kind, rows in self.probabilities(items).items():
            classes = self.heads[kind].classes
            for row, best in enumerate(rows.argmax(axis=1)):
                out[row][kind] = Label(classes[best], round(float(rows[row, best]), 4))
        return out

    def _fit_head(self, kind: str, vectorizer: ItemVectorizer, X: sparse.csr_matrix, y: npt.NDArray[np.str_]) -> Head:
        """Fit one head; how loud each feature is for this kind of label becomes part of its weights."""
        loudness = _loudness(kind, vectorizer)
        head = _head(_regression(self.strength).fit(sparse.csr_matrix(X @ sparse.diags(loudness)), y))
        head.coef = (head.coef * loudness).astype(np.float32)
        return head

    def _temperature(self, kind: str, items: Sequence[ItemText], y: npt.NDArray[np.str_], groups: npt.NDArray[np.str_]) -> float:
        """Find the temperature that makes left-out groups most likely; 1.0 with fewer than three groups."""
        from sklearn.model_selection import GroupKFold

        folds = min(5, len(set(groups)))
        if folds < 3:
            return 1.0
        logits, truth = [], []
        for train, test in GroupKFold(folds).split(items, y, groups):
            vectorizer = ItemVectorizer(**self.vectorizer.get_params())
            model = self._fit_head(kind, vectorizer, vectorizer.fit_transform([items[i] for i in train]), y[train])
            rows = vectorizer.transform([items[i] for i in test]) @ model.coef.T + model.intercept
            index = {name: at for at, name in enumerate(model.classes)}
            kept = [at for at, i in enumerate(test) if y[i] in index]
            logits.append((rows[kept], [index[y[test[at]]] for at in kept]))
            truth.append(len(kept))
        grid = np.geomspace(0.3, 3.0, 60)
        losses = [sum(_loss(rows / t, wanted) for rows, wanted in logits) for t in grid]
        return float(grid[int(np.argmin(losses))])


def _loudness(kind: str, vectorizer: ItemVectorizer) -> Floats:
    """How much each feature counts for a kind of label.

    What was decided, and how an item is built, tells its decision type; for what an item is about it is noise that
    differs between municipalities.
    """
    loud = np.ones(len(vectorizer.vocabulary_), dtype=np.float32)
    if kind != "decision_type":
        for feature, index in vectorizer.vocabulary_.items():
            if feature.startswith("d:") or (feature.startswith("f:") and not feature.startswith("f:kle=")):
                loud[index] = 0.2
    return loud


def _regression(strength: float) -> LogisticRegression:
    # Read for training alone: tagging needs the heads, and starts sooner without.
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=strength, max_iter=400, tol=1e-4, random_state=SEED)


def _head(model: LogisticRegression) -> Head:
    classes = [str(name) for name in model.classes_]
    coef, intercept = model.coef_, model.intercept_
    if len(classes) == 2:
        coef, intercept = np.vstack([-coef[0] / 2, coef[0] / 2]), np.array([-intercept[0] / 2, intercept[0] / 2])
    return Head(classes, coef.astype(np.float32), intercept.astype(np.float32))


def _softmax(rows: npt.NDArray[np.floating]) -> Floats:
    shifted = np.exp(rows - rows.max(axis=1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=1, keepdims=True), dtype=np.float32)


def _loss(rows: npt.NDArray[np.floating], wanted: Sequence[int]) -> float:
    probabilities = _softmax(rows)[np.arange(len(wanted)), wanted]
    return float(-np.log(np.maximum(probabilities, 1e-9)).sum())
