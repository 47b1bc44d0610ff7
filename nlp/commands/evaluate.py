"""`referat evaluate`."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from nlp.commands.options import add_data, teller


def add_parser(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "evaluate",
        help="measure a model",
        description="Measure a model on annotated examples: labels, probabilities, spans. With --against, what another model does worse or better.",
    )
    add_data(parser, required=False)
    parser.add_argument("--gold", type=Path, metavar="FOLDER", help="whole annotated documents instead of --data: entities, outcome codes, votes, labels")
    parser.add_argument("--minutes", type=Path, metavar="FOLDER", help="the texts of --gold, where they lie neither in nor beside it")
    parser.add_argument("--model", type=Path, metavar="FOLDER", help="a model folder (else the one that ships with referat)")
    parser.add_argument("--against", type=Path, metavar="OTHER", help="a model folder, or a report that --json wrote: list what got better and worse since")
    parser.add_argument("--json", action="store_true", help="the whole report as JSON")
    parser.add_argument("--plots", type=Path, metavar="FOLDER", help="draw calibration, coverage and confusions into FOLDER")
    parser.add_argument("--format", choices=("svg", "png"), default="svg", help="of the plots (default svg)")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="seed of the intervals")
    parser.add_argument("--silent", action="store_true", help="no notes")
    parser.set_defaults(run=evaluate_command)


def evaluate_command(args: argparse.Namespace) -> int:
    """Read options, measure, print."""
    from nlp.errors import BadExamples

    if (args.data is None) == (args.gold is None):
        raise BadExamples("evaluate: needs either --data with examples or --gold with whole documents.")
    if args.gold is not None:
        if args.against is not None or args.plots is not None:
            raise BadExamples("--gold: --against and --plots work on examples. Give them with --data.")
        return _evaluate_documents(args)
    return _evaluate_examples(args)


def _evaluate_documents(args: argparse.Namespace) -> int:
    from rich.console import Console

    from nlp.commands.reports import show_documents
    from nlp.labelling import artifacts
    from nlp.predictor import load
    from nlp.training.evaluate_documents import evaluate_documents, read_gold

    documents = read_gold(args.gold, args.minutes)
    report = evaluate_documents(load(args.model or artifacts.default_model()), documents, seed=args.seed)
    if args.json:
        json.dump(report, sys.stdout, ensure_ascii=False, indent=1)
        sys.stdout.write("\n")
        return 0
    show_documents(Console(width=None if sys.stdout.isatty() else 120), report)
    return 0


def _evaluate_examples(args: argparse.Namespace) -> int:
    from rich.console import Console

    from nlp.commands.reports import show_comparison, show_report
    from nlp.labelling import artifacts
    from nlp.predictor import load
    from nlp.training.evaluate import compare, evaluate_model, read_report
    from nlp.training.examples import load_examples

    say = teller(args.silent)
    examples = load_examples(args.data, kinds=args.kinds, group_by=args.group_by, text_column=args.text_column, accept=args.accept)
    folder = args.model or artifacts.default_model()
    report = evaluate_model(load(folder), examples, seed=args.seed, folder=folder)
    for note in report["notes"]:
        say(f"note: {note}")
    comparison = None
    if args.against is not None:
        other = evaluate_model(load(args.against), examples, seed=args.seed) if args.against.is_dir() else read_report(args.against)
        comparison = compare(other, report)
    if args.plots is not None:
        from nlp.training.plots import draw_report

        for path in draw_report(report, args.plots, suffix=args.format):
            say(f"drawn: {path}")
    if args.json:
        json.dump(report if comparison is None else {**report, "against": comparison}, sys.stdout, ensure_ascii=False, indent=1)
        sys.stdout.write("\n")
        return 0
    # A pipe gets tables of a fixed width, so that no label is cut off.
    console = Console(width=None if sys.stdout.isatty() else 120)
    show_report(console, report)
    if comparison is not None:
        show_comparison(console, comparison)
    return 0
