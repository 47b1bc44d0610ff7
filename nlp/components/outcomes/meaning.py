"""What a verb means where it stands: with its complement, with what an `at` behind it governs, denied or not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from nlp.components.outcomes.actors import Actor, find_actor_behind
from nlp.components.outcomes.frames import Complement, Form, Frame
from nlp.components.outcomes.tokens import Token, Words

# How many words may stand between a verb and the `at` that it governs, and between a verb and its complement.
_REACH, _NEAR = 48, 14
# How far behind a verb its denial may stand: `godkendte Byrådet herefter ikke`.
_DENIED_WITHIN = 4
_OF_CASE = frozenset(["postponed", "referred", "withdrawn", "discussed"])
# What may be told with a case that is sent on.
_TOLD = frozenset(["approved", "recommended", "rejected", "postponed", "withdrawn", "noted"])
# What these say of a thing in a clause, the verb before it decides: `besluttede, at planen godkendes` is an approval already.
_SAYS_NO_MORE = frozenset(["discussed", "none", "approved"])
# What becomes of the case: `at tage sagen op igen`.
_MOVED = frozenset(["postponed", "referred"])
_ALL = frozenset(["*"])


@dataclass(slots=True)
class Clause:
    """What stands before a verb: where the clause begins, its auxiliaries, a denial; indices of words in the sentence."""

    start: int
    aux: int | None = None
    be: bool = False
    state: bool = False
    have: bool = False
    modal: bool = False
    will: bool = False
    denied: int | None = None


@dataclass(slots=True)
class Reading:
    """One verb of a sentence, understood: its code, the offsets of its words, the indices of the verb and of its clause's first word."""

    frame: Frame
    code: str
    begin: int
    end: int
    head: int
    subject: str = ""
    weak: bool = False
    passive: bool = False
    verb_end: int = 0
    start: int = 0
    actor: str = ""


class Resolved(NamedTuple):
    """A meaning: its code, where its words end, where they begin if that is not at the verb, whether they end with that, and whether it is weak."""

    code: str
    end: int
    begin: int | None = None
    final: bool = False
    weak: bool = False


