"""A service for tests: real workers, a real port on the loopback address."""

from __future__ import annotations

import http.client
import json
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from nlp.serve.pool import Pool, Worker
from nlp.serve.run import listen, make_server
from nlp.serve.settings import Settings

if TYPE_CHECKING:
    import uvicorn

# A busy machine may take this long; what takes longer hangs.
DEADLINE = 120.0

MINUTES = (
    "REFERAT Teknisk Udvalg d. 09-05-2023\n\nMødedeltagere Ida Bro (A), Per Ly Holm (Afbud), Nuka Toft (Ø)\n\n"
    "Punkt 1: Ny cykelsti langs Strandvejen\n\n23/998\n\nIndstilling\n\nForvaltningen indstiller til Byrådet, at der gives en anlægsbevilling på 2,1 mio. kr. "
    "til cykelstien.\n\nBeslutning\n\nAnbefales. Nuka Toft stemte imod.\n\nAfbud: Per Ly Holm\n\n"
    "Punkt 2: Orientering om vejsalt 😀\n\nBeslutning\n\nTaget til efterretning.\n"
)
ITEM = "Punkt 1: Budget 2024\n\nBeslutning\n\nGodkendt.\n"


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def until(true: Callable[[], Any], what: str) -> Any:
    """Wait for something to become true and give it."""
    end = time.monotonic() + DEADLINE
    pause = threading.Event()
    while not (value := true()):
        if time.monotonic() > end:
            raise AssertionError(f"not within {DEADLINE:g} s: {what}")
        pause.wait(0.01)
    return value


@dataclass
class Service:
    """A running service; without a pool where it runs in another process."""

    port: int
    pool: Pool | None = None
    server: uvicorn.Server | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ask(self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> Answer:
        """Send one request over a connection of its own."""
        conn = http.client.HTTPConnection("127.0.0.1", self.port, timeout=DEADLINE)
        try:
            conn.request(method, path, body, headers or {})
            response = conn.getresponse()
            return Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, response.read())
        finally:
            conn.close()

    def post(self, path: str, value: Any, **headers: str) -> Answer:
        """Send JSON."""
        return self.ask("POST", path, json.dumps(value).encode(), {"Content-Type": "application/json", **headers})


@contextmanager
def running(**settings: Any) -> Iterator[Service]:
    """Run a service until the block ends, however it ends."""
    listening = listen(Settings(port=0))
    try:
        server, pool = make_server(Settings(**{"workers": 2, "document_seconds": DEADLINE, "waiting_seconds": DEADLINE, **settings}))
        try:
            # From here on connections wait in line: nobody is too early.
            listening.listen(128)
            thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
            thread.start()
            try:
                service = Service(listening.getsockname()[1], pool, server)
                assert service.ask("GET", "/readyz").status == 200
                yield service
            finally:
                server.should_exit = True
                thread.join(DEADLINE)
        finally:
            pool.stop()
    finally:
        listening.close()
    assert not thread.is_alive()


@contextmanager
def standing_still(pool: Pool, **settings: Any) -> Iterator[None]:
    """Let the workers stand still, as in a document without end, and other limits hold, until the block ends."""
    before, workers = pool.settings, list(pool._workers)
    pool.settings = replace(before, **settings)
    for worker in workers:
        send(worker, signal.SIGSTOP)
    try:
        yield
    finally:
        pool.settings = before
        for worker in workers:
            send(worker, signal.SIGCONT)


def send(worker: Worker, number: signal.Signals) -> None:
    """Send a signal to a worker, if it is still there."""
    with suppress(ProcessLookupError):
        os.kill(worker._process.pid, number)


def form(content: bytes, name: str, **fields: str) -> tuple[bytes, dict[str, str]]:
    """Give the body and headers of a form with a file."""
    edge = b"--------edge"
    parts = [b'Content-Disposition: form-data; name="file"; filename="' + name.encode() + b'"\r\nContent-Type: application/octet-stream\r\n\r\n' + content]
    parts += [f'Content-Disposition: form-data; name="{field}"\r\n\r\n{value}'.encode() for field, value in fields.items()]
    body = b"".join(b"--" + edge + b"\r\n" + part + b"\r\n" for part in parts) + b"--" + edge + b"--\r\n"
    return body, {"Content-Type": "multipart/form-data; boundary=" + edge.decode()}
