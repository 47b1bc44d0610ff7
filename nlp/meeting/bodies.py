"""Which body held the meeting: the names that a document gives, and what speaks for each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from nlp.meeting.evidence import Evidence, any_of, weight
from nlp.meeting.leaders import is_contents_line
from nlp.rules import from_rules, rule_file
from nlp.rules.phrases import compile_phrases
from nlp.text.dates import DATE, find_date
from nlp.text.lines import Line
from nlp.text.normalize import fold

TERM = r"(?:\(?(?:19|20)\d\d\s?[-–/]\s?(?:19|20)?\d\d(?!\d|[-.])\)?)"
# What divides a line into pieces of which one may be the body's name.
_DIVIDES = re.compile(rf"{DATE}|{TERM}|\b(?:kl\.?|klokken)\s?\d[\d.: -]*|\d[\d.:/]*|\s[-–]+\s|[|•·:;()\"”]|\t|\.(?:\s|$)|(?<=[a-zæøå])[-–]$", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
# `Økonomiudvalget, 4. marts 2013: Anbefales.`: what an earlier body decided, and no page's head.
_SAYS = re.compile(r"\s?:\s+\S")
_WORD = re.compile(r"[^\s,]+")
_OF_MUNICIPALITY = re.compile(
    r"^[A-ZÆØÅ][\wæøåÆØÅ-]*(?: [A-ZÆØÅ][\wæøåÆØÅ-]*)? Kommunes? |\s(?:i|for) (?:[A-ZÆØÅ][\wæøåÆØÅ-]*(?: [A-ZÆØÅ][\wæøåÆØÅ-]*)? Kommune|Region [A-ZÆØÅ][\wæøåÆØÅ-]*)$",
    re.IGNORECASE,
)
_NOUNS = re.compile(r"[A-ZÆØÅ][\wæøåÆØÅ-]+(?:, [A-ZÆØÅ][\wæøåÆØÅ-]+)*,? (?:og|&|OG) (?P<last>[\wæøåÆØÅ-]+)")
_SMALL = frozenset({"og", "&", "for", "om", "under", "i", "vedr", "vedrørende", "den", "det", "de"})
_MOST_WORDS = 12
# Longer lines hold more than one thing, as on pages that lost their line breaks.
LONG = 170


@dataclass(frozen=True, slots=True)
class Body:
    """A body's name as it is printed, and where it stands in the words that were read."""

    name: str
    start: int
    end: int

    @property
    def key(self) -> str:
        """What the spellings of one body share."""
        return body_key(self.name)


@dataclass(frozen=True)
class _Rules:
    before: frozenset[str]
    after: frozenset[str]
    subjects: frozenset[str]
    councils: tuple[str, ...]
    # What a compound ends with that is a document: `forhandlingsprotokol`.
    documents: tuple[str, ...]
    ends: re.Pattern[str]
    opens: re.Pattern[str]
    compound: re.Pattern[str]
    bare: re.Pattern[str]
    names: re.Pattern[str]
    place: re.Pattern[str]
    decides: re.Pattern[str]
    competence: re.Pattern[str]
    inline: re.Pattern[str]
    inside: re.Pattern[str]
    kinds: re.Pattern[str]


@from_rules
def _rules() -> _Rules:
    data, committees, layout = rule_file("evidence"), rule_file("committees"), rule_file("layout")
    stems = data["stems"]
    definite = "|".join(f"{stem}(?:{end})?" for stem, end in sorted(stems.items(), key=lambda pair: -len(pair[0])))
    words = data["words"]
    decides = any_of(words["decides"])
    kinds = [*layout["document"]["minutes"], *layout["document"]["agenda"]]
    name = r"[A-ZÆØÅ][^\d.:;\n]{2,90}?"
    return _Rules(
        frozenset(words["before"]),
        frozenset(words["after"]),
        frozenset(committees["words"]["subjects"]),
        tuple(committees["councils"]),
        tuple(layout["document"]["compounds"]),
        re.compile(rf"(?:{definite})s?$", re.IGNORECASE),
        re.compile(rf"(?:{definite})\s(?:for|om|vedr\w*)\s\w", re.IGNORECASE),
        re.compile(rf"\b(?P<body>[A-ZÆØÅa-zæøå-]*(?P<stem>{'|'.join(stems)}))(?:s|e|es)?-?møde(?:t|ts|r)?\b", re.IGNORECASE),
        re.compile(rf"(?:{'|'.join(re.escape(word) for word in words['bare'])})(?:et|en|n)?s?$", re.IGNORECASE),
        compile_phrases(words["names"]),
        re.compile(rf"(?<=\w)(?:{definite}) (?P<place>i [A-ZÆØÅ][\wæøåÆØÅ-]*)$"),
        re.compile(rf"(?:{decides})\b|.{{3,90}}?s\s(?:{decides})\b", re.IGNORECASE),
        re.compile(rf"(?:{any_of(words['competence'])})\s*:?\s*(?P<rest>.*)$", re.IGNORECASE),
        re.compile(rf"\b(?i:{decides})\s?:?\s(?:i\s|fra\s|af\s)?(?P<body>{name}),?\s(?:{TERM},?\s)?(?:i mødet\s)?(?:(?:den\s|d\.\s?)?(?P<date>{DATE})|den\s)"),
        re.compile(rf"(?:[A-ZÆØÅ][\wæøå]*-?,? (?:og |& )?){{0,6}}[A-ZÆØÅ][\wæøå]*?(?:{definite})\b|\b(?:Byråd|Borgerrepræsentation|Magistrat)(?:et|en)?\b"),
        re.compile(rf"\b(?:{any_of(kinds)}|møde[tr]?)\b", re.IGNORECASE),
    )


