"""`minutes_parties`: parties and lists, by name anywhere, by letter only where letters mean parties."""

from __future__ import annotations

import re
from collections import Counter

from spacy.lang.da import Danish
from spacy.language import Language
from spacy.tokens import Doc

from nlp.components.state import working
from nlp.components.working import Finding, Working, without_overlaps
from nlp.meeting.party_words import party_heading, party_letter
from nlp.rules import from_rules, rule_file
from nlp.rules.expressions import shape_of, terms

_PAREN = re.compile(r"[ \t]{0,2},?[ \t]?\(\s?([^()\n]{1,60}?)\s?\)")
# Letters joined so are parties only where votes are told: `A/F/Ø stemte imod`, not `Vand A/S`.
_TIGHT = re.compile(r"[/+]")
_FIRM = re.compile(r"[AIPK]/S|A/B|E/F|Å/S")


@from_rules
def _names() -> tuple[tuple[str, str], ...]:
    rules = rule_file("parties")
    out = [(name, rule["letter"]) for rule in rules["party"] for name in rule["names"]]
    return tuple(sorted(out, key=lambda pair: -len(pair[0])))


@from_rules
def _short() -> tuple[tuple[str, str], ...]:
    out = [(name, rule["letter"]) for rule in rule_file("parties")["party"] for name in rule["short"] if len(name) > 1]
    return (*out, ("UP", "UP"), ("UFP", "UP"))


def find_parties(work: Working) -> list[Finding]:
    """Find all parties of a document; each resolves to its letter, `UP` outside the parties."""
    out = [Finding("PARTY", a.party_start, a.party_end, a.party, "party/attendance") for a in work.meeting.attendees if a.party and a.party_end]
    out += _in_headings(work)
    out += _behind_people(work)
    out += _by_name(work)
    out += _by_letter(work)
    _settle_letters(work, out)
    blocked = bytearray(len(work.text) + 1)
    for f in (*work.people, *work.committees):
        blocked[f.start : f.end] = b"\x01" * (f.end - f.start)
    return without_overlaps([f for f in out if not blocked[f.start]])


# Letters that stand for a party's name where the document writes the others' short names, and for a list of its own where it writes official letters.
_AMBIGUOUS = {"S": "A", "K": "C", "R": "B"}
_OFFICIAL = frozenset("ABCFOØ")
_SHORT_NAMES = frozenset(["SF", "DF", "EL", "LA", "KF", "RV"])


_CAPITALS = re.compile(r"\b[A-ZÆØÅ]{2}\b")


def _settle_letters(work: Working, found: list[Finding]) -> None:
    """`S` is the Social Democrats, `K` the Conservatives and `R` the Social Liberals only where their own letters are not used."""
    printed = {work.text[f.start : f.end] for f in found}
    letters, short = printed & _OFFICIAL, printed & _SHORT_NAMES
    for f in found:
        word = work.text[f.start : f.end]
        meant = _AMBIGUOUS.get(word)
        if meant and f.id in (word, meant):
            beside = _SHORT_NAMES & set(_CAPITALS.findall(work.text, max(0, f.start - 16), f.end + 16))
            f.id = meant if beside or meant not in printed and not letters and (short or f.id == meant) else word
    for attendee in work.meeting.attendees:
        word = work.text[attendee.party_start : attendee.party_end]
        if word in _AMBIGUOUS and attendee.party == _AMBIGUOUS[word] and attendee.party in printed:
            attendee.party = word


def _behind_people(work: Working) -> list[Finding]:
    out = []
    for person in work.people:
        paren = _PAREN.match(work.text, person.end, person.end + 80)
        if paren:
            letter = party_letter(paren[1])
            if letter:
                out.append(Finding("PARTY", paren.start(1), paren.end(1), letter, "party/behind-person"))
            elif shape_of("parties", "local_body").match(paren[1]):
                out.append(Finding("PARTY", paren.start(1), paren.end(1), _list_letter(work, paren[1]), "party/local-list"))
            else:
                inner = re.match(r"([A-ZÆØÅ]|SF|EL|DF|LA|RV|KF|DD|NB|UP)(?:[,;]\s|\s[-–]\s)", paren[1])
                if inner and party_letter(inner[1]):
                    out.append(Finding("PARTY", paren.start(1), paren.start(1) + len(inner[1]), party_letter(inner[1]) or "", "party/behind-person"))
            continue
        bare = re.match(r", ([A-ZÆØÅ]|SF)(?=[,;.\n)]|\s\(|$|\s[a-zæøå])", work.text[person.end : person.end + 8])
        if bare and _in_list(work, person.end):
            out.append(Finding("PARTY", person.end + 2, person.end + 2 + len(bare[1]), party_letter(bare[1]) or bare[1], "party/behind-person"))
    return out


