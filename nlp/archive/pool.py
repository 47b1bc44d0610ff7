"""A pool of processes that tag documents in order: each has the model loaded once, and none can take the others down with it.

Each worker has a pipe of its own, so that one that is killed in the middle of a message breaks nothing else, and gets work only
when it waits for some, so that neither side ever waits for the other to read. What is read ahead is bounded, and so is memory.
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import signal
import time
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nlp.archive.document import Document
from nlp.archive.limits import Overrun, limit_memory, limit_time
from nlp.archive.stores.store import Encoder
from nlp.document import Failure, Minutes
from nlp.errors import ModelMismatch, NlpError
from nlp.meeting.given import Given

if TYPE_CHECKING:
    from nlp.predictor import Predictor

# Documents in one message to a worker, and the most bytes of their contents.
_CHUNK = 4
_CHUNK_BYTES = 2_000_000
# Documents read ahead for each worker while an earlier one is not done.
_AHEAD = 24
_DEATHS = 10


@dataclass(frozen=True, slots=True)
class Setup:
    """Which model tags and how: what each worker loads for itself.

    Args:
        model: The model folder; the one that ships with the package where it is None.
        min_score: Labels less probable than this are given as None.
        entities: Which labels of entities results hold; see `nlp.predictor.load`.
        rules: A folder of one's own rules.
        mask: Hide private people and what is theirs; see `nlp.archive.masking`.
        given: What is known of all documents.
    """

    model: Path | None = None
    min_score: float = 0.0
    entities: str = "standard"
    rules: Path | None = None
    mask: bool = False
    given: Given = Given()

    def load(self) -> Predictor:
        """Load the model.

        Raises:
            ModelMismatch: the folder holds no model, or one for another release.
        """
        from nlp.predictor import load

        predictor = load(self.model, min_score=self.min_score, entities=self.entities, rules=self.rules, **self.given.to_dict())
        predictor.model["digest"] = self._marked(predictor.model["digest"])
        return predictor

    def digest(self) -> str:
        """Give the digest that results will carry, without loading the model: a run over nothing new takes no time for it.

        Raises:
            ModelMismatch: as for `load`.
        """
        from nlp.labelling import artifacts
        from nlp.rules import load_rules

        folder = self.model if self.model is not None else artifacts.default_model()
        if not folder.is_dir():
            raise ModelMismatch(f"{folder}: no such model folder. Train one with `referat train --out {folder}`.")
        with load_rules(self.rules).in_use() as rules:
            return self._marked(artifacts.model_digest(artifacts.read_manifest(folder), rules))

    def _marked(self, digest: str) -> str:
        # Another threshold, other labels or other facts give other results, so they are to be done again.
        digest = f"{digest}-{self.min_score:g}" if self.min_score else digest
        digest = digest if self.entities == "standard" else f"{digest}-{self.entities}"
        digest = f"{digest}-masked" if self.mask else digest
        known = json.dumps(self.given.to_dict(), sort_keys=True)
        return f"{digest}-{hashlib.sha256(known.encode()).hexdigest()[:8]}" if self.given.to_dict() else digest


class WorkersFailed(NlpError):
    """Workers end before they have done anything: the machine lacks memory, or the installation is damaged."""

    kind = "workers"


@dataclass(frozen=True, slots=True)
class Done:
    """A document that went through: what its store writes, and its counts; `failure` where it is to be named at the end."""

    id: str
    payload: Any = None
    failure: Failure | None = None
    sha256: str | None = None
    items: int | None = None
    words: int = 0
    labels: tuple[tuple[str, int], ...] = ()
    skipped: bool = False
    # The text holds numbers of the register of persons.
    registered: bool = False
    # The id of the document that holds the same content.
    copy_of: str | None = None
    # The store held another result of it.
    redone: bool = False


def tag_document(document: Document, predictor: Predictor, *, mask: bool = False) -> tuple[Minutes | None, Failure | None]:
    """Read and tag one document; gives the result, or why there is none."""
    try:
        if document.failure is not None:
            return None, document.failure
        minutes = predictor.tag(document.read())
        if mask:
            with predictor.rules.in_use():
                from nlp.archive.masking import masked

                minutes = masked(minutes)
    except NlpError as err:
        # On a cluster a file's path is another than its id.
        return None, Failure(document.id, err.kind, str(err).replace(document.path or document.id, document.id))
    except MemoryError:
        return None, Failure(document.id, "memory", f"{document.id}: needs more memory than there is. Split it into single meetings.")
    except Exception as err:  # A fault of ours must not end the batch; the type alone, as messages may quote the text.
        message = f"{document.id}: tagging failed with {type(err).__name__}. Please report it, with the document's layout if it is public."
        return None, Failure(document.id, "internal", message)
    return minutes, None


def tag_and_encode(document: Document, predictor: Predictor, encode: Encoder, *, mask: bool = False) -> Done:
    """Tag one document and give it as its store writes it."""
    # With spaCy behind it: a run over nothing new loads neither.
    from nlp.archive.masking import holds_cpr

    minutes, failure = tag_document(document, predictor, mask=mask)
    try:
        payload = encode(minutes, failure)
    except Exception as err:  # As above: a fault of ours is one failure, not the end.
        minutes = None
        failure = Failure(document.id, "internal", f"{document.id}: writing failed with {type(err).__name__}. Please report it.")
        payload = encode(None, failure)
    if minutes is None:
        return Done(document.id, payload, failure)
    labels = tuple(Counter(entity.label for entity in minutes.entities).items())
    return Done(
        document.id,
        payload,
        failure,
        minutes.sha256,
        len(minutes.items),
        len(minutes.text.split()),
        labels,
        registered=holds_cpr(minutes.text) or any(m.kind == "cpr" for m in minutes.masked),
    )


def tag_here(documents: Iterable[Document | Done], setup: Setup, encode: Encoder, timeout: float | None = None) -> Generator[Done]:
    """Tag documents in this process, in order: no start-up of workers, and no protection from one that ends the process or takes all memory."""
    predictor: Predictor | None = None
    for document in documents:
        if isinstance(document, Done):
            yield document
            continue
        if predictor is None:
            predictor = setup.load()
        try:
            with limit_time(timeout), predictor.memory_zone():
                done = tag_and_encode(document, predictor, encode, mask=setup.mask)
        except Overrun:
            done = _overran(document, timeout, encode)
        yield done


def _overran(document: Document, timeout: float | None, encode: Encoder) -> Done:
    return _failed(document, "timeout", f"took longer than {timeout:g} seconds. Raise --timeout, or split it into single meetings.", encode)


def _failed(document: Document, kind: str, message: str, encode: Encoder) -> Done:
    failure = Failure(document.id, kind, f"{document.id}: {message}")
    return Done(document.id, encode(None, failure), failure)


@dataclass
class _Worker:
    process: Any
    conn: Connection
    tasks: deque[tuple[int, Document]] = field(default_factory=deque)
    since: float = 0.0
    ready: bool = False


class Pool:
    """Worker processes for one run.

    Args:
        workers: How many.
        setup: The model that each of them loads.
        encode: Gives a result as its store writes it; runs in the workers.
        timeout: Seconds that one document may take.
        memory: Megabytes that one document may take; 0 sets no limit.
        clock: Gives the time in seconds.
    """

    def __init__(
        self, workers: int, setup: Setup, encode: Encoder, timeout: float | None = None, memory: int = 0, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._size = max(1, workers)
        self._clock = clock
        self._work = (setup, encode, memory)
        self._timeout = timeout
        self._encode = encode
        # A fresh interpreter: forking a process with threads (a progress bar has one) can lock up the child.
        self._context = multiprocessing.get_context("spawn")
        self._workers: list[_Worker] = []
        self._waiting: deque[tuple[int, Document]] = deque()
        self._results: dict[int, Done] = {}
        self._deaths = 0

    def run(self, documents: Iterable[Document | Done]) -> Generator[Done]:
        """Tag documents and give the results in the same order; what is done already goes through as it is.

        Raises:
            ModelMismatch: the model cannot be loaded.
            WorkersFailed: workers end one after the other without doing anything.
        """
        source = iter(documents)
        read, given, more = 0, 0, True
        fault: NlpError | None = None
        try:
            while True:
                while more and read - given < self._size * _AHEAD and len(self._waiting) < self._size * _CHUNK:
                    try:
                        document = next(source, None)
                    except NlpError as err:
                        # A source that breaks: what came before is finished first.
                        document, fault = None, err
                    if document is None:
                        more = False
                        break
                    self._take(read, document)
                    read += 1
                self._hand_out()
                while given in self._results:
                    yield self._results.pop(given)
                    given += 1
                    self._hand_out()
                if not more and given == read:
                    if fault is not None:
                        raise fault
                    return
                if self._busy():
                    self._collect()
        finally:
            self.close()

    def close(self) -> None:
        """End all workers at once; what they were doing is lost."""
        for worker in self._workers:
            worker.process.kill()
            worker.conn.close()
        for worker in self._workers:
            worker.process.join()
        self._workers.clear()

    def _busy(self) -> bool:
        return any(worker.tasks for worker in self._workers)

    def _take(self, number: int, document: Document | Done) -> None:
        if isinstance(document, Done):
            self._results[number] = document
        elif document.failure is not None:
            self._results[number] = Done(document.id, self._encode(None, document.failure), document.failure)
        else:
            self._waiting.append((number, document))

    def _hand_out(self) -> None:
        """Give chunks to workers that wait for work; start workers as long as there is work for them."""
        while self._waiting:
            worker = next((one for one in self._workers if not one.tasks), None)
            if worker is None:
                if len(self._workers) >= self._size:
                    return
                worker = self._start()
            chunk: list[tuple[int, Document]] = []
            size = 0
            while self._waiting and len(chunk) < _CHUNK and size < _CHUNK_BYTES:
                chunk.append(self._waiting.popleft())
                size += len(chunk[-1][1].raw or chunk[-1][1].text or "")
            worker.tasks.extend(chunk)
            worker.since = self._clock()
            try:
                worker.conn.send([document for _, document in chunk])
            except (BrokenPipeError, ConnectionResetError):
                self._bury(worker, blame=False)

    def _start(self) -> _Worker:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=_serve, args=(theirs, *self._work), daemon=True)
        process.start()
        theirs.close()
        worker = _Worker(process, ours)
        self._workers.append(worker)
        return worker

    def _collect(self) -> None:
        """Wait for results, for the end of a worker, or for the time when the first document has overrun its own."""
        busy = {worker.conn: worker for worker in self._workers if worker.tasks}
        patience = None
        if self._timeout is not None:
            ready = [worker.since for worker in busy.values() if worker.ready]
            # A worker that still loads its model has no deadline; it says so when it is ready.
            patience = max(0.0, min(ready) + self._timeout - self._clock()) if ready else None
        for conn in wait(list(busy), timeout=patience):
            assert isinstance(conn, Connection)
            self._receive(busy[conn])
        now = self._clock()
        for worker in list(busy.values()):
            overdue = self._timeout is not None and worker.ready and worker.tasks and now - worker.since >= self._timeout
            if overdue and not worker.conn.poll():
                self._overrun(worker)

    def _receive(self, worker: _Worker) -> None:
        try:
            message = worker.conn.recv()
        except (EOFError, OSError):
            self._bury(worker, blame=worker.ready)
            return
        worker.since = self._clock()
        if isinstance(message, Done):
            number, _ = worker.tasks.popleft()
            self._results[number] = message
            self._deaths = 0
        elif message is None:
            worker.ready = True
        else:
            raise ModelMismatch(str(message))

    def _overrun(self, worker: _Worker) -> None:
        number, document = worker.tasks.popleft()
        self._results[number] = _overran(document, self._timeout, self._encode)
        self._remove(worker)

    def _bury(self, worker: _Worker, *, blame: bool) -> None:
        """Take leave of a worker that ended by itself: the document it was at is reported, the others go to another worker."""
        worker.process.join(5)
        code = worker.process.exitcode
        if blame and worker.tasks:
            number, document = worker.tasks.popleft()
            how = f"signal {-code}" if code is not None and code < 0 else f"exit code {code}"
            message = f"its worker was killed ({how}); it may need more memory than there is."
            self._results[number] = _failed(document, "worker_died", message, self._encode)
        else:
            self._deaths += 1
            if self._deaths >= _DEATHS:
                raise WorkersFailed(f"workers end at once (exit code {code}). Is there memory for {self._size} of them? Try fewer with --workers.")
        self._remove(worker)

    def _remove(self, worker: _Worker) -> None:
        self._waiting.extendleft(reversed(worker.tasks))
        worker.tasks.clear()
        worker.process.kill()
        worker.process.join()
        worker.conn.close()
        self._workers.remove(worker)


def _serve(conn: Connection, setup: Setup, encode: Encoder, memory: int = 0) -> None:
    """Run one worker: load the model, then tag what comes until the pipe is closed."""
    # Ctrl-C goes to the whole group; the parent decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):
        try:
            predictor = setup.load()
        except Exception as err:  # Another worker would fail as this one did: say why, and end the run.
            conn.send(str(err) if isinstance(err, NlpError) else f"the model cannot be loaded ({type(err).__name__}: {err}). Install the package again.")
            return
        conn.send(None)
        limit_memory(memory)
        while True:
            documents: list[Document] = conn.recv()
            with predictor.memory_zone():
                for document in documents:
                    conn.send(tag_and_encode(document, predictor, encode, mask=setup.mask))
