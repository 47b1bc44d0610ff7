"""Places where people are named whatever they are called: behind the labels of votes, in their lists; and where two names run on without a comma."""

from __future__ import annotations

import re

from nlp.components.people.names import Names
from nlp.components.people.presence import find_labels
from nlp.components.votes.phrases import find_phrases, words
from nlp.components.working import Working
from nlp.meeting.names import NAME, split_row
from nlp.meeting.party_words import party_letter
from nlp.rules import from_rules, rule_file
from nlp.rules import words as word_list

_LIMIT = 6000
_PAREN = re.compile(r"\s?\([^()\n]{1,60}\)|,\s(?:[A-ZÆØÅ]|SF)(?=[,.\n]|\s(?:og|samt)\b|$)")
# Between two entries of a list; a full stop or a blank line ends it.
_STEP = re.compile(r"\s{0,3}(?:[,;:(•·–-]|\b(?:og|samt)\b)?[ \t(•·–-]*\n?[ \t(•·*–-]*")
_MOST = 60


def find_slots(work: Working) -> frozenset[int]:
    """Give the offsets at which a name is expected in decisions: entries of the lists behind `Imod stemte:`, `Fraværende:`, `et flertal bestående af`."""
    out: set[int] = set()
    text = work.text
    for item in work.meeting.items:
        for section in item.parts("decision"):
            end = min(section.end, section.body + _LIMIT)
            if not section.own:
                continue
            for label in find_labels(text, section.body, end):
                out.update(_entries(text, label, end, named=False))
            if words("hint").search(text, section.body, end) is None:
                continue
            for phrase in find_phrases(text, section.body, end):
                if phrase.rule.voters in ("after", "named"):
                    out.update(_entries(text, phrase.end, end, named=phrase.rule.voters == "named"))
    return frozenset(out)


def _entries(text: str, start: int, end: int, *, named: bool) -> list[int]:
    """Give where the entries of the list begin that stands behind a label."""
    lead = (words("between", "named") if named else words("between", "list")).match(text, start, end)
    at = lead.end() if lead else start
    out: list[int] = []
    while len(out) < _MOST:
        gap = words("between", "list").match(text, at, end)
        at = gap.end() if gap else at
        hit = NAME.match(text, at, end)
        if hit is None or not out and at - start > 90:
            return out
        out.append(at)
        paren = _PAREN.match(text, hit.end(), end)
        at = paren.end() if paren else hit.end()
        step = _STEP.match(text, at, end)
        if step is None or step.end() == at or not step.group().strip(" \t") or step.group().count("\n") > 1:
            return out
        at = step.end()
    return out


_NOUN = re.compile(r"(?:[ln]ingens?|udvalgets?|udvalg|rådets?|lingerne|styrelsen|yrådet)$")


@from_rules
def _not_inside() -> frozenset[str]:
    return frozenset(rule_file("people")["not_inside"])


def split_names(text: str, start: int, end: int, names: Names) -> list[tuple[int, int]]:
    """Cut a run of capitalised words into names: where several stand without a comma (`Ida Bro Per Ly Holm`), and before what is none (`Ida Bro Godkendt`).

    Known names come first; else what the words are tells.
    """
    spans = [(hit.start(), hit.end()) for hit in re.compile(r"\S+").finditer(text, start, end)]
    said = [text[first:last] for first, last in spans]
    for at in range(2, len(spans)):
        if said[at] in _not_inside() or _NOUN.search(said[at]) or len(said[at]) > 4 and party_letter(said[at]):
            at -= at > 2 and said[at - 1].islower()
            spans, said = spans[:at], said[:at]
            break
    if not spans:
        return [(start, end)]
    if len(spans) < 3 or "\n" in text[start:end] or names.resolve(" ".join(said)):
        return [(spans[0][0], spans[-1][1])]
    cuts = _known_first(said, names)
    if cuts[-1] == len(said) or len(cuts) > 1 and len(said) - cuts[-1] > 1 and said[cuts[-1]] in word_list("given_names"):
        cuts = [*cuts, len(said)] if cuts[-1] < len(said) else cuts
    else:
        row = " ".join(said)
        parts = split_row(row, lambda name: name.casefold() in {known.casefold() for known in names.ids.values()})
        cuts = [0, *(row[:last].count(" ") + 1 for _, last in parts)]
    return [(spans[a][0], spans[b - 1][1]) for a, b in zip(cuts, cuts[1:], strict=False)]


def _known_first(said: list[str], names: Names) -> list[int]:
    """Give where known names end, from the first word on."""
    known = {name.casefold() for name in names.ids.values()}
    cuts = [0]
    while True:
        first = cuts[-1]
        last = next((at for at in range(len(said), first + 1, -1) if " ".join(said[first:at]).casefold() in known), None)
        if last is None:
            return cuts
        cuts.append(last)
