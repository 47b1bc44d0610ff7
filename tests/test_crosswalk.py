"""Codes of other schemes: each topic has one, and they stand in columns on request."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
import pytest

from nlp.cli import main
from nlp.labelling.artifacts import default_model, read_manifest
from nlp.labelling.crosswalk import code_of, codes_of, name_of
from nlp.rules import rule_file

MINUTES = """REFERAT Byrådet i Nyby d. 09-05-2023

Punkt 1: Ny cykelsti langs Skovvejen
23/1
Beslutning
Godkendt.

Punkt 2: Ny lokalplan for havnen
01.02.05-P16-3-23
Beslutning
Udsat.
"""


@pytest.fixture
def minutes(tmp_path: Path) -> Path:
    path = tmp_path / "may.txt"
    path.write_text(MINUTES, encoding="utf-8")
    return path


@pytest.mark.parametrize("scheme", ["cap", "kle"])
def test_each_topic_has_a_code_with_a_name(scheme: str) -> None:
    topics = read_manifest(default_model())["labels"]["topic"]
    assert sorted(rule_file("crosswalk")[scheme]["codes"]) == topics
    assert all(name_of(scheme, code_of(scheme, topic)) for topic in topics)


@pytest.mark.parametrize(
    ("topic", "case_number", "expected"),
    [
        ("schools", None, ("6", "Education", "17", "Folkeskolen")),
        ("schools?", None, ("6?", "Education", "17?", "Folkeskolen")),
        ("schools", "82.06.00-P20-1-24", ("6", "Education", "82", "Kommunens ejendomme")),
        ("schools", "23/12", ("6", "Education", "17", "Folkeskolen")),
        (None, None, (None, None, None, None)),
        ("somebody's own", "99.01.01-A00-1-20", (None, None, "99", None)),
    ],
)
def test_codes_come_from_the_topic_and_of_kle_from_the_case(topic: str | None, case_number: str | None, expected: tuple[str | None, ...]) -> None:
    assert codes_of(("cap", "kle"), topic, case_number) == expected


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=";"))


def test_a_table_has_codes_on_request_and_goes_on_without(minutes: Path, tmp_path: Path) -> None:
    out = tmp_path / "items.csv"
    assert main(["tag", str(minutes), "-o", str(out), "--quiet"]) == 0
    assert "cap" not in rows_of(out)[0]
    assert main(["tag", str(minutes), "-o", str(out), "--quiet", "--codes", "kle,cap"]) == 0
    assert [(row["cap"], row["cap_name"], row["kle"]) for row in rows_of(out)] == [("10", "Transportation", "05"), ("14", "Housing", "01")]
    assert {"cap", "kle"} <= set(rows_of(tmp_path / "items.decisions.csv")[0])
    (tmp_path / "june.txt").write_text(MINUTES.replace("09-05", "13-06"), encoding="utf-8")
    assert main(["tag", str(tmp_path / "june.txt"), "-o", str(out), "--quiet", "--codes", "cap"]) == 0
    assert [row["cap"] for row in rows_of(out)] == ["10", "14"] * 2


def test_a_workbook_has_codes_on_request(minutes: Path, tmp_path: Path) -> None:
    out = tmp_path / "items.xlsx"
    assert main(["tag", str(minutes), "-o", str(out), "--quiet", "--codes", "cap"]) == 0
    header, *rows = openpyxl.load_workbook(out)["decisions"].iter_rows(values_only=True)
    assert header[-2:] == ("cap", "cap_name")
    assert {row[-2] for row in rows} == {"10", "14"}


@pytest.mark.parametrize(("options", "words"), [(["--codes", "dewey"], "no such scheme"), (["--codes", "cap", "-o", "out.db"], "stand in columns of .csv")])
def test_other_schemes_and_outputs_are_refused(options: list[str], words: str, minutes: Path, capsys: pytest.CaptureFixture[str]) -> None:
    try:
        code = main(["tag", str(minutes), *options])
    except SystemExit as stopped:
        code = stopped.code  # type: ignore[assignment]
    assert code == 2
    assert words in capsys.readouterr().err
