"""Hides private people and what is theirs in a tagged document: characters are replaced one by one, so that all offsets stay.

Members, officials and whoever is named by an office or a profession are never hidden. What is hidden is listed with its reason.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import Any

from nlp.components.people.find import is_title
from nlp.document import Entity, Mask, Minutes, PartVotes, Votes
from nlp.rules import from_rules, rule_file
from nlp.rules import words as given_names

HIDDEN = "\u2588"
_CPR = re.compile(r"(?<![\w/.-])(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d\d ?- ?\d{4}(?![\w-])")
_CPR_PLAIN = r"\d{6}[ -]?\d{4}(?!\d)"
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_TELEPHONE = re.compile(r"(?<![\w.,/-])(?:(?:\+|00)45[ .]?\d{2}(?:[ .]?\d{2}){3}|\d{2} \d{2} \d{2} \d{2})(?![\w/-]|[.,]\d| (?:\d|kr\b))")
_NUMBER = r"(?:\+45 ?)?\d{2} ?\d{2} ?\d{2} ?\d{2}(?!\d)"
_BEFORE, _BEHIND = 45, 40
_LAST_WORDS = re.compile(r"([\wæøåÆØÅ.-]+)[ ,:]*$")
_PARTY_BEHIND = re.compile(r"\s*\([A-ZÆØÅ]{1,3}\)")
_TITLE_BEHIND = re.compile(r"\s*[,(]\s*([\wæøåÆØÅ-]+)")
_SHORTEST_NAME = 4
# A name as it stands behind what tells a private person: two to four words, or initials before a surname or alone.
_NAME = r"(?:(?:[A-ZÆØÅ]\. ?){1,3}(?:[A-ZÆØÅ][\wæøåé-]+)?|[A-ZÆØÅ][\wæøåé-]+(?: (?:(?:de|von|van|al|el|bin) )?[A-ZÆØÅ][\wæøåé.-]+){1,3})"
_INITIALS = re.compile(r"(?<![\w.])(?:[A-ZÆØÅ]\. ?){1,3}[A-ZÆØÅ][a-zæøåé]{2,}(?:-[A-ZÆØÅ][a-zæøåé]+)?(?=s?(?!\w))")
_BESIDE = re.compile(rf"(?: og|,) (?P<name>{_NAME})(?![\w-]| \d)")
_ALSO = re.compile(r"(?: og|,| samt)\s$")
_DOOR = re.compile(r", ?(?:\d{1,2}|st)\.")
_FULL_NAME = re.compile(r"(?<![\w-])[A-ZÆØÅ][\wæøåé-]+(?: [A-ZÆØÅ][\wæøåé-]*\.?){0,2} [A-ZÆØÅ][\wæøåé-]+(?![\w-]| \d)")
# Fields that are no words of the document, or name members.
_KEPT = frozenset(("kind", "link", "document_id", "label", "rule", "code", "status", "absent", "votes", "parties", "attendance", "by"))


def holds_cpr(text: str) -> bool:
    """Tell whether a text holds numbers of the register of persons.

    Example:
        >>> holds_cpr("Ejer, 010170-1234"), holds_cpr("Sag 010170-12345")
        (True, False)
    """
    return _CPR.search(text) is not None


def masked(minutes: Minutes) -> Minutes:
    """Give the document with everything private hidden, in its text and in all that was found in it; `masked` says what and why."""
    masks = sorted(_without_overlaps(find_private(minutes)), key=lambda mask: mask.start)
    if not masks:
        return minutes
    text = minutes.text
    data = minutes.to_dict()
    for item, written in zip(minutes.items, data["items"], strict=True):
        words = {text[mask.start : mask.end] for mask in masks if item.start <= mask.start < item.end}
        if words:
            written |= _hidden(written, re.compile(rf"(?<!\w)(?:{_any(words)})(?!\w)"))
    full = {text[mask.start : mask.end] for mask in masks if " " in text[mask.start : mask.end]} - set(_public_names(minutes))
    for mask in masks:
        text = text[: mask.start] + HIDDEN * (mask.end - mask.start) + text[mask.end :]
    for entity, given in zip(data["entities"], minutes.entities, strict=True):
        entity["text"] = text[given.start : given.end]
        if given.label == "PERSON" and (given.id in full or given.text in full or HIDDEN in entity["text"]):
            entity["id"] = HIDDEN * len(given.id)
    data |= {"text": text, "masked": [{"kind": m.kind, "start": m.start, "end": m.end, "why": m.why} for m in masks]}
    return Minutes.from_dict(data)


def find_private(minutes: Minutes) -> Iterator[Mask]:
    """Find what is to be hidden; what lies over something else is given, too."""
    text = minutes.text
    yield from (Mask("cpr", *hit.span(), "a number of the register of persons") for hit in _CPR.finditer(text))
    yield from (Mask("mail", *hit.span(), "a mail address") for hit in _MAIL.finditer(text))
    yield from (Mask("telephone", *hit.span(), "a telephone number") for hit in _TELEPHONE.finditer(text))
    for kind, pattern, why in _labelled():
        yield from (Mask(kind, *hit.span("value"), why) for hit in pattern.finditer(text))
    people = [*_private_people(minutes), *_called_by_surname(minutes), *_called_by_full_name(minutes), *_told_private(minutes)]
    people += _named_beside(minutes, people)
    yield from people
    yield from _name_parts(minutes, people)
    yield from _addresses(text, sorted({mask.end for mask in people}))


def _addresses(text: str, ends: list[int]) -> Iterator[Mask]:
    """Find where private people live: behind their names, told as a home, with a door, or beside another home."""
    lives = "where a private person lives"
    for end in ends:
        if (behind := _behind_name().match(text, end)) and behind["address"].split()[0].casefold() not in _no_person()[0]:
            yield Mask("address", *behind.span("address"), lives)
    last = -1
    for hit in _address().finditer(text):
        before = text[max(0, hit.start() - _BEFORE) : hit.start()]
        place = bisect_right(ends, hit.start())
        named = place and _directly().fullmatch(text, ends[place - 1], hit.start())
        beside = last >= 0 and _ALSO.fullmatch(text, last, hit.start())
        if named or beside or _DOOR.search(hit[0]) or _home().search(before):
            yield Mask("address", *hit.span(), lives if named else "an address told as a home")
            last = hit.end()


def _private_people(minutes: Minutes) -> Iterator[Mask]:
    public = set(_public_names(minutes))
    people = [entity for entity in minutes.entities if entity.label == "PERSON"]
    standing = {entity.id: reason for entity in people if (reason := _office(minutes.text, entity))}
    for entity in people:
        if entity.id in public or entity.text in public or entity.id in standing:
            continue
        role = _role(minutes.text, entity)
        yield Mask("person", entity.start, entity.end, f"named as {role}" if role else "neither a member nor named by an office")


def _called_by_surname(minutes: Minutes) -> Iterator[Mask]:
    """Find who is named by a surname alone: `familien Thorup`, `hr. Dam`."""
    public = {part for name in _public_names(minutes) for part in name.split()}
    for hit in _surname().finditer(minutes.text):
        if hit["name"] not in public:
            yield Mask("person", *hit.span("name"), f"named as {hit['role']}")


def _called_by_full_name(minutes: Minutes) -> Iterator[Mask]:
    """Find whoever has a given name before other names, as a whole: `Søren Peter Gade`, where no number follows and no office stands beside it."""
    public = set(_public_names(minutes))
    known = {entity.start: entity.end for entity in minutes.entities}
    for hit in _FULL_NAME.finditer(minutes.text):
        if hit[0].split(" ")[0] not in given_names("given_names") or known.get(hit.start(), 0) >= hit.end() or hit[0] in public or _is_organisation(hit[0]):
            continue
        person = Entity("PERSON", hit[0], *hit.span(), hit[0])
        if not _office(minutes.text, person):
            yield Mask("person", *hit.span(), "a given name before other names")


def _told_private(minutes: Minutes) -> Iterator[Mask]:
    """Find whoever stands behind what tells a private person, whatever the name: `klage fra Nguyen Thi Lan`, `borgeren A.B.`; and initials with a surname."""
    public = set(_public_names(minutes))
    for hit in _behind_role().finditer(minutes.text):
        if hit["name"] not in public and not _is_organisation(hit["name"]):
            yield Mask("person", *hit.span("name"), f"named as {' '.join(hit['role'].split())}")
    for hit in _INITIALS.finditer(minutes.text):
        person = Entity("PERSON", hit[0], *hit.span(), hit[0])
        if hit[0] not in public and not _office(minutes.text, person) and not any(name.endswith(hit[0].rsplit(".", 1)[-1]) for name in public):
            yield Mask("person", *hit.span(), "initials and a surname")


def _named_beside(minutes: Minutes, people: list[Mask]) -> list[Mask]:
    """Find who is named in one breath with a private person: `Gunhild Dal og Anker Dal`."""
    public = set(_public_names(minutes))
    out = []
    for end in sorted({mask.end for mask in people}):
        hit = _BESIDE.match(minutes.text, end)
        if hit and hit["name"] not in public and not _is_organisation(hit["name"]) and not _office(minutes.text, Entity("PERSON", "", *hit.span("name"), "")):
            out.append(Mask("person", *hit.span("name"), "named beside a private person"))
    return out


def _is_organisation(name: str) -> bool:
    whole, ends = _no_person()
    words = [word.rstrip(".,").casefold() for word in name.split()]
    # Behind a given name such a word is a surname: `Louise Bank`.
    named = name.split()[0] in given_names("given_names")
    return any((word in whole and not named) or any(word.endswith(end) and word != end for end in ends) for word in words)


def _public_names(minutes: Minutes) -> Iterator[str]:
    """Give the names of members and of all who took part in meetings, and of whoever was elected."""
    yield from (participant.name for participant in minutes.participants)
    for item in minutes.items:
        yield from item.absent
        yield from item.parties
        yield from (presence.name for presence in item.attendance)
        yield from (name for remark in item.remarks for name in remark.by)
        if item.votes:
            ballots: tuple[Votes | PartVotes, ...] = (item.votes, *item.votes.parts)
            for ballot in ballots:
                yield from (*ballot.for_, *ballot.against, *ballot.abstain)
        if any(outcome.code == "elected" for outcome in item.outcomes):
            yield from (entity.id for entity in minutes.entities if entity.label == "PERSON" and item.start <= entity.start < item.end)


def _office(text: str, person: Entity) -> bool:
    """Tell whether an office, a profession or a party stands beside a name."""
    if _PARTY_BEHIND.match(text, person.end):
        return True
    before = _LAST_WORDS.search(text[max(0, person.start - _BEFORE) : person.start])
    if before and is_title(before[1]) and before[1].casefold() not in _roles():
        return True
    behind = _TITLE_BEHIND.match(text, person.end, person.end + _BEHIND)
    return behind is not None and is_title(behind[1]) and behind[1].casefold() not in _roles()


def _role(text: str, person: Entity) -> str | None:
    before = _LAST_WORDS.search(text[max(0, person.start - _BEFORE) : person.start])
    return before[1] if before and before[1].casefold() in _roles() else None


def _name_parts(minutes: Minutes, people: list[Mask]) -> Iterator[Mask]:
    """Find a hidden person's first or last name alone, in the same item, where nobody else is called so."""
    text = minutes.text
    public = {part for name in (*_public_names(minutes), *_kept_people(minutes, people)) for part in name.split()}
    for item in minutes.items:
        names = {text[mask.start : mask.end] for mask in people if item.start <= mask.start < item.end}
        parts = {part for name in names for part in (name.split()[0], name.split()[-1]) if len(part) >= _SHORTEST_NAME and part[0].isupper()}
        parts = (parts | {part[:-1] for part in parts if part.endswith("ens")}) - public
        if parts:
            pattern = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, sorted(parts)))})(?=s?(?![\w-]))")
            yield from (Mask("person", *hit.span(), "a part of a hidden name") for hit in pattern.finditer(text, item.start, item.end))


