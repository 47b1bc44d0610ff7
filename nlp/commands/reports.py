"""Reports of `nlp.training.evaluate` as tables."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from nlp.commands.wording import Wording

_CONFUSIONS = 10
_WORST = 10
_DIFFERENCES = 20


def show_report(console: Console, report: dict[str, Any]) -> None:
    """Print the figures of one model."""
    data = report["data"]
    console.print(
        Text(
            f"{report['model']['name']} {report['model']['version']} on {data['examples']:,} examples; intervals hold 95 % of samples by {data['interval_unit']}"
        )
    )
    for kind, figures in report["kinds"].items():
        _show_kind(console, kind, figures)
    if report["spans"]:
        _show_spans(console, "entities, items tagged alone", "label", report["spans"])


def show_training(console: Console, manifest: dict[str, Any]) -> None:
    """Print how good a new model is, and what it gained over its base."""
    scores = manifest["scores"]
    figures = scores.get("held-out groups") or {}
    console.print(Text(f"{manifest['name']} {manifest['version']}, trained on {manifest['data']['examples']:,} examples"))
    if figures:
        table = _table(console, f"on groups left out ({manifest['data']['groups']} in all)", "", "labels", "accuracy", "95 %", "macro-F1", "calibration error")
        for kind, row in figures.items():
            numbers = (_number(row["accuracy"]), _between(*row["accuracy_interval"]), _number(row["macro_f1"]), _number(row["ece"]))
            _add(table, kind, str(len(manifest["labels"][kind])), *numbers)
        console.print(table)
    gains = scores.get("own examples, left out") or {}
    if gains:
        table = _table(
            console,
            f"on your own examples, left out by {next(iter(gains.values()))['unit']}",
            "",
            "examples",
            manifest["data"]["base"],
            "this model",
            "gain",
            "95 %",
            "better",
            "worse",
        )
        for kind, row in gains.items():
            numbers = (_number(row["before"]), _number(row["after"]), *_gain(row))
            _add(table, kind, str(row["examples"]), *numbers, str(row["better"]), str(row["worse"]))
        console.print(table)


def show_documents(console: Console, report: dict[str, Any]) -> None:
    """Print the figures of one model on whole documents."""
    data, say = report["data"], Wording("en").say
    console.print(
        Text(
            f"{report['model']['name']} {report['model']['version']} on {say('documents', data['documents'])} with {say('items', data['items'])}; "
            "intervals hold 95 % of samples by document"
        )
    )
    _show_spans(console, "entities", "label", report["spans"])
    _show_spans(console, "outcome codes, item and point", "code", report["outcomes"], overlapping=False)
    table = _table(console, "items", "field", "items", "right", "share", "95 %")
    for name, row in report["fields"].items():
        _add(table, name, str(row["of"]), str(row["right"]), _number(row["value"]), _between(row["low"], row["high"]))
    console.print(table)
    if report["differences"]:
        console.print(Text(f"\n{len(report['differences'])} differences", style="bold"))
        for line in report["differences"][:_DIFFERENCES]:
            console.print(Text(line))


def _show_spans(console: Console, title: str, name: str, rows: list[dict[str, Any]], *, overlapping: bool = True) -> None:
    columns = (name, "examples", "found", "precision", "recall", "F1", "F1, 95 %", *(("F1, overlapping",) if overlapping else ()))
    table = _table(console, title, *columns)
    for row in rows:
        exact = row["exact"]
        numbers = (*(_number(exact[key]) for key in ("precision", "recall", "f1")), _between(exact["f1_low"], exact["f1_high"]))
        _add(table, row["label"], str(row["examples"]), str(row["found"]), *numbers, *((_number(row["overlapping"]["f1"]),) if overlapping else ()))
    console.print(table)


def _show_kind(console: Console, kind: str, figures: dict[str, Any]) -> None:
    values = [
        f"{name} {_number(figures[key]['value'])} ({_between(figures[key]['low'], figures[key]['high'])})"
        for name, key in (("accuracy", "accuracy"), ("macro-F1", "macro_f1"))
    ]
    if figures["accepted"]["value"] != figures["accuracy"]["value"]:
        values.append(f"with second labels {_number(figures['accepted']['value'])}")
    table = _table(console, f"{kind}: {', '.join(values)}", "label", "examples", "found", "precision", "recall", "F1", "F1, 95 %")
    for row in figures["labels"]:
        _add(
            table,
            row["label"],
            str(row["examples"]),
            str(row["found"]),
            *(_number(row[n]) for n in ("precision", "recall", "f1")),
            _between(row["f1_low"], row["f1_high"]),
        )
    console.print(table)
    if figures["confusions"]:
        table = _table(console, f"{kind}: taken for another", "annotated", "predicted", "times")
        for row in figures["confusions"][:_CONFUSIONS]:
            _add(table, row["wanted"], row["found"], str(row["count"]))
        console.print(table)
    table = _table(console, f"{kind}: calibration error {_number(figures['calibration']['ece'])}", "score", "examples", "mean score", "right")
    for row in figures["calibration"]["bins"]:
        _add(table, f"{row['from']:.1f}-{row['to']:.1f}", str(row["examples"]), _number(row["score"]), _number(row["right"]))
    console.print(table)
    if figures["worst"]:
        table = _table(console, f"{kind}: wrong, and sure of it", "score", "annotated", "predicted", "item", "text")
        for row in figures["worst"][:_WORST]:
            _add(table, _number(row["score"]), row["wanted"], row["found"], row["id"], row["text"])
        console.print(table)


def show_comparison(console: Console, comparison: dict[str, Any]) -> None:
    """Print what got better and what got worse."""
    before, after = (f"{comparison[side]['name']} {comparison[side]['version']} ({comparison[side]['digest'][:8]})" for side in ("before", "after"))
    table = _table(console, f"{after} against {before}, {comparison['compared']:,} examples", "", "gain", "95 %", "better", "worse", "chance")
    for kind, row in comparison["kinds"].items():
        _add(table, kind, *_gain(row), str(row["better"]), str(row["worse"]), _number(row["p"]))
    console.print(table)
    if comparison["changes"]:
        table = _table(console, "item by item", "", "", "item", "before", "after", "text")
        for row in comparison["changes"]:
            _add(
                table,
                "better" if row["better"] else "worse",
                row["kind"],
                row["id"],
                row["before"],
                row["after"],
                row["text"],
                style="green" if row["better"] else "red",
            )
        console.print(table)


def _gain(row: dict[str, Any]) -> tuple[str, str]:
    return (f"{row['gain']:+.3f}", f"{row['low']:+.3f} to {row['high']:+.3f}") if "gain" in row else ("-", "-")


def _table(console: Console, title: str, *columns: str) -> Table:
    """Print the title, and give the table for what comes below it."""
    console.print(Text(f"\n{title}", style="bold"))
    table = Table(box=None, pad_edge=False, header_style="dim")
    for column in columns:
        table.add_column(Text(column), justify="left", overflow="fold")
    return table


def _add(table: Table, *cells: str, style: str | None = None) -> None:
    table.add_row(*(Text(cell) for cell in cells), style=style)


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _between(low: float | None, high: float | None) -> str:
    return f"{_number(low)}-{_number(high)}"
