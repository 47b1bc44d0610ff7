"""The words of a Word document's paragraphs as they are printed: after tracked changes, without what is hidden, with the marks of footnotes."""

from __future__ import annotations

from typing import Any

from nlp.reading.numbering import raised
from nlp.reading.word_numbering import style_chain

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_GONE = frozenset({FALLBACK, *(f"{W}{tag}" for tag in ("del", "moveFrom", "instrText", "delText", "pPr", "rPr", "txbxContent"))})
_NOTES = {f"{W}footnoteReference": "footnotes", f"{W}endnoteReference": "endnotes"}
_TEXT, _RUN = f"{W}t", f"{W}r"
_BLANKS = {f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
_REMOVED = ("del", "moveFrom")


class Runs:
    """Reads runs of words, by what the document's styles say of them.

    Args:
        document: The document, as python-docx opens it.
    """

    def __init__(self, document: Any) -> None:
        self.styles = {style.style_id: style for style in document.styles}
        self._hidden: dict[str, bool] = {}
        self._numbers: dict[tuple[str, str], int] = {}
        for reference in document.element.body.iter(*_NOTES):
            self._numbers.setdefault(_note(reference), len(self._numbers) + 1)
        self._notes = {(kind, note.get(f"{W}id")): note for kind in _NOTES.values() for note in _part(document, kind)} if self._numbers else {}

    def words(self, element: Any) -> str:
        """Give a paragraph's words; text boxes are left out."""
        style = element.find(f"{W}pPr/{W}pStyle")
        return self._words(element, style is not None and self._style_hides(style.get(f"{W}val")))

    def notes(self, paragraph: Any) -> list[tuple[str, list[Any]]]:
        """Give the footnotes of a paragraph: the mark of each, and its paragraphs."""
        found = [(key, self._notes[key]) for reference in paragraph.iter(*_NOTES) if (key := _note(reference)) in self._notes] if self._notes else []
        return [(raised(str(self._numbers[key])), list(note.iter(f"{W}p"))) for key, note in found]

    def _words(self, element: Any, hidden: bool) -> str:
        out: list[str] = []
        for child in element:
            tag = child.tag
            if tag in _GONE or not isinstance(tag, str):
                continue
            if tag == _TEXT:
                out.append(child.text or "")
            elif tag in _BLANKS:
                out.append(_BLANKS[tag])
            elif tag == _RUN:
                if not self._hides(child, hidden):
                    words = self._words(child, hidden)
                    out.append(raised(words) if _is_raised(child) else words)
            elif tag in _NOTES:
                number = self._numbers.get(_note(child))
                out.append(raised(str(number)) if number else "")
            elif len(child):
                out.append(self._words(child, hidden))
        return "".join(out)

    def _hides(self, run: Any, hidden: bool) -> bool:
        properties = run.find(f"{W}rPr")
        if properties is None:
            return hidden
        own, style = properties.find(f"{W}vanish"), properties.find(f"{W}rStyle")
        if own is not None:
            return is_on(own)
        return hidden or (style is not None and self._style_hides(style.get(f"{W}val")))

    def _style_hides(self, name: str | None) -> bool:
        if name is None:
            return False
        if name not in self._hidden:
            found = (each.element.find(f"{W}rPr/{W}vanish") for each in style_chain(self.styles.get(name)))
            self._hidden[name] = next((is_on(element) for element in found if element is not None), False)
        return self._hidden[name]


def is_on(element: Any, default: bool = False) -> bool:
    """Tell whether a switch is on; what it is where there is none."""
    return default if element is None else element.get(f"{W}val") not in ("0", "false", "off")


def goes_on(paragraph: Any) -> bool:
    """Tell whether the mark that ends a paragraph was deleted, so that the next one goes on in the same line."""
    mark = paragraph.find(f"{W}pPr/{W}rPr")
    return mark is not None and any(mark.find(f"{W}{tag}") is not None for tag in _REMOVED)


def is_removed(part: Any) -> bool:
    """Tell whether a table's row or cell was deleted, or is hidden."""
    properties = part.find(f"{W}trPr") if part.tag == f"{W}tr" else part.find(f"{W}tcPr")
    if properties is None:
        return False
    return properties.find(f"{W}del") is not None or properties.find(f"{W}cellDel") is not None or is_on(properties.find(f"{W}hidden"))


def _is_raised(run: Any) -> bool:
    place = run.find(f"{W}rPr/{W}vertAlign")
    return place is not None and place.get(f"{W}val") == "superscript"


def _note(reference: Any) -> tuple[str, str]:
    return _NOTES[reference.tag], reference.get(f"{W}id") or ""


def _part(document: Any, kind: str) -> list[Any]:
    """Give the notes of one kind, but those that only draw the line above them."""
    from lxml import etree

    for relation in document.part.rels.values():
        if relation.reltype.endswith(f"/{kind}") and not relation.is_external:
            root = etree.fromstring(relation.target_part.blob, etree.XMLParser(resolve_entities=False, no_network=True))
            return [note for note in root if note.get(f"{W}type") in (None, "normal")]
    return []
