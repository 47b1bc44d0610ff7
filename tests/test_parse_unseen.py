"""Layouts that nobody foresaw, all invented: the fallback finds numbered items and their decisions."""

from __future__ import annotations

import pytest
from spacy.language import Language

SAG = """Ravnsø Kommune
Udvalget for By og Land

Møde onsdag den 6. marts 2024 kl. 15.00 i Ravnsø

Sag 1. Godkendelse af dagsorden

Konklusion

Dagsordenen blev godkendt.

Sag 2. Ny sti langs åen

Stien foreslås lagt på østsiden. Den koster 350.000 kr., og 4. klasse på skolen har bedt om den.
Se også sag 1.

Konklusion

Udsat til næste møde.

Sag 3. Eventuelt

Konklusion

Intet.
"""

PARAGRAPH = """PROTOKOL
for Fjelsted Byråds møde den 12. maj 2022

§ 11 Lokalplan for Møllebakken

Efter planlovens § 13 skal forslaget i høring.
§ 17, stk. 4, finder ikke anvendelse.

Vedtagelse

Godkendt.

§ 12 Salg af en byggegrund

Grunden er på 900 m2.

Vedtagelse

Ikke godkendt.

§ 13 Valg til hegnssynet

Vedtagelse

Udsat.
"""

AD = """Referat af møde i Seniorrådet den 3. april 2023

Til stede: Inga Voss, Palle Rye og Tom Lund

Ad 1. Velkomst og dagsorden
Dagsordenen blev gennemgået.
Rådet besluttede at godkende dagsordenen.

Ad 2. Madudbringning
Lederen fortalte om den nye ordning, som har kørt siden 1. januar.
Rådet besluttede at udsætte sagen.

Ad 3. Orientering fra formanden
Formanden fortalte om mødet med borgmesteren.
Rådet tog orienteringen til efterretning.
"""

BRACKET = """Beslutningsreferat, Kultur- og Fritidsudvalget, 14.09.2021

1) Budgetopfølgning

Forbruget følger budgettet. Forvaltningen indstiller, at udvalget
1) godkender opfølgningen, og
2) sender den videre.

Afgørelse: Godkendt.

2) Tilskud til revyen

Der er søgt om 40.000 kr.

Afgørelse: Udsat til næste møde.

3) Åbningstider i svømmehallen

Hallen har lukket om søndagen.

Afgørelse: Afvist.
"""

ROMAN = """Bakkerne Kommune - Kommunalbestyrelsen
Ordinært møde den 24. juni 2020

I. Regnskab 2019

Regnskabet viser et overskud.

BESLUTNING
Godkendt.

II. Vedtægter for havnen

BESLUTNING
Udsat.

III. Kvalitetsstandarder

BESLUTNING
Godkendt.

IV. Lukket punkt

BESLUTNING
Godkendt.
"""

AGENDA_POINT = """Referat fra møde i Børneudvalget, Strandby Kommune
Torsdag den 9. november 2023

Dagsordenens punkt 1
Godkendelse af referat

Beslutning: Godkendt.

Dagsordenens punkt 2
Skolernes ferieplan

Sagsfremstilling: Planen har været i høring.

Beslutning: Godkendt.

Dagsordenens punkt 3
Eventuelt

Beslutning: Intet.
"""

POINT_NUMBER = """Holmegård Byråd
Referat 30/8 2022

Pkt. nr. 7: Takster for affald

Resumé
Taksterne stiger.

Byrådet besluttede:
Godkendt.

Pkt. nr. 8: Ny hal ved skolen

Resumé
Hallen koster 42 mio. kr.

Byrådet besluttede:
Udsat.

Pkt. nr. 9: Meddelelser

Byrådet besluttede:
Taget til efterretning.
"""

TABLE = """Referat: Miljøudvalget i Skovlund Kommune, 17. januar 2024

| Nr. | Sag |
|---|---|
| 1 | Godkendelse af dagsorden |

Beslutning
Godkendt.

| 2 | Støj fra motorvejen |

Udvalget har bedt om målinger.

Beslutning
Udsat.

| 3 | Vandløb |

Beslutning
Godkendt.
"""

CAPITALS = """UDVALGET FOR VEJE
MØDE DEN 2. FEBRUAR 2021

GODKENDELSE AF DAGSORDEN

Beslutning
Godkendt.

VINTERTJENESTE PÅ MINDRE VEJE

Der saltes kun på de store veje.
Det har udvalget tidligere drøftet.

Beslutning
Udsat.

CYKELSTI VED STATIONEN

Sagen er ny.

Beslutning
Godkendt.
"""

