"""Examples to and from the files of annotation tools, without loss.

Every format has its own places for text, spans and labels; whatever else an example holds travels along under the key `referat` and
comes back with it. What was changed in the tool wins. A label is written as `kind=label` where the tool has one list for all.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from nlp.errors import BadExamples
from nlp.reading.rows import CSV_SUFFIXES, WORKBOOK_SUFFIXES, import_datasets, is_saved_dataset, read_rows
from nlp.reading.sheets import REST
from nlp.training import label_studio
from nlp.training.examples import Example
from nlp.training.formats import SHEETS
from nlp.training.naming import KINDS
from nlp.training.sheet import read_sheet, write_sheet
from nlp.training.suggested import ACCEPTED, SUGGESTION, guesses_in_words, is_accepted
from nlp.training.tasks import PLAIN, SPANS, Span, Task, as_json, entity_of, from_task, overlapping, to_task

# Under which names releases of doccano write spans, or labels of whole texts.
_DOCCANO_LISTS = ("label", "labels", "annotations")


def read_tasks(path: Path, form: str, *, text_column: str | None = None, accept: bool = False) -> tuple[list[Example], int]:
    """Read examples from a tool's file.

    Args:
        path: The file; a folder for `datasets`.
        form: One of `nlp.training.formats.FORMATS`.
        text_column: The column of a table with the text, where it is called otherwise.
        accept: Take suggestions of a model that nobody accepted or changed for right.

    Returns:
        The examples, and how many others were left out, as nobody has accepted them yet.

    Raises:
        BadExamples: the file is not of this format; says where.
    """
    rows, left_out = _read(path, form, text_column)
    kept = rows if accept else [row for row in rows if is_accepted(row)]
    return kept, left_out + len(rows) - len(kept)


def _read(path: Path, form: str, text_column: str | None) -> tuple[list[Example], int]:
    if form == "spacy":
        return [from_task(task) for task in _read_docs(path)], 0
    rows = read_rows([path])
    if form == "jsonl":
        return [row.data for row in rows], 0
    if form in SHEETS:
        return read_sheet(rows, text_column), 0
    out: list[Example] = []
    for row in rows:
        try:
            task = _READERS[form](row.data)
        except label_studio.Unlike as err:
            raise BadExamples(f"{row.where}: {err}.") from err
        except (KeyError, TypeError, ValueError, IndexError, AttributeError) as err:
            raise BadExamples(f"{row.where}: is no {form} example ({type(err).__name__}: {err}). Name its format with --from.") from err
        if task is not None:
            example = _checked(task, row.where)
            if SUGGESTION in example and _APPROVED[form](row.data):
                example[ACCEPTED] = True
            out.append(example)
    return out, len(rows) - len(out)


# How each tool says that somebody has looked at a task: Label Studio's tasks without an annotation are no examples at all.
_APPROVED: dict[str, Callable[[dict[str, Any]], bool]] = {
    "label-studio": lambda _: True,
    "prodigy": lambda data: data.get("answer") == "accept",
    "doccano": lambda data: bool(data.get("annotation_approver") or data.get("is_confirmed")),
    "datasets": lambda _: False,
}


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
        form: One of `nlp.training.formats.FORMATS`.
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
    if form in SHEETS:
        write_sheet(rows, path, form, chosen)
        return len(rows)
    tasks = [to_task(row, chosen) for row in rows]
    if form == "spacy":
        _write_docs(tasks, path)
    elif form == "datasets":
        _write_dataset(tasks, path, chosen)
    elif form == "label-studio":
        written = [label_studio.write_task(task, suggested=suggested) for task in tasks]
        path.write_text(as_json(written, indent=1) + "\n", encoding="utf-8", newline="")
        path.with_suffix(".xml").write_text(label_studio.interface(tasks, choices), encoding="utf-8", newline="")
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
    if path.suffix.lower() in (*CSV_SUFFIXES, *WORKBOOK_SUFFIXES):
        return "csv" if path.suffix.lower() in CSV_SUFFIXES else "xlsx"
    if path.is_dir() and is_saved_dataset(path):
        return "datasets"
    first = read_rows([path])[0].data
    if isinstance(first.get("data"), dict) or "annotation_id" in first or _has_regions(first):
        return "label-studio"
    if "accept" in first or "spans" in first or "answer" in first:
        return "prodigy"
    entities = first.get("entities") or []
    pairs = any(isinstance(first.get(name), list) for name in _DOCCANO_LISTS)
    if "cats" in first or pairs or (entities and (isinstance(entities[0], list) or "start_offset" in entities[0])):
        return "doccano"
    return "jsonl"


def _has_regions(row: Example) -> bool:
    lists = (value for value in row.values() if isinstance(value, list) and value)
    return any(isinstance(value[0], dict) and "start" in value[0] and ("labels" in value[0] or "hypertextlabels" in value[0]) for value in lists)


def _line(value: Any) -> str:
    return as_json(value) + "\n"


def _named(kind: str, label: str) -> str:
    return f"{kind}={label}"


def _unnamed(name: str) -> tuple[str, str]:
    """Read `kind=label`; a plain label is of the kind `label`."""
    kind, sign, label = name.partition("=")
    return (kind, label) if sign else (PLAIN, name)


def _options(tasks: Iterable[Task], choices: Mapping[str, Iterable[str]]) -> list[dict[str, str]]:
    names = {_named(*label) for task in tasks for label in task.labels}
    names |= {_named(kind, label) for kind, labels in choices.items() if kind != SPANS for label in labels}
    return [{"id": name, "text": name} for name in sorted(names)]


def _to_prodigy(task: Task, options: list[dict[str, str]], *, suggested: bool) -> dict[str, Any]:
    out: dict[str, Any] = {
        "text": task.text,
        "spans": [{"start": start, "end": end, "label": label} for start, end, label in task.spans],
        "options": options,
        "accept": [_named(*label) for label in task.labels],
        "meta": {name: task.rest[name] for name in ("id", "group") if name in task.rest} | _guesses(task),
        REST: task.rest,
    }
    return out if suggested else {**out, "answer": "accept"}


def _guesses(task: Task) -> dict[str, str]:
    """Give a model's guesses as words that a tool shows; nothing where it made none."""
    words = guesses_in_words(task.rest)
    return {"guesses": words} if words else {}


