#!/usr/bin/env python3
"""Measure an archive: bytes of a document, table by table, and how long each question that stands ready takes at many documents.

    python scripts/measure_archive.py [--documents N] [--tagged N] [--from FOLDER] [--keep FILE]

Some documents of the corpus (or all of a folder) are tagged; their results are written again and again as those of other municipalities and days,
until the archive holds as many as asked. Exits with 1 where a question takes a second or more.
"""

from __future__ import annotations

import argparse
import itertools
import re
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

from nlp.archive.pages.canned import QUESTIONS  # noqa: E402
from nlp.archive.stores.open import open_store  # noqa: E402
from nlp.archive.stores.texts import excerpt, search_query, unpack  # noqa: E402
from nlp.document import Minutes  # noqa: E402

TOWNS = 40
FIRST = date(2006, 1, 2)
# What is asked; an empty field asks for all.
ASKED = {"party": "A", "outcome": "rejected", "since": "2006-01-01", "words": "skole", "member": "Jens"}
SLOW = 1.0
SHOWN = 12


def tagged(folder: Path | None, count: int) -> list[Minutes]:
    """Tag some documents of the corpus, or all of a folder."""
    from corpus import make

    from nlp import load
    from nlp.reading.read import Source

    predictor = load()
    if folder is not None:
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        return [minutes for minutes in map(predictor.predict_file, files) if isinstance(minutes, Minutes)]
    return [predictor.tag(Source.of_text(text, name)) for name, text in make(count)]


def copies(results: list[Minutes], count: int) -> Iterator[Minutes]:
    """Give results until there are so many: each round in another municipality, or on another day."""
    for number, minutes in enumerate(itertools.islice(itertools.cycle(results), count)):
        round_ = number // len(results)
        day = (FIRST + timedelta(7 * (round_ // TOWNS) + number % len(results))).isoformat()
        yield replace(minutes, id=f"{number:06}", sha256=f"{number:064x}", municipality=f"Kommune {round_ % TOWNS}", date=day)


def build(path: Path, results: list[Minutes], count: int) -> float:
    """Write the archive; gives its length in seconds."""
    begun = time.perf_counter()
    with open_store(path, results[0].model["digest"]) as store:
        for minutes in copies(results, count):
            store.write(minutes.id, store.encode(minutes, None))
    return time.perf_counter() - begun


def sizes(db: sqlite3.Connection) -> list[tuple[str, int]]:
    """Give the bytes of each table and index, the largest first."""
    return list(db.execute("SELECT name, sum(pgsize) FROM dbstat GROUP BY name ORDER BY 2 DESC"))


def seconds(db: sqlite3.Connection) -> dict[str, float]:
    """Give how long each question takes, asked with fields filled in and with empty ones: the longer of both."""
    values = ASKED | {"case_number": db.execute("SELECT case_number FROM items WHERE case_number IS NOT NULL LIMIT 1").fetchone()[0]}
    out = {}
    for name, (_, _, query) in QUESTIONS.items():
        fields = re.findall(r":(\w+)", query)
        for asked in ({field: values.get(field, "") for field in fields}, dict.fromkeys(fields, "")):
            begun = time.perf_counter()
            db.execute(query, asked).fetchall()
            out[name] = max(out.get(name, 0.0), time.perf_counter() - begun)
    return out


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=20_000, metavar="N", help="how many the archive holds (default 20,000)")
    parser.add_argument("--tagged", type=int, default=200, metavar="N", help="how many of the corpus are tagged (default 200)")
    parser.add_argument("--from", type=Path, dest="folder", metavar="FOLDER", help="tag these instead")
    parser.add_argument("--keep", type=Path, metavar="FILE", help="leave the archive there")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as aside:
        path = args.keep or Path(aside) / "archive.db"
        results = tagged(args.folder, args.tagged)
        took = build(path, results, args.documents)
        words = sum(len(minutes.text.split()) for minutes in results) / len(results)
        with closing(sqlite3.connect(path)) as db:
            db.create_function("escape_fts", 1, search_query)
            db.create_function("excerpt", 4, excerpt)
            db.create_function("unpack", 1, unpack)
            size = path.stat().st_size / args.documents
            items = db.execute("SELECT count(*) FROM items").fetchone()[0] / args.documents
            print(f"{args.documents:,} documents of {words:,.0f} words and {items:.1f} items, written in {took:,.0f} s")
            print(f"{size / 1000:.1f} kB a document, {1000 * size / 1000 / words:.1f} kB per 1,000 words; of these")
            for name, bytes_ in sizes(db)[:SHOWN]:
                print(f"  {bytes_ / args.documents / 1000:6.2f} kB  {name}")
            asked = seconds(db)
    for name, length in sorted(asked.items(), key=lambda entry: -entry[1]):
        print(f"  {length:6.3f} s  {name}")
    slow = [name for name, length in asked.items() if length >= SLOW]
    print(f"slower than {SLOW:.0f} s: {', '.join(slow) or 'none'}")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
