"""Who was away from an item, came or left around it, sat for somebody or was disqualified."""

from __future__ import annotations

from typing import Any

import pytest
from spacy.language import Language

HEADER = "REFERAT Teknikudvalget 2022-2025 d. 05-03-2024\n\nMødedeltagere Ida Bro (A), Per Ly Holm (V), Nuka Toft (Ø), Bo Skov (UP)\n{}\n"


def read(pipeline: Language, *decisions: str, header: str = "") -> list[dict[str, Any]]:
    items = "".join(f"Punkt {number}: Sag {number}\n\nBeslutning\n\n{decision}\n\n" for number, decision in enumerate(decisions, start=1))
    doc = pipeline(HEADER.format(header) + items)
    found: list[dict[str, Any]] = doc._.meeting_data["items"]
    for item in found:
        for entry in item["attendance"]:
            assert entry["text"] == doc.text[entry["start"] : entry["end"]] != ""
            assert entry["rule"].startswith("presence/")
    return found


def told(items: list[dict[str, Any]]) -> list[list[tuple[str, str]]]:
    return [[(entry["name"], entry["status"]) for entry in item["attendance"]] for item in items]


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        ("Godkendt. Ida Bro deltog ikke i punkt 2-3.", [[], [("Ida Bro", "absent")], [("Ida Bro", "absent")]]),
        ("Godkendt. Ida Bro deltog ikke under behandlingen af punkt 1 og 3.", [[("Ida Bro", "absent")], [], [("Ida Bro", "absent")]]),
        ("Godkendt. Per Ly Holm (V) deltog fra punkt 3.", [[("Per Ly Holm", "absent")], [("Per Ly Holm", "absent")], [("Per Ly Holm", "arrived")]]),
        ("Godkendt. Bo Skov ankom efter punkt 1.", [[("Bo Skov", "absent")], [("Bo Skov", "arrived")], []]),
        ("Godkendt. Bo Skov ankom under punktet.", [[("Bo Skov", "arrived")], [], []]),
        ("Godkendt. Nuka Toft deltog til og med punkt 1.", [[("Nuka Toft", "left")], [("Nuka Toft", "absent")], [("Nuka Toft", "absent")]]),
        ("Godkendt. Nuka Toft forlod mødet efter punkt 2.", [[], [("Nuka Toft", "left")], [("Nuka Toft", "absent")]]),
        ("Godkendt. Nuka Toft forlod lokalet under behandlingen.", [[("Nuka Toft", "disqualified")], [], []]),
        ("Godkendt. Ida Bro erklærede sig inhabil og deltog ikke i behandlingen.", [[("Ida Bro", "disqualified")], [], []]),
        ("Godkendt. Ida Bro (A) deltog ikke i behandlingen, da hun er kasserer i klubben.", [[("Ida Bro", "disqualified")], [], []]),
        ("Godkendt. Ida Bro (A) deltog ikke i sagens behandling pga. inhabilitet.", [[("Ida Bro", "disqualified")], [], []]),
        ("Godkendt. Ida Bro og Bo Skov var ikke til stede.", [[("Ida Bro", "absent"), ("Bo Skov", "absent")], [], []]),
        ("Godkendt. Chefen deltog under punktet.", [[], [], []]),
        ("Stedfortræder Bo Skov blev valgt.", [[], [], []]),
    ],
)
def test_announcements_stand_at_every_item_that_they_cover(pipeline: Language, first: str, expected: list[list[tuple[str, str]]]) -> None:
    assert told(read(pipeline, first, "Godkendt.", "Godkendt.")) == expected


def test_who_votes_later_was_there(pipeline: Language) -> None:
    found = read(pipeline, "Godkendt. Nuka Toft forlod mødet kl. 19.05.", "Godkendt.", "Nuka Toft stemte imod.")
    assert told(found) == [[("Nuka Toft", "left")], [("Nuka Toft", "absent")], []]
    assert found[0]["attendance"][0]["time"] == "19:05"


