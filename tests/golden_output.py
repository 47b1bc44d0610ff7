"""The expected output of every document that ships with the project, stored and compared whole.

    python -m tests.golden_output            # writes tests/golden/*.jsonl anew and prints every difference, for a person to read

Probabilities and the labels of the classifier are left out: they change with each training, and are measured on groups left out.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from nlp.document import Minutes
from nlp.pipeline import make_pipeline
from nlp.predictor import Predictor
from nlp.reading.read import read_document
from nlp.training.marks import read_marked

ROOT = Path(__file__).parents[1]
FOLDER = Path(__file__).parent / "golden"
SOURCE = ROOT / "training_data/source"
MINUTES = ROOT / "training_data/minutes"
# What depends on the model or on nothing but the bytes.
_LEFT_OUT = ("schema_version", "sha256", "model")
_OF_LABELS = ("topic", "decision_type")


def rules_alone() -> Predictor:
    """A predictor without a classifier: what the rules find."""
    return Predictor(make_pipeline(), {"name": "rules", "version": "0", "files": {}})


def blocks() -> list[str]:
    """The names of the stored files: one for the documents in `training_data/minutes`, one for each block of marked sources."""
    return ["minutes", *(folder.name for folder in sorted(SOURCE.iterdir()) if folder.is_dir() and folder.name != "minutes")]


def tagged(block: str, predictor: Predictor, part: slice = slice(None), wanted: Callable[[str], bool] = bool) -> Iterator[dict[str, Any]]:
    """Tag the documents of one block, of a part of it, or those whose text is wanted, and give what is stored of each."""
    if block == "minutes":
        for path in sorted(MINUTES.iterdir())[part]:
            document = read_document(str(path))
            if wanted(document.text):
                yield stored(path.name, predictor.tag(document))
    else:
        for path in sorted((SOURCE / block).glob("*.mark"))[part]:
            text = read_marked(path.read_text(encoding="utf-8")).text
            if wanted(text):
                yield stored(path.stem, predictor.predict(text))


def stored(name: str, minutes: Minutes) -> dict[str, Any]:
    """Give what is stored of one result."""
    out = {"id": name, **{key: value for key, value in minutes.to_dict().items() if key not in (*_LEFT_OUT, "id")}}
    out["items"] = [{key: value for key, value in item.items() if key not in _OF_LABELS} for item in out["items"]]
    return out


def read_stored(block: str) -> dict[str, dict[str, Any]]:
    """Read what is stored of a block, by document."""
    path = FOLDER / f"{block}.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    return {document["id"]: document for document in map(json.loads, lines)}


def differences(wanted: Any, found: Any, place: str = "") -> Iterator[str]:
    """Tell every place where two values differ, in words."""
    if isinstance(wanted, dict) and isinstance(found, dict):
        for key in {**wanted, **found}:
            yield from differences(wanted.get(key), found.get(key), f"{place}.{key}" if place else key)
    elif isinstance(wanted, list) and isinstance(found, list) and len(wanted) == len(found):
        for number, (one, other) in enumerate(zip(wanted, found, strict=True)):
            yield from differences(one, other, f"{place}[{number}]")
    elif isinstance(wanted, list) and isinstance(found, list):
        yield from (f"{place}: gone {_short(value)}" for value in wanted if value not in found)
        yield from (f"{place}: new {_short(value)}" for value in found if value not in wanted)
    elif wanted != found:
        yield f"{place}: {_short(wanted)} -> {_short(found)}"


def _short(value: Any) -> str:
    words = json.dumps(value, ensure_ascii=False)
    return words if len(words) < 200 else f"{words[:200]}..."


def main() -> None:
    predictor = rules_alone()
    FOLDER.mkdir(exist_ok=True)
    for block in blocks():
        before = read_stored(block)
        lines = []
        for document in tagged(block, predictor):
            lines.append(json.dumps(document, ensure_ascii=False) + "\n")
            for _difference in differences(before.get(document["id"], {}), document) if before else ():
                pass
        (FOLDER / f"{block}.jsonl").write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
