#!/usr/bin/env python3
"""Tag a large corpus in one run, then again: does memory grow, and is what is done left alone?

    python scripts/soak.py [--documents N] [--workers N] [--output NAME] [--keep FOLDER]

Prints the peak memory of each worker in the first and in the last thousand documents, and the seconds of both runs. Needs Linux (/proc).
"""

from __future__ import annotations

import argparse
import multiprocessing
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]
MIB = 1 << 20


def resident(pid: int) -> int:
    """Give a process's resident memory in bytes, 0 where it has ended."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4096
    except (OSError, IndexError):
        return 0


def first_run(folder: Path, output: Path, documents: int, workers: int) -> float:
    """Tag everything with memory watched; gives the seconds."""
    from nlp.archive.pool import Setup
    from nlp.archive.run import Job, tag_into
    from nlp.archive.sources import Sources
    from nlp.archive.stores.open import open_store

    begun = time.perf_counter()
    setup = Setup()
    peaks: dict[int, list[int]] = defaultdict(list)
    parent: list[int] = []
    done = failed = 0
    with open_store(output, setup.digest()) as store:
        for one in tag_into(store, Sources([str(folder)]), Job(setup, workers)):
            failed += one.failure is not None
            if done % 100 == 99:
                thousand = done // 1000
                for number, child in enumerate(sorted(multiprocessing.active_children(), key=lambda c: c.pid or 0)):
                    rows = peaks[number]
                    rows.extend([0] * (thousand + 1 - len(rows)))
                    rows[thousand] = max(rows[thousand], resident(child.pid or 0))
                parent.extend([0] * (thousand + 1 - len(parent)))
                parent[thousand] = max(parent[thousand], resident(multiprocessing.current_process().pid or 0))
            done += 1
    took = time.perf_counter() - begun
    print(f"first run: {done:,} documents, {failed} failed, {took:.1f} s, {done / took:,.0f} documents/s, {output.stat().st_size / MIB:,.0f} MiB written")
    for name, rows in [*((f"worker {n + 1}", rows) for n, rows in peaks.items()), ("parent", parent)]:
        print(f"  {name:9} peak memory, thousands of documents in order, MiB: {' '.join(f'{peak / MIB:.0f}' for peak in rows)}")
    return took


def second_run(folder: Path, output: Path) -> float:
    """Run the command over the same documents; gives the seconds, start-up included."""
    begun = time.perf_counter()
    command = [sys.executable, "-m", "nlp", "tag", str(folder), "-o", str(output)]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    print(f"second run: {time.perf_counter() - begun:.2f} s; {result.stderr.splitlines()[0] if result.stderr else result.returncode}")
    return time.perf_counter() - begun


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--output", default="tagged.jsonl", help="its suffix chooses the store (default tagged.jsonl)")
    parser.add_argument("--keep", type=Path, help="make the corpus and the output here, and leave them")
    args = parser.parse_args()
    from corpus import write

    with tempfile.TemporaryDirectory() as aside:
        base = args.keep or Path(aside)
        folder, output = base / "corpus", base / args.output
        words = write(folder, args.documents)
        print(f"{args.documents:,} documents, {words:,} words")
        first = first_run(folder, output, args.documents, args.workers)
        second = second_run(folder, output)
        print(f"the second run is {first / second:.0f} times faster")
    return 0


if __name__ == "__main__":
    sys.exit(main())
