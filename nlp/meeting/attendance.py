"""Attendance lists: who was there, for which party, and who was not."""

from __future__ import annotations

import re

from nlp.meeting.model import Attendee
from nlp.rules import from_rules, rule_file

_UPPER = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪĮİĶĹĻĽŁŃŅŇŌŐŒŔŘŚŞŠŢŤŪŮŰŲŴŶŹŻŽȘȚ"
# A full stop belongs to a name only behind its initials and short forms (`Chr.`, `Sdr.`): any other ends the sentence.
_TOKEN = (
    rf"(?:(?:[{_UPPER}]\.){{2,}}|(?:[{_UPPER}]\w*-)?[{_UPPER}]\w{{0,3}}\.|[{_UPPER}][\w’'´`]*(?:-[{_UPPER}]?[\w’'´`]+)*"
    rf"|(?:van|von|de|der|den|af|el|al|bin|la|du|da|di|ten|ter|le|ibn|í|á|av)(?=\s)|(?:al|el)-[{_UPPER}][\w’'´`]*)"
)
NAME = re.compile(rf"(?=[{_UPPER}]){_TOKEN}(?:[ ]+{_TOKEN}){{0,5}}")
_BROKEN_NAME = re.compile(rf"(?=[{_UPPER}]){_TOKEN}(?:[ ]+{_TOKEN}){{0,5}}\n{_TOKEN}(?:[ ]+{_TOKEN}){{0,3}}(?=[ ]?[(,]|[ ]og[ ]|$)")
# Characters of a line that may have been broken off.
_WRAPPED = 55
_PAREN = re.compile(r"[ \t,]*\(\s?([^()\n]{1,60}?)\s?\)")
_AFTER = re.compile(r"[ \t]*(?:[-–:,][ \t]*|\s(?=\())([^\n,;()]{2,60})")
_SEPARATOR = re.compile(r"[,;]|\n|\t|\s(?:og|samt|and)\s|\s[•·|]\s|\.\s(?=[A-ZÆØÅ][\w-]+ [A-ZÆØÅ])")
_BULLET = re.compile(r"[\s•·*–-]+")
_ROLE_LABEL = re.compile(r"([\wæøåÆØÅ. ]{4,30}?):[ \t]*(?=[A-ZÆØÅ])")
_PARTY_HEADING = re.compile(r"(?:(?:[Ll]iste )?(?P<letter>[A-ZÆØÅ])\s?[.:–-]\s*)?(?P<name>[A-ZÆØÅ][^\n:,;()]{1,50}?)(?:\s*\([A-ZÆØÅ]\)|\s*\(\d+\))?:?$")
_ROLE_BEFORE = re.compile(r"((?:\d\. ?)?[a-zæøå]{5,25})\s+(?=[A-ZÆØÅ])")
_ROLE_FIRST = re.compile(r"^(?P<role>[A-ZÆØÅ][a-zæøå]+)\s+(?=[A-ZÆØÅ])")


@from_rules
def _status() -> dict[str, frozenset[str]]:
    return {name: frozenset(words) for name, words in rule_file("layout")["status"].items()}


@from_rules
def _no_names() -> frozenset[str]:
    return frozenset(rule_file("presence")["attendance"]["no_names"])


@from_rules
def _parties() -> dict[str, str]:
    out: dict[str, str] = {}
    for rule in rule_file("parties")["party"]:
        for word in (rule["letter"], *rule["names"], *rule["short"]):
            out.setdefault(word.casefold(), rule["letter"])
    for word in rule_file("parties")["outside"]["words"]:
        out[word.casefold()] = "UP"
    return out


def party_letter(words: str) -> str | None:
    """Resolve what stands in parentheses behind a name to a party's letter, or None where it is no party.

    Example:
        >>> party_letter("Socialdemokratiet"), party_letter("Uden for parti"), party_letter("L"), party_letter("Afbud")
        ('A', 'UP', 'L', None)
    """
    plain = " ".join(words.split()).rstrip(".")
    known = _parties().get(plain.casefold())
    if known:
        return known
    if re.fullmatch(r"UP-?\d", plain):
        return "UP"
    if re.fullmatch(r"[A-ZÆØÅ]", plain):
        return plain
    return None


def party_heading(words: str) -> str | None:
    """Give the letter of the party whose members stand below this line, or None where it is no such heading.

    Example:
        >>> party_heading("A. Socialdemokratiet"), party_heading("Venstre:"), party_heading("L. Patientlisten"), party_heading("A. Bro")
        ('A', 'V', 'L', None)
    """
    if len(words) > 60:
        return None
    hit = _PARTY_HEADING.fullmatch(words)
    if hit is None:
        return None
    known = _parties().get(hit["name"].casefold()) if len(hit["name"]) > 1 else None
    if known and len(hit["name"]) > 2:
        return hit["letter"] or known
    return hit["letter"] if hit["letter"] and (known or re.search(r"(?:list(?:en|e)|parti(?:et)?|demokraterne|borgerne)$", hit["name"].casefold())) else None


