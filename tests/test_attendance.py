"""Attendance in every form of header, and facts told away from it. All names are invented."""

from __future__ import annotations

import re

import pytest

from nlp.meeting.model import Meeting
from nlp.meeting.parse import parse_minutes
from nlp.meeting.said import read_sentences
from nlp.rules import rule_file
from nlp.rules.phrases import compile_phrases
from nlp.text.lines import read_lines
from nlp.text.normalize import shadow

ITEMS = "\n\n1. Godkendelse af dagsorden\n\nBeslutning\nGodkendt.\n\n2. Budget\n\nBeslutning\nAnbefales.\n\n3. Eventuelt\n\nBeslutning\nIntet.\n"
HEAD = "Referat fra mødet i Teknisk Udvalg den 9. maj 2023\n\n"


def members(meeting: Meeting) -> list[str]:
    return [" ".join(part for part in (("" if a.present else "-") + a.name, a.party, a.role) if part) for a in meeting.attendees]


LISTS: list[tuple[str, str, list[str]]] = [
    ("party behind a comma", "Deltagere\n • Ida Bro, A\n • Per Ly, V\n • Bo Ravn, løsgænger\n • Afbud\n • Per Ly, V", ["Ida Bro A", "-Per Ly V", "Bo Ravn UP"]),
    ("party in brackets behind a comma", "Medlemmer:\nIda Bro, (A)\nPer Ly, (V)", ["Ida Bro A", "Per Ly V"]),
    ("initials in brackets, party behind", "Medlemmer Ida Bro (idbr) A\nPer Ly (hjply) V (Orlov)\n\nFraværende Ida Bro (idbr) A", ["-Ida Bro A", "-Per Ly V"]),
    ("doubled brackets", "Medlemmer:\nIda Bro (A)\nPer Ly ((Ø))", ["Ida Bro A", "Per Ly Ø"]),
    ("local codes", "Medlemmer\n\nIda Bro (NL)\n\nPer Ly (NL)\n\nBo Ravn (V)", ["Ida Bro NL", "Per Ly NL", "Bo Ravn V"]),
    ("initials are no party", "Medlemmer\n\nIda Bro (IBR)\n\nPer Ly (PLY)", ["Ida Bro", "Per Ly"]),
    ("names that run on", "Indkaldelse\n\nIda Bro Per Ly Holm Bodil P. Rask Hanne Toft", ["Ida Bro", "Per Ly Holm", "Bodil P. Rask", "Hanne Toft"]),
    ("glued by a lost line break", "Medlemmer: Ida Bro (A), FormandPer Ly (V)Bo Ravn (C)", ["Ida Bro A formand", "Per Ly V", "Bo Ravn C"]),
    ("roles in brackets before the party", "Til stede: Ida Bro (Borgmester)(V), Per Ly(A), Bo Ravn (1. Viceborgmester)(C)", ["Ida Bro V borgmester", "Per Ly A", "Bo Ravn C 1. viceborgmester"]),
    ("surname first", "Medlemmer:\nBro, Ida (A)\nLyhne, Per (V)", ["Ida Bro A", "Per Lyhne V"]),
    ("name, role and party on lines of their own", "Medlemmer\nIda Bro\nFormand\nVenstre\nPer Ly\nNæstformand\nSocialdemokratiet", ["Ida Bro V formand", "Per Ly A næstformand"]),
    ("one line, no line breaks", "Medlemmer: Borgmester - Ida Bro (C), Per Ly (A) Afbud: Per Ly (A), Suppleant: Bo Ravn (A)", ["Ida Bro C borgmester", "-Per Ly A", "Bo Ravn A stedfortræder"]),
    ("a list in running text", "Fraværende: Ida Bro og Per Ly Følgende sager behandles: Pkt. Tekst Side", ["-Ida Bro", "-Per Ly"]),
    ("all labels before all values", "Mødested:\nStarttidspunkt:\nAfbud:\nFraværende:\nBemærkninger:\nRådhuset\nKl. 14:00\nIda Bro\nIngen\nPer Ly deltog ikke i behandlingen af punkt 4.", ["-Ida Bro", "Per Ly"]),
    ("first names alone", "Afbud: Ida, Hanne, Anne-Marie og Per.", ["-Ida", "-Hanne", "-Anne-Marie", "-Per"]),
    ("forfald", "Ida Bro og Per Ly Holm havde meldt forfald. I stedet mødte Bo Ravn og Lis Dam.", ["-Ida Bro", "-Per Ly Holm", "Bo Ravn stedfortræder", "Lis Dam stedfortræder"]),
    ("everybody but", "Alle medlemmer var mødt undtagen Ida Bro og Per Ly.\n\nI stedet deltog stedfortræderne Bo Ravn i stedet for Ida Bro. Der deltog ikke stedfortræder for Per Ly.", ["-Ida Bro", "-Per Ly", "Bo Ravn stedfortræder"]),
    ("remarks", "Medlemmer: Ida Bro, Per Ly\nBemærkninger: Der var afbud fra Per Ly. Bo Ravn var indkaldt som stedfortræder. Ida Bro forlod mødet efter sag nr. 4.", ["Ida Bro", "-Per Ly", "Bo Ravn stedfortræder"]),
    ("away from a part only", "Fraværende: Ida Bro deltog ikke i behandlingen af pkt. 183, 184. Per Ly havde meldt afbud.", ["Ida Bro", "-Per Ly"]),
    ("stand-ins behind a dash", "Medlemmer\n • Ida Bro, A\n\nAfbud\n • Per Ly, F - Bo Ravn stedfortræder", ["Ida Bro A", "-Per Ly F", "Bo Ravn stedfortræder"]),
    ("stand-in who came late", "Medlemmer\n • Ida Bro: Deltog\n • Per Ly: Afbud (Stedfortræder Bo Ravn, fraværende ved sag 1-2. )", ["Ida Bro", "-Per Ly", "Bo Ravn stedfortræder"]),
    ("officials are no members", "Medlemmer: Ida Bro, Per Ly\n\nDerudover deltog: Hanne Toft, direktør\nLis Dam (referent)", ["Ida Bro", "Per Ly"]),
    ("sides of a committee", "Ledelsessiden\nKommunaldirektør Ida Bro (formand)\nDirektør Per Ly\n\nMedarbejdersiden\nBo Ravn, FOA (næstformand)\nLis Dam, 3F\n\nFraværende:\nPer Ly\n\nSekretær: Hanne Toft", ["Ida Bro formand", "-Per Ly direktør", "Bo Ravn næstformand", "Lis Dam"]),
    ("groups of a board", "Forældrevalgte: Ida Bro (formand), Per Ly - afbud\nMedarbejdere: Bo Ravn\nElever: Lis Dam (ikke til stede)", ["Ida Bro formand", "-Per Ly", "Bo Ravn", "-Lis Dam"]),
    ("columns side by side", "Mødt:\tAfbud:\tIkke mødt:\nIda Bro (A)\tPer Ly (V)\tBo Ravn\nLis Dam", ["Ida Bro A", "-Per Ly V", "-Bo Ravn", "Lis Dam"]),
    ("a table of marks", "Navn\tParti\tDeltog\tAfbud\nIda Bro (formand)\tA\tx\nPer Ly\tV\t\tx\tStedfortræder: Lis Dam\nBo Ravn\tV\tx", ["Ida Bro A formand", "Lis Dam stedfortræder", "-Per Ly V", "Bo Ravn V"]),
    ("cards", "Medlemmer\n\nIda Bro\nFormand, Venstre\nMødt\n\nPer Ly\nDansk Folkeparti\nAfbud\n\nBo Ravn\nSocialdemokratiet\nMødt fra kl. 9.05 (under punkt 3)", ["Ida Bro V formand", "-Per Ly O", "Bo Ravn A"]),
    ("offices before the names", "Deltagere\tRegionsrådsmedlem Ida Bro (formand)\n\tRegionsrådsmedlem Per Ly\n\tSocialchef Hanne Toft\n\nAfbud\tRegionsrådsmedlem Per Ly", ["Ida Bro formand", "-Per Ly regionsrådsmedlem"]),
    ("trades before the names", "Samtlige medlemmer var til stede, nemlig:\n\nborgmester Ida Bro, skibsreder Per Ly, fhv. styrmand Bo Ravn og lærer Lis Dam.", ["Ida Bro borgmester", "Per Ly", "Bo Ravn", "Lis Dam"]),
    ("marks before the names", "Mødedeltagelse\n✓ Ida Bro (A)\n✗ Per Ly (V)\n✓ Bo Ravn (Ø)", ["Ida Bro A", "-Per Ly V", "Bo Ravn Ø"]),
    ("letters before the names", "Fremmøde\nA - Ida Bro\nC - Per Ly [ikke til stede]\nV - Bo Ravn (borgmester)", ["Ida Bro A", "-Per Ly C", "Bo Ravn V borgmester"]),
    ("parties before the names of a line", "Tilstede\nV:\tIda Bro, Per Ly\nSlesvigsk Parti:\tBo Ravn\n\nAfbud\nA:\tLis Dam", ["Ida Bro V", "Per Ly V", "Bo Ravn S", "-Lis Dam A"]),
    ("leaders", "Mødedeltagere og status\nIda Bro (A) ......... Fremmødt\nPer Ly (V) ......... Fraværende\nBo Ravn (V) ......... Stedfortræder, fremmødt", ["Ida Bro A", "-Per Ly V", "Bo Ravn V stedfortræder"]),
    ("other words for away", "Fremmødte: Ida Bro (A), Per Ly (V)\n\nIkke fremmødte: Per Ly (V)", ["Ida Bro A", "-Per Ly V"]),
    ("slashes and a full stop behind the party", "Mødt: Ida Bro (V) / Per Ly (A)\nIkke mødt: Bo Ravn, V. Lis Dam, T.", ["Ida Bro V", "Per Ly A", "-Bo Ravn V", "-Lis Dam T"]),
    ("a table in Markdown", "| Navn | Parti | Mødt | Afbud |\n|:---|:--|:-:|:-:|\n| Ida Bro | A | x | |\n| Per Ly | V | | x |\n| Bo Ravn | C | x | |", ["Ida Bro A", "-Per Ly V", "Bo Ravn C"]),
    ("answers in a table", "| Medlem | Liste | Til stede |\n|---|---|---|\n| Ida Bro | A | ja |\n| Per Ly | V | nej |\n\n*Stedfortræder: Bo Ravn (V) for Per Ly.*", ["Ida Bro A", "-Per Ly V", "Bo Ravn V stedfortræder"]),
    ("two columns with answers", "Navn\tFremmødt (ja/nej)\nIda Bro\tja\nPer Ly\tnej", ["Ida Bro", "-Per Ly"]),
    ("labels of a list", "Afbudsliste\nIda Bro (A)\nPer Ly (V)\nStedfortræderliste\nBo Ravn (A)", ["-Ida Bro A", "-Per Ly V", "Bo Ravn A stedfortræder"]),
    ("everybody but those below", "Alle mødt, undtagen:\nIda Bro (lovligt forfald)\nPer Ly gik kl. 15.30 efter sag 60.", ["-Ida Bro", "Per Ly"]),
    ("told in prose", "I mødet deltog udvalgets formand Ida Bro (C) samt Bo Ravn (V) og Per Ly (A), sidstnævnte som stedfortræder for Ib Lund (I), der havde meldt afbud.", ["Ida Bro C formand", "Bo Ravn V", "Per Ly A", "-Ib Lund I"]),
    ("while somebody was away", "Mødt var: borgmester Ida Bro, Per Ly og Bo Ravn, mens Jens Holm var fraværende.", ["Ida Bro borgmester", "Per Ly", "Bo Ravn", "-Jens Holm"]),
    ("in whose place", "Deltagere: Ida Bro, Per Ly og Bo Ravn (for Eva Lund, der er syg).", ["Ida Bro", "Per Ly", "Bo Ravn", "-Eva Lund"]),
    ("reasons in the list", "Fraværende: Egon Riis, der var på ferie (intet valg), og Dorthe Lund med afbud.", ["-Egon Riis", "-Dorthe Lund"]),
    ("whom they stand for", "Mødedeltagere:\nFra Danske Seniorer: Ole Holm, næstformand; Karin Sul (DH)\nFra Ulvkær Kommune: Per Ly (V), formand\nAfbud: Karin Sul", ["Ole Holm næstformand", "-Karin Sul", "Per Ly V formand"]),
    ("a first name of a member", "Forældre: Heidi Lund (formand), Mette Holm\nElever: Emma (8.b) og Malthe (9.a)\nAfbud\nMette Holm, Malthe", ["Heidi Lund formand", "-Mette Holm", "Emma", "-Malthe"]),
    ("numbers", "Deltagere:\n1) Ida Bro (A)\n2) Per Ly (V) - afbud\n3) Bo Ravn (C)", ["Ida Bro A", "-Per Ly V", "Bo Ravn C"]),
    ("parts of the meeting", "Deltagere:\nIda Bro (A)\nPer Ly (V) ude kl. 18.10-18.25\nBo Ravn (C) undtagen punkt 2\nIb Holm (O) afbud", ["Ida Bro A", "Per Ly V", "Bo Ravn C", "-Ib Holm O"]),
    ("two full names are no turned one", "Mødedeltagere: Ida Bro, Per Ly (formand)", ["Ida Bro", "Per Ly formand"]),
    ("a local list", "Medlemmer:\nIda Bro (L - Borgerlisten)\nPer Ly (Lokallisten Ulvkær)", ["Ida Bro L", "Per Ly Lokallisten Ulvkær"]),
    ("cards with pictures", "Deltagere (3) Vis alle\n\n[Billede af Ida Bro]\nIda Bro\nFormand\nVenstre\n\n[Billede af Per Ly]\nPer Ly\nMedlem\nEnhedslisten\nFraværende\n\n[Billede af Bo Ravn]\nBo Ravn\nStedfortræder\nSocialdemokratiet", ["Ida Bro V formand", "-Per Ly Ø medlem", "Bo Ravn A stedfortræder"]),
    ("one cell a line", "Deltagere\nNavn\nParti\nDeltog\nAfbud\nIda Bro\nA\nJa\n\nPer Ly\nV\n\nJa\nStedfortrædere\nBo Ravn\nV\nJa", ["Ida Bro A", "-Per Ly V", "Bo Ravn V stedfortræder"]),
    ("stars", "Medlemmer:\nIda Bro\nPer Ly (*)\nBo Ravn\nFraværende: (*) med afbud", ["Ida Bro", "-Per Ly", "Bo Ravn"]),
    ("in whose place", "Til stede: Ida Bro (A). Der var afbud fra Per Ly (Ø), i hvis sted Bo Ravn (Ø) var indkaldt.", ["Ida Bro A", "-Per Ly Ø", "Bo Ravn Ø stedfortræder"]),
    ("no persons", "Fraværende:\nIda Bro (A)\n\nUlvkær Kommune", ["-Ida Bro A"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), [row[1:] for row in LISTS], ids=[row[0] for row in LISTS])
def test_attendance_is_read_in_every_form(text: str, expected: list[str]) -> None:
    assert members(parse_minutes(HEAD + text + ITEMS)) == expected


def test_the_absent_may_be_the_first_item() -> None:
    text = "Byrådet - Referat\n\nDato: 29. januar 2020\n\n1. Fraværende\n\nBeslutning\n\nAfbud fra Ida Bro og Per Ly (V).\n\n2. Budget\n\nBeslutning\n\nGodkendt.\n"
    assert members(parse_minutes(text)) == ["-Ida Bro", "-Per Ly V"]


def test_the_party_printed_anywhere_is_the_members_party() -> None:
    text = HEAD + "Medlemmer: Ida Bro, Per Ly" + ITEMS.replace("Anbefales.", "Anbefales.\n\nPer Ly (V) stemte imod.")
    assert members(parse_minutes(text)) == ["Ida Bro", "Per Ly V"]


@pytest.mark.parametrize("rule", list(rule_file("attendance")["rule"]), ids=lambda rule: rule["id"])
def test_each_sentence_rule_proves_its_own_examples(rule: dict[str, object]) -> None:
    pattern = compile_phrases(rule["phrases"], shapes={"name": r"[A-ZÆØÅ][^\n,.:;]{2,50}?"}, flags=re.IGNORECASE)  # type: ignore[arg-type]
    for example in rule["yes"]:  # type: ignore[attr-defined]
        plain, marked = example.replace("[", "").replace("]", ""), re.search(r"\[(.*?)\]", example)
        hit = pattern.search(plain)
        assert hit and marked and hit.group() == marked[1], example
    for example in rule["no"]:  # type: ignore[attr-defined]
        assert not pattern.search(example), example


@pytest.mark.parametrize(
    "text", ["Ida Bro, " * 3_000, "afbud fra " * 3_000, "Ida Bro Per Ly " * 2_000, "som stedfortræder for Ida " * 2_000, "havde meldt " * 3_000]
)
def test_hostile_sentences_are_read(text: str) -> None:
    assert isinstance(read_sentences(text, read_lines(text)[0], 0, lambda name: False), list)


BODIES: list[tuple[str, str, str | None, str | None]] = [
    ("the heads of decisions", "26-01-2015 kl. 18:00\n\n1. Budget\n\nBeslutning i Økonomiudvalget den 13-01-2015\nAnbefales.\n\nBeslutning i Byrådet den 26-01-2015\nGodkendt.\n\n2. Vej\n\nBeslutning i Byrådet den 26-01-2015\nUdsat.\n", "Byrådet", "2015-01-26"),
    ("no head at all", "1. Spørgetid\n\nBeslutning i Byrådet 27. november 2018:\nIngen spørgsmål.\n\n2. Salg\n\nBeslutning i Økonomiudvalget 20. november 2018:\nAnbefales.\n\nBeslutning i Byrådet 27. november 2018:\nGodkendt.\n", "Byrådet", "2018-11-27"),
    ("a running head is no body", "Sundhedsudvalget\nReferat Åbent referat Dato: 04.12.2012 Side 1\n\n1. Budget\n\nBeslutning\nGodkendt.\n\nReferat Åbent referat Dato: 04.12.2012 Side 2\n\n2. Vej\n\nBeslutning\nUdsat.\n", "Sundhedsudvalget", "2012-12-04"),
    ("a menu is no body", "Hjem Politiske udvalg Seneste fra byrådet\n\n18. marts 2024 - referat fra byrådet\n\n1. Budget\n\nBeslutning\nGodkendt.\n\n2. Vej\n\nBeslutning\nUdsat.\n", "byrådet", "2024-03-18"),
    ("decisions of others are no evidence", "1. Spørgetid\n\nBeslutning\nIngen.\n\n2. Færge\n\nBeslutning fra Miljøudvalget, 8. oktober 2019, punkt nr. 5:\nAnbefales.\n\nBeslutning\nUdsat.\n", None, None),
    ("the compound with meeting", "Dagsorden/Referat fra Skolebestyrelsesmøde\n\nDato: 03-04-2024 kl. 18:00-20:00\n\n1. Budget\n\nBeslutning\nGodkendt.\n\n2. Vej\n\nBeslutning\nUdsat.\n", "Skolebestyrelsen", "2024-04-03"),
    ("dates of page software", "Udvalg: Byrådet\nMødedato: 9/26/2019 4:00:00 PM\n\n1. Budget\n\nBeslutning\nGodkendt.\n\n2. Vej\n\nBeslutning\nUdsat.\n", "Byrådet", "2019-09-26"),
    ("the day of publication comes first", "Byrådet\nDagsorden publiceret:\nTorsdag, 21 september, 2023 - 04:45\nMandag, 25 september, 2023 - 17:00\n\n1. Budget\n\nBeslutning\nGodkendt.\n\n2. Vej\n\nBeslutning\nUdsat.\n", "Byrådet", "2023-09-25"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "committee", "day"), [row[1:] for row in BODIES], ids=[row[0] for row in BODIES])
def test_body_and_day_are_chosen_by_all_that_speaks_for_them(text: str, committee: str | None, day: str | None) -> None:
    meeting = parse_minutes(text)
    assert (meeting.committee, meeting.date) == (committee, day)


@pytest.mark.parametrize(
    ("text", "municipality"),
    [
        ("Link: https://dagsordener.greve.dk/vis?id=1", "Greve Kommune"),
        ("Se www.htk.dk", "Høje-Taastrup Kommune"),
        ("Fraværende i Thisted Kommunalbestyrelse, 23. februar 2021:", "Thisted Kommune"),
        ("Sag 306-2019-600\n\nSag 306-2018-4401", "Odsherred Kommune"),
        ("Sag 999-2019-600\n\nSag 999-2018-4401", None),
        ("Ida Svendborg (A) stemte imod.", None),
        ("Holbæk Museum og Lemvig Museum låner ud.", None),
    ],
)
def test_what_tells_the_municipality(text: str, municipality: str | None) -> None:
    assert parse_minutes(f"REFERAT Byrådet d. 08-10-2019{ITEMS}\n\n{text}\n").municipality == municipality


@pytest.mark.parametrize(
    ("place", "municipality"),
    [
        ("Byrådssalen, Vordingborg Rådhus", "Vordingborg Kommune"),
        ("Rådhuset i Støvring", "Rebild Kommune"),
        ("Torvet 1, 7000 Fredericia", "Fredericia Kommune"),
    ],
)
def test_town_halls_tell_the_municipality(place: str, municipality: str) -> None:
    assert parse_minutes(f"REFERAT Byrådet d. 08-10-2019\n\nMødested: {place}{ITEMS}").municipality == municipality


SIGNED = "Teknisk Udvalg\nMøde den 9. maj 2023\n\n1. Budget\n\nBeslutning\nGodkendt.\n\nMødet hævet kl. 19.10\n\n"
SIGNATURES: list[tuple[str, list[str]]] = [
    (
        "Underskrifter:\n\n________\nIda Bro, borgmester\n\n________     ________\nPer Ly             Jens Holm (fraværende)\n",
        ["Ida Bro borgmester", "Per Ly", "-Jens Holm"],
    ),
    ("Ida Bro\n\nPer Ly\n\nJens Holm\n", ["Ida Bro", "Per Ly", "Jens Holm"]),
    ("Ida Bro\nformand\t/\tPer Ly\nsekretær\n", []),
    ("Næste Møde Holdes I Juni\n", []),
]


@pytest.mark.parametrize(("signed", "expected"), SIGNATURES)
def test_signatures_tell_who_was_there_where_no_list_does(signed: str, expected: list[str]) -> None:
    assert members(parse_minutes(shadow(SIGNED + signed).text)) == expected


@pytest.mark.parametrize(
    "table",
    [
        "Navn                    Liste     Til stede      Afbud\n\nIda Bro                 A            x\nPer Ly                  V                          x\n",
        "Medlemmer:              Parti:    Mødt:    Ikke mødt:\nIda Bro, formand        A         X\nPer Ly                  V                  X\n",
        "Deltagere\tFremmødt\tFraværende\nIda Bro\t+\t\nPer Ly\t\t+\n",
    ],
)
def test_the_place_of_a_mark_tells_its_column(table: str) -> None:
    assert {a.name: a.present for a in parse_minutes(shadow(HEAD + table + ITEMS).text).attendees} == {"Ida Bro": True, "Per Ly": False}


@pytest.mark.parametrize(
    "told",
    [
        "Per Ly (stedfortræder for Ida Bro)", "Per Ly (suppleant for Ida Bro)", "Per Ly og Bo Vad, stedfortrædere for Ida Bro", "Per Ly og Bo Vad, suppleanter for Ida Bro", "Per Ly, afløser for Ida Bro",
        "Per Ly, vikar for Ida Bro", "Per Ly indtrådte for Ida Bro", "Per Ly indtræder for Ida Bro", "Per Ly mødte for Ida Bro", "Per Ly deltog for Ida Bro", "Per Ly deltager for Ida Bro", "Per Ly sad for Ida Bro",
        "Per Ly indkaldt for Ida Bro", "Per Ly indkaldt i stedet for Ida Bro",
        "Alle mødt, undtagen:\nIda Bro", "Alle mødt, på nær:\nIda Bro", "Alle mødt bortset fra:\nIda Bro", "Samtlige medlemmer var til stede med undtagelse af:\nIda Bro", "Alle tilstede, dog ikke:\nIda Bro",
    ],
)  # fmt: skip
def test_who_had_a_stand_in_was_away(told: str) -> None:
    assert "Ida Bro" in [a.name for a in parse_minutes(shadow(f"{HEAD}Medlemmer: Lis Dam (A), Jens Holm (V)\n\n{told}{ITEMS}").text).attendees if not a.present]


@pytest.mark.parametrize(
    "group",
    [
        "Fra Danske Seniorer",
        "For Danske Seniorer",
        "Udpeget af Danske Seniorer",
        "Valgt af Danske Seniorer",
        "Repræsentanter for Danske Seniorer",
        "Repræsentant for Danske Seniorer",
    ],
)
def test_a_group_is_headed_by_whom_it_stands_for(group: str) -> None:
    assert [a.name for a in parse_minutes(f"{HEAD}Deltagere:\n{group}: Ida Bro, Per Ly\nFra Ulvkær Kommune: Bo Vad{ITEMS}").attendees] == [
        "Ida Bro",
        "Per Ly",
        "Bo Vad",
    ]
