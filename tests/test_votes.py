"""Votes as minutes tell them: sides, counts, points, amendments, elections."""

from __future__ import annotations

from typing import Any

import pytest
from spacy.language import Language

from nlp.components.votes.parts import read_clauses, told_points
from nlp.components.votes.tallies import number, read_tally

HEADER = "REFERAT Teknikudvalget 2022-2025 d. 05-03-2024\n\nMødedeltagere Ida Bro (A), Lis Dam (A), Per Ly Holm (V), Nuka Toft (Ø), Bo Skov (UP)\n\n"


def votes(pipeline: Language, decision: str, header: str = HEADER) -> dict[str, Any] | None:
    doc = pipeline(f"{header}Punkt 1: En sag\n\nBeslutning\n\n{decision}\n")
    found: dict[str, Any] | None = doc._.meeting_data["items"][0]["votes"]
    if found is not None:
        for one in (found, *found["parts"]):
            assert 0 <= one["start"] < one["end"] <= len(doc.text)
            assert one["rule"].startswith("vote/")
    return found


def sides(found: dict[str, Any] | None) -> tuple[list[str], list[str], list[str]] | None:
    return None if found is None else (list(found["for_"]), list(found["against"]), list(found["abstain"]))


@pytest.mark.parametrize(
    ("decision", "expected"),
    [
        ("For stemte: A og Per Ly Holm. Imod stemte: Ø.", (["A", "Per Ly Holm"], ["Ø"], [])),
        ("Ida Bro stemte imod. Bo Skov (UP) undlod at stemme.", ([], ["Ida Bro"], ["Bo Skov"])),
        ("Et flertal (Ida Bro og Per Ly Holm) stemte for.", (["Ida Bro", "Per Ly Holm"], [], [])),
        ('Ida Bro stemte imod med protokollatet: "Enhedslisten stemmer for af nød."', ([], ["Ida Bro"], [])),
        ("Et flertal bestående af A og V anbefaler indstillingen. Ø kan ikke anbefale.", (["A", "V"], ["Ø"], [])),
        ("Flertallet (A, V og UP) anbefaler.", (["A", "V", "UP"], [], [])),
        ("Et mindretal på 1 (Ø) stemte imod.", ([], ["Ø"], [])),
        ("A, V og UP stemte for, mens Ø stemte imod.", (["A", "V", "UP"], ["Ø"], [])),
        ("V og A stemte for, Ø imod, idet taksten er for høj.", (["V", "A"], ["Ø"], [])),
        ("For stemte Ida Bro og Lis Dam, imod Nuka Toft.", (["Ida Bro", "Lis Dam"], ["Nuka Toft"], [])),
        ("Imod stemte A, og Per Ly Holm (V) undlod at stemme.", ([], ["A"], ["Per Ly Holm"])),
        ("Anbefales af A, V og UP. Ø stemte imod.", (["A", "V", "UP"], ["Ø"], [])),
        ("Godkendt mod Ø.", ([], ["Ø"], [])),
        ("Vedtaget mod stemmerne fra Ø og V.", ([], ["Ø", "V"], [])),
        ("Godkendt med 4 stemmer (A, V og UP) mod 1 (Ø).", (["A", "V", "UP"], ["Ø"], [])),
        ("Indstillingen kunne ikke tiltrædes af flertallet (A og V).", ([], ["A", "V"], [])),
        ("A (Ida Bro) stemte for. A (Lis Dam) stemte imod.", (["Ida Bro"], ["Lis Dam"], [])),
        ("For stemte A med undtagelse af Lis Dam, V og UP.", (["A", "V", "UP"], [], [])),
        ("For stemte V, A (undtagen Lis Dam) og UP. Imod stemte Lis Dam.", (["V", "A", "UP"], ["Lis Dam"], [])),
        ("V undlod at tage stilling.", ([], [], ["V"])),
        ("V kunne ikke tiltræde.", ([], ["V"], [])),
        ("Hverken for eller imod stemte Bo Skov.", ([], [], ["Bo Skov"])),
        ("Bo Skov tog forbehold og undlod at stemme.", ([], [], ["Bo Skov"])),
        ("A og V stemte for, Bo Skov tog forbehold.", (["A", "V"], [], ["Bo Skov"])),
        ("For stemte:\n- Ida Bro (A)\n- Per Ly Holm (V)\nImod stemte:\n- Nuka Toft (Ø)", (["Ida Bro", "Per Ly Holm"], ["Nuka Toft"], [])),
        ("Venstre ved Per Ly Holm kan ikke medvirke.", ([], ["Per Ly Holm"], [])),
        ("Imod stemte Ida Bro og Lis Dam, begge A, samt Ø.", ([], ["Ida Bro", "Lis Dam", "Ø"], [])),
        ("Socialdemokratiet stemte for. Uden for partierne stemte imod.", (["A"], ["UP"], [])),
        ("Ja: 3 (A, V)\nNej: 1 (Ø)", (["A", "V"], ["Ø"], [])),
        ("Ida Bro: for\nPer Ly Holm: imod\nBo Skov: undlod", (["Ida Bro"], ["Per Ly Holm"], ["Bo Skov"])),
        ("Godkendt, dog stemte Bo Skov (UP) imod punkt 2.", ([], ["Bo Skov"], [])),
        ("Godkendt med 12 stemmer for. 2 undlod at stemme (Ø, V).", ([], [], ["Ø", "V"])),
        ("Godkendt med undtagelse af Ø, der ikke kan tiltræde punkt 2.", ([], ["Ø"], [])),
        ("Imod stemte Venstre bortset fra Per Ly Holm, som stemte for.", (["Per Ly Holm"], ["V"], [])),
        ("Venstres medlemmer, Per Ly Holm og Tove Sand (V), stemte imod.", ([], ["Per Ly Holm", "Tove Sand"], [])),
        ("Ø stemmer imod med henvisning til sit ændringsforslag.", ([], ["Ø"], [])),
        ("Ida Bro (A) og Nuka Toft (Ø) støttede ikke indstillingen.", ([], ["Ida Bro", "Nuka Toft"], [])),
        ("Godkendt (Ø imod).", ([], ["Ø"], [])),
        ("Godkendt, Ø og V undtaget.", ([], ["Ø", "V"], [])),
        ("Indstillingen blev godkendt med stemmerne A, V og UP mod Ø.", (["A", "V", "UP"], ["Ø"], [])),
        ("For stemte AV. Imod: ØX.", (["A", "V"], [], [])),
        ("Godkendt med 3 stemmer for (AV) og 1 imod (Ø).", (["A", "V"], ["Ø"], [])),
        ("Indstillingen blev tiltrådt mod Enhedslistens stemmer.", ([], ["Ø"], [])),
        ("Kun Enhedslisten og Venstre stemte for.", (["Ø", "V"], [], [])),
        ("Godkendt.\nByrådsgruppe V kan ikke tilslutte sig.", ([], ["V"], [])),
        ("Et flertal (3) bestående af A og V kunne tiltræde. Et mindretal (1) bestående af Ø kunne ikke tiltræde.", (["A", "V"], ["Ø"], [])),
        ("Godkendt, i det Ida Bro stemte i mod.", ([], ["Ida Bro"], [])),
        ("De to mindretalsstemmer blev afgivet af Ida Bro og Nuka Toft.", ([], ["Ida Bro", "Nuka Toft"], [])),
        ("Godkendt, idet Lis Dam og Ida Bro dog ikke kan medvirke til taksten.", ([], ["Lis Dam", "Ida Bro"], [])),
        ("Nej-stemmer: Nuka Toft. Blanke stemmer: Bo Skov.", ([], ["Nuka Toft"], ["Bo Skov"])),
        ("Godkendt med 2 ja-stemmer, 1 nej-stemme (V) og 1 blank (Ø).", ([], ["V"], ["Ø"])),
        ("JA: Ida Bro, Lis Dam\nNEJ: Nuka Toft\nUNDLOD: Bo Skov", (["Ida Bro", "Lis Dam"], ["Nuka Toft"], ["Bo Skov"])),
        ("Ida Bro: For\nPer Ly Holm (V): Imod\nBo Skov: Undlod", (["Ida Bro"], ["Per Ly Holm"], ["Bo Skov"])),
        ("Godkendt. Nuka Toft (Ø) stemte som den eneste imod.", ([], ["Nuka Toft"], [])),
        ("Anbefales, idet Nuka Toft ikke kan anbefale punkt 3.", ([], ["Nuka Toft"], [])),
        ("Per Ly Holm stemte imod, da han mener, at Enhedslisten ikke kan støtte det.", ([], ["Per Ly Holm"], [])),
        ("Bo Skov (UP) afholdt sig fra at stemme.", ([], [], ["Bo Skov"])),
        ("For stemte 2 (A), imod stemte 1 (Ø), og 1 undlod (løsgænger Bo Skov).", (["A"], ["Ø"], ["Bo Skov"])),
        ("(V) Per Ly Holm og (Ø) Nuka Toft stemte imod.", ([], ["Per Ly Holm", "Nuka Toft"], [])),
        ("Imod stemte V samt Ø's Nuka Toft.", ([], ["V", "Nuka Toft"], [])),
        ("Samtlige medlemmer undtagen Nuka Toft (Ø) stemte for.", None),
        ("Alle stemte for, på nær Nuka Toft, der stemte imod.", ([], ["Nuka Toft"], [])),
        ("Imod stemte Venstre og Liste T.", ([], ["V", "T"], [])),
        ("Venstregruppen stemte imod. Den socialdemokratiske gruppe stemte for.", (["A"], ["V"], [])),
        ("Et flertal på 2 (A) indstiller salg. Et mindretal på 1 (V) indstiller, at der ikke sælges.", (["A"], ["V"], [])),
        ("Ida Bro og Lis Dam kan tiltræde. Nuka Toft (Ø) tilslutter sig ikke indstillingen.", (["Ida Bro", "Lis Dam"], ["Nuka Toft"], [])),
        ("Godkendt. Nej-stemmer: Ø og V.", ([], ["Ø", "V"], [])),
        ("Tiltrådt. Nuka Toft har stemt imod.", ([], ["Nuka Toft"], [])),
        ("Med 3 stemmer (A og UP) for og 1 stemme (Nuka Toft) imod tiltrådte udvalget.", (["A", "UP"], ["Nuka Toft"], [])),
        ("Ida Bro stemte sammen med V for indstillingen.", (["Ida Bro", "V"], [], [])),
        ("Godkendt.", None),
        ("Enstemmigt godkendt.", None),
        ("Bo Skov tog forbehold.", ([], [], ["Bo Skov"])),
        ("Bo Skov tog forbehold og stemte imod.", ([], ["Bo Skov"], [])),
        ("V ønsker, at der plantes 12 træer for 2 mio. kr.", None),
        ("Udvalget orienteredes om modellen for stemmesteder.", None),
        ("", None),
    ],
)
def test_sides_are_read(pipeline: Language, decision: str, expected: tuple[list[str], list[str], list[str]] | None) -> None:
    assert sides(votes(pipeline, decision)) == expected


