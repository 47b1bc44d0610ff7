#!/usr/bin/env python3
"""Show what a learned filter on what the rules find gains and loses, beside the rules alone.

    python scripts/experiment_filter.py [--data PATH...] [--seed 0]

For PERSON, COMMITTEE and OUTCOME a logistic regression judges each span that a rule found: by the rule, the words in and around it, the section and the place
in the line. Municipalities are left out in five parts; below which probability a span is dropped is chosen on the other parts, again with municipalities left
out. Prints spans found right, found wrong and missed, exact offsets, for each label. It is no part of the pipeline: it gains less than a point of F1, and what it
drops of the outcomes are right ones, too.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

LABELS = ("PERSON", "COMMITTEE", "OUTCOME")
# 0 keeps everything: the filter may find that it has nothing to add.
THRESHOLDS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6)
_WORD = re.compile(r"\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Candidate:
    """One span that a rule found: its label, its group, what speaks for and against it, and whether it is annotated so."""

    label: str
    group: str
    clues: dict[str, float]
    right: bool


def clues(text: str, start: int, end: int, rule: str, section: str) -> dict[str, float]:
    """Give what the filter sees of a span."""
    words, before, after = text[start:end], _WORD.findall(text[max(0, start - 60) : start]), _WORD.findall(text[end : end + 60])
    line = text.rfind("\n", 0, start) + 1
    out = {f"rule={rule}": 1.0, f"section={section}": 1.0, f"words={min(len(words.split()), 5)}": 1.0}
    out["line begins"] = float(not text[line:start].strip(" -*•#0123456789.)("))
    out["line ends"] = float(not text[end:].split("\n", 1)[0].strip(" .,:)"))
    out["short line"] = float(len(text[line:].split("\n", 1)[0]) < 80)
    out |= {f"is={word.lower()}": 1.0 for word in _WORD.findall(words)} | {f"ends={words[-4:].lower()}": 1.0}
    out |= {f"{-at} before={word.lower()}": 1.0 for at, word in enumerate(reversed(before[-3:]), start=1)}
    return out | {f"{at} after={word.lower()}": 1.0 for at, word in enumerate(after[:3], start=1)}


def candidates(rows: Sequence[dict[str, Any]]) -> tuple[list[Candidate], Counter[tuple[str, str]]]:
    """Give what the rules find in annotated items, and how many annotated spans of each label and group they miss."""
    from nlp.labelling.artifacts import default_model
    from nlp.predictor import load
    from nlp.reading.read import Source

    predictor = load(default_model())
    out: list[Candidate] = []
    missed: Counter[tuple[str, str]] = Counter()
    for row in rows:
        gold = {(e["start"], e["end"], e["label"]) for e in row["entities"]}
        minutes = predictor.tag(Source.of_text(row["text"], row["id"]))
        sections = [section for item in minutes.items for section in item.sections]
        for entity in minutes.entities:
            if entity.label in LABELS:
                kind = next((section.kind for section in sections if section.start <= entity.start < section.end), "none")
                right = (entity.start, entity.end, entity.label) in gold
                out.append(
                    Candidate(entity.label, row["group"], clues(minutes.text, entity.start, entity.end, entity.rule or "", f"{entity.label} {kind}"), right)
                )
        found = {(entity.start, entity.end, entity.label) for entity in minutes.entities}
        missed.update((label, row["group"]) for _, _, label in gold - found if label in LABELS)
    return out, missed


def judged(train: Sequence[Candidate], test: Sequence[Candidate]) -> Any:
    """Give the probability that each span of `test` is right, as learned from `train`; 1 where there is nothing to tell apart."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    if len({one.right for one in train}) < 2 or not test:
        return np.ones(len(test))
    model = make_pipeline(DictVectorizer(), LogisticRegression(C=1.0, max_iter=300))
    return model.fit([one.clues for one in train], [one.right for one in train]).predict_proba([one.clues for one in test])[:, 1]


def parts(found: Sequence[Candidate], seed: int) -> list[tuple[list[Candidate], list[Candidate]]]:
    from sklearn.model_selection import GroupKFold

    splits = GroupKFold(5, shuffle=True, random_state=seed).split(found, groups=[one.group for one in found])
    return [([found[i] for i in train], [found[i] for i in test]) for train, test in splits]


def f1(right: int, wrong: int, missed: int) -> float:
    return 2 * right / ((2 * right + wrong + missed) or 1)


def best_threshold(train: Sequence[Candidate], missed: int, seed: int) -> float:
    """Choose the threshold on groups left out of the training part."""
    said = [(one.right, p) for rest, held in parts(train, seed) for one, p in zip(held, judged(rest, held), strict=True)]
    scores = {}
    for least in THRESHOLDS:
        right, wrong = (sum(p >= least and truth is wanted for truth, p in said) for wanted in (True, False))
        scores[least] = f1(right, wrong, missed + sum(truth for truth, _ in said) - right)
    return max(scores, key=lambda least: (round(scores[least], 5), -least))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", nargs="+", type=Path, default=[ROOT / "training_data/examples"])
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()

    from nlp.training.examples import load_examples

    rows = [row for row in load_examples(args.data).rows if row["entities"]]
    found, missed = candidates(rows)
    print(f"municipalities left out: {len(rows)} items, {len({row['group'] for row in rows})} groups")
    print(f"{'label':12} {'rules: right wrong missed    F1':>34} {'with filter: right wrong missed    F1':>40}   dropped below")
    for label in LABELS:
        own = [one for one in found if one.label == label]
        lost = sum(count for (name, _), count in missed.items() if name == label)
        right, wrong = sum(one.right for one in own), sum(not one.right for one in own)
        kept_right = kept_wrong = 0
        chosen = []
        for train, test in parts(own, args.seed):
            groups = {one.group for one in train}
            least = best_threshold(train, sum(missed[label, group] for group in groups), args.seed)
            chosen.append(least)
            for one, p in zip(test, judged(train, test), strict=True):
                kept_right += bool(one.right and p >= least)
                kept_wrong += bool(not one.right and p >= least)
        after = (kept_right, kept_wrong, lost + right - kept_right)
        print(f"{label:12} {line(right, wrong, lost):>34} {line(*after):>40}   {', '.join(map(str, chosen))}")
    return 0


def line(right: int, wrong: int, missed: int) -> str:
    return f"{right:6} {wrong:5} {missed:6} {f1(right, wrong, missed):.4f}"


if __name__ == "__main__":
    sys.exit(main())
