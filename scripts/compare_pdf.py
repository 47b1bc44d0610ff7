#!/usr/bin/env python3
"""Compare the reader of PDF with PDFium's bare text, in words and in time, and with what it read before.

    scripts/compare_pdf.py FILES.pdf... [--save texts.json] [--before texts.json]

Beside the files, the minutes in training_data are printed to PDF and read, and one PDF of 200 pages. For each: pages, the share of
PDFium's words that are kept in order, and the time in multiples of PDFium's own, all in one run. With --before, the lines that changed.
"""

from __future__ import annotations

import argparse
import difflib
import json
import time
from collections.abc import Callable
from pathlib import Path

import pypdfium2
from fpdf import FPDF

from nlp.reading import pdf

MINUTES = Path(__file__).parents[1] / "training_data" / "minutes"
RUNS = 5


def printed(text: str, pages: int = 1) -> bytes:
    """Print a text, as often as pages are asked for; lines that head something are bold."""
    document = FPDF()
    document.set_margin(20)
    for _ in range(pages):
        document.add_page()
        for line in text.split("\n"):
            words = line.strip(" *#").encode("latin-1", "replace").decode("latin-1")
            heads = line.startswith(("**", "#", "Punkt ")) or words in ("Beslutning", "Indstilling", "Sagsfremstilling")
            document.set_font("Helvetica", "B" if heads else "", 10)
            if words:
                document.multi_cell(170, 5, words, new_x="LMARGIN", new_y="NEXT")
            else:
                document.ln(4)
    return bytes(document.output())


def bare(raw: bytes) -> tuple[int, str]:
    """Give the number of pages and PDFium's own text."""
    document = pypdfium2.PdfDocument(raw)
    try:
        return len(document), "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def fastest(work: Callable[[], object]) -> float:
    """Give the shortest of several times, in seconds of the processor, so that a busy machine changes little."""
    times = []
    for _ in range(RUNS):
        begin = time.process_time()
        work()
        times.append(time.process_time() - begin)
    return min(times)


def kept(floor: str, text: str) -> float:
    """Give the share of words that the text keeps in their order."""
    before, now = floor.replace("\ufffe", "").split(), text.replace("**", "").split()
    if not before:
        return 1.0
    matcher = difflib.SequenceMatcher(None, before, now, autojunk=False)
    return sum(block.size for block in matcher.get_matching_blocks()) / len(before)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--save", type=Path, help="keep the texts in this file")
    parser.add_argument("--before", type=Path, help="texts kept earlier: show the lines that changed")
    options = parser.parse_args()
    documents = {path.name: path.read_bytes() for path in options.files}
    documents |= {f"{path.name}.pdf": printed(path.read_text(encoding="utf-8")) for path in sorted(MINUTES.iterdir()) if path.suffix in (".txt", ".md")}
    documents["200 pages"] = printed((MINUTES / "aamose.txt").read_text(encoding="utf-8")[:2500], pages=200)
    texts, ours, floors, total = {}, 0.0, 0.0, 0
    print(f"{'':40} {'pages':>5} {'kept':>6} {'ms/page':>8} {'times':>6}")
    for name, raw in documents.items():
        pages, floor = bare(raw)
        texts[name] = pdf.read(raw, name)
        floor_time, our_time = fastest(lambda raw=raw: bare(raw)), fastest(lambda raw=raw, name=name: pdf.read(raw, name))
        share = kept(floor, texts[name]) if pages < 100 else 1.0
        print(f"{name[:40]:40} {pages:5} {share:6.3f} {1000 * our_time / pages:8.2f} {our_time / floor_time:6.2f}")
        ours, floors, total = ours + our_time, floors + floor_time, total + pages
    print(f"{'all':40} {total:5} {'':6} {1000 * ours / total:8.2f} {ours / floors:6.2f}")
    if options.save:
        options.save.write_text(json.dumps(texts, ensure_ascii=False), encoding="utf-8")
    if options.before:
        before = json.loads(options.before.read_text(encoding="utf-8"))
        for name, text in texts.items():
            print(*difflib.unified_diff(before.get(name, "").split("\n"), text.split("\n"), name, name, n=1, lineterm=""), sep="\n")


if __name__ == "__main__":
    main()
