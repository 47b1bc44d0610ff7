"""Who a meeting's header lists as present and as absent: where the lists and sentences stand, and how their entries go together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from nlp.meeting.attendance import read_attendance
from nlp.meeting.bodies import meeting_word
from nlp.meeting.evidence import any_of
from nlp.meeting.fields import LISTS, is_contents_heading, read_fields, segments
from nlp.meeting.leaders import is_contents_line
from nlp.meeting.list_labels import REMARK, Label, ends_list, read_list_label, with_status
from nlp.meeting.model import Attendee, ItemSpan, Meeting
from nlp.meeting.names import is_given
from nlp.meeting.notes import office, party_of, presence, read_note
from nlp.meeting.party_words import local_list, party_heading, party_letter
from nlp.meeting.replaced import read_replaced, without_first_names
from nlp.meeting.said import Said, read_sentences
from nlp.meeting.section_kinds import heading_kind
from nlp.meeting.signatures import read_signatures
from nlp.meeting.tables import read_tables
from nlp.rules import from_rules, rule_file
from nlp.rules.phrases import compile_phrases
from nlp.text.lines import Line
from nlp.text.normalize import fold

_CLAUSE = re.compile(r"[.;]\s|\d")
_BRACKET = r"\((?:{words})(?: er)?:?\s+(?=[A-ZÆØÅ])"
_MEMBER = re.compile(r"(?:[-•·*]\s*)?[A-ZÆØÅ][^\d().:;!?\n]{3,50}\([A-ZÆØÅ]{1,2}\)(?:\s*[,–-]?\s*\(?[\w. ]{3,25}\)?)?$")
_IN_ROW = re.compile(r"[A-ZÆØÅ][\w.æøå-]+(?: [A-ZÆØÅ][\w.æøå-]*){1,4}\s?(?:\([^()\n]{2,30}\)\s?)?\([A-ZÆØÅ]{1,2}\),")
_PARTY_FRONT = re.compile(r"([A-ZÆØÅ][^:\n,;]{0,40}?)\s?:\s*(?=[A-ZÆØÅ])")
_FRONT = re.compile(r"[^:\n]{4,60}:\s*(?=[A-ZÆØÅ])")
# `Deltagere (7) Vis alle`, and what stands in place of a picture.
_COUNT = re.compile(r"\(?\d{1,2}\)?(?:\s[\w ]{2,20})?$")
_PICTURE = re.compile(r"\[[^\[\]]+\]|!\[[^\[\]]*\]\([^()]*\)")
# A star behind a name, and what it means: `(*) med afbud`.
_LEGEND = re.compile(r"\((\*{1,2}|\d)\)\s?[=:-]?\s?([a-zæøåA-ZÆØÅ][^()\n]{3,40})")
# So many members make a list that has no label.
_FEW = 3
_MANY_IN_ROW = 4


def read_members(meeting: Meeting, lines: list[Line]) -> None:
    """Set the meeting's attendees: one entry a person, in the order of the lists.

    They are read from the header, and from a first item that does nothing but tell who is there (`1. Fraværende`).

    Args:
        meeting: The meeting, its items read; `attendees` is set.
        lines: The lines above its first item.
    """
    text = meeting.text
    elsewhere = _elsewhere(text)
    listed, unlisted = read_tables(text, lines, elsewhere)
    pieces = list(_pieces(unlisted))
    tables = [field for field in read_fields(unlisted) if field.name in LISTS and not field.glued]
    found = listed
    told = _sentences(text, pieces, elsewhere)
    for index, label in _starts(pieces):
        found += _block(text, pieces, index, label, told, elsewhere)
    for field in tables:
        found += (
            [a for a in read_attendance(text, field.start, field.start + len(field.value), present=field.name != "absent") if " " in a.name]
            if field.name != "guests"
            else []
        )
    found += _by_line(text, pieces)
    if len(found) < _FEW:
        found += _unlabelled(text, pieces, elsewhere)
    found += _in_brackets(text, pieces)
    for item in meeting.items[:1]:
        inner = _item_of_absence(meeting, item)
        told += _sentences(text, inner, elsewhere)
        found += [a for index, label in _starts(inner) for a in _block(text, inner, index, label, told, elsewhere)]
    for sentence in told:
        found += sentence.attendees
    found += read_replaced(text, pieces)
    _mark_starred(text, lines, found)
    meeting.attendees = _merged(without_first_names(found) or read_signatures(meeting, elsewhere))
    _keep_own_letters(meeting)
    if not any(label.name == "side" for _, label in _starts(pieces)):
        # In committees with sides, `(L)` and `(M)` tell the side.
        _parties_elsewhere(meeting)


def _mark_starred(text: str, lines: list[Line], found: list[Attendee]) -> None:
    """Count as absent whom a star marks that the list explains so."""
    away = {hit[1] for line in lines if line.text.find("(") >= 0 for hit in _LEGEND.finditer(line.text) if presence(hit[2]) is False}
    for attendee in found if away else ():
        behind = re.compile(r"(?:[ \t]?\([A-ZÆØÅ]{1,3}\))?[ \t]?\((\*{1,2}|\d)\)").match(text, attendee.end)
        if behind and behind[1] in away:
            attendee.present = False


def _elsewhere(text: str) -> Callable[[str], bool]:
    """Tell of names whether they stand in the text more than once; each is looked for once."""
    known: dict[str, bool] = {}

    def stands_elsewhere(name: str) -> bool:
        if name not in known:
            known[name] = text.find(name, text.find(name) + 1) >= 0
        return known[name]

    return stands_elsewhere


def _pieces(lines: Sequence[Line]) -> Iterator[Line]:
    """Cut lines that hold several labelled fields: each is a line to what reads lists."""
    for line in lines:
        parts = list(segments(line))
        if len(parts) < 2:
            yield line
            continue
        for number, (part, start) in enumerate(parts):
            yield Line(start, start + len(part), part, line.marked and not number, line.after_blank if not number else True)


def _sentences(text: str, pieces: list[Line], elsewhere: Callable[[str], bool]) -> list[Said]:
    out: list[Said] = []
    for index, line in enumerate(pieces):
        if is_contents_line(line):
            continue
        above = pieces[index - 1] if index else None
        goes_on = above is not None and not line.after_blank and above.text.endswith((",", " og", " samt"))
        label = read_list_label(line.text)
        begin = line.start + label.end if label else above.start if goes_on and above is not None else line.start
        out += [said for said in read_sentences(text, line, begin, elsewhere) if said.attendees]
    return out


def _item_of_absence(meeting: Meeting, item: ItemSpan) -> list[Line]:
    """Give the lines of an item whose title says that it tells who is there and nothing else."""
    titles = rule_file("attendance")["entries"]["items"]
    if (item.title or "").casefold().strip(" .:") not in titles:
        return []
    return [line for line in meeting.lines[item.first_line : item.last_line] if line.start >= item.title_end]


# --- lists ------------------------------------------------------------------------------------------------


def _starts(lines: list[Line]) -> list[tuple[int, Label]]:
    return [(index, label) for index, line in enumerate(lines) if (label := read_list_label(line.text)) is not None and not _on_card(lines, index)]


def _on_card(lines: list[Line], index: int) -> bool:
    """Tell whether a line that might be a label is what a card says of one member: name, office, party and presence one below the other."""
    line = lines[index]
    if line.after_blank or not index or line.text.endswith(":"):
        return False
    above, below = lines[index - 1].text, lines[index + 1] if index + 1 < len(lines) else None
    if office(line.text) and _name_line(above) and (below is None or below.after_blank or not _name_line(below.text)):
        return True
    if presence(line.text.removesuffix(".")) is None:
        return False
    told = read_note(above) is not None and presence(above) is None
    return (told and (below is None or below.after_blank or _card_below(lines, index))) or (_name_line(above) and _card_below(lines, index))


def _card_below(lines: list[Line], index: int) -> bool:
    """Tell whether another member's card follows, with its own word of presence within a few lines."""
    following = [line.text for line in lines[index + 1 : index + 5]]
    return len(following) > 1 and _name_line(following[0]) and any(presence(words) is not None and not words.endswith(":") for words in following[1:])


