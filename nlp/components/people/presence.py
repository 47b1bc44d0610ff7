"""`minutes_presence`: who was away from each item, came or left around it, sat for somebody or was disqualified.

What is told once for several items (`deltog ikke i sag 129-138`, `forlod mødet efter punkt 7`, an absence in the header) stands at each of them. An item's
`absent` holds only those whom the item itself names (`minutes_people` sets it).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from spacy.lang.da import Danish
from spacy.language import Language
from spacy.tokens import Doc

from nlp.components.state import working
from nlp.components.votes.sides import Voter, read_lists, read_voters
from nlp.components.working import Finding, Working
from nlp.document import Presence
from nlp.meeting.model import ItemSpan, SectionSpan
from nlp.rules import from_rules, rule_file
from nlp.rules.expressions import shape_of
from nlp.rules.phrases import expression
from nlp.text.dates import find_times

_LIMIT = 4000
# How far before that word a phrase may begin: `deltog på grund af inhabilitet ikke`.
_LEAD = 60
# Entries of one document: a member away from 300 items is there 300 times, a text of thousands of announcements ends.
_SPREAD = 20_000
_SENTENCE = re.compile(r"[.;]\s|\n\s*\n|\n")
_CLOCK = re.compile(r"kl\.?\s?\d{1,2}(?:[.:]\d{2})?")
# Who is so is absent from the item.
_AWAY = frozenset(["absent", "disqualified"])
# Between somebody and a phrase right behind the name: the party.
_ADJACENT = re.compile(r"\s?(?:\([^()\n]{1,30}\))?,?\s?")
_WHEN = {"efter": 1, "inden": -1, "før": -1}


@dataclass(frozen=True, slots=True)
class _Rule:
    id: str
    status: str
    people: str
    covers: str
    because: bool
    adjacent: bool


@from_rules
def _fill(pattern: str) -> str:
    for name, fragment in rule_file("presence")["fragments"].items():
        pattern = pattern.replace("{" + name + "}", fragment)
    return pattern


@from_rules
def _rules() -> tuple[tuple[_Rule, ...], re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    data = rule_file("presence")
    given: list[dict[str, Any]] = data["rule"]
    rules = tuple(_Rule(r["id"], r["status"], r["people"], r.get("covers", "item"), "because" in r, r.get("adjacent", False)) for r in given)
    joined = "|".join(f"(?P<r{index}>{_expression(rule)})" for index, rule in enumerate(given))
    return rules, re.compile(joined), re.compile(data["because"]["pattern"]), re.compile(_fill("{items}"))


def _expression(rule: dict[str, Any]) -> str:
    data = rule_file("presence")
    return _fill(rule["pattern"]) if "pattern" in rule else expression(rule, data["lists"], {name: _fill(shape) for name, shape in data["fragments"].items()})


@from_rules
def _single(table: str) -> re.Pattern[str]:
    return re.compile(rule_file("presence")[table]["pattern"])


def find_announcements(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[str, int, int]]:
    """Give the phrases that tell of somebody's presence: the rule's id, start and end."""
    rules, pattern, _, _ = _rules()
    for hit in pattern.finditer(text, start, len(text) if end is None else end):
        assert hit.lastgroup is not None
        yield rules[int(hit.lastgroup[1:])].id, hit.start(), hit.end()


def find_labels(text: str, start: int, end: int) -> Iterator[int]:
    """Give where the phrases end behind which people are listed: `Fraværende:`, `I stedet deltog`."""
    rules = _rules()[0]
    for hit in _hits(text, start, end):
        assert hit.lastgroup is not None
        if rules[int(hit.lastgroup[1:])].people == "after":
            yield hit.end()


def end_of_list(text: str, start: int, end: int) -> int:
    """Give where a list of the absent ends because something else is told: substitutes, or a later sentence about somebody."""
    rules = _rules()[0]
    for hit in _hits(text, start, end):
        assert hit.lastgroup is not None
        rule = rules[int(hit.lastgroup[1:])]
        first = max(_sentence(text, hit.start(), hit.end(), start, end)[0], start)
        if rule.people == "after" and rule.status == "substitute":
            return hit.start()
        if rule.people == "before" and text[start:first].strip():
            return first
    return end


class PresenceReader:
    """Sets the working state's attendance for each item, and completes who is absent from it."""

    def __call__(self, doc: Doc) -> Doc:
        work = working(doc)
        reader = _read_presence(work)
        work.attendance = reader.entries()
        for index, names in reader.away.items():
            absent = work.absent.setdefault(index, [])
            absent += [name for name in dict.fromkeys(names) if name not in absent]
        for index, entries in work.attendance.items():
            here = {e.name for e in entries if e.status == "substitute"} - set(reader.away.get(index, ()))
            work.absent[index] = [name for name in work.absent.get(index, []) if name not in here]
        return doc


