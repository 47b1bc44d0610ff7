"""Decisions of fixed words: without a verb at the start of a sentence; demands and elections anywhere in it."""

from __future__ import annotations

import re

from nlp.components.outcomes.frames import Formula, Grammar
from nlp.components.outcomes.matches import Clauses, Match, finding_of
from nlp.rules.expressions import shape_of, terms
from nlp.text.sentences import Sentence

# `Post: Ingen.`: what stands before the colon names the matter.
_LABEL = re.compile(r"[\wæøå][\wæøå./& -]{1,60}:\s")
# Within this many characters of an election nothing to choose between is named.
_AROUND = 30
# What may stand between fixed words and a name.
_BEFORE_NAME = re.compile(r"[\s:]{0,3}")
_AFTER_NAME = re.compile(r"[\s)]{0,3}")


def match_formula(clauses: Clauses, sentence: Sentence, known: Grammar, *, first: bool = False) -> Match | None:
    """Find fixed words at the start of a sentence, or behind what names the matter; `first`: only those that hold before any verb is read."""
    start = _begin(clauses, sentence, known)
    label = _LABEL.match(clauses.low, sentence.start, sentence.end)
    for at in dict.fromkeys((sentence.start, start, label.end() if label else start)):
        for formula in known.first if first else known.formulas:
            hit = formula.pattern.match(clauses.low, at, sentence.end)
            if hit is not None and hit.end() > hit.start():
                return _made(clauses, sentence, formula, at, at + len(clauses.low[at : hit.end()].rstrip(" ")))
    return None


def _begin(clauses: Clauses, sentence: Sentence, known: Grammar) -> int:
    at = sentence.start
    for _ in range(3):
        word = re.compile(r"\w+ ").match(clauses.low, at, sentence.end)
        if word is None or word.group().strip() not in known.words["adverb"]:
            break
        at = word.end()
    return at


def _made(clauses: Clauses, sentence: Sentence, formula: Formula, begin: int, end: int) -> Match | None:
    return finding_of(clauses, sentence, formula.id, formula.code, begin, end, weak="weak" in formula.flags, flags=formula.flags)


def match_anywhere(clauses: Clauses, sentence: Sentence, known: Grammar) -> list[Match]:
    """Find demands and elections."""
    out: list[Match] = []
    for formula in known.anywhere:
        for hit in formula.pattern.finditer(clauses.low, sentence.start, sentence.end):
            begin, end = hit.span()
            if formula.code == "elected":
                if known.patterns["choice"].search(clauses.low, max(sentence.start, begin - _AROUND), min(sentence.end, end + _AROUND)):
                    # `Model 2 blev valgt`.
                    continue
                if not (_beside_name(clauses, sentence, hit, formula) and _elects(clauses, sentence, hit, known)):
                    continue
                begin, end = _election(clauses, sentence, hit, known)
            match = _made(clauses, sentence, formula, begin, end)
            if match is not None:
                out.append(match)
                break
    return out


def _election(clauses: Clauses, sentence: Sentence, hit: re.Match[str], known: Grammar) -> tuple[int, int]:
    """Take in the bare subject or the bare body: `De to medlemmer genvalgt`, `Udvalget valgte`."""
    begin, end = hit.span()
    before = clauses.low[sentence.start : begin]
    word = before.strip()
    if word in known.words["bare"] and sentence.start not in clauses.bodies:
        return sentence.start, end
    if (
        begin > sentence.start
        and shape_of("outcomes", "before_chosen").fullmatch(before)
        and sentence.start not in clauses.bodies
        and sentence.start not in clauses.voters
    ):
        return sentence.start, end
    return begin, end


def _beside_name(clauses: Clauses, sentence: Sentence, hit: re.Match[str], formula: Formula) -> bool:
    """Tell whether the name stands where a formula asks for it."""
    if "name_behind" in formula.flags:
        behind = _BEFORE_NAME.match(clauses.low, hit.end(), sentence.end)
        return behind is not None and behind.end() in clauses.voters
    if "name_before" in formula.flags:
        last = max((clauses.voters[at] for at in range(sentence.start, hit.start()) if at in clauses.voters), default=None)
        return last is not None and _AFTER_NAME.fullmatch(clauses.low, last, hit.start()) is not None
    return True


def _elects(clauses: Clauses, sentence: Sentence, hit: re.Match[str], known: Grammar) -> bool:
    words, text = hit.group(), clauses.text
    following = text[hit.end() : min(sentence.end, hit.end() + 60)]
    if shape_of("outcomes", "later").match(following) or shape_of("outcomes", "until").search(clauses.low, max(sentence.start, hit.start() - 40), hit.start()):
        return False
    if words in terms("outcomes", "chosen"):
        return (
            hit.start() <= sentence.start + 60
            and shape_of("outcomes", "behind_chosen").match(following) is not None
            or shape_of("outcomes", "behind_chosen_late").match(following) is not None
            or (named := shape_of("outcomes", "named_before").search(text, sentence.start, hit.start())) is not None
            and named[1].casefold() in known.words["be"]
        )
    if words.split()[0] in terms("outcomes", "chose"):
        return (
            not shape_of("outcomes", "chose_no_one").match(following)
            and shape_of("outcomes", "chose_someone").search(following) is not None
            and not shape_of("outcomes", "ends_determiner").search(text[max(0, hit.start() - 5) : hit.start()])
        )
    return True
