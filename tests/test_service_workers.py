"""The workers of the service: one that ends, overruns its time or is busy stops nobody, and a stop lets them finish."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any, ClassVar

import pytest

from nlp.predictor import Predictor

pytest.importorskip("fastapi", reason="the service needs the extra serve")

from nlp.serve.bodies import Wish, text_job  # noqa: E402
from nlp.serve.contract import Document  # noqa: E402
from nlp.serve.faults import Refusal  # noqa: E402
from nlp.serve.frames import unpack  # noqa: E402
from nlp.serve.pool import Pool  # noqa: E402
from nlp.serve.run import serve  # noqa: E402
from nlp.serve.settings import Settings  # noqa: E402
from nlp.serve.worker import answer  # noqa: E402
from tests.serving import DEADLINE, ITEM, MINUTES, Service, running, send, standing_still, until  # noqa: E402


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    with running(max_batch=4) as one:
        yield one


def pool_of(service: Service) -> Pool:
    """The workers of a service that runs in this process."""
    assert service.pool is not None
    return service.pool


def test_a_killed_worker_is_replaced(service: Service) -> None:
    pool = pool_of(service)
    before = set(pool._workers)
    for worker in before:
        send(worker, signal.SIGKILL)
    seen = [service.post("/v1/tag", {"text": MINUTES}).status for _ in range(4)]
    assert seen.count(200) >= 2
    assert set(seen) <= {200, 500}
    until(lambda: len(pool._workers) == 2 and not before & pool._workers, "two new workers")
    assert service.post("/v1/tag", {"text": MINUTES}).status == 200


def test_many_at_once_all_get_their_own_answer(service: Service) -> None:
    def one(number: int) -> tuple[int, str]:
        answer = service.post("/v1/tag", {"text": MINUTES, "id": str(number)})
        return answer.status, answer.json["id"]

    with ThreadPoolExecutor(16) as threads:
        assert list(threads.map(one, range(48))) == [(200, str(number)) for number in range(48)]


def test_a_document_without_end_is_stopped_and_stops_nobody(service: Service) -> None:
    pool = pool_of(service)
    before, killed = set(pool._workers), pool.killed
    with ThreadPoolExecutor(1) as threads, standing_still(pool, document_seconds=0.2):
        late = threads.submit(service.post, "/v1/tag", {"text": MINUTES})
        (busy,) = until(lambda: before - set(pool._idle._queue), "a worker with the document")  # type: ignore[attr-defined]
        until(lambda: pool.running or pool.killed > killed, "work on it")
        pool.settings = replace(pool.settings, document_seconds=DEADLINE)
        for worker in before - {busy}:
            send(worker, signal.SIGCONT)
        assert [service.post("/v1/tag", {"text": MINUTES}).status for _ in range(5)] == [200] * 5
        assert (late.result().status, late.result().json["error"]["kind"]) == (422, "too_slow")
    assert pool.killed == killed + 1
    until(lambda: len(pool._workers) == 2 and busy not in pool._workers, "a new worker")


def test_a_batch_says_which_document_was_too_slow(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    pool = pool_of(service)
    run = pool.run

    async def slow(frame: bytes) -> Any:
        if ITEM.encode() in frame:
            raise Refusal.of_kind("too_slow", "Too slow.")
        return await run(frame)

    monkeypatch.setattr(pool, "run", slow)
    first, second = service.post("/v1/tag/batch", {"documents": [{"text": ITEM, "id": "slow"}, {"text": MINUTES, "id": "quick"}]}).json["documents"]
    assert (first["id"], first["error"]["kind"]) == ("slow", "too_slow")
    assert second["items"]


def test_more_than_can_wait_are_refused_with_503(service: Service) -> None:
    pool = pool_of(service)
    with ThreadPoolExecutor(3) as threads:
        with standing_still(pool, waiting=1):
            taken = [threads.submit(service.post, "/v1/tag", {"text": MINUTES}) for _ in range(3)]
            until(lambda: pool.admitted == 3, "three requests: two at work, one that waits")
            refused = service.post("/v1/tag", {"text": MINUTES})
            assert (refused.status, refused.json["error"]["kind"], refused.headers["retry-after"]) == (503, "busy", "1")
            assert service.ask("GET", "/healthz").status == 200
        assert [each.result().status for each in taken] == [200] * 3


def test_who_waits_too_long_is_refused_with_503(service: Service) -> None:
    pool = pool_of(service)
    with ThreadPoolExecutor(2) as threads:
        with standing_still(pool):
            taken = [threads.submit(service.post, "/v1/tag", {"text": MINUTES}) for _ in range(2)]
            until(lambda: pool.running == 2, "both workers at work")
            pool.settings = replace(pool.settings, waiting_seconds=0.01)
            refused = service.post("/v1/tag", {"text": MINUTES})
            assert (refused.status, refused.headers["retry-after"]) == (503, "5")
        assert [each.result().status for each in taken] == [200] * 2


@pytest.mark.parametrize(
    ("fault", "kind", "status"), [(MemoryError(), "memory", 413), (RecursionError(), "unreadable", 422), (ValueError("Hemmeligord"), "internal", 500)]
)
def test_a_fault_in_a_worker_is_an_answer(predictor: Predictor, monkeypatch: pytest.MonkeyPatch, fault: Exception, kind: str, status: int) -> None:
    def fail(*_: object, **__: object) -> None:
        raise fault

    monkeypatch.setattr(predictor, "tag", fail)
    head, body = unpack(answer(predictor, text_job(Document(text=MINUTES), Wish(10_000))))
    assert (head["kind"], Refusal.of_kind(head["kind"], "").status, body) == (kind, status, b"")
    assert "Hemmeligord" not in head["message"]


def test_a_stop_lets_running_documents_finish() -> None:
    with running() as service, ThreadPoolExecutor(1) as threads:
        pool = pool_of(service)
        with standing_still(pool):
            late = threads.submit(service.post, "/v1/tag", {"text": MINUTES})
            until(lambda: pool.running, "work on the document")
            assert service.server is not None
            service.server.should_exit = True
            until(lambda: not listens(service.port), "the end of listening")
        assert late.result().status == 200
    assert not pool.ready
    assert not pool._workers


def listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=DEADLINE).close()
    except OSError:
        return False
    return True


def test_a_signal_ends_the_service_in_order() -> None:
    code = "import sys; from nlp.serve.run import serve; from nlp.serve.settings import Settings; sys.exit(serve(Settings(port=0, workers=1)))"
    with subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE, text=True) as process, ThreadPoolExecutor(1) as threads:
        try:
            assert process.stderr is not None
            line = process.stderr.readline()
            assert "serving da_minutes" in line
            service = Service(int(line.split("http://")[1].split("/")[0].rpartition(":")[2]))
            late = threads.submit(service.post, "/v1/tag", {"text": MINUTES * 50})
            until(lambda: late.done() or "referat_workers_busy 1.0" in service.ask("GET", "/metrics").body.decode(), "work on the document")
            process.send_signal(signal.SIGTERM)
            assert late.result().status == 200
            assert process.wait(DEADLINE) == 0
            assert process.stderr.read() == ""
        finally:
            process.kill()


def test_a_signal_that_comes_before_the_server_runs_is_not_lost(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    class Server:
        should_exit = False

        def run(self, sockets: list[socket.socket]) -> None:
            assert listens(sockets[0].getsockname()[1])
            signal.raise_signal(signal.SIGTERM)

    class Ended:
        model: ClassVar = pool_of(service).model
        stopped = False

        def stop(self) -> None:
            self.stopped = True

    server, pool = Server(), Ended()
    monkeypatch.setattr("nlp.serve.run.make_server", lambda _: (server, pool))
    before = signal.getsignal(signal.SIGTERM)
    assert serve(Settings(port=0)) == 0
    assert server.should_exit and pool.stopped
    assert signal.getsignal(signal.SIGTERM) is before
