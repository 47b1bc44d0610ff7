"""A text to a meeting: header, attendance, table of contents, agenda items and their sections. No spaCy here."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache

from nlp.attendance import read_attendance
from nlp.dates import DATE, find_date, find_times
from nlp.headings import FALLBACK, Heading, find_headings, is_contents_line, title_key, without_leaders
from nlp.lines import Line, read_lines
from nlp.meeting import Attendee, ItemSpan, Meeting
from nlp.party_headings import read_party_headings
from nlp.places import find_municipality
from nlp.rules import load_rules
from nlp.sections import find_case_number, heading_kind, read_sections
from nlp.unnumbered import find_unnumbered

_TERM = r"(?:\s*[-–(]?\s*(?:19|20)\d\d\s*[-–]\s*(?:19|20)\d\d\)?)?"
_TITLE_LINE = re.compile(
    rf"^(?P<kind>(?:Åbent |Åben |ÅBEN |ÅBENT |Lukket |Offentligt )?(?:referat|dagsorden|tillægsdagsorden|beslutningsprotokol|beslutningsreferat|protokol|mødereferat))"
    rf"\b:?\s*(?:til |fra |for |af |over |[-–] )?(?:møde(?:t)? (?:i |den )|ordinært møde i |ekstraordinært møde i |møde i )?(?P<body>\D*?){_TERM}"
    rf"(?:[,:]?\s*(?:møde(?:t)? )?(?:den |d\.\s?|- |–\s?)?(?P<date>{DATE}).*)?$",
    re.IGNORECASE,
)
_BODY_WORD = re.compile(r"udvalg|råd(?:et|s)?\b|bestyrelse|kommission|nævn|repræsentation|magistrat|forsamling", re.IGNORECASE)
_LUKKET = re.compile(r"^[(\[]?lukke[td]\b|[\s(–-]lukket\)?$|^fortrolig", re.IGNORECASE)
_CLOCK_LINE = re.compile(r"(?:kl\b\.?|klokken)\s*\d", re.IGNORECASE)
_CLAUSE = re.compile(r"[.;]\s|\d")


def parse_minutes(text: str, original: str | None = None, families: Collection[str] | None = None) -> Meeting:
    """Split one document into its header and its agenda items.

    Items do not overlap and cover the text from the first heading to the end.

    Args:
        text: The normalised text (`normalize.shadow`); offsets refer to it.
        original: The text as read, if it has the same length: its `**` tell which lines are headings.
        families: The layout families to choose among, by id; all where it is None.

    Returns:
        The meeting; without items where no line heads one.

    Example:
        >>> meeting = parse_minutes("Punkt 1: Budget 2026\\n\\nBeslutning\\n\\nGodkendt.\\n\\nPunkt 2: Eventuelt\\n")
        >>> [(item.number, item.title, [s.kind for s in item.sections]) for item in meeting.items]
        [('1', 'Budget 2026', ['decision']), ('2', 'Eventuelt', [])]
    """
    lines = read_lines(text, original if original is not None else text)
    meeting = Meeting(text, lines)
    _read_contents(meeting)
    meeting.layout, headings = find_headings(lines, [title_key(title) for title in meeting.contents], families)
    if not headings:
        headings = find_unnumbered(lines)
        meeting.layout = FALLBACK if headings else None
    meeting.header_end = _line_start(text, lines[headings[0].first].start) if headings else len(text)
    _read_header(meeting, headings[0].first if headings else min(len(lines), 60))
    _read_items(meeting, headings)
    meeting.municipality = find_municipality(meeting)
    if meeting.kind == "minutes" and meeting.items and _undecided(meeting):
        meeting.kind = "agenda"
    elif meeting.kind == "agenda" and sum(bool(item.parts("decision")) for item in meeting.items) > 0.4 * len(meeting.items):
        # Some publish their minutes below the word `Dagsorden`.
        meeting.kind = "minutes"
    return meeting


def _line_start(text: str, at: int) -> int:
    return text.rfind("\n", 0, at) + 1


def _read_contents(meeting: Meeting) -> None:
    entry = ""
    for index, line in enumerate(meeting.lines):
        if not is_contents_line(line):
            entry = ""
            continue
        if not meeting.contents_start:
            meeting.contents_start = line.start
        previous = meeting.lines[index - 1] if index else None
        if previous and not line.after_blank and not is_contents_line(previous) and not heading_kind(previous.text) and len(previous.text) > 40:
            entry = previous.text + " "
        title = without_leaders(entry + line.text)
        meeting.contents.append(re.sub(r"^(?:Punkt|Pkt\.?)?\s*\d{1,3}[a-z]?\s?[.:]\s*", "", title))
        meeting.contents_end = line.end
        entry = ""


# --- header -----------------------------------------------------------------------------------------------


@cache
def _labels() -> tuple[dict[str, str], re.Pattern[str]]:
    fields = load_rules("layout")["fields"]
    table = {word: name for name, words in fields.items() for word in words}
    words = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in sorted(table, key=len, reverse=True))
    return table, re.compile(rf"^(?P<label>{words})\b\.?\s*[:–-]?(?P<value>.*)$", re.IGNORECASE)


def _read_header(meeting: Meeting, end_line: int) -> None:
    table, label = _labels()
    pending: str | None = None
    lines = meeting.lines[:end_line]
    for index, line in enumerate(lines):
        if is_contents_line(line):
            continue
        if index < 15:
            _title_line(meeting, line)
        hit = label.match(line.text)
        # A label stands alone, before a colon, or before a capital, a figure or nothing.
        if hit and (not hit["value"] or line.text[hit.end("label") : hit.end("label") + 1] in ": \t-–"):
            name, value = table[" ".join(hit["label"].casefold().split())], hit["value"].strip(" :\t-–")
            if name == "committee" and value and not line.text[hit.end("label") :].startswith(":"):
                # `Udvalg for regional udvikling` is the body's name, no label.
                continue
            if name in ("present", "absent", "guests"):
                continue
            if value:
                pending = None
                _field(meeting, name, value, line, hit["label"].casefold())
            else:
                pending = name
            continue
        if pending:
            _field(meeting, pending, line.text, line, "")
            pending = None
    _fill_header(meeting, lines)
    for first, present in _attendance_starts(meeting, lines):
        meeting.attendees += _attendance_block(meeting, lines, first, present)
    meeting.attendees += _attendance_by_line(meeting, lines)
    read_party_headings(meeting, lines)
    _merge_attendees(meeting)


def _title_line(meeting: Meeting, line: Line) -> None:
    hit = _TITLE_LINE.match(line.text)
    if hit is None:
        return
    if "dagsorden" in hit["kind"].casefold():
        meeting.kind = "agenda"
    if hit["date"] and meeting.date is None:
        found = find_date(hit["date"])
        meeting.date = found[0] if found else None
    body = hit["body"].strip(" -–,:")
    if re.match(r"[A-ZÆØÅ]\w", body) and (hit["date"] or _BODY_WORD.search(body)) and meeting.committee is None and len(body) < 120:
        start = line.start + hit.start("body") + hit["body"].index(body[0])
        _set_committee(meeting, body, start)


def _set_committee(meeting: Meeting, body: str, start: int) -> None:
    name = re.sub(r"(?i)\s+(?:den|d\.?|kl\.?)$", "", body).strip(" -–,:")
    name = re.sub(r"(?i)\s+[-–,(].*(?:møde|konstituerende|budget|ekstraordinært|tillæg).*$", "", name)
    meeting.committee, meeting.committee_start, meeting.committee_end = name, start, start + len(name)


def _field(meeting: Meeting, name: str, value: str, line: Line, label: str) -> None:
    times = find_times(value)
    if name == "date" or "hævet" not in label and name == "start_time":
        found = find_date(value)
        if found and meeting.date is None:
            meeting.date = found[0]
        _times(meeting, value)
    elif name == "end_time" or "hævet" in label:
        if times and meeting.end_time is None:
            meeting.end_time = times[-1]
    elif name == "place" and meeting.place is None and not find_date(value):
        meeting.place = value
    elif name == "committee" and meeting.committee is None and len(value) < 120:
        at = line.text.rfind(value)
        body = re.sub(rf"{_TERM}$", "", value).strip(" -–")
        if body:
            _set_committee(meeting, body, line.start + max(at, 0))


def _fill_header(meeting: Meeting, lines: list[Line]) -> None:
    head = [line for line in lines[:25] if not is_contents_line(line)]
    if meeting.date is None:
        for line in head:
            found = find_date(line.text)
            if found:
                meeting.date = found[0]
                _times(meeting, line.text)
                break
    for line in head:
        if meeting.start_time is None and _CLOCK_LINE.match(line.text):
            _times(meeting, line.text)
    if meeting.committee is None:
        _find_committee(meeting, head)


def _times(meeting: Meeting, words: str) -> None:
    times = find_times(words)
    if times and meeting.start_time is None:
        meeting.start_time = times[0]
        if len(times) > 1 and meeting.end_time is None:
            meeting.end_time = times[1]


def _find_committee(meeting: Meeting, head: list[Line]) -> None:
    """Find the body on a line of its own: by its stem first, else by its shape (`Plan, Miljø og Teknik`)."""
    for shape in (_BODY_WORD, _NOUN_LIST):
        for line in head:
            words = re.sub(_DOCUMENT_WORD, "", line.text).strip(" -–•·|:,")
            words = re.sub(r"\s*\([A-ZÆØÅ]{2,6}\)$", "", words)
            hit = _COMMITTEE_LINE.match(words)
            if hit is None or not shape.search(hit["body"]) or _NO_BODY.search(hit["body"]) or "(" in words:
                continue
            _set_committee(meeting, hit["body"], line.start + line.text.index(hit["body"]))
            return


_NOUN_LIST = re.compile(r"^[A-ZÆØÅ][\wæøå-]+(?:, [A-ZÆØÅ][\wæøå-]+)* (?:og|&) [A-ZÆØÅ][\wæøå-]+$|^(?:Borgerrepræsentationen|Magistraten)$")
_NO_BODY = re.compile(r"^(?:Region|Deltog|Afbud|Rådhus)\b|Kommune$|råd(?:hus|gård)|værelse|lokale|^Medlem|referat af|stemt|møde(?:t|r)? ", re.IGNORECASE)
_DOCUMENT_WORD = re.compile(
    r"(?i)^(?:(?:åbent?|lukket|offentligt?)\s)?(?:referat|dagsorden|beslutningsprotokol|protokol|mødereferat)\b\s*(?:-\s*referat\s*)?(?:fra|af|til|for|over)?\s*(?:møde(?:t)?\s*(?:i|den)?)?\s*"
    r"|\s*[-–|•]\s*(?:referat|dagsorden|åben dagsorden|konstituerende møde|ordinært møde|ekstraordinært møde).*$"
)
_COMMITTEE_LINE = re.compile(
    rf"^(?:(?:Møde i|Mødet i|Ordinært møde i|Ekstraordinært møde i)\s+)?(?:[A-ZÆØÅ][\wæøå-]* Kommunes? (?:- |, )?)?(?P<body>[A-ZÆØÅ][\wæøå]*[^\d.:;]{{0,80}}?)(?:{_TERM})(?:[,:]?\s*(?:den |d\.\s?|- |–\s?)?{DATE}.*)?$"
)


def _attendance_starts(meeting: Meeting, lines: list[Line]) -> list[tuple[int, bool]]:
    words = load_rules("layout")["fields"]
    present, absent = tuple(words["present"]), tuple(words["absent"])
    out = []
    for index, line in enumerate(lines):
        low = line.text.casefold()
        for group, state in ((present, True), (absent, False)):
            hit = next((w for w in sorted(group, key=len, reverse=True) if low.startswith(w)), None)
            if hit and (len(low) == len(hit) or not (low[len(hit)].isalnum() or low[len(hit)] == "-")):
                out.append((index, state))
                break
    return out


_WITH_STATUS = re.compile(r"^[A-ZÆØÅ][^:\n]{3,60}:\s?(?:Deltog|Deltager|Til stede|Mødt|Afbud|Fraværende|Ikke til stede|Fravær)\b")


def _attendance_by_line(meeting: Meeting, lines: list[Line]) -> list[Attendee]:
    """Lists without a label, as the regions write them: `Navn (A): Deltog`."""
    out: list[Attendee] = []
    for line in lines:
        if _WITH_STATUS.match(line.text):
            colon = line.start + line.text.index(":")
            absent = re.match(r":\s?(?:Afbud|Fravær|Ikke)", meeting.text[colon : line.end]) is not None
            out += read_attendance(meeting.text, line.start, colon, present=not absent)[:1]
    return out


def _attendance_block(meeting: Meeting, lines: list[Line], first: int, present: bool) -> list[Attendee]:
    text, line = meeting.text, lines[first]
    words = load_rules("layout")["fields"]
    group = words["present"] if present else words["absent"]
    low = line.text.casefold()
    label = max((w for w in group if low.startswith(w)), key=len)
    start = line.start + len(label)
    rest = text[start : line.end]
    inner = re.match(r"[^:\n]{0,40}:\s*|\s*[:–-]?\s*", rest)
    start += inner.end() if inner else 0
    end, _last = line.end, first
    alone = start >= line.end
    for index in range(first + 1, len(lines)):
        following = lines[index]
        gap = following.after_blank and not (alone and (index == first + 1 or _name_line(following.text)))
        if gap or _ends_list(following.text) or is_contents_line(following) or heading_kind(following.text) not in (None, "absence"):
            break
        if _ends_attendance(following.text):
            break
        end, _last = following.end, index
    return read_attendance(text, start, end, present=present)


@cache
def _list_ends() -> tuple[str, ...]:
    rules = load_rules("layout")
    fields = rules["fields"]
    return tuple({word for name in fields for word in fields[name]} | set(rules["contents"]["headings"]))


def _ends_attendance(words: str) -> bool:
    low = words.casefold()
    return any(low.startswith(word) and not low[len(word) : len(word) + 1].isalpha() for word in _list_ends())


def _ends_list(words: str) -> bool:
    return len(words) > 400 and _CLAUSE.search(words) is not None and words.count(",") < 4


def _name_line(words: str) -> bool:
    plain = re.sub(r"\([^)]*\)", "", words)
    tokens = plain.replace(",", " ").replace("-", " ").split()
    return 1 < len(tokens) <= 9 and tokens[0][:1].isupper() and sum(t[:1].isupper() for t in tokens) >= 2 and not any(c.isdigit() for c in plain)


def _merge_attendees(meeting: Meeting) -> None:
    """Keep one entry a name: who is on the list of members and on that of the absent is absent."""
    seen: dict[str, Attendee] = {}
    merged: list[Attendee] = []
    for attendee in meeting.attendees:
        known = seen.get(attendee.name.casefold())
        if known is None:
            seen[attendee.name.casefold()] = attendee
            merged.append(attendee)
        else:
            known.present = known.present and attendee.present
            known.party = known.party or attendee.party
    meeting.attendees = merged


# --- items ------------------------------------------------------------------------------------------------


def _read_items(meeting: Meeting, headings: list[Heading]) -> None:
    lines, text = meeting.lines, meeting.text
    contents = {title_key(title): title for title in meeting.contents}
    for index, heading in enumerate(headings):
        last = headings[index + 1].first if index + 1 < len(headings) else len(lines)
        end = _line_start(text, lines[last].start) if last < len(lines) else len(text)
        behind = heading.behind
        title, title_end = heading.title, lines[heading.line].end
        if heading.line + 1 == heading.behind:
            while behind < last and behind - heading.line < 4 and _continues(lines, behind, title, contents):
                title = f"{title} {lines[behind].text}".strip()
                title_end = lines[behind].end
                behind += 1
        body = max(title_end, lines[behind - 1].end)
        item = ItemSpan(
            heading.number,
            title.strip(" *_#").lstrip(". "),
            _line_start(text, lines[heading.first].start),
            end,
            heading.title_at,
            max(title_end, heading.title_at),
            body,
            heading.first,
            last,
        )
        item.closed = _LUKKET.search(item.title) is not None
        read_sections(meeting, item, behind)
        if item.case_number is None:
            _case_in_heading(meeting, item, lines[heading.first : behind])
        meeting.items.append(item)


def _case_in_heading(meeting: Meeting, item: ItemSpan, lines: list[Line]) -> None:
    """`1-52-71-21-19 - 41. Title` and `Punkt 14 Acadre 11/2345`: the number stands in the heading's own lines."""
    for line in lines:
        found = find_case_number(line.text) or _LEADING_CASE.match(line.text) and (_LEADING_CASE.match(line.text)[1], 0)  # type: ignore[index]
        if found and meeting.text.startswith(found[0], line.start + found[1]):
            item.case_number, item.case_start = found[0], line.start + found[1]
            return