@pytest.mark.parametrize(
    ("decision", "counts", "consistent"),
    [
        ("Med stemmerne 3 for og 2 imod godkendte udvalget sagen. Imod stemte Nuka Toft og Bo Skov.", (3, 2, None), True),
        ("Med stemmerne 3 for og 1 imod godkendte udvalget sagen. Imod stemte Nuka Toft og Bo Skov.", (3, 1, None), False),
        ("Godkendt med 42 stemmer mod 4. 8 medlemmer undlod.", (42, 4, 8), None),
        ("For stemte A og V, i alt 3. Imod stemte Ø.", (3, None, None), True),
        ("Godkendt med 4 stemmer (A, V og UP) mod 1 (Ø).", (4, 1, None), True),
        ("Forslaget faldt med 4 stemmer mod 1.", (1, 4, None), None),
        ("For: 3 (A, V) Imod: 1 (Ø)", (3, 1, None), True),
        ("For stemte A (2) og V (1).\nImod stemte Ø.", (3, None, None), True),
        ("Ja stemte 3, nej stemte 1 og 1 stemte blankt.", (3, 1, 1), None),
        ("Godkendt med 3 stemmer for og ingen imod.", (3, 0, None), None),
        ("Godkendt med stemmerne 4-1. Nuka Toft var imod.", (4, 1, None), True),
        ("Godkendt mod 1 stemme (Nuka Toft).", (None, 1, None), True),
        ("4 medlemmer (A, V og UP) stemte for. 1 medlem (Ø) stemte imod.", (4, 1, None), True),
        ("Godkendt med fire stemmer (A, V og UP) mod én (Ø).", (4, 1, None), True),
    ],
)
def test_counts_are_read_and_checked_against_the_names(
    pipeline: Language, decision: str, counts: tuple[int | None, int | None, int | None], consistent: bool | None
) -> None:
    found = votes(pipeline, decision)
    assert found is not None
    tally = found["tally"]
    assert (tally["for_"], tally["against"], tally["abstain"]) == counts
    assert found["consistent"] is consistent


