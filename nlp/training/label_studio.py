"""Label Studio's files to examples and back: its export (JSON and JSON_MIN), its tasks, its labelling interface.

Offsets there count characters, as ours do; older front ends counted UTF-16 units, and browsers read a line break as one character
where the text has two. What a region says of its own words decides which way was taken; where none fits, the file is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from xml.sax.saxutils import quoteattr

from nlp.reading.sheets import REST
from nlp.training.naming import KINDS
from nlp.training.suggested import guesses_in_words, guesses_of
from nlp.training.tasks import SPANS, Span, Task

# Regions, relations and notes that examples have no place for; they go back as they came.
OTHERS = "label_studio"
# Columns of JSON_MIN that say who annotated when.
_ABOUT = ("id", "annotator", "annotation_id", "created_at", "updated_at", "lead_time")
_LABELS = {"labels": "labels", "hypertextlabels": "hypertextlabels"}


class Unlike(ValueError):
    """What a file says does not fit its text, or has no place in an example."""


def read_task(data: dict[str, Any]) -> Task | None:
    """Read one task of an export; None where nobody has annotated it.

    Raises:
        Unlike: a region's words are not those of the text, or a choice has more than two labels.
    """
    if not isinstance(data.get("data"), dict):
        return _read_min(data)
    done = [annotation for annotation in data.get("annotations") or [] if not annotation.get("was_cancelled")]
    if not done:
        return None
    # The last annotation is the one that corrected the others.
    results = done[-1]["result"]
    regions = [result for result in results if result.get("type") in _LABELS and _labels(result)]
    chosen = [result for result in results if result.get("type") == "choices" and "start" not in result["value"]]
    unlabelled = [result for result in results if result.get("type") in _LABELS and not _labels(result)]
    others = [result for result in results if not any(result is each for each in (*regions, *chosen, *unlabelled))]
    key = _text_key(data["data"], [region["value"] for region in regions])
    text = data["data"][key]
    spans = _spans(text, regions)
    labels = [label for result in chosen for label in _choice(result["from_name"], result["value"].get("choices") or [])]
    rest = data["data"].get(REST)
    rest = dict(rest) if rest is not None else {name: value for name, value in data["data"].items() if name != key}
    if others:
        ids = {region["id"]: _region_id(span) for region, span in zip(regions, spans, strict=True) if "id" in region}
        rest[OTHERS] = [{name: ids.get(value, value) if name in ("id", "from_id", "to_id") else value for name, value in other.items()} for other in others]
    resolved = _resolved(regions, spans)
    return Task(text, [span for span, _ in resolved], labels, _with_meanings(rest, resolved))


def _labels(result: dict[str, Any]) -> list[str]:
    named: list[str] = result["value"].get(_LABELS[result["type"]]) or []
    return named


def _spans(text: str, regions: list[dict[str, Any]]) -> list[tuple[int, int]]:
    """Give the places of regions, by the way of counting under which each has its own words."""
    misfits: list[str] = []
    for count in _COUNTINGS:
        places = []
        for region in regions:
            start, end = (count(text, border) for border in _borders(region["value"]))
            misfit = _misfit(text, start, end, region["value"])
            if misfit:
                misfits.append(misfit)
                break
            places.append((start, end))
        else:
            return places
    # What it is by characters says most.
    raise Unlike(misfits[0])


def _borders(value: dict[str, Any]) -> tuple[int, int]:
    """Give a region's borders; HyperText tells them as a path, and as offsets into the whole text."""
    borders = value.get("globalOffsets") or value
    start, end = borders["start"], borders["end"]
    if not isinstance(start, int) or not isinstance(end, int):
        raise Unlike("a region of HyperText has no `globalOffsets`. Export it with a release of Label Studio that writes them, or annotate as Text")
    return start, end


def _misfit(text: str, start: int, end: int, value: dict[str, Any]) -> str:
    said = value.get("text")
    if not 0 <= start < end <= len(text):
        return f"{start}-{end} does not fit the text of {len(text)} characters. Was the text changed?"
    if isinstance(said, str) and _plain(said) != _plain(text[start:end]):
        return f"at {start}-{end} stands {text[start:end][:40]!r}, and the region says {said[:40]!r}. Was the text changed?"
    return ""


def _plain(words: str) -> str:
    # Some releases write a line break as two characters, a backslash and an n.
    return words.replace("\r\n", "\n").replace("\\n", "\n").strip()


def _characters(text: str, place: int) -> int:
    return place


def _utf16(text: str, place: int) -> int:
    seen = 0
    for index, character in enumerate(text):
        if seen >= place:
            return index
        seen += 2 if ord(character) > 0xFFFF else 1
    return len(text)


def _single_breaks(text: str, place: int) -> int:
    pieces = text.split("\r\n")
    index = 0
    for piece in pieces[:-1]:
        if place <= len(piece):
            break
        place -= len(piece) + 1
        index += len(piece) + 2
    return index + place


def _single_breaks_utf16(text: str, place: int) -> int:
    return _single_breaks(text, _utf16(text.replace("\r\n", "\n"), place))


_COUNTINGS: tuple[Callable[[str, int], int], ...] = (_characters, _utf16, _single_breaks, _single_breaks_utf16)


def _resolved(regions: list[dict[str, Any]], places: list[tuple[int, int]]) -> list[tuple[Span, str | None]]:
    """Give each label of each region as a span, with what its note says that it resolves to."""
    out = []
    for region, (start, end) in zip(regions, places, strict=True):
        notes = (region.get("meta") or {}).get("text") or []
        means = notes[0] if notes and isinstance(notes[0], str) else None
        out += [((start, end, label), means) for label in _labels(region)]
    return out


