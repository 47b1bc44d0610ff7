#!/usr/bin/env python3
"""Compare features and models on municipalities left out, and write the tables that the model card points to.

    python scripts/compare_models.py [--out training_data/COMPARISON.md] [--quick] [--titles titles.csv] [--seed 20260]

All on the same five parts of the training data, each left out once with whole municipalities; the shipped model also with one municipality left out at a
time, and with parts of the items taken away. --quick leaves out spaCy's text categorizer, logistic regression and leave-one-municipality-out. --titles FILE
(columns `text` and `coding`, majors are code // 100) adds the learning curve on somebody else's labels. Takes about half an hour.
"""

from __future__ import annotations

import argparse
import csv
import random
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import GroupKFold, KFold, LeaveOneGroupOut
from sklearn.naive_bayes import ComplementNB
from sklearn.svm import LinearSVC

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from nlp.labelling.classify import SEED, ItemClassifier, loudness  # noqa: E402
from nlp.labelling.columns import ItemText, read_item_text  # noqa: E402
from nlp.labelling.vectorize import COLUMNS, ItemVectorizer  # noqa: E402
from nlp.training.examples import ExampleSet, load_examples  # noqa: E402
from nlp.training.metrics import label_figures  # noqa: E402
from nlp.training.train import in_order, item_texts  # noqa: E402

Labels = dict[str, Sequence[str | None]]
Found = dict[str, list[str]]
View = Callable[[ItemText], ItemText]
Split = tuple[Sequence[int], Sequence[int]]
KINDS = ("topic", "decision_type")
# How many passes the text categorizer gets: more change little here.
PASSES = 8


class Model(Protocol):
    """Learns from items and labels, and gives labels."""

    def learn(self, items: list[ItemText], labels: Labels) -> None: ...
    def say(self, items: list[ItemText]) -> Found: ...


class Shipped:
    """The classifier as `referat train` fits it, or with other features."""

    def __init__(self, **settings: Any) -> None:
        self.classifier = ItemClassifier(ItemVectorizer(**settings))

    def learn(self, items: list[ItemText], labels: Labels) -> None:
        self.classifier.fit(items, labels)

    def say(self, items: list[ItemText]) -> Found:
        said = self.classifier.predict(items)
        return {kind: [one[kind].label for one in said] for kind in self.classifier.heads}


class Other:
    """Another model of scikit-learn on the same features."""

    def __init__(self, make: Callable[[], Any]) -> None:
        self.make = make
        self.vectorizer = ItemVectorizer()
        self.models: dict[str, Any] = {}

    def learn(self, items: list[ItemText], labels: Labels) -> None:
        X = self.vectorizer.fit_transform(items)
        for kind, values in labels.items():
            self.models[kind] = self.make().fit(X.multiply(loudness(kind, self.vectorizer)).tocsr(), np.asarray(values))

    def say(self, items: list[ItemText]) -> Found:
        X = self.vectorizer.transform(items)
        return {kind: [str(label) for label in model.predict(X.multiply(loudness(kind, self.vectorizer)).tocsr())] for kind, model in self.models.items()}


