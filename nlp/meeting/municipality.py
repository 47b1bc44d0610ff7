"""Whose minutes these are: the municipality or region, by all that gives it away."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from nlp.meeting.evidence import any_of, weight
from nlp.meeting.model import Meeting
from nlp.rules import from_rules, rule_file
from nlp.text.normalize import fold

_BEFORE = re.compile(r"([A-ZÆØÅ][\wæøåÆØÅ]*(?:-[A-ZÆØÅ][\wæøåÆØÅ]*)?(?: [A-ZÆØÅ][\wæøå]*(?:-[A-ZÆØÅ][\wæøåÆØÅ]*)?)?)\s$")
_CAPITALISED = re.compile(r"(?<![\w-])[A-ZÆØÅ][\wæøåÆØÅ]*(?:-[A-ZÆØÅ][\wæøåÆØÅ]*)?")
_REGION = re.compile(r"\bRegion [A-ZÆØÅ][\wæøå]+")
_REGION_HOUSE = re.compile(r"\bRegions(?:gård|hus|råd)")
_BEHIND = ("", " ", "s", ".", ",", "\n", ":", ")", "’", "'", ";", "*", "-", "|")
_WORD_BEFORE = re.compile(r"([\wæøåÆØÅ.]+),? $")
_SITE = re.compile(r"(?:www\.|@|//|\.)([a-zæøå0-9-]{2,30})\.dk\b")
_NUMBER = re.compile(r"(?<![\w-])(\d{3})-(?:19|20)\d\d-\d{1,6}(?![\d-])")
_POSTAL = re.compile(r"\b\d{4} $")
_PERSON = re.compile(r"(?:^|[\s(])[A-ZÆØÅ][\wæøå-]+\.? $")
_KINDS = re.compile(r" (?:Kommune|Regionskommune|Kommunia)$|^(?:Kommuneqarfik|Kommune) ")
# Characters in which names are looked for.
_MOST_CHARS = 60_000


@dataclass(frozen=True)
class _Register:
    """The municipalities: official names by short name, by number and by web site; short names by town."""

    official: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)
    sites: dict[str, str] = field(default_factory=dict)
    towns: dict[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)


@from_rules
def _register() -> _Register:
    out = _Register()
    towns: dict[str, list[tuple[str, str]]] = {}
    for row in rule_file("municipalities")["municipality"]:
        short = _KINDS.sub("", row["official"])
        names = {_KINDS.sub("", name) for name in (row["name"], *row["variants"], row["official"])}
        out.official.update((name.casefold(), row["official"]) for name in names)
        out.numbers[row["code"][1:]] = short
        out.sites.update((site, short) for name in names for site in _site_names(name))
        out.sites.update((site, short) for site in row.get("sites", ()))
        for name in names:
            towns.setdefault(name.split(" ")[0], []).append((name, short))
        for town in row.get("towns", ()):
            towns.setdefault(town.split(" ")[0], []).append((town, short))
    out.towns.update((first, tuple(sorted(pairs, key=lambda pair: -len(pair[0])))) for first, pairs in towns.items())
    return out


def _site_names(name: str) -> set[str]:
    """Give how a name is written in a web address: `Tårnby` as `taarnby` and `tarnby`."""
    plain = fold(name).replace(" ", "")
    short = fold(name.casefold().replace("ø", "o").replace("å", "a").replace("æ", "ae")).replace(" ", "")
    return {plain, short, plain.replace("oe", "o"), name.casefold().replace(" ", "-")}


@dataclass(frozen=True)
class _Words:
    own: frozenset[str]
    others: frozenset[str]
    not_names: frozenset[str]
    ambiguous: frozenset[str]
    asks: re.Pattern[str]
    near: re.Pattern[str]
    council: re.Pattern[str]
    hall_behind: re.Pattern[str]
    hall_before: re.Pattern[str]
    elsewhere: re.Pattern[str]
    regional: re.Pattern[str]


@from_rules
def _words() -> _Words:
    data, words = rule_file("layout")["municipality"], rule_file("evidence")["words"]
    halls = any_of(words["town_halls"])
    councils = any_of(name for name in rule_file("committees")["councils"] if "region" not in name)
    return _Words(
        frozenset(data["own"]),
        frozenset(data["others"]),
        frozenset(data["not_names"]),
        frozenset(words["ambiguous"]),
        re.compile(rf",? (?:{'|'.join(sorted(data['asks']))})\b|(?:,| og| samt) [A-ZÆØÅ][\wæøå-]+ Kommune\b"),
        re.compile("|".join(sorted(data["others_near"])), re.IGNORECASE),
        re.compile(rf"s?\s(?:Kommunes\s)?(?:{councils})(?:et|en|s)?\b", re.IGNORECASE),
        re.compile(rf"s?\s(?:gamle\s)?(?:{halls})\b", re.IGNORECASE),
        re.compile(rf"\b(?:{halls})(?:,| i|, i)? $", re.IGNORECASE),
        re.compile(rf"\b(?:{any_of(words['elsewhere'])}) $", re.IGNORECASE),
        re.compile(rf"\b(?:{any_of(words['regional'])})", re.IGNORECASE),
    )


def find_municipality(meeting: Meeting) -> str | None:
    """Work out whose meeting it is, or None.

    A name on a line of its own or in the header counts most, then council, town hall, web site and the numbers of cases, then what the text says by
    far most often and in no sentence about others. A wrong name is worse than none.
    """
    if meeting.municipality:
        return official_name(meeting.municipality)
    if _is_regional(meeting):
        return _find_region(meeting)
    counts = _mentions(meeting)
    _add_houses(meeting, counts)
    _add_only_council(meeting, counts)
    _add_sites(meeting, counts)
    _add_numbers(meeting, counts)
    for name in list(counts):
        if name.casefold() not in _register().official:
            counts[name] += _echoes(meeting, name)
    if not counts:
        return None
    (name, most), *rest = sorted(counts.items(), key=lambda pair: -pair[1])[:2]
    if most >= weight("municipality", "least") and (not rest or most >= weight("municipality", "lead") * rest[0][1]):
        return _register().official.get(name.casefold(), f"{name} Kommune")
    return None


def official_name(name: str) -> str:
    """Give the official name of a municipality; one that the register does not hold as it is.

    Example:
        >>> official_name("København"), official_name("Solrød kommune"), official_name("Ulvkær Kommune")
        ('Københavns Kommune', 'Solrød Kommune', 'Ulvkær Kommune')
    """
    short = re.sub(r"(?i) kommunes?$", "", name.strip())
    known = _register().official
    return known.get(short.casefold()) or known.get(short.casefold().removesuffix("s")) or name.strip()


def _mentions(meeting: Meeting) -> dict[str, float]:
    """Count the names before the word `Kommune`, each by where it stands."""
    text = meeting.text
    counts: dict[str, float] = defaultdict(float)
    top, bottom = min(meeting.header_end, 600), len(text) - 600
    at = text.find("ommune")
    while at >= 0:
        if text[at - 1 : at] in ("K", "k") and text[at + 6 : at + 7] in _BEHIND:
            found = _name_before(text, at - 1)
            if found:
                name, start = found
                counts[name] += _weight(text, start, at + 6, top, bottom)
        at = text.find("ommune", at + 6)
    at = text.find("KOMMUNE", 0, 3000)
    while at >= 0:
        name = text[max(0, at - 30) : at].split("\n")[-1].strip().casefold()
        if name in _register().official:
            counts[_short(name)] += weight("municipality", "header")
        at = text.find("KOMMUNE", at + 7, 3000)
    return counts


def _short(name: str) -> str:
    return _KINDS.sub("", _register().official[name.casefold()])


def _weight(text: str, start: int, end: int, top: int, bottom: int) -> float:
    words = _words()
    alone = not text[text.rfind("\n", 0, start) + 1 : start].strip("#*|> \t") and text[end : end + 2].strip(" *|")[:1] in ("", "\n")
    if alone and (start < top or start > bottom or start < 200):
        return weight("municipality", "own_line")
    before = _WORD_BEFORE.search(text[max(0, start - 30) : start])
    sentence = text[max(0, start - 60) : end + 60]
    if before and before[1].casefold() in words.others or words.asks.match(text, end) or words.near.search(sentence):
        return weight("municipality", "others")
    if end < top:
        return weight("municipality", "header")
    # `Nordby Kommunes budget`, `i Nordby Kommune` are mostly about one's own.
    own = text[end : end + 1] == "s" or before is not None and before[1].casefold() in words.own
    return weight("municipality", "own" if own else "plain")


def _add_houses(meeting: Meeting, counts: dict[str, float]) -> None:
    """Add the names with a council or a town hall, in addresses, and alone; of what stands alone, each place of its words counts once."""
    text, words = meeting.text, _words()
    top = min(meeting.header_end, 3000)
    titles = [(item.title_start, item.title_end) for item in meeting.items]
    councils: set[str] = set()
    bare: dict[tuple[str, str], float] = {}
    for name, short, start, end in _known_names(text):
        before, behind = text[max(0, start - 30) : start], text[end : end + 30]
        if words.council.match(behind):
            councils.add(short)
            continue
        if re.match(r"s?\s+[Kk]ommune", behind) or words.elsewhere.search(before):
            continue
        own = name == short or name + "s" == short
        if words.hall_behind.match(behind) or words.hall_before.search(before) or _POSTAL.search(before):
            if start < top:
                counts[short] += weight("municipality", "house" if own else "town")
            continue
        if name in words.ambiguous and not _beside_noun(text, end) or _PERSON.search(before) and not before.endswith(". "):
            continue
        key = (short, " ".join(text[end : end + 20].split()[:1]) or name)
        bare[key] = max(bare.get(key, 0.0), _bare_weight(meeting, start, end, top, titles) * (1.0 if own else 0.5))
    for short in councils:
        counts[short] += weight("municipality", "council")
    sums: dict[str, float] = defaultdict(float)
    for (short, _), worth in bare.items():
        sums[short] += worth
    for short, worth in sums.items():
        counts[short] += min(worth, weight("municipality", "most_bare"))


def _add_only_council(meeting: Meeting, counts: dict[str, float]) -> None:
    """Add the municipality that alone has a council of the body's name: Copenhagen's `Borgerrepræsentationen`."""
    rows = rule_file("municipalities")["municipality"]
    own = [_KINDS.sub("", row["official"]) for row in rows if row["council"] and (meeting.committee or "").startswith(row["council"])]
    if len(own) == 1:
        counts[own[0]] += weight("municipality", "council")


def _beside_noun(text: str, end: int) -> bool:
    """Tell whether a name that is a word, too, stands before a noun as places do: `Holbæk Museum`."""
    return re.match(r" [A-ZÆØÅ][a-zæøå]{3,}", text[end : end + 6]) is not None


def _bare_weight(meeting: Meeting, start: int, end: int, top: int, titles: list[tuple[int, int]]) -> float:
    text = meeting.text
    if start < top:
        alone = text[text.rfind("\n", 0, start) + 1 : start].strip(" #*|") == "" and text[end : end + 1] in ("", "\n")
        return weight("municipality", "alone" if alone else "top")
    inside = any(begin <= start < stop for begin, stop in titles)
    return weight("municipality", "title" if inside else "bare")


def _known_names(text: str) -> list[tuple[str, str, int, int]]:
    """Find the names of municipalities and towns: the name, its municipality's, and where it stands."""
    towns = _register().towns
    out = []
    for hit in _CAPITALISED.finditer(text, 0, _MOST_CHARS):
        pairs = towns.get(hit.group()) or towns.get(hit.group().removesuffix("s"))
        for name, short in pairs or ():
            if text.startswith(name, hit.start()):
                out.append((name, short, hit.start(), hit.start() + len(name)))
                break
    return out


