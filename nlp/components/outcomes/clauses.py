"""The outcome of one sentence of a decision: who decides, where the words of decision begin, and which rule they follow."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from nlp.components.outcomes.phrases import Phrases, Rule, phrases
from nlp.components.working import Finding
from nlp.text.sentences import Sentence, expand

# How far into a sentence an active verb, or a verb behind a longer subject, is looked for.
_REACH, _LATE_REACH = 320, 170
_SUBORDINATE = re.compile(r"(?:,\s(?:at|idet|da|fordi|som|der|hvor|så)|\bat)\s")
_JOINED = re.compile(r"[\s,()&/]*(?:\b(?:og|samt)\b[\s,(]*)?")
_UPWARD = re.compile(r"\b(?:idet|og|at)\b[^.\n]{0,160}\b(?:anbefales|indstilles)\b")
_DESTINATION = re.compile(
    r"(?: (?:tilbage|retur|videre))?(?: til| i| hos| i høring hos| i høring i| til behandling i| til (?:ny|fornyet) behandling i| til udtalelse i| til udtalelse hos) $"
)
_TO = re.compile(r" (?:til|i|hos) ")
# An election that is still to come: `vælges på næste møde`, `indtil rådet har konstitueret sig`.
_LATER = re.compile(r" (?:på|ved) (?:et |det )?(?:næste|kommende|senere)")
_UNTIL = re.compile(r"\b(?:indtil|når|før|inden|at)\b[^,.]*$")
_RANGE = r"\d{1,2}\.?(?:(?:\s?[-–]\s?|, | og | til )\d{1,2}\.?)*"
_POINTS = re.compile(rf"(?:^|[\s-])(?:punkt(?:erne|et)?|pkt\.?|indstillingspunkt(?:erne)?|forslag)\s({_RANGE})(?![\d%])")
_POINTS_BEHIND = re.compile(
    rf"\s(?:indstillingens )?(?:(?:at-?)?punkt(?:erne|et)? |pkt\.? |indstillingspunkt(?:erne)? )({_RANGE})(?![\d%])|\s(\d{{1,2}}\.\s?[-–]\s?\d{{1,2}}\.)(?=[\s,]|$)"
)
_POINTS_THAT = re.compile(
    rf"[^.;:\n]{{0,80}}?\bat (?:indstillings|at-)?(?:punkt(?:erne)?|pkt\.?) ({_RANGE}(?:\s?[a-h](?![\wæøå]))?(?:\s?-\s?[a-h](?![\wæøå]))?)(?![\d%]) (?:godkendes|vedtages|tiltrædes|bevilges|imødekommes|tages til)"
)
_CLAUSE = re.compile(r"(?:, (?:og|men|hvorefter)|;)(?: at)? (?=\w)")
_INVERTED = re.compile(r"[,)] (?=(?:blev|er|var) )")
_NAMES = re.compile(r"\s[A-ZÆØÅ][\w-]")


@dataclass(slots=True)
class Clauses:
    """A document's text with what is known to stand in it: the texts have the same offsets.

    `bodies` gives the end of each committee by its start, `voters` that of each person and party.
    """

    text: str
    low: str
    bodies: Mapping[int, int]
    voters: Mapping[int, int] = field(default_factory=dict)


@dataclass(slots=True)
class Actor:
    """What stands before the words of decision: where they may begin, and who decides."""

    start: int
    found: bool = False
    minority: bool = False
    person: bool = False
    voters: bool = False
    genitive: bool = False


@dataclass(slots=True)
class Match:
    """An outcome in a sentence: the rule it follows, its words in lower case, its subject, and what stands before it in the sentence."""

    finding: Finding
    rule: Rule
    words: str
    subject: str
    before: str


def match_sentence(clauses: Clauses, sentence: Sentence) -> list[Match]:
    """Find the decision of one sentence, and a demand to bring the case elsewhere where it holds one.

    Example:
        >>> text = "Forslaget blev ikke vedtaget."
        >>> [m.finding.id for m in match_sentence(Clauses(text, text.lower(), {}), Sentence(0, len(text), ()))]
        ['rejected']
    """
    known = phrases()
    if known.any_verb.search(clauses.low, sentence.start, sentence.end) is None:
        return []
    actor = _skip(clauses, sentence, known)
    hit = _first(clauses, sentence, actor, known)
    if hit is None or hit.rule.weak:
        hit = _further(clauses, sentence, known) or hit
    demand = _anywhere(clauses, sentence, known, elected=False)
    return [match for match in (hit, demand) if match is not None]


def _first(clauses: Clauses, sentence: Sentence, actor: Actor, known: Phrases) -> Match | None:
    return (
        _active(clauses, sentence, actor, known)
        or _at_start(clauses, sentence, actor, known)
        or _opening(clauses, sentence, actor, known)
        or _anywhere(clauses, sentence, known, elected=True)
        or _late(clauses, sentence, actor, known)
    )


def _further(clauses: Clauses, sentence: Sentence, known: Phrases) -> Match | None:
    """Match a decision in a later clause: `Spørgsmålene blev besvaret, og sagen blev drøftet`, `Efter et oplæg af Ida Bro, blev sagen drøftet`."""
    for border in (*_CLAUSE.finditer(clauses.low, sentence.start, sentence.end), *_INVERTED.finditer(clauses.low, sentence.start, sentence.end)):
        if border.end() < sentence.end and not _SUBORDINATE.match(clauses.low, max(sentence.start, border.end() - 5), sentence.end):
            clause = Sentence(border.end(), sentence.end, sentence.parts)
            hit = _at_start(clauses, clause, Actor(clause.start), known)
            if hit is not None and not hit.rule.weak:
                return hit
    return None


def _skip(clauses: Clauses, sentence: Sentence, known: Phrases) -> Actor:
    """Step over who decides and what stands before."""
    actor = Actor(sentence.start)
    text, low, end = clauses.text, clauses.low, sentence.end
    for _ in range(6):
        at = actor.start
        if at >= end:
            break
        if at in clauses.bodies and clauses.bodies[at] < end:
            stop = clauses.bodies[at]
            actor.genitive = text[stop - 1] == "s" and not text[at:stop].isupper()
            actor.start, actor.found = stop + 1, True
            continue
        lead = known.lead.match(low, at, end)
        if lead:
            actor.found = actor.found or lead.group().startswith("med ")
            actor.start, actor.genitive = lead.end(), False
            continue
        group = _group(clauses, at, end)
        if group:
            actor.start, actor.found, actor.voters = group, True, True
            continue
        body = known.body.match(low, at, end)
        if body and low[body.end() : body.end() + 1] in (" ", ":", ","):
            actor.minority = actor.minority or known.minority.match(low, at, end) is not None
            actor.genitive = False
            actor.person = known.person.match(low, at, end) is not None
            actor.start, actor.found = body.end() + 1, True
            continue
        break
    actor.start = min(actor.start, end)
    return actor


def _group(clauses: Clauses, at: int, end: int) -> int | None:
    """Step over a list of two or more members or parties, `V, C og Ida Bro (A)`, that a verb follows."""
    count, here = 0, at
    while here in clauses.voters and clauses.voters[here] < end:
        joined = _JOINED.match(clauses.text, clauses.voters[here], end)
        # A party in brackets behind its member is no voter of its own.
        bracketed = clauses.text[here - 1 : here] == "(" and count > 0
        count += not bracketed
        here = joined.end() if joined else clauses.voters[here]
    return here if count > 1 and here < end and clauses.text[here].islower() else None


def _active(clauses: Clauses, sentence: Sentence, actor: Actor, known: Phrases) -> Match | None:
    """Match an active verb behind its actor, or before it: `Herefter godkendte Byrådet`."""
    low, start = clauses.low, actor.start
    if actor.minority:
        return None
    end = min(sentence.end, start + _REACH)
    for verb in known.active.finditer(low, start, end):
        if not actor.found and verb.start() != start:
            break
        if _SUBORDINATE.search(low, start, verb.start()):
            break
        for rule in known.actor:
            hit = rule.pattern.match(low, verb.start(), sentence.end)
            if hit is None or hit.end() == hit.start():
                continue
            if actor.person and rule.code in ("approved", "recommended", "rejected", "elected"):
                # The chair informs and the administration proposes; neither decides.
                return None
            if not actor.found and not _body_at(clauses, hit.end() + 1, known) and not known.body.search(low, hit.start(), hit.end()):
                continue
            if actor.voters and (rule.code not in ("approved", "recommended") or rule.id == "outcome/carried"):
                return None
            return _match(clauses, sentence, rule, hit, known, actor)
    return None


def _body_at(clauses: Clauses, at: int, known: Phrases) -> bool:
    return at in clauses.bodies or known.body.match(clauses.low, at) is not None


def _at_start(clauses: Clauses, sentence: Sentence, actor: Actor, known: Phrases) -> Match | None:
    weak: Match | None = None
    for start in dict.fromkeys((actor.start, sentence.start)):
        if start != actor.start and actor.voters:
            continue
        for rule in known.start:
            hit = rule.pattern.match(clauses.low, start, sentence.end)
            if hit is None or hit.end() == hit.start():
                continue
            if start == actor.start and actor.minority:
                return None
            found = _match(clauses, sentence, rule, hit, known, actor if start == actor.start else None)
            if found is not None and not found.rule.weak:
                return found
            weak = weak or found
    return weak


def _opening(clauses: Clauses, sentence: Sentence, actor: Actor, known: Phrases) -> Match | None:
    """Match an active verb that begins the sentence, below a body's heading: `Anbefaler salg`."""
    if actor.found or not clauses.text[actor.start : actor.start + 1].isupper():
        return None
    for rule in known.opening:
        hit = rule.pattern.match(clauses.low, actor.start, sentence.end)
        if hit and hit.end() > hit.start():
            return _match(clauses, sentence, rule, hit, known, None)
    return None


