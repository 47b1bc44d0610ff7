"""Which words of the rules are reached by an example: each phrase and each alternative of one, each form of a verb, each entry of a list.
Expressions (`pattern`) are asked as a whole by their own `yes`.

Examples are the `yes` and `no` of the rules, the strings of the tests (those that only read the lists aside), and the documents that ship with the project.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, get_args

from nlp.rules.phrases import pattern
from nlp.rules.schema import FILES
from nlp.training.marks import read_marked

ROOT = Path(__file__).parents[2]
RULES = ROOT / "nlp/rules"
# Files and tables of facts, and why no example is asked for each of their words.
EXEMPT = {
    "topics": "words of subjects are features for the classifier, weighed by training and measured on groups left out; most are compounds of one stem",
    "municipalities": "the 98 municipalities and the five regions, as the state lists them",
    "private": "what names and addresses end with, measured by scripts/measure_masking.py",
    "committees.words": "bodies by name, and words that look like one",
    "committees.terms.council_stems": "parts of words, without the letter that may be a capital",
    "committees.terms.behind_prefix": "parts of words, without the letter that may be a capital",
    "people": "titles, verbs and kinds of places around names, measured on marked people",
    "parties": "the parties that stand for election, and their short names",
    "evidence.words": "words around a body's name",
    "items.furniture": "what web pages print around minutes",
    "outcomes.tails": "names of shapes",
    "columns": "heads of columns, as people call them, one word each",
    "laws": "the official collection of acts, and what numbered ones are called",
    "attendance.table": "heads of columns, one word each",
    "attendance.entries": "titles and functions, and words around names",
    "attendance.sides": "the groups that boards are made of",
    "layout.place": "how rooms and houses are called, and what is none",
    "layout.municipality": "words around a municipality's name",
}
_LETTERS = re.compile("[a-zæøåé]{2}", re.IGNORECASE)
_LIST = re.compile(r"<[\w-]+>")
_NAMED = re.compile(r"\{([a-z_-]+)\}|(?<!\?P)<([a-z_]+)>")


def examples() -> Iterator[str]:
    """Every text that is an example, those of rules and tests first."""
    for path in sorted(RULES.rglob("*.toml")):
        yield from _examples_in(tomllib.loads(path.read_text(encoding="utf-8")))
    for path in sorted((ROOT / "tests").rglob("*.txt")):
        yield from (line.rpartition(" | ")[2].replace("[", "").replace("]", "").replace("\\n", "\n") for line in path.read_text(encoding="utf-8").splitlines())
    for path in sorted((ROOT / "tests").rglob("*.py")):
        yield from _strings(path)
    for path in sorted((ROOT / "training_data/minutes").glob("*.txt")):
        yield path.read_text(encoding="utf-8")
    for path in sorted((ROOT / "training_data/source").rglob("*.mark")):
        yield read_marked(path.read_text(encoding="utf-8")).text


def _examples_in(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for inner in value:
            yield from _examples_in(inner)
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key in ("yes", "no"):
                yield from (each["text"] if isinstance(each, dict) else each.replace("[", "").replace("]", "") for each in inner)
            else:
                yield from _examples_in(inner)


def _strings(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
            if "[" in node.value:
                yield node.value.replace("[", "").replace("]", "")


@dataclass
class Texts:
    """All examples, by line and whole."""

    whole: list[str] = field(default_factory=lambda: list(dict.fromkeys(examples())))

    def __post_init__(self) -> None:
        several = (text for text in self.whole if "\n" in text.strip() and len(text) < 600)
        self.lines = list(dict.fromkeys((*(line for text in self.whole for line in text.splitlines() if line.strip()), *several)))
        self.low = [line.casefold() for line in self.lines]
        self.words = frozenset(re.findall(r"[\wæøå-]+", "\n".join(self.low)))
        self.all = "\n".join(self.low)

    def with_all(self, literals: list[list[str]]) -> Iterator[str]:
        """The lines, and the short texts of several lines, in which one of each of these lists stands; those of rules and tests first."""
        return (line for line, low in zip(self.lines, self.low, strict=True) if all(any(word in low for word in words) for words in literals))

    def holds(self, words: str) -> bool:
        """Whether words stand somewhere, as whole words."""
        low = words.casefold()
        if re.fullmatch(r"[\wæøå-]+", low) and low not in self.words:
            return False
        return low in self.all and re.search(rf"(?<!\w){re.escape(low)}(?!\w)", self.all) is not None


@cache
def texts() -> Texts:
    return Texts()


# --- phrases ------------------------------------------------------------------------------------------------


def alternatives(phrase: str) -> Iterator[tuple[str, str]]:
    """Give each alternative in the brackets of a phrase, and the phrase with it alone in its place.

    Example:
        >>> list(alternatives("stemte [derfor|dog] (imod|nej)"))[:3]
        [('derfor', 'stemte (derfor) (imod|nej)'), ('dog', 'stemte (dog) (imod|nej)'), ('imod', 'stemte [derfor|dog] (imod)')]
    """
    opened: list[list[int]] = []
    for place, char in enumerate(phrase):
        if char in "[(":
            opened.append([place])
        elif char == "|" and opened:
            opened[-1].append(place)
        elif char in "])" and opened:
            borders = [*opened.pop(), place]
            if len(borders) > 2 or char == "]":
                for begin, end in zip(borders, borders[1:], strict=False):
                    inner = phrase[begin + 1 : end]
                    yield inner, f"{phrase[: borders[0]]}({inner}){phrase[place + 1 :]}"


def unreached_phrases(phrases: Iterable[str], lists: Mapping[str, Iterable[str]], shapes: Mapping[str, str]) -> Iterator[str]:
    """Give each phrase, and each alternative of one, that no example reaches."""
    for phrase in phrases:
        given = [(inner, alone) for inner, alone in alternatives(phrase) if _LETTERS.search(_LIST.sub("", inner))]
        left = [inner for inner, alone in given if not _is_reached(alone, _literals(alone), lists, shapes)]
        if (not given or len(left) == len(given)) and not _is_reached(phrase, _literals(phrase), lists, shapes):
            yield phrase
        else:
            yield from (f"{inner!r} of {phrase}" for inner in left)


def _is_reached(phrase: str, literals: list[list[str]], lists: Mapping[str, Iterable[str]], shapes: Mapping[str, str]) -> bool:
    expression = _compiled(phrase, lists, shapes)
    return any(expression.search(line) for line in texts().with_all(literals))


def _literals(phrase: str) -> list[list[str]]:
    """Give words of which one of each list stands wherever a phrase does: those outside its brackets, and the alternatives of a bracket that may not be left out."""
    plain, needed = _LIST.sub(" ", phrase.casefold()), []
    while hit := re.search(r"\[[^\[\]()]*\]|\([^\[\]()]*\)", plain):
        inner = [re.findall("[a-zæøå]{2,}", each) for each in hit.group()[1:-1].split("|")]
        if hit.group()[0] == "(" and all(inner) and not re.search(r"[\[(|]", re.sub(r"\[[^\[\]]*\]|\([^()]*\)", " ", plain[: hit.start()])):
            needed.append([max(each, key=len) for each in inner])
        plain = f"{plain[: hit.start()]} {plain[hit.end() :]}"
    return [*([word] for word in re.findall("[a-zæøå]{2,}", plain)), *needed]


def _compiled(phrase: str, lists: Mapping[str, Iterable[str]], shapes: Mapping[str, str]) -> re.Pattern[str]:
    made = pattern(phrase, lists, shapes)
    first, last = re.match(r"<([\w-]+)>", phrase), re.search(r"<([\w-]+)>\]?$", phrase)
    if first and first[1] in shapes:
        made = made.removeprefix(r"(?<![\w-])")
    return re.compile(made.removesuffix(r"(?!\w)") if last and last[1] in shapes else made, re.IGNORECASE)


# What code puts into expressions, as far as it matters here.
_GIVEN = {
    "number": r"(?:\d[\d.,]*)",
    "numbers": r"(?:\d[\d., og-]*)",
    "act": r"(?:(?:[a-zæøå]+ ){0,6}[a-zæøå]+)",
    "paragraph": r"(?:§+ ?\d+(?:,? (?:stk|nr)\. ?\d+)*)",
    "date": r"(?:\d[\w./-]+(?: [\w.]+){0,2})",
    "name": r"(?:[A-ZÆØÅ][\w-]+(?: [A-ZÆØÅ]\w+){0,2})",
}


def _filled(expression: str, fragments: Mapping[str, str]) -> str:
    for _ in range(4):
        expression = _NAMED.sub(lambda hit: fragments.get(hit[1] or hit[2], _GIVEN.get(hit[1] or hit[2], r"(?:[\w-]{1,40}?)")), expression)
    return expression


# --- whole files --------------------------------------------------------------------------------------------

Leaf = tuple[str, str, str, list[str]]


def leaves(place: str, annotation: Any, value: Any, label: str = "") -> Iterator[Leaf]:
    """Give every list of a rule file: the keys that lead there, the id of its rule, what the schema says that it holds, and what stands there."""
    if isinstance(value, dict):
        model = _model(annotation)
        fields = {field.alias or name: field.annotation for name, field in model.model_fields.items()} if model else {}
        for key, inner in value.items():
            if key not in ("yes", "no", "ids", "id"):
                yield from leaves(f"{place}.{key}", fields.get(key, annotation), inner, label)
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for inner in value:
            yield from leaves(place, annotation, inner, str(inner.get("id", inner.get("kind", inner.get("code", label)))))
    elif isinstance(value, list) and all(isinstance(each, str) for each in value):
        yield place, label, kind_of(annotation), value


def _model(annotation: Any) -> Any:
    from pydantic import BaseModel

    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for inner in get_args(annotation) if (found := _model(inner))), None)


def kind_of(annotation: Any) -> str:
    """Tell what the schema says that a list holds: `phrases`, `pattern`, `verbs`, `words`, or nothing that is one of these."""
    said = repr(annotation)
    return next((kind for sign, kind in _KINDS.items() if sign in said), "words")


_KINDS = {"_phrase": "phrases", "_expression": "pattern", "[^/]+/[^/]*": "verbs", "_one_of": "", "Literal": ""}


def exempt(place: str) -> bool:
    """Whether a place holds facts alone."""
    return any(place == each or place.startswith(f"{each}.") for each in EXEMPT)


def content(name: str) -> dict[str, Any]:
    """Read a rule file."""
    return tomllib.loads((RULES / f"{name}.toml").read_text(encoding="utf-8"))


def unreached(name: str) -> list[str]:
    """Give, in words, all of one rule file that no example reaches."""
    data = content(name)
    fragments = {**data.get("fragments", {}), **data.get("shapes", {})}
    shapes = {key: _filled(fragment, fragments) for key, fragment in fragments.items()}
    lists = {**data.get("lists", {}), **({"adverb": data["grammar"]["adverb"]} if "grammar" in data else {})}
    # Shapes that code gives: names, bodies, numbers.
    shapes = {"end": r"\s?(?::|$)", **dict.fromkeys(("name", "word", "subject", "point", "body"), r"(?:\w[\w.-]*(?: \w+){0,3}?)"), **shapes}
    shapes = {key: shape for key, shape in shapes.items() if key not in lists}
    out = []
    for place, label, kind, words in leaves(name, FILES[name], data):
        if exempt(place):
            continue
        if kind == "phrases":
            found = unreached_phrases(words, lists, shapes)
        elif kind == "verbs":
            found = (form for line in words for form in re.split(r"[\s/]+", line) if form and not texts().holds(form))
        else:
            found = (word for word in words if kind == "words" and _LETTERS.search(word) and not texts().holds(word))
        out += [f"{place}{f' ({label})' if label else ''}: {said}" for said in found]
    return out
