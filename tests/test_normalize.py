"""The normalised text and the way back to the text as read."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.text.lines import read_lines
from nlp.text.normalize import fold, shadow


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("", ""),
        ("Godkendt.", "Godkendt."),
        # letters
        ("Bya\u030adet", "Byådet"),
        ("kommu\u00adnal", "kommunal"),
        # blanks
        ("Godkendt.\r\nAfbud", "Godkendt.\nAfbud"),
        ("side\x0cPunkt 2", "side\nPunkt 2"),
        ("1.000\u00a0kr.", "1.000 kr."),
        ("Imod  stemte \u00a0Ida", "Imod stemte Ida"),
        ("  Beslutning  \n\tGodkendt. \t\n", "Beslutning\nGodkendt.\n"),
        # columns
        ("Ida Bro (A)    Per Holm (V)", "Ida Bro (A)\tPer Holm (V)"),
        ("Sted:\t Salen", "Sted:\tSalen"),
        ("taget til    efterretning,\tidet sagen", "taget til efterretning, idet sagen"),
        ("Ida   Bro   (A),   Per   Holm   (V)", "Ida Bro (A), Per Holm (V)"),
        ("Ida  Bro  (A)      Per  Holm  (V)", "Ida Bro (A)\tPer Holm (V)"),
        ("Ida\tBro\t(A),\tPer\tHolm", "Ida Bro (A), Per Holm"),
        # dashes
        ("Børne\u2013 og Ungeudvalget 2024\u20142027", "Børne- og Ungeudvalget 2024-2027"),
        ("Budget \u2013 anden behandling", "Budget \u2013 anden behandling"),
        # numbers
        ("22\u201344\u201315.00.00\u2013P20", "22-44-15.00.00-P20"),
        ("22 \u2013 44 \u2013 15.00.00 \u2013 P20", "22-44-15.00.00-P20"),
        ("22-44-15.00.00-\nP20\n\nIndstilling", "22-44-15.00.00-P20\n\nIndstilling"),
        ("22-44-\r\n15.00.00-P20", "22-44-15.00.00-P20"),
        ("Sagsnr. 23 / 998", "Sagsnr. 23/998"),
        ("skoleåret 2024-\n25", "skoleåret 2024-\n25"),
        ("punkt 2.\n13.05.2024", "punkt 2.\n13.05.2024"),
        # footnotes
        ("Godkendt1. Ida", "Godkendt. Ida"),
        ("Godkendt\u00b9. 40 m\u00b2", "Godkendt. 40 m\u00b2"),
        ("Indholdsfortegnelse1. Fraværende, Bilag2", "Indholdsfortegnelse1. Fraværende, Bilag2"),
        # Markdown
        ("**Afbud** X", "Afbud X"),
        ("**Beslutning**Godkendt", "Beslutning Godkendt"),
    ],
)
def test_letters_blanks_dashes_and_numbers_are_spelt_one_way(text: str, seen: str) -> None:
    assert shadow(text).text == seen


_SIGNS = st.sampled_from(
    ["a", "å", "e", "\u030a", "\u0308", "1", "-", "\u2013", " ", "  ", "   ", "\t", "\u00ad", "\u200b", "x", "\r\n", "\n", "**", "P20", "00."]
)


@given(st.lists(_SIGNS, max_size=60).map("".join))
def test_every_character_maps_back_to_what_it_came_from(text: str) -> None:
    seen = shadow(text)
    for at, char in enumerate(seen.text):
        original = unicodedata.normalize("NFC", re.sub("[\u00ad\u200b]", "", text[seen.start(at) : seen.end(at + 1)]))
        assert char in original or (char in "\t\n -" and not original.strip("*\u2013 \t\r\n")), (char, original)


@given(st.text(max_size=200))
def test_offsets_grow_and_stay_inside(text: str) -> None:
    seen = shadow(text)
    starts = [seen.start(at) for at in range(len(seen.text))]
    assert starts == sorted(starts)
    assert all(0 <= start < len(text) for start in starts)
    assert all(start < seen.end(at + 1) <= len(text) for at, start in enumerate(starts))


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("  **Beslutning**\r\nGodkendt.", [True, False]),
        ("**Afbud** Ida Bro\n**Indstilling**", [False, True]),
        ("# **Punkt 1:  Budget**\nx", [True, False]),
    ],
)
def test_lines_that_are_bold_as_a_whole_stay_known(text: str, marked: list[bool]) -> None:
    seen = shadow(text)
    assert [line.marked for line in read_lines(seen.text, seen.bold)] == marked


def test_printed_words_keep_their_own_dashes() -> None:
    text = "Punkt 1:  Budget  2024\u20132027\r\nfor  kom\u00admunen\n"
    seen = shadow(text)
    at = seen.text.index("Budget")
    assert seen.printed(at, "Budget 2024-2027 for kommunen", text) == "Budget 2024\u20132027 for kommunen"
    assert seen.printed(at, "Andet", text) == "Andet"


@pytest.mark.parametrize(
    ("one", "other"), [("Sanni Dalsgaard", "Sanni Dalsgård"), ("Derin Akçay", "Derin Akcay"), ("OLE SKRÆNT", "Ole skrænt"), ("Bo-Erik Møl", "Bo Erik Moel")]
)
def test_spellings_of_one_name_fold_to_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other)
