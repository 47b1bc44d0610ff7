"""Rules of `labels.toml` prove themselves, and the facts that are made of them."""

from __future__ import annotations

import re
from typing import Any

import pytest

from nlp.labelling.columns import body_kind, read_item_text
from nlp.rules import rule_file
from nlp.rules.check import check_file
from nlp.rules.phrases import compile_phrases

RULES = rule_file("labels")["rule"]


@pytest.mark.parametrize(("rule", "words", "good"), [(rule, words, side == "yes") for rule in RULES for side in ("yes", "no") for words in rule[side]])
def test_a_rule_proves_its_examples(rule: dict[str, Any], words: str, good: bool) -> None:
    assert bool(compile_phrases(rule["phrases"], flags=re.IGNORECASE).search(words)) is good


@pytest.mark.parametrize(("rule", "phrase"), [(rule, phrase) for rule in RULES for phrase in rule["phrases"]])
def test_the_file_has_its_form_and_each_phrase_can_be_read(rule: dict[str, Any], phrase: str) -> None:
    check_file("labels.toml", "labels.toml", {"rule": [rule]})
    assert compile_phrases([phrase])


@pytest.mark.parametrize(
    ("proposal", "decision", "fact"),
    [
        ("Centret indstiller, at årets tal tages til efterretning.", "Byrådet godkendte indstillingen.", "points=note&approved"),
        (
            "Centret indstiller,\n1. at planen godkendes\n2. at årets tal tages til efterretning",
            "1. Godkendt. 2. Taget til efterretning.",
            "points=decide+note&approved",
        ),
        ("Centret indstiller, at udkastet drøftes.", "Godkendt.", "points=discuss&approved"),
        ("Centret indstiller, at der vælges en formand.", "Jonna Bro blev valgt.", "points=elect&elected"),
    ],
)
def test_what_is_proposed_and_what_is_decided_is_one_fact(proposal: str, decision: str, fact: str) -> None:
    assert fact in read_item_text(f"3. Sagen om broen\n\nIndstilling\n{proposal}\n\nBeslutning\n{decision}\n").facts


@pytest.mark.parametrize("title", ["Lukket: Køb af mark", "Køb af mark (Lukket)", "Køb af mark - Lukket punkt", "Lukket sag - Køb af mark"])
def test_a_closed_item_is_about_what_its_title_tells(title: str) -> None:
    assert read_item_text(f"Punkt 3: {title}\n").title == "Køb af mark"


@pytest.mark.parametrize(
    ("name", "kind"),
    [("Aarhus Byråd", "council"), ("Økonomiudvalget", "economy"), ("Ældrerådet", "advisory"), ("Skoleudvalget", "committee"), (None, "unknown")],
)
def test_a_body_is_told_by_its_kind(name: str | None, kind: str) -> None:
    assert body_kind(name) == kind


def test_sections_that_are_alike_in_all_items_count_where_the_case_is_told_nowhere_else() -> None:
    told = "Broen over åen er slidt. " * 20
    head = "3. Broen\n\nIndstilling\nat broen males\n\n"
    assert "Ingen bemærkninger" not in read_item_text(f"{head}Sagsfremstilling\n{told}\n\nHøring\nIngen bemærkninger.\n").text
    assert "Ingen bemærkninger" in read_item_text(f"{head}Sagsfremstilling\nSe bilag.\n\nHøring\nIngen bemærkninger.\n").text


@pytest.mark.parametrize(
    ("text", "decision", "codes"),
    [
        ("Punkt 9: Lukket: Køb af mark\n\n23/1\n\nFraværende: Ida Bro\n\n1.-2. Anbefales.\n", "1.-2. Anbefales.", {"code=recommended"}),
        ("Punkt 9: Lukket: Køb af mark\n\nFraværende: Ida Bro\n\nOrienteringen blev taget til efterretning.\n", "taget til efterretning", {"code=noted"}),
        ("Punkt 9: Lukket: Køb af mark\n\nFraværende: Ida Bro\n", "", set()),
    ],
)
def test_a_decision_without_a_heading_is_read_by_its_lines(text: str, decision: str, codes: set[str]) -> None:
    columns = read_item_text(text)
    assert decision in columns.decision
    assert {fact for fact in columns.facts if fact.startswith("code=")} == codes
    assert ("closed" in columns.facts) is (not decision)
