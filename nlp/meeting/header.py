"""The facts of a meeting that stand above its first item: body, date, times and place. Who was there is read in `members`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nlp.meeting.headings import is_contents_line
from nlp.meeting.members import is_attendance_line, read_members
from nlp.meeting.model import Meeting
from nlp.rules import from_rules, rule_file
from nlp.text.dates import DATE, Period, find_date, find_period, find_times
from nlp.text.lines import Line

TERM = r"(?:\s*[-–(]?\s*(?:19|20)\d\d(?:\s*[-–/]\s*(?:19|20)?\d\d(?!\d|[-.]))?\)?)?"
_KIND = r"(?:referat|dagsorden|tillægsdagsorden|tillægsreferat|beslutningsprotokol|beslutningsreferat|protokol|mødereferat|forhandlingsprotokol)"
_TITLE_LINE = re.compile(
    rf"^(?P<kind>(?:Åbent |Åben |Lukket |Offentligt |Udskrift af )?{_KIND})"
    rf"\b:?\s*(?:til |fra |for |af |over |[-–] )?(?:møde(?:t)? (?:i |den )|ordinært møde i |ekstraordinært møde i |møde i )?(?P<body>\D*?){TERM}"
    rf"(?:[,:]?\s*(?:møde(?:t)? )?(?:den |d\.\s?|- |–\s?)?(?P<date>{DATE}).*)?$",
    re.IGNORECASE,
)
_BODY_WORD = re.compile(r"udvalg|råd(?:et|s)?\b|bestyrelse|kommission|nævn|repræsentation|magistrat|forsamling", re.IGNORECASE)
_NOUN_LIST = re.compile(r"^[A-ZÆØÅ][\wæøå-]+(?:, [A-ZÆØÅ][\wæøå-]+)* (?:og|&) [A-ZÆØÅ][\wæøå-]+$|^(?:Borgerrepræsentationen|Magistraten)$")
_NO_BODY = re.compile(
    r"^(?:Region|Deltog|Afbud|Rådhus)\b|Kommune$|råd(?:hus|gård)|rådssal|værelse|lokale|^Medlem|referat af|stemt|møde(?:t|r)? ", re.IGNORECASE
)
_DOCUMENT_WORD = re.compile(
    rf"(?i)^(?:(?:åbent?|lukket|offentligt?)\s)?{_KIND}\b\s*(?:-\s*referat\s*)?(?:fra|af|til|for|over)?\s*(?:møde(?:t)?\s*(?:i|den)?)?\s*"
    rf"|\s*[-–|•,]\s*(?:åben |lukket )?(?:{_KIND}|konstituerende møde|ordinært møde|ekstraordinært møde).*$"
)
_MEETING_KIND = r"(?:(?:[Oo]rdinært |[Ee]kstraordinært |[Kk]onstituerende |[Åå]bent |[Ll]ukket )?[Mm]ødet? i)"
_COMMITTEE_LINE = re.compile(
    rf"^(?:{_MEETING_KIND}\s+)?(?:[A-ZÆØÅ][\wæøå-]* Kommunes? (?:- |, )?)?(?P<body>[A-ZÆØÅ][\wæøå]*[^\d.:;]{{0,80}}?)(?:{TERM})"
    rf"(?:[,:]?\s*(?:den |d\.\s?|- |–\s?)?{DATE}.*)?$"
)
_BEHIND_BODY = re.compile(
    r"(?i)\s+(?:den|d\.?|kl\.?)$|\s*[,(].*(?:møde|konstituerende|budget|ekstraordinært|tillæg|referat|protokol|dagsorden).*$"
    r"|(?<=s) møde\b.*$|\s+[-–•|].*(?:møde|konstituerende|budget|ekstraordinært|tillæg|referat|protokol|dagsorden).*$"
)
_WEEKDAY = re.compile(r"(?i),?\s+(?:den\s+)?(?:man|tirs|ons|tors|fre|lør|søn)dag$")
_GENITIVE = re.compile(r"(?i)(udvalget|rådet|bestyrelsen|kommissionen|nævnet|repræsentationen|magistraten)s$")
_CLOCK_LINE = re.compile(r"(?i)(?:kl\b\.?|klokken)\s*\d")
_EDGES = " :\t-–|"


@dataclass(frozen=True)
class _Rules:
    names: dict[str, str]
    label: re.Pattern[str]
    inner: re.Pattern[str]
    needs_colon: frozenset[str]
    contents: frozenset[str]
    place: re.Pattern[str]
    no_place: re.Pattern[str]
    other_date: re.Pattern[str]
    ended: re.Pattern[str]


def _any_of(words: list[str]) -> str:
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in sorted(words, key=len, reverse=True))


@from_rules
def _rules() -> _Rules:
    data = rule_file("layout")
    names = {word: name for name, words in data["fields"].items() for word in words}
    place = data["place"]
    return _Rules(
        names,
        re.compile(rf"(?P<label>{_any_of(list(names))})\b\.?\s*[:–|-]?(?P<value>.*)$", re.IGNORECASE),
        re.compile(rf"(?<=[\s,;|])(?=[A-ZÆØÅ])(?:{_any_of(list(names))})\s?:", re.IGNORECASE),
        frozenset(data["labels"]["needs_colon"]),
        frozenset(data["contents"]["headings"]),
        re.compile(rf"(?:{_any_of(place['ends'])})(?!\w)|\b(?:{_any_of(place['words'])})\b", re.IGNORECASE),
        re.compile(rf"(?:{_any_of(place['never'])})\b", re.IGNORECASE),
        re.compile(rf"(?:{_any_of(data['labels']['other_dates'])})", re.IGNORECASE),
        re.compile(rf"(?:^|(?<=[.;] ))(?:{_any_of(data['labels']['ended'])})\b(?P<time>[^\n\d]{{0,30}}\d[\d.: ]{{0,5}})", re.IGNORECASE | re.MULTILINE),
    )


def read_header(meeting: Meeting, end_line: int) -> None:
    """Read the meeting's facts and members from the lines above its first item.

    What the header does not tell is looked for where some systems repeat it: below each item's title, and at the end.

    Args:
        meeting: A meeting whose lines are read; its fields are set.
        end_line: The index of the first line that is no longer header.
    """
    lines = [line for line in meeting.lines[:end_line] if not is_contents_line(line)]
    _read_fields(meeting, lines)
    dated = _read_dated_line(meeting, lines[:25])
    if meeting.start_time is None:
        # `Kl. 10.30-12.00` on a line of its own, away from the date.
        clock = next((line.text for line in lines[:25] if _CLOCK_LINE.match(line.text)), None)
        if clock is not None:
            _set_times(meeting, find_period(clock))
    if meeting.committee is None:
        _find_committee(meeting, lines[:25])
    if meeting.place is None and dated is not None:
        _find_place(meeting, lines, dated)
    if meeting.date is None or meeting.start_time is None or meeting.place is None:
        _read_repeated(meeting, end_line)
    if meeting.end_time is None:
        _find_end(meeting)
    read_members(meeting, meeting.lines[:end_line])


# --- labelled fields --------------------------------------------------------------------------------------


def _read_fields(meeting: Meeting, lines: list[Line]) -> None:
    # Where a table lost its form, all labels come first and then all values.
    pending: list[str] = []
    for index, line in enumerate(lines):
        if index < 15:
            _title_line(meeting, line)
        for words, start in _segments(line):
            label = _read_label(words)
            if label is None:
                name = next((name for name in pending if _fits(name, words)), None)
                if name is not None and words.casefold().rstrip(":") not in _rules().contents:
                    pending.remove(name)
                    _field(meeting, name, _joined(words, lines, index), start)
                else:
                    pending = []
                continue
            name, value = label
            if name in ("present", "absent", "guests"):
                pending = []
            elif value:
                pending = []
                _field(meeting, name, _joined(value, lines, index), start + words.rfind(value))
            else:
                pending.append(name)


def _segments(line: Line) -> Iterator[tuple[str, int]]:
    """Split a line that holds several fields: `Start: kl. 19.00 Sted: Salen`."""
    cuts = [0]
    if line.text.count(":") > 1:
        cuts += [hit.start() for hit in _rules().inner.finditer(line.text)]
    for start, end in zip(cuts, [*cuts[1:], len(line.text)], strict=True):
        words = line.text[start:end].strip(" ;|\t").lstrip(",")
        if words:
            yield words, line.start + line.text.index(words, start)


def _read_label(words: str) -> tuple[str, str] | None:
    """Give the field and the value of a line that begins with a label, or None."""
    rules = _rules()
    hit = rules.label.match(words)
    if hit is None:
        return None
    behind = words[hit.end("label") : hit.end("label") + 1]
    if behind not in ("", ".", ":", " ", "\t", "-", "–", "|"):
        return None
    label, value = " ".join(hit["label"].casefold().split()), hit["value"].strip(_EDGES)
    if value and label in rules.needs_colon and not words[hit.end("label") :].lstrip().startswith((":", "|")):
        # `Udvalg for regional udvikling` is the body's name and `Mødelokale 3` the room's: no labels.
        return None
    return rules.names[label], value


def _fits(name: str, words: str) -> bool:
    if name == "date":
        return find_date(words) is not None or bool(find_times(words))
    if name in ("start_time", "end_time"):
        return bool(find_times(words))
    return True


def _joined(value: str, lines: list[Line], index: int) -> str:
    """Add the next line to a value that ends in a comma."""
    if value.endswith(",") and index + 1 < len(lines):
        following = lines[index + 1]
        if not following.after_blank and _read_label(following.text) is None and len(following.text) < 60 and not find_date(following.text):
            return f"{value} {following.text}"
    return value


def _field(meeting: Meeting, name: str, value: str, at: int) -> None:
    if name in ("date", "start_time"):
        found = find_date(value)
        if found and meeting.date is None:
            meeting.date = found[0]
        _set_times(meeting, find_period(value, hours=found is None))
        if name == "date" and found and meeting.place is None:
            _place_behind(meeting, value)
    elif name == "end_time":
        times = find_times(value)
        if times and meeting.end_time is None:
            meeting.end_time = times[-1]
    elif name == "place" and meeting.place is None:
        _set_place(meeting, value)
    elif name == "committee" and meeting.committee is None and len(value) < 120:
        body = re.sub(rf"{TERM}$", "", value).strip(" -–")
        if body:
            _set_committee(meeting, body, at)
    elif name == "municipality" and meeting.municipality is None and len(value) < 40:
        meeting.municipality = value


def _set_times(meeting: Meeting, period: Period) -> None:
    if meeting.start_time is None:
        meeting.start_time = period.start
    if meeting.end_time is None and meeting.start_time == period.start:
        meeting.end_time = period.end


_WHEN = re.compile(rf"(?i)[\s,;(–-]*(?:\b(?:kl\.?|klokken|den|d\.)\s*)?(?:{DATE}|(?<=\bkl\. )\d|(?<=\bkl )\d|(?<=\bkl\.)\d).*$")


def _set_place(meeting: Meeting, value: str) -> None:
    place = _WHEN.sub("", value)
    if place != value:
        _set_times(meeting, find_period(value))
    place = re.sub(r"^(?:i|på|ved) (?=[A-ZÆØÅ])", "", place.strip(" ,;:|–-").removesuffix("."))
    if place and len(place) < 120 and not _DAY.fullmatch(place):
        meeting.place = place


def _title_line(meeting: Meeting, line: Line) -> None:
    hit = _TITLE_LINE.match(line.text)
    if hit is None:
        return
    if "dagsorden" in hit["kind"].casefold():
        meeting.kind = "agenda"
    if hit["date"] and meeting.date is None:
        found = find_date(hit["date"])
        meeting.date = found[0] if found else None
    body = hit["body"].strip(" -–,:•|")
    if re.match(r"[A-ZÆØÅ]\w", body) and (hit["date"] or _BODY_WORD.search(body)) and meeting.committee is None and len(body) < 120:
        start = line.start + hit.start("body") + hit["body"].index(body[0])
        _set_committee(meeting, body, start)


def _set_committee(meeting: Meeting, body: str, start: int) -> None:
    name = _BEHIND_BODY.sub("", _WEEKDAY.sub("", body)).strip(" -–,:•|")
    end = start + len(name)
    name = _GENITIVE.sub(r"\1", name)
    if name and _read_label(name) is None:
        meeting.committee, meeting.committee_start, meeting.committee_end = name, start, end


# --- lines without a label --------------------------------------------------------------------------------


def _read_dated_line(meeting: Meeting, head: list[Line]) -> int | None:
    """Read date and times from the line that tells when the meeting was, and give its index."""
    for index, line in enumerate(head):
        found = find_date(line.text)
        if found is None or _rules().other_date.match(line.text):
            continue
        meeting.date = meeting.date or found[0]
        if meeting.date == found[0]:
            period = find_period(line.text)
            if period.start is None and index + 1 < len(head) and re.match(r"(?i)kl\b|klokken\b", head[index + 1].text):
                index, period = index + 1, find_period(head[index + 1].text)
            _set_times(meeting, period)
            return index
    return None


def _find_committee(meeting: Meeting, head: list[Line]) -> None:
    """Find the body on a line of its own: by its stem first, else by its shape (`Plan, Miljø og Teknik`)."""
    for shape in (_BODY_WORD, _NOUN_LIST):
        for line in head:
            words = re.sub(_DOCUMENT_WORD, "", line.text).strip(" -–•·|:,")
            words = re.sub(r"\s*\([A-ZÆØÅ]{2,6}\)$| i [A-ZÆØÅ][\wæøåÆØÅ-]+(?: [A-ZÆØÅ][\wæøå-]+)? [Kk]ommune$", "", words)
            hit = _COMMITTEE_LINE.match(words)
            if hit is None or not shape.search(hit["body"]) or _NO_BODY.search(hit["body"]) or "(" in hit["body"].rstrip(" ("):
                continue
            body = hit["body"].rstrip(" (")
            _set_committee(meeting, body, line.start + line.text.index(body))
            return


def _find_place(meeting: Meeting, lines: list[Line], dated: int) -> None:
    """Find the place behind the time of day, or on a line of its own below the one that tells when."""
    _place_behind(meeting, lines[dated].text)
    if meeting.place is not None:
        return
    rules = _rules()
    for index in range(dated + 1, min(dated + 6, len(lines))):
        words = lines[index].text
        if not any(char.isalnum() for char in words):
            continue
        if is_attendance_line(words) or _read_label(words) or words.casefold().rstrip(":") in rules.contents:
            return
        if _says_no_place(meeting, words):
            continue
        if rules.place.search(words) and len(words) < 100 and not words.endswith((".", ":")):
            _set_place(meeting, words)
            return
        following = lines[index + 1].text if index + 1 < len(lines) else ""
        if (
            len(words) > 60
            or not re.match(r"[A-ZÆØÅ0-9]|(?:i|på) [A-ZÆØÅ]", words)
            or words.endswith((".", ":"))
            or not (is_attendance_line(following) or _read_label(following))
        ):
            return
        _set_place(meeting, words)
        return


def _says_no_place(meeting: Meeting, words: str) -> bool:
    if _rules().no_place.match(words) or _rules().ended.match(words) or _TITLE_LINE.match(words) or words.endswith((" Kommune", " kommune")):
        return True
    return meeting.committee is not None and words.startswith(meeting.committee) and not _NO_BODY.search(words)


def _place_behind(meeting: Meeting, words: str) -> None:
    stop = find_period(words).stop
    hit = _BEHIND_TIME.match(words, stop) if stop else None
    if hit and _rules().place.search(hit["place"]) and _read_label(hit["place"]) is None:
        _set_place(meeting, hit["place"])


_DAY = re.compile(r"(?:man|tirs|ons|tors|fre|lør|søn)dag", re.IGNORECASE)
_BEHIND_TIME = re.compile(r"[\s,;:•·|)–-]*(?:præcis\W+)?(?:(?:i|på|ved) |(?=[A-ZÆØÅ0-9]))(?P<place>\w.{2,80})$")


# --- what stands elsewhere --------------------------------------------------------------------------------


def _read_repeated(meeting: Meeting, end_line: int) -> None:
    """Read date, time and place below the first item's title, where each item is a page of its own."""
    for line in meeting.lines[end_line : end_line + 40]:
        if line.text[:4].casefold() != "møde":
            continue
        for words, start in _segments(line):
            label = _read_label(words)
            if label and label[1] and label[0] in ("date", "start_time", "place") and words[len(words) - len(label[1]) - 3 :].find(":") >= 0:
                _field(meeting, label[0], label[1], start)


def _find_end(meeting: Meeting) -> None:
    """Find when the meeting ended: in the header or among the last lines (`Mødet hævet kl. 20.35`)."""
    tail = max(0, len(meeting.text) - 4000)
    for start, end in ((0, min(meeting.header_end, 6000)), (tail, len(meeting.text))):
        for hit in _rules().ended.finditer(meeting.text, start, end):
            times = find_times(hit["time"])
            if times:
                meeting.end_time = times[-1]
                return
