#!/usr/bin/env python3
"""Disturb a run at random moments, run again, and compare the store with that of an undisturbed run.

    python scripts/kill_test.py [--times N] [--documents N] [--seed N] [--output NAME ...]

For each kind of store: each time, a fresh run is disturbed somewhere between its start and its end, and a plain second run goes on from what is
there. Its main process is killed; every fourth time one of its workers alone, and it goes on; every fourth time it is asked to end (SIGTERM): it must
say what was tagged, and leave no worker; every fourth time a second run is started into the same file, which must be refused. Then the disk is full:
a limit on the size of files ends a run. Exits with 1 where a store differs, or where runs ended too soon to be disturbed.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import resource
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import Counter
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]
# Seconds after which a run that goes on is taken to hang.
LONG = 300


def command(folder: Path, output: Path, workers: int) -> list[str]:
    """Give the command of a run."""
    return [sys.executable, "-m", "nlp", "tag", str(folder), "-o", str(output), "--workers", str(workers), "--quiet"]


def contents(output: Path) -> str:
    """Give a digest of all that a store holds: of its bytes, and for SQLite of all rows of all tables, and of where each word stands."""
    total = hashlib.sha256()
    for path in sorted(output.parent.glob(f"{output.stem}.*")):
        if path.name.endswith(".errors.jsonl"):
            continue
        total.update(path.name.encode())
        if path.suffix == ".db":
            _rows(path, total)
        elif path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as book:
                for name in sorted(name for name in book.namelist() if name.startswith("xl/")):
                    total.update(book.read(name))
        else:
            total.update(path.read_bytes())
    return total.hexdigest()


def _rows(path: Path, total: Any) -> None:
    with closing(sqlite3.connect(path)) as db:
        names = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'texts_fts%' ORDER BY name")]
        for name in names:
            for row in db.execute(f"SELECT * FROM [{name}] ORDER BY 1, 2"):
                total.update(repr(row).encode())
        # How the index of words is cut into pieces depends on when it was written; what it holds does not.
        db.execute("CREATE VIRTUAL TABLE temp.words USING fts5vocab(main, texts_fts, 'instance')")
        for row in db.execute("SELECT term, doc FROM temp.words ORDER BY term, doc"):
            total.update(repr(row).encode())


def workers_of(process: int) -> list[int]:
    """Give the processes below one, as the system lists them."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(fields[1]) == process:
            found.append(int(path.parent.name))
    return found


class Disturbed:
    """A run that something is done to after some seconds; `wrong` says what did not go as it must."""

    def __init__(self, arguments: list[str], seconds: float, how: str) -> None:
        self.wrong: list[str] = []
        self.process = subprocess.Popen(arguments, cwd=ROOT, stderr=subprocess.PIPE, text=True)
        try:
            self.process.wait(seconds)
            self.in_time = False
        except subprocess.TimeoutExpired:
            self.in_time = True
            below = workers_of(self.process.pid)
            getattr(self, how)(arguments, below)
            self._see_gone(below)
        finally:
            if self.process.stderr is not None:
                self.process.stderr.close()

    def killed(self, arguments: list[str], below: list[int]) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def worker_killed(self, arguments: list[str], below: list[int]) -> None:
        for worker in below[-1:]:
            with suppress(ProcessLookupError):
                os.kill(worker, signal.SIGKILL)
        self.process.wait(LONG)

    def asked_to_end(self, arguments: list[str], below: list[int]) -> None:
        self.process.send_signal(signal.SIGTERM)
        _, said = self.process.communicate(timeout=LONG)
        if self.process.returncode not in (130, -signal.SIGTERM, 0):
            self.wrong.append(f"SIGTERM ended it with {self.process.returncode}: {said[-300:]}")
        elif self.process.returncode == 130 and "stopped" not in said:
            self.wrong.append("SIGTERM was not told")

    def second_run(self, arguments: list[str], below: list[int]) -> None:
        other = subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True, check=False)
        self.process.wait(LONG)
        # Where the first one ended meanwhile, the second one had nothing to do.
        if other.returncode and "another run" not in other.stderr and "locked" not in other.stderr and "is there already" not in other.stderr:
            self.wrong.append(f"a second run ended with {other.returncode}: {other.stderr[-300:]}")

    def _see_gone(self, below: list[int]) -> None:
        until = time.monotonic() + 60
        while time.monotonic() < until and any(Path(f"/proc/{worker}/cmdline").exists() for worker in below):
            time.sleep(0.05)
        left = [worker for worker in below if Path(f"/proc/{worker}/cmdline").exists()]
        if left:
            self.wrong.append(f"{len(left)} workers are left")


