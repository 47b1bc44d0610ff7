"""An agenda item as the classifiers see it: a few columns of text and some facts, then a sparse matrix.

The columns come from the parser, in training and in use alike. Words of title, proposal, decision and running text are
told apart by a mark in front of each feature, so that `godkendes` in a proposal is another thing than in a decision.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.base import BaseEstimator, TransformerMixin

from nlp.components.committees import find_committees
from nlp.components.outcomes import find_outcomes
from nlp.findings import Working, lower
from nlp.headings import find_headings
from nlp.lines import read_lines
from nlp.meeting import ItemSpan, Meeting
from nlp.normalize import Shadow, shadow
from nlp.parse import parse_minutes
from nlp.records import add_unheaded
from nlp.rules import load_rules
from nlp.sections import read_sections

# Characters of each column that are read: what an item is about and for is told early.
_LIMITS = {"title": 200, "proposal": 700, "decision": 400, "text": 1400}
_WORD = re.compile(r"[a-zæøåéüöä]{2,}|\d+")
_TAG = re.compile(r"\((?:[A-ZÆØÅ]|[Bb]eslutning|[Oo]rientering|[Dd]røftelse|[Gg]odkendelse)\)$|^(?:[A-ZÆØÅ]|[A-ZÆØÅ]{2,5}(?:/[A-ZÆØÅ]{2,5})*)\s?[-–]\s")
_KLE = re.compile(r"(\d{2})\.(\d{2})\.\d{2}-?[A-ZÆØÅ]?\d*")
_CLEAN = re.compile(r"[\s\d_.,:;()\"“”'’*#/–-]+")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class ItemText:
    """The columns of one agenda item."""

    title: str
    proposal: str = ""
    decision: str = ""
    text: str = ""
    facts: tuple[str, ...] = ()


def item_text(meeting: Meeting, item: ItemSpan, outcomes: Iterable[str] = ()) -> ItemText:
    """Take the columns of one parsed item.

    Args:
        meeting: The document.
        item: The item.
        outcomes: The codes of the item's own outcomes, as `nlp.components.outcomes` finds them.
    """
    text = meeting.text
    proposal = _joined(text, item, "proposal")
    decision = _joined(text, item, "decision")
    rest = _joined(text, item, "summary", "background", "case", "economy", "hearing", "other", "history")
    if not item.sections:
        rest = text[item.body : min(item.end, item.body + 3000)]
    elif item.sections[0].start > item.body:
        rest = text[item.body : item.sections[0].start][:1500] + " " + rest
    facts = [*_facts(meeting, item, proposal, decision, rest), *(f"code={code}" for code in sorted(set(outcomes)))]
    title, proposal, decision, rest = (without_bodies(words) for words in (item.title, proposal, decision, rest))
    return ItemText(title, proposal, decision, rest, tuple(facts))


_BODY_NAME = re.compile(
    r"(?:[A-ZÆØÅ][\wæøå]*-,? ?){0,3}(?:(?:og|&) )?[A-ZÆØÅa-zæøå][\wæøå]*-?udvalg(?:et|ets)?\b"
    r"|\bUdvalg(?:et)? for [A-ZÆØÅa-zæøå][\wæøå]+(?:, (?!og)[A-ZÆØÅa-zæøå][\wæøå]+){0,3}(?:,? (?:og|&) [A-ZÆØÅ][\wæøå]+)?"
)


def without_bodies(words: str) -> str:
    """Take the names of committees out: whose meeting it is must not decide what an item is about.

    Example:
        >>> without_bodies("Skole-, Børne- og Ungeudvalgets kalender 2022")
        'udvalg kalender 2022'
    """
    return _BODY_NAME.sub("udvalg", words) if "dvalg" in words else words


# What a proposal asks for, in the words that all municipalities share.
_CUES = {
    "note": re.compile(r"til efterretning|til orientering|orienter(?:es|ing)|forelægge[rs]", re.IGNORECASE),
    "upward": re.compile(
        r"(?:over ?for|til|at) (?:byrådet|kommunalbestyrelsen|regionsrådet|økonomiudvalget|borgerrepræsentationen|forretningsudvalget)|anbefale", re.IGNORECASE
    ),
    "discuss": re.compile(r"drøft", re.IGNORECASE),
    "elect": re.compile(r"\b(?:udpege|vælge[rs]?|valg af|konstituer|genvalg|indstille[rs]? \w+ som|suppleant|stedfortræder)", re.IGNORECASE),
    "approve": re.compile(r"godkend|vedtage|bevilli|bevilge|frigiv|meddele|besluttes?|imødekom", re.IGNORECASE),
}
_HIGHER = re.compile(r"byråd|kommunalbestyrelse|regionsråd|borgerrepræsentation|\bKB\b|\bBY\b|\bBR\b", re.IGNORECASE)


def _joined(text: str, item: ItemSpan, *kinds: str) -> str:
    out, room = [], 3000
    for section in item.sections:
        if section.kind in kinds and (section.kind != "decision" or section.own) and room > 0:
            words = text[section.body : min(section.end, section.body + room)]
            if section.kind == "proposal" and section.body == section.end - len(words):
                words = f"{section.heading} {words}"
            out.append(words)
            room -= len(words)
    return " ".join(out)


def _facts(meeting: Meeting, item: ItemSpan, proposal: str, decision: str, rest: str) -> Iterable[str]:
    if item.closed:
        yield "closed"
    if not proposal.strip():
        yield "no-proposal"
    if not decision.strip():
        yield "no-decision"
    length = len(rest.strip()) + len(proposal.strip())
    yield "empty" if length < 25 else "short" if length < 300 else "long"
    for name, cue in _CUES.items():
        if cue.search(proposal[:900]):
            yield f"asks={name}"
    if item.title and _CUES["elect"].search(item.title):
        yield "title=elect"
    route = _joined(meeting.text, item, "competence")[:400]
    if route.strip():
        yield "route=higher" if _HIGHER.search(route) and _body(meeting.committee) != "council" else "route=own"
    hit = _TAG.search(item.title)
    if hit:
        tag = hit.group().strip("()– -").casefold()
        yield f"tag={tag if len(tag) != 3 else 'body'}"
    yield f"body={_body(meeting.committee)}"
    number = _KLE.search(item.case_number or "")
    if number and number[1] != "00":
        yield f"kle={number[1]}"
        yield f"kle={number[1]}.{number[2]}"
    elif number:
        yield f"kle=00.{number[2]}"


def _body(committee: str | None) -> str:
    """What kind of body decides: only whether it stands above or below others, never its name."""
    low = (committee or "").casefold()
    if re.search(r"byråd|kommunalbestyrelse|regionsråd|repræsentation", low):
        return "council"
    if re.search(r"økonomi|forretningsudvalg|magistrat", low):
        return "economy"
    if re.search(r"råd(?:et)?$|nævn|kommission|hovedudvalg|med-", low):
        return "advisory"
    return "committee" if low else "unknown"


def outcome_codes(meeting: Meeting, item: ItemSpan) -> list[str]:
    """Find the codes of an item's own outcomes without running the pipeline, as training does."""
    sections = [section for section in item.sections if section.kind == "decision" and section.own]
    if not sections:
        return []
    work = Working(Shadow(meeting.text), meeting, lower(meeting.text))
    work.committees = find_committees(work)
    return [finding.id for finding in find_outcomes(work) if finding.own]


