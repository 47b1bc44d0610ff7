"""Text to meeting: header, attendance, contents, items, sections."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.meeting.leaders import is_contents_line
from nlp.meeting.model import Meeting
from nlp.meeting.parse import parse_minutes
from nlp.text.lines import read_lines
from nlp.text.normalize import shadow

PLAIN = """REFERAT Klima- og Byudvalget 2022-2025 d. 09-05-2023

Mødedato Tirsdag d. 09. maj 2023 kl. 16:00

Mødested Mødelokale 2, Ulvkær Rådhus

Mødedeltagere Ida Bro (A), Per Ly Holm (Afbud), Nuka Berthelsen (Uden for parti)

Indholdsfortegnelse

Godkendelse af dagsorden.....	3
Ny cykelsti langs Strandvejen med lys og bænke ved alle de busstoppesteder, som kommunen.....	4
Lukket: Køb af grund.....	7

Punkt 1: Godkendelse af dagsorden

23/1021

Beslutning

Godkendt.

Afbud: Per Ly Holm (V)

Punkt 2: Ny cykelsti langs Strandvejen med lys og bænke ved alle de busstoppesteder, som kommunen
ejer, og på pladsen

23/998

Indstilling

Forvaltningen indstiller,

1. at stien anlægges

Beslutning Klima- og Byudvalget den 09-05-2023

Anbefales.

Sagens forløb

02/05/2023 Teknisk Udvalg

Udsat.

