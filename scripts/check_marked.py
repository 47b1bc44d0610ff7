#!/usr/bin/env python3
"""Check marked minutes and count what is in them: python scripts/check_marked.py FILE_OR_FOLDER..."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from nlp.training.marks import MarkedDocument, MarkError, read_marked, unmarked  # noqa: E402


def complaints(document: MarkedDocument) -> list[str]:
    text = document.text
    out = [f"line ~{text.count(chr(10), 0, at) + 1} of the text: {label} {words!r} is marked elsewhere but not here" for at, label, words in unmarked(document)]
    known = {str(p["name"]) for p in document.participants}
    # A substitute votes without being on the list of members.
    marked = {entity.id for entity in document.entities if entity.label == "PERSON"}
    for item in document.items:
        out += [f"item {item.number}: absent {name!r} is no member" for name in item.absent if known and name not in known]
        if not item.title:
            out.append(f"item {item.number} (line {item.line}): no title found; give title=...")
        for name in (name for side in (item.votes or {}).values() for name in side):
            if len(name) > 3 and known and name not in known | marked:
                out.append(f"item {item.number}: voter {name!r} is no member (use the member's name or a party letter)")
    return out


def main(paths: list[str]) -> int:
    files = sorted({f for p in map(Path, paths) for f in (p.rglob("*.mark") if p.is_dir() else [p])})
    counts = {name: Counter[str]() for name in ("topic", "type", "outcome", "entity")}
    groups: set[str] = set()
    bad = items = chars = 0
    for file in files:
        try:
            document = read_marked(file.read_text(encoding="utf-8"))
        except MarkError as err:
            print(f"{file}: {err}")
            bad += 1
            continue
        for complaint in complaints(document):
            print(f"{file}: {complaint}")
            bad += 1
        groups.add(file.stem.rsplit("-", 1)[0])
        items += len(document.items)
        chars += len(document.text)
        counts["entity"].update(e.label for e in document.entities)
        for item in document.items:
            counts["topic"][item.topic] += 1
            counts["type"][item.decision_type] += 1
            counts["outcome"].update(o.code for o in item.outcomes)
    print(f"{len(files)} documents, {len(groups)} municipalities, {items} items, {chars} characters, {bad} complaints")
    for name, counter in counts.items():
        print(f"  {name}: " + ", ".join(f"{key} {value}" for key, value in counter.most_common()))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
