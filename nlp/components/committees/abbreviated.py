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
    meeting = work.meeting
    bodies = list(dict.fromkeys([meeting.committee] if meeting.committee else []) | dict.fromkeys(f.id for f in found))
    votes: dict[str, int] = {}
    titles = [item.title for item in meeting.items]
    for title in titles:
        for pattern in (shape_of("committees", "prefix"), _SUFFIX):
            hit = pattern.search(title)
            listed = re.split(r"\s?/\s?", hit["bodies"]) if hit else ()
            for name in listed:
                # A list (`BSU/ØU`) and the last letter of `udvalg` speak for a body as much as a second title does.
                votes[name] = votes.get(name, 0) + (2 if len(listed) > 1 or name[-1] == "U" else 1)
    table: dict[str, str] = {}
    known: dict[str, str] = rule_file("committees")["abbreviations"]
    for name, count in votes.items():
        full = next((body for body in bodies if abbreviates(name, body)), None) or known.get(name)
        if full or (count > 1 and name not in rule_file("committees")["words"]["no_bodies"]):
            table[name] = full or name
    for listed_bodies in _abbreviated_in_text(work):
        for name in re.split(r"\s?/\s?", listed_bodies):
            full = next((body for body in bodies if abbreviates(name, body)), None) or known.get(name)
            if full or (len(name) > 2 and name[-1] == "U" and name not in rule_file("committees")["words"]["no_bodies"]):
                table.setdefault(name, full or name)
    for finding in found:
        # `Udvalget for plan, udvikling og kultur (PUK)` tells its abbreviation itself.
        told = _TOLD.match(work.text, finding.end)
        if told:
            table[told[1]] = finding.id
    for name, full in known.items():
        if name in rule_file("committees")["words"]["sure"] or full in bodies:
            table.setdefault(name, full)
    out = []
    for name, full in table.items():
        for at in work.occurrences(name):
            if (
                work.text[at - 1 : at] in ("-", "§", ".", "(")
                and not (work.text[at - 1 : at] == "(" and (name in votes or work.text[at + len(name) : at + len(name) + 1] == ")"))
                or work.text[at + len(name) : at + len(name) + 1] == "-"
                and work.text[at + len(name) + 1 : at + len(name) + 2].isalpha()
            ):
                continue
            out.append(Finding("COMMITTEE", at, at + len(name), full, "committee/abbreviation"))
    return out


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
