"""What every request passes before and after its route: host, key, admission, the body's limits, headers, the last resort."""

from __future__ import annotations

import asyncio
import base64
import binascii
import hmac
import json
import logging
import time
import traceback
from contextlib import ExitStack

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from nlp.serve.faults import Refusal
from nlp.serve.metrics import Metrics
from nlp.serve.pool import Pool
from nlp.serve.settings import Settings

LOG = logging.getLogger("referat.serve")
# Nobody needs a key to see the page or to ask whether the service lives.
OPEN = ("/", "/healthz", "/readyz", "/docs", "/openapi.json")
OPEN_BELOW = ("/static/", "/examples")
# Work that a worker does.
WORK = ("/v1/tag", "/v1/tag/batch", "/v1/items", "/v1/rule", "/label-studio/predict")
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
# How much of a refused body is taken in, and for how long: a client that is still sending misses the answer otherwise.
LINGER_BYTES, LINGER_SECONDS = 1_000_000, 0.5


class Gate:
    """ASGI middleware around the whole application."""

    def __init__(self, app: ASGIApp, settings: Settings, pool: Pool, metrics: Metrics) -> None:
        self.app = app
        self.settings = settings
        self.pool = pool
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        exchange = _Exchange(receive, send, str(self.pool.model.get("digest", "")))
        start = time.perf_counter()
        try:
            await self._handle(scope, exchange)
        except Refusal as refusal:
            await exchange.refuse(refusal)
        except Exception as err:  # Ours; the place and the type alone, as messages may quote a document.
            place = traceback.extract_tb(err.__traceback__)[-1]
            LOG.error("%s %s failed: %s at %s:%s", scope["method"], _route(scope), type(err).__name__, place.filename, place.lineno)
            if not exchange.status:
                await exchange.refuse(Refusal(500, "internal", "The service failed. Please report it, with what was asked but without the document."))
        finally:
            self.metrics.count(_route(scope), exchange.status or 499, time.perf_counter() - start)

    async def _handle(self, scope: Scope, exchange: _Exchange) -> None:
        headers = Headers(scope=scope)
        self._check_host(headers)
        path = scope["path"]
        if self.settings.key and path not in OPEN and not path.startswith(OPEN_BELOW):
            check_key(headers, self.settings.key)
        with ExitStack() as stack:
            if scope["method"] in ("GET", "POST") and path in WORK:
                stack.enter_context(self.pool.admit())
            await exchange.read(headers, self.settings)
            await self.app(scope, exchange.receive, exchange.send)

    def _check_host(self, headers: Headers) -> None:
        allowed = self.settings.allowed_hosts
        host = headers.get("host", "")
        name = host.rsplit("]", 1)[0].strip("[") if host.startswith("[") else host.rsplit(":", 1)[0]
        if "*" not in allowed and name.lower() not in allowed:
            raise Refusal(421, "host", "This host name is not served. Name it with --hosts or REFERAT_HOSTS.")


def check_key(headers: Headers, key: str) -> None:
    """Refuse a request without the key: a bearer token, `X-API-Key`, or the password of basic authentication.

    Raises:
        Refusal: there is no key, or another one.
    """
    scheme, _, given = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "basic":
        try:
            given = base64.b64decode(given.strip(), validate=True).decode("utf-8", "replace").partition(":")[2]
        except (binascii.Error, ValueError):
            given = ""
    elif scheme.lower() != "bearer":
        given = headers.get("x-api-key", "")
    if not hmac.compare_digest(given.strip().encode("utf-8", "surrogatepass"), key.encode()):
        raise Refusal(401, "key", "The key is missing or wrong. Send it as `Authorization: Bearer KEY`.")


class _Exchange:
    """One request and its answer."""

    def __init__(self, receive: Receive, send: Send, digest: str) -> None:
        self._receive = receive
        self._send = send
        self._digest = digest
        self._body: bytes | None = None
        self._read = False
        self._size = 0
        self.status = 0

    async def read(self, headers: Headers, settings: Settings) -> None:
        """Take the body in, no further than the limits.

        Raises:
            Refusal: it is too large, or comes too slowly.
        """
        too_large = Refusal(413, "too_large", f"The body is larger than {settings.max_body:,} bytes. Split it, or raise --max-body where you run the service.")
        declared = headers.get("content-length", "0")
        if int(declared) > settings.max_body if declared.isascii() and declared.isdigit() and len(declared) < 20 else True:
            raise too_large
        pieces = bytearray()
        try:
            async with asyncio.timeout(settings.body_seconds):
                while not self._read:
                    pieces += await self._piece()
                    if len(pieces) > settings.max_body:
                        raise too_large
        except TimeoutError as err:
            raise Refusal(408, "slow_body", f"The body did not arrive within {settings.body_seconds:g} s. Send it faster, or in parts.") from err
        self._body = bytes(pieces)

    async def _piece(self) -> bytes:
        message = await self._receive()
        if message["type"] == "http.disconnect":
            self._read = True
            raise Refusal(400, "broken", "The connection ended before the body.")
        self._read = not message.get("more_body", False)
        piece: bytes = message.get("body", b"")
        self._size += len(piece)
        return piece

    async def receive(self) -> Message:
        """Give the body that was read, once."""
        if self._body is not None:
            body, self._body = self._body, None
            return {"type": "http.request", "body": body, "more_body": False}
        return await self._receive()

    async def send(self, message: Message) -> None:
        """Pass an answer on, with the headers that each has."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            headers.setdefault("Cache-Control", "no-store")
            if self._digest:
                headers.setdefault("X-Referat-Model", self._digest)
        await self._send(message)

    async def refuse(self, refusal: Refusal) -> None:
        """Answer with an error; what is left of the body is taken in as far as it is little, and the connection closed where it is not."""
        body = json.dumps(refusal.to_dict()).encode()
        headers = {"Content-Type": "application/json", "Content-Length": str(len(body)), **refusal.headers()}
        if not self._read:
            headers["Connection"] = "close"
        raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
        await self.send({"type": "http.response.start", "status": refusal.status, "headers": raw})
        await self.send({"type": "http.response.body", "body": body, "more_body": not self._read})
        if not self._read:
            await self._linger()
            await self.send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _linger(self) -> None:
        end = self._size + LINGER_BYTES
        try:
            async with asyncio.timeout(LINGER_SECONDS):
                while not self._read and self._size < end:
                    await self._piece()
        except (TimeoutError, Refusal):
            pass


def _route(scope: Scope) -> str:
    route = scope.get("route")
    path = getattr(route, "path", None) or (scope["path"] if scope["path"] in (*WORK, *OPEN, "/metrics") else "other")
    return str(path)
