"""How far a run is: a live line on a terminal, plain lines at intervals elsewhere, nothing when told to be quiet."""

from __future__ import annotations

import time
from collections.abc import Callable
from types import TracebackType
from typing import IO

from nlp.archive.run import Summary
from nlp.commands.wording import Wording

_SAY = Wording("en").say
# Seconds between plain lines.
INTERVAL = 10.0


class Progress:
    """Shows documents, items, words a second, time left and failures of a run.

    Args:
        stream: Where to, mostly standard error.
        summary: The counts, which the run keeps up to date.
        total: How many documents there are, where that is known.
        quiet: Show nothing.
        clock: Gives the time in seconds.
    """

    def __init__(self, stream: IO[str], summary: Summary, total: int | None, *, quiet: bool = False, clock: Callable[[], float] = time.monotonic) -> None:
        self._summary, self._total, self._stream, self._clock = summary, total, stream, clock
        self._begun = self._told = clock()
        # When the first document was done, and the words until then: before it the model was loaded.
        self._first: tuple[float, int, int] | None = None
        self._quiet = quiet
        self._live = None if quiet or not stream.isatty() else _live(stream, total)

    def tell(self) -> None:
        """Show the counts, if it is time to."""
        if self._first is None and self._tagged():
            self._first = self._clock(), self._tagged(), self._summary.words
        if self._live is not None:
            task = self._live.task_ids[0]
            self._live.update(task, completed=self._count(), facts=self._facts())
        elif not self._quiet and self._clock() - self._told >= INTERVAL:
            self._told = self._clock()
            self._stream.write(self.line() + "\n")
            self._stream.flush()

    def line(self) -> str:
        """Give the state of the run as one line."""
        count, total = self._count(), self._total
        documents = _SAY("documents", count if total is None else total)
        parts = [documents if total is None else f"{count:,} of {documents}", self._facts()]
        return ", ".join(parts)

    def __enter__(self) -> Progress:
        if self._live is not None:
            self._live.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._live is not None:
            self._live.stop()

    def _count(self) -> int:
        return self._summary.documents + self._summary.skipped + self._summary.failed.total()

    def _tagged(self) -> int:
        return self._summary.documents + self._summary.failed.total()

    def _facts(self) -> str:
        summary = self._summary
        parts = [f"{summary.items:,} items"]
        left = None
        if self._first is not None:
            since, tagged, words = self._first
            seconds, more = self._clock() - since, self._tagged() - tagged
            if seconds > 0 and more:
                parts.append(f"{(summary.words - words) / seconds:,.0f} words/s")
                # What is passed over costs nothing, so that it does not tell how long the others take.
                left = None if self._total is None else seconds / more * (self._total - self._count())
        if summary.skipped:
            parts.append(f"{summary.skipped:,} skipped")
        parts.append(f"{summary.failed.total():,} failed")
        if left is not None and self._count() < (self._total or 0):
            parts.append(f"{_duration(left)} left")
        return ", ".join(parts)


def _live(stream: IO[str], total: int | None):  # type: ignore[no-untyped-def]
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
    from rich.progress import Progress as Live

    columns = (BarColumn(bar_width=24), MofNCompleteColumn(), TextColumn("{task.fields[facts]}"))
    live = Live(*columns, console=Console(file=stream), transient=True, refresh_per_second=4)
    live.add_task("tag", total=total, facts="starting")
    return live


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min {rest:02} s" if minutes else f"{rest} s"
