"""Why each thing was found: every result of an item with its words, its offsets and the rule that made it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from nlp.document import AgendaItem, Minutes, PartVotes, Votes
from nlp.rules import current, from_rules, rule_file


@dataclass(frozen=True, slots=True)
class Evidence:
    """One result and the words that show it.

    Attributes:
        kind: `entity`, `outcome`, `vote`, `history`, `remark`, `fate`, `next step` or `attendance`.
        means: What the words were read as.
        text: The words.
        start: Character offset into the document's text.
        end: The offset behind the words.
        rule: The rule's id.
        why: What the rule looks for.
    """

    kind: str
    means: str
    text: str
    start: int
    end: int
    rule: str | None
    why: str | None

    def to_dict(self) -> dict[str, Any]:
        """Give the evidence as plain data."""
        return asdict(self)


def explain(minutes: Minutes, item: AgendaItem) -> list[Evidence]:
    """Give the evidence for everything found in one item, in the order of the text.

    Args:
        minutes: A tagged document.
        item: One of its items.
    """
    return sorted(_evidence(minutes, item), key=lambda one: (one.start, one.end, one.kind))


@dataclass(frozen=True, slots=True)
class Description:
    """What a rule, or several joined by `+`, look for.

    Attributes:
        english: In a sentence; None where only phrases tell.
        danish: The same in Danish.
        phrases: Words that it finds, the first few.
    """

    english: str | None = None
    danish: str | None = None
    phrases: tuple[str, ...] = ()

    @property
    def words(self) -> str | None:
        """The sentence, else the phrases as one; None where there is neither."""
        phrases = f"words such as: {'; '.join(self.phrases)}" if self.phrases else None
        return "; ".join(filter(None, (self.english, phrases))) or None


def describe_rule(rules: str) -> Description | None:
    """Say what each of the rules joined by `+` looks for, as results name them where one goes on from another; None where there is none.

    Example:
        >>> describe_rule("party/behind-person+no/such-rule").danish
        'står i parentes efter en person'
        >>> describe_rule("no/such-rule")
    """
    told = rule_file("descriptions")
    parts = rules.split("+")
    english, danish = ("; ".join(told[language][part] for part in parts if part in told[language]) or None for language in ("description", "danish"))
    phrases = tuple(phrase for part in parts if part not in told["description"] for phrase in _phrases().get(part, ()))
    return Description(english, danish, phrases) if english or phrases else None


def rule_words(rule: str | None) -> str | None:
    """Say what a rule looks for: its description, else phrases that it matches; None where there is no such rule.

    Example:
        >>> rule_words("party/behind-person")
        'stands in parentheses behind a person'
        >>> rule_words("fate/postponed")
        'words such as: punkt 9 udsættes; Sagerne 12-14 blev udsat'
    """
    described = describe_rule(rule) if rule else None
    return described.words if described else None


@from_rules
def _phrases() -> dict[str, tuple[str, ...]]:
    out = {}
    for rule in current().entries:
        marked = re.findall(r"\[([^\]]+)\]", " ".join(words for words in rule.get("yes", ()) if isinstance(words, str)))
        if marked:
            out[rule["id"]] = tuple(dict.fromkeys(marked))[:4]
    return out


def _evidence(minutes: Minutes, item: AgendaItem) -> Iterator[Evidence]:  # noqa: C901 (one kind of finding a loop)
    def found(kind: str, means: str, start: int, end: int, rule: str | None) -> Evidence:
        return Evidence(kind, means, minutes.text[start:end], start, end, rule, rule_words(rule))

    for entity in minutes.entities:
        if item.start <= entity.start < item.end and entity.label != "OUTCOME":
            yield found("entity", f"{entity.label} {entity.id}", entity.start, entity.end, entity.rule)
    for outcome in item.outcomes:
        yield found("outcome", _with_part(outcome.code, outcome.part), outcome.start, outcome.end, outcome.rule)
    for past in item.history:
        who = ", ".join(word for word in (past.body, past.date) if word)
        yield found("history", f"{_with_part(past.code, past.part)} by {who or 'an unnamed body'}", past.start, past.end, past.rule)
    for remark in item.remarks:
        by = f" by {', '.join(remark.by)}" if remark.by else ""
        yield found("remark", _with_part(remark.kind, remark.part) + by, remark.start, remark.end, remark.rule)
    for fate in item.fates:
        yield found("fate", f"{fate.code}, told under item {fate.item}", fate.start, fate.end, fate.rule)
    for step in item.next_steps:
        yield found("next step", f"{_with_part(step.kind, step.part)}: {step.body}", step.start, step.end, step.rule)
    for one in item.attendance:
        yield found("attendance", f"{one.name}: {one.status}", one.start, one.end, one.rule)
    if item.votes:
        yield from _votes(minutes, item.votes)


def _votes(minutes: Minutes, votes: Votes) -> Iterator[Evidence]:
    told: list[tuple[Votes | PartVotes, str]] = [(votes, "vote"), *((part, _with_part(part.subject, part.part)) for part in votes.parts)]
    for vote, name in told:
        if vote.start is None or vote.end is None:
            continue
        sides = [f"{side}: {', '.join(voters)}" for side, voters in (("for", vote.for_), ("against", vote.against), ("abstain", vote.abstain)) if voters]
        words = minutes.text[vote.start : vote.end]
        yield Evidence("vote", f"{name}: {'; '.join(sides) or 'counted'}", words, vote.start, vote.end, vote.rule, rule_words(vote.rule))


def _with_part(name: str, part: str | None) -> str:
    return f"{name} (point {part})" if part else name
