"""Files of examples to rows, each with the place it stands in; nothing is checked here but the files themselves.

JSON Lines and CSV are read without any optional package, so that the base install can train; Parquet is read through `datasets`, workbooks by openpyxl.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nlp.errors import BadExamples, MissingExtra, NlpError
from nlp.reading.sheets import REST, WHOLE, fitted, read_csv, read_workbook
from nlp.reading.text import decode

JSON_SUFFIXES = (".jsonl", ".ndjson", ".json")
CSV_SUFFIXES = (".csv", ".tsv")
WORKBOOK_SUFFIXES = (".xlsx", ".xlsm")
TABLE_SUFFIXES = (*CSV_SUFFIXES, *WORKBOOK_SUFFIXES, ".parquet")
# What `datasets` leaves in a folder that it saved.
_SAVED = ("dataset_info.json", "dataset_dict.json")


@dataclass(frozen=True, slots=True)
class Row:
    """One row as read: its file, its place there in words for a message, and its columns."""

    file: Path
    place: str
    data: dict[str, Any]

    @property
    def where(self) -> str:
        """Where the row stands, for a message."""
        return f"{self.file}, {self.place}"

    @property
    def name(self) -> str:
        """What the row is called where it has no id: the same wherever the file lies."""
        return f"{self.file.name}, {self.place}"


def read_rows(paths: Iterable[Path]) -> list[Row]:
    """Read all rows of files and folders, in order.

    Raises:
        BadExamples: a path is missing, empty, of an unknown format or damaged; says file and line.
        MissingExtra: a Parquet file or a workbook, and its package is not installed.
    """
    paths = list(paths)
    out = [row for path in paths for file in _files(path) for row in _rows(file)]
    if not out:
        raise BadExamples(f"{', '.join(map(str, paths)) or 'no file'}: no examples in there. Name files with at least one example.")
    return out


def is_saved_dataset(path: Path) -> bool:
    """Tell whether a folder was written by the `datasets` library."""
    return any((path / name).is_file() for name in _SAVED)


def _files(path: Path) -> list[Path]:
    if path.is_dir() and not is_saved_dataset(path):
        found = sorted(file for file in path.iterdir() if file.suffix.lower() in (*JSON_SUFFIXES, *TABLE_SUFFIXES))
        if not found:
            raise BadExamples(f"{path}: the folder holds no {', '.join((*JSON_SUFFIXES, *TABLE_SUFFIXES))} files. Name a file or folder with examples.")
        return found
    if not path.exists():
        raise BadExamples(f"{path}: no such file or folder.")
    return [path]


def _rows(path: Path) -> Iterator[Row]:
    suffix = path.suffix.lower()
    if path.is_dir() or suffix in TABLE_SUFFIXES:
        return _table_rows(path)
    if suffix in JSON_SUFFIXES:
        return _json_rows(path)
    raise BadExamples(f"{path}: cannot read {suffix or 'files without a suffix'}. Use {', '.join((*JSON_SUFFIXES, *TABLE_SUFFIXES))}, or `referat convert`.")


def _text(path: Path) -> str:
    try:
        return decode(path.read_bytes(), str(path))
    except (OSError, NlpError) as err:
        raise BadExamples(f"{path}: cannot be read ({err}).") from err


def _json_rows(path: Path) -> Iterator[Row]:
    text = _text(path)
    if text.lstrip().startswith("["):
        try:
            entries = json.loads(text)
        except json.JSONDecodeError as err:
            raise BadExamples(f"{path}, line {err.lineno}: is no JSON ({err.msg}).") from err
        yield from (Row(path, f"entry {number}", _object(entry, f"{path}, entry {number}")) for number, entry in enumerate(entries, start=1))
        return
    # Not splitlines: a JSON string may hold U+2028 and its like.
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            try:
                entry = json.loads(line)
            except json.JSONDecodeError as err:
                raise BadExamples(f"{path}, line {number}: is no JSON ({err.msg}). Write one JSON object on each line.") from err
            yield Row(path, f"line {number}", _object(entry, f"{path}, line {number}"))


def _object(entry: Any, where: str) -> dict[str, Any]:
    if not isinstance(entry, dict):
        raise BadExamples(f"{where}: holds a {type(entry).__name__}. Write one JSON object for each example.")
    return entry


def import_datasets() -> Any:
    """Give the `datasets` module, with its progress bars off.

    Raises:
        MissingExtra: it is not installed.
    """
    try:
        import datasets
    except ImportError as err:
        raise MissingExtra("Reading Parquet and `datasets` folders", "datasets", "train") from err
    datasets.disable_progress_bars()
    return datasets


def _table_rows(path: Path) -> Iterator[Row]:
    for place, entry in _places(path):
        if any(value is not None and value != "" for value in entry.values()):
            yield Row(path, place, _with_rest(entry, f"{path}, {place}"))


def _places(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    suffix = path.suffix.lower()
    if suffix in CSV_SUFFIXES:
        return ((f"line {line}", entry) for line, entry in read_csv(_text(path), path))
    if suffix in WORKBOOK_SUFFIXES:
        return ((f"row {number}", entry) for number, entry in read_workbook(path))
    return ((f"row {number}", entry) for number, entry in enumerate(_arrow_rows(path), start=1))


def _arrow_rows(path: Path) -> list[dict[str, Any]]:
    datasets = import_datasets()
    # Read into memory through a folder of our own: the library would keep a copy of the texts in the user's cache.
    with tempfile.TemporaryDirectory() as cache:
        try:
            if path.is_dir():
                loaded = datasets.load_from_disk(str(path), keep_in_memory=True)
                parts = list(loaded.values()) if isinstance(loaded, datasets.DatasetDict) else [loaded]
            else:
                parts = [datasets.Dataset.from_parquet(str(path), cache_dir=cache, keep_in_memory=True)]
            return [_named(part.features, entry) for part in parts for entry in part]
        except (OSError, ValueError, KeyError, datasets.exceptions.DatasetsError) as err:
            cause = err.__cause__ or err
            raise BadExamples(f"{path}: cannot be read as a table ({str(cause).splitlines()[0] if str(cause) else type(cause).__name__}).") from err


def _named(features: Any, entry: dict[str, Any]) -> dict[str, Any]:
    """Give the names of labels that the table holds as numbers."""
    return {name: features[name].int2str(value) if hasattr(features[name], "int2str") and value is not None else value for name, value in entry.items()}


def _with_rest(entry: dict[str, Any], where: str) -> dict[str, Any]:
    rest = entry.get(REST)
    if not isinstance(rest, str) or not rest:
        return entry
    try:
        held = json.loads(rest)
    except json.JSONDecodeError as err:
        raise BadExamples(f"{where}: its column {REST!r} is no JSON ({err.msg}). Leave it as `referat convert` wrote it, or take it out.") from err
    if not isinstance(held, dict):
        raise BadExamples(f"{where}: its column {REST!r} is no object. Leave it as `referat convert` wrote it, or take it out.")
    whole = held.pop(WHOLE, None)
    if isinstance(whole, str) and fitted(str(entry.get("text"))) == fitted(whole):
        entry["text"] = whole
    return {**{name: value for name, value in entry.items() if name != REST}, **held}
