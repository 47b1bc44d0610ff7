"""`minutes_labels`: topic and decision type of every agenda item, by the trained classifier."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from spacy.lang.da import Danish
from spacy.language import Language
from spacy.scorer import PRFScore
from spacy.tokens import Doc
from spacy.training import Example

from nlp.components.state import working
from nlp.components.working import Finding
from nlp.errors import ModelMismatch
from nlp.labelling.arrays import classifier_bytes, read_classifier
from nlp.labelling.classify import ItemClassifier
from nlp.labelling.columns import item_text, read_item_text

_FILE = "model.npz"


class ItemLabeller:
    """Sets the working state's labels; without a classifier it sets none."""

    def __init__(self, classifier: ItemClassifier | None = None) -> None:
        self.classifier = classifier

    def __call__(self, doc: Doc) -> Doc:
        work = working(doc)
        if self.classifier is not None and work.meeting.items:
            decided: dict[int, list[Finding]] = {}
            for finding in work.outcomes:
                item = work.item_at(finding.start) if finding.own else None
                if item is not None:
                    decided.setdefault(id(item), []).append(finding)
            work.labels = self.classifier.predict([item_text(work.meeting, item, decided.get(id(item), ())) for item in work.meeting.items])
        return doc

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels it gives, as `kind=label`."""
        heads = self.classifier.heads if self.classifier is not None else {}
        return tuple(f"{kind}={label}" for kind, head in heads.items() for label in head.classes)

    def score(self, examples: Sequence[Example], **cfg: Any) -> dict[str, Any]:
        """Measure on documents of one item each, labelled as items are that stand alone.

        Args:
            examples: Their `cats` are called `kind=label`, as `referat convert --to spacy` writes them.

        Returns:
            spaCy's scores of categories: `cats_score`, the macro-F1 of the kinds on average, `cats_f_per_type`, and for each kind `KIND_macro_f`.
        """
        if self.classifier is None:
            return {}
        wanted = [{name for name, value in pair.reference.cats.items() if value >= 0.5} for pair in examples]
        said = self.classifier.predict([read_item_text(pair.reference.text) for pair in examples])
        scores: dict[str, Any] = {}
        per_label: dict[str, Any] = {}
        for kind, head in self.classifier.heads.items():
            names = [f"{kind}={label}" for label in head.classes]
            rows = [(labels, f"{kind}={found[kind].label}") for labels, found in zip(wanted, said, strict=True) if not labels.isdisjoint(names)]
            if rows:
                figures = {name: _figures(name, rows) for name in names}
                asked = [one.fscore for name, one in figures.items() if any(name in labels for labels, _ in rows)]
                scores[f"{kind}_macro_f"] = sum(asked) / len(asked)
                per_label |= {name: one.to_dict() for name, one in figures.items()}
        if not scores:
            return {}
        desc = f"macro F of {' and '.join(name.removesuffix('_macro_f') for name in scores)}"
        return {"cats_score": sum(scores.values()) / len(scores), "cats_score_desc": desc, "cats_f_per_type": per_label, **scores}

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """Give the classifier as bytes; that there is none, too."""
        return classifier_bytes(self.classifier)

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> ItemLabeller:
        """Read what `to_bytes` gives.

        Raises:
            ModelMismatch: it is no classifier.
        """
        self.classifier = read_classifier(data, "minutes_labels")
        return self

    def to_disk(self, path: Path | str, *, exclude: Iterable[str] = ()) -> None:
        """Write the classifier below `path`, or that there is none; the manifest of a model folder is written by `nlp.training.train`."""
        Path(path).mkdir(parents=True, exist_ok=True)
        (Path(path) / _FILE).write_bytes(self.to_bytes())

    def from_disk(self, path: Path | str, *, exclude: Iterable[str] = ()) -> ItemLabeller:
        """Read the classifier.

        Raises:
            ModelMismatch: the file is missing, or is none.
        """
        file = Path(path) / _FILE
        try:
            data = file.read_bytes()
        except OSError as err:
            raise ModelMismatch(f"{file}: cannot be read ({type(err).__name__}), so the pipeline has no labels. Write or train it again.") from err
        self.classifier = read_classifier(data, file)
        return self


def _figures(name: str, rows: Sequence[tuple[set[str], str]]) -> PRFScore:
    figures = PRFScore()
    figures.score_set({at for at, (_, found) in enumerate(rows) if found == name}, {at for at, (wanted, _) in enumerate(rows) if name in wanted})
    return figures


@Danish.factory("minutes_labels")
def make_item_labeller(nlp: Language, name: str) -> ItemLabeller:
    """Build the component, without a classifier."""
    return ItemLabeller()
