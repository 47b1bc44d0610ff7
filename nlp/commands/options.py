"""Options and messages that the commands around training share."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path


def add_data(parser: argparse.ArgumentParser, *, required: bool = True) -> None:
    """Add `--data`, `--kinds`, `--text-column`, `--group-by` and `--accept`."""
    parser.add_argument("--data", nargs="+", type=Path, required=required, metavar="PATH", help="examples: JSON Lines, CSV, XLSX, Parquet, or folders of them")
    parser.add_argument("--kinds", nargs="+", metavar="COLUMN", help="the columns with labels (else topic, decision_type, label: those that are there)")
    parser.add_argument("--text-column", metavar="COLUMN", help="the column with the item's text (else text or tekst, or title, proposal and decision)")
    parser.add_argument("--accept", action="store_true", help="take suggestions that nobody has accepted or changed for right")
    parser.add_argument("--group-by", metavar="COLUMN", help="the column that says what belongs together, or `file` (else group, municipality, document)")


def add_rules(parser: argparse.ArgumentParser) -> None:
    """Add `--rules`, which the environment's REFERAT_RULES can name, too."""
    named = os.environ.get("REFERAT_RULES")
    parser.add_argument(
        "--rules", type=Path, metavar="FOLDER", default=Path(named) if named else None, help="a folder of your own rules, beside those of referat"
    )


def probability(words: str) -> float:
    """Read a probability.

    Raises:
        argparse.ArgumentTypeError: it is none.
    """
    try:
        value = float(words.replace(",", "."))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{words!r} is no number; give a probability from 0 to 1, such as 0.7") from None
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError(f"{words} is no probability; give one from 0 to 1" + (f", such as {value / 100:g}" if 1 < value <= 100 else ""))
    return value


def schemes(words: str) -> tuple[str, ...]:
    """Read the schemes of `--codes`.

    Raises:
        argparse.ArgumentTypeError: there is no such scheme.
    """
    from nlp.errors import UnknownLabel
    from nlp.labelling.crosswalk import read_schemes

    try:
        return read_schemes(words)
    except UnknownLabel as err:
        raise argparse.ArgumentTypeError(str(err)) from None


def add_given(parser: argparse.ArgumentParser) -> None:
    """Add `--municipality`, `--committee` and `--date`: what the user knows of the meetings."""
    known = parser.add_argument_group("what you know of the meeting", "wins over what is read, and tells the body's own decisions from others'")
    known.add_argument("--municipality", metavar="NAME", help="the municipality or region")
    known.add_argument("--committee", metavar="NAME", help="the body that held the meeting")
    known.add_argument("--date", metavar="DAY", help="the day of the meeting: 2023-05-09, or as minutes write it")


def teller(silent: bool) -> Callable[[str], None]:
    """Give a function that writes messages to standard error, or nowhere."""

    def say(message: str) -> None:
        if not silent:
            sys.stderr.write(message + "\n")
            sys.stderr.flush()

    return say
