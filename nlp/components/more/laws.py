"""`minutes_laws`: references to acts, their paragraphs, and numbered orders; one spelling for each. Runs only where it is asked for."""

from __future__ import annotations

import re

from spacy.lang.da import Danish
from spacy.language import Language
from spacy.tokens import Doc

from nlp.components.state import working
from nlp.components.working import Finding, Working, without_overlaps
from nlp.rules import from_rules, rule_file
from nlp.text.dates import DATE, iso_date

# `§ 16a` and `§ 16 a`; but in `§ 18 i` begins the next word.
_ONE = r"\d{1,4}(?:[a-zæøå](?![\wæøå])|\s[a-hj-zæø](?![\wæøå]))?"
_PARAGRAPH = (
    rf"(?:§§\s?{_ONE}(?:(?:,\s|\s?(?:-|–|og|til|eller)\s?){_ONE})*|§\s?{_ONE}(?:\s?(?:-|–|og|til)\s?{_ONE})?)"
    r"(?:,?\s(?:stk|Stk)\.?\s?\d{1,2}(?:\s?(?:-|–|og)\s?\d{1,2})?)?"
    r"(?:,?\s(?:nr\.?|pkt\.?)\s?\d{1,2}(?:\s?(?:-|–|og)\s?\d{1,2})?)?(?:,?\slitra\s[a-zæøå](?![\wæøå]))?"
)


@from_rules
def _rules() -> tuple[tuple[str, re.Pattern[str]], ...]:
    data = rule_file("laws")
    long = "|".join(re.escape(name) for name in sorted(data["acts"], key=len, reverse=True))
    names = "|".join(re.escape(name) for name in data["words"]["names"])
    # A word on -loven is found from its end: `\w` before a fixed word would be tried at every letter.
    act = rf"(?:[Ll]ov(?:en)?s?\s(?:{long})|[A-Za-zÆØÅæøå][a-zæøå-]{{2,50}}(?<=loven)s?|[A-Za-zÆØÅæøå][a-zæøå-]{{2,50}}(?<=lov)(?=\s§)|[A-Za-zÆØÅæøå][a-zæøå-]{{2,50}}(?<=lovens)|(?i:{names})s?)(?![\wæøå])"
    return tuple((rule["id"], re.compile(rf"(?<![\w-]){rule['pattern'].format(act=act, paragraph=_PARAGRAPH, date=DATE)}")) for rule in data["rule"])


def find_laws(work: Working) -> list[Finding]:
    """Find all law references of a document."""
    text = work.text
    out: list[Finding] = []
    if "lov" not in work.low and "§" not in text and " nr" not in text and "forordning" not in text:
        return out
    for rule, pattern in _rules():
        for hit in pattern.finditer(text):
            name = _name(hit.groupdict())
            if name is not None:
                out.append(Finding("LAW", hit.start(), hit.end(), name, rule))
    return without_overlaps(out)


def _name(groups: dict[str, str | None]) -> str | None:
    if groups.get("number"):
        kind = rule_file("laws")["kinds"][re.sub(r"(?:ns|n)$", "", (groups["kind"] or "").casefold())]
        day = iso_date(groups["day"]) if groups.get("day") else None
        year, month, number = (int(part) for part in day.split("-")) if day else (0, 0, 0)
        return f"{kind} nr. {groups['number']}" + (f" af {number}/{month}/{year}" if day else "")
    act = short_act(groups["act"] or "") if groups.get("act") else ""
    if act is None:
        return None
    return f"{act} {_paragraph(groups['paragraph'])}".strip() if groups.get("paragraph") else act


def short_act(words: str) -> str | None:
    """Give the one name of an act, or None where the word is none.

    Example:
        >>> short_act("Planlovens"), short_act("lov om social service"), short_act("forloven")
        ('planloven', 'serviceloven', None)
    """
    data = rule_file("laws")
    low = " ".join(words.casefold().split())
    about = re.sub(r"^lov(?:en)?s?\s(?=om )", "", low)
    if about in data["acts"]:
        return str(data["acts"][about])
    low = re.sub(r"(?<=loven)s$|(?<=forordningen)s$|(?<=fuldmagten)s$", "", low)
    low = f"{low}en" if low.endswith("lov") and " " not in low else low
    return None if low in data["words"]["not_acts"] or low == "loven" else low


def _paragraph(words: str | None) -> str:
    """Write a paragraph in one way: `§ 13, stk. 2, nr. 1`."""
    plain = re.sub(r",\s(?=stk|nr|pkt|litra)", " ", " ".join((words or "").split()), flags=re.IGNORECASE)
    plain = re.sub(r"(?i)(§§?)\s?(?=\d)", r"\1 ", plain)
    plain = re.sub(r"(\d)([a-zæøå])(?![\wæøå])", r"\1 \2", plain)
    plain = re.sub(r"\s?[-–]\s?", "-", plain)
    plain = re.sub(r"(?i)\s(stk|nr|pkt)\.?\s?(?=\d)", lambda hit: f", {hit[1].lower()}. ", plain)
    return re.sub(r"\slitra\s", ", litra ", plain)


class LawFinder:
    """Sets the working state's laws."""

    def __call__(self, doc: Doc) -> Doc:
        work = working(doc)
        work.laws = find_laws(work)
        return doc


@Danish.factory("minutes_laws")
def make_law_finder(nlp: Language, name: str) -> LawFinder:
    """Build the component."""
    return LawFinder()
