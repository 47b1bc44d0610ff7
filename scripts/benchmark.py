#!/usr/bin/env python3
"""Measure speed in one run: the pipeline against what else is built on spaCy, then whole runs of growing archives with one and two workers.

    python scripts/benchmark.py [PATH...] [--rounds N] [--documents N] [--speed] [--plot FILE]

1. Words a second of one core, and the ratio to spaCy's blank Danish tokenizer (words: runs of characters between white space): the pipeline, spaCy's
   EntityRuler with all that the pipeline finds in these very texts as patterns (by token and as phrases), the same with the words of our lists as token
   patterns (what would find names not seen before), and spaCy's default CNN `ner` with weights as they are before training, which cost the same. The
   text is that of the golden documents, as they are and with items as long as those of real minutes, unless paths are given. The best of the rounds
   counts, taken in turn, in seconds of the processor, so that a busy machine changes little: so each engine has seen the texts before. On text whose
   every word is new, the pipeline's tokenizer is as fast as spaCy's; else it is faster.
2. Start-up, and the time that one agenda item takes.
3. Documents made by scripts/corpus.py, N, 2 N and 4 N, tagged into JSON Lines by one worker and by two: seconds, rates from the first result on, and
   the peak memory of the largest process.

`--speed` stops after 1. A picture is written where `--plot` names a file (needs matplotlib, extra `train`).
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

# One core means one: set before numpy is loaded.
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_name] = "1"
ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]
FLOOR, WHOLE = "blank Danish tokenizer", "whole pipeline, as results"
TOKENS, PHRASES, CNN = "EntityRuler, token patterns", "EntityRuler, phrases", "CNN ner"
LISTS = "EntityRuler, lists by token"
# The 245 items of real minutes that we have read, of six municipalities, have 490 words on average.
WORDS_OF_REAL_ITEMS = 490
# Engines this slow are not measured again and again.
_SLOW = 20.0


def seconds(work: Callable[[Sequence[str]], object], texts: Sequence[str]) -> float:
    """Give the processor's seconds that `work` takes for all texts."""
    start = time.process_time()
    work(texts)
    return time.process_time() - start


def engines(predictor: Any, texts: Sequence[str]) -> dict[str, Callable[[Sequence[str]], object]]:
    """Give what is compared: each takes texts and goes through them."""
    import spacy

    blank = spacy.blank("da")
    found = sorted({(ent.label_, ent.text) for text in texts for ent in predictor.nlp(text).ents})

    def each(work: Callable[[str], object]) -> Callable[[Sequence[str]], object]:
        return lambda given: [work(text) for text in given] and None

    def piped(nlp: Any) -> Callable[[Sequence[str]], object]:
        return lambda given: [None for _ in nlp.pipe(given)] and None

    def unlabelled(text: str) -> object:
        with predictor.nlp.select_pipes(disable=["minutes_labels"]):
            return predictor.nlp(text)

    return {
        FLOOR: each(blank.make_doc),
        "pipeline, entities only": each(unlabelled),
        "whole pipeline": each(predictor.nlp),
        WHOLE: each(predictor.predict),
        PHRASES: piped(ruler([{"label": label, "pattern": text} for label, text in found])),
        TOKENS: piped(ruler(by_token(blank, found))),
        LISTS: piped(ruler(by_token(blank, found) + by_list(blank))),
        CNN: piped(cnn({label for label, _ in found})),
    }


def by_token(blank: Any, found: Iterable[tuple[str, str]]) -> list[dict[str, Any]]:
    """Give token patterns for labelled words."""
    return [{"label": label, "pattern": [{"TEXT": token.text} for token in blank.make_doc(text)]} for label, text in found]


def by_list(blank: Any) -> list[dict[str, Any]]:
    """Give our lists of words as token patterns: a given name with what stands behind it, parties, bodies, the forms of the verbs of decision."""
    from nlp.rules import rule_file
    from nlp.rules import words as word_list

    parties, committees, verbs = (
        rule_file("parties")["party"],
        rule_file("committees"),
        [verb for frame in rule_file("outcomes")["frame"] for verb in frame["verbs"]],
    )
    words = {("PARTY", word) for party in parties for word in (*party["names"], *party["short"])}
    words |= {("COMMITTEE", word) for word in (*committees["words"]["boards"], *committees["abbreviations"], *committees["councils"].values())}
    words |= {("OUTCOME", form) for verb in verbs for form in verb.replace("/", " ").split() if form.isalpha()}
    names = [{"label": "PERSON", "pattern": [{"TEXT": name}, {"IS_TITLE": True, "OP": "+"}]} for name in sorted(word_list("given_names"))]
    return by_token(blank, sorted(words)) + names


