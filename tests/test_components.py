"""Each kind of finding, in small texts that show one behaviour each."""

from __future__ import annotations

import pickle
from typing import Any

import pytest
from spacy.language import Language

from nlp.components.committees.abbreviated import abbreviates
from nlp.components.people.names import near
from nlp.text.sentences import expand

HEADER = "REFERAT Klima- og Byudvalget d. 09-05-2023\n\nMødedeltagere {}\n\n"
ITEM = "Punkt 1: En sag\n\n23/998\n\nBeslutning\n\n{}\n"


def found(pipeline: Language, text: str, label: str) -> list[tuple[str, str]]:
    return [(e.text, e.kb_id_) for e in pipeline(text).ents if e.label_ == label]


def item(pipeline: Language, decision: str, members: str = "Ida Bro (A), Per Ly Holm (V), Nuka Toft (Ø), Bo Skov (UP)") -> dict[str, Any]:
    doc = pipeline(HEADER.format(members) + ITEM.format(decision))
    return dict(doc._.meeting_data["items"][0])


@pytest.mark.parametrize(
    ("members", "decision", "people"),
    [
        ("Ida Bro, Per Ly Holm", "Ida Bro stemte imod.", ["Ida Bro"]),
        ("Ida Bro, Per Ly Holm", "ida bro stemte imod.", ["Ida Bro"]),
        ("Lis Dalsgaard, Per Ly", "Lis Dalsgård undlod.", ["Lis Dalsgaard"]),
        ("Derin Akçay, Per Ly", "Derin Akcay undlod.", ["Derin Akçay"]),
        ("Simon Brokjær Nielsen", "Simon B. Nielsen stemte imod.", ["Simon Brokjær Nielsen"]),
        ("Ida Bro", "Qorvald Zindis (V) forslag faldt. Qorvald Zindi (V) stemte imod.", ["Qorvald Zindi", "Qorvald Zindi"]),
        ("Ida Bro", "Borgmester Qorvald Zindi orienterede.", ["Qorvald Zindi"]),
        ("Ida Bro", "Qorvald Zindi (V) stemte imod.", ["Qorvald Zindi"]),
        ("Ida Bro", "Godkendt. Simply Guiding fortsætter på Peter Bangs Vej.", []),
        ("Ida Bro", "Imod stemte A og Ø. Ida Bro undlod.", ["Ida Bro"]),
    ],
)
def test_people_are_found_by_place_and_spelling(pipeline: Language, members: str, decision: str, people: list[str]) -> None:
    text = HEADER.format(members) + ITEM.format(decision)
    start = text.index("Beslutning")
    assert [e.kb_id_ for e in pipeline(text).ents if e.label_ == "PERSON" and e.start_char > start] == people


@pytest.mark.parametrize(
    ("decision", "parties"),
    [
        ("Imod stemte: Ø", ["Ø"]),
        ("For stemte: V, A, C, Ida Bro (UP), M og F", ["V", "A", "C", "UP", "M", "F"]),
        ("Et flertal bestående af A, V og C anbefaler indstillingen.", ["A", "V", "C"]),
        ("Enhedslisten og SF kan ikke tiltræde.", ["Ø", "F"]),
        ("Godkendt. V bemærkede, at det haster.", ["V"]),
        ("Godkendt, at model B vælges, jf. bilag A.", []),
        ("Afstemningslisten og Artslisten vedlægges. Bylisten stemte imod.", ["Bylisten"]),
        ("Alternativet er dyrere. I sagen er der to veje.", []),
        ("Der svinges til venstre. Venstre stemte imod.", ["V"]),
    ],
)
def test_letters_are_parties_only_where_votes_are_told(pipeline: Language, decision: str, parties: list[str]) -> None:
    text = ITEM.format(decision)
    assert [e.kb_id_ for e in pipeline(text).ents if e.label_ == "PARTY"] == parties


def test_tags_of_titles_are_no_parties(pipeline: Language) -> None:
    text = "Punkt 1: Budgetopfølgning (B)\n\n23/1\n\nPunkt 2: A - Nye veje (C)\n\n23/2\n"
    assert found(pipeline, text, "PARTY") == []


def test_a_word_before_a_body_is_no_part_of_its_name(pipeline: Language) -> None:
    text = HEADER.format("Ida Bro") + ITEM.format("Oplæg Skole- og Børneudvalget. Godkendt.")
    assert found(pipeline, text, "COMMITTEE")[-1] == ("Skole- og Børneudvalget", "Skole- og Børneudvalget")


def test_an_abbreviation_resolves_to_the_body_the_document_names(pipeline: Language) -> None:
    text = "REFERAT Arbejdsmarkedsudvalget d. 31-01-2024\n\nPunkt 1: I - Puljemidler - AMU\n\n23/1\n\nPunkt 2: IT - Nye skærme\n\n23/2\n"
    assert found(pipeline, text, "COMMITTEE")[1:] == [("AMU", "Arbejdsmarkedsudvalget")]


def test_an_outcome_in_history_is_an_entity_but_not_the_items_own(pipeline: Language) -> None:
    text = HEADER.format("Ida Bro") + ITEM.format("Anbefales.") + "\nSagens forløb\n\n02/05/2023 Teknisk Udvalg\n\nUdsat.\n\nAfbud: Lene Krag (C)\n"
    doc = pipeline(text)
    assert [e.kb_id_ for e in doc.ents if e.label_ == "OUTCOME"] == ["recommended", "postponed"]
    only = doc._.meeting_data["items"][0]
    assert [o["code"] for o in only["outcomes"]] == ["recommended"]
    assert only["absent"] == []


