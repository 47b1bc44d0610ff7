"""Items to numbers: what each row holds, whatever it stands beside, and whatever was seen before."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

from nlp.labelling.columns import ItemText
from nlp.labelling.topics import topic_of_group, topics_of
from nlp.labelling.vectorize import ItemVectorizer

ITEMS = [
    ItemText("Ny cykelsti 2024", "at stien anlægges", "Godkendt", "Cykelstien langs vejen", ("kle=05", "kle=05.04", "closed")),
    ItemText("Cykelstier ved skolen", "at stien anlægges", "Godkendt", "Cykelstien ved folkeskolen", ("closed",)),
    ItemText("", "", "", "", ()),
]


def test_rows_are_of_unit_length_and_an_empty_item_is_an_empty_row() -> None:
    X = ItemVectorizer(min_count=1).fit_transform(ITEMS)
    assert np.linalg.norm(X.toarray(), axis=1).round(5).tolist() == [1.0, 1.0, 0.0]


def test_a_row_is_the_same_alone_and_among_others_and_after_a_round_trip() -> None:
    vectorizer = ItemVectorizer(min_count=1).fit(ITEMS)
    together = vectorizer.transform(ITEMS * 300).toarray()
    again = pickle.loads(pickle.dumps(vectorizer))
    for at in range(len(ITEMS)):
        assert np.allclose(vectorizer.transform([ITEMS[at]]).toarray()[0], together[at])
        assert np.allclose(again.transform([ITEMS[at]]).toarray()[0], together[-3 + at])
    assert vectorizer.transform([]).shape == (0, len(vectorizer.vocabulary_))


def test_a_second_fit_forgets_the_first() -> None:
    vectorizer = ItemVectorizer(min_count=1).fit(ITEMS)
    vectorizer.transform(ITEMS)
    other = [ItemText("Budget for ældreplejen")]
    assert np.allclose(vectorizer.fit(other).transform(other).toarray(), ItemVectorizer(min_count=1).fit(other).transform(other).toarray())


@pytest.mark.parametrize(
    ("settings", "there", "missing"),
    [
        (
            {},
            ("t:cykelsti", "p:<cy", "n:0000", "tt:ny cykelsti", "i:stien", "ii:at stien", "d:godkendt", "f:closed", "g:roads_transport"),
            ("t:2024", "f:2024"),
        ),
        ({"parts": None, "columns": ("title",)}, ("t:cykelsti",), ("p:<cy", "i:stien", "f:closed", "l:schools")),
        ({"words": False, "columns": ("title",)}, ("p:<cyk", "p:sti>"), ("t:cykelsti", "n:0000")),
        ({"columns": ("text",)}, ("w:cykelstien", "p:<cyk"), ("p:<cy", "t:cykelsti")),
        ({"min_count": 2}, ("i:stien",), ("t:cykelsti",)),
    ],
)
def test_each_column_has_its_features(settings: dict[str, object], there: tuple[str, ...], missing: tuple[str, ...]) -> None:
    known = ItemVectorizer(**{"min_count": 1, **settings}).fit(ITEMS[:2]).vocabulary_  # type: ignore[arg-type]
    assert [name for name in there if name not in known] == []
    assert [name for name in missing if name in known] == []


def test_the_most_frequent_features_are_kept() -> None:
    assert set(ItemVectorizer(max_features=2, columns=("decision", "facts")).fit(ITEMS).vocabulary_) == {"d:godkendt", "f:closed"}


@pytest.mark.parametrize(
    ("word", "topics"),
    [("folkeskolereformen", ("schools",)), ("kl", ("governance",)), ("klog", ()), ("x", ()), ("", ())],
)
def test_words_speak_for_topics_as_the_lexicon_matches_them(word: str, topics: tuple[str, ...]) -> None:
    assert topics_of(word) == topics


def test_a_meeting_number_speaks_for_no_topic() -> None:
    assert topic_of_group("00.22") is None
    assert topic_of_group("00.30") == "economy"
