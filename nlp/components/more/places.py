"""`minutes_places`: municipalities and regions; each resolves to its official name. Runs only where it is asked for."""

from __future__ import annotations

import re

from spacy.lang.da import Danish
from spacy.language import Language
from spacy.tokens import Doc

from nlp.components.state import working
from nlp.components.working import Finding, Working, without_overlaps
from nlp.rules import from_rules, rule_file

_KINDS = re.compile(r" (?:Kommune|Regionskommune)$")


@from_rules
def _names() -> dict[str, dict[str, str]]:
    """Give the names of municipalities without `Kommune`, and of regions: as written to the official ones."""
    municipalities = {}
    for row in rule_file("municipalities")["municipality"]:
        for name in (row["official"], row["name"], *row["variants"]):
            municipalities[_KINDS.sub("", name)] = row["official"]
    regions = {name: row["official"] for row in rule_file("places")["region"] for name in (row["official"], *row["variants"])}
    return {"MUNICIPALITY": municipalities, "REGION": regions}


@from_rules
def _rules() -> tuple[tuple[str, str, re.Pattern[str] | None, re.Pattern[str]], ...]:
    out = []
    for rule in rule_file("places")["rule"]:
        name = "|".join(re.escape(one) for one in sorted(_names()[rule["label"]], key=len, reverse=True))
        around = re.compile(rule["list"].replace("{name}", name) + r"(?![\wæøå-])") if "list" in rule else None
        out.append((rule["id"], rule["label"], around, re.compile(rf"(?<![\w-])(?:{rule['pattern'].replace('{name}', name)})(?![\wæøå-])")))
    return tuple(out)


def find_places(work: Working) -> list[Finding]:
    """Find all municipalities and regions of a document, the meeting's own by the name that the document gives it."""
    text = work.text
    out = []
    for rule, label, around, pattern in _rules():
        spans = [hit.span("names") for hit in around.finditer(text)] if around is not None else [(0, len(text))]
        out += [
            Finding(label, hit.start(), hit.end(), _names()[label][hit["name"]], rule) for start, end in spans for hit in pattern.finditer(text, start, end)
        ]
    return without_overlaps(out + _own(work))


def _own(work: Working) -> list[Finding]:
    own = work.meeting.municipality
    if own is None:
        return []
    label = "REGION" if own.startswith("Region ") else "MUNICIPALITY"
    return [
        Finding(label, at, at + len(written), own, "place/own")
        for written in dict.fromkeys((own, f"{own}s", own.replace(" Kommune", " kommune")))
        for at in work.occurrences(written)
    ]


class PlaceFinder:
    """Sets the working state's places."""

    def __call__(self, doc: Doc) -> Doc:
        work = working(doc)
        work.places = find_places(work)
        return doc


@Danish.factory("minutes_places")
def make_place_finder(nlp: Language, name: str) -> PlaceFinder:
    """Build the component."""
    return PlaceFinder()