def ruler(patterns: Sequence[dict[str, Any]]) -> Any:
    """Give a pipeline of an EntityRuler with these patterns."""
    import spacy

    nlp = spacy.blank("da")
    nlp.add_pipe("entity_ruler").add_patterns(patterns)  # type: ignore[attr-defined]
    return nlp


def cnn(labels: set[str]) -> Any:
    """Give spaCy's default `ner` as it is before training."""
    import spacy

    nlp = spacy.blank("da")
    ner = nlp.add_pipe("ner")
    for label in sorted(labels):
        ner.add_label(label)  # type: ignore[attr-defined]
    nlp.initialize()
    return nlp


def compare(predictor: Any, texts: Sequence[str], rounds: int) -> dict[str, float]:
    """Give words a second of each engine."""
    words = sum(len(text.split()) for text in texts)
    runs = engines(predictor, texts)
    best = dict.fromkeys(runs, float("inf"))
    for number in range(rounds + 1):
        for name, work in runs.items():
            if not number or best[name] < _SLOW:
                best[name] = min(best[name], seconds(work, texts))
    return {name: words / took for name, took in best.items()}


def show_engines(rates: dict[str, float], documents: int, words: int, items: int) -> None:
    """Print the comparison."""
    print(f"{documents} documents, {words:,} words, {items:,} agenda items; one core\n")
    print(f"{'':28} {'words/s':>10} {'docs/s':>8} {'items/s':>8} {'of the tokenizer':>17} {'pipeline is':>12}")
    for name, rate in rates.items():
        times = f"{rates[WHOLE] / rate:.1f} times" if name in (TOKENS, PHRASES, LISTS, CNN) else ""
        print(f"{name:28} {rate:10,.0f} {rate * documents / words:8,.0f} {rate * items / words:8,.0f} {rate / rates[FLOOR]:17.2f} {times:>12}")


def measure(predictor: Any, texts: Sequence[str], rounds: int) -> dict[str, float]:
    """Compare the engines on these texts and print the table."""
    rates = compare(predictor, texts, rounds)
    items = sum(len(predictor.predict(text).items) for text in texts)
    show_engines(rates, len(texts), sum(len(text.split()) for text in texts), items)
    return rates


def latencies(predictor: Any, texts: Sequence[str]) -> tuple[float, float]:
    """Give the median and the 95th percentile of the seconds that one agenda item takes."""
    items = [text[item.start : item.end] for text in texts for item in predictor.predict(text).items]
    taken = sorted(seconds(lambda given: predictor.predict_item(given[0]), [item]) for item in items)
    return statistics.median(taken), taken[int(len(taken) * 0.95)]


def start_up() -> float:
    """Give the seconds from the start of a process to a loaded model; the best of three."""
    command = [sys.executable, "-c", "from nlp import load; load()"]
    taken = []
    for _ in range(3):
        begun = time.perf_counter()
        subprocess.run(command, cwd=ROOT, check=True)
        taken.append(time.perf_counter() - begun)
    return min(taken)


def tag_archive(folder: Path, output: Path, workers: int) -> dict[str, Any]:
    """Tag a folder into a file, in a process of its own; gives its seconds, counts and peak memory."""
    command = [sys.executable, str(Path(__file__).resolve()), "--one", str(folder), str(output), str(workers)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    said = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"a run over {folder} ended with {process.returncode}")
    return {**json.loads(said), "workers": workers, "peak": usage.ru_maxrss / 1024}


