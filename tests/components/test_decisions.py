"""What stands around a decision: other bodies' decisions, remarks, fates told elsewhere, next steps. Everything here is invented."""

from __future__ import annotations

from typing import Any

import pytest
from spacy.language import Language

HEADER = "REFERAT\nTeknikudvalget d. 14-05-2024\n\nMødedeltagere Ida Bro (A), Per Ly Holm (V), Bo Skov (Ø)\n\n"


def items(pipeline: Language, body: str) -> list[dict[str, Any]]:
    doc = pipeline(HEADER + body)
    found: list[dict[str, Any]] = doc._.meeting_data["items"]
    for item in found:
        for kind in ("history", "remarks", "fates"):
            assert all(doc.text[one["start"] : one["end"]] == one["text"] for one in item[kind])
    return found


def item(pipeline: Language, body: str) -> dict[str, Any]:
    return items(pipeline, f"Punkt 1: Ny cykelsti\n\n24/1234\n\n{body}\n")[0]


@pytest.mark.parametrize(
    "order",
    [
        ("Beslutning Teknikudvalget den 14-05-2024\nAnbefales.\n", "Beslutning Børneudvalget den 07-05-2024\nDrøftet.\n"),
        ("Beslutning Børneudvalget den 07-05-2024\nDrøftet.\n", "Beslutning Teknikudvalget den 14-05-2024\nAnbefales.\n"),
    ],
)
def test_other_bodies_decisions_are_history_in_any_order(pipeline: Language, order: tuple[str, str]) -> None:
    found = item(pipeline, "\n".join(order))
    assert [(o["code"], o["part"]) for o in found["outcomes"]] == [("recommended", None)]
    assert [(h["body"], h["date"], h["code"]) for h in found["history"]] == [("Børneudvalget", "2024-05-07", "discussed")]


def test_an_earlier_decision_of_this_body_is_history(pipeline: Language) -> None:
    found = item(pipeline, "Beslutning Teknikudvalget den 09-04-2024\nUdsat.\n\nBeslutning Teknikudvalget den 14-05-2024\n1.-2. Godkendt.\n")
    assert [(o["code"], o["part"]) for o in found["outcomes"]] == [("approved", "1"), ("approved", "2")]
    assert [(h["date"], h["code"]) for h in found["history"]] == [("2024-04-09", "postponed")]


@pytest.mark.parametrize(
    ("decision", "remarks"),
    [
        ("1. Godkendt.\n2. Godkendt med den ændring, at stien belyses.\n", [("amendment", "2", (), "med den ændring, at stien belyses")]),
        ("1.-2. Anbefales. Ida Bro (A) tager forbehold for punkt 2.\n", [("reservation", "2", ("Ida Bro",), "Ida Bro (A) tager forbehold for punkt 2")]),
        ("Anbefales, idet Ø og Per Ly Holm (V) tager forbehold.\n", [("reservation", None, ("Ø", "Per Ly Holm"), "Ø og Per Ly Holm (V) tager forbehold")]),
        (
            'Godkendt.\n\nBo Skov (Ø) afgav følgende protokolbemærkning:\n"Stien er for dyr, og den ligger forkert."\n',
            [("statement", None, ("Bo Skov",), 'Bo Skov (Ø) afgav følgende protokolbemærkning:\n"Stien er for dyr, og den ligger forkert."')],
        ),
        (
            "V stillede ændringsforslag om en anden linjeføring. For stemte V. Godkendt.\n",
            [("amendment", None, ("V",), "V stillede ændringsforslag om en anden linjeføring")],
        ),
        ("Bo Skov (Ø) stemte imod, da prisen er for høj. Godkendt.\n", [("comment", None, ("Bo Skov",), "da prisen er for høj")]),
        ("Godkendt. Bo Skov (Ø) stemte imod.\n", []),
        ("Godkendt.\n", []),
    ],
)
def test_remarks_say_their_kind_their_point_and_who_made_them(
    pipeline: Language, decision: str, remarks: list[tuple[str, str | None, tuple[str, ...], str]]
) -> None:
    found = item(pipeline, f"Beslutning\n{decision}")["remarks"]
    assert [(r["kind"], r["part"], r["by"], r["text"]) for r in found] == remarks


def test_a_proposal_holds_no_remarks(pipeline: Language) -> None:
    assert not item(pipeline, "Indstilling\nDet indstilles, at planen godkendes med den ændring, at stien belyses.\n\nBeslutning\nGodkendt.\n")["remarks"]


@pytest.mark.parametrize(
    ("words", "fates"),
    [
        ("Godkendt, idet punkt 2 udgår.", {"2": "withdrawn"}),
        ("Godkendt. Punkt 2 og 3 er taget af dagsordenen.", {"2": "withdrawn", "3": "withdrawn"}),
        ("Dagsordenen godkendt, idet sag nr. 3 udsættes.", {"3": "postponed"}),
        ("Godkendt, idet punkt 9 udgår.", {}),
    ],
)
def test_an_items_fate_is_told_under_another(pipeline: Language, words: str, fates: dict[str, str]) -> None:
    found = items(
        pipeline,
        f"Punkt 1: Godkendelse af dagsorden\n\nBeslutning\n{words}\n\nPunkt 2: Ny cykelsti\n\nIndstilling\nAt stien anlægges.\n\nPunkt 3: Nyt fortov\n\nIndstilling\nAt fortovet anlægges.\n",
    )
    assert {one["number"]: one["fates"][0]["code"] for one in found if one["fates"]} == fates
    assert all(fate["item"] == "1" for one in found for fate in one["fates"])


def test_a_point_of_the_proposal_is_no_other_item(pipeline: Language) -> None:
    found = items(pipeline, "Punkt 1: Ny cykelsti\n\nBeslutning\nPunkt 1 godkendt. Punkt 2 udsættes.\n\nPunkt 2: Nyt fortov\n\nBeslutning\nGodkendt.\n")
    assert not found[1]["fates"]


@pytest.mark.parametrize(
    ("body", "steps"),
    [
        ("Beslutning\nAnbefales over for Byrådet.\n", [("next", "Byrådet", None)]),
        ("Beslutning\nSagen oversendes til Økonomiudvalget.\n", [("next", "Økonomiudvalget", None)]),
        ("Beslutning\nGodkendt.\n\nSagsgang\nTeknikudvalget, Økonomiudvalget, Byrådet\n", [("next", "Økonomiudvalget", None), ("next", "Byrådet", None)]),
        ("Beslutningskompetence\nKommunalbestyrelsen\n\nBeslutning\nAnbefales.\n", [("decides", "Kommunalbestyrelsen", None)]),
        pytest.param(
            "Beslutningskompetence\nAd 1) Byrådet\nAd 2) Teknikudvalget\n\nBeslutning\nAnbefales.\n",
            [("decides", "Byrådet", "1"), ("decides", "Teknikudvalget", "2")],
            marks=pytest.mark.xfail(reason="the line that begins with the second point is read as a heading", strict=True),
        ),
        ("Beslutning\nGodkendt.\n\nKommende behandling\n02-05-2024 Børneudvalget\n28-05-2024 Økonomiudvalget\n", [("next", "Økonomiudvalget", None)]),
        ("Beslutning\nGodkendt.\n", []),
    ],
)
def test_next_steps(pipeline: Language, body: str, steps: list[tuple[str, str, str | None]]) -> None:
    assert [(s["kind"], s["body"], s["part"]) for s in item(pipeline, body)["next_steps"]] == steps
