"""What verbs of decision mean, as it stands in `rules/outcomes.toml`: frames with their verbs and complements, fixed words, and the words of the grammar."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from nlp.rules import from_rules, rule_file
from nlp.rules.phrases import compile_phrases

_WORD = re.compile(r"(?<![<\w-])\w+(?![\w>-])")
_SHAPE = re.compile(r"\{([a-z_]+)\}")
# Digits that a scanner read for letters: `Anbefa1es`, `ti1`, `g0dkendt`.
_SCANNED = re.compile(r"[1|](?<=[a-zæøå].)(?=[a-zæøå\s.,;])|0(?<=[a-zæøå].)(?=[a-zæøå])")
# A word of this length is still known with one letter wrong.
_LONG = 8


@dataclass(frozen=True, slots=True)
class Complement:
    """What a verb means with certain words behind it, or before it: a code, or None where nothing is decided.

    `governs`: an `at` behind the words may give another code; `reaches`: the words hold an `at` or `som` of their own.
    """

    pattern: re.Pattern[str]
    code: str | None
    denied: str | None
    verb: str | None
    before: bool
    close: bool
    governs: bool
    reaches: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """A meaning that several verbs carry; `flags` are what the rule file says of it beside its codes."""

    id: str
    code: str | None
    passive: str | None
    denied: str | None
    governs: frozenset[str]
    complements: tuple[Complement, ...]
    tail: str | None
    flags: frozenset[str]

    def alone(self, *, passive: bool, denied: bool) -> str | None:
        """Give the code without any complement."""
        if denied:
            return self.denied
        return (None if self.passive == "-" else self.passive or self.code) if passive else self.code


@dataclass(frozen=True, slots=True)
class Form:
    """One form of a verb: `do` (infinitive), `does` (active) or `done` (participle or passive)."""

    frame: Frame
    verb: str
    kind: str


@dataclass(frozen=True, slots=True)
class Formula:
    """A decision of fixed words."""

    id: str
    code: str
    pattern: re.Pattern[str]
    flags: frozenset[str]


@dataclass(frozen=True, slots=True)
class Grammar:
    """The frames by the forms of their verbs, the formulas, the word lists, and the shapes of what may follow a verb."""

    forms: Mapping[str, tuple[Form, ...]]
    misspelt: Mapping[str, str]
    formulas: tuple[Formula, ...]
    first: tuple[Formula, ...]
    anywhere: tuple[Formula, ...]
    motions: tuple[Formula, ...]
    words: Mapping[str, frozenset[str]]
    lists_of: Mapping[str, frozenset[str]]
    endings: Mapping[str, tuple[str, ...]]
    patterns: Mapping[str, re.Pattern[str]]
    tails: Mapping[str, re.Pattern[str]]

    def known(self, word: str) -> tuple[Form, ...]:
        """Give the forms that a word may be, one letter wrong or a hyphen of the line's end in it."""
        found = self.forms.get(word)
        if found is not None:
            return found
        if "-" in word and (found := self.forms.get(word.replace("-", ""))):
            return found
        if len(word) >= _LONG - 1:
            for shape in _blurred(word):
                if (meant := self.misspelt.get(shape)) and abs(len(meant) - len(word)) < 2 and meant[:1] == word[:1]:
                    return self.forms[meant]
        return ()


def repaired(low: str) -> str:
    """Put right the digits that a scanner read for letters in a lower-cased text; offsets stay.

    Example:
        >>> repaired("anbefa1es til punkt 1, taget ti1 efterretning")
        'anbefales til punkt 1, taget til efterretning'
    """
    return _SCANNED.sub(lambda hit: "o" if hit.group() == "0" else "l", low)


@from_rules
def grammar() -> Grammar:
    """Read the rule file."""
    data = rule_file("outcomes")
    lists = {**data["lists"], "adverb": data["grammar"]["adverb"]}
    shapes = {name: _filled(shape, data["shapes"]) for name, shape in data["shapes"].items()}
    forms: dict[str, list[Form]] = {}
    misspelt: dict[str, str] = {}
    joining = frozenset(data["grammar"]["that"] + data["grammar"]["relating"])
    for rule in data["frame"]:
        frame = _frame(rule, lists, shapes, joining)
        for line in rule["verbs"]:
            for form, verb, kind in _forms(line):
                forms.setdefault(form, []).append(Form(frame, verb, kind))
                if rule.get("misspelt") and len(form) >= _LONG:
                    misspelt |= dict.fromkeys(_blurred(form), form)
    formulas = tuple(_formula(rule, lists, shapes) for rule in data["formula"])
    return Grammar(
        {form: tuple(kinds) for form, kinds in forms.items()},
        misspelt,
        tuple(formula for formula in formulas if "anywhere" not in formula.flags),
        tuple(formula for formula in formulas if "first" in formula.flags),
        tuple(formula for formula in formulas if "anywhere" in formula.flags),
        tuple(_formula(rule, lists, shapes) for rule in data["motion"]),
        {name: frozenset(entries) for name, entries in data["grammar"].items()},
        _lists_of(data["grammar"]),
        {name: tuple(entries) for name, entries in data["endings"].items()},
        {name: compile_phrases(entries, lists, shapes) for name, entries in lists.items()},
        {name: re.compile(shapes[name] + r"(?![\wæøå])") for name in data["tails"]["names"]},
    )


def _lists_of(words: Mapping[str, Iterable[str]]) -> dict[str, frozenset[str]]:
    """Give the lists that each word of the grammar stands in."""
    out: dict[str, set[str]] = {}
    for name, entries in words.items():
        for entry in entries:
            out.setdefault(entry, set()).add(name)
    return {word: frozenset(names) for word, names in out.items()}


def _frame(rule: Mapping[str, Any], lists: Mapping[str, Iterable[str]], shapes: Mapping[str, str], joining: frozenset[str]) -> Frame:
    complements = tuple(
        Complement(
            compile_phrases(row["words"], lists, shapes),
            row.get("code"),
            row.get("denied"),
            row.get("verb"),
            row.get("before", False),
            row.get("close", False),
            row.get("governs", False),
            any(not joining.isdisjoint(_WORD.findall(phrase)) for phrase in row["words"]),
        )
        for row in rule.get("with", ())
    )
    flags = frozenset(name for name, value in rule.items() if value is True)
    code = rule.get("code")
    return Frame(rule["id"], code, rule.get("passive"), rule.get("denied"), frozenset(rule.get("governs", ())), complements, rule.get("tail"), flags)


def _formula(rule: Mapping[str, Any], lists: Mapping[str, Iterable[str]], shapes: Mapping[str, str]) -> Formula:
    flags = frozenset(name for name, value in rule.items() if value is True)
    return Formula(rule["id"], rule["code"], compile_phrases(rule["words"], lists, shapes), flags)


def _forms(line: str) -> Iterable[tuple[str, str, str]]:
    groups = line.split("/")
    verb = groups[0].strip()
    for kind, words in zip(("do", "does", "done"), groups, strict=True):
        for form in dict.fromkeys(words.split()):
            yield form, verb, kind


def _filled(shape: str, shapes: Mapping[str, str]) -> str:
    while _SHAPE.search(shape):
        shape = _SHAPE.sub(lambda hit: shapes[hit[1]], shape)
    return shape


def _blurred(word: str) -> Iterable[str]:
    """Give a word and what is left of it without each of its letters: two words that differ by one letter share one of these."""
    yield word
    for at in range(len(word)):
        yield word[:at] + word[at + 1 :]
