"""`minutes_votes`: who voted for, who against, who abstained, in each item."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from spacy.lang.da import Danish
from spacy.language import Language
from spacy.tokens import Doc

from nlp.components.state import working
from nlp.document import Votes
from nlp.findings import Finding, Working
from nlp.meeting import SectionSpan
from nlp.sentences import read_sentences, without_quotes

# A clause of a vote: its label stands before the voters, or its verb behind them.
_LABEL = re.compile(
    r"(?P<abstain>[Uu]ndlod(?: at stemme)?(?: stemte)?\s?:|[Hh]verken for eller imod(?: stemte)?\s?:?|[Uu]ndlader\s?:)"
    r"|(?P<against>[Ii]mod(?: stemte| stemmer| forslaget(?: stemte)?| indstillingen(?: stemte)?| var)?\s?:|[Ii]mod (?:stemte|stemmer|forslaget stemte|indstillingen stemte)\b|[Mm]od (?:stemte|stemmer)\b|[Ss]temte imod\s?:)"
    r"|(?P<opposed>(?:[Gg]odkendt|[Aa]nbefale[ts]|[Tt]iltrådt|[Vv]edtaget)(?: [^.,;\n]{0,60})? mod (?=\(?[A-ZÆØÅ])|[Ii]mod (?=\(?[A-ZÆØÅ](?:[,.) ]|$))|[Ii]mod \d{1,2} \(|mod \d{1,2} stemmer?:|[Mm]indretal(?:let)?(?: bestående af| \(| på \w+ \())"
    r"|(?P<minority>mod \d{1,2}(?: stemmer)? \(|\d{1,2} (?:stemmer )?imod \(|[Ii]mod stemte \d{1,2} \()"
    r"|(?P<majority>[Mm]ed \d{1,2} stemmer(?: for)? \(|\d{1,2} (?:stemmer )?for \(|(?:[Aa]nbefales|[Aa]nbefalet|[Gg]odkendt|[Tt]iltrådt|[Vv]edtaget) af (?:et flertal bestående af |flertallet )?(?=\(?[A-ZÆØÅ])|[Ff]or stemte \d{1,2} \()"
    r"|(?P<for>[Ff]or(?: stemte| stemmer| forslaget(?: stemte)?| indstillingen(?: stemte)?| var)?\s?:|[Ff]or (?:stemte|stemmer|forslaget stemte|indstillingen stemte)\b|[Ss]temte for\s?:)"
)
_VERB = re.compile(
    r"(?P<abstain>undlod(?: at (?:stemme|tage stilling))?|undlader(?: at (?:stemme|tage stilling))?|hverken (?:stemte )?for eller imod)"
    r"|(?P<against>(?:stemte|stemmer) (?:imod|nej|mod)|imod(?=[.,;]|$)|kunne ikke tiltræde|kan ikke tiltræde|kan ikke anbefale|kunne ikke anbefale|stemte ikke for|kan ikke støtte|kunne ikke støtte|kunne ikke godkende)"
    r"|(?P<for>(?:stemte|stemmer) (?:for|ja)|tiltræder|tiltrådte|anbefaler|anbefalede|godkendte|godkender|stemte herfor)"
)
# The verb right behind one voter outweighs the label before the list: `Imod stemte A, og Ida Bro (C) undlod`.
_OWN_VERB = re.compile(rf"\s?(?:\([^()\n]{{1,20}}\))?\s(?:{_VERB.pattern})|(?P<opposed_alone>\s?(?:\([^()\n]{{1,20}}\))? imod(?=[.,;\n]|$))")
_AMENDMENT = re.compile(r"ndringsforslag|fremsatte (?:følgende )?forslag|[Ff]orslag (?:nr\. \d+ )?fra\b")
_MAJORITY = re.compile(r"[Ff]lertal")


@dataclass(slots=True)
class VoteRecord:
    """The voters of one item as they are collected."""

    for_: list[str] = field(default_factory=list)
    against: list[str] = field(default_factory=list)
    abstain: list[str] = field(default_factory=list)


def find_votes(work: Working) -> dict[int, Votes]:
    """Read the votes of every item; items without one are left out."""
    voters = sorted(work.people + work.parties, key=lambda f: f.start)
    out: dict[int, Votes] = {}
    for index, item in enumerate(work.meeting.items):
        record = VoteRecord()
        for amendments in (False, True):
            # Votes on amendments count only where no other vote is recorded.
            if not (record.for_ or record.against or record.abstain):
                for section in item.parts("decision"):
                    if section.own:
                        _read(work, section, voters, record, amendments=amendments)
        if record.for_ or record.against or record.abstain:
            out[index] = Votes(tuple(record.for_), tuple(record.against), tuple(record.abstain))
    return out


def find_decisions_by_vote(work: Working) -> list[Finding]:
    """Where only votes are recorded and nothing else, the side with more votes decides."""
    decided = {id(work.item_at(f.start)) for f in work.outcomes if f.own}
    out: list[Finding] = []
    for index, record in work.votes.items():
        item = work.meeting.items[index]
        if id(item) in decided or len(record.for_) == len(record.against) or not record.for_:
            continue
        for section in item.parts("decision"):
            hit = _FOR.search(work.text, section.body, section.end) if section.own else None
            if hit:
                code = "approved" if len(record.for_) > len(record.against) else "rejected"
                out.append(Finding("OUTCOME", hit.start(), hit.end(), code, "outcome/by-vote", own=True))
                break
    return out


_FOR = re.compile(r"stemte for|stemmer for|[Ff]or stemte")


def _read(work: Working, section: SectionSpan, voters: list[Finding], record: VoteRecord, *, amendments: bool) -> None:
    text = work.text
    side: str | None = None
    end = min(section.end, section.body + 8000)
    said = without_quotes(text, section.body, end)
    spoken = [v for v in voters if section.body <= v.start < end and said[v.start - section.body] != " "]
    for sentence in read_sentences(text, section.body, end):
        line = text[text.rfind("\n", 0, sentence.start) + 1 : max(text.find("\n", sentence.end), sentence.end)]
        if not amendments and _AMENDMENT.search(line):
            side = None
            continue
        here = [v for v in spoken if sentence.start <= v.start < sentence.end]
        if not here:
            side = None if not _LABEL.match(text, sentence.start, sentence.end) else side
            label = _LABEL.search(text, sentence.start, sentence.end)
            side = label.lastgroup if label and label.end() >= sentence.end - 1 and label.lastgroup in ("for", "against", "abstain") else side
            continue
        label = _LABEL.search(text, sentence.start, sentence.end)
        if label or (side and sentence.start == here[0].start):
            _by_labels(text, sentence.start, sentence.end, here, record, side)
        else:
            _by_verbs(text, sentence.start, sentence.end, here, record)
        side = None


def _by_labels(text: str, start: int, end: int, here: list[Finding], record: VoteRecord, side: str | None) -> None:
    names = {"minority": "against", "opposed": "against", "majority": "for"}
    marks = [(hit.start(), names.get(hit.lastgroup or "", hit.lastgroup)) for hit in _LABEL.finditer(text, start, end)]
    for voter in _voters(text, here):
        before = [group for at, group in marks if at < voter.start]
        group = before[-1] if before else side
        own = _OWN_VERB.match(text, voter.end, end)
        if own:
            group = "against" if own.lastgroup == "opposed_alone" else own.lastgroup or group
        if group:
            _add(record, group, voter)


def _by_verbs(text: str, start: int, end: int, here: list[Finding], record: VoteRecord) -> None:
    majority = _MAJORITY.search(text, start, end)
    at = start
    for verb in _VERB.finditer(text, start, end):
        group = verb.lastgroup or ""
        before = _voters(text, [v for v in here if at <= v.start < verb.start()])
        if group == "for" and not verb.group().startswith("stem") and len(before) < 2 and not (majority and majority.start() < verb.start()):
            continue
        for voter in _voters(text, [v for v in here if at <= v.start < verb.start()]):
            _add(record, group, voter)
        rest = [v for v in here if v.start >= verb.end()]
        if majority and group == "for" and rest and re.match(r"\s?(?:af et flertal )?(?:bestående af|\()", text[verb.end() : verb.end() + 40]):
            for voter in _voters(text, rest):
                _add(record, group, voter)
        at = verb.end()
    if majority and at == start:
        listed = re.search(r"(?:flertal|flertallet) (?:bestående af|af|på|\()", text[start:end])
        if listed:
            for voter in _voters(text, [v for v in here if v.start >= start + listed.start()]):
                _add(record, "for", voter)


def _voters(text: str, here: list[Finding]) -> list[Finding]:
    """Drop the letter behind a member's name: `Ida Bro (A)` is one voter; `Ø (Ida Bro)` are its members."""
    people = {v.end for v in here if v.label == "PERSON"}
    out: list[Finding] = []
    for voter in here:
        if voter.label == "PARTY" and any(re.fullmatch(r"\s?,?\s?\(?\s?", text[end : voter.start]) for end in people if end <= voter.start):
            continue
        if (
            voter.label == "PARTY"
            and re.match(r"\)?\s?\((?=[A-ZÆØÅ][\w-]+)(?!\d)", text[voter.end : voter.end + 6])
            and any(p.label == "PERSON" and voter.end < p.start < voter.end + 5 for p in here)
        ):
            continue
        out.append(voter)
    return out


def _add(record: VoteRecord, group: str, voter: Finding) -> None:
    names = {"for": record.for_, "against": record.against, "abstain": record.abstain}[group]
    others = [names_ for names_ in (record.for_, record.against, record.abstain) if names_ is not names]
    if voter.id not in names and not any(voter.id in other for other in others):
        names.append(voter.id)


class VoteReader:
    """Sets the working state's votes."""

    def __call__(self, doc: Doc) -> Doc:
        work = working(doc)
        work.votes = find_votes(work)
        work.outcomes += find_decisions_by_vote(work)
        return doc


@Danish.factory("minutes_votes")
def make_vote_reader(nlp: Language, name: str) -> VoteReader:
    """Build the component."""
    return VoteReader()
