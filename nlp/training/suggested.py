"""Suggestions of a model, and whether somebody has looked at them: labels that nobody accepted are no examples."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from nlp.rules import rule_file

Example = dict[str, Any]
# What a model guessed: `unsure` (0 to 1), `guesses` (for each kind the most probable labels with their probabilities), `spans` (a digest).
SUGGESTION = "suggestion"
# What somebody writes who takes a suggestion as it is.
ACCEPTED = "accepted"


def suggestion(unsure: float, guesses: Mapping[str, Sequence[tuple[str, float]]], entities: Iterable[Mapping[str, Any]]) -> Example:
    """Give what is kept of a suggestion beside its labels."""
    told = {kind: [{"label": label, "score": round(score, 4)} for label, score in ranked] for kind, ranked in guesses.items()}
    return {"unsure": round(unsure, 4), "guesses": told, "spans": _digest(entities)}


def guesses_of(row: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Give the guesses of each kind that a row was suggested with; none where nobody suggested it."""
    told = row.get(SUGGESTION)
    return dict(told.get("guesses") or {}) if isinstance(told, dict) else {}


def guesses_in_words(row: Mapping[str, Any]) -> str:
    """Give the guesses as one line.

    Example:
        >>> guesses_in_words({"suggestion": suggestion(0.4, {"topic": [("roads", 0.6), ("schools", 0.2)]}, [])})
        'topic: roads 0.60, schools 0.20'
    """
    return "; ".join(f"{kind}: " + ", ".join(f"{guess['label']} {guess['score']:.2f}" for guess in told) for kind, told in guesses_of(row).items())


def is_accepted(row: Mapping[str, Any]) -> bool:
    """Tell whether somebody stands for a row's labels: it was never a suggestion, he said so, or he changed it.

    Example:
        >>> row = {"topic": "roads", "suggestion": suggestion(0.4, {"topic": [("roads", 0.6), ("schools", 0.2)]}, [])}
        >>> is_accepted(row), is_accepted(row | {"accepted": "x"}), is_accepted(row | {"topic": "schools"}), is_accepted(row | {"topic": None})
        (False, True, True, False)
    """
    if SUGGESTION not in row or says_yes(row.get(ACCEPTED)):
        return True
    guessed = {kind: told[0]["label"] for kind, told in guesses_of(row).items() if told}
    # A label that was taken away says that none was chosen, not that there is none.
    changed = any(row.get(kind) not in (None, "", label) for kind, label in guessed.items())
    told = row[SUGGESTION]
    spans = told.get("spans") if isinstance(told, dict) else None
    return changed or (spans is not None and "entities" in row and isinstance(row["entities"], list) and _digest(row["entities"]) != spans)


def says_yes(value: Any) -> bool:
    """Tell whether a cell says yes."""
    if isinstance(value, str):
        return value.strip().lower() in rule_file("columns")["answers"]["yes"]
    return bool(value)


def _digest(entities: Iterable[Mapping[str, Any]]) -> str:
    spans = sorted([e["start"], e["end"], e["label"]] for e in entities)
    return hashlib.sha256(json.dumps(spans).encode()).hexdigest()[:16]
