"""Reports of `nlp.training.evaluate` as pictures: calibration, coverage and confusions of each kind of label."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from nlp.errors import MissingExtra
from nlp.training.evaluate import confusion_matrix, reliability


def draw_report(report: dict[str, Any], folder: Path, *, suffix: str = "svg") -> list[Path]:
    """Draw a report into a folder.

    Args:
        report: As `nlp.training.evaluate.evaluate_model` gives it.
        folder: Where to write; made where it is missing.
        suffix: `svg` or `png`.

    Returns:
        The files that were written.

    Raises:
        MissingExtra: matplotlib is not installed.
    """
    try:
        # Figures of their own and not pyplot: no window, no state, no display needed.
        from matplotlib.figure import Figure
    except ImportError as err:
        raise MissingExtra("Drawing plots (--plots)", "matplotlib", "train") from err
    folder.mkdir(parents=True, exist_ok=True)
    out = []
    for kind in report["kinds"]:
        plain = re.sub(r"[^\w-]", "_", kind)
        for name, draw in (("calibration", _calibration), ("coverage", _coverage), ("confusions", _confusions)):
            figure = Figure(figsize=(7, 6) if name == "confusions" else (5, 4), layout="constrained")
            draw(figure, report, kind)
            path = folder / f"{plain}-{name}.{suffix}"
            figure.savefig(path, metadata={"Date": None} if suffix == "svg" else None)
            out.append(path)
    return out


def _calibration(figure: Any, report: dict[str, Any], kind: str) -> None:
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], linestyle=":", color="grey")
    axes.plot(*reliability(report, kind), marker="o")
    axes.set(xlabel="score", ylabel="share that is right", title=kind, xlim=(0, 1), ylim=(0, 1))


def _coverage(figure: Any, report: dict[str, Any], kind: str) -> None:
    axes = figure.subplots()
    rows = [row for row in report["kinds"][kind]["coverage"] if row["accuracy"] is not None]
    axes.plot([row["coverage"] for row in rows], [row["accuracy"] for row in rows], marker="o")
    for row in rows:
        axes.annotate(f"{row['min_score']:g}", (row["coverage"], row["accuracy"]), fontsize="x-small")
    axes.set(xlabel="items labelled", ylabel="accuracy", title=f"{kind}, by least score")


def _confusions(figure: Any, report: dict[str, Any], kind: str) -> None:
    axes = figure.subplots()
    names, matrix = confusion_matrix(report, kind)
    shares = matrix / matrix.sum(axis=1, keepdims=True).clip(min=1)
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    axes.set_xticks(range(len(names)), names, rotation=90, fontsize="x-small")
    axes.set_yticks(range(len(names)), names, fontsize="x-small")
    for row, column in zip(*matrix.nonzero(), strict=True):
        axes.text(column, row, str(matrix[row, column]), ha="center", va="center", fontsize="xx-small", color="white" if shares[row, column] > 0.5 else "black")
    axes.set(xlabel="predicted", ylabel="annotated", title=kind)
