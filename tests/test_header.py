"""The facts of a meeting, over headers as municipalities and regions have written them since 2000. All names are invented."""

from __future__ import annotations

from typing import Any

import pytest

from nlp.meeting.model import Meeting
from nlp.meeting.parse import parse_minutes
from nlp.meeting.settle import settle_presence
from nlp.text.dates import find_period
from nlp.text.normalize import shadow

FACTS = ("committee", "date", "start_time", "end_time", "place", "municipality")
ITEMS = "\n\n1. Godkendelse af dagsorden\n\nBeslutning\nGodkendt.\n\n2. Budget\n\nBeslutning\nAnbefales.\n\n3. Eventuelt\n\nBeslutning\nIntet.\n"


def parse(text: str) -> Meeting:
    seen = shadow(text)
    return parse_minutes(seen.text, seen.bold)


# One header a row: its text, the facts in the order of FACTS, and the members as `name party role`, `-` before those who are absent.
HEADERS: list[tuple[str, str, tuple[str | None, ...], list[str]]] = [
    (
        "fields with tabs, 2004",
        ("Ulvkær Byråd\nBeslutningsprotokol\n\nDato:\tOnsdag den 12. maj 2004\nTid:\tKl. 17.00\nSted:\tByrådssalen, Ulvkær\nMødet slut:\tkl. 19.25\n\n"
        "Medlemmer:\tIda Bro (A), Per Ly Holm (V)\nAfbud:\tPer Ly Holm"),
        ("Ulvkær Byråd", "2004-05-12", "17:00", "19:25", "Byrådssalen, Ulvkær", None),
        ["Ida Bro A", "-Per Ly Holm V"],
    ),
    (
        "a table that lost its form: all labels first",
        ("Åbent referat til\nSocialudvalget\n\nMødedato:\nMødetidspunkt:\nMødested:\n\nTorsdag den 3. marts 2011\nKl. 15.30 - 17.45\nMødelokale 3, Rådhuset\n\n"
        "Medlemmer:\nIda Bro (A) - formand\nPer Ly Holm (V)"),
        ("Socialudvalget", "2011-03-03", "15:30", "17:45", "Mødelokale 3, Rådhuset", None),
        ["Ida Bro A formand", "Per Ly Holm V"],
    ),
    (
        "one sentence, 2001",
        "Ulvkær Kommune\n\nReferat af møde i Teknisk Udvalg torsdag den 14. juni 2001 kl. 16.30 i mødelokale 2 på rådhuset\n\nTil stede: Ida Bro, Per Ly Holm og Nuka Toft.\nAfbud fra Per Ly Holm.",
        ("Teknisk Udvalg", "2001-06-14", "16:30", None, "mødelokale 2 på rådhuset", "Ulvkær Kommune"),
        ["Ida Bro", "-Per Ly Holm", "Nuka Toft"],
    ),
    (
        "the body's genitive",
        "Referat af Teknik- og Miljøudvalgets møde onsdag den 3. marts 2010 kl. 13.00\nSted: Materielgården, Havnevej 4\n\nTilstede: Ida Bro (F), Per Ly Holm (C)\nFraværende: Ingen",
        ("Teknik- og Miljøudvalget", "2010-03-03", "13:00", None, "Materielgården, Havnevej 4", None),
        ["Ida Bro F", "Per Ly Holm C"],
    ),
    (
        "a table in Markdown",
        "# Referat\n\n| Udvalg | Kultur- og Fritidsudvalget |\n| Mødedato | 10-02-2016 |\n| Starttidspunkt | 15:30 |\n| Sluttidspunkt | 18:05 |\n| Mødested | Idrætshuset, lokale 12 |",
        ("Kultur- og Fritidsudvalget", "2016-02-10", "15:30", "18:05", "Idrætshuset, lokale 12", None),
        [],
    ),
    (
        "one page an item, place with floor and room",
        "Borgerrepræsentationen\nMødedato: 22.04.2021, kl. 17:30\nMødested: Rådhuset, 2. sal, Mødesalen\n\nFraværende med afbud: Ida Bro (A), arbejde. Per Ly Holm (V), sygdom.",
        ("Borgerrepræsentationen", "2021-04-22", "17:30", None, "Rådhuset, 2. sal, Mødesalen", "Københavns Kommune"),
        ["-Ida Bro A", "-Per Ly Holm V"],
    ),
    (
        "a region, members below their parties",
        ("Region Nordsø\n\nReferat\nRegionsrådet\n29. januar 2020 kl. 13:00 - 16:40\nRegionsgården, Skovvej 1\n\nDeltagere\n\nA. Socialdemokratiet\nIda Bro (formand): Deltog\n"
        "Per Ly Holm: Afbud (Stedfortræder Nuka Toft)\n\nL. Havlisten\nBo Ravn: Deltog\n\nUden for parti\nLis Dam: Deltog"),
        ("Regionsrådet", "2020-01-29", "13:00", "16:40", "Regionsgården, Skovvej 1", "Region Nordsø"),
        ["Ida Bro A formand", "-Per Ly Holm A", "Bo Ravn L", "Lis Dam UP", "Nuka Toft A stedfortræder"],
    ),
    (
        "everything on lines of their own, without labels",
        "Ulvkær Kommune\n\nBørne- og Skoleudvalget\nMøde nr. 4\nTirsdag den 6. april 2010 kl. 15.00-17.30\nMødelokale 1\n\nMedlemmer\n• Ida Bro (A), formand\n• Per Ly Holm (V) - afbud",
        ("Børne- og Skoleudvalget", "2010-04-06", "15:00", "17:30", "Mødelokale 1", "Ulvkær Kommune"),
        ["Ida Bro A formand", "-Per Ly Holm V"],
    ),
    (
        "an extraordinary meeting online",
        "Kommunalbestyrelsen - ekstraordinært møde\nReferat\nMandag den 30. marts 2020 kl. 18\nVirtuelt møde\n\nDeltagere: Ida Bro (A, formand), Per Ly Holm (V, Afbud)",
        ("Kommunalbestyrelsen", "2020-03-30", "18:00", None, "Virtuelt møde", None),
        ["Ida Bro A formand", "-Per Ly Holm V"],
    ),
    (
        "roles as labels, date below time",
        ("Ulvkær Kommune\nÅbent referat\nØkonomiudvalget\n\nMødetidspunkt: 16:00 - 18:15\nMødedato: 02-09-2014\nMødelokale: Borgmesterens kontor\n\n"
        "Medlemmer:\nFormand: Ida Bro (V)\nNæstformand: Per Ly Holm (A)\nNuka Toft (Ø)\n\nBemærkninger: Afbud: Nuka Toft (Ø)"),
        ("Økonomiudvalget", "2014-09-02", "16:00", "18:15", "Borgmesterens kontor", "Ulvkær Kommune"),
        ["Ida Bro V formand", "Per Ly Holm A næstformand", "-Nuka Toft Ø"],
    ),
    (
        "all fields on one line",
        "Åbent referat\nKultur- og Fritidsudvalget 2014-2017\nMødedato: 10. februar 2016 Mødetidspunkt: Kl. 15.30 Sluttidspunkt: Kl. 17 Mødested: Udvalgsværelse 2\n\nDeltagere: Ida Bro (A) og Per Ly Holm (V)",
        ("Kultur- og Fritidsudvalget", "2016-02-10", "15:30", "17:00", "Udvalgsværelse 2", None),
        ["Ida Bro A", "Per Ly Holm V"],
    ),
    (
        "hours alone, a senior council",
        "Dagsorden\nÆldrerådet\n\nDato: Tirsdag den 3. marts 2020\nTid: 9-12\nSted: Frivilligcentret\n\nMedlemmer: Ida Bro, Per Ly Holm, Nuka Toft",
        ("Ældrerådet", "2020-03-03", "09:00", "12:00", "Frivilligcentret", None),
        ["Ida Bro", "Per Ly Holm", "Nuka Toft"],
    ),
    (
        "a meeting that lasted past midnight, with term in parentheses",
        "REFERAT Byrådet (2018-2021) d. 08-10-2019\n\nMødedato Tirsdag d. 8. oktober 2019 kl. 17:00 (slut kl. 00:20)\n\nMødested Byrådssalen, Torvet 1,\n9990 Ulvkær\n\nMødedeltagere Ida Bro (A), H.C. Holm (V)",
        ("Byrådet", "2019-10-08", "17:00", "00:20", "Byrådssalen, Torvet 1, 9990 Ulvkær", None),
        ["Ida Bro A", "H.C. Holm V"],
    ),
    (
        "a list without any label, absence in a sentence",
        ("Ulvkær Kommune\n\nReferat • 8. november 2016 kl. 9.00\n\nTeknik- og Færgeudvalget\n\nFærgekontoret, Nordby Havn\n\n- Ida Bro (A), formand\n- Per Ly Holm (V)\n- Nuka Toft (Ø)\n\n"
        "Per Ly Holm (V) var fraværende. I stedet deltog Bo Ravn (V)."),
        ("Teknik- og Færgeudvalget", "2016-11-08", "09:00", None, "Færgekontoret, Nordby Havn", "Ulvkær Kommune"),
        ["Ida Bro A formand", "-Per Ly Holm V", "Nuka Toft Ø", "Bo Ravn V stedfortræder"],
    ),
    (
        "a web page whose date of publication comes first",
        "Tilbage til forsiden\nUdskrevet den 1. juni 2023\nReferat 12. april 2023 kl. 16.00\nPlan- og Landdistriktsudvalget\n-\nForsamlingshuset i Nørre Ulvkær\nMødedeltagere:\nIda Bro\nPer Ly Holm\nPunkt\nTitel",
        ("Plan- og Landdistriktsudvalget", "2023-04-12", "16:00", None, "Forsamlingshuset i Nørre Ulvkær", None),
        ["Ida Bro", "Per Ly Holm"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "facts", "members"), [row[1:] for row in HEADERS], ids=[row[0] for row in HEADERS])
def test_the_facts_of_a_meeting_are_read_from_any_header(text: str, facts: tuple[str | None, ...], members: list[str]) -> None:
    meeting = parse(text + ITEMS)
    assert tuple(getattr(meeting, name) for name in FACTS) == facts
    found = [" ".join(part for part in (("" if a.present else "-") + a.name, a.party, a.role) if part) for a in meeting.attendees]
    assert found == members


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("Mødet hævet kl. 20.35", "20:35"),
        ("Mødet blev hævet kl. 21", "21:00"),
        ("Formanden hævede mødet kl. 18.05.", "18:05"),
        ("Intet under dette punkt. Mødet sluttede kl. 20:50.", "20:50"),
        ("Den lukkede del af mødet sluttede kl. 20:50.", None),
        ("Taksten er hævet til 14.50 kr.", None),
    ],
)
def test_the_end_is_found_among_the_last_lines(text: str, end: str | None) -> None:
    assert parse(f"REFERAT Byrådet d. 08-10-2019{ITEMS}\n{text}\n").end_time == end


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("kl. 16.30-18.20", ("16:30", "18:20")),
        ("kl. 16 - ca. 18", ("16:00", "18:00")),
        ("kl. 1630", ("16:30", None)),
        ("kl. 15.00 i mødelokale 1.14", ("15:00", None)),
        ("kl. 16.00 - 3. sal", ("16:00", None)),
        ("den 24-03-2009 18:00:00", ("18:00", None)),
        ("", (None, None)),
    ],
)
def test_a_second_time_counts_where_it_is_joined_to_the_first(text: str, expected: tuple[str | None, str | None]) -> None:
    found = find_period(text)
    assert (found.start, found.end) == expected


