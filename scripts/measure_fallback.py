#!/usr/bin/env python3
"""Take each layout family away and let the fallback read its documents: python scripts/measure_fallback.py [--errors]

Two figures for each family, over the golden documents that ship with the project: the share of its items that are found (number and start), and of its
decisions (code, part and offsets). First with the fallback alone, then with all other families beside it. The rules were written on these documents, so
that this shows what depends on a family, and not how well an unknown layout is read: for that, their headings are printed in shapes that none of
them has, and the share of titles is given that are found then, of the worst shape as well.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from spacy.language import Language  # noqa: E402

from nlp.components.layout import LayoutParser  # noqa: E402
from nlp.meeting.families import FALLBACK, families  # noqa: E402
from nlp.pipeline import make_pipeline  # noqa: E402
from nlp.reading.read import read_document  # noqa: E402

ITEMS, DECISIONS = 0.92, 0.90
# How headings are printed that no golden document prints so: what is told beside the number and the title.
SHAPES = (
    "{number}) {title}",
    "PUNKT {letter} - {title}",
    "SAG NR. {number}\n{title}",
    "{number} A   {title}",
    "Sag {number}/31 [Åben] {title}",
    "ad pkt. {number}\n{title}",
    "{title}",
)


def golden() -> Iterator[tuple[dict[str, Any], str]]:
    """Give each golden document: what is right, and its text."""
    for path in sorted((ROOT / "training_data/gold").glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        yield gold, read_document(str(ROOT / "training_data/minutes" / gold["document"])).text


def found_without(nlp: Language, gold: dict[str, Any], text: str, among: Collection[str]) -> tuple[Counter[str], list[str]]:
    """Count the items and decisions of one document that are found with these families alone, and name those that are not."""
    parser = nlp.get_pipe("minutes_layout")
    assert isinstance(parser, LayoutParser)
    parser.families = among
    try:
        items = {(item["number"], item["start"]): item for item in nlp(text)._.meeting_data["items"]}
    finally:
        parser.families = None
    counts: Counter[str] = Counter()
    missed = []
    decided = {tuple(o[k] for k in ("code", "part", "start", "end")) for item in items.values() for o in item["outcomes"]}
    for item in gold["items"]:
        there = (item["number"], item["start"]) in items
        wanted = [tuple(o[k] for k in ("code", "part", "start", "end")) for o in item["outcomes"]]
        counts.update(items=1, items_found=there, decisions=len(wanted), decisions_found=sum(one in decided for one in wanted))
        if not there:
            missed.append(f"{gold['document']}: item {item['number']} {item['title'][:50]}")
        missed += [f"{gold['document']}: item {item['number']} {text[one[2] : one[3]][:50]}" for one in wanted if one not in decided]
    return counts, missed


def measure(alone: bool) -> dict[str, tuple[Counter[str], list[str]]]:
    """Count for each family, with the fallback alone or with all other families beside it."""
    nlp = make_pipeline()
    out: dict[str, tuple[Counter[str], list[str]]] = {}
    for gold, text in golden():
        family = gold["layout"][0]
        among = {FALLBACK} if alone else {one.id for one in families()} - {family}
        counts, missed = found_without(nlp, gold, text, among)
        total, every = out.setdefault(family, (Counter(), []))
        total.update(counts)
        every.extend(missed)
    return dict(sorted(out.items()))


def reshaped(gold: dict[str, Any], text: str, shape: str) -> str:
    """Print the headings of a golden document in another shape; its contents list goes, as it would tell the old one."""
    items = gold["items"]
    out = text[: min(items[0]["start"], 600)] + "\n\n"
    for place, (item, following) in enumerate(zip(items, [*(one["start"] for one in items[1:]), len(text)], strict=True)):
        number, letter = str(place + 1), chr(ord("A") + place % 26)
        behind = text.find("\n", text.find(item["title"][-12:], item["start"]))
        out += shape.format(number=number, letter=letter, title=item["title"]) + "\n" + (text[behind:following] if 0 <= behind < following else "\n")
    return out


def measure_shapes() -> dict[str, tuple[int, int]]:
    """Count for each shape of headings the titles that are found, in order, and all."""
    nlp = make_pipeline()
    out: dict[str, tuple[int, int]] = {}
    for gold, text in golden():
        gold["items"] = [item for item in gold["items"] if item["title"]]
        for shape in SHAPES:
            if "{letter}" in shape and len(gold["items"]) > 26:
                # There are no more letters.
                continue
            titles = Counter(item["title"] for item in nlp(reshaped(gold, text, shape))._.meeting_data["items"])
            found, every = out.get(shape, (0, 0))
            wanted = Counter(item["title"] for item in gold["items"])
            out[shape] = found + (titles & wanted).total(), every + wanted.total()
    return out


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--errors", action="store_true", help="name what is not found")
    args = parser.parse_args()
    enough = True
    for alone in (True, False):
        print("the fallback alone" if alone else "all other families and the fallback")
        for family, (counts, missed) in measure(alone).items():
            items, decisions = counts["items_found"] / counts["items"], counts["decisions_found"] / max(1, counts["decisions"])
            enough = enough and items >= ITEMS and decisions >= DECISIONS
            print(f"  {family}  items {items:.3f} of {counts['items']:3}   decisions {decisions:.3f} of {counts['decisions']:3}")
            for one in missed if args.errors else ():
                print(f"       {one}")
    shapes = measure_shapes()
    print("headings in shapes that no golden document has: titles found")
    for shape, (found, every) in shapes.items():
        enough = enough and found >= ITEMS * every
        print(f"  {found / every:.3f} of {every:3}  {shape!r}")
    print(f"  {sum(found for found, _ in shapes.values()) / sum(every for _, every in shapes.values()):.3f} in all")
    print(
        f"{'enough' if enough else 'too little'}: at least {ITEMS} of the items and {DECISIONS} of the decisions of every family, and of the titles in every shape"
    )
    return 0 if enough else 1


if __name__ == "__main__":
    sys.exit(main())
