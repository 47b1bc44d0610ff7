"""Lines that a page has run together, cut where a reader sees them end: headings glued to a word, and pages flattened into one paragraph."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from nlp.rules import from_rules, rule_file
from nlp.rules.phrases import compile_phrases
from nlp.text.dates import DATE
from nlp.text.lines import Line

# A line of this many characters that holds headings is a page that lost its line breaks.
_FLAT = 300
# Headings or case labels within a long line that show it to be one, and within a document that show all its lines to be such.
_FEWEST, _SURE = 2, 4
# In a flattened document shorter lines hold several, too.
_SHORT_FLAT = 60
# An item's title is no longer, in characters.
_LONGEST_TITLE = 240
# A capital behind at least two of names, before a small letter: a sentence begins.
_SENTENCE = re.compile(r"(?<=[\wæøåÆØÅ)]\s)[A-ZÆØÅ][\wæøåÆØÅ-]*(?=\s(?!og\b|samt\b|de\b|af\b|von\b|van\b|la\b|deltog\b|var\b)[a-zæøå]{3,})")
# The end of a title that a sentence follows.
_TITLE_ENDS = re.compile(r"(?<=[a-zæøå]{4})\.\s(?=[A-ZÆØÅ])")
_MORE = re.compile(r",|\s(?:og|samt)\s|\s?\(")
# What a heading may be glued to. It is looked at behind the match: a pattern that begins with the heading's capital is found faster.
_GLUES = re.compile(r"[a-zæøåé\d.)”\"]")
# `1. Title<tab>Decision`; so many rows make a table, most of which say something in their second column.
_ROW = re.compile(r"(?:[A-ZÆØÅ][a-zæøå]+\.? )?\d{1,4}[A-Za-z]?\s?[.):]?\s+(?=[^\t]{0,3}[A-ZÆØÅ])[^\t]{3,240}\t(?=.*[a-zæøå]{2})")
_FEWEST_ROWS, _SAID = 3, 60
# Words of a list of the absent that are compared.
_MOST_TOKENS = 14


@dataclass(frozen=True)
class _Cuts:
    glued_end: re.Pattern[str]
    glued_start: re.Pattern[str]
    contents: re.Pattern[str]
    before: re.Pattern[str]
    after: re.Pattern[str]
    heading: re.Pattern[str]
    decided: re.Pattern[str]
    case: re.Pattern[str]
    absent: re.Pattern[str]
    dated: re.Pattern[str]
    proposes: re.Pattern[str]
    page: re.Pattern[str]
    number: re.Pattern[str]
    bare_case: re.Pattern[str]


@from_rules
def _cuts() -> _Cuts:
    rules, cases = rule_file("items"), rule_file("case_numbers")
    headings = sorted(rules["inline"]["headings"], key=len, reverse=True)
    words = "|".join(re.escape(word) for word in headings)
    labels = "|".join(re.escape(label).replace(r"\ ", r"\s?") for label in sorted(cases["labels"], key=len, reverse=True) if label != "sag")
    shapes = "|".join(rule["pattern"] for rule in cases["rule"] if not rule.get("labelled"))
    contents = "|".join(re.escape(word.capitalize()) for word in rule_file("layout")["contents"]["headings"])
    absent = "|".join(re.escape(word) for word in sorted(rule_file("layout")["fields"]["absent"], key=len, reverse=True))
    numbers = "|".join(re.escape(word.capitalize()) for word in rules["number"]["words"] if word.isalpha() and len(word) > 2)
    status = "|".join(re.escape(word) for words in (rules["status"]["open"], rules["status"]["closed"]) for word in words)
    before = "|".join(re.escape(word) for word in sorted(rules["furniture"]["before"], key=len, reverse=True))
    after = "|".join(re.escape(word) for word in sorted(rules["furniture"]["behind"], key=len, reverse=True))
    body = r"(?:[A-ZÆØÅ][\wæøåÆØÅ&,-]*\s|(?:og|for|i|og|&|på)\s){0,7}?"
    return _Cuts(
        re.compile(rf"(?:{words})(?=:?\s|:?$)"),
        re.compile(rf"(?:{words})(?=[A-ZÆØÅ][a-zæøå])"),
        re.compile(rf"(?:{contents})(?=\d)"),
        re.compile(rf"(?i:{before})\s+(?=[A-ZÆØÅ])"),
        re.compile(rf"(?<=\S)\s+(?i:{after})$"),
        re.compile(rf"(?<=\s)(?:{words})(?::(?=\s)|(?=\s(?:[A-ZÆØÅ\d-]|i\s[A-ZÆØÅ]|på\s)))"),
        re.compile(rf"(?:(?:i\s|fra\s|af\s)?{body}(?:den|d\.)(?:\s(?i:{DATE}):?|(?=\s[A-ZÆØÅ]))|{body}(?i:{DATE}):?)"),
        re.compile(rf"(?<=\s)(?:{labels})[.:]*\s?(?:{shapes})(?![\w/-])", re.IGNORECASE),
        re.compile(rf"(?<=\s)(?:{absent})(?: med afbud)?:", re.IGNORECASE),
        re.compile(rf"(?<=[\s,])[A-ZÆØÅ][\wæøåÆØÅ-]*(?:udvalget|råd|rådet|bestyrelsen|repræsentationen),?\s(?:den\s|d\.\s?)(?i:{DATE}):?(?=\s[A-ZÆØÅ0-9])"),
        compile_phrases(rules["inline"]["proposes"]),
        re.compile(rf"(?<=[.;:] )(?:[A-ZÆØÅ][\wæøåÆØÅ-]* )?(?i:{rules['furniture']['page']})(?=\s|$)"),
        re.compile(
            rf"(?:(?<=^)|(?<=\s))(?:(?:{numbers})\.?\s?\d{{1,3}}(?:/\d\d)?\s?[.:–-]?\s|\d{{1,3}}(?:\.\s?|\s(?=\()))(?:[(\[](?i:{status})[)\]]\s)?(?:\(\d[\d./-]+\)\s)?(?=[A-ZÆØÅ])"
        ),
        re.compile(rf"(?<=\s)(?:{shapes})\s?$"),
    )


def unfold(lines: list[Line]) -> list[Line]:
    """Give the lines with those cut that hold more than one; what is not cut is the same object.

    Example:
        >>> from nlp.text.lines import read_lines
        >>> text = "1. MeddelelserReferat\\n\\nBeslutningGodkendt.\\n"
        >>> [line.text for line in unfold(read_lines(text))]
        ['1. Meddelelser', 'Referat', 'Beslutning', 'Godkendt.']
    """
    out: list[Line] = []
    flat = _SHORT_FLAT if sum(_held(line.text) for line in lines if len(line.text) > _FLAT) >= _SURE else _FLAT
    names = _repeated_names([line.text for line in lines if len(line.text) > flat]) if flat < _FLAT else frozenset()
    columns = _columns(lines)
    for index, line in enumerate(lines):
        out += _parts(line, sorted(_places(line, flat, names) | ({columns[index]} if index in columns else set())))
    return out


def _columns(lines: list[Line]) -> dict[int, int]:
    """Find where the second column begins in the rows of a table that holds number and title in the first and what was said in the second."""
    rows = {index: hit.end() for index, line in enumerate(lines) if "\t" in line.text and (hit := _ROW.match(line.text))}
    said = sum(lines[index].text[-1] == "." or len(lines[index].text) - place > _SAID for index, place in rows.items())
    return rows if len(rows) >= _FEWEST_ROWS and 2 * said >= len(rows) else {}


def _parts(line: Line, places: list[int]) -> Iterator[Line]:
    bounds = [0, *(place for place in places if 0 < place < len(line.text)), len(line.text)]
    if len(bounds) == 2:
        yield line
        return
    for first, last in zip(bounds, bounds[1:], strict=False):
        words = line.text[first:last]
        lead = len(words) - len(words.lstrip())
        words = words.strip()
        if words:
            start = line.start + first + lead
            yield Line(start, start + len(words), words, line.marked and first == 0, line.after_blank if first == 0 else True)


def _held(words: str) -> int:
    """Count the headings and case numbers within a line, the first few."""
    cuts = _cuts()
    return sum(1 for pattern in (cuts.heading, cuts.case) for _ in islice(pattern.finditer(words), _SURE))


def _repeated_names(flat: list[str]) -> frozenset[str]:
    """Give how the lists of the absent begin that a flattened document repeats: where they end, the decision begins."""
    counts: Counter[str] = Counter()
    for words in flat:
        for hit in _cuts().absent.finditer(words):
            tokens = words[hit.end() : hit.end() + _LONGEST_TITLE].split()
            counts.update({" ".join(tokens[:size]) for size in range(2, _MOST_TOKENS)})
    often = {prefix for prefix, count in counts.items() if count > 1}
    return frozenset(prefix for prefix in often if 2 * counts[prefix] >= max(counts[other] for other in often if prefix.startswith(other)))


def _names_end(words: str, start: int, names: frozenset[str]) -> int | None:
    """Find where a list of the absent ends that runs on into the decision."""
    lead = len(words[start:]) - len(words[start:].lstrip())
    known = max((prefix for prefix in names if words.startswith(prefix, start + lead)), key=len, default="")
    if known and not _MORE.match(words, start + lead + len(known)):
        return start + lead + len(known)
    hit = _SENTENCE.search(words, start, start + _LONGEST_TITLE)
    return hit.start() if hit else None


def _places(line: Line, flat: int, names: frozenset[str]) -> set[int]:
    cuts, words = _cuts(), line.text
    places = {hit.start() for hit in cuts.glued_end.finditer(words, 1) if _GLUES.match(words, hit.start() - 1)} if len(words) > 8 else set()
    for start in (cuts.glued_start, cuts.contents, cuts.before):
        hit = start.match(words)
        if hit:
            places.add(hit.end())
    after = cuts.after.search(words) if len(words) < _LONGEST_TITLE else None
    if after:
        places.add(after.start())
    if len(words) > flat:
        places |= _flat_places(words, names, 1 if flat < _FLAT else _FEWEST)
    return places


def _flat_places(words: str, names: frozenset[str], fewest: int) -> set[int]:
    """Find where the headings, the numbers of items and the case numbers begin and end in a flattened page."""
    cuts = _cuts()
    headings, cases = list(cuts.heading.finditer(words)), list(cuts.case.finditer(words))
    if len(headings) + len(cases) + (len(list(cuts.absent.finditer(words))) if fewest == 1 else 0) < fewest:
        return set()
    places: set[int] = set()
    behind = 0
    for hit in headings:
        decided = cuts.decided.match(words, hit.end() + 1) if hit.group()[:4] in ("Besl", "Afgø") else None
        places |= {place for dated in cuts.dated.finditer(words, behind, hit.start()) for place in dated.span()}
        behind = decided.end() if decided else hit.end()
        places |= {hit.start(), behind}
    places |= {place for dated in cuts.dated.finditer(words, behind) for place in dated.span()}
    for hit in cases:
        places |= {hit.start(), hit.end()}
    places |= {hit.start() for pattern in (cuts.absent, cuts.proposes, cuts.page) for hit in pattern.finditer(words)}
    places |= {end for hit in cuts.absent.finditer(words) if (end := _names_end(words, hit.end(), names)) is not None}
    for place in list(places):
        bare = cuts.bare_case.search(words, max(0, place - 30), place)
        if bare:
            places.add(bare.start())
    known = sorted(places)
    numbers = [hit.start() for hit in cuts.number.finditer(words)]
    at = 0
    for index, start in enumerate(numbers):
        while at < len(known) and known[at] <= start:
            at += 1
        following = min(known[at] if at < len(known) else len(words), numbers[index + 1] if index + 1 < len(numbers) else len(words))
        if following - start < _LONGEST_TITLE:
            places.add(start)
            ended = _TITLE_ENDS.search(words, start, following)
            if ended and not headings and not cases:
                # `Sag 87 Eventuelt. Ida Bro spurgte til broen.`
                places.add(ended.end())
    return places
