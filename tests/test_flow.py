"""What each component reads and sets of a document's working state is what its table says, and nothing is read before it is set."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from nlp.components.working import Working
from nlp.pipeline import FLOW, ORDER, add_labels, make_pipeline

ROOT = Path(__file__).parents[1]
# Beside the text, its words and the meeting, which everything reads.
FOUND = frozenset(field.name for field in fields(Working)) - {"original", "shadow", "meeting", "low", "vocabulary"}
TEXTS = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "training_data/minutes").glob("*.txt"))[:8]]


class Seen:
    """The fields that each component reads and sets; what an object that it put there says is no reading."""

    def __init__(self) -> None:
        self.component = ""
        self.reads: dict[str, set[str]] = {}
        self.sets: dict[str, set[str]] = {}


SEEN = Seen()


class Spied(Working):
    """A working state that tells who reads and sets what."""

    def __getattribute__(self, name: str) -> Any:
        if name in FOUND and SEEN.component:
            SEEN.reads.setdefault(SEEN.component, set()).add(name)
        return super().__getattribute__(name)

    def __setattr__(self, name: str, value: Any) -> None:
        if name in FOUND and SEEN.component:
            SEEN.sets.setdefault(SEEN.component, set()).add(name)
        super().__setattr__(name, value)


@pytest.fixture(scope="module")
def seen() -> Seen:
    nlp = make_pipeline()
    add_labels(nlp, ("AMOUNT", "DATE", "LAW", "REGION"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("nlp.components.layout.Working", Spied)
        for text in TEXTS:
            doc = nlp.make_doc(text)
            for name, component in nlp.pipeline:
                SEEN.component = name if name != "minutes_layout" else ""
                doc = component(doc)
            SEEN.component = ""
    return SEEN


def test_a_component_sets_what_it_says(seen: Seen) -> None:
    # Labels are set where there is a classifier, and layouts set what all others read.
    wanted = {name: {*flow.sets, *flow.adds} & assigned(seen) for name, flow in FLOW.items()}
    for name, found in seen.sets.items():
        assert set(FLOW[name].sets) <= found <= wanted[name], name


def assigned(seen: Seen) -> set[str]:
    """All fields that any component sets."""
    return set().union(*seen.sets.values())


def test_a_component_reads_nothing_else_than_it_says(seen: Seen) -> None:
    more = {name: sorted(found - {*FLOW[name].reads, *FLOW[name].sets, *FLOW[name].adds}) for name, found in seen.reads.items()}
    assert not {name: found for name, found in more.items() if found}


def test_what_is_read_was_set_before() -> None:
    known: set[str] = set()
    more = [name for name in FLOW if name not in ORDER]
    for name in (*ORDER[:-1], *more, ORDER[-1]):
        assert not set(FLOW[name].reads) - known, name
        known |= {*FLOW[name].sets, *FLOW[name].adds}


def test_every_field_is_set_by_one_component() -> None:
    owners = [field for flow in FLOW.values() for field in flow.sets]
    assert len(owners) == len(set(owners))
    assert {*owners, *(field for flow in FLOW.values() for field in flow.adds)} == FOUND
