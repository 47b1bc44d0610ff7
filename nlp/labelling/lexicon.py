"""Names and phrases learned from annotated spans that the rules do not find, each checked against all the data.

An entry is kept only where nearly every place that it adds to what the rules find is annotated with its label: that the rules find most
places of a word is no reason to take the others. What it finds never takes the place of what a rule found.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from nlp.components.working import Finding, Working, without_overlaps
from nlp.errors import ModelMismatch
from nlp.labelling.columns import parse_item
from nlp.meeting.model import Meeting
from nlp.rules import words as word_list

FORMAT = 1
Span = tuple[int, int, str]
# An annotated example as `training.examples` reads it.
Example = Mapping[str, Any]
Finder = Callable[[Example], Iterable[Span]]

# Where a working state keeps the findings of each label; case numbers have a grammar and need no list.
PLACES = {"PERSON": "people", "PARTY": "parties", "COMMITTEE": "committees", "OUTCOME": "outcomes"}
_SHORTEST = 4
_UPPER = "A-ZÀ-ÖØ-Þ"
_NAME = rf"[{_UPPER}][\w’'-]+"
# An outcome begins a line or a sentence of a decision, behind the number of a point at most.
_OPENING = re.compile(r"(?:^|\n|[.:;!] )[ \t*•–-]*(?:(?:[Aa]d\.? ?)?\d{1,2}(?:[.,)-]+ ?\d{0,2})*[.):]* *)?$")
_DECIDING = ("decision", "history")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing learned: `form` is `phrase` (these words) or `given_name` (this name with family names behind it).

    `right` and `wrong` say at how many places of the training data its words were annotated so, and were not: of phrases those places
    count where no rule found anything.
    """

    label: str
    form: str
    words: str
    id: str
    right: int
    wrong: int


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What was learned. It finds spans in a parsed meeting; empty, it finds none."""

    entries: tuple[Entry, ...] = ()

    def find(self, meeting: Meeting) -> list[Finding]:
        """Find all entries; the longest where they overlap."""
        return without_overlaps([finding for entry in self.entries for finding in _places(entry, meeting)])

    def add_to(self, work: Working) -> None:
        """Add what is found to a document's working state, except where a rule found something."""
        if not self.entries:
            return
        taken = sorted((f.start, f.end) for name in (*PLACES.values(), "case_numbers") for f in getattr(work, name))
        for finding in self.find(work.meeting):
            if not any(start < finding.end and finding.start < end for start, end in taken):
                getattr(work, PLACES[finding.label]).append(finding)
        for name in PLACES.values():
            getattr(work, name).sort(key=lambda finding: finding.start)

    def save(self, path: Path) -> None:
        """Write the entries as JSON, to be read by people, too."""
        data = {"format": FORMAT, "entries": [asdict(entry) for entry in self.entries]}
        path.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> Lexicon:
        """Read what `save` wrote.

        Raises:
            ModelMismatch: the file is damaged, or of another release.
        """
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            if data["format"] != FORMAT:
                raise ValueError(f"format {data['format']}")
            return cls(tuple(Entry(**entry) for entry in data["entries"]))
        except (OSError, ValueError, KeyError, TypeError) as err:
            raise ModelMismatch(f"{path}: is no lexicon of this release ({err}). Train the model again.") from err


def learn_lexicon(examples: Iterable[Example], find: Finder, *, least: int = 1, purity: float = 0.9) -> Lexicon:
    """Learn names and phrases that the rules do not find.

    Args:
        examples: Annotated examples; those without any span teach nothing, and are no evidence against an entry. Nor does an outcome without a code.
        find: Gives the spans that the rules find in an example.
        least: Phrases annotated at fewer places are left out; outcomes and given names need one more.
        purity: Of the places that an entry adds to those of the rules, the share that must be annotated with its label.
    """
    candidates: dict[tuple[str, str, str], Counter[str]] = {}
    places = []
    for row in examples:
        if not row.get("entities"):
            continue
        found = [(start, end) for start, end, _ in find(row)]
        for form, entity in _missed(row, found):
            name = entity["text"].split()[0] if form == "given_name" else entity["text"]
            candidates.setdefault((entity["label"], form, name), Counter())[str(entity.get("id") or entity["text"])] += 1
        meeting, _ = parse_item(row["text"], committee=row.get("committee"), date=row.get("date"))
        # Offsets of a normalised text are those of the text as read only where both have the same length.
        if len(meeting.text) == len(row["text"]):
            places.append(_Place(meeting, {(e["start"], e["end"]): e["label"] for e in row["entities"]}, found))
    out = []
    for (label, form, name), ids in sorted(candidates.items()):
        entry = _checked(Entry(label, form, name, "" if form == "given_name" else ids.most_common(1)[0][0], 0, 0), places)
        enough = least + (form == "given_name" or label == "OUTCOME")
        if entry.right >= enough and entry.right / (entry.right + entry.wrong) >= purity:
            out.append(entry)
    return Lexicon(tuple(out))