class Categorizer:
    """spaCy's text categorizer on bags of words, over the same text in one piece."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.pipelines: dict[str, Any] = {}

    def learn(self, items: list[ItemText], labels: Labels) -> None:
        import spacy
        from spacy.training import Example
        from spacy.util import fix_random_seed, minibatch

        for kind, values in labels.items():
            fix_random_seed(self.seed)
            nlp = spacy.blank("da")
            pipe = nlp.add_pipe(
                "textcat", config={"model": {"@architectures": "spacy.TextCatBOW.v3", "exclusive_classes": True, "ngram_size": 1, "no_output_layer": False}}
            )
            names = sorted({str(value) for value in values})
            for name in names:
                pipe.add_label(name)  # type: ignore[attr-defined]
            docs = [
                Example.from_dict(nlp.make_doc(_whole(item)), {"cats": {name: float(name == value) for name in names}})
                for item, value in zip(items, values, strict=True)
            ]
            nlp.initialize(lambda docs=docs: docs)
            shuffle = random.Random(self.seed)
            for _ in range(PASSES):
                shuffle.shuffle(docs)
                for batch in minibatch(docs, 32):
                    nlp.update(batch)
            self.pipelines[kind] = nlp

    def say(self, items: list[ItemText]) -> Found:
        texts = [_whole(item) for item in items]
        return {kind: [max(doc.cats, key=doc.cats.__getitem__) for doc in nlp.pipe(texts)] for kind, nlp in self.pipelines.items()}


def _whole(item: ItemText) -> str:
    return f"{item.title}\n{item.title}\n{item.proposal[:700]}\n{item.decision[:400]}\n{item.text[:1400]}"


def same(item: ItemText) -> ItemText:
    return item


def without_kle(item: ItemText) -> ItemText:
    return replace(item, facts=tuple(fact for fact in item.facts if not fact.startswith("kle=")))


def without_proposal(item: ItemText) -> ItemText:
    return replace(item, proposal="", facts=(*(fact for fact in item.facts if not fact.startswith("asks=") and fact != "no-proposal"), "no-proposal"))


def without_decision(item: ItemText) -> ItemText:
    return replace(item, decision="", facts=(*(fact for fact in item.facts if not fact.startswith("code=") and fact != "no-decision"), "no-decision"))


def title_alone(item: ItemText) -> ItemText:
    kept = tuple(fact for fact in item.facts if fact.startswith(("tag=", "title=", "body=")) or fact == "closed")
    return ItemText(item.title, facts=(*kept, "no-proposal", "no-decision", "empty"))


@dataclass(frozen=True, slots=True)
class Way:
    """One row of a table: a model, and what it is given to see."""

    name: str
    make: Callable[[], Model]
    view: View = same


# Each row adds one thing to the row above it.
FEATURES = (
    Way("title, whole words", lambda: Shipped(columns=("title",), parts=None)),
    Way("title, parts of words", lambda: Shipped(columns=("title",), words=False)),
    Way("title, both", lambda: Shipped(columns=("title",))),
    Way("+ proposal", lambda: Shipped(columns=COLUMNS[:2])),
    Way("+ decision", lambda: Shipped(columns=COLUMNS[:3])),
    Way("+ running text", lambda: Shipped(columns=COLUMNS[:4])),
    Way("+ cues and facts", lambda: Shipped(columns=COLUMNS[:5]), without_kle),
    Way("+ topic words", Shipped, without_kle),
    Way("+ KLE group (as shipped)", Shipped),
)
ABSENCES = (
    Way("whole items", Shipped),
    Way("no decision", Shipped, without_decision),
    Way("no proposal", Shipped, without_proposal),
    Way("no case number", Shipped, without_kle),
    Way("title alone", Shipped, title_alone),
)


class Comparison:
    """The examples, their items, and the parts in which they are left out."""

    def __init__(self, examples: ExampleSet, items: Sequence[ItemText], seed: int, started: float) -> None:
        self.examples, self.items, self.seed, self.started = examples, list(items), seed, started
        self.groups = [row["group"] for row in examples.rows]
        self.labels: Labels = {kind: [row[kind] for row in examples.rows] for kind in examples.kinds if kind in KINDS}

    def parts(self) -> Iterator[Split]:
        yield from GroupKFold(5, shuffle=True, random_state=self.seed % 2**32).split(self.items, groups=self.groups)

    def one_at_a_time(self) -> Iterator[Split]:
        yield from LeaveOneGroupOut().split(self.items, groups=self.groups)

    def run(self, way: Way, splits: Iterable[Split], items: Sequence[ItemText] | None = None) -> list[str]:
        """Give the row of one way of doing it."""
        seen = [way.view(item) for item in (items or self.items)]
        return self.rows([Way(way.name, way.make)], splits, seen)[0]

    def rows(self, ways: Sequence[Way], splits: Iterable[Split], items: Sequence[ItemText]) -> list[list[str]]:
        """Learn once for each part with the first way's model; give a row for what it says through each way's view."""
        found: list[dict[str, dict[int, str]]] = [{kind: {} for kind in self.labels} for _ in ways]
        for number, (train, test) in enumerate(splits, start=1):
            model = ways[0].make()
            model.learn([items[i] for i in train], {kind: [values[i] for i in train] for kind, values in self.labels.items()})
            for way, out in zip(ways, found, strict=True):
                for kind, said in model.say([way.view(items[i]) for i in test]).items():
                    out[kind].update(zip((int(i) for i in test), said, strict=True))
            self.tell(f"{ways[0].name}: part {number}")
        return [[way.name, *self.figures(out)] for way, out in zip(ways, found, strict=True)]

    def figures(self, found: dict[str, dict[int, str]]) -> list[str]:
        out = []
        for kind, said in found.items():
            order = sorted(said)
            rows = [self.examples.rows[i] for i in order]
            groups, also = [row["group"] for row in rows], [row.get(f"{kind}_alt") for row in rows]
            one = label_figures([row[kind] for row in rows], [said[i] for i in order], [1.0] * len(rows), groups, also=also, seed=self.seed)
            out.append(f"{one['accuracy']['value']:.3f} ({one['accuracy']['low']:.3f}-{one['accuracy']['high']:.3f})")
            out += [f"{one[name]['value']:.3f}" for name in ("accepted", "macro_f1")]
        return out

    def tell(self, what: str) -> None:
        print(f"{time.monotonic() - self.started:5.0f} s  {what}", file=sys.stderr, flush=True)

    def table(self, rows: Sequence[Sequence[str]]) -> str:
        head = ["", *(f"{kind}: {name}" for kind in self.labels for name in ("accuracy (95 %)", "second label accepted", "macro-F1"))]
        return markdown(head, rows)


def markdown(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Give a Markdown table."""
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *rows))


