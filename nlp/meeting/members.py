"""Who a header lists as present and as absent: where the lists stand, and how their entries go together."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from nlp.meeting.attendance import party_heading, read_attendance
from nlp.meeting.leaders import is_contents_line
from nlp.meeting.model import Attendee, Meeting
from nlp.meeting.section_kinds import heading_kind
from nlp.rules import from_rules, rule_file
from nlp.text.lines import Line
from nlp.text.normalize import fold

_CLAUSE = re.compile(r"[.;]\s|\d")
_WITH_STATUS = re.compile(r"^[A-ZÆØÅ][^:\n]{3,60}:\s?(?:Deltog|Deltager|Til stede|Mødt|Afbud|Fraværende|Ikke til stede|Fravær)\b")
_REMARK = re.compile(r"(?i)bemærkning(?:er)?\s?:\s*(?=\w)")


def read_members(meeting: Meeting, lines: list[Line]) -> None:
    """Set the meeting's attendees from the lines of its header, one entry a person, in the order of the lists.

    Args:
        meeting: The meeting; `attendees` is set.
        lines: The lines above its first item.
    """
    found: list[Attendee] = []
    for first, present in _starts(lines):
        found += _block(meeting.text, lines, first, present)
    found += _by_line(meeting.text, lines)
    if len(found) < _FEW:
        found += _unlabelled(meeting.text, lines)
    party = None
    for line in lines:
        party = party if _WITH_STATUS.match(line.text) else party_heading(line.text)
        found += _stand_ins(meeting.text, line, party)
        found += _said_absent(meeting.text, line)
    meeting.attendees = _merged(found)
    _keep_own_letters(meeting)


def settle_presence(meeting: Meeting, absent: Mapping[int, Sequence[str]]) -> None:
    """Count as absent the members whom the items give as away from the whole meeting, as the flags of some lists are wrong.

    That is who is named wherever anybody is, in most items at least; or once, in the first item, for the whole meeting.

    Args:
        meeting: The meeting; its attendees' `present` is set.
        absent: The names of the absent by the item's index.
    """
    told = {index for index, names in absent.items() if names}
    decided = [index for index, item in enumerate(meeting.items) if item.parts("decision")]
    named = set.intersection(*(set(absent[index]) for index in told)) if told else set()
    # Who is not missed in the first decision came, and left later, or the items were taken in another order.
    mostly = len(told) >= max(2, _MOST * max(len(decided), len(meeting.items) // 2)) and (not decided or min(told) <= decided[0])
    for attendee in meeting.attendees:
        if attendee.present and (mostly and attendee.name in named or told <= {0} and _away(meeting, attendee.name)):
            attendee.present = False


_MOST = 0.75
_AWAY = re.compile(
    r"(?: ?\([^()\n]{1,30}\))? (?:var |er )?fraværende(?: (?:på|under|i|ved) hele mødet\b|[^.\n]{0,40} uden stedfortræder\b|\. I stedet (?:deltog|mødte)\b)",
)


def _away(meeting: Meeting, name: str) -> bool:
    """`Ida Bro (A) var fraværende. I stedet deltog Per Ly (A)`, told in the first item alone, is meant for the whole meeting."""
    if not meeting.items:
        return False
    first = meeting.items[0]
    at = meeting.text.find(name, first.start, first.end)
    return at >= 0 and _AWAY.match(meeting.text, at + len(name), first.end) is not None


def _keep_own_letters(meeting: Meeting) -> None:
    """`(S)` was the Social Democrats' sign once; where the list has an `(A)` too, it is a list of its own."""
    printed = [(attendee, meeting.text[attendee.party_start : attendee.party_end]) for attendee in meeting.attendees]
    letters = {words for _, words in printed}
    for attendee, words in printed:
        if len(words) == 1 and words.isupper() and attendee.party != words and attendee.party in letters:
            attendee.party = words


def is_attendance_line(words: str) -> bool:
    """Tell whether a line begins a list of who was there, or is an entry of one.

    Example:
        >>> is_attendance_line("Medlemmer"), is_attendance_line("Ida Bro (A): Deltog"), is_attendance_line("Medborgerhuset")
        (True, True, False)
    """
    return _label(words) is not None or _WITH_STATUS.match(words) is not None or re.match(r"(?i)[-•·\s]*[^()\n]{3,50}\([A-ZÆØÅ]\)", words) is not None


