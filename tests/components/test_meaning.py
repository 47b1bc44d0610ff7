"""Decisions read by their meaning: verbs, complements, denial, voice and word order, in all combinations. Everything here is invented."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from spacy.language import Language

LINES = [line.split("\t") for line in (Path(__file__).parent / "meanings.txt").read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
# What is decided, its code, and its code with `ikke` (None where nobody writes that).
GOVERNED = {
    "godkende indstillingen": ("approved", "rejected"),
    "anlægge stien": ("approved", "rejected"),
    "meddele dispensation": ("approved", "rejected"),
    "afvise forslaget": ("rejected", None),
    "give afslag": ("rejected", None),
    "udsætte sagen": ("postponed", None),
    "sætte sagen i bero": ("postponed", None),
    "sende sagen i høring": ("referred", "rejected"),
    "hjemvise sagen til forvaltningen": ("referred", "rejected"),
    "anbefale forslaget": ("recommended", "rejected"),
    "tage orienteringen til efterretning": ("noted", "rejected"),
    "tage punktet af dagsordenen": ("withdrawn", None),
}
VERBS = ("besluttede {} at", "vedtog {} at", "valgte {} at", "enedes {} om at", "har {} besluttet at")
BETWEEN = ("", "herefter", "i enighed", "efter en drøftelse", "med 17 stemmer mod 8", "på baggrund af drøftelsen")
PASSIVE = {
    "godkendt": ("approved", "rejected"),
    "tiltrådt": ("approved", "rejected"),
    "imødekommet": ("approved", "rejected"),
    "forkastet": ("rejected", None),
    "udsat": ("postponed", None),
    "besluttet udsat": ("postponed", None),
    "sendt i høring": ("referred", "rejected"),
    "anbefalet": ("recommended", "rejected"),
    "taget til efterretning": ("noted", "rejected"),
    "drøftet": ("discussed", None),
    "trukket tilbage": ("withdrawn", None),
}


def codes(pipeline: Language, decision: str) -> list[str]:
    doc = pipeline(f"Punkt 1: Ny cykelsti\n\nBeslutning\n\n{decision}\n\nBilag\n")
    return [outcome["code"] for item in doc._.meeting_data["items"] for outcome in item["outcomes"]]


def active() -> Iterator[tuple[str, str]]:
    """Give every decision of an actor with its code."""
    for actor, verb, between, (what, meant) in product(("Udvalget", "Et enigt byråd"), VERBS, BETWEEN, GOVERNED.items()):
        for code, denial in zip(meant, ("", "ikke "), strict=True):
            if code is not None:
                before, that = verb.format(between).rsplit(" ", 1)
                yield f"{actor} {' '.join(before.split())} {denial}{that} {what}.", code


def passive() -> Iterator[tuple[str, str]]:
    """Give every decision on a thing with its code: `Sagen blev udsat`, `Herefter blev sagen udsat`, `Sagen ikke udsat`."""
    shapes = (
        "{0} blev {2}{3}.",
        "{0} {2}{3}.",
        "Herefter blev {1} {2}{3}.",
        "{0} blev med 12 stemmer mod 3 {2}{3}.",
        "Efter en længere drøftelse blev {1} {2}{3}.",
    )
    for shape, subject, (what, meant) in product(shapes, ("Sagen", "Forvaltningens indstilling"), PASSIVE.items()):
        for code, denial in zip(meant, ("", "ikke "), strict=True):
            if code is not None:
                yield shape.format(subject, subject[0].lower() + subject[1:], denial, what), code


@pytest.mark.parametrize("table", [active, passive])
def test_all_combinations_are_understood(pipeline: Language, table: object) -> None:
    assert callable(table)
    wrong = [(decision, code, found) for decision, code in table() if (found := codes(pipeline, decision)) != [code]]
    assert not wrong


@pytest.mark.parametrize(("code", "decision"), LINES, ids=[line[1][:50] for line in LINES])
def test_a_decision_is_read_by_its_meaning(pipeline: Language, code: str, decision: str) -> None:
    assert codes(pipeline, decision) == ([] if code == "-" else [code])


@pytest.mark.parametrize(
    ("decision", "expected"),
    [
        ("Forslag om udsættelse faldt. Indstillingen blev godkendt.", ["approved"]),
        ("Forslag om udsættelse blev vedtaget med 7 stemmer mod 6.", ["postponed"]),
        ("C foreslog, at forslaget henvises til behandling i Skoleudvalget. Dette blev vedtaget med 12 stemmer mod 5.", ["referred"]),
        ("Ida Bro ønskede sag nr. 5 udsat. Dette blev ikke imødekommet. Dagsordenen godkendtes.", ["approved"]),
        ("Ø stillede følgende ændringsforslag (ÆF1):\n\nÆF1 blev forkastet. Indstillingen blev herefter godkendt.", ["approved"]),
        ("Afstemning om mindretalsindstillingen: 12 stemte for, 17 imod. Forkastet.\nHerefter blev flertalsindstillingen vedtaget.", ["approved"]),
        ("Punkt 6 udgår, og sagen sendes tilbage til Klimaudvalget.\n\nGodkendt.", ["approved"]),
        ("Tilbagesendes Teknisk Afdeling med bemærkning, at forslaget blev forkastet i byrådets møde.", ["rejected"]),
        ("Godkendt. Bevillingen bortfalder, hvis den ikke bruges.", ["approved"]),
        ("Ingen af de øvrige medlemmer kunne støtte forslaget, der dermed er bortfaldet.", ["rejected"]),
        ("Udvalget drøftede sagen. Forvaltningen udarbejder et notat.", ["discussed"]),
    ],
)
def test_the_main_decision_is_told_from_what_surrounds_it(pipeline: Language, decision: str, expected: list[str]) -> None:
    assert codes(pipeline, decision) == expected
