"""What stands behind a name in a list of members, or below it: party, office, whether the member came."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nlp.meeting.evidence import any_of
from nlp.meeting.party_words import local_list, party_letter
from nlp.rules import from_rules, rule_file

_PART = re.compile(r"\s*(?:[,;/]|\s[-–]\s)\s*")
_OF_PART = re.compile(r"\b(?:ved|under|fra|til|i|efter|indtil)\b(?: og med)? (?:punkt|pkt|sag|kl|klokken|den (?:åbne|lukkede))")
_LETTER_AND_NAME = re.compile(r"([A-ZÆØÅ]{1,2})\s?[-–.:]\s?([A-ZÆØÅ][^,;()\n]{2,40})$")
_MARK = re.compile(r"\(?(?:x|X|✓|✔|☑|☒|✅)\)?")
_CROSS = re.compile(r"[✗✘☐❌]")


@dataclass(slots=True)
class Note:
    """What some words tell of the member before them; `party_start` and `party_end` count from the words' own beginning."""

    party: str | None = None
    party_start: int = 0
    party_end: int = 0
    role: str | None = None
    present: bool | None = None


@from_rules
def statuses() -> dict[str, frozenset[str]]:
    """Give the words for being there, for being away, and for the offices of members."""
    return {name: frozenset(words) for name, words in rule_file("layout")["status"].items()}


@from_rules
def officials() -> frozenset[str]:
    """Give the offices of those who serve a meeting."""
    return frozenset(rule_file("attendance")["entries"]["officials"])


@from_rules
def _endings() -> tuple[tuple[str, ...], tuple[str, ...]]:
    entries = rule_file("attendance")["entries"]
    return tuple(entries["member_titles"]), tuple(entries["official_titles"])


@from_rules
def _begins() -> tuple[re.Pattern[str], re.Pattern[str]]:
    entries = rule_file("attendance")["entries"]
    return re.compile(rf"(?:{any_of(entries['away'])})\b"), re.compile(rf"(?:{any_of(entries['here'])})\b")


def office(words: str) -> str | None:
    """Give an office in small letters, or None where these words are none.

    Example:
        >>> office("Regionsrådsmedlem"), office("centerchef"), office("Ida")
        ('regionsrådsmedlem', 'centerchef', None)
    """
    low = words.casefold().strip(" .")
    of_members, of_officials = _endings()
    known = low in statuses()["role"] or low in officials() or (low.endswith((*of_members, *of_officials)) and " " not in low)
    return low if known else None


def is_official(role: str | None) -> bool:
    """Tell whether an office is of those who serve a meeting."""
    return role is not None and (role in officials() or (role not in statuses()["role"] and role.endswith(_endings()[1])))


def presence(words: str) -> bool | None:
    """Tell whether words say that somebody was there, or was not; None where they say neither.

    Example:
        >>> presence("Afbud pga. sygdom"), presence("Mødt fra kl. 9.05 (under punkt 3)"), presence("Afbud til punkt 4"), presence("Venstre")
        (False, True, True, None)
    """
    low = words.casefold().strip(" .")
    status, (away, here) = statuses(), _begins()
    if low in status["absent"]:
        return False
    if away.match(low):
        return _OF_PART.search(low) is not None
    if low in status["present"] or here.match(low) or _MARK.fullmatch(low):
        return True
    return False if _CROSS.fullmatch(low) else None


def read_note(words: str) -> Note | None:
    """Read words that tell nothing but party, office and presence, or None where they tell anything else.

    Example:
        >>> note = read_note("Formand, Venstre")
        >>> note.role, note.party, note.present, read_note("Ida Bro")
        ('formand', 'V', None, None)
    """
    note = Note()
    whole = party_of(words.strip())
    if whole:
        start = words.index(words.strip())
        note.party, note.party_start, note.party_end = whole[0], start + whole[1], start + whole[2]
        return note
    at = 0
    for part in _PART.split(words):
        start = words.index(part, at)
        at = start + len(part)
        if not _take(note, part.strip(), start + len(part) - len(part.lstrip())):
            return None
    return note


def _take(note: Note, part: str, start: int) -> bool:
    party = party_of(part)
    if party and note.party is None:
        note.party, note.party_start, note.party_end = party[0], start + party[1], start + party[2]
        return True
    here = presence(part)
    if here is not None:
        note.present = here if note.present is None else note.present and here
        # `(Stedfortræder)` is an office, and tells that somebody came.
        note.role = note.role or office(part)
        return True
    role = office(part)
    note.role = note.role or role
    return role is not None


def party_of(words: str) -> tuple[str, int, int] | None:
    """Give a party's letter, or the name of a local list, and where it is printed in these words.

    Example:
        >>> party_of("L - Borgerlisten"), party_of("Lokallisten Ulvkær"), party_of("Orlov")
        (('L', 0, 1), ('Lokallisten Ulvkær', 0, 18), None)
    """
    letter = party_letter(words)
    if letter:
        return letter, 0, len(words)
    both = _LETTER_AND_NAME.match(words)
    if both and (party_letter(both[2]) or local_list(both[2])):
        return both[1], both.start(1), both.end(1)
    return (words, 0, len(words)) if local_list(words) else None