def parse_item(text: str, *, committee: str | None = None, date: str | None = None) -> tuple[Meeting, ItemSpan]:
    """Parse one agenda item alone: the first heading, or else the first line, is its title.

    Args:
        text: The item as it stands in minutes.
        committee: The body that holds the meeting, where it is known: tells its own decision from others'.
        date: The day of the meeting as ISO 8601, where it is known.
    """
    seen = shadow(text)
    original = text if seen.offsets is None else seen.text
    lines = read_lines(seen.text, original)
    meeting = Meeting(seen.text, lines, committee=committee, date=date)
    meeting.layout, headings = find_headings(lines[:3], [])
    if headings:
        parsed = parse_minutes(seen.text[: lines[-1].end], original)
        first = parsed.items[0] if parsed.items and parsed.items[0].first_line <= 1 else None
        if first is not None:
            title, start, last, behind = first.title, first.title_start, first.title_end, first.body
            item = ItemSpan(first.number, title, 0, len(seen.text), start, last, behind, first.first_line, len(lines), closed=first.closed)
            begin = next((i for i, line in enumerate(lines) if line.start >= behind), len(lines))
            read_sections(meeting, item, begin)
            meeting.items = [item]
            add_unheaded(meeting)
            return meeting, item
    line = lines[0] if lines else None
    item = ItemSpan(
        None, line.text if line else "", 0, len(seen.text), line.start if line else 0, line.end if line else 0, line.end if line else 0, 0, len(lines)
    )
    item.closed = item.title.casefold().startswith("lukket")
    read_sections(meeting, item, 1)
    meeting.items = [item]
    add_unheaded(meeting)
    return meeting, item


