"""What a person sees on a terminal."""

from __future__ import annotations

from io import StringIO

from rich.console import Console

from nlp.document import AgendaItem, Minutes, PartVotes, Presence, Tally, Votes
from nlp.view import show


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
