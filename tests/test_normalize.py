"""The normalised text and the way back to the text as read."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.text.normalize import fold, shadow


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("Godkendt.", "Godkendt."),
        ("Godkendt.\r\nAfbud", "Godkendt. \nAfbud"),
        ("Bya\u030adet", "Byådet"),
        ("kommu\u00adnal", "kommunal"),
        ("1.000\u00a0kr.", "1.000 kr."),
        ("side\x0cPunkt 2", "side\nPunkt 2"),
        ("**Afbud** X", "  Afbud   X"),
        ("", ""),
    ],
)
def test_letters_spaces_and_marks_are_spelt_one_way(text: str, seen: str) -> None:
    assert shadow(text).text == seen


@given(st.text(alphabet=st.sampled_from("aåe\u030a\u0308ö \u00ad\u200bx\n"), max_size=60))
def test_every_character_maps_back_to_what_it_came_from(text: str) -> None:
    seen = shadow(text)
    for at, char in enumerate(seen.text):
        original = text[seen.start(at) : seen.end(at + 1)]
        kept = "".join(c for c in original if c not in "\u00ad\u200b")
        assert char in unicodedata.normalize("NFC", kept)


@given(st.text(max_size=200))
def test_offsets_grow_and_stay_inside(text: str) -> None:
    seen = shadow(text)
    starts = [seen.start(at) for at in range(len(seen.text))]
    assert starts == sorted(starts)
    assert all(0 <= start < len(text) for start in starts)


@pytest.mark.parametrize(
    ("one", "other"), [("Sanni Dalsgaard", "Sanni Dalsgård"), ("Derin Akçay", "Derin Akcay"), ("OLE SKRÆNT", "Ole skrænt"), ("Bo-Erik Møl", "Bo Erik Moel")]
)
def test_spellings_of_one_name_fold_to_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other)