def _in_list(work: Working, at: int) -> bool:
    line = work.text[work.text.rfind("\n", 0, at) + 1 : at]
    return bool(shape_of("parties", "heads_list").match(line))


def _local_lists(work: Working) -> list[Finding]:
    """Lists of one municipality by their names (`Borgerlisten`); the letter is known where only one local letter is used."""
    return [
        Finding("PARTY", hit.start(), hit.end(), _list_letter(work, hit.group()), "party/local-list")
        for hit in shape_of("parties", "local_list").finditer(work.text)
        if not shape_of("parties", "no_list").match(hit.group())
    ]


def _list_letter(work: Working, name: str) -> str:
    hit = shape_of("parties", "list_letter").search(name) or re.search(rf"{re.escape(name)}\s?\(([A-ZÆØÅ])\)", work.text)
    if hit:
        return hit[1]
    national = {rule["letter"] for rule in rule_file("parties")["party"]} | {"UP"}
    used = {hit[1] for hit in _BEHIND_NAME.finditer(work.text)}
    local = {a.party for a in work.meeting.attendees if a.party} - national or used - national
    if len(local) == 1:
        return str(next(iter(local)))
    # Several lists, or minutes without letters: a list keeps its name, unless its own first letter is used.
    first = name[0].upper()
    return first if first in local or first in used & _SHARED else name.removesuffix("s") if name.endswith(terms("parties", "genitive_list")) else name


# Letters of small parties that local lists use too.
_SHARED = frozenset("GHKPQSZ")
_BEHIND_NAME = re.compile(r"(?<=[a-zæøåéüö]) \(([A-ZÆØÅ])\)(?! ?-)")


def _by_name(work: Working) -> list[Finding]:
    out: list[Finding] = []
    text = work.text
    for name, letter in _names():
        for at in work.occurrences(name):
            end = at + len(name)
            if text[end : end + 1] == "-" and text[end + 1 : end + 2].isalpha() and name != "SF":
                continue
            if not _is_party_here(text, at, end, name):
                continue
            out.append(Finding("PARTY", at, end, letter, "party/name"))
    if any(sign in text for sign in terms("parties", "list_signs")):
        out += _local_lists(work)
    for hit in _loud().finditer(text):
        out.append(Finding("PARTY", hit.start(1), hit.end(1), _by_capitals()[hit[1]], "party/capitals"))
    for words in rule_file("parties")["outside"]["words"]:
        if len(words) > 3 and words not in terms("parties", "outside_too"):
            for at in work.occurrences(words):
                out.append(Finding("PARTY", at, at + len(words), "UP", "party/outside"))
    return out


@from_rules
def _by_capitals() -> dict[str, str]:
    return {name.upper(): letter for name, letter in _names() if len(name) > 2}


@from_rules
def _loud() -> re.Pattern[str]:
    """Names in capitals before a verb in capitals: `VENSTRE STEMTE IMOD`, or behind a label of such."""
    names = "|".join(re.escape(name) for name in sorted(_by_capitals(), key=len, reverse=True) if not name.istitle() and len(name) > 3)
    return re.compile(rf"(?<![\w-])({names})(?=(?: OG [A-ZÆØÅ ]+)? (?:STEM|UNDL|KAN |KUNNE |TOG |VAR |ER |ØNSK|[A-ZÆØÅ]{{3}})|[.,:\n])")


def _in_headings(work: Working) -> list[Finding]:
    """The letter in `A. Socialdemokratiet` above its members; the name is found as one."""
    lines = [line for line in work.meeting.lines if line.start < work.meeting.header_end and line.text[1:2] in (".", " ", ":")]
    return [Finding("PARTY", line.start, line.start + 1, letter, "party/heading") for line in lines if (letter := party_heading(line.text)) == line.text[0]]