def test_a_party_of_unknown_size_cannot_be_checked(pipeline: Language) -> None:
    found = votes(pipeline, "Godkendt med 13 stemmer mod 1 (Å).", header="REFERAT Byrådet 2022-2025 d. 05-03-2024\n\n")
    assert found is not None
    assert found["consistent"] is None


@pytest.mark.parametrize(
    ("decision", "parts"),
    [
        ("1. Godkendt.\n2. Godkendt. Imod: Ø", [("2", "proposal", [], ["Ø"])]),
        ("Ad 1, for stemte: A og V. Imod: Ø.\nAd 2, godkendt.", [("1", "proposal", ["A", "V"], ["Ø"])]),
        ("1.-3. Godkendt.\nBo Skov stemte imod punkt 1 og 2.", [("1", "proposal", [], ["Bo Skov"]), ("2", "proposal", [], ["Bo Skov"])]),
        ("Indstillingens første punkt blev vedtaget. Andet punkt blev vedtaget med 3 stemmer mod 1 (Ø).", [("2", "proposal", [], ["Ø"])]),
        ("Ad 2) Godkendt, jf. punkt 4. Ø stemte imod.", [("2", "proposal", [], ["Ø"])]),
        (
            "Ø stillede ændringsforslag om flere træer. For stemte Ø og UP. Imod stemte A og V. Forslaget faldt.\n\nHerefter godkendt. Imod stemte Ø.",
            [(None, "amendment", ["Ø", "UP"], ["A", "V"]), (None, "proposal", [], ["Ø"])],
        ),
        (
            "Ændringsforslag fra Ø:\nFor stemte: Ø.\nImod stemte: A og V.\nForkastet.\n\nIndstillingen:\nFor stemte: A og V\nImod stemte: Ø",
            [(None, "amendment", ["Ø"], ["A", "V"]), (None, "proposal", ["A", "V"], ["Ø"])],
        ),
        (
            (
                "Et ændringsforslag fra Enhedslisten om flere træer blev forkastet med 3 stemmer imod 8.\nFor stemte: Ø.\nImod stemte: A og V.\n"
                "Indstillingen blev herefter godkendt med 8 stemmer mod 1.\nFor stemte: A og V.\nImod stemte: O."
            ),
            [(None, "amendment", ["Ø"], ["A", "V"]), (None, "proposal", ["A", "V"], ["O"])],
        ),
        ("Ida Bro stemte imod.", []),
        ("Ad punkt a: Godkendt.\nAd punkt b: Godkendt. Ø stemte imod.", [("b", "proposal", [], ["Ø"])]),
        (
            "V foreslår, at taksten udgår. Afstemning om Venstres forslag: For stemte V. Imod stemte A. Forslaget faldt.\nIndstillingen: For stemte A. Imod stemte V.",
            [(None, "amendment", ["V"], ["A"]), (None, "proposal", ["A"], ["V"])],
        ),
    ],
)
def test_a_vote_on_a_point_or_an_amendment_is_a_part(pipeline: Language, decision: str, parts: list[Any]) -> None:
    found = votes(pipeline, decision)
    assert found is not None
    assert [(p["part"], p["subject"], list(p["for_"]), list(p["against"])) for p in found["parts"]] == parts


