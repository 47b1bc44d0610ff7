"""Word documents: paragraphs, headings by style, numbered lists, tables."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from nlp.errors import DamagedDocument, NoText
from nlp.reading.embedded import DEEPEST, read_embedded
from nlp.reading.package import check_ole, check_package, plain_package
from nlp.reading.word_numbering import Numbering, integer, style_chain
from nlp.reading.word_runs import FALLBACK, Runs, W, goes_on, is_on, is_removed
from nlp.reading.writer import TextWriter, row, squeeze

# Content controls, tracked insertions and custom XML wrap paragraphs, rows, cells and runs without a meaning of their own here.
_WRAPPERS = frozenset(f"{W}{tag}" for tag in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"))
_HEADING_STYLE = re.compile(r"^(?:heading|overskrift)\s*(\d)", re.IGNORECASE)
_TITLE_STYLE = re.compile(r"^(?:title|titel)$", re.IGNORECASE)
_CONTENTS_STYLE = re.compile(r"^(?:toc|indholdsfortegnelse)\s*\d", re.IGNORECASE)
_PAGE_NUMBER = re.compile(r"\W*(?:side:?|page)?\W*\d*\W*(?:(?:af|of|/)\W*\d*)?\W*", re.IGNORECASE)
_PARAGRAPHS_OF_LAYOUT = 4
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def read(raw: bytes, name: str) -> str:
    """Turn a Word document into text: headings as Markdown, list numbers as printed, a table's row a line.

    Raises:
        UnreadableDocument: damaged, encrypted, or a ZIP file of another kind; or no text in it.
        DocumentTooLarge: unpacked it is larger than any minutes are.
    """
    check_ole(raw, name)
    check_package(raw, name)
    import docx
    from docx.opc.exceptions import OpcError

    try:
        document = docx.Document(io.BytesIO(plain_package(raw)))
        text = _Reader(document, name).text()
    except (OpcError, zipfile.BadZipFile, KeyError, ValueError, EOFError, OSError, SyntaxError, NotImplementedError, AttributeError) as err:
        # lxml reports broken XML as a SyntaxError.
        raise DamagedDocument(f"{name}: is a damaged Word document ({type(err).__name__}). Open it in Word and save it again.") from err
    if not text.strip():
        raise NoText(f"{name}: is a Word document without text. If its pages are pictures, it needs text recognition (OCR) first.")
    return text


class _Reader:
    """Walks the document's tree: python-docx passes over content controls and tracked changes, which hold text."""

    def __init__(self, document: Any, name: str, depth: int = 0) -> None:
        self._name, self._depth = name, depth
        self._document = document
        self._out = TextWriter()
        self._runs = Runs(document)
        self._styles = self._runs.styles
        self._held: list[Any] = []
        self._numbers = Numbering(document)

    def text(self) -> str:
        for words in self._header():
            self._out.line(words)
        self._out.gap()
        self._blocks(self._document.element.body)
        return self._out.text()

    def _header(self) -> list[str]:
        """Give the first section's running header once: in some systems it alone names body and date."""
        section = next(iter(self._document.sections), None)
        if section is None:
            return []
        header = section.first_page_header if section.different_first_page_header_footer else section.header
        if header.is_linked_to_previous:
            return []
        found = (squeeze(self._runs.words(paragraph)) for paragraph in header._element.iter(f"{W}p") if not _inside(paragraph, FALLBACK))
        return [words for words in found if not _PAGE_NUMBER.fullmatch(words)]

    def _blocks(self, parent: Any) -> None:
        for child in parent:
            if child.tag == f"{W}p":
                self._paragraph(child)
            elif child.tag == f"{W}tbl":
                self._table(child)
            elif child.tag == f"{W}altChunk":
                self._embedded(child)
            elif child.tag in _WRAPPERS:
                self._blocks(child)

    def _paragraph(self, paragraph: Any) -> None:  # noqa: C901 (one kind of element a branch)
        if goes_on(paragraph):
            self._held.append(paragraph)
            return
        raw = "".join(self._runs.words(each) for each in (*self._held, paragraph))
        parts, self._held = [*self._held, paragraph], []
        paragraph = parts[0]
        style = self._style(paragraph)
        number = self._numbers.next(paragraph, style) if raw.strip() else ""
        lines = [squeeze(line) for line in raw.replace("\t", "\u0001").split("\n")]
        lines = [re.sub(r"\s*\u0001\s*", "\t", line).strip() for line in lines]
        level = self._level(paragraph, style)
        full = " ".join(filter(None, lines)).replace("\t", " ").strip()
        if not full:
            self._out.gap()
        elif style is not None and _CONTENTS_STYLE.match(style.name or ""):
            self._out.line(_contents_entry("\t".join(filter(None, lines))))
        elif level:
            self._out.heading(f"{number}{full}", level)
        elif number:
            self._out.line(number + "\n".join(filter(None, lines)))
        elif len(list(filter(None, lines))) == 1 and self._all_bold(paragraph, style):
            self._out.bold(full)
        else:
            self._out.gap()
            for line in lines:
                if line:
                    self._out.line(line)
                else:
                    self._out.gap()
            self._out.gap()
        for part in parts:
            for box in _boxes(part):
                self._out.gap()
                self._blocks(box)
            for mark, note in self._runs.notes(part):
                self._out.gap()
                self._out.line(f"{mark} {squeeze(' '.join(self._runs.words(each) for each in note))}")
                self._out.gap()

    def _embedded(self, chunk: Any) -> None:
        part = self._document.part.related_parts.get(chunk.get(_RELATION))
        if part is not None and self._depth < DEEPEST:
            self._out.gap()
            self._out.paste(read_embedded(part.blob, str(part.partname).lower(), part.content_type, self._inner))

    def _inner(self, raw: bytes) -> str:
        import docx

        check_package(raw, self._name)
        return _Reader(docx.Document(io.BytesIO(plain_package(raw))), self._name, self._depth + 1).text()

    def _all_bold(self, paragraph: Any, style: Any) -> bool:
        by_style = any(is_on(each.element.find(f"{W}rPr/{W}b")) for each in style_chain(style))
        runs = [run for run in paragraph.iter(f"{W}r") if self._runs.words(run).strip()]
        return bool(runs) and all(is_on(run.find(f"{W}rPr/{W}b"), by_style) for run in runs)

    def _style(self, paragraph: Any) -> Any:
        style_id = paragraph.style
        return self._styles.get(style_id) if style_id else None

    def _level(self, paragraph: Any, style: Any) -> int:
        """Give the heading level, 0 for running text."""
        own = paragraph.find(f"{W}pPr/{W}outlineLvl")
        if own is not None:
            return _outline(own)
        for each in style_chain(style):
            hit = _HEADING_STYLE.match(each.name or "")
            if hit:
                return int(hit[1]) or 1
            if _TITLE_STYLE.match(each.name or ""):
                return 1
            outline = each.element.find(f"{W}pPr/{W}outlineLvl")
            if outline is not None:
                return _outline(outline)
        return 0

    def _table(self, table: Any) -> None:
        self._out.gap()
        for line in _inner(table, f"{W}tr"):
            if is_removed(line):
                continue
            cells = [cell for cell in _inner(line, f"{W}tc") if not is_removed(cell)]
            full = [cell for cell in cells if next(cell.iter(f"{W}t"), None) is not None]
            if len(full) == 1 or any(self._places_text(cell) for cell in full):
                for cell in full:
                    self._blocks(cell)
                    self._out.gap()
            else:
                self._out.line(row([self._cell(cell) for cell in cells]))
        self._out.gap()

    def _places_text(self, cell: Any) -> bool:
        if next(cell.iter(f"{W}tbl"), None) is not None:
            return True
        paragraphs = [each for each in _inner(cell, f"{W}p") if self._runs.words(each).strip()]
        # A single heading in a cell is the title in a row with its number; above other text it heads that text.
        return len(paragraphs) >= _PARAGRAPHS_OF_LAYOUT or (len(paragraphs) > 1 and any(self._level(each, self._style(each)) for each in paragraphs))

    def _cell(self, cell: Any) -> str:
        words = []
        glued = ""
        for paragraph in _inner(cell, f"{W}p"):
            text = glued + self._runs.words(paragraph)
            if goes_on(paragraph):
                glued = text
                continue
            glued = ""
            if text.strip():
                words.append(self._numbers.next(paragraph, self._style(paragraph)) + squeeze(text))
            words += [squeeze(self._runs.words(each)) for box in _boxes(paragraph) for each in box.iter(f"{W}p")]
        return " ".join(filter(None, words))


def _outline(element: Any) -> int:
    level = integer(element.get(f"{W}val"), 9)
    return level + 1 if level < 6 else 0


def _inner(parent: Any, tag: str) -> Iterator[Any]:
    """Give the children of one kind, also those inside wrappers."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _inner(child, tag)


def _inside(element: Any, tag: str) -> bool:
    return next(element.iterancestors(tag), None) is not None


def _boxes(paragraph: Any) -> list[Any]:
    return [box for box in paragraph.iter(f"{W}txbxContent") if not _inside(box, FALLBACK)]


def _contents_entry(words: str) -> str:
    """Write an entry of a table of contents with the leaders that Word draws between title and page."""
    title, tab, page = words.rpartition("\t")
    return f"{title.replace(chr(9), ' ')} ......... {page}" if tab and page.strip().isdigit() else words.replace("\t", " ")