def title_curve(path: Path, seed: int, tell: Callable[[str], None]) -> str:
    """Give the learning curve on titles with codes: five parts, and of the other four as many titles as the row says."""
    with path.open(encoding="utf-8", newline="") as stream:
        read = [(read_item_text(row["text"]), str(int(row["coding"]) // 100)) for row in csv.DictReader(stream)]
    items, codes = [item for item, _ in read], [code for _, code in read]
    parts = list(KFold(5, shuffle=True, random_state=seed % 2**32).split(items))
    most = len(parts[0][0])
    rows = []
    for size in sorted({min(size, most) for size in (100, 200, 400, 600, most)}):
        found: dict[int, str] = {}
        for train, test in parts:
            chosen = np.random.default_rng(seed).permutation(train)[:size]
            model = Shipped()
            model.learn([items[i] for i in chosen], {"code": [codes[i] for i in chosen]})
            found.update(zip((int(i) for i in test), model.say([items[i] for i in test])["code"], strict=True))
        said = [found[i] for i in range(len(items))]
        right = float(np.mean([one == code for one, code in zip(said, codes, strict=True)]))
        rows.append([str(size), f"{right:.3f}", f"{f1_score(codes, said, average='macro', labels=sorted(set(codes)), zero_division=0):.3f}"])
        tell(f"titles: {size} to learn from")
    return (
        f"{len(items)} titles of real agendas with {len(set(codes))} codes of somebody else's scheme (they are no part of this project), nothing but the title; "
        f"five parts, every code counted, however rare.\n\n{markdown(('titles to learn from', 'accuracy', 'macro-F1'), rows)}"
    )


def sections(args: argparse.Namespace, work: Comparison) -> Iterator[str]:
    """Give the sections of the report, one after the other."""
    yield (
        "# Comparison of features and models\n\n"
        f"Written by `python scripts/compare_models.py{' --quick' if args.quick else ''}{' --titles titles.csv' if args.titles else ''}`: {len(work.items):,} "
        f"examples of {len(set(work.groups))} invented municipalities, seed {args.seed}. Each label was given by a model that had seen nothing of its "
        "municipality. Intervals hold 95 of 100 samples, drawn by municipality: rows whose intervals overlap much are not to be told apart."
    )
    rows = [work.run(way, work.parts()) for way in FEATURES]
    named = [replace(item, title=f"{row.get('committee') or ''}: {item.title}") for item, row in zip(work.items, work.examples.rows, strict=True)]
    rows.append(work.run(Way("+ committee's name (left out)", Shipped), work.parts(), named))
    yield (
        "## Features\n\nFive parts, the shipped model; each row adds to the row above. The committee's name is left out of the shipped model whatever the "
        "last row says: what helps where every committee deals with its own matters misleads where a council or an economic committee deals with all.\n\n"
        f"{work.table(rows)}"
    )
    models = [
        Way("linear SVM and half of naive Bayes (as shipped)", Shipped),
        Way("linear SVM alone", lambda: Other(lambda: LinearSVC(C=2.0, max_iter=5000, random_state=SEED))),
        Way("linear SVM, weaker (C = 0.5)", lambda: Other(lambda: LinearSVC(C=0.5, max_iter=5000, random_state=SEED))),
        Way("complement naive Bayes", lambda: Other(lambda: ComplementNB(alpha=0.3))),
    ]
    if not args.quick:
        models.append(Way("logistic regression (C = 20)", lambda: Other(lambda: LogisticRegression(C=20, max_iter=300, tol=1e-3, random_state=SEED))))
        models.append(Way(f"spaCy textcat, bag of words, {PASSES} passes", lambda: Categorizer(args.seed)))
    yield "## Models\n\nFive parts; all but the text categorizer on the shipped features.\n\n" + work.table([work.run(way, work.parts()) for way in models])
    yield (
        "## Parts missing\n\nFive parts, the shipped model trained on whole items; what is missing is missing from the items that it labels.\n\n"
        + work.table(work.rows(ABSENCES, work.parts(), work.items))
    )
    if not args.quick:
        row = work.run(Way("as shipped", Shipped), work.one_at_a_time())
        yield f"## One municipality left out at a time\n\nThe shipped model, {len(set(work.groups))} times.\n\n{work.table([row])}"
    if args.titles:
        yield f"## Somebody else's labels\n\n{title_curve(args.titles, args.seed, work.tell)}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", nargs="+", type=Path, default=[ROOT / "training_data/examples"])
    parser.add_argument("--out", type=Path, help="the Markdown file to write (else standard output)")
    parser.add_argument("--quick", action="store_true", help="leave out what takes long")
    parser.add_argument("--titles", type=Path, help="a CSV file with the columns text and coding")
    parser.add_argument("--seed", type=int, default=SEED)
    args = parser.parse_args()
    started = time.monotonic()
    examples = in_order(load_examples(args.data))
    work = Comparison(examples, item_texts(examples.rows), args.seed, started)
    work.tell(f"{len(work.items)} examples parsed")
    text = "\n\n".join(sections(args, work)) + "\n"
    if args.out is None:
        sys.stdout.write(text)
    else:
        args.out.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