def _is_party_here(text: str, start: int, end: int, name: str) -> bool:
    """`Venstre` may be a direction and `Alternativet` the alternative where a sentence begins."""
    before = text[max(0, start - 3) : start].rstrip(" ")
    sentence = not before or before[-1] in '.\n:•*#”"–-' or start == 0
    following = text[end : end + 25]
    if sentence and name in terms("parties", "begins_sentence"):
        return shape_of("parties", "behind").match(following) is not None or re.match(r"(?:,| og)\s[A-ZÆØÅ]|\s?\(", following) is not None
    return not (name in terms("parties", "direction") and shape_of("parties", "no_direction").match(following))


_SIGN = re.compile(r"[A-ZÆØÅ][\wæøåÆØÅ]{0,3}(?: \d{1,2})?")


def _in_vote_parens(text: str, start: int, end: int) -> list[Finding]:
    """Parties in the parentheses of a vote, all of which must be such: letters, signs of some letters, a local list by name."""
    out: list[Finding] = []
    for paren in shape_of("parties", "vote_paren").finditer(text, start, end):
        at, pieces = paren.start(1), []
        for gap in [*shape_of("parties", "separator").finditer(text, paren.start(1), paren.end(1)), None]:
            stop = gap.start() if gap else paren.end(1)
            pieces.append((at, stop))
            at = gap.end() if gap else stop
        said = [text[a:b] for a, b in pieces]
        if not all(_SIGN.fullmatch(one) or party_letter(one) or shape_of("parties", "local_name").fullmatch(one) for one in said):
            continue
        if any(len(one) > 1 and one.isupper() and set(one) <= set("ABCDFIKOVÆØÅ") and party_letter(one) is None and len(said) == 1 for one in said):
            # `3 stemmer for (AV)`: letters run together.
            continue
        for (a, b), one in zip(pieces, said, strict=True):
            word = one.split(" ")[0] if _SIGN.fullmatch(one) and party_letter(one) is None else one
            out.append(Finding("PARTY", a, a + len(word) if word != one else b, party_letter(one) or party_letter(word) or word, "party/vote-parentheses"))
    return out


def _before_names(work: Working) -> list[Finding]:
    """A letter before its members: `A (Ida Bro, Per Ly) stemte imod`."""
    out = []
    for person in work.people:
        hit = shape_of("parties", "before_names").search(work.text, max(0, person.start - 20), person.start)
        item = work.item_at(person.start) if hit else None
        if hit and item and any(section.body <= person.start < section.end for section in item.parts("decision", "history")):
            out.append(Finding("PARTY", hit.start(1), hit.end(1), party_letter(hit[1]) or hit[1], "party/before-names"))
    return out


def _by_letter(work: Working) -> list[Finding]:
    out: list[Finding] = _before_names(work)
    text = work.text
    letters = {a.party for a in work.meeting.attendees if a.party} | {rule["letter"] for rule in rule_file("parties")["party"]}
    for item in work.meeting.items:
        for section in item.sections:
            # A proposal holds letters where a party makes it, or where a vote was copied into it.
            if section.kind in ("decision", "history", "absence") or (
                section.kind == "proposal" and shape_of("parties", "vote_words").search(text, section.body, min(section.end, section.body + 1500))
            ):
                last = min(section.end, section.body + 12000)
                out += _letters(text, section.body, last, letters, strict=section.kind == "proposal")
                if section.kind == "decision":
                    out += _in_vote_parens(text, section.body, last)
    for name, letter in _short():
        for at in work.occurrences(name):
            end = at + len(name)
            if text[end : end + 1] in ("-", "/", "&") or text[at - 1 : at] in ("-", "/", "&"):
                continue
            if shape_of("parties", "behind").match(text, end, end + 110) or (
                name in ("EL", "DF", "LA", "RV")
                and shape_of("parties", "letter_follows_word").search(text[max(0, at - 5) : at])
                and not re.match(r" ?\d|\s?[a-z]{2,} ?:", text[end : end + 6])
            ):
                out.append(Finding("PARTY", at, end, letter, "party/short"))
    return out


