"""Whether the letters of a text make words: a font that does not tell its letters, or one letter a line, leaves none."""

from __future__ import annotations

import re
import unicodedata

from nlp.rules import from_rules, rule_file

# Fewer lines or words show nothing.
_FEWEST_LINES, _FEWEST_WORDS = 30, 40
_MOST_SHORT_LINES, _MOST_SINGLE, _MOST_STRANGE, _FEWEST_WORDLIKE = 0.7, 0.6, 0.1, 0.5
# Of running text this share at least are words such as `og`; names and figures have none, so that it counts only with many words.
_FEWEST_COMMON, _RUNNING = 0.01, 80
_SAMPLE = 50_000
_TOKEN = re.compile(r"[^\W\d_]{2,}|[^\W\d_]")
_WORDLIKE = re.compile(r"(?:[A-ZÆØÅÉÖÄÜ]?[a-zæøåéöäüèáóíúýðþß]+|[A-ZÆØÅÉÖÄÜ]+)\Z")
_VOWEL = re.compile(r"[aeiouyæøåéöäüèáóíú]", re.IGNORECASE)


def is_legible(text: str) -> bool:
    """Tell whether a text holds words.

    Example:
        >>> is_legible("Udvalget tog sagen til efterretning. " * 9), is_legible("kWlR qTzN xFd mNpRk " * 20)
        (True, False)
        >>> is_legible("R\\ne\\nf\\ne\\nr\\na\\nt\\n" * 9)
        False
    """
    sample = text[:_SAMPLE]
    lines = [line for line in sample.split("\n") if not line.isspace() and line]
    if len(lines) >= _FEWEST_LINES and sum(len(line.strip()) <= 2 for line in lines) > _MOST_SHORT_LINES * len(lines):
        return False
    words = _TOKEN.findall(sample)
    if len(words) < _FEWEST_WORDS:
        return _strange(sample) <= _MOST_STRANGE * max(len(sample), 1)
    if sum(len(word) == 1 for word in words) > _MOST_SINGLE * len(words) or _strange(sample) > _MOST_STRANGE * len(sample):
        return False
    longer = [word for word in words if len(word) > 1]
    wordlike = sum(_WORDLIKE.match(word) is not None and (len(word) < 4 or _VOWEL.search(word) is not None) for word in longer)
    return wordlike >= _FEWEST_WORDLIKE * len(longer)


def is_running_danish(text: str) -> bool:
    """Tell whether a text of many words holds those that every Danish text does; True of shorter ones."""
    words = [word.casefold() for word in _TOKEN.findall(text[:_SAMPLE])]
    return len(words) < _RUNNING or sum(word in _common() for word in words) >= _FEWEST_COMMON * len(words)


def _strange(text: str) -> int:
    """Count characters that stand for none: replacements, private ones, controls."""
    return sum(text.count(char) for char in set(text) if char == "\ufffd" or (unicodedata.category(char) in ("Co", "Cn", "Cc") and char not in "\t\n\r\x0c"))


@from_rules
def _common() -> frozenset[str]:
    return frozenset(rule_file("items")["foreign"]["common"])
