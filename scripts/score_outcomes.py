#!/usr/bin/env python3
"""Score the outcomes of all marked minutes, item by item and span by span: python scripts/score_outcomes.py [FOLDER] [--errors]

Without a folder: training_data/source. No model is needed; it takes some ten seconds.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from nlp.pipeline import make_pipeline  # noqa: E402
from nlp.training.marks import read_marked  # noqa: E402


def main() -> None:
    """Tag each document, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "training_data" / "source")
    parser.add_argument("--errors", action="store_true", help="print every difference")
    args = parser.parse_args()
    nlp = make_pipeline()
    right = items = both = ours = wanted = 0
    for path in sorted(args.folder.rglob("*.mark")):
        marked = read_marked(path.read_text(encoding="utf-8"))
        doc = nlp(marked.text)
        found = {item["start"]: [(o["code"], o["part"]) for o in item["outcomes"]] for item in doc._.meeting_data["items"]}
        for item in marked.items:
            gold = [(outcome.code, outcome.part) for outcome in item.outcomes]
            items += 1
            right += found.get(item.start, []) == gold
            if args.errors and found.get(item.start, []) != gold:
                print(f"{path.stem} item {item.number}: {found.get(item.start)}, right is {gold}")
        spans = {(e.start_char, e.end_char) for e in doc.ents if e.label_ == "OUTCOME"}
        gold_spans = {(e.start, e.end) for e in marked.entities if e.label == "OUTCOME"}
        both, ours, wanted = both + len(spans & gold_spans), ours + len(spans), wanted + len(gold_spans)
        for start, end in sorted(spans ^ gold_spans) if args.errors else ():
            print(f"{path.stem} {'missed' if (start, end) in gold_spans else 'wrong'}: {marked.text[max(0, start - 40) : start]!r} [{marked.text[start:end]}]")
    print(
        f"items right  {right / items:.3f} of {items}\nspans        precision {both / ours:.3f} recall {both / wanted:.3f} F1 {2 * both / (ours + wanted):.3f}"
    )


if __name__ == "__main__":
    main()
