"""The labelling as estimators of scikit-learn, for one kind of label: to search settings, to compare with other models, to build into a `Pipeline`.

`referat train` fits the same features and the same linear model for all kinds at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.base import BaseEstimator, ClassifierMixin, TransformerMixin
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import _check_sample_weight, check_is_fitted, validate_data

from nlp.labelling.classify import fit_head, loudness
from nlp.labelling.columns import ItemText, read_item_text
from nlp.labelling.vectorize import COLUMNS, ItemVectorizer


class ItemFeatures(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Agenda items to rows of features, as they are heard for one kind of label.

    Args:
        kind: `decision_type` hears what was decided as loud as all else, any other kind hardly.
        min_count: A feature seen in fewer training items is left out.
        max_features: The most features kept.
        parts: Lengths of the parts of words, from and to; None for whole words alone.
        columns: The columns that are read.
        words: False for parts of words alone.

    Example:
        >>> features = ItemFeatures(min_count=1).fit(["1. Ny cykelsti", "2. Ny skole"])
        >>> features.transform(["1. Ny cykelsti"]).shape[0], "t:cykelsti" in features.get_feature_names_out()
        (1, True)
    """

    def __init__(
        self,
        kind: str = "topic",
        min_count: int = 2,
        max_features: int = 60_000,
        parts: tuple[int, int] | None = (3, 5),
        columns: tuple[str, ...] = COLUMNS,
        words: bool = True,
    ) -> None:
        self.kind = kind
        self.min_count = min_count
        self.max_features = max_features
        self.parts = parts
        self.columns = columns
        self.words = words

    def fit(self, X: Iterable[str | ItemText], y: Any = None) -> ItemFeatures:
        """Learn the features of items: their texts as they stand in minutes, or their columns."""
        vectorizer = ItemVectorizer(self.min_count, self.max_features, self.parts, tuple(self.columns), self.words)
        self.vectorizer_ = vectorizer.fit(_items(X))
        self.loudness_ = loudness(self.kind, self.vectorizer_)
        return self

    def transform(self, X: Iterable[str | ItemText]) -> sparse.csr_matrix:
        """Give one row for each item."""
        check_is_fitted(self)
        return sparse.csr_matrix(self.vectorizer_.transform(_items(X)) @ sparse.diags(self.loudness_))

    def get_feature_names_out(self, input_features: Any = None) -> npt.NDArray[np.object_]:
        """Give the features' names, each with the mark of where it stands (`t:` title, `i:` proposal, `d:` decision, `w:` anywhere, ...)."""
        check_is_fitted(self)
        return np.array(list(self.vectorizer_.vocabulary_), dtype=object)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.string, tags.input_tags.two_d_array = True, False
        tags.no_validation = True
        return tags


class LabelClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """The linear model of one kind of label: a support vector machine, with a share of naive Bayes in its weights.

    Args:
        strength: How closely the training items are followed.
        blend: Whether naive Bayes has a share, which helps for what an item is about; it needs features that are never negative and three classes or more.
        temperature: Divides the margins before they become probabilities; `sklearn.calibration` or groups left out tell which is honest.

    Example:
        >>> from sklearn.pipeline import make_pipeline
        >>> model = make_pipeline(ItemFeatures(min_count=1), LabelClassifier())
        >>> str(model.fit(["1. Ny cykelsti", "2. Ny skole"], ["roads", "schools"]).predict(["3. Cykelsti ved åen"])[0])
        'roads'
    """

    def __init__(self, strength: float = 2.0, blend: bool = True, temperature: float = 1.0) -> None:
        self.strength = strength
        self.blend = blend
        self.temperature = temperature

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> LabelClassifier:
        """Learn from rows of features and their labels."""
        X, y = validate_data(self, X, y, accept_sparse="csr", dtype=np.float64)
        check_classification_targets(y)
        weights = None if sample_weight is None else _check_sample_weight(sample_weight, X)
        self.classes_, numbers = np.unique(y, return_inverse=True)
        if len(self.classes_) < 2:
            raise ValueError(f"Labels of {len(self.classes_)} class alone, {self.classes_.tolist()}: there is nothing to tell apart.")
        rows = sparse.csr_matrix(X)
        # Names that sort as the classes do.
        names = np.char.zfill(numbers.astype(str), len(str(len(self.classes_))))
        self.head_ = fit_head(rows, names, self.strength, blend=self.blend and (rows.nnz == 0 or rows.data.min() >= 0), weights=weights)
        return self

    def decision_function(self, X: Any) -> npt.NDArray[np.float64]:
        """Give the margin of each class; of two classes that of the second alone."""
        check_is_fitted(self)
        X = validate_data(self, X, accept_sparse="csr", dtype=np.float64, reset=False)
        margins = np.asarray(X @ self.head_.weights + self.head_.intercept, dtype=np.float64)
        return margins[:, 1] - margins[:, 0] if len(self.classes_) == 2 else margins

    def predict_proba(self, X: Any) -> npt.NDArray[np.float64]:
        """Give the probability of each class."""
        margins = self.decision_function(X)
        if margins.ndim == 1:
            margins = np.column_stack([-margins / 2, margins / 2])
        heated = np.exp((margins - margins.max(axis=1, keepdims=True)) / self.temperature)
        return np.asarray(heated / heated.sum(axis=1, keepdims=True))

    def predict(self, X: Any) -> npt.NDArray[Any]:
        """Give the most probable class of each row."""
        margins = self.decision_function(X)
        best = (margins > 0).astype(int) if margins.ndim == 1 else margins.argmax(axis=1)
        return np.asarray(self.classes_[best])

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = True
        return tags


def _items(X: Iterable[str | ItemText]) -> Sequence[ItemText]:
    if isinstance(X, str):
        raise ValueError("X is one text; give a list of the texts of items.")
    out = []
    for item in X:
        if not isinstance(item, str | ItemText):
            raise ValueError(f"X holds a {type(item).__name__}; give the text of each item.")
        out.append(read_item_text(item) if isinstance(item, str) else item)
    return out
