"""`minutes_labels`: topic and decision type of every agenda item, by the trained classifier."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from spacy.lang.da import Danish
from spacy.language import Language
from spacy.tokens import Doc

from nlp.components.state import working
from nlp.labelling import artifacts
from nlp.labelling.classify import ItemClassifier
from nlp.labelling.columns import item_text


class ItemLabeller:
    """Sets the working state's labels; without a classifier it sets none."""

    def __init__(self, classifier: ItemClassifier | None = None) -> None:
        self.classifier = classifier

    def __call__(self, doc: Doc) -> Doc:
        work = working(doc)
        if self.classifier is not None and work.meeting.items:
            codes: dict[int, list[str]] = {}
            for finding in work.outcomes:
                item = work.item_at(finding.start) if finding.own else None
                if item is not None:
                    codes.setdefault(id(item), []).append(finding.id)
            work.labels = self.classifier.predict([item_text(work.meeting, item, codes.get(id(item), ())) for item in work.meeting.items])
        return doc

    def to_disk(self, path: Path | str, *, exclude: Iterable[str] = ()) -> None:
        """Write the classifier below `path`; the manifest beside it is written by `nlp.training.train`."""
        if self.classifier is not None:
            artifacts.save_classifier(self.classifier, Path(path) / "model.joblib")

    def from_disk(self, path: Path | str, *, exclude: Iterable[str] = ()) -> ItemLabeller:
        """Read the classifier, after the model folder's manifest was checked.

        Raises:
            ModelMismatch: the manifest is missing, or the files are not those it was written for.
        """
        file = Path(path) / "model.joblib"
        self.classifier = artifacts.load_classifier(file, artifacts.read_manifest(Path(path).parent)) if file.exists() else None
        return self


@Danish.factory("minutes_labels")
def make_item_labeller(nlp: Language, name: str) -> ItemLabeller:
    """Build the component, without a classifier."""
    return ItemLabeller()
