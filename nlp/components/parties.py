"""`minutes_parties`: parties and lists, by name anywhere, by letter only where letters mean parties."""

from __future__ import annotations

import re
from functools import cache

from spacy.lang.da import Danish
from spacy.language import Language
from spacy.tokens import Doc

from nlp.attendance import party_letter
from nlp.components.state import working
from nlp.findings import Finding, Working, occurrences, without_overlaps
from nlp.rules import load_rules

_PAREN = re.compile(r"[ \t]{0,2},?[ \t]?\(\s?([^()\n]{1,60}?)\s?\)")
_SHORT = r"(?:[A-ZÆØÅ]|SF|EL|DF|LA|RV|KF|DD|NB|KD|UP(?:-?\d)?|UFP|ALT|SP|Løsgænger|[Uu]den ?for (?:parti|partierne))"
_ITEM = rf"\(?\s?{_SHORT}\s?\)?(?:\s?\(\d{{1,2}}\))?(?![\w-])"
_RUN = re.compile(rf"(?<![\w.-]){_ITEM}(?:(?:,| og| samt|, og|;| &| \+)\s?{_ITEM})*")
_LETTER = re.compile(rf"(?<![\w.-]){_SHORT}(?![\w-])")
# Where a run of letters is a run of parties: what stands before it, or behind it.
_BEFORE = re.compile(
    r"(?:[Ff]or|[Ii]mod|[Mm]od|[Ss]temte(?: for| imod)?|[Uu]ndlod(?: at stemme)?|[Bb]estående af|[Ff]lertal(?:let)?(?: af| i [\w -]+| fra)?|[Mm]indretal(?:let)?(?: bestående)?(?: af| fra)?|[Pp]artierne|[Ll]isterne|[Gg]rupperne|[Vv]alggruppe(?:n|rne)?"
    r"|\w+gruppen|[Ff]orbehold(?: fra)?|[Mm]edlemmer(?:ne)? (?:fra|af)|[Rr]epræsentanter(?:ne)? fra|[Ff]orslag fra|[Ff]raktionerne|[Tt]iltrådt af|[Aa]nbefales af|[Gg]odkendt af|[Ss]tillet af|[Hh]verken for eller imod|[Ff]or stemte|[Ii]mod stemte|[Ff]or stemmer|[Ii]mod stemmer|[Uu]ndlader(?: at stemme)?|\bfra|, og| og|,|\bsamt)\s?:?\s*(?:et flertal bestående af\s)?$"
)
_STRONG = re.compile(r"(?:[Ss]temte|[Ss]temmer|[Ii]mod|[Uu]ndlod|bestående af|[Ff]lertal|[Mm]indretal|[Pp]artierne|[Ll]isterne|[Vv]alggruppe|[Ff]orbehold|stemme|gruppen)[^.\n]{0,25}$")
_BEHIND = re.compile(r"\s?(?:stemte|stemmer|undlod|undlader|tog forbehold|tager forbehold|kan ikke|kunne ikke|foreslog|foreslår|stiller|stillede|fremsatte|begærede|begærer|ønsker|ønskede|anbefaler|afgav|kan tiltræde|stemmer|indstiller|udpeger|mener|bemærke|tilsluttede|støtter)\b")


@cache
def _names() -> tuple[tuple[str, str], ...]:
    rules = load_rules("parties")
    out = [(name, rule["letter"]) for rule in rules["party"] for name in rule["names"]]
    return tuple(sorted(out, key=lambda pair: -len(pair[0])))


@cache
def _short() -> tuple[tuple[str, str], ...]:
    out = [(name, rule["letter"]) for rule in load_rules("parties")["party"] for name in rule["short"] if len(name) > 1]
    return (*out, ("UP", "UP"), ("UFP", "UP"))


def find_parties(work: Working) -> list[Finding]:
    """Find all parties of a document; each resolves to its letter, `UP` outside the parties."""
    out = [
        Finding("PARTY", a.party_start, a.party_end, a.party, "party/attendance") for a in work.meeting.attendees if a.party and a.party_end
    ]
    out += _behind_people(work)
    out += _by_name(work)
    out += _by_letter(work)
    people = {(f.start, f.end) for f in work.people}
    blocked = {at for start, end in people for at in range(start, end)} | {at for f in work.committees for at in range(f.start, f.end)}
    return without_overlaps([f for f in out if f.start not in blocked])


def _behind_people(work: Working) -> list[Finding]:
    out = []
    for person in work.people:
        paren = _PAREN.match(work.text, person.end, person.end + 80)
        if paren:
            letter = party_letter(paren[1])
            if letter:
                out.append(Finding("PARTY", paren.start(1), paren.end(1), letter, "party/behind-person"))
            elif re.match(r"(?:[A-ZÆØÅ][\wæøå-]*)?[Ll]isten?\b|Liste [A-ZÆØÅ]|Vi |[A-ZÆØÅ]\w*(?:demokrater|demokraterne|partiet|listen|gruppen)$", paren[1]):
                out.append(Finding("PARTY", paren.start(1), paren.end(1), _list_letter(work, paren[1]), "party/local-list"))
            else:
                inner = re.match(r"([A-ZÆØÅ]|SF|EL|DF|LA|RV|KF|DD|NB|UP)(?:[,;]\s|\s[-–]\s)", paren[1])
                if inner and party_letter(inner[1]):
                    out.append(Finding("PARTY", paren.start(1), paren.start(1) + len(inner[1]), party_letter(inner[1]) or "", "party/behind-person"))
            continue
        bare = re.match(r", ([A-ZÆØÅ]|SF)(?=[,;.\n)]|\s\()", work.text[person.end : person.end + 6])
        if bare and _in_list(work, person.end):
            out.append(Finding("PARTY", person.end + 2, person.end + 2 + len(bare[1]), party_letter(bare[1]) or bare[1], "party/behind-person"))
    return out


