"""Verbs in the active and in the passive: who must act, what the subject may be, and which words are the outcome."""

from __future__ import annotations

import re

from nlp.components.outcomes.actors import Actor, find_actor, find_actor_behind
from nlp.components.outcomes.frames import Form, Frame
from nlp.components.outcomes.meaning import Clause, Meaning, Reading
from nlp.components.outcomes.tokens import Token

_BARE_WORDS = 6
_YEARS = re.compile(r"\d{4}(?:-\d{4})?")


class Voices(Meaning):
    """Reads one verb of a clause; `acting` is who acted last, for the verbs that `og` joins."""

    acting: Actor | None = None

    def form(self, at: int, form: Form, clause: Clause) -> Reading | None:
        """Read a verb by its form: an infinitive needs a modal verb, an active form none, a participle may be either voice."""
        if clause.will and clause.denied is None:
            return None
        if form.kind == "do" and clause.modal:
            # `Forslaget skal indgå i budgettet`: what becomes of the case, with the case as its subject.
            of_case = "case" in form.frame.flags and self.known.patterns["case"].match(self.low, self.tokens[clause.start].start)
            return self._active(at, form, clause) or (self._passive(at, form, clause) if of_case else None)
        if form.kind == "do":
            return None
        if form.kind == "does":
            return self._active(at, form, clause) if clause.aux is None else None
        if clause.have and not clause.be or "actor" in form.frame.flags:
            return self._active(at, form, clause)
        return self._passive(at, form, clause)

    # --- active ---

    def _active(self, at: int, form: Form, clause: Clause) -> Reading | None:
        frame, tokens = form.frame, self.tokens
        first = at if clause.aux is None else clause.aux
        inherited = self.acting if clause.start == first and clause.start else None
        fronted = clause.start < first and self.one_of(clause.start, "preposition")
        # `Efter oplæg fra forvaltningen drøftede udvalget`: behind a fronted phrase the actor follows the verb.
        actor = find_actor_behind(self, first + 1) if fronted else None
        actor = actor or find_actor(self, clause.start, first) or inherited or find_actor_behind(self, first + 1)
        if actor is None and not self._opens(first, frame, clause):
            return None
        denied = self.denied(at, clause, actor)
        resolved = self.resolve(at, form, denied=denied is not None, passive=False)
        if resolved is None or actor is not None and not actor.decides(resolved.code, frame):
            return None
        if "case" in frame.flags and self._of_paper(at, resolved.end):
            return None
        self.acting = actor
        weak = resolved.weak or "weak" in frame.flags
        if resolved.begin is not None:
            return Reading(frame, resolved.code, resolved.begin, resolved.end, at, weak=resolved.weak, actor=self._named(actor))
        begin = tokens[first].start
        if actor is not None and clause.start <= actor.start and self._bare_actor(actor, first):
            begin = tokens[actor.start].start
        end = resolved.end if resolved.final else self.tail(max(tokens[at].end, resolved.end), frame, denied, with_object=True)
        return Reading(frame, resolved.code, begin, end, at, weak=weak, verb_end=tokens[at].end, actor=self._named(actor))

    def _named(self, actor: Actor | None) -> str:
        """Give the name of a named body that acts, else nothing."""
        token = self.tokens[actor.start] if actor is not None else None
        return self.text[token.start : token.end] if token is not None and token.kind == "body" else ""

    def _of_paper(self, at: int, end: int) -> bool:
        """Tell whether the object of a verb is a paper, not the case: `sender input til formanden`."""
        first = next((index for index in range(at + 1, self.count) if not self.one_of(index, "adverb", "determiner", "not")), None)
        return first is not None and end <= self.tokens[first].start and self.known.patterns["paper"].match(self.low, self.tokens[first].start) is not None

    def _opens(self, first: int, frame: Frame, clause: Clause) -> bool:
        """Tell whether a verb may begin the sentence without an actor, below a body's heading: `Kan tiltrædes`, `Anbefaler salg`."""
        return first == clause.start and self.begins_upper(first) and ("opening" in frame.flags or clause.modal)

    def _bare_actor(self, actor: Actor, first: int) -> bool:
        """Tell whether the actor is the bare body that belongs to the words of an outcome: `Udvalget drøftede`."""
        return actor.end == first == actor.start + 1 and self.tokens[actor.start].kind == "word" and self.one_of(actor.start, "bare")

    # --- passive ---

    def _passive(self, at: int, form: Form, clause: Clause) -> Reading | None:
        frame, tokens = form.frame, self.tokens
        first = clause.aux if clause.aux is not None and clause.aux < at else at
        start = self._subject_start(clause.start, first)
        led = clause.aux is None and start == first and start > clause.start and tokens[at].word.endswith(self.known.endings["inverting"])
        if (
            frame.code == "discussed"
            and start == first > clause.start
            and (clause.state or self.known.patterns["later"].match(self.low, tokens[clause.start].start))
        ):
            # `På næste møde drøftes budgettet` tells what is to come, `I notatet er budgettet drøftet` what stands there.
            return None
        names = self._subject(start, first, at)
        impersonal = bool(names) and names[0].word in self.known.words["there"]
        if not self._subject_fits(names, frame, clause, at, first, start, impersonal=impersonal, led=led):
            return None
        denied = self.denied(at, clause, None)
        resolved = self.resolve(at, form, denied=denied is not None, passive=True, subject=names)
        if resolved is None:
            return None
        if len(names) == 1 and names[0].kind == "body" or names and names[0].word in self.known.words["body"]:
            # `Udvalget blev orienteret og drøftede sagen`.
            self.acting = Actor("body", self.tokens.index(names[0]), self.tokens.index(names[0]) + 1)
        subject = "" if impersonal else " ".join(token.word for token in names)
        weak = resolved.weak or "weak" in frame.flags
        if resolved.begin is not None:
            told = "tells" in frame.flags
            return Reading(frame, resolved.code, resolved.begin, resolved.end, at, "" if told else subject, resolved.weak, not told)
        begin = self._begin(at, first, start, names, denied)
        alone = resolved.end <= tokens[at].end
        if impersonal and first == at and alone:
            # `Der [bevilges] 75.000 kr.`, but `[Der var enighed]`.
            begin = tokens[at].start
        end = self.tail(tokens[at].end, frame, denied, with_object=led) if alone and not resolved.final else resolved.end
        return Reading(frame, resolved.code, begin, end, at, subject, weak, True)

    def _subject_start(self, start: int, first: int) -> int:
        """Step over adverbs; behind a fronted phrase (`Efter en drøftelse blev ...`) the subject follows the verb."""
        while start < first and (self.one_of(start, "adverb", "not") or self.tokens[start].word == ","):
            start += 1
        fronted = start < first and (self.one_of(start, "preposition") or self.one_of(start, "subordinate") and not self.one_of(start, "there"))
        return first if fronted else start

    def _subject(self, start: int, first: int, at: int) -> list[Token]:
        between = self.tokens[start:first] if start < first else self.tokens[first + 1 : at]
        names = self.without(between, "adverb", "not")
        return [
            token
            for token in names
            if not self.known.patterns["otherwise"].match(self.low, token.start) and token.word not in self.known.words["otherwise_end"]
        ]

    def _subject_fits(self, names: list[Token], frame: Frame, clause: Clause, at: int, first: int, start: int, *, impersonal: bool, led: bool) -> bool:
        """Tell whether a passive with this subject tells a decision, not how things are nor what becomes of a paper."""
        actor = find_actor(self, start, first)
        if (
            actor is not None
            and not self.one_of(actor.start - 1, "preposition")
            and (actor.kind == "minority" or actor.kind == "voters" and clause.aux is not None)
        ):
            return False
        if impersonal and "impersonal" not in frame.flags:
            return False
        if clause.state and "fresh" in frame.flags:
            return False
        if names and not impersonal and not self._bare_subject(names):
            if clause.state or "bare" in frame.flags or not self._ends_well(at):
                return False
            if "case" in frame.flags and not self.known.patterns["case"].match(self.low, names[0].start):
                return False
        # `Forinden mødet var fremsendt en oversigt`: the subject may stand behind the verb.
        about = [*names, *self.tokens[at + 1 : at + 4]] if clause.state and start == first else names or (self.tokens[at + 1 : at + 4] if led else [])
        if "case" in frame.flags and about and self.known.patterns["paper"].search(self.low, about[0].start, about[-1].end):
            return False
        # `Udvalgets møde er aflyst` tells how things are.
        of_body = clause.state and len(names) > 1 and names[0].kind == "body"
        return not of_body or self.known.patterns["proposal"].match(self.low, names[1].start) is not None

    def _begin(self, at: int, first: int, start: int, names: list[Token], denied: int | None) -> int:
        """Give where the words of an outcome begin: with a bare subject, else with the auxiliary, the manner, the denial or the verb."""
        if names and start < first and self._bare_subject(names):
            return names[0].start if names[0].kind != "body" else self.tokens[first].start
        begin = first
        while first == at and begin > start and self.one_of(begin - 1, "manner"):
            begin -= 1
        if denied is not None and denied < begin and not names:
            begin = denied
        return self.tokens[begin].start

    def _bare_subject(self, names: list[Token]) -> bool:
        """Tell whether a subject is few words without a name, a number or a preposition: it then belongs to the outcome."""
        if not names or len(names) > _BARE_WORDS:
            return not names
        if self.known.patterns["case"].fullmatch(self.low, names[0].start, names[-1].end):
            return True
        if names[0].kind == "body":
            return len(names) == 1 or names[0].genitive and all(self._bare_word(names, index) for index in range(1, len(names)))
        return all(self._bare_word(names, index) for index in range(len(names)))

    def _bare_word(self, names: list[Token], index: int) -> bool:
        token, words = names[index], self.known.words
        if token.kind != "word" or token.word in words["preposition"]:
            return False
        if token.word[0].isdigit():
            chosen = index and names[index - 1].word in words["choice"] and len(token.word) == 1
            return bool(index and _YEARS.fullmatch(token.word) or chosen)
        return not (index and self.text[token.start].isupper() and len(token.word) > 1)

    def _ends_well(self, at: int) -> bool:
        """Tell whether a verb behind a longer subject is the sentence's: behind it the sentence ends, or a preposition follows."""
        return at + 1 >= self.count or self.tokens[at + 1].kind == "mark" or self.one_of(at + 1, "behind", "adverb")
