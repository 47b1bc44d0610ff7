"""Annotated examples: what a marked document, and each of its items, looks like as data; reading and checking them.

An example is one agenda item: `text`, one label of each kind (`topic`, `decision_type`, or any other column), its `group`,
and, where it is annotated so, its `entities` with offsets into the text.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from nlp.errors import BadExamples
from nlp.reading.rows import TABLE_SUFFIXES, Row, read_rows
from nlp.training.marks import MarkedDocument, MarkedItem
from nlp.training.naming import GROUPS, KINDS, likely_group, named
from nlp.training.outcome_codes import with_codes
from nlp.training.suggested import is_accepted

Example = dict[str, Any]
# What an example on top of a base weighs: measured with thirty items of one municipality (docs/training.md).
_OWN_WEIGHT = 5.0
# Intervals need so many groups, or documents, to draw from.
_FEWEST_UNITS = 5
HOW_TO_ACCEPT = "Write `x` in the column `accepted` of those that are right, or take all as they are with --accept."
# An item that comes in columns is put together under the headings that minutes have.
_PARTS = (("proposal", "Indstilling"), ("decision", "Beslutning"))


@dataclass(frozen=True, slots=True)
class ExampleSet:
    """Examples that were read and checked.

    Each row has `id`, `text`, `group`, `entities` and all of `kinds`; a label that was not given is None. A row may have a `weight`: as many examples it
    counts for. `notes` says what was assumed; `added` holds the ids of those that came on top of a model's own.
    """

    rows: list[Example]
    kinds: tuple[str, ...]
    notes: tuple[str, ...] = ()
    added: frozenset[str] = frozenset()

    def labelled(self, kind: str) -> list[Example]:
        """Give the rows that have a label of this kind."""
        return [row for row in self.rows if row[kind] is not None]


def load_examples(
    paths: Iterable[Path], *, kinds: Sequence[str] | None = None, group_by: str | None = None, text_column: str | None = None, accept: bool = False
) -> ExampleSet:
    """Read and check examples.

    Args:
        paths: JSON Lines, CSV, XLSX and Parquet files, folders of them, and folders of the `datasets` library.
        kinds: The columns that hold labels; those of `KINDS` that are there where it is None.
        group_by: The column that says what belongs together (a municipality), or `file`; those of `GROUPS` where it is None.
        text_column: The column with the text, where it is called otherwise.
        accept: Take suggestions of a model that nobody accepted or changed for right.

    Raises:
        BadExamples: a column is missing, a label is empty, a span does not fit its text; says file and line. Or nobody accepted any of the suggestions.
        MissingExtra: a table, and the package that reads it is not installed.
    """
    return check_rows(read_rows(paths), kinds=kinds, group_by=group_by, text_column=text_column, accept=accept)


def check_rows(
    rows: Sequence[Row], *, kinds: Sequence[str] | None = None, group_by: str | None = None, text_column: str | None = None, accept: bool = False
) -> ExampleSet:
    """Check rows as read, and give them one shape."""
    notes = []
    rows = named(rows, chosen=(*(kinds or ()), *([group_by] if group_by else [])), text_column=text_column)
    if not accept:
        looked_at = [row for row in rows if is_accepted(row.data)]
        left_out = len(rows) - len(looked_at)
        if not looked_at:
            raise BadExamples(f"{rows[0].file}: all {left_out} examples are suggestions that nobody has accepted or changed. {HOW_TO_ACCEPT}")
        if left_out:
            notes.append(f"left out {left_out} suggestions that nobody has accepted or changed. {HOW_TO_ACCEPT}")
        rows = looked_at
    columns: dict[Path, dict[str, None]] = {}
    for row in rows:
        columns.setdefault(row.file, {}).update(dict.fromkeys(row.data))
    chosen = tuple(kinds) if kinds else tuple(kind for kind in KINDS if any(kind in names for names in columns.values()))
    for file, names in columns.items():
        _check_columns(file, names, kinds, chosen, group_by)
    examples = [_example(row, [kind for kind in chosen if kind in columns[row.file]], chosen, group_by) for row in rows]
    examples, asked = with_codes(examples)
    if asked:
        notes.append(asked)
    alone = sum(example["group"] == row.name for example, row in zip(examples, rows, strict=True))
    if alone:
        likely = likely_group([row.data for row in rows], chosen)
        notes.append(
            f"{alone} of {len(rows)} examples have no group ({', '.join(GROUPS)}): each counts as its own. Items of one municipality may stand on "
            "both sides of the split, so expect less on municipalities that are new."
            + (f" Does the column {likely} say what belongs together? Then give --group-by {likely}." if likely else "")
        )
    return ExampleSet(examples, chosen, tuple(notes))


def _check_columns(file: Path, names: Iterable[str], kinds: Sequence[str] | None, chosen: Sequence[str], group_by: str | None) -> None:
    present = set(names)
    listed = f"{file}: has the columns {', '.join(names)}"
    if not {"text", "title"} & present:
        raise BadExamples(f"{listed}, but neither text nor title. Name the column with the agenda item with --text-column.")
    if kinds and not set(kinds) & present:
        raise BadExamples(f"{listed}, but not {' or '.join(kinds)}. Rename the column with the labels, or name it with --kinds.")
    if not chosen:
        raise BadExamples(f"{listed}, but no {', '.join(KINDS[:-1])} or {KINDS[-1]}. Name the columns with labels with --kinds.")
    if group_by not in (None, "file") and group_by not in present:
        raise BadExamples(f"{listed}, but not {group_by}, by which to group. Name another with --group-by.")


def text_digest(example: Example) -> str:
    """Give a short digest by which a text is known again."""
    return hashlib.sha256(str(example["text"]).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def dataset_digest(examples: ExampleSet) -> str:
    """Give the SHA-256 of texts, groups, labels and spans; the order of the rows makes no difference."""
    total = hashlib.sha256()
    for line in sorted(_canonical(row, examples.kinds) for row in examples.rows):
        total.update(line.encode("utf-8", "surrogatepass"))
    return total.hexdigest()


def in_order(examples: ExampleSet) -> ExampleSet:
    """Give the rows in an order that depends on their content alone, so that the same data gives the same model."""
    return replace(examples, rows=sorted(examples.rows, key=lambda row: _canonical(row, examples.kinds)))


def joined(base: ExampleSet, own: ExampleSet) -> ExampleSet:
    """Add examples to those of a base; where both have an id, the added one takes its place.

    The added ones weigh more, unless they say themselves what they weigh: a few dozen would be lost among thousands. Together they weigh no more than the
    base's.
    """
    kinds = tuple(dict.fromkeys((*base.kinds, *own.kinds)))
    added = frozenset(row["id"] for row in own.rows)
    kept = [row for row in base.rows if row["id"] not in added]
    weight = round(min(_OWN_WEIGHT, max(1.0, len(kept) / len(own.rows))), 3) if own.rows else 1.0
    heavier = [row if "weight" in row or weight == 1.0 else {**row, "weight": weight} for row in own.rows]
    return ExampleSet([dict.fromkeys(kinds) | row for row in (*kept, *heavier)], kinds, (*base.notes, *own.notes), added)


def sampling_units(rows: Sequence[Example]) -> tuple[str, list[str]]:
    """Choose what is left out, or drawn, as one: groups, or, where they are few, documents, or each item alone."""
    groups = [row["group"] for row in rows]
    if len(set(groups)) >= _FEWEST_UNITS:
        return "group", groups
    documents = [row["id"].rsplit("#", 1)[0] for row in rows]
    return ("document", documents) if len(set(documents)) >= _FEWEST_UNITS else ("item", [f"{at}" for at in range(len(rows))])


def _canonical(row: Example, kinds: Sequence[str]) -> str:
    spans = [[e["start"], e["end"], e["label"], e["id"]] for e in row["entities"]]
    weight = [row["weight"]] if row.get("weight", 1.0) != 1.0 else []
    return json.dumps([row["group"], row["text"], *(row[kind] for kind in kinds), spans, *weight], ensure_ascii=False) + "\n"


def _example(row: Row, present: Sequence[str], kinds: Sequence[str], group_by: str | None) -> Example:
    text, shift = _item_text(row)
    labels = {kind: _label(row, kind) if kind in present else None for kind in kinds}
    entities = _entities(row, text, shift)
    if not entities and all(label is None for label in labels.values()):
        raise BadExamples(f"{row.where}: has no {' and no '.join(kinds)}, and no entities. Label it, or take it out.")
    kept = {name: value for name, value in row.data.items() if not name.startswith("_")}
    out = {**kept, "text": text, **labels, "entities": entities, "group": _group(row, group_by)}
    if "weight" in kept:
        out["weight"] = _weight(row)
    out["id"] = str(row.data["id"]) if row.data.get("id") not in (None, "") else row.name
    return out


def _item_text(row: Row) -> tuple[str, int]:
    """Give the item's text, and how far its own text column was moved: a title that is not in it is put before it."""
    parts = {name: row.data.get(name) for name in ("text", "title", *(name for name, _ in _PARTS))}
    for name, value in parts.items():
        if value is not None and not isinstance(value, str):
            raise BadExamples(f"{row.where}: its {name!r} is a {type(value).__name__}, not a text.")
    text, title = parts["text"] or "", parts["title"] or ""
    if not (text or title).strip():
        raise BadExamples(f"{row.where}: has no 'text'. Each example needs the text of one agenda item.")
    if not text.strip():
        body = "".join(f"\n\n{heading}\n\n{parts[name]}" for name, heading in _PARTS if parts[name])
        return title + body, 0
    if title.strip() and " ".join(title.split())[:40] not in " ".join(text[:600].split()):
        return f"{title}\n\n{text}", len(title) + 2
    return text, 0