@from_rules
def _labels() -> tuple[tuple[str, bool], ...]:
    fields = rule_file("layout")["fields"]
    pairs = [(word, state) for name, state in (("present", True), ("absent", False)) for word in fields[name]]
    return tuple(sorted(pairs, key=lambda pair: len(pair[0]), reverse=True))


@from_rules
def _label_words() -> tuple[str, ...]:
    return tuple(word for word, _ in _labels())


def _label(words: str) -> tuple[str, bool, int] | None:
    """Give the label that a line begins with, what it says of those behind it, and where it begins."""
    remark = _REMARK.match(words)
    at = remark.end() if remark else 0
    low = words[at : at + 60].casefold()
    if not low.startswith(_label_words()):
        return None
    for word, state in _labels():
        if low.startswith(word) and (len(low) == len(word) or not (low[len(word)].isalnum() or low[len(word)] == "-")):
            return word, state, at
    return None


def _starts(lines: list[Line]) -> list[tuple[int, bool]]:
    hits = [(index, _label(line.text)) for index, line in enumerate(lines)]
    return [(index, hit[1]) for index, hit in hits if hit is not None]


def _by_line(text: str, lines: list[Line]) -> list[Attendee]:
    """Lists without a label, as the regions write them: `Navn (A): Deltog`, below their party's name or not."""
    out: list[Attendee] = []
    party = None
    for line in lines:
        if _WITH_STATUS.match(line.text) and _label(line.text) is None and not _REMARK.match(line.text):
            colon = line.start + line.text.index(":")
            absent = re.match(r":\s?(?:Afbud|Fravær|Ikke)", text[colon : line.end]) is not None
            for attendee in read_attendance(text, line.start, colon, present=not absent)[:1]:
                attendee.party = attendee.party or party
                out.append(attendee)
        else:
            party = party_heading(line.text)
    return out


_FEW = 3
_MEMBER = re.compile(r"(?:[-•·*]\s*)?[A-ZÆØÅ][^\d().:;!?\n]{3,50}\([A-ZÆØÅ]{1,2}\)(?:\s*[,–-]?\s*\(?[\w. ]{3,25}\)?)?$")


def _unlabelled(text: str, lines: list[Line]) -> list[Attendee]:
    """Lists without any label or status: three lines or more that hold a name and a party's letter."""
    run: list[Line] = []
    for line in lines:
        if is_contents_line(line) or line.text.casefold().rstrip(":") in rule_file("layout")["contents"]["headings"]:
            break
        if _MEMBER.match(line.text) and _name_line(line.text.lstrip("-•·* ")) and _label(line.text) is None and (not run or not line.after_blank):
            run.append(line)
        elif len(run) >= _FEW:
            break
        else:
            run = []
    return read_attendance(text, run[0].start, run[-1].end) if len(run) >= _FEW else []


_SAID_ABSENT = re.compile(
    r"(?P<name>[A-ZÆØÅ][^\d().:;!?\n]{3,50}?)\s?(?:\([A-ZÆØÅ]{1,2}\) )?(?:var fraværende|havde meldt afbud|har meldt afbud|var ikke til stede|deltog ikke)\b"
)


def _said_absent(text: str, line: Line) -> list[Attendee]:
    """Absence as a sentence of the header: `Ida Bro (A) var fraværende`."""
    hit = _SAID_ABSENT.match(line.text)
    if hit is None:
        return []
    return [a for a in read_attendance(text, line.start, line.start + hit.end("name"), present=False) if " " in a.name]


