"""`minutes_people`: named persons, first by their place, then by what the document teaches, last by given names.

The attendance list gives the members; names before a party's letter, behind a title, before `stemte imod`, in lines of absence and lists of
guests are people whatever they are called. Every later spelling of a member resolves to the name on the list.
"""

from __future__ import annotations

import re

from spacy.lang.da import Danish
from spacy.language import Language
from spacy.tokens import Doc

from nlp.components.people.names import Names, near
from nlp.components.people.presence import end_of_list
from nlp.components.people.slots import find_slots, split_names
from nlp.components.state import working
from nlp.components.working import Finding, Working, without_overlaps
from nlp.meeting.attendance import read_attendance
from nlp.meeting.names import NAME
from nlp.meeting.party_words import party_letter
from nlp.rules import from_rules, rule_file, words
from nlp.rules.expressions import shape_of, terms
from nlp.text.normalize import fold

_UPPER = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪĮİĶĹĻĽŁŃŅŇŌŐŒŔŘŚŞŠŢŤŪŮŰŲŴŶŹŻŽȘȚ"
_WORD = rf"[{_UPPER}][\w’'´`]*(?:-[{_UPPER}][\w’'´`]+)*"
# Initials keep their full stop; any other full stop ends a name. Particles may stand inside.
_NAME_PART = rf"(?:(?:[{_UPPER}]\.)+|(?:(?:van|von|de|der|af|el|al|bin|la|du|da|í|á|ter|ten) )?(?:al-|el-)?{_WORD})"
_SEQUENCE = re.compile(rf"(?<![\w.-])(?:(?:[{_UPPER}]\.)+|{_WORD})(?: {_NAME_PART})+")
_PARTY = re.compile(r"[ ]{0,2},?[ ]?\(\s?([^()\n]{1,40}?)\s?\)")
_BREAK = re.compile(r"[ \t]*\n[ \t]*")


@from_rules
def _lists() -> dict[str, frozenset[str]]:
    rules = rule_file("people")
    return {name: frozenset(rules[name]) for name in ("titles", "not_last", "not_first", "not_names", "surnames_too", "owned")}


def is_title(word: str) -> bool:
    """Tell whether a word is a title or an office: by the list, or by how it ends (`vejformand`, `overtandlæge`)."""
    low = word.rstrip(".").casefold()
    return low in _lists()["titles"] or shape_of("people", "title_end").search(low) is not None


@from_rules
def _verb() -> re.Pattern[str]:
    verbs = sorted(rule_file("people")["verbs"], key=len, reverse=True)
    listed = rf"(?:(?:,|\s(?:og|samt))\s*{_WORD}(?:\.?[ ]{_WORD})*(?:\s?\([^()\n]{{1,20}}\))?)*"
    return re.compile(rf"(?:\s?\([^()\n]{{1,20}}\))?{listed},?\s(?:{'|'.join(re.escape(v) for v in verbs)})\b")


def find_people(work: Working) -> list[Finding]:
    """Find all named persons of a document, and remember who is absent from each item."""
    meeting = work.meeting
    out = [Finding("PERSON", a.start, a.end, a.name, "person/attendance") for a in meeting.attendees]
    names = Names.of([a.name for a in meeting.attendees])
    covered = [(f.start, f.end) for f in work.committees]
    out += _absences(work, names)
    out += _guests(work, names)
    out += _sequences(work, names)
    out += _known(work, names)
    out += _single(work, names)
    _without_genitive(out, work.text)
    taken = _Taken(covered)
    return without_overlaps([f for f in out if not taken.overlaps(f.start, f.end)])


def _without_genitive(people: list[Finding], text: str) -> None:
    """Let `Ida Bros` and `Ida Bro` be one person, also where the genitive stands first and the name itself seems a slip of it."""
    written = {text[finding.start : finding.end] for finding in people if text[finding.end - 1] != "s"}
    for finding in people:
        owns = text[finding.end : finding.end + 12].split()[:1]
        owned = owns and owns[0].strip(".,;:") in _lists()["owned"] and text[finding.start : finding.end] == finding.id
        if finding.id.endswith("s") and " " in finding.id and (finding.id[:-1] in written or owned):
            finding.id = finding.id[:-1]


class _Taken:
    def __init__(self, spans: list[tuple[int, int]]) -> None:
        self.at = {position for start, end in spans for position in range(start, end)}

    def overlaps(self, start: int, end: int) -> bool:
        return start in self.at or end - 1 in self.at


