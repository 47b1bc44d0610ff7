"""`minutes_outcomes`: the words in which decisions are recorded, this body's own and those in the case's history."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.lang.da import Danish
from spacy.language import Language
from spacy.tokens import Doc

from nlp.components.outcomes.clauses import Clauses, Match, match_sentence
from nlp.components.outcomes.frames import repaired
from nlp.components.state import working
from nlp.components.working import Finding, Working
from nlp.meeting.model import ItemSpan, SectionSpan
from nlp.text.sentences import Sentence, read_sentences

# A decision is read no further than this, one without a heading less far.
_LONGEST, _LONGEST_BARE = 6000, 700
_SIGNATURE = re.compile(r"(?i)underskrift(?:s|er\b|$)|godkendelsesark")
_NUMBER_LINE = re.compile(r"[\W\d]*(?:[A-ZÆØÅ]\d*)?$|(?i:sag|j\.?nr|dok)")
_AGENDA = re.compile(r"(?i)dagsorden")
_AMENDMENT = re.compile(r"(?:ændrings|mod|under|tillægs)forslag")
_MOTION = re.compile(r"(?:ændrings|mod|under)?forslag(?:et|ene)?\b")
_MOVED = re.compile(r"(?i)\b(?:fremsatte|stillede|fremsætter|stiller|foreslog)\b|ændringsforslag")
# Behind a decision these subjects only tell what follows from it.
_FOLLOWING = re.compile(r"(?:sagen|punktet|forslaget|svaret|høringssvaret|drøftelsen|indstillingen|emnet|det|den)?$")
_RESULT = re.compile(r"\b(?:hermed|dermed|herefter|således)\b")
_OTHER_ITEM = re.compile(
    r"(?i)(?:^|[.;:,] )(?:dog |idet |og |samt )?(?:dagsordens)?(?:punkt(?:erne)?|pkt\.?|sag(?:erne)?|nr\.?|sagsnr\.?)(?: nr\.?)? ?\d[^.;\n]*$"
)


_PROPOSED = re.compile(r"(?:fremsatte|stillede|fremsætter|stiller|foreslog)\b[^.\n]*(?:forslag|ændringsforslag)[^.\n]*:?\s*$|forslag til beslutning:?\s*$")
_OPENS_LIST = re.compile(r"(?:\bat|følgende)\s?:?\s*$")


def find_outcomes(work: Working) -> list[Finding]:
    """Find the decisions of every item: in its decision sections, and those of others in its history."""
    out: list[Finding] = []
    clauses = Clauses(
        work.text,
        repaired(work.low),
        {f.start: f.end for f in work.committees},
        {f.start: f.end for f in (*work.people, *work.parties)},
    )
    for item in work.meeting.items:
        if _SIGNATURE.search(item.title):
            continue
        bare = True
        for section in item.sections:
            bare = bare and section.kind in ("absence", "attachments")
            if section.kind == "decision" and section.own and work.meeting.kind == "agenda":
                # Nothing is decided yet: what stands there is the decision that is asked for.
                continue
            if section.kind == "decision" and section.own:
                out += _read(clauses, item, section.body, min(section.end, section.body + _LONGEST), own=True)
            elif section.kind in ("history", "decision") and section.committee:
                found = _read(clauses, item, section.body, min(section.end, section.body + _LONGEST), own=False)
                out += [finding for finding in found if finding.rule not in ("outcome/none", "outcome/informed")]
        if bare and work.meeting.kind != "agenda":
            out += [finding for finding in _read_bare(clauses, item) if finding.rule != "outcome/informed"]
    return out


def _read_bare(clauses: Clauses, item: ItemSpan) -> list[Finding]:
    """Read an item that prints its decision without any heading: nothing else may stand in it."""
    bounds = [item.body, *(at for section in item.sections for at in (section.start, section.end)), item.end]
    pieces = [(start, end) for start, end in zip(bounds[::2], bounds[1::2], strict=True) if end > start]
    pieces += [_below(clauses, section) for section in item.sections if section.kind == "absence"]
    if sum(len(clauses.text[start:end].strip()) for start, end in pieces) > _LONGEST_BARE:
        # What is told at length is no decision, but it may follow one that stands alone in the first line.
        pieces = [first for first in (_first_line(clauses, start, end) for start, end in sorted(pieces)) if first][:1]
    return [finding for start, end in sorted(pieces) for finding in _read(clauses, item, start, end, own=True)]


def _first_line(clauses: Clauses, start: int, end: int) -> tuple[int, int] | None:
    for hit in re.finditer(r"[^\n]+", clauses.text[start:end]):
        line = hit.group().strip()
        if line and not _NUMBER_LINE.match(line):
            return (start + hit.start(), start + hit.end()) if len(line) < 200 else None
    return None


def _below(clauses: Clauses, section: SectionSpan) -> tuple[int, int]:
    """Give what stands below the line that names who was absent."""
    line = clauses.text.find("\n", section.body, section.end)
    return (line, section.end) if line >= 0 else (section.end, section.end)


def _read(clauses: Clauses, item: ItemSpan, start: int, end: int, *, own: bool) -> list[Finding]:
    matches = list(_matches(clauses, start, end))
    if _AGENDA.search(item.title) or any(match.subject.startswith("dagsorden") for match in matches):
        matches = [match for match in matches if not _of_other_item(clauses, match)]
    kept = _kept(clauses, matches, start)
    for match in kept:
        match.finding.own = own
    return [match.finding for match in kept]


def _matches(clauses: Clauses, start: int, end: int) -> Iterator[Match]:
    """Read every sentence; a number at the start of a line holds for the first outcome behind it."""
    proposed = listing = False
    pending: tuple[str, ...] = ()
    for sentence in read_sentences(clauses.text, start, end):
        # What follows `fremsatte følgende forslag til beslutning:` is proposed, not decided.
        skip, proposed = proposed, _PROPOSED.search(clauses.low, sentence.start, sentence.end) is not None
        # `Udvalget anbefaler, at: 1. planen godkendes`: what is listed is what the decision is about.
        listing = listing and clauses.text[sentence.start : sentence.start + 1].islower()
        if skip or listing:
            continue
        if not sentence.parts and pending and "\n" not in clauses.text[max(0, sentence.start - 2) : sentence.start]:
            sentence = Sentence(sentence.start, sentence.end, pending)
        found = match_sentence(clauses, sentence)
        pending = () if found else sentence.parts
        listing = bool(found) and _OPENS_LIST.search(clauses.low, sentence.start, sentence.end) is not None
        yield from found


def _of_other_item(clauses: Clauses, match: Match) -> bool:
    """Tell whether an approval of the agenda speaks of another item: `Punkt 7 udgår`."""
    if match.finding.id not in ("withdrawn", "postponed", "referred"):
        return False
    line = max(clauses.text.rfind("\n", 0, match.finding.start) + 1, match.finding.start - 120)
    return _OTHER_ITEM.search(clauses.text[line : match.finding.end]) is not None


def _kept(clauses: Clauses, matches: list[Match], start: int) -> list[Match]:
    """Leave out what only surrounds a decision: votes on amendments, information, and what follows from it."""
    strong = [match for match in matches if not match.weak]
    out: list[Match] = []
    decided = False
    for match in matches:
        finding = match.finding
        if _AMENDMENT.search(match.subject) or _AMENDMENT.search(match.before):
            continue
        if match.weak and (strong or decided):
            continue
        moved = finding.id == "rejected" and (not match.subject or _MOTION.match(match.subject)) and len(strong) > 1
        if moved and _MOVED.search(clauses.text, start, finding.start):
            continue
        if decided and not finding.parts and not _stands_beside(match, out):
            continue
        out.append(match)
        decided = decided or "open" not in match.flags or match.finding.id != "referred"
    return out


def _stands_beside(match: Match, before: list[Match]) -> bool:
    """Tell whether an unnumbered outcome behind another is one of its own: a vote's result, an election, something else's fate."""
    if "beside" in match.flags or "open" in before[-1].flags:
        return True
    if "after" in match.flags and not match.subject and before[-1].finding.id == "discussed":
        return match.finding.id in ("recommended", "approved", "rejected")
    if match.finding.id == "referred" and before[-1].finding.id == "discussed":
        return match.subject in ("sagen", "forslaget", "punktet", "indstillingen")
    if "after" not in match.flags:
        return False
    # `Salens ventilation er ikke godkendt` tells a state, and after a mere discussion nothing is decided of another thing.
    told = " er " in f" {match.words} " and not _RESULT.search(match.words)
    return not _FOLLOWING.match(match.subject) and not told and before[-1].finding.id not in ("discussed", "noted")


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
