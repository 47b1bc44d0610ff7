"""The model card: what a model was trained on, how well it does, and where it fails, as Markdown."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from nlp import __version__
from nlp.training.examples import ExampleSet

_MOST_CONFUSIONS = 10


def model_card(
    facts: dict[str, Any], examples: ExampleSet, figures: dict[str, Any], notes: Sequence[str], *, remarks: str = "", with_examples: bool = False
) -> str:
    """Write the card of one model.

    Args:
        facts: The manifest's facts.
        examples: What it was trained on.
        figures: For each kind of label its figures on groups left out, as `nlp.training.metrics.label_figures` gives them.
        notes: What was assumed or is doubtful.
        remarks: Markdown to add.
        with_examples: The folder holds the examples.
    """
    parts = [_head(facts, examples, with_examples), _use(facts)]
    if notes:
        parts.append("## Mind\n\n" + "\n".join(f"- {note}" for note in notes))
    if figures:
        parts.append(_how_measured(facts))
    else:
        parts.append("## How good\n\nNot known: there was one group alone, so nothing could be left out to measure on.")
    gains = facts["scores"].get("own examples, left out")
    if gains:
        parts.append(_gains(facts["data"]["base"], gains))
    parts += [_kind(kind, one) for kind, one in figures.items()]
    parts += [_data(facts, examples), _licence(facts)]
    if remarks.strip():
        parts.append(remarks.strip())
    return "\n\n".join(parts) + "\n"


def package_meta(facts: dict[str, Any]) -> dict[str, Any]:
    """Give what spaCy's `meta.json` says of a model: with it `spacy package` makes a package of its name and version that requires this program.

    Example:
        >>> package_meta({"name": "da_my-model", "version": "2.0", "labels": {"topic": ["roads"]}})["name"]
        'my_model'
    """
    name = re.sub(r"\W+", "_", facts["name"], flags=re.ASCII).strip("_").removeprefix("da_") or "minutes"
    major, minor = __version__.split(".")[:2]
    return {
        "name": name,
        "version": facts["version"],
        "description": f"Labels agenda items of Danish municipal minutes: {', '.join(facts['labels'])}.",
        **({"license": facts["license"]} if facts.get("license") else {}),
        "requirements": [f"referat>={__version__},<{major}.{int(minor) + 1}"],
    }


def _head(facts: dict[str, Any], examples: ExampleSet, with_examples: bool) -> str:
    kinds = ", ".join(f"`{kind}` ({len(labels)} labels)" for kind, labels in facts["labels"].items())
    kept = (
        "The folder holds the examples (`examples.jsonl.gz`), texts included, so that `referat train --base` can add to them."
        if with_examples
        else "The folder does not hold the examples, but words of them are in its vocabulary."
    )
    return (
        f"---\nlanguage: da\nlibrary_name: spacy\npipeline_tag: text-classification\n{_license_tag(facts)}---\n\n# {facts['name']} {facts['version']}\n\n"
        f"Labels the agenda items of Danish municipal minutes: {kinds}. Trained on {facts['trained']} by `referat train` "
        f"from {len(examples.rows):,} examples of {facts['data']['groups']} groups, with seed {facts['seed']}"
        + (f", on top of the examples of `{facts['data']['base']}`" if "base" in facts["data"] else "")
        + f". {kept}\n\n"
        '```python\nimport nlp\n\npredictor = nlp.load("PATH/TO/THIS/FOLDER")\nminutes = predictor.predict(text)\n```\n\n'
        "Loading it runs nothing that the folder holds: the classifier is plain arrays (`minutes_labels/model.npz`)."
    )


def _license_tag(facts: dict[str, Any]) -> str:
    return f"license: {facts['license'].lower()}\n" if facts.get("license") else ""


def _use(facts: dict[str, Any]) -> str:
    kinds = " and ".join(facts["labels"])
    return (
        f"## Intended use\n\nTo sort, search and count agenda items of Danish municipal and regional minutes by {kinds}: archives, journalism, research, a citizen's own "
        "reading. Each label carries its probability and the next likely labels; below 0.5 it is a question, not an answer.\n\n"
        "## Limits\n\n"
        "- A label says what an item is about or for. It is no legal classification, and nothing follows from it for a case, a citizen or an employee.\n"
        "- It knows the labels it was trained on: an item about something else gets the nearest one, often with a low probability.\n"
        "- Titles alone, items of a sentence, matters with two topics and other languages than Danish are labelled less well.\n"
        "- Minutes name living people. What is found about them is personal data, also where the minutes are public.\n"
        "- Measure it on minutes of your own before you lean on a figure here."
    )


def _licence(facts: dict[str, Any]) -> str:
    name = facts.get("license")
    return "## Licence\n\n" + (
        f"{name}." if name else "None was stated when it was trained (`--license`). The terms of the texts it learned from may bind it, too."
    )


def _how_measured(facts: dict[str, Any]) -> str:
    return (
        "## How good\n\nEvery example was labelled by a model that had seen no example of its group (five parts, each left out once). "
        f"Intervals hold 95 of 100 samples, drawn by group. All figures are of the training data's own kind of minutes ({facts['data']['groups']} groups): "
        "`referat evaluate` tells how the model does on yours."
    )


def _gains(base: str, gains: dict[str, Any]) -> str:
    unit = next(iter(gains.values()))["unit"]
    rows = [
        (kind, row["examples"], _number(row["before"]), _number(row["after"]), f"{row['gain']:+.3f}", f"{row['low']:+.3f} to {row['high']:+.3f}")
        for kind, row in gains.items()
    ]
    lines = _table(("", "examples", f"`{base}`", "with the others of them", "gain", "95 %"), rows)
    return (
        f"## What the added examples bring\n\nMeasured on the added examples, each left out once (by {unit}) while the others were learned from.\n\n"
        + "\n".join(lines)
    )


def _kind(kind: str, one: dict[str, Any]) -> str:
    lines = [
        f"## {kind}",
        "",
        *_table(("", "value", "95 %"), [_measure(name, one[key]) for name, key in _MEASURES if key != "accepted" or one["accepted"] != one["accuracy"]]),
    ]
    labels = [
        (row["label"], row["examples"], *(_number(row[key]) for key in ("precision", "recall", "f1")), _between(row["f1_low"], row["f1_high"]))
        for row in one["labels"]
    ]
    lines += ["", *_table(("label", "examples", "precision", "recall", "F1", "F1, 95 %"), labels)]
    if one["confusions"]:
        rows = [(c["wanted"], c["found"], c["count"]) for c in one["confusions"][:_MOST_CONFUSIONS]]
        lines += ["", "What is most often taken for what:", "", *_table(("annotated", "predicted", "times"), rows)]
    lines += [
        "",
        f"### Probabilities of {kind}",
        "",
        f"Expected calibration error {_number(one['calibration']['ece'])}: so far is the score from the share that is right, on average.",
        "",
    ]
    bins = [(f"{b['from']:.1f}-{b['to']:.1f}", b["examples"], _number(b["score"]), _number(b["right"])) for b in one["calibration"]["bins"]]
    lines += _table(("score", "examples", "mean score", "right"), bins)
    lines += ["", "With a least score, fewer items get a label, and more of the labels are right:", ""]
    lines += _table(
        ("least score", "items labelled", "accuracy"), [(f"{c['min_score']:.2f}", _number(c["coverage"]), _number(c["accuracy"])) for c in one["coverage"]]
    )
    return "\n".join(lines)


_MEASURES = (("accuracy", "accuracy"), ("accuracy, second labels accepted", "accepted"), ("macro-F1", "macro_f1"))


def _measure(name: str, value: dict[str, Any]) -> tuple[str, str, str]:
    return name, _number(value["value"]), _between(value["low"], value["high"])


def _data(facts: dict[str, Any], examples: ExampleSet) -> str:
    lines = ["## Data", "", f"SHA-256 of texts, groups, labels and spans: `{facts['data']['sha256']}`."]
    spans = Counter(entity["label"] for row in examples.rows for entity in row["entities"])
    if spans:
        lines += ["", f"Annotated spans: {', '.join(f'{n:,} {label}' for label, n in sorted(spans.items()))}."]
    groups = Counter(row["group"] for row in examples.rows)
    if len(groups) > 1:
        lines += ["", f"The groups have {min(groups.values())} to {max(groups.values())} examples each."]
    return "\n".join(lines)


def _table(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> list[str]:
    return [f"| {' | '.join(head)} |", f"|{'|'.join('---' for _ in head)}|", *(f"| {' | '.join(_cell(cell) for cell in row)} |" for row in rows)]


def _cell(value: Any) -> str:
    return str(value).replace("|", "\\|").replace("\n", " ")


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _between(low: float | None, high: float | None) -> str:
    return f"{_number(low)}-{_number(high)}"
