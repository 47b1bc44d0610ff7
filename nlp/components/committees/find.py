"""`minutes_committees`: councils, committees and boards, by grammar around a few stems."""

from __future__ import annotations

import re

from spacy.lang.da import Danish
from spacy.language import Language
from spacy.tokens import Doc

from nlp.components.committees.abbreviated import find_abbreviations
from nlp.components.state import working
from nlp.components.working import Finding, Working, occurrences, without_overlaps
from nlp.meeting.model import Meeting
from nlp.rules import from_rules, rule_file
from nlp.rules.expressions import shape_of, terms
from nlp.text.normalize import fold

_TERM = re.compile(r"[\s(–-]*(?:19|20)\d\d\s*[-–]\s*(?:19|20)\d\d\)?\s*$")
_WORD = r"[A-ZÆØÅ][\wæøåÆØÅé]*"
_LOWER_LEFT = re.compile(r"(?<![\wæøå-])(?:[a-zæøå]{3,}(?:s|e)?-(?:, ?[a-zæøå]{3,}-)? (?:og|&) )?[a-zæøå]{3,}$")
_COORDINATED = re.compile(rf"(?:(?:{_WORD}|\b[a-zæøå]{{3,}})-?, ?)*(?:{_WORD}-?|\b[a-zæøå]{{3,}}-),? ?(?:og|&) ?$")


@from_rules
def _lists() -> dict[str, frozenset[str]]:
    words = rule_file("committees")["words"]
    return {name: frozenset(w.casefold() for w in values) for name, values in words.items()}


@from_rules
def _subjects() -> frozenset[str]:
    return _lists()["subjects"]


@from_rules
def _no_raad() -> tuple[str, ...]:
    return tuple(sorted(_lists()["not_raad"]))


@from_rules
def resolve_committee(words: str) -> str:
    """Give a body's full name: no term years, no genitive, `og` for `&`, one spacing.

    Example:
        >>> resolve_committee("Udvalget for Børn & Ungdom"), resolve_committee("Økonomiudvalgets"), resolve_committee("byråd")
        ('Udvalget for Børn og Ungdom', 'Økonomiudvalget', 'Byrådet')
        >>> resolve_committee("TEKNIK- OG MILJØUDVALGET"), resolve_committee("Skole-, Børne-, og Ungeudvalget")
        ('Teknik- og Miljøudvalget', 'Skole-, Børne- og Ungeudvalget')
    """
    name = re.sub(r"(?<=-), (?=og )", " ", re.sub(r"\s*&\s*", " og ", " ".join(_TERM.sub("", words).split())))
    if name.isupper() and len(name) > 6:
        # `TEKNIK- OG MILJØUDVALGET` in a header; what is shorter may be an abbreviation.
        name = shape_of("committees", "small_words").sub(lambda hit: hit.group().lower(), name.title())
    council = rule_file("committees")["councils"]
    low = name.casefold()
    for stem, full in council.items():
        if low.startswith(stem) and len(low) - len(stem) <= 3:
            return str(full)
    if shape_of("committees", "genitive").search(low):
        name = name[:-1]
    return _coordinated(name[:1].upper() + name[1:])


def _coordinated(name: str) -> str:
    """Write a coordinated name in one way: `Skole-, Børne-, og Ungeudvalget`, `Skole, børne- og ungeudvalget` as `Skole-, Børne- og Ungeudvalget`."""
    hit = shape_of("committees", "compound").fullmatch(name)
    if hit is None or "-" not in hit["firsts"]:
        return name
    firsts = re.findall(r"[\wæøå]+", hit["firsts"])
    return ", ".join(f"{word[0].upper()}{word[1:]}-" for word in firsts) + f" og {hit['last'][0].upper()}{hit['last'][1:]}"


