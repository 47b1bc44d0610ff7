"""`minutes_outcomes`: the words in which decisions are recorded, this body's own and those in the case's history."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from spacy.lang.da import Danish
from spacy.language import Language
from spacy.tokens import Doc

from nlp.components.state import working
from nlp.findings import Finding, Working
from nlp.meeting import ItemSpan, SectionSpan
from nlp.rules import load_rules
from nlp.sentences import Sentence, read_sentences

# Who decides: a body is skipped over by its own span, these by their words.
_ACTOR = re.compile(
    r"(?:(?:Et )?(?:enigt |stort )?(?:[Ff]lertal(?:let)?|[Mm]indretal(?:let)?)\b|Med (?:stemmerne )?\d+ (?:stemmer )?(?:for|mod)|Med stemmerne|Et enigt|Enstemmigt|Udvalget|Rådet|Byrådet|Bestyrelsen|Formanden|Borgmesteren|Administrationen|Forvaltningen|Kommissionen|Nævnet|Magistraten|Formandskabet|Direktionen|Næstformanden|Rådmanden|Udvalgsformanden|Yderligere|Desuden|Derudover|Endvidere|Samtidig)\b"
)
# Two or more parties that recommend or approve carry the decision where nothing else is recorded.
_PARTIES = re.compile(
    r"\(?[A-ZÆØÅ]\)?(?:, \(?[A-ZÆØÅ]\)?)*,? (?:og|samt) (?:\(?[A-ZÆØÅ]\)?|[A-ZÆØÅ][\w-]+(?: [A-ZÆØÅ][\w-]+){1,3} \([A-ZÆØÅUP]{1,2}\))(?= (?:anbefaler|godkend|tiltræd|tiltråd|indstiller|vedtog|stemte for))"
)
_PROPOSED = re.compile(r"(?:fremsatte|stillede|fremsætter|stiller|foreslog)\b[^.\n]*(?:forslag|ændringsforslag)[^.\n]*:?\s*$|forslag til beslutning:?\s*$")
_MINORITY = re.compile(r"(?:Et )?[Mm]indretal")
_LEAD = re.compile(
    r"(?:(?:Det blev|Beslutning(?:en)?:|Beslutning|Herefter|Derefter|Enstemmigt|Efter (?:en )?(?:drøftelse|afstemning|debat)[^.,\n]{0,40},?|På den baggrund|Udvalget:|Vedr\.? [^:.\n]{3,60}:|Afstemning:|Indstillingen:|Afgørelse:|Konklusion:|[A-ZÆØÅ][\w-]+ (?:kommune)?:)\s+)"
)
_SIDE_NOTE = re.compile(r"(?:høringssvar|bemærkning|Handicapråd|Seniorråd|Ældreråd)\w*", re.IGNORECASE)
_UPWARD = re.compile(r"\b(?:idet|og)\b[^.\n]{0,160}\b(?:anbefales|indstilles)\b")


@dataclass(frozen=True, slots=True)
class Rule:
    """One phrase of decision: where it may stand, and the code it gives."""

    id: str
    code: str
    pattern: re.Pattern[str]
    opening: re.Pattern[str] | None
    anywhere: bool
    actor: bool


@cache
def outcome_rules() -> tuple[Rule, ...]:
    """Read the phrases of decision, fragments filled in."""
    data = load_rules("outcomes")
    out = []
    for rule in data["rule"]:
        pattern = rule["pattern"]
        for name, fragment in data["fragments"].items():
            pattern = pattern.replace("{" + name + "}", fragment)
        out.append(
            Rule(
                rule["id"],
                rule["code"],
                re.compile(pattern),
                re.compile(rf"(?=[A-ZÆØÅ])(?i:{pattern})") if rule.get("opening") else None,
                rule.get("anywhere", False),
                rule.get("actor", False),
            )
        )
    return tuple(out)


def find_outcomes(work: Working) -> list[Finding]:
    """Find the decisions of every item: in its decision sections, and those of others in its history."""
    out: list[Finding] = []
    bodies = {f.start: f.end for f in work.committees}
    for item in work.meeting.items:
        for section in item.sections:
            if section.kind == "decision" and section.own and work.meeting.kind == "agenda":
                # Nothing is decided yet: what stands there is the decision that is asked for.
                continue
            if section.kind == "decision" and section.own and not _signature(item):
                out += _read(work, section, bodies, own=True)
            elif section.kind in ("history", "decision") and not _signature(item):
                out += _read(work, section, bodies, own=False)
    return out


def _signature(item: ItemSpan) -> bool:
    return re.search(r"(?i)underskrift|godkendelsesark", item.title) is not None


def _read(work: Working, section: SectionSpan, bodies: dict[int, int], *, own: bool) -> list[Finding]:
    out: list[Finding] = []
    limit = min(section.end, section.body + 6000)
    proposed = False
    for sentence in read_sentences(work.text, section.body, limit):
        # What follows `fremsatte følgende forslag til beslutning:` is proposed, not decided.
        skip, proposed = proposed, _PROPOSED.search(work.text, sentence.start, sentence.end) is not None
        if skip:
            continue
        found = match_outcomes(work.text, sentence, bodies)
        if not own:
            found = [f for f in found if f.rule not in ("outcome/none", "outcome/informed")] if section.committee else []
        for finding in found:
            finding.own = own
        out += found
    return out


def match_outcomes(text: str, sentence: Sentence, bodies: dict[int, int]) -> list[Finding]:
    """Match one sentence of a decision against the rules.

    Args:
        text: The normalised text.
        sentence: The sentence, behind its numbers.
        bodies: Start to end of each committee found: a body at the start of a sentence is its actor.

    Returns:
        The decision, and a demand to bring the case elsewhere where the sentence holds one.
    """
    start, actor, minority = _skip(text, sentence.start, sentence.end, bodies)
    out: list[Finding] = []
    for rule in outcome_rules():
        if rule.anywhere:
            hit = rule.pattern.search(text, sentence.start, sentence.end) if rule.code == "referred" or actor or rule.code == "elected" else None
            if hit and rule.code == "elected" and not _elects(text, sentence, hit):
                hit = None
        elif rule.actor:
            # Below a dated heading (`Økonomiudvalget den 20. marts:`) the verb may begin the sentence.
            hit = None if minority else rule.pattern.search(text, start, min(sentence.end, start + 320)) if actor else None
            if rule.opening is not None and not actor:
                hit = rule.opening.match(text, start, sentence.end)
            if hit and _subordinate(text, start, hit.start()):
                hit = None
        else:
            hit = rule.pattern.match(text, sentence.start, sentence.end) or rule.pattern.match(text, start, sentence.end)
        if hit is None or hit.end() == hit.start():
            continue
        finding = _finding(text, sentence, rule, hit, bodies)
        if rule.code == "noted" and _SIDE_NOTE.search(text, sentence.start, hit.start() + 25) and not sentence.parts:
            return out
        out.append(finding)
        if rule.id != "outcome/demanded":
            return out
    return out


def _finding(text: str, sentence: Sentence, rule: Rule, hit: re.Match[str], bodies: dict[int, int]) -> Finding:
    begin, end = hit.span()
    while text[begin : begin + 1].isspace():
        begin += 1
    code = rule.code
    if code == "approved" and _UPWARD.search(text, end, sentence.end) and not rule.actor:
        code = "recommended"
    actor = re.search(r"(?:^|\n|[.;:)]\s|\s)(Udvalget|Rådet) $", text[max(0, begin - 12) : begin])
    if actor and rule.id != "outcome/demanded" and (rule.actor or rule.anywhere or text.startswith(("kan ", "kunne "), begin)):
        begin -= len(actor[1]) + 1
    return Finding("OUTCOME", begin, end, code, rule.id, parts=sentence.parts)


def _skip(text: str, start: int, end: int, bodies: dict[int, int]) -> tuple[int, bool, bool]:
    """Step over who decides: gives where the verb may stand, whether there is an actor, and whether a minority speaks."""
    actor = minority = False
    for _ in range(4):
        lead = _LEAD.match(text, start, end)
        if lead:
            start = lead.end()
            continue
        if start in bodies and bodies[start] < end:
            start, actor = bodies[start] + 1, True
            continue
        hit = _ACTOR.match(text, start, end) or _PARTIES.match(text, start, end)
        if hit:
            minority = minority or _MINORITY.match(hit.group()) is not None
            start, actor = hit.end() + 1, True
            continue
        break
    return min(start, end), actor, minority


def _subordinate(text: str, start: int, at: int) -> bool:
    """Tell whether a verb stands behind `, at` or `, idet`: then it is no decision of the sentence."""
    return re.search(r"(?:,\s(?:at|idet|da|fordi|som|der|hvor)|\bat)\s", text[start:at]) is not None


def _elects(text: str, sentence: Sentence, hit: re.Match[str]) -> bool:
    words = hit.group().strip()
    if words in ("blev", "er", "bliver", "var") or words.startswith(("er ", "var ")) and "valgt" not in words and "udpeget" not in words:
        return False
    following = text[hit.end() : hit.end() + 60]
    if words in ("valgt", "Valgt", "udpeget", "Udpeget", "genvalgt", "Genvalgt"):
        return hit.start() <= sentence.start + 60 or bool(re.match(r"\s?(?:som|til|blev|:|\.|$)", following))
    if words in ("valgte", "vælger"):
        return (
            not re.match(r" (?:at|løsning|model|ikke)", following)
            and re.search(r"som|til|[A-ZÆØÅ]", following) is not None
            and not re.search(r"(?:den|det|de) $", text[max(0, hit.start() - 4) : hit.start()])
        )
    return True


class OutcomeFinder:
    """Sets the working state's outcomes."""

    def __call__(self, doc: Doc) -> Doc:
        work = working(doc)
        work.outcomes = find_outcomes(work)
        return doc


@Danish.factory("minutes_outcomes")
def make_outcome_finder(nlp: Language, name: str) -> OutcomeFinder:
    """Build the component."""
    return OutcomeFinder()
