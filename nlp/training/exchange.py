"""Examples to and from the files of annotation tools, without loss.

Every format has its own places for text, spans and labels; whatever else an example holds travels along under the key `referat` and
comes back with it. What was changed in the tool wins. A label is written as `kind=label` where the tool has one list for all.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nlp.errors import BadExamples
from nlp.reading.rows import REST, import_datasets, is_saved_dataset, read_rows
from nlp.training.examples import KINDS, Example

FORMATS = ("jsonl", "prodigy", "doccano", "label-studio", "spacy", "datasets")
_PLAIN = "label"
_SPANS = "entities"


@dataclass(frozen=True, slots=True)
class Task:
    """An example as a tool sees it: spans are (start, end, label), labels are (kind, label), `rest` is for us alone."""

    text: str
    spans: list[tuple[int, int, str]]
    labels: list[tuple[str, str]]
    rest: dict[str, Any]


def to_task(row: Example, kinds: Sequence[str]) -> Task:
    """Take an example apart."""
    spans = [(e["start"], e["end"], e["label"]) for e in row.get("entities") or []]
    labels = [(kind, row[kind]) for kind in kinds if row.get(kind) is not None]
    rest = {name: value for name, value in row.items() if name not in ("text", "entities", *kinds)}
    # Keys that have no place of their own are kept even where their value is empty: the way back must give them again.
    rest["_kinds"] = [kind for kind in kinds if kind in row]
    if "entities" in row:
        rest["_entities"] = row["entities"]
    rest["_order"] = list(row)
    return Task(row["text"], spans, labels, rest)


def from_task(task: Task) -> Example:
    """Put an example together; what is known of a span that the tool left as it was stays with it."""
    rest = dict(task.rest)
    known = {(e["start"], e["end"], e["label"]): e for e in rest.pop("_entities", [])}
    order = rest.pop("_order", [])
    kinds = dict.fromkeys([*rest.pop("_kinds", []), *(kind for kind, _ in task.labels)])
    entities = [known.get(span) or _entity(task.text, *span) for span in sorted(task.spans)]
    row = {**rest, "text": task.text, **dict.fromkeys(kinds), **dict(task.labels)}
    if entities or "entities" in order or not order:
        row["entities"] = entities
    if "outcomes" in row and "entities" in row:
        places = {(e["start"], e["end"]) for e in entities}
        row["outcomes"] = [o for o in row["outcomes"] if (o["start"], o["end"]) in places]
    return {name: row[name] for name in dict.fromkeys([*(name for name in order if name in row), *row])}


def _entity(text: str, start: int, end: int, label: str) -> Example:
    return {"label": label, "text": text[start:end], "start": start, "end": end, "id": text[start:end]}


def read_tasks(path: Path, form: str) -> tuple[list[Example], int]:
    """Read examples from a tool's file.

    Args:
        path: The file; a folder for `datasets`.
        form: One of `FORMATS`.

    Returns:
        The examples, and how many others were left out, as nobody has accepted them yet.

    Raises:
        BadExamples: the file is not of this format; says where.
    """
    if form == "spacy":
        return [from_task(task) for task in _read_docs(path)], 0
    rows = read_rows([path])
    if form == "jsonl":
        return [row.data for row in rows], 0
    out: list[Example] = []
    for row in rows:
        try:
            task = _READERS[form](row.data)
        except (KeyError, TypeError, ValueError, IndexError, AttributeError) as err:
            raise BadExamples(f"{row.where}: is no {form} example ({type(err).__name__}: {err}). Name its format with --from.") from err
        if task is not None:
            out.append(_checked(task, row.where))
    return out, len(rows) - len(out)


def _checked(task: Task, where: str) -> Example:
    for start, end, label in task.spans:
        if not 0 <= start < end <= len(task.text):
            raise BadExamples(f"{where}: {label} {start}-{end} does not fit the text of {len(task.text)} characters. Was the text changed?")
    return from_task(task)


def write_tasks(
    rows: Iterable[Example],
    path: Path,
    form: str,
    *,
    kinds: Sequence[str] | None = None,
    suggested: bool = False,
    choices: Mapping[str, Iterable[str]] | None = None,
) -> int:
    """Write examples as a tool reads them.

    Args:
        rows: The examples.
        path: The file; a folder for `datasets`.
        form: One of `FORMATS`.
        kinds: The columns that hold labels; those of `nlp.training.examples.KINDS` that are there where it is None.
        suggested: The labels come from a model, and somebody is to correct them.
        choices: For each kind the labels to choose from, and under `entities` those of spans, besides those that occur.

    Returns:
        How many were written.
    """
    rows = list(rows)
    chosen = tuple(kinds) if kinds else tuple(kind for kind in KINDS if any(kind in row for row in rows))
    path.parent.mkdir(parents=True, exist_ok=True)
    if form == "jsonl":
        path.write_text("".join(_line(row) for row in rows), encoding="utf-8", newline="")
        return len(rows)
    tasks = [to_task(row, chosen) for row in rows]
    if form == "spacy":
        _write_docs(tasks, path)
    elif form == "datasets":
        _write_dataset(tasks, path, chosen)
    elif form == "label-studio":
        written = [_to_label_studio(task, suggested=suggested) for task in tasks]
        path.write_text(json.dumps(written, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="")
        path.with_suffix(".xml").write_text(label_studio_config(tasks, choices), encoding="utf-8", newline="")
    elif form == "prodigy":
        options = _options(tasks, choices or {})
        path.write_text("".join(_line(_to_prodigy(task, options, suggested=suggested)) for task in tasks), encoding="utf-8", newline="")
    else:
        path.write_text("".join(_line(_to_doccano(task)) for task in tasks), encoding="utf-8", newline="")
    return len(rows)


def guess_format(path: Path) -> str:
    """Tell the format of a file by its name and its first example.

    Raises:
        BadExamples: it is none that is known.
    """
    if path.suffix == ".spacy":
        return "spacy"
    if path.is_dir() and is_saved_dataset(path):
        return "datasets"
    first = read_rows([path])[0].data
    if isinstance(first.get("data"), dict):
        return "label-studio"
    if "accept" in first or "spans" in first or "answer" in first:
        return "prodigy"
    entities = first.get("entities") or []
    pairs = isinstance(first.get("label"), list)
    if "cats" in first or pairs or (entities and (isinstance(entities[0], list) or "start_offset" in entities[0])):
        return "doccano"
    return "jsonl"


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False) + "\n"


def _named(kind: str, label: str) -> str:
    return f"{kind}={label}"


def _unnamed(name: str) -> tuple[str, str]:
    """Read `kind=label`; a plain label is of the kind `label`."""
    kind, sign, label = name.partition("=")
    return (kind, label) if sign else (_PLAIN, name)


def _options(tasks: Iterable[Task], choices: Mapping[str, Iterable[str]]) -> list[dict[str, str]]:
    names = {_named(*label) for task in tasks for label in task.labels}
    names |= {_named(kind, label) for kind, labels in choices.items() if kind != _SPANS for label in labels}
    return [{"id": name, "text": name} for name in sorted(names)]


def _to_prodigy(task: Task, options: list[dict[str, str]], *, suggested: bool) -> dict[str, Any]:
    out: dict[str, Any] = {
        "text": task.text,
        "spans": [{"start": start, "end": end, "label": label} for start, end, label in task.spans],
        "options": options,
        "accept": [_named(*label) for label in task.labels],
        "meta": {name: task.rest[name] for name in ("id", "group") if name in task.rest},
        REST: task.rest,
    }
    return out if suggested else {**out, "answer": "accept"}


def _from_prodigy(data: dict[str, Any]) -> Task | None:
    if data.get("answer", "accept") != "accept":
        return None
    labels = [_unnamed(name) for name in data.get("accept") or []]
    if not labels and isinstance(data.get("label"), str):
        labels = [_unnamed(data["label"])]
    rest = data.get(REST) or {name: value for name, value in (data.get("meta") or {}).items() if name not in ("text", "entities")}
    return Task(data["text"], [(s["start"], s["end"], s["label"]) for s in data.get("spans") or []], labels, rest)


def _to_doccano(task: Task) -> dict[str, Any]:
    return {"text": task.text, "entities": [list(span) for span in task.spans], "cats": [_named(*label) for label in task.labels], REST: task.rest}


def _from_doccano(data: dict[str, Any]) -> Task | None:
    spans: list[tuple[int, int, str]] = []
    labels = [_unnamed(name) for name in data.get("cats") or []]
    # Projects for spans alone, and for labels alone, both call their column `label`.
    for entry in data.get("label") or []:
        if isinstance(entry, str):
            labels.append(_unnamed(entry))
        else:
            spans.append((int(entry[0]), int(entry[1]), str(entry[2])))
    for entry in data.get("entities") or []:
        spans.append((int(entry[0]), int(entry[1]), str(entry[2])) if isinstance(entry, list) else (entry["start_offset"], entry["end_offset"], entry["label"]))
    rest = data.get(REST)
    if rest is None:
        rest = {name: value for name, value in data.items() if name not in ("text", "data", "label", "cats", "entities", "relations", "Comments", "comments")}
    return Task(data["text"] if "text" in data else data["data"], spans, labels, rest)


def _to_label_studio(task: Task, *, suggested: bool) -> dict[str, Any]:
    result: list[dict[str, Any]] = [
        {
            "id": f"s{number}",
            "from_name": "entities",
            "to_name": "text",
            "type": "labels",
            "value": {"start": start, "end": end, "text": task.text[start:end], "labels": [label]},
        }
        for number, (start, end, label) in enumerate(task.spans)
    ]
    result += [{"id": kind, "from_name": kind, "to_name": "text", "type": "choices", "value": {"choices": [label]}} for kind, label in task.labels]
    return {"data": {"text": task.text, REST: task.rest}, "predictions" if suggested else "annotations": [{"result": result}]}


def _from_label_studio(data: dict[str, Any]) -> Task | None:
    done = [one for one in data.get("annotations") or [] if not one.get("was_cancelled")]
    if not done:
        return None
    spans: list[tuple[int, int, str]] = []
    labels: list[tuple[str, str]] = []
    # The last annotation is the one that corrected the others.
    for result in done[-1]["result"]:
        value = result["value"]
        if result["type"] == "labels":
            spans.append((value["start"], value["end"], value["labels"][0]))
        elif result["type"] == "choices":
            labels.append((result["from_name"], value["choices"][0]))
    rest = data["data"].get(REST)
    return Task(data["data"]["text"], spans, labels, rest if rest is not None else {k: v for k, v in data["data"].items() if k != "text"})


def label_studio_config(tasks: Iterable[Task], choices: Mapping[str, Iterable[str]] | None = None) -> str:
    """Give the labelling interface of a Label Studio project for these tasks, and for the labels to choose from."""
    from xml.sax.saxutils import quoteattr

    kinds: dict[str, set[str]] = {kind: set(labels) for kind, labels in (choices or {}).items()}
    spans = kinds.pop(_SPANS, set())
    for task in tasks:
        spans |= {span[2] for span in task.spans}
        for kind, label in task.labels:
            kinds.setdefault(kind, set()).add(label)
    lines = ["<View>", '  <Labels name="entities" toName="text">', *(f"    <Label value={quoteattr(label)}/>" for label in sorted(spans)), "  </Labels>"]
    lines.append('  <Text name="text" value="$text"/>')
    for kind, labels in sorted(kinds.items()):
        lines += [
            f'  <Choices name={quoteattr(kind)} toName="text" choice="single">',
            *(f"    <Choice value={quoteattr(x)}/>" for x in sorted(labels)),
            "  </Choices>",
        ]
    return "\n".join([*lines, "</View>"]) + "\n"


def _from_dataset(data: dict[str, Any]) -> Task | None:
    rest = dict(data)
    kinds = rest.get("_kinds", [kind for kind in KINDS if kind in rest])
    entities = rest.pop("entities", None) or []
    labels = [(kind, label) for kind in kinds if (label := rest.pop(kind, None)) is not None]
    if "_order" in rest:
        # Columns that others of the same folder have, and this example had not.
        rest = {name: value for name, value in rest.items() if name.startswith("_") or name in rest["_order"]}
    return Task(rest.pop("text"), [(e["start"], e["end"], e["label"]) for e in entities], labels, rest)


def _write_docs(tasks: Sequence[Task], path: Path) -> None:
    """Write a spaCy DocBin: spans as `doc.ents`, labels as `doc.cats`, each with all labels of the data.

    White space at the border of a span is left out of it: spaCy has no token that begins with a space.
    """
    import spacy
    from spacy.tokens import Doc, DocBin

    nlp = spacy.blank("da")
    names = sorted({_named(*label) for task in tasks for label in task.labels})
    bin = DocBin(store_user_data=True)
    for task in tasks:
        trimmed = [(*_trimmed(task.text, start, end), label) for start, end, label in task.spans]
        borders = {border for start, end, _ in trimmed for border in (start, end)}
        words: list[str] = []
        spaces: list[bool] = []
        for token in nlp.make_doc(task.text):
            # A span may begin or end inside a token: cut it there, so that every span is exact.
            end = token.idx + len(token)
            edges = [token.idx, *sorted(at for at in borders if token.idx < at < end), end]
            words += [task.text[a:b] for a, b in zip(edges, edges[1:], strict=False)]
            spaces += [False] * (len(edges) - 2) + [bool(token.whitespace_)]
        doc = Doc(nlp.vocab, words=words, spaces=spaces)
        known = {(e["start"], e["end"]): str(e.get("id", "")) for e in task.rest.get("_entities", [])}
        spans = [doc.char_span(start, end, label=label, kb_id=known.get((start, end), "")) for start, end, label in trimmed]
        doc.ents = [span for span in spans if span is not None]
        doc.cats = {name: float(name in {_named(*label) for label in task.labels}) for name in names}
        doc.user_data[REST] = json.dumps(task.rest, ensure_ascii=False)
        bin.add(doc)
    path.write_bytes(bin.to_bytes())


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    words = text[start:end]
    return start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())


def _read_docs(path: Path) -> list[Task]:
    import spacy
    from spacy.tokens import DocBin

    try:
        docs = list(DocBin(store_user_data=True).from_bytes(path.read_bytes()).get_docs(spacy.blank("da").vocab))
    except FileNotFoundError as err:
        raise BadExamples(f"{path}: no such file.") from err
    except Exception as err:  # msgpack, zlib and spaCy each have their own.
        raise BadExamples(f"{path}: is no spaCy DocBin ({type(err).__name__}).") from err
    out = []
    for doc in docs:
        labels = [_unnamed(name) for name, value in doc.cats.items() if value >= 0.5]
        rest = json.loads(str(doc.user_data[REST])) if REST in doc.user_data else {}
        out.append(Task(doc.text, [(e.start_char, e.end_char, e.label_) for e in doc.ents], labels, rest))
    return out


def _write_dataset(tasks: Sequence[Task], path: Path, kinds: Sequence[str]) -> None:
    datasets = import_datasets()
    span = {"label": datasets.Value("string"), "start": datasets.Value("int64"), "end": datasets.Value("int64"), "text": datasets.Value("string")}
    features = {"id": datasets.Value("string"), "group": datasets.Value("string"), "text": datasets.Value("string")}
    features |= {kind: datasets.Value("string") for kind in kinds} | {"entities": [span | {"id": datasets.Value("string")}], REST: datasets.Value("string")}
    rows = []
    for task in tasks:
        entities = [
            {name: str(e[name]) if name in ("id", "label", "text") else e[name] for name in ("label", "start", "end", "text", "id") if name in e}
            for e in _entities_of(task)
        ]
        labels = dict(task.labels)
        row = {name: None if task.rest.get(name) is None else str(task.rest[name]) for name in ("id", "group")}
        rows.append(
            {**row, "text": task.text, **{kind: labels.get(kind) for kind in kinds}, "entities": entities, REST: json.dumps(task.rest, ensure_ascii=False)}
        )
    datasets.Dataset.from_list(rows, features=datasets.Features(features)).save_to_disk(str(path))


def _entities_of(task: Task) -> list[Example]:
    known = {(e["start"], e["end"], e["label"]): e for e in task.rest.get("_entities", [])}
    return [{**_entity(task.text, *span), **known.get(span, {})} for span in task.spans]


_READERS: dict[str, Callable[[dict[str, Any]], Task | None]] = {
    "prodigy": _from_prodigy,
    "doccano": _from_doccano,
    "label-studio": _from_label_studio,
    "datasets": _from_dataset,
}
