"""Loads the model once, in the process from which all workers are forked, so that a new worker is there in milliseconds."""

from __future__ import annotations

import gc
import os
import signal
import sys
from typing import TYPE_CHECKING

from nlp.errors import NlpError

if TYPE_CHECKING:
    from nlp.predictor import Predictor

FOLDER, RULES = "REFERAT_WARM_MODEL", "REFERAT_WARM_RULES"
_FIRST = "REFERAT Byrådet d. 09-05-2023\n\nPunkt 1: Budget\n\nBeslutning\n\nGodkendt.\n"


def _load() -> Predictor | NlpError:
    # What is loaded here is garbage to nobody: looking for some while it is read only takes time.
    gc.disable()
    # scikit-learn reads all of pandas where that is installed (it is for training) to know a table when it is given one.
    sys.modules.setdefault("pandas", None)  # type: ignore[arg-type]
    try:
        from nlp.predictor import load

        predictor = load(os.environ.get(FOLDER) or None, entities="all", rules=os.environ.get(RULES) or None)
        # A first document fills what is made on demand.
        predictor.predict(_FIRST)
    except NlpError as err:
        return err
    finally:
        gc.enable()
    # Workers share these pages with each other.
    gc.collect()
    gc.freeze()
    return predictor


def _warm() -> Predictor | NlpError | None:
    """Load ahead, where this is the process to do so."""
    if FOLDER not in os.environ:
        return None
    # Ctrl+C goes to the whole group, and it is the service that stops this process.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    return _load()


folders = (os.environ.get(FOLDER, ""), os.environ.get(RULES, ""))
loaded = _warm()


def predictor_of(wanted: tuple[str, str]) -> Predictor:
    """Give the predictor of a model's folder and a folder of rules; loads it where another one was loaded ahead.

    Raises:
        NlpError: the model cannot be loaded.
    """
    if isinstance(loaded, NlpError) and folders == wanted:
        raise loaded
    if loaded is None or isinstance(loaded, NlpError) or folders != wanted:
        from nlp.predictor import load

        return load(wanted[0] or None, entities="all", rules=wanted[1] or None)
    return loaded
