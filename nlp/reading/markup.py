"""HTML, whole pages and fragments, to lines of text. Unclosed and misnested tags are repaired by the HTML parser."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from typing import Any

from nlp.errors import UnreadableDocument
from nlp.reading.numbering import format_number, raised
from nlp.reading.unseen import Unseen
from nlp.reading.writer import TextWriter, row, squeeze

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BOLD = frozenset({"b", "strong"})
_SKIPPED = frozenset({"script", "style", "noscript", "template", "svg", "math", "nav", "select", "textarea", "iframe", "object", "head", "label"})
_SKIPPED_CLASSES = frozenset({"modal", "badge"})
_SKIPPED_ROLES = frozenset({"dialog", "alertdialog", "menu", "menubar", "navigation", "tooltip"})
_PARAGRAPHS = frozenset(
    {"p", "section", "article", "main", "header", "footer", "aside", "blockquote", "pre", "table", "ul", "ol", "dl", "hr", "form", "fieldset"}
)
_BLOCKS = _PARAGRAPHS | {
    "div",
    "li",
    "dt",
    "dd",
    "tr",
    "td",
    "th",
    "caption",
    "address",
    "figure",
    "figcaption",
    "legend",
    "details",
    "summary",
    "center",
    "body",
}
_IN_CELLS = frozenset({*_HEADINGS, "ul", "ol", "table"})
_NUMBERED_BUTTON = re.compile(r"\s*(?:\d|punkt|pkt|sag|nr|lukket|åben)", re.IGNORECASE)
# A cell with this many paragraphs holds running text: its table only places it on the page.
_PARAGRAPHS_OF_LAYOUT = 4
_NO_NUMBERS = re.compile(r"list-style(?:-type)?\s*:[^;]*\bnone\b", re.IGNORECASE)
_LIST_FORMATS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}


@dataclass(slots=True)
class _List:
    number: int | None
    style: str


def parse_html(text: str, name: str = "the page") -> Any:
    """Parse a page or a fragment of one.

    Returns:
        The root element, or None where there is nothing in it.

    Raises:
        UnreadableDocument: tags are nested so deep that the parser would leave out what is inside.
    """
    from lxml import etree

    clean = text.replace("\x00", " ")
    if not clean.strip():
        return None
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True, remove_pis=True, remove_comments=True)
    try:
        root = etree.fromstring(clean.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        root = None
    if any("xcessive depth" in entry.message for entry in parser.error_log):
        raise UnreadableDocument(f"{name}: is HTML whose tags are nested too deep to be a page. Is the file damaged?")
    return root


def render(root: Any, level: int | None = None, *, hidden: bool = False) -> str:
    """Write out an element: headings as Markdown, lists one item a line, tables one row a line.

    Args:
        root: The element, from `parse_html`.
        level: The level that all headings get; their own where it is None.
        hidden: Whether what the page does not show is text, too.
    """
    from lxml import etree

    out: _Renderer = _Renderer(level)
    unseen: Container[Any] = () if hidden else Unseen(root)
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        if event == "start":
            if element not in unseen and out.start(element):
                out.words(element.text)
            else:
                walk.skip_subtree()
                out.skipped = element
        else:
            if out.skipped is element:
                out.skipped = None
            else:
                out.end(element)
            if element is not root:
                out.words(element.tail)
    out.end_line()
    return out.page.text()


class _Renderer:
    def __init__(self, level: int | None) -> None:
        self.page = TextWriter()
        self.skipped: Any = None
        self._level = level
        self._words: list[str] = []
        self._bold_depth = 0
        self._raised_depth = 0
        self._plain = False  # some word of the line is not bold
        self._heading: str | None = None
        self._lists: list[_List] = []
        self._bullet = ""
        self._row: list[str] | None = None
        self._row_tag: Any = None
        self._pre = 0

    def words(self, text: str | None) -> None:
        if not text:
            return
        if self._pre and self._row is None and self._heading is None and "\n" in text:
            first, *others = text.split("\n")
            self._add(first)
            for other in others:
                self.end_line()
                self._add(other)
            return
        self._add(text)

    def _add(self, text: str) -> None:
        self._words.append(raised(text) if self._raised_depth else text)
        if not self._bold_depth and not text.isspace():
            self._plain = True

    def start(self, element: Any) -> bool:
        """Take in an opening tag; False where nothing of the element counts."""
        tag = element.tag
        if not isinstance(tag, str) or _is_skipped(element, self._heading is not None):
            return False
        if tag in _BOLD:
            self._bold_depth += 1
        elif tag == "sup":
            self._raised_depth += 1
        elif tag == "span" and "label" in (element.get("class") or "").split():
            self._words.append(" ")  # a badge with its own frame, no part of the next word
        elif tag == "br":
            self._break()
        elif tag in _HEADINGS and self._row is None and self._heading is None and next(element.iter("table", "ul", "ol"), None) is None:
            self.end_line()
            self._heading = tag
        elif tag in _BLOCKS:
            self._start_block(tag, element)
        return True

    def end(self, element: Any) -> None:
        tag = element.tag
        if tag in _BOLD:
            self._bold_depth -= 1
        elif tag == "sup":
            self._raised_depth -= 1
        elif tag == self._heading:
            words = squeeze("".join(self._words))
            self._clear()
            self._heading = None
            self.page.heading(words, self._level or _HEADINGS[tag])
        elif tag in _BLOCKS:
            self._end_block(tag, element)
        elif tag in _HEADINGS:
            self._soft_break(gap=True)
        elif tag == "span" and "label" in (element.get("class") or "").split():
            self._words.append(" ")

    def _start_block(self, tag: str, element: Any) -> None:
        if tag == "table":
            self._soft_break(gap=True)
        elif tag == "tr" and self._row is None and not _places_text(element):
            self.end_line()
            self._row, self._row_tag = [], element
        elif tag in ("ul", "ol"):
            self._soft_break(gap=not self._lists)
            numbered = tag == "ol" and not _NO_NUMBERS.search(element.get("style") or "")
            self._lists.append(_List(_integer(element.get("start"), 1) if numbered else None, _LIST_FORMATS.get(element.get("type") or "", "decimal")))
        elif tag == "li":
            self._soft_break()
            self._bullet = self._next_bullet(element)
        else:
            self._soft_break(gap=tag in _PARAGRAPHS and not self._lists)
            self._pre += tag == "pre"

    def _end_block(self, tag: str, element: Any) -> None:
        if tag in ("td", "th") and self._row is not None:
            self._row.append(squeeze("".join(self._words)))
            self._clear()
        elif tag == "tr" and element is self._row_tag:
            self._end_row()
        elif tag in ("ul", "ol"):
            self._soft_break(gap=len(self._lists) < 2)
            if self._lists:
                self._lists.pop()
        else:
            self._soft_break(gap=tag in _PARAGRAPHS and not self._lists)
            self._pre -= tag == "pre"
            if tag == "li":
                self._bullet = ""

    def _end_row(self) -> None:
        cells, self._row, self._row_tag = self._row or [], None, None
        self._clear()
        self.page.line(row(cells))

    def _next_bullet(self, element: Any) -> str:
        if not self._lists or self._lists[-1].number is None:
            return "- "
        current = self._lists[-1]
        number = _integer(element.get("value"), current.number or 0)
        current.number = number + 1
        return f"{format_number(number, current.style)}. "

    def _break(self) -> None:
        empty = not squeeze("".join(self._words))
        self._soft_break(gap=empty and not self._lists)

    def _soft_break(self, *, gap: bool = False) -> None:
        """End the line, or the word where a line cannot end: in a table's cell and in a heading."""
        if self._row is not None or self._heading is not None:
            self._words.append(" ")
            return
        self.end_line()
        if gap and not self._bullet:
            self.page.gap()

    def end_line(self) -> None:
        """Write the line that is under way."""
        words = squeeze("".join(self._words))
        if words:
            if self._bullet or self._plain or self._lists:
                self.page.line(self._bullet + words)
            else:
                self.page.bold(words)
            self._bullet = ""
        self._clear()

    def _clear(self) -> None:
        self._words = []
        self._plain = False


def _is_skipped(element: Any, in_heading: bool) -> bool:
    if element.tag in _SKIPPED or element.get("role") in _SKIPPED_ROLES or not _SKIPPED_CLASSES.isdisjoint((element.get("class") or "").split()):
        return True
    if element.tag == "button" and not in_heading:
        # Some systems put an item's title into the button that unfolds it.
        return next(element.iter(*_HEADINGS), None) is None and not _NUMBERED_BUTTON.match("".join(element.itertext()))
    return False


def _places_text(line: Any) -> bool:
    """Tell whether a table's row holds no data but the parts of a page: headings, lists, running text."""
    if next(line.iter(*_IN_CELLS), None) is not None:
        return True
    return any(sum(1 for part in _paragraphs(cell)) >= _PARAGRAPHS_OF_LAYOUT for cell in line.iter("td"))


def _paragraphs(cell: Any) -> Iterator[Any]:
    return (part for part in cell.iter("p", "div", "br") if part.tag == "br" or (part.text or "").strip() or len(part))


def _integer(value: str | None, default: int) -> int:
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 6 else default
