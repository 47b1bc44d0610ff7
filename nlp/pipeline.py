"""The pipeline: which components run, in which order."""

from __future__ import annotations

from collections.abc import Collection
from importlib import import_module
from typing import NamedTuple

import spacy
from spacy.language import Language

from nlp.errors import UnknownLabel
from nlp.labelling.classify import ItemClassifier
from nlp.text.tokenization import TOKENIZER
from nlp.vocabulary import STANDARD_LABELS

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


class Flow(NamedTuple):
    """What a component reads of a document's working state, which of its fields it sets, and to which it adds."""

    reads: tuple[str, ...] = ()
    sets: tuple[str, ...] = ()
    adds: tuple[str, ...] = ()


# Beside the text and the meeting, which everything reads; a test watches a run and holds the components to it.
FLOW = {
    "minutes_layout": Flow(),
    "minutes_committees": Flow(sets=("committees",)),
    "minutes_case_numbers": Flow(sets=("case_numbers",)),
    "minutes_people": Flow(reads=("committees",), sets=("people",), adds=("absent",)),
    "minutes_parties": Flow(reads=("committees", "people"), sets=("parties", "party_of")),
    "minutes_outcomes": Flow(reads=("committees", "people", "parties"), sets=("outcomes",)),
    "minutes_lexicon": Flow(adds=("people", "parties", "committees", "outcomes")),
    "minutes_presence": Flow(reads=("people", "parties"), sets=("attendance",), adds=("absent",)),
    # A vote is a decision where nothing else is.
    "minutes_votes": Flow(reads=("people", "parties", "attendance", "absent"), sets=("votes",), adds=("outcomes",)),
    "minutes_history": Flow(reads=("committees", "outcomes"), sets=("history",)),
    "minutes_remarks": Flow(reads=("people", "parties", "outcomes"), sets=("remarks",)),
    "minutes_course": Flow(reads=("committees", "outcomes"), sets=("fates", "next_steps")),
    "minutes_labels": Flow(reads=("outcomes",), sets=("labels",)),
    "minutes_amounts": Flow(sets=("amounts",)),
    "minutes_dates": Flow(sets=("dates",)),
    "minutes_laws": Flow(sets=("laws",)),
    "minutes_places": Flow(sets=("places",)),
    "minutes_entities": Flow(
        reads=(
            "committees", "case_numbers", "people", "parties", "party_of", "outcomes", "votes", "history", "remarks", "fates", "next_steps", "attendance", "absent", "labels",
            "laws", "amounts", "dates", "places",
        ),
    ),
}  # fmt: skip
# The modules that define them.
MODULES = (
    "components.layout",
    "components.committees.find",
    "components.case_numbers",
    "components.people.find",
    "components.parties",
    "components.outcomes.find",
    "labelling.lexicon_component",
    "components.people.presence",
    "components.votes.find",
    "components.outcomes.history",
    "components.outcomes.remarks",
    "components.outcomes.course",
    "labelling.component",
    "components.entities",
)
# Further labels, off unless they are asked for, and the component that finds each.
MORE = {"AMOUNT": "minutes_amounts", "DATE": "minutes_dates", "LAW": "minutes_laws", "MUNICIPALITY": "minutes_places", "REGION": "minutes_places"}


def read_labels(words: str | Collection[str]) -> tuple[str, ...]:
    """Read which labels of entities are asked for: `standard` (the five), `all`, or some by name.

    Raises:
        UnknownLabel: there is no such label.

    Example:
        >>> read_labels("standard")[:2], read_labels("PERSON,AMOUNT"), len(read_labels("all"))
        (('PERSON', 'PARTY'), ('PERSON', 'AMOUNT'), 10)
    """
    asked = [word.strip() for word in words.split(",")] if isinstance(words, str) else list(words)
    out: list[str] = []
    for word in filter(None, asked):
        labels = {"STANDARD": STANDARD_LABELS, "ALL": (*STANDARD_LABELS, *MORE)}.get(word.upper(), (word.upper(),))
        unknown = [label for label in labels if label not in STANDARD_LABELS and label not in MORE]
        if unknown:
            raise UnknownLabel(f"{word}: no such label of entities. There are {', '.join((*STANDARD_LABELS, *MORE))}, and `standard` and `all`.")
        out += labels
    return tuple(dict.fromkeys(out))


def add_labels(nlp: Language, labels: Collection[str]) -> None:
    """Add the components that find these labels, where they are none of the five that are always found."""
    from nlp.components.more import amounts, dates, laws, places  # noqa: F401

    for label in labels:
        component = MORE.get(label)
        if component is not None and component not in nlp.pipe_names:
            nlp.add_pipe(component, before="minutes_entities")


def register_components() -> None:
    """Make the factories known to spaCy by importing them: entry points do so only for the release that is installed."""
    for module in MODULES:
        import_module(f"nlp.{module}")


def make_pipeline(classifier: ItemClassifier | None = None) -> Language:
    """Build the pipeline on spaCy's blank Danish; nothing is downloaded.

    Args:
        classifier: Labels the agenda items; without it they have no topic and no decision type.
    """
    from nlp.labelling.component import ItemLabeller

    register_components()
    nlp = spacy.blank("da", config={"nlp": {"tokenizer": {"@tokenizers": TOKENIZER}}})
    for name in ORDER:
        nlp.add_pipe(name)
    labeller = nlp.get_pipe("minutes_labels")
    assert isinstance(labeller, ItemLabeller)
    labeller.classifier = classifier
    # One document may be a whole year's protocol; a longer one is refused by the reader, not by spaCy.
    nlp.max_length = 60_000_000
    return nlp
