"""Topic and decision type of an agenda item: one matrix, one linear head for each kind of label, honest probabilities."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from nlp.document import Alternative, Label
from nlp.labelling.columns import ItemText
from nlp.labelling.vectorize import ItemVectorizer

SEED = 20260
# Of naive Bayes: what a word counts that was never seen in a class.
_SMOOTHING = 0.1
# How loud it is beside the SVM.
_SHARE = 0.5
# How many less probable labels are told beside the most probable one, and from which probability on.
_ALTERNATIVES, _LEAST = 3, 0.01
Floats = npt.NDArray[np.float32]


@dataclass
class Head:
    """The linear model of one kind of label: one column of weights for each class; `temperature` makes its probabilities honest."""

    classes: list[str]
    weights: Floats
    intercept: Floats
    temperature: float = 1.0


class ItemClassifier:
    """Gives each agenda item one label of each kind, with its probability.

    Trained by `fit`; the heads share one `ItemVectorizer`, as counting the words costs most. The probabilities come from margins, so a
    `temperature` must be set on each head from groups left out, as `nlp.training.train` does.

    Args:
        vectorizer: Makes numbers of items; a new one where it is None.
        strength: How closely the training items are followed.
    """

    def __init__(self, vectorizer: ItemVectorizer | None = None, strength: float = 2.0) -> None:
        self.vectorizer = vectorizer if vectorizer is not None else ItemVectorizer()
        self.strength = strength
        self.heads: dict[str, Head] = {}

    def fit(self, items: Sequence[ItemText], labels: Mapping[str, Sequence[str | None]], weights: Sequence[float] | None = None) -> ItemClassifier:
        """Learn from labelled items.

        Args:
            items: The items' columns.
            labels: For each kind of label the labels of all items, None where an item has none.
            weights: How much each item counts; all the same where it is None.
        """
        return self.fit_rows(self.vectorizer.fit_transform(items), labels, weights)

    def fit_rows(self, X: sparse.csr_matrix, labels: Mapping[str, Sequence[str | None]], weights: Sequence[float] | None = None) -> ItemClassifier:
        """Learn as `fit` does, from rows that the vectorizer made."""
        counts = None if weights is None else np.asarray(weights, dtype=float)
        for kind, values in labels.items():
            # Examples of somebody else's scheme may lack this kind of label.
            known = [row for row, value in enumerate(values) if value is not None]
            y = np.asarray([values[row] for row in known])
            self.heads[kind] = self._fit_head(kind, X[known], y, None if counts is None else counts[known])
        return self

    def probabilities(self, items: Sequence[ItemText]) -> dict[str, Floats]:
        """Give, for each kind, one row of probabilities for each item, in the order of the head's classes."""
        return self._probabilities(self.vectorizer.transform(items))

    def _probabilities(self, X: sparse.csr_matrix) -> dict[str, Floats]:
        return {kind: _softmax((X @ head.weights + head.intercept) / head.temperature) for kind, head in self.heads.items()}

    def predict(self, items: Sequence[ItemText]) -> list[dict[str, Label]]:
        """Give the most probable label of each kind for each item, with the next ones as its alternatives."""
        return self.predict_rows(self.vectorizer.transform(items)) if items else []

    def predict_rows(self, X: sparse.csr_matrix) -> list[dict[str, Label]]:
        """Label as `predict` does, from rows that the vectorizer made."""
        out: list[dict[str, Label]] = [{} for _ in range(X.shape[0])]
        for kind, rows in self._probabilities(X).items():
            classes = self.heads[kind].classes
            order = np.argsort(-rows, axis=1, kind="stable")[:, : 1 + _ALTERNATIVES]
            scores = np.take_along_axis(rows, order, axis=1).astype(float).round(4).tolist()
            for row, (best, probable) in enumerate(zip(order.tolist(), scores, strict=True)):
                others = tuple(Alternative(classes[at], score) for at, score in zip(best[1:], probable[1:], strict=True) if score >= _LEAST)
                out[row][kind] = Label(classes[best[0]], probable[0], others)
        return out

    def _fit_head(self, kind: str, X: sparse.csr_matrix, y: npt.NDArray[np.str_], weights: npt.NDArray[np.float64] | None) -> Head:
        """Fit one head; how loud each feature is for this kind of label becomes part of its weights."""
        loud = loudness(kind, self.vectorizer)
        head = fit_head(sparse.csr_matrix(X @ sparse.diags(loud)), y, self.strength, blend=kind != "decision_type", weights=weights)
        head.weights = np.ascontiguousarray(head.weights * loud[:, None], dtype=np.float32)
        return head