def find_committees(work: Working) -> list[Finding]:
    """Find all bodies in a document, and what each resolves to."""
    found = _header(work.meeting)
    found += _councils(work.text)
    found += _stems(work)
    found += _boards(work)
    found += _dated(work)
    found += (
        [
            Finding("COMMITTEE", hit.start(), hit.end(), resolve_committee(hit.group()), "committee/med")
            for hit in shape_of("committees", "med").finditer(work.text)
        ]
        if "MED" in work.text
        else []
    )
    found += (
        [
            Finding("COMMITTEE", hit.start(), hit.end(), resolve_committee(hit.group()), "committee/forum")
            for hit in shape_of("committees", "forum").finditer(work.text)
        ]
        if "ndhedsklynge" in work.text or "ndhedssam" in work.text
        else []
    )
    found = without_overlaps(found)
    _with_place(found, work.text)
    _unify(found, work.meeting)
    return without_overlaps(found + find_abbreviations(work, found))


def _header(meeting: Meeting) -> list[Finding]:
    """The body that holds the meeting, found by its place; such a name needs no stem (`Plan, Miljø og Teknik`)."""
    name = meeting.committee
    if not name:
        return []
    bare = re.sub(r"^(?:[A-ZÆØÅ][\wæøå-]* )?Kommunes? ", "", name)
    bare = re.sub(r"^[A-ZÆØÅ][\wæøå-]* (?=(?:Byråd|Kommunalbestyrelse|Regionsråd)$)", "", bare)
    offset = len(name) - len(bare)
    out = []
    if meeting.text[meeting.committee_start : meeting.committee_end] == name:
        out.append(Finding("COMMITTEE", meeting.committee_start + offset, meeting.committee_end, resolve_committee(bare), "committee/header"))
    if len(bare) > 7 and " " in bare:
        for words in {bare, bare.replace(" og ", " & "), bare.replace(" & ", " og ")}:
            for at in occurrences(meeting.text, words):
                end = at + len(words)
                out.append(Finding("COMMITTEE", at, end, resolve_committee(bare), "committee/header"))
    meeting.committee = resolve_committee(bare)
    return out


def _dated(work: Working) -> list[Finding]:
    """Bodies by their place in front of a date (`07-06-2016 Børn, Kultur og Omsorg: Anbefales`), then wherever they stand."""
    names: dict[str, None] = {}
    for item in work.meeting.items:
        for section in item.sections:
            name = section.committee
            if (
                name
                and name[:1].isupper()
                and " " in name
                and len(name) < 80
                and re.fullmatch(r"(?:[A-ZÆØÅ][\wæøå-]*(?:, | og | & )?)+", name)
                and re.search(r", | og | & ", name)
            ):
                names[name] = None
    return [Finding("COMMITTEE", at, at + len(name), resolve_committee(name), "committee/dated") for name in names for at in work.occurrences(name)]


def _councils(text: str) -> list[Finding]:
    out = []
    for stem in terms("committees", "council_stems"):
        at = text.find(stem)
        while at >= 0:
            hit = shape_of("committees", "council").match(text, at - (7 if stem in terms("committees", "behind_prefix") else 1))
            if hit and not text[hit.start() - 1 : hit.start()].isalpha() and (hit["ending"] or hit.group()[0].isupper()):
                out.append(Finding("COMMITTEE", hit.start(), hit.end(), resolve_committee(hit.group()), "committee/council"))
            at = text.find(stem, at + len(stem))
    return out


def _stems(work: Working) -> list[Finding]:
    text, out = work.text, []
    for stem, capital, rule in (("udvalg", "Udvalg", "committee/udvalget"), ("råd", "Råd", "committee/raadet")):
        for form in (stem, capital):
            at = text.find(form)
            while at >= 0:
                finding = _grow(text, at, len(form), form == capital, rule)
                if finding:
                    out.append(finding)
                at = text.find(form, at + len(form))
    return out


def _grow(text: str, at: int, length: int, capital: bool, rule: str) -> Finding | None:
    end = at + length
    ending = re.compile(r"(?:ets?|s)?(?![\wæøåé])").match(text, end)
    if ending is None:
        return None
    stop, definite = ending.end(), ending.group().startswith("et")
    if capital:
        return _grow_capital(text, at, stop, definite, rule)
    left = text[max(0, at - 110) : at]
    left = left[left.rfind("\n") + 1 :]
    hit = (shape_of("committees", "left") if rule == "committee/udvalget" else shape_of("committees", "left_one")).search(left)
    if hit:
        words = hit.group()
        begin = at - len(words)
        return _checked(text, begin, stop, words.rsplit(" ", 1)[-1], definite, rule)
    low = _LOWER_LEFT.search(left)
    if low and definite:
        word = low.group().rsplit(" ", 1)[-1].casefold()
        if (word.rstrip("se") in _subjects() or word in _subjects() or word + "råd" in _known_raad()) and text[at : at + 3] in ("udv", "råd"):
            return _checked(text, at - len(low.group()), stop, word, definite, rule)
    return None


