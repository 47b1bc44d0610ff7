"""`minutes_course`: where a case goes next, who has the final say, and what another item tells of this one's fate."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from spacy.lang.da import Danish
from spacy.language import Language
from spacy.tokens import Doc

from nlp.components.state import working
from nlp.components.working import Finding, Working
from nlp.document import Fate, NextStep
from nlp.meeting.dated import same_body
from nlp.meeting.model import ItemSpan, SectionSpan
from nlp.rules import from_rules, rule_file
from nlp.rules.expressions import shape_of, terms
from nlp.text.dates import DATE, iso_date
from nlp.text.sentences import expand, read_sentences

_DATE = re.compile(DATE)


@dataclass(frozen=True, slots=True)
class FateRule:
    """A phrase in one item that tells what became of another; its group `numbers` holds their numbers."""

    id: str
    code: str
    pattern: re.Pattern[str]


@from_rules
def fate_rules() -> tuple[FateRule, ...]:
    """Read the phrases."""
    numbers: str = rule_file("course")["expressions"]["numbers"]
    return tuple(FateRule(rule["id"], rule["code"], re.compile(rule["pattern"].replace("{numbers}", numbers))) for rule in rule_file("course")["fate"])


def find_fates(work: Working) -> dict[int, list[Fate]]:
    """Find what other items say of each item; kept with the item whose fate it is."""
    by_number = {item.number: index for index, item in enumerate(work.meeting.items) if item.number}
    out: dict[int, list[Fate]] = {}
    for teller, item in enumerate(work.meeting.items):
        for section in item.parts("decision"):
            if not section.own or section.end - section.body > 4000:
                continue
            for rule in fate_rules():
                for hit in rule.pattern.finditer(work.text, section.body, section.end):
                    # `Punkt 2 udsættes` under an ordinary item is the second point of its own proposal.
                    if not (shape_of("course", "agenda").search(item.title) or shape_of("course", "names_case").match(hit.group())):
                        continue
                    for number in expand(hit["numbers"]):
                        told = by_number.get(number)
                        if told is not None and told != teller:
                            out.setdefault(told, []).append(Fate(rule.code, "", hit.start(), hit.end(), item.number, rule.id))
    return out


def find_next_steps(work: Working) -> dict[int, list[NextStep]]:
    """Find the bodies that an item names as the next ones, or as the one that decides."""
    bodies = sorted(work.committees, key=lambda f: f.start)
    out: dict[int, list[NextStep]] = {}
    for index, item in enumerate(work.meeting.items):
        steps = [*_listed(work, item, bodies), *_sent(work, item, bodies)]
        seen: set[tuple[str, str, str | None]] = set()
        for step in sorted(steps, key=lambda s: s.start):
            if (step.kind, step.body, step.part) not in seen:
                seen.add((step.kind, step.body, step.part))
                out.setdefault(index, []).append(step)
    return out


@from_rules
def _headings() -> dict[str, str]:
    return {word: kind for kind, words in rule_file("course")["headings"].items() for word in words}


def _listed(work: Working, item: ItemSpan, bodies: list[Finding]) -> Iterator[NextStep]:
    for section in item.parts("competence", "history"):
        kind = _headings().get(section.heading.rstrip(" :.").casefold())
        here = [f for f in bodies if section.body <= f.start < section.end] if kind else []
        if not here:
            continue
        if kind == "decides":
            yield from _deciders(work.text, section, here)
        else:
            for body in _later(work, section, here):
                yield NextStep("next", body.id, body.start, body.end, rule="course/listed")
    # A dated line of any list of treatments that lies ahead.
    for section in item.parts("history") if work.meeting.date else ():
        named = [f for f in bodies if section.start <= f.start < section.body]
        if section.date and section.date > str(work.meeting.date) and named:
            yield NextStep("next", named[0].id, named[0].start, named[0].end, rule="course/ahead")


def _deciders(text: str, section: SectionSpan, here: list[Finding]) -> Iterator[NextStep]:
    """`Økonomiudvalget, Byrådet`: the last one decides; `Ad 1) Skoleudvalget og Socialudvalget`: both do, on the first point."""
    lines = [s for s in read_sentences(text, section.body, min(section.end, section.body + 1500)) if any(s.start <= f.start < s.end for f in here)]
    for sentence in lines if lines and lines[-1].parts else lines[-1:]:
        named = [f for f in here if sentence.start <= f.start < sentence.end]
        first = len(named) - 1
        while first and text[named[first - 1].end : named[first].start].strip() in terms("course", "joining"):
            first -= 1
        for body in named[first:]:
            for part in sentence.parts or (None,):
                yield NextStep("decides", body.id, body.start, body.end, part, "course/competence")


def _later(work: Working, section: SectionSpan, here: list[Finding]) -> list[Finding]:
    """Keep the bodies of a list that come after this meeting: by their dates, else those behind this body's own name."""
    today = work.meeting.date
    dated = []
    for body, following in zip(here, [*here[1:], None], strict=True):
        hit = _DATE.search(work.text, body.end, following.start if following else section.end)
        before = _DATE.search(work.text, work.text.rfind("\n", 0, body.start) + 1, body.start)
        found = before or hit
        dated.append(iso_date(found.group()) if found else None)
    if today and any(dated):
        return [body for body, day in zip(here, dated, strict=True) if day and day > today]
    own = [index for index, body in enumerate(here) if _is_ours(body.id, work.meeting.committee)]
    return here[own[-1] + 1 :] if own and work.meeting.committee else here


def _is_ours(name: str, committee: str | None) -> bool:
    """Tell whether a name means the body that holds the meeting, misspelt or not (`Børne- og Ungdomsudvalget`, `Børne- og Ungeudvalget`)."""
    if committee is None:
        return False
    return same_body(name, committee) or (name[:5] == committee[:5] and SequenceMatcher(None, name, committee, autojunk=False).ratio() > 0.88)


def _sent(work: Working, item: ItemSpan, bodies: list[Finding]) -> Iterator[NextStep]:
    for outcome in work.outcomes:
        if not (outcome.own and item.start <= outcome.start < item.end and outcome.id in ("recommended", "referred")):
            continue
        for body in bodies:
            inside = outcome.start <= body.start < outcome.end
            behind = outcome.end <= body.start < outcome.end + 60 and shape_of("course", "towards").match(work.text[outcome.end : body.start])
            if (inside or behind) and not _is_ours(body.id, work.meeting.committee):
                yield NextStep("next", body.id, body.start, body.end, rule="course/sent-to")
                break


class CourseReader:
    """Sets the working state's fates and next steps."""

    def __call__(self, doc: Doc) -> Doc:
        work = working(doc)
        work.next_steps = find_next_steps(work)
        if work.meeting.kind == "minutes":
            work.fates = find_fates(work)
        return doc


@Danish.factory("minutes_course")
def make_course_reader(nlp: Language, name: str) -> CourseReader:
    """Build the component."""
    return CourseReader()
