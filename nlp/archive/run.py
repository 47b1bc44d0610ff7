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
    copies: int = 0
    redone: int = 0
    registered: list[str] = field(default_factory=list)
    words: int = 0
    notes: list[str] = field(default_factory=list)

    @property
    def unread(self) -> int:
        """Documents without a result."""
        return self.failed.total()

    def fail(self, failure: Failure) -> None:
        """Count one failure by its kind; the first ones are kept to be named."""
        self.failed[failure.kind] += 1
        if len(self.failures) < NAMED:
            self.failures.append(failure)

    def count(self, done: Done) -> None:
        """Count one document of a run."""
        self.words += done.words
        self.redone += done.redone
        if done.registered and len(self.registered) < NAMED:
            self.registered.append(done.id)
        if done.skipped:
            self.skipped += 1
            self.copies += done.copy_of is not None
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
        timeout: Seconds that one document may take.
        memory: Megabytes that one document may take in a worker; 0 sets no limit.
        force: Redo what is done.
    """

    setup: Setup = field(default_factory=Setup)
    workers: int | None = None
    timeout: float | None = None
    memory: int = 0
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
        return tag_here(documents, job.setup, encode, job.timeout)
    return Pool(workers, job.setup, encode, job.timeout, job.memory).run(documents)


def tag_into(store: Store, documents: Iterable[Document], job: Job) -> Iterator[Done]:
    """Tag what the store does not hold yet and write it there; gives each document as it is written or passed over.

    The store gets results in the order of the documents, whatever the number of workers. Of documents with the same id, the first counts.

    Raises:
        BadStore: the store cannot be written; what it holds stays whole.
        ModelMismatch: the model cannot be loaded.
        WorkersFailed: workers end one after the other without doing anything.
    """
    from nlp.archive.stores.index import Seen

    failed: dict[str | None, Failure] = {}
    # Closing what it runs on ends the workers at once, also where whoever reads this stops early.
    with closing(Seen()) as seen, closing(tag_documents(_fresh(store, documents, job.force, seen), job, store.encode)) as results:
        for done in results:
            if done.payload is not None:
                redone = store.holds(done.id)
                store.write(done.id, done.payload)
                # What was written is not needed again.
                done = replace(done, payload=None, redone=redone)
            elif done.copy_of in failed:
                done = _failed_as(failed[done.copy_of], done.id)
                if done.failure is not None:
                    store.write(done.id, store.encode(None, done.failure))
            elif done.copy_of is not None and done.sha256 is not None:
                store.note_copy(done.id, done.sha256)
            if done.failure is not None and len(failed) < NAMED:
                failed[done.id] = done.failure
            yield done


def _fresh(store: Store, documents: Iterable[Document], force: bool, seen: Seen) -> Iterator[Document | Done]:
    """Give the documents that are to be tagged, and what is known of the others. A file is known by its content, a row of a table by its id."""
    for document in documents:
        digest = document.digest() if document.failure is None else None
        by_content = digest is not None and document.text is None
        if not seen.is_new(document.id):
            yield _twice(document)
        elif digest is None:
            yield document
        elif by_content and (first := seen.first_with(digest, document.id)) is not None:
            yield Done(document.id, sha256=digest, skipped=True, copy_of=first)
        else:
            yield _known(store, document, digest, by_content, force)


def _known(store: Store, document: Document, digest: str, by_content: bool, force: bool) -> Document | Done:
    """Give a document as it is to be tagged: under the name that the store has it by; or that it is done."""
    if store.holds(document.id):
        done = not force and store.is_done(document.id, digest)
        return Done(document.id, sha256=digest, skipped=True) if done else document
    other = store.twin(digest) if by_content else None
    if other is None:
        return document
    return replace(document, id=other) if force else Done(document.id, sha256=digest, skipped=True, copy_of=other)


def _failed_as(failure: Failure, document: str) -> Done:
    """Give the failure of a document as that of its copy."""
    return Done(document, failure=Failure(document, failure.kind, failure.message.replace(failure.id, document)))


def _twice(document: Document) -> Done:
    if document.path is not None:
        return Done(document.id, skipped=True)  # The same file, named by two arguments.
    message = f"{document.id}: comes twice; the first one was taken. Name a column with unique values with --id."
    return Done(document.id, failure=Failure(document.id, "duplicate", message))
