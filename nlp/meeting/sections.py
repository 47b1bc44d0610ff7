"""The sections of an agenda item: proposal, decision, case, and the rest."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from nlp.meeting.cases import read_case_number
from nlp.meeting.model import ItemSpan, Meeting, SectionSpan
from nlp.meeting.section_kinds import heading_kind
from nlp.rules import from_rules, rule_file
from nlp.text.dates import DATE, iso_date
from nlp.text.lines import Line
from nlp.text.normalize import fold

_TERM = r"(?:\s*[-–(]?\s*(?:19|20)\d\d\s*[-–]\s*(?:19|20)\d\d\)?)?"
_DATED_DECISION = re.compile(
    rf"^(?:Beslutning(?:er)?|Afgørelse|Behandling|Referat|Indstilling)?\s*(?:i |fra |af |for |truffet af |truffet i )?"
    rf"(?P<body>[^\d]{{0,110}}?){_TERM}[,:]?\s*(?:(?:i |på )?mødet\s*)?(?:den |d\.\s?|af )?(?P<date>{DATE})"
    r"(?P<rest>(?:[,;.:]?\s*(?:kl\.? ?[\d.:]+)?,?\s*\(?(?:pkt|punkt|sag|nr|dagsordenspunkt)\.?\s?(?:nr\.?\s?)?\d+[a-z]?\)?)?[.:]?)$",
    re.IGNORECASE,
)
_DATE_FIRST = re.compile(
    rf"^(?P<date>{DATE})[,:]?\s*[-–:]?\s*(?P<body>[A-ZÆØÅ][^\d]{{2,110}}?)(?P<term>\s*[-–(]?\s*(?:19|20)\d\d\s*[-–]\s*(?:19|20)\d\d\)?)?(?:[,;]?\s*(?:pkt|punkt|sag)\.?\s?(?:nr\.?\s?)?\d+)?\s*:?$"
)
# `Økonomiudvalget den 20-03-2023: Anbefales.` and `19-09-2023 Økonomiudvalget: Anbefales.`, also further on in a line.
_INLINE = re.compile(
    rf"(?:^|(?<=[.;] ))(?:(?P<first>{DATE})[,:]?\s+(?P<after>[A-ZÆØÅ][^\d:.;]{{1,80}}?)|(?P<before>[A-ZÆØÅ][^\d:.;]{{1,90}}?){_TERM},?\s+(?:den |d\.\s?)?(?P<second>{DATE})(?:,? (?:pkt|punkt|sag)\.?\s?(?:nr\.?\s?)?\d+)?)\s*:\s+(?=\S)"
)
# `Beslutning for Punkt 162: Spørgetid`, `Indstilling fra Økonomiudvalget`, `Forretningsudvalgets beslutning`.
_FOR_POINT = re.compile(
    r"^(?P<kind>Beslutning(?:er)?|Afgørelse|Indstilling(?:er)?) (?:for|til|vedr\.?|vedrørende|under|på) (?:punkt|pkt\.?|sag|dagsordenspunkt)\b", re.IGNORECASE
)
_PROPOSAL_OF = re.compile(r"^Indstilling(?:en|er)? (?:fra|af|til) [A-ZÆØÅ][^.:;]{2,90}:?$")
_DECISION_OF = re.compile(r"^(?P<body>[A-ZÆØÅ][^.:;\d]{2,90}?)s (?:beslutning(?:er)?|behandling|afgørelse)\s?:?$")
_POINT = re.compile(r"\b(?:pkt|punkt|sag nr|beslutning)", re.IGNORECASE)
_BARE_DATED = re.compile(r"^(?:Beslutning(?:er)?|Afgørelse)\b", re.IGNORECASE)
_BODYLIKE = re.compile(r"udvalg|råd|bestyrelse|kommission|nævn|repræsentation|magistrat|forsamling|, | og |&|s beslutning", re.IGNORECASE)
_LABEL = re.compile(r"^(?P<label>[A-ZÆØÅ][A-Za-zÆØÅæøåé/ ]{2,34}?)\s*:(?=\s|$)")
_ABSENCE = re.compile(r"^(?:Bemærkninger:?\s*)?(?:Afbud|Fraværende|Ikke til ?stede|Ikke tilstede|Fravær|Ikke mødt|Meldt afbud)\b", re.IGNORECASE)
_ABSENCE_LEAD = re.compile(
    r"^(?:Bemærkninger:?\s*)?(?:Afbud|Fraværende|Ikke til ?stede|Ikke tilstede|Fravær|Ikke mødt|Meldt afbud)(?: med afbud| uden afbud| medlemmer| fra| var| under punktet| ved punktet)?\s*[:–-]?\s*",
    re.IGNORECASE,
)
_PROPOSES = re.compile(
    r"^(?:(?:Det|Der) (?:indstilles|foreslås|anbefales)|(?:[\wæøåÆØÅ&.,/-]+ ){1,12}?(?:indstiller|foreslår|anbefaler|fremsender)\b(?! ikke)).{0,60}$"
)
# How a decision begins, behind its numbers and whoever decides.
_DECIDED = re.compile(
    r"(?:(?:Ad|Pkt|Punkt)\b\.?\s?\d|[^.\n]{0,60}?\b(?:godkend|anbefal|tiltr[æå]d|vedt[ao]g|tag(?:et|es) til|tog |til efterretning|drøft|udsat|udsættes|afvist|forkast|ikke |imødekom|bevil|oversend|sendes|hjemvis|tilbagesend|valgt|udpeg|indstil|beslutte|udgå|udgik|intet|ingen))",
    re.IGNORECASE,
)
# A paragraph that opens with who proposes is the proposal, whatever stands above it.
_PROPOSED = re.compile(
    r"^(?:(?:Det|Der) (?:indstilles|foreslås)|(?:Administrationen|Forvaltningen|Direktionen|Sekretariatet|Borgmesteren|Kommunaldirektøren|[A-ZÆØÅ][\wæøå-]*forvaltningen|Center for [A-ZÆØÅ][\wæøå, &-]{2,40}) indstiller)(?: til [A-ZÆØÅ][^.,]{2,60})?,? at\b"
)
# Such a label begins a section in the middle of a paragraph, too.
_DECIDES = re.compile(r"(?:Beslutning|Afgørelse|Vedtagelse)\s?:")
_ANY_DATE = re.compile(DATE, re.IGNORECASE)
_DIGIT = re.compile(r"\d")
# Some list below it who treats the case, others what was decided.
_TREATED = re.compile(r"(?:politisk )?behandling(?:en)?\s?:?$", re.IGNORECASE)
_SAYS_DECISION = re.compile(
    r"(?:\d{1,2}[.)] ?|Ad \S{1,4} )?(?:Indstillingen |Sagen |Punktet |Orienteringen |Planen |Forslaget |[A-ZÆØÅ][\w, -]{3,60}(?:udvalget|rådet|bestyrelsen|Udvalg|Råd) )?(?:blev |er |kan |kunne )?(?:enstemmigt )?"
    r"(?:godkend|anbefal|tiltr[æå]d|vedt[ao]g|tag(?:et|es|er) til|tog |drøft|udsat|udsæt|afvis|forkast|ikke |indstill|besluttede|oversend|hjemvis|valgt|intet|ingen)",
    re.IGNORECASE,
)
_NUMBER_ONLY = re.compile(r"[\d./A-ZÆØÅ -]{4,40}K?$")
# Below these a heading that nobody knows begins a section of its own; within a case it is a part of the case.
_CLOSED_KINDS = frozenset({"decision", "proposal", "absence", "history", "attachments", "competence"})


# Characters behind the line that ends an item: signatures, that a part of the agenda is empty.
_MOST_BEHIND = 600


@dataclass(frozen=True)
class _Breaks:
    """Patterns of the lines that stand behind an item and not in it."""

    chapters: re.Pattern[str]
    last_chapters: re.Pattern[str]
    trailers: re.Pattern[str]
    ended: re.Pattern[str]


@from_rules
def _breaks() -> _Breaks:
    rules = rule_file("headings")["breaks"]
    ended = "|".join(re.escape(word) for word in rule_file("layout")["labels"]["ended"])
    chapters, last_chapters, trailers = (re.compile(rf"(?:{'|'.join(rules[name])})$") for name in ("chapters", "last_chapters", "trailers"))
    return _Breaks(chapters, last_chapters, trailers, re.compile(rf"(?:{ended})\b", re.IGNORECASE))


def read_sections(meeting: Meeting, item: ItemSpan, first: int, out: Collection[int] = ()) -> None:
    """Fill in the sections and the case number of one item.

    Args:
        meeting: The document.
        item: The item; its `sections` and `case_number` are set.
        first: Index of the first line behind the item's heading.
        out: Indices of the lines that belong to the page around the minutes.
    """
    lines = [line for index, line in enumerate(meeting.lines[first : item.last_line], start=first) if index not in out]
    read_case_number(item, lines, {index for index, line in enumerate(lines) if heading_kind(line.text)})
    current: SectionSpan | None = None
    for index, line in enumerate(lines):
        following = lines[index + 1] if index + 1 < len(lines) else None
        if _breaks_off(meeting, item, line, current, following):
            if current is not None:
                current.end = line.start
            item.sections.append(SectionSpan("other", line.text.rstrip(" :"), line.start, line.end, item.end))
            # Behind the meeting's end stand signatures; behind the name of a part, at most that it is empty.
            return
        single = _heading(meeting, line, current, following) or _resumed(meeting.text, line, item.sections)
        for found in _inline(meeting, line, current) or ([single] if single else []):
            if current is not None and _same_heading(meeting.text, current, found):
                # `Beslutning` and, below it, `Teknisk Udvalg, den 12. marts 2015` head one section.
                found.start = item.sections.pop().start
            elif current is not None:
                current.end = found.start
            current = found
            item.sections.append(current)
    if current is not None:
        current.end = item.end


def _breaks_off(meeting: Meeting, item: ItemSpan, line: Line, current: SectionSpan | None, following: Line | None) -> bool:
    """Tell whether a line stands behind an item and not in it: the name of the agenda's next part, the end of the meeting, signatures."""
    if not line.after_blank or len(line.text) > 110 or current is None or not meeting.text[current.body : line.start].strip(" \n:*#"):
        return False
    # Where much follows, it is a heading within the case, and the decision may stand below it.
    if current.kind not in ("decision", "absence") or item.end - line.end > _MOST_BEHIND:
        return False
    rules, last = _breaks(), item.last_line >= len(meeting.lines)
    if rules.chapters.match(line.text):
        return not last
    if rules.ended.match(line.text):
        return True
    if last:
        return rules.trailers.match(line.text) is not None
    return following is None and rules.last_chapters.match(line.text) is not None


