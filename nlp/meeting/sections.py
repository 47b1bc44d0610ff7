"""The sections of an agenda item: proposal, decision, case, and the rest."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from nlp.meeting.cases import read_case_number
from nlp.meeting.dated import abbreviated_decision, dated_heading, inline_decisions, is_decided, named_heading, same_body
from nlp.meeting.line_kinds import quoted_lines
from nlp.meeting.model import ItemSpan, Meeting, SectionSpan
from nlp.meeting.section_kinds import heading_kind, is_proposal_too, is_value_label
from nlp.rules import from_rules, rule_file
from nlp.text.lines import Line

_LABEL = re.compile(r"^(?P<label>[A-ZÆØÅ][A-Za-zÆØÅæøåé/ ]{2,34}?)(?:\s*:(?=\s|$)|\t)")
_ABSENCE = re.compile(r"^(?:Bemærkninger:?\s*)?(?:Afbud|Fraværende|Ikke til ?stede|Ikke tilstede|Fravær|Ikke mødt|Meldt afbud)\b", re.IGNORECASE)
_ABSENCE_LEAD = re.compile(
    r"^(?:Bemærkninger:?\s*)?(?:Afbud|Fraværende|Ikke til ?stede|Ikke tilstede|Fravær|Ikke mødt|Meldt afbud)(?: med afbud| uden afbud| medlemmer| fra| var| under punktet| ved punktet)?\s*[:–-]?\s*",
    re.IGNORECASE,
)
_PROPOSES = re.compile(
    r"^(?:(?:Det|Der) (?:indstilles|foreslås|anbefales)|(?:[\wæøåÆØÅ&.,/()-]+ ){1,12}?(?:indstiller|foreslår|anbefaler|fremsender)\b(?! ikke)).{0,60}$"
)
# A paragraph that opens with who proposes is the proposal, whatever stands above it.
_PROPOSED = re.compile(
    r"^(?:(?:Det|Der) (?:indstilles|foreslås)|(?:Administrationen|Forvaltningen|Direktionen|Sekretariatet|Borgmesteren|Kommunaldirektøren|[A-ZÆØÅ][\wæøå-]*forvaltningen|Center for [A-ZÆØÅ][\wæøå, &-]{2,40}) indstiller)(?: til [A-ZÆØÅ][^.,]{2,60})?,? at\b"
)
# Such a label begins a section in the middle of a paragraph, too.
_DECIDES = re.compile(r"(?:Beslutning|Afgørelse|Vedtagelse)\s?:")
# Some list below it who treats the case, others what was decided.
_TREATED = re.compile(r"(?:politisk )?behandling(?:en)?\s?:?$", re.IGNORECASE)
_SAYS_DECISION = re.compile(
    r"(?:\d{1,2}[.)] ?|Ad \S{1,4} )?(?:Indstillingen |Sagen |Punktet |Orienteringen |Planen |Forslaget |[A-ZÆØÅ][\w, -]{3,60}(?:udvalget|rådet|bestyrelsen|Udvalg|Råd) )?(?:blev |er |kan |kunne )?(?:enstemmigt )?"
    r"(?:godkend|anbefal|tiltr[æå]d|vedt[ao]g|tag(?:et|es|er) til|tog |drøft|udsat|udsæt|afvis|forkast|ikke |indstill|besluttede|oversend|hjemvis|valgt|intet|ingen)",
    re.IGNORECASE,
)
# Names set side by side or joined, with a party or a remark in brackets.
_NAMES = re.compile(r"(?:[A-ZÆØÅ][\w.'-]*(?:\s(?:de|la|von|van|af)\b)?(?:\s?\([^)]{1,30}\))?(?:,\s|\sog\s|\s|$)){2,}\.?")
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
    while lines and lines[-1].text.isdigit() and len(lines[-1].text) < 4:
        # A page's number.
        lines.pop()
    read_case_number(item, lines, {index for index, line in enumerate(lines) if heading_kind(line.text)})
    current: SectionSpan | None = None
    quoted = quoted_lines(lines)
    for index, line in enumerate(lines):
        if index in quoted or index and is_value_label(lines[index - 1].text):
            continue
        following = lines[index + 1] if index + 1 < len(lines) else None
        if _breaks_off(meeting, item, line, current, following):
            if current is not None:
                current.end = line.start
            item.sections.append(SectionSpan("other", line.text.rstrip(" :"), line.start, line.end, item.end))
            # Behind the meeting's end stand signatures; behind the name of a part, at most that it is empty.
            return
        single = abbreviated_decision(meeting, line) or _heading(meeting, line, current, following) or _resumed(meeting.text, line, item.sections)
        for found in inline_decisions(meeting, line, current) or ([single] if single else []):
            if current is not None and _same_heading(meeting.text, current, found):
                # `Beslutning` and, below it, `Teknisk Udvalg, den 12. marts 2015` head one section.
                found.start = item.sections.pop().start
            elif current is not None:
                current.end = found.start
            current = found
            item.sections.append(current)
    if current is not None:
        current.end = max(lines[-1].end, current.body) if out and lines else item.end
    _own_among_history(meeting, item)


def _own_among_history(meeting: Meeting, item: ItemSpan) -> None:
    """Take for this body's decision what a list of earlier ones holds under its name and the meeting's day, where it stands nowhere else."""
    if any(section.own and meeting.text[section.body : section.end].strip() for section in item.parts("decision")):
        return
    for section in reversed(item.parts("history")):
        if section.date is not None and section.date == meeting.date and section.committee and same_body(section.committee, meeting.committee):
            section.kind, section.own, section.listed = "decision", True, False
            return


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


def _goes_on(line: Line, absence: str) -> bool:
    """Tell whether a line behind an empty decision and who was absent is the decision, and not more of the absent."""
    if is_decided(line):
        return True
    return bool(absence) and line.after_blank and line.text[0].isupper() and line.text[-1] in ".:" and not _NAMES.fullmatch(line.text)


def _resumed(text: str, line: Line, sections: list[SectionSpan]) -> SectionSpan | None:
    """Go on with a decision below the line that stands between its heading and its words and tells who was absent."""
    if len(sections) < 2:
        return None
    decision, absence = sections[-2:]
    if not _goes_on(line, text[absence.body : line.start].strip(" \n:*#")):
        return None
    if absence.kind != "absence" or decision.kind != "decision" or not decision.own or text[decision.body : absence.start].strip(" \n:*#"):
        return None
    return SectionSpan("decision", decision.heading, line.start, line.start, line.end, decision.committee, decision.date)


def _same_heading(text: str, first: SectionSpan, second: SectionSpan) -> bool:
    return first.kind == second.kind == "decision" and first.own and second.own and not text[first.body : second.start].strip(" \n:*#")


def _heading(meeting: Meeting, line: Line, current: SectionSpan | None, following: Line | None) -> SectionSpan | None:  # noqa: C901 (the shapes of headings, tried in this order)
    words = line.text
    if len(words) > 200:
        return None
    kind = heading_kind(words)
    inside = current.kind if current else None
    if kind == "competence" and _TREATED.match(words) and following is not None and _SAYS_DECISION.match(following.text):
        kind = "decision"
    if kind == "decision" and is_proposal_too(words) and following is not None and (_PROPOSES.match(following.text) or _PROPOSED.match(following.text)):
        kind = "proposal"
    if kind == inside == "proposal" and words[-1] == ",":
        # `Indstilling`, and below it `Forvaltningen indstiller,`: one section.
        return None
    if kind:
        return SectionSpan(kind, words.strip(" :•·▪"), line.start, line.end, line.end, own=kind != "history", listed=kind == "history")
    dated = None if _ABSENCE.match(words) else dated_heading(meeting, line, current, following) or named_heading(meeting, line)
    if dated:
        return dated
    if _ABSENCE.match(words):
        own = inside != "history" and (current is None or current.own)
        hit = _ABSENCE_LEAD.match(words)
        end = hit.end() if hit else len(words)
        return SectionSpan("absence", words[:end].strip(" :"), line.start, line.start + end, line.end, own=own)
    label = _LABEL.match(words)
    cell = label is not None and words[label.end() - 1] == "\t"
    if label and (line.after_blank or cell or _DECIDES.match(words)):
        kind = "decision" if cell and _TREATED.match(label["label"]) else heading_kind(label["label"])
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
