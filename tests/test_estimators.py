"""The labelling keeps scikit-learn's contract, as far as texts allow."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import GridSearchCV, GroupKFold, cross_val_score
from sklearn.pipeline import Pipeline
from sklearn.utils import estimator_checks
from sklearn.utils.estimator_checks import parametrize_with_checks

from nlp.labelling.classify import ItemClassifier
from nlp.training.estimators import ItemFeatures, LabelClassifier
from nlp.training.train import item_texts
from tests.invented import examples

# What scikit-learn checks of every estimator without fitting it. All its other checks feed a table of numbers, and items are texts: for estimators of strings
# it has none, and says so (`SkipTestWarning`); what they would show stands below.
WITHOUT_DATA = (
    "check_estimator_cloneable",
    "check_estimator_repr",
    "check_estimator_tags_renamed",
    "check_get_params_invariance",
    "check_no_attributes_set_in_init",
    "check_parameters_default_constructible",
    "check_set_params",
    "check_valid_tag_types",
)


_WEIGHTS = "liblinear stops where it is near enough, and weighted rows stop elsewhere than repeated ones; scikit-learn excepts its LinearSVC, too"


def expected_failures(estimator: Any) -> dict[str, str]:
    return {"check_sample_weight_equivalence_on_dense_data": _WEIGHTS, "check_sample_weight_equivalence_on_sparse_data": _WEIGHTS}


@parametrize_with_checks([LabelClassifier(), LabelClassifier(blend=False, temperature=0.5)], expected_failed_checks=expected_failures)
def test_the_contract_of_classifiers_is_kept(estimator: Any, check: Any) -> None:
    check(estimator)


@pytest.mark.parametrize("name", WITHOUT_DATA)
def test_the_contract_of_all_estimators_is_kept(name: str) -> None:
    getattr(estimator_checks, name)("ItemFeatures", ItemFeatures())


def test_features_are_learned_again_without_a_trace_and_are_no_features_before(items: tuple[list[str], list[str], list[str]]) -> None:
    texts = items[0]
    features = ItemFeatures(min_count=1)
    with pytest.raises(NotFittedError):
        features.transform(texts)
    before = features.get_params()
    rows = features.fit(texts).transform(texts)
    assert features.get_params() == before
    assert (features.fit(texts[:5]).fit(texts).transform(texts) != rows).nnz == 0
    assert (clone(features).fit_transform(texts) != rows).nnz == 0
    assert (pickle.loads(pickle.dumps(features)).transform(texts) != rows).nnz == 0
    assert rows.shape == (len(texts), len(features.get_feature_names_out()))
    assert features.transform([]).shape == (0, rows.shape[1])


@pytest.fixture(scope="module")
def items() -> tuple[list[str], list[str], list[str]]:
    rows = examples()
    return [row["text"] for row in rows], [row["topic"] for row in rows], [row["group"] for row in rows]


def pipeline() -> Pipeline:
    return Pipeline([("items", ItemFeatures()), ("label", LabelClassifier())])


def test_settings_are_searched_and_measured_on_groups_left_out(items: tuple[list[str], list[str], list[str]]) -> None:
    texts, topics, groups = items
    assert cross_val_score(pipeline(), texts, topics, groups=groups, cv=GroupKFold(3)).min() > 0.9
    search = GridSearchCV(pipeline(), {"items__parts": [None, (3, 5)], "label__strength": [0.5, 2.0]}, cv=GroupKFold(3)).fit(texts, topics, groups=groups)
    assert set(search.best_params_) == {"items__parts", "label__strength"}
    assert clone(search.best_estimator_).get_params()["label__blend"] is True


@pytest.mark.parametrize("kind", ["topic", "decision_type"])
def test_they_say_what_the_classifier_says(kind: str, items: tuple[list[str], list[str], list[str]]) -> None:
    texts = items[0]
    labels = [row[kind] for row in examples()]
    own = ItemClassifier().fit(item_texts(examples()), {kind: labels}).probabilities(item_texts(examples()))[kind]
    model = Pipeline([("items", ItemFeatures(kind=kind)), ("label", LabelClassifier(blend=kind != "decision_type"))]).fit(texts, labels)
    np.testing.assert_allclose(model.predict_proba(texts), own, atol=1e-4)


@pytest.mark.parametrize("wrong", ["one text", [["a", "list"]], [7]])
def test_what_is_no_list_of_texts_is_refused(wrong: Any) -> None:
    with pytest.raises(ValueError, match="X"):
        ItemFeatures().fit(wrong)