class Meaning(Words):
    """Resolves verbs; reading a whole clause is left to who knows how clauses are built."""

    def clause(self, start: int, *, chained: bool = False, inner: bool = False) -> Reading | None:
        """Read the clause that begins at a word."""
        raise NotImplementedError

    def denied(self, at: int, clause: Clause, actor: Actor | None) -> int | None:
        """Give where the verb is denied: before it, or behind it over its actor and adverbs."""
        if clause.denied is not None:
            return clause.denied
        for index in range(at + 1, min(self.count, at + 1 + _DENIED_WITHIN)):
            if self.one_of(index, "not"):
                return index
            acting = actor is not None and actor.start <= index < actor.end
            if not acting and not self.one_of(index, "adverb", "reflexive"):
                return None
        return None

    def resolve(self, at: int, form: Form, *, denied: bool, passive: bool, subject: list[Token] | None = None) -> Resolved | None:
        """Give what a verb means: what is told with it, what it governs, its complement, else what it means alone."""
        frame, end = form.frame, self.tokens[at].end
        if "tells" in frame.flags and (told := self._told(at)) is not None:
            return Resolved(told.code, told.verb_end or told.end, told.begin)
        if frame.governs:
            governed = self._governed(at, frame, denied=denied)
            if governed is not None and not (passive and governed.code == frame.code):
                return governed
        for row in frame.complements:
            if row.verb in (None, form.verb) and (found := self._complement(at, row, subject)) is not None:
                code = row.denied if denied else row.code
                governed = self._governed(at, frame, denied=denied, wide=True) if row.governs and not denied else None
                return governed or (Resolved(code, found) if code else None)
        code = frame.alone(passive=passive, denied=denied)
        if code is None or passive and "final" in frame.flags and not self._ends_behind(at, denied=denied):
            return None
        return Resolved(code, end)

    def _complement(self, at: int, row: Complement, subject: list[Token] | None) -> int | None:
        """Find a complement, and give where the marked words end with it."""
        end = self.tokens[at].end
        if row.before:
            return end if subject and row.pattern.search(self.low, subject[0].start, subject[-1].end) else None
        border = self._mark(at + 1) if row.reaches else self.next_subordinate(at + 1)
        limit = self.tokens[border].start if border < self.count else self.sentence.end
        hit = row.pattern.search(self.low, end, limit)
        if hit is None or not (hit.start() <= end + 1 if row.close else self._near(end, hit.start())):
            return None
        return hit.end()

    def _mark(self, start: int) -> int:
        """Give where the first comma or the like stands from a word on, else the sentence's end."""
        begin = start + 1 if start + 1 < self.count and self.one_of(start + 1, "that") else start
        return next((at for at in range(begin, self.count) if self.tokens[at].kind == "mark"), self.count)

    def _ends_behind(self, at: int, *, denied: bool) -> bool:
        """Tell whether the clause ends behind a verb, or behind the denial that follows it."""
        behind = at + 2 if denied and self.one_of(at + 1, "not") else at + 1
        return behind >= self.count or self.tokens[behind].kind == "mark" or self.one_of(behind, "towards")

    def _near(self, start: int, end: int) -> bool:
        """Tell whether a complement belongs to the verb: few words lie between, and no border."""
        between = [token for token in self.tokens if start <= token.start < end]
        return len(between) <= _NEAR and not any(token.word in (";", ":") for token in between)

    # --- what is told with a case sent on ---

    def _told(self, at: int) -> Reading | None:
        """Read what was decided and is told with the case: `med bemærkning, at byrådet har vedtaget indstillingen`."""
        for index in range(at + 1, min(self.count - 2, at + _REACH)):
            remark = self.one_of(index, "that") and any(self.one_of(before, "remark") for before in range(max(at, index - 3), index))
            if remark or self.one_of(index, "relating") and find_actor_behind(self, index + 1) is not None:
                reading = self.clause(index + 1, inner=True)
                if reading is not None and reading.code in _TOLD:
                    return reading
            if self.one_of(index, "subordinate") and not self.one_of(index, "that", "about", "relating"):
                return None
        return None

    # --- what an `at` governs ---

    def _governed(self, at: int, frame: Frame, *, denied: bool, wide: bool = False) -> Resolved | None:
        codes = _ALL if wide else frame.governs
        wide = "*" in codes
        that, refused = self._that(at, wide=wide)
        if that is None:
            return None
        begin = that + 1
        while begin < self.count and (self.one_of(begin, "adverb", "not") or self.tokens[begin].word in (",", ":")):
            denied = denied or self.one_of(begin, "not")
            begin += 1
        if begin >= self.count:
            return None
        denied = denied or refused is not None
        instead = self._instead(begin) if wide and denied else None
        if instead is not None:
            # `besluttede ikke at sælge, men at udleje`: what is done instead counts.
            begin, denied, refused = instead, False, None
        forms = [form for form in self.forms[begin] if form.kind == "do"]
        for form in forms:
            resolved = self.resolve(begin, form, denied=denied, passive=False)
            if resolved is not None and ("bare" not in form.frame.flags or resolved.code in _MOVED):
                governed = self._infinitive(begin, form, resolved, codes, refused)
                if governed is not None or "bare" not in form.frame.flags:
                    return governed
        if refused is not None and wide:
            # `besluttede ikke at anlægge stien`: what is refused need not be known.
            return Resolved("rejected", self.tokens[refused].end, final=True)
        content = None if any("bare" not in form.frame.flags for form in forms) else self._content(begin, codes)
        if content is None and wide and not denied:
            return Resolved(frame.code or "approved", self.tokens[at].end, weak=True)
        return content

    def _instead(self, start: int) -> int | None:
        """Give where that begins which is done instead of what is denied: behind `men at`."""
        contrast = next((at for at in range(start, self.count - 2) if self.one_of(at, "contrast")), None)
        if contrast is None:
            return None
        that = next((at for at in range(contrast + 1, self.count) if not self.one_of(at, "adverb", "rather")), self.count)
        return that + 1 if that + 1 < self.count and self.one_of(that, "that") else None

    def _that(self, at: int, *, wide: bool) -> tuple[int | None, int | None]:
        """Give where the `at` stands that a verb governs, and where it is refused before that."""
        refused: int | None = None
        for index in range(at + 1, min(self.count, at + _REACH)):
            if self.one_of(index, "that"):
                return index, refused
            if self.one_of(index, "not"):
                refused = index
            elif (
                self.one_of(index, "breaking")
                or not wide
                and (self.one_of(index, "subordinate", "joining") or index > at + 1 and self.one_of(index, "preposition"))
            ):
                return None, None
        return None, None

    def _infinitive(self, at: int, form: Form, resolved: Resolved, codes: frozenset[str], refused: int | None) -> Resolved | None:
        if resolved.code in _OF_CASE and not self._acts_on_case(at):
            return None
        if not codes & {"*", resolved.code}:
            return None
        if refused is not None:
            return Resolved(resolved.code, self.tokens[refused].end, final=True)
        end = self.tail(max(resolved.end, self.tokens[at].end), form.frame, None, with_object=True)
        return Resolved(resolved.code, end, resolved.begin)

    def _content(self, begin: int, codes: frozenset[str]) -> Resolved | None:
        """Read the clause behind an `at`: `at sagen udsættes`."""
        inner = self.clause(begin, inner=True)
        if inner is None or inner.weak and codes != _ALL or inner.code in _SAYS_NO_MORE or not codes & {"*", inner.code}:
            return None
        if inner.code in _OF_CASE and not self.known.patterns["case"].match(self.low, self.tokens[begin].start):
            return None
        return Resolved(inner.code, inner.end, inner.begin)

    def _acts_on_case(self, at: int) -> bool:
        """Tell whether an infinitive's object is the case, or one thing by its bare name: `at sende forslaget i høring`, not `at sende et brev`."""
        if at + 1 >= self.count:
            return True
        behind = self.tokens[at + 1]
        if behind.kind != "word" or self.known.patterns["case"].match(self.low, behind.start) or self.one_of(at + 1, "preposition", "adverb", "behind"):
            return True
        if self.one_of(at + 1, "it"):
            # `at udsætte det`, `at udsætte punkt 4`; not `at aflyse det kommende møde`.
            following = self.tokens[at + 2] if at + 2 < self.count else None
            return following is None or not following.word[0].isalpha() or self.one_of(at + 2, "preposition", "adverb", "behind", "subordinate")
        return behind.word.endswith(self.known.endings["definite"]) and not self.known.patterns["paper"].match(self.low, behind.start)

    # --- what else is marked ---

    def tail(self, end: int, frame: Frame, denied: int | None, *, with_object: bool) -> int:
        """Take in what belongs to the marked words behind the verb: a denial, a bare object, what the frame's tail says."""
        tails = self.known.tails
        if denied is not None and self.tokens[denied].start == end + 1:
            end = self.tokens[denied].end
        if "close_tail" in frame.flags:
            return end
        if with_object:
            between = tails["between"].match(self.low, end, self.sentence.end)
            start = between.end() if between is not None else end
            hit = tails["object"].match(self.low, start, self.sentence.end)
            end = hit.end() if hit is not None and hit.end() > start else end
        hit = tails[frame.tail].match(self.low, end, self.sentence.end) if frame.tail is not None else None
        return hit.end() if hit is not None else end
