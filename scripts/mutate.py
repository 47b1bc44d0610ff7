#!/usr/bin/env python3
"""Put small faults into rules and code, one at a time, and count how many the golden output finds.

    python scripts/mutate.py [--places 100] [--seed 0] [--corpus FOLDER ...]

A fault is one word taken out of a rule, one phrase or list entry deleted, one comparison turned, one number or one boolean changed. A fault counts only where
it changes any output: of the documents that ship with the project (stored in tests/golden, so it is found), or of the further documents in --corpus (it is not).
"""

from __future__ import annotations

import argparse
import ast
import hashlib
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CODE = ("text", "meeting", "components")
_SWAPPED = {
    " < ": " <= ",
    " > ": " >= ",
    " == ": " != ",
    " and ": " or ",
    " or ": " and ",
    "True": "False",
    "False": "True",
    " is not None": " is None",
    "not ": "",
}
_ENTRY = re.compile(r'"[^"\n]+",? ?')
_WORD = re.compile(r"(?<![\w\\<])[a-zæøå]{4,}(?![\w>])")
_TIMEOUT = 600


@dataclass(frozen=True)
class Fault:
    """One change: a file below `nlp`, its new content, and what was changed."""

    file: str
    content: str
    said: str


def rule_faults(path: Path) -> Iterator[Fault]:
    """Faults in the words of one rule file."""
    text = path.read_text(encoding="utf-8")
    start = 0
    for line in text.splitlines(keepends=True):
        examples = re.match(r"\s*(?:yes|no|ids|#|id|code|kind)\b", line)
        for hit in () if examples else (*_ENTRY.finditer(line), *(_WORD.finditer(line) if "pattern" in line or "'''" in line else ())):
            yield Fault(str(path), text[: start + hit.start()] + text[start + hit.end() :], f"without {hit.group().strip()}")
        start += len(line)


def code_faults(path: Path) -> Iterator[Fault]:
    """Faults in the code of one module, outside its strings and comments."""
    text = path.read_text(encoding="utf-8")
    for old, new in _SWAPPED.items():
        for hit in re.finditer(re.escape(old), text):
            line = text[text.rfind("\n", 0, hit.start()) + 1 : text.find("\n", hit.end())]
            content = text[: hit.start()] + new + text[hit.end() :]
            if '"""' not in line and "import" not in line and not line.lstrip().startswith("#") and _compiles(content):
                yield Fault(str(path), content, f"{old.strip()} -> {new.strip() or 'nothing'} in: {line.strip()}")


def _compiles(content: str) -> bool:
    try:
        ast.parse(content)
    except SyntaxError:
        return False
    return True


def outputs(package: Path, corpus: list[str]) -> dict[str, str] | None:
    """Tag everything with one package in a process of its own; None where it ends in an error."""
    program = (
        "import json, sys; sys.path.insert(0, sys.argv[1]); sys.path.insert(1, sys.argv[2])\n"
        "from tests import golden_output as golden\n"
        "from nlp.archive.sources import Sources\n"
        "import nlp, hashlib\n"
        "assert nlp.__file__.startswith(sys.argv[1]), nlp.__file__\n"
        "predictor = golden.rules_alone()\n"
        "digest = lambda value: hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()\n"
        "out = {'golden ' + block: digest(list(golden.tagged(block, predictor))) for block in golden.blocks()}\n"
        "for document in Sources(sys.argv[3:]) if sys.argv[3:] else ():\n"
        "    try: out[document.id] = digest(golden._stored('', predictor.tag(document.read())))\n"
        "    except nlp.NlpError as err: out[document.id] = err.kind\n"
        "print(json.dumps(out))\n"
    )
    command = [sys.executable, "-c", program, str(package), str(ROOT), *corpus]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_TIMEOUT, env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}, check=False)
        found: dict[str, str] | None = json.loads(done.stdout) if done.returncode == 0 else None
    except subprocess.TimeoutExpired:
        found = None
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--places", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--corpus", nargs="*", default=[], metavar="FOLDER")
    args = parser.parse_args()
    faults = [
        fault for path in sorted((ROOT / "nlp/rules").rglob("*.toml")) for fault in rule_faults(path) if path.name not in ("topics.toml", "descriptions.toml")
    ]
    code = [fault for room in CODE for path in sorted((ROOT / "nlp" / room).rglob("*.py")) for fault in code_faults(path)]
    random.seed(args.seed)
    chosen = random.sample(faults, args.places // 2) + random.sample(code, args.places - args.places // 2)
    found = changed = 0
    with tempfile.TemporaryDirectory() as folder:
        package = Path(folder)
        shutil.copytree(ROOT / "nlp", package / "nlp", ignore=shutil.ignore_patterns("__pycache__"))
        plain = outputs(package, args.corpus)
        if plain is None:
            raise SystemExit("the code as it is cannot tag the documents")
        print(
            f"{len(faults)} places in rules, {len(code)} in code; {len(chosen)} tried on {len(plain)} outputs, digest {hashlib.sha256(repr(plain).encode()).hexdigest()[:8]}"
        )
        for fault in chosen:
            place = package / Path(fault.file).relative_to(ROOT)
            before = place.read_text(encoding="utf-8")
            place.write_text(fault.content, encoding="utf-8")
            after = outputs(package, args.corpus)
            place.write_text(before, encoding="utf-8")
            differing = ["an error"] if after is None else [name for name, digest in plain.items() if after.get(name) != digest]
            changed += bool(differing)
            seen = any(name == "an error" or name.startswith("golden ") for name in differing)
            found += seen
            if differing and not seen:
                print(f"not found: {Path(fault.file).relative_to(ROOT)}: {fault.said} ({len(differing)} documents)", flush=True)
    print(f"{changed} of {len(chosen)} change any output; of these {found} are found ({found / max(1, changed):.0%})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
