"""Word documents: paragraphs, headings by style, numbered lists, tables."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from nlp.errors import DocumentTooLarge, UnreadableDocument
from nlp.reading.numbering import format_number
from nlp.reading.writer import TextWriter, row, squeeze

# Of everything in the package, unpacked; and of the main part, that is read into memory as a tree.
_MAX_UNPACKED = 400_000_000
_MAX_PART = 80_000_000
_MAX_PARTS = 10_000
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_GONE = frozenset({_FALLBACK, *(f"{_W}{tag}" for tag in ("del", "moveFrom", "instrText", "delText", "pPr", "rPr", "txbxContent", "footnoteReference"))})
# Content controls, tracked insertions and custom XML wrap paragraphs, rows, cells and runs without a meaning of their own here.
_WRAPPERS = frozenset(f"{_W}{tag}" for tag in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"))
_HEADING_STYLE = re.compile(r"^(?:heading|overskrift)\s*(\d)", re.IGNORECASE)
_TITLE_STYLE = re.compile(r"^(?:title|titel)$", re.IGNORECASE)
_CONTENTS_STYLE = re.compile(r"^(?:toc|indholdsfortegnelse)\s*\d", re.IGNORECASE)
_PAGE_NUMBER = re.compile(r"\W*(?:side:?|page)?\W*\d*\W*(?:(?:af|of|/)\W*\d*)?\W*", re.IGNORECASE)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PARAGRAPHS_OF_LAYOUT = 4


def check_ole(raw: bytes, name: str) -> None:
    """Refuse the container that old and that encrypted Office files share, and say which it is.

    Raises:
        UnreadableDocument: the bytes are such a container.
    """
    if raw.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in raw:
            raise UnreadableDocument(f"{name}: is an encrypted Office document. Save it without a password.")
        raise UnreadableDocument(f"{name}: is a Word document of the old kind (.doc). Save it as .docx or PDF.")


def read(raw: bytes, name: str) -> str:
    """Turn a Word document into text: headings as Markdown, list numbers as printed, a table's row a line.

    Raises:
        UnreadableDocument: damaged, encrypted, or a ZIP file of another kind; or no text in it.
        DocumentTooLarge: unpacked it is larger than any minutes are.
    """
    check_ole(raw, name)
    _check_package(raw, name)
    import docx
    from docx.opc.exceptions import OpcError

    try:
        document = docx.Document(io.BytesIO(raw))
        text = _Reader(document).text()
    except (OpcError, zipfile.BadZipFile, KeyError, ValueError, EOFError, OSError, SyntaxError, NotImplementedError, AttributeError) as err:
        # lxml reports broken XML as a SyntaxError.
        raise UnreadableDocument(f"{name}: is a damaged Word document ({type(err).__name__}). Open it in Word and save it again.") from err
    if not text.strip():
        raise UnreadableDocument(f"{name}: is a Word document without text. If its pages are pictures, it needs text recognition (OCR) first.")
    return text


def _check_package(raw: bytes, name: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as package:
            parts = package.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as err:
        raise UnreadableDocument(f"{name}: begins as a Word document (ZIP) but is damaged or truncated. Fetch it again.") from err
    sizes = {part.filename: part.file_size for part in parts}
    if any(part.flag_bits & 1 for part in parts):
        raise UnreadableDocument(f"{name}: is an encrypted ZIP file. Unpack it and give the documents in it.")
    if "word/document.xml" not in sizes and not any(part.startswith("word/document") for part in sizes):
        raise UnreadableDocument(f"{name}: is a ZIP file, but no Word document (.docx). Give the documents in it, or save it as .docx or PDF.")
    total, xml = sum(sizes.values()), max((size for part, size in sizes.items() if part.endswith((".xml", ".rels"))), default=0)
    if total > _MAX_UNPACKED or xml > _MAX_PART or len(parts) > _MAX_PARTS:
        raise DocumentTooLarge(f"{name}: holds {total // 1_000_000:,} MB in {len(parts):,} parts when unpacked. That is no document of minutes.")


class _Reader:
    """Walks the document's tree: python-docx passes over content controls and tracked changes, which hold text."""

    def __init__(self, document: Any) -> None:
        self._document = document
        self._out = TextWriter()
        self._styles = {style.style_id: style for style in document.styles}
        self._numbers = _Numbering(document)

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
        found = (squeeze(_words(paragraph)) for paragraph in header._element.iter(f"{_W}p") if not _inside(paragraph, _FALLBACK))
        return [words for words in found if not _PAGE_NUMBER.fullmatch(words)]

    def _blocks(self, parent: Any) -> None:
        for child in parent:
            if child.tag == f"{_W}p":
                self._paragraph(child)
            elif child.tag == f"{_W}tbl":
                self._table(child)
            elif child.tag in _WRAPPERS:
                self._blocks(child)

    def _paragraph(self, paragraph: Any) -> None:
        raw = _words(paragraph)
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
        elif len(list(filter(None, lines))) == 1 and _all_bold(paragraph, style):
            self._out.bold(full)
        else:
            self._out.gap()
            for line in lines:
                if line:
                    self._out.line(line)
                else:
                    self._out.gap()
            self._out.gap()
        for box in _boxes(paragraph):
            self._out.gap()
            self._blocks(box)

    def _style(self, paragraph: Any) -> Any:
        style_id = paragraph.style
        return self._styles.get(style_id) if style_id else None

    def _level(self, paragraph: Any, style: Any) -> int:
        """Give the heading level, 0 for running text."""
        own = paragraph.find(f"{_W}pPr/{_W}outlineLvl")
        if own is not None:
            return _outline(own)
        for each in _chain(style):
            hit = _HEADING_STYLE.match(each.name or "")
            if hit:
                return int(hit[1]) or 1
            if _TITLE_STYLE.match(each.name or ""):
                return 1
            outline = each.element.find(f"{_W}pPr/{_W}outlineLvl")
            if outline is not None:
                return _outline(outline)
        return 0

    def _table(self, table: Any) -> None:
        self._out.gap()
        for line in _inner(table, f"{_W}tr"):
            cells = list(_inner(line, f"{_W}tc"))
            full = [cell for cell in cells if next(cell.iter(f"{_W}t"), None) is not None]
            if len(full) == 1 or any(self._places_text(cell) for cell in full):
                for cell in full:
                    self._blocks(cell)
                    self._out.gap()
            else:
                self._out.line(row([self._cell(cell) for cell in cells]))
        self._out.gap()

    def _places_text(self, cell: Any) -> bool:
        if next(cell.iter(f"{_W}tbl"), None) is not None:
            return True
        paragraphs = [each for each in _inner(cell, f"{_W}p") if _words(each).strip()]
        # A single heading in a cell is the title in a row with its number; above other text it heads that text.
        return len(paragraphs) >= _PARAGRAPHS_OF_LAYOUT or (len(paragraphs) > 1 and any(self._level(each, self._style(each)) for each in paragraphs))

    def _cell(self, cell: Any) -> str:
        words = []
        for paragraph in _inner(cell, f"{_W}p"):
            text = squeeze(_words(paragraph))
            if text:
                words.append(self._numbers.next(paragraph, self._style(paragraph)) + text)
        return " ".join(words)


