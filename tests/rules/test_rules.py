"""Rules prove themselves: each `yes` matches exactly as marked, no `no` matches."""

from __future__ import annotations

import re
from typing import Any

import pytest
from spacy.language import Language

from nlp.components.people.presence import find_announcements
from nlp.components.votes.phrases import find_phrases
from nlp.components.votes.phrases import words as single
from nlp.components.votes.tallies import counting_rules, read_tally
from nlp.rules import load_rules, rule_file, words
from nlp.rules.check import check_file
from tests import marked


def proven(name: str) -> list[dict[str, Any]]:
    """Give the rules of a file: in that of decisions they are frames and fixed words."""
    table = rule_file(name)
    return [*table["frame"], *table["formula"]] if "frame" in table else table["rule"]


def rows(name: str) -> list[Any]:
    return [
        pytest.param(rule, example, good, id=f"{rule['id']}: {example[:40]}")
        for rule in proven(name)
        for good in (True, False)
        for example in rule["yes" if good else "no"]
    ]


def spans(doc: Any, label: str, start: int, end: int) -> list[tuple[int, int]]:
    return [(e.start_char - start, e.end_char - start) for e in doc.ents if e.label_ == label and start <= e.start_char < end]


@pytest.mark.parametrize(("rule", "example", "good"), rows("outcomes"))
def test_an_outcome_rule_proves_its_examples(rule: dict[str, Any], example: str, good: bool, pipeline: Language) -> None:
    text, expected = marked.read(example)
    before = "Punkt 1: En sag\n\nBeslutning\n\n"
    found = [(e.start_char - len(before), e.end_char - len(before)) for e in pipeline(f"{before}{text}\n\nBilag\n").ents if e.label_ == "OUTCOME"]
    assert found == expected if good else not found


@pytest.mark.parametrize(("rule", "example", "good"), rows("case_numbers"))
def test_a_case_number_rule_proves_its_examples(rule: dict[str, Any], example: str, good: bool, pipeline: Language) -> None:
    text, expected = marked.read(example)
    if good and not rule["anywhere"] and not re.search("[A-Za-z]", text):
        text = text.strip()
    assert spans(pipeline(f"Punkt 1: En sag\n\n{text}\n"), "CASE_NUMBER", 17, 17 + len(text)) == expected


@pytest.mark.parametrize(("rule", "example", "good"), rows("committees"))
def test_a_committee_rule_proves_its_examples(rule: dict[str, Any], example: str, good: bool, pipeline: Language) -> None:
    text, expected = marked.read(example)
    assert spans(pipeline(f"Punkt 1: En sag\n\n{text}\n"), "COMMITTEE", 17, 17 + len(text)) == expected


@pytest.mark.parametrize(("rule", "example", "good"), rows("votes"))
def test_a_vote_phrase_proves_its_examples(rule: dict[str, Any], example: str, good: bool) -> None:
    text, expected = marked.read(example)
    found = [(p.start, p.end) for p in find_phrases(text) if p.rule.id == rule["id"]]
    assert found == expected if good else not found


@pytest.mark.parametrize("rule", rule_file("votes")["count"], ids=lambda rule: rule["id"])
def test_a_count_proves_its_examples(rule: dict[str, Any]) -> None:
    for example in rule["yes"]:
        assert read_tally(example["text"]) == {side: value for side, value in example.items() if side != "text"}, example
        assert rule["id"] in counting_rules(example["text"])
    for words_ in rule["no"]:
        assert rule["id"] not in counting_rules(words_)


@pytest.mark.parametrize("name", ["rest"])
def test_the_words_for_all_others_prove_their_examples(name: str) -> None:
    rule = rule_file("votes")[name]
    for example in rule["yes"]:
        text, expected = marked.read(example)
        assert [hit.span() for hit in single(name).finditer(text)] == expected, example
    assert not any(single(name).search(example) for example in rule["no"])


@pytest.mark.parametrize("rule", rule_file("votes")["group"], ids=lambda rule: rule["letter"])
def test_a_groups_name_proves_its_examples(rule: dict[str, Any]) -> None:
    pattern = re.compile(rule["pattern"])
    for example in rule["yes"]:
        text, expected = marked.read(example)
        assert [hit.span() for hit in pattern.finditer(text)] == expected, example
    assert not any(pattern.search(example) for example in rule["no"])


@pytest.mark.parametrize(("rule", "example", "good"), rows("presence"))
def test_a_presence_rule_proves_its_examples(rule: dict[str, Any], example: str, good: bool) -> None:
    text, expected = marked.read(example)
    found = [(start, end) for id_, start, end in find_announcements(text) if id_ == rule["id"]]
    assert found == expected if good else not found


@pytest.mark.parametrize("name", ["outcomes", "case_numbers", "committees", "votes", "presence"])
def test_rules_have_unique_ids_and_both_kinds_of_examples(name: str) -> None:
    rules = proven(name)
    assert len({rule["id"] for rule in rules}) == len(rules)
    assert all("yes" in rule and "no" in rule for rule in rules)


@pytest.mark.parametrize("name", ["given_names"])
def test_word_lists_are_sorted_and_tidy(name: str) -> None:
    from importlib.resources import files

    lines = (files("nlp.rules") / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    entries = [line for line in lines if not line.startswith("#")]
    assert entries == sorted(set(entries))
    assert all(entry == entry.strip() and entry for entry in entries)
    assert words(name) == frozenset(entries)


def test_section_headings_mean_one_kind_each() -> None:
    seen: dict[str, str] = {}
    for entry in rule_file("headings")["heading"]:
        for word in entry["words"]:
            assert word == word.casefold().strip(), word
            assert seen.setdefault(word, entry["kind"]) == entry["kind"], word


def test_every_municipality_is_known_once() -> None:
    rows = rule_file("municipalities")["municipality"]
    # Numbers of Greenland's begin at 0955.
    assert len([row for row in rows if row["code"] < "0950"]) == 98
    assert len({row["code"] for row in rows}) == len(rows)


@pytest.mark.parametrize("name", sorted(load_rules().names))
def test_our_own_files_have_the_shape_that_is_asked_of_others(name: str) -> None:
    check_file(name, f"{name}.toml", rule_file(name))


def test_the_digest_is_stable() -> None:
    assert re.fullmatch("[0-9a-f]{64}", load_rules().digest)