def _in_list(work: Working, at: int) -> bool:
    line = work.text[work.text.rfind("\n", 0, at) + 1 : at]
    return bool(re.match(r"(?i)\s*(?:fraværende|afbud|medlemmer|deltagere|tilstede|til stede|[-•*]|[A-ZÆØÅ])", line))


def _list_letter(work: Working, name: str) -> str:
    hit = re.search(r"\b(?:Liste|liste) ([A-ZÆØÅ])\b", name) or re.search(rf"{re.escape(name)}\s?\(([A-ZÆØÅ])\)", work.text)
    return hit[1] if hit else name


def _by_name(work: Working) -> list[Finding]:
    out: list[Finding] = []
    text = work.text
    for name, letter in _names():
        for at in occurrences(text, name):
            end = at + len(name)
            if text[end : end + 1] == "-" and text[end + 1 : end + 2].isalpha() and name != "SF":
                continue
            if name in ("Venstre", "Alternativet", "Konservative", "Radikale", "Moderaterne") and not _is_party_here(text, at, end, name):
                continue
            out.append(Finding("PARTY", at, end, letter, "party/name"))
    for words in load_rules("parties")["outside"]["words"]:
        if len(words) > 3 and words not in ("Løsgænger", "Løsgængere", "Partiløs"):
            for at in occurrences(text, words):
                out.append(Finding("PARTY", at, at + len(words), "UP", "party/outside"))
    return out


def _is_party_here(text: str, start: int, end: int, name: str) -> bool:
    """`Venstre` may be a direction and `Alternativet` the alternative where a sentence begins."""
    before = text[max(0, start - 3) : start].rstrip(" ")
    sentence = not before or before[-1] in ".\n:•*#”\"–-" or start == 0
    if name in ("Konservative", "Radikale", "Moderaterne"):
        return True
    following = text[end : end + 25]
    if sentence and name == "Alternativet":
        return _BEHIND.match(following) is not None or re.match(r"(?:,| og)\s[A-ZÆØÅ]|\s?\(", following) is not None
    if name == "Venstre" and re.match(r"\s(?:side|sving|vognbane|om|ved|ad)\b", following):
        return False
    return True


def _by_letter(work: Working) -> list[Finding]:
    out: list[Finding] = []
    text = work.text
    for item in work.meeting.items:
        for section in item.sections:
            if section.kind not in ("decision", "history", "absence") and not (section.kind == "proposal" and "flertal" in text[section.body : section.end]):
                continue
            for run in _RUN.finditer(text, section.body, section.end):
                if _is_party_run(text, run, section.body):
                    out += [
                        Finding("PARTY", hit.start(), hit.end(), party_letter(hit.group()) or "", "party/vote")
                        for hit in _LETTER.finditer(text, run.start(), run.end())
                        if party_letter(hit.group())
                    ]
    for name, letter in _short():
        for at in occurrences(text, name):
            end = at + len(name)
            if text[end : end + 1] in "-/&" and text[end : end + 1] or text[at - 1 : at] in ("-", "/", "&"):
                continue
            if _BEHIND.match(text, end, end + 25) or (name in ("EL", "DF", "LA", "RV") and re.search(r"(?:fra|af|[,(]|og) ?$", text[max(0, at - 5) : at]) and not re.match(r" ?\d|\s?[a-z]{2,} ?:", text[end : end + 6])):
                out.append(Finding("PARTY", at, end, letter, "party/short"))
    return out


def _is_party_run(text: str, run: re.Match[str], floor: int) -> bool:
    words = run.group()
    before = text[max(floor, run.start() - 90) : run.start()]
    before = before[before.rfind("\n") + 1 :]
    bracketed = words.startswith("(")
    letters = _LETTER.findall(words)
    if not letters or (letters == ["I"] and not bracketed):
        return False
    if _BEHIND.match(text, run.end(), min(len(text), run.end() + 25)) and (not before.strip(" -•") or bracketed or _STRONG.search(before) or before.rstrip()[-1:] in ".,;:)" or before.endswith((" og ", " mens "))):
        return not (words in ("A", "I") and before.strip() == "" and False)
    if bracketed and not before.strip(" -•,") and len(letters) >= 1 and re.match(r"[\s,.]*(?:$|\n|fremsatte|undlod|stemte|og)", text[run.end() : run.end() + 12]):
        return True
    if _STRONG.search(before) and (_BEFORE.search(before) or bracketed):
        return True
    if len(letters) > 1 and _STRONG.search(before[-60:]):
        return True
    return bool(re.search(r"(?:[Ii]mod|[Ff]or|[Uu]ndlod|[Hh]verken/eller)\s?:\s?$", before)) or bool(
        re.search(r"(?:stemte|stemmer|Imod|imod|for|bestående af|undlod)[^.\n]{0,80}(?:,|og|samt)\s?$", before) and _STRONG.search(text[max(floor, run.start() - 140) : run.start()][-140:].rsplit("\n", 1)[-1][:60] + "")
    )


class PartyFinder:
    """Sets the working state's parties."""

    def __call__(self, doc: Doc) -> Doc:
        work = working(doc)
        work.parties = find_parties(work)
        return doc


@Danish.factory("minutes_parties")
def make_party_finder(nlp: Language, name: str) -> PartyFinder:
    """Build the component."""
    return PartyFinder()
