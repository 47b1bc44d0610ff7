"""Headings that tell whose decision stands below them, and when it was made."""

from __future__ import annotations

import re

from nlp.meeting.bodies import read_body
from nlp.meeting.model import Meeting, SectionSpan
from nlp.meeting.section_kinds import heading_kind, is_decision_heading
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
# Rows of a table of who treated the case: `25-08-2020 Byrådet<tab>Godkendt`, `Byrådet<tab>25-08-2020<tab>Godkendt`.
_ROW = re.compile(rf"(?:(?P<first>{DATE})\s+(?P<after>[A-ZÆØÅ][^\t\d:]{{2,80}})|(?P<before>[A-ZÆØÅ][^\t\d:]{{2,80}}?)\s+(?P<second>{DATE}))\t(?=[A-ZÆØÅ\d])")
# `Beslutning for Punkt 162: Spørgetid`, `Indstilling fra Økonomiudvalget`, `Forretningsudvalgets beslutning`.
_FOR_POINT = re.compile(
    r"^(?P<kind>Beslutning(?:er)?|Afgørelse|Indstilling(?:er)?) (?:for|til|vedr\.?|vedrørende|under|på) (?:punkt|pkt\.?|sag|dagsordenspunkt)\b", re.IGNORECASE
)
_PROPOSAL_OF = re.compile(r"^Indstilling(?:en|er)? (?:fra|af|til) [A-ZÆØÅ][^.:;]{2,90}:?$")
_DECISION_OF = re.compile(r"^(?P<body>[A-ZÆØÅ][^.:;\d]{2,90}?)s (?:beslutning(?:er)?|behandling|afgørelse)\s?:?$")
_POINT = re.compile(r"\b(?:pkt|punkt|sag nr|beslutning)", re.IGNORECASE)
_BARE_DATED = re.compile(r"^(?:Beslutning(?:er)?|Afgørelse)\b", re.IGNORECASE)
_BODYLIKE = re.compile(r"udvalg|råd|bestyrelse|kommission|nævn|repræsentation|magistrat|forsamling|, | og |&|s beslutning", re.IGNORECASE)
# How a decision begins, behind its numbers and whoever decides.
_DECIDED = re.compile(
    r"(?:(?:Ad|Pkt|Punkt)\b\.?\s?\d|[^.\n]{0,60}?\b(?:godkend|anbefal|tiltr[æå]d|vedt[ao]g|tag(?:et|es) til|tog |til efterretning|drøft|udsat|udsættes|afvist|forkast|ikke |imødekom|bevil|oversend|sendes|hjemvis|tilbagesend|valgt|udpeg|indstil|beslutte|udgå|udgik|intet|ingen))",
    re.IGNORECASE,
)
_ANY_DATE = re.compile(DATE, re.IGNORECASE)
_DIGIT = re.compile(r"\d")
# Letters of a body's name without its article.
_SHORTEST_BODY = 5
# `KB:`, `Ø.U. den 12. maj 1999:`, `BY 26/10-99:` before a decision.
_SHORT = re.compile(rf"(?P<short>[A-ZÆØÅ]{{2,4}}|(?:[A-ZÆØÅ]\.){{2,4}}),?(?:\s(?:[a-z]{{1,3}}\.?\s?)?(?P<date>{DATE}))?\s?:(?=\s|$)\s*")
# A heading's words are the body's name, for the greater part.
_MOSTLY = 0.6
_MEETING = re.compile(r"(?i)^(?:på|ved)\s+|s?møde[tr]?s?$")
_BEFORE_BODY = re.compile(r"(?i)^(?:beslutning(?:er)?|afgørelse):?\s+(?:i |fra |af )?|(?:,?\s+den)?\s*:?$")


