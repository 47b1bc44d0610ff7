"""What a person sees on a terminal."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from rich.console import Console

from nlp.commands.view import show
from nlp.commands.wording import Wording
from nlp.document import (
    AgendaItem,
    Fate,
    Label,
    Minutes,
    NextStep,
    Outcome,
    Participant,
    PartVotes,
    PastDecision,
    Presence,
    Remark,
    Section,
    Tally,
    Votes,
)
from nlp.overview import Absence, absences

DECISION = "Sag\nBeslutning\nGodkendt **som** indstillet.\n"


def printed(minutes: Minutes, language: str = "en", *, brief: bool = False, width: int = 240) -> str:
    out = StringIO()
    show(Console(file=out, width=width), minutes, Wording(language), brief=brief)
    return out.getvalue()


def shown(item: AgendaItem, language: str = "en", **more: Any) -> str:
    return printed(Minutes(id="a.txt", sha256="0", items=(item,), **more), language)


def test_what_one_asks_first_stands_first() -> None:
    items = tuple(
        AgendaItem(str(n), f"Sag {n}", n, n + 1, absent=("Ida Bro",) if n < 4 else (), outcomes=(Outcome("approved", "Godkendt", n, n + 1),))
        for n in range(1, 6)
    )
    votes = AgendaItem("6", "Sag 6", 6, 7, votes=Votes(("A",), ("Ø",), tally=Tally(19, 2, 1)))
    minutes = Minutes(
        "a.txt",
        "0",
        committee="Byrådet",
        date="2024-05-02",
        participants=(Participant("Ida Bro", "V"), Participant("Per Ly", "A", present=False)),
        items=(*items, votes),
    )
    head = printed(minutes).split("\n\n")[0]
    for words in (
        "Byrådet · 2 May 2024",
        "Absent: Per Ly (A); Ida Bro (V), items 1–3",
        "Divided: 6 (19–2, +1)",
        "6 agenda items: 5 approved, 1 without a decision found",
    ):
        assert words in head


def test_a_council_fits_a_screen_in_brief() -> None:
    item = AgendaItem("1", "En lang titel om en stor sag " * 5, 0, 1, outcomes=(Outcome("approved", "Godkendt", 0, 1),), votes=Votes((), ("Ø",)))
    text = printed(Minutes("a.txt", "0", items=(item,) * 34), brief=True, width=80)
    assert len(text.splitlines()) <= 80
    assert all(len(line) <= 80 for line in text.splitlines() if not line.startswith("Divided"))
    assert text.count("approved  (against: Ø)") == 34


def test_an_item_is_one_block_with_the_words_of_its_decision() -> None:
    item = AgendaItem(
        "1",
        "Sag",
        0,
        len(DECISION),
        "23/998",
        sections=(Section("decision", "Beslutning", 4, len(DECISION)),),
        topic=Label("economy", 0.4),
        decision_type=Label("approval", 0.9),
        outcomes=(Outcome("approved", "Godkendt", 15, 23), Outcome("approved", "Godkendt", 15, 23)),
        text=DECISION,
    )
    assert [line.strip() for line in shown(item).splitlines() if line.strip()][-4:] == [
        "1  Sag",
        "economy? · for approval · 23/998",
        "approved",
        "“Godkendt som indstillet.”",
    ]
    danish = shown(item, "da")
    assert "økonomi? · til godkendelse · 23/998" in danish
    assert "»Godkendt som indstillet.«" in danish


def test_a_withdrawn_item_keeps_what_it_was_for() -> None:
    item = AgendaItem("1", "Sag", 0, 3, decision_type=Label("approval", 0.9), outcomes=(Outcome("withdrawn", "Udgår", 0, 3),))
    text = shown(item, "da")
    assert "til godkendelse" in text
    assert "taget af dagsordenen" in text


def test_votes_are_shown_with_counts_points_and_amendments() -> None:
    votes = Votes(
        for_=("A", "V"),
        against=("Ø",),
        tally=Tally(9, 2),
        consistent=False,
        parts=(
            PartVotes("2", for_=("A", "V"), against=("Ø",)),
            PartVotes("3", for_=("A",), against=("V",)),
            PartVotes(None, "amendment", for_=("Ø",), against=("A", "V")),
        ),
    )
    text = shown(AgendaItem("1", "Sag", 0, 3, votes=votes))
    for words in (
        "point 2: for: A, V; against: Ø; counted: 9–2 (the names do not give these numbers)",
        "point 3: for: A; against: V",
        "amendment: for: Ø; against: A, V",
    ):
        assert words in text
    assert text.count("A, V; against: Ø") == 1, "what holds for a point is said once"


def test_attendance_is_shown_once() -> None:
    entries = (
        Presence("Ida Bro", "absent", "Ida Bro", 0, 3, rule="presence/list"),
        Presence("Aage Munk", "substitute", "Aage Munk", 0, 3, replaces="Ida Bro", rule="presence/in-place"),
        Presence("Per Ly", "arrived", "Per Ly", 0, 3, time="18:40", rule="presence/arrived"),
    )
    block = shown(AgendaItem("1", "Sag", 0, 3, absent=("Ida Bro",), attendance=entries)).split("\n\n")[1]
    assert block.count("Ida Bro") == 2
    assert "substitute: Aage Munk for Ida Bro" in block
    assert "arrived: Per Ly, 18:40" in block


def test_what_stands_around_the_decision_is_shown() -> None:
    past = [PastDecision("Økonomiudvalget", "2024-05-02", "recommended", "Anbefales", 0, 3, part) for part in ("1", "2")]
    item = AgendaItem(
        "1",
        "Sag",
        0,
        3,
        history=(*past, PastDecision(None, None, "noted", "Orienteret", 0, 3)),
        remarks=(Remark("condition", "forudsat at\nrammen holder", 0, 3, by=("Ø",)),),
        fates=(Fate("withdrawn", "Punkt 1 udgår", 0, 3, item="4"),),
        next_steps=(NextStep("next", "Byrådet", 0, 3), NextStep("decides", "Regionsrådet", 0, 3, part="1")),
    )
    text = shown(item)
    for words in (
        "earlier: Økonomiudvalget 2 May 2024: recommended (1, 2); unknown body: noted",
        "condition by Ø: forudsat at rammen holder",
        "withdrawn under item 4",
        "goes on to: Byrådet",
        "decided by (point 1): Regionsrådet",
    ):
        assert words in text


def test_that_the_body_at_the_table_decides_goes_without_saying() -> None:
    item = AgendaItem("1", "Sag", 0, 3, next_steps=(NextStep("decides", "Udvalget for Job & Integration", 0, 3),))
    assert "decided by" not in shown(item, committee="Udvalget for Job og Integration")
    assert "decided by" in shown(item, committee="Byrådet")


def test_what_holds_for_the_whole_meeting_is_not_said_at_each_item() -> None:
    entries = (Presence("Aage Munk", "substitute", "Aage Munk", 0, 9), Presence("Per Ly", "left", "Per Ly", 15, 21))
    text = printed(Minutes(id="a.txt", sha256="0", text="Aage Munk\nSag: Per Ly", items=(AgendaItem("1", "Sag", 10, 21, attendance=entries),)))
    assert "Aage Munk" not in text
    assert "left: Per Ly" in text


@pytest.mark.parametrize(
    ("away", "expected"),
    [
        (((), ()), []),
        ((("Ida Bro",), ("Ida Bro",)), [Absence("Ida Bro", "V")]),
        ((("Ida Bro",), ()), [Absence("Ida Bro", "V", (0,))]),
        (((), ("Bo Skov",)), [Absence("Bo Skov", None, (1,))]),
    ],
)
def test_who_was_away_is_told_by_list_and_items_together(away: tuple[tuple[str, ...], ...], expected: list[Absence]) -> None:
    items = tuple(AgendaItem(str(n), "Sag", n, n + 1, absent=names) for n, names in enumerate(away))
    assert absences(Minutes("a", "0", participants=(Participant("Ida Bro", "V"),), items=items)) == expected


def test_both_languages_say_the_same() -> None:
    from nlp.commands import wording

    sentences = wording._sentences()
    assert sentences["danish"].keys() == sentences["english"].keys()
    for kind, names in wording._names().items():
        assert kind == "months" or all(len(both) == 2 and all(both) for both in names.values()), kind


def test_a_closed_item_that_prints_no_decision_is_counted_apart() -> None:
    items = (AgendaItem("1", "Sag", 0, 1), AgendaItem("2", "Lukket: Lån", 1, 2, closed=True))
    minutes = Minutes("a.txt", "0", items=items)
    assert "1 without a decision found, 1 closed item without a decision" in printed(minutes)
    assert "1 uden fundet beslutning, 1 lukket punkt uden beslutning" in printed(minutes, "da")
