#!/usr/bin/env python3
"""Put small faults into rules and code, one at a time, and count how many the tests find.

    nice -n 15 python scripts/mutate.py [--places 100] [--seed 0] [--corpus FOLDER ...]

A fault is one word taken out of a rule, one phrase or list entry deleted, one comparison turned, one number or one boolean changed; half of them are in words of
rules, half in code. Judges look at each in this order, and the first that sees it has found it: the golden output of some of the documents, that of the others,
the tests of what was changed. A fault that they leave counts as missed where the output of a further document (--corpus: minutes that no test knows) changes, and
not at all where nothing changes. One process works at a time: it is made by forking one that has loaded the libraries, but nothing of ours.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import hashlib
import json
import os
import random
import re
import shutil
import signal
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

import numpy  # noqa: F401  (loaded once, for all that are forked)
import pydantic  # noqa: F401
import pytest
import spacy.lang.da  # noqa: F401

ROOT = Path(__file__).resolve().parents[1]
# The plugins of tests for the service take seconds to load and are not asked here.
os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
CODE = ("text", "meeting", "components")
# Rules whose effect stands in no golden output: what the classifier is told, how results are explained, what is masked; and facts, of which each is one line.
NOT_TRIED = ("topics.toml", "labels.toml", "descriptions.toml", "private.toml", "municipalities.toml")
# The tests of what was changed, by the beginning of its path below `nlp`; the first that fits counts.
TESTS = {
    ("rules/votes", "rules/parties", "components/votes", "components/parties"): ("rules/test_rules.py", "test_votes.py", "test_vote_forms.py"),
    ("rules/outcomes", "rules/remarks", "rules/course", "components/outcomes"): ("rules", "components"),
    ("rules/presence", "rules/people", "rules/attendance", "components/people"): ("rules", "test_presence.py", "test_attendance.py", "test_components.py"),
    ("meeting/attendance", "meeting/said", "meeting/members", "meeting/names"): ("test_attendance.py", "test_header.py", "test_parse.py"),
    ("rules/committees", "rules/case_numbers", "rules/amounts", "rules/laws", "rules/dates", "rules/places", "components"): (
        "rules", "test_components.py", "test_more_labels.py",
    ),
    ("rules/headings", "rules/items", "rules/layouts", "rules/records", "meeting", "text"): (
        "test_parse.py", "test_parse_unseen.py", "test_items.py", "test_records.py", "test_breaks.py", "test_normalize.py", "test_fallback.py", "test_header.py",
    ),
    ("rules",): ("test_header.py", "test_attendance.py", "test_parse.py", "rules"),
}  # fmt: skip
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
# Seconds; a fault that makes the program run for ever is found by whoever waits for it.
_TIMEOUT = 900
# Of so many golden documents of a block the first is looked at before the others.
_FIRST = 12


@dataclass(frozen=True)
class Fault:
    """One change: a file below `nlp`, its new content, and what was changed."""

    file: str
    content: str
    said: str
    # Words without which a document cannot tell the difference; none where any may.
    words: tuple[str, ...] = ()

    @property
    def tests(self) -> list[str]:
        """The tests of the changed file, its own doctests among them."""
        path = Path(self.file).relative_to(ROOT / "nlp").as_posix()
        return [
            *(f"tests/{name}" for name in next(names for begins, names in TESTS.items() if path.startswith(begins))),
            *([f"nlp/{path}"] if path.endswith(".py") else []),
        ]


def rule_faults(path: Path) -> Iterator[Fault]:
    """Faults in the words of one rule file."""
    text = path.read_text(encoding="utf-8")
    start = 0
    for line in text.splitlines(keepends=True):
        examples = re.match(r"\s*(?:yes|no|ids|#|id|code|kind)\b", line)
        for hit in () if examples else (*_ENTRY.finditer(line), *(_WORD.finditer(line) if "pattern" in line or "'''" in line else ())):
            yield Fault(
                str(path),
                text[: start + hit.start()] + text[start + hit.end() :],
                f"without {hit.group().strip()}",
                tuple(re.findall("[a-zæøå]{2,}", hit.group().casefold())),
            )
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


class Judges:
    """What the code as it is gives, and who sees a change of it. Everything of ours is imported in children alone.

    Args:
        package: A copy of the project, into which faults are put.
        corpus: Folders of further documents.
    """

    def __init__(self, package: Path, corpus: list[str]) -> None:
        self.package, self.corpus = package, corpus
        self.fault: Fault | None = None
        plain = self._in_child(self._plain)
        if not isinstance(plain, dict):
            raise SystemExit(f"the code as it is cannot tag the documents: {plain}")
        self.plain: dict[str, str] = plain

    def who_sees(self, fault: Fault) -> str:
        """Give who sees a fault that the copy holds: `golden`, `tests`, `nobody` (a further document changes) or `nothing` (no output does)."""
        self.fault = fault
        seen = self._in_child(self._seen)
        return seen if seen in ("golden", "tests", "nobody", "nothing") else "golden"

    def _plain(self) -> Any:
        return {**dict(self._golden(slice(None))), **dict(self._further())}

    def _seen(self) -> str:
        assert self.fault is not None
        first, others = slice(None, None, _FIRST), slice(None)
        if any(self.plain[name] != digest for part in (first, others) for name, digest in self._golden(part)):
            return "golden"
        if pytest.main(["-x", "-q", "-p", "no:cacheprovider", "--rootdir", ".", *self.fault.tests]):
            return "tests"
        return "nobody" if any(self.plain[name] != digest for name, digest in self._further()) else "nothing"

    def _concerns(self, text: str) -> bool:
        low = text.casefold()
        return self.fault is None or not self.fault.words or any(word in low for word in self.fault.words)

    def _golden(self, part: slice) -> Iterator[tuple[str, str]]:
        import nlp
        from tests import golden_output as golden

        assert nlp.__file__.startswith(str(self.package)), nlp.__file__
        predictor = golden.rules_alone()
        for block in golden.blocks():
            for document in golden.tagged(block, predictor, part, self._concerns):
                yield f"golden {block} {document['id']}", _digest(document)

    def _further(self) -> Iterator[tuple[str, str]]:
        from nlp.archive.sources import Sources
        from nlp.errors import NlpError
        from tests import golden_output as golden

        predictor = golden.rules_alone()
        for document in Sources(self.corpus) if self.corpus else ():
            try:
                read = document.read()
                if self._concerns(read.text):
                    yield document.id, _digest(golden.stored("", predictor.tag(read)))
            except NlpError as err:
                yield document.id, err.kind

    def _in_child(self, work: Any) -> Any:
        """Do a piece of work in a child; an error, or more time than is given, is `error`."""
        receive, send = os.pipe()
        child = os.fork()
        if not child:
            os.close(receive)
            signal.alarm(_TIMEOUT)
            os.chdir(self.package)
            sys.path.insert(0, str(self.package))
            sys.dont_write_bytecode = True
            with open(os.devnull, "w") as nowhere, contextlib.redirect_stdout(nowhere):
                try:
                    result = work()
                except BaseException:
                    result = "error: " + traceback.format_exc()
            with os.fdopen(send, "w") as out:
                json.dump(result, out)
            os._exit(0)
        os.close(send)
        with os.fdopen(receive) as answer:
            given = answer.read()
        os.waitpid(child, 0)
        return json.loads(given) if given else "error: no answer"


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def chosen_faults(places: int, seed: int) -> list[Fault]:
    """Choose as many places by chance, half of them in words of rules."""
    rules = [fault for path in sorted((ROOT / "nlp/rules").rglob("*.toml")) if path.name not in NOT_TRIED for fault in rule_faults(path)]
    code = [fault for room in CODE for path in sorted((ROOT / "nlp" / room).rglob("*.py")) for fault in code_faults(path)]
    chance = random.Random(seed)
    print(f"{len(rules)} places in rules, {len(code)} in code", flush=True)
    # In turn, so that a run that is stopped has tried as many of both.
    pairs = zip_longest(chance.sample(rules, places // 2), chance.sample(code, places - places // 2))
    return [fault for pair in pairs for fault in pair if fault is not None]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--places", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--corpus", nargs="*", default=[], metavar="FOLDER")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        package = Path(folder).resolve()
        for name in ("nlp", "tests"):
            shutil.copytree(ROOT / name, package / name, ignore=shutil.ignore_patterns("__pycache__", "golden"))
        for path in ROOT.iterdir():
            if path.name not in ("nlp", "tests") and not path.name.startswith("."):
                (package / path.name).symlink_to(path)
        faults = chosen_faults(args.places, args.seed)
        judges = Judges(package, [str(Path(folder).resolve()) for folder in args.corpus])
        print(f"{len(faults)} tried on {len(judges.plain)} outputs and the tests", flush=True)
        seen: Counter[str] = Counter()
        try:
            for fault in faults:
                place = package / Path(fault.file).relative_to(ROOT)
                before = place.read_text(encoding="utf-8")
                place.write_text(fault.content, encoding="utf-8")
                who = judges.who_sees(fault)
                place.write_text(before, encoding="utf-8")
                seen[who] += 1
                print(f"{'missed' if who == 'nobody' else who}: {Path(fault.file).relative_to(ROOT)}: {fault.said}", flush=True)
        except KeyboardInterrupt:
            print("stopped")
    found, changed, tried = seen["golden"] + seen["tests"], seen["golden"] + seen["tests"] + seen["nobody"], sum(seen.values())
    print(
        f"{changed} of {tried} change any output; of these {found} are found ({found / max(1, changed):.0%}): {seen['golden']} by the golden output, {seen['tests']} by tests"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
