#!/usr/bin/env python3
"""Measure what `--mask` hides on marked items: recall and precision by place, each kind of text by itself.

    python scripts/measure_masking.py [FILE] [--errors]

Each line of FILE is the case of one agenda item, with what is private in {braces}; the item is put into minutes with a list of members.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT)]
_MARK = re.compile(r"\{([^{}]+)\}")
_HEAD = "Åbyøre Kommune\n\nREFERAT Teknisk Udvalg d. 03-05-2023\n\nMødedeltagere Ida Bro (A), Per Ly Holm (V), Nuka Toft (Ø)\n\nPunkt 1: Sag nr. 4\n\n23/998\n\nSagsfremstilling\n\n"
_TAIL = "\n\nBeslutning\n\nGodkendt.\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", nargs="?", type=Path, default=ROOT / "training_data/masking/items.txt")
    parser.add_argument("--errors", action="store_true", help="print each item with something missed or hidden without need")
    args = parser.parse_args()
    from nlp import load
    from nlp.archive.masking import masked

    predictor = load()
    marked = hidden = right = items = 0
    for line in filter(None, args.file.read_text(encoding="utf-8").splitlines()):
        items += 1
        plain, wanted = [], set()
        place = len(_HEAD)
        for number, piece in enumerate(_MARK.split(line)):
            if number % 2:
                wanted.add((place, place + len(piece)))
            plain.append(piece)
            place += len(piece)
        with predictor.rules.in_use():
            masks = masked(predictor.predict(_HEAD + "".join(plain) + _TAIL)).masked
        found = {(mask.start, mask.end) for mask in masks}
        hit = {span for span in wanted if any(start <= span[0] and span[1] <= end for start, end in found)}
        needed = {span for span in found if any(span[0] < end and start < span[1] for start, end in wanted)}
        marked, hidden, right = marked + len(wanted), hidden + len(found), right + len(hit)
        if args.errors and (hit != wanted or needed != found):
            text = _HEAD + "".join(plain)
            print(f"{line}\n    missed {[text[a:b] for a, b in wanted - hit]}, without need {[text[a:b] for a, b in found - needed]}")
        hidden -= len(needed) - len(hit) if len(needed) > len(hit) else 0
    print(f"{items} items, {marked} private places: recall {right / marked:.3f}, precision {right / hidden:.3f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