def _label(row: Row, kind: str) -> str | None:
    """Give the label as text; None only where the row says so itself."""
    value = row.data.get(kind, "")
    # A table has no word for nothing but an empty cell.
    if kind in row.data and (value is None or (value == "" and row.file.suffix.lower() in TABLE_SUFFIXES)):
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, (str, int)) or not str(value).strip():
        raise BadExamples(f"{row.where}: has no {kind!r}. Give each example its label (null in JSON where it has none).")
    return str(value).strip()


def _weight(row: Row) -> float:
    try:
        weight = 1.0 if row.data["weight"] in (None, "") else float(str(row.data["weight"]).replace(",", "."))
    except ValueError:
        weight = math.nan
    if not 0 < weight < math.inf:
        raise BadExamples(f"{row.where}: its weight is {row.data['weight']!r}. Give a number above 0, such as 5, or leave it empty.")
    return weight


def _group(row: Row, group_by: str | None) -> str:
    if group_by == "file":
        return row.file.name
    for name in (group_by,) if group_by else GROUPS:
        value = row.data.get(name)
        if value is not None and str(value).strip():
            return str(value).strip()
    if group_by:
        raise BadExamples(f"{row.where}: has no {group_by!r}, by which to group. Fill it in, or group by another column.")
    return row.name