def _absences(work: Working, names: Names) -> list[Finding]:
    out: list[Finding] = []
    for index, item in enumerate(work.meeting.items):
        absent: list[str] = []
        for section in item.parts("absence"):
            listed = _absence_words("absence_heading").search(section.heading) is not None
            lead = _absence_words("absence_of").match(work.text, section.body, section.end)
            begin = lead.end() if lead else section.body
            end = end_of_list(work.text, begin, _absence_end(work.text, begin, section.end))
            for entry in read_attendance(work.text, begin, end, present=False):
                if _lone_word(entry.name):
                    continue
                for first, last in split_names(work.text, entry.start, entry.end, names):
                    written = work.text[first:last] if (first, last) != (entry.start, entry.end) else entry.name
                    name = names.resolve(written)
                    if name is None and (written.count(" ") == 0 or not _absentee(written)):
                        continue
                    name = name or names.add(" ".join(written.split()))
                    out.append(Finding("PERSON", first, last, name, "person/absence"))
                    if section.own and listed and not entry.present and name not in absent:
                        absent.append(name)
        work.absent[index] = absent
    return out


def _lone_word(name: str) -> bool:
    """`Fraværende: Ingen Indledning` on a page that ran together names nobody."""
    return name.split()[0].casefold() in rule_file("presence")["attendance"]["no_names"]


@from_rules
def _absence_words(table: str) -> re.Pattern[str]:
    return re.compile(rule_file("presence")[table]["pattern"])


def _absence_end(text: str, start: int, end: int) -> int:
    """Where a list of the absent ends: at a blank line, unless the label stands alone and a name follows."""
    lines = text[start:end]
    lead = len(lines) - len(lines.lstrip())
    stop = re.search(r"\n[ \t*#_]*\n", lines[lead:])
    if stop is None:
        return end
    if "\n" not in lines[:lead]:
        # The names begin on the label's line: behind a blank line stands something else.
        return start + lead + stop.start()
    at = lead + stop.start()
    while True:
        rest = re.match(r"\s*([^\n]{3,60})(?:\n|$)", lines[at:])
        if rest is None or not re.fullmatch(rf"[-•* ]*{NAME.pattern}(?:\s?\([^()]*\))?[ ,.]*", rest[1].strip()):
            return start + at
        at += rest.end()


def _absentee(name: str) -> bool:
    return _plausible(name) or _is_surname(name.split()[-1]) and _given(name)


def _plausible(name: str) -> bool:
    parts = name.split()
    lists = _lists()
    return len(parts) <= 6 and parts[-1].casefold() not in lists["not_last"] and parts[0] not in lists["not_first"] and not any(c.isdigit() for c in name)


def _guests(work: Working, names: Names) -> list[Finding]:
    """Lists of guests and signatures: a name begins a line, or follows `og`."""
    out: list[Finding] = []
    for item in work.meeting.items:
        for section in item.sections:
            if section.kind == "other" and section.heading.casefold().startswith(terms("people", "guests")):
                out += _listed(work, section.body, section.end, names)
        if shape_of("people", "signature").search(item.title):
            out += _listed(work, item.body, item.end, names, alone=True)
    return out


def _listed(work: Working, start: int, end: int, names: Names, *, alone: bool = False) -> list[Finding]:
    text, out, at = work.text, [], start
    while at < end:
        skip = re.compile(r"[\s•*#–-]*").match(text, at, end)
        at = skip.end() if skip else at
        hit = _SEQUENCE.match(text, at, end)
        if hit:
            first, last = _trim(text, hit.start(), hit.end())
            name = text[first:last]
            whole = last >= end or text[last] == "\n" or text[last : last + 3].strip() == ""
            known = names.resolve(name)
            if name.count(" ") and (known or (_plausible(name) and (not alone or whole and _given(name)))):
                out.append(Finding("PERSON", first, last, known or names.add(name), "person/list"))
            at = max(last, hit.start() + 1)
        following = shape_of("people", "split").search(text, at, end)
        at = following.end() if following else end
    return out


def _given(name: str) -> bool:
    first = name.split()[0].rstrip(".")
    given = words("given_names")
    return first in given or first.split("-")[0] in given


