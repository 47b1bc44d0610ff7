"""`referat train`."""

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
        "train",
        help="train a model",
        description="Train a model from annotated examples, on any labels: those of the data. Prints the figures on groups left out, and, with --base, what your examples bring.",
    )
    add_data(parser)
    parser.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="the model folder to write; an old one is replaced only by a whole new one")
    parser.add_argument("--base", type=Path, metavar="FOLDER", help="add the data to the examples that this model was trained on")
    parser.add_argument("--seed", type=int, metavar="N", help="seed of the split and of the intervals")
    parser.add_argument("--min-examples", type=int, default=2, metavar="N", help="refuse labels with fewer examples (default 2)")
    parser.add_argument("--skip-rare", action="store_true", help="leave such labels out instead")
    parser.add_argument("--with-examples", action="store_true", help="write the examples into the folder, so that --base can add to them")
    parser.add_argument("--no-lexicon", action="store_true", help="learn labels only, no names and phrases from annotated spans")
    parser.add_argument("--model-version", metavar="VERSION", help="the model's version (else that of the old one, its last number raised, or 1.0.0)")
    parser.add_argument("--license", default="", metavar="NAME", help="the model's licence, as MIT")
    parser.add_argument("--card", type=Path, metavar="FILE", help="Markdown to add to the model card")
    parser.add_argument("--json", action="store_true", help="the figures as JSON")
    parser.add_argument("--silent", action="store_true", help="no progress and no notes")
    parser.set_defaults(run=train_command)


def train_command(args: argparse.Namespace) -> int:
    """Read options, train, print the figures."""
    from rich.console import Console

    from nlp.commands.reports import show_training
    from nlp.errors import BadExamples
    from nlp.labelling.classify import SEED
    from nlp.training.examples import load_examples
    from nlp.training.train import train_model, with_base, without_rare

    say = teller(args.silent)
    if args.min_examples < 2:
        raise BadExamples("--min-examples: a label with a single example cannot be learned. Give 2 or more.")
    examples = load_examples(args.data, kinds=args.kinds, group_by=args.group_by, text_column=args.text_column, accept=args.accept)
    base = None
    if args.base is not None:
        examples, base = with_base(args.base, examples), args.base
    if args.skip_rare:
        examples = without_rare(examples, args.min_examples)
    try:
        remarks = args.card.read_text(encoding="utf-8") if args.card else ""
    except (OSError, UnicodeDecodeError) as err:
        raise BadExamples(f"{args.card}: cannot be read ({type(err).__name__}). Name a text file with --card, or leave it out.") from err
    manifest = train_model(
        examples,
        args.out,
        version=args.model_version,
        seed=SEED if args.seed is None else args.seed,
        least=args.min_examples,
        keep_examples=args.with_examples,
        lexicon=not args.no_lexicon,
        base=base,
        remarks=remarks,
        license=args.license,
        say=say,
    )
    if args.json:
        json.dump(manifest["scores"], sys.stdout, ensure_ascii=False, indent=1)
        sys.stdout.write("\n")
    else:
        show_training(Console(width=None if sys.stdout.isatty() else 120), manifest)
    say(f"written to {args.out}; its README.md tells all figures")
    return 0
