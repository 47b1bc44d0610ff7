"""A stream of documents to a stream of results, with resume: joins sources, workers and a store. Prints nothing."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from nlp.archive.document import Document
from nlp.archive.pool import Done, Pool, Setup, tag_here
from nlp.archive.stores.store import Encoder, Store
from nlp.document import Failure

if TYPE_CHECKING:
    from nlp.archive.stores.index import Seen

# Failures that are kept to be named at the end; an archive may have more than memory should hold.
NAMED = 1000


@dataclass
class Summary:
    """What a run has done so far."""

    documents: int = 0
    items: int = 0
    entities: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    failures: list[Failure] = field(default_factory=list)
    skipped: int = 0
    words: int = 0

    @property
    def unread(self) -> int:
        """Documents without a result; one without agenda items has one, and is only named."""
        return self.failed.total() - self.failed["no_items"] - self.failed["no_minutes"]

    def fail(self, failure: Failure) -> None:
        """Count one failure by its kind; the first ones are kept to be named."""
        self.failed[failure.kind] += 1
        if len(self.failures) < NAMED:
            self.failures.append(failure)

    def count(self, done: Done) -> None:
        """Count one document of a run."""
        self.words += done.words
        if done.skipped:
            self.skipped += 1
        elif done.failure is not None:
            self.fail(done.failure)
        else:
            self.documents += 1
            self.items += done.items or 0
            self.entities.update(dict(done.labels))


@dataclass(frozen=True, slots=True)
class Job:
    """How a run works.

    Args:
        setup: The model.
        workers: How many processes; 0 tags in this one, None takes as many as there are cores.
        timeout: Seconds that one document may take; needs a worker.
        force: Redo what is done.
    """

    setup: Setup = field(default_factory=Setup)
    workers: int | None = None
    timeout: float | None = None
    force: bool = False


def cores() -> int:
    """Give the number of cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def tag_documents(documents: Iterable[Document | Done], job: Job, encode: Encoder) -> Generator[Done]:
    """Tag documents and give them, encoded, in the same order.

    Raises:
        ModelMismatch: the model cannot be loaded.
        WorkersFailed: workers end one after the other without doing anything.
    """
    workers = cores() if job.workers is None else job.workers
    if workers == 0:
        return tag_here(documents, job.setup, encode)
    return Pool(workers, job.setup, encode, job.timeout).run(documents)


def tag_into(store: Store, documents: Iterable[Document], job: Job) -> Iterator[Done]:
    """Tag what the store does not hold yet and write it there; gives each document as it is written or passed over.

    The store gets results in the order of the documents, whatever the number of workers. Of documents with the same id, the first counts.

    Raises:
        BadStore: the store cannot be written; what it holds stays whole.
        ModelMismatch: the model cannot be loaded.
        WorkersFailed: workers end one after the other without doing anything.
    """
    from nlp.archive.stores.index import Seen

    # Closing what it runs on ends the workers at once, also where whoever reads this stops early.
    with closing(Seen()) as seen, closing(tag_documents(_fresh(store, documents, job.force, seen), job, store.encode)) as results:
        for done in results:
            if done.payload is not None:
                store.write(done.id, done.payload)
                # What was written is not needed again.
                done = replace(done, payload=None)
            yield done


def _fresh(store: Store, documents: Iterable[Document], force: bool, seen: Seen) -> Iterator[Document | Done]:
    """Give the documents that are to be tagged, and what is known of the others."""
    for document in documents:
        if not seen.is_new(document.id):
            yield _twice(document)
        elif force or document.failure is not None or not store.holds(document.id):
            yield document
        else:
            digest = document.digest()
            done = digest is not None and store.is_done(document.id, digest)
            yield Done(document.id, sha256=digest, skipped=True) if done else document


def _twice(document: Document) -> Done:
    if document.path is not None:
        return Done(document.id, skipped=True)  # The same file, named by two arguments.
    message = f"{document.id}: comes twice; the first one was taken. Name a column with unique values with --id."
    return Done(document.id, failure=Failure(document.id, "duplicate", message))
