"""Attendance lists: who was there, for which party, and who was not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

from nlp.meeting.evidence import any_of
from nlp.meeting.model import Attendee
from nlp.meeting.names import BROKEN_NAME, NAME, ROW, split_row
from nlp.meeting.party_words import party_letter
from nlp.rules import from_rules, rule_file, words

# Characters of a line that may have been broken off.
_WRAPPED = 55
_PAREN = re.compile(r"[ \t,]*\(\(?\s?([^()\n]{1,60}?)\s?\)\)?")
_AFTER = re.compile(r"[ \t]*(?:[-–:,][ \t]*|\s(?=\())([^\n,;()]{2,60})")
# `Ida Bro, A`, `Ida Bro (idbr) A`: the letter alone, before the next name or the end of the line.
_COMMA_PARTY = re.compile(r"[ \t]*,[ \t]*([A-ZÆØÅ]{1,3}|[A-ZÆØÅa-zæøå]{4,}(?: for parti(?:erne)?)?)(?=[ \t]*(?:$|\n|,|;|\(|[-–]\s))")
_BARE_PARTY = re.compile(r"[ \t]+([A-ZÆØÅ])(?=[ \t]*(?:$|\n|,|;|\())")
_LAST_LETTER = re.compile(r" ([A-ZÆØÅ])$")
_JOIN = re.compile(r"[ \t]*(?:[,;]\s*(?:og|samt)?\s|[,;]|\n|\t|\s(?:og|samt|and)\s|\s[•·|]\s)\s*")
_SEPARATOR = re.compile(r"[,;]|\n|\t|\s(?:og|samt|and)\s|\s[•·|]\s|\.\s(?=[A-ZÆØÅ][\w-]+ [A-ZÆØÅ])")
_BULLET = re.compile(r"[\s•·*–-]+")
_ROLE_LABEL = re.compile(r"([\wæøåÆØÅ. ]{4,30}?)(?::[ \t]*|[ \t][-–][ \t])(?=[A-ZÆØÅ])")
_ROLE_BEFORE = re.compile(r"((?:\d\. ?)?[a-zæøå]{5,25})\s+(?=[A-ZÆØÅ])")
_ROLE_FIRST = re.compile(r"^(?P<role>[A-ZÆØÅ][a-zæøå]+)\s+(?=[A-ZÆØÅ])")
_OF_PART = re.compile(r" (?:ved|under|fra|til|i) (?:punkt|pkt|sag)")
_SURNAME_FIRST = re.compile(r"(?P<last>[A-ZÆØÅ][\wæøå’'-]+), (?P<first>[A-ZÆØÅ][\wæøå.-]+(?: [A-ZÆØÅ][\wæøå.-]*)?)(?=[ \t]*(?:$|\n|\(|;))")


@from_rules
def _status() -> dict[str, frozenset[str]]:
    return {name: frozenset(words) for name, words in rule_file("layout")["status"].items()}


@from_rules
def _no_names() -> frozenset[str]:
    return frozenset(rule_file("presence")["attendance"]["no_names"])


@from_rules
def _not_last() -> frozenset[str]:
    return frozenset(rule_file("attendance")["entries"]["no_people"])


@from_rules
def _begins() -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of(rule_file('attendance')['entries']['ends'])})\s+(?=[A-ZÆØÅ])")


@from_rules
def _ends() -> re.Pattern[str]:
    """What ends a name in running text: the first word of what follows a list."""
    return re.compile(rf"(?<=\S) (?:{any_of(rule_file('attendance')['entries']['ends'])})\b.*$")


@from_rules
def _officials() -> frozenset[str]:
    return frozenset(rule_file("attendance")["entries"]["officials"])


@from_rules
def _glued_role() -> re.Pattern[str]:
    """`FormandIda Bro`: a role without a blank behind it."""
    roles = any_of(role.capitalize() for role in rule_file("layout")["status"]["role"] if role.isalpha())
    return re.compile(rf"({roles})(?=[A-ZÆØÅ][a-zæøå])")


@from_rules
def _stand_in() -> re.Pattern[str]:
    return re.compile(
        rf"[ \t]*[-–][ \t]*(?P<name>{NAME.pattern})(?: \((?P<party>[A-ZÆØÅ]{{1,2}})\))?,? (?:deltager som |deltog som |som )?(?:stedfortræder|suppleant)\b"
    )


def read_attendance(
    text: str, start: int, end: int, *, present: bool = True, strict: bool = False, elsewhere: Callable[[str], bool] | None = None
) -> list[Attendee]:
    """Read a list of names between two character offsets.

    Args:
        text: The normalised text.
        start: Where the list begins, behind its label.
        end: Where it ends.
        present: What the list's label says of those on it; `(Afbud)` behind a name outweighs it.
        strict: Whether the list ends with the first word that is neither a name nor stands behind one.
        elsewhere: Tells whether a name stands elsewhere in the document; with it, rows of names without commas are cut.

    Example:
        >>> [(a.name, a.party, a.present) for a in read_attendance("Ida Bro (A), Per Ly (Afbud) og Bo Å (V)", 0, 39)]
        [('Ida Bro', 'A', True), ('Per Ly', None, False), ('Bo Å', 'V', True)]
        >>> [(a.name, a.party) for a in read_attendance("Bro, Ida (A)\\nLy, Per (V)", 0, 24)]
        [('Ida Bro', 'A'), ('Per Ly', 'V')]
    """
    reader = _Reader(text, start, end, present, strict, elsewhere)
    reader.read()
    _share_codes(text, reader.entries)
    return [entry.attendee for entry in reader.entries if entry.attendee.role not in _officials()]


class _Entry:
    """An attendee and the words in brackets behind the name that are neither party nor role."""

    def __init__(self, attendee: Attendee) -> None:
        self.attendee = attendee
        self.codes: list[tuple[int, int]] = []


class _Reader:
    """Reads one list, entry by entry."""

    def __init__(self, text: str, start: int, end: int, present: bool, strict: bool, elsewhere: Callable[[str], bool] | None) -> None:
        self.text, self.at, self.end, self.present, self.strict, self.elsewhere = text, start, end, present, strict, elsewhere
        self.entries: list[_Entry] = []
        # In a list with commas, a long line may break off inside a name; a list of one name a line has none.
        commas, lines = text.count(",", start, end), text.count("\n", start, end)
        self.wrapped = commas >= 2 * max(1, lines)
        self.each = 2.0 if commas > 1 else 1.0
        self.surnames_first = _surnames_first(text, start, end)

    def read(self) -> None:
        """Fill `entries`."""
        while self.at < self.end:
            skip = _BULLET.match(self.text, self.at, self.end)
            self.at = skip.end() if skip else self.at
            if self.at >= self.end:
                return
            role = self._role_before()
            inverted = _SURNAME_FIRST.match(self.text, self.at, self.end) if self.surnames_first else None
            if inverted:
                name = f"{inverted['first']} {inverted['last']}"
                self._entry(_Entry(Attendee(name, inverted.start(), inverted.end(), role=role, present=self.present)), inverted.end())
            elif not self._names(role):
                if self.strict:
                    return
                self._skip()
                continue
            self._on()

    def _on(self) -> None:
        """Go on behind an entry: over what divides it from the next, which may be nothing."""
        join = _JOIN.match(self.text, self.at, self.end)
        if join:
            self.at = join.end()
        elif self.strict:
            self.end = self.at
        elif not NAME.match(self.text, self.at, self.end) and not (
            self.text[self.at : self.at + 1] == " " and self.text[self.at - 1] == ")" and NAME.match(self.text, self.at + 1, self.end)
        ):
            self._skip()

    def _skip(self) -> None:
        hit = _SEPARATOR.search(self.text, self.at, self.end)
        self.at = hit.end() if hit else self.end

    def _role_before(self) -> str | None:
        """Read `Formand: `, `rådmand `, `Formand` without a blank behind it, before a name."""
        status = _status()["role"]
        for pattern in (_ROLE_LABEL, _ROLE_BEFORE):
            hit = pattern.match(self.text, self.at, self.end)
            if hit and hit[1].casefold().strip() in status:
                self.at = hit.end()
                return hit[1].casefold().strip()
        glued = _glued_role().match(self.text, self.at, self.end)
        if glued:
            self.at = glued.end()
            return glued[1].casefold()
        return None

    def _names(self, role: str | None) -> bool:
        """Read the name at this place, or the row of names that nothing divides."""
        text = self.text
        label = _begins().match(text, self.at, self.end)
        self.at = label.end() if label else self.at
        row = ROW.match(text, self.at, self.end) if self.elsewhere is not None else None
        hit = NAME.match(text, self.at, self.end)
        if hit is None:
            return False
        if self.wrapped and text[hit.end() : hit.end() + 1] == "\n" and hit.end() - text.rfind("\n", 0, hit.end()) > _WRAPPED:
            hit = BROKEN_NAME.match(text, self.at, self.end) or hit
        stop = _ends().search((row or hit).group())
        if row and self.elsewhere is not None and "\n" not in row.group():
            whole = row.group()[: stop.start()] if stop else row.group()
            spans = split_row(whole, self.elsewhere, self.each)
        else:
            whole = hit.group()[: stop.start()] if stop else hit.group()
            spans = [(0, len(whole))]
        begin = self.at
        for first, last in spans[:-1]:
            self._entry(_Entry(Attendee(whole[first:last], begin + first, begin + last, role=role, present=self.present)), begin + last, tail=False)
            role = None
        first, last = spans[-1]
        name = whole[first:last].rstrip()
        self._entry(_named(name, begin + first, role, self.present), begin + first + len(name))
        if stop:
            self.end = self.at
        return True

    def _entry(self, entry: _Entry, at: int, *, tail: bool = True) -> None:
        self.at = self._tail(entry, at) if tail else at
        if _is_name(entry.attendee.name):
            self.entries.append(entry)
        elif self.entries and not entry.attendee.party:
            # Name, role and party on lines of their own.
            _line_behind(self.entries[-1].attendee, entry.attendee)
        stand_in = _stand_in().match(self.text, self.at, self.end) if tail else None
        if stand_in:
            party = party_letter(stand_in["party"]) if stand_in["party"] else None
            self.entries.append(_Entry(Attendee(stand_in["name"], stand_in.start("name"), stand_in.end("name"), party, role="stedfortræder")))
            self.at = stand_in.end()

    def _tail(self, entry: _Entry, at: int) -> int:
        """Read what stands behind a name: party, role, status, in brackets or not."""
        attendee, text, end = entry.attendee, self.text, self.end
        bracket = False
        while True:
            paren = _PAREN.match(text, at, end)
            if paren:
                _parenthesis(entry, paren)
                at, bracket = paren.end(), True
                continue
            letter = (_BARE_PARTY.match(text, at, end) if bracket else None) or _COMMA_PARTY.match(text, at, end)
            if letter and attendee.party is None and (found := party_letter(letter[1])):
                attendee.party, attendee.party_start, attendee.party_end = found, letter.start(1), letter.end(1)
                at = letter.end()
                continue
            role = re.compile(r"[ \t]*,[ \t]*").match(text, at, end)
            glued = _glued_role().match(text, role.end(), end) if role else None
            if glued and attendee.role is None:
                attendee.role, at = glued[1].casefold(), glued.end()
                return at
            behind = _status_behind(attendee, text, at, end)
            if behind == at:
                return at
            at = behind


def _named(name: str, start: int, role: str | None, present: bool) -> _Entry:
    """Make an entry of a name as it is printed: its role may stand first in it, its party's letter last."""
    first = _ROLE_FIRST.match(name)
    if first and first["role"].casefold() in _status()["role"]:
        role, start, name = first["role"].casefold(), start + first.end(), name[first.end() :]
    if name.endswith(".") and not re.search(r"\b[A-ZÆØÅ]\.$", name):
        name = name[:-1]
    attendee = Attendee(" ".join(name.split()), start, start + len(name), role=role, present=present)
    letter = _LAST_LETTER.search(name) if name.count(" ") > 1 else None
    if letter and party_letter(letter[1]):
        attendee.party, attendee.party_start, attendee.party_end = party_letter(letter[1]), start + letter.start(1), start + letter.end(1)
        attendee.name, attendee.end = " ".join(name[: letter.start()].split()), start + letter.start()
    return _Entry(attendee)