# `F's Ida Bro`
_OF_PARTY = re.compile(r"[A-ZÆØÅ]{1,2}['’]s")


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Take titles and other words off the front of a run of capitalised words, and a genitive off its end."""
    lists = _lists()
    while " " in text[start:end]:
        word, rest = text[start:end].split(" ", 1)
        initial = len(word) == 2 and word[1] == "."
        if (
            word.rstrip(".") in lists["not_first"]
            or _OF_PARTY.fullmatch(word)
            or is_title(word)
            or (initial and shape_of("people", "ends_list").search(text[max(0, start - 12) : start]))
        ):
            start += len(word) + 1
        elif rest.count(" ") and not _given(word) and _given(rest) and shape_of("people", "noun").search(word):
            # A sentence that begins with a noun before the name: `Lægerne Ida Bro og Per Ly`.
            start += len(word) + 1
        else:
            break
    particle = re.compile(r"[a-zæøåí-]+[ ]").match(text, start, end)
    return (particle.end() if particle else start), end


def _sequences(work: Working, names: Names) -> list[Finding]:
    text, out = work.text, []
    skipped = _Taken([(f.start, f.end) for f in work.committees])
    slots = find_slots(work)
    undecided: list[tuple[int, int]] = []
    for hit in _SEQUENCE.finditer(text):
        if skipped.overlaps(hit.start(), hit.end()):
            continue
        for start, end in split_names(text, *_trim(text, hit.start(), hit.end()), names):
            name = text[start:end]
            rule = _why(work, start, end, name, names, slots | {start} if start > hit.start() and hit.start() in slots else slots)
            if rule:
                out.append(_person(start, end, name, names, rule))
            elif " " in name:
                undecided.append((start, end))
    # What stood before the name was learned: look again.
    for start, end in undecided:
        known = names.resolve(text[start:end])
        if known:
            out.append(Finding("PERSON", start, end, known, "person/known"))
    return out


def _person(start: int, end: int, name: str, names: Names, rule: str) -> Finding:
    known = names.resolve(name)
    if known is None and name.endswith("s") and not name.endswith("ss"):
        known = names.resolve(name[:-1])
    return Finding("PERSON", start, end, known or names.add(name), rule)


def _why(work: Working, start: int, end: int, name: str, names: Names, slots: frozenset[int]) -> str | None:  # noqa: C901 (what makes a name a person, tried in this order)
    """Give the rule by which a run of capitalised words is a person, or None."""
    text = work.text
    parts = name.split()
    if names.resolve(name):
        return "person/known"
    if len(parts) < 2 or len(parts[-1]) == 1 or name in _lists()["not_names"] or party_letter(name) or shape_of("people", "lettered_list").fullmatch(name):
        return None
    if not _plausible(name):
        return _in_spite_of_place(work, start, end, parts, slots)
    if shape_of("people", "party_before").search(text[max(0, start - 30) : start]):
        # `Danmarksdemokraterne - Inger Støjberg` is a party's name.
        return None
    following = text[end : end + 60]
    if shape_of("people", "firm_behind").match(following):
        return None
    paren = _PARTY.match(text, end, end + 60)
    if paren and party_letter(paren[1]):
        item = work.item_at(start)
        if item is None or start > item.title_end:
            return "person/before-party"
    if _behind_title(text, start) and _not_a_name_of_something(parts):
        return "person/title"
    if _given(name) and _not_a_name_of_something(parts):
        return "person/given-name"
    if _verb().match(text, end, end + 250) and _in_decision(work, start) and not any(len(part) > 2 and party_letter(part) for part in parts):
        return "person/before-verb"
    if start in slots and parts[0] not in _lists()["not_first"] and not any(len(part) > 2 and party_letter(part) for part in parts):
        return "person/behind-label"
    return None


def _in_spite_of_place(work: Working, start: int, end: int, parts: list[str], slots: frozenset[int]) -> str | None:
    """`Mette Gade stemte imod`: a party, a title, a vote or a list outweighs a last word that is a place's too."""
    if parts[0] in _lists()["not_first"] or not _is_surname(parts[-1]) or not _given(parts[0]):
        return None
    paren = _PARTY.match(work.text, end, end + 60)
    if paren and party_letter(paren[1]):
        return "person/before-party"
    if start in slots:
        return "person/behind-label"
    if _verb().match(work.text, end, end + 250) and _in_decision(work, start):
        return "person/before-verb"
    return "person/title" if _behind_title(work.text, start) else None


def _is_surname(word: str) -> bool:
    bare = word.removesuffix("s")
    return word in words("family_names") or bare in words("family_names") or bare.casefold() in _lists()["surnames_too"]