WAYS = ("killed", "asked_to_end", "worker_killed", "second_run")


def check(base: Path, name: str, folder: Path, times: int, rng: random.Random) -> int:
    """Disturb runs into one kind of store; gives how many times something was wrong."""
    whole = base / "whole" / name
    whole.parent.mkdir()
    begun = time.perf_counter()
    subprocess.run(command(folder, whole, 2), cwd=ROOT, check=True)
    length = time.perf_counter() - begun
    wanted, bad, tried = contents(whole), 0, 0
    done: Counter[str] = Counter()
    while done.total() < times and tried < 5 * times:
        number, tried = tried, tried + 1
        output = base / f"{number}" / name
        output.parent.mkdir()
        how = WAYS[done.total() % len(WAYS)]
        run = Disturbed(command(folder, output, rng.choice((1, 2))), rng.uniform(0.2, 1.0) * length, how)
        if not run.in_time:
            continue  # It was faster than the undisturbed one: try another moment.
        done[how] += 1
        if not (output.suffix == ".xlsx" and output.exists()):
            # A document that died with its worker is done again, and so is what was not done.
            again = subprocess.run(command(folder, output, rng.choice((1, 2))), cwd=ROOT, capture_output=True, text=True, check=False)
            if again.returncode:
                run.wrong.append(f"the run after it ended with {again.returncode}: {again.stderr[-300:]}")
        if contents(output) != wanted:
            run.wrong.append("the store differs")
        for what in run.wrong:
            print(f"    {how}: {what}")
        bad += bool(run.wrong)
    bad += full_disk(base, name, folder, wanted, whole)
    told = ", ".join(f"{count} {how.replace('_', ' ')}" for how, count in done.items())
    print(f"{name}: {done.total()} runs disturbed ({told}) and a full disk; {bad} went wrong", flush=True)
    return bad + times - done.total()


def full_disk(base: Path, name: str, folder: Path, wanted: str, whole: Path) -> int:
    """Let no file grow beyond a part of what the store takes, and go on without that limit; gives whether something was wrong."""
    output = base / "full" / name
    output.parent.mkdir()
    room = max(path.stat().st_size for path in whole.parent.iterdir()) // 3

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

    run = subprocess.run(command(folder, output, 2), cwd=ROOT, capture_output=True, text=True, check=False, preexec_fn=limit)
    subprocess.run(command(folder, output, 2), cwd=ROOT, check=True)
    wrong = []
    if run.returncode != 1 or "Traceback" in run.stderr:
        wrong.append(f"a full disk ended it with {run.returncode}: {run.stderr[-300:]}")
    if contents(output) != wanted:
        wrong.append("after a full disk the store differs")
    for what in wrong:
        print(f"    {what}")
    return len(wrong)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--documents", type=int, default=300)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--output", nargs="+", default=["tagged.jsonl", "tagged.db", "tagged.parquet", "tagged.csv"], help="one name for each kind of store")
    args = parser.parse_args()
    from corpus import write

    bad = 0
    for name in args.output:
        with tempfile.TemporaryDirectory() as aside:
            base = Path(aside)
            write(base / "corpus", args.documents)
            bad += check(base, name, base / "corpus", args.times, random.Random(args.seed))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