Punkt 3: Lukket: Køb af grund
"""


def parse(text: str) -> Meeting:
    seen = shadow(text)
    return parse_minutes(seen.text, seen.bold)


@pytest.fixture(scope="module")
def meeting() -> Meeting:
    return parse(PLAIN)


def test_the_header_is_read(meeting: Meeting) -> None:
    assert (meeting.layout, meeting.kind, meeting.committee, meeting.date, meeting.start_time, meeting.place) == (
        "A", "minutes", "Klima- og Byudvalget", "2023-05-09", "16:00", "Mødelokale 2, Ulvkær Rådhus",
    )  # fmt: skip


def test_the_attendance_list_tells_party_and_absence(meeting: Meeting) -> None:
    assert [(a.name, a.party, a.present) for a in meeting.attendees] == [("Ida Bro", "A", True), ("Per Ly Holm", "V", False), ("Nuka Berthelsen", "UP", True)]


def test_items_have_numbers_titles_case_numbers_and_closed_flags(meeting: Meeting) -> None:
    assert [(i.number, i.case_number, i.closed) for i in meeting.items] == [("1", "23/1021", False), ("2", "23/998", False), ("3", None, True)]
    assert meeting.items[1].title.endswith("som kommunen ejer, og på pladsen")
    assert meeting.items[2].title == "Lukket: Køb af grund"


def test_sections_are_told_apart_and_others_decisions_are_history(meeting: Meeting) -> None:
    kinds = [(s.kind, s.own) for s in meeting.items[1].sections]
    assert kinds == [("proposal", True), ("decision", True), ("history", False), ("history", False)]


def test_the_table_of_contents_is_no_item(meeting: Meeting) -> None:
    assert len(meeting.contents) == 3
    assert meeting.items[0].start > meeting.contents_end


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_line_ends_change_nothing(ends: str) -> None:
    changed = parse(PLAIN.replace("\n", ends))
    assert [(i.number, i.case_number, len(i.sections)) for i in changed.items] == [("1", "23/1021", 2), ("2", "23/998", 4), ("3", None, 0)]


def test_markdown_gives_the_same_meeting(meeting: Meeting) -> None:
    lines = [f"## **{line}**" if line.startswith(("Punkt", "Beslutning", "Indstilling", "Sagens")) else line for line in PLAIN.split("\n")]
    marked = parse("# " + "\n".join(lines).replace("**Punkt 2", "Punkt 2").replace("som kommunen**\nejer, og på pladsen", "som kommunen\nejer, og på pladsen"))
    assert [(i.number, i.case_number) for i in marked.items] == [(i.number, i.case_number) for i in meeting.items]
    assert [[s.kind for s in i.sections] for i in marked.items] == [[s.kind for s in i.sections] for i in meeting.items]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("", []),
        ("Kære alle\n\nVi ses i morgen.\n", []),
        ("Punkt 1: Budget\n\nBeslutning\n\nPunkt 1: Godkendt.\nPunkt 2: Ikke godkendt.\n\nPunkt 2: Eventuelt\n\nBeslutning\n\nIntet.\n", ["1", "2"]),
        (
            "12. Budget\n\nBeslutning\nGodkendt\n\n13. Lokalplan\n\nIndstilling\n1. at planen vedtages\n2. at den sendes i høring\n\nBeslutning\n1. Godkendt\n",
            ["12", "13"],
        ),
        ("Punkt 4.1: Vej\n\nBeslutning\nGodkendt\n\nPunkt 4.2: Sti\n\nPunkt 12a: Bro\n", ["4.1", "4.2", "12a"]),
        ("Vejnavn på Lunden\nSag nr. 130\n\nBeslutning\nGodkendt.\n\nSkilte\nSag nr. 131\n\nBeslutning\nUdsat.\n", ["130", "131"]),
        ("118. Dagsorden\n118. Dagsorden\n\nBeslutning\nGodkendt.\n\n119. Stier\n119. Stier\n\nBeslutning\nUdsat.\n", ["118", "119"]),
    ],
)
def test_headings_are_found_in_any_numbering(text: str, numbers: list[str]) -> None:
    assert [item.number for item in parse(text).items] == numbers


@pytest.mark.parametrize(
    ("words", "expected"),
    [("Meddelelser.....\t3", True), ("Budget 2024 ........................ 12", True), ("Og så videre...", False), ("1. Godkendt", False)],
)
def test_entries_of_a_table_of_contents_have_leaders(words: str, expected: bool) -> None:
    assert is_contents_line(read_lines(words)[0]) is expected


@pytest.mark.parametrize(
    ("line", "times"),
    [
        ("Kl. 10:30", ("10:30", None)),
        ("kl. 10.30-12.00", ("10:30", "12:00")),
        ("klokken 9 - 11", ("09:00", "11:00")),
        ("Torsdag den 4. maj 2023 kl. 16.00-18.30", ("16:00", "18:30")),
        ("Torsdag den 4. maj 2023", (None, None)),
    ],
)
def test_a_line_of_the_header_tells_the_time(line: str, times: tuple[str | None, str | None]) -> None:
    meeting = parse(f"Referat\nTeknisk Udvalg\n{line}\n\nPunkt 1: Vej\n\nBeslutning\nGodkendt.\n")
    assert (meeting.start_time, meeting.end_time) == times


def test_parties_as_headings_are_no_participants() -> None:
    head = "Region Nordkyst\nRegionsrådet\n\nDeltagere\n\nA. Socialdemokratiet\nIda Bro: Deltog\n\nVenstre (V)\nPer Ly: Afbud\n\nUden for parti\nBo Å: Deltog\n"
    found = parse(f"{head}\n1. Budget\n\nBeslutning\nGodkendt.\n")
    assert [(a.name, a.party, a.present) for a in found.attendees] == [("Ida Bro", "A", True), ("Per Ly", "V", False), ("Bo Å", "UP", True)]


@pytest.mark.parametrize("words", ["Underskriftsside", "Underskriftsark", "Underskriftsblad - Teknisk Udvalg - maj 2023", "Underskrifter", "Godkendelsesark"])
def test_a_sheet_for_signatures_ends_the_last_decision(words: str) -> None:
    found = parse(f"Punkt 1: Vej\n\nBeslutning\n\nGodkendt.\n\n{words}\n\nGodkendt af:\nIda Bro\n")
    assert [(s.kind, s.heading) for s in found.items[0].sections] == [("decision", "Beslutning"), ("other", words)]
    assert found.text[found.items[0].sections[0].body :].startswith("\n\nGodkendt.") and found.items[0].sections[0].end == found.items[0].sections[1].start


LINES = st.sampled_from(
    [
        "Punkt 1: A",
        "Punkt 2: B",
        "2. C",
        "# D",
        "",
        "Beslutning",
        "Godkendt.",
        "Afbud: X Y",
        "23/12",
        "Sag nr. 4",
        "Indstilling",
        "Mødedato: 1.1.2020",
        "x.....3",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(LINES, max_size=40))
def test_items_tile_the_text_and_sections_lie_inside(lines: list[str]) -> None:
    text = "\n".join(lines)
    items = parse(text).items
    for one, following in zip(items, items[1:], strict=False):
        assert one.end == following.start
    if items:
        assert items[-1].end == len(text)
    for item in items:
        assert item.start <= item.title_start <= item.title_end <= item.end
        edges = [(s.start, s.end) for s in item.sections]
        assert all(item.start <= a <= b <= item.end for a, b in edges)
        assert all(a[1] <= b[0] for a, b in zip(edges, edges[1:], strict=False))
