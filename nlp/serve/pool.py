"""A bounded pool of worker processes: work waits for a free one, and one that overruns its time is killed and replaced."""

from __future__ import annotations

import asyncio
import atexit
import multiprocessing
import os
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from nlp.errors import ModelMismatch
from nlp.serve.faults import Refusal, busy
from nlp.serve.frames import unpack
from nlp.serve.settings import Settings

# Loaded by the process that workers are forked from. Not imported here: this process needs no model.
_WARM, _FOLDER, _RULES = "nlp.serve.warm", "REFERAT_WARM_MODEL", "REFERAT_WARM_RULES"
_START_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What a worker gave back: its counts, and the result as JSON."""

    counts: dict[str, Any]
    body: bytes


class WorkerLost(Exception):
    """A worker stopped in the middle of its work, or had to be stopped."""


class Worker:
    """One worker process, as seen from the service."""

    def __init__(self, context: Any, settings: Settings) -> None:
        self._conn, theirs = context.Pipe()
        self._process = context.Process(target=_run_worker, args=(theirs, _folders(settings), settings.memory_mb), daemon=True)
        self._process.start()
        theirs.close()

    def ready(self) -> dict[str, Any]:
        """Wait for the worker's first word and give what it says of its model.

        Raises:
            ModelMismatch: the model cannot be loaded.
            WorkerLost: the process ended without a word.
        """
        head = self.ask(None, _START_SECONDS).counts
        if "model" not in head:
            raise ModelMismatch(head["message"])
        model: dict[str, Any] = head["model"]
        return model

    def ask(self, frame: bytes | None, seconds: float) -> Answer:
        """Send a job and wait for its answer.

        Raises:
            TimeoutError: it is not there in time. The worker must be stopped.
            WorkerLost: the process has ended.
        """
        try:
            if frame is not None:
                self._conn.send_bytes(frame)
            if not self._conn.poll(seconds):
                raise TimeoutError
            return Answer(*unpack(self._conn.recv_bytes()))
        except TimeoutError:
            raise
        except (EOFError, OSError) as err:
            raise WorkerLost from err

    def stop(self, *, kill: bool) -> None:
        """End the process: at once, or when it sees that nobody asks any more."""
        self._conn.close()
        if kill:
            self._process.kill()
        self._process.join(2.0)
        if self._process.is_alive():
            self._process.kill()
            self._process.join(2.0)


def _folders(settings: Settings) -> tuple[str, str]:
    """Give the folders of model and rules; empty for those that ship with referat."""
    model, rules = (str(folder) if folder is not None else "" for folder in (settings.model, settings.rules))
    return model, rules


def _run_worker(conn: Connection, folders: tuple[str, str], memory_mb: int) -> None:
    from nlp.serve.worker import run

    run(conn, folders, memory_mb)


class Pool:
    """Runs jobs in worker processes.

    Args:
        settings: How many workers, how many requests may wait, the time for one job.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.model: dict[str, Any] = {}
        self.admitted = 0
        self.running = 0
        self.killed = 0
        self.lost = 0
        self._workers: set[Worker] = set()
        self._idle: asyncio.Queue[Worker] = asyncio.Queue()
        self._tasks: set[asyncio.Task[Any]] = set()
        self._threads = ThreadPoolExecutor(settings.workers * 2, thread_name_prefix="worker")
        self._lock = threading.Lock()
        self._context = _context(settings)
        self.closing = False

    @property
    def ready(self) -> bool:
        """Tell whether work can be taken."""
        return bool(self._workers) and not self.closing

    def start(self) -> None:
        """Start all workers and wait until they are there.

        Raises:
            ModelMismatch: the model cannot be loaded.
        """
        started = [Worker(self._context, self.settings) for _ in range(self.settings.workers)]
        try:
            for worker in started:
                self.model = worker.ready()
        except BaseException as err:
            for worker in started:
                worker.stop(kill=True)
            if isinstance(err, (WorkerLost, TimeoutError)):
                raise ModelMismatch("A worker ended before its model was loaded. Does `referat tag` work with this model?") from err
            raise
        for worker in started:
            self._put(worker)
        # Before multiprocessing waits for its children, which wait for us.
        atexit.register(self.stop)

    @contextmanager
    def admit(self) -> Iterator[None]:
        """Count one request in, once its body is there.

        Raises:
            Refusal: as many are in as may be.
        """
        self._check_open()
        if self.admitted >= self.settings.workers + self.settings.waiting:
            raise busy()
        self.admitted += 1
        try:
            yield
        finally:
            self.admitted -= 1

    async def run(self, frame: bytes) -> Answer:
        """Run one job as soon as a worker is free.

        Raises:
            Refusal: the job failed, took too long, or the pool is closing.
        """
        try:
            answer = await self._try(frame)
        except WorkerLost:
            # Perhaps it had ended before this document came: another one tells.
            try:
                answer = await self._try(frame)
            except WorkerLost as err:
                raise Refusal.of_kind("internal", "The worker ended in the middle of the document. Please report it.") from err
        if "kind" in answer.counts:
            raise Refusal.of_kind(answer.counts["kind"], answer.counts["message"])
        return answer

    async def _try(self, frame: bytes) -> Answer:
        self._check_open()
        try:
            worker = await asyncio.wait_for(self._idle.get(), self.settings.waiting_seconds)
        except TimeoutError as err:
            raise busy(5) from err
        # Should the caller go away, the work still ends in order and gives its worker back.
        answer: Answer = await asyncio.shield(self._task(self._work(worker, frame)))
        return answer

    def _check_open(self) -> None:
        if self.closing or not self.model:
            raise Refusal(503, "unavailable", "The service is starting or stopping. Try again in a moment.", retry_after=2)

    async def _work(self, worker: Worker, frame: bytes) -> Answer:
        seconds = self.settings.document_seconds
        self.running += 1
        try:
            answer = await asyncio.get_running_loop().run_in_executor(self._threads, worker.ask, frame, seconds)
        except TimeoutError:
            self.killed += 1
            self._task(self._replace(worker))
            return Answer({"kind": "too_slow", "message": f"The document took longer than {seconds:g} s. Split it into single meetings."}, b"")
        except WorkerLost:
            self.lost += 1
            self._task(self._replace(worker))
            raise
        finally:
            self.running -= 1
        self._put(worker)
        return answer

    async def _replace(self, worker: Worker) -> None:
        """Stop a worker and start another; tries until one is there, as without workers there is no service."""
        loop = asyncio.get_running_loop()
        self._workers.discard(worker)
        await loop.run_in_executor(self._threads, lambda: worker.stop(kill=True))
        pause = 0.1
        while not self.closing:
            try:
                self._put(await loop.run_in_executor(self._threads, self._started))
                return
            except Exception:  # Whatever keeps a process from starting may pass.
                await asyncio.sleep(pause)
                pause = min(pause * 2, 10.0)

    def _started(self) -> Worker:
        with self._lock:
            worker = Worker(self._context, self.settings)
        try:
            worker.ready()
        except BaseException:
            worker.stop(kill=True)
            raise
        return worker

    def _put(self, worker: Worker) -> None:
        if self.closing:
            worker.stop(kill=False)
            return
        self._workers.add(worker)
        self._idle.put_nowait(worker)

    def _task(self, work: Any) -> asyncio.Task[Any]:
        task: asyncio.Task[Any] = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def close(self) -> None:
        """Let running work end, then stop all workers."""
        self.closing = True
        pending = list(self._tasks)
        if pending:
            with suppress(asyncio.TimeoutError):
                await asyncio.wait_for(asyncio.gather(*pending, return_exceptions=True), self.settings.document_seconds + 5)
        await asyncio.get_running_loop().run_in_executor(None, self.stop)

    def stop(self) -> None:
        """Stop all workers at once."""
        self.closing = True
        for worker in list(self._workers):
            worker.stop(kill=False)
        self._workers.clear()
        atexit.unregister(self.stop)
        self._threads.shutdown(wait=False, cancel_futures=True)


def _context(settings: Settings) -> Any:
    """Give the way to start workers: forked from a process that has the model, or (on Windows) each on its own.

    Loading the model begins here, in the background.
    """
    # One document is one worker's work: threads below it would only take turns with the other workers'.
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    from multiprocessing import forkserver

    os.environ[_FOLDER], os.environ[_RULES] = _folders(settings)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([_WARM])
    forkserver.ensure_running()
    return context
