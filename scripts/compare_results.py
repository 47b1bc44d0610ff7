#!/usr/bin/env python3
"""Tell what a change of rules, code or model does to results: python scripts/compare_results.py BEFORE.jsonl AFTER.jsonl [--gold FOLDER ...] [--show N]

Both files are what `referat tag FOLDER -o FILE.jsonl` wrote of the same documents. Prints, for each kind of fact, how many are the same, only before, only
after. With --gold (folders of JSON files in the shape of the output, named by their `document`), what differs is better where only the newer fact is the gold's,
worse where only the older one was, and other where neither is. --show N prints up to N differences of each kind.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

OF_MEETING = ("kind", "municipality", "committee", "date", "start_time", "end_time", "place")
OF_ITEM = ("title", "case_number", "closed")
Fact = tuple[str, str, str]


def facts(document: dict[str, Any]) -> Iterator[Fact]:
    """Give every fact of a document: its kind, what it is about, its value."""
    if "error" in document:
        yield "error", "", str(document["error"].get("kind"))
        return
    for name in OF_MEETING:
        if name in document:
            yield name, "", str(document[name])
    for member in document.get("participants", ()):
        yield "participants", str(member["name"]), f"{member.get('party')}, {'present' if member.get('present') else 'absent'}"
    seen: Counter[str] = Counter()
    for item in document.get("items", ()):
        seen[str(item.get("number"))] += 1
        place = f"item {item.get('number')}" + (f" ({seen[str(item.get('number'))]})" if seen[str(item.get("number"))] > 1 else "")
        yield "items", place, ""
        yield from _of_item(item, place)
    for entity in document.get("entities", ()):
        yield entity["label"], f"{entity['start']}-{entity['end']} {entity.get('text', '')}", str(entity.get("id"))


def _of_item(item: dict[str, Any], place: str) -> Iterator[Fact]:
    for name in OF_ITEM:
        if name in item:
            yield name, place, str(item[name])
    for name in ("topic", "decision_type"):
        label = item.get(name)
        yield name, place, str(label["label"] if isinstance(label, dict) else label)
    yield "outcomes", place, ", ".join(code + (f"@{part}" if part else "") for code, part in ((o["code"], o.get("part")) for o in item.get("outcomes", ())))
    votes = item.get("votes")
    yield "votes", place, "none" if not votes else "; ".join(f"{side}: {', '.join(sorted(votes.get(side, ())))}" for side in ("for", "against", "abstain"))
    yield "absent", place, ", ".join(sorted(item.get("absent", ())))
    for section in item.get("sections", ()):
        yield "sections", f"{place} {section['kind']}", f"{section['start']}-{section['end']}"


def read_results(path: Path) -> dict[str, dict[str, Any]]:
    """Read results by document; the last line of a document counts."""
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return {Path(line["id"]).name: line for line in lines}


def read_gold(folders: list[Path]) -> dict[str, dict[str, Any]]:
    """Read gold documents by the name of their text."""
    files = [json.loads(path.read_text(encoding="utf-8")) for folder in folders for path in sorted(folder.glob("*.json"))]
    return {Path(gold["document"]).name: gold for gold in files}


def by_place(document: dict[str, Any] | None) -> dict[tuple[str, str], str]:
    """Give a document's facts by kind and place."""
    return {(kind, place): value for kind, place, value in facts(document)} if document else {}


def verdict(before: str | None, after: str | None, wanted: str | None, known: bool) -> str:
    """Judge one difference."""
    if not known:
        return "gone" if after is None else "new" if before is None else "changed"
    return "better" if after == wanted else "worse" if before == wanted else "other"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("before", type=Path)
    parser.add_argument("after", type=Path)
    parser.add_argument("--gold", type=Path, nargs="+", default=[], metavar="FOLDER")
    parser.add_argument("--show", type=int, default=0, metavar="N")
    args = parser.parse_args()
    before, after, gold = read_results(args.before), read_results(args.after), read_gold(args.gold)
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    shown: dict[tuple[str, str], list[str]] = defaultdict(list)
    for name in sorted(before.keys() | after.keys()):
        old, new, wanted = by_place(before.get(name)), by_place(after.get(name)), by_place(gold.get(name))
        kinds = {kind for kind, _ in wanted}
        for kind, place in sorted(old.keys() | new.keys()):
            a, b = old.get((kind, place)), new.get((kind, place))
            judged = "same" if a == b else verdict(a, b, wanted.get((kind, place)), kind in kinds)
            counts[kind][judged] += 1
            if judged != "same":
                shown[kind, judged].append(f"  {kind} {judged}: {name}: {place}: {a!r} -> {b!r}")
    columns = ("same", "better", "worse", "other", "new", "gone", "changed")
    print(f"{len(before)} documents before, {len(after)} after, {len(gold)} with gold")
    print(" " * 16 + "".join(f"{column:>9}" for column in columns))
    for kind, count in counts.items():
        print(f"{kind:16}" + "".join(f"{count[column] or '-':>9}" for column in columns))
    for (_, _), lines in sorted(shown.items()):
        print("\n".join(lines[: args.show]) if args.show else "", end="\n" if args.show else "")
    return 0


if __name__ == "__main__":
    sys.exit(main())
