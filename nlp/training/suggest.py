"""From a folder of new minutes the agenda items that are most worth annotating: those the model is unsure of, unlike each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import PurePath

import numpy as np
import numpy.typing as npt
from scipy import sparse

from nlp.document import AgendaItem, Minutes
from nlp.errors import BadExamples, NlpError
from nlp.predictor import Predictor
from nlp.reading.read import read_document
from nlp.training.evaluate import classifier_of
from nlp.training.examples import Example, text_digest
from nlp.training.suggested import SUGGESTION, suggestion
from nlp.training.train import item_texts

# How many labels of each kind are told.
_GUESSES = 2
SPAN_LABELS = ("PERSON", "PARTY", "COMMITTEE", "CASE_NUMBER", "OUTCOME")
Floats = npt.NDArray[np.float64]


def read_items(paths: Iterable[str], predictor: Predictor, *, warn: Callable[[str], None]) -> list[Example]:
    """Tag documents and give each of their agenda items as an example, pre-annotated by the model.

    Args:
        paths: The documents.
        predictor: The model.
        warn: Is told of each document that could not be read.
    """
    out: list[Example] = []
    for path in paths:
        try:
            minutes = predictor.tag(read_document(path))
        except NlpError as err:
            warn(str(err))
            continue
        out += [_example(minutes, item, number) for number, item in enumerate(minutes.items, start=1)]
    return out


def _example(minutes: Minutes, item: AgendaItem, number: int) -> Example:
    text = minutes.text[item.start : item.end]
    group = minutes.municipality or PurePath(minutes.id).parent.name or PurePath(minutes.id).stem
    labels = {kind: label.label for kind, label in (("topic", item.topic), ("decision_type", item.decision_type)) if label is not None}
    entities = [e for e in minutes.entities if item.start <= e.start and e.end <= item.end]
    return {
        "id": f"{minutes.id}#{number}",
        "group": group,
        "text": text,
        **labels,
        "number": item.number,
        "title": item.title,
        "committee": minutes.committee,
        "date": minutes.date,
        "entities": [{"label": e.label, "text": e.text, "start": e.start - item.start, "end": e.end - item.start, "id": e.id} for e in entities],
        "outcomes": [{"code": o.code, "start": o.start - item.start, "end": o.end - item.start, "part": o.part} for o in item.outcomes],
    }


def suggest_items(predictor: Predictor, examples: Sequence[Example], n: int, *, known: Iterable[str] = ()) -> list[Example]:
    """Choose the examples most worth annotating, the first one first.

    An item counts as much as the model is unsure of it, and less the more it is like one that was chosen already.

    Args:
        predictor: The model.
        examples: Where to choose from; a text that occurs again is looked at once.
        n: How many.
        known: Digests of texts that need no annotation, those of the training data.

    Returns:
        At most `n` examples with the model's labels of every kind, and `suggestion`: how unsure the model is (0 to 1), and its two most probable labels
        of each kind with their probabilities. Until somebody accepts or changes them they are no examples.

    Raises:
        BadExamples: the model has no classifier, so it cannot be unsure.
    """
    classifier = classifier_of(predictor)
    if classifier is None:
        raise BadExamples("the model has no classifier, so nothing can be suggested. Train one with `referat train`.")
    seen = set(known)
    distinct: dict[str, Example] = {}
    for example in examples:
        digest = text_digest(example)
        if digest not in seen:
            distinct.setdefault(digest, example)
    rows = list(distinct.values())
    if not rows:
        return []
    items = item_texts(rows)
    probabilities = classifier.probabilities(items)
    unsure = np.mean([_unsure(np.asarray(found, dtype=float)) for found in probabilities.values()], axis=0)
    order = _choose(unsure, _unit(classifier.vectorizer.transform(items)), n)
    out = []
    for at in order:
        guesses = {kind: _ranked(found[at], classifier.heads[kind].classes) for kind, found in probabilities.items()}
        labels = {kind: ranked[0][0] for kind, ranked in guesses.items()}
        out.append({**rows[at], **labels, SUGGESTION: suggestion(float(unsure[at]), guesses, rows[at].get("entities") or [])})
    return out


def _ranked(probabilities: npt.NDArray[np.floating], classes: Sequence[str]) -> list[tuple[str, float]]:
    best = np.argsort(-probabilities, kind="stable")[:_GUESSES]
    return [(classes[at], float(probabilities[at])) for at in best]


def _unsure(probabilities: Floats) -> Floats:
    """One less the distance between the two most probable labels."""
    if probabilities.shape[1] < 2:
        return np.zeros(len(probabilities))
    two = np.sort(probabilities, axis=1)[:, -2:]
    return np.asarray(1.0 - (two[:, 1] - two[:, 0]))


def _unit(X: sparse.csr_matrix) -> sparse.csr_matrix:
    norms = np.sqrt(np.asarray(X.multiply(X).sum(axis=1))).ravel()
    return sparse.csr_matrix(sparse.diags(1.0 / np.where(norms == 0, 1.0, norms)) @ X)


def _choose(unsure: Floats, X: sparse.csr_matrix, n: int) -> list[int]:
    likeness = np.zeros(len(unsure))
    free = np.ones(len(unsure), dtype=bool)
    out: list[int] = []
    while len(out) < min(n, len(unsure)):
        # An item that the model is sure of keeps a little worth, so that unlike ones come first among them.
        worth = np.where(free, (unsure + 0.05) * (1.0 - likeness), -1.0)
        best = int(worth.argmax())
        free[best] = False
        out.append(best)
        likeness = np.maximum(likeness, np.asarray((X @ X[best].T).todense()).ravel().clip(0.0, 1.0))
    return out


def choices_of(predictor: Predictor) -> dict[str, list[str]]:
    """Give the labels of each kind that a model knows, and those of spans under `entities`."""
    classifier = classifier_of(predictor)
    heads = classifier.heads if classifier is not None else {}
    return {**{kind: head.classes for kind, head in heads.items()}, "entities": list(SPAN_LABELS)}
