"""The training data: what it says of itself holds."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from nlp.marked import CODES, TOPICS, TYPES, MarkError, read_marked, unmarked
from tests.conftest import ROOT

SOURCE = ROOT / "training_data/source"


@pytest.fixture(scope="module")
def examples() -> list[dict[str, Any]]:
    files = sorted((ROOT / "training_data/examples").glob("*.jsonl"))
    return [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]


def test_every_example_has_known_labels_and_true_offsets(examples: list[dict[str, Any]]) -> None:
    for example in examples:
        assert example["topic"] in TOPICS and example["decision_type"] in TYPES, example["id"]
        assert all(example["text"][e["start"] : e["end"]] == e["text"] for e in example["entities"]), example["id"]
        assert all(o["code"] in CODES for o in example["outcomes"]), example["id"]
    assert len({example["id"] for example in examples}) == len(examples)


def test_no_label_is_rare(examples: list[dict[str, Any]]) -> None:
    topics, types = Counter(e["topic"] for e in examples), Counter(e["decision_type"] for e in examples)
    assert min(topics[topic] for topic in TOPICS) >= 15
    assert min(types[kind] for kind in TYPES) >= 30
    assert len({e["group"] for e in examples}) >= 20


def test_no_two_items_are_nearly_the_same(examples: list[dict[str, Any]]) -> None:
    """Two items are near duplicates where they share 60% of their runs of five words; short ones (formalities) repeat by nature."""
    seen: dict[tuple[str, ...], list[int]] = {}
    sizes: list[int] = []
    shared: Counter[tuple[int, int]] = Counter()
    for number, example in enumerate(examples):
        words = example["text"].casefold().split()
        runs = {tuple(words[at : at + 5]) for at in range(len(words) - 4)} if len(words) >= 45 else set()
        sizes.append(len(runs))
        for run in runs:
            for other in seen.get(run, ()):
                shared[other, number] += 1
            seen.setdefault(run, []).append(number)
    close = [(examples[a]["id"], examples[b]["id"]) for (a, b), n in shared.items() if n > 0.6 * min(sizes[a], sizes[b])]
    assert close == []


@pytest.mark.parametrize("path", sorted(SOURCE.rglob("*.mark")), ids=lambda path: path.stem)
def test_what_is_marked_once_is_marked_everywhere(path: Path) -> None:
    assert list(unmarked(read_marked(path.read_text(encoding="utf-8")))) == []


def test_nothing_is_taken_from_real_minutes(examples: list[dict[str, Any]]) -> None:
    shared = ROOT.parent / "shared"
    if not shared.is_dir():
        pytest.skip("no ../shared beside this checkout")
    real = "\n".join(path.read_text(encoding="utf-8") for path in sorted((shared / "minutes").glob("*.txt")))
    words = real.casefold().split()
    runs = {tuple(words[at : at + 12]) for at in range(len(words) - 11)}
    names = {
        name
        for path in (shared / "gold").glob("*.json")
        for name in (e["id"] for e in json.loads(path.read_text(encoding="utf-8"))["entities"] if e["label"] == "PERSON")
    }
    for example in examples:
        ours = example["text"].casefold().split()
        assert not any(tuple(ours[at : at + 12]) in runs for at in range(len(ours) - 11)), example["id"]
        assert not any(name in example["text"] for name in names), example["id"]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("no document line", "the first line must be"),
        ("@@ document | committee=X | date=2024-01-01 | kind=minutes | layout=A\n@@ item 1 | topic=nothing | type=approval\n", "topic=nothing"),
        ("@@ document | committee=X | date=2024-01-01 | kind=minutes | layout=A\n{O:Godkendt}\n", "needs a code"),
        ("@@ document | committee=X | date=2024-01-01 | kind=minutes | layout=A\n{P:Ida\n", "brace"),
        ("@@ document | committee=X\n", "lacks date"),
    ],
)
def test_a_wrong_mark_is_named_with_its_line(source: str, words: str) -> None:
    with pytest.raises(MarkError, match=words):
        read_marked(source)
