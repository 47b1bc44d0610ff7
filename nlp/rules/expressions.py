"""Expressions and words that code asks for by name: `[expressions]` and `[terms]` of the rule file that they belong to."""

from __future__ import annotations

import re

from nlp.rules.load import from_rules, rule_file

_NAMED = re.compile(r"\{([a-z_]+)\}")


@from_rules
def shape_of(file: str, name: str) -> re.Pattern[str]:
    """Give one of `[expressions]`, in which `{other}` stands for another one, one of `[fragments]` or any word of `[terms]`, compiled once for each set of rules.

    Raises:
        KeyError: there is none of that name.

    Example:
        >>> bool(shape_of("outcomes", "agenda").search("Godkendelse af dagsorden"))
        True
    """
    data = rule_file(file)
    given: dict[str, str] = {
        **{key: "|".join(map(re.escape, words)) for key, words in data.get("terms", {}).items()},
        **data.get("fragments", {}),
        **data["expressions"],
    }
    made = given[name]
    while _NAMED.search(made):
        made = _NAMED.sub(lambda hit: given[hit[1]], made)
    return re.compile(made)


@from_rules
def terms(file: str, name: str) -> tuple[str, ...]:
    """Give one list of `[terms]`.

    Raises:
        KeyError: there is none of that name.
    """
    return tuple(rule_file(file)["terms"][name])
