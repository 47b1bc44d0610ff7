"""The start and the stop of the HTTP service."""

from __future__ import annotations

import logging
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from nlp.errors import MissingExtra
from nlp.serve.faults import BadSetting
from nlp.serve.settings import Settings

if TYPE_CHECKING:
    import uvicorn

    from nlp.serve.pool import Pool

_STOPS = (signal.SIGINT, signal.SIGTERM)


def serve(settings: Settings) -> int:
    """Serve until a signal says stop; running requests are finished.

    Returns:
        0 after a stop that was asked for.

    Raises:
        MissingExtra: the packages of the extra `serve` are not installed.
        ModelMismatch: the model cannot be loaded.
        BadSetting: the address is in use, or is none of this machine's.
    """
    listening = listen(settings)
    try:
        server, pool = make_server(settings)
        try:
            # Who reads the line below can connect, and can say stop.
            listening.listen(2048)
            with _stopped_by_signals(server):
                _announce(settings, pool, listening.getsockname()[1])
                server.run(sockets=[listening])
        finally:
            pool.stop()
    finally:
        listening.close()
    return 0


def _announce(settings: Settings, pool: Pool, port: int) -> None:
    address = f"[{settings.host}]" if ":" in settings.host else settings.host
    model = f"{pool.model['name']} {pool.model['version']} ({pool.model['digest']})"
    sys.stderr.write(f"referat: serving {model} at http://{address}:{port}/, {settings.workers} workers; Ctrl+C stops\n")
    sys.stderr.flush()


@contextmanager
def _stopped_by_signals(server: uvicorn.Server) -> Iterator[None]:
    """Let a signal stop the server, even one that comes before it runs.

    While it runs, the server takes them itself, and sends them again when it is done: then they must do nothing more.
    """

    def stop(*_: object) -> None:
        server.should_exit = True

    before = [(number, signal.signal(number, stop)) for number in _STOPS]
    try:
        yield
    finally:
        for number, handler in before:
            signal.signal(number, handler)


def make_server(settings: Settings) -> tuple[uvicorn.Server, Pool]:
    """Give a server whose workers are ready; the caller runs it.

    Raises:
        MissingExtra: the packages of the extra `serve` are not installed.
        ModelMismatch: the model cannot be loaded.
    """
    from nlp.serve.pool import Pool

    # The model loads in another process while this one reads the web libraries.
    pool = Pool(settings)
    try:
        import nlp.serve.app  # noqa: F401
    except ImportError as err:
        raise MissingExtra("The service", str(err.name), "serve") from err
    pool.start()
    try:
        return _server(settings, pool), pool
    except BaseException:
        pool.stop()
        raise


def _server(settings: Settings, pool: Pool) -> uvicorn.Server:
    import uvicorn

    from nlp.serve.app import create_app
    from nlp.serve.heads import timed_protocol

    logging.basicConfig(format="referat: %(message)s", level=logging.WARNING)
    # No line for each request: a file's name can tell what is nobody's business.
    logging.getLogger("uvicorn.access").disabled = True
    # Nor a byte of a body: the parser of forms quotes what it stumbles over.
    logging.getLogger("python_multipart").setLevel(logging.CRITICAL)
    config = uvicorn.Config(
        create_app(settings, pool),
        http=timed_protocol(settings.head_seconds),
        access_log=False,
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=int(settings.grace_seconds) or None,
    )
    return uvicorn.Server(config)


def listen(settings: Settings) -> socket.socket:
    """Take the address before anything is loaded: one that is in use is said at once."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    # The protocol by name: asyncio sends at once (TCP_NODELAY) only where it knows that this is TCP, and an answer waits 40 ms otherwise.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((settings.host, settings.port))
    except (OSError, OverflowError) as err:
        listening.close()
        said = getattr(err, "strerror", None) or err
        raise BadSetting(f"--host {settings.host} --port {settings.port}: cannot listen there ({said}). Choose another port or address.") from err
    return listening