@pytest.mark.parametrize(
    ("text", "municipality"),
    [
        ("Ulvkær Kommunes budget er vedtaget. Sagen er sendt fra Sorgum Kommune.", "Ulvkær Kommune"),
        ("Der er et samarbejde med Sorgum Kommune om vejen.", None),
        ("Naboen, Sorgum Kommune, ønsker ikke at betale.", None),
        ("Sorgum Kommune og Ulvkær Kommune deler udgiften.", None),
        ("Pladserne i Ulvkær Kommune er fyldt. Ulvkær Skole udvides. Sorgum Kommune køber to.", "Ulvkær Kommune"),
        ("Efter kommunens plan.", None),
        ("", None),
    ],
)
def test_a_neighbour_is_not_taken_for_the_municipality(text: str, municipality: str | None) -> None:
    assert parse(f"REFERAT Byrådet d. 08-10-2019{ITEMS}\n\n{text}\n").municipality == municipality


@pytest.mark.parametrize(
    ("absent", "first", "present"),
    [
        ({0: ["Ida Bro"], 1: ["Ida Bro"], 2: ["Ida Bro"]}, "", False),
        ({0: ["Ida Bro"]}, "", True),
        ({1: ["Ida Bro"], 2: ["Ida Bro"]}, "", True),
        ({0: ["Ida Bro"], 1: ["Per Ly"], 2: ["Ida Bro"]}, "", True),
        ({0: ["Ida Bro"]}, "Ida Bro (A) var fraværende. I stedet deltog Bo Ravn (A).", False),
        ({0: ["Ida Bro"]}, "Ida Bro (A) var fraværende under punktet.", True),
        ({}, "", True),
    ],
)
def test_who_is_away_in_all_items_was_not_there(absent: dict[int, list[str]], first: str, present: bool) -> None:
    items = ITEMS.replace("Godkendt.", "Godkendt.\n\n" + first)
    meeting = parse("REFERAT Byrådet d. 08-10-2019\n\nMødedeltagere Ida Bro (A), Per Ly (V)" + items)
    settle_presence(meeting, absent)
    assert [a.present for a in meeting.attendees] == [present, True]


