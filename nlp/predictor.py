"""`Predictor`: the one place that joins reader, pipeline and model into results."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from functools import cache
from os import PathLike
from pathlib import Path
from typing import Any, overload

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from nlp.components.extensions import RULES_KEY
from nlp.components.state import GIVEN_KEY
from nlp.document import AgendaItem, Failure, Minutes, from_findings
from nlp.errors import ModelMismatch, NlpError, error_of
from nlp.labelling import artifacts
from nlp.labelling.columns import item_text, own_outcomes, parse_item
from nlp.labelling.component import ItemLabeller
from nlp.meeting.given import Given, read_given
from nlp.meeting.municipality import municipality_of_site
from nlp.pipeline import MORE, add_labels, read_labels, register_components
from nlp.reading.origin import with_origins
from nlp.reading.read import Source, check_text, read_document
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
        given: What is known of all documents that it tags.
    """

    def __init__(
        self,
        nlp: Language,
        manifest: dict[str, Any],
        min_score: float = 0.0,
        entities: Collection[str] = STANDARD_LABELS,
        rules: Rules | None = None,
        given: Given | None = None,
    ) -> None:
        self.given = given or Given()
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
    def predict(self, text: str, *, municipality: str | None = None, committee: str | None = None, date: str | None = None) -> Minutes: ...
    @overload
    def predict(
        self, text: list[str] | tuple[str, ...], *, municipality: str | None = None, committee: str | None = None, date: str | None = None
    ) -> list[Minutes | Failure]: ...
    def predict(
        self, text: str | list[str] | tuple[str, ...], *, municipality: str | None = None, committee: str | None = None, date: str | None = None
    ) -> Minutes | list[Minutes | Failure]:
        """Tag one document, or each of several.

        Args:
            text: The minutes as text, line breaks kept; or several such texts.
            municipality: The municipality or region, where you know it: what is given wins over what is read.
            committee: The body that held the meeting, where you know it; it tells the body's own decisions from others'.
            date: The day of the meeting, where you know it, as `2023-05-09` or as minutes write it.

        Returns:
            The tagged document; for several texts a list, in which a text that cannot be read is a `Failure` in its place.

        Raises:
            TypeError: what was given is no text; says what to do with a path, with bytes, with a dict.
            UnreadableDocument: the text is empty or holds no words.
            DocumentTooLarge: the text, or one line of it, is longer than minutes are.
            WrongFact: the date given is none.
        """
        given = read_given(municipality, committee, date)
        if isinstance(text, str):
            return self.tag(Source.of_text(text), given=given)
        if isinstance(text, list | tuple):
            return list(self.stream(text, given=given))
        raise TypeError(_no_text(text))

    def predict_file(self, path: str | PathLike[str], *, municipality: str | None = None, committee: str | None = None, date: str | None = None) -> Minutes:
        """Tag one file: text, Markdown, PDF, HTML, DOCX or FirstAgenda JSON, told apart by content. What you know of the meeting, as for `predict`.

        Raises:
            NoSuchDocument: there is no such file.
            UnreadableDocument: it is encrypted, damaged, a scan, or no document of these.
            DocumentTooLarge: it is larger than the limit.
        """
        return self.tag(read_document(str(path)), given=read_given(municipality, committee, date))

    def memory_zone(self) -> AbstractContextManager[object]:
        """Give a context in which to tag a few documents, for processes that live long: memory does not grow with what they have read.

        What the tokenizer learns from the first documents is kept, as that makes it fast; after that each document's new words are forgotten with it.
        """
        return self.nlp.memory_zone() if len(self.nlp.vocab.strings) > MOST_WORDS else nullcontext()

    def stream(self, texts: Iterable[str], *, given: Given | None = None) -> Iterator[Minutes | Failure]:
        """Tag many documents one after the other, in order, holding one at a time; one that cannot be read is a `Failure` with its number as id."""
        for number, text in enumerate(texts, 1):
            if not isinstance(text, str):
                raise TypeError(f"number {number} of the texts: {_no_text(text)}")
            try:
                yield self.tag(Source.of_text(text), given=given)
            except NlpError as err:
                yield Failure(str(number), err.kind, str(err))

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
            labels = labeller.classifier.predict([item_text(meeting, item, own_outcomes(meeting, item))])[0] if labeller.classifier else {}
        found = self.tag(Source.of_text(text), fragment=True)
        inner = found.items[0] if found.items else AgendaItem(item.number, item.title, 0, len(text), item.case_number, item.closed)
        return replace(inner, start=0, end=len(text), topic=labels.get("topic"), decision_type=labels.get("decision_type"))

    def tag(self, source: Source, labels: Collection[str] | None = None, *, given: Given | None = None, fragment: bool = False) -> Minutes:
        """Tag one document that was read.

        Args:
            source: The document.
            labels: Fewer labels of entities than the predictor was loaded for; what finds the others does not run.
            given: What is known of the meeting, beside what the predictor was loaded with; it wins over what is read.
            fragment: Whether it may be a part of minutes alone; else it is an error where it is not the minutes of one meeting.

        Raises:
            NoMinutes: a letter, a note.
            NoAgendaItems: no agenda item was found.
            UnreadableText: its letters make no words.
            SeveralMeetings: more than one meeting.
        """
        check_text(source.text)
        source = _without_surrogates(source)
        wanted = self.labels if labels is None else self.labels.intersection(labels)
        with self.rules.in_use():
            doc = self.nlp.make_doc(source.text)
            doc.user_data[GIVEN_KEY] = given.over(self.given) if given else self.given
            doc = self.nlp(doc, disable=self._unneeded(wanted))
        fault = doc._.meeting_data.pop("fault")
        if fault is not None and not fragment:
            raise error_of(fault["kind"])(f"{source.id or 'the text'}: {fault['message']}")
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
        entities = []
        items, index = data["items"], 0
        for ent in doc.ents:
            if ent.label_ not in labels:
                continue
            start, end = ent.start_char, ent.end_char
            while index < len(items) and items[index]["end"] <= start:
                index += 1
            number = items[index]["number"] if index < len(items) and items[index]["start"] <= start else None
            words = source.text[start:end]
            rule = rules.get(f"{start}-{end}")
            entities.append({"label": ent.label_, "text": words, "start": start, "end": end, "id": ent.kb_id_, "item": number, "rule": rule})
        head = {"id": source.id, "sha256": source.sha256, "model": self.model, "text": source.text}
        minutes = from_findings({**data, **head, "items": [_labelled(item, self.min_score) for item in items], "entities": entities})
        if source.published is None:
            return minutes
        minutes = replace(minutes, source=source.published.document, items=with_origins(minutes.items, source.published))
        return minutes if minutes.municipality else replace(minutes, municipality=self._publisher(minutes))

    def _publisher(self, minutes: Minutes) -> str | None:
        """Give the municipality that publishes a document whose text names none."""
        with self.rules.in_use():
            links = (origin.link for origin in (minutes.source, *(item.source for item in minutes.items)) if origin)
            return next(filter(None, (municipality_of_site(link) for link in links if link)), None)


