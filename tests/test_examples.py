"""The training data: what it says of itself holds."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from nlp.reading.read import read_document
from nlp.training.marks import MarkError, read_marked, unmarked
from nlp.vocabulary import DECISION_TYPES, OUTCOME_CODES, TOPICS
from tests.conftest import ROOT

SOURCE = ROOT / "training_data/source"
RARE = {"rejected", "referred", "elected", "withdrawn", "postponed"}
READABLE = {".txt", ".json", ".html", ".docx", ".pdf"}
TEXTS = {".py", ".md", ".txt", ".toml", ".mark", ".jsonl", ".json", ".html", ".js"}


@pytest.fixture(scope="module")
def examples() -> list[dict[str, Any]]:
    files = sorted((ROOT / "training_data/examples").glob("*.jsonl"))
    return [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]


def test_every_example_has_known_labels_and_true_offsets(examples: list[dict[str, Any]]) -> None:
    for example in examples:
        assert example["topic"] in TOPICS and example["decision_type"] in DECISION_TYPES, example["id"]
        assert all(example["text"][e["start"] : e["end"]] == e["text"] for e in example["entities"]), example["id"]
        assert all(o["code"] in OUTCOME_CODES for o in example["outcomes"]), example["id"]
    assert len({example["id"] for example in examples}) == len(examples)


def test_no_label_is_rare(examples: list[dict[str, Any]]) -> None:
    topics, types = Counter(e["topic"] for e in examples), Counter(e["decision_type"] for e in examples)
    codes = Counter(code for e in examples for code in {outcome["code"] for outcome in e["outcomes"]})
    assert len(examples) >= 2400 and len({e["group"] for e in examples}) >= 60
    assert min(topics[topic] for topic in TOPICS) >= 90
    assert min(types[kind] for kind in DECISION_TYPES) >= 150
    assert min(codes[code] for code in OUTCOME_CODES if code not in RARE) >= 120 and min(codes[code] for code in RARE) >= 30


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
    words = [word for text in real_texts() for word in text.casefold().split()]
    runs = {tuple(words[at : at + 12]) for at in range(len(words) - 11)}
    for example in examples:
        ours = example["text"].casefold().split()
        assert not any(tuple(ours[at : at + 12]) in runs for at in range(len(ours) - 11)), example["id"]


def test_no_real_councillor_is_named_anywhere() -> None:
    names = real_names()
    folders = ("nlp", "tests", "scripts", "training_data")
    files = [*ROOT.glob("*.md"), *(path for folder in folders for path in (ROOT / folder).rglob("*") if path.suffix in TEXTS)]
    found = [(path.name, name) for path in files for text in [path.read_text(encoding="utf-8")] for name in names if name in text]
    assert found == []


def real_folder() -> Path:
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("no ../shared beside this checkout")
    return folder


def real_texts() -> list[str]:
    """The texts of all real documents, whatever their format."""
    files = sorted(path for path in (real_folder() / "minutes").rglob("*") if path.suffix in READABLE)
    return [read_document(path).text for path in files]


def real_names() -> set[str]:
    """Full names of members, as the gold and the attendance lists of real documents give them."""
    folder = real_folder()
    gold = (json.loads(path.read_text(encoding="utf-8"))["entities"] for path in (folder / "gold").glob("*.json"))
    named = {entity["id"] for entities in gold for entity in entities if entity["label"] == "PERSON"}
    for path in folder.glob("minutes/**/*.json"):
        items = json.loads(path.read_text(encoding="utf-8")).get("Dagsordenpunkter", [])
        named |= {member["Name"] for item in items for member in item.get("ExternalAgendaItemAttendees") or [] if member["Name"]}
    return {name for name in named if " " in name}


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
