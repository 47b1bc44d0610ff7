"""Agenda items without numbers, where nothing else heads one: titles of one style, each with a section of an item below it."""

from __future__ import annotations

from nlp.meeting.headings import Heading, is_contents_line
from nlp.meeting.sections import heading_kind, is_case_line
from nlp.text.lines import Line

# What must stand between a title and the next one, so that it is an item's.
_TELLING = frozenset({"decision", "proposal"})


def find_unnumbered(lines: list[Line]) -> list[Heading]:
    """Find the titles of items that no number tells; none where fewer than two hold a decision or a proposal.

    Three styles compete: titles in capitals, titles marked as headings, titles with a section's heading or a case number directly below.

    Example:
        >>> from nlp.text.lines import read_lines
        >>> text = "NY SKOLE\\n\\nBeslutning\\nGodkendt.\\n\\nNY VEJ\\n\\nBeslutning\\nUdsat.\\n"
        >>> [heading.title for heading in find_unnumbered(read_lines(text, text))]
        ['NY SKOLE', 'NY VEJ']
    """
    kinds = [heading_kind(line.text) for line in lines]
    titles = [index for index, line in enumerate(lines) if kinds[index] is None and _may_be_title(line)]
    styles = (
        [index for index in titles if lines[index].text.isupper()],
        [index for index in titles if lines[index].marked],
        [index for index in titles if index + 1 < len(lines) and (kinds[index + 1] is not None or is_case_line(lines[index + 1].text))],
    )
    best: list[int] = []
    for style in styles:
        held = _with_sections(style, kinds)
        if len(held) > max(1, len(best)):
            best = held
    return [Heading(index, index, index + 1, None, lines[index].text, lines[index].start) for index in best]


def _with_sections(style: list[int], kinds: list[str | None]) -> list[int]:
    """Keep the lines from the first one on that has a decision or a proposal below it; none where most have not."""
    if not style:
        return []
    held = [index for index, following in zip(style, [*style[1:], len(kinds)], strict=True) if any(kind in _TELLING for kind in kinds[index + 1 : following])]
    if 2 * len(held) <= len(style):
        return []
    since = [index for index in style if index >= held[0]]
    # An item may be without a decision (`Eventuelt`), but where many are, they are headings inside an item.
    return since if 3 * len(held) >= 2 * len(since) else held


def _may_be_title(line: Line) -> bool:
    words = line.text
    return (
        (line.after_blank or line.marked)
        and 3 < len(words) < 160
        and not words[0].islower()
        and words[-1] not in ".,;:"
        and any(char.isalpha() for char in words)
        and not is_contents_line(line)
        and not is_case_line(words)
    )
