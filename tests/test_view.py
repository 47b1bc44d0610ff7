"""What a person sees on a terminal."""

from __future__ import annotations

from io import StringIO

from rich.console import Console

from nlp.commands.view import show
from nlp.document import AgendaItem, Fate, Minutes, NextStep, PartVotes, PastDecision, Presence, Remark, Tally, Votes


def shown(item: AgendaItem) -> str:
    out = StringIO()
    show(Console(file=out, width=240), Minutes(id="a.txt", sha256="0", text="Sag", items=(item,)))
    return out.getvalue()


def test_votes_are_shown_with_counts_points_and_amendments() -> None:
    votes = Votes(
        for_=("A", "V"),
        against=("Ø",),
        tally=Tally(9, 2),
        consistent=False,
        parts=(PartVotes("2", for_=("A", "V"), against=("Ø",)), PartVotes(None, "amendment", for_=("Ø",), against=("A", "V"))),
    )
    text = shown(AgendaItem("1", "Sag", 0, 3, votes=votes))
    for words in ("for: A, V", "against: Ø", "counted: 9 for, 2 against, which the names do not give", "point 2: for: A, V; against: Ø", "amendment: for: Ø"):
        assert words in text


def test_attendance_is_shown_once() -> None:
    entries = (
        Presence("Ida Bro", "absent", "Ida Bro", 0, 3, rule="presence/list"),
        Presence("Aage Munk", "substitute", "Aage Munk", 0, 3, replaces="Ida Bro", rule="presence/in-place"),
        Presence("Per Ly", "arrived", "Per Ly", 0, 3, time="18:40", rule="presence/arrived"),
    )
    text = shown(AgendaItem("1", "Sag", 0, 3, absent=("Ida Bro",), attendance=entries))
    assert text.count("Ida Bro") == 2
    assert "substitute: Aage Munk for Ida Bro" in text
    assert "arrived: Per Ly at 18:40" in text


def test_what_stands_around_the_decision_is_shown() -> None:
    item = AgendaItem(
        "1",
        "Sag",
        0,
        3,
        history=(PastDecision("Økonomiudvalget", "2024-05-02", "recommended", "Anbefales", 0, 3, part="2"),),
        remarks=(Remark("condition", "forudsat at\nrammen holder", 0, 3, by=("Ø",)),),
        fates=(Fate("withdrawn", "Punkt 1 udgår", 0, 3, item="4"),),
        next_steps=(NextStep("next", "Byrådet", 0, 3), NextStep("decides", "Regionsrådet", 0, 3, part="1")),
    )
    text = shown(item)
    for words in (
        "earlier: Økonomiudvalget 2024-05-02, recommended (2)",
        "condition by Ø: forudsat at rammen holder",
        "withdrawn under item 4",
        "next: Byrådet",
        "decides (1): Regionsrådet",
    ):
        assert words in text


def test_what_holds_for_the_whole_meeting_is_not_said_at_each_item() -> None:
    out = StringIO()
    entries = (Presence("Aage Munk", "substitute", "Aage Munk", 0, 9), Presence("Per Ly", "left", "Per Ly", 15, 21))
    show(
        Console(file=out, width=240),
        Minutes(id="a.txt", sha256="0", text="Aage Munk\nSag: Per Ly", items=(AgendaItem("1", "Sag", 10, 21, attendance=entries),)),
    )
    assert "Aage Munk" not in out.getvalue()
    assert "left: Per Ly" in out.getvalue()