_LEADING_CASE = re.compile(r"([01]-\d{1,2}-\d{1,3}(?:-\d{1,5})?-\d{2}|\d{2}/\d{3,6}|\d{2}-\d{6})(?=\s?[-–:]\s)")


def _continues(lines: list[Line], index: int, title: str, contents: dict[str, str]) -> bool:
    """Tell whether a line is the rest of a title that wraps."""
    line = lines[index]
    key = title_key(title)
    if not title:
        return not heading_kind(line.text) and find_case_number(line.text) is None
    # Long titles are cut off in the table of contents: such an entry does not tell where the title ends.
    if key in contents and len(contents[key]) < 85:
        return False
    joined = title_key(title + line.text)
    if any(len(entry) > len(key) and (entry.startswith(joined) or joined.startswith(entry) and len(entry) > 60) for entry in contents if entry.startswith(key)):
        return True
    if line.after_blank or line.marked != lines[index - 1].marked or heading_kind(line.text) or find_case_number(line.text):
        return False
    return len(line.text) < 120 and len(title) > 45 and (index + 1 >= len(lines) or lines[index + 1].after_blank) and line.text[-1] not in ".:"


def _undecided(meeting: Meeting) -> bool:
    """An agenda may call itself minutes; without a single decision or absence it is an agenda."""
    return not any(section.kind in ("absence", "decision") for item in meeting.items for section in item.sections) and not re.match(
        r"(?i)\s*[#*\s]*referat|beslutningsprotokol", meeting.text[:400].strip()
    )
