"""Names of persons by their shape, and rows of names that nothing divides."""

from __future__ import annotations

import re
from collections.abc import Callable

from nlp.rules import words

_UPPER = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪĮİĶĹĻĽŁŃŅŇŌŐŒŔŘŚŞŠŢŤŪŮŰŲŴŶŹŻŽȘȚ"
# A full stop belongs to a name only behind its initials and short forms (`Chr.`, `Sdr.`): any other ends the sentence.
TOKEN = (
    rf"(?:(?:[{_UPPER}]\.){{2,}}|(?:[{_UPPER}]\w*-)?[{_UPPER}]\w{{0,3}}\.|[{_UPPER}][\w’'´`]*(?:-[{_UPPER}]?[\w’'´`]+)*"
    rf"|(?:van|von|de|der|den|af|el|al|bin|la|du|da|di|ten|ter|le|ibn|í|á|av)(?=\s)|(?:al|el)-[{_UPPER}][\w’'´`]*)"
)
NAME = re.compile(rf"(?=[{_UPPER}]){TOKEN}(?:[ ]+{TOKEN}){{0,5}}")
BROKEN_NAME = re.compile(rf"(?=[{_UPPER}]){TOKEN}(?:[ ]+{TOKEN}){{0,5}}\n{TOKEN}(?:[ ]+{TOKEN}){{0,3}}(?=[ ]?[(,]|[ ]og[ ]|$)")
ROW = re.compile(rf"(?=[{_UPPER}]){TOKEN}(?:[ ]+{TOKEN}){{3,80}}")
_WORD = re.compile(r"\S+")
# What a name costs by its number of words, one that does not begin with a given name, one that ends with a given name, and a given name in its middle.
_LENGTH = {1: 6.0, 2: 0.0, 3: 0.2, 4: 1.0, 5: 2.5, 6: 4.0}
_EACH, _NO_GIVEN, _ENDS_GIVEN, _INNER_GIVEN, _KNOWN = 1.0, 2.0, 1.5, 0.3, -2.0
_PARTICLES = frozenset({"van", "von", "de", "der", "den", "af", "el", "al", "bin", "la", "du", "da", "di", "ten", "ter", "le", "ibn", "í", "á", "av"})


def split_row(row: str, elsewhere: Callable[[str], bool], each: float = _EACH) -> list[tuple[int, int]]:
    """Cut a row of names that run on without commas where one ends and the next begins.

    A name begins with a given name, has two or three words, and is cut as it stands elsewhere in the document.

    Args:
        row: The names, one blank between words.
        elsewhere: Tells whether a name stands elsewhere in the document.
        each: What another name costs: more where the list has commas, and a row is more likely one long name.

    Returns:
        Start and end of each name in the row.

    Example:
        >>> row = "Ida Bro Per Ly Holm Søren P. Rask"
        >>> [row[start:end] for start, end in split_row(row, lambda name: False)]
        ['Ida Bro', 'Per Ly Holm', 'Søren P. Rask']
    """
    tokens = [hit.span() for hit in _WORD.finditer(row)]
    given = [is_given(row[start:end]) for start, end in tokens]
    best: list[tuple[float, int]] = [(0.0, 0)]
    for last in range(1, len(tokens) + 1):
        options = []
        for first in range(max(0, last - 6), last):
            name = row[tokens[first][0] : tokens[last - 1][1]]
            cost = each + _LENGTH[last - first] + (0.0 if given[first] else _NO_GIVEN) + _INNER_GIVEN * sum(given[first + 1 : last - 1])
            cost += _ENDS_GIVEN if last - first > 1 and given[last - 1] else 0.0
            cost += 6.0 if row[tokens[last - 1][0] : tokens[last - 1][1]] in _PARTICLES or name.split()[0] in _PARTICLES else 0.0
            cost += _KNOWN if last - first > 1 and elsewhere(name) else 0.0
            options.append((best[first][0] + cost, first))
        best.append(min(options))
    cuts, last = [], len(tokens)
    while last:
        first = best[last][1]
        cuts.append((tokens[first][0], tokens[last - 1][1]))
        last = first
    return cuts[::-1]


def is_given(word: str) -> bool:
    """Tell whether a word is a given name, or begins with one before a hyphen."""
    known = words("given_names")
    return word in known or word.split("-")[0] in known and "-" in word
