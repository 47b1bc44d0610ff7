"""Private people and what is theirs are hidden; members, officials and offsets are not touched."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nlp.archive.masking import HIDDEN, holds_cpr, masked
from nlp.document import AgendaItem, Entity, Minutes, Outcome, Participant

CASES = {
    "an applicant": ("Ansøger {Lars Thorup} har søgt.", ["Lars Thorup"], {"person"}),
    "a part of a name": ("Ansøger {Lars Thorup} har søgt. {Thorup} er hørt.", ["Lars Thorup"], {"person"}),
    "a family": ("Familien {Thorup} er hørt.", [], {"person"}),
    "a member": ("Ida Bro stemte imod.", ["Ida Bro"], set()),
    "an official": ("Centerchef Rune Holt deltog.", ["Rune Holt"], set()),
    "an office behind a name": ("Rune Holt, centerchef, deltog.", ["Rune Holt"], set()),
    "another party's member": ("Mette Dam (F) spurgte.", ["Mette Dam"], set()),
    "mail": ("Skriv til {a.b@example.dk} nu.", [], {"mail"}),
    "telephone": ("Ring {12 34 56 78} nu.", [], {"telephone"}),
    "telephone without blanks": ("tlf. {12345678} nu.", [], {"telephone"}),
    "money": ("I alt 12 34 56 78 kr.", [], set()),
    "cpr": ("Ejer, {010170-1234}.", [], {"cpr"}),
    "cpr without a stroke": ("cpr-nr. {0101701234}.", [], {"cpr"}),
    "a case number": ("Sag 010170-12345.", [], set()),
    "a home": ("Ansøgeren bor på {Engvej 14, 4000 Roskilde}.", [], {"address"}),
    "a person's address": ("Ejer {Lars Thorup}, {Engvej 14}, er hørt.", ["Lars Thorup"], {"person", "address"}),
    "initials": ("Borgeren {A.B.} har klaget.", [], {"person"}),
    "a sender of a foreign name": ("Klage af 3. maj fra {Nguyen Thi Lan} er hørt.", [], {"person"}),
    "a sender that is no person": ("Høringssvar fra Dansk Fugleforening er hørt.", [], set()),
    "a surname like a street": ("Arealet lejes af {Søren Peter Gade}.", [], {"person"}),
    "two in one breath": ("Ejer {Lars Thorup} og {Anker Tværsig} er hørt.", ["Lars Thorup"], {"person"}),
    "a home with a door": ("Sagen om {Engvej 14, 2. th.} er hørt.", [], {"address"}),
    "two homes": ("Naboerne på {Engvej 7} og {Engvej 9} er hørt.", [], {"address"}),
    "a street of any name": ("Ejer {Lars Thorup}, {Kirkebjerg 21}, er hørt.", ["Lars Thorup"], {"person", "address"}),
    "a place of work": ("Ejer {Lars Thorup} søger om café på Torvegade 8.", ["Lars Thorup"], {"person"}),
    "a plan's address": ("Lokalplanen gælder Engvej 14.", [], set()),
}


def document(words: str, people: list[str]) -> Minutes:
    start = len("1. Sag\n")
    text = f"1. Sag\n{words}\n"
    entities = tuple(Entity("PERSON", name, text.index(name, start), text.index(name, start) + len(name), name, "1") for name in people)
    item = AgendaItem("1", "Sag", 0, len(text), outcomes=(Outcome("approved", words, start, start + len(words)),))
    return Minutes("a", "ab", participants=(Participant("Ida Bro", "A"),), items=(item,), entities=entities, text=text, model={}).with_item_texts()


@pytest.mark.parametrize("name", CASES)
def test_what_is_private_is_hidden_and_nothing_else(name: str) -> None:
    marked, people, kinds = CASES[name]
    minutes = document(marked.replace("{", "").replace("}", ""), people)
    wanted = "".join(HIDDEN * len(piece) if number % 2 else piece for number, piece in enumerate(marked.replace("}", "{").split("{")))
    result = masked(minutes)
    assert result.text == f"1. Sag\n{wanted}\n"
    assert {mask.kind for mask in result.masked} == kinds
    assert all(mask.why for mask in result.masked)
    if kinds:
        assert result.items[0].outcomes[0].text == wanted
        assert all(HIDDEN in entity.id for entity in result.entities)


def test_members_are_never_hidden_whatever_somebody_is_called() -> None:
    minutes = document("Ansøger Ida Holm har søgt. Ida Bro spurgte.", ["Ida Holm", "Ida Bro"])
    result = masked(replace(minutes, id="/minutes/Ida Holm.txt"))
    assert "Ida Bro spurgte" in result.text
    assert "Holm" not in result.text
    assert result.participants == minutes.participants
    assert result.id == "/minutes/Ida Holm.txt"


def test_numbers_of_persons_are_told() -> None:
    assert holds_cpr("Ejer, 010170-1234")
    assert not holds_cpr("Sag 22/998, 12. maj 2022")
