"""Whose minutes these are: the municipality or region, where the text gives it away."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from nlp.meeting import Meeting
from nlp.rules import load_rules

_BEFORE = re.compile(r"([A-ZÆØÅ][\wæøåÆØÅ]*(?:-[A-ZÆØÅ][\wæøåÆØÅ]*)?(?: [A-ZÆØÅ][\wæøå]*(?:-[A-ZÆØÅ][\wæøåÆØÅ]*)?)?)\s$")
_REGION = re.compile(r"\bRegion ([A-ZÆØÅ][\wæøå]+)")
_NOT_A_PLACE = frozenset(
    [
        "Danske",
        "Dansk",
        "Den",
        "Denne",
        "En",
        "Hver",
        "Ingen",
        "Ny",
        "Nye",
        "Egen",
        "Andre",
        "Vores",
        "Kommunes",
        "Alle",
        "Enhver",
        "I",
        "Pr",
        "Fra",
        "Til",
        "Af",
        "Ved",
        "Og",
        "For",
        "At",
        "Med",
        "Hele",
        "Hvis",
        "Når",
        "Som",
        "Hvad",
        "Herudover",
    ]
)


@cache
def _official() -> dict[str, str]:
    out: dict[str, str] = {}
    for row in load_rules("municipalities")["municipality"]:
        for name in (row["name"], *row["variants"]):
            short = name.removesuffix(" Kommune").removesuffix(" Regionskommune")
            out[short.casefold()] = row["official"]
        out[row["official"].removesuffix(" Kommune").removesuffix(" Regionskommune").casefold()] = row["official"]
    return out


def find_municipality(meeting: Meeting) -> str | None:
    """Work out whose meeting it is, or None.

    A name in the header counts most, then the council's name, then what the text says by far most often.
    """
    text = meeting.text
    counts: Counter[str] = Counter()
    at = text.find("ommune")
    while at >= 0:
        if text[at - 1 : at] in ("K", "k") and text[at + 6 : at + 7] in ("", " ", "s", ".", ",", "\n", ":", ")", "’", "'", ";", "*", "-"):
            name = _name_before(text, at - 1)
            if name:
                counts[name] += 25 if at < min(meeting.header_end, 600) else 1
        at = text.find("ommune", at + 6)
    if meeting.committee:
        region = _REGION.search(text, 0, min(len(text), max(meeting.header_end, 400)))
        if region and not counts:
            return region.group()
        council = re.match(r"([A-ZÆØÅ][\wæøå-]+?)s? (?:Byråd|Kommunalbestyrelse)", meeting.committee)
        if council and council[1].casefold() in _official():
            return _official()[council[1].casefold()]
    for hit in _REGION.finditer(text, 0, 20000):
        if "egionsråd" in (meeting.committee or "") or "Regionsråd" in text[:2000]:
            counts[hit.group().removesuffix("s")] += 1
    if not counts:
        return None
    (name, most), *rest = counts.most_common(2)
    if most >= 2 and (not rest or most >= 2 * rest[0][1]) or most == 1 and not rest:
        return name if name.startswith("Region ") else _official().get(name.casefold(), f"{name} Kommune")
    return None


def _name_before(text: str, at: int) -> str | None:
    hit = _BEFORE.search(text[max(0, at - 45) : at])
    if hit is None:
        return None
    words = hit[1].split()
    for name in (hit[1], words[-1]):
        official = _official().get(name.casefold())
        if official:
            return official.removesuffix(" Kommune").removesuffix(" Regionskommune")
    while len(words) > 1 and (words[0] in _NOT_A_PLACE or len(words[0]) < 3):
        words = words[1:]
    name = " ".join(words)
    return None if name in _NOT_A_PLACE or name.isupper() else name