def _no_text(given: object) -> str:
    """Say what to do with something that is no text."""
    advice = {
        "NoneType": "Give the text of the minutes.",
        "bytes": "Decode it first (`raw.decode()`), or give a file to `predict_file`.",
        "dict": 'Give its text: `predict(row["text"])`.',
    }.get(type(given).__name__, "Give the text of the minutes, or a list of texts.")
    if isinstance(given, PathLike):
        advice = f"Give the file to `predict_file({str(given)!r})`."
    return f"predict takes a text, not a {type(given).__name__}. {advice}"


def _labelled(item: dict[str, Any], min_score: float) -> dict[str, Any]:
    """Give topic and decision type fields of their own; what is less probable than asked keeps its probability alone."""
    labels = dict(item["labels"])
    out = {**item, "topic": None, "decision_type": None}
    for kind in ("topic", "decision_type"):
        label = labels.pop(kind, None)
        if label is not None:
            out[kind] = label if label["score"] >= min_score else {**label, "label": None}
    return out | {"labels": labels}


def _without_surrogates(source: Source) -> Source:
    """Put U+FFFD where a lone surrogate stands: half a character, which no UTF-8 can hold. Offsets stay."""
    try:
        source.text.encode()
    except UnicodeEncodeError:
        text = "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in source.text)
        return replace(source, text=text)
    return source


def load(
    model: str | Path | None = None,
    *,
    min_score: float = 0.0,
    entities: str | Collection[str] = "standard",
    rules: str | Path | Rules | None = None,
    municipality: str | None = None,
    committee: str | None = None,
    date: str | None = None,
) -> Predictor:
    """Load a model and give a predictor to keep.

    Args:
        model: A model folder; the one that ships with the package where it is None.
        min_score: Labels less probable than this are given as None.
        entities: Which labels of entities results hold: `standard` (the five), `all`, or names as `PERSON,AMOUNT`.
        rules: A folder of one's own rules that adds to those of the package, or rules that are loaded already. Predictors with other rules are not touched.
        municipality: The municipality or region of all documents to come, where you know it: what is given wins over what is read.
        committee: The body that held the meetings, where you know it.
        date: The day of the meeting, where you know it.

    Raises:
        ModelMismatch: the folder holds no model, or one for another release.
        UnknownLabel: there is no such label of entities.
        BadRules: the folder of rules cannot be used.
        WrongFact: the date given is none.
        ValueError: `min_score` is no probability.
    """
    if not 0 <= min_score <= 1:
        raise ValueError(f"min_score is {min_score:g}, but probabilities go from 0 to 1: give {min_score / 100:g} for {min_score:g} percent.")
    given = read_given(municipality, committee, date)
    labels = read_labels(entities)
    rules = rules if isinstance(rules, Rules) else load_rules(rules)
    folder = Path(model) if model is not None else artifacts.default_model()
    if not folder.is_dir():
        raise ModelMismatch(f"{folder}: no such model folder. Train one with `referat train --out {folder}`.")
    register_components()
    try:
        with rules.in_use():
            manifest = artifacts.read_manifest(folder)
            artifacts.check_config(folder)
            nlp = spacy.load(folder)
    except (OSError, ValueError, KeyError) as err:
        raise ModelMismatch(f"{folder}: the pipeline cannot be loaded ({err}). Train or install the model again.") from err
    add_labels(nlp, labels)
    nlp.max_length = 60_000_000
    return Predictor(nlp, manifest, min_score, labels, rules, given)


@cache
def _shipped() -> Predictor:
    return load()


@overload
def predict(text: str, *, municipality: str | None = None, committee: str | None = None, date: str | None = None) -> Minutes: ...
@overload
def predict(
    text: list[str] | tuple[str, ...], *, municipality: str | None = None, committee: str | None = None, date: str | None = None
) -> list[Minutes | Failure]: ...
def predict(
    text: str | list[str] | tuple[str, ...], *, municipality: str | None = None, committee: str | None = None, date: str | None = None
) -> Minutes | list[Minutes | Failure]:
    """Tag one document, or each of several, with the model that ships with the package: see `Predictor.predict`.

    The model is loaded at the first call and kept.
    """
    return _shipped().predict(text, municipality=municipality, committee=committee, date=date)