def _letters(text: str, start: int, end: int, letters: set[str], *, strict: bool) -> list[Finding]:
    out: list[Finding] = []
    for run in shape_of("parties", "run").finditer(text, start, end):
        hits = [hit for hit in shape_of("parties", "letter").finditer(text, run.start(), run.end()) if party_letter(hit.group())]
        if hits and _are_parties(text, start, run, len(hits), strict=strict):
            out += [Finding("PARTY", hit.start(), hit.end(), party_letter(hit.group()) or "", "party/letter") for hit in hits]
    for joined in shape_of("parties", "joined").finditer(text, start, end):
        if (
            len(set(joined.group())) == len(joined.group())
            and set(joined.group()) <= letters
            and _told_votes(text, start, joined)
            and not _initials(text, joined.group())
        ):
            out += [Finding("PARTY", at, at + 1, text[at], "party/joined-letters") for at in range(joined.start(), joined.end())]
    return out


def _initials(text: str, word: str) -> bool:
    """Tell whether joined letters are a member's initials: `(IB)` behind `Ida Bro`, anywhere in the document."""
    at = text.find(f"({word})")
    names = re.findall(r"\w+", text[max(0, at - 60) : at].rpartition("\n")[2]) if at >= 0 else []
    return len(names) >= len(word) and "".join(name[0] for name in names[-len(word) :]) == word


def _told_votes(text: str, start: int, joined: re.Match[str]) -> bool:
    """Tell whether joined letters stand behind the label of a vote, or before its verb."""
    others = shape_of("parties", "others").match(text, joined.end(), min(len(text), joined.end() + 200))
    at = others.end() if others else joined.end()
    return (
        shape_of("parties", "counted").search(text, max(start, joined.start() - 60), joined.start()) is not None
        or shape_of("parties", "voted").match(text, at) is not None
    )


def _are_parties(text: str, floor: int, run: re.Match[str], count: int, *, strict: bool) -> bool:
    """Tell whether a run of letters names parties: by its length, the words before it and the verb behind it."""
    before = text[max(floor, run.start() - 100) : run.start()]
    if shape_of("parties", "other").search(before):
        return False
    words = run.group()
    members = shape_of("parties", "members").match(text, run.end(), min(len(text), run.end() + 200))
    verb = members.end() if members else run.end()
    behind = shape_of("parties", "behind").match(text, verb, min(len(text), verb + 110)) is not None
    if _TIGHT.search(words):
        sentence = before[max(before.rfind("\n"), before.rfind(". ")) + 1 :]
        return _FIRM.fullmatch(words) is None and (
            behind or shape_of("parties", "voted_on").search(sentence) is not None or shape_of("parties", "counted").search(before) is not None
        )
    if count > 1:
        return not strict or behind or shape_of("parties", "vote_words").search(before) is not None
    if shape_of("parties", "counted_one").search(before):
        return True
    if words == "I" or not shape_of("parties", "lead_in").search(before) and not re.search(r",\s?$", before):
        return False
    sentence = before[max(before.rfind("\n"), before.rfind(". ")) + 1 :]
    return behind or shape_of("parties", "vote_words").search(sentence) is not None


def parties_of_members(work: Working) -> dict[str, str]:
    """Give the party of every person for whom the list of members or any line tells it; the list comes first, then what is told most often."""
    told: dict[str, Counter[str]] = {}
    found = sorted(work.people + work.parties, key=lambda f: f.start)
    for one, other in zip(found, found[1:], strict=False):
        between = work.text[one.end : other.start]
        if len(between) > 6:
            continue
        if (
            one.label == "PERSON"
            and other.label == "PARTY"
            and other.rule in ("party/behind-person", "party/local-list", "party/name")
            and shape_of("parties", "member_of").fullmatch(between)
        ):
            told.setdefault(one.id, Counter())[other.id] += 1
        elif (
            one.label == "PARTY"
            and other.label == "PERSON"
            and shape_of("parties", "of_member").fullmatch(between)
            and (between != " " or work.text[one.end - 1] == "s")
        ):
            told.setdefault(other.id, Counter())[one.id] += 1
    listed = {a.name: a.party for a in work.meeting.attendees if a.party}
    return {name: counts.most_common(1)[0][0] for name, counts in told.items()} | listed


class PartyFinder:
    """Sets the working state's parties."""

    def __call__(self, doc: Doc) -> Doc:
        work = working(doc)
        work.parties = find_parties(work)
        work.party_of = parties_of_members(work)
        return doc


@Danish.factory("minutes_parties")
def make_party_finder(nlp: Language, name: str) -> PartyFinder:
    """Build the component."""
    return PartyFinder()