def one(folder: str, output: str, workers: str) -> None:
    """Tag a folder and print what it took, as JSON: this is what runs in that process."""
    from nlp.archive.pool import Setup
    from nlp.archive.run import Job, tag_into
    from nlp.archive.sources import Sources
    from nlp.archive.stores.open import open_store

    begun = time.perf_counter()
    setup = Setup()
    first, words, early, documents, items = 0.0, 0, 0, 0, 0
    with open_store(Path(output), setup.digest()) as store:
        for done in tag_into(store, Sources([folder]), Job(setup, int(workers))):
            words, documents, items = words + done.words, documents + 1, items + (done.items or 0)
            if not first:
                first, early = time.perf_counter(), words
    end = time.perf_counter()
    rate = (words - early) / (end - first)
    print(json.dumps({"seconds": end - begun, "start": first - begun, "words": words, "documents": documents, "items": items, "rate": rate}))


def grow(documents: int) -> list[dict[str, Any]]:
    """Tag archives of one, two and four times so many documents, by one worker and by two."""
    from corpus import write

    out = []
    for times in (1, 2, 4):
        with tempfile.TemporaryDirectory() as aside:
            folder = Path(aside) / "corpus"
            write(folder, documents * times)
            out += [tag_archive(folder, Path(aside) / f"{workers}.jsonl", workers) for workers in (1, 2)]
    return out


def show_runs(runs: Sequence[dict[str, Any]]) -> None:
    """Print the runs over archives."""
    print(
        f"\n{'documents':>9} {'words':>11} {'workers':>7} {'seconds':>8} {'to first':>9} {'words/s':>9} {'docs/s':>7} {'items/s':>8} {'peak MiB':>8}  {'to one worker'}"
    )
    alone: dict[int, float] = {}
    for run in runs:
        alone.setdefault(run["documents"], run["rate"])
        per_word = run["rate"] / run["words"]
        print(
            f"{run['documents']:9,} {run['words']:11,} {run['workers']:7} {run['seconds']:8.1f} {run['start']:9.1f} {run['rate']:9,.0f} "
            f"{per_word * run['documents']:7,.0f} {per_word * run['items']:8,.0f} {run['peak']:8,.0f}  {run['rate'] / alone[run['documents']]:.2f}"
        )


def draw(rates: dict[str, float], runs: Sequence[dict[str, Any]], path: Path) -> None:
    """Draw both tables."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(11, 4), layout="constrained")
    left, right = figure.subplots(1, 2)
    bars = left.barh(list(rates), list(rates.values()))
    left.bar_label(bars, [f"{rate:,.0f}" for rate in rates.values()], padding=3, fontsize="x-small")
    left.set(xscale="log", xlabel="words a second, one core", xlim=(min(rates.values()) / 2, max(rates.values()) * 4))
    left.invert_yaxis()
    for workers in sorted({run["workers"] for run in runs}):
        mine = [run for run in runs if run["workers"] == workers]
        right.plot([run["documents"] for run in mine], [run["seconds"] for run in mine], marker="o", label=f"{workers} worker{'s' * (workers > 1)}")
    right.set(xlabel="documents", ylabel="seconds, start-up included", xlim=(0, None), ylim=(0, None))
    right.legend()
    figure.savefig(path)
    print(f"\ndrawn to {path}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="*")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--documents", type=int, default=500, help="the smallest of the three archives (default 500)")
    parser.add_argument("--speed", action="store_true", help="the comparison on one core alone")
    parser.add_argument("--plot", type=Path, metavar="FILE", help="draw to FILE: .svg or .png")
    parser.add_argument("--one", nargs=3, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.one:
        one(*args.one)
        return 0

    from corpus import lengthen

    from nlp.predictor import load
    from nlp.reading.read import find_documents, read_document

    texts = [read_document(path).text for path in find_documents(args.paths or [str(ROOT / "training_data/minutes")])]
    predictor = load()
    rates = measure(predictor, texts, args.rounds)
    if not args.paths:
        print(f"\nthe same with {WORDS_OF_REAL_ITEMS} words an item, as real minutes have:")
        rates = measure(predictor, lengthen(texts, predictor, WORDS_OF_REAL_ITEMS), args.rounds)
    if args.speed:
        return 0
    half, most = latencies(predictor, texts)
    print(f"\none agenda item alone: median {half * 1000:.1f} ms, 95 of 100 within {most * 1000:.1f} ms; start-up {start_up():.1f} s")
    runs = grow(args.documents)
    show_runs(runs)
    if args.plot is not None:
        draw(rates, runs, args.plot)
    return 0


if __name__ == "__main__":
    sys.exit(main())
