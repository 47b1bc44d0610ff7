"""Agenda items: which lines of a text head one.

Every layout family proposes lines; the run of growing numbers with the most evidence wins.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from nlp.meeting.sections import heading_kind, is_case_line
from nlp.rules import current, from_rules, rule_file
from nlp.text.lines import Line

# The family of no layout in particular.
FALLBACK = "Z"
_LEADERS = re.compile(r"(?:\.\s?){4,}\s*\d*(?:\s\d+)?\s*$|…+\s*\d*\s*$|_{4,}\s*\d*$|\t+\d+$")
_NOT_A_TITLE = re.compile(
    r"(?:at|og|eller|samt|godkend(?:t|es)|tiltrådt|anbefales|vedtaget|taget til|drøftet|udsat|ikke godkendt|afvist|indstilles|indstillingen)\b[^A-ZÆØÅ]*(?:[.;,]|$)"
    r"|(?:januar|februar|marts|april|maj|juni|juli|august|september|oktober|november|december|kvartal|klasse|rate|kr|pct|etape)\b",
    re.IGNORECASE,
)
_NAMES = re.compile(r"\(\?P<\w+>")
_LETTERS = re.compile(r"[\W_]+")
_ROMAN = re.compile(r"[IVXL]+")
_NUMBER_LINE = re.compile(r"(?:Punkt|Pkt|Sag|Nr)\.?\s?(?:nr\.?\s?)?\d+\.?$", re.IGNORECASE)


@dataclass(slots=True)
class Heading:
    """The lines that may head an agenda item: its first, the one with the title, and the first behind."""

    first: int
    line: int
    behind: int
    number: str | None
    title: str
    title_at: int
    score: float = 0.0

    @property
    def key(self) -> tuple[int, str]:
        """What the numbers of a run grow by; unnumbered headings grow by their place."""
        if self.number is None:
            return (self.line, "")
        if _ROMAN.fullmatch(self.number):
            return (_roman(self.number), "")
        head = re.match(r"\d+", self.number)
        rest = self.number[head.end() :] if head else ""
        return (int(head[0]) if head else 0, rest.zfill(4) if rest.startswith(".") else rest)


@dataclass(frozen=True)
class HeadingRule:
    """How a family heads its items: the title on the line itself, above it or below it."""

    pattern: re.Pattern[str]
    title: str
    unnumbered: bool
    # The numbers count only where they begin at 1 and leave none out.
    unbroken: bool = False


@dataclass(frozen=True)
class Family:
    """One layout: what speaks for it, and how its items are headed."""

    id: str
    evidence: tuple[tuple[re.Pattern[str], float], ...]
    headings: tuple[HeadingRule, ...]


@dataclass(frozen=True, slots=True)
class _Known:
    """The titles of the table of contents, and those long enough to be cut off there."""

    titles: frozenset[str]
    long: tuple[str, ...]


@from_rules
def families() -> tuple[Family, ...]:
    """Read the layout families, in the order of their file names."""
    out = []
    for name in current().layouts:
        data = rule_file(f"layouts/{name}")
        evidence = tuple((re.compile(e["pattern"], re.MULTILINE), float(e["weight"])) for e in data.get("evidence", ()))
        rules = (HeadingRule(re.compile(h["pattern"]), h["title"], h.get("unnumbered", False), h.get("unbroken", False)) for h in data["headings"])
        out.append(Family(data["id"], evidence, tuple(rules)))
    return tuple(out)


@from_rules
def _any_heading() -> re.Pattern[str]:
    """Whatever heads an item in any family: most lines are seen to head none at one glance, not at thirty."""
    patterns = {rule.pattern.pattern for family in families() for rule in family.headings}
    return re.compile("|".join(f"(?:{_NAMES.sub('(?:', pattern)})" for pattern in sorted(patterns)))


@from_rules
def _label() -> re.Pattern[str]:
    """A line of a meeting's header (`Mødedato: ...`), which heads no item."""
    words = {word for entries in rule_file("layout")["fields"].values() for word in entries}
    return re.compile(rf"(?:{'|'.join(re.escape(word) for word in sorted(words, key=len, reverse=True))})\s?:", re.IGNORECASE)


def _roman(number: str) -> int:
    values = [{"I": 1, "V": 5, "X": 10, "L": 50}[letter] for letter in number]
    return sum(-value if value < following else value for value, following in zip(values, [*values[1:], 0], strict=True))


def is_contents_line(line: Line) -> bool:
    """Tell whether a line is an entry of a table of contents: leaders and a page number."""
    text = line.text
    return "..." in text and (text[-1].isdigit() or "...." in text) and _LEADERS.search(text) is not None


def without_leaders(words: str) -> str:
    """Take dot leaders and page number off an entry of a table of contents."""
    return _LEADERS.sub("", words).rstrip(" .…")


def title_key(title: str) -> str:
    """Reduce a title to letters and digits, for comparing it with the table of contents."""
    return _LETTERS.sub("", title).casefold()