def _behind_title(text: str, start: int) -> bool:
    before = text[max(0, start - 40) : start].rstrip()
    title = re.search(r"([\wæøåÆØÅ.-]+)$", before)
    return title is not None and is_title(title[1]) and (before[-1] not in ".:" or title[1].casefold() in _lists()["titles"])


def _not_a_name_of_something(parts: list[str]) -> bool:
    lists = _lists()
    return not any(part.casefold().rstrip("s") in lists["not_last"] or shape_of("people", "place_end").search(part.casefold()) for part in parts[1:])


def _in_decision(work: Working, start: int) -> bool:
    item = work.item_at(start)
    return item is not None and any(s.body <= start < s.end for s in item.parts("decision", "history", "absence"))


def _known(work: Working, names: Names) -> list[Finding]:
    """Members wherever they stand, in any case of letters and across a line break."""
    out: list[Finding] = []
    for attendee in work.meeting.attendees:
        low = attendee.name.lower()
        if " " not in low:
            continue
        for at in work.occurrences(low, any_case=True):
            out.append(Finding("PERSON", at, at + len(low), names.resolve(attendee.name) or attendee.name, "person/member"))
        genitive = low + "s"
        for at in work.occurrences(genitive, any_case=True):
            out.append(Finding("PERSON", at, at + len(genitive), names.resolve(attendee.name) or attendee.name, "person/member"))
        if "\n" in work.low:
            out += _broken(work, low, attendee.name)
    return out


def _broken(work: Working, low: str, name: str) -> list[Finding]:
    first, *rest = low.split()
    out = []
    for at in work.occurrences(first + "\n", any_case=True):
        hit = re.compile(r"\s+".join(re.escape(p) for p in (first, *rest)) + r"(?!\w)").match(work.low, at)
        if hit:
            out.append(Finding("PERSON", at, hit.end(), name, "person/member"))
    return out


def _single(work: Working, names: Names) -> list[Finding]:
    """A member's first or last name alone, inside decisions and behind titles, where only one member has it."""
    out: list[Finding] = []
    unique: dict[str, str] = {}
    for table in (names.first, names.last):
        for part, keys in table.items():
            if len(set(keys)) == 1 and len(part) > 2:
                unique[part] = names.ids[keys[0]]
    if not unique:
        return out
    for item in work.meeting.items:
        for section in item.parts("decision", "history"):
            for hit in _ALONE.finditer(work.text, section.body, section.end):
                word = hit[1]
                name = unique.get(fold(word)) or _misspelt(work.text, hit.end(1), fold(word), names)
                if name and _alone(work.text, hit.start(1), hit.end(1)):
                    out.append(Finding("PERSON", hit.start(1), hit.end(1), name, "person/one-name"))
    return out


def _misspelt(text: str, end: int, word: str, names: Names) -> str | None:
    """`Abildtrop (V)`: a last name with a slip of the pen, before a party's letter."""
    paren = _PARTY.match(text, end, end + 12) if len(word) > 5 else None
    if paren is None or party_letter(paren[1]) is None:
        return None
    close = [keys[0] for part, keys in names.last.items() if len(set(keys)) == 1 and near(word, part)]
    return names.ids[close[0]] if len(close) == 1 else None


_ALONE = re.compile(rf"(?<![\w.-])({_WORD})(?![\w-])")


def _alone(text: str, start: int, end: int) -> bool:
    before = re.search(rf"({_WORD}|(?<!\w)[{_UPPER}]\w{{0,3}}\.) $", text[max(0, start - 25) : start])
    if re.match(rf"[ ][{_UPPER}]", text[end : end + 2]) or before and not is_title(before[1]):
        return False
    paren = _PARTY.match(text, end, end + 30)
    if paren and party_letter(paren[1]):
        return True
    if re.search(r"\((?:[\w -]+, )*$", text[max(0, start - 120) : start]) and re.match(r"(?:, | og |\))", text[end : end + 4]):
        return True
    return _verb().match(text, end, end + 120) is not None


class PeopleFinder:
    """Sets the working state's people, and who is absent from which item."""

    def __call__(self, doc: Doc) -> Doc:
        work = working(doc)
        work.people = find_people(work)
        return doc


@Danish.factory("minutes_people")
def make_people_finder(nlp: Language, name: str) -> PeopleFinder:
    """Build the component."""
    return PeopleFinder()
