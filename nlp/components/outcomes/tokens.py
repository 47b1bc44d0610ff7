"""The words of a sentence as decisions are read: a named body, a member and a party are one word each."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nlp.components.outcomes.frames import Grammar
from nlp.components.outcomes.matches import Clauses
from nlp.text.sentences import Sentence

_WORD = re.compile(r"[^\W_]+(?:[-./’'][^\W_]+)*|[^\w\s]")
# A decision's sentence is read no further than this many words.
_LONGEST = 160


@dataclass(frozen=True, slots=True)
class Token:
    """One word or mark: offsets, the word in lower case, and what it is (`word`, `mark`, `body`, `voter`)."""

    start: int
    end: int
    word: str
    kind: str = "word"
    genitive: bool = False


def read_tokens(clauses: Clauses, sentence: Sentence) -> list[Token]:
    """Cut a sentence into words."""
    out: list[Token] = []
    at = sentence.start
    while len(out) < _LONGEST and (hit := _WORD.search(clauses.low, at, sentence.end)):
        start, end = hit.span()
        if start in clauses.bodies and clauses.bodies[start] <= sentence.end:
            end = clauses.bodies[start]
            genitive = clauses.text[end - 1] == "s" and not clauses.text[start:end].isupper()
            out.append(Token(start, end, clauses.low[start:end], "body", genitive))
        elif start in clauses.voters and clauses.voters[start] <= sentence.end:
            end = clauses.voters[start]
            out.append(Token(start, end, clauses.low[start:end], "voter"))
        else:
            word = hit.group()
            out.append(Token(start, end, word, "word" if word[0].isalnum() else "mark"))
        at = max(end, start + 1)
    return out


def next_subordinate(tokens: list[Token], start: int, end: int, known: Grammar) -> int:
    """Give where the first subordinate clause begins from a word on, else the end."""
    words = known.words["subordinate"]
    return next((at for at in range(start, end) if tokens[at].word in words and not (tokens[at].word == "om" or tokens[at].word == "da" and at == start)), end)
