"""`minutes_amounts`: amounts of money, with unit and sign; each resolves to its plain number in kroner. Runs only where it is asked for."""

from __future__ import annotations

import re
from decimal import Decimal

from spacy.lang.da import Danish
from spacy.language import Language
from spacy.tokens import Doc

from nlp.components.state import working
from nlp.components.working import Finding, Working, without_overlaps
from nlp.rules import from_rules, rule_file

_NUMBER = r"\d{1,3}(?:[. ]\d{3})+(?!\d)(?:,\d{1,3})?|\d{1,9}(?:,\d{1,3})?"
_CELL = re.compile(rf"(?<![^\s|])(?P<sign>[-−–]\s?)?(?P<number>{_NUMBER})(?![^\s|])")
_YEAR = re.compile(r"(?:19|20)\d\d")
_TABLE_LINES = 60


@from_rules
def _rules() -> tuple[tuple[str, re.Pattern[str]], ...]:
    # The sign counts only where no number or word ends before it: `2-3 mio.` is a span of two.
    return tuple(
        (rule["id"], re.compile(rf"(?<![\w.,/-]){_filled(rule['pattern'])}|(?<=\d[-–]){_filled(rule['pattern'], 'b')}"))
        for rule in rule_file("amounts")["rule"]
    )


def _filled(pattern: str, suffix: str = "") -> str:
    """Put the shape of a number into a pattern; groups of the second copy get other names."""
    out = pattern.format(number=_NUMBER)
    return re.sub(r"\?P<(\w+)>", rf"?P<\1{suffix}>", out) if suffix else out


def find_amounts(work: Working) -> list[Finding]:
    """Find all amounts of a document."""
    text = work.text
    out = []
    for rule, pattern in _rules():
        for hit in pattern.finditer(text):
            copy = "" if hit["number"] is not None else "b"
            sign = hit["sign"] if copy == "" else None
            kroner = in_kroner(hit[f"number{copy}"], hit[f"unit{copy}"])
            if kroner is not None and not (kroner == "1000" and rule == "amount/kroner" and _is_unit(text, hit.start())):
                out.append(Finding("AMOUNT", hit.start(), hit.end(), f"-{kroner}" if sign and kroner != "0" else kroner, rule))
    return without_overlaps(out + _in_tables(text))


def in_kroner(number: str, unit: str) -> str | None:
    """Give an amount as a plain decimal number of kroner; None where the unit is none of ours.

    Example:
        >>> in_kroner("2,5", "mio. kr."), in_kroner("1.200", "t.kr."), in_kroner("8.000", "kr."), in_kroner("2.5", "mio. kr."), in_kroner("1.234,50", "kr")
        ('2500000', '1200000', '8000', '2500000', '1234.5')
    """
    units: dict[str, int] = rule_file("amounts")["units"]
    low = re.sub(r"\s", "", unit.casefold())
    name = next((word for word in sorted(units, key=len, reverse=True) if low.startswith(word)), None)
    if name is None:
        return None
    plain = re.sub(r"[. ](?=\d{3}(?!\d))", "", number).replace(",", ".")
    value = Decimal(plain) * units[name]
    return f"{value.normalize():f}"


def _is_unit(text: str, at: int) -> bool:
    """`i 1.000 kr.`, `(1.000 kr.)` name the unit of a table and are no amount."""
    return re.search(r"(?:\bi|\bhele|\bi hele|\(|beløb|^|[\n|\t])\s?$", text[max(0, at - 10) : at]) is not None


def _in_tables(text: str) -> list[Finding]:
    table = rule_file("amounts")["table"]
    header = re.compile(table["header"], re.IGNORECASE | re.MULTILINE)
    out: list[Finding] = []
    at = 0
    while True:
        hit = header.search(text, at)
        if hit is None:
            return out
        at = hit.end()
        end = text.find("\n", at)
        for _ in range(_TABLE_LINES):
            if end < 0:
                break
            start = end + 1
            end = text.find("\n", start)
            line = text[start : end if end >= 0 else len(text)]
            cells = list(_CELL.finditer(line))
            if not _is_row(line, cells):
                break
            at = start + len(line)
            for cell in cells:
                kroner = None if _YEAR.fullmatch(cell["number"]) or not _in_column(line, cell) else in_kroner(cell["number"], hit["unit"])
                if kroner is not None:
                    out.append(
                        Finding("AMOUNT", start + cell.start(), start + cell.end(), f"-{kroner}" if cell["sign"] and kroner != "0" else kroner, table["id"])
                    )


def _is_row(line: str, cells: list[re.Match[str]]) -> bool:
    """Tell whether a line is a row of a table: cells, or a label with numbers at its end."""
    if not line.strip() or len(line) > 300:
        return False
    return "|" in line or "\t" in line or any(_in_column(line, cell) for cell in cells)


def _in_column(line: str, cell: re.Match[str]) -> bool:
    """Tell whether a number fills a cell: between bars or tabs, or with nothing but numbers behind it."""
    before, behind = line[: cell.start()].rstrip(" "), line[cell.end() :].lstrip(" ")
    if "|" in line or "\t" in line:
        return (not before or before[-1] in "|\t") and (not behind or behind[0] in "|\t")
    return re.fullmatch(r"[\s\d.,−–-]*", behind) is not None and not behind.endswith((".", ","))


class AmountFinder:
    """Sets the working state's amounts."""

    def __call__(self, doc: Doc) -> Doc:
        work = working(doc)
        work.amounts = find_amounts(work)
        return doc


@Danish.factory("minutes_amounts")
def make_amount_finder(nlp: Language, name: str) -> AmountFinder:
    """Build the component."""
    return AmountFinder()