@from_rules
def _known_raad() -> frozenset[str]:
    return frozenset(terms("committees", "known_raad"))


def _checked(text: str, begin: int, stop: int, last: str, definite: bool, rule: str) -> Finding | None:
    words = text[begin:stop]
    # A line or sentence may begin with a word that is no part of the name: `I Økonomiudvalget`, `Både Teknik- og ...`.
    trimmed = shape_of("committees", "before_name").match(
        words,
    )
    if trimmed:
        begin += trimmed.end()
        words = text[begin:stop]
    # Another body in a list, or a heading in capitals, ends the way to the left.
    for cut in shape_of("committees", "another_before").finditer(words[: words.rfind(last) if last in words else len(words)]):
        start = begin + cut.end()
        if start < stop:
            return _checked(text, start, stop, last, definite, rule)
    compound = words.rsplit(" ", 1)[-1].casefold()
    stem = shape_of("committees", "stem_ending").sub("", compound)
    lists = _lists()
    if stem in lists["not_udvalg"] or words in terms("committees", "no_name") or stem.endswith(_no_raad()):
        return None
    if not definite and rule == "committee/udvalget" and " " not in words and "-" not in words:
        # `Vestkvarterets Lokaludvalg`: only with the place before it is it a name.
        place = re.search(r"[A-ZÆØÅ][\wæøå-]+ $", text[max(0, begin - 40) : begin]) if stem == "lokaludvalg" else None
        if place is None:
            return None
        begin -= len(place.group())
        words = text[begin:stop]
    elif not definite and stem == "lokalråd":
        place = re.search(r"[A-ZÆØÅ][\wæøå-]+ $", text[max(0, begin - 40) : begin])
        begin -= len(place.group()) if place else 0
        words = text[begin:stop]
    if shape_of("committees", "local").search(words.casefold()):
        place = shape_of("committees", "of_place").match(text, stop)
        stop = place.end() if place else stop
        words = text[begin:stop]
    before = text[max(0, begin - 25) : begin].rstrip().rsplit(" ", 1)[-1]
    if before in rule_file("committees")["words"]["foreign"]:
        return None
    return Finding("COMMITTEE", begin, stop, resolve_committee(words), rule)


def _grow_capital(text: str, at: int, stop: int, definite: bool, rule: str) -> Finding | None:
    """`Udvalget for X og Y`, `Teknisk Udvalg`, `Grønt Råd`; the bare word is none."""
    follow = shape_of("committees", "for").match(text, stop) if rule == "committee/udvalget" else None
    if follow:
        end = _list_end(text, stop, follow)
        if end:
            begin = at
            special = shape_of("committees", "special").search(text[max(0, at - 14) : at])
            if special:
                begin = at - len(special.group())
            return Finding("COMMITTEE", begin, end, resolve_committee(text[begin:end]), "committee/udvalget-for")
    left = re.search(r"(?<![\wæøå-])((?:Det )?(?:[A-ZÆØÅ][\wæøå]*-?(?: og |, | ))?[A-ZÆØÅ][\wæøå]*(?:sk|gt|t|nde|de|ke|le|e)) $", text[max(0, at - 50) : at])
    if left and not definite and left[1].split()[-1] not in terms("committees", "no_adjective"):
        begin = at - len(left[1]) - 1
        lead = shape_of("committees", "head_before").match(text[begin:at])
        begin += lead.end() if lead else 0
        return Finding("COMMITTEE", begin, stop, resolve_committee(text[begin:stop]), rule) if begin < at else None
    return None


