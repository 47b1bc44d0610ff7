"""A decision as its votes are read: one blank between words, broken lines joined, capitals lowered, with the way back."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from nlp.components.working import Finding
from nlp.text.sentences import without_quotes

# Stands for what was read already, as the letter behind a member's name, and for a full stop inside a name.
FILLER = "·"
# Stands for a quoted statement.
QUOTED = "¤"
_BLANKS = re.compile(r"[ \t]{2,}")
# A line that goes on in the next: behind a comma or a word that wants another, or before a small letter.
_GOES_ON = re.compile(r"(?:,|(?<!\w)(?:og|samt|af|fra|med))[ \t]*\n[ \t]*(?=[\wæøå(])|(?<=[\wæøå,)])[ \t]*\n[ \t]*(?=[a-zæøå]{2})")
_LOUD = re.compile(r"[^.;:\n]*[A-ZÆØÅ]{3}[^.;:\n]*")


@dataclass(frozen=True, slots=True)
class Said:
    """The words of a decision with, for each character, where it stood in the document; and those who are named in it."""

    text: str
    offsets: Sequence[int]
    people: list[Finding]

    def start(self, at: int) -> int:
        """Give the offset in the document of a character."""
        return self.offsets[at]

    def end(self, at: int) -> int:
        """Give the offset in the document behind the last character before `at`."""
        return self.offsets[at - 1] + 1 if at else self.offsets[0]


def read_said(text: str, start: int, end: int, named: list[Finding]) -> Said:
    """Give a decision's words between two offsets; quoted statements, and who is named in them, are left out.

    Args:
        text: The document.
        start: Where the decision begins.
        end: Where it ends.
        named: The people and parties between the two, sorted.
    """
    plain = without_quotes(text, start, end)
    named = [one for one in named if one.end <= end and plain[one.start - start : one.end - start] == text[one.start : one.end]]
    covered = {at for one in named for at in range(one.start - start, one.end - start)}
    chars, offsets = _lowered(plain, covered), list(range(start, end))
    for at, (char, original) in enumerate(zip(plain, text[start:end], strict=True)):
        if char == " " and original not in " \t":
            chars[at] = QUOTED
        elif char == "." and at in covered:
            chars[at] = FILLER
    return _squeezed("".join(chars), offsets, named)


def _lowered(plain: str, covered: set[int]) -> list[str]:
    """Write sentences that stand in capitals (`SOFIE FJELDE STEMTE IMOD`) in small letters, names aside."""
    chars = list(plain)
    for hit in _LOUD.finditer(plain):
        loud = [at for at in range(hit.start(), hit.end()) if at not in covered and chars[at].isalpha()]
        if len(loud) > 4 and all(chars[at].isupper() for at in loud):
            for at in loud:
                chars[at] = chars[at].lower() if len(chars[at].lower()) == 1 else chars[at]
    return chars


def _squeezed(plain: str, offsets: list[int], named: list[Finding]) -> Said:
    out: list[str] = []
    kept: list[int] = []
    at = 0
    for cut, end in _cuts(plain):
        out.append(plain[at : cut + 1])
        kept += offsets[at : cut + 1]
        if plain[cut] != " ":
            out[-1] = out[-1][:-1] + " "
        at = end
    out.append(plain[at:])
    kept += offsets[at:]
    text = "".join(out)
    moved = [replace(one, start=bisect_left(kept, one.start), end=bisect_left(kept, one.end - 1) + 1) for one in named]
    return Said(text, kept, moved)


def _cuts(plain: str) -> list[tuple[int, int]]:
    """Give the stretches that shrink to one blank, by their offsets."""
    found = [(hit.start(), hit.end()) for hit in _BLANKS.finditer(plain)]
    for hit in _GOES_ON.finditer(plain):
        break_ = plain.index("\n", hit.start())
        found.append((len(plain[:break_].rstrip(" \t")), hit.end()))
    out: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if out and start < out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], end))
        elif end > start:
            out.append((start, end))
    return out
