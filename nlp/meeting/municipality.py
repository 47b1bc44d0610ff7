"""Whose minutes these are: the municipality or region, where the text gives it away."""

from __future__ import annotations

import re
from collections import Counter

from nlp.meeting.model import Meeting
from nlp.rules import from_rules, rule_file
from nlp.text.normalize import fold

_BEFORE = re.compile(r"([A-ZÆØÅ][\wæøåÆØÅ]*(?:-[A-ZÆØÅ][\wæøåÆØÅ]*)?(?: [A-ZÆØÅ][\wæøå]*(?:-[A-ZÆØÅ][\wæøåÆØÅ]*)?)?)\s$")
_REGION = re.compile(r"\bRegion ([A-ZÆØÅ][\wæøå]+)")
_REGION_HOUSE = re.compile(r"\bRegions(?:gård|hus|råd)")
_BEHIND = ("", " ", "s", ".", ",", "\n", ":", ")", "’", "'", ";", "*", "-", "|")
_WORD_BEFORE = re.compile(r"([\wæøåÆØÅ.]+),? $")
_SITE = re.compile(r"(?:www\.|@)([a-zæøå-]{3,30})\.dk")
# What a mention weighs: on a line of its own at the top or the bottom, in the header, in a sentence about others, elsewhere, as one's own.
_OWN_LINE, _HEADER, _OTHERS, _PLAIN, _OWN, _WEB_SITE = 30, 25, 0, 2, 3, 4


@from_rules
def _official() -> dict[str, str]:
    out: dict[str, str] = {}
    for row in rule_file("municipalities")["municipality"]:
        for name in (row["name"], *row["variants"]):
            short = name.removesuffix(" Kommune").removesuffix(" Regionskommune")
            out[short.casefold()] = row["official"]
        out[row["official"].removesuffix(" Kommune").removesuffix(" Regionskommune").casefold()] = row["official"]
    return out


@from_rules
def _by_site() -> dict[str, str]:
    return {fold(name).replace(" ", ""): name for name in _official()}


@from_rules
def _words(name: str) -> frozenset[str]:
    return frozenset(rule_file("layout")["municipality"][name])


@from_rules
def _asks() -> re.Pattern[str]:
    return re.compile(rf",? (?:{'|'.join(sorted(_words('asks')))})\b|(?:,| og| samt) [A-ZÆØÅ][\wæøå-]+ Kommune\b")


@from_rules
def _others() -> re.Pattern[str]:
    return re.compile("|".join(sorted(_words("others_near"))), re.IGNORECASE)


def find_municipality(meeting: Meeting) -> str | None:
    """Work out whose meeting it is, or None.

    A name on a line of its own or in the header counts most, then the council's name, then what the text says by far most often and
    in no sentence about others. A wrong name is worse than none.
    """
    if meeting.municipality:
        stated = meeting.municipality.removesuffix(" Kommune")
        return _official().get(stated.casefold(), meeting.municipality)
    region = _find_region(meeting)
    if region:
        return region
    counts = _mentions(meeting)
    if meeting.committee:
        council = re.match(r"([A-ZÆØÅ][\wæøå-]+?)s? (?:Byråd|Kommunalbestyrelse)", meeting.committee)
        if council and council[1].casefold() in _official():
            return _official()[council[1].casefold()]
    for name in counts:
        counts[name] += _echoes(meeting, name)
    if not counts:
        return None
    (name, most), *rest = counts.most_common(2)
    if most >= _PLAIN and (not rest or most >= 2 * rest[0][1]):
        return _official().get(name.casefold(), f"{name} Kommune")
    return None