DOCUMENTS = {
    "sag": (SAG, ["1", "2", "3"], ["approved", "postponed", "none"]),
    "paragraph": (PARAGRAPH, ["11", "12", "13"], ["approved", "rejected", "postponed"]),
    "ad": (AD, ["1", "2", "3"], ["approved", "postponed", "noted"]),
    "bracket": (BRACKET, ["1", "2", "3"], ["approved", "postponed", "rejected"]),
    "roman": (ROMAN, ["I", "II", "III", "IV"], ["approved", "postponed", "approved", "approved"]),
    "agenda point": (AGENDA_POINT, ["1", "2", "3"], ["approved", "approved", "none"]),
    "point number": (POINT_NUMBER, ["7", "8", "9"], ["approved", "postponed", "noted"]),
    "table": (TABLE, ["1", "2", "3"], ["approved", "postponed", "approved"]),
    "capitals": (CAPITALS, [None, None, None], ["approved", "postponed", "approved"]),
}
TITLES = {
    "sag": "Ny sti langs åen",
    "paragraph": "Salg af en byggegrund",
    "ad": "Madudbringning",
    "bracket": "Tilskud til revyen",
    "roman": "Vedtægter for havnen",
    "agenda point": "Skolernes ferieplan",
    "point number": "Ny hal ved skolen",
    "table": "Støj fra motorvejen",
    "capitals": "VINTERTJENESTE PÅ MINDRE VEJE",
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_items_of_an_unseen_layout_are_found(name: str, pipeline: Language) -> None:
    text, numbers, _ = DOCUMENTS[name]
    items = pipeline(text)._.meeting_data["items"]
    assert [item["number"] for item in items] == numbers
    assert items[1]["title"] == TITLES[name]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_decisions_of_an_unseen_layout_are_found(name: str, pipeline: Language) -> None:
    text, _, codes = DOCUMENTS[name]
    items = pipeline(text)._.meeting_data["items"]
    assert [[o["code"] for o in item["outcomes"]] for item in items] == [[code] for code in codes]


def test_a_decision_goes_on_below_the_line_of_the_absent(pipeline: Language) -> None:
    text = "REFERAT Byrådet d. 09-05-2023\n\nPunkt 1: En sti\n\nBeslutning\n\nFraværende: Ida Bro\n\nAnbefales godkendt. Imod stemte V.\n\nBilag\n\nNotat\n"
    found = pipeline(text)._.meeting_data["items"][0]
    assert [outcome["text"] for outcome in found["outcomes"]] == ["Anbefales godkendt"]
    assert (found["absent"], found["votes"]["against"]) == (["Ida Bro"], ("V",))


def test_lettered_points_on_lines_of_their_own_are_decided_one_by_one(pipeline: Language) -> None:
    text = "REFERAT Byrådet d. 09-05-2023\n\nPunkt 1: En sti\n\nBeslutning\n\na) Godkendt\nb) Ikke godkendt\n"
    found = pipeline(text)._.meeting_data["items"][0]
    assert [(outcome["code"], outcome["part"]) for outcome in found["outcomes"]] == [("approved", "a"), ("rejected", "b")]


def test_what_a_recommendation_lists_is_no_decision_of_its_own(pipeline: Language) -> None:
    text = "REFERAT Teknikudvalget d. 09-05-2023\n\nPunkt 1: En sti\n\nBeslutning\n\nUdvalget anbefaler, at:\n1. stien anlægges\n2. planen godkendes\n"
    found = pipeline(text)._.meeting_data["items"][0]
    assert [(outcome["code"], outcome["part"]) for outcome in found["outcomes"]] == [("recommended", None)]


OLD_PROTOCOL = """Kommunalbestyrelsen i Halsted Kommune
Mødedato: 24. februar 2005

Sag nr. 21
J.nr. 00.01.00A08
Meddelelser fra borgmesteren

Taget til efterretning.

Sag nr. 22
J.nr. 54.10.02P19
Tilskud til spejderhytte

Kommunalbestyrelsen, 24. februar 2005:
Vedtaget.
"""
CASE_CODES = """Møde i Teknisk Udvalg
Dato 15. maj 2018

TU-56/2018 Dagsorden
Teknisk Udvalgs beslutning
Godkendt

TU-57/2018 Fortov langs Skolegade
Økonomi
450.000 kr. finansieres af puljen.
Teknisk Udvalgs beslutning
Tiltrådt
"""
TREATED = """Forretningsudvalget
Onsdag den 14. september 2022 kl. 10.00

Punkt nr. 4 - Budget 2023
Politisk behandling
Forretningsudvalget anbefalede indstillingen.

Punkt nr. 5 - Psykiatriplan
Politisk behandling
Drøftet.
"""


@pytest.mark.parametrize(
    ("text", "items"),
    [
        (OLD_PROTOCOL, [("21", "Meddelelser fra borgmesteren", "00.01.00A08", ["noted"]), ("22", "Tilskud til spejderhytte", "54.10.02P19", ["approved"])]),
        (CASE_CODES, [("56", "Dagsorden", None, ["approved"]), ("57", "Fortov langs Skolegade", None, ["approved"])]),
        (TREATED, [("4", "Budget 2023", None, ["recommended"]), ("5", "Psykiatriplan", None, ["discussed"])]),
    ],
    ids=["old-protocol", "case-codes", "treated"],
)
def test_items_headed_in_rare_ways(pipeline: Language, text: str, items: list[tuple[str, str, str | None, list[str]]]) -> None:
    found = pipeline(text)._.meeting_data["items"]
    assert [(one["number"], one["title"], one["case_number"], [o["code"] for o in one["outcomes"]]) for one in found] == items
