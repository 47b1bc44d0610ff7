"""`referat convert` and `referat suggest`: examples to and from annotation tools."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from nlp.commands.options import teller


def add_parsers(commands: Any) -> None:
    """Add both commands."""
    from nlp.training.formats import FORMATS

    convert = commands.add_parser(
        "convert", help="examples to and from annotation tools", description="Turn annotated examples from one tool's format into another's, without loss."
    )
    convert.add_argument("source", type=Path, metavar="IN", help="a file with examples, or a folder of the `datasets` library")
    convert.add_argument(
        "target", type=Path, metavar="OUT", help="the file to write, or the folder for `datasets`; for label-studio, the interface is written beside it (.xml)"
    )
    convert.add_argument("--from", dest="form", choices=FORMATS, help="the format of IN (else guessed)")
    convert.add_argument("--to", choices=FORMATS, required=True, help="the format of OUT")
    convert.add_argument("--kinds", nargs="+", metavar="COLUMN", help="the columns with labels (else topic, decision_type, label: those that are there)")
    convert.add_argument("--text-column", metavar="COLUMN", help="the column of a table with the item's text (else text or tekst)")
    convert.add_argument("--accept", action="store_true", help="take suggestions that nobody has accepted or changed for right")
    convert.add_argument("--silent", action="store_true", help="say nothing but errors")
    convert.set_defaults(run=convert_command)

    suggest = commands.add_parser(
        "suggest", help="choose items to annotate", description="Choose from new minutes the agenda items most worth annotating, tagged for correction."
    )
    suggest.add_argument("paths", nargs="+", metavar="PATH", help="minutes: files, folders or patterns")
    suggest.add_argument("--model", type=Path, metavar="FOLDER", help="a model folder (else the one that ships with referat)")
    suggest.add_argument("--n", type=int, default=50, metavar="N", help="how many items (default 50)")
    suggest.add_argument("--format", choices=FORMATS, default="jsonl", help="of the output (default jsonl)")
    suggest.add_argument("-o", "--output", type=Path, required=True, metavar="FILE", help="the file to write")
    suggest.add_argument("--silent", action="store_true", help="say nothing but errors")
    suggest.set_defaults(run=suggest_command)


def convert_command(args: argparse.Namespace) -> int:
    """Read one format, write the other."""
    from nlp.errors import BadExamples
    from nlp.training.exchange import guess_format, read_tasks, write_tasks

    if args.source.absolute() == args.target.absolute():
        raise BadExamples(f"{args.target}: is the file to read. Name another to write.")
    rows, left_out = read_tasks(args.source, args.form or guess_format(args.source), text_column=args.text_column, accept=args.accept)
    written = write_tasks(rows, args.target, args.to, kinds=args.kinds)
    say = teller(args.silent)
    say(f"{written} examples written to {args.target}" + (f"; {left_out} left out, as nobody has accepted them yet" if left_out else ""))
    return 0


def suggest_command(args: argparse.Namespace) -> int:
    """Tag, choose, write."""
    from nlp.errors import NoAgendaItems
    from nlp.labelling import artifacts
    from nlp.predictor import load
    from nlp.reading.read import find_documents
    from nlp.training.exchange import write_tasks
    from nlp.training.suggest import choices_of, read_items, suggest_items
    from nlp.training.train import seen_texts

    say = teller(args.silent)
    folder = args.model or artifacts.default_model()
    predictor = load(folder)
    examples = read_items(find_documents(args.paths), predictor, warn=say)
    if not examples:
        raise NoAgendaItems(f"{', '.join(args.paths)}: no agenda items found, so nothing to suggest.")
    chosen = suggest_items(predictor, examples, args.n, known=seen_texts(folder))
    choices = choices_of(predictor)
    kinds = [kind for kind in choices if kind != "entities"]
    write_tasks(chosen, args.output, args.format, kinds=kinds, suggested=True, choices=choices)
    say(f"{len(chosen)} of {len(examples)} items written to {args.output}")
    return 0