def _mentions(meeting: Meeting) -> Counter[str]:
    text = meeting.text
    counts: Counter[str] = Counter()
    top, bottom = min(meeting.header_end, 600), len(text) - 600
    at = text.find("ommune")
    while at >= 0:
        if text[at - 1 : at] in ("K", "k") and text[at + 6 : at + 7] in _BEHIND:
            found = _name_before(text, at - 1)
            if found:
                name, start = found
                counts[name] += _weight(text, name, start, at + 6, top, bottom)
        at = text.find("ommune", at + 6)
    for start, end in ((0, min(meeting.header_end, 3000)), (max(0, bottom), len(text))):
        for hit in _SITE.finditer(text, start, end):
            site = _by_site().get(fold(hit[1]).replace(" ", "").removesuffix("kommune"))
            if site:
                counts[_official()[site].removesuffix(" Kommune").removesuffix(" Regionskommune")] += _WEB_SITE
    return counts


def _weight(text: str, name: str, start: int, end: int, top: int, bottom: int) -> int:
    alone = not text[text.rfind("\n", 0, start) + 1 : start].strip("#*|> \t") and text[end : end + 2].strip(" *|")[:1] in ("", "\n")
    if alone and (start < top or start > bottom or start < 200):
        return _OWN_LINE
    before = _WORD_BEFORE.search(text[max(0, start - 30) : start])
    sentence = text[max(0, start - 60) : end + 60]
    if before and before[1].casefold() in _words("others") or _asks().match(text, end) or _others().search(sentence):
        return _OTHERS
    if end < top:
        return _HEADER
    # `Nordby Kommunes budget`, `i Nordby Kommune` are mostly about one's own.
    own = text[end : end + 1] == "s" or before is not None and before[1].casefold() in _words("own")
    return _OWN if own else _PLAIN


def _echoes(meeting: Meeting, name: str) -> int:
    """Count what else of the meeting bears the name: its town hall in the header, schools and roads in the text."""
    top = min(meeting.header_end, 3000)
    bare = re.compile(rf"{re.escape(name)}s?\b(?!\W+[Kk]ommune)")
    inside, often, at = False, 0, meeting.text.find(name, 0, 60000)
    # By `str.find`, as a name is rare, and one pattern for each name would not stay compiled.
    while at >= 0 and not (often >= 3 and (inside or at >= top)):
        if not (at and (meeting.text[at - 1].isalnum() or meeting.text[at - 1] == "_")) and bare.match(meeting.text, at):
            often += 1
            inside = inside or at < top
        at = meeting.text.find(name, at + len(name), 60000)
    return (4 if inside else 0) + min(3, often)


def _find_region(meeting: Meeting) -> str | None:
    """A region's meeting tells so on a line at the top, or by its layout or its body, and names the region."""
    text = meeting.text
    for line in meeting.lines[:8]:
        hit = _REGION.fullmatch(line.text)
        if hit and line.start < max(meeting.header_end, 400):
            return hit.group()
    if not (meeting.layout == "G" or "region" in (meeting.committee or "").casefold() or _REGION_HOUSE.search(text, 0, max(meeting.header_end, 400))):
        return None
    counts = Counter(hit.group().removesuffix("s") for hit in _REGION.finditer(text, 0, 60000))
    if not counts:
        return None
    (name, most), *rest = counts.most_common(2)
    return name if not rest or most >= 2 * rest[0][1] else None


def _name_before(text: str, at: int) -> tuple[str, int] | None:
    """Give the name before the word `Kommune`, and where it begins."""
    begin = max(0, at - 45)
    hit = _BEFORE.search(text[begin:at])
    if hit is None:
        return None
    words = hit[1].split(" ")
    for name in (hit[1], words[-1]):
        official = _official().get(name.casefold())
        if official:
            return official.removesuffix(" Kommune").removesuffix(" Regionskommune"), begin + hit.end(1) - len(name)
    if text[at] == "k":
        # `Efter kommunens ...`: only known names stand before the lower case.
        return None
    while len(words) > 1 and (words[0] in _words("not_names") or len(words[0]) < 3):
        words = words[1:]
    name = " ".join(words)
    return None if name in _words("not_names") or name.isupper() else (name, begin + hit.end(1) - len(name))