def _status_behind(attendee: Attendee, text: str, at: int, end: int) -> int:
    after = _AFTER.match(text, at, end)
    if after is None:
        return at
    said = after[1].strip().casefold().rstrip(".")
    status = _status()
    if said in status["role"] or said in _officials():
        attendee.role = said
    elif said in status["absent"] or said.split(" ")[0] in ("afbud", "fraværende") and not _OF_PART.search(said):
        attendee.present = False
    elif said not in status["present"]:
        return at
    return after.end(1)


def _parenthesis(entry: _Entry, paren: re.Match[str]) -> None:
    """Read brackets that tell one thing or several: `(V)`, `(V, Afbud)`, `(A, formand)`, `(Orlov)`."""
    attendee, status, at = entry.attendee, _status(), paren.start(1)
    for part in paren[1].split(","):
        told = part.strip()
        low = told.casefold().rstrip(".")
        letter = party_letter(told)
        if letter and attendee.party is None:
            start = at + part.index(told)
            attendee.party, attendee.party_start, attendee.party_end = letter, start, start + len(told)
        elif low in status["absent"] or low.startswith(("afbud", "fraværende", "ikke til stede")):
            attendee.present = False
        elif low in status["role"] or low in _officials():
            attendee.role = low
        elif told[:1].isupper() and len(told) < 5 and told.isalpha():
            start = at + part.index(told)
            entry.codes.append((start, start + len(told)))
        at += len(part) + 1


