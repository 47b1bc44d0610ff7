"""The codes of outcomes that somebody marked: those he gave, those that the rules read in his words, or none, which he is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nlp.labelling.columns import own_outcomes, parse_item
from nlp.vocabulary import OUTCOME_CODES

_SHOWN = 3


def with_codes(rows: Sequence[dict[str, Any]]) -> tuple[list[dict[str, Any]], str | None]:
    """Give each marked outcome its code as `id`; None where nothing tells it.

    Args:
        rows: Examples with `entities`; their `outcomes`, where they have some, tell codes by place.

    Returns:
        The examples, and what to ask of whoever marked them, if anything.
    """
    unknown: list[str] = []
    out = []
    for row in rows:
        if any(entity["label"] == "OUTCOME" and entity.get("id") not in OUTCOME_CODES for entity in row["entities"]):
            row = {**row, "entities": [_coded(entity, row) for entity in row["entities"]]}
            unknown += [entity["text"] for entity in row["entities"] if entity["label"] == "OUTCOME" and entity["id"] is None]
        out.append(row)
    if not unknown:
        return out, None
    shown = ", ".join(f"`{' '.join(words.split())[:60]}`" for words in list(dict.fromkeys(unknown))[:_SHOWN])
    return out, (
        f"{len(unknown)} marked outcomes have no code, so nothing is learned from them: {shown}. What do they mean? Write {', '.join(OUTCOME_CODES[:-1])} "
        f"or {OUTCOME_CODES[-1]} as the span's `id` (in Label Studio as the region's note)."
    )


def _coded(entity: dict[str, Any], row: dict[str, Any]) -> dict[str, Any]:
    if entity["label"] != "OUTCOME" or entity.get("id") in OUTCOME_CODES:
        return entity
    told = [o.get("code") for o in row.get("outcomes") or () if (o.get("start"), o.get("end")) == (entity["start"], entity["end"])]
    return {**entity, "id": next((code for code in told if code in OUTCOME_CODES), None) or code_in(entity["text"])}


def code_in(words: str) -> str | None:
    """Give the one code that the rules read in the words of a decision; None where they read none, or several.

    Example:
        >>> code_in("Godkendt"), code_in("et punkt om vejret")
        ('approved', None)
    """
    codes = {finding.id for finding in own_outcomes(*parse_item(f"1. Sag\n\nBeslutning\n\n{words}\n"))}
    return codes.pop() if len(codes) == 1 else None
