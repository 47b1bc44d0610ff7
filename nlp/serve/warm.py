"""Loads the model once, in the process from which all workers are forked, so that a new worker is there in milliseconds."""

from __future__ import annotations

import gc
import os

from nlp.errors import NlpError
from nlp.predictor import Predictor, load

FOLDER = "REFERAT_WARM_MODEL"


def _load() -> Predictor | NlpError:
    try:
        predictor = load(os.environ.get(FOLDER) or None)
        # A first document fills what is made on demand.
        predictor.predict("REFERAT Byrådet d. 09-05-2023\n\nPunkt 1: Budget\n\nBeslutning\n\nGodkendt.\n")
    except NlpError as err:
        return err
    # What is loaded is garbage to nobody: workers share these pages with each other.
    gc.collect()
    gc.freeze()
    return predictor


folder = os.environ.get(FOLDER, "")
loaded: Predictor | NlpError | None = _load() if FOLDER in os.environ else None


def predictor_of(wanted: str) -> Predictor:
    """Give the predictor of a model folder; loads it where another one was loaded ahead.

    Raises:
        NlpError: the model cannot be loaded.
    """
    if loaded is None or folder != wanted:
        return load(wanted or None)
    if isinstance(loaded, NlpError):
        raise loaded
    return loaded
