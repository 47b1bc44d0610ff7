#!/usr/bin/env python3
"""Measure the pipeline's speed against spaCy's blank Danish tokenizer, in one run on the same text.

    python scripts/benchmark.py [PATH...] [--rounds N]

Prints words a second of each and their ratio (words: runs of characters between white space). The text is that of the golden documents unless
paths are given. The best of the rounds counts, taken in turn, so that a busy machine slows both.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))


def seconds(work: Callable[[str], object], texts: Sequence[str]) -> float:
    """Give the seconds that `work` takes for all texts."""
    start = time.perf_counter()
    for text in texts:
        work(text)
    return time.perf_counter() - start


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="*", default=[str(ROOT / "training_data/minutes")])
    parser.add_argument("--rounds", type=int, default=5)
    args = parser.parse_args()

    import spacy

    from nlp.predictor import load
    from nlp.read import find_documents, read_document

    texts = [read_document(path).text for path in find_documents(args.paths)]
    words = sum(len(text.split()) for text in texts)
    predictor = load()
    blank = spacy.blank("da")
    unlabelled = [name for name in predictor.nlp.pipe_names if name == "minutes_labels"]
    runs: dict[str, Callable[[str], object]] = {
        "blank Danish tokenizer": blank.make_doc,
        "pipeline, entities only": lambda text: _without(predictor.nlp, unlabelled, text),
        "whole pipeline": predictor.nlp,
        "whole pipeline, as results": predictor.predict,
    }
    best = dict.fromkeys(runs, float("inf"))
    for _ in range(args.rounds + 1):
        for name, work in runs.items():
            best[name] = min(best[name], seconds(work, texts))
    floor = best["blank Danish tokenizer"]
    print(f"{len(texts)} documents, {words:,} words")
    for name, took in best.items():
        print(f"{name:28} {words / took:>10,.0f} words/s   ratio {floor / took:.2f}")
    return 0


def _without(nlp, names, text):  # type: ignore[no-untyped-def]
    with nlp.select_pipes(disable=names):
        return nlp(text)


if __name__ == "__main__":
    sys.exit(main())