def _block(text: str, lines: list[Line], first: int, label: Label, told: list[Said], elsewhere: Callable[[str], bool]) -> list[Attendee]:
    """Read the list that a label heads, without the sentences in it: they tell more of those they name."""
    line, name = lines[first], label.name
    start = line.start + label.end
    inner = re.match(r"\s*" if name == "side" else r"[^:\n]{0,40}:\s*|\s*[:|–-]?\s*", text[start : line.end])
    start += inner.end() if inner else 0
    last = _block_end(lines, first, alone=start >= line.end or _COUNT.match(text, start, line.end) is not None)
    present = name != "absent"
    out: list[Attendee] = []
    for begin, end, party in _groups(lines[first : last + 1], start):
        for piece_start, piece_end in _without(begin, end, told):
            found = read_attendance(text, piece_start, piece_end, present=present, elsewhere=elsewhere, serving=name == "side")
            for attendee in found:
                attendee.party = attendee.party or party
            out += found
    if name == "substitutes":
        for attendee in out:
            attendee.role = attendee.role or "stedfortræder"
    # One word alone is a name only among others like it: `Ingen`, `Titel` are none.
    single = len(out) > 1 and not any(" " in attendee.name for attendee in out)
    return [attendee for attendee in out if single or " " in attendee.name or attendee.party or "." in attendee.name or not present and is_given(attendee.name)]


