"""Texts that are no minutes: letters and mails."""

from __future__ import annotations

import re

from nlp.meeting.line_kinds import classify
from nlp.rules import from_rules, rule_file
from nlp.rules.phrases import compile_phrases
from nlp.text.lines import Line

# Different signs of a letter that show it to be one.
_SIGNS = 2
# What minutes have and letters have not.
_MINUTES = frozenset({"decision", "proposal", "absence"})
_LINES = 400


@from_rules
def _signs() -> tuple[re.Pattern[str], tuple[re.Pattern[str], ...]]:
    """The signs of a letter, all in one and one by one."""
    signs = rule_file("items")["letter"]["signs"]
    return compile_phrases(signs, flags=re.IGNORECASE), tuple(compile_phrases([phrase], flags=re.IGNORECASE) for phrase in signs)


def is_letter(lines: list[Line]) -> bool:
    """Tell whether a text is a letter or a mail: its lines greet, sign or address, and none heads what minutes hold.

    Example:
        >>> from nlp.text.lines import read_lines
        >>> is_letter(read_lines("Fra: Ida Bro\\nEmne: Spørgsmål\\n\\nKære byråd\\n\\n1. Hvorfor?\\n"))
        True
        >>> is_letter(read_lines("Referat\\n\\n1. Budget\\n\\nBeslutning\\n\\nGodkendt.\\n"))
        False
    """
    first = lines[:_LINES]
    any_sign, each = _signs()
    signed = [line.text for line in first if any_sign.match(line.text)]
    signs = sum(any(pattern.match(words) for words in signed) for pattern in each)
    return signs >= _SIGNS and not any(kind in _MINUTES for kind in classify(first).sections)