def test_votes_on_an_amendment_are_not_the_items_own(pipeline: Language) -> None:
    found = votes(pipeline, "Ø stillede ændringsforslag. For stemte Ø. Imod stemte A og V. Ændringsforslaget faldt.\n\nHerefter godkendt.")
    assert sides(found) == ([], [], [])


@pytest.mark.parametrize(
    ("decision", "against"),
    [
        ("For stemte Ida Bro. Imod stemte de øvrige.", ["Lis Dam", "Per Ly Holm", "Nuka Toft", "Bo Skov"]),
        ("For stemte Ø og UP. Imod stemte resten af udvalget (3).", ["A", "V"]),
        ("For stemte V og Ida Bro. Imod stemte de øvrige.", ["Lis Dam", "Ø", "Bo Skov"]),
        # The number does not agree, or somebody is named whom the list does not know: nothing is filled in.
        ("For stemte Ø. Imod stemte de øvrige 17.", []),
        ("For stemte Aage Munk (C). Imod stemte de øvrige.", []),
    ],
)
def test_the_others_are_told_by_the_attendance_where_it_is_sound(pipeline: Language, decision: str, against: list[str]) -> None:
    found = votes(pipeline, decision)
    assert found is not None
    assert found["against"] == ()
    filled = [part for part in found["parts"] if part["rule"].endswith("+vote/rest-of-attendance")]
    assert [name for part in filled for name in part["against"]] == against


