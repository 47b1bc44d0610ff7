"""Decisions cut into sentences, each with the numbers of the proposals that it answers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nlp.rules.expressions import shape_of, terms

# `9-16-0`: votes; a year begins no point either.
_TALLY = re.compile(r"\d{4}|\d{1,2}\s?[-–]\s?\d{1,2}\s?[-–]\s?\d{1,2}\b")
_LETTERED = re.compile(r"[a-h][.)]\s")
_QUOTED = re.compile(r"[”\"“„»][^”\"“„»«]{12,2500}[”\"“«]")


@dataclass(slots=True)
class Sentence:
    """One sentence of a decision: offsets of its words, and the proposals' numbers in front of it."""

    start: int
    end: int
    parts: tuple[str, ...]


def expand(numbers: str) -> tuple[str, ...]:
    """Spell out a list of numbers.

    Example:
        >>> expand("1.-3"), expand("1, 2 og 4"), expand("2.a"), expand("1.a-c")
        (('1', '2', '3'), ('1', '2', '4'), ('2a',), ('1',))
    """
    out: list[str] = []
    pending = False
    for piece in shape_of("sentences", "pieces").findall(numbers):
        if piece in terms("sentences", "to"):
            pending = True
            continue
        value = re.sub(r"[\s.]", "", piece).casefold()
        if value.isalpha() and out:
            value = re.sub(r"[a-z]$", "", out[-1]) + value
        if pending and out:
            out += _between(out[-1], value)
        out.append(value)
        pending = False
    points = {re.sub(r"[a-z]$", "", value) for value in out}
    if len(out) > 1 and len(points) == 1 and out[0][-1:].isalpha() and "" not in points:
        # `1.a-h` is the first point as a whole.
        return tuple(points)
    return tuple(dict.fromkeys(out))


def _spelt(ordinals: str) -> tuple[str, ...]:
    known = terms("sentences", "ordinals")
    return tuple(str(known.index(word) + 1) for word in re.findall(r"\w+", ordinals.casefold()) if word in known)


def _between(first: str, last: str) -> list[str]:
    if first.isdigit() and last.isdigit():
        return [str(n) for n in range(int(first) + 1, min(int(last), int(first) + 60))]
    if first[:-1] == last[:-1] and first[-1:].isalpha() and last[-1:].isalpha():
        return [first[:-1] + chr(c) for c in range(ord(first[-1]) + 1, ord(last[-1]))]
    return []


def without_quotes(text: str, start: int, end: int) -> str:
    """Give the words between two offsets with quoted statements blanked out, offsets kept."""
    return _QUOTED.sub(lambda hit: " " * len(hit.group()), text[start:end])


def read_sentences(text: str, start: int, end: int) -> Iterator[Sentence]:
    """Cut a decision between two offsets of `text` into sentences; quoted statements are left out."""
    words = without_quotes(text, start, end)
    at = 0
    parts: tuple[str, ...] = ()
    fresh = False
    while at < len(words):
        skip = len(words[at:]) - len(words[at:].lstrip(" \t\n*#_•-–·>"))
        if skip:
            fresh = fresh and "\n" not in words[at : at + skip]
            at += skip
            continue
        numbered = shape_of("sentences", "parts").match(words, at)
        if numbered and numbered.end() > at and not _TALLY.match(words, at):
            parts = (
                _spelt(numbered["spelt"])
                if numbered["spelt"]
                else expand(numbered["numbers"] or numbered["ordinal"] or numbered["letter"] or numbered["bare"] or numbered["loose"])
            )
            at, fresh = numbered.end(), True
            continue
        stop = _stop(words, at)
        yield Sentence(start + at, start + stop, parts if fresh else ())
        joint = shape_of("sentences", "joint").match(words, stop)
        at, fresh = joint.end() if joint else max(stop, at + 1), False


def _stop(words: str, at: int) -> int:
    for hit in shape_of("sentences", "end").finditer(words, at):
        if hit.group() == "\n":
            # A line that breaks off in the middle of a sentence goes on in the next.
            following = words[hit.end() : hit.end() + 40].lstrip(" \t")
            if (
                words[at : hit.start()].rstrip()[-1:] not in ".:;"
                and following[:1].islower()
                and not _LETTERED.match(following)
                and words[hit.end() : hit.end() + 1] != "\n"
            ):
                continue
            return hit.start()
        if hit.group() == " ":
            if not shape_of("sentences", "counted").search(words[max(at, hit.start() - 10) : hit.start()]):
                return hit.start()
            continue
        if hit.group()[0] == "." and shape_of("sentences", "abbreviated").search(words[max(at, hit.start() - 12) : hit.start()]):
            # `model 2. Forslaget` and `700 kr. Forslaget` end a sentence, `den 2. maj` and `nr. 2` do not; a lone letter may be a party's.
            number = re.search(r"(?:\s|\d[.,:])(?:\d{1,4}|[A-ZÆØÅ])$|\d\s(?:\w+\.\s)?kr$", words[at : hit.start()])
            if not (number and shape_of("sentences", "begins").match(words, hit.end())):
                continue
        return hit.start()
    return len(words)
