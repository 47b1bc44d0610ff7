#!/usr/bin/env python3
"""Measure on minutes that whoever wrote the rules has not read: python scripts/measure_unseen.py [--tools FOLDER] [SET ...]

The sets lie in training_data/unseen (its README says which have been opened). Facts are compared item by item by the scorers `score_layouts.py` and
`score_decisions.py`, which lie beside the checkout in ../shared/tools; elsewhere name their folder with --tools.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
UNSEEN = ROOT / "training_data/unseen"
KINDS = ("layouts", "attendance", "decisions")
sys.path.insert(0, str(ROOT))

from nlp import NlpError, Predictor, load  # noqa: E402
from nlp.reading.read import read_document  # noqa: E402


def tag(predictor: Predictor, files: list[Path], out: Path) -> None:
    """Write the results of some files as JSON Lines, text included."""
    with out.open("w", encoding="utf-8") as stream:
        for file in files:
            try:
                stream.write(predictor.tag(read_document(str(file))).to_json(with_text=True) + "\n")
            except NlpError as err:
                stream.write(json.dumps({"schema_version": 1, "id": str(file), "error": {"kind": err.kind, "message": str(err)}}) + "\n")


def score(command: list[str]) -> dict[str, float]:
    """Run a scorer and give its shares by name."""
    done = subprocess.run([sys.executable, *command, "--json"], capture_output=True, text=True, check=True)
    return {name: row["share"] for name, row in json.loads(done.stdout).items() if row["share"] is not None}


def measure(predictor: Predictor, name: str, tools: Path, folder: Path) -> dict[str, float]:
    """Tag one set and score it."""
    out = folder / f"{name}.jsonl"
    if (UNSEEN / name).is_dir():
        tag(predictor, sorted((UNSEEN / name).glob("*.txt")), out)
        return score([str(tools / "score_layouts.py"), str(UNSEEN / name), str(out)])
    gold, texts, scorer = UNSEEN / f"{name}.jsonl", folder / name, str(tools / "score_decisions.py")
    subprocess.run([sys.executable, scorer, "make", str(gold), str(texts)], check=True, capture_output=True)
    tag(predictor, sorted(texts.iterdir()), out)
    return score([scorer, "score", str(gold), str(out)])


def page(figures: dict[str, dict[str, float]]) -> str:
    """Give the figures as a page: one table of the layouts, one of the decisions."""
    parts = [
        "# Measured on unseen minutes",
        (
            "Written by `python scripts/measure_unseen.py --out docs/measured.md`. What the sets are, and which of them have been opened by those who write rules, "
            "`training_data/unseen/README.md` says: the figures of the unopened ones are what to expect. Each is the share of facts that are right; `..._none` and `..._invented` "
            "the share where rightly nothing was found."
        ),
    ]
    for kind in KINDS:
        sets = [name for name in figures if name.startswith(kind)]
        facts = list(dict.fromkeys(fact for name in sets for fact in figures[name]))
        rows = [f"| {fact} | " + " | ".join(f"{figures[name][fact]:.2f}" if fact in figures[name] else "-" for name in sets) + " |" for fact in facts]
        parts.append("\n".join([f"| | {' | '.join(sets)} |", "|---" * (len(sets) + 1) + "|", *rows]))
    return "\n\n".join(parts) + "\n"


def main() -> int:
    sets = sorted([path.stem for path in UNSEEN.iterdir() if path.stem.startswith(KINDS)])
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="*", metavar="SET", help=f"which sets (else all: {', '.join(sets)})")
    parser.add_argument("--tools", type=Path, default=ROOT.parent / "shared/tools", metavar="FOLDER")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the figures as a page, too")
    args = parser.parse_args()
    if not (args.tools / "score_layouts.py").is_file():
        raise SystemExit(f"{args.tools}: holds no score_layouts.py. Name the folder of the scorers with --tools.")
    predictor = load()
    figures: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for name in args.sets or sets:
            shares = figures[name] = measure(predictor, name, args.tools, Path(folder))
            print(f"{name:12}" + "  ".join(f"{fact} {share:.2f}" for fact, share in shares.items()), flush=True)
    if args.out:
        args.out.write_text(page(figures), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
