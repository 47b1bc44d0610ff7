"""The tokenizer gives spaCy's own tokens, remembered or not."""

from __future__ import annotations

import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language

from nlp.text.tokenization import TOKENIZER

_CONFIG = {"nlp": {"tokenizer": {"@tokenizers": TOKENIZER}}}
_PLAIN, _OURS = spacy.blank("da"), spacy.blank("da", config=_CONFIG)
_WORDS = ("kl.", "d.", "pkt.", "Jf.", "(A)", "21/4438", "Venstre,", "ca.", "1.200,50", "kr.", "e-mail", "børn/unge", "bl.a.", "...", "Ø.", "\n", "\n\n", "  ")


def _tokens(nlp: Language, text: str) -> list[tuple[str, str, int]]:
    return [(token.text, token.norm_, token.idx) for token in nlp(text)]


@settings(max_examples=200)
@given(st.lists(st.one_of(st.sampled_from(_WORDS), st.text(st.characters(exclude_categories=["Cs"]), max_size=8)), max_size=30).map(" ".join))
def test_tokens_are_those_of_spacy(text: str) -> None:
    assert _tokens(_OURS, text) == _tokens(_PLAIN, text)
    assert _tokens(_OURS, text) == _tokens(_PLAIN, text)


def test_new_special_cases_count_for_known_words() -> None:
    plain, ours = spacy.blank("da"), spacy.blank("da", config=_CONFIG)
    for nlp in (plain, ours):
        nlp("kl. 17 i mødesal2 og d. 4.")
        nlp.tokenizer.add_special_case("mødesal2", [{"ORTH": "mødesal"}, {"ORTH": "2"}])  # type: ignore[union-attr]
    assert _tokens(ours, "kl. 17 i mødesal2") == _tokens(plain, "kl. 17 i mødesal2")


def test_saved_settings_are_taken_back() -> None:
    changed, fresh = spacy.blank("da", config=_CONFIG), spacy.blank("da", config=_CONFIG)
    changed.tokenizer.add_special_case("mødesal2", [{"ORTH": "mødesal"}, {"ORTH": "2"}])  # type: ignore[union-attr]
    fresh("kl. 17 i mødesal2")
    fresh.from_bytes(changed.to_bytes())
    assert [token.text for token in fresh("kl. 17 i mødesal2")] == ["kl.", "17", "i", "mødesal", "2"]


def test_words_of_a_memory_zone_are_forgotten() -> None:
    nlp = spacy.blank("da", config=_CONFIG)
    nlp("kl. 17")
    with nlp.memory_zone():
        nlp("Tværfagligsamarbejdsgruppe på Vandværksvej")
    assert "Tværfagligsamarbejdsgruppe" not in nlp.vocab.strings
    assert [token.text for token in nlp("Tværfagligsamarbejdsgruppe")] == ["Tværfagligsamarbejdsgruppe"]
