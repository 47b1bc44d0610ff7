"""Votes as they are counted: `Med stemmerne 19 for og 2 imod`, `42 stemmer mod 4. 8 medlemmer undlod`."""

from __future__ import annotations

import re

from nlp.components.votes.phrases import fill, words
from nlp.document import Tally
from nlp.rules import from_rules, rule_file
from nlp.rules.expressions import shape_of, terms

_SPACES = re.compile(r"[ \t]{2,}")


@from_rules
def _numbers() -> dict[str, int]:
    ones = terms("votes", "ones")
    out = dict.fromkeys(terms("votes", "one"), 1) | dict.fromkeys(terms("votes", "nobody"), 0)
    out |= {word: value for value, word in enumerate(ones, start=1)}
    out |= {word: value for value, word in enumerate(terms("votes", "teens"), start=10)}
    for value, ten in enumerate(terms("votes", "tens"), start=2):
        out[ten] = 10 * value
        out |= {f"{one}og{ten}": 10 * value + n for n, one in enumerate(ones, start=1)}
    return out


def number(told: str) -> int | None:
    """Give the value of a number in figures or words.

    Example:
        >>> number("19"), number("to"), number("Enogtyve"), number("mange")
        (19, 2, 21, None)
    """
    return int(told) if told.isdigit() else _numbers().get(told.casefold())


_SIDES = ("for", "against", "abstain", "first", "second")


@from_rules
def _patterns() -> tuple[re.Pattern[str], ...]:
    out = []
    for rule in rule_file("votes")["count"]:
        pattern = rule["pattern"].replace("{votes}", rule_file("votes")["expressions"]["counted_votes"])
        for side in _SIDES:
            # `for` cannot name a group as little as a variable.
            pattern = pattern.replace(f"<{side}>", f"(?P<{side}_>{{n}})")
        # `23 for og ingen imod` counts nobody; as a word of a list `ingen` is no number.
        out.append(re.compile(fill(pattern.replace("{n}", "(?:{n}|[Ii]ngen)"))))
    return tuple(out)


@from_rules
def _behind_list() -> re.Pattern[str]:
    return re.compile(fill(rule_file("votes")["expressions"]["behind_list"]))


def blank(text: str) -> str:
    """Blank what stands in parentheses, offsets kept; a number alone in them stays."""
    for _ in range(3):
        if "(" not in text:
            break
        text = shape_of("votes", "inside").sub(lambda hit: " " * len(hit.group()), text)
    return text


def read_tally(clause: str) -> dict[str, int]:
    """Read the counts of one clause, by side.

    Example:
        >>> read_tally("Med stemmerne 19 for og 2 imod godkendte Byrådet sagen")
        {'for': 19, 'against': 2}
        >>> read_tally("Forslaget faldt med 10 stemmer mod 5")
        {'against': 10, 'for': 5}
        >>> read_tally("Forslaget blev forkastet med 3 stemmer imod 8")
        {'against': 8, 'for': 3}
        >>> read_tally("Godkendt med elleve stemmer (A og V) mod én (C)"), read_tally("8 medlemmer undlod")
        ({'for': 11, 'against': 1}, {'abstain': 8})
    """
    if shape_of("votes", "voting").search(clause) is None:
        return {}
    out: dict[str, int] = {}
    plain = _SPACES.sub(" ", blank(clause))
    lost = words("lost").search(plain) is not None
    taken = bytearray(len(plain))
    for pattern in _patterns():
        for hit in pattern.finditer(plain):
            if any(taken[hit.start() : hit.end()]):
                continue
            taken[hit.start() : hit.end()] = b"\x01" * (hit.end() - hit.start())
            told = {group.rstrip("_"): value for group, words_ in hit.groupdict().items() if words_ and (value := number(words_)) is not None}
            for side, value in _by_result(told, lost=lost).items():
                out.setdefault(side, value)
    return out


def _by_result(told: dict[str, int], *, lost: bool) -> dict[str, int]:
    """Give `3 stemmer mod 8` its sides: what is lost has more votes against it, in whichever order they are told; else the first number is for it."""
    sides = {side: value for side, value in told.items() if side not in ("first", "second")}
    first, second = told.get("first"), told.get("second")
    if first is not None and second is not None:
        return sides | ({"against": max(first, second), "for": min(first, second)} if lost else {"for": first, "against": second})
    if first is not None:
        sides["against" if lost else "for"] = first
    if second is not None:
        sides["for" if lost else "against"] = second
    return sides


def counting_rules(clause: str) -> list[str]:
    """Give the ids of the rules whose words stand in a clause."""
    plain = _SPACES.sub(" ", blank(clause))
    return [rule["id"] for rule, pattern in zip(rule_file("votes")["count"], _patterns(), strict=True) if pattern.search(plain)]


def count_told(words_: str, voters: int = 1) -> int | None:
    """Give the number told behind a list of voters: `i alt 16`, `(3 stemmer)`, `(14)`; the sum where one stands behind each.

    Example:
        >>> count_told("A og V (14)", 2), count_told("A (7), V (3) og C (1)", 3), count_told("A (7), V (3) og C", 3)
        (14, 11, None)
    """
    hits = list(_behind_list().finditer(words_))
    whole = next((number(hit["all"]) for hit in hits if hit["all"]), None)
    if whole is not None or not hits:
        return whole
    told = [value for hit in hits if (value := number(hit["alone"])) is not None]
    return sum(told) if len(told) in (1, voters) and _told_last(words_, hits, voters) else None


_BEHIND = re.compile(r"\s?\((?P<n>\d{1,3})(?: [a-zæøå]+)?\)")


def count_behind(text: str, ends: list[int]) -> int | None:
    """Give the number behind the last of several voters, or the sum where one stands behind each; None where neither is so.

    Example:
        >>> count_behind("A, C og F (34 medlemmer)", [1, 4, 9]), count_behind("A (7) og V (3)", [1, 10])
        (34, 10)
    """
    told = [_BEHIND.match(text, end) for end in ends]
    if all(told) or (told and told[-1] and not any(told[:-1])):
        return sum(int(hit["n"]) for hit in told if hit)
    return None


def _told_last(words_: str, hits: list[re.Match[str]], voters: int) -> bool:
    """One number behind several voters counts them all only where it ends the list."""
    return len(hits) == voters or shape_of("votes", "ends_votes").match(words_[hits[0].end() :]) is not None


def as_tally(counts: dict[str, int]) -> Tally | None:
    """Give the counts as the output holds them; None where nothing was counted."""
    return Tally(counts.get("for"), counts.get("against"), counts.get("abstain")) if counts else None
