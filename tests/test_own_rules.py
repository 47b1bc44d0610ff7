"""A municipality's habit is added by data alone: a folder of one's own rules beside ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlp import cli
from nlp.document import Failure, Minutes
from nlp.errors import BadRules
from nlp.pipeline import make_pipeline
from nlp.predictor import load
from nlp.reading.read import Source
from nlp.rules import Rules, load_rules

TEXT = """Møde i MTU den 4. maj 2023

<1> Cykelsti ved åen

Hvad vi blev enige om

Godkendt.

<2> Parkering

Hvad vi blev enige om

Udsat. MTU ser på sagen igen.
"""
HABIT = {
    "headings.toml": '[[heading]]\nkind = "decision"\nwords = ["hvad vi blev enige om"]\n',
    "committees.toml": '[abbreviations]\n"MTU" = "Miljø- og Trafikudvalget"\n[words]\nsure = ["MTU"]\n',
    "layouts/my_town.toml": 'id = "MY"\nheadings = [{ pattern = \'^<(?P<number>\\d+)> (?P<title>.+)$\', title = "same" }]\n',
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of one's own rules, still empty."""
    (tmp_path / "layouts").mkdir()
    return tmp_path


def items(text: str, rules: Rules | None = None) -> list[tuple[str, str, list[str]]]:
    with (rules or load_rules()).in_use():
        data = make_pipeline()(text)._.meeting_data
    return [(item["number"], item["title"], [o["code"] for o in item["outcomes"]]) for item in data["items"]]


def test_a_habit_is_read_once_its_few_lines_of_data_are_there(folder: Path) -> None:
    assert items(TEXT) == []
    for name, content in HABIT.items():
        (folder / name).write_text(content, encoding="utf-8")
    rules = load_rules(folder)
    assert items(TEXT, rules) == [("1", "Cykelsti ved åen", ["approved"]), ("2", "Parkering", ["postponed"])]
    with rules.in_use():
        doc = make_pipeline()(TEXT)
    assert doc._.meeting_data["layout"] == "MY"
    assert ("MTU", "Miljø- og Trafikudvalget") in [(e.text, e.kb_id_) for e in doc.ents]


def test_ours_are_read_beside_ones_own(folder: Path) -> None:
    (folder / "headings.toml").write_text(HABIT["headings.toml"], encoding="utf-8")
    assert items("Punkt 1: Vej\n\nBeslutning\n\nUdsat.\n", load_rules(folder)) == [("1", "Vej", ["postponed"])]


def test_the_model_that_ships_takes_ones_own_rules_and_says_so_in_its_digest(folder: Path) -> None:
    plain = load()
    for name, content in HABIT.items():
        (folder / name).write_text(content, encoding="utf-8")
    own = load(rules=folder)
    assert [item.number for item in own.predict(TEXT).items] == ["1", "2"]
    assert own.model["digest"] != plain.model["digest"]
    assert own.model["rules"] != plain.model["rules"]


def test_predictors_with_other_rules_do_not_touch_each_other(folder: Path) -> None:
    plain = load()
    before = plain.tag(Source.of_text(TEXT), fragment=True)
    for name, content in HABIT.items():
        (folder / name).write_text(content, encoding="utf-8")
    own = load(rules=folder)
    assert len(own.predict(TEXT).items) == 2
    assert plain.tag(Source.of_text(TEXT), fragment=True) == before
    interleaved = zip(own.stream([TEXT, TEXT]), plain.stream([TEXT, TEXT]), strict=True)
    for ours, theirs in interleaved:
        assert isinstance(ours, Minutes) and len(ours.items) == 2
        assert isinstance(theirs, Failure) and theirs.kind == "no_items"


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("heading.toml", "", "no rule file of that name"),
        ("headings.toml", "[[heading", "cannot be read as TOML"),
        ("layouts/x.toml", 'id = "X"\n', r"\[headings\] is missing"),
        ("layouts/x.toml", 'id = "X"\nheadings = [{ pattern = "(", title = "same" }]\n', r"number 1 pattern\] = '\(' is no regular expression"),
        ("headings.toml", '[[heading]]\nkind = "decison"\nwords = ["x"]\n', r"number 1 kind\] = 'decison' is none of proposal, decision"),
        ("headings.toml", '[[heading]]\nkind = "decision"\nword = ["x"]\n', r"number 1 word\] = \['x'\] is no key that is read"),
        ("votes.toml", '[[rule]]\nid = "vote/x"\nside = "pro"\nvoters = "after"\npattern = "x"\n', r"\(vote/x\) = 'pro' Input should be 'for'"),
        ("course.toml", '[[fate]]\nid = "fate/x"\npattern = "x"\n', r"number 1 code\] \(fate/x\) is missing"),
    ],
)
def test_a_fault_in_ones_own_rules_is_named(name: str, content: str, message: str, folder: Path) -> None:
    (folder / name).write_text(content, encoding="utf-8")
    with pytest.raises(BadRules, match=message):
        assert items("Punkt 1: Vej\n\nBeslutning\n\nUdsat.\n", load_rules(folder)) == [("1", "Vej", ["postponed"])]


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadRules, match="no such folder"):
        load_rules(tmp_path / "none")


TOWN = """Møde i Teknisk Udvalg den 4. maj 2023

Til stede var: Ida Bro (A), Per Ly Holm (V), Nuka Toft (Ø)

§ 12 Cykelsti ved åen

Beslutning

Sagen blev lagt død.

§ 13 Parkering

Beslutning

Godkendt.
"""
THREE_LINES = {
    "outcomes.toml": '[[formula]]\nid = "outcome/laid-dead"\ncode = "rejected"\nwords = ["sagen blev lagt død"]\nyes = ["[Sagen blev lagt død]."]\nno = ["Sagen om den døde å."]\n',
    "layout.toml": '[fields]\npresent = ["til stede var"]\n',
    "items.toml": '[number]\nwords = ["§"]\n',
}


def test_a_towns_habits_are_three_lines_of_rules(folder: Path) -> None:
    for name, content in THREE_LINES.items():
        (folder / name).write_text(content, encoding="utf-8")
    minutes = load(rules=folder).predict(TOWN)
    assert [(item.number, item.title, [o.code for o in item.outcomes]) for item in minutes.items] == [
        ("12", "Cykelsti ved åen", ["rejected"]),
        ("13", "Parkering", ["approved"]),
    ]
    assert [(member.name, member.party) for member in minutes.participants] == [("Ida Bro", "A"), ("Per Ly Holm", "V"), ("Nuka Toft", "Ø")]


def test_the_command_tells_which_rule_its_own_examples_do_not_bear_out(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "outcomes.toml").write_text(THREE_LINES["outcomes.toml"], encoding="utf-8")
    assert cli.main(["rules", str(folder)]) == 0
    assert "1 rule with an id, 0 examples not borne out, 0 without examples" in capsys.readouterr().out
    never = '[[formula]]\nid = "outcome/never"\ncode = "rejected"\nwords = ["sagen skydes i sænk"]\nyes = ["[Godkendt]."]\n'
    (folder / "outcomes.toml").write_text(never, encoding="utf-8")
    assert cli.main(["rules", str(folder)]) == 1
    assert "outcome/never: does not fire on its own example '[Godkendt].'; outcome/approved took it" in capsys.readouterr().out