def _from_prodigy(data: dict[str, Any]) -> Task | None:
    if data.get("answer", "accept") != "accept":
        return None
    labels = [_unnamed(name) for name in data.get("accept") or []]
    if not labels and isinstance(data.get("label"), str):
        labels = [_unnamed(data["label"])]
    rest = data.get(REST) or {name: value for name, value in (data.get("meta") or {}).items() if name not in ("text", "entities", "guesses")}
    return Task(data["text"], [(s["start"], s["end"], s["label"]) for s in data.get("spans") or []], labels, rest)


def _to_doccano(task: Task) -> dict[str, Any]:
    spans = [list(span) for span in task.spans]
    return {"text": task.text, "entities": spans, "cats": [_named(*label) for label in task.labels], **_guesses(task), REST: task.rest}


def _from_doccano(data: dict[str, Any]) -> Task | None:
    spans: list[Span] = []
    labels = [_unnamed(name) for name in data.get("cats") or []]
    # Projects for spans alone, and for labels alone, call their column by the same name.
    for entry in (entry for name in (*_DOCCANO_LISTS, "entities") for entry in data.get(name) or []):
        if isinstance(entry, str):
            labels.append(_unnamed(entry))
        elif isinstance(entry, list):
            spans.append((int(entry[0]), int(entry[1]), str(entry[2])))
        else:
            spans.append((int(entry["start_offset"]), int(entry["end_offset"]), str(entry["label"])))
    rest = data.get(REST)
    if rest is None:
        own = ("text", "data", "cats", "entities", "Comments", "comments", "guesses", *_DOCCANO_LISTS)
        rest = {name: value for name, value in data.items() if name not in own and (name != "relations" or value)}
    return Task(data["text"] if "text" in data else data["data"], spans, labels, rest)


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
    for number, task in enumerate(tasks, start=1):
        clash = overlapping(task.spans)
        if clash:
            first, second = (f"{label} {start}-{end}" for start, end, label in clash)
            raise BadExamples(
                f"example {number} ({task.rest.get('id', 'without id')}): {first} and {second} overlap, which spaCy's entities cannot. Take one out."
            )
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
        doc.user_data[REST] = as_json(task.rest)
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
        rows.append({**row, "text": task.text, **{kind: labels.get(kind) for kind in kinds}, "entities": entities, REST: as_json(task.rest)})
    datasets.Dataset.from_list(rows, features=datasets.Features(features)).save_to_disk(str(path))


def _entities_of(task: Task) -> list[Example]:
    known = {(e["start"], e["end"], e["label"]): e for e in task.rest.get("_entities", [])}
    return [{**entity_of(task.text, *span), **known.get(span, {})} for span in task.spans]


_READERS: dict[str, Callable[[dict[str, Any]], Task | None]] = {
    "prodigy": _from_prodigy,
    "doccano": _from_doccano,
    "label-studio": label_studio.read_task,
    "datasets": _from_dataset,
}
