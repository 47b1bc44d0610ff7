"""Which lines head a section of an agenda item, and which kind."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nlp.rules import from_rules, rule_file
from nlp.text.dates import DATE
from nlp.text.lines import closed_up, without_bullet

_SENTENCE = re.compile(r"[.;] [A-ZÆØÅ]|[a-zæøå]\.$")
_SHORTEST, _LONGEST = 10, 170
# Characters of a heading that names a kind of section, or of a label.
_LONGEST_KIND = 60
_BULLETS = "•·▪"


@dataclass(frozen=True)
class _DecisionHeadings:
    """Headings of decisions that tell the body, mostly the day; those that begin with whose it is; the stems of bodies, one of which they hold."""

    own: re.Pattern[str]
    somebodys: re.Pattern[str]
    bodies: re.Pattern[str]


@from_rules
def _decision_headings() -> _DecisionHeadings:
    labels = rule_file("headings")["labels"]
    words = "|".join(labels["decides"])
    return _DecisionHeadings(
        re.compile(rf"(?i:{words})\b[^.;]{{0,140}}?(?i:{DATE}).{{0,40}}|(?i:{words}):? (?i:i |fra |af )?[A-ZÆØÅ][^.;:]{{2,110}}(?: den)?:?"),
        re.compile(rf"[A-ZÆØÅ][^.;:\d]{{3,90}}s (?:{words})\b[^.;]{{0,60}}?(?i:{DATE}).{{0,40}}"),
        re.compile("|".join([*rule_file("evidence")["stems"], *labels["meeting"]]), re.IGNORECASE),
    )


@from_rules
def _kinds() -> dict[str, str]:
    out: dict[str, str] = {}
    for entry in rule_file("headings")["heading"]:
        for word in entry["words"]:
            out.setdefault(word, entry["kind"])
    return out


@from_rules
def _shapes() -> tuple[dict[str, list[tuple[re.Pattern[str], str]]], tuple[tuple[str, re.Pattern[str], str], ...]]:
    by_last: dict[str, list[tuple[re.Pattern[str], str]]] = {}
    by_first: list[tuple[str, re.Pattern[str], str]] = []
    for rule in rule_file("headings")["shape"]:
        pattern = re.compile(rule["pattern"])
        for word in rule["last"]:
            by_last.setdefault(word, []).append((pattern, rule["kind"]))
        if "first" in rule:
            by_first.append((rule["first"], pattern, rule["kind"]))
    return by_last, tuple(by_first)


def heading_kind(words: str) -> str | None:
    """Give the kind of section that a line heads as a whole, or None.

    Example:
        >>> heading_kind("Økonomiske konsekvenser:"), heading_kind("Økonomien er stram")
        ('economy', None)
    """
    return _heading_kind(closed_up(words)) if 0 < len(words) < _LONGEST_KIND else None


@from_rules
def _heading_kind(words: str) -> str | None:
    low = " ".join((without_bullet(words) if words[0] in _BULLETS else words).rstrip(" :.,").casefold().split())
    kind = _kinds().get(low) or _kind_by_shape(low)
    # With a full stop it is a sentence of one word: `Indstilles.`
    return None if kind != "other" and words[-1] == "." and low + "." not in _kinds() else kind


def _kind_by_shape(low: str) -> str | None:
    by_last, by_first = _shapes()
    for pattern, kind in by_last.get(low[low.rfind(" ") + 1 :], ()):
        if pattern.fullmatch(low):
            return kind
    for word, pattern, kind in by_first:
        if low.startswith(word) and pattern.fullmatch(low):
            return kind
    return None


def is_value_label(words: str) -> bool:
    """Tell whether a line is a label whose value stands on the next: `Punkttype`, then `Beslutning`, which heads nothing."""
    return len(words) < _LONGEST_KIND and words.rstrip(" :.").casefold() in _value_labels()


@from_rules
def _value_labels() -> frozenset[str]:
    return frozenset(rule_file("headings")["labels"]["value_below"])


@from_rules
def is_proposal_too(words: str) -> bool:
    """Tell whether a decision's heading names the proposal as well: `Indstilling og beslutning`."""
    return words.rstrip(" :.").casefold() in rule_file("headings")["labels"]["proposal_too"]


def is_decision_heading(words: str) -> bool:
    """Tell whether a line heads a decision by naming the body, and mostly the day.

    Example:
        >>> is_decision_heading("Beslutning i Byrådet den 26-01-2015"), is_decision_heading("Beslutning om lån den 3. maj")
        (True, False)
    """
    return _SHORTEST < len(words) < _LONGEST and _is_decision_heading(words)


@from_rules
def _is_decision_heading(words: str) -> bool:
    return _may_tell_body(words) and _decision_headings().own.fullmatch(words) is not None


@from_rules
def is_somebodys_decision(words: str) -> bool:
    """Tell whether a line heads a decision by beginning with whose it is: `Teknisk Udvalgs beslutning den 12. marts 2019`."""
    return _may_tell_body(words) and _decision_headings().somebodys.fullmatch(words) is not None


def _may_tell_body(words: str) -> bool:
    return _SHORTEST < len(words) < _LONGEST and not _SENTENCE.search(words) and _decision_headings().bodies.search(words) is not None
