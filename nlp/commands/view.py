"""Results as a person reads them on a terminal: the meeting in some lines, then a block, or one line, for each item."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from nlp.archive.run import Summary
from nlp.commands.wording import Wording
from nlp.document import AgendaItem, Failure, Label, Minutes, PartVotes, Tally, Votes
from nlp.overview import absences, divided, earlier, endings, onward, runs

# Failures named on the terminal.
_NAMED = 50
# Characters of a decision's words; the whole of them stands in the JSON.
_WORDS = 420
# Below this a label is asked rather than said.
_UNSURE = 0.5
_ENGLISH = Wording("en")
_COLOURS = {
    "approved": "green",
    "recommended": "cyan",
    "noted": "blue",
    "discussed": "magenta",
    "postponed": "yellow",
    "rejected": "red",
    "referred": "yellow",
    "elected": "green",
    "withdrawn": "yellow",
    "none": "dim",
}


def show(console: Console, result: Minutes | Failure, wording: Wording = _ENGLISH, *, brief: bool = False) -> None:
    """Print one document.

    Args:
        console: Where to.
        result: The document, or why it could not be read.
        wording: The language.
        brief: One line for each item.
    """
    if isinstance(result, Failure):
        console.print(Text(result.id, style="bold"))
        console.print(Text(f"  {result.message}", style="red"))
        return
    view = _View(result, wording)
    for line in view.header():
        console.print(line)
    console.print()
    if brief:
        console.print(view.lines())
    else:
        for place in range(len(result.items)):
            console.print(view.title(place))
            console.print(Padding(Text("\n").join(view.block(place)), (0, 0, 0, 5)))
    console.print()


def percent(score: float) -> str:
    """Give a probability as people read it; none is certain.

    Example:
        >>> percent(0.934), percent(0.9998)
        ('93%', '>99%')
    """
    return ">99%" if score > 0.99 else f"{score:.0%}"


class _View:
    """One document in the words of one language."""

    def __init__(self, minutes: Minutes, wording: Wording) -> None:
        self.minutes = minutes
        self.say = wording.say
        self.name = wording.name
        self.date = wording.date
        self.language = wording.language
        self.first = minutes.items[0].start if minutes.items else 0

    def header(self) -> Iterator[Text]:
        """Give body and day, who was away, what was divided, how the items ended."""
        minutes = self.minutes
        body = ", ".join(filter(None, (minutes.municipality, minutes.committee))) or self.say("unknown")
        day = self.date(minutes.date) if minutes.date else None
        time = "–".join(filter(None, (minutes.start_time, minutes.end_time)))
        yield Text(" · ".join(filter(None, (body, day, time))), style="bold")
        yield Text(" · ".join(filter(None, (self.name("kind", minutes.kind), minutes.place, minutes.id))), style="dim")
        yield from self._people()
        yield from self._divided()
        yield self._ended()

    def _people(self) -> Iterator[Text]:
        away = absences(self.minutes)
        told = [self._absence(each.name, each.party, each.items) for each in away]
        if told:
            yield Text(f"{self.say('absent')}: {'; '.join(told)}", style="yellow")
        elif self.minutes.kind == "minutes":
            members = len(self.minutes.participants)
            said = [self.say("members", members)] if members else []
            yield Text(", ".join([*said, self.say("nobody_absent")]), style="dim")

    def _absence(self, name: str, party: str | None, places: tuple[int, ...]) -> str:
        who = f"{name} ({party})" if party else name
        return f"{who}, {self._items(places)}" if places else who

    def _items(self, places: tuple[int, ...]) -> str:
        named = [self._number(start) if start == end else f"{self._number(start)}–{self._number(end)}" for start, end in runs(places)]
        return self.say("at_item", len(places), items=", ".join(named))

    def _number(self, place: int) -> str:
        return self.minutes.items[place].number or f"({place + 1})"

    def _divided(self) -> Iterator[Text]:
        places = [place for place, item in enumerate(self.minutes.items) if divided(item)]
        if places:
            told = [" ".join(filter(None, (self._number(place), self._counts(self.minutes.items[place].votes)))) for place in places]
            yield Text(f"{self.say('divided')}: {'; '.join(told)}", style="red")

    def _counts(self, votes: Votes | None) -> str:
        """Give the numbers of a vote, and where there are none the names of those who were not for it."""
        if votes is None:
            return ""
        if votes.tally:
            return f"({_numbers(votes.tally)})"
        others = [f"{self.name('side', side)}: {', '.join(voters)}" for side, voters in (("against", votes.against), ("abstain", votes.abstain)) if voters]
        return f"({'; '.join(others)})" if others else ""

    def _ended(self) -> Text:
        count: dict[str, int] = {}
        for item in self.minutes.items:
            for code in endings(item):
                count[code] = count.get(code, 0) + 1
        ended = [f"{n} {self.name('outcome', code)}" for code, n in sorted(count.items(), key=lambda pair: -pair[1])]
        if self.minutes.kind == "minutes":
            # A closed item keeps its decision to itself: that none was found there is no fault.
            for key, closed in (("undecided", False), ("closed_items", True)):
                silent = sum(not item.outcomes and item.closed is closed for item in self.minutes.items)
                if silent:
                    ended.append(self.say(key, silent))
        return Text(": ".join(filter(None, (self.say("items", len(self.minutes.items)), ", ".join(ended)))))

    def lines(self) -> Table:
        """Give one line for each item."""
        table = Table(box=None, show_header=False, pad_edge=False, expand=True)
        table.add_column(justify="right", no_wrap=True)
        table.add_column(ratio=1, no_wrap=True, overflow="ellipsis")
        table.add_column(no_wrap=True, overflow="ellipsis")
        for place, item in enumerate(self.minutes.items):
            told = self.ending(item)
            if divided(item):
                told.append(f"  {self._counts(item.votes) or self.say('divided').lower()}", style="red")
            table.add_row(self._number(place), self._heading(item), told)
        return table

    def title(self, place: int) -> Text:
        """Give the line above an item's block."""
        text = Text(f"{self._number(place):>3}  ", style="bold")
        text.append(self._heading(self.minutes.items[place]))
        return text

    def _heading(self, item: AgendaItem) -> Text:
        text = Text(" ".join((item.title or self.say("title")).split()))
        closed = self.say("closed")
        if item.closed and not text.plain.casefold().startswith(closed):
            text.append(f"  {closed}", style="yellow")
        return text

    def ending(self, item: AgendaItem) -> Text:
        """Give how an item ended: each code once, with its points."""
        told = [
            Text(self.name("outcome", code) + (f" ({', '.join(parts)})" if parts else ""), style=_COLOURS.get(code, ""))
            for code, parts in endings(item).items()
        ]
        if not told and self.minutes.kind == "minutes":
            told = [Text(self.say("nothing"), style="dim")]
        return Text(", ").join(told)

    def block(self, place: int) -> Iterator[Text]:
        """Give what is told of an item below its title."""
        item = self.minutes.items[place]
        labels = (("topic", item.topic), ("decision_type", item.decision_type), *item.labels.items())
        told = [said for kind, label in labels if (said := self._label(kind, label))]
        if told or item.case_number:
            yield Text(" · ".join([*told, *filter(None, [item.case_number])]), style="dim")
        ending = self.ending(item)
        if ending:
            ending.stylize("bold")
            yield ending
        words = _short(item.decision or "", _WORDS)
        if words:
            yield Text(f"»{words}«" if self.language == "da" else f"“{words}”")
        for line in self._votes(item.votes):
            yield Text(line, style="red")
        for line in self._around(item, words):
            yield Text(line, style="dim")
        for line in self._presence(item):
            yield Text(line, style="yellow")

    def _label(self, kind: str, label: Label | None) -> str:
        if label is None or not label.label:
            return ""
        name = self.name(kind, label.label) if kind in ("topic", "decision_type") else label.label
        return name if label.score >= _UNSURE else f"{name}?"

    def _votes(self, votes: Votes | None) -> Iterator[str]:
        """Give who voted how, the counts, and the votes on points and amendments that say more than the item's own."""
        if votes is None:
            return
        own = self._sides(votes)
        same = [part.part for part in votes.parts if part.part and part.subject == "proposal" and self._sides(part) == own]
        counted = self.say("counted", count=_numbers(votes.tally)) if votes.tally else ""
        if counted and votes.consistent is False:
            counted += f" ({self.say('disagree')})"
        if own or counted:
            points = f"{self.say('point', part=', '.join(same))}: " if own and same else ""
            yield points + "; ".join(filter(None, (own, counted)))
        for part in votes.parts:
            sides = self._sides(part)
            if sides and (sides != own or part.subject != "proposal"):
                point = self.say("point", part=part.part) if part.part else ""
                subject = "" if point and part.subject == "proposal" else self.name("subject", part.subject)
                yield f"{', '.join(filter(None, (point, subject)))}: {sides}"

    def _sides(self, votes: Votes | PartVotes) -> str:
        sides = (("for", votes.for_), ("against", votes.against), ("abstain", votes.abstain))
        return "; ".join(f"{self.name('side', side)}: {', '.join(voters)}" for side, voters in sides if voters)

    def _around(self, item: AgendaItem, words: str) -> Iterator[str]:
        """Give remarks that the decision's words do not show, what another item says of this one, and the way of the case."""
        for remark in item.remarks:
            kind = self._at_point(self.name("remark", remark.kind), remark.part)
            who = self.say("by", kind=kind, by=", ".join(remark.by)) if remark.by else kind
            if _short(remark.text) not in words:
                yield f"{who}: {_short(remark.text)}"
            elif remark.by:
                yield who
        for fate in item.fates:
            code = self.name("outcome", fate.code)
            yield self.say("under", code=code, item=fate.item) if fate.item else self.say("under_other", code=code)
        for step in onward(self.minutes, item):
            yield f"{self._at_point(self.name('step', step.kind), step.part)}: {step.body}"
        before = [
            f"{past.body or self.say('unknown').lower()}{f' {self.date(past.date)}' if past.date else ''}: {self._codes(past.codes)}" for past in earlier(item)
        ]
        if before:
            yield f"{self.say('earlier')}: {'; '.join(before)}"

    def _codes(self, codes: dict[str, list[str]]) -> str:
        return ", ".join(self.name("outcome", code) + (f" ({', '.join(parts)})" if parts else "") for code, parts in codes.items())

    def _at_point(self, word: str, part: str | None) -> str:
        return f"{word} ({self.say('point', part=part)})" if part else word

    def _presence(self, item: AgendaItem) -> Iterator[str]:
        """Give who was away, came, left or sat for somebody; what holds for the whole meeting stands above it."""
        if item.absent:
            yield f"{self.say('absent').lower()}: {', '.join(item.absent)}"
        for each in item.attendance:
            if each.start < self.first or (each.status == "absent" and each.name in item.absent):
                continue
            who = self.say("for_whom", name=each.name, replaces=each.replaces) if each.replaces else each.name
            yield f"{self.name('presence', each.status)}: {who}{f', {each.time}' if each.time else ''}"


