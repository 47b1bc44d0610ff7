"""Contents lists: lines with leaders and page numbers, and lists of headings that the body repeats."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from nlp.meeting.leaders import title_key, without_leaders
from nlp.meeting.line_kinds import LineKinds
from nlp.meeting.numbered import Numbered, read_numbered
from nlp.meeting.section_kinds import is_decision_heading
from nlp.rules import rule_file
from nlp.text.lines import without_bullet

_WITHOUT_PAGE = re.compile(r"(?<=\D)\s+\d{1,3}$")
# Letters of a title that tell it from others; the rest may be cut off in the list.
_LONG = 24
# Characters that hold so many letters.
_ENOUGH = 6 * _LONG
# A list leaves out few numbers: those of closed items.
_LEFT_OUT = 3
# Characters of the heading of a list.
_LONGEST_HEADING = 60
# Entries of the longest list.
_LONGEST_LIST = 200
# An entry that wraps is longer, in characters.
_WRAPS = 40


@dataclass(frozen=True)
class Contents:
    """A document's contents list: the numbers by title, where it stands, and its lines.

    Titles are keys of letters and digits; a title that is long may be cut off.
    """

    titles: dict[str, str] = field(default_factory=dict)
    printed: tuple[str, ...] = ()
    lines: frozenset[int] = frozenset()
    start: int = 0
    end: int = 0

    def lists(self, number: str | None, title: str) -> bool:
        """Tell whether the list holds a title, under its number where both tell one."""
        key = title_key(title)
        if not key:
            return False
        if key in self.titles:
            return self.titles[key] in ("", number) or number is None
        return any(len(entry) > _LONG and key.startswith(entry) or len(key) > _LONG and entry.startswith(key) for entry in self.titles)


def read_contents(kinds: LineKinds) -> Contents:
    """Read the contents list: entries with leaders, and blocks of numbered lines whose titles the document holds again."""
    entries = {index: _entry(kinds, index) for index in range(len(kinds.lines)) if kinds.contents[index]}
    for block in _blocks(kinds):
        entries |= {index: numbered for index, numbered in block.items() if index not in entries}
    entries = entries or _plain_list(kinds)
    if not entries:
        return Contents()
    titles = {key: number for number, title in entries.values() for key in (title_key(title), title_key(_WITHOUT_PAGE.sub("", title))) if key}
    first, last = kinds.lines[min(entries)], kinds.lines[max(entries)]
    return Contents(titles, tuple(title for _, title in entries.values()), frozenset(entries), first.start, last.end)


def _entry(kinds: LineKinds, index: int) -> tuple[str, str]:
    lines = kinds.lines
    words = without_leaders(lines[index].text)
    previous = lines[index - 1] if index else None
    if previous and not lines[index].after_blank and not kinds.contents[index - 1] and not kinds.sections[index - 1] and len(previous.text) > _WRAPS:
        words = f"{previous.text} {words}"
    numbered = read_numbered(words)
    return (numbered.number, numbered.title) if numbered and numbered.title else ("", words)


def _blocks(kinds: LineKinds) -> Iterator[dict[int, tuple[str, str]]]:
    """Give the blocks of numbered lines without text between whose titles stand elsewhere in the document again."""
    lines = kinds.lines
    # The last line of each title.
    places: dict[str, int] = {}
    numbered: dict[int, Numbered] = {}
    for index, line in enumerate(lines):
        found = kinds.numbered[index]
        if found is not None and found.title:
            numbered[index] = found
        places[title_key((found.title if found and found.title else line.text)[:_ENOUGH])[:_LONG]] = index
    block: dict[int, tuple[str, str]] = {}
    gap = 0
    decided = next((index for index, kind in enumerate(kinds.sections) if kind == "decision" and is_decision_heading(lines[index].text)), len(lines))
    for index in range(decided + 1):
        found = numbered.get(index)
        if found is not None and not kinds.sections[index] and _goes_on(block, found.number):
            block[index] = (found.number, found.title)
            gap = 0
            continue
        gap += 1
        if (
            block
            and index < decided
            and (gap <= 1 and not kinds.sections[index] and not lines[index].text.endswith(".") or kinds.parts[index] or kinds.out[index])
        ):
            continue
        if len(block) > 1 and _recurs(block, places):
            yield block
        block = {index: (found.number, found.title)} if found is not None else {}
        gap = 0


def _plain_list(kinds: LineKinds) -> dict[int, tuple[str, str]]:
    """Give the lines below a contents list's heading that all stand on lines of their own again."""
    words = rule_file("layout")["contents"]["headings"]
    if not any(without_bullet(line.text).casefold().rstrip(" :") in words for line in kinds.lines if len(line.text) < _LONGEST_HEADING):
        return {}
    lines = [without_bullet(line.text) for line in kinds.lines]
    places: dict[str, int] = {title_key(words): index for index, words in enumerate(lines)}
    for index, line in enumerate(lines):
        if line.casefold().rstrip(" :") not in words:
            continue
        entries: dict[int, tuple[str, str]] = {}
        for at in range(index + 1, min(index + _LONGEST_LIST, len(lines))):
            if lines[at].casefold().rstrip(" :") in words or places[title_key(lines[at])] == at or at == places[title_key(lines[index + 1])]:
                break
            entries[at] = ("", lines[at])
        if len(entries) > _LEFT_OUT - 1:
            return entries
    return {}


def _goes_on(block: dict[int, tuple[str, str]], number: str) -> bool:
    """Tell whether a number is greater than the last of a block; the body's first follows the last of the list."""
    if not block:
        return True
    last, digits = (re.search(r"\d+", words) for words in (next(reversed(block.values()))[0], number))
    return last is None or digits is None or 0 <= int(digits[0]) - int(last[0]) <= _LEFT_OUT


def _recurs(block: dict[int, tuple[str, str]], places: dict[str, int]) -> bool:
    """Tell whether at least half of a block's titles stand on lines below it again."""
    last = max(block)
    again = sum(max(places.get(key[:_LONG], -1) for key in (title_key(title), title_key(_WITHOUT_PAGE.sub("", title)))) > last for _, title in block.values())
    return 2 * again >= len(block)
