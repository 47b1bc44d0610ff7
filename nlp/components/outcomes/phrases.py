"""The phrases in which decisions are recorded, as they stand in `rules/outcomes.toml`: verbs, constructions, and what may stand around them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from nlp.rules import from_rules, rule_file

_NAME = re.compile(r"\{([a-z_.]+)\}")
# Digits that a scanner read for letters: `Anbefa1es`, `ti1`, `g0dkendt`.
_SCANNED = re.compile(r"[1|](?<=[a-zæøå].)(?=[a-zæøå\s.,;])|0(?<=[a-zæøå].)(?=[a-zæøå])")


@dataclass(frozen=True, slots=True)
class Rule:
    """One phrase of decision: the code it gives, where it may stand, and what may stand beside it."""

    id: str
    code: str
    where: str
    pattern: re.Pattern[str]
    opening: bool
    late: bool
    weak: bool
    after: bool
    beside: bool


@dataclass(frozen=True, slots=True)
class Phrases:
    """All rules, by where they may stand, and the patterns of what stands before the words of a decision."""

    start: tuple[Rule, ...]
    late: tuple[Rule, ...]
    actor: tuple[Rule, ...]
    opening: tuple[Rule, ...]
    anywhere: tuple[Rule, ...]
    any_verb: re.Pattern[str]
    late_verb: re.Pattern[str]
    lead: re.Pattern[str]
    body: re.Pattern[str]
    minority: re.Pattern[str]
    person: re.Pattern[str]
    bare: re.Pattern[str]
    active: re.Pattern[str]
    adverb: re.Pattern[str]
    other: re.Pattern[str]
    behind: re.Pattern[str]
    proposed: re.Pattern[str]


def repaired(low: str) -> str:
    """Put right the digits that a scanner read for letters in a lower-cased text; offsets stay.

    Example:
        >>> repaired("anbefa1es til punkt 1, taget ti1 efterretning")
        'anbefales til punkt 1, taget til efterretning'
    """
    return _SCANNED.sub(lambda hit: "o" if hit.group() == "0" else "l", low)


@from_rules
def phrases() -> Phrases:
    """Read the rule file, fragments filled in."""
    data = rule_file("outcomes")
    fragments = _fragments(data)
    before = data["before"]
    rules = [_rule(rule, fragments) for rule in data["rule"]]

    def compiled(name: str) -> re.Pattern[str]:
        return re.compile(_filled(before[name], fragments))

    done, does = fragments["done"], fragments["does"]
    return Phrases(
        start=tuple(rule for rule in rules if rule.where == "start"),
        late=tuple(rule for rule in rules if rule.late),
        actor=tuple(rule for rule in rules if rule.where == "actor"),
        opening=tuple(rule for rule in rules if rule.opening or rule.where == "opening"),
        anywhere=tuple(rule for rule in rules if rule.where == "anywhere"),
        any_verb=re.compile(_filled(rf"\b(?:{done}|{does}|{fragments['do']}|{before['other_words']})", fragments)),
        late_verb=re.compile(_filled(rf"(?<![\w-]){{be}}(?:{{no}} )?(?:{before['late']})(?![\wæøå])", fragments)),
        lead=re.compile("|".join(f"(?:{_filled(one, fragments)})" for one in before["lead"])),
        body=re.compile(_filled(before["actor"], fragments) + r"(?![\wæøå])"),
        minority=compiled("minority"),
        person=compiled("person"),
        bare=re.compile(rf"(?:^|(?<=[\s.;:)]))({_filled(before['bare'], fragments)}) $"),
        active=re.compile(r"(?<![\w-])" + _filled(before["active"], fragments)),
        adverb=re.compile(rf"(?:{before['adverb']})+"),
        other=compiled("other"),
        behind=compiled("behind"),
        proposed=compiled("proposed"),
    )


def _fragments(data: dict[str, Any]) -> dict[str, str]:
    out: dict[str, str] = dict(data["fragments"])
    for verb in data["verb"]:
        out |= {f"{verb['code']}.{form}": f"(?:{verb[form]})" for form in ("done", "does", "do")}
    for form in ("done", "does", "do"):
        out[form] = "(?:" + "|".join(verb[form] for verb in data["verb"]) + ")"
    out["verb"] = rf"(?:(?:blev|bliver|er|kan|kunne|ikke|ej|enstemmigt|{out['done']}|{out['does']})(?![\wæøå]))"
    out["actor"] = data["before"]["actor"]
    return out


def _filled(pattern: str, fragments: dict[str, str]) -> str:
    while _NAME.search(pattern):
        pattern = _NAME.sub(lambda hit: fragments[hit[1]], pattern)
    return pattern


def _rule(rule: dict[str, Any], fragments: dict[str, str]) -> Rule:
    return Rule(
        rule["id"],
        rule["code"],
        rule["where"],
        re.compile(rf"(?:{_filled(rule['pattern'], fragments)})(?![\wæøå])"),
        rule.get("opening", False),
        rule.get("late", False),
        rule.get("weak", False),
        rule.get("after", False),
        rule.get("beside", False),
    )
