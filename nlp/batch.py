"""A stream of documents to a stream of results. Prints nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from nlp.document import Failure, Minutes
from nlp.errors import NlpError
from nlp.predictor import Predictor
from nlp.read import read_document

Result = Minutes | Failure


@dataclass
class Summary:
    """What a run has done so far."""

    documents: int = 0
    items: int = 0
    entities: Counter[str] = field(default_factory=Counter)
    failures: list[Failure] = field(default_factory=list)
    without_items: list[str] = field(default_factory=list)

    def add(self, result: Result) -> None:
        """Count one result."""
        if isinstance(result, Failure):
            self.failures.append(result)
            return
        self.documents += 1
        self.items += len(result.items)
        self.entities.update(entity.label for entity in result.entities)
        if not result.items:
            self.without_items.append(result.id)


def tag_paths(paths: Iterable[str], predictor: Predictor) -> Iterator[Result]:
    """Read and tag documents one after the other; one that fails yields a `Failure` in its place."""
    for path in paths:
        try:
            yield predictor.tag(read_document(path))
        except NlpError as err:
            yield Failure(path, err.kind, str(err))
        except Exception as err:  # A fault of ours must not end the batch; the type alone, as messages may quote the text.
            yield Failure(path, "internal", f"{path}: tagging failed with {type(err).__name__}. Please report it, with the document's layout if it is public.")
