"""The command `referat`: reads options, calls, and chooses an exit code. No rule and no number is decided here."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence

from nlp import __version__
from nlp.commands import ask, browse, convert, evaluate, explain, export, rules, serve, tag, train
from nlp.errors import NlpError


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command.

    Returns:
        0 all done, 1 some documents failed, 2 wrong usage.
    """
    args = _parser().parse_args(argv)
    try:
        return int(args.run(args))
    except NlpError as err:
        sys.stderr.write(f"referat: {err}\n")
        return 2
    except BrokenPipeError:
        # The reader of a pipe has gone (`| head`): no fault, and nothing more to write.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        sys.stderr.write("referat: stopped\n")
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="referat", description="Reads Danish municipal minutes: who decided what, about what, with whose votes.")
    parser.add_argument("--version", action="version", version=f"referat {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    tag.add_parser(commands)
    explain.add_parser(commands)
    ask.add_parser(commands)
    browse.add_parser(commands)
    export.add_parser(commands)
    train.add_parser(commands)
    evaluate.add_parser(commands)
    convert.add_parsers(commands)
    serve.add_parser(commands)
    rules.add_parser(commands)

    schema = commands.add_parser("schema", help="print the JSON Schema of the output", description="Print the JSON Schema of a tagged document.")
    schema.set_defaults(run=schema_command)
    return parser


def schema_command(args: argparse.Namespace) -> int:
    """`referat schema`."""
    from nlp.schema import output_schema

    json.dump(output_schema(), sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
