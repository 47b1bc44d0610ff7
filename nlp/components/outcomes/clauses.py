"""The outcome of one sentence of a decision: its clauses are read in turn, and the verb that decides is told from what surrounds it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from nlp.components.outcomes.actors import Actor, find_actor, find_actor_behind
from nlp.components.outcomes.formulas import match_anywhere, match_formula
from nlp.components.outcomes.frames import Form, Grammar, grammar
from nlp.components.outcomes.matches import Clauses, Match, finding_of
from nlp.components.outcomes.meaning import Clause, Reading
from nlp.components.outcomes.voices import Voices
from nlp.text.sentences import Sentence

__all__ = ["Clauses", "Match", "match_sentence"]

_STRONG = frozenset(["approved", "recommended", "rejected", "postponed", "withdrawn"])
_CARRIED_ON = frozenset(["discussed", "noted"])
# How many verbs `og` joins, and how many words of a subject may stand before a joined one.
_MOST_JOINED, _JOINED_WORDS = 4, 2
# How many words a subject of its own has, behind `, og`, up to its auxiliary.
_SUBJECT_WORDS = 4


def match_sentence(clauses: Clauses, sentence: Sentence) -> list[Match]:
    """Find the decision of one sentence, and a demand to bring the case elsewhere where it holds one.

    Example:
        >>> text = "Udvalget besluttede herefter i enighed ikke at godkende forslaget."
        >>> [m.finding.id for m in match_sentence(Clauses(text, text.lower(), {}), Sentence(0, len(text), ()))]
        ['rejected']
    """
    if sentence.end <= sentence.start:
        return []
    known = grammar()
    reader = SentenceReader(clauses, sentence, known)
    if not reader.tokens:
        return []
    named = match_anywhere(clauses, sentence, known)
    elected = next((match for match in named if match.finding.id == "elected"), None)
    hit = match_formula(clauses, sentence, known, first=True) or reader.match()
    if hit is None or hit.weak:
        hit = match_formula(clauses, sentence, known) or hit
    if elected is not None and (hit is None or hit.weak or _gives_way(hit, elected)):
        hit = elected
    demand = next((match for match in named if match.finding.id != "elected"), None)
    return [match for match in (hit or _put_to_vote(clauses, sentence, known), demand) if match is not None]


def _gives_way(hit: Match, elected: Match) -> bool:
    """Tell whether an election is what a sentence tells: it stands first, or in the same words."""
    overlaps = hit.finding.start < elected.finding.end and elected.finding.start < hit.finding.end
    return overlaps or hit.finding.id in ("approved", "noted") and elected.finding.start < hit.finding.start


def _put_to_vote(clauses: Clauses, sentence: Sentence, known: Grammar) -> Match | None:
    """Find a motion that is named, and whose fate a later sentence tells: `Et ændringsforslag fra V blev sat til afstemning`."""
    for motion in known.motions:
        hit = motion.pattern.search(clauses.low, sentence.start, sentence.end)
        if hit is not None and ("soft" not in motion.flags or known.patterns["vote"].search(clauses.low, sentence.start, sentence.end)):
            return finding_of(clauses, sentence, motion.id, motion.code, *hit.span(), weak=True, flags=motion.flags | {"moves"})
    return None


class SentenceReader(Voices):
    """Reads the clauses of one sentence."""

    def match(self) -> Match | None:
        """Give the decision of the sentence."""
        reading = self._read() if any(self.forms) else None
        if reading is None:
            return None
        # Of a thing of its own speaks only a passive; an active verb, and a recommendation, are the body's word on the case.
        flags = reading.frame.flags if reading.passive or reading.code == "recommended" else reading.frame.flags - {"after"}
        clause = self.tokens[reading.start].start
        span = (reading.begin, reading.end)
        match = finding_of(
            self.clauses,
            self.sentence,
            reading.frame.id,
            reading.code,
            *span,
            reading.subject,
            weak=reading.weak,
            flags=flags,
            active=not reading.passive,
            clause=clause,
        )
        return replace(match, actor=reading.actor) if match is not None else None

    # --- the sentence ---

    def _read(self) -> Reading | None:
        """Read the main clauses in turn: a decision outweighs what was discussed, told or moved before it."""
        best: Reading | None = None
        for start in self._starts():
            for reading in self._chain(start):
                if best is None or best.weak and not reading.weak or self._outweighs(reading, best):
                    best = reading if best is None else self._joined(best, reading)
            if best is not None and not best.weak and best.code not in _CARRIED_ON and not self._of_motion(best) and not self._contrasted(best, self.count):
                break
        if best is None or "reasons" in best.frame.flags:
            best = self._why_nothing() or best
        if best is not None and best.code == "discussed":
            best = self._noted_by_body(best) or best
        return best or self._relative()

    def _noted_by_body(self, before: Reading) -> Reading | None:
        """Read what the body did with what it discussed, told in passing: `drøftet i udvalget, som tog orienteringen til efterretning`."""
        for at in range(before.head + 2, self.count - 1):
            if self.one_of(at, "relative") and self._body_at(at - 1 - (self.tokens[at - 1].word == ",")):
                self.acting = Actor("body", at, at + 1)
                reading = self.clause(at + 1, inner=True)
                return reading if reading is not None and reading.code == "noted" else None
        return None

    def _body_at(self, at: int) -> bool:
        return self.tokens[at].kind == "body" and not self.tokens[at].genitive or self.one_of(at, "body")

    def _outweighs(self, later: Reading, before: Reading) -> bool:
        if self._contrasted(before, later.start) and (not later.weak or self._governs_that(later.head)):
            return later.code != before.code
        if later.weak:
            # `drøftede sagen og vedtog at lade træerne fælde`: what the body does is decided, though the verb of it is not known.
            return before.code in _CARRIED_ON and later.code == "approved" and "weak" not in later.frame.flags and self._governs_that(later.head)
        if self._of_motion(before):
            return True
        if later.code == "recommended" and before.code in ("approved", "discussed"):
            return later.passive == before.passive
        return before.code == "discussed" and (later.code in _STRONG or later.code == "noted" and later.passive)

    def _of_motion(self, reading: Reading) -> bool:
        """Tell whether a refusal is that of a motion, and the decision may follow: `Mindretalsindstillingen faldt, hvorefter ...`."""
        start = self.tokens[reading.start].start
        return reading.code == "rejected" and any(motion.pattern.search(self.low, start, reading.end) for motion in self.known.motions)

    def _contrasted(self, reading: Reading, end: int) -> bool:
        """Tell whether what is done instead of what was refused may follow, up to a word: `imødekommes ikke, men sendes til ...`."""
        return reading.code == "rejected" and any(self.one_of(at, "contrast") for at in range(reading.head + 1, min(end + 1, self.count)))

    def _governs_that(self, head: int) -> bool:
        """Tell whether a verb stands right before the `at` of what is done: `men besluttede i stedet at bortforpagte den`."""
        behind = next((at for at in range(head + 1, self.count) if not self.one_of(at, "adverb", "rather")), self.count)
        return self.one_of(behind, "that")

    def _joined(self, before: Reading, later: Reading) -> Reading:
        """`Drøftet og taget til efterretning` is marked as a whole."""
        between = {token.word for token in self.tokens if before.end <= token.start < later.begin}
        whole = before.passive and later.passive and between and between <= self.known.words["joining"]
        return replace(later, begin=before.begin) if whole else later

    def _why_nothing(self) -> Reading | None:
        """Read why nothing was decided: `blev ikke behandlet, da forslagsstilleren havde trukket det`."""
        reason = next((at for at in range(1, self.count - 1) if self.one_of(at, "reason")), None)
        reading = self.clause(reason + 1, inner=True) if reason is not None else None
        return reading if reading is not None and reading.code == "withdrawn" else None

    def _relative(self) -> Reading | None:
        """Read a decision that is told of something in passing: `... orienteringen, som blev taget til efterretning`."""
        start = next((at + 2 for at in range(1, self.count - 2) if self.tokens[at].word == "," and self.one_of(at + 1, "relative")), None)
        reading = self.clause(start, inner=True) if start is not None and self.one_of(start, "be") else None
        return reading if reading is not None and reading.passive and not self.one_of(start or 0, "state") else None

    def _starts(self) -> Iterator[int]:
        """Give where a main clause may begin: at the start, behind a verdict's `at`, and behind a border."""
        yield 0
        if self.one_of(0, "verdict"):
            yield from (at + 1 for at in range(1, self.count - 1) if self.one_of(at, "that"))
        for at in range(1, self.count - 1):
            mark, joined = self.tokens[at].word, self.one_of(at + 1, "joining")
            if mark not in (",", ";", ")", "-"):
                continue
            follows = at + 2 if joined else at + 1
            if mark == "-" and not self._spliced(at):
                continue
            if mark == ";" or joined and not self.one_of(follows, "subordinate") or self.one_of(at + 1, "be") or self._inverted(at + 1) or self._spliced(at):
                yield follows

    def _spliced(self, comma: int) -> bool:
        """Tell whether a comma alone stands between two main clauses: `Chefen orienterede om planen, udvalget drøftede forslaget`."""
        verb = comma + 2
        return (
            self.tokens[comma].word in (",", "-") and verb < self.count and self._body_at(comma + 1) and any(form.kind == "does" for form in self.forms[verb])
        )

    def _inverted(self, at: int) -> bool:
        """Tell whether the main clause goes on here behind a fronted phrase with a clause in it: `Efter en drøftelse, hvor ..., vedtog udvalget`."""
        fronted = self.one_of(0, "preposition") and any(form.kind == "does" for form in self.forms[at])
        return fronted and find_actor_behind(self, at + 1) is not None

    def _chain(self, start: int) -> Iterator[Reading]:
        """Read the verbs of one clause and of those joined to it by `og`."""
        reading = self.clause(start)
        for _ in range(_MOST_JOINED):
            if reading is None:
                return
            yield reading
            joint = self.joint(reading.head + 1)
            reading = self.clause(joint + 1, chained=True) if joint is not None else None

    # --- one clause ---

    def clause(self, start: int, *, chained: bool = False, inner: bool = False) -> Reading | None:  # noqa: C901 (the words of a clause in their order, one kind a branch)
        """Read the clause that begins at a word, up to its first verb that means anything.

        Args:
            start: The first word.
            chained: `og` joins it: its verb follows soon.
            inner: It is a subordinate clause, read for what it tells.
        """
        clause, at, words_before = Clause(start), start, 0
        while at < self.count:
            token = self.tokens[at]
            if token.word == "(":
                at = self._behind_bracket(at)
                continue
            if token.word == ":" and clause.aux is None:
                # `Ansøgning fra Vestby IF: Bevilget`.
                clause = Clause(at + 1)
            elif token.word == "," and self.one_of(at + 1, "joining") and (clause.denied is not None or clause.have and self._has_auxiliary(at + 2)):
                # `Ingen havde indvendinger, og planen er godkendt`: the next clause has a subject of its own, and is not denied.
                return None
            elif self.one_of(at, "not") or self._nobody(at, clause):
                clause.denied = at if clause.denied is None else clause.denied
            elif self.one_of(at, "be", "have", "modal"):
                if self.one_of(at, "have") and clause.aux is None and (reading := self._head(at, clause)) is not None:
                    return reading
                self._take_auxiliary(at, clause)
            elif at == start and self.one_of(at, "leading") and (comma := self._comma(at)) is not None:
                # `Da der ikke var flertal, sendes sagen videre`.
                clause, at = Clause(comma + 1), comma
            elif self.one_of(at, "subordinate") and not self.one_of(at, "about") and (at > start or self.one_of(at, "that")):
                behind = self._behind_proposal(at) if clause.aux is None else None
                if behind is None:
                    return None
                at = behind
                continue
            elif (forms := self.forms[at]) and not self._describes(at, forms, clause):
                reading = self._head(at, clause)
                if reading is not None or clause.modal or any(form.kind != "do" for form in forms):
                    return reading or self._behind_joint(at, clause)
            elif not forms:
                words_before += token.kind == "word" and not self.one_of(at, "adverb")
                if self.one_of(at, "other"):
                    # `Planen blev uddelt på mødet og godkendt`.
                    self.acting = find_actor(self, clause.start, at) or self.acting
                    return self._behind_joint(at, clause) if clause.be else None
                if chained and words_before > _JOINED_WORDS:
                    return None
            at += 1
        return None

    def _has_auxiliary(self, start: int) -> bool:
        return any(self.one_of(at, "be", "have", "modal") for at in range(start, min(self.count, start + _SUBJECT_WORDS)))

    def _comma(self, at: int) -> int | None:
        return next((index for index in range(at, self.count - 1) if self.tokens[index].word == ","), None)

    def _behind_bracket(self, at: int) -> int:
        return next((index for index in range(at, self.count) if self.tokens[index].word == ")"), at) + 1

    def _behind_joint(self, at: int, clause: Clause) -> Reading | None:
        """Read on behind a verb that means nothing, of the same subject: `Ændringsforslaget blev sat til afstemning og forkastet`."""
        joint = self.joint(at + 1)
        self.acting = find_actor(self, clause.start, at) or self.acting
        reading = self.clause(joint + 1, chained=True) if joint is not None else None
        if reading is not None and not reading.subject:
            reading.start = clause.start
        return reading

    def _behind_proposal(self, at: int) -> int | None:
        """Give where the clause goes on behind `Forslag om at udsætte sagen ...`, `Muligheden for at leje hallen ...`: at its auxiliary."""
        if not self.one_of(at, "that") or not self.one_of(at - 1, "about", "purpose"):
            return None
        return next((index for index in range(at + 1, self.count) if self.one_of(index, "be")), None)

    def _take_auxiliary(self, at: int, clause: Clause) -> None:
        clause.aux = at if clause.aux is None else clause.aux
        clause.be |= self.one_of(at, "be")
        clause.state |= self.one_of(at, "state")
        clause.have |= self.one_of(at, "have")
        clause.modal |= self.one_of(at, "modal")
        clause.will |= self.one_of(at, "will")

    def _nobody(self, at: int, clause: Clause) -> bool:
        """`Ingen kunne støtte forslaget`, `Der var ingen opbakning`; not `14 for og ingen imod`."""
        denies = self.one_of(at, "nobody") and at + 1 < self.count and (at == clause.start or clause.aux == at - 1)
        return denies and not self.one_of(at + 1, "counting")

    def _head(self, at: int, clause: Clause) -> Reading | None:
        for form in self.forms[at]:
            reading = self.form(at, form, clause)
            if reading is not None:
                reading.start = min(clause.start, at)
                return reading
        return None

    def _describes(self, at: int, forms: tuple[Form, ...], clause: Clause) -> bool:
        """Tell whether a form describes a noun, or is one: `den godkendte plan`, `Valgt model gennemføres`, `14 stemmer`."""
        word, before = self.tokens[at].word, at - 1
        if before >= clause.start and self.tokens[before].word[0].isdigit() and any("noun" in form.frame.flags for form in forms):
            return True
        if before == clause.start and self.one_of(before, "determiner") and at + 1 < self.count and self.one_of(at + 1, "be"):
            # `Det indstillede blev vedtaget`.
            return True
        if clause.aux is None and at > clause.start + 1 and self.one_of(clause.start, "determiner") and self.one_of(clause.start + 1, "preposition"):
            # `Det af V fremsatte forslag blev forkastet`.
            return True
        passive = word.endswith(self.known.endings["passive"])
        counted = before > clause.start and (self.tokens[before - 1].word[0].isdigit() or self.one_of(before - 1, "nobody"))
        if before >= clause.start and self.one_of(before, "preposition") and not passive and not counted:
            return True
        behind = self.tokens[at + 1] if at + 1 < self.count else None
        if behind is None or behind.kind != "word" or self.one_of(at + 1, "behind") or not behind.word[0].isalpha():
            return False
        if before >= clause.start and self.one_of(before, "determiner") and not passive:
            return True
        first = clause.aux is None and at == clause.start and not word.endswith(self.known.endings["finite"]) and {form.kind for form in forms} == {"done"}
        noun = self.text[behind.start].islower() and not behind.word.endswith(self.known.endings["definite"]) and not self.one_of(at + 1, "adverb")
        return first and noun
