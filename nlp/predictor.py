"""`Predictor`: the one place that joins reader, pipeline and model into results."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any, overload

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from nlp.components.extensions import RULES_KEY
from nlp.document import (
    AgendaItem,
    Entity,
    Fate,
    Label,
    Minutes,
    NextStep,
    Outcome,
    Participant,
    PartVotes,
    PastDecision,
    Presence,
    Remark,
    Section,
    Tally,
    Votes,
)
from nlp.errors import ModelMismatch
from nlp.labelling import artifacts
from nlp.labelling.columns import item_text, outcome_codes, parse_item
from nlp.labelling.component import ItemLabeller
from nlp.pipeline import MORE, add_labels, read_labels, register_components
from nlp.reading.read import Source, check_text
from nlp.rules import Rules, load_rules
from nlp.vocabulary import STANDARD_LABELS

# Words that a process keeps, some hundred bytes each.
MOST_WORDS = 25_000


class Predictor:
    """Tags minutes. Keep one: loading costs a second, tagging a document some milliseconds.

    Args:
        nlp: The pipeline.
        manifest: The model's manifest; results carry its name, version and digest.
        min_score: Labels less probable than this are given as None, with their score.
        entities: The labels of the entities that results hold.
        rules: What the pipeline goes by; ours where it is None.
    """

    def __init__(
        self, nlp: Language, manifest: dict[str, Any], min_score: float = 0.0, entities: Collection[str] = STANDARD_LABELS, rules: Rules | None = None
    ) -> None:
        self.nlp = nlp
        self.rules = rules or load_rules()
        self.min_score = min_score
        self.labels = frozenset(entities)
        self._idle: dict[frozenset[str], list[str]] = {}
        self.manifest = manifest
        self.model = {
            "name": str(manifest["name"]),
            "version": str(manifest["version"]),
            "digest": artifacts.model_digest(manifest, self.rules),
            "rules": self.rules.digest[:16],
        }

    @overload
    def predict(self, text: str) -> Minutes: ...
    @overload
    def predict(self, text: list[str] | tuple[str, ...]) -> list[Minutes]: ...
    def predict(self, text: str | list[str] | tuple[str, ...]) -> Minutes | list[Minutes]:
        """Tag one document, or each of several.

        Raises:
            UnreadableDocument: a text is empty or holds no words.
            DocumentTooLarge: a text, or one line of it, is longer than minutes are.
        """
        if isinstance(text, str):
            return self.tag(Source.of_text(text))
        return list(self.stream(text))

    def memory_zone(self) -> AbstractContextManager[object]:
        """Give a context in which to tag a few documents, for processes that live long: memory does not grow with what they have read.

        What the tokenizer learns from the first documents is kept, as that makes it fast; after that each document's new words are forgotten with it.
        """
        return self.nlp.memory_zone() if len(self.nlp.vocab.strings) > MOST_WORDS else nullcontext()

    def stream(self, texts: Iterable[str]) -> Iterator[Minutes]:
        """Tag many documents one after the other, in order, holding one at a time."""
        for text in texts:
            yield self.tag(Source.of_text(text))

    def predict_item(self, text: str, *, committee: str | None = None) -> AgendaItem:
        """Tag one agenda item alone: its text as it stands in minutes, heading first.

        Args:
            text: The item.
            committee: The body that holds the meeting: tells its own decision from others', and approval from recommendation.
        """
        check_text(text)
        labeller = self.nlp.get_pipe("minutes_labels")
        assert isinstance(labeller, ItemLabeller)
        with self.rules.in_use():
            meeting, item = parse_item(text, committee=committee)
            labels = labeller.classifier.predict([item_text(meeting, item, outcome_codes(meeting, item))])[0] if labeller.classifier else {}
        found = self.tag(Source.of_text(text))
        inner = found.items[0] if found.items else AgendaItem(item.number, item.title, 0, len(text), item.case_number, item.closed)
        return replace(inner, start=0, end=len(text), topic=labels.get("topic"), decision_type=labels.get("decision_type"))

    def tag(self, source: Source, labels: Collection[str] | None = None) -> Minutes:
        """Tag one document that was read.

        Args:
            source: The document.
            labels: Fewer labels of entities than the predictor was loaded for; what finds the others does not run.
        """
        check_text(source.text)
        source = _without_surrogates(source)
        wanted = self.labels if labels is None else self.labels.intersection(labels)
        with self.rules.in_use():
            doc = self.nlp(source.text, disable=self._unneeded(wanted))
        return self._minutes(source, doc, wanted)

    def _unneeded(self, labels: frozenset[str]) -> list[str]:
        """Give the components that find none of these labels, among those that find nothing else."""
        if labels not in self._idle:
            needed = {MORE[label] for label in labels if label in MORE}
            self._idle[labels] = [name for name in dict.fromkeys(MORE.values()) if name not in needed and name in self.nlp.pipe_names]
        return self._idle[labels]

    def _minutes(self, source: Source, doc: Doc, labels: frozenset[str]) -> Minutes:
        data = doc._.meeting_data
        rules = doc.user_data.get(RULES_KEY, {})
        items = tuple(_item(item, self.min_score) for item in data["items"])
        entities = []
        at = 0
        for ent in doc.ents:
            label = ent.label_
            if label not in labels:
                continue
            start, end = ent.start_char, ent.end_char
            while at < len(items) and items[at].end <= start:
                at += 1
            number = items[at].number if at < len(items) and items[at].start <= start else None
            entities.append(Entity(label, source.text[start:end], start, end, ent.kb_id_, number, rules.get(f"{start}-{end}")))
        return Minutes(
            id=source.id,
            sha256=source.sha256,
            text=source.text,
            kind=data["kind"],
            layout=data["layout"],
            municipality=data["municipality"],
            committee=data["committee"],
            date=data["date"],
            start_time=data["start_time"],
            end_time=data["end_time"],
            place=data["place"],
            participants=tuple(Participant(**one) for one in data["participants"]),
            items=items,
            entities=tuple(entities),
            model=self.model,
        )


def _label(found: dict[str, Any] | None, min_score: float) -> Label | None:
    if found is None:
        return None
    return Label(found["label"] if found["score"] >= min_score else None, found["score"])


def _item(item: dict[str, Any], min_score: float) -> AgendaItem:
    return AgendaItem(
        number=item["number"],
        title=item["title"],
        start=item["start"],
        end=item["end"],
        case_number=item["case_number"],
        closed=item["closed"],
        sections=tuple(Section(**one) for one in item["sections"]),
        topic=_label(item["labels"].get("topic"), min_score),
        decision_type=_label(item["labels"].get("decision_type"), min_score),
        outcomes=tuple(Outcome(**one) for one in item["outcomes"]),
        absent=tuple(item["absent"]),
        votes=_votes(item["votes"]) if item["votes"] else None,
        history=tuple(PastDecision(**one) for one in item["history"]),
        remarks=tuple(Remark(**{**one, "by": tuple(one["by"])}) for one in item["remarks"]),
        fates=tuple(Fate(**one) for one in item["fates"]),
        next_steps=tuple(NextStep(**one) for one in item["next_steps"]),
        attendance=tuple(Presence(**one) for one in item["attendance"]),
        labels={kind: Label(**found) for kind, found in item["labels"].items() if kind not in ("topic", "decision_type")},
    )


def _votes(plain: dict[str, Any]) -> Votes:
    return Votes(**_sides(plain) | {"parts": tuple(PartVotes(**_sides(part)) for part in plain["parts"])})


def _sides(plain: dict[str, Any]) -> dict[str, Any]:
    voters = {side: tuple(plain[side]) for side in ("for_", "against", "abstain")}
    return plain | voters | {"tally": Tally(**plain["tally"]) if plain["tally"] else None}


def _without_surrogates(source: Source) -> Source:
    """Put U+FFFD where a lone surrogate stands: half a character, which no UTF-8 can hold. Offsets stay."""
    try:
        source.text.encode()
    except UnicodeEncodeError:
        text = "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in source.text)
        return Source(source.id, source.sha256, text)
    return source


def load(
    model: str | Path | None = None, *, min_score: float = 0.0, entities: str | Collection[str] = "standard", rules: str | Path | Rules | None = None
) -> Predictor:
    """Load a model and give a predictor to keep.

    Args:
        model: A model folder; the one that ships with the package where it is None.
        min_score: Labels less probable than this are given as None.
        entities: Which labels of entities results hold: `standard` (the five), `all`, or names as `PERSON,AMOUNT`.
        rules: A folder of one's own rules that adds to those of the package, or rules that are loaded already. Predictors with other rules are not touched.

    Raises:
        ModelMismatch: the folder holds no model, or one for another release.
        UnknownLabel: there is no such label of entities.
        BadRules: the folder of rules cannot be used.
    """
    labels = read_labels(entities)
    rules = rules if isinstance(rules, Rules) else load_rules(rules)
    folder = Path(model) if model is not None else artifacts.default_model()
    if not folder.is_dir():
        raise ModelMismatch(f"{folder}: no such model folder. Train one with `referat train --out {folder}`.")
    register_components()
    try:
        with rules.in_use():
            manifest = artifacts.read_manifest(folder)
            nlp = spacy.load(folder)
    except (OSError, ValueError, KeyError) as err:
        raise ModelMismatch(f"{folder}: the pipeline cannot be loaded ({err}). Train or install the model again.") from err
    add_labels(nlp, labels)
    nlp.max_length = 60_000_000
    return Predictor(nlp, manifest, min_score, labels, rules)
