"""What the user knows of a meeting wins over what is read, by every way in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from nlp import cli
from nlp.document import Minutes
from nlp.errors import WrongFact
from nlp.meeting.given import Given, read_given
from nlp.predictor import Predictor

# A cutting: which of the two decisions is the body's own, only the user knows.
CUTTING = "Punkt 1: Budget 2024\n\nBeslutning i Økonomiudvalget den 02-05-2023\n\nAnbefales.\n\nBeslutning i Byrådet den 09-05-2023\n\nUdsat.\n\nPunkt 2: Eventuelt\n\nBeslutning i Byrådet den 09-05-2023\n\nIntet.\n"
FACTS = {"municipality": "Solrød", "committee": "Økonomiudvalget", "date": "2. maj 2023"}
EXPECTED = ("Solrød Kommune", "Økonomiudvalget", "2023-05-02", ["recommended"])


def facts(minutes: Minutes) -> tuple[str | None, str | None, str | None, list[str]]:
    return minutes.municipality, minutes.committee, minutes.date, [outcome.code for outcome in minutes.items[0].outcomes]


def test_what_is_given_wins_and_tells_the_own_decisions(predictor: Predictor) -> None:
    assert facts(predictor.predict(CUTTING)) == (None, "Byrådet", "2023-05-09", ["postponed"])
    assert facts(predictor.predict(CUTTING, **FACTS)) == EXPECTED
    assert [facts(minutes) for minutes in predictor.predict([CUTTING], **FACTS) if isinstance(minutes, Minutes)] == [EXPECTED]


def test_a_predictor_keeps_what_it_was_loaded_with(predictor: Predictor, tmp_path: Path) -> None:
    kept = Predictor(predictor.nlp, predictor.manifest, given=read_given(**FACTS))
    (tmp_path / "a.txt").write_text(CUTTING, encoding="utf-8")
    assert facts(kept.predict(CUTTING)) == facts(kept.predict_file(tmp_path / "a.txt")) == EXPECTED
    assert kept.predict(CUTTING, municipality="Greve").municipality == "Greve Kommune"


@pytest.mark.parametrize(
    ("date", "expected"), [("2023-05-09", "2023-05-09"), ("9. maj 2023", "2023-05-09"), (" 09.05.2023 ", "2023-05-09"), ("", None), (None, None), ("  ", None)]
)
def test_a_date_is_given_in_any_spelling(date: str | None, expected: str | None) -> None:
    assert read_given(date=date) == Given(date=expected)


@pytest.mark.parametrize("date", ["maj", "31-02-2023", "den 9. maj 2023 eller senere", "2023"])
def test_what_is_no_date_is_refused_with_what_to_give(date: str) -> None:
    with pytest.raises(WrongFact, match="is no date. Give the day of the meeting as 2023-05-09"):
        read_given(date=date)


def options() -> Iterator[str]:
    for name, value in FACTS.items():
        yield from (f"--{name}", value)


def test_the_command_takes_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.txt"
    path.write_text(CUTTING, encoding="utf-8")
    assert cli.main(["tag", str(path), "--json", *options()]) == 0
    line = json.loads(capsys.readouterr().out)
    assert (line["municipality"], line["committee"], line["date"], [one["code"] for one in line["items"][0]["outcomes"]]) == EXPECTED
    assert cli.main(["explain", str(path), "--json", "--item", "1", *options()]) == 0
    assert "recommended" in capsys.readouterr().out
    assert cli.main(["tag", str(path), "--date", "maj"]) == 2
    assert "is no date" in capsys.readouterr().err


def test_a_store_redoes_what_was_done_with_other_facts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, store = tmp_path / "a.txt", tmp_path / "out.jsonl"
    path.write_text(CUTTING, encoding="utf-8")
    for argv in ([], ["--committee", "Økonomiudvalget", "--date", "2023-05-02"]):
        assert cli.main(["tag", str(path), "-o", str(store), *argv]) == 0
    assert json.loads(store.read_text(encoding="utf-8").splitlines()[-1])["committee"] == "Økonomiudvalget"


def test_the_service_takes_them_in_body_query_and_form() -> None:
    pytest.importorskip("fastapi", reason="the service needs the extra serve")
    from urllib.parse import urlencode

    from tests.serving import form, running

    with running() as service:
        body, headers = form(CUTTING.encode(), "a.txt", **FACTS)
        answers = [
            service.post("/v1/tag", {"text": CUTTING, **FACTS}).json,
            service.post(f"/v1/tag?{urlencode(FACTS)}", {"text": CUTTING, "committee": "Byrådet"}).json,
            service.ask("POST", "/v1/tag", body, headers).json,
            service.post("/v1/tag/batch", {"documents": [{"text": CUTTING, **FACTS}]}).json["documents"][0],
        ]
        for answer in answers:
            assert (answer["municipality"], answer["committee"], answer["date"], [one["code"] for one in answer["items"][0]["outcomes"]]) == EXPECTED
        refused = service.post("/v1/tag", {"text": CUTTING, "date": "maj"})
        assert (refused.status, refused.json["error"]["kind"]) == (422, "fact")
