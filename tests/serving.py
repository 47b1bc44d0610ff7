"""A service for tests: real workers, a real port on the loopback address."""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from nlp.serve.pool import Pool
from nlp.serve.settings import Settings
from nlp.service import listen, make_server

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


@dataclass
class Service:
    """A running service."""

    port: int
    pool: Pool

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ask(self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> Answer:
        """Send one request over a connection of its own."""
        conn = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
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
    """Run a service until the block ends."""
    server, pool = make_server(Settings(**{"workers": 2, **settings}))
    listening = listen(Settings(port=0))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        yield Service(listening.getsockname()[1], pool)
    finally:
        server.should_exit = True
        thread.join(60)
        listening.close()


def form(content: bytes, name: str, **fields: str) -> tuple[bytes, dict[str, str]]:
    """Give the body and headers of a form with a file."""
    edge = b"--------edge"
    parts = [b'Content-Disposition: form-data; name="file"; filename="' + name.encode() + b'"\r\nContent-Type: application/octet-stream\r\n\r\n' + content]
    parts += [f'Content-Disposition: form-data; name="{field}"\r\n\r\n{value}'.encode() for field, value in fields.items()]
    body = b"".join(b"--" + edge + b"\r\n" + part + b"\r\n" for part in parts) + b"--" + edge + b"--\r\n"
    return body, {"Content-Type": "multipart/form-data; boundary=" + edge.decode()}
