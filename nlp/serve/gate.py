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
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from nlp.serve.faults import Refusal, busy
from nlp.serve.metrics import Metrics
from nlp.serve.pool import Pool
from nlp.serve.settings import Settings

LOG = logging.getLogger("referat.serve")
# Nobody needs a key to see the page or to ask whether the service lives.
OPEN = ("/", "/healthz", "/readyz", "/docs", "/openapi.json")
OPEN_BELOW = ("/static/", "/examples")
# Work that a worker does.
WORK = ("/v1/tag", "/v1/explain", "/v1/tag/batch", "/v1/items", "/v1/rule", "/label-studio/predict")
# What other routes take: a form of some fields at most.
OTHER_BODY = 100_000
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
        self.room = _Room(settings.bodies_mb * 1_000_000)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        scope = self._below_root(scope)
        exchange = _Exchange(receive, send, str(self.pool.model.get("digest", "")), self.room)
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
            exchange.leave()
            self.metrics.count(_route(scope), exchange.status or 499, time.perf_counter() - start)

    def _below_root(self, scope: Scope) -> Scope:
        """Give the request as the application knows it: without the proxy's prefix, whether that takes it off or not; `HEAD` as `GET`."""
        root = self.settings.root_path.rstrip("/")
        path = scope["path"]
        if root and (path == root or path.startswith(f"{root}/")):
            path = path[len(root) :] or "/"
        method = "GET" if scope["method"] == "HEAD" else scope["method"]
        return {**scope, "path": path, "root_path": "", "method": method}

    async def _handle(self, scope: Scope, exchange: _Exchange) -> None:
        headers = Headers(scope=scope)
        self._check_host(headers)
        path = scope["path"]
        check_site(headers, self.settings, asks_work=scope["method"] not in ("GET", "OPTIONS") or path in WORK)
        if self.settings.key and path not in OPEN and not path.startswith(OPEN_BELOW):
            check_key(headers, self.settings.key)
        coding = headers.get("content-encoding", "identity").strip().lower()
        if coding not in ("", "identity"):
            raise Refusal(415, "encoding", f"The body is packed ({coding[:20]}), which is not taken. Send it as it is.")
        works = scope["method"] in ("GET", "POST") and path in WORK
        if works:
            # A service that is full says so at once; but whoever sends slowly takes nobody's place: that is taken when the body is there.
            with self.pool.admit():
                pass
        await exchange.read(headers, self.settings, self.settings.max_body if works else min(OTHER_BODY, self.settings.max_body))
        with ExitStack() as stack:
            if works:
                stack.enter_context(self.pool.admit())
            await self.app(scope, exchange.receive, exchange.send)

    def _check_host(self, headers: Headers) -> None:
        allowed = self.settings.allowed_hosts
        host = headers.get("host", "")
        name = host.rsplit("]", 1)[0].strip("[") if host.startswith("[") else host.rsplit(":", 1)[0]
        if "*" not in allowed and name.lower() not in allowed:
            raise Refusal(421, "host", "This host name is not served. Name it with --hosts or REFERAT_HOSTS.")


def check_site(headers: Headers, settings: Settings, *, asks_work: bool) -> None:
    """Refuse work for a page of another site, which a browser would send along with what it knows of this one.

    Raises:
        Refusal: the page is neither of this service nor of a named origin.
    """
    if not asks_work:
        return
    origin, site = headers.get("origin"), headers.get("sec-fetch-site")
    if origin in settings.origins or "*" in settings.origins:
        return
    if site is not None:
        foreign = site.strip().lower() not in ("same-origin", "none")
    else:
        foreign = origin is not None and urlsplit(origin).netloc.lower() not in (headers.get("host", "").lower(), headers.get("x-forwarded-host", "-").lower())
    if foreign:
        raise Refusal(403, "cross_site", "A page of another site cannot make this service work. Name its origin with --origins where it may.")


def check_key(headers: Headers, key: str) -> None:
    """Refuse a request without the key: a bearer token, `X-API-Key`, or the password of basic authentication.

    The key may hold any characters: clients send them as UTF-8, older ones as Latin-1.

    Raises:
        Refusal: there is no key, or another one.
    """
    scheme, _, token = headers.get("authorization", "").partition(" ")
    # Headers are bytes, which are read one by one.
    given = (token if scheme.lower() == "bearer" else headers.get("x-api-key", "")).strip().encode("latin-1", "replace")
    if scheme.lower() == "basic":
        try:
            given = base64.b64decode(token.strip(), validate=True).partition(b":")[2]
        except (binascii.Error, ValueError):
            given = b""
    wanted = (key.encode("utf-8", "surrogateescape"), key.encode("latin-1", "replace") if key.isprintable() and max(key) < "\u0100" else b"")
    # Each is compared, whatever the first one gave: the time tells nothing.
    right = [hmac.compare_digest(given, each) for each in wanted if each]
    if True not in right:
        raise Refusal(401, "key", "The key is missing or wrong. Send it as `Authorization: Bearer KEY`.")


class _Room:
    """How many bytes the bodies of all requests may take together."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.taken = 0

    def take(self, size: int) -> None:
        """Take room for so many bytes.

        Raises:
            Refusal: there is none.
        """
        if self.taken + size > self.most:
            raise busy(2)
        self.taken += size


class _Exchange:
    """One request and its answer."""

    def __init__(self, receive: Receive, send: Send, digest: str, room: _Room) -> None:
        self._receive = receive
        self._send = send
        self._digest = digest
        self._body: bytes | None = None
        self._read = False
        self._size = 0
        self._room = room
        self._taken = 0
        self.status = 0

    def leave(self) -> None:
        """Give the body's room back."""
        self._room.taken -= self._taken
        self._taken = 0

    async def read(self, headers: Headers, settings: Settings, most: int) -> None:
        """Take the body in, no further than the limits.

        Raises:
            Refusal: it is too large, comes too slowly, or there is no room for it now.
        """
        hint = "Split it, or raise --max-body where you run the service" if most == settings.max_body else "This path takes no documents"
        too_large = Refusal(413, "too_large", f"The body is larger than {most:,} bytes. {hint}.")
        declared = headers.get("content-length", "0")
        if int(declared) > most if declared.isascii() and declared.isdigit() and len(declared) < 20 else True:
            raise too_large
        pieces = bytearray()
        try:
            async with asyncio.timeout(settings.body_seconds):
                while not self._read:
                    piece = await self._piece()
                    if len(pieces) + len(piece) > most:
                        raise too_large
                    self._room.take(len(piece))
                    self._taken += len(piece)
                    pieces += piece
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