def _block_end(lines: list[Line], first: int, *, alone: bool) -> int:
    for index in range(first + 1, len(lines)):
        line = lines[index]
        party = party_heading(line.text)
        gap = line.after_blank and not (alone and (index == first + 1 or party or _name_line(line.text)))
        if _on_card(lines, index) or _PICTURE.fullmatch(line.text):
            continue
        if gap or _too_long(line.text) or is_contents_line(line) or heading_kind(line.text) not in (None, "absence"):
            return index - 1
        if ends_list(line.text) or REMARK.match(line.text) or is_contents_heading(line.text):
            return index - 1
    return len(lines) - 1


def _groups(lines: list[Line], start: int) -> Iterator[tuple[int, int, str | None]]:
    """Give the parts of a list, each with the party that heads it; parties that stand below each name head none."""
    headings = [
        (index, party, width) for index, line in enumerate(lines) if index and not _below_name(lines, index) for party, width in _heads_group(line.text)
    ]
    below = len(headings) > 1 and headings[0][0] > 1 and 3 * len(headings) >= len(lines) - 1 and all(width is None for _, _, width in headings)
    begin, party = start, None
    for index, letter, width in headings if not below else ():
        yield begin, max(begin, lines[index].start), party
        begin, party = lines[index].end if width is None else lines[index].start + width, letter
    yield begin, max(begin, lines[-1].end), party


def _below_name(lines: list[Line], index: int) -> bool:
    """Tell whether a line stands on a member's card: below the name, and before what tells of presence, or a blank line."""
    line, above = lines[index], lines[index - 1]
    if line.after_blank:
        return False
    told = read_note(above.text)
    if told is not None and not told.party:
        return told.role is not None or index + 1 >= len(lines) or lines[index + 1].after_blank or not _name_line(lines[index + 1].text)
    if not _name_line(above.text):
        return False
    return index + 1 < len(lines) and (lines[index + 1].after_blank and above.after_blank or presence(lines[index + 1].text) is not None)


@from_rules
def _whom() -> re.Pattern[str]:
    return compile_phrases(rule_file("attendance")["groups"]["phrases"], flags=re.IGNORECASE)


def _heads_group(line: str) -> list[tuple[str | None, int | None]]:
    """Give the party whose members stand below a line, or behind its colon: then with the colon's place."""
    party = party_heading(line) or (line.rstrip(":") if local_list(line.rstrip(":")) else None)
    if party:
        return [(party, None)]
    front = _PARTY_FRONT.match(line)
    found = party_of(front[1]) if front else None
    if front and found:
        return [(found[0], front.end())]
    group = _FRONT.match(line) if _whom().match(line) else None
    return [(None, group.end())] if group else []


def _without(start: int, end: int, told: list[Said]) -> Iterator[tuple[int, int]]:
    for said in sorted(told, key=lambda said: said.start):
        if said.start < end and said.end > start:
            if said.start > start:
                yield start, said.start
            start = max(start, said.end)
    if start < end:
        yield start, end


def _by_line(text: str, lines: list[Line]) -> list[Attendee]:
    """Lists without a label, as the regions write them: `Navn (A): Deltog`, below their party's name or not."""
    out: list[Attendee] = []
    party = None
    for line in lines:
        status = with_status(line.text)
        if status and read_list_label(line.text) is None and not REMARK.match(line.text):
            colon = line.start + line.text.index(":")
            for attendee in read_attendance(text, line.start, colon, present=status["away"] is None)[:1]:
                attendee.party = attendee.party or party
                out.append(attendee)
        else:
            party = party_heading(line.text)
    return out


def _unlabelled(text: str, lines: list[Line], elsewhere: Callable[[str], bool]) -> list[Attendee]:
    """Lists without any label or status: three lines or more, or a row of four or more, of names with a party's letter."""
    run: list[Line] = []
    for line in lines:
        if is_contents_line(line) or is_contents_heading(line.text):
            break
        row = _IN_ROW.findall(line.text)
        if len(row) >= _MANY_IN_ROW:
            return _row(text, line, elsewhere)
        if (
            (_MEMBER.match(line.text) or run and _of_list(line.text))
            and _name_line(line.text.lstrip("-•·* "))
            and read_list_label(line.text) is None
            and (not run or not line.after_blank)
        ):
            run.append(line)
        elif len(run) >= _FEW:
            break
        else:
            run = []
    return read_attendance(text, run[0].start, run[-1].end) if len(run) >= _FEW else []