def _entities(row: Row, text: str, shift: int) -> list[Example]:
    given = row.data.get("entities") or []
    if isinstance(given, str):
        try:
            given = json.loads(given)
        except json.JSONDecodeError as err:
            raise BadExamples(f"{row.where}: its entities are no JSON ({err.msg}).") from err
    if not isinstance(given, list):
        raise BadExamples(f"{row.where}: its entities are a {type(given).__name__}. Give a list of spans.")
    out = sorted((_span(entity, number, row, text, shift) for number, entity in enumerate(given, start=1)), key=lambda e: (e["start"], e["end"]))
    for one, other in zip(out, out[1:], strict=False):
        if other["start"] < one["end"]:
            raise BadExamples(f"{row.where}: the spans {_place(one)} and {_place(other)} overlap. Keep one of them.")
    return out


def _span(entity: Any, number: int, row: Row, text: str, shift: int) -> Example:
    where = f"{row.where}, entity {number}"
    if not isinstance(entity, dict) or not all(isinstance(entity.get(name), int) for name in ("start", "end")) or not entity.get("label"):
        raise BadExamples(f"{where}: is no span. Each needs a label, and start and end as numbers.")
    start, end = entity["start"] + shift, entity["end"] + shift
    if not 0 <= start < end <= len(text):
        raise BadExamples(f"{where}: {_place(entity)} does not fit the text of {len(text) - shift} characters. Offsets count characters; the end is exclusive.")
    words = text[start:end]
    if entity.get("text", words) != words:
        raise BadExamples(f"{where}: {_place(entity)} does not hold the words that its own text says. Was the text changed after it was annotated?")
    return {**entity, "text": words, "start": start, "end": end, "id": entity.get("id") or words}