@pytest.mark.parametrize(
    ("decision", "expected", "counts"),
    [
        ("For Ida Bro stemte A og Ø. For Per Ly Holm stemte V og UP, der blev valgt.\n\nPer Ly Holm er valgt.", (["V", "UP"], ["A", "Ø"], []), None),
        ("Ida Bro fik 3 stemmer (A og Ø), Bo Skov 2 stemmer (V og UP).", (["A", "Ø"], ["V", "UP"], []), (3, 2)),
        ("Ida Bro: 3 stemmer (A og Ø)\nBo Skov: 2 stemmer (V og UP)", (["A", "Ø"], ["V", "UP"], []), (3, 2)),
        ("For Ida Bro stemte 3: A og Ø. For Bo Skov stemte 2: V og UP.", (["A", "Ø"], ["V", "UP"], []), (3, 2)),
        ("Ida Bro fik 3 stemmer, Bo Skov 2.", ([], [], []), (3, 2)),
        ("3 stemmer (A, Ø) for Ida Bro, 2 stemmer (V, UP) for Bo Skov.", (["A", "Ø"], ["V", "UP"], []), (3, 2)),
        ("Ida Bro og Bo Skov fik hver 2 stemmer.", None, None),
    ],
)
def test_an_election_is_a_vote_for_the_elected(
    pipeline: Language, decision: str, expected: tuple[list[str], list[str], list[str]] | None, counts: tuple[int, int] | None
) -> None:
    found = votes(pipeline, decision)
    assert sides(found) == expected
    assert (found["tally"]["for_"], found["tally"]["against"]) == counts if counts and found else True


@pytest.mark.parametrize("told", [("19", 19), ("én", 1), ("Toogtyve", 22), ("fyrre", 40), ("mange", None)])
def test_numbers_are_read_in_words(told: tuple[str, int | None]) -> None:
    assert number(told[0]) == told[1]


def test_a_sum_of_money_is_no_count() -> None:
    assert read_tally("stemmer ikke med 5 mio. kr. mod 4 mio. kr.") == {}
    assert told_points("for 3 mio. kr.") == ()


def test_a_letter_may_end_a_sentence() -> None:
    text = "Anbefales af A og V. Ø (Nuka Toft) stemte imod."
    assert [text[c.start : c.end].strip() for c in read_clauses(text, 0, len(text))] == ["Anbefales af A og V.", "Ø (Nuka Toft) stemte imod"]


def test_a_long_decision_is_read_in_linear_time(pipeline: Language) -> None:
    # Hostile repetitions: what counts is that it ends; CI's time limit is the judge.
    for words in ("For stemte " * 900, "(A, " * 2500, "imod " * 1900, "Ida Bro, " * 1000 + "stemte imod.", "12 stemmer mod " * 600):
        votes(pipeline, words)


def test_initials_and_signatures_are_no_voters(pipeline: Language) -> None:
    header = "REFERAT Ældrerådet d. 05-03-2024\n\nDeltagere:\nFinn Gran (FG)\nAnna Bro (AB)\n\n"
    assert votes(pipeline, "Godkendt. FG kunne ikke tilslutte sig sidste punktum.", header) is None
    assert votes(pipeline, "Godkendt digitalt af Finn Gran og Anna Bro", header) is None