@from_rules
def body_key(name: str) -> str:
    """Give what the spellings of one body share.

    Example:
        >>> body_key("Ulvkær Byråd") == body_key("BYRÅDET"), body_key("Udvalget for Plan & Miljø") == body_key("Udvalg for Plan og Miljø")
        (True, True)
    """
    low = name.casefold()
    for council in _rules().councils:
        if re.search(rf"(?:^|\s){council}(?:et|en|n)?s?$", low):
            return council
    low = re.sub(r"(udvalg|råd|nævn|bestyrelse|kommission)(?:et|en|n)?s?\b", r"\1", low)
    return re.sub(r"[\W_]+|\bog\b", "", fold(low.replace("&", " og ").replace(",", " ")))


def read_body(words: str, *, small: bool = False, nouns: bool = False) -> Body | None:
    """Read the name of a body out of a line of which the rest is a title's, a date's or a page's.

    Args:
        words: The line.
        small: Whether one word in small letters is a name: `byrådet`.
        nouns: Whether a list of subjects is one: `Plan, Miljø og Teknik`.

    Example:
        >>> read_body("Referat fra mødet i Teknisk Udvalg den 9. maj 2023").name, read_body("Økonomiudvalgets møde den 9. maj 2023").name
        ('Teknisk Udvalg', 'Økonomiudvalget')
        >>> read_body("Åbent referat Dato: 04.12.2012 Side 1"), read_body("Rådhuset"), read_body("Hjem Politiske udvalg Seneste fra byrådet")
        (None, None, None)
    """
    at = 0
    for hit in [*_DIVIDES.finditer(words), None]:
        end = hit.start() if hit else len(words)
        body = _piece(words, at, end, small, nouns) if end - at > 3 else None
        if body is not None:
            return body
        at = hit.end() if hit else end
    return None


def _piece(words: str, start: int, end: int, small: bool, nouns: bool) -> Body | None:
    rules = _rules()
    tokens = [(hit.start(), hit.end()) for hit in _WORD.finditer(words, start, end)]
    if len(tokens) > 3 * _MOST_WORDS:
        return None
    while tokens and ((last := _plain(words, tokens[-1])) in rules.after or not last or last.endswith(rules.documents)):
        tokens.pop()
    while tokens and _plain(words, tokens[0]) in rules.before and not rules.opens.match(words, tokens[0][0], tokens[-1][1]):
        tokens.pop(0)
    if not tokens or len(tokens) > _MOST_WORDS:
        return None
    name = words[tokens[0][0] : tokens[-1][1]].strip(" ,-–.*")
    begin = words.index(name, tokens[0][0]) if name else 0
    inner = _OF_MUNICIPALITY.sub("", name)
    begin, name = begin + name.find(inner), inner
    place = rules.place.search(name)
    name = name[: place.start("place")].rstrip() if place else name
    if not _is_body(name, small, nouns):
        return None
    bare = re.sub(r"(?i)((?:udvalg|råd|nævn)et|(?:bestyrels|kommission|repræsentation|magistrat|forsamling)en?)s$", r"\1", name)
    return Body(bare, begin, begin + len(bare))


def _plain(words: str, token: tuple[int, int]) -> str:
    return words[token[0] : token[1]].strip(" .,-–*[]").casefold()


def _is_body(name: str, small: bool, nouns: bool) -> bool:
    rules = _rules()
    if len(name) < 5 or len(name) > 120:
        return False
    tokens = name.replace(",", " ").split()
    if rules.names.match(tokens[0]) and rules.names.fullmatch(tokens[0]):
        # `HovedMED`, `Center-MED Sundhed`
        return all(word[0].isupper() or word in _SMALL for word in tokens)
    if rules.opens.match(name):
        return name[0].isupper() and len(tokens) > 2
    if rules.ends.search(tokens[-1]) and not rules.bare.match(name):
        if len(tokens) == 1:
            return name[0].isupper() or small
        if "," in name and not any(word in ("og", "&") for word in tokens):
            # `Ida Bro, Ældrerådet`
            return False
        lead = [word for word in tokens[:-1] if word.casefold() not in _SMALL and word.casefold() not in rules.subjects]
        return all(word[0].isupper() or word.endswith("-") for word in lead) and (name[0].isupper() or small)
    hit = _NOUNS.fullmatch(name) if nouns else None
    return hit is not None and (hit["last"][0].isupper() or hit["last"] in rules.subjects) and not rules.bare.search(name)