def _resumed(text: str, line: Line, sections: list[SectionSpan]) -> SectionSpan | None:
    """Go on with a decision below the line that stands between its heading and its words and tells who was absent."""
    if len(sections) < 2 or not line.after_blank or not _DECIDED.match(line.text):
        return None
    decision, absence = sections[-2:]
    if absence.kind != "absence" or decision.kind != "decision" or not decision.own or text[decision.body : absence.start].strip(" \n:*#"):
        return None
    return SectionSpan("decision", decision.heading, line.start, line.start, line.end, decision.committee, decision.date)


def _same_heading(text: str, first: SectionSpan, second: SectionSpan) -> bool:
    return first.kind == second.kind == "decision" and first.own and second.own and not text[first.body : second.start].strip(" \n:*#")


def _inline(meeting: Meeting, line: Line, current: SectionSpan | None) -> list[SectionSpan]:
    """Read the dated decisions of other bodies that stand in one line each, or several in one."""
    if ": " not in line.text or not _DIGIT.search(line.text, 0, 120):
        return []
    listed = current is not None and current.listed
    out: list[SectionSpan] = []
    for hit in _INLINE.finditer(line.text):
        body, day = (hit["after"] or hit["before"]).strip(), iso_date(hit["first"] or hit["second"])
        if day is None or not (listed or _BODYLIKE.search(body)):
            continue
        name = re.sub(r"(?i)^(?:beslutning(?:er)?|behandling|behandlet|indstilling|godkendt)\s*(?:i |fra |af )?", "", body)
        own = not listed and same_body(name, meeting.committee) and (meeting.date is None or day == meeting.date)
        out.append(
            SectionSpan(
                "decision" if own else "history",
                hit.group().strip(" :"),
                line.start + hit.start(),
                line.start + hit.end(),
                line.end,
                name,
                day,
                own,
                listed and not own,
            )
        )
    return out