def _kept_people(minutes: Minutes, people: list[Mask]) -> Iterator[str]:
    hidden = {mask.start for mask in people}
    yield from (entity.text for entity in minutes.entities if entity.label == "PERSON" and entity.start not in hidden)


def _without_overlaps(masks: Iterable[Mask]) -> Iterator[Mask]:
    """Give the longest of masks that lie over each other."""
    end = -1
    for mask in sorted(masks, key=lambda mask: (mask.start, -mask.end)):
        if mask.start >= end:
            yield mask
            end = mask.end


def _hidden(value: Any, hide: re.Pattern[str]) -> Any:
    if isinstance(value, str):
        return hide.sub(_blocks, value)
    if isinstance(value, list):
        return [_hidden(entry, hide) for entry in value]
    if isinstance(value, dict):
        return {key: entry if key in _KEPT else _hidden(entry, hide) for key, entry in value.items()}
    return value


def _blocks(hit: re.Match[str]) -> str:
    return HIDDEN * len(hit[0])


@from_rules
def _roles() -> frozenset[str]:
    return frozenset(rule_file("private")["private"])


@from_rules
def _surname() -> re.Pattern[str]:
    """Build the pattern of a private role before one capitalised word that is no name of a place or a body."""
    roles = _any(rule_file("private")["before_surname"])
    return re.compile(rf"(?<!\w)(?P<role>(?i:{roles})) (?P<name>[A-ZÆØÅ][a-zæøåé]{{2,30}}(?:-[A-ZÆØÅ][a-zæøåé]+)?)(?![\w-])")


