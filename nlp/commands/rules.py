"""`referat rules`: checks a folder of rules of one's own before anything is tagged with it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any


def add_parser(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "rules",
        help="check rules of your own",
        description="Check a folder of rules of your own: their form, and that each fires on its own examples.",
        epilog="example: referat rules my_rules/",
    )
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="the folder that --rules will name")
    parser.set_defaults(run=rules_command)


def rules_command(args: argparse.Namespace) -> int:
    """Say what is wrong with the rules: 0 nothing, 1 a rule is not borne out by its examples."""
    from nlp.predictor import load
    from nlp.proofs import prove, unproven
    from nlp.rules import load_rules

    rules = load_rules(args.folder)
    faults = [str(fault) for fault in prove(rules, load(rules=rules))]
    without = unproven(rules)
    count = len(list(rules.own_entries))
    for line in [*faults, *(f"{name}: has no example; add `yes = [...]`" for name in without)]:
        sys.stdout.write(line + "\n")
    sys.stdout.write(
        f"{args.folder}: {count} rule{'' if count == 1 else 's'} with an id, {len(faults)} examples not borne out, {len(without)} without examples\n"
    )
    return 1 if faults else 0
