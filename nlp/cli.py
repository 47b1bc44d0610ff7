"""The command `referat`: reads options, calls, and chooses an exit code. No rule and no number is decided here."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING

from nlp import __version__, service
from nlp.commands import convert, evaluate, train
from nlp.errors import NlpError

if TYPE_CHECKING:
    from rich.console import Console

    from nlp.batch import Summary


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

    tag = commands.add_parser("tag", help="tag minutes", description="Tag minutes: one JSON line for each document, or a readable view on a terminal.")
    tag.add_argument("paths", nargs="+", metavar="PATH", help="files, folders, patterns, or - for standard input")
    tag.add_argument("-o", "--output", type=Path, metavar="FILE", help="write JSON Lines to FILE (else to standard output)")
    tag.add_argument("--model", type=Path, metavar="FOLDER", help="a model folder (else the one that ships with referat)")
    tag.add_argument("--min-score", type=float, default=0.0, metavar="P", help="give no label where its probability is below P (default 0)")
    tag.add_argument("--entities", default="standard", metavar="LABELS", help="standard (the five labels), all, or names: PERSON,AMOUNT (default standard)")
    tag.add_argument("--rules", type=Path, metavar="FOLDER", help="a folder of your own rules, beside those of referat")
    tag.add_argument("--limit", type=int, metavar="N", help="tag at most N documents")
    tag.add_argument("--with-text", action="store_true", help="add the text as read to each document")
    tag.add_argument("--json", action="store_true", help="JSON Lines on a terminal, too")
    tag.add_argument("--silent", action="store_true", help="no progress and no summary; errors only")
    tag.set_defaults(run=tag_command)

    train.add_parser(commands)
    evaluate.add_parser(commands)
    convert.add_parsers(commands)
    service.add_parser(commands)

    schema = commands.add_parser("schema", help="print the JSON Schema of the output", description="Print the JSON Schema of a tagged document.")
    schema.set_defaults(run=schema_command)
    return parser


def tag_command(args: argparse.Namespace) -> int:
    """`referat tag`."""
    from rich.console import Console

    from nlp.read import find_documents

    paths = list(find_documents(args.paths))[: args.limit]
    readable = args.output is None and not args.json and sys.stdout.isatty()
    messages = Console(stderr=True, quiet=args.silent, soft_wrap=True)
    if args.output is None:
        summary = tag_files(paths, args, sys.stdout, messages, Console() if readable else None)
    else:
        args.output.parent.mkdir(parents=True, exist_ok=True)
        with args.output.open("w", encoding="utf-8") as stream:
            summary = tag_files(paths, args, stream, messages, None)
    return 1 if summary.failures else 0


def tag_files(paths: Sequence[str], args: argparse.Namespace, stream: IO[str], messages: Console, view: Console | None) -> Summary:
    """Tag documents and write each result as soon as it is there."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from nlp.batch import Summary, tag_paths
    from nlp.document import Minutes
    from nlp.predictor import load
    from nlp.view import show, show_summary

    summary = Summary()
    columns = (TextColumn("tagging"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    hidden = view is not None or args.silent or not messages.is_terminal
    with Progress(*columns, console=messages, disable=hidden, transient=True) as progress:
        task = progress.add_task("tag", total=len(paths))
        for result in tag_paths(paths, load(args.model, min_score=args.min_score, entities=args.entities, rules=args.rules)):
            summary.add(result)
            if view is not None:
                show(view, result)
            else:
                data = result.to_dict(with_text=args.with_text) if isinstance(result, Minutes) else result.to_dict()
                line = json.dumps(data, ensure_ascii=False)
                stream.write(line.encode("utf-8", "backslashreplace").decode("utf-8") + "\n")
                stream.flush()
            progress.advance(task)
    show_summary(messages, summary)
    return summary


def schema_command(args: argparse.Namespace) -> int:
    """`referat schema`."""
    from nlp.schema import output_schema

    json.dump(output_schema(), sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