class _Numbering:
    """Counts the numbered paragraphs, list by list and level by level."""

    def __init__(self, document: Any) -> None:
        self._levels: dict[str, dict[int, tuple[int, str, str]]] = {}
        self._abstract: dict[str, str] = {}
        self._counts: dict[tuple[str, int], int] = {}
        self._restarted: set[tuple[str, int]] = set()
        self._starts: dict[tuple[str, int], int] = {}
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError):
            return
        abstracts = {each.get(f"{_W}abstractNumId"): _levels(each) for each in root.iter(f"{_W}abstractNum")}
        for each in root.iter(f"{_W}num"):
            number, link = each.get(f"{_W}numId"), each.find(f"{_W}abstractNumId")
            if number is None or link is None:
                continue
            self._abstract[number] = link.get(f"{_W}val") or ""
            self._levels[number] = dict(abstracts.get(self._abstract[number], {}))
            for override in each.iter(f"{_W}lvlOverride"):
                level = _int(override.get(f"{_W}ilvl"))
                start = override.find(f"{_W}startOverride")
                if start is not None:
                    self._starts[number, level] = _int(start.get(f"{_W}val"), 1)
                self._levels[number].update(_levels(override))

    def next(self, paragraph: Any, style: Any) -> str:
        """Give the number that Word prints before a paragraph, `- ` for a bullet, or nothing."""
        number, level = _numbered(paragraph, style)
        levels = self._levels.get(number)
        if not levels or level not in levels:
            return ""
        start, style_name, pattern = levels[level]
        if style_name == "bullet":
            return "- "
        if style_name == "none" or not pattern:
            return ""
        self._count(number, level, start)
        return self._printed(number, levels, pattern) + " "

    def _count(self, number: str, level: int, start: int) -> None:
        # Lists that share a definition go on counting, unless one says where it starts.
        shared = self._abstract[number]
        if (number, level) in self._starts and (number, level) not in self._restarted:
            self._restarted.add((number, level))
            self._counts[shared, level] = self._starts[number, level]
        else:
            self._counts[shared, level] = self._counts.get((shared, level), start - 1) + 1
        for deeper in range(level + 1, 9):
            self._counts.pop((shared, deeper), None)

    def _printed(self, number: str, levels: dict[int, tuple[int, str, str]], pattern: str) -> str:
        def counted(hit: re.Match[str]) -> str:
            level = int(hit[1]) - 1
            start, style_name, _ = levels.get(level, (1, "decimal", ""))
            return format_number(self._counts.get((self._abstract[number], level), start), style_name)

        return re.sub(r"%([1-9])", counted, pattern)


