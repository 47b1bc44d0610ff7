from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from nlp.cli import main
from nlp.explain import explain, rule_words
from nlp.predictor import Predictor
from nlp.rules import current, rule_file

ROOT = Path(__file__).resolve().parents[1]
TEXT = """REFERAT
Teknikudvalget d. 14-05-2024

Mødedeltagere Ida Bro (A), Per Ly Holm (V), Bo Skov (Ø)

Punkt 1: Godkendelse af dagsorden

Beslutning
Godkendt, idet punkt 2 udgår.

Punkt 2: Ny cykelsti
24/1234

Beslutning Børneudvalget den 07-05-2024
Anbefales.

Beslutning
Godkendt med bemærkning om, at stien belyses. Bo Skov (Ø) stemte imod.
"""


def test_everything_found_in_an_item_has_its_words_and_a_rule_that_is_told(predictor: Predictor) -> None:
    minutes = predictor.predict(TEXT)
    evidence = explain(minutes, minutes.items[1])
    assert {one.kind for one in evidence} >= {"entity", "outcome", "history", "remark", "fate"}
    assert all(one.text == minutes.text[one.start : one.end] for one in evidence)
    assert not [one for one in evidence if one.rule is None or not one.why]


def test_each_rule_named_in_the_code_is_described() -> None:
    named = {found for file in (ROOT / "nlp").rglob("*.py") for found in re.findall(r'"([a-z]+/[a-z-]+)"', file.read_text(encoding="utf-8"))}
    known = {str(rule["id"]).split("/")[0] for rule in current().entries} | {rule.split("/")[0] for rule in rule_file("descriptions")["description"]}
    assert not sorted(rule for rule in named if rule.split("/")[0] in known and not rule_words(rule))


def test_explain_on_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "minutes.txt"
    file.write_text(TEXT, encoding="utf-8")
    assert main(["explain", str(file), "--item", "2"]) == 0
    out = capsys.readouterr().out
    assert "Børneudvalget" in out and "outcome/approved" in out and "Godkendelse af dagsorden" not in out
    assert main(["explain", str(file), "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert [item["number"] for item in data["items"]] == ["1", "2"]
    assert {"kind", "means", "text", "start", "end", "rule", "why"} == set(data["items"][0]["evidence"][0])


def test_an_item_that_is_not_there_is_named_with_those_that_are(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "minutes.txt"
    file.write_text(TEXT, encoding="utf-8")
    assert main(["explain", str(file), "--item", "7"]) == 2
    assert "no item 7" in (error := capsys.readouterr().err) and "1, 2" in error


def test_descriptions_are_there_in_both_languages() -> None:
    told = rule_file("descriptions")
    assert told["description"].keys() == told["danish"].keys()
