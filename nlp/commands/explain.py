"""`referat explain`."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nlp.commands.options import add_given, add_rules

if TYPE_CHECKING:
    from rich.console import Console

    from nlp.document import AgendaItem, Minutes
    from nlp.explain import Evidence

_STYLES = {
    "PERSON": "black on bright_cyan",
    "PARTY": "black on bright_magenta",
    "COMMITTEE": "black on bright_blue",
    "CASE_NUMBER": "black on white",
    "outcome": "black on bright_green",
    "history": "black on green",
    "remark": "underline",
    "vote": "bold",
}


def add_parser(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "explain",
        help="show which rule found what",
        description="Show an item's text with everything that was found in it, and the rule or the evidence behind each.",
    )
    parser.add_argument("file", metavar="FILE", help="one document, or - for standard input")
    parser.add_argument("--item", metavar="NUMBER", help="the item's number as printed (else every item)")
    parser.add_argument("--model", type=Path, metavar="FOLDER", help="a model folder (else the one that ships with referat)")
    parser.add_argument("--entities", default="standard", metavar="LABELS", help="standard (the five labels), all, or names: PERSON,AMOUNT (default standard)")
    add_rules(parser)
    add_given(parser)
    parser.add_argument("--json", action="store_true", help="JSON instead of a readable view")
    parser.set_defaults(run=explain_command)


def explain_command(args: argparse.Namespace) -> int:
    """Tag one document and show the evidence for its items."""
    from rich.console import Console

    from nlp.errors import UnreadableDocument
    from nlp.explain import explain
    from nlp.predictor import load
    from nlp.reading.read import read_document

    minutes = load(args.model, entities=args.entities, rules=args.rules, municipality=args.municipality, committee=args.committee, date=args.date).tag(
        read_document(args.file)
    )
    items = [item for item in minutes.items if args.item is None or item.number == args.item]
    if not items:
        numbers = ", ".join(item.number for item in minutes.items if item.number) or "none"
        raise UnreadableDocument(f"{args.file}: no item {args.item or 'at all'} was found. The numbers found: {numbers}.")
    if args.json:
        out = [{"number": item.number, "title": item.title, "evidence": [one.to_dict() for one in explain(minutes, item)]} for item in items]
        json.dump({"id": minutes.id, "layout": minutes.layout, "items": out}, sys.stdout, ensure_ascii=False, indent=1)
        sys.stdout.write("\n")
        return 0
    console = Console()
    for item in items:
        _show(console, minutes, item, explain(minutes, item))
    return 0


def _show(console: Console, minutes: Minutes, item: AgendaItem, evidence: list[Evidence]) -> None:
    from rich.text import Text

    from nlp.commands.view import percent

    console.rule(Text(f"{item.number or '-'}  {item.title}", style="bold"), align="left")
    text = Text(minutes.text[item.start : item.end].rstrip())
    for one in evidence:
        style = _style(one)
        if style and item.start <= one.start < item.end:
            text.stylize(style, one.start - item.start, one.end - item.start)
    console.print(text, soft_wrap=False)
    console.print()
    for one in evidence:
        line = Text(f"{one.start:>7}  ", style="dim")
        line.append(_short(one.text), style=_style(one))
        line.append(f"  {one.kind}: {one.means}" if one.kind != "entity" else f"  {one.means}", style="default")
        line.append(f"\n         {one.rule or 'no rule'}: {_short(one.why or 'not described')}", style="dim")
        console.print(line)
    labels = [f"{name} {label.label} ({percent(label.score)})" for name, label in (("topic", item.topic), ("decision type", item.decision_type)) if label]
    console.print(Text("; ".join(labels), style="dim"))
    console.print()


def _style(one: Evidence) -> str:
    return _STYLES.get(one.means.split()[0] if one.kind == "entity" else one.kind, "")


def _short(words: str, most: int = 140) -> str:
    plain = " ".join(words.split())
    return plain if len(plain) <= most else plain[: most - 1] + "…"