def read_item_text(text: str, *, committee: str | None = None, date: str | None = None) -> ItemText:
    """Take the columns of one agenda item from its text alone: what training sees is what tagging sees."""
    meeting, item = parse_item(text, committee=committee, date=date)
    return item_text(meeting, item, outcome_codes(meeting, item))


class ItemVectorizer(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Turns `ItemText` columns into a TF-IDF matrix of words, pairs of words, parts of words, topic words and facts.

    Each column is brought to unit length before they are added up, so that a long case text does not drown the title: real items are
    much longer than those a model learns from.

    Args:
        min_count: A feature seen in fewer training items is left out.
        max_features: The most features kept, by the number of items that hold them.
        parts: Lengths of the parts of words (Danish compounds share their parts), from and to.
        columns: The columns that are read.
    """

    def __init__(
        self,
        min_count: int = 2,
        max_features: int = 60_000,
        parts: tuple[int, int] = (4, 5),
        columns: tuple[str, ...] = ("title", "proposal", "decision", "text", "facts"),
    ) -> None:
        self.min_count = min_count
        self.max_features = max_features
        self.parts = parts
        self.columns = columns

    def fit(self, X: Iterable[ItemText], y: Any = None) -> ItemVectorizer:
        """Learn the features and their weights from training items."""
        counts: dict[str, int] = {}
        total = 0
        for item in X:
            total += 1
            for feature in {name for column in self._features(item) for name in column[1]}:
                counts[feature] = counts.get(feature, 0) + 1
        kept = sorted((f for f, n in counts.items() if n >= self.min_count), key=lambda f: (-counts[f], f))[: self.max_features]
        self.vocabulary_ = {feature: index for index, feature in enumerate(sorted(kept))}
        self.idf_ = [math.log((1 + total) / (1 + counts[f])) + 1 for f in sorted(kept)]
        return self

    def transform(self, X: Iterable[ItemText]) -> sparse.csr_matrix:
        """Give one row of unit length for each item, as 32-bit floats."""
        indices: list[int] = []
        values: list[float] = []
        starts = [0]
        for item in X:
            row: dict[int, float] = {}
            for scale, column in self._features(item):
                self._add(row, column, scale)
            norm = math.sqrt(sum(value * value for value in row.values())) or 1.0
            indices.extend(row)
            values.extend(value / norm for value in row.values())
            starts.append(len(indices))
        shape = (len(starts) - 1, len(self.vocabulary_))
        return sparse.csr_matrix((np.array(values, dtype=np.float32), np.array(indices, dtype=np.int32), np.array(starts, dtype=np.int32)), shape=shape)

    def _add(self, row: dict[int, float], column: dict[str, float], scale: float) -> None:
        known, idf = self.vocabulary_, self.idf_
        found = [(index, weight * idf[index]) for index, weight in ((known.get(f), w) for f, w in column.items()) if index is not None]
        norm = math.sqrt(sum(value * value for _, value in found))
        if norm:
            factor = scale / norm
            for index, value in found:
                row[index] = row.get(index, 0.0) + value * factor

    def _features(self, item: ItemText) -> list[tuple[float, dict[str, float]]]:
        out: list[tuple[float, dict[str, float]]] = []
        for column in self.columns:
            found: dict[str, float] = {}
            if column == "facts":
                found = dict.fromkeys((f"f:{fact}" for fact in item.facts), 1.0)
            else:
                words = _WORD.findall(getattr(item, column)[: _LIMITS[column]].lower())
                _WRITERS[column](found, words, self.parts)
            out.append((_SCALES[column], found))
        if "title" in self.columns:
            out.append((_SCALES["lexicon"], _lexicon(item)))
        return out


# How much each column counts, once all are of the same length.
_SCALES = {"title": 1.5, "proposal": 1.2, "decision": 0.8, "text": 1.5, "facts": 0.9, "lexicon": 1.5}


@cache
def _topic_words() -> tuple[tuple[str, str, str], ...]:
    """Give (topic, how to match, word) for every entry of the lexicon."""
    out = []
    for topic, entries in load_rules("topics")["topics"].items():
        for entry in entries:
            how = entry[0] if entry[0] in "^=" else "$" if entry[-1] == "$" else ""
            out.append((topic, how, entry.strip("^=$")))
    return tuple(out)


@lru_cache(maxsize=200_000)
def topics_of(word: str) -> tuple[str, ...]:
    """Give the topics that a lower-case word speaks for, by the lexicon.

    Example:
        >>> topics_of("folkeskolereformen")
        ('schools',)
    """
    hits = {
        topic
        for topic, how, entry in _topic_words()
        if (how == "" and entry in word) or (how == "^" and word.startswith(entry)) or (how == "$" and word.endswith(entry)) or (how == "=" and word == entry)
    }
    return tuple(sorted(hits))


def _lexicon(item: ItemText) -> dict[str, float]:
    """Count topic words: those of the title, and those of proposal and text together."""
    out: dict[str, float] = {}
    for word in _WORD.findall(item.title[: _LIMITS["title"]].lower()):
        for topic in topics_of(word):
            _count(out, f"l:{topic}", 2.0)
    for word in _WORD.findall(f"{item.proposal[:500]} {item.text[:900]}".lower()):
        if len(word) > 3:
            for topic in topics_of(word):
                _count(out, f"k:{topic}", 0.6)
    return out


def _count(out: dict[str, float], feature: str, weight: float) -> None:
    old = out.get(feature)
    # Sublinear: a word that stands often counts little more than one that stands twice.
    out[feature] = weight if old is None else min(old + 0.35 * weight, 2.2 * weight)


def _title(out: dict[str, float], words: list[str], parts: tuple[int, int]) -> None:
    before = ""
    for word in words:
        if word[0].isdigit():
            word = "0" * min(len(word), 4)
            _count(out, f"t:{word}", 0.6)
            before = word
            continue
        _count(out, f"t:{word}", 1.6)
        _count(out, f"w:{word}", 1.2)
        if before:
            _count(out, f"t:{before} {word}", 1.0)
        before = word
        padded = f"<{word}>"
        for size in range(parts[0], parts[1] + 1):
            for at in range(len(padded) - size + 1):
                _count(out, f"p:{padded[at : at + size]}", 0.7)


def _proposal(out: dict[str, float], words: list[str], parts: tuple[int, int]) -> None:
    before = ""
    for word in words:
        if word[0].isdigit():
            before = ""
            continue
        _count(out, f"i:{word}", 1.0)
        _count(out, f"w:{word}", 0.7)
        if before:
            _count(out, f"i:{before} {word}", 0.7)
        before = word
        if len(word) > 7:
            for at in range(0, len(word) - 4):
                _count(out, f"p:{word[at : at + 5]}", 0.3)


def _decision(out: dict[str, float], words: list[str], parts: tuple[int, int]) -> None:
    before = ""
    for word in words[:40]:
        _count(out, f"d:{word}", 1.2)
        if before:
            _count(out, f"d:{before} {word}", 0.8)
        before = word


def _text(out: dict[str, float], words: list[str], parts: tuple[int, int]) -> None:
    for word in words:
        if not word[0].isdigit():
            _count(out, f"w:{word}", 0.6)
            if len(word) > 9:
                _count(out, f"p:{word[:5]}", 0.25)
                _count(out, f"p:{word[-5:]}", 0.25)


_WRITERS: dict[str, Callable[[dict[str, float], list[str], tuple[int, int]], None]] = {
    "title": _title,
    "proposal": _proposal,
    "decision": _decision,
    "text": _text,
}