def municipality_of_site(address: str) -> str | None:
    """Give the municipality whose web site an address is of; None where it is nobody's.

    Example:
        >>> municipality_of_site("https://dagsordener.greve.dk/vis?id=1"), municipality_of_site("https://example.dk/")
        ('Greve Kommune', None)
    """
    for hit in _SITE.finditer(address):
        short = _register().sites.get(hit[1]) or _register().sites.get(hit[1].removesuffix("kommune").removesuffix("-"))
        if short:
            return _register().official[short.casefold()]
    return None


def _add_sites(meeting: Meeting, counts: dict[str, float]) -> None:
    text, top, bottom = meeting.text, min(meeting.header_end, 3000), len(meeting.text) - 600
    if ".dk" not in text:
        return
    seen: dict[str, float] = {}
    for hit in _SITE.finditer(text, 0, _MOST_CHARS):
        host = hit[1]
        short = _register().sites.get(host) or _register().sites.get(host.removesuffix("kommune").removesuffix("-"))
        if short:
            here = hit.start() < top or hit.start() > bottom
            seen[short] = max(seen.get(short, 0.0), weight("municipality", "site" if here else "link"))
    for short, worth in seen.items():
        counts[short] += worth


def _add_numbers(meeting: Meeting, counts: dict[str, float]) -> None:
    """Add the municipality whose number heads most numbers of cases: `306-2019-1`."""
    if "-20" not in meeting.text and "-19" not in meeting.text:
        return
    numbers = Counter(short for hit in _NUMBER.finditer(meeting.text) if (short := _register().numbers.get(hit[1])))
    if numbers:
        (short, most), *rest = numbers.most_common(2)
        if most > 1 and (not rest or most >= 2 * rest[0][1]):
            counts[short] += weight("municipality", "number")