# --- what speaks for a body ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Head:
    """A line that names a body and a day: the head of a decision, or of a page; `day` is None where it tells none."""

    body: Body
    day: str | None
    decides: bool


def read_heads(lines: list[Line]) -> list[Head]:
    """Find the lines, and places within long ones, that name a body, with or without a day: heads of decisions and of pages."""
    heads: list[Head] = []
    rules = _rules()
    for line in lines:
        if len(line.text) > LONG:
            for hit in rules.inline.finditer(line.text):
                body, day = read_body(hit["body"], small=True, nouns=True), find_date(hit["date"] or "")
                if body is not None:
                    heads.append(Head(_moved(body, line.start + hit.start("body")), day[0] if day else None, True))
            continue
        decides = rules.decides.match(line.text) is not None
        day = find_date(line.text) if _DIGIT.search(line.text) else None
        if not (decides or day) or is_contents_line(line) or day and not decides and _SAYS.match(line.text, day[2]):
            continue
        body = read_body(line.text, small=True, nouns=decides and day is not None)
        if body is not None and (decides or len(line.text) < 100):
            heads.append(Head(_moved(body, line.start), day[0] if day else None, decides))
    return heads


def bare_decisions(lines: list[Line]) -> int:
    """Count the headings of decisions that tell neither body nor day: beside them, those that do are of other meetings."""
    words = frozenset(rule_file("evidence")["words"]["decides"])
    return sum(len(line.text) < 20 and line.text.rstrip(" :").casefold() in words for line in lines)


def _moved(body: Body, by: int) -> Body:
    return Body(body.name, body.start + by, body.end + by)


def header_evidence(lines: list[Line], found: Evidence[Body]) -> None:
    """Add the bodies that the header's own lines name: in a title, alone on a line, in `Byrådsmøde`."""
    rules, alone = _rules(), 0
    for line in lines:
        compound = rules.compound.search(line.text, 0, LONG)
        if compound is not None:
            name = _definite(compound)
            found.add("compound", body_key(name), Body(name, 0, 0), weight("body", "compound"))
        if len(line.text) > LONG:
            hit = rules.inside.search(line.text, 0, 400)
            body = read_body(hit.group()) if hit else None
            if hit and body:
                found.add("line", body.key, _moved(body, line.start + hit.start()), weight("body", "line"))
            continue
        body = read_body(line.text, nouns=True)
        if body is None:
            continue
        titled = rules.kinds.search(line.text) is not None or line.text.casefold().endswith(rules.documents)
        sure = rules.ends.search(body.name) is not None or rules.opens.match(body.name) is not None
        whole = len(body.name) > 0.5 * len(_OF_MUNICIPALITY.sub("", line.text)) or titled or any(char.isdigit() for char in line.text)
        if whole:
            worth = weight("body", "title" if titled else "line") - 0.4 * alone
            found.add("title" if titled else "line", body.key, _moved(body, line.start), worth if sure else worth / 2)
            alone += 1


def _definite(compound: re.Match[str]) -> str:
    name: str = compound["body"] + rule_file("evidence")["stems"][compound["stem"].casefold()]
    return name[0].upper() + name[1:]


def meeting_word(line: str) -> int:
    """Give the characters of the word `Byrådsmøde`, or the like, with which a line begins, and of the blank behind it; 0 where it begins otherwise."""
    hit = _rules().compound.match(line)
    return len(line) - len(line[hit.end() :].lstrip()) if hit else 0


def head_evidence(heads: list[Head], day: str | None, found: Evidence[Body]) -> None:
    """Add the bodies that decisions and pages of the meeting's day name; without a day, of those that tell none."""
    of_day = [head for head in heads if head.day is not None and head.day == day]
    for source, chosen in (
        ("decision", [head for head in of_day if head.decides]),
        ("running", [head for head in of_day if not head.decides]),
        ("undated", [head for head in heads if head.decides and head.day is None]),
    ):
        counts = Counter(head.body.key for head in chosen)
        most = max(counts.values(), default=1)
        for head in chosen:
            found.add(source, head.body.key, head.body, weight("body", source) * counts[head.body.key] / most)


def competence_evidence(lines: list[Line], found: Evidence[Body]) -> None:
    """Add the bodies that items say decide them; what all say counts most."""
    named: list[Body] = []
    for index, body_line in _competence_lines(lines):
        body = read_body(body_line)
        if body is not None:
            named.append(_moved(body, index))
    counts = Counter(body.key for body in named)
    for body in named:
        found.add("competence", body.key, body, weight("body", "competence") * counts[body.key] / max(counts.values()))


def _competence_lines(lines: list[Line]) -> Iterator[tuple[int, str]]:
    pattern = _rules().competence
    for index, line in enumerate(lines):
        hit = pattern.match(line.text) if len(line.text) < 120 else None
        if hit is None:
            continue
        if hit["rest"]:
            yield line.start + hit.start("rest"), hit["rest"]
        elif index + 1 < len(lines) and len(lines[index + 1].text) < 90:
            yield lines[index + 1].start, lines[index + 1].text