def fit_head(X: sparse.csr_matrix, y: npt.NDArray[np.str_], strength: float, *, blend: bool, weights: npt.NDArray[np.float64] | None = None) -> Head:
    """Fit the linear model of one kind of label.

    Args:
        X: Rows of features.
        y: Their labels.
        strength: How closely they are followed.
        blend: Give naive Bayes a share, where there are more than two labels.
        weights: How much each row counts.
    """
    # Read for training alone: tagging needs the weights, and starts sooner without.
    from sklearn.naive_bayes import ComplementNB
    from sklearn.svm import LinearSVC

    head = _head(LinearSVC(C=strength, max_iter=5000, random_state=SEED).fit(X, y, sample_weight=weights))
    if blend and len(head.classes) > 2:
        _blend(head, X, ComplementNB(alpha=_SMOOTHING).fit(X, y, sample_weight=weights).feature_log_prob_.T, weights)
    return head


def loudness(kind: str, vectorizer: ItemVectorizer) -> Floats:
    """How much each feature counts for a kind of label.

    What was decided, and how an item is built, tells its decision type; for what an item is about it is noise that
    differs between municipalities.
    """
    loud = np.ones(len(vectorizer.vocabulary_), dtype=np.float32)
    if kind != "decision_type":
        for feature, index in vectorizer.vocabulary_.items():
            if feature.startswith(("d:", "dd:")) or (feature.startswith("f:") and not feature.startswith("f:kle=")):
                loud[index] = 0.2
    return loud


def _blend(head: Head, X: sparse.csr_matrix, weights: npt.NDArray[np.floating], counts: npt.NDArray[np.float64] | None) -> None:
    """Add another linear model's weights, half as loud as the head's own on the training items: two models for the price of one.

    Complement naive Bayes counts every word of a field, the SVM those that part it from its neighbours: for what an item is about both together are right
    more often than either, for the decision type the SVM alone is (`scripts/compare_models.py`).
    """
    weights = weights - weights.mean(axis=1, keepdims=True)
    own, other = _spread(X @ head.weights + head.intercept, counts), _spread(X @ weights, counts)
    if other > 0:
        head.weights = (head.weights + weights * (_SHARE * own / other)).astype(np.float32)


def _spread(margins: npt.NDArray[np.floating], counts: npt.NDArray[np.float64] | None) -> float:
    """Give the standard deviation of margins, each row counted as it weighs."""
    if counts is None:
        return float(np.std(margins))
    mean = float(np.average(margins.mean(axis=1), weights=counts))
    return float(np.sqrt(np.average(((margins - mean) ** 2).mean(axis=1), weights=counts)))


def _head(model: Any) -> Head:
    classes = [str(name) for name in model.classes_]
    coef, intercept = model.coef_, model.intercept_
    if len(classes) == 2:
        coef, intercept = np.vstack([-coef[0] / 2, coef[0] / 2]), np.array([-intercept[0] / 2, intercept[0] / 2])
    return Head(classes, coef.T.astype(np.float32), intercept.astype(np.float32))


def _softmax(rows: npt.NDArray[np.floating]) -> Floats:
    shifted = np.exp(rows - rows.max(axis=1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=1, keepdims=True), dtype=np.float32)