def _with_meanings(rest: dict[str, Any], resolved: list[tuple[Span, str | None]]) -> dict[str, Any]:
    known = {(e["start"], e["end"], e["label"]) for e in rest.get("_entities") or []}
    told = [{"start": start, "end": end, "label": label, "id": means} for (start, end, label), means in resolved if means and (start, end, label) not in known]
    return {**rest, "_meanings": told} if told else rest


def _choice(kind: str, chosen: list[str]) -> list[tuple[str, str]]:
    """Read a choice: one label, and a second as the one that is right, too."""
    if len(chosen) > 2:
        raise Unlike(f"{kind} has {len(chosen)} choices ({', '.join(chosen)}). An example takes one, and a second that is right, too")
    return [(name, label) for name, label in zip((kind, f"{kind}_alt"), chosen, strict=False)]


def _text_key(data: dict[str, Any], values: list[dict[str, Any]]) -> str:
    """Tell which of a task's columns is the text: `text`, else the only one that its regions fit."""
    texts = [name for name, value in data.items() if isinstance(value, str) and name != REST]
    if "text" in texts:
        return "text"
    fitting = [name for name in texts if all(not isinstance(value.get("text"), str) or _plain(value["text"]) in _plain(data[name]) for value in values)]
    named = [name for name in fitting or texts if name in ("body", "content", "html", "minutes")]
    chosen = named or fitting or texts
    if len(chosen) != 1:
        raise KeyError(f"text: the task has {', '.join(data) or 'nothing'}; name the column `text`")
    return chosen[0]


def _read_min(data: dict[str, Any]) -> Task:
    """Read a row of JSON_MIN: regions and choices stand as columns, called as their controls."""
    spans: list[dict[str, Any]] = []
    labels: list[tuple[str, str]] = []
    rest: dict[str, Any] = {}
    for name, value in data.items():
        if isinstance(value, list) and value and all(isinstance(each, dict) and "start" in each for each in value):
            kind = next((kind for kind in _LABELS if kind in value[0]), "labels")
            spans += [{"type": kind, "value": each, "meta": each.get("meta")} for each in value if each.get(kind)]
        elif isinstance(value, dict) and isinstance(value.get("choices"), list):
            labels += _choice(name, value["choices"])
        elif name in KINDS and isinstance(value, str):
            labels.append((name, value))
        elif name not in _ABOUT[1:]:
            rest[name] = value
    key = _text_key(rest, [span["value"] for span in spans])
    text = rest.pop(key)
    if isinstance(rest.get(REST), dict):
        rest = {**rest.pop(REST)}
    places = _spans(text, spans)
    resolved = _resolved(spans, places)
    return Task(text, [span for span, _ in resolved], labels, _with_meanings(rest, resolved))


def write_task(task: Task, *, suggested: bool) -> dict[str, Any]:
    """Give a task with its annotation, or with a prediction to be corrected; a region notes what it resolves to."""
    known = {(e["start"], e["end"], e["label"]): e for e in task.rest.get("_entities") or []}
    result: list[dict[str, Any]] = []
    for start, end, label in task.spans:
        value = {"start": start, "end": end, "text": task.text[start:end], "labels": [label]}
        region = {"id": _region_id((start, end)), "from_name": SPANS, "to_name": "text", "type": "labels", "value": value}
        means = known.get((start, end, label), {}).get("id")
        result.append(region if means in (None, value["text"]) else {**region, "meta": {"text": [str(means)]}})
    result += [{"id": kind, "from_name": kind, "to_name": "text", "type": "choices", "value": {"choices": [label]}} for kind, label in task.labels]
    rest = dict(task.rest)
    others = rest.get(OTHERS)
    if not suggested and isinstance(others, list):
        result += others
    if not suggested:
        return {"data": {"text": task.text, REST: rest}, "annotations": [{"result": result}]}
    best = [told[0]["score"] for told in guesses_of(rest).values() if told]
    score = {"score": round(sum(best) / len(best), 4)} if best else {}
    return {"data": {"text": task.text, "guesses": guesses_in_words(rest), REST: rest}, "predictions": [{"result": result, **score}]}


def _region_id(place: tuple[int, ...]) -> str:
    return f"s{place[0]}-{place[1]}"


def interface(tasks: Sequence[Task], choices: Mapping[str, Iterable[str]] | None = None) -> str:
    """Give the labelling interface of a Label Studio project for these tasks, and for the labels to choose from."""
    kinds: dict[str, set[str]] = {kind: set(labels) for kind, labels in (choices or {}).items()}
    spans = kinds.pop(SPANS, set())
    for task in tasks:
        spans |= {span[2] for span in task.spans}
        for kind, label in task.labels:
            kinds.setdefault(kind, set()).add(label)
    lines = ["<View>", f'  <Labels name="{SPANS}" toName="text">', *(f"    <Label value={quoteattr(label)}/>" for label in sorted(spans)), "  </Labels>"]
    lines.append('  <Text name="text" value="$text"/>')
    if any(guesses_of(task.rest) for task in tasks):
        lines.append('  <Header value="$guesses" size="6"/>')
    for kind, labels in sorted(kinds.items()):
        lines += [
            f'  <Choices name={quoteattr(kind)} toName="text" choice="single">',
            *(f"    <Choice value={quoteattr(x)}/>" for x in sorted(labels)),
            "  </Choices>",
        ]
    return "\n".join([*lines, "</View>"]) + "\n"