def _share_codes(text: str, entries: list[_Entry]) -> None:
    """Take codes in brackets (`(IA)`, `(Sam)`) for parties, where members share them: initials are each one's own."""
    open_entries = [entry for entry in entries if entry.attendee.party is None and entry.codes]
    counts = Counter(text[start:end] for entry in open_entries for start, end in entry.codes)
    known = sum(entry.attendee.party is not None for entry in entries) + sum(number for number in counts.values() if number > 1)
    for entry in open_entries:
        start, end = entry.codes[0]
        if counts[text[start:end]] > 1 or 2 * known >= len(entries):
            entry.attendee.party, entry.attendee.party_start, entry.attendee.party_end = text[start:end], start, end


def _line_behind(attendee: Attendee, line: Attendee) -> None:
    low, letter = line.name.casefold(), party_letter(line.name)
    if letter and attendee.party is None and len(line.name) > 2:
        attendee.party, attendee.party_start, attendee.party_end = letter, line.start, line.end
    elif low in _status()["role"] and attendee.role is None:
        attendee.role = low


def _surnames_first(text: str, start: int, end: int) -> bool:
    """Tell whether a list writes `Bro, Ida`: on most lines, with given names behind the comma and none before it."""
    lines = [line.strip(" •·*-") for line in text[start:end].split("\n") if line.strip()]
    given = words("given_names")
    hits = [hit for line in lines if (hit := _SURNAME_FIRST.match(line)) and hit["last"] not in given and hit["first"].split(" ")[0].split("-")[0] in given]
    return len(hits) > 1 and 2 * len(hits) > len(lines) or len(hits) == len(lines) == 1 and "(" in lines[0]


@from_rules
def _inflected_roles() -> frozenset[str]:
    return frozenset(role + ending for role in _status()["role"] for ending in ("en", "et", "n", "e", "er", "erne"))


def _is_name(name: str) -> bool:
    low = name.casefold()
    status = _status()
    if low in status["role"] or low in status["absent"] or low in status["present"] or party_letter(name):
        return False
    if (
        name.split()[-1].casefold() in _not_last()
        or re.match(r"(?:Liste|Gruppe|Valggruppe) [A-ZÆØÅ\d]$", name)
        or low in _no_names()
        or low in _inflected_roles()
        or low in _officials()
    ):
        return False
    return len(name) > 2 and not name.isupper() and name.split()[0][0].isupper()