@pytest.mark.parametrize(
    "text", ["Mødedato: " * 5_000, "A" * 50_000, "Deltagere\n" + "Ida Bro, " * 8_000, "kl. 1 - " * 8_000, "Mødet hævet " * 5_000, "I stedet deltog " * 5_000]
)
def test_hostile_headers_are_read(text: str) -> None:
    found: Any = parse(text)
    assert found.items == []


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (
            "Mødedeltagere Bente Kirkelund, Rune Ammitz (Afbud), Kirsten M. Dalby, Farid Haidari, Siv\nDamgaard-Holm (Afbud), Jens Thy",
            ["Bente Kirkelund", "Rune Ammitz", "Kirsten M. Dalby", "Farid Haidari", "Siv Damgaard-Holm", "Jens Thy"],
        ),
        ("Deltagere:\nBente Kirkelund\nRune Ammitz\nFarid Haidari", ["Bente Kirkelund", "Rune Ammitz", "Farid Haidari"]),
        ("Til stede: Borgmester Bente Kirkelund, rådmand Rune Ammitz, 1. viceborgmester Farid Haidari", ["Bente Kirkelund", "Rune Ammitz", "Farid Haidari"]),
        ("Til stede var: Borgmesteren samt alle øvrige medlemmer", []),
        ("| Deltagere | Bente Kirkelund (V), Rune Ammitz (A) |", ["Bente Kirkelund", "Rune Ammitz"]),
    ],
)
def test_lists_of_members_in_other_shapes(words: str, names: list[str]) -> None:
    meeting = parse_minutes(
        f"REFERAT Skoleudvalget d. 21-05-2025\n\n{words}\n\nPunkt 1: Budget\n\nBeslutning\nGodkendt.\n\nPunkt 2: Eventuelt\n\nBeslutning\nIntet.\n"
    )
    assert [attendee.name for attendee in meeting.attendees] == names
