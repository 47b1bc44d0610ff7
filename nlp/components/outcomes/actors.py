"""Who acts in a clause, and whether that decides."""

from __future__ import annotations

from dataclasses import dataclass

from nlp.components.outcomes.frames import Frame
from nlp.components.outcomes.tokens import Words

# How far behind an inverted verb its actor stands: `Herefter godkendte det samlede byråd`.
_BEHIND = 7
# Letters of a party where no list names it: `V trak forslaget`.
_LETTERS = 2
# A list of members may decide by these codes; what else it does is its own matter.
_OF_VOTERS = frozenset(["approved", "recommended"])


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: `body` and `majority` decide, a `minority` does not, a `teller` or `person` tells, `voters` are a list of members."""

    kind: str
    start: int
    end: int

    def decides(self, code: str, frame: Frame) -> bool:
        """Tell whether what this actor does by a verb is an outcome."""
        if self.kind == "minority":
            return False
        if "moves" in frame.flags:
            # What the body itself proposes is no motion that is voted on.
            return self.kind != "body"
        if self.kind in ("teller", "person"):
            return "teller" in frame.flags
        if self.kind == "voters":
            return "informs" in frame.flags or code in _OF_VOTERS and "open" not in frame.flags
        return "informs" not in frame.flags


def find_actor(words: Words, start: int, end: int) -> Actor | None:
    """Find who acts between two words, before the verb."""
    if words.one_of(start, "nobody"):
        return Actor("majority", start, start + 1)
    if start < end and _letters(words, start):
        return Actor("person", start, start + 1)
    for at in range(start, end):
        actor = _actor_at(words, at, end)
        if actor is not None:
            return actor
        named = at + 1 < end and words.begins_upper(at) and words.begins_upper(at + 1) and not words.one_of(at, "preposition")
        if named and _actor_at(words, at + 1, end) is None:
            return Actor("person", at, at + 2)
    return None


def find_actor_behind(words: Words, start: int) -> Actor | None:
    """Find who acts right behind an inverted verb, over adverbs and a denial."""
    end = min(words.count, start + _BEHIND)
    for at in range(start, end):
        actor = _actor_at(words, at, end)
        if actor is not None or not words.one_of(at, "adverb", "not"):
            return actor
    return None


def _letters(words: Words, at: int) -> bool:
    token = words.tokens[at]
    return token.kind == "word" and len(token.word) <= _LETTERS and words.text[token.start : token.end].isupper()


def _actor_at(words: Words, at: int, end: int) -> Actor | None:
    token = words.tokens[at]
    if token.kind == "body":
        return None if token.genitive else Actor("body", at, at + 1)
    if token.kind == "voter":
        return _voters(words, at, end)
    kind = next((name for name in ("minority", "majority", "teller", "body") if words.one_of(at, name)), None)
    if kind is None and token.kind == "word" and token.word.endswith(words.known.endings["body"]):
        kind = "body"
    if kind is None:
        return None
    stop = at + 1
    while kind == "teller" and stop < end and (words.tokens[stop].kind == "voter" or words.begins_upper(stop)):
        # `Direktør Ib Holm`.
        stop += 1
    return Actor(kind, at, stop)


def _voters(words: Words, start: int, end: int) -> Actor:
    """Step over a list of members and parties; a party in brackets behind its member is no voter of its own."""
    count, at, bracket = 0, start, False
    while at < end:
        token = words.tokens[at]
        if token.word in ("(", ")"):
            bracket = token.word == "("
        elif token.kind == "voter":
            count += not bracket
        elif not bracket and token.kind != "mark" and not words.one_of(at, "joining"):
            break
        at += 1
    return Actor("voters" if count > 1 else "person", start, at)