def find_headings(lines: list[Line], contents: list[str], only: Collection[str] | None = None) -> tuple[str | None, list[Heading]]:
    """Choose the layout family and the lines that head items.

    Args:
        lines: The document's lines.
        contents: The titles of its table of contents, as `title_key` gives them.
        only: The families to choose among; all where it is None.

    Returns:
        The family's id and its headings in order; (None, []) where nothing looks like an item.
    """
    best: tuple[float, str | None, list[Heading]] = (0.0, None, [])
    known = _Known(frozenset(contents), tuple(title for title in contents if len(title) > 20))
    runs: dict[tuple[str, str], list[Heading]] = {}
    scores: dict[tuple[int, int, str], float] = {}
    top = "\n".join(line.text for line in lines[:120])
    seen = _any_heading()
    places = [index for index, line in enumerate(lines) if seen.match(line.text) and not is_contents_line(line)]
    for family in families():
        if only is not None and family.id not in only:
            continue
        bonus = sum(weight for pattern, weight in family.evidence if pattern.search(top))
        for rule in family.headings:
            name = (rule.pattern.pattern, rule.title)
            if name not in runs:
                found = _candidates(lines, places, rule, known, scores)
                runs[name] = _twice_printed(lines, _best_run(found)) if found else []
                if rule.unbroken and (len(runs[name]) < 2 or [one.key[0] for one in runs[name]] != list(range(1, len(runs[name]) + 1))):
                    runs[name] = []
            run = runs[name]
            if rule.unnumbered and len(run) < 2:
                continue
            total = sum(heading.score for heading in run) + (bonus if run else 0.0)
            if total > best[0] + 0.01:
                best = (total, family.id, run)
    return best[1], best[2]


def _candidates(lines: list[Line], places: list[int], rule: HeadingRule, known: _Known, scores: dict[tuple[int, int, str], float]) -> list[Heading]:
    """Give all that a rule takes for headings; `scores` keeps what was said of a title at a place, as rules differ in few."""
    out: list[Heading] = []
    for index in places:
        hit = rule.pattern.match(lines[index].text)
        if hit is None:
            continue
        heading = _heading(lines, index, hit, rule)
        if heading is not None:
            place = (heading.first, heading.behind, heading.title)
            if place not in scores:
                scores[place] = _score(lines, heading, known)
            heading.score = scores[place]
            out.append(heading)
    taken = {heading.first for heading in out}
    for heading in out:
        if heading.behind in taken and not lines[heading.line].marked:
            # Headings that follow each other without a line between are a list, not items; one printed twice is not.
            following = lines[heading.behind].text
            heading.score -= 0.8 if following != lines[heading.line].text else 0.0
    return out


def _heading(lines: list[Line], index: int, hit: re.Match[str], rule: HeadingRule) -> Heading | None:
    line = lines[index]
    number = None if rule.unnumbered else hit["number"]
    if rule.title == "same":
        title = hit["title"].strip()
        if number and title[:1].isdigit() and line.text[hit.end("number") : hit.start("title")] == ".":
            # `450.000 kr.` and `12.5.2023` are no item 450, and no item 12.
            return None
        return Heading(index, index, index + 1, number, title, line.start + hit.start("title"))
    at = index - 1 if rule.title == "above" else index + 1
    # `Sag nr. 22`, `J.nr. 54.10.02P19`, then the title.
    while rule.title == "below" and at < min(index + 3, len(lines) - 1) and is_case_line(lines[at].text):
        at += 1
    if not 0 <= at < len(lines):
        return None
    title_line = lines[at]
    title = title_line.text.strip()
    if (
        len(title) < 4
        or title[0].islower()
        or heading_kind(title)
        or is_case_line(title)
        or is_contents_line(title_line)
        or title[-1] in ",;"
        or _NUMBER_LINE.match(title)
        or _label().match(title)
    ):
        return None
    return Heading(min(at, index), at, max(at, index) + 1, number, title, title_line.start)


def _score(lines: list[Line], heading: Heading, known: _Known) -> float:
    line, first = lines[heading.line], lines[heading.first]
    score = 1.0
    key = title_key(heading.title)
    if key and (key in known.titles or key.startswith(known.long)):
        score += 3.0
    score += 1.0 if line.marked else 0.0
    score += 0.5 if first.after_blank else -0.5
    if _NOT_A_TITLE.match(heading.title):
        score -= 3.0
    if heading.title.endswith((",", ";", ":")) or len(heading.title) > 250:
        score -= 1.0
    if heading.title.endswith(".") and not line.marked:
        score -= 0.7
    if heading.title[:1].islower():
        score -= 1.5
    for following in lines[heading.behind : heading.behind + 3]:
        if is_case_line(following.text):
            return score + 2.0
        if heading_kind(following.text):
            return score + 1.0
    return score


def _twice_printed(lines: list[Line], run: list[Heading]) -> list[Heading]:
    """Begin an item at the first of two equal headings that stand together."""
    for heading in run:
        before = lines[heading.first - 1] if heading.first else None
        if before is not None and before.text == lines[heading.line].text and heading.first == heading.line:
            heading.first -= 1
        after = lines[heading.behind] if heading.behind < len(lines) else None
        if after is not None and heading.first == heading.line and after.text == lines[heading.line].text:
            heading.behind += 1
    return [heading for before, heading in zip([None, *run], run, strict=False) if before is None or heading.first >= before.behind]


def _best_run(headings: list[Heading]) -> list[Heading]:
    """Choose the growing run of numbers with the highest sum of scores, in n log n steps."""
    kept = [heading for heading in headings if heading.score > 0]
    if len(kept) < 2:
        return kept
    keys = [heading.key for heading in kept]
    ranks = {key: rank for rank, key in enumerate(sorted(set(keys)), start=1)}
    tree: list[tuple[float, int]] = [(0.0, -1)] * (len(ranks) + 1)
    before: list[int] = []
    best = (0.0, -1)
    for index, heading in enumerate(kept):
        rank = ranks[keys[index]]
        top, at = (0.0, -1), rank - 1
        while at > 0:
            top = tree[at] if tree[at][0] > top[0] else top
            at -= at & -at
        before.append(top[1])
        total = (top[0] + heading.score, index)
        if total[0] > best[0]:
            best = total
        while rank < len(tree):
            if total[0] > tree[rank][0]:
                tree[rank] = total
            rank += rank & -rank
    run: list[Heading] = []
    at = best[1]
    while at >= 0:
        run.append(kept[at])
        at = before[at]
    return run[::-1]
