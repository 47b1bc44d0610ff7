"""The pipeline: which components run, in which order."""

from __future__ import annotations

import spacy
from spacy.language import Language

from nlp.classify import ItemClassifier

# Bodies first (a person's name never lies inside one), then people, as parties stand behind them.
ORDER = (
    "minutes_layout",
    "minutes_committees",
    "minutes_case_numbers",
    "minutes_people",
    "minutes_parties",
    "minutes_outcomes",
    "minutes_lexicon",
    "minutes_presence",
    "minutes_votes",
    "minutes_history",
    "minutes_remarks",
    "minutes_course",
    "minutes_labels",
    "minutes_entities",
)


def register_components() -> None:
    """Make the factories known to spaCy by importing them: entry points do so only for the release that is installed."""
    from nlp.components import (  # noqa: F401
        case_numbers,
        committees,
        course,
        entities,
        history,
        labels,
        layout,
        lexicon,
        outcomes,
        parties,
        people,
        presence,
        remarks,
        votes,
    )


def make_pipeline(classifier: ItemClassifier | None = None) -> Language:
    """Build the pipeline on spaCy's blank Danish; nothing is downloaded.

    Args:
        classifier: Labels the agenda items; without it they have no topic and no decision type.
    """
    from nlp.components.labels import ItemLabeller

    register_components()
    nlp = spacy.blank("da")
    for name in ORDER:
        nlp.add_pipe(name)
    labeller = nlp.get_pipe("minutes_labels")
    assert isinstance(labeller, ItemLabeller)
    labeller.classifier = classifier
    # One document may be a whole year's protocol; a longer one is refused by the reader, not by spaCy.
    nlp.max_length = 60_000_000
    return nlp
