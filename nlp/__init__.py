"""Tags Danish municipal minutes: people, parties, bodies, case numbers, outcomes, and what kind of item each is.

    from nlp import load

    predictor = load()
    minutes = predictor.predict(text)

What stands in `__all__` is the public face; everything is loaded when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nlp.archive.cluster import RowTagger, row_tagger
    from nlp.document import (
        AgendaItem,
        Entity,
        Failure,
        Fate,
        Label,
        Minutes,
        NextStep,
        Outcome,
        Participant,
        PartVotes,
        PastDecision,
        Presence,
        Remark,
        Section,
        Tally,
        Votes,
    )
    from nlp.errors import NlpError
    from nlp.predictor import Predictor, load, predict
    from nlp.rules import Rules, load_rules

__version__ = "0.1.0"

_HOMES = {
    "nlp.archive.cluster": ("RowTagger", "row_tagger"),
    "nlp.document": (
        "AgendaItem",
        "Entity",
        "Failure",
        "Fate",
        "Label",
        "Minutes",
        "NextStep",
        "Outcome",
        "Participant",
        "PartVotes",
        "PastDecision",
        "Presence",
        "Remark",
        "Section",
        "Tally",
        "Votes",
    ),
    "nlp.errors": ("NlpError",),
    "nlp.predictor": ("Predictor", "load", "predict"),
    "nlp.rules": ("Rules", "load_rules"),
}
_HOME = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "AgendaItem",
    "Entity",
    "Failure",
    "Fate",
    "Label",
    "Minutes",
    "NextStep",
    "NlpError",
    "Outcome",
    "PartVotes",
    "Participant",
    "PastDecision",
    "Predictor",
    "Presence",
    "Remark",
    "RowTagger",
    "Rules",
    "Section",
    "Tally",
    "Votes",
    "__version__",
    "load",
    "load_rules",
    "predict",
    "row_tagger",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