def _anywhere(clauses: Clauses, sentence: Sentence, known: Phrases, *, elected: bool) -> Match | None:
    for rule in known.anywhere:
        if (rule.code == "elected") != elected:
            continue
        for hit in rule.pattern.finditer(clauses.low, sentence.start, sentence.end):
            if hit.start() and (clauses.low[hit.start() - 1].isalnum() or clauses.low[hit.start() - 1] == "-"):
                continue
            if not elected or _elects(clauses, sentence, hit):
                return _match(clauses, sentence, rule, hit, known, None)
    return None


def _late(clauses: Clauses, sentence: Sentence, actor: Actor, known: Phrases) -> Match | None:
    """Match a passive behind a longer subject: `Ansøgningen fra Kirkeby IF imødekommes`."""
    if actor.voters or actor.minority:
        return None
    end = min(sentence.end, sentence.start + _LATE_REACH)
    for hit in known.late_verb.finditer(clauses.low, sentence.start, end):
        if hit.start() == sentence.start:
            continue
        before = clauses.low[sentence.start : hit.start()]
        if known.other.search(before):
            return None
        if hit.group().startswith(("er ", "var ")):
            # `Mødet i marts er aflyst` tells how things are; `Valget er hermed godkendt` has a bare subject.
            return None
        for rule in known.late:
            found = rule.pattern.match(clauses.low, hit.start(), sentence.end)
            if found and found.end() > found.start() and known.behind.match(clauses.low, found.end(), sentence.end):
                made = _match(clauses, sentence, rule, found, known, None)
                return made and replace(made, subject=before.strip() or made.subject)
    return None