def _place(entity: Example) -> str:
    return f"{entity['label']} {entity['start']}-{entity['end']}"


def to_gold(document: MarkedDocument, name: str) -> dict[str, Any]:
    """Give the annotations of a whole document in the field names of the output contract."""
    facts = document.facts
    return {
        "document": name,
        "sha256": hashlib.sha256(document.text.encode()).hexdigest(),
        "chars": len(document.text),
        "municipality": facts["municipality"],
        "committee": facts["committee"],
        "kind": facts["kind"],
        "date": facts["date"],
        "start_time": facts["start"],
        "end_time": facts["end"],
        "place": facts["place"],
        "layout": facts["layout"],
        "participants": document.participants,
        "items": [_gold_item(item) for item in document.items],
        "entities": [_entity(e, 0) | {"item": _item_of(document, e.start)} for e in document.entities],
    }


def to_examples(document: MarkedDocument, name: str, group: str) -> list[dict[str, Any]]:
    """Give one training example for each agenda item; its offsets count from the item's first character."""
    out = []
    for index, item in enumerate(document.items, start=1):
        out.append(
            {
                "id": f"{name}#{index}",
                "group": group,
                "text": document.text[item.start : item.end],
                "topic": item.topic,
                "topic_alt": item.topic_alt,
                "decision_type": item.decision_type,
                "decision_type_alt": item.decision_type_alt,
                "number": item.number,
                "title": item.title,
                "case_number": item.case_number,
                "closed": item.closed,
                "committee": document.facts["committee"],
                "date": document.facts["date"],
                "kind": document.facts["kind"],
                "layout": document.facts["layout"],
                "entities": [_entity(e, item.start) for e in document.entities if item.start <= e.start < item.end],
                "outcomes": [{"code": o.code, "start": o.start - item.start, "end": o.end - item.start, "part": o.part} for o in item.outcomes],
                "absent": item.absent,
                "votes": item.votes,
            }
        )
    return out


def _entity(entity: Any, origin: int) -> dict[str, Any]:
    return {"label": entity.label, "text": entity.text, "start": entity.start - origin, "end": entity.end - origin, "id": entity.id}


def _item_of(document: MarkedDocument, at: int) -> str | None:
    return next((item.number for item in document.items if item.start <= at < item.end), None)


def _gold_item(item: MarkedItem) -> dict[str, Any]:
    return {
        "number": item.number,
        "title": item.title,
        "start": item.start,
        "end": item.end,
        "case_number": item.case_number,
        "closed": item.closed,
        "topic": item.topic,
        "topic_alt": item.topic_alt,
        "decision_type": item.decision_type,
        "decision_type_alt": item.decision_type_alt,
        "outcomes": [{"code": o.code, "text": o.text, "start": o.start, "end": o.end, "part": o.part} for o in item.outcomes],
        "absent": item.absent,
        "votes": item.votes,
    }
