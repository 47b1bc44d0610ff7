"""Agenda items in any shape: numbers, titles, case numbers, parts, contents lists, flattened pages. Everything here is invented."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.meeting.line_kinds import classify
from nlp.meeting.parse import parse_minutes
from nlp.meeting.unfold import unfold
from nlp.text.lines import read_lines

HEAD = "Ravnsø Kommune\nTeknisk Udvalg\nReferat\ntirsdag den 12. marts 2019 kl. 17.00\n\n"


def items(text: str) -> list[tuple[str | None, str]]:
    return [(item.number, item.title) for item in parse_minutes(HEAD + text).items]


def minutes(*headings: str) -> str:
    """Two lines of a decision below each heading."""
    return "\n\n".join(f"{heading}\n\nBeslutning\n\nGodkendt." for heading in headings) + "\n"


@pytest.mark.parametrize(
    ("headings", "numbers", "titles"),
    [
        (("1. Budget", "2. Sti langs åen"), ["1", "2"], ["Budget", "Sti langs åen"]),
        (("132Budget for 2020", "133Sti langs åen"), ["132", "133"], ["Budget for 2020", "Sti langs åen"]),
        (("12. 12. Budget", "13. 13. Sti"), ["12", "13"], ["Budget", "Sti"]),
        (("1 (Åben) Budget", "2 (Lukket) Køb af grund"), ["1", "2"], ["Budget", "Køb af grund"]),
        (("• Punkt 1 Budget", "• Punkt 2 Sti (Lukket)"), ["1", "2"], ["Budget", "Sti (Lukket)"]),
        (("• 1\n  Budget", "• 2\n  Sti langs åen"), ["1", "2"], ["Budget", "Sti langs åen"]),
        (("61\n00.32.10Ø09\n\nBudget", "62\n05.04.00P20\n\nOrientering"), ["61", "62"], ["Budget", "Orientering"]),
        (("Punkt 1\n5 min\nBudget", "Punkt 2\n10 min\nSti langs åen"), ["1", "2"], ["Budget", "Sti langs åen"]),
        (("Punkt 1: Budget", "Punkt 2: Bro", "Punkt 2A: Tunnel", "Punkt 3: Vej"), ["1", "2", "2A", "3"], ["Budget", "Bro", "Tunnel", "Vej"]),
        (("Punkt 1: Budget", "Punkt 2: Bro", "Punkt T1: Tunnel"), ["1", "2", "T1"], ["Budget", "Bro", "Tunnel"]),
        (("04A Budget", "04B Sti langs åen"), ["04A", "04B"], ["Budget", "Sti langs åen"]),
        (("I. Budget", "IIA. Bro", "IIB. Vej"), ["I", "IIA", "IIB"], ["Budget", "Bro", "Vej"]),
        (("1.1 Budget", "1.2 Bro", "2.1 Vej"), ["1.1", "1.2", "2.1"], ["Budget", "Bro", "Vej"]),
        (("Punkt 1 Budget", "Punkt 2 Bro", "Tillægspunkt 1 Vej"), ["1", "2", "1"], ["Budget", "Bro", "Vej"]),
        (("Sag nr. 01\nEmne: Budget", "Sag nr. 02\nEmne: Bro"), ["01", "02"], ["Budget", "Bro"]),
        (("Nr. 7. Lokalplan nr. 12 J.nr. 01.02.05P16", "Nr. 8. Bro J.nr. 05.01.00P16"), ["7", "8"], ["Lokalplan nr. 12", "Bro"]),
    ],
)
def test_a_number_heads_an_item_in_any_shape(headings: tuple[str, ...], numbers: list[str], titles: list[str]) -> None:
    assert items(minutes(*headings)) == list(zip(numbers, titles, strict=True))


def test_numbers_begin_again_in_each_part_of_the_agenda() -> None:
    text = HEAD + "Åben dagsorden\n\n" + minutes("1. Budget", "2. Bro") + "\nLukket dagsorden\n\n" + minutes("1. Køb af grund", "2. Personalesag")
    found = parse_minutes(text).items
    assert [(item.number, item.closed) for item in found] == [("1", False), ("2", False), ("1", True), ("2", True)]


def test_points_of_a_proposal_are_no_items() -> None:
    text = (
        "1. Budget\n\nIndstilling\n\nDirektionen indstiller, at\n\n1. Budgettet godkendes\n2. Resten drøftes\n3. Planen udsættes\n\nBeslutning\n\nGodkendt.\n\n"
    )
    assert items(text + minutes("2. Bro")) == [("1", "Budget"), ("2", "Bro")]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        (
            "Åben\n\nBeslutning\n\nGodkendt.\n\nÅben\n\nIndstilling\n\nAt broen bygges.\n\nBeslutning\n\nUdsat.\n\nLukket\n\nBeslutning\n\nGodkendt.\n",
            [None] * 3,
        ),
        (
            "  • Udskriv\n    Sagsid.: 14/1130, Sagsinitialer: tlo\n\n    Beslutning\n\n    Godkendt.\n\n  • Udskriv\n    Sagsid.: 14/2004\n\n    Beslutning\n\n    Udsat.\n",
            [None] * 2,
        ),
    ],
)
def test_items_that_name_nothing_are_items_of_their_own(text: str, numbers: list[None]) -> None:
    found = parse_minutes(HEAD + text).items
    assert [(item.number, item.title) for item in found] == [(None, "")] * len(numbers)
    assert all(len(item.parts("decision")) == 1 for item in found)


def test_an_item_without_a_number_among_numbered_ones_keeps_its_decision() -> None:
    text = "Godkendelse af dagsordenen\n\nBeslutning\n\nGodkendt.\n\nTil top\n\n" + minutes("2. Bro", "3. Vej")
    assert items(text) == [(None, "Godkendelse af dagsordenen"), ("2", "Bro"), ("3", "Vej")]


@pytest.mark.parametrize(
    "contents",
    [
        "Indholdsfortegnelse\n1. Budget ........ 2\n2. Sti langs åen ........ 3\n\n",
        "Dagsordenspunkter\n\n  åbent 1 Budget\n  åbent 2 Sti langs åen\n\n",
        "Punkter\n1. Budget\n2. Sti langs åen\n\n",
        "Indhold\n1. Budget 2\n2. Sti langs åen 3\nBilagsoversigt 4\n\n",
        "Indholdsfortegnelse",
    ],
)
def test_a_contents_list_is_no_item(contents: str) -> None:
    assert items(contents + minutes("1. Budget", "2. Sti langs åen")) == [("1", "Budget"), ("2", "Sti langs åen")]


def test_a_list_of_titles_tells_the_items_that_no_number_heads() -> None:
    text = "Dagsorden\n• Velkomst\n• Bænke\n• Stier i skoven\n\nVelkomst\nFormanden bød velkommen.\n\nBænke\nBeslutning\nGodkendt.\n\nStier i skoven\nBeslutning\nUdsat.\n"
    assert items(text) == [(None, "Velkomst"), (None, "Bænke"), (None, "Stier i skoven")]


def test_an_agenda_may_be_nothing_but_a_list() -> None:
    meeting = parse_minutes("Teknisk Udvalg\nDagsorden for mødet den 4. februar 2014\n\n1. Dagsorden\n2. Lokalplan 44\n3. Eventuelt\n")
    assert meeting.kind == "agenda"
    assert [item.number for item in meeting.items] == ["1", "2", "3"]


def test_a_page_flattened_into_one_paragraph_is_cut() -> None:
    text = (
        "REFERAT Kulturudvalget d. 12-03-2024 Fraværende: Ida Bro og Per Ly Holm Punkt 1: Dagsorden 24/1021 Beslutning Fraværende: Ida Bro og Per Ly Holm Godkendt. "
        "Punkt 2: Tilskud til revyen 24/998 Indstilling Forvaltningen indstiller, at der gives tilskud. Beslutning Kulturudvalget den 12-03-2024 "
        "Fraværende: Ida Bro og Per Ly Holm Anbefales. Punkt 3: Eventuelt Beslutning Intet."
    )
    found = parse_minutes(text).items
    assert [(item.number, item.title, item.case_number) for item in found] == [
        ("1", "Dagsorden", "24/1021"),
        ("2", "Tilskud til revyen", "24/998"),
        ("3", "Eventuelt", None),
    ]
    assert [text[s.body : s.end].strip() for item in found for s in item.parts("decision") if text[s.body : s.end].strip()] == [
        "Godkendt.",
        "Anbefales.",
        "Intet.",
    ]


@pytest.mark.parametrize(
    ("heading", "number"),
    [
        ("1. Budget\n\nSagsnr.: 20/685 · Sagsinitialer: LKB", "20/685"),
        ("1. Budget\n\nSagsnummer\n13.02.00-Ø60-3-16", "13.02.00-Ø60-3-16"),
        ("1. Budget\nJ.nr.: 00.22.00A04. Sagsnr.: 12/1022", "12/1022"),
        ("1. Budget\n20.15.00.P35 15/388\nÅben sag", "15/388"),
        ("Sagnr.: 1-23-4-101-9-20\n\n1. Budget", "1-23-4-101-9-20"),
        ("02.34.02-P19-31-20\n\n1. Budget", "02.34.02-P19-31-20"),
    ],
)
def test_the_case_number_stands_above_or_below_the_title(heading: str, number: str) -> None:
    other = heading.replace("1. Budget", "2. Bro").replace(number, number[:-1] + "9")
    assert [item.case_number for item in parse_minutes(HEAD + minutes(heading, other)).items] == [number, number[:-1] + "9"]


def test_the_page_around_the_minutes_is_in_no_section() -> None:
    foot = "Til toppen\n\nTeknisk Udvalg, 12. marts 2019 Side {}\n\n"
    text = HEAD + "".join(f"{minutes(f'{number}. Sag om sti {number}')}\n{foot.format(number)}" for number in range(1, 5))
    found = parse_minutes(text)
    assert [text[s.body : s.end].strip() for item in found.items for s in item.sections] == ["Godkendt."] * 4


def test_the_head_of_a_decision_is_no_running_head_though_it_stands_on_each_page() -> None:
    head = "Teknisk Udvalgs beslutning i mødet den 12. marts 2019"
    text = HEAD + "".join(f"{number}. Sag om sti {number}\n\n{head}\n\nTeknisk Udvalg 12. marts 2019 Side {number}\n\nUdsat.\n\n" for number in range(1, 5))
    assert [len(item.parts("decision")) for item in parse_minutes(text).items] == [1] * 4


@pytest.mark.parametrize(
    ("below", "decision"),
    [
        ("Beslutning\n\nFraværende:\nGodkendt.", "Godkendt."),
        ("Beslutning\n\nFraværende: Ole Dross (V)\n\nUdvalget ønsker sagen belyst.", "Udvalget ønsker sagen belyst."),
        ("Indstilling og beslutning\n\nDirektionen indstiller, at\n\nbroen bygges\n\nTeknisk Udvalg, den 12. marts 2019:\n\nUdsat.", "Udsat."),
        ("Punkttype\nBeslutning\n\nTema\nBroen.\n\nTeknisk Udvalg den 12. marts 2019\n\nUdsat.", "Udsat."),
        ("BeslutningGodkendt.", "Godkendt."),
        ("Beslutning i Teknisk Udvalg\n\nGodkendt.", "Godkendt."),
        ("Indstilling om,\n\nat broen bygges.\n\nIndstillingen blev forkastet.", "Indstillingen blev forkastet."),
    ],
)
def test_the_decision_is_found(below: str, decision: str) -> None:
    text = f"{HEAD}1. Bro\n\n{below}\n\n2. Vej\n\nBeslutning\n\nIntet.\n"
    item = parse_minutes(text).items[0]
    assert [words for s in item.parts("decision") if (words := text[s.body : s.end].strip())] == [decision]


@pytest.mark.parametrize(
    "case",
    [
        "Byrådet vedtog den 12. juni 2018 budgettet for 2019.",
        "Teknisk Udvalg besluttede på sit møde i februar at udsætte sagen.",
        "Af selskabets protokol fremgår:\n\n”Indstilling:\n\nAt taksten stiger.\n\nBeslutning:\n\nGodkendt.”",
        "Fremsendes til Økonomiudvalget i henhold til beslutning i byrådets møde den 3. februar 2019.",
        "Økonomi\n\nIngen.",
    ],
)
def test_what_the_case_tells_is_no_decision(case: str) -> None:
    text = f"Teknisk Udvalg\nDagsorden\n12. marts 2019\n\n1. Bro\n\nSagsfremstilling\n\n{case}\n\nIndstilling\n\nDet indstilles, at broen bygges.\n"
    meeting = parse_minutes(text)
    assert (meeting.kind, [s.kind for s in meeting.items[0].sections if s.kind == "decision"]) == ("agenda", [])


@given(
    st.lists(
        st.sampled_from(
            ["1. Budget", "2. Bro", "3. Vej", "Beslutning", "Godkendt.", "Sagsnr.: 23/1", "", "Side 2", "Åben", "Lukket", "Til toppen", "Dagsorden"]
        ),
        max_size=40,
    )
)
@settings(max_examples=60, deadline=None)
def test_blanks_and_page_furniture_change_no_item(lines: list[str]) -> None:
    plain, dressed = "\n".join(lines), "\n".join(f"{line}  " for line in lines)
    assert [(item.number, item.title, item.case_number) for item in parse_minutes(plain).items] == [
        (item.number, item.title, item.case_number) for item in parse_minutes(dressed).items
    ]


@given(st.text(alphabet="1. ÅbenPunktBeslutning:()\n-•æ", max_size=400))
@settings(max_examples=80, deadline=None)
def test_lines_that_are_cut_keep_their_words(text: str) -> None:
    whole, cut = read_lines(text), unfold(read_lines(text))
    assert "".join("".join(line.text.split()) for line in cut) == "".join("".join(line.text.split()) for line in whole)
    assert all(text[line.start : line.end] == line.text for line in cut)
    assert len(classify(cut).sections) == len(cut)
