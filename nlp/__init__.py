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
    from nlp.archive.cluster import RowTagger as RowTagger
    from nlp.archive.cluster import row_tagger as row_tagger
    from nlp.document import AgendaItem as AgendaItem
    from nlp.document import Alternative as Alternative
    from nlp.document import Entity as Entity
    from nlp.document import Failure as Failure
    from nlp.document import Fate as Fate
    from nlp.document import Label as Label
    from nlp.document import Minutes as Minutes
    from nlp.document import NextStep as NextStep
    from nlp.document import Outcome as Outcome
    from nlp.document import Participant as Participant
    from nlp.document import PartVotes as PartVotes
    from nlp.document import PastDecision as PastDecision
    from nlp.document import Presence as Presence
    from nlp.document import Remark as Remark
    from nlp.document import Section as Section
    from nlp.document import Tally as Tally
    from nlp.document import Votes as Votes
    from nlp.errors import NlpError as NlpError
    from nlp.predictor import Predictor as Predictor
    from nlp.predictor import load as load
    from nlp.predictor import predict as predict
    from nlp.rules import Rules as Rules
    from nlp.rules import load_rules as load_rules

__version__ = "0.1.0"

# Where each public name lives. It is imported when it is first used: types and pipeline take a third of a second and more.
_HOMES = {
    "nlp.archive.cluster": "RowTagger row_tagger",
    "nlp.document": "AgendaItem Alternative Entity Failure Fate Label Minutes NextStep Outcome Participant PartVotes PastDecision Presence Remark Section Tally Votes",
    "nlp.errors": "NlpError",
    "nlp.predictor": "Predictor load predict",
    "nlp.rules": "Rules load_rules",
}
_HOME = {name: home for home, names in _HOMES.items() for name in names.split()}
__all__ = ["__version__", *_HOME]  # noqa: PLE0604


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