def _echoes(meeting: Meeting, name: str) -> int:
    """Count what else of the meeting bears the name: its town hall in the header, schools and roads in the text."""
    top = min(meeting.header_end, 3000)
    bare = re.compile(rf"{re.escape(name)}s?\b(?!\W+[Kk]ommune)")
    inside, often, at = False, 0, meeting.text.find(name, 0, 60000)
    # By `str.find`, as a name is rare, and one pattern for each name would not stay compiled.
    while at >= 0 and not (often >= 3 and (inside or at >= top)):
        if not (at and (meeting.text[at - 1].isalnum() or meeting.text[at - 1] == "_")) and bare.match(meeting.text, at):
            often += 1
            inside = inside or at < top
        at = meeting.text.find(name, at + len(name), 60000)
    return (4 if inside else 0) + min(3, often)


def _is_regional(meeting: Meeting) -> bool:
    """Tell whether a region's body met: its name or a line at the top says so, or the text speaks of the regional council and of no local one."""
    text = meeting.text
    if any(_REGION.match(line.text) and len(line.text) < 40 and line.start < max(meeting.header_end, 400) for line in meeting.lines[:8]):
        return True
    if "region" in (meeting.committee or "").casefold() or _REGION_HOUSE.search(text, 0, max(min(meeting.header_end, 3000), 400)):
        return True
    if meeting.committee is not None and any(council in meeting.committee.casefold() for council in rule_file("committees")["councils"]):
        return False
    regional = len(_words().regional.findall(text, 0, _MOST_CHARS))
    return regional > 1 and regional > sum(text.count(stem) for stem in ("yråd", "ommunalbestyrelse", "YRÅD", "OMMUNALBESTYRELSE"))