def _of_list(line: str) -> bool:
    """Tell whether a line is a name and the local list behind it: `Ida Bro (Lokallisten Ulvkær)`."""
    behind = re.fullmatch(r"[^()]{3,50}\(([^()]{4,40})\)", line)
    return behind is not None and local_list(behind[1])


def _row(text: str, line: Line, elsewhere: Callable[[str], bool]) -> list[Attendee]:
    hit = _IN_ROW.search(line.text)
    assert hit is not None
    # `Byrådsmøde Ida Bro (A)`: what stands before the first name is the line's.
    title = meeting_word(hit.group())
    return read_attendance(text, line.start + hit.start() + title, line.end, elsewhere=elsewhere)


@from_rules
def _bracketed() -> re.Pattern[str]:
    return re.compile(_BRACKET.format(words=any_of(rule_file("layout")["fields"]["substitutes"])), re.IGNORECASE)


def _in_brackets(text: str, lines: list[Line]) -> list[Attendee]:
    """Those who came in place of others, behind their names: `Afbud (Stedfortræder Ida Bro)`."""
    out: list[Attendee] = []
    party = None
    for line in lines:
        party = party if with_status(line.text) else party_heading(line.text)
        for hit in _bracketed().finditer(text, line.start, line.end):
            close = text.find(")", hit.end(), line.end)
            if close > 0 and "(" in text[hit.end() : close]:
                close += 1
            for attendee in read_attendance(text, hit.end(), close if close > 0 else line.end, strict=True):
                if " " in attendee.name:
                    attendee.role, attendee.party = attendee.role or "stedfortræder", attendee.party or party
                    out.append(attendee)
    return out


def _too_long(line: str) -> bool:
    return len(line) > 400 and _CLAUSE.search(line) is not None and line.count(",") < 4


def _name_line(line: str) -> bool:
    plain = re.sub(r"\([^)]*\)", "", line).strip(" •·*-")
    tokens = plain.replace(",", " ").replace("-", " ").split()
    return 1 < len(tokens) <= 9 and tokens[0][:1].isupper() and sum(t[:1].isupper() for t in tokens) >= 2 and not any(c.isdigit() for c in plain)


# --- how entries go together ------------------------------------------------------------------------------


def _merged(attendees: list[Attendee]) -> list[Attendee]:
    """Keep one entry a name: who is on the list of members and on that of the absent is absent."""
    seen: dict[str, Attendee] = {}
    merged: list[Attendee] = []
    for attendee in attendees:
        key = fold(attendee.name)
        known = seen.get(key) or next((other for other in merged if not (attendee.present and other.present) and _same(attendee, other)), None)
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
    if not ours or not theirs or ours[-1] != theirs[-1] or len(ours) < 2 or (one.party and other.party and one.party != other.party):
        return False
    return ours[0].startswith(theirs[0]) or theirs[0].startswith(ours[0])


def _keep_own_letters(meeting: Meeting) -> None:
    """`(S)` was the Social Democrats' sign once; where the list has an `(A)` too, it is a list of its own."""
    printed = [(attendee, meeting.text[attendee.party_start : attendee.party_end]) for attendee in meeting.attendees]
    letters = {letter for _, letter in printed}
    for attendee, letter in printed:
        if len(letter) == 1 and letter.isupper() and attendee.party != letter and attendee.party in letters:
            attendee.party = letter


def _parties_elsewhere(meeting: Meeting) -> None:
    """Give members without a party the one that is printed behind their names most often, anywhere in the document."""
    text = meeting.text
    for attendee in meeting.attendees:
        if attendee.party is not None or " " not in attendee.name:
            continue
        letters: Counter[str] = Counter()
        at = text.find(attendee.name)
        while at >= 0:
            behind = _BEHIND.match(text, at + len(attendee.name))
            letter = party_letter(behind[1]) if behind else None
            if letter:
                letters[letter] += 1
            at = text.find(attendee.name, at + len(attendee.name))
        if letters:
            attendee.party = letters.most_common(1)[0][0]


_BEHIND = re.compile(r"[ \t]?\(([A-ZÆØÅ]{1,3}|[A-ZÆØÅa-zæøå][\w ]{3,30})\)")
