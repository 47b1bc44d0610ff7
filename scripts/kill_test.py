#!/usr/bin/env python3
"""Kill a run with SIGKILL at random moments, run again, and compare the store with that of an undisturbed run.

    python scripts/kill_test.py [--times N] [--documents N] [--seed N] [--output NAME ...]

For each kind of store: each time, a fresh run is killed somewhere between its start and its end, and a plain second run goes on from what is
there. Exits with 1 where a store differs, or where runs ended too soon to be killed.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]


def command(folder: Path, output: Path, workers: int) -> list[str]:
    """Give the command of a run."""
    return [sys.executable, "-m", "nlp", "tag", str(folder), "-o", str(output), "--workers", str(workers), "--quiet"]


def contents(output: Path) -> str:
    """Give a digest of all that a store holds: of its bytes, and for SQLite of all rows of all tables."""
    total = hashlib.sha256()
    for path in sorted(output.parent.glob(f"{output.stem}.*")):
        total.update(path.name.encode())
        if path.suffix == ".db":
            with closing(sqlite3.connect(path)) as db:
                for line in db.iterdump():
                    total.update(line.encode())
        else:
            total.update(path.read_bytes())
    return total.hexdigest()


def kill_after(arguments: list[str], seconds: float) -> bool:
    """Start a run and kill its main process after so long; tells whether it was still running."""
    process = subprocess.Popen(arguments, cwd=ROOT)
    try:
        process.wait(seconds)
        return False
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()
        return True


def check(base: Path, name: str, folder: Path, times: int, rng: random.Random) -> int:
    """Kill runs into one kind of store; gives how many stores differ in the end."""
    whole = base / "whole" / name
    whole.parent.mkdir()
    begun = time.perf_counter()
    subprocess.run(command(folder, whole, 2), cwd=ROOT, check=True)
    length = time.perf_counter() - begun
    wanted, bad, killed, partial, tried = contents(whole), 0, 0, 0, 0
    while killed < times and tried < 5 * times:
        number, tried = tried, tried + 1
        output = base / f"{number}" / name
        output.parent.mkdir()
        if not kill_after(command(folder, output, rng.choice((1, 2))), rng.uniform(0.2, 1.0) * length):
            continue  # It was faster than the undisturbed one: try another moment.
        killed += 1
        partial += any(path.stat().st_size for path in output.parent.glob("*"))
        subprocess.run(command(folder, output, rng.choice((1, 2))), cwd=ROOT, check=True)
        bad += contents(output) != wanted
    print(f"{name}: {killed} runs killed, {partial} of them had written something; {bad} stores differ from the undisturbed one")
    return bad + times - killed


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--documents", type=int, default=300)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--output", nargs="+", default=["tagged.jsonl", "tagged.db", "tagged.parquet"], help="one name for each kind of store")
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
