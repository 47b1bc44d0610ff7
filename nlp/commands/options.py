"""Options and messages that the commands around training share."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path


def add_data(parser: argparse.ArgumentParser, *, required: bool = True) -> None:
    """Add `--data`, `--kinds` and `--group-by`."""
    parser.add_argument("--data", nargs="+", type=Path, required=required, metavar="PATH", help="examples: JSON Lines, CSV, Parquet, or folders of them")
    parser.add_argument("--kinds", nargs="+", metavar="COLUMN", help="the columns with labels (else topic, decision_type, label: those that are there)")
    parser.add_argument("--group-by", metavar="COLUMN", help="the column that says what belongs together, or `file` (else group, municipality, document)")


def add_rules(parser: argparse.ArgumentParser) -> None:
    """Add `--rules`, which the environment's REFERAT_RULES can name, too."""
    named = os.environ.get("REFERAT_RULES")
    parser.add_argument(
        "--rules", type=Path, metavar="FOLDER", default=Path(named) if named else None, help="a folder of your own rules, beside those of referat"
    )


def teller(silent: bool) -> Callable[[str], None]:
    """Give a function that writes messages to standard error, or nowhere."""

    def say(message: str) -> None:
        if not silent:
            sys.stderr.write(message + "\n")
            sys.stderr.flush()

    return say