def _block(text: str, lines: list[Line], first: int, present: bool) -> list[Attendee]:
    line = lines[first]
    label = _label(line.text)
    assert label is not None
    start = line.start + label[2] + len(label[0])
    inner = re.match(r"[^:\n]{0,40}:\s*|\s*[:|–-]?\s*", text[start : line.end])
    start += inner.end() if inner else 0
    alone = start >= line.end
    spans: list[tuple[int, int, str | None]] = [(start, line.end, None)]
    for index in range(first + 1, len(lines)):
        following = lines[index]
        party = party_heading(following.text)
        gap = following.after_blank and not (alone and (index == first + 1 or party or _name_line(following.text)))
        if gap or _too_long(following.text) or is_contents_line(following) or heading_kind(following.text) not in (None, "absence"):
            break
        if _ends(following.text) or _REMARK.match(following.text):
            break
        if party:
            spans.append((following.end, following.end, party))
        else:
            spans[-1] = (spans[-1][0], following.end, spans[-1][2])
    out: list[Attendee] = []
    for start, end, party in spans:
        clause = _STAND_IN.search(text, start, end)
        found = read_attendance(text, start, clause.start() if clause else end, present=present)
        for attendee in found:
            attendee.party = attendee.party or party
        out += found
    # One word alone is a name only among others like it: `Ingen`, `Titel` are none.
    single = present and not any(" " in attendee.name for attendee in out)
    return [attendee for attendee in out if single or " " in attendee.name or attendee.party or "." in attendee.name]


_STAND_IN = re.compile(
    r"(?:\bI stedet (?:deltog|mødte|deltager|indtrådte)|\bi stedet (?:deltog|mødte|deltager)|\b[Ss]om (?:stedfortrædere?|suppleant(?:er)?)(?: for [^.\n]{2,60}?)? (?:deltog|mødte|indtrådte|deltager)"
    r"|\((?:[Ss]tedfortræder|[Ss]uppleant):?|(?:(?<=[.;,] )|^)(?:Stedfortræder|Suppleant):?(?= [A-ZÆØÅ][^.\n]{3,60} (?:deltog|mødte)))\s+(?=[A-ZÆØÅ])"
)


def _stand_ins(text: str, line: Line, party: str | None) -> list[Attendee]:
    """Those who came in place of others: `Afbud (Stedfortræder Ida Bro)`, `I stedet deltog Ida Bro (A)`."""
    out: list[Attendee] = []
    hits = list(_STAND_IN.finditer(text, line.start, line.end))
    ends = [*(hit.start() for hit in hits[1:]), line.end]
    for hit, end in zip(hits, ends, strict=False):
        close = text.find(")", hit.end(), end) if text[hit.start()] == "(" else -1
        if close > 0 and "(" in text[hit.end() : close]:
            close += 1
        for attendee in read_attendance(text, hit.end(), close if close > 0 else end):
            if " " in attendee.name:
                attendee.role, attendee.party = attendee.role or "stedfortræder", attendee.party or party
                out.append(attendee)
    return out


@from_rules
def _list_ends() -> tuple[str, ...]:
    rules = rule_file("layout")
    fields = rules["fields"]
    return tuple({word for name in fields for word in fields[name]} | set(rules["contents"]["headings"]) | set(rules["labels"]["ended"]))


def _ends(words: str) -> bool:
    low = words[:60].casefold()
    return low.startswith(_list_ends()) and any(low.startswith(word) and not low[len(word) : len(word) + 1].isalpha() for word in _list_ends())


def _too_long(words: str) -> bool:
    return len(words) > 400 and _CLAUSE.search(words) is not None and words.count(",") < 4


def _name_line(words: str) -> bool:
    plain = re.sub(r"\([^)]*\)", "", words)
    tokens = plain.replace(",", " ").replace("-", " ").split()
    return 1 < len(tokens) <= 9 and tokens[0][:1].isupper() and sum(t[:1].isupper() for t in tokens) >= 2 and not any(c.isdigit() for c in plain)


def _merged(attendees: list[Attendee]) -> list[Attendee]:
    """Keep one entry a name: who is on the list of members and on that of the absent is absent."""
    seen: dict[str, Attendee] = {}
    merged: list[Attendee] = []
    for attendee in attendees:
        key = fold(attendee.name)
        known = seen.get(key) or next((other for other in merged if not attendee.present and _same(attendee, other)), None)
        if known is None:
            seen[key] = attendee
            merged.append(attendee)
        else:
            known.present = known.present and attendee.present
            known.party = known.party or attendee.party
            known.role = known.role or attendee.role
    return merged


def _same(one: Attendee, other: Attendee) -> bool:
    """Tell whether an absent one is a member spelt shorter: `Sv. Erik Ploug`, `Ida M. Bro`."""
    ours, theirs = fold(one.name).split(), fold(other.name).split()
    if ours[-1] != theirs[-1] or len(ours) < 2 or (one.party and other.party and one.party != other.party):
        return False
    return ours[0].startswith(theirs[0]) or theirs[0].startswith(ours[0])
