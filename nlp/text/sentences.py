"""Decisions cut into sentences, each with the numbers of the proposals that it answers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_NUMBER = r"\d{1,2}(?:\s?\.?\s?[a-hæ])?"
_RANGE = rf"{_NUMBER}(?:\s?[.)]?\s?(?:-|–|og|,|\+|&|til|samt)\s?(?:{_NUMBER}|[a-h])(?![\wæøå]))*"
_WORD = r"(?:Ad\.?\s?(?:pkt\.?|punkt|nr\.?)|Ad\.?|[Ii]ndstilling(?:en)? nr\.?|At(?=\s?\d{1,2}(?:\s?[-–]\s?\d{1,2})?\s?[.:)])|At-?punkt(?:erne|et)?|[Ii]ndstillingspunkt(?:erne|et)?|[Ii]ndstillingens punkt(?:er)?|Pkt\.?|pkt\.?|Punkt(?:erne|et)?|Nr\.?|Vedr\.? (?:pkt\.?|punkt))"
_ORDINALS = ("første", "andet", "tredje", "fjerde", "femte", "sjette", "syvende", "ottende")
_ORDINAL = rf"(?:{'|'.join(_ORDINALS)})"
# Words with which a decision begins behind its number.
_DECIDED = r"(?:godkend|anbefal|taget|tiltrådt|udsat|ikke|blev|er\b|bortfald|vedtag|drøft)"
_PARTS = re.compile(
    rf"(?:indstillingens )?(?P<spelt>{_ORDINAL}(?:(?:,| og| samt) {_ORDINAL})*) (?:(?:at-?)?(?:indstillings)?(?:punkt|pind|prik)(?:er|erne|et)?|at(?=\s+{_DECIDED}))\s+"
    rf"|(?P<word>{_WORD}\s?(?:nr\.?\s?)?)(?P<numbers>{_RANGE}|[a-h](?:\s?(?:[-–,]|og)\s?[a-h])*(?=\s?[.:)]))\s?(?:[.):]+|\.?\)|(?=\s))\)?:?\s*[-–:]?\s*"
    rf"|(?P<ordinal>{_RANGE})\s?\.?\s?at(?:-?punkt(?:er|erne)?\s|:\s?|\s(?={_DECIDED}))"
    rf"|(?P<letter>[a-h])[.):]\s+(?=[A-ZÆØÅ])|(?P<bare>{_RANGE})\s?(?:[.)]+:?|:)\s*(?:[-–:]\s*)?(?!\s*(?:(?-i:viceborgmester|næstformand|stedfortræder|suppleant|behandling|kvartal|halvår|klasse)|\w+ (?:januar|februar|marts|april|maj|juni|juli|august|september|oktober|november|december)))"
    rf"|(?P<loose>{_NUMBER}(?:\s?[-–]\s?{_NUMBER})?)\s(?={_DECIDED})",
    re.IGNORECASE,
)
_END = re.compile(
    r"[.;!?]['\"”’]?(?=\s|$)|\n|, (?:(?:og|mens|medens|men|hvorimod) )?(?=(?:at-?)?(?:punkt(?:erne)?|pkt\.?) \d[\d .,–og-]{0,12}(?:(?:blev|er|kan|ikke) ){0,2}(?:godkend|anbefal|tage[ts]|tiltr|ikke|uds|afvi|drøft|oversend|vedtag|bevilg))| (?=A[dt]\.? ?\d{1,2}\s?[.:)]|\d{1,2}[.)] (?:Godken|Anbefal|Tage[ts]|Tiltr|Ikke|Udsat|Udsæt|Afvi|Drøft|Oversend|Send|Indstil|Vedtag|Bevilg|Imødekom))"
)
# `mod 6. Indstillingen`: the number counts votes, or names a day; it begins no point.
_COUNTED = re.compile(r"(?:^|[\s(])(?:mod|imod|med|for|nr\.?|pkt\.?|punkt|til|og|den|d\.|på|ad\.?|at|stk\.?|§|sag)$", re.IGNORECASE)
_ABBREVIATED = re.compile(
    r"(?:\b(?:nr|pkt|kl|jf|ca|bl\.a|mio|kr|stk|d|ad|vedr|hhv|evt|f\.eks|mv|inkl|ekskl|pr|tlf|afd|p|m|dvs|jfr|ref|godk|e\.o|\d{1,2}|[A-ZÆØÅ])|^\s*(?:[\d\s,.–-]|og)+)$",
    re.IGNORECASE,
)
# A sentence that begins behind a number: `model 2. Forslaget`, not `Magistratens 2. Afdeling`.
_BEGINS = re.compile(r"\s+(?!Afdeling)[A-ZÆØÅ](?:[a-zæøå]| [a-zæøå]|,| og )")
# `..., mens punkt 4 udsættes`: the next sentence begins behind the word that joins it.
_JOINT = re.compile(r", (?:og|mens|medens|men|hvorimod) (?=(?:at-?)?(?:punkt|pkt))")
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
    for piece in re.findall(r"\d+\s?\.?\s?[a-hæ](?![\wæøå])|\d+|(?<![\wæøå])[a-h](?![\wæøå])|[-–]|til", numbers, re.IGNORECASE):
        if piece in "-–" or piece == "til":
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
    return tuple(str(_ORDINALS.index(word) + 1) for word in re.findall(r"\w+", ordinals.casefold()) if word in _ORDINALS)


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
        numbered = _PARTS.match(words, at)
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
        joint = _JOINT.match(words, stop)
        at, fresh = joint.end() if joint else max(stop, at + 1), False


def _stop(words: str, at: int) -> int:
    for hit in _END.finditer(words, at):
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
            if not _COUNTED.search(words[max(at, hit.start() - 10) : hit.start()]):
                return hit.start()
            continue
        if hit.group()[0] == "." and _ABBREVIATED.search(words[max(at, hit.start() - 12) : hit.start()]):
            # `model 2. Forslaget` ends a sentence, `den 2. maj` and `nr. 2` do not; a lone letter may be a party's.
            number = re.search(r"(?:\s|\d[.,:])(?:\d{1,4}|[A-ZÆØÅ])$", words[at : hit.start()])
            if not (number and _BEGINS.match(words, hit.end())):
                continue
        return hit.start()
    return len(words)
