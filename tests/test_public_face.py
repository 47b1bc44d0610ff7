"""The public names as a program outside the project sees them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import nlp


def test_a_strictly_typed_program_can_use_every_public_name(tmp_path: Path) -> None:
    names = [name for name in nlp.__all__ if name != "__version__"]
    program = (
        f"from nlp import {', '.join(names)}\n\n"
        f"print({', '.join(names)})\n"
        'predictor: Predictor = load(entities="all", min_score=0.5, rules=load_rules())\n'
        'minutes: Minutes = predictor.predict("x")\n'
        "words: str | None = minutes.items[0].decision\n"
        'for result in predict(["a", "b"]):\n'
        "    print(result.message if isinstance(result, Failure) else result.items)\n"
        "print(Minutes.from_json(minutes.to_json()), words)\n"
    )
    (tmp_path / "program.py").write_text(program, encoding="utf-8")
    done = subprocess.run([sys.executable, "-m", "mypy", "--strict", "program.py"], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_help_tells_what_is_needed() -> None:
    for value, words in (
        (nlp.load, ("min_score", "entities", "rules", "Raises")),
        (nlp.Minutes, ("item", "from_json", "to_json")),
        (nlp.predict, ("Predictor.predict",)),
    ):
        told = f"{value.__doc__} {dir(value)}"
        assert all(word in told for word in words), value