@pytest.mark.parametrize(
    ("decision", "outcomes"),
    [
        ("Ad. 1) Indstillingen tiltrådt.\n\nAd. 2) Udsættes til næste møde, hvor bogen behandles.", [("approved", "1"), ("postponed", "2")]),
        ("1.-3. Godkendt.", [("approved", "1"), ("approved", "2"), ("approved", "3")]),
        ("1. Godkendt.\n2. Ikke godkendt, idet udvalget ønsker en ny sag.", [("approved", "1"), ("rejected", "2")]),
        ("a. Godkendt.\n\nb. Ikke imødekommet.", [("approved", "a"), ("rejected", "b")]),
        ("Godkendt, at sagen sendes i høring.", [("approved", None)]),
        ("Indstillingen tilrådt.", [("approved", None)]),
        ("Indstillingen tiltrådt, idet budgettet anbefales.", [("recommended", None)]),
        ("Økonomiudvalget anbefaler overfor Byrådet, at indstillingen godkendes.", [("recommended", None)]),
        ("Byrådet godkendte Økonomiudvalgets indstilling.", [("approved", None)]),
        ('Ida Bro stemte imod med protokollen: "Forslaget bør afvises. Godkendt er forkert."\n\nTiltrådt.', [("approved", None)]),
        ("Ida Bro begærede sagen i Byrådet.", [("referred", None)]),
        ("-", []),
    ],
)
def test_decisions_are_read_point_by_point(pipeline: Language, decision: str, outcomes: list[tuple[str, str | None]]) -> None:
    assert [(o["code"], o["part"]) for o in item(pipeline, decision)["outcomes"]] == outcomes


def test_a_signature_sheet_holds_no_decision(pipeline: Language) -> None:
    text = HEADER.format("Ida Bro, Per Ly") + "Punkt 1: Underskriftsblad\n\nBeslutning\n\nStatus\n\nGodkendt\n\nGodkendt\n"
    assert found(pipeline, text, "OUTCOME") == []


@pytest.mark.parametrize(
    "line",
    [
        "Afbud: Per Ly Holm (V) og Nuka Toft (Ø)",
        "Fraværende: Per Ly Holm, Nuka Toft",
        "Ikke til stede: Per Ly Holm (V), Nuka Toft",
        "**Afbud** Per Ly Holm, Nuka Toft",
    ],
)
def test_absences_are_read_in_every_form(pipeline: Language, line: str) -> None:
    assert item(pipeline, f"Godkendt.\n\n{line}")["absent"] == ["Per Ly Holm", "Nuka Toft"]


def test_a_span_inside_a_token_is_not_lost(pipeline: Language) -> None:
    doc = pipeline("Punkt 1: En sag\n\nSagsnr.:23/998\n\nBeslutning\n\nImod stemte A og Å.\n")
    assert [(e.text, e.label_) for e in doc.ents] == [("23/998", "CASE_NUMBER"), ("A", "PARTY"), ("Å", "PARTY")]


def test_findings_in_decomposed_text_have_offsets_of_the_text_as_read(pipeline: Language) -> None:
    text = "Punkt 1: En sag\n\nBeslutning\n\nByra\u030adet godkendte indstillingen.\n"
    doc = pipeline(text)
    assert [(e.text, e.kb_id_) for e in doc.ents] == [("Byra\u030adet", "Byrådet"), ("godkendte indstillingen", "approved")]
    assert all(text[e.start_char : e.end_char] == e.text for e in doc.ents)


def test_the_pipeline_travels_between_processes(pipeline: Language) -> None:
    texts = [HEADER.format("Ida Bro (A)") + ITEM.format("Godkendt.")] * 3
    alone = [[(e.text, e.label_, e.kb_id_) for e in doc.ents] for doc in pipeline.pipe(texts)]
    together = [[(e.text, e.label_, e.kb_id_) for e in doc.ents] for doc in pipeline.pipe(texts, n_process=2, batch_size=1)]
    assert alone == together
    copy = pickle.loads(pickle.dumps(pipeline))
    assert [(e.text, e.label_, e.kb_id_) for e in copy(texts[0]).ents] == alone[0]


@pytest.mark.parametrize(
    ("short", "name", "fits"), [("AMU", "Arbejdsmarkedsudvalget", True), ("BU", "Udvalget for Børn og Ungdom", True), ("KTU", "Økonomiudvalget", False)]
)
def test_abbreviations_fit_their_bodies(short: str, name: str, fits: bool) -> None:
    assert abbreviates(short, name) is fits


@pytest.mark.parametrize(
    ("one", "other", "same"), [("ole skraent", "ole skraentt", True), ("kirstine hendeby", "kirstina hendebye", True), ("per ly", "bo ly", False)]
)
def test_near_names_differ_by_a_slip(one: str, other: str, same: bool) -> None:
    assert near(one, other) is same


@pytest.mark.parametrize(("written", "numbers"), [("1.-3", ("1", "2", "3")), ("1, 2 og 4", ("1", "2", "4")), ("2.a.-d", ("2",)), ("7", ("7",))])
def test_numbers_of_points_are_spelt_out(written: str, numbers: tuple[str, ...]) -> None:
    assert expand(written) == numbers
