#!/usr/bin/env python3
"""Disturb minutes as pages and printers do, and count the facts that change: python scripts/measure_disturbances.py [FOLDER ...] [--errors]

Fourteen disturbances of the golden documents, or of the texts in FOLDER; none of them changes what was decided. A fact is a field of the meeting or of one
item: number, title, case number, whether it is closed, the codes of its outcomes, who was absent, how was voted. At most one in a hundred may change.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import textwrap
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from spacy.language import Language  # noqa: E402

from nlp.meeting.leaders import is_contents_line  # noqa: E402
from nlp.meeting.section_kinds import heading_kind  # noqa: E402
from nlp.pipeline import make_pipeline  # noqa: E402
from nlp.reading.read import read_document  # noqa: E402
from nlp.text.lines import read_lines  # noqa: E402

MOST = 0.01
# Lines of a printed page.
_PAGE = 40
Facts = dict[str, str]
Disturbed = tuple[str, dict[str, str]]
Disturbance = Callable[[str, dict[str, Any]], Disturbed]


def facts(data: dict[str, Any]) -> Facts:
    """Give the facts of a document by what they tell, in one spelling."""
    out = {name: _plain(data.get(name)) for name in ("kind", "committee", "date", "start_time")}
    for index, item in enumerate(data["items"]):
        where = f"{index}."
        out |= {where + name: _plain(item.get(name)) for name in ("number", "title", "case_number", "closed")}
        out[where + "outcomes"] = _plain([(outcome["code"], outcome["part"]) for outcome in item["outcomes"]])
        out[where + "absent"] = _plain(sorted(item["absent"]))
        votes = item["votes"] or {}
        out[where + "votes"] = _plain([sorted(votes.get(side) or []) for side in ("for", "against", "abstain")])
    return out


def _plain(value: object) -> str:
    return " ".join(json.dumps(value, ensure_ascii=False).casefold().split())


# --- what a page does to a text ---------------------------------------------------------------------------


def _by_line(change: Callable[[str], str]) -> Disturbance:
    def disturb(text: str, data: dict[str, Any]) -> Disturbed:
        return "\n".join(change(line) for line in text.split("\n")), {}

    return disturb


def _heading(change: Callable[[str], str]) -> Disturbance:
    return _by_line(lambda line: change(line) if heading_kind(line.strip(" #*")) and not line.rstrip().endswith((":", "*")) else line)


def _without_contents(text: str, data: dict[str, Any]) -> Disturbed:
    return "\n".join(line for line in text.split("\n") if not any(map(is_contents_line, read_lines(line)))), {}


def _paged(foot: Callable[[int, dict[str, Any]], list[str]]) -> Disturbance:
    """Break a text into pages, each with lines at its foot; pages end between paragraphs."""

    def disturb(text: str, data: dict[str, Any]) -> Disturbed:
        out: list[str] = []
        since, page = 0, 1
        for line in text.split("\n"):
            out.append(line)
            since += 1
            if since >= _PAGE and not line.strip():
                out += [*foot(page, data), ""]
                since, page = 0, page + 1
        return "\n".join(out), {}

    return disturb


def _wrapped(text: str, data: dict[str, Any]) -> Disturbed:
    lines = text.split("\n")
    titles = {item["title"] for item in data["items"] if item["title"]}
    long = [line if len(line) <= 80 or any(title in line for title in titles) else "\n".join(textwrap.wrap(line, 80, break_on_hyphens=False)) for line in lines]
    return "\n".join(long), {}


def _renamed_member(text: str, data: dict[str, Any]) -> Disturbed:
    names = [person["name"] for person in data["participants"] if len(person["name"].split()) == 2]
    return _replaced(text, names[0], "Torbjørn Vestermark") if names else (text, {})


def _renamed_body(text: str, data: dict[str, Any]) -> Disturbed:
    body = data["committee"] or ""
    return _replaced(text, body, "Udvalget for Havne og Færger") if "udvalg" in body.casefold() else (text, {})


def _replaced(text: str, old: str, new: str) -> Disturbed:
    return re.sub(rf"(?<!\w){re.escape(old)}(?=s?\b)", new, text), {old: new}


def _changed_digits(text: str, data: dict[str, Any]) -> Disturbed:
    numbers = {item["case_number"] for item in data["items"] if item["case_number"] and re.search(r"\d{3}$", item["case_number"])}
    swaps = {number: number[:-3] + "".join(str(9 - int(digit)) for digit in number[-3:]) for number in numbers}
    for old, new in swaps.items():
        text = re.sub(rf"(?<!\d){re.escape(old)}(?!\d)", new, text)
    return text, swaps


def _between_items(*lines: str) -> Disturbance:
    def disturb(text: str, data: dict[str, Any]) -> Disturbed:
        out, at = "", 0
        for item in data["items"][1:]:
            out += text[at : item["start"]] + "".join(f"{line}\n\n" for line in lines)
            at = item["start"]
        return out + text[at:], {}

    return disturb


def _head(page: int, data: dict[str, Any]) -> list[str]:
    return [f"{data['committee'] or 'Referat'} {data['date'] or ''} Side {page}"]


DISTURBANCES: dict[str, Disturbance] = {
    "blanks doubled": _by_line(lambda line: re.sub(r"(?<=\S) (?=\S)", "  ", line)),
    "no-break blanks": _by_line(lambda line: re.sub(r"(?<=\S) (?=\S)", "\u00a0", line)),
    "blanks at line ends": _by_line(lambda line: f"{line}  "),
    "other line ends": lambda text, data: (text.replace("\n", "\r\n"), {}),
    "headings in capitals": _heading(str.upper),
    "headings with a colon": _heading(lambda line: line + ":"),
    "contents dropped": _without_contents,
    "running heads": _paged(_head),
    "page numbers": _paged(lambda page, data: [str(page)]),
    "lines wrapped at 80": _wrapped,
    "a member renamed": _renamed_member,
    "the committee renamed": _renamed_body,
    "other digits": _changed_digits,
    "links between items": _between_items("Til toppen", "Udskriv"),
}


def compare(nlp: Language, text: str, disturb: Disturbance) -> tuple[int, list[str]]:
    """Count the facts of a text, and name those that are others once it is disturbed."""
    data = nlp(text)._.meeting_data
    disturbed, swaps = disturb(text, data)
    before, after = facts(data), facts(nlp(disturbed)._.meeting_data)
    changed = []
    for name in before.keys() | after.keys():
        wanted = before.get(name)
        for old, new in swaps.items():
            wanted = wanted.replace(old.casefold(), new.casefold()) if wanted else wanted
        if wanted != after.get(name):
            changed.append(f"{name}: {wanted} became {after.get(name)}")
    return len(before), sorted(changed)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path, default=[ROOT / "training_data/minutes"])
    parser.add_argument("--errors", action="store_true", help="name what changes")
    args = parser.parse_args()
    nlp = make_pipeline()
    texts = {path.name: read_document(str(path)).text for folder in args.folders for path in sorted(folder.iterdir()) if path.suffix in (".txt", ".md")}
    total: Counter[str] = Counter()
    for name, disturb in DISTURBANCES.items():
        counts: Counter[str] = Counter()
        for document, text in texts.items():
            told, changed = compare(nlp, text, disturb)
            counts.update(facts=told, changed=len(changed))
            for line in changed if args.errors else ():
                print(f"    {name} | {document} | {line[:240]}")
        total.update(counts)
        print(f"{name:24} {counts['changed'] / counts['facts']:.4f}  ({counts['changed']} of {counts['facts']})")
    share = total["changed"] / total["facts"]
    print(f"{'all':24} {share:.4f}  {'enough' if share <= MOST else 'too much'}: at most {MOST}")
    return 0 if share <= MOST else 1


if __name__ == "__main__":
    sys.exit(main())
