#!/usr/bin/env python3
"""Make a corpus of any size from the golden documents of this project, each document different from the others.

    python scripts/corpus.py FOLDER [--documents N] [--seed N]

Numbers of cases, days, and the members' surnames are made anew for each document, so that a corpus has new words all along, as an archive has.
The golden documents are dense: about 80 words an item, where the items of real minutes have some hundred. `lengthen` gives them as much background.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
_CASE = re.compile(r"\b(\d{2})/(\d{2,6})\b")
_DAY = re.compile(r"\b\d{1,2}(?=\. (?:januar|februar|marts|april|maj|juni|juli|august|september|oktober|november|december)\b)")
_MEMBER = re.compile(r"\b[A-ZÆØÅ][a-zæøå]+ ([A-ZÆØÅ][a-zæøå]{3,}) \([A-ZÆØÅ]{1,2}\)")
# Sections that have the length of their case.
_PROSE = ("background", "case", "summary")
_BEGIN, _MIDDLE, _END = (
    ("Brøn", "Eske", "Hav", "Kirke", "Lyng", "Mose", "Nør", "Skov", "Sønder", "Vester"),
    ("de", "er", "ing", "ke", "l", "sens"),
    ("by", "dal", "gaard", "holm", "lund", "rup", "strøm", "toft"),
)


def golden() -> list[tuple[str, str]]:
    """Give name and text of each golden document."""
    return [(path.stem, path.read_text(encoding="utf-8")) for path in sorted((ROOT / "training_data/minutes").glob("*.txt"))]


def make(documents: int, seed: int = 0) -> Iterator[tuple[str, str]]:
    """Give name and text of each document of a corpus; the same ones for the same seed."""
    sources = golden()
    for number in range(documents):
        name, text = sources[number % len(sources)]
        yield f"{number:06}-{name}.txt", vary(text, random.Random(f"{seed}/{number}"))


def vary(text: str, rng: random.Random) -> str:
    """Give a document like `text` with other case numbers, days and surnames."""
    surnames = sorted({match[1] for match in _MEMBER.finditer(text)})
    for surname in surnames:
        text = re.sub(rf"\b{surname}\b", f"{rng.choice(_BEGIN)}{rng.choice(_MIDDLE)}{rng.choice(_END)}{rng.choice(_END)}", text)
    text = _CASE.sub(lambda hit: f"{hit[1]}/{rng.randrange(10, 10 ** len(hit[2]))}", text)
    return _DAY.sub(lambda hit: str(rng.randrange(1, 29)), text)


def lengthen(texts: Sequence[str], predictor: Any, words: int, seed: int = 0) -> list[str]:
    """Give the documents with paragraphs of the training data behind the account of the case, so many that they have `words` words an item."""
    rng, stock = random.Random(seed), paragraphs()
    out = []
    for text in texts:
        items = predictor.predict(text).items
        ends = sorted(section.end for item in items for section in item.sections if section.kind in _PROSE)
        missing = max(0, words * len(items) - len(text.split())) // max(1, len(ends))
        pieces = [text[start:end] for start, end in zip([0, *ends], [*ends, len(text)], strict=True)]
        out.append("".join(piece + _some(stock, missing, rng) for piece in pieces[:-1]) + pieces[-1])
    return out


def _some(stock: Sequence[str], words: int, rng: random.Random) -> str:
    out = ""
    while len(out.split()) < words:
        out += rng.choice(stock) + "\n\n"
    return out


def paragraphs() -> list[str]:
    """Give the paragraphs of prose in the training data."""
    out = []
    for path in sorted((ROOT / "training_data/examples").glob("b*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            out += [one for one in json.loads(line)["text"].split("\n\n") if len(one.split()) >= 30 and "\n" not in one]
    return out


def write(folder: Path, documents: int, seed: int = 0) -> int:
    """Write a corpus as files, a thousand in a folder; gives the number of words."""
    words = 0
    for number, (name, text) in enumerate(make(documents, seed)):
        path = folder / f"{number // 1000:04}" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        words += len(text.split())
    return words


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    words = write(args.folder, args.documents, args.seed)
    print(f"{args.documents:,} documents, {words:,} words in {args.folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
