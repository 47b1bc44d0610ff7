"""What one document may take: memory in a process of its own, and time in this one."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType


class Overrun(BaseException):
    """A document took longer than it may. No `Exception`, so that nothing below takes it for a fault of its own."""


def limit_memory(megabytes: int) -> None:
    """Let this process take so much more memory than it has now; more is a `MemoryError`. Windows has no such limit.

    Args:
        megabytes: How much; 0 sets no limit.
    """
    if not megabytes:
        return
    with suppress(ImportError, OSError, ValueError):
        import resource

        with open("/proc/self/statm", encoding="ascii") as stream:
            now = int(stream.read().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (now + megabytes * 1_000_000, resource.RLIM_INFINITY))


@contextmanager
def limit_time(seconds: float | None) -> Iterator[None]:
    """Raise `Overrun` in the block once it has taken so long; only in the main thread, and not on Windows."""
    if seconds is None or not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def overrun(number: int, frame: FrameType | None) -> None:
        raise Overrun

    before = signal.signal(signal.SIGALRM, overrun)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
