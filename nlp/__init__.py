"""Tags Danish municipal minutes: people, parties, bodies, case numbers, outcomes, and what kind of item each is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nlp.document import AgendaItem, Entity, Minutes
from nlp.errors import NlpError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from nlp.archive.cluster import RowTagger
    from nlp.predictor import Predictor

__version__ = "0.1.0"
__all__ = ["AgendaItem", "Entity", "Minutes", "NlpError", "__version__", "load", "predict", "row_tagger"]

_kept: list[Predictor] = []


def load(model: str | Path | None = None) -> Predictor:
    """Load a model and give a predictor to keep: see `nlp.predictor.load`."""
    from nlp.predictor import load as load_predictor

    return load_predictor(model)


def predict(text: str | Sequence[str]) -> Any:
    """Tag one document (gives `Minutes`) or each of a list (gives a list), with the model that ships with the package.

    The model is loaded at the first call and kept.
    """
    if not _kept:
        _kept.append(load())
    predictor = _kept[0]
    return predictor.predict(text) if isinstance(text, str) else list(predictor.stream(text))


def row_tagger(column: str = "text", id: str | None = None, model: str | Path | None = None) -> RowTagger:
    """Give a function for `datasets.Dataset.map(..., batched=True)`: see `nlp.archive.cluster.RowTagger`.

    Args:
        column: The column with the text.
        id: The column with the id.
        model: A model folder; the one that ships with the package where it is None.
    """
    from pathlib import Path

    from nlp.archive.cluster import RowTagger
    from nlp.archive.pool import Setup

    return RowTagger(column, id, Setup(None if model is None else Path(model)))
