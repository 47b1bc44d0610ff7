"""Results as a person reads them on a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from rich.console import Console, Group, RenderableType
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from nlp.archive.run import Summary
from nlp.document import AgendaItem, Failure, Minutes, PartVotes, Tally, Votes

# Failures named on the terminal.
_NAMED = 50
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


def show(console: Console, result: Minutes | Failure) -> None:
    """Print one document: its header, then a row for each item."""
    if isinstance(result, Failure):
        console.print(Panel(Text(result.message), title=escape(result.id), border_style="red"))
        return
    console.print(Panel(_header(result), title=escape(result.id), title_align="left", border_style="dim"))
    table = Table(expand=True, box=None, pad_edge=False, show_edge=False, header_style="dim")
    table.add_column("No.", justify="right", no_wrap=True)
    table.add_column("Agenda item", ratio=5)
    table.add_column("Topic / type", ratio=2)
    table.add_column("Decision", ratio=3)
    for item in result.items:
        table.add_row(item.number or "-", _what(result, item), _labels(item), _decision(result, item))
    console.print(table)
    console.print()


def _header(result: Minutes) -> RenderableType:
    where = " · ".join(x for x in (result.municipality, result.committee) if x) or "unknown body"
    when = " ".join(x for x in (result.date, result.start_time and f"at {result.start_time}", result.place and f"in {result.place}") if x)
    lines = [Text(where, style="bold"), Text(f"{result.kind}, {when}" if when else result.kind)]
    present = [f"{p.name} ({p.party})" if p.party else p.name for p in result.participants if p.present]
    absent = [f"{p.name} ({p.party})" if p.party else p.name for p in result.participants if not p.present]
    if present:
        lines.append(Text("Present: " + ", ".join(present), style="dim"))
    if absent:
        lines.append(Text("Absent: " + ", ".join(absent), style="yellow"))
    return Group(*lines)


def _what(result: Minutes, item: AgendaItem) -> RenderableType:
    text = Text(item.title or "(no title)")
    if item.closed:
        text.append("  closed", style="yellow")
    if item.case_number:
        text.append(f"\n{item.case_number}", style="dim")
    people = dict.fromkeys(e.id for e in result.entities if e.label == "PERSON" and item.start <= e.start < item.end and e.id not in item.absent)
    if people:
        text.append("\n" + ", ".join(people), style="italic dim")
    return text


def _labels(item: AgendaItem) -> RenderableType:
    return Text("\n".join(f"{label.label} {percent(label.score)}" for label in (item.topic, item.decision_type) if label is not None and label.label))


def percent(score: float) -> str:
    """Give a probability as people read it; none is certain.

    Example:
        >>> percent(0.934), percent(0.9998)
        ('93%', '>99%')
    """
    return ">99%" if score > 0.99 else f"{score:.0%}"


def _decision(result: Minutes, item: AgendaItem) -> RenderableType:
    text = Text()
    for code, parts in _by_code(item):
        text.append(f"{code}{f' ({parts})' if parts else ''}\n", style=_COLOURS.get(code, ""))
    if item.votes:
        _votes(text, item.votes)
    for line in _course(item):
        text.append(f"{line}\n", style="dim")
    if item.absent:
        text.append(f"absent: {', '.join(item.absent)}\n", style="yellow dim")
    for line in _presence(item, result.items[0].start):
        text.append(f"{line}\n", style="yellow dim")
    text.rstrip()
    return text


def _course(item: AgendaItem) -> Iterator[str]:
    """Give what stands around the decision: remarks, what another item says of this one, where the case goes, and what was decided before."""
    for remark in item.remarks:
        by = f" by {', '.join(remark.by)}" if remark.by else ""
        yield f"{_at_point(remark.kind, remark.part)}{by}: {_short(remark.text)}"
    for fate in item.fates:
        yield f"{fate.code} under item {fate.item}" if fate.item else f"{fate.code} under another item"
    for step in item.next_steps:
        yield f"{_at_point(step.kind, step.part)}: {step.body}"
    for past in item.history:
        when = f" {past.date}" if past.date else ""
        yield f"earlier: {past.body or 'unnamed body'}{when}, {_at_point(past.code, past.part)}"


def _at_point(word: str, part: str | None) -> str:
    return f"{word} ({part})" if part else word


def _short(words: str, most: int = 80) -> str:
    plain = " ".join(words.split())
    return plain if len(plain) <= most else plain[: most - 1] + "…"


def _votes(text: Text, votes: Votes) -> None:
    """Add who voted how, the counts, and the votes on points and amendments that say more than the item's own."""
    own = list(_sides(votes))
    for line in own:
        text.append(f"{line}\n", style="dim")
    if votes.tally:
        text.append(f"counted: {_counted(votes.tally)}{'' if votes.consistent is not False else ', which the names do not give'}\n", style="dim")
    for part in votes.parts:
        lines = list(_sides(part))
        if lines and (part.part or part.subject != "proposal" or lines != own):
            what = f"point {part.part}" if part.part else part.subject
            text.append(f"{what}: {'; '.join(lines)}\n", style="dim")


def _sides(votes: Votes | PartVotes) -> Iterator[str]:
    for name, voters in (("for", votes.for_), ("against", votes.against), ("abstain", votes.abstain)):
        if voters:
            yield f"{name}: {', '.join(voters)}"


def _counted(tally: Tally) -> str:
    return ", ".join(f"{count} {name}" for name, count in (("for", tally.for_), ("against", tally.against), ("abstained", tally.abstain)) if count is not None)


def _presence(item: AgendaItem, first: int) -> Iterator[str]:
    """Give who came, left, sat for somebody or was away, beside those absent by the item's own words, and what holds for the whole meeting."""
    for one in item.attendance:
        if one.start < first or (one.status == "absent" and one.name in item.absent):
            continue
        yield f"{one.status}: {one.name}{f' for {one.replaces}' if one.replaces else ''}{f' at {one.time}' if one.time else ''}"


def _by_code(item: AgendaItem) -> Iterator[tuple[str, str]]:
    codes: dict[str, list[str]] = {}
    for outcome in item.outcomes:
        codes.setdefault(outcome.code, []).extend([outcome.part] if outcome.part else [])
    for code, parts in codes.items():
        yield code, ", ".join(parts)


def show_summary(console: Console, summary: Summary, listed: Path | None = None) -> None:
    """Print what a run has done, and its failures by kind and by name.

    Args:
        console: Where to.
        summary: The counts.
        listed: The file that lists the failures, if there is one.
    """
    labels = ", ".join(f"{n} {label}" for label, n in sorted(summary.entities.items()))
    console.print(Text(f"{summary.documents} documents, {summary.items} agenda items; {labels or 'no entities'}"))
    total = summary.failed.total()
    if not total:
        return
    kinds = ", ".join(f"{n} {kind}" for kind, n in sorted(summary.failed.items()))
    console.print(Text(f"{total} to look at ({kinds}):", style="red" if summary.unread else "yellow"))
    for failure in summary.failures[:_NAMED]:
        console.print(Text(f"  {failure.kind}: {failure.message}"))
    if total > _NAMED:
        console.print(Text(f"  and {total - _NAMED} more"))
    if listed is not None:
        console.print(Text(f"failures are listed in {listed}"))
