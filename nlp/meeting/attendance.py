"""Attendance lists: who was there, for which party, and who was not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

from nlp.meeting.evidence import any_of
from nlp.meeting.model import Attendee
from nlp.meeting.names import BROKEN_NAME, NAME, ROW, is_given, split_row
from nlp.meeting.notes import Note, is_official, office, officials, party_of, presence, read_note, statuses
from nlp.meeting.party_words import party_letter
from nlp.rules import from_rules, rule_file, words

# Characters of a line that may have been broken off.
_WRAPPED = 55
_PAREN = re.compile(r"[ \t,]*(?:\(\(?\s?([^()\n]{1,60}?)\s?\)\)?|\[\s?([^\[\]\n]{2,40}?)\s?\])")
_AFTER = re.compile(r"[ \t]*(?:\.{3,}[ \t]*|[-–:,][ \t]*|\s(?=\()|(?<=\))[ \t](?=[a-zæøå]))([^\n,;()\t]{2,60})")
# A cell of a table, or a line below a name.
_CELL = re.compile(r"[ \t]*[\t\n][ \t]*([^\t\n]{1,60}?)[ \t]*(?=\t|\n|$)")
# What stands before a name: a mark, the party.
_MARK = re.compile(r"(?P<here>[✓✔☑✅]|[\[(][xX][\])])|(?P<away>[✗✘☐❌]|\[ \])")
_PARTY_BEFORE = re.compile(r"(?:\((?P<inner>[A-ZÆØÅ]{1,2})\)|(?P<letter>[A-ZÆØÅ])(?:\s?[-–:]|\.?\t))\s*(?=[A-ZÆØÅ][\w’'.-]+ [A-ZÆØÅ])")
# `Ida Bro, A`, `Ida Bro (idbr) A`: the letter alone, before the next name or the end of the line.
_COMMA_PARTY = re.compile(r"[ \t]*,[ \t]*([A-ZÆØÅ]{1,3}|[A-ZÆØÅa-zæøå]{4,}(?: for parti(?:erne)?)?)(?=[ \t]*(?:$|\n|\t|,|;|:|\(|[-–]\s|\.(?:\s|$)|\.\.))")
# `Ida Bro, FOA (næstformand)`: whom a member of a board stands for.
_ORGANISATION = re.compile(
    r"[ \t]*,[ \t]*(?:\d[A-ZÆØÅ]|\d{1,2}\.? ?[a-zæøåA-ZÆØÅ](?:\.? klasse)?|[A-ZÆØÅ]{2,6}(?:[/-][A-ZÆØÅ]{1,6})?)(?=[ \t]*(?:$|\n|\t|,|;|\())"
)
_BARE_PARTY = re.compile(r"[ \t]+([A-ZÆØÅ])(?=[ \t]*(?:$|\n|,|;|\())")
_LAST_LETTER = re.compile(r" ([A-ZÆØÅ])$")
_JOIN = re.compile(r"[ \t]*(?:[,;]\s*(?:og|samt)?\s|[,;]|\n|\t|\s(?:og|samt|and)\s|\s?[•·|∙/]\s|\.\s)\s*")
_SEPARATOR = re.compile(r"[,;](?:\s(?:og|samt)(?=\s))?|\n|\t|\s(?:og|samt|and)\s|\s[•·|∙/]\s|\.\s(?=[A-ZÆØÅ][\w-]+ [A-ZÆØÅ])")
_BULLET = re.compile(r"(?:[\s•·∙*–-]|(?:(?<=[,:;]\s)|(?<=\n))\d{1,2}[.)] ?(?=[A-ZÆØÅ][\w.’-]+ [A-ZÆØÅ]))+")
_ROLE_LABEL = re.compile(r"([\wæøåÆØÅ. ]{4,30}?)(?::[ \t]*|[ \t][-–][ \t])(?=[A-ZÆØÅ])")
_ROLE_BEFORE = re.compile(r"((?:\d\. ?)?[a-zæøå]{5,25})\s+(?=[A-ZÆØÅ])")
_ROLE_FIRST = re.compile(r"^(?P<role>[A-ZÆØÅ][a-zæøå]+)\s+(?=[A-ZÆØÅ])")
# `skibsreder `, `fhv. styrmand `, `Regionsrådsmedlem `, `2. viceborgm.\t` before a name of two words.
_TITLE = re.compile(r"((?:[a-zæøå.]+ ){0,2}[a-zæøå][\wæøå-]{3,25}\.?|(?:\d\. ?)?[A-ZÆØÅ][\wæøå-]{3,25}\.?)[ \t](?=[A-ZÆØÅ][\w’'.-]*[ -][A-ZÆØÅ])")
_SURNAME_FIRST = re.compile(
    r"(?P<last>[A-ZÆØÅ][\wæøå’'-]+(?: [A-ZÆØÅ][\wæøå’'-]+)?), (?P<first>[A-ZÆØÅ][\wæøå.-]+(?: [A-ZÆØÅ][\wæøå.-]*)?)(?=[ \t]*(?:$|\n|\(|;))"
)


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
    text: str,
    start: int,
    end: int,
    *,
    present: bool = True,
    strict: bool = False,
    elsewhere: Callable[[str], bool] | None = None,
    serving: bool = False,
) -> list[Attendee]:
    """Read a list of names between two character offsets.

    Args:
        text: The normalised text.
        start: Where the list begins, behind its label.
        end: Where it ends.
        present: What the list's label says of those on it; `(Afbud)` behind a name outweighs it.
        strict: Whether the list ends with the first word that is neither a name nor stands behind one.
        elsewhere: Tells whether a name stands elsewhere in the document; with it, rows of names without commas are cut.
        serving: Whether those are kept, too, whose office is to serve the meeting: they are the side of the management.

    Example:
        >>> [(a.name, a.party, a.present) for a in read_attendance("Ida Bro (A), Per Ly (Afbud) og Bo Å (V)", 0, 39)]
        [('Ida Bro', 'A', True), ('Per Ly', None, False), ('Bo Å', 'V', True)]
        >>> [(a.name, a.party) for a in read_attendance("Bro, Ida (A)\\nLy, Per (V)", 0, 24)]
        [('Ida Bro', 'A'), ('Per Ly', 'V')]
    """
    reader = _Reader(text, start, end, present, strict, elsewhere)
    reader.read()
    _share_codes(text, reader.entries)
    return [entry.attendee for entry in reader.entries if serving or not is_official(entry.attendee.role)]


class _Entry:
    """An attendee and the words in brackets behind the name that are neither party nor role."""

    def __init__(self, attendee: Attendee) -> None:
        self.attendee = attendee
        self.codes: list[tuple[int, int]] = []


class _Reader:
    """Reads one list, entry by entry."""

    def __init__(self, text: str, start: int, end: int, present: bool, strict: bool, elsewhere: Callable[[str], bool] | None) -> None:
        self.text, self.start, self.at, self.end = text, start, start, end
        self.present, self.strict, self.elsewhere = present, strict, elsewhere
        self.entries: list[_Entry] = []
        # In a list with commas, a long line may break off inside a name; a list of one name a line has none.
        commas, lines = text.count(",", start, end), text.count("\n", start, end)
        self.wrapped = commas >= 2 * max(1, lines)
        self.each = 2.0 if commas > 1 else 1.0
        # In a list of one name a line, what stands behind a comma is the organisation unless it begins as a name does.
        self.by_line = lines > 1 and commas <= lines + 2
        self.surnames_first = _surnames_first(text, start, end)

    def read(self) -> None:
        """Fill `entries`."""
        while self.at < self.end:
            skip = _BULLET.match(self.text, self.at, self.end)
            self.at = skip.end() if skip else self.at
            if self.at >= self.end:
                return
            mark, party = self._mark(), self._party_before()
            role, first = self._role_before(), len(self.entries)
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
            for entry in self.entries[first : first + 1]:
                if mark is not None:
                    entry.attendee.present = mark
                if party and entry.attendee.party is None:
                    entry.attendee.party, entry.attendee.party_start, entry.attendee.party_end = party

    def _mark(self) -> bool | None:
        hit = _MARK.match(self.text, self.at, self.end)
        if hit is None:
            return None
        space = _BULLET.match(self.text, hit.end(), self.end)
        self.at = space.end() if space else hit.end()
        return hit["here"] is not None

    def _party_before(self) -> tuple[str, int, int] | None:
        """Read `(A) ` or `A - ` before a name."""
        hit = _PARTY_BEFORE.match(self.text, self.at, self.end)
        group = "inner" if hit and hit["inner"] else "letter"
        letter = party_letter(hit[group]) if hit else None
        if hit is None or letter is None:
            return None
        self.at = hit.end()
        return letter, hit.start(group), hit.end(group)

    def _on(self) -> None:
        """Go on behind an entry: over cells that tell of it, and over what divides it from the next, which may be nothing."""
        self._cells()
        join = _JOIN.match(self.text, self.at, self.end)
        if join:
            self.at = join.end()
        elif self.strict:
            self.end = self.at
        elif not NAME.match(self.text, self.at, self.end) and not (
            self.text[self.at : self.at + 1] == " " and self.text[self.at - 1] == ")" and NAME.match(self.text, self.at + 1, self.end)
        ):
            self._skip()

    def _cells(self) -> None:
        """Read party, office and presence in cells of their own, beside the name or on the lines below it."""
        while self.entries and not self.strict:
            cell = _CELL.match(self.text, self.at, self.end)
            note = read_note(cell[1]) if cell else None
            if cell is None or note is None:
                return
            _take_note(self.entries[-1].attendee, note, cell.start(1))
            self.at = cell.end()

    def _skip(self) -> None:
        hit = _SEPARATOR.search(self.text, self.at, self.end)
        self.at = hit.end() if hit else self.end

    def _role_before(self) -> str | None:
        """Read `Formand: `, `rådmand `, `Formand` without a blank behind it, before a name."""
        status = statuses()["role"]
        for pattern in (_ROLE_LABEL, _ROLE_BEFORE):
            hit = pattern.match(self.text, self.at, self.end)
            if hit and hit[1].casefold().strip() in status:
                self.at = hit.end()
                return hit[1].casefold().strip()
        glued = _glued_role().match(self.text, self.at, self.end)
        if glued:
            self.at = glued.end()
            return glued[1].casefold()
        title = _TITLE.match(self.text, self.at, self.end)
        if title and (title[1][0].islower() or office(title[1])) and not any(word in _small_words() for word in title[1].split()):
            self.at = title.end()
            return office(title[1].split()[-1])
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
        if _is_name(entry.attendee.name) and not self._is_affiliation(entry.attendee):
            self.entries.append(entry)
        stand_in = _stand_in().match(self.text, self.at, self.end) if tail else None
        if stand_in:
            party = party_letter(stand_in["party"]) if stand_in["party"] else None
            self.entries.append(_Entry(Attendee(stand_in["name"], stand_in.start("name"), stand_in.end("name"), party, role="stedfortræder")))
            self.at = stand_in.end()

    def _is_affiliation(self, attendee: Attendee) -> bool:
        if not self.by_line or is_given(attendee.name.split()[0]):
            return False
        begin = max(self.text.rfind("\n", 0, attendee.start) + 1, self.start)
        return bool(self.entries) and self.entries[-1].attendee.start >= begin and "," in self.text[self.entries[-1].attendee.end : attendee.start]

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
            organisation = _ORGANISATION.match(text, at, end)
            if organisation:
                at = organisation.end()
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
    if first and first["role"].casefold() in statuses()["role"]:
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
    told = after[1].strip()
    here, role = presence(told), office(told)
    if here is None and role is None:
        return at
    _take_note(attendee, Note(role=role, present=here), at)
    return after.end(1)


def _take_note(attendee: Attendee, note: Note, start: int) -> None:
    if note.party and attendee.party is None:
        attendee.party, attendee.party_start, attendee.party_end = note.party, start + note.party_start, start + note.party_end
    attendee.role = note.role or attendee.role
    if note.present is False:
        attendee.present = False


def _parenthesis(entry: _Entry, paren: re.Match[str]) -> None:
    """Read brackets that tell one thing or several: `(V)`, `(V, Afbud)`, `(A, formand)`, `(Orlov)`."""
    group = 1 if paren[1] else 2
    whole = paren[group]
    party = party_of(whole.strip()) if "," not in whole else None
    if party and entry.attendee.party is None:
        _take_note(entry.attendee, Note(*party), paren.start(group) + whole.index(whole.strip()))
        return
    at = paren.start(group)
    for part in whole.split(","):
        told = part.strip()
        note = read_note(told) if told else None
        start = at + part.index(told)
        if note is not None:
            _take_note(entry.attendee, note, start)
        elif told[:1].isupper() and len(told) < 5 and told.isalpha():
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


@from_rules
def _small_words() -> frozenset[str]:
    """Words in small letters that stand before a name and are no office of the one it names."""
    return frozenset(rule_file("attendance")["entries"]["no_titles"])


def _surnames_first(text: str, start: int, end: int) -> bool:
    """Tell whether a list writes `Bro, Ida`: on most lines, with given names behind the comma and none before it."""
    lines = [line.strip(" •·*-") for line in text[start:end].split("\n") if line.strip()]
    given = words("given_names")
    hits = [
        hit
        for line in lines
        if (hit := _SURNAME_FIRST.match(line)) and hit["last"].split(" ")[0] not in given and hit["first"].split(" ")[0].split("-")[0] in given
    ]
    return len(hits) > 1 and 2 * len(hits) > len(lines) or len(hits) == len(lines) == 1 and "(" in lines[0]


@from_rules
def _inflected_roles() -> frozenset[str]:
    return frozenset(role + ending for role in statuses()["role"] for ending in ("en", "et", "n", "e", "er", "erne"))


def _is_name(name: str) -> bool:
    low = name.casefold()
    status = statuses()
    if low in status["role"] or low in status["absent"] or low in status["present"] or party_letter(name):
        return False
    if (
        name.split()[-1].casefold() in _not_last()
        or re.match(r"(?:Liste|Gruppe|Valggruppe) [A-ZÆØÅ\d]$", name)
        or low in _no_names()
        or low in _inflected_roles()
        or low in officials()
    ):
        return False
    return len(name) > 2 and not name.isupper() and name.split()[0][0].isupper()
