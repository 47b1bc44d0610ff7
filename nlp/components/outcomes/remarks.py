"""`minutes_remarks`: amendments, conditions, comments, reservations, statements and demands beside this body's own decisions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from spacy.lang.da import Danish
from spacy.language import Language
from spacy.tokens import Doc

from nlp.components.state import working
from nlp.components.working import Finding, Working, without_party_of_member
from nlp.document import Remark
from nlp.meeting.model import SectionSpan
from nlp.rules import from_rules, rule_file
from nlp.rules.expressions import shape_of
from nlp.text.sentences import Sentence, read_sentences

# A decision with its statements rarely fills a page; what is longer is a debate.
_LONGEST = 8000
# `Godkendt som indstillet.` leaves no room for a remark.
_SHORTEST = 26
_QUOTE = re.compile(r"\s{0,3}[:,]?\s{0,3}[”\"“„»][^”\"“„»«]{1,2500}[”\"“«]\.?")


@dataclass(frozen=True, slots=True)
class RemarkRule:
    """One cue: the kind of remark it begins, and how far that goes (`clause`, `cue` or `quote`)."""

    id: str
    kind: str
    reach: str
    pattern: re.Pattern[str]


@from_rules
def remark_rules() -> tuple[RemarkRule, ...]:
    """Read the cues, in the order in which they are tried."""
    return tuple(RemarkRule(rule["id"], rule["kind"], rule["reach"], re.compile(rule["pattern"])) for rule in rule_file("remarks")["rule"])


def find_remarks(work: Working) -> dict[int, list[Remark]]:
    """Find the remarks of every item, in the order of the text."""
    out: dict[int, list[Remark]] = {}
    if work.meeting.kind == "agenda":
        return out
    speakers = sorted(work.people + work.parties, key=lambda f: f.start)
    for index, item in enumerate(work.meeting.items):
        for section in item.parts("decision"):
            if section.own and section.end - section.body > _SHORTEST:
                out.setdefault(index, []).extend(_read(work, section, speakers))
    return {index: found for index, found in out.items() if found}


def _read(work: Working, section: SectionSpan, speakers: list[Finding]) -> Iterator[Remark]:
    end = min(section.end, section.body + _LONGEST)
    here = [f for f in speakers if section.body <= f.start < end]
    parts: tuple[str, ...] = ()
    line = -1
    for sentence in read_sentences(work.text, section.body, end):
        # `2. Godkendt. Ø tog forbehold.`: the number holds to the end of its line.
        start = work.text.rfind("\n", 0, sentence.start)
        parts = sentence.parts or (parts if start == line else ())
        line = start
        found = sorted(_in_sentence(work, sentence, here, end), key=lambda remark: remark.start)
        for remark in found:
            point = shape_of("remarks", "point").search(work.text, remark.start, remark.end) if parts else None
            for part in (point["behind"] or point["before"],) if point else parts or (None,):
                yield Remark(remark.kind, "", remark.start, remark.end, part, remark.by, remark.rule)


def _in_sentence(work: Working, sentence: Sentence, speakers: list[Finding], limit: int) -> list[Remark]:
    text = work.text
    taken: list[Remark] = []
    decided = [f for f in work.outcomes if sentence.start <= f.start < sentence.end]
    for rule in remark_rules():
        for hit in rule.pattern.finditer(text, sentence.start, sentence.end):
            if any(f.start <= hit.start() < f.end for f in decided if f.id != "referred"):
                continue
            begin, by = _speaker(text, sentence, hit, speakers, decided)
            start = hit.start() if rule.reach == "cue" else begin
            end = _reach(text, rule, start, hit, sentence.end, limit, taken)
            # A cue alone is none, nor is a clause that tells how somebody voted, nor what lies inside another remark.
            inside = any(other.start <= start < other.end for other in taken)
            if (
                inside
                or end - (hit.end() if rule.reach == "cue" else start) < 3
                or rule.kind == "comment"
                and shape_of("remarks", "voted").search(text, start, end)
            ):
                continue
            taken.append(Remark(rule.kind, "", start, end, None, by, rule.id))
            break
    return taken


def _reach(text: str, rule: RemarkRule, start: int, cue: re.Match[str], end: int, limit: int, taken: list[Remark]) -> int:
    """Give where a remark ends: with its sentence or its quoted words, before a count of votes and before the next remark."""
    if rule.reach == "quote":
        quoted = _QUOTE.match(text, cue.end(), limit) or _QUOTE.match(text, end, limit)
        end = max(end, quoted.end()) if quoted else end
    counted = shape_of("remarks", "count").search(text, cue.end(), end) if rule.kind == "amendment" else None
    end = min([counted.start() if counted else end, *(other.start for other in taken if other.start > start)])
    return start + len(text[start:end].rstrip(" \n,;" if rule.reach == "quote" else " \n,;.:"))


def _speaker(text: str, sentence: Sentence, cue: re.Match[str], speakers: list[Finding], decided: list[Finding]) -> tuple[int, tuple[str, ...]]:
    """Give where the cue's clause begins, and who speaks in it: before the cue, else right behind it (`Protokolbemærkning fra V:`)."""
    begin = sentence.start
    for clause in shape_of("remarks", "clause").finditer(text, sentence.start, cue.start()):
        begin = clause.end()
    begin = max([begin, *(f.end for f in decided if f.end <= cue.start())])
    begin += len(text[begin : cue.start()]) - len(text[begin : cue.start()].lstrip(" .,;\n"))
    before = [f for f in speakers if begin <= f.start < cue.start()]
    chosen = before or _chain(text, cue.end(), [f for f in speakers if cue.end() <= f.start < sentence.end])
    return begin, tuple(dict.fromkeys(f.id for f in without_party_of_member(text, chosen)))


def _chain(text: str, at: int, speakers: list[Finding]) -> list[Finding]:
    """Keep the names that follow each other from an offset on: `fra V, C og Ida Bro (A) om ...`."""
    out: list[Finding] = []
    for speaker in speakers:
        if not shape_of("remarks", "joint").fullmatch(text, at, speaker.start):
            break
        out.append(speaker)
        at = speaker.end
    return out


class RemarkReader:
    """Sets the working state's remarks."""

    def __call__(self, doc: Doc) -> Doc:
        work = working(doc)
        work.remarks = find_remarks(work)
        return doc


@Danish.factory("minutes_remarks")
def make_remark_reader(nlp: Language, name: str) -> RemarkReader:
    """Build the component."""
    return RemarkReader()