@pytest.mark.parametrize(
    ("line", "replaces"),
    [
        ("Afbud: Ida Bro (A). I stedet deltog Aage Munk (A).", "Ida Bro"),
        ("Ida Bro (A) var fraværende. I stedet deltog Aage Munk (A).", "Ida Bro"),
        ("Som stedfortræder for Ida Bro deltog Aage Munk (A).", "Ida Bro"),
        ("Aage Munk (A) deltog som stedfortræder for Ida Bro.", "Ida Bro"),
        ("Som stedfortræder deltog Aage Munk (A).", None),
    ],
)
def test_substitutes_are_told_with_whom_they_replace(pipeline: Language, line: str, replaces: str | None) -> None:
    entries = read(pipeline, f"Godkendt.\n\n{line}")[0]["attendance"]
    assert [(e["name"], e["replaces"]) for e in entries if e["status"] == "substitute"] == [("Aage Munk", replaces)]


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("Afbud: Lis Dam (A)", [[("Lis Dam", "absent")], [("Lis Dam", "absent")]]),
        ("Fraværende under punkt 2: Ida Bro (A)", [[], [("Ida Bro", "absent")]]),
        ("Ida Bro (A) mødte kl. 18.40", [[("Ida Bro", "arrived")], []]),
    ],
)
def test_the_header_speaks_for_the_items_it_covers(pipeline: Language, header: str, expected: list[list[tuple[str, str]]]) -> None:
    assert told(read(pipeline, "Godkendt.", "Godkendt.", header=header)) == expected


@pytest.mark.parametrize(
    ("decision", "absent"),
    [
        ("Godkendt. Ida Bro var fraværende.", ["Ida Bro"]),
        ("Tiltrådt, med afbud fra Ida Bro (A).", ["Ida Bro"]),
        ("Tiltrådt.\n\nFraværende: Ida Bro (A). Aage Munk (A) deltog i stedet.", ["Ida Bro"]),
        ("Godkendt. Ida Bro deltog ikke, da hendes søn bor i området.", ["Ida Bro"]),
        ("Godkendt. Ida Bro deltog ikke i punkt 2-3.", []),
        ("Godkendt. Ida Bro forlod mødet kl. 19.", []),
    ],
)
def test_absent_is_who_was_away_from_the_whole_item_by_its_own_words(pipeline: Language, decision: str, absent: list[str]) -> None:
    assert read(pipeline, decision)[0]["absent"] == absent


def test_thousands_of_announcements_end(pipeline: Language) -> None:
    many = ["Godkendt. Ida Bro forlod mødet kl. 19."] * 300
    assert len(read(pipeline, *many)) == 300


@pytest.mark.parametrize(
    ("decision", "absent"),
    [
        ("Godkendt. Ida Bro (A) fraværende.", ["Ida Bro"]),
        ("Godkendt. Ida Bro var ikke mødt.", ["Ida Bro"]),
        ("Godkendt. Ida Bro overværede ikke punktet.", ["Ida Bro"]),
        ("Godkendt. Ida Bro, der er formand for klubben, var uden for døren under sagens behandling.", ["Ida Bro"]),
        ("Godkendt. Ida Bro havde som medlem af bestyrelsen ikke sæde under punktet.", ["Ida Bro"]),
        ("Godkendt. Som medlem af bestyrelsen ønskede Ida Bro ikke at deltage i punktet.", ["Ida Bro"]),
        ("Godkendt. Ida Bro var gået, da sagen kom for.", ["Ida Bro"]),
        ("Godkendt. Ida Bro spurgte til antallet af fraværende.", []),
        ("Godkendt. Ida Bro var uden for partierne.", []),
        ("Godkendt. Ida Bro er ikke med i arbejdsgruppen.", []),
        ("Godkendt. Ida Bro kunne ikke deltage i dialogmødet.", []),
    ],
)
def test_the_absent_are_told_in_many_words(pipeline: Language, decision: str, absent: list[str]) -> None:
    assert read(pipeline, decision)[0]["absent"] == absent
