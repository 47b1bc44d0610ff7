"""Sentences with marked spans: `[Godkendt], idet ...`."""

from __future__ import annotations


def read(example: str) -> tuple[str, list[tuple[int, int]]]:
    """Give the text without marks, and the marked spans as offsets.

    Raises:
        ValueError: a bracket is not closed, or closes nothing.
    """
    text, spans, start = "", [], None
    for char in example:
        if char == "[":
            if start is not None:
                raise ValueError(f"a bracket inside a bracket: {example}")
            start = len(text)
        elif char == "]":
            if start is None:
                raise ValueError(f"a bracket closes nothing: {example}")
            spans.append((start, len(text)))
            start = None
        else:
            text += char
    if start is not None:
        raise ValueError(f"a bracket is not closed: {example}")
    return text, spans
