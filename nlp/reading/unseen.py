"""What a reader of a web page does not see: hidden elements and what was struck out."""

from __future__ import annotations

import re
from typing import Any

_STRUCK = frozenset({"del", "s", "strike"})
_NOT_SHOWN = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse))\b", re.IGNORECASE)
# What unfolds at a click is text, however it begins.
_UNFOLDS = re.compile(r"collaps|accord|fold|toggle|tab|expand|panel", re.IGNORECASE)
_CONTROLS = ("aria-controls", "href", "data-target", "data-bs-target", "data-toggle-target", "for")
_MEDIA = re.compile(r"@[^{}]{0,200}\{(?:[^{}]{0,2000}\{[^{}]{0,2000}\}){0,50}[^{}]{0,200}\}")
_RULE = re.compile(r"([^{}]{1,500})\{([^{}]{0,2000})\}")
_SIMPLE = re.compile(r"[.#][\w-]+")


class Unseen:
    """Tells the elements of one page that are not shown, by their attributes and by the page's own style sheets.

    Args:
        root: The page.
    """

    def __init__(self, root: Any) -> None:
        self._selectors = {selector for style in root.iter("style") for selector in _not_shown(style.text or "")}
        self._unfolding = {value.lstrip("#") for element in root.iter("a", "button", "label", "summary", "div", "span") for value in _controlled(element)}

    def __contains__(self, element: Any) -> bool:
        """Tell whether an element is not shown, and nothing on the page unfolds it."""
        if element.tag in _STRUCK:
            return True
        hidden = element.get("hidden") is not None or _NOT_SHOWN.search(element.get("style") or "") is not None
        if not hidden and self._selectors:
            names = [f".{name}" for name in (element.get("class") or "").split()] + [f"#{element.get('id')}"]
            hidden = not self._selectors.isdisjoint(names)
        return hidden and not self._unfolds(element)

    def _unfolds(self, element: Any) -> bool:
        if element.get("role") == "tabpanel" or (element.get("id") or "") in self._unfolding:
            return True
        return _UNFOLDS.search(f"{element.get('class') or ''} {element.get('id') or ''}") is not None


def _controlled(element: Any) -> list[str]:
    return [value for name in _CONTROLS if (value := element.get(name)) and (value.startswith("#") or name == "aria-controls")]


def _not_shown(sheet: str) -> set[str]:
    """Give the classes and ids that a style sheet hides on every screen.

    Example:
        >>> sorted(_not_shown(".a, #b {display: none} @media print { .c {display:none} } .d .e {display:none} .f {color: red}"))
        ['#b', '.a']
    """
    out: set[str] = set()
    for hit in _RULE.finditer(_MEDIA.sub(" ", sheet)):
        if _NOT_SHOWN.search(hit[2]):
            out |= {selector.strip() for selector in hit[1].split(",") if _SIMPLE.fullmatch(selector.strip())}
    return out