def _find_region(meeting: Meeting) -> str | None:
    """Give the region by its name, its web site and its houses, where one has by far the most."""
    text = meeting.text
    counts: dict[str, float] = defaultdict(float)
    known = [row["name"] for row in rule_file("municipalities")["region"]]
    for hit in _REGION.finditer(text, 0, _MOST_CHARS):
        # A menu may stand behind it without a blank.
        name = next((name for name in known if hit.group().startswith(name)), hit.group().removesuffix("s"))
        counts[name] += weight("region", "name")
    for line in meeting.lines[:8]:
        if _REGION.fullmatch(line.text):
            counts[line.text.removesuffix("s")] += weight("region", "own_line")
    hosts = {hit[1] for hit in _SITE.finditer(text, 0, _MOST_CHARS)} if ".dk" in text else set()
    for row in rule_file("municipalities")["region"]:
        own = sum(weight("region", "house") for house in row.get("houses", ()) if house in text)
        own += weight("region", "site") if hosts.intersection(row.get("sites", ())) else 0
        if own:
            counts[row["name"]] += own
    if not counts:
        return None
    (name, most), *rest = sorted(counts.items(), key=lambda pair: -pair[1])[:2]
    return name if most >= weight("region", "least") and (not rest or most >= weight("municipality", "lead") * rest[0][1]) else None


def _name_before(text: str, at: int) -> tuple[str, int] | None:
    """Give the name before the word `Kommune`, and where it begins."""
    begin = max(0, at - 45)
    hit = _BEFORE.search(text[begin:at])
    if hit is None:
        return None
    words = hit[1].split(" ")
    for name in (hit[1], words[-1]):
        official = _register().official.get(name.casefold())
        if official:
            return _KINDS.sub("", official), begin + hit.end(1) - len(name)
    if text[at] == "k":
        # `Efter kommunens ...`: only known names stand before the lower case.
        return None
    while len(words) > 1 and (words[0] in _words().not_names or len(words[0]) < 3):
        words = words[1:]
    name = " ".join(words)
    return None if name in _words().not_names or name.isupper() else (name, begin + hit.end(1) - len(name))
