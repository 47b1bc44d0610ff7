"""Phrases, as a linguist writes them, to regular expressions.

stemte [derfor|dog] (imod|nej)     words; `[a|b]` one of these or nothing; `(a|b)` one of these
godkend*                           `*` is the rest of a word
sag[en] udsat                      brackets may stand inside a word
<adverb> imod                      `<adverb>` is a named list, whose entries are phrases; `[<adverb>]` one of them or nothing
besluttede ... at udsætte          `...` up to eight words, none of which ends a sentence
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from nlp.errors import BadRules

Lists = Mapping[str, Iterable[str]]

_GAP = r"(?:[^\s.;]+\s){0,8}?"
_TOKEN = re.compile(r"\s+|\.\.\.|<[\w-]+>|[\[\]()|*]|[^\s\[\]()|*<>]+?(?=\.\.\.|[\s\[\]()|*<]|$)|.", re.DOTALL)


def compile_phrases(phrases: Iterable[str], lists: Lists | None = None, shapes: Mapping[str, str] | None = None, flags: int = 0) -> re.Pattern[str]:
    """Compile phrases to one expression that matches any of them as whole words; the longer alternative does not win, the earlier does.

    Args:
        phrases: In the notation of this module.
        lists: The named lists, by name: entries are phrases.
        shapes: Named regular expressions, for what has no words: numbers, dates, names.
        flags: Those of `re`.

    Raises:
        BadRules: a phrase cannot be read, or names a list that is not there.
    """
    return re.compile("|".join(pattern(phrase, lists, shapes) for phrase in phrases), flags)


def pattern(phrase: str, lists: Lists | None = None, shapes: Mapping[str, str] | None = None) -> str:
    r"""Give the regular expression of one phrase.

    Example:
        >>> found = re.compile(pattern("stemte [derfor|<adverb>] (imod|nej)", {"adverb": ["også nu"]}))
        >>> [bool(found.search(words)) for words in ("A stemte imod", "A stemte derfor nej", "A stemte også nu imod", "A stemte imodigt", "A stemte")]
        [True, True, True, False, False]
        >>> bool(re.search(pattern("besluttede ... at udsætte sag[en]"), "Udvalget besluttede herefter i enighed at udsætte sagen"))
        True
    """
    reader = _Reader(phrase, lists or {}, shapes or {})
    return rf"(?<![\w-]){reader.read()}(?!\w)"


def expression(rule: Mapping[str, Any], lists: Lists, shapes: Mapping[str, str]) -> str:
    """Give the regular expression of a rule with `phrases`, in any case of letters. A shape at a phrase's border says itself where a word may begin and end.

    Example:
        >>> bool(re.search(expression({"phrases": ["imod<colon>"]}, {}, {"colon": r"\\s?:"}), "IMOD :Ida"))
        True
    """
    return f"(?i:{'|'.join(_bordered(phrase, lists, shapes) for phrase in rule['phrases'])})"


def _bordered(phrase: str, lists: Lists, shapes: Mapping[str, str]) -> str:
    made = pattern(phrase, lists, shapes)
    first, last = re.match(r"<([\w-]+)>", phrase), re.search(r"<([\w-]+)>\]?$", phrase)
    if first and first[1] in shapes:
        made = made.removeprefix(r"(?<![\w-])")
    return made.removesuffix(r"(?!\w)") if last and last[1] in shapes else made


class _Reader:
    """Reads one phrase; `within` are the lists being read, so that none holds itself."""

    def __init__(self, phrase: str, lists: Lists, shapes: Mapping[str, str], within: tuple[str, ...] = ()) -> None:
        self.phrase, self.lists, self.shapes, self.within = phrase, lists, shapes, within
        self.tokens = _TOKEN.findall(phrase.strip())
        self.at = 0

    def read(self) -> str:
        made = self._sequence(())
        if self.at < len(self.tokens):
            raise BadRules(f"the phrase {self.phrase!r} closes a bracket that it does not open.")
        return made

    def _sequence(self, ends: tuple[str, ...]) -> str:
        """Read words up to one of `ends`; each word is a list of pieces, optional where it is nothing but `[...]`."""
        words: list[tuple[str, bool]] = []
        piece, pieces, optional = "", 0, False
        while self.at < len(self.tokens) and self.tokens[self.at] not in ends:
            token = self.tokens[self.at]
            if token.isspace():
                if piece:
                    words.append((piece, optional and pieces == 1))
                piece, pieces, optional = "", 0, False
                self.at += 1
                continue
            made, optional = self._piece(token)
            piece, pieces = piece + made, pieces + 1
        if piece:
            words.append((piece, optional and pieces == 1))
        return self._joined(words)

    def _piece(self, token: str) -> tuple[str, bool]:
        self.at += 1
        if token == "...":
            return _GAP, False
        if token in "[(":
            return self._group(token), token == "["
        if token == "*":
            return r"\w*", False
        if token.startswith("<") and len(token) > 2:
            return self._named(token[1:-1]), False
        if token in "])|<>":
            raise BadRules(f"the phrase {self.phrase!r} holds {token!r} where a word is expected.")
        return re.escape(token), False

    def _group(self, opening: str) -> str:
        close = "]" if opening == "[" else ")"
        inner = []
        while True:
            inner.append(self._sequence((close, "|")))
            if self.at >= len(self.tokens):
                raise BadRules(f"the phrase {self.phrase!r} does not close {opening!r}.")
            self.at += 1
            if self.tokens[self.at - 1] == close:
                return f"(?:{'|'.join(inner)})" + ("?" if opening == "[" else "")

    def _named(self, name: str) -> str:
        if name in self.shapes:
            return f"(?:{self.shapes[name]})"
        if name not in self.lists or name in self.within:
            known = ", ".join(sorted({*self.lists, *self.shapes})) or "none"
            raise BadRules(f"the phrase {self.phrase!r} names the list <{name}>, but there is no such list that does not hold itself. The lists are: {known}.")
        return "(?:" + "|".join(_Reader(entry, self.lists, self.shapes, (*self.within, name)).read() for entry in self.lists[name]) + ")"

    def _joined(self, words: list[tuple[str, bool]]) -> str:
        out, begun = "", False
        for word, optional in words:
            if word == _GAP:
                out += rf"\s{_GAP}" if begun else _GAP
                begun = False
            elif optional and not begun:
                out += rf"(?:{word[:-1]}\s)?"
            elif optional:
                out += rf"(?:\s{word[:-1]})?"
            else:
                out += (r"\s" if begun else "") + word
                begun = True
        return out