def find_presence(work: Working) -> dict[int, list[Presence]]:
    """Read who was away, came, left, sat for somebody or was disqualified, for each item that it covers."""
    return _read_presence(work).entries()


def _read_presence(work: Working) -> _Reader:
    reader = _Reader(work)
    for index, item in enumerate(work.meeting.items):
        if _single("absence_heading").match(item.title or ""):
            reader.all_listed(index)
        for section in _sections(item):
            reader.listed(index, section)
            reader.read(index, section.body if section.kind != "absence" else section.start, min(section.end, section.body + _LIMIT))
    if work.meeting.items:
        reader.header()
    return reader


def _sections(item: ItemSpan) -> Iterator[SectionSpan]:
    for section in item.sections:
        if section.own and (section.kind in ("decision", "absence") or section.kind == "other" and section.end - section.start < 700):
            yield section


class _Reader:
    def __init__(self, work: Working) -> None:
        self.work = work
        self.found = sorted(work.people + work.parties, key=lambda f: f.start)
        self.starts = [f.start for f in self.found]
        self.parties = {a.name: a.party for a in work.meeting.attendees}
        self.numbers = {item.number.lstrip("0"): index for index, item in reversed(list(enumerate(work.meeting.items))) if item.number}
        self.left = _SPREAD
        # Those of whom the header tells which items they missed.
        self.ranged: set[str] = set()
        # Where each member stands in the decision of each item, by name and item; made when it is first asked for.
        self.acting: dict[tuple[str, int], list[int]] | None = None
        self.out: dict[int, list[Presence]] = {}
        # Those whom an item's own words, or the header by the item's number, give as away from it.
        self.away: dict[int, list[str]] = {}

    def entries(self) -> dict[int, list[Presence]]:
        """Give what was read, by item, in the order of the text."""
        return {index: sorted(found, key=lambda one: one.start) for index, found in self.out.items() if found}

    def add(self, index: int, one: Presence) -> None:
        """Keep one entry for a person and a status in each item: what the item itself tells comes first."""
        entries = self.out.setdefault(index, [])
        known = {e.status for e in entries if e.name == one.name}
        # Who is told to be disqualified is not told again to be away.
        if one.status not in known and not (one.status == "absent" and known & {"disqualified", "left", "arrived"}):
            entries.append(one)

    def people(self, start: int, end: int) -> list[Finding]:
        return self.found[bisect_left(self.starts, start) : bisect_left(self.starts, end)]

    def listed(self, index: int, section: SectionSpan) -> None:
        """Those on the item's own list of the absent."""
        if section.kind != "absence":
            return
        absent = self.work.absent.get(index, [])
        for one in self.people(section.start, section.end):
            if one.label == "PERSON" and one.id in absent and one.rule != "person/attendance":
                self.add(index, Presence(one.id, "absent", "", one.start, one.end, rule="presence/list"))

    def all_listed(self, index: int) -> None:
        """An item that is called `Fraværende`: whom its decision names, nothing else said, are the absent."""
        item = self.work.meeting.items[index]
        for section in item.parts("decision"):
            people = [one for one in self.people(section.body, section.end) if one.label == "PERSON"]
            if people and section.own and next(_hits(self.work.text, section.body, section.end), None) is None:
                for one in people:
                    self.add(index, Presence(one.id, "absent", "", one.start, one.end, rule="presence/list"))
                    self.away.setdefault(index, []).append(one.id)

    def header(self) -> None:
        """Those absent by the list of members are absent from every item; what else is said there counts where it names items."""
        meeting = self.work.meeting
        items = range(len(meeting.items))
        self.read(None, 0, min(meeting.header_end, meeting.contents_start or meeting.header_end, 12000))
        if meeting.contents_end < meeting.header_end:
            self.read(None, meeting.contents_end, min(meeting.header_end, meeting.contents_end + 12000))
        told = {index: {entry.name for entry in found} for index, found in self.out.items()}
        for attendee in meeting.attendees:
            if attendee.present or attendee.name in self.ranged or self.left <= 0:
                continue
            for index in items:
                if attendee.name not in told.get(index, ()):
                    self.left -= 1
                    self.out.setdefault(index, []).append(Presence(attendee.name, "absent", "", attendee.start, attendee.end, rule="presence/header"))

    def read(self, index: int | None, start: int, end: int) -> None:  # noqa: C901 (who came, went or sat for whom, one status a branch)
        """Read the announcements between two offsets; `index` is the item that they stand in, None in the header."""
        text = self.work.text
        rules, _, because, _ = _rules()
        told: list[str] = []
        for hit in _hits(text, start, end):
            assert hit.lastgroup is not None
            rule = rules[int(hit.lastgroup[1:])]
            first, last = _sentence(text, hit.start(), hit.end(), start, end)
            before, after = self._around(first, last, hit)
            people = before if rule.people == "before" else after
            if rule.adjacent and not (people and _ADJACENT.fullmatch(text, people[-1].end, hit.start())):
                continue
            replaced: list[str] = []
            if rule.id == "presence/substitute-for":
                replaced, people = [v.id for v in after], self._following(after, last)
            elif rule.status == "substitute":
                replaced = [v.id for v in after] if rule.id == "presence/as-substitute" else [v.id for v in before] or told or self._line_before(hit.start())
            if rule.status == "absent":
                told = [v.id for v in people]
            if not people or rule.status == "none" or rule.status == "absent" and self._of_another_meeting(hit, last):
                continue
            if rule.id == "presence/substitute-label" and not self._sits_in(index, hit):
                continue
            status = rule.status
            during = " under " in hit.group()
            # The reason may stand before what is told: `er medlem af bestyrelsen og forlod mødet under sagen`.
            if rule.because and (status != "left" or during) and because.search(text, people[-1].end if during else hit.end(), last):
                status = "disqualified"
            if status == "disqualified" and index is None:
                continue
            clock = next(iter(find_times(" ".join(_CLOCK.findall(text[hit.start() : last])))), None) if status in ("arrived", "left") else None
            for at, one in enumerate(people):
                place = replaced[at] if len(replaced) == len(people) else replaced[-1] if len(replaced) == 1 else None
                span = (min(one.start, hit.start()), max(one.end, hit.end()))
                self._spread(index, replace_name(one, status, span, place, clock, rule.id), rule, self._covered(index, hit, first, last))

    def _covered(self, index: int | None, hit: re.Match[str], first: int, last: int) -> str:
        """Give the words that may name the items covered: those of the phrase, right behind it (`inhabil i punkt 3`), or that begin the sentence (`Under punkt 2 deltog`)."""
        said, text = hit.group(), self.work.text
        if _rules()[3].search(said):
            return said
        opening = shape_of("presence", "items_first").match(text, first, last)
        behind = shape_of("presence", "items_behind").match(text, hit.end(), last)
        numbers = _rules()[3]
        for at in (opening.end() if opening else None, behind.end() if behind else None):
            named = numbers.match(text, at, last) if at is not None else None
            if named:
                return said + " " + named.group()
        return said

    def _of_another_meeting(self, hit: re.Match[str], last: int) -> bool:
        """Tell whether an absence is told of the next meeting, or of one that is called off."""
        line = self.work.text.rfind("\n", 0, hit.start()) + 1
        return _single("next_meeting").search(self.work.text, max(line, hit.start() - 300), last) is not None

    def _sits_in(self, index: int | None, hit: re.Match[str]) -> bool:
        """Tell whether `stedfortræder Ida Bro` took part, or was only chosen: the verb, the parentheses or an absence on the line say so."""
        text = self.work.text
        # The list of the absent may stand on the line above.
        line = text[max(text.rfind("\n\n", 0, hit.start()), hit.start() - 250, 0) : hit.start()]
        return (
            index is None
            or shape_of("presence", "took_part_word").search(hit.group()) is not None
            or shape_of("presence", "absence_above").search(line) is not None
        )

    def _line_before(self, at: int) -> list[str]:
        """Give the people named on the line before an offset: `Afbud: Ida Bro (A). I stedet deltog`."""
        start = self.work.text.rfind("\n", 0, at) + 1
        return list(dict.fromkeys(f.id for f in self.people(max(start, at - 400), at) if f.label == "PERSON"))

    def _around(self, first: int, last: int, hit: re.Match[str]) -> tuple[list[Voter], list[Voter]]:
        """Give the people right before a phrase and right behind it."""
        found = self.people(first, last)
        voters, text = read_voters(self.work.text, found, first, last, self.parties) if found else ([], "")
        groups = read_lists(text, [v for v in voters if v.person], all_but=False) if voters else []
        before = [group for group in groups if group[-1].end <= hit.start()]
        after = [group for group in groups if group[0].start >= hit.end()]
        return before[-1] if before else [], after[0] if after and after[0][0].start - hit.end() < 40 else []

    def _following(self, after: list[Voter], last: int) -> list[Voter]:
        """`Som stedfortræder for Ida Bro deltog Per Ly`: the people behind the verb."""
        if not after:
            return []
        found = [f for f in self.people(after[-1].end, last) if f.label == "PERSON"]
        verb = shape_of("presence", "verb_behind").search(self.work.text, after[-1].end, last)
        return [Voter(f.start, f.end, f.id, True) for f in found if verb and f.start >= verb.end()]

    def _spread(self, index: int | None, one: Presence, rule: _Rule, said: str) -> None:  # noqa: C901 (the items that an announcement covers, one status a branch)
        """Put an entry at every item that it covers."""
        items = self.work.meeting.items
        at: int | None
        named = self._items(said)
        if index is None and named:
            self.ranged.add(one.name)
        if rule.covers == "item" or one.status == "disqualified":
            whole = self._within(range(len(items))) if index is None and not named and one.status in ("absent", "substitute") else []
            for each in named or ([index] if index is not None else whole):
                self.add(each, one)
                # Numbers that name no other item are points of this one's proposal.
                if one.status in _AWAY and (named or index is not None and _rules()[3].search(said) is None):
                    self.away.setdefault(each, []).append(one.name)
            return
        at = named[0] if named else index
        when = next((step for word, step in _WHEN.items() if re.search(rf"\b{word}\b", said)), 0)
        away = replace(one, status="absent", time=None)
        if at is None:
            # A clock time in the header tells no item: it stands at the meeting's border.
            self.add(0 if rule.covers == "start" else len(items) - 1, one)
        elif rule.covers == "start":
            # `ankom efter punkt 3`: present from the next one on.
            border = at + 1 if when > 0 else at
            if border < len(items):
                self.add(border, one)
            for earlier in self._within(range(border)):
                if self._took_no_part(one, earlier):
                    self.add(earlier, replace(away, rule="presence/arrived-later"))
        else:
            border = at - 1 if when < 0 else at
            self.add(max(border, 0), one)
            for later in self._within(range(border + 1, len(items))):
                if self._took_no_part(one, later):
                    self.add(later, replace(away, rule="presence/left-before"))

    def _within(self, items: range) -> range:
        """Give as many of the items as the document may still fill."""
        items = items[: max(self.left, 0)]
        self.left -= len(items)
        return items

    def _took_no_part(self, one: Presence, index: int) -> bool:
        """Tell whether nothing in an item's decision, this announcement aside, shows the member there."""
        if self.acting is None:
            self.acting = {}
            for at, item in enumerate(self.work.meeting.items):
                for section in item.parts("decision"):
                    for found in self.people(section.body, section.end) if section.own else ():
                        self.acting.setdefault((found.id, at), []).append(found.start)
        return all(one.start <= start < one.end for start in self.acting.get((one.name, index), ()))

    def _items(self, said: str) -> list[int]:
        """Give the items that a phrase names: by number, in lists and in ranges."""
        hit = _rules()[3].search(said)
        if hit is None:
            return []
        out: list[int] = []
        for one in shape_of("presence", "numbers").finditer(hit.group()):
            low, high = int(one["first"]), int(one["last"] or one["first"])
            if high - low > 500:
                continue
            out += [self.numbers[str(number)] for number in range(low, high + 1) if str(number) in self.numbers]
        return sorted(set(out))


