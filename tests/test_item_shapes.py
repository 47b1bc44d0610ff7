"""Items, titles, case numbers and what is closed, in the shapes and places in which pages print them."""

from __future__ import annotations

import pytest

from nlp.meeting.model import Meeting
from nlp.meeting.parse import parse_minutes
from nlp.text.normalize import shadow

HEAD = "Teknikudvalget\n\nReferat af møde den 12. marts 2031\n\n"


def read(text: str) -> Meeting:
    return parse_minutes(shadow(HEAD + text).text)


@pytest.mark.parametrize(
    ("below", "number"),
    [
        ("Journalnr.: 00.12S00/2031-17344          Sagsbehandler: abc", "00.12S00/2031-17344"),
        ("Sagsnr.: 00.24.02.A01-2-31  Sagsbehandler: Ida Bro", "00.24.02.A01-2-31"),
        ("Sags nr. : 330-2031-22671   Dok.nr. : 330-2031-142110", "330-2031-22671"),
        ("Sagsnr. 88-2031-1243    Dok.nr. 88-2031-30217", "88-2031-1243"),
        ("ØU        31/8791", "31/8791"),
        ("023292-2031", "023292-2031"),
        ("(J.nr. 16.06.03-G01/4-31)", "16.06.03-G01/4-31"),
        ("Sagsnr. S2031-1334", "S2031-1334"),
        ("J.nr. 01.02.07P16-0143", "01.02.07P16-0143"),
    ],
)
def test_case_numbers_below_a_heading(below: str, number: str) -> None:
    meeting = read(f"1. Cykelsti\n{below}\n\nBeslutning\nGodkendt.\n\n2. Havnen\n{below}\n\nBeslutning\nUdsat.\n")
    assert [item.case_number for item in meeting.items] == [number, number]
    assert [item.title for item in meeting.items] == ["Cykelsti", "Havnen"]


@pytest.mark.parametrize(
    ("heading", "number"),
    [
        ("28    (5.2/02)    Havnen - pæleværk", "5.2/02"),
        ("28 Havnen - pæleværk                         2031/037612 / 27.60.00", "2031/037612"),
        ("SAG NR. 28        J.nr. 01.02.07P16-72\n\nHavnen - pæleværk", "01.02.07P16-72"),
    ],
)
def test_case_numbers_beside_a_title(heading: str, number: str) -> None:
    meeting = read(f"{heading}\n\nBeslutning:\nBevilget.\n\n{heading.replace('28', '29')}\n\nBeslutning:\nUdsat.\n")
    assert [(item.title, item.case_number) for item in meeting.items] == [("Havnen - pæleværk", number)] * 2


def test_a_case_number_may_close_its_item() -> None:
    items = "".join(f"0{n}. {title}\nBeslutning\nGodkendt.\nSagsnr. 31/341{n}\n\n" for n, title in enumerate(("Stien", "Broen", "Havnen"), 1))
    assert [(item.number, item.case_number) for item in read(items).items] == [("01", "31/3411"), ("02", "31/3412"), ("03", "31/3413")]


@pytest.mark.parametrize("bullet", ["+", "●", "•", "►"])
def test_bullets_before_numbers(bullet: str) -> None:
    meeting = read("".join(f"{bullet} Punkt nr. {n} - Sti {n} ved åen\nUdvalgets beslutning\nGodkendt.\n\n" for n in (1, 2, 3)))
    assert [(item.number, item.title) for item in meeting.items] == [("1", "Sti 1 ved åen"), ("2", "Sti 2 ved åen"), ("3", "Sti 3 ved åen")]


def test_items_taken_before_their_turn_keep_their_numbers() -> None:
    meeting = read("".join(f"Ad {n}) Sti {n} ved åen\n\nGodkendt af udvalget.\n\n" for n in (1, 2, 3, 5, 4, 6)))
    assert [item.number for item in meeting.items] == ["1", "2", "3", "5", "4", "6"]


def test_rows_of_a_table_are_titles_and_what_was_said() -> None:
    meeting = read("Punkt\tReferat\n\n" + "".join(f"{n}. Sti {n} ved åen\tUdvalget drøftede stien.\n\n" for n in (1, 2, 3)))
    assert [(item.number, item.title) for item in meeting.items] == [("1", "Sti 1 ved åen"), ("2", "Sti 2 ved åen"), ("3", "Sti 3 ved åen")]


@pytest.mark.parametrize(
    ("text", "closed"),
    [
        ("A. Åbne punkter\n\n1. Sti\n\nBeslutning\nGodkendt.\n\nB. Lukkede punkter\n\n1. Løn\n\nBeslutning\nUdsat.\n", [False, True]),
        ("åben dagsorden\n\n1. Sti\n\nBeslutning\nGodkendt.\n\nlukket dagsorden\n\n2. Løn\n\nBeslutning\nUdsat.\n", [False, True]),
        ("1. Sti\n(J.nr. 16.06.03-K01/4-31)          Lukket sag.\n\nBeslutning\nUdsat.\n\n2. Bro\n\nBeslutning\nUdsat.\n", [True, False]),
        ("1. Salg af areal (lukket dørs sag)\n\nBeslutning\nUdsat.\n\n2. Bro\n\nBeslutning\nUdsat.\n", [True, False]),
        ("1\nSti\nÅben\n\nBeslutning\nUdsat.\n\n2\nLukket punkt\nLukket\n\n3\nBro\nÅben\n\nBeslutning\nUdsat.\n", [False, True, False]),
    ],
)
def test_what_is_closed(text: str, closed: list[bool]) -> None:
    assert [item.closed for item in read(text).items] == closed