def read_attendance(text: str, start: int, end: int, *, present: bool = True) -> list[Attendee]:
    """Read a list of names between two character offsets.

    Args:
        text: The normalised text.
        start: Where the list begins, behind its label.
        end: Where it ends.
        present: What the list's label says of those on it; `(Afbud)` behind a name outweighs it.

    Example:
        >>> [(a.name, a.party, a.present) for a in read_attendance("Ida Bro (A), Per Ly (Afbud) og Bo Å (V)", 0, 39)]
        [('Ida Bro', 'A', True), ('Per Ly', None, False), ('Bo Å', 'V', True)]
    """
    out: list[Attendee] = []
    at = start
    # In a list with commas, a long line may break off inside a name; a list of one name a line has none.
    wrapped = text.count(",", start, end) >= 2 * max(1, text.count("\n", start, end))
    while at < end:
        skip = _BULLET.match(text, at, end)
        at = skip.end() if skip else at
        label = _ROLE_LABEL.match(text, at, end)
        role = label[1].casefold().strip() if label else None
        if label and role in _status()["role"]:
            at = label.end()
        before = _ROLE_BEFORE.match(text, at, end)
        if before and before[1].casefold() in _status()["role"]:
            # `rådmand Bo Skov`, `1. viceborgmester Ida Bro`
            role, at = before[1].casefold(), before.end()
        hit = NAME.match(text, at, end)
        if hit is None:
            at = _next(text, at, end)
            continue
        if wrapped and text[hit.end() : hit.end() + 1] == "\n" and hit.end() - text.rfind("\n", 0, hit.end()) > _WRAPPED:
            hit = _BROKEN_NAME.match(text, at, end) or hit
        attendee, at = _entry(text, hit, end, present)
        if attendee:
            if role in _status()["role"]:
                attendee.role = attendee.role or role
            out.append(attendee)
        at = _next(text, at, end)
    return out


def _next(text: str, at: int, end: int) -> int:
    hit = _SEPARATOR.search(text, at, end)
    return hit.end() if hit else end


def _entry(text: str, hit: re.Match[str], end: int, present: bool) -> tuple[Attendee | None, int]:
    start, stop = hit.span()
    role = None
    first = _ROLE_FIRST.match(hit.group())
    if first and first["role"].casefold() in _status()["role"]:
        role, start = first["role"].casefold(), start + first.end()
    name = text[start:stop].rstrip()
    if name.endswith(".") and not re.search(r"\b[A-ZÆØÅ]\.$", name):
        name = name[:-1]
    attendee = Attendee(" ".join(name.split()), start, start + len(name), role=role, present=present)
    at = start + len(name)
    while True:
        paren = _PAREN.match(text, at, end)
        if paren is None:
            break
        _parenthesis(attendee, paren)
        at = paren.end()
    after = _AFTER.match(text, at, end)
    if after:
        words = after[1].strip().casefold().rstrip(".")
        if words in _status()["role"]:
            attendee.role, at = words, after.end(1)
        elif words in _status()["absent"] or words.split(" ")[0] in ("afbud", "fraværende"):
            attendee.present, at = False, after.end(1)
        elif words in _status()["present"]:
            at = after.end(1)
        paren = _PAREN.match(text, at, end)
        if paren:
            _parenthesis(attendee, paren)
            at = paren.end()
    return (attendee if _is_name(attendee.name) else None), at


def _parenthesis(attendee: Attendee, paren: re.Match[str]) -> None:
    words = paren[1].strip()
    low = words.casefold().rstrip(".")
    letter = party_letter(words)
    if letter:
        attendee.party, attendee.party_start, attendee.party_end = letter, paren.start(1), paren.end(1)
    elif low in _status()["absent"] or low.startswith(("afbud", "fraværende", "ikke til stede")):
        attendee.present = False
    elif low in _status()["role"]:
        attendee.role = low
    elif "," in words:
        _several(attendee, paren)


def _several(attendee: Attendee, paren: re.Match[str]) -> None:
    """Read parentheses that tell more than one thing: `(V, Afbud)`, `(A, formand)`."""
    at = paren.start(1)
    for part in paren[1].split(","):
        words = part.strip()
        low = words.casefold().rstrip(".")
        letter = party_letter(words)
        if letter and attendee.party is None:
            start = at + part.index(words)
            attendee.party, attendee.party_start, attendee.party_end = letter, start, start + len(words)
        elif low in _status()["absent"] or low.startswith(("afbud", "fraværende")):
            attendee.present = False
        elif low in _status()["role"]:
            attendee.role = low
        at += len(part) + 1


@from_rules
def _inflected_roles() -> frozenset[str]:
    return frozenset(role + ending for role in _status()["role"] for ending in ("en", "et", "n", "e", "er", "erne"))


def _is_name(name: str) -> bool:
    low = name.casefold()
    status = _status()
    if low in status["role"] or low in status["absent"] or low in status["present"] or party_letter(name):
        return False
    if low in _no_names() or low in _inflected_roles():
        return False
    return len(name) > 2 and not name.isupper() and name.split()[0][0].isupper()
