"""The text as the rules see it: one spelling of every letter, blank, dash and number, with the way back to the text as read."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from nlp.rules import from_rules, rule_file
from nlp.text.marks import mark_columns

# Replaced one for one, so that offsets stay. A form feed is a page break and ends a line.
_SAME_LENGTH = (
    # Markdown's bold words: what counts are the words inside, and a blank parts them from what is glued to them.
    ("**", " \u2060"),
    *((blank, " ") for blank in "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"),
    *((dash, "-") for dash in "\u2010\u2011\u00ac\ufe63\uff0d"),
    *((end, "\n") for end in "\x0c\x0b\x1c\x1d\x1e\u2028\u2029\u0085"),
    ("\r\n", " \n"),
    ("\r", "\n"),
)
# Patterns here begin with a set of characters: such a one is searched for several times faster than one that begins with what stands before.
# A dash inside a word or a number is a hyphen; between blanks it parts clauses, and stays.
_DASHES = "\u2012\u2013\u2014\u2015\u2212"
_HYPHEN = re.compile(rf"[{_DASHES}](?<=[\w.][{_DASHES}])(?=[\w\s])")
# Soft hyphen, zero-width marks, direction marks, byte order mark.
_DROPPED = "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2062\u2063\u2064\ufeff"
_INVISIBLE = re.compile(f"[{_DROPPED}]+")
# Blanks that are more than one, or stand at an edge of their line.
_BLANKS = re.compile(r"[ \t](?:[ \t]+|(?=\n)|\Z|(?<=\n[ \t])|(?<=\A[ \t])|(?<=\t))")
# A gap of so many of the document's usual gaps parts columns.
_COLUMN = 3
_RAISED = "\u00b9\u00b2\u00b3\u2070\u2074\u2075\u2076\u2077\u2078\u2079"
_FOOTNOTE = re.compile(rf"[{_RAISED}](?:(?<=[^\W\d_]{{3}}[{_RAISED}])|(?<=[.,;:!?)][{_RAISED}])|(?<=\n[{_RAISED}]))[{_RAISED}]?")
_GLUED_DIGIT = re.compile(r"[1-9](?<=[^\W\d_]{5}[1-9])(?=[.,;:]?(?:\s|\Z))")
_LAST_WORD = re.compile(r"[^\W\d_]+\Z")
_KLE = r"\d{2}\.\d{2}\.\d{2}"
_KLE_REST = r"\.\d{2}\.\d{2}"
_APART = f" ?[-{_DASHES}] ?"
_FACET = r"[A-ZÆØÅ]\d{2}"
_SPACED_NUMBERS = (
    re.compile(r"[0-9]{2}(?<![\w./-][0-9]{2})(?: ?/ | /)\d{3,6}(?![\w/-]|\.\d)"),
    re.compile(
        rf"[0-9]{{2}}(?<![\w./-][0-9]{{2}})(?:{_APART}\d{{1,6}}{_APART}\d{{2}})?{_KLE_REST}{_APART}{_FACET}(?:{_APART}\d{{1,6}}{_APART}\d{{2}})?(?![\w/-])"
    ),
)
_WHOLE_NUMBER = re.compile(rf"(?:\d{{2}}-\d{{1,6}}-)?{_KLE}-(?:{_FACET}(?:-\d{{1,6}}-\d{{2}})?|\d{{1,6}}-\d{{2}})|\d{{2}}/\d{{3,6}}|\d{{2}}-\d{{6}}")
_LINE_BREAK_IN_NUMBER = re.compile(rf"[-/.\n](?:(?<=\d[-/.])\n(?=\d|{_FACET})|(?<=\d\n)(?=[-/]))")
_HEAD_OF_NUMBER = re.compile(r"(?<![\w./-])[\w./-]{2,24}\Z")
_REST_OF_NUMBER = re.compile(r"[\w/-]{1,20}(?:\.\d{2}[\w/-]{0,20}){0,3}(?!\w)")

_Edit = tuple[int, int, str]


class _Way:
    """The way back from an edited text: for each stretch of it where it begins, here and there, and its end there where it is not as it was."""

    __slots__ = ("_here", "_there", "_ends")

    def __init__(self) -> None:
        self._here, self._there, self._ends = [0], [0], [0]

    def add(self, here: int, there: int, end: int = 0) -> None:
        self._here.append(here)
        self._there.append(there)
        self._ends.append(end)

    def start(self, at: int) -> int:
        index = bisect_right(self._here, at) - 1
        there, end = self._there[index] + at - self._here[index], self._ends[index]
        return min(there, end - 1) if end else there

    def end(self, at: int) -> int:
        index = bisect_right(self._here, at - 1) - 1
        return self._ends[index] or self._there[index] + at - self._here[index]

    def forth(self, at: int) -> int:
        index = bisect_right(self._there, at) - 1
        return self._here[index] + (0 if self._ends[index] else at - self._there[index])


@dataclass(frozen=True, slots=True)
class Shadow:
    """A normalised text, the ways back to the text as read (none where both have the same length), and where its bold lines begin."""

    text: str
    ways: tuple[_Way, ...] = ()
    bold: frozenset[int] = frozenset()

    def start(self, at: int) -> int:
        """Give the offset in the original of the character at `at`."""
        for way in self.ways:
            at = way.start(at)
        return at

    def end(self, at: int) -> int:
        """Give the offset in the original behind the last character before `at`."""
        for way in self.ways if at else ():
            at = way.end(at)
        return at

    def printed(self, at: int, words: str, original: str) -> str:
        """Give words of the normalised text as they are printed: with their own dashes, blanks squeezed.

        Args:
            at: Where they begin in the normalised text.
            words: The words; where they do not stand there, they are given back.
            original: The text as read.
        """
        if not words or self.text[at : at + len(words)].replace("\n", " ") != words:
            return words
        found = original[self.start(at) : self.end(at + len(words))].replace("**", "")
        return unicodedata.normalize("NFC", " ".join(_INVISIBLE.sub("", found).split()))


def shadow(text: str) -> Shadow:
    """Normalise `text`, so that rules need to know one spelling alone.

    Letters are composed; there are no invisible marks and no carriage returns; one blank parts two words, one tab two
    columns (a tab, or a gap three times as wide as those of the text), and none stands at an edge of a line; dashes inside
    words and numbers are hyphens; a case number is whole on one line; footnote marks are gone. Markdown's `**` is left out.

    Example:
        >>> seen = shadow("a\\u0308rlig  kommu\\u00adne")
        >>> seen.text, seen.start(6), seen.end(12)
        ('ärlig kommune', 8, 15)
        >>> shadow("Sagsnr.  22\\u201344\\u201315.00.00-\\r\\nP20   Ida Bro").text
        'Sagsnr. 22-44-15.00.00-P20\\tIda Bro'
    """
    plain = text
    for char, other in _SAME_LENGTH:
        if char in plain:
            plain = plain.replace(char, other)
    if any(dash in plain for dash in _DASHES):
        plain = _HYPHEN.sub("-", plain)
    if plain.count("\t") > plain.count(" "):
        plain = plain.replace("\t", " ")
    ways: list[_Way] = []
    for find in (_invisible, _parted_letters, _blanks, _numbers):
        edits = find(plain)
        if edits:
            plain, way = _edited(plain, edits)
            ways.insert(0, way)
    return Shadow(plain, tuple(ways), _bold_lines(text, ways) if "**" in text else frozenset())


def _edited(text: str, edits: Iterable[_Edit]) -> tuple[str, _Way]:
    pieces: list[str] = []
    way, here, last = _Way(), 0, 0
    for start, end, new in edits:
        if start < last:
            continue
        pieces += (text[last:start], new)
        here += start - last
        if new:
            way.add(here, start, end)
            here += len(new)
        way.add(here, end)
        last = end
    return "".join((*pieces, text[last:])), way


def _invisible(text: str) -> list[_Edit]:
    if not any(char in text for char in _DROPPED):
        return []
    return [(hit.start(), hit.end(), "") for hit in _INVISIBLE.finditer(text)]


def _parted_letters(text: str) -> list[_Edit]:
    """Find letters whose marks stand behind them as characters of their own."""
    out: list[_Edit] = []
    if unicodedata.is_normalized("NFC", text):
        return out
    at = 0
    while at < len(text):
        end = at + 1
        while end < len(text) and end - at < 16 and unicodedata.combining(text[end]):
            end += 1
        composed = unicodedata.normalize("NFC", text[at:end])
        if composed != text[at:end]:
            out.append((at, end, composed))
        at = end
    return out


def _blanks(text: str) -> list[_Edit]:
    if not ("  " in text or " \n" in text or "\n " in text or "\t" in text or text[:1] == " " or text[-1:] == " "):
        return []
    found = [(hit.start(), hit.end()) for hit in _BLANKS.finditer(text)]
    usual = _usual_gap(text, [end - start for start, end in found if _inside_line(text, start, end)])
    over_columns = mark_columns(text)
    gaps = ((start, end, over_columns.get(start) or _gap(text, start, end, usual)) for start, end in found)
    return [(start, end, gap) for start, end, gap in gaps if gap != text[start:end]]


def _usual_gap(text: str, wider: list[int]) -> int:
    """Give the width of most gaps between words: more than one where the whole text is set wide."""
    words = text.count(" ") - sum(wider) + len(wider)
    return sorted(wider)[len(wider) // 2] if 4 * len(wider) > 3 * words else 1


def _inside_line(text: str, start: int, end: int) -> bool:
    return start > 0 and end < len(text) and text[start - 1] != "\n" and text[end] != "\n"


def _gap(text: str, start: int, end: int, usual: int) -> str:
    if not _inside_line(text, start, end):
        return ""
    wide = end - start >= _COLUMN * usual or "\t" in text[start:end]
    return "\t" if wide and not _amid_sentence(text, start, end) else " "


def _amid_sentence(text: str, start: int, end: int) -> bool:
    """Tell whether words go on behind a wide gap: from one without a capital, or a comma or hyphen, to the next without one."""
    if not text[end].islower():
        return False
    word = _LAST_WORD.search(text, max(0, start - 40), start)
    return word[0][0].islower() if word else text[start - 1] in ",-"


def _numbers(text: str) -> list[_Edit]:
    """Find blanks and line breaks inside case numbers, and the numbers of footnotes."""
    out: list[_Edit] = []
    if any(char in text for char in _RAISED):
        out += ((hit.start(), hit.end(), "") for hit in _FOOTNOTE.finditer(text))
    numbered = _numbered_words()
    for hit in _GLUED_DIGIT.finditer(text):
        word = _LAST_WORD.search(text, max(0, hit.start() - 40), hit.start())
        if word and word[0].casefold() not in numbered:
            out.append((hit.start(), hit.end(), ""))
    for shape in _SPACED_NUMBERS:
        for hit in shape.finditer(text):
            out += ((hit.start() + at, hit.start() + at + 1, "" if char == " " else "-") for at, char in enumerate(hit[0]) if char == " " or char in _DASHES)
    out += ((at, at + 1, "") for at in _line_breaks_in_numbers(text))
    return sorted(out)


def _line_breaks_in_numbers(text: str) -> Iterator[int]:
    for hit in _LINE_BREAK_IN_NUMBER.finditer(text):
        line_end = hit.end() - 1
        head = _HEAD_OF_NUMBER.search(text, max(0, line_end - 25), line_end)
        rest = _REST_OF_NUMBER.match(text, hit.end())
        if head and rest and _WHOLE_NUMBER.fullmatch(head[0] + rest[0]):
            yield line_end


@from_rules
def _numbered_words() -> frozenset[str]:
    return frozenset(rule_file("layout")["labels"]["numbered"])


def _bold_lines(text: str, ways: list[_Way]) -> frozenset[int]:
    """Find the lines that are bold as a whole, and so may head something; one that only begins bold is a label."""
    out = []
    for hit in re.finditer(r"^[ \t]*\*\*[ \t]*(?=[^\s*])", text, re.MULTILINE):
        line = text[hit.start() : text.find("\n", hit.end()) % (len(text) + 1)].strip()
        if line.endswith("**") and line.count("**") == 2:
            at = hit.end()
            for way in reversed(ways):
                at = way.forth(at)
            out.append(at)
    return frozenset(out)


_FOLD = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "ö": "oe", "ä": "ae", "ü": "y", "ı": "i", "ł": "l", "đ": "d", "ð": "d", "ß": "ss"})


def fold(name: str) -> str:
    """Reduce a name to what its spellings share: `Dalsgård` and `DALSGAARD` give the same.

    Example:
        >>> fold("Derin Akçay") == fold("Derin Akcay"), fold("Ole  Skrænt-Bæk")
        (True, 'ole skraent baek')
    """
    folded = name.casefold().translate(_FOLD)
    if not folded.isascii():
        folded = "".join(c for c in unicodedata.normalize("NFD", folded) if not unicodedata.combining(c))
    return " ".join(folded.replace("-", " ").replace(".", " ").split())