def _hits(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """Give the phrases between two offsets; only the lines around a word that all phrases share are searched."""
    pattern, at = _rules()[1], start
    while (hint := _single("hint").search(text, at, end)) is not None:
        line = text.find("\n", hint.end(), end)
        stop = line if line >= 0 else end
        yield from pattern.finditer(text, max(at, hint.start() - _LEAD), stop)
        at = stop


def replace_name(one: Voter, status: str, span: tuple[int, int], replaces: str | None, time: str | None, rule: str) -> Presence:
    """Give the entry of one person."""
    return Presence(one.id, status, "", span[0], span[1], replaces if replaces != one.id else None, time, rule)


def _sentence(text: str, start: int, end: int, floor: int, ceiling: int) -> tuple[int, int]:
    """Give the borders of the sentence around a phrase. A full stop behind an abbreviation or a number ends none."""
    low = max(floor, start - 300)
    first = low
    for hit in _SENTENCE.finditer(text, low, start):
        if (
            "\n" in hit.group()
            or hit.group()[0] != "."
            or not re.search(r"(?:\b(?:kl|nr|pkt|d|jf|pga|pgr|ifm|ift|iht|mht|vedr|[A-ZÆØÅ][a-zæøå]{0,2})|\d)$", text[max(low, hit.start() - 6) : hit.start()])
        ):
            first = hit.end()
    last = min(ceiling, end + 300)
    for hit in _SENTENCE.finditer(text, end, last):
        if hit.group()[0] != "." or not re.search(
            r"\b(?:kl|nr|pkt|d|jf|pga|pgr|ifm|ift|iht|mht|vedr|[A-ZÆØÅ][a-zæøå]{0,2})$", text[max(end, hit.start() - 6) : hit.start()]
        ):
            return first, hit.start()
    return first, last


@Danish.factory("minutes_presence")
def make_presence_reader(nlp: Language, name: str) -> PresenceReader:
    """Build the component."""
    return PresenceReader()
