"""Decisions under headings of other shapes, and under none at all. Everything here is invented."""

from __future__ import annotations

import pytest

from nlp.meeting.implied import records_decision
from nlp.meeting.parse import parse_minutes
from nlp.rules import rule_file
from tests import marked

RECORD = rule_file("records")["record"]


@pytest.mark.parametrize("example", RECORD["yes"])
def test_a_plain_record_is_one(example: str) -> None:
    text, spans = marked.read(example)
    assert spans[0][0] == 0 and records_decision(text)


@pytest.mark.parametrize("example", RECORD["no"])
def test_other_sentences_are_none(example: str) -> None:
    assert not records_decision(example)


def sections(text: str) -> list[list[tuple[str, str]]]:
    meeting = parse_minutes(text)
    return [[(s.kind, text[s.body : s.end].strip()) for s in item.sections] for item in meeting.items]


@pytest.mark.parametrize(
    "heading",
    [
        "Beslutning for Punkt 1: Ny bro",
        "Beslutning til punkt 1",
        "Teknikudvalgets behandling",
        "Teknikudvalgets beslutning:",
        "Teknikudvalget den 12. marts 2015",
        "Teknikudvalget, den 12. marts 2015",
        "Beslutning\nTeknikudvalget, den 12. marts 2015",
    ],
)
def test_a_decision_under_a_heading_of_this_body(heading: str) -> None:
    found = sections(f"Referat Teknikudvalget den 12. marts 2015\n\nPunkt 1: Ny bro\n\nSagsfremstilling\nBroen er slidt.\n\n{heading}\n\nUdsat.\n")
    assert found == [[("case", "Broen er slidt."), ("decision", "Udsat.")]]


@pytest.mark.parametrize(
    ("body", "decided"),
    [
        ("Solrød Byråd", "Byrådet 12-03-2015, sag nr. 1:\nUdsat."),
        ("Byrådet", "BYRÅDET:\nUdsat."),
        ("Byrådet", "Byrådets møde 12.03.2015:\nUdsat."),
        ("Kommunalbestyrelsen", "KB: Udsat."),
        ("Økonomiudvalget", "Ø.U. den 12. marts 2015: Udsat."),
        ("Byrådet", "BY 12/3-15: Udsat."),
        ("Byrådet", "Sagsgang\nMødedato    Udvalg\tBeslutning\n12-03-2015 Byrådet\tUdsat."),
        ("Byrådet", "Behandling\tUdsat."),
    ],
)
def test_a_decision_behind_whose_it_is(body: str, decided: str) -> None:
    found = sections(
        f"Referat\n{body}\nden 12. marts 2015\n\nPunkt 1: Ny bro\n\nSagsfremstilling\nBroen er slidt.\n\n{decided}\n\nPunkt 2: Vej\n\nDen er lang.\n"
    )
    assert ("decision", "Udsat.") in found[0]


def test_what_another_body_decided_is_history() -> None:
    found = sections(
        "Referat Byrådet den 12. marts 2015\n\nPunkt 1: Ny bro\n\nSagsgang\nMødedato\tUdvalg\tBeslutning\n02-03-2015 Økonomiudvalget\tAnbefales\n"
        "12-03-2015 Byrådet\tUdsat.\n\nPunkt 2: Vej\n\nØU: Anbefales.\nBY: Godkendt.\n"
    )
    assert [kinds for kinds, _ in found[0]] == ["competence", "history", "decision"]
    assert found[1] == [("history", "Anbefales."), ("decision", "Godkendt.")]


def test_a_running_head_is_no_decision() -> None:
    found = sections(
        "Referat Teknikudvalget den 12. marts 2015\n\nPunkt 1: Ny bro\n\nSagsfremstilling\nBroen er slidt.\n\n"
        "Teknikudvalget den 12. marts 2015\n\nDen nye bro koster mere.\n\nBeslutning\nUdsat.\n"
    )
    assert [kind for kind, _ in found[0]] == ["case", "decision"]


def test_whose_proposal_it_is_heads_a_proposal() -> None:
    text = "Referat Byrådet den 12. marts 2015\n\nPunkt 1: Ny bro\n\nIndstilling fra Teknikudvalget\nAt broen bygges.\n\nBeslutning\nGodkendt.\n"
    assert sections(text) == [[("proposal", "At broen bygges."), ("decision", "Godkendt.")]]


def test_a_paragraph_that_opens_with_who_proposes_ends_the_history() -> None:
    text = (
        "Referat Byrådet den 12. marts 2015\n\nPunkt 1: Ny bro\n\nTidligere behandling:\nTeknikudvalget den 3. marts 2015: Udsat.\n\n"
        "Administrationen indstiller, at broen bygges.\n\nBeslutning:\nGodkendt.\n"
    )
    assert [kind for kind, _ in sections(text)[0]] == ["history", "history", "proposal", "decision"]


def test_minutes_without_any_section_record_in_their_sentences() -> None:
    text = (
        "Referat Ældrerådet den 12. marts 2015\n\nPunkt 1: Dagsorden\nDagsordenen godkendt.\n\nPunkt 2: Høring om rengøring\nRådet drøftede planen.\n"
        "Høringssvaret blev godkendt.\n\nPunkt 3: Eventuelt\nIntet.\n"
    )
    meeting = parse_minutes(text)
    assert meeting.kind == "minutes"
    assert sections(text) == [
        [("decision", "Dagsordenen godkendt.")],
        [("decision", "Rådet drøftede planen.\nHøringssvaret blev godkendt.")],
        [("decision", "Intet.")],
    ]


def test_an_agenda_without_sections_records_nothing() -> None:
    text = "Dagsorden Ældrerådet den 12. marts 2015\n\nPunkt 1: Dagsorden\nTil godkendelse.\n\nPunkt 2: Høring om rengøring\nPlanen er godkendt af staten.\n"
    assert parse_minutes(text).kind == "agenda"
    assert sections(text) == [[], []]


def test_one_item_without_a_heading_among_others() -> None:
    text = "Referat Byrådet den 12. marts 2015\n\nPunkt 1: Ny bro\n\nSagsfremstilling\nBroen er slidt.\n\nBeslutning\nGodkendt.\n\nPunkt 2: Eventuelt\n\nIntet at bemærke.\n"
    assert sections(text)[1] == [("decision", "Intet at bemærke.")]


@pytest.mark.parametrize(
    ("line", "title", "case"),
    [
        ("1     Åbent         Ny bro ved havnen", "Ny bro ved havnen", None),
        ("Punkt 1: (Åben) Ny bro", "Ny bro", None),
        ("Punkt 1: Åbent hus på broen", "Åbent hus på broen", None),
        ("Punkt 1: Ny bro (2021-0301299)", "Ny bro (2021-0301299)", "2021-0301299"),
        ("Punkt 1: Ny bro (2021-2025)", "Ny bro (2021-2025)", None),
    ],
)
def test_what_stands_in_a_heading_beside_the_title(line: str, title: str, case: str | None) -> None:
    rest = "2     Åbent         Eventuelt" if line.startswith("1") else "Punkt 2: Eventuelt"
    item = parse_minutes(f"Referat Byrådet den 12. marts 2015\n\n{line}\n\nBeslutning\nGodkendt.\n\n{rest}\n\nBeslutning\nIntet.\n").items[0]
    assert (item.title, item.case_number) == (title, case)