def inline_decisions(meeting: Meeting, line: Line, current: SectionSpan | None) -> list[SectionSpan]:
    """Read the dated decisions of other bodies that stand in one line each, or several in one."""
    row = _ROW.match(line.text) if "\t" in line.text else None
    if row is None and ": " not in line.text or not _DIGIT.search(line.text, 0, 120):
        return []
    listed = current is not None and current.listed
    out: list[SectionSpan] = []
    for hit in [row] if row else _INLINE.finditer(line.text):
        body, day = (hit["after"] or hit["before"]).strip(), iso_date(hit["first"] or hit["second"])
        if day is None or not (listed or _BODYLIKE.search(body)):
            continue
        name = re.sub(r"(?i)^(?:beslutning(?:er)?|behandling|behandlet|indstilling|godkendt)\s*(?:i |fra |af )?", "", body)
        own = (row is not None or not listed) and same_body(name, meeting.committee) and (meeting.date is None or day == meeting.date)
        out.append(
            SectionSpan(
                "decision" if own else "history",
                hit.group().strip(" :\t"),
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


def named_heading(meeting: Meeting, line: Line) -> SectionSpan | None:
    """Read a heading that names what it decides, or who proposes or decides."""
    words = line.text
    point = _FOR_POINT.match(words)
    if point or _PROPOSAL_OF.match(words):
        kind = "decision" if point and not point["kind"].casefold().startswith("ind") else "proposal"
        return SectionSpan(kind, words.rstrip(" :"), line.start, line.end, line.end)
    if is_decision_heading(words) and not _ANY_DATE.search(words):
        # `Beslutning i Forretningsudvalget`, `Beslutning Byrådet den` of a page that lost the day.
        body = _MEETING.sub("", _BEFORE_BODY.sub("", words))
        if read_body(body, small=True, nouns=True) is None:
            return None
        own = same_body(body, meeting.committee)
        return SectionSpan("decision" if own else "history", words.rstrip(" :"), line.start, line.end, line.end, body, None, own)
    if words[-1] == ":" and (whole := _whole_body(words)) is not None:
        return _by(meeting, line, whole, None, line.end)
    hit = _DECISION_OF.match(words)
    if hit is None or not _BODYLIKE.search(hit["body"]):
        return None
    own = same_body(hit["body"], meeting.committee)
    return SectionSpan("decision" if own else "history", words.rstrip(" :"), line.start, line.end, line.end, hit["body"], None, own)


def abbreviated_decision(meeting: Meeting, line: Line) -> SectionSpan | None:
    """Read a decision behind the abbreviation of whose it is: `KB: Godkendt.`, `ØU 12/5-99:`."""
    hit = _SHORT.match(line.text)
    body = rule_file("committees")["abbreviations"].get(hit["short"].replace(".", "")) if hit else None
    if hit is None or body is None:
        return None
    return _by(meeting, line, body, iso_date(hit["date"]) if hit["date"] else None, line.start + hit.end())


def _whole_body(words: str) -> str | None:
    """Give the body that is all there is of a line: `KOMMUNALBESTYRELSEN:`."""
    name = words.rstrip(" :")
    body = read_body(name, small=True)
    return name if body is not None and len(body.name) == len(name) else None


def _by(meeting: Meeting, line: Line, body: str, day: str | None, start: int) -> SectionSpan:
    own = same_body(body, meeting.committee) and (day is None or meeting.date is None or day == meeting.date)
    return SectionSpan("decision" if own else "history", line.text[: start - line.start].strip(" :"), line.start, start, line.end, body, day, own)


def dated_heading(meeting: Meeting, line: Line, current: SectionSpan | None, following: Line | None) -> SectionSpan | None:
    """Read a heading that tells the day of a decision and, mostly, whose it is."""
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
    if body.casefold().startswith(("på ", "ved ")) or _ends_with_meeting(body):
        body = _MEETING.sub("", body).strip()
    day = iso_date(hit["date"])
    starts = bool(_BARE_DATED.match(words))
    if day is None or not starts and (inside == "attachments" and words not in meeting.recurring or not _names_body(body)):
        return None
    if not starts and not _heads_decision(meeting, words, hit, inside, following):
        return None
    own = same_body(body, meeting.committee) and (meeting.date is None or day == meeting.date)
    own = own and (not listed or "beslutning" in words.casefold())
    return SectionSpan("decision" if own else "history", words.rstrip(" :"), line.start, line.end, line.end, body or None, day, own, listed and not own)


def _ends_with_meeting(body: str) -> bool:
    """Tell whether a name ends with the word for a meeting: `Byrådets møde`."""
    first, _, last = body.casefold().rpartition(" ")
    return first != "" and last.startswith(tuple(rule_file("headings")["labels"]["meeting"]))


def _names_body(words: str) -> bool:
    """Tell whether words are a body's name and not a sentence that holds one."""
    body = read_body(words, small=True, nouns=True)
    return (
        body is not None
        and len(body.name) >= _MOSTLY * len(words.strip())
        or _BODYLIKE.search(words) is not None
        and not re.search(r"(?:^|\s)[a-zæøå]{4,}(?:\s|$)", words)
    )


def _heads_decision(meeting: Meeting, words: str, hit: re.Match[str], inside: str | None, following: Line | None) -> bool:
    """Tell whether a line of a body and a day heads a decision: else it tells who treats the case, or is a page's running head."""
    if inside == "competence":
        return is_decided(following) or words.endswith(":") or "beslutning" in words.casefold()
    return (
        bool(_POINT.search(words)) or inside == "history" or hit.re is _DATE_FIRST or words.endswith(":") or words in meeting.recurring or is_decided(following)
    )


def is_decided(line: Line | None) -> bool:
    """Tell whether the line behind a body and a date holds its decision: else they are a page's running head."""
    return line is not None and heading_kind(line.text) is None and _DECIDED.match(line.text) is not None


@from_rules
def same_body(name: str, committee: str | None) -> bool:
    """Tell whether a written name means the body that holds the meeting; an empty one does."""
    if not name or committee is None:
        return True
    ours, theirs = _letters(committee), _letters(name)
    bare = theirs.removesuffix("s")
    # `Byrådet` is `Hedensted Byråd`.
    indefinite = bare.removesuffix("et").removesuffix("en")
    return ours in theirs or bare in ours or bare == "udvalget" or len(indefinite) >= _SHORTEST_BODY and ours.endswith(indefinite)


def _letters(name: str) -> str:
    return re.sub(r"[\d\s,&-]|\bog\b", "", fold(name))