def _match(clauses: Clauses, sentence: Sentence, rule: Rule, hit: re.Match[str], known: Phrases, actor: Actor | None) -> Match | None:
    """Make a finding of a match: without adverbs before it, with the bare body and the named destination."""
    begin, end = hit.span("o") if "o" in rule.pattern.groupindex and hit["o"] else hit.span()
    groups = rule.pattern.groupindex
    subject = (hit["s"] or "") if "s" in groups else ""
    if subject and hit.start("s") >= begin:
        if _NAMES.search(clauses.text, hit.start("s") + 1, hit.end("s")):
            # A name in the subject: it is no bare one.
            return None
        if actor is not None and actor.genitive and hit.start("s") == begin:
            if clauses.low.startswith(("er ", "var "), hit.end("s")) and not subject.startswith(("indstilling", "forslag", "anbefaling", "oplæg")):
                # `Udvalgets møde er aflyst` tells how things are.
                return None
            begin = hit.end("s")
    if not subject:
        adverb = known.adverb.match(clauses.low, begin, end)
        begin = adverb.end() if adverb and adverb.end() < end else begin
    while begin < end and clauses.text[begin].isspace():
        begin += 1
    if clauses.low.endswith(" enstemmigt", begin, end):
        end -= len(" enstemmigt")
    code = rule.code
    if code == "approved" and rule.where == "start" and _UPWARD.search(clauses.low, end, sentence.end):
        code = "recommended"
    if code in ("referred", "recommended") and rule.id != "outcome/sent-with-recommendation":
        end = _destination(clauses, end, sentence.end)
    elif rule.where == "actor":
        end = min((start - 1 for start in clauses.bodies if begin < start < end), default=end)
    if (
        rule.where in ("actor", "anywhere")
        and rule.id != "outcome/demanded"
        or clauses.low.startswith(("kan ", "kunne ", "blev orienteret", "er orienteret"), begin)
    ):
        bare = known.bare.search(clauses.low, max(sentence.start, begin - 24), begin)
        if bare and rule.id != "outcome/informed" and not any(start <= bare.start(1) < stop for start, stop in _near(clauses, bare.start(1))):
            begin = bare.start(1)
    parts = sentence.parts or _points(clauses, sentence, begin, end, active=rule.where == "actor")
    finding = Finding("OUTCOME", begin, end, code, rule.id, parts=parts)
    return Match(finding, rule, clauses.low[begin:end], subject.strip(), clauses.low[sentence.start : max(begin, sentence.start)])


