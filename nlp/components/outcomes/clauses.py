"""The outcome of one sentence of a decision: who acts, whether it is denied, the verb, and what it governs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from nlp.components.outcomes.formulas import match_anywhere, match_formula
from nlp.components.outcomes.frames import Form, Frame, Grammar, grammar
from nlp.components.outcomes.matches import Clauses, Match, finding_of
from nlp.components.outcomes.tokens import Token, next_subordinate, read_tokens
from nlp.text.sentences import Sentence

__all__ = ["Clauses", "Match", "match_sentence"]

# How many words may stand between a verb and the `at` that it governs.
_REACH = 48
_BARE_WORDS = 6
_YEARS = re.compile(r"\d{4}(?:-\d{4})?")
# Words that may stand between a verb and its bare object.
_BETWEEN = re.compile(r" (?:enstemmigt|hermed|dermed|herefter|derfor)(?= )")
_STRONG = frozenset(["approved", "recommended", "rejected", "postponed", "withdrawn"])
_OF_CASE = frozenset(["postponed", "referred", "withdrawn", "discussed"])
_CARRIED_ON = frozenset(["discussed", "noted"])


# A code, where its words end, where they begin if that is not at the verb, and whether it is weak.
_Resolved = tuple[str, int, int | None, bool]


@dataclass(slots=True)
class Clause:
    """What stands before a verb: the subject's first word, auxiliaries, a denial. Indices of words in the sentence."""

    start: int
    end: int
    aux: int | None = None
    be: bool = False
    state: bool = False
    have: bool = False
    modal: bool = False
    will: bool = False
    denied: int | None = None
    colon: bool = False


@dataclass(slots=True)
class Actor:
    """Who acts: `body` and `majority` decide, a `minority` does not, a `teller` or `person` tells, `voters` are a list of members."""

    kind: str
    start: int
    end: int


@dataclass(slots=True)
class Reading:
    """One verb of a sentence, understood: its code and the offsets of its words."""

    frame: Frame
    code: str
    begin: int
    end: int
    subject: str = ""
    weak: bool = False
    passive: bool = False
    head: int = 0
    verb_end: int = 0
    start: int = 0
    flags: frozenset[str] = field(default_factory=frozenset)


def match_sentence(clauses: Clauses, sentence: Sentence) -> list[Match]:
    """Find the decision of one sentence, and a demand to bring the case elsewhere where it holds one.

    Example:
        >>> text = "Udvalget besluttede herefter i enighed ikke at godkende forslaget."
        >>> [m.finding.id for m in match_sentence(Clauses(text, text.lower(), {}), Sentence(0, len(text), ()))]
        ['rejected']
    """
    known = grammar()
    tokens = read_tokens(clauses, sentence)
    if not tokens:
        return []
    reader = _Reader(clauses, sentence, tokens, known)
    named = match_anywhere(clauses, sentence, known)
    elected = next((match for match in named if match.finding.id == "elected"), None)
    reading = reader.read()
    hit = reader.match(reading) if reading is not None else None
    if hit is None or hit.weak:
        hit = match_formula(clauses, sentence, known) or hit
    if elected is not None and (
        hit is None or hit.weak or hit.finding.id in ("approved", "noted") and elected.finding.start < hit.finding.start or _overlap(elected, hit)
    ):
        hit = elected
    if hit is None:
        hit = _put_to_vote(clauses, sentence, known)
    return [match for match in (hit, next((match for match in named if match.finding.id != "elected"), None)) if match is not None]


def _put_to_vote(clauses: Clauses, sentence: Sentence, known: Grammar) -> Match | None:
    """Find a motion that is named, and whose fate a later sentence tells: `Et ændringsforslag fra V blev sat til afstemning`."""
    for motion in known.motions:
        hit = motion.pattern.search(clauses.low, sentence.start, sentence.end)
        if hit is not None and ("soft" not in motion.flags or known.vote.search(clauses.low, sentence.start, sentence.end)):
            return finding_of(clauses, sentence, motion.id, motion.code, hit.start(), hit.end(), "", True, motion.flags | {"moves"}, active=False)
    return None


def _overlap(first: Match, second: Match) -> bool:
    return first.finding.start < second.finding.end and second.finding.start < first.finding.end