@pytest.mark.parametrize(
    ("headings", "items"),
    [
        (("PUNKT A - Stien", "PUNKT B - Broen", "PUNKT C - Havnen"), [("A", "Stien"), ("B", "Broen"), ("C", "Havnen")]),
        (("Pkt. A: Stien", "Pkt. B: Broen", "Pkt. C: Havnen"), [("A", "Stien"), ("B", "Broen"), ("C", "Havnen")]),
        (
            ("57.     31/03310\nSTIEN VED ÅEN", "58.     30/11872\nBROEN", "59.     31/02004\nHAVNEN"),
            [("57", "STIEN VED ÅEN"), ("58", "BROEN"), ("59", "HAVNEN")],
        ),
        (("ad pkt. 1\nStien", "ad pkt. 2\nBroen", "ad pkt. 3\nHavnen"), [("1", "Stien"), ("2", "Broen"), ("3", "Havnen")]),
        (("87/31  Stien", "88/31  Broen", "89/31  Havnen"), [("87", "Stien"), ("88", "Broen"), ("89", "Havnen")]),
        (
            ("Sag 87/31 [Åben] (31/0112) Stien", "Sag 88/31 [Åben] (31/0113) Broen", "Sag 89/31 [Lukket] Havnen"),
            [("87/31", "Stien"), ("88/31", "Broen"), ("89/31", "Havnen")],
        ),
        (
            ("1. EMNE: Stien\n(Beslutningspunkt)", "2. EMNE: Broen\n(Orienteringspunkt)", "3. EMNE: Havnen\n(Drøftelsespunkt)"),
            [("1", "Stien"), ("2", "Broen"), ("3", "Havnen")],
        ),
        (("1. Stien  vis/skjul", "2. Broen  vis/skjul", "3. Havnen vis/skjul"), [("1", "Stien"), ("2", "Broen"), ("3", "Havnen")]),
        (
            ("Punkt nr. 1.\nEmne: Stien", "Punkt nr. 2.\nEmne: Broen", "Punkt nr. 3. (Lukket punkt)\nEmne: Havnen"),
            [("1", "Stien"), ("2", "Broen"), ("3", "Havnen")],
        ),
    ],
)
def test_headings_in_more_shapes(headings: tuple[str, ...], items: list[tuple[str, str]]) -> None:
    meeting = read("".join(f"{heading}\n\nBeslutning\nGodkendt.\n\n" for heading in headings))
    assert [(item.number, item.title) for item in meeting.items] == items


@pytest.mark.parametrize("form", ["{n} {c}   {t}", "{n}. ({c}) {t}"])
def test_a_capital_before_every_title_is_a_column(form: str) -> None:
    rows = ((1, "A", "Stien"), (2, "A", "Broen"), (3, "L", "Salg af grund"))
    meeting = read("".join(f"{form.format(n=n, c=c, t=t)}\n\nBeslutning\nGodkendt.\n\n" for n, c, t in rows))
    assert [(item.title, item.closed) for item in meeting.items] == [("Stien", False), ("Broen", False), ("Salg af grund", True)]


def test_the_contents_list_tells_what_is_closed() -> None:
    listed = "ÅBEN DAGSORDEN\n1  Stien ved åen ........ 3\n2  Broen ved kroen ........ 4\nLUKKET DAGSORDEN\n3  Salg af havnen ........ 5\n\n"
    body = "".join(f"{n}  {title}\nBeslutning\nGodkendt.\n\n" for n, title in ((1, "Stien ved åen"), (2, "Broen ved kroen"), (3, "Salg af havnen")))
    assert [item.closed for item in read(listed + body).items] == [False, False, True]


def test_letters_set_apart() -> None:
    meeting = parse_minutes(
        "Ældrerådet\n\nR E F E R A T\n\nTid: 12. marts 2031\n\nDAGSORDEN:\n1. Stien\n2. Broen\n\nAd 1. Stien\nGodkendt.\n\nAd 2. Broen\nDrøftet.\n"
    )
    assert (meeting.kind, [item.title for item in meeting.items]) == ("minutes", ["Stien", "Broen"])


def test_plain_titles_between_decisions() -> None:
    items = (
        ("Stien ved åen", "Forvaltningen indstiller, at stien anlægges."),
        ("Broen", "Broen er fra 1962."),
        ("Havnen", "Det indstilles, at havnen uddybes."),
    )
    meeting = read("".join(f"{title}\n\n{case}\n\nBeslutning\n\nGodkendt.\n\n" for title, case in items))
    assert [(item.number, item.title, len(item.parts("decision"))) for item in meeting.items] == [(None, title, 1) for title, _ in items]
