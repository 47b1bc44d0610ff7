"""Tables with a column of text, and datasets that the `datasets` library streams: one row, one document."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from nlp.archive.document import BadSource, Document, Options, check_columns, printable, read_rows, refused
from nlp.errors import MissingExtra
from nlp.reading.read import MAX_BYTES

_ROWS_AT_ONCE = 64


def read_table(path: str, suffix: str, options: Options) -> Iterator[Document]:
    """Give one document for each row of a JSON Lines, CSV or Parquet file.

    Raises:
        BadSource: the file cannot be read as such a table, or lacks a column.
    """
    name = Path(path).as_posix()
    try:
        if suffix == ".parquet":
            yield from read_rows(_parquet(path, name, options), name, options)
        elif suffix == ".csv":
            yield from read_rows(_csv(path, name, options), name, options)
        else:
            yield from _json_lines(path, name, options)
    except OSError as err:
        raise BadSource(f"{name}: cannot be read ({err.strerror or type(err).__name__}). Check the file and its permissions.") from err


def _json_lines(path: str, name: str, options: Options) -> Iterator[Document]:
    with open(path, "rb") as stream:
        number = 0
        while line := stream.readline(MAX_BYTES + 1):
            number += 1
            at = f"{name}#{number}"
            if len(line) > MAX_BYTES:
                # The rest of the line is passed over in pieces, so that none of it is kept.
                while line and not line.endswith(b"\n"):
                    line = stream.readline(MAX_BYTES)
                yield refused(at, "too_large", f"line {number} is longer than {MAX_BYTES // 1_000_000} MB.")
                continue
            if not line.strip():
                continue
            try:
                row = json.loads(line.decode("utf-8-sig" if number == 1 else "utf-8"))
            except (UnicodeDecodeError, ValueError, RecursionError):
                yield refused(at, "unreadable", f"line {number} is no JSON in UTF-8.")
                continue
            if not isinstance(row, dict):
                yield refused(at, "unreadable", f"line {number} is no JSON object.")
                continue
            yield _row(row, at, number, name, options)


def _row(row: dict[str, Any], at: str, number: int, name: str, options: Options) -> Document:
    if number == 1:
        check_columns(row, name, options)
    key = row.get(options.id) if options.id else None
    text = row.get(options.column)
    identity = at if key is None else printable(str(key))
    if isinstance(text, str) and text:
        return Document(identity, text=text)
    return refused(identity, "unreadable", f"line {number} has no text in column {options.column!r}. Nothing to tag.")


def _csv(path: str, name: str, options: Options) -> Iterator[dict[str, Any]]:
    for number, row in enumerate(csv_rows(path, name)):
        if number == 0:
            check_columns(row, name, options)
        yield row


def csv_rows(path: str, name: str) -> Iterator[dict[str, Any]]:
    """Give the rows of a CSV, whatever its separator and encoding; a file with a header alone gives none.

    Raises:
        BadSource: it cannot be read as CSV.
    """
    csv.field_size_limit(MAX_BYTES)
    with open(path, "rb") as raw:
        head = raw.read(64_000)
    # Excel writes semicolons where the comma is the decimal sign.
    first = head.split(b"\n", 1)[0]
    delimiter = max(",;\t", key=lambda mark: first.count(mark.encode()))
    with open(path, encoding=_encoding(head), errors="strict", newline="") as stream:
        reader = csv.DictReader(stream, delimiter=delimiter)
        try:
            yield from reader
        except (csv.Error, UnicodeDecodeError) as err:
            raise BadSource(f"{name}: line {reader.line_num + 1} cannot be read as CSV ({type(err).__name__}). Save it as CSV in UTF-8.") from err


def _encoding(head: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        head[:-4].decode("utf-8") if len(head) == 64_000 else head.decode("utf-8")
    except UnicodeDecodeError as err:
        return "utf-8-sig" if len(head) == 64_000 and err.start > len(head) - 8 else "cp1252"
    return "utf-8-sig"


def _parquet(path: str, name: str, options: Options) -> Iterator[dict[str, Any]]:
    file = _parquet_file(path, name)
    with file:
        check_columns(file.schema_arrow.names, name, options)
        columns = [column for column in (options.column, options.id) if column is not None]
        for batch in file.iter_batches(batch_size=_ROWS_AT_ONCE, columns=columns):
            yield from batch.to_pylist()


def _parquet_file(path: str, name: str) -> Any:
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as err:
        raise MissingExtra("Reading Parquet", "pyarrow", "store") from err
    try:
        return pq.ParquetFile(path)
    except pa.ArrowInvalid as err:
        raise BadSource(f"{name}: is no Parquet file, or a damaged one. Fetch it again.") from err


def count_parquet(path: str) -> int | None:
    """Count the rows of a Parquet file from its footer."""
    with _parquet_file(path, Path(path).as_posix()) as file:
        return int(file.metadata.num_rows)


def read_dataset(name: str, options: Options) -> Iterator[Document]:
    """Give one document for each row that the `datasets` library streams: a name, a folder with a loading recipe, a saved dataset.

    Raises:
        BadSource: there is no such dataset or split, or it lacks a column.
    """
    try:
        import datasets
    except ImportError as err:
        raise MissingExtra("Reading a dataset", "datasets", "train") from err
    rows: Iterable[Any]
    try:
        if (Path(name) / "state.json").is_file() or (Path(name) / "dataset_dict.json").is_file():
            loaded = datasets.load_from_disk(name)
            rows = loaded[options.split] if isinstance(loaded, datasets.DatasetDict) else loaded
        else:
            rows = datasets.load_dataset(name, options.config, split=options.split, streaming=True)
    except (OSError, ValueError, KeyError) as err:
        raise BadSource(
            f"{name}: cannot be loaded as a dataset with split {options.split!r} ({type(err).__name__}). Check its name, --split and --config."
        ) from err
    yield from read_rows(rows, name, options)
