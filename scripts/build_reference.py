#!/usr/bin/env python3
"""Write docs/reference.md from the code: commands and options, labels and codes, the fields of a result.

    python scripts/build_reference.py [--check]

With --check it writes nothing and fails where the file is not what it would write.
"""

from __future__ import annotations

import argparse
import dataclasses
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
# Options are told at one width, and without what the environment of whoever builds them names.
os.environ |= {"COLUMNS": "110"}
os.environ.pop("REFERAT_RULES", None)

from nlp import cli, document, vocabulary  # noqa: E402

TARGET = ROOT / "docs/reference.md"
TYPES = (
    document.Minutes,
    document.Participant,
    document.AgendaItem,
    document.Section,
    document.Label,
    document.Outcome,
    document.PastDecision,
    document.Votes,
    document.PartVotes,
    document.Tally,
    document.Remark,
    document.Fate,
    document.NextStep,
    document.Presence,
    document.Entity,
    document.Failure,
)


def commands() -> Iterator[str]:
    """Give the section of each command: what `--help` says."""
    parser = cli._parser()
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, command in action.choices.items():
                yield f"### referat {name}\n\n```text\n{command.format_help().strip()}\n```\n"


def fields() -> Iterator[str]:
    """Give the table of each type of a result."""
    for kind in TYPES:
        rows = [f"| `{field.name.rstrip('_')}` | `{_type(str(field.type))}` |" for field in dataclasses.fields(kind)]
        told = (kind.__doc__ or "").strip().replace("\n    ", "\n")
        yield f"### {kind.__name__}\n\n{told}\n\n| field | type |\n|---|---|\n" + "\n".join(rows) + "\n"


def _type(words: str) -> str:
    """Give a field's type without what only the code needs: `Annotated[tuple[str, ...], _For]` is `tuple[str, ...]`."""
    hit = re.fullmatch(r"Annotated\[(.+), \w+(?:\(.*\))?\]", words)
    return (hit[1] if hit else words).replace("|", "\\|")


def vocabularies() -> Iterator[str]:
    """Give the lists of labels, codes and kinds."""
    lists = (
        ("Labels of entities", (*vocabulary.STANDARD_LABELS, *vocabulary.FURTHER_LABELS)),
        ("Codes of outcomes", vocabulary.OUTCOME_CODES),
        ("Decision types", vocabulary.DECISION_TYPES),
        ("Topics", vocabulary.TOPICS),
        ("Kinds of sections", vocabulary.SECTION_KINDS),
        ("Sides of a vote", vocabulary.VOTE_SIDES),
        ("Presence", vocabulary.PRESENCE),
    )
    for title, words in lists:
        yield f"- **{title}**: {', '.join(f'`{word}`' for word in words)}"


def reference() -> str:
    """Give the whole page."""
    parts = [
        "# Reference",
        "Made from the code by `python scripts/build_reference.py`; the tests check that it is up to date.",
        "## Commands",
        *commands(),
        "## Labels and codes",
        "\n".join(vocabularies()),
        "## Fields of a result",
        "Offsets are characters of the text as read, end-exclusive. `referat schema` prints the same as JSON Schema.",
        *fields(),
    ]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    args = parser.parse_args()
    wanted = reference()
    if args.check:
        same = TARGET.is_file() and TARGET.read_text(encoding="utf-8") == wanted
        print("docs/reference.md is up to date" if same else "docs/reference.md is not what the code gives; run scripts/build_reference.py")
        return 0 if same else 1
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(wanted, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