def _list_end(text: str, stop: int, hit: re.Match[str]) -> int | None:
    """Where the list of subjects behind `Udvalget for` ends."""
    first = hit["first"]
    capital = first[0].isupper()
    if not capital and first.casefold().rsplit(" ", 1)[-1] not in _subjects():
        return None
    if hit["last"] is None:
        words = re.split(r", ?", hit["list"])
        kept = words[0]
        return stop + hit.start("list") - hit.start() + len(kept) if capital or kept.casefold() in _subjects() else None
    tail = hit["tail"].split()[0] if hit["tail"][0].isupper() else hit["tail"].rsplit(" ", 1)[-1]
    tail_ok = (tail[0].isupper() and not shape_of("committees", "ends_body").search(tail)) or tail.casefold() in _subjects()
    middle = [word.rsplit(" ", 1)[-1] if word[0].islower() else word for word in re.split(r", ?", hit["more"]) if word]
    ok = all(word[0].isupper() == capital or word.casefold() in _subjects() for word in middle)
    if tail_ok and ok and (tail[0].isupper() == capital or tail.casefold() in _subjects()):
        return (
            stop + len(hit.group())
            if len(hit["tail"].split()) == 1 or capital or hit["tail"].endswith(tail)
            else stop + len(hit.group()) - len(hit["tail"]) + len(tail)
        )
    if middle:
        return None if not capital else stop + hit.start("more") - hit.start()
    return stop + hit.end("first") - hit.start()


@from_rules
def _board_forms() -> tuple[tuple[str, str], ...]:
    """The boards by every form that is looked for, and what it resolves to."""
    out = []
    for name in rule_file("committees")["words"]["boards"]:
        small = name[0].lower() + name[1:]
        # The state's boards are bodies by their names alone.
        forms = (name, name + "s") if " " in name or small in _lists()["states"] else (name, name + "s", small, small + "s")
        out += [(form, resolve_committee(name)) for form in forms]
    return tuple(out)


def _boards(work: Working) -> list[Finding]:
    return [Finding("COMMITTEE", at, at + len(form), board, "committee/board") for form, board in _board_forms() for at in work.occurrences(form)]


_PLACE = re.compile(r"(?<![\wæøå-])[A-ZÆØÅ][\wæøå]+(?:-[A-ZÆØÅ][\wæøå]+)? $")


@from_rules
def _places() -> frozenset[str]:
    """The municipalities' names, and their genitives."""
    names = {str(entry["name"]) for entry in rule_file("municipalities")["municipality"]}
    short = {shape_of("committees", "municipality_word").sub("", name) for name in names} | {"Århus"}
    return frozenset(short | {name + "s" for name in short})


def _with_place(found: list[Finding], text: str) -> None:
    """Let a place right before a body belong to it: `Aarhus Byråd`, `Københavns Ungeråd`."""
    for finding in found:
        if shape_of("committees", "one_word").fullmatch(text[finding.start : finding.end]) is None:
            continue
        place = _PLACE.search(text, max(0, finding.start - 40), finding.start)
        if place and place.group().strip() in _places():
            finding.start = place.start()
            finding.id = shape_of("committees", "raad").sub("rådet", finding.id)


def _letters(name: str) -> str:
    return re.sub(r"[\s,&-]|\bog\b", "", fold(name))


def _unify(found: list[Finding], meeting: Meeting) -> None:
    """Let the spellings of one body in one document resolve to one name: the header's, else the longest."""
    names: dict[str, str] = {}
    known = {f.id for f in found} | {meeting.committee}
    for finding in found:
        if finding.id.endswith("s") and finding.id[:-1] in known:
            finding.id = finding.id[:-1]
    for name in ([meeting.committee] if meeting.committee else []) + sorted({f.id for f in found}, key=lambda n: (-len(n), n)):
        names.setdefault(_letters(name), name)
    for finding in found:
        finding.id = names[_letters(finding.id)]


class CommitteeFinder:
    """Sets the working state's committees."""

    def __call__(self, doc: Doc) -> Doc:
        work = working(doc)
        work.committees = find_committees(work)
        return doc


@Danish.factory("minutes_committees")
def make_committee_finder(nlp: Language, name: str) -> CommitteeFinder:
    """Build the component."""
    return CommitteeFinder()
