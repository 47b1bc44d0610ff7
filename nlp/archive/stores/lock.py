"""Keeps a second run away from an output: two would write into each other's files."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import IO

from nlp.archive.stores.store import BadStore


def lock(stream: IO[bytes], path: Path) -> bool:
    """Take an open file for this run alone; tells whether it still is the one of that name, which another run may have put in its place meanwhile.

    Raises:
        BadStore: another run has it.
    """
    try:
        import fcntl
    except ImportError:  # Windows has other locks; there a second run is the user's care.
        return True
    try:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as err:
        raise in_use(path) from err
    except OSError:
        return True  # A file system without locks.
    try:
        return os.path.samestat(os.fstat(stream.fileno()), path.stat())
    except FileNotFoundError:
        return False


def in_use(path: Path) -> BadStore:
    """Give the error of an output that another run writes to."""
    return BadStore(f"{path}: another run is writing to it. Wait for it, or name another file.")


class Lock:
    """Holds an output of several files, whatever becomes of them, by a hidden file beside it that goes with the run.

    Raises:
        BadStore: another run holds it, or the file cannot be made.
    """

    def __init__(self, output: Path) -> None:
        self._path = output.with_name(f".{output.name}.lock")
        while True:
            try:
                self._stream = self._path.open("ab")
            except OSError as err:
                raise BadStore(f"{output}: cannot be written ({err.strerror}). Name another file.") from err
            try:
                if lock(self._stream, self._path):
                    return
            except BadStore as err:
                self._stream.close()
                raise in_use(output) from err
            self._stream.close()  # Whoever held it has just gone, and the file with it.

    def release(self) -> None:
        """Let others have the output."""
        if not self._stream.closed:
            with suppress(OSError):
                self._path.unlink()
            self._stream.close()
