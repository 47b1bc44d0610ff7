"""`referat serve`."""

from __future__ import annotations

import argparse
from dataclasses import fields
from typing import Any

from nlp.serve.run import serve
from nlp.serve.settings import Settings, read_settings

_NOTE = "Each option can be set in the environment as REFERAT_NAME (REFERAT_MAX_BODY=...). REFERAT_API_KEY sets a key that every request must bring."


def add_parser(commands: Any) -> None:
    """Add the command: an option for each setting but the key, which the environment alone gives."""
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
