"""Danish words stand in the rules and not in the code that reads minutes; of what is left, the number may only fall."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("text", "meeting", "components", "labelling")
# Strings with Danish words that still stand in a module.
LEFT: dict[str, int] = {
    "components/case_numbers.py": 1,
    "components/committees/abbreviated.py": 7,
    "components/committees/find.py": 17,
    "components/more/amounts.py": 1,
    "components/more/dates.py": 1,
    "components/more/laws.py": 13,
    "components/more/places.py": 1,
    "components/outcomes/matches.py": 1,
    "components/outcomes/weigh.py": 1,
    "components/parties.py": 2,
    "components/people/find.py": 2,
    "components/people/presence.py": 5,
    "components/people/slots.py": 3,
    "components/votes/elections.py": 3,
    "components/votes/find.py": 1,
    "components/votes/parts.py": 3,
    "components/votes/said.py": 1,
    "components/votes/sides.py": 2,
    "labelling/columns.py": 5,
    "meeting/attendance.py": 8,
    "meeting/bodies.py": 15,
    "meeting/cases.py": 1,
    "meeting/dated.py": 22,
    "meeting/days.py": 5,
    "meeting/given.py": 1,
    "meeting/header.py": 1,
    "meeting/headings.py": 2,
    "meeting/implied.py": 5,
    "meeting/items.py": 2,
    "meeting/list_labels.py": 1,
    "meeting/members.py": 3,
    "meeting/municipality.py": 13,
    "meeting/names.py": 3,
    "meeting/notes.py": 1,
    "meeting/party_words.py": 3,
    "meeting/place.py": 5,
    "meeting/section_kinds.py": 1,
    "meeting/sections.py": 7,
    "meeting/settle.py": 1,
    "meeting/tables.py": 2,
    "meeting/unfold.py": 6,
    "text/dates.py": 17,
}
# Codes, labels and keys of results, which are English, and rule files whose words are everybody's.
NOT_DANISH = frozenset(
    [
        "absent",
        "abstain",
        "agenda",
        "arrived",
        "comment",
        "condition",
        "demand",
        "elected",
        "kind",
        "majority",
        "minority",
        "noted",
        "paragraph",
        "part",
        "postponed",
        "recommended",
        "referred",
        "rejected",
        "remark",
        "rule",
        "statement",
        "substitute",
        "title",
        "withdrawn",
    ]
)
_FACTS = ("descriptions.toml", "municipalities.toml", "topics.toml")


def strings(path: Path) -> Iterator[tuple[int, str]]:
    """Give every string of a module that is no docstring, with its line."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.lineno, node.value


def _words(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield from re.findall(r"(?<![\w\\])[a-zæøå]{3,}", value.casefold())
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _words(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _words(inner)


@cache
def danish() -> frozenset[str]:
    """The words of the rules that are no words of our prose, of our names, or codes."""
    rules = {
        word for path in (ROOT / "nlp/rules").glob("*.toml") if path.name not in _FACTS for word in _words(tomllib.loads(path.read_text(encoding="utf-8")))
    }
    english: set[str] = set()
    for path in (ROOT / "nlp").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, (ast.Module, ast.FunctionDef, ast.ClassDef)):
                said = re.sub(r"`[^`]*`|\"[^\"]*\"|>>>.*|'[^']*'", " ", (ast.get_docstring(node) or "").casefold())
                english.update(re.findall(r"(?<!\w)[a-z]{3,}(?!\w)", said))
            elif isinstance(node, (ast.Name, ast.Attribute, ast.arg)):
                name = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else node.arg
                english.update(name.casefold().split("_"))
    return frozenset(rules - english - NOT_DANISH)


def danish_words(text: str) -> list[str]:
    """Give the Danish words in a string or an expression."""
    plain = re.sub(r"\\[a-zA-Z]|\?P<\w+>|\[[^\]]*\]", " ", text)
    return [word for word in re.findall(r"[^\W\d_]{3,}", plain) if word.casefold() in danish()]


def found() -> dict[str, list[str]]:
    """Give the places of all strings with Danish words, by module."""
    out: dict[str, list[str]] = {}
    for room in ROOMS:
        for path in sorted((ROOT / "nlp" / room).rglob("*.py")):
            for line, text in strings(path):
                if words := danish_words(text):
                    out.setdefault(path.relative_to(ROOT / "nlp").as_posix(), []).append(f"line {line}: {', '.join(words[:5])}")
    return out


def test_danish_words_stand_in_the_rules() -> None:
    more = {module: places for module, places in found().items() if len(places) > LEFT.get(module, 0)}
    assert not more, "\n".join(f"nlp/{module}, {LEFT.get(module, 0)} allowed: {'; '.join(places)}" for module, places in more.items())


def test_what_is_left_is_counted_right() -> None:
    places = found()
    assert {module: len(places.get(module, ())) for module in LEFT} == LEFT


@pytest.mark.parametrize(("text", "words"), [(r"(?:godkendt|vedtaget)\b", ["godkendt", "vedtaget"]), ("approved", []), (r"\d{1,2}[a-z]?", [])])
def test_a_danish_word_is_known(text: str, words: list[str]) -> None:
    assert danish_words(text) == words
