"""Where results go besides stores: pipes and devices, and the list of a run's failures."""

from __future__ import annotations

import json
import stat
import sys
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from nlp.archive.stores.store import BadStore
from nlp.document import Failure

_FAILURES = "errors.jsonl"


def is_stream(path: Path) -> bool:
    """Tell whether an output is standard output (`-`), a pipe, a socket or a device."""
    if str(path) == "-":
        return True
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def check_stream(path: Path) -> None:
    """Refuse a pipe or device that is called as a format that cannot be streamed.

    Raises:
        BadStore: it is.
    """
    if path.suffix.lower() in (".db", ".sqlite", ".sqlite3", ".csv", ".parquet", ".xlsx"):
        raise BadStore(f"{path}: is a pipe or a device, to which only JSON lines can be written. Name a file.")


class Stream:
    """Writes bytes to standard output, a pipe or a device.

    Args:
        path: Which; `-` is standard output.

    Raises:
        BadStore: it cannot be opened or written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._own: IO[bytes] | None = None
        if str(path) != "-":
            try:
                self._own = path.open("wb", buffering=0)
            except OSError as err:
                raise BadStore(f"{path}: cannot be written ({err.strerror}). Name another output.") from err

    def write(self, payload: bytes) -> None:
        """Write and flush."""
        stream = self._own or sys.stdout.buffer
        try:
            view = memoryview(payload)
            while view:
                view = view[stream.write(view) or 0 :]
            stream.flush()
        except BrokenPipeError:
            raise
        except OSError as err:
            raise BadStore(f"{self.path}: cannot be written ({err.strerror}). Nothing more was tagged.") from err

    def __enter__(self) -> Stream:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if self._own is not None:
            with suppress(OSError):
                self._own.close()


def errors_path(output: Path) -> Path:
    """Give the file that lists the failures of a run: in the output folder of a cluster, else beside the output.

    A file of that name that is none of ours is left alone, and the list is called after the output.
    """
    folder = output if output.is_dir() else output.parent
    for name in (_FAILURES, f"{output.stem}.{_FAILURES}", f"{output.name}.failures.jsonl"):
        path = folder / name
        if path != output and (not path.exists() or _is_ours(path)):
            return path
    return folder / f"{output.name}.failures.jsonl"


def _is_ours(path: Path) -> bool:
    """Tell whether a file lists failures as we write them: each of its lines has an id and an error and nothing else."""
    try:
        with path.open("rb") as stream:
            first = stream.readline(1_000_000)
        data = json.loads(first)
    except (OSError, ValueError):
        return False
    return isinstance(data, dict) and data.keys() == {"schema_version", "id", "error"}


class Errors:
    """The list of this run's failures, one JSON line each as they come; a list of an earlier run is replaced, or removed where there are none."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._stream: IO[str] | None = None

    def write(self, failure: Failure) -> None:
        """Add one; a full disk must not stop the run for it, as failures are named at the end, too."""
        with suppress(OSError):
            if self._stream is None:
                if self.path.exists() and not _is_ours(self.path):
                    return
                self._stream = self.path.open("w", encoding="utf-8", errors="backslashreplace")
            self._stream.write(json.dumps(failure.to_dict(), ensure_ascii=False) + "\n")
            self._stream.flush()

    def __enter__(self) -> Errors:
        return self

    def __exit__(self, kind: object, error: Any, trace: object) -> None:
        with suppress(OSError):
            if self._stream is not None:
                self._stream.close()
            elif kind is None and _is_ours(self.path):
                self.path.unlink(missing_ok=True)