@from_rules
def _no_person() -> tuple[frozenset[str], tuple[str, ...]]:
    rules = rule_file("private")
    return frozenset(rules["no_person"]), tuple(rules["no_person_ends"])


@from_rules
def _behind_role() -> re.Pattern[str]:
    """Build the pattern of a private role, or of what somebody sent, before a name of at least two words, or initials."""
    rules = rule_file("private")
    sent = "|".join(re.escape(words).replace("\\ ", r"(?:\s(?:[^.\n]|(?<=\d)\.){0,30}?)?\s") for words in sorted(rules["sent"], key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?P<role>(?i:{sent}|{_any(rules['private'])}))[,:]? (?P<name>{_NAME})(?![\w-])")


@from_rules
def _labelled() -> tuple[tuple[str, re.Pattern[str], str], ...]:
    rules = rule_file("private")
    return (
        ("cpr", re.compile(rf"(?i)(?<!\w)(?:{_any(rules['person_register'])})\W{{0,3}}(?P<value>{_CPR_PLAIN})"), "a number of the register of persons"),
        ("telephone", re.compile(rf"(?i)(?<!\w)(?:{_any(rules['telephone'])})\W{{0,3}}(?P<value>{_NUMBER})"), "a telephone number"),
    )


@from_rules
def _home() -> re.Pattern[str]:
    return re.compile(rf"(?i)(?<!\w)(?:{_any(rule_file('private')['home'])})\b[^.\n]{{0,30}}$")


@from_rules
def _behind_name() -> re.Pattern[str]:
    """Build the pattern of a street of any name with its number, directly behind a private person's name."""
    street = r"[A-ZÆØÅ][\wæøåé.]+(?: [A-ZÆØÅ][\wæøåé.]+){0,2} \d{1,4}(?: ?[A-Z]\b)?(?!\w)(?:, \d{4} [A-ZÆØÅ]\w+)?"
    return re.compile(rf"(?:\s?,| (?:{_any(rule_file('private')['lives_at'])})) (?P<address>{street})")


@from_rules
def _directly() -> re.Pattern[str]:
    return re.compile(rf"[\s,(;:–-]*(?:(?:{_any(rule_file('private')['lives_at'])})\s)?")


@from_rules
def _address() -> re.Pattern[str]:
    streets = _any(rule_file("private")["streets"])
    return re.compile(
        rf"(?<![\w-])(?:[A-ZÆØÅ][\wæøåé.]{{0,20}} ){{0,2}}[A-ZÆØÅ]?[\wæøåé]{{0,25}}(?:{streets}) \d{{1,4}}(?: ?[A-Z]\b)?(?!\w)(?:, ?(?:\d{{1,2}}|st)\. ?(?:tv|th|mf)\.?)?(?:, \d{{4}} [A-ZÆØÅ][\wæøå]+)?"
    )


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
