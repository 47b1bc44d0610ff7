"""`minutes_lexicon`: names and phrases that training learned from annotated spans, where no rule found anything."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from spacy.lang.da import Danish
from spacy.language import Language
from spacy.tokens import Doc

from nlp.components.state import working
from nlp.labelling.lexicon import Lexicon


class LexiconFinder:
    """Adds to the working state's people, parties, committees and outcomes; without a lexicon it adds nothing."""

    def __init__(self, lexicon: Lexicon | None = None) -> None:
        self.lexicon = lexicon

    def __call__(self, doc: Doc) -> Doc:
        if self.lexicon is not None:
            self.lexicon.add_to(working(doc))
        return doc

    def to_disk(self, path: Path | str, *, exclude: Iterable[str] = ()) -> None:
        """Write the lexicon below `path`."""
        if self.lexicon is not None:
            Path(path).mkdir(parents=True, exist_ok=True)
            self.lexicon.save(Path(path) / "lexicon.json")

    def from_disk(self, path: Path | str, *, exclude: Iterable[str] = ()) -> LexiconFinder:
        """Read the lexicon.

        Raises:
            ModelMismatch: the file is damaged.
        """
        file = Path(path) / "lexicon.json"
        self.lexicon = Lexicon.load(file) if file.exists() else None
        return self


@Danish.factory("minutes_lexicon")
def make_lexicon_finder(nlp: Language, name: str) -> LexiconFinder:
    """Build the component, without a lexicon."""
    return LexiconFinder()
