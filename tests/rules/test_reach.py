"""Every phrase, every alternative in one, every form of a verb and every word of a list is reached by an example; facts are exempt, each with its reason."""

from __future__ import annotations

import pytest

from tests.rules import reach


@pytest.mark.parametrize("name", sorted(path.stem for path in reach.RULES.glob("*.toml")))
def test_an_example_reaches_every_word(name: str) -> None:
    left = reach.unreached(name)
    assert not left, "\n".join(
        [*left, "write an invented example of each (`yes` of its rule, or a line of tests/rules/*_examples.txt or outcome_phrases.txt), or remove it"]
    )


def test_what_no_example_reaches_is_named() -> None:
    assert list(reach.unreached_phrases(["stemte (imod|qvordan)", "qvor [<adverb>] stemte"], {"adverb": ["dog"]}, {})) == [
        "'qvordan' of stemte (imod|qvordan)",
        "qvor [<adverb>] stemte",
    ]


def test_every_exemption_is_of_something() -> None:
    places = {place for path in reach.RULES.glob("*.toml") for place, *_ in reach.leaves(path.stem, reach.FILES[path.stem], reach.content(path.stem))}
    assert [name for name in reach.EXEMPT if not any(place == name or place.startswith(f"{name}.") for place in places)] == []