def _heading(meeting: Meeting, line: Line, current: SectionSpan | None, following: Line | None) -> SectionSpan | None:
    words = line.text
    if len(words) > 200:
        return None
    kind = heading_kind(words)
    inside = current.kind if current else None
    if kind == "competence" and _TREATED.match(words) and following is not None and _SAYS_DECISION.match(following.text):
        kind = "decision"
    if kind:
        return SectionSpan(kind, words.rstrip(" :"), line.start, line.end, line.end, own=kind != "history", listed=kind == "history")
    dated = _dated(meeting, line, current, following) or _named(meeting, line)
    if dated:
        return dated
    if _ABSENCE.match(words):
        own = inside != "history" and (current is None or current.own)
        hit = _ABSENCE_LEAD.match(words)
        end = hit.end() if hit else len(words)
        return SectionSpan("absence", words[:end].strip(" :"), line.start, line.start + end, line.end, own=own)
    label = _LABEL.match(words)
    if label and (line.after_blank or _DECIDES.match(words)):
        kind = heading_kind(label["label"])
        if kind and kind not in ("case", "other"):
            return SectionSpan(kind, label["label"], line.start, line.start + label.end(), line.end)
    if inside not in ("proposal", "decision", "history") and len(words) < 150 and _PROPOSES.match(words) and (words[-1] in ":,;" or words.endswith(" at")):
        return SectionSpan("proposal", words.rstrip(" :,"), line.start, line.start, line.end)
    if inside not in ("proposal", "decision") and line.after_blank and _PROPOSED.match(words):
        return SectionSpan("proposal", words.partition(",")[0].rstrip(" :"), line.start, line.start, line.end)
    if inside in _CLOSED_KINDS and _looks_like_heading(line, following, inside):
        return SectionSpan("other", words, line.start, line.end, line.end)
    return None