def _points(clauses: Clauses, sentence: Sentence, begin: int, end: int, *, active: bool) -> tuple[str, ...]:
    """Read the points that a decision names itself: `godkendte punkt 1-2`, `godkendtes 1.-3.`."""
    low = clauses.low
    if "dagsorden" in low[sentence.start : end + 20]:
        return ()
    named = _POINTS.search(low, begin, end) or _POINTS.search(low, max(sentence.start, begin - 30), begin) or _POINTS_BEHIND.match(low, end, sentence.end)
    if active and named is None:
        named = _POINTS_THAT.match(low, end, sentence.end)
    return expand(next(group for group in named.groups() if group)) if named else ()


def _near(clauses: Clauses, at: int) -> list[tuple[int, int]]:
    return [(start, clauses.bodies[start]) for start in range(max(0, at - 60), at + 1) if start in clauses.bodies]


def _destination(clauses: Clauses, end: int, limit: int) -> int:
    """Take in the named body to which a case goes."""
    for start, stop in _near(clauses, end):
        if start < end < stop <= limit:
            return stop
    to = _TO.match(clauses.low, end, limit)
    place = clauses.low.endswith(("behandling", "høring", "udtalelse", "drøftelse", "godkendelse", "vedtagelse", "godkendt", "vedtaget"), 0, end)
    if to and place == (to.group() != " til ") and to.end() in clauses.bodies and clauses.bodies[to.end()] <= limit:
        return clauses.bodies[to.end()]
    return end


def _elects(clauses: Clauses, sentence: Sentence, hit: re.Match[str]) -> bool:
    words, text = hit.group(), clauses.text
    following = text[hit.end() : min(sentence.end, hit.end() + 60)]
    if _LATER.match(following) or _UNTIL.search(clauses.low, max(sentence.start, hit.start() - 40), hit.start()):
        return False
    if words in ("valgt", "udpeget", "genvalgt", "nyvalgt", "genudpeget"):
        return (
            hit.start() <= sentence.start + 60
            and bool(re.match(r"\s?(?:som|til|for|med|uden|ved|efter|enstemmigt|blev|:|,|\.|\(|$)", following))
            or bool(re.match(r"\s?(?:som|blev|:|\.|$)", following))
        )
    if words.split()[0] in ("valgte", "vælger", "udpeger", "udpegede"):
        return (
            not re.match(r" (?:at|løsning|model|ikke)\b", following)
            and re.search(r"som|til|[A-ZÆØÅ]", following) is not None
            and not re.search(r"(?:^|\W)(?:den|det|de) $", text[max(0, hit.start() - 5) : hit.start()])
        )
    return True
