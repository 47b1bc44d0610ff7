#!/usr/bin/env python3
"""Measure the model on annotated documents: python scripts/measure.py [--marked FOLDER | --gold FOLDER --minutes FOLDER] [--layout A] [--errors]

Without options: the golden documents that ship with the project. Prints exact-span F1 for each label, the share of items that are right field by field, and
with --errors every difference.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from nlp.document import Minutes  # noqa: E402
from nlp.predictor import Predictor, load  # noqa: E402
from nlp.reading.read import read_document  # noqa: E402
from nlp.text.normalize import fold  # noqa: E402
from nlp.training.examples import to_gold  # noqa: E402
from nlp.training.marks import normal_committee, read_marked  # noqa: E402

FACTS = ("municipality", "committee", "date", "start_time", "end_time", "place")
LABELS = ("PERSON", "PARTY", "COMMITTEE", "CASE_NUMBER", "OUTCOME")


def documents(args: argparse.Namespace, predictor: Predictor) -> Iterator[tuple[dict[str, Any], Minutes]]:
    """Give each gold document with what was found in it."""
    if args.marked:
        for path in sorted(args.marked.rglob("*.mark")):
            marked = read_marked(path.read_text(encoding="utf-8"))
            yield to_gold(marked, path.stem), predictor.predict(marked.text)
        return
    for path in sorted(args.gold.glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        if not gold.get("source"):
            yield gold, predictor.tag(read_document(str(args.minutes / gold["document"])))


def compare(gold: dict[str, Any], found: Minutes, counts: dict[str, Counter[str]]) -> Iterator[str]:
    """Count what is right, wrong and missed in one document, and tell each difference."""
    name = gold["document"]
    for label in LABELS:
        wanted = {(e["start"], e["end"]): e for e in gold["entities"] if e["label"] == label}
        ours = {(e.start, e.end): e for e in found.entities if e.label == label}
        counts[label].update(right=len(wanted.keys() & ours.keys()), wrong=len(ours.keys() - wanted.keys()), missed=len(wanted.keys() - ours.keys()))
        counts["resolved"].update(
            right=sum(fold(wanted[s]["id"]) == fold(ours[s].id) for s in wanted.keys() & ours.keys()), of=len(wanted.keys() & ours.keys())
        )
        for start, end in sorted(wanted.keys() ^ ours.keys()):
            around = f"{found.text[max(0, start - 40) : start]}[{found.text[start:end]}]{found.text[end : end + 30]}"
            yield f"{name}: {label} {'missed' if (start, end) in wanted else 'wrong'}: {' '.join(around.split())}"
    for field, ok in _facts(gold, found):
        counts[field].update(right=ok, of=1)
        if not ok:
            yield f"{name}: {field} {gold.get(field)!r}, found {getattr(found, field, None)!r}" if field in FACTS else f"{name}: {field}"
    ours_by_number = {(item.number, item.start): item for item in found.items}
    for item in gold["items"]:
        match = ours_by_number.get((item["number"], item["start"]))
        counts["items"].update(right=match is not None, of=1)
        for field, ok in _fields(item, match):
            counts[field].update(right=ok, of=1)
            if not ok:
                yield f"{name}: item {item['number']} {field}"


def _facts(gold: dict[str, Any], found: Minutes) -> Iterator[tuple[str, bool]]:
    """Compare the meeting's facts; one that the text never tells must stay empty."""
    for field in FACTS:
        if field in gold:
            wanted = gold[field] if gold[field] and _told(field, gold[field], found.text) else None
            yield field, fold(normal_committee(wanted or "")) == fold(normal_committee(getattr(found, field) or ""))
    wanted_members = {p["name"]: p for p in gold.get("participants", ())}
    ours = {p.name: p for p in found.participants}
    yield "participants", wanted_members.keys() == ours.keys()
    for member, wanted_member in wanted_members.items():
        match = ours.get(member)
        yield "present", match is not None and match.present == wanted_member["present"]
        yield "party", match is not None and match.party == wanted_member["party"]
        if wanted_member.get("role") and re.search(rf"{re.escape(member)}[^,;\n]{{0,20}}[-–,(] ?{re.escape(wanted_member['role'])}\b", found.text):
            yield "role", match is not None and match.role == wanted_member["role"]


def _told(field: str, value: str, text: str) -> bool:
    if field == "municipality":
        name = value.removesuffix(" Kommune")
        return re.search(re.escape(name) + ("" if name.startswith("Region ") else r"\W+[Kk]ommune"), text) is not None
    if field in ("start_time", "end_time"):
        hour, minute = re.split("[.:]", value)
        return re.search(rf"\b0?{int(hour)}[.:]?{minute}" + (rf"|kl\.? ?0?{int(hour)}\b" if minute == "00" else ""), text) is not None
    return field != "place" or " ".join(value.split()) in " ".join(text.split())


def _fields(item: dict[str, Any], match: Any) -> Iterator[tuple[str, bool]]:
    yield "case_number", match is not None and match.case_number == item["case_number"]
    yield "closed", match is not None and match.closed == item["closed"]
    yield "outcomes", match is not None and [(o.code, o.part) for o in match.outcomes] == [(o["code"], o["part"]) for o in item["outcomes"]]
    yield "absent", match is not None and set(match.absent) == set(item["absent"])
    if item["votes"]:
        votes = match.votes if match is not None else None
        yield "votes", votes is not None and all(set(item["votes"][side.rstrip("_")]) == set(getattr(votes, side)) for side in ("for_", "against", "abstain"))
    for kind in ("topic", "decision_type"):
        label = getattr(match, kind, None)
        yield kind, label is not None and label.label in (item[kind], item.get(f"{kind}_alt"))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, default=ROOT / "training_data/gold")
    parser.add_argument("--minutes", type=Path, default=ROOT / "training_data/minutes")
    parser.add_argument("--marked", type=Path, help="a folder of marked minutes instead")
    parser.add_argument("--layout", default="", help="only documents of this layout family")
    parser.add_argument("--errors", action="store_true")
    args = parser.parse_args()
    of_meeting = (*FACTS, "participants", "present", "party", "role")
    names = (*LABELS, "resolved", "items", "case_number", "closed", "outcomes", "absent", "votes", "topic", "decision_type", *of_meeting)
    counts: dict[str, Counter[str]] = {name: Counter() for name in names}
    total = 0
    for gold, found in documents(args, load()):
        if not (gold.get("layout") or "A").startswith(args.layout):
            continue
        total += 1
        for difference in compare(gold, found, counts):
            if args.errors:
                print(difference)
    print(f"{total} documents, {counts['items']['of']} items")
    every: Counter[str] = Counter()
    for label in LABELS:
        every.update(counts[label])
        print(f"{label:14} {_f1(counts[label])}")
    print(f"{'all labels':14} {_f1(every)}")
    for name in names[len(LABELS) :]:
        if counts[name]["of"]:
            print(f"{name:14} {counts[name]['right'] / counts[name]['of']:.3f} of {counts[name]['of']}")
    return 0


def _f1(count: Counter[str]) -> str:
    right, wrong, missed = count["right"], count["wrong"], count["missed"]
    precision, recall = right / max(1, right + wrong), right / max(1, right + missed)
    return f"precision {precision:.3f}  recall {recall:.3f}  F1 {2 * right / max(1, 2 * right + wrong + missed):.3f}  of {right + missed}"


if __name__ == "__main__":
    sys.exit(main())
