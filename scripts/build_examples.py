#!/usr/bin/env python3
"""Turn the marked minutes of training_data/source into examples and golden documents.

    python scripts/build_examples.py [--check]

Writes training_data/examples/<block>.jsonl (one agenda item a line) and training_data/minutes/ (the golden documents as text or Markdown) with
training_data/gold/ (their annotations). With --check it writes nothing and fails where a file is not what it would write.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from nlp.training.examples import to_examples, to_gold  # noqa: E402
from nlp.training.marks import read_marked  # noqa: E402

SOURCE, EXAMPLES, MINUTES, GOLD = (ROOT / "training_data" / name for name in ("source", "examples", "minutes", "gold"))


def wanted_files() -> dict[Path, str]:
    """Give every file that follows from the marked minutes, with its content."""
    out: dict[Path, str] = {}
    for block in sorted(folder for folder in SOURCE.iterdir() if folder.is_dir()):
        rows = []
        for file in sorted(block.glob("*.mark")):
            document = read_marked(file.read_text(encoding="utf-8"))
            group = file.stem.rsplit("-", 1)[0]
            rows += to_examples(document, file.stem, group)
            if block.name == "minutes":
                suffix = ".md" if document.facts["layout"] == "A-md" else ".txt"
                out[MINUTES / f"{group}{suffix}"] = document.text
                out[GOLD / f"{group}.json"] = json.dumps(to_gold(document, f"{group}{suffix}"), ensure_ascii=False, indent=1) + "\n"
        if rows:
            out[EXAMPLES / f"{block.name}.jsonl"] = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    return out


def main(check: bool) -> int:
    files = wanted_files()
    present = {path for folder in (EXAMPLES, MINUTES, GOLD) if folder.is_dir() for path in folder.iterdir()}
    stale = sorted(path for path, text in files.items() if not path.is_file() or path.read_text(encoding="utf-8") != text)
    stale += sorted(present - files.keys())
    if check:
        for path in stale:
            print(f"{path.relative_to(ROOT)}: is not what the marked minutes give; run scripts/build_examples.py")
        return 1 if stale else 0
    for path in present - files.keys():
        path.unlink()
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
    print(f"{sum(path.suffix == '.jsonl' for path in files)} files of examples, {sum(path.suffix == '.json' for path in files)} golden documents")
    return 0


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv[1:]))
