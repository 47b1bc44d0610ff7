"""Parties as lists of members write them: behind a name, and above the names of a group."""

from __future__ import annotations

import re

from nlp.rules import from_rules, rule_file

_PARTY_HEADING = re.compile(r"(?:(?:[Ll]iste )?(?P<letter>[A-ZÆØÅ])\s?[.:–-]\s*)?(?P<name>[A-ZÆØÅ][^\n:,;()]{1,50}?)(?:\s*\([A-ZÆØÅ]\)|\s*\(\d+\))?:?$")
_LOCAL_LIST = re.compile(r"(?:[A-ZÆØÅ][\wæøå-]+ ){0,2}[A-ZÆØÅ]?[\wæøå-]*(?:[Ll]isten?|[Pp]artiet)(?: [A-ZÆØÅ][\wæøå-]+){0,2}")


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


def local_list(words: str) -> bool:
    """Tell whether words name a list of one municipality: `Borgerlisten`, `Lokallisten Ulvkær`.

    Example:
        >>> local_list("Ulvkær Borgerliste"), local_list("Lokallisten Ulvkær"), local_list("Navneliste over deltagere"), local_list("Ida Bro")
        (True, True, False, False)
    """
    return len(words) < 50 and _LOCAL_LIST.fullmatch(words) is not None and party_letter(words) is None


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
