"""Abbreviations of bodies (`AMU`, `JAI`): which stand for a body that the document names, and where they stand."""

from __future__ import annotations

import re

from nlp.components.working import Finding, Working
from nlp.rules import rule_file
from nlp.rules.expressions import shape_of

_ABBREVIATION = re.compile(r"(?<![\w/.-])[A-ZÆØÅ]{2,5}(?:\s?/\s?[A-ZÆØÅ]{2,5})*(?![\w.-])(?!-\w)")
_SUFFIX = re.compile(r"\s[-–]\s?(?P<bodies>[A-ZÆØÅ]{2,5}(?:\s?/\s?[A-ZÆØÅ]{2,5})*)$")
_TOLD = re.compile(r"\s?\(([A-ZÆØÅ]{2,6})\)")


def find_abbreviations(work: Working, found: list[Finding]) -> list[Finding]:
    """Find the abbreviations of the bodies that a document names.

    Args:
        work: The document.
        found: Its bodies by name.
    """
    in_titles = _in_titles(work)
    return [
        Finding("COMMITTEE", at, at + len(name), full, "committee/abbreviation")
        for name, full in _abbreviations(work, found, in_titles).items()
        for at in work.occurrences(name)
        if _stands_alone(work.text, at, at + len(name), bracketed=name in in_titles)
    ]


def _abbreviations(work: Working, found: list[Finding], in_titles: dict[str, int]) -> dict[str, str]:
    """Give the abbreviations that count in a document, and what they stand for."""
    meeting, words = work.meeting, rule_file("committees")["words"]
    bodies = list(dict.fromkeys([meeting.committee] if meeting.committee else []) | dict.fromkeys(f.id for f in found))
    known: dict[str, str] = rule_file("committees")["abbreviations"]

    def full_name(name: str) -> str | None:
        return next((body for body in bodies if abbreviates(name, body)), None) or known.get(name)

    table: dict[str, str] = {}
    for name, count in in_titles.items():
        full = full_name(name)
        if full or (count > 1 and name not in words["no_bodies"]):
            table[name] = full or name
    for name in (each for listed in _abbreviated_in_text(work) for each in re.split(r"\s?/\s?", listed)):
        full = full_name(name)
        if full or (len(name) > 2 and name[-1] == "U" and name not in words["no_bodies"]):
            table.setdefault(name, full or name)
    # `Udvalget for plan, udvikling og kultur (PUK)` tells its abbreviation itself.
    table |= {told[1]: finding.id for finding in found if (told := _TOLD.match(work.text, finding.end))}
    sure = {name: full for name, full in known.items() if name in words["sure"] or full in bodies}
    return {**table, **{name: full for name, full in sure.items() if name not in table}}


def _in_titles(work: Working) -> dict[str, int]:
    """Give the abbreviations at the borders of titles, with how much speaks for each."""
    votes: dict[str, int] = {}
    for item in work.meeting.items:
        for pattern in (shape_of("committees", "prefix"), _SUFFIX):
            hit = pattern.search(item.title)
            listed = re.split(r"\s?/\s?", hit["bodies"]) if hit else ()
            for name in listed:
                # A list (`BSU/ØU`) and the last letter of `udvalg` speak for a body as much as a second title does.
                votes[name] = votes.get(name, 0) + (2 if len(listed) > 1 or name[-1] == "U" else 1)
    return votes


def _stands_alone(text: str, start: int, end: int, *, bracketed: bool) -> bool:
    """Tell whether an abbreviation is a word of its own: `§ BY`, `A-BY`, `(BY` and `BY-møde` are none."""
    before, behind = text[start - 1 : start], text[end : end + 1]
    opened = before == "(" and (bracketed or behind == ")")
    return not ((before in ("-", "§", ".", "(") and not opened) or (behind == "-" and text[end + 1 : end + 2].isalpha()))


def _abbreviated_in_text(work: Working) -> list[str]:
    """Abbreviations that stand where bodies do: below `Sagsgang`, and in parentheses behind a body's name."""
    out: list[str] = []
    for item in work.meeting.items:
        for section in item.parts("competence", "history"):
            out += _ABBREVIATION.findall(work.text, section.body, min(section.end, section.body + 400))
    return out


def abbreviates(short: str, name: str) -> bool:
    """Tell whether an abbreviation can stand for a body's name.

    Example:
        >>> abbreviates("AMU", "Arbejdsmarkedsudvalget"), abbreviates("JAI", "Udvalget for Job, Arbejdsmarked og Integration")
        (True, True)
        >>> abbreviates("BU", "Økonomiudvalget")
        False
    """
    words = [w for w in re.split(r"[\s,&-]+", name) if w and w.casefold() not in ("og", "for", "udvalget", "udvalg", "rådet", "råd", "den", "det")]
    initials = "".join(word[0].upper() for word in words)
    compound = shape_of("committees", "stem_and_ending").search(name.casefold())
    tail = {"udvalg": "U", "råd": "R", "bestyrelse": "B", "kommission": "K"}[compound[1]] if compound else ""
    if short in (initials, initials + tail, initials + "U"):
        return True
    if len(words) == 1 and compound and len(short) > 2 and short[0] == initials and short[-1] == tail:
        inner = words[0][1 : len(words[0])].casefold()
        at = -1
        for letter in short[1:].casefold():
            at = inner.find(letter, at + 1)
            if at < 0:
                return False
        return True
    return False
