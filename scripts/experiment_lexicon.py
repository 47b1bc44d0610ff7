#!/usr/bin/env python3
"""Show what names and phrases learned from annotated spans gain and lose, beside the rules alone.

    python scripts/experiment_lexicon.py [--data PATH...] [--purity 0.9] [--least 1] [--seed 0]

Twice: on municipalities that were left out (five parts), and on meetings that were left out of municipalities that were seen (the way it is used:
somebody annotates a few meetings of his own municipality). Prints spans found right, found wrong and missed, exact offsets, for each label.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

Split = tuple[Sequence[int], Sequence[int]]


def left_out(rows: Sequence[dict[str, Any]], units: Sequence[str], seed: int) -> Iterator[Split]:
    """Give five splits, each with a fifth of the units left out."""
    from sklearn.model_selection import GroupKFold

    yield from GroupKFold(5, shuffle=True, random_state=seed).split(rows, groups=units)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", nargs="+", type=Path, default=[ROOT / "training_data/examples"])
    parser.add_argument("--purity", type=float, default=0.9)
    parser.add_argument("--least", type=int, default=1)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()

    from nlp.labelling.columns import parse_item
    from nlp.labelling.lexicon import finder_of, learn_lexicon
    from nlp.pipeline import make_pipeline
    from nlp.training.examples import load_examples

    rows = [row for row in load_examples(args.data).rows if row["entities"]]
    find = finder_of(make_pipeline())
    found = {row["id"]: list(find(row)) for row in rows}
    meetings = {row["id"]: parse_item(row["text"], committee=row.get("committee"))[0] for row in rows}
    for name, units in (("municipalities left out", [r["group"] for r in rows]), ("meetings left out", [r["id"].rsplit("#", 1)[0] for r in rows])):
        before: Counter[tuple[str, str]] = Counter()
        after: Counter[tuple[str, str]] = Counter()
        entries: Counter[str] = Counter()
        for train, test in left_out(rows, units, args.seed):
            lexicon = learn_lexicon([rows[i] for i in train], lambda row: found[row["id"]], least=args.least, purity=args.purity)
            entries.update(f"{entry.label} {entry.form}" for entry in lexicon.entries)
            for i in test:
                gold = {(e["start"], e["end"], e["label"]) for e in rows[i]["entities"]}
                ours = set(found[rows[i]["id"]])
                new = (
                    {(f.start, f.end, f.label) for f in lexicon.find(meetings[rows[i]["id"]])}
                    if len(meetings[rows[i]["id"]].text) == len(rows[i]["text"])
                    else set()
                )
                added = {span for span in new if not any(a < span[1] and span[0] < b for a, b, _ in ours)}
                count(before, gold, ours)
                count(after, gold, ours | added)
        print(f"{name}: {len(rows)} items, {len(set(units))} units; entries learned in five parts: {dict(sorted(entries.items()))}")
        print(f"{'label':12} {'rules: right wrong missed    F1':>34} {'with lexicon: right wrong missed    F1':>42}")
        for label in sorted({key[0] for key in before}):
            print(f"{label:12} {line(before, label):>34} {line(after, label):>42}")
        print()
    return 0


def count(counts: Counter[tuple[str, str]], gold: set[tuple[int, int, str]], found: set[tuple[int, int, str]]) -> None:
    for name, spans in (("right", gold & found), ("wrong", found - gold), ("missed", gold - found)):
        counts.update((span[2], name) for span in spans)


def line(counts: Counter[tuple[str, str]], label: str) -> str:
    right, wrong, missed = (counts[label, name] for name in ("right", "wrong", "missed"))
    return f"{right:6} {wrong:5} {missed:6} {2 * right / ((2 * right + wrong + missed) or 1):.4f}"


if __name__ == "__main__":
    sys.exit(main())