class _Reader:
    """Reads the words of one sentence."""

    def __init__(self, clauses: Clauses, sentence: Sentence, tokens: list[Token], known: Grammar) -> None:
        self.clauses, self.sentence, self.tokens, self.known = clauses, sentence, tokens, known
        self.text, self.low = clauses.text, clauses.low
        self.acting: Actor | None = None

    # --- the sentence ---

    def read(self) -> Reading | None:
        """Read the main clauses in turn: a decision outweighs what was only discussed or told before it."""
        best: Reading | None = None
        for start in self._starts():
            for reading in self._chain(start, len(self.tokens)):
                if best is not None and best.code == "rejected" and self._of_motion(best) and not reading.weak:
                    best = reading
                elif best is None or (best.weak and not reading.weak) or self._outweighs(reading, best):
                    best = self._joined(best, reading) if best is not None else reading
            if best is not None and not best.weak and best.code not in _CARRIED_ON and not (best.code == "rejected" and self._of_motion(best)):
                break
        return best or self._withdrawn()

    def _of_motion(self, reading: Reading) -> bool:
        """Tell whether a result is that of a motion, and the decision may follow: `Mindretalsindstillingen faldt, hvorefter ...`."""
        return any(motion.pattern.search(self.low, self.tokens[reading.start].start, reading.end) for motion in self.known.motions)

    def _withdrawn(self) -> Reading | None:
        """Read why nothing was decided: `blev ikke behandlet, da forslagsstilleren havde trukket det`."""
        for at, token in enumerate(self.tokens[:-1]):
            if token.word in ("da", "idet", "fordi") and at:
                reading = self._clause(at + 1, len(self.tokens), inner=True)
                return reading if reading is not None and reading.code == "withdrawn" else None
        return None

    def _outweighs(self, later: Reading, before: Reading) -> bool:
        if later.weak:
            return False
        if later.code == "recommended" and before.code in ("approved", "discussed"):
            return later.passive and before.passive
        return before.code == "discussed" and (later.code in _STRONG or later.code == "noted" and later.passive)

    def _joined(self, before: Reading, later: Reading) -> Reading:
        """`Drøftet og taget til efterretning` is marked as a whole."""
        between = [token.word for token in self.tokens if before.end <= token.start < later.begin]
        if before.passive and later.passive and between and set(between) <= self.known.words["joining"]:
            return replace(later, begin=before.begin)
        return later

    def _starts(self) -> Iterator[int]:
        """Give where a main clause may begin: behind what leads in, behind a border, and at the verb that follows a subordinate clause."""
        words = self.known.words
        yield 0
        if self.tokens[0].word in words["verdict"]:
            at = next((index for index, token in enumerate(self.tokens[:-1]) if token.word == "at"), 0)
            if at:
                yield at + 1
        for index in range(1, len(self.tokens) - 1):
            word, behind = self.tokens[index].word, self.tokens[index + 1].word
            if word in (",", ";", ")"):
                joined = behind in words["joining"]
                follows = self.tokens[index + 2].word if joined and index + 2 < len(self.tokens) else behind
                if word == ";" or joined and follows not in words["subordinate"] or behind in words["be"]:
                    yield index + 2 if joined else index + 1

    def _chain(self, start: int, end: int) -> Iterator[Reading]:
        """Read the verbs of one clause and of those joined to it by `og`."""
        reading = self._clause(start, end)
        yielded = 0
        while reading is not None and yielded < 4:
            yield reading
            yielded += 1
            joint = self._joint(reading.head + 1, end)
            if joint is None:
                return
            reading = self._clause(joint + 1, end, chained=True)

    def _joint(self, start: int, end: int) -> int | None:
        """Give where `og` joins a further verb to the clause."""
        limit = next_subordinate(self.tokens, start, end, self.known)
        return next((at for at in range(start, limit) if self.tokens[at].word in self.known.words["joining"]), None)

    # --- one clause ---

    def _clause(self, start: int, end: int, *, chained: bool = False, inner: bool = False) -> Reading | None:
        words, tokens = self.known.words, self.tokens
        clause = Clause(start, end)
        limit = end
        at = start
        steps = 0
        while at < limit:
            token = tokens[at]
            word = token.word
            if word == "(":
                at = next((i for i in range(at, limit) if tokens[i].word == ")"), at) + 1
                continue
            if word == ":" and clause.aux is None:
                clause = Clause(at + 1, end, colon=True)
            elif word in words["not"] or self._nobody(at, clause):
                clause.denied = at if clause.denied is None else clause.denied
            elif word in words["be"] or word in words["have"] or word in words["modal"]:
                if word in words["have"] and clause.aux is None and (reading := self._head(at, self.known.known(word), clause)) is not None:
                    return reading
                clause.aux = at if clause.aux is None else clause.aux
                clause.be |= word in words["be"]
                clause.state |= word in ("er", "var")
                clause.have |= word in words["have"]
                clause.modal |= word in words["modal"]
                clause.will |= word in words["will"]
            elif word in words["subordinate"] and word != "om" and (at > start or word == "at"):
                # `Forslag om at udsætte sagen blev vedtaget`: what is proposed stands inside the subject.
                behind = self._behind_proposal(at, end) if clause.aux is None else None
                if behind is None:
                    return None
                at = behind
                continue
            else:
                forms = self.known.known(word)
                if forms and not self._describes(at, clause):
                    reading = self._head(at, forms, clause)
                    if reading is not None:
                        return reading
                    if clause.modal or any(form.kind != "do" for form in forms):
                        # `blev sat til afstemning og vedtaget`
                        joint = self._joint(at + 1, end)
                        return self._clause(joint + 1, end, chained=True) if joint is not None else None
                elif word in words["other"] or chained and token.kind == "word" and word not in words["adverb"] and (steps := steps + 1) > 2:
                    return None
            at += 1
        return None

    def _behind_proposal(self, at: int, end: int) -> int | None:
        """Give where the clause goes on behind `forslag om at ...`: at its auxiliary."""
        tokens = self.tokens
        if tokens[at].word != "at" or at < 1 or tokens[at - 1].word != "om":
            return None
        return next((index for index in range(at + 1, end) if tokens[index].word in self.known.words["be"]), None)

    def _nobody(self, at: int, clause: Clause) -> bool:
        """`Ingen kunne støtte forslaget`, `Der var ingen opbakning`; not `14 for og ingen imod`."""
        if self.tokens[at].word not in self.known.words["nobody"] or at + 1 >= len(self.tokens):
            return False
        behind = self.tokens[at + 1].word
        return (at == clause.start or clause.aux == at - 1) and behind not in ("imod", "mod", "for") and not behind.startswith("stem")

    def _describes(self, at: int, clause: Clause) -> bool:
        """Tell whether a participle describes a noun: `den godkendte plan`, `Valgt model gennemføres`."""
        words, tokens = self.known.words, self.tokens
        before = tokens[at - 1].word if at > clause.start else ""
        behind = tokens[at + 1] if at + 1 < len(tokens) else None
        word = tokens[at].word
        counted = at - 2 >= clause.start and (tokens[at - 2].word[:1].isdigit() or tokens[at - 2].word == "ingen")
        if (
            before in words["preposition"]
            and not word.endswith("s")
            and not counted
            or before[:1].isdigit()
            and any("noun" in form.frame.flags for form in self.known.known(word))
        ):
            return True
        noun = behind is not None and behind.kind == "word" and behind.word not in words["behind"] and behind.word[:1].isalpha()
        if before in words["determiner"] and not word.endswith("s"):
            return noun
        if clause.aux is None and at == clause.start and noun and not word.endswith(("s", "r")) and any(form.kind == "done" for form in self.known.known(word)):
            assert behind is not None
            kinds = {form.kind for form in self.known.known(word)}
            small = self.text[behind.start].islower()
            return kinds == {"done"} and small and not behind.word.endswith(("en", "et", "ne")) and behind.word not in words["adverb"]
        return False

    def _head(self, at: int, forms: tuple[Form, ...], clause: Clause) -> Reading | None:
        for form in forms:
            reading = self._form(at, form, clause)
            if reading is not None:
                reading.start = min(clause.start, at)
                return reading
        return None

    def _form(self, at: int, form: Form, clause: Clause) -> Reading | None:
        if clause.will and clause.denied is None:
            return None
        if form.kind == "do":
            return self._active(at, form, clause) if clause.modal else None
        if form.kind == "does":
            return self._active(at, form, clause) if clause.aux is None else None
        if clause.have and not clause.be:
            return self._active(at, form, clause)
        if form.frame.flags & {"actor", "impersonal"} == {"actor"}:
            return self._active(at, form, clause)
        return self._passive(at, form, clause)

    # --- active ---

    def _active(self, at: int, form: Form, clause: Clause) -> Reading | None:
        frame, tokens = form.frame, self.tokens
        first = clause.aux if clause.aux is not None else at
        actor = self._actor(clause.start, first) or (self.acting if clause.start == first and clause.start else None)
        if actor is None:
            actor = self._actor(first + 1, min(len(tokens), first + 8), inverted=True)
        if actor is None:
            begins = first == clause.start and self.text[tokens[first].start].isupper()
            if not (begins and ("opening" in frame.flags or clause.modal)):
                return None
        denied = self._denied(at, clause, actor)
        resolved = self._resolve(at, form, clause, denied=denied is not None, passive=False)
        if resolved is None:
            return None
        code, stop, inner, weak = resolved
        if actor is not None and not self._may(actor, code, frame):
            return None
        self.acting = actor
        if inner is not None:
            return Reading(frame, code, inner, stop, weak=weak, head=at)
        begin = tokens[first].start
        if actor is not None and clause.start <= actor.start and actor.end <= first and actor.kind in ("body", "teller") and self._bare_actor(actor, first):
            begin = tokens[actor.end - 1].start
        end = self._tail(max(tokens[at].end, stop), frame, denied, with_object=True) if stop >= 0 else -stop
        return Reading(frame, code, begin, end, weak=weak or "weak" in frame.flags, head=at, verb_end=tokens[at].end)

    def _may(self, actor: Actor, code: str, frame: Frame) -> bool:
        if actor.kind == "minority":
            return False
        if "moves" in frame.flags:
            return True
        if actor.kind in ("teller", "person"):
            return "teller" in frame.flags
        if actor.kind == "voters":
            return code in ("approved", "recommended") and "open" not in frame.flags
        return "informs" not in frame.flags

    def _bare_actor(self, actor: Actor, first: int) -> bool:
        token = self.tokens[actor.end - 1]
        return actor.end == first and token.kind == "word" and token.word in self.known.words["bare"] and actor.end - actor.start == 1

    def _actor(self, start: int, end: int, *, inverted: bool = False) -> Actor | None:
        """Find who acts from a word on; behind an inverted verb right there."""
        words, tokens = self.known.words, self.tokens
        at = start
        while at < end:
            token = tokens[at]
            if token.kind == "body" and not token.genitive:
                return Actor("body", at, at + 1)
            if token.kind == "voter":
                return self._voters(at, end)
            if token.word in words["nobody"] and at == start and not inverted:
                return Actor("majority", at, at + 1)
            if token.kind == "word":
                kind = self._actor_kind(token.word, at)
                if kind:
                    stop = at + 1
                    if kind == "teller":
                        while stop < end and (tokens[stop].kind == "voter" or self.text[tokens[stop].start].isupper()):
                            stop += 1
                    return Actor(kind, at, stop)
                if (
                    not inverted
                    and at + 1 < end
                    and self.text[token.start].isupper()
                    and self.text[tokens[at + 1].start].isupper()
                    and token.word not in words["preposition"]
                ):
                    return Actor("person", at, at + 2)
            if inverted and token.word not in words["adverb"] and token.word not in words["not"]:
                return None
            at += 1
        return None

    def _actor_kind(self, word: str, at: int) -> str | None:
        words = self.known.words
        if word in words["minority"]:
            return "minority"
        if word in words["majority"]:
            return "majority"
        if word in words["teller"]:
            return "teller"
        if word in words["body"] or word.endswith(self.known.body_endings):
            return "body"
        return None

    def _voters(self, at: int, end: int) -> Actor:
        """Step over a list of members and parties; a party in brackets behind its member is no voter of its own."""
        count, here = 0, at
        bracket = False
        while here < end:
            token = self.tokens[here]
            if token.word == "(":
                bracket = True
            elif token.word == ")":
                bracket = False
            elif token.kind == "voter":
                count += not bracket
            elif token.word not in (",", "og", "samt", "&", "/", "+") and not bracket:
                break
            here += 1
        return Actor("voters" if count > 1 else "person", at, here)

    # --- passive ---

    def _passive(self, at: int, form: Form, clause: Clause) -> Reading | None:
        frame, tokens, words = form.frame, self.tokens, self.known.words
        first = clause.aux if clause.aux is not None and clause.aux < at else at
        start = clause.start
        while start < first and (tokens[start].word in words["adverb"] or tokens[start].word in words["not"] or tokens[start].word == ","):
            start += 1
        fronted = start < first and (tokens[start].word in words["preposition"] or tokens[start].word in words["subordinate"] and tokens[start].word != "der")
        if fronted:
            start = first
        inverted = first < at and start == first and at - first > 1
        subject = (start, first) if start < first else (first + 1, at) if inverted else (first, first)
        names = [token for token in tokens[subject[0] : subject[1]] if token.word not in words["adverb"] and token.word not in words["not"]]
        names = [
            token
            for index, token in enumerate(names)
            if not (token.word == "i" and names[index + 1 : index + 2] and names[index + 1].word == "øvrigt" or token.word == "øvrigt")
        ]
        bare = self._bare_subject(names)
        led = not names and (fronted or start > clause.start) and clause.aux is None and tokens[at].word.endswith(("s", "faldt"))
        actor = self._actor(start, first)
        if actor is not None and (actor.kind == "minority" or actor.kind == "voters" and clause.aux is not None):
            return None
        impersonal = bool(names) and names[0].word == "der"
        if impersonal and "impersonal" not in frame.flags:
            return None
        if "actor" in frame.flags and actor is None:
            return None
        if names and not bare and not impersonal:
            if clause.state or "bare" in frame.flags or not self._ends_well(at):
                return None
            if "case" in frame.flags and not self.known.case.match(self.low, names[0].start):
                return None
        behind = tokens[at + 1 : at + 4] if led else []
        about = names or behind
        if "case" in frame.flags and about and self.known.paper.search(self.low, about[0].start, about[-1].end):
            return None
        if clause.state and names and names[0].kind == "body" and len(names) > 1 and not self.known.proposal.match(self.low, names[1].start):
            # `Udvalgets møde er aflyst` tells how things are.
            return None
        denied = self._denied(at, clause, None)
        resolved = self._resolve(at, form, clause, denied=denied is not None, passive=True, subject=names)
        if resolved is None:
            return None
        code, stop, inner, weak = resolved
        if "tells" in frame.flags and inner is not None:
            return Reading(frame, code, inner, stop, weak=weak, head=at)
        told = " ".join(token.word for token in names) if not impersonal else ""
        begin = tokens[first].start
        if names and bare and start < first:
            begin = names[0].start if names[0].kind != "body" else begin
        elif first == at:
            begin = self._manner(at, start)
        if denied is not None and denied < at and tokens[denied].start < begin:
            begin = tokens[denied].start if not names else begin
        if inner is not None and inner > tokens[at].end:
            return Reading(frame, code, inner, stop, told, weak, True, at)
        if impersonal and first == at and stop <= tokens[at].end:
            # `Der [bevilges] 75.000 kr.`, but `[Der var enighed]`.
            begin = tokens[at].start
        end = max(stop, tokens[at].end)
        if stop <= tokens[at].end:
            end = self._tail(tokens[at].end, frame, denied, with_object=led)
        return Reading(frame, code, begin, end, told, weak or "weak" in frame.flags, True, at)

    def _manner(self, at: int, start: int) -> int:
        """Take in what belongs to the verb: `Endeligt vedtaget`, `Delvist imødekommet`."""
        begin = at
        while begin > start and self.tokens[begin - 1].word in self.known.words["manner"]:
            begin -= 1
        return self.tokens[begin].start

    def _bare_subject(self, names: list[Token]) -> bool:
        words = self.known.words
        if not names or len(names) > _BARE_WORDS:
            return not names
        if self.known.case.fullmatch(self.low, names[0].start, names[-1].end):
            return True
        for index, token in enumerate(names):
            if token.kind == "voter" or token.kind == "mark":
                return False
            if token.kind == "body":
                if index or not token.genitive:
                    return index == 0 and len(names) == 1
                continue
            if token.word in words["preposition"] or (index and self.text[token.start].isupper() and len(token.word) > 1):
                return False
            if token.word[0].isdigit() and not (index and (_YEARS.fullmatch(token.word) or names[index - 1].word in words["choice"] and len(token.word) == 1)):
                return False
        return True

    def _ends_well(self, at: int) -> bool:
        """Tell whether a verb behind a longer subject is the sentence's: behind it the sentence ends, or a preposition follows."""
        behind = self.tokens[at + 1] if at + 1 < len(self.tokens) else None
        return behind is None or behind.kind == "mark" or behind.word in self.known.words["behind"] or behind.word in self.known.words["adverb"]

    # --- meaning ---

    def _denied(self, at: int, clause: Clause, actor: Actor | None) -> int | None:
        """Give where the verb is denied: before it, or behind it over its actor and adverbs."""
        if clause.denied is not None:
            return clause.denied
        words = self.known.words
        for index in range(at + 1, min(len(self.tokens), at + 5)):
            token = self.tokens[index]
            if token.word in words["not"]:
                return index
            acting = actor is not None and actor.start <= index < actor.end
            if not acting and token.word not in words["adverb"] and token.word not in ("dog", "sig"):
                return None
        return None

    def _resolve(self, at: int, form: Form, clause: Clause, *, denied: bool, passive: bool, subject: list[Token] | None = None) -> _Resolved | None:
        """Give the code, where its words end, where they begin if that is not at the verb, and whether it is weak."""
        frame = form.frame
        token = self.tokens[at]
        if "tells" in frame.flags:
            told = self._told(at)
            if told is not None:
                return told.code, told.verb_end or told.end, told.begin, False
        if frame.governs:
            governed = self._governed(at, frame, denied=denied)
            if governed is not None and not (passive and governed[0] == frame.code):
                return governed
        limit_at = next_subordinate(self.tokens, at + 1, len(self.tokens), self.known)
        limit = self.tokens[limit_at].start if limit_at < len(self.tokens) else self.sentence.end
        for row in frame.complements:
            if row.verb is not None and row.verb != form.verb:
                continue
            if row.before:
                hit = row.pattern.search(self.low, subject[0].start, subject[-1].end) if subject else None
            else:
                hit = row.pattern.search(self.low, token.end, limit)
            if hit is None or (not row.before and not (hit.start() <= token.end + 1 if row.close else self._near(token.end, hit.start()))):
                continue
            code = row.denied if denied else row.code
            end = token.end if row.before else hit.end()
            return (code, end, None, False) if code else None
        code = frame.alone(passive=passive, denied=denied)
        if code is None or "final" in frame.flags and passive and not self._final(at, denied=denied):
            return None
        return code, token.end, None, False

    def _final(self, at: int, *, denied: bool) -> bool:
        """Tell whether the clause ends behind a verb, or behind the denial that follows it."""
        behind = self.tokens[at + 1 : at + 3]
        if denied and behind and behind[0].word in self.known.words["not"]:
            behind = behind[1:]
        return not behind or behind[0].kind == "mark" or behind[0].word in ("over", "overfor")

    def _near(self, start: int, end: int) -> bool:
        """Tell whether a complement belongs to the verb: few words lie between, and no other verb."""
        between = [token for token in self.tokens if start <= token.start < end]
        return len(between) <= 14 and not any(token.word in (";", ":") for token in between)

    def _told(self, at: int) -> Reading | None:
        """Read what was decided elsewhere and is told with the case sent on: `med bemærkning, at byrådet har vedtaget indstillingen`."""
        words, tokens = self.known.words, self.tokens
        for index in range(at + 1, min(len(tokens) - 2, at + _REACH)):
            word = tokens[index].word
            remark = word == "at" and any(tokens[i].word in words["remark"] for i in range(max(at, index - 3), index))
            actor = word in ("idet", "som") and self._actor(index + 1, min(index + 4, len(tokens)), inverted=True) is not None
            if remark or actor:
                reading = self._clause(index + 1, len(tokens), inner=True)
                if reading is not None and reading.code in (*_STRONG, "noted"):
                    return reading
            if word in words["subordinate"] and word not in ("at", "som", "om"):
                return None
        return None

    def _governed(self, at: int, frame: Frame, *, denied: bool) -> _Resolved | None:
        words, tokens = self.known.words, self.tokens
        wide = "*" in frame.governs
        refused: int | None = None
        index = at + 1
        while index < min(len(tokens), at + _REACH) and tokens[index].word != "at":
            token = tokens[index]
            if token.word in words["not"]:
                denied, refused = True, index
            elif (
                token.word in words["subordinate"]
                and not wide
                or token.word in ("idet", "hvorefter", "så", "som")
                or (not wide and (token.word in words["preposition"] and index > at + 1 or token.word in words["joining"]))
            ):
                return None
            index += 1
        if index >= len(tokens) or tokens[index].word != "at":
            return None
        begin = index + 1
        while begin < len(tokens) and (tokens[begin].word in words["adverb"] or tokens[begin].word in words["not"] or tokens[begin].word in (",", ":")):
            denied = denied or tokens[begin].word in words["not"]
            begin += 1
        if begin >= len(tokens):
            return None
        infinitive = [form for form in self.known.known(tokens[begin].word) if form.kind == "do" and "bare" not in form.frame.flags]
        for form in infinitive:
            resolved = self._resolve(begin, form, Clause(begin, len(tokens)), denied=denied, passive=False)
            if resolved is None:
                continue
            code, stop, inner, _ = resolved
            if code in _OF_CASE and not self._acts_on_case(begin):
                return None
            if not wide and code not in frame.governs:
                return None
            if refused is not None:
                return code, -tokens[refused].end, None, False
            return code, self._tail(max(stop, tokens[begin].end), form.frame, None, with_object=True), inner, False
        if refused is not None and wide:
            # `besluttede ikke at anlægge stien`: what is refused need not be known.
            return "rejected", -tokens[refused].end, None, False
        if not infinitive and (told := self._content(begin, frame)) is not None:
            return told
        if wide and not denied:
            return frame.code or "approved", tokens[at].end, None, True
        return None

    def _content(self, begin: int, frame: Frame) -> _Resolved | None:
        """Read the clause behind an `at`: `at sagen udsættes`; what is approved in it, the verb before it says."""
        inner = self._clause(begin, len(self.tokens), inner=True)
        if inner is None or inner.code in ("discussed", "none", "approved") or not ("*" in frame.governs or inner.code in frame.governs):
            return None
        if inner.code in _OF_CASE and not self.known.case.match(self.low, self.tokens[begin].start):
            return None
        return inner.code, inner.end, inner.begin, False

    def _acts_on_case(self, at: int) -> bool:
        """Tell whether an infinitive's object is the case, or one thing by its bare name: `at sende forslaget i høring`, not `at sende et brev`."""
        behind = self.tokens[at + 1] if at + 1 < len(self.tokens) else None
        if behind is None or behind.kind != "word" or self.known.case.match(self.low, behind.start) or behind.word in ("den", "det", "punkt", "pkt", "sag"):
            return True
        words = self.known.words
        if behind.word in words["preposition"] or behind.word in words["adverb"] or behind.word in words["behind"]:
            return True
        return behind.word.endswith(("en", "et", "erne", "ne")) and not self.known.paper.match(self.low, behind.start)

    def _tail(self, end: int, frame: Frame, denied: int | None, *, with_object: bool) -> int:
        """Take in what belongs to the marked words behind the verb."""
        tails = self.known.tails
        if denied is not None and self.tokens[denied].start == end + 1:
            end = self.tokens[denied].end
        if "close_tail" in frame.flags:
            return end
        if with_object:
            between = _BETWEEN.match(self.low, end, self.sentence.end)
            start = between.end() if between is not None else end
            hit = tails["object"].match(self.low, start, self.sentence.end)
            end = hit.end() if hit is not None and hit.end() > start else end
        if frame.tail is not None:
            hit = tails[frame.tail].match(self.low, end, self.sentence.end)
            end = hit.end() if hit is not None else end
        return end

    def match(self, reading: Reading) -> Match | None:
        """Make the match of a reading."""
        flags = reading.frame.flags if reading.passive or reading.code == "recommended" else reading.frame.flags - {"after"}
        return finding_of(
            self.clauses,
            self.sentence,
            reading.frame.id,
            reading.code,
            reading.begin,
            reading.end,
            reading.subject,
            reading.weak,
            flags,
            active=not reading.passive,
        )
