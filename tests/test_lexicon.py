"""Names and phrases that annotation teaches: kept where the data agrees, found where no rule found anything."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from spacy.language import Language

from nlp.components.working import Finding, Working
from nlp.errors import ModelMismatch
from nlp.labelling.columns import parse_item
from nlp.labelling.lexicon import Entry, Lexicon, finder_of, learn_lexicon
from nlp.text.normalize import Shadow


def example(text: str, *spans: tuple[str, str, str]) -> dict[str, Any]:
    entities = [{"label": label, "text": words, "start": text.index(words), "end": text.index(words) + len(words), "id": name} for label, words, name in spans]
    return {"id": text[:20], "group": "x", "text": text, "entities": entities}


def item(decision: str) -> str:
    return f"1. En sag\n\nBeslutning\n{decision}\n"


ROWS = [
    example(item("Bifaldt med håndsoprækning."), ("OUTCOME", "Bifaldt", "approved")),
    example(item("Bifaldt. Qorvald Zindi var ikke til stede."), ("OUTCOME", "Bifaldt", "approved"), ("PERSON", "Qorvald Zindi", "Qorvald Zindi")),
    example(item("Qorvald Brix talte for."), ("PERSON", "Qorvald Brix", "Qorvald Brix")),
    example(item("Havneklubben var imod."), ("PARTY", "Havneklubben", "H")),
]


def nothing(row: dict[str, Any]) -> list[tuple[int, int, str]]:
    return []


def learned(rows: list[dict[str, Any]], **options: Any) -> dict[tuple[str, str], Entry]:
    return {(entry.form, entry.words): entry for entry in learn_lexicon(rows, nothing, **options).entries}


def test_what_no_rule_finds_is_learned_with_what_it_resolves_to() -> None:
    entries = learned(ROWS)
    assert entries["phrase", "Bifaldt"].id == "approved"
    assert entries["phrase", "Havneklubben"].id == "H"
    assert entries["phrase", "Qorvald Zindi"].label == "PERSON"
    assert (entries["given_name", "Qorvald"].right, entries["given_name", "Qorvald"].wrong) == (2, 0)


def test_what_a_rule_finds_is_not_learned() -> None:
    found = {row["id"]: [(e["start"], e["end"], e["label"]) for e in row["entities"]] for row in ROWS}
    assert learn_lexicon(ROWS, lambda row: found[row["id"]]).entries == ()


def test_words_that_mean_other_things_elsewhere_are_not_learned() -> None:
    other = example(item("Havneklubben lejer et skur. Godkendt."), ("OUTCOME", "Godkendt", "approved"))
    assert ("phrase", "Havneklubben") not in learned([*ROWS, other])
    assert ("phrase", "Havneklubben") in learned([*ROWS, other], purity=0.5)


def test_an_outcome_seen_once_is_not_enough() -> None:
    assert ("phrase", "Bifaldt") not in learned(ROWS[1:])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (item("Bifaldt."), [("Bifaldt", "approved")]),
        (item("1) Bifaldt.\n2) Bifaldt."), [("Bifaldt", "approved")] * 2),
        (item("Forslaget om Bifaldt kom ikke frem."), []),
        ("1. Bifaldt\n\nSagsfremstilling\nBifaldt er et sted.\n", []),
        (item("Qorvald Ny Hansen talte."), [("Qorvald Ny Hansen", "Qorvald Ny Hansen")]),
        (item("Havneklubbens forslag."), [("Havneklubbens", "H")]),
        (item("Havneklubbenhuset."), []),
    ],
)
def test_entries_are_found_where_they_may_stand(text: str, found: list[tuple[str, str]]) -> None:
    meeting, _ = parse_item(text)
    spans = learn_lexicon(ROWS, nothing).find(meeting)
    assert [(meeting.text[f.start : f.end], f.id) for f in spans] == found


def test_a_rule_keeps_its_place() -> None:
    text = item("Bifaldt. Havneklubben var imod.")
    meeting, _ = parse_item(text)
    work = Working.of(meeting.text, Shadow(meeting.text), meeting)
    at = text.index("Havneklubben")
    work.people = [Finding("PERSON", at, at + 4, "Havn", "rule")]
    learn_lexicon(ROWS, nothing).add_to(work)
    assert [(f.id, f.own) for f in work.outcomes] == [("approved", True)]
    assert work.parties == []


def test_a_lexicon_is_written_and_read(tmp_path: Path) -> None:
    lexicon = learn_lexicon(ROWS, nothing)
    lexicon.save(tmp_path / "lexicon.json")
    assert Lexicon.load(tmp_path / "lexicon.json") == lexicon
    (tmp_path / "lexicon.json").write_text('{"format": 9}', encoding="utf-8")
    with pytest.raises(ModelMismatch, match="format 9"):
        Lexicon.load(tmp_path / "lexicon.json")


def test_the_rules_of_the_pipeline_are_asked(pipeline: Language) -> None:
    rows = [example(item("Godkendt."), ("OUTCOME", "Godkendt", "approved"))] * 3
    assert learn_lexicon(rows, finder_of(pipeline)).entries == ()