def _levels(parent: Any) -> dict[int, tuple[int, str, str]]:
    out = {}
    for level in parent.iter(f"{_W}lvl"):
        values = {tag: (level.find(f"{_W}{tag}").get(f"{_W}val") if level.find(f"{_W}{tag}") is not None else None) for tag in ("start", "numFmt", "lvlText")}
        out[_int(level.get(f"{_W}ilvl"))] = (_int(values["start"], 1), values["numFmt"] or "decimal", values["lvlText"] or "")
    return out


def _numbered(paragraph: Any, style: Any) -> tuple[str, int]:
    """Give list and level of a paragraph: its own, else its style's."""
    number, level = "", None
    for properties in (paragraph.find(f"{_W}pPr"), *(each.element.find(f"{_W}pPr") for each in _chain(style))):
        found = properties.find(f"{_W}numPr") if properties is not None else None
        if found is None:
            continue
        of_list, of_level = found.find(f"{_W}numId"), found.find(f"{_W}ilvl")
        if level is None and of_level is not None:
            level = _int(of_level.get(f"{_W}val"))
        if of_list is not None:
            number = of_list.get(f"{_W}val") or ""
            break
    return number, level or 0


def _chain(style: Any) -> Iterator[Any]:
    """Give a style and those that it is based on."""
    for _ in range(12):
        if style is None:
            return
        yield style
        style = style.base_style if hasattr(style, "base_style") else None


def _outline(element: Any) -> int:
    level = _int(element.get(f"{_W}val"), 9)
    return level + 1 if level < 6 else 0


def _int(value: str | None, default: int = 0) -> int:
    try:
        return max(-1, min(int(value), 30_000)) if value is not None else default
    except ValueError:
        return default


def _inner(parent: Any, tag: str) -> Iterator[Any]:
    """Give the children of one kind, also those inside wrappers."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _inner(child, tag)


def _inside(element: Any, tag: str) -> bool:
    return next(element.iterancestors(tag), None) is not None


def _words(element: Any) -> str:
    """Give a paragraph's text as it stands after tracked changes; text boxes are left out."""
    out: list[str] = []
    for child in element:
        tag = child.tag
        if tag in _GONE or not isinstance(tag, str):
            continue
        if tag == f"{_W}t":
            out.append(child.text or "")
        elif tag in (f"{_W}tab", f"{_W}ptab"):
            out.append("\t")
        elif tag in (f"{_W}br", f"{_W}cr"):
            out.append("\n")
        elif tag == f"{_W}noBreakHyphen":
            out.append("-")
        elif len(child):
            out.append(_words(child))
    return "".join(out)


def _boxes(paragraph: Any) -> list[Any]:
    return [box for box in paragraph.iter(f"{_W}txbxContent") if not _inside(box, _FALLBACK)]


def _all_bold(paragraph: Any, style: Any) -> bool:
    by_style = any(_on(each.element.find(f"{_W}rPr/{_W}b")) for each in _chain(style))
    runs = [run for run in paragraph.iter(f"{_W}r") if _words(run).strip()]
    return bool(runs) and all(_on(run.find(f"{_W}rPr/{_W}b"), by_style) for run in runs)


def _on(element: Any, default: bool = False) -> bool:
    return default if element is None else element.get(f"{_W}val") not in ("0", "false", "off")


def _contents_entry(words: str) -> str:
    """Write an entry of a table of contents with the leaders that Word draws between title and page."""
    title, tab, page = words.rpartition("\t")
    return f"{title.replace(chr(9), ' ')} ......... {page}" if tab and page.strip().isdigit() else words.replace("\t", " ")
