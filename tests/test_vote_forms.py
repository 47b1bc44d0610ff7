"""Every way to tell a side, with every form of a list of voters: a table of verbs and labels times a table of lists."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from spacy.language import Language

HEADER = "REFERAT Teknikudvalget 2022-2025 d. 05-03-2024\n\n"

# How voters are written, and whom that means.
LISTS = [
    ("A, V og Ø", ["A", "V", "Ø"]),
    ("A/V/Ø", ["A", "V", "Ø"]),
    ("A+V+Ø", ["A", "V", "Ø"]),
    ("(A), (V) og (Ø)", ["A", "V", "Ø"]),
    ("A (7), V (3) og Ø (1)", ["A", "V", "Ø"]),
    ("SF, DF og K", ["F", "O", "C"]),
    ("Socialdemokratiet, Venstre og Enhedslisten", ["A", "V", "Ø"]),
    ("Socialdemokraternes, Venstres og Enhedslistens byrådsgrupper", ["A", "V", "Ø"]),
    ("Lokallisten", ["Lokallisten"]),
    ("Enhedslisten", ["Ø"]),
    ("Sven Gade og Tove Kær Lund", ["Sven Gade", "Tove Kær Lund"]),
    ("Ida Bro (A) og Sven Gade (V)", ["Ida Bro", "Sven Gade"]),
    ("Hans Peter Bakke og Mie-Louise Strand", ["Hans Peter Bakke", "Mie-Louise Strand"]),
    ("A, V og Bo Skov (UP)", ["A", "V", "Bo Skov"]),
    ("Venstre og Bo Skov", ["V", "Bo Skov"]),
    ("A (Ida Bro, Lis Dam) og Ø (Tove Kær Lund)", ["Ida Bro", "Lis Dam", "Tove Kær Lund"]),
    ("Venstres Sven Gade", ["Sven Gade"]),
]
# How a side is told; `{}` is the list, `{n}` its length.
FORMS = {
    "against": [
        "Godkendt. {} stemte imod.",
        "Godkendt. {}\nstemte imod.",
        "Godkendt. {} stemte  imod.",
        "Godkendt. {} stemte dog imod indstillingen.",
        "Godkendt. Imod stemte {}.",
        "Godkendt.\nImod: {}",
        "Godkendt.\nImod stemte ({n}): {}",
        "Godkendt. {} kunne ikke støtte indstillingen.",
        "Godkendt. {} bakker ikke op om indstillingen.",
        "Godkendt. {} fastholder sin mindretalsudtalelse.",
        "Godkendt. {} ser sig ikke i stand til at støtte indstillingen.",
        "Et mindretal bestående af {} stemte imod.",
        "Følgende stemte imod: {}",
        "Nej: {}",
    ],
    "for": [
        "{} stemte for.",
        "For stemte {}.",
        "For stemte {n}: {}",
        "{} stemmer for forslaget.",
        "Et flertal ({}) stemte for.",
        "Udvalgets flertal bestående af {} stemte for.",
    ],
    "abstain": [
        "Godkendt. {} undlod at stemme.",
        "Anbefales. {} tager forbehold for sin endelige stillingtagen.",
        "Anbefales med forbehold fra {}.",
        "Hverken for eller imod: {}",
        "Godkendt. {} stemte hverken for eller imod.",
    ],
}


def rows() -> Iterator[tuple[str, str, list[str]]]:
    for side, forms in FORMS.items():
        for form in forms:
            for words, ids in LISTS:
                yield side, form.format(words, n=len(ids)), ids


@pytest.mark.parametrize(("side", "decision", "ids"), list(rows()))
def test_a_list_of_any_form_is_read_on_its_side(pipeline: Language, side: str, decision: str, ids: list[str]) -> None:
    doc = pipeline(f"{HEADER}Punkt 1: En sag\n\nBeslutning\n\n{decision}\n")
    votes = doc._.meeting_data["items"][0]["votes"]
    assert votes is not None
    assert {one: sorted(votes[one]) for one in ("for_", "against", "abstain") if votes[one]} == {"for_" if side == "for" else side: sorted(ids)}


@pytest.mark.parametrize(
    ("decision", "own", "parts"),
    [
        (
            "V foreslog, at sagen udsættes.\nFor stemte V og O. Imod stemte A og F. Forslaget faldt.\n\nIndstillingen blev godkendt. For stemte A og F. Imod stemte V og O.",
            (["A", "F"], ["V", "O"]),
            [("amendment", ["V"], "rejected"), ("proposal", [], "approved")],
        ),
        (
            "C foreslog, at sagen henvises til udvalget. Dette blev vedtaget med 12 stemmer (C og V) mod 5 (A og Ø).",
            (["C", "V"], ["A", "Ø"]),
            [("amendment", ["C"], "approved")],
        ),
        (
            "Afstemning om mindretalsindstillingen: 2 stemte for (A, F), 5 imod (V, O). Forkastet.\nHerefter blev flertalsindstillingen vedtaget med 5 stemmer for og 2 imod.",
            (["V", "O"], ["A", "F"]),
            [("amendment", [], "rejected"), ("proposal", [], "approved")],
        ),
        ("Model 1: 13 stemmer (V og O)\nModel 2: 11 stemmer (A og F)", (["V", "O"], ["A", "F"]), []),
        ("Ida Bro og Per Ly henholdt sig til afdelingens erklæring.\nBo Berg henholdt sig til Venstres forslag.", (["Ida Bro", "Per Ly"], ["Bo Berg"]), []),
    ],
)
def test_motions_are_told_apart(pipeline: Language, decision: str, own: tuple[list[str], list[str]], parts: list[tuple[str, list[str], str]]) -> None:
    votes = pipeline(f"{HEADER}Punkt 1: En sag\n\nBeslutning\n\n{decision}\n")._.meeting_data["items"][0]["votes"]
    assert (list(votes["for_"]), list(votes["against"])) == own
    assert [(part["subject"], list(part["moved_by"]), part["result"]) for part in votes["parts"]] == parts


def test_the_party_of_a_voter_is_told_where_any_line_tells_it(pipeline: Language) -> None:
    doc = pipeline(
        f"{HEADER}Punkt 1: En sag\n\nBeslutning\n\nGodkendt. Nuka Toft (Ø) og Venstres Sven Gade stemte imod. Ida Bro undlod.\n\nFraværende: Lis Dam (A)\n"
    )
    assert doc._.meeting_data["items"][0]["parties"] == {"Nuka Toft": "Ø", "Sven Gade": "V", "Lis Dam": "A"}
