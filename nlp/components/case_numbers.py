"""`minutes_case_numbers`: the numbers of cases and journals, first by their place, then by their shape."""

from __future__ import annotations

import re

from spacy.lang.da import Danish
from spacy.language import Language
from spacy.tokens import Doc

from nlp.components.state import working
from nlp.components.working import Finding, Working, without_overlaps
from nlp.rules import from_rules, rule_file

_BEFORE = r"(?<![\w./-])"
_BEHIND = r"(?![\w/-])(?!\.\d)"


@from_rules
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    rules = rule_file("case_numbers")
    anywhere = "|".join(f"(?:{rule['pattern']})" for rule in rules["rule"] if rule["anywhere"])
    every = "|".join(f"(?:{rule['pattern']})" for rule in rules["rule"])
    labels = "|".join(re.escape(w).replace(r"\ ", r"\s?").replace(r"\.", r"\.?") for w in sorted(rules["labels"], key=len, reverse=True) if w != "sag")
    # The anchor is a digit or a capital behind a border, so that the scan skips running text.
    return (
        re.compile(rf"{_BEFORE}(?:{anywhere}){_BEHIND}"),
        re.compile(rf"(?<!\w)(?:{labels})\b[.:]*\s?(?:nr)?\s?[.:]*\s{{0,3}}(?P<number>{every}){_BEHIND}", re.IGNORECASE),
        re.compile(r"(?i)(?:" + "|".join(re.escape(w) for w in rules["not_labels"]) + r")[\s.:]*(?:nr)?[\s.:]*$"),
    )


def find_case_numbers(work: Working) -> list[Finding]:
    """Find all case numbers of a document; each resolves to itself."""
    text = work.text
    anywhere, labelled, wrong = _patterns()
    out = [
        Finding("CASE_NUMBER", item.case_start, item.case_start + len(item.case_number), item.case_number, "case/below-heading")
        for item in work.meeting.items
        if item.case_number
    ]
    for hit in anywhere.finditer(text):
        if not wrong.search(text, max(0, hit.start() - 20), hit.start()):
            out.append(Finding("CASE_NUMBER", hit.start(), hit.end(), hit.group(), "case/shape"))
    for stem in ("nr", "id", "nummer"):
        at = work.low.find(stem)
        while at >= 0:
            begin = max(0, at - 8)
            found = labelled.search(text, begin, at + 48)
            if found and not wrong.search(text, max(0, found.start("number") - 12), found.start("number")):
                out.append(Finding("CASE_NUMBER", found.start("number"), found.end("number"), found["number"], "case/label"))
            at = work.low.find(stem, at + 2)
    return without_overlaps(out)


class CaseNumberFinder:
    """Sets the working state's case numbers."""

    def __call__(self, doc: Doc) -> Doc:
        work = working(doc)
        work.case_numbers = find_case_numbers(work)
        return doc


@Danish.factory("minutes_case_numbers")
def make_case_number_finder(nlp: Language, name: str) -> CaseNumberFinder:
    """Build the component."""
    return CaseNumberFinder()
