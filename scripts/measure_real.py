#!/usr/bin/env python3
"""Measure on real minutes that lie beside the checkout: python scripts/measure_real.py [--shared FOLDER] [--errors]

Outcomes of 1,457 decisions of a city's archive, a line for each part (`training_data/real/README.md` says which have been opened by those who write
rules); topic, decision type and outcomes of 187 agenda items, with how far the probabilities are from the truth (expected calibration error, ten bins).
The labels are in `training_data/real`, the texts in `../shared`; without them nothing is measured.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
LABELS = ROOT / "training_data/real"
sys.path.insert(0, str(ROOT))

from nlp import NlpError, Predictor, load  # noqa: E402
from nlp.reading.read import read_document  # noqa: E402

BINS = 10


def rows(file: Path) -> list[dict[str, Any]]:
    """Read a file of JSON Lines."""
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]


def as_minutes(row: dict[str, Any]) -> str:
    """Wrap a decision into the minutes of a committee whose name tells nothing."""
    year, month, day = (row.get("date") or "2005-02-02").split("-")
    return f"Aarhus Kommune\nReferat\nTeknisk Udvalg\n{day}-{month}-{year} kl. 16.00\n\nPunkt 1: {row['case']}\n\nBeslutning\n\n{row['text']}\n"


def measure_decisions(predictor: Predictor, shared: Path, errors: bool) -> None:
    """Print for each part the share of decisions whose outcomes, in order, are one of the readings that count as right."""
    texts = {row["id"]: row for row in rows(shared / "decisions/unlabelled.jsonl")}
    right: dict[int, list[bool]] = defaultdict(list)
    for label in rows(LABELS / "decisions.jsonl"):
        try:
            items = predictor.predict(as_minutes(texts[label["id"]])).items
            codes = [outcome.code for outcome in items[0].outcomes]
        except NlpError as err:
            codes = [err.kind]
        right[label["part"]].append(codes in label["outcomes"])
        if errors and codes not in label["outcomes"]:
            print(f"{label['id']} part {label['part']}: {codes}, right is {label['outcomes']}")
    for part, hits in sorted(right.items()):
        print(f"decisions, part {part}: outcomes {sum(hits) / len(hits):.3f} ({sum(hits)} of {len(hits)})")


def measure_items(predictor: Predictor, shared: Path, errors: bool) -> None:
    """Print the shares of items whose topic, decision type and outcomes are right, and the calibration errors."""
    labels = {(row["document"], row["number"]): row for row in rows(LABELS / "items.jsonl")}
    right: dict[str, list[bool]] = defaultdict(list)
    sure: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    for file in sorted((shared / "minutes/firstagenda_json").glob("*.json")):
        for item in predictor.tag(read_document(str(file))).items:
            label = labels[file.name, str(item.number)]
            for name, found in (("topic", item.topic), ("decision_type", item.decision_type)):
                hit = found is not None and found.label in (label[name], label[f"{name}_alt"])
                right[name].append(hit)
                sure[name].append((found.score if found else 0.0, hit))
                if errors and not hit:
                    print(f"{file.name} item {item.number} {name}: {found and found.label}, right is {label[name]}")
            right["outcomes"].append([outcome.code for outcome in item.outcomes] == label["outcomes"])
    for name, hits in right.items():
        print(f"items: {name} {sum(hits) / len(hits):.3f} ({sum(hits)} of {len(hits)})")
    for name, pairs in sure.items():
        print(f"items: calibration error of {name} {calibration_error(pairs):.3f}")


def calibration_error(pairs: list[tuple[float, bool]]) -> float:
    """Give how far probabilities are from the shares that are right, in bins of equal width, weighted by their size."""
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for score, hit in pairs:
        bins[min(BINS - 1, int(score * BINS))].append((score, hit))
    return sum(abs(sum(score for score, _ in held) - sum(hit for _, hit in held)) for held in bins.values()) / len(pairs)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared", help="the folder that holds the texts (default: ../shared)")
    parser.add_argument("--errors", action="store_true", help="print what is wrong, without its text")
    args = parser.parse_args()
    if not (args.shared / "decisions/unlabelled.jsonl").is_file():
        parser.error(f"{args.shared}: the texts are not there; name their folder with --shared")
    predictor = load()
    measure_decisions(predictor, args.shared, args.errors)
    measure_items(predictor, args.shared, args.errors)


if __name__ == "__main__":
    main()
