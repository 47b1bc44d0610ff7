#!/usr/bin/env python3
"""Compare ways to read a decision: frames, a learned reader, the learned one behind the frames: python scripts/compare_outcome_readers.py [--decisions FILE.jsonl]

The learned reader is a logistic regression on words and pairs of words of our own marked decisions that have one outcome, or none. On the marked
decisions it is measured by municipality, on those that it did not learn from. Rows of FILE hold `text` and `outcomes`, all readings that count as right.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: E402
from sklearn.linear_model import LogisticRegression  # noqa: E402
from sklearn.model_selection import GroupKFold  # noqa: E402
from sklearn.pipeline import make_pipeline as chain  # noqa: E402

from nlp.pipeline import make_pipeline  # noqa: E402
from nlp.training.marks import read_marked  # noqa: E402

# Below this probability the learned reader says nothing.
SURE = 0.6


def marked_decisions(nlp: Any) -> Iterator[tuple[str, str, list[str], list[str]]]:
    """Give municipality, words, the right codes and those of the frames, for each marked item with a section of decision and at most one outcome."""
    for path in sorted((ROOT / "training_data" / "source").rglob("*.mark")):
        marked = read_marked(path.read_text(encoding="utf-8"))
        found = {item["start"]: item for item in nlp(marked.text)._.meeting_data["items"]}
        for item in marked.items:
            ours = found.get(item.start)
            sections = [s for s in ours["sections"] if s["kind"] == "decision"] if ours else []
            if ours and sections and len(item.outcomes) < 2:
                text = marked.text[sections[-1]["start"] : sections[-1]["end"]]
                yield path.stem.rsplit("-", 1)[0], text, [o.code for o in item.outcomes], [o["code"] for o in ours["outcomes"]]


def read_frames(nlp: Any, text: str) -> list[str]:
    """Read one decision by the frames."""
    doc = nlp(f"Referat\nTeknisk Udvalg\n02-02-2005 kl. 16.00\n\nPunkt 1: En sag\n\nBeslutning\n\n{text}\n")
    return [o["code"] for item in doc._.meeting_data["items"][:1] for o in item["outcomes"]]


def learned(model: Any, text: str) -> list[str]:
    """Read one decision by the learned reader."""
    chances = model.predict_proba([text])[0]
    code = str(model.classes_[chances.argmax()])
    return [code] if chances.max() >= SURE and code != "-" else []


def new_model() -> Any:
    """Build the learned reader."""
    return chain(TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True), LogisticRegression(C=30, max_iter=2000, class_weight="balanced"))


def report(name: str, rows: list[tuple[list[str], list[str], list[list[str]]]]) -> None:
    """Print the shares of one set: frames, learned alone, learned where the frames give nothing."""
    shares = [sum(pick(frames, model) in right for frames, model, right in rows) / len(rows) for pick in (lambda f, m: f, lambda f, m: m, lambda f, m: f or m)]
    print(f"{name:28} {len(rows):5}  frames {shares[0]:.3f}  learned {shares[1]:.3f}  learned behind frames {shares[2]:.3f}")


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--decisions", type=Path, help="further decisions, one JSON object a line")
    args = parser.parse_args()
    nlp = make_pipeline()
    groups, texts, gold, frames = (list(column) for column in zip(*marked_decisions(nlp), strict=True))
    labels = [codes[0] if codes else "-" for codes in gold]
    rows: list[tuple[list[str], list[str], list[list[str]]]] = []
    for train, test in GroupKFold(5).split(texts, labels, groups):
        model = new_model().fit([texts[i] for i in train], [labels[i] for i in train])
        rows += [(frames[i], learned(model, texts[i]), [gold[i]]) for i in test]
    report("marked, by municipality", rows)
    if args.decisions:
        model = new_model().fit(texts, labels)
        told = [json.loads(line) for line in args.decisions.read_text(encoding="utf-8").splitlines() if line.strip()]
        report(args.decisions.stem, [(read_frames(nlp, row["text"]), learned(model, row["text"]), row["outcomes"]) for row in told])


if __name__ == "__main__":
    main()