@dataclass(frozen=True, slots=True)
class _Place:
    """One example: its text, what is annotated, and what the rules found."""

    meeting: Meeting
    gold: dict[tuple[int, int], str]
    found: Sequence[tuple[int, int]]


def _missed(row: Example, found: Sequence[tuple[int, int]]) -> Iterator[tuple[str, Example]]:
    """Give the annotated spans that no rule touched, as phrases and as given names."""
    given = word_list("given_names")
    for entity in row["entities"]:
        start, end, text = entity["start"], entity["end"], entity["text"]
        if entity["label"] not in PLACES or (entity["label"] == "OUTCOME" and not entity.get("id")) or any(a < end and start < b for a, b in found):
            continue
        if len(text) < _SHORTEST or "\n" in text or "  " in text:
            continue
        # A single name is too common a word; a person is learned by the whole name.
        if entity["label"] != "PERSON" or " " in text:
            yield "phrase", entity
        if entity["label"] == "PERSON" and " " in text and text.split()[0] not in given and re.fullmatch(_NAME, text.split()[0]):
            yield "given_name", entity


def _checked(entry: Entry, places: Sequence[_Place]) -> Entry:
    """Count where the entry adds a span that is annotated, and where it adds one that is not."""
    right = wrong = 0
    for place in places:
        for finding in _places(entry, place.meeting):
            # Whether a word is a given name, the places that the rules find tell as well.
            if entry.form == "phrase" and any(a < finding.end and finding.start < b for a, b in place.found):
                continue
            # Within a longer span of the same label the words are neither: that one is for an entry of its own.
            if place.gold.get((finding.start, finding.end)) == entry.label:
                right += 1
            elif not any(label == entry.label and a <= finding.start and finding.end <= b for (a, b), label in place.gold.items()):
                wrong += 1
    return Entry(entry.label, entry.form, entry.words, entry.id, right, wrong)


def _places(entry: Entry, meeting: Meeting) -> list[Finding]:
    if entry.words not in meeting.text:
        return []
    if entry.label == "OUTCOME":
        return _outcomes(entry, meeting)
    genitive = r"(?:s|’s|'s)?"
    pattern = rf"(?<![\w-]){re.escape(entry.words)}{genitive}(?![\w-])"
    if entry.form == "given_name":
        pattern = rf"(?<![\w-]){re.escape(entry.words)}(?: (?:[{_UPPER}]\.|{_NAME})){{1,3}}(?!\w)"
    rule = f"lexicon/{entry.form}"
    return [Finding(entry.label, hit.start(), hit.end(), entry.id or hit.group(), rule) for hit in re.finditer(pattern, meeting.text)]


def _outcomes(entry: Entry, meeting: Meeting) -> list[Finding]:
    out = []
    pattern = re.compile(rf"{re.escape(entry.words)}(?!\w)")
    for item in meeting.items:
        for section in item.sections:
            if section.kind not in _DECIDING:
                continue
            for hit in pattern.finditer(meeting.text, section.body, section.end):
                if _OPENING.search(meeting.text[section.body : hit.start()][-30:]):
                    out.append(Finding("OUTCOME", hit.start(), hit.end(), entry.id, "lexicon/phrase", own=section.kind == "decision" and section.own))
    return out


def finder_of(nlp: Any) -> Finder:
    """Give the finder of a pipeline, as `learn_lexicon` wants it."""

    def find(row: Example) -> list[Span]:
        return [(ent.start_char, ent.end_char, ent.label_) for ent in nlp(row["text"]).ents]

    return find