def _numbers(tally: Tally) -> str:
    """Give counted votes as `19–2`, those who abstained behind a plus."""
    sides = "–".join("?" if count is None else str(count) for count in (tally.for_, tally.against))
    return f"{sides}, +{tally.abstain}" if tally.abstain else sides


def _short(words: str, most: int = 80) -> str:
    plain = " ".join(words.replace("*", "").split())
    return plain if len(plain) <= most else plain[: plain.rfind(" ", most // 2, most)].rstrip(" ,;") + " …"


def show_summary(console: Console, summary: Summary, listed: Path | None = None, wording: Wording = _ENGLISH) -> None:
    """Print what a run has done, and its failures by kind and by name.

    Args:
        console: Where to.
        summary: The counts.
        listed: The file that lists the failures, if there is one.
        wording: The language.
    """
    say = wording.say
    labels = [wording.entities(label, n) for label, n in sorted(summary.entities.items())]
    console.print(Text(", ".join([say("documents", summary.documents), say("items", summary.items), *labels])))
    total = summary.failed.total()
    if not total:
        return
    kinds = ", ".join(f"{n} {kind}" for kind, n in sorted(summary.failed.items()))
    console.print(Text(say("failures", total, kinds=kinds), style="red" if summary.unread else "yellow"))
    for failure in summary.failures[:_NAMED]:
        console.print(Text(f"  {failure.kind}: {failure.message}"))
    if total > _NAMED:
        console.print(Text(f"  {say('more', total - _NAMED)}"))
    if listed is not None:
        console.print(Text(say("listed", path=listed)))
