"""The words of a sentence as decisions are read: a named body, a member and a party are one word each."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from nlp.components.outcomes.frames import Grammar
from nlp.components.outcomes.matches import Clauses
from nlp.text.sentences import Sentence

_WORD = re.compile(r"[^\W_]+(?:[-./’'][^\W_]+)*|[^\w\s]")
# A decision's sentence is read no further than this many words.
_LONGEST = 160
_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Token:
    """One word or mark: offsets, the word in lower case, and what it is (`word`, `mark`, `body`, `voter`)."""

    start: int
    end: int
    word: str
    kind: str = "word"
    genitive: bool = False


class Words:
    """A sentence cut into words, with the grammar that it is read by."""

    def __init__(self, clauses: Clauses, sentence: Sentence, known: Grammar) -> None:
        self.clauses, self.sentence, self.known = clauses, sentence, known
        self.text, self.low = clauses.text, clauses.low
        self.tokens = read_tokens(clauses, sentence)
        self.count = len(self.tokens)
        self.forms = [known.known(token.word) for token in self.tokens]
        self._lists = [known.lists_of.get(token.word, _NONE) for token in self.tokens]

    def one_of(self, at: int, *lists: str) -> bool:
        """Tell whether a word stands in any of the grammar's lists; none does behind the sentence."""
        return 0 <= at < self.count and not self._lists[at].isdisjoint(lists)

    def begins_upper(self, at: int) -> bool:
        """Tell whether a word begins with a capital."""
        return self.text[self.tokens[at].start].isupper()

    def next_subordinate(self, start: int) -> int:
        """Give where the first subordinate clause begins from a word on, else the sentence's end."""
        return next((at for at in range(start, self.count) if self.one_of(at, "subordinate") and not self.one_of(at, "about")), self.count)

    def joint(self, start: int) -> int | None:
        """Give where `og` joins a further verb to the clause, from a word on."""
        return next((at for at in range(start, self.next_subordinate(start)) if self.one_of(at, "joining")), None)

    def without(self, tokens: Iterable[Token], *lists: str) -> list[Token]:
        """Leave out the words of some lists."""
        return [token for token in tokens if not any(token.word in self.known.words[name] for name in lists)]


def read_tokens(clauses: Clauses, sentence: Sentence) -> list[Token]:
    """Cut a sentence into words."""
    out: list[Token] = []
    at = sentence.start
    while len(out) < _LONGEST and (hit := _WORD.search(clauses.low, at, sentence.end)):
        start, end = hit.span()
        if clauses.bodies.get(start, sentence.end + 1) <= sentence.end:
            end = clauses.bodies[start]
            genitive = clauses.text[end - 1] == "s" and not clauses.text[start:end].isupper()
            out.append(Token(start, end, clauses.low[start:end], "body", genitive))
        elif clauses.voters.get(start, sentence.end + 1) <= sentence.end:
            end = clauses.voters[start]
            out.append(Token(start, end, clauses.low[start:end], "voter"))
        else:
            out.append(Token(start, end, hit.group(), "word" if hit.group()[0].isalnum() else "mark"))
        at = max(end, start + 1)
    return out