def _looks_like_heading(line: Line, following: Line | None, inside: str | None) -> bool:
    words = line.text
    if line.marked:
        return not _NUMBER_ONLY.match(words)
    if inside not in ("decision", "proposal") or not line.after_blank or following is None or not following.after_blank:
        return False
    plain = len(words) < 70 and words[0].isupper() and words[-1] not in '.,;:)”"' and ":" not in words
    return plain and len(following.text) > 90 and following.text[0].isupper() and len(words.split()) > 1


def _named(meeting: Meeting, line: Line) -> SectionSpan | None:
    """Read a heading that names what it decides, or who proposes or decides."""
    words = line.text
    point = _FOR_POINT.match(words)
    if point or _PROPOSAL_OF.match(words):
        kind = "decision" if point and not point["kind"].casefold().startswith("ind") else "proposal"
        return SectionSpan(kind, words.rstrip(" :"), line.start, line.end, line.end)
    hit = _DECISION_OF.match(words)
    if hit is None or not _BODYLIKE.search(hit["body"]):
        return None
    own = same_body(hit["body"], meeting.committee)
    return SectionSpan("decision" if own else "history", words.rstrip(" :"), line.start, line.end, line.end, hit["body"], None, own)


def _dated(meeting: Meeting, line: Line, current: SectionSpan | None, following: Line | None) -> SectionSpan | None:
    words, inside = line.text, current.kind if current else None
    listed = current is not None and current.listed
    if len(words) > 170 or not _DIGIT.search(words) or not _ANY_DATE.search(words):
        return None
    hit = _DATED_DECISION.match(words) or _DATE_FIRST.match(words)
    if hit is None:
        return None
    body = re.sub(r"\s+", " ", hit["body"]).strip(" ,:-–")
    body = re.sub(r"(?i)^(?:i |fra |af |for )", "", body)
    body = re.sub(r"(?i)(?:\s*[-–]?\s*beslutning(?:er)?(?: i)?(?: mødet)?(?: den)?)$", "", body)
    day = iso_date(hit["date"])
    starts = bool(_BARE_DATED.match(words))
    if not starts and (not _BODYLIKE.search(hit["body"]) or (inside in ("attachments",))):
        return None
    if day is None or (not starts and not _POINT.search(words) and inside != "history" and hit.re is not _DATE_FIRST and not _is_decided(following)):
        return None
    own = same_body(body, meeting.committee) and (meeting.date is None or day == meeting.date)
    own = own and (not listed or "beslutning" in words.casefold())
    return SectionSpan("decision" if own else "history", words.rstrip(" :"), line.start, line.end, line.end, body or None, day, own, listed and not own)


def _is_decided(line: Line | None) -> bool:
    """Tell whether the line behind a body and a date holds its decision: else they are a page's running head."""
    return line is not None and _DECIDED.match(line.text) is not None


@from_rules
def same_body(name: str, committee: str | None) -> bool:
    """Tell whether a written name means the body that holds the meeting; an empty one does."""
    if not name or committee is None:
        return True
    ours, theirs = _letters(committee), _letters(name)
    return ours in theirs or theirs in ours or ours == theirs.removesuffix("s") or theirs.removesuffix("s") == "udvalget"


def _letters(name: str) -> str:
    return re.sub(r"[\d\s,&-]|\bog\b", "", fold(name))
