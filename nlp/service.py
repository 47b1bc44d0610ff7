"""`referat serve`: the options, the start and the stop of the HTTP service."""

from __future__ import annotations

import argparse
import logging
import signal
import socket
import sys
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from nlp.errors import MissingExtra
from nlp.serve.faults import BadSetting
from nlp.serve.settings import Settings, read_settings

if TYPE_CHECKING:
    import uvicorn

    from nlp.serve.pool import Pool

_NOTE = "Each option can be set in the environment as REFERAT_NAME (REFERAT_MAX_BODY=...). REFERAT_API_KEY sets a key that every request must bring."


def add_parser(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "serve", help="serve over HTTP, with a page", description="Serve the model over HTTP, with a page for people at /.", epilog=_NOTE
    )
    for each in fields(Settings):
        if each.name == "key":
            continue
        option = f"--{each.name.replace('_', '-')}"
        shown = str(each.default) if isinstance(each.default, (str, int, float)) and not isinstance(each.default, bool) else ""
        text = each.metadata["help"].replace("%", "%%") + (f" (default {shown})" if shown else "")
        if each.type == "bool":
            parser.add_argument(option, action="store_true", default=None, help=text)
        else:
            parser.add_argument(option, metavar="X", help=text)
    parser.set_defaults(run=serve_command)


def serve_command(args: argparse.Namespace) -> int:
    """Read options, serve until stopped."""
    return serve(read_settings(vars(args)))


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
        address = f"[{settings.host}]" if ":" in settings.host else settings.host
        model = f"{pool.model['name']} {pool.model['version']} ({pool.model['digest']})"
        # Who reads the line below can connect.
        listening.listen(2048)
        sys.stderr.write(f"referat: serving {model} at http://{address}:{listening.getsockname()[1]}/, {settings.workers} workers; Ctrl+C stops\n")
        sys.stderr.flush()
        for number in (signal.SIGINT, signal.SIGTERM):
            # The server takes both while it runs and sends them again when it is done: then they have had their effect.
            signal.signal(number, lambda *_: None)
        server.run(sockets=[listening])
    finally:
        listening.close()
    return 0


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
        raise MissingExtra(f"the service needs the package {err.name}. Install it with `pip install 'referat[serve]'`.") from err
    pool.start()
    try:
        return _server(settings, pool), pool
    except BaseException:
        pool.stop()
        raise


def _server(settings: Settings, pool: Pool) -> uvicorn.Server:
    import uvicorn

    from nlp.serve.app import create_app

    logging.basicConfig(format="referat: %(message)s", level=logging.WARNING)
    # No line for each request: a file's name can tell what is nobody's business.
    logging.getLogger("uvicorn.access").disabled = True
    config = uvicorn.Config(
        create_app(settings, pool),
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
