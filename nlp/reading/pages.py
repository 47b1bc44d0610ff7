"""Pieces of text on pages to a running text: printed lines, paragraphs, headings; without running headers."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import replace
from statistics import median

from nlp.reading.columns import in_reading_order
from nlp.reading.printed import Row
from nlp.reading.writer import TextWriter, can_head, squeeze

# The share of a page's height, at top and bottom, in which running headers stand.
_MARGIN = 0.14
# How far apart, in points, a running line may stand on two pages.
_SAME_PLACE = 12.0
# How much wider than running text a word in capitals is.
_CAPITALS = 1.3
_PAGE_NUMBER = re.compile(r"[-–|\s]*(?P<label>(?:side|page|s\.):?\s*)?\d{1,4}(?:\s*(?:af|of|(?P<bare>[/-]))\s*(?P<pages>\d{1,4}))?[-–|\s]*", re.IGNORECASE)
# Numbers that differ from page to page count as the page's only where they end the line: `Punkt 3: ...` is an item.
_LAST_NUMBERS = re.compile(r"\d{1,4}(?:\s*(?:/|af|of)\s*\d{1,4})?\W*$", re.IGNORECASE)
_ITEM = re.compile(r"(?:punkt|pkt|sag|nr|bilag)\b", re.IGNORECASE)
_LIGATURES = str.maketrans(
    {
        "\ufb01": "fi",
        "\ufb02": "fl",
        "\ufb00": "ff",
        "\ufb03": "ffi",
        "\ufb04": "ffl",
        "\uf0b7": "•",
        "\uf0a7": "•",
        "\uf0d8": "•",
        "\uf02d": "-",
        "\ufffe": "-",
        "\u0002": "-",
    }
)
_NUMBER = re.compile(r"(?:\d{1,4}(?:\.\d{1,3})*[a-z]?[.:)]?|[a-zæøå][.)]|[•–-])$")
_HYPHENS = ("-", "\u00ad")
# Letters that are written otherwise, and blanks to squeeze.
_UNCLEAN = re.compile("[\u0002\u00a0\u00ad\u2007\u200b-\u200d\u202f\u2060\uf000-\uf0ff\ufb00-\ufb06\ufeff\ufffe\t]|  ")
_BROKEN = re.compile(r"([^\W\d_]+)[-\u00ad]$")
_CONTENTS = re.compile(r"indholdsfortegnelse|indhold|dagsordenspunkter", re.IGNORECASE)


def write_pages(pages: list[list[Row]]) -> str:
    """Write out pages as one text.

    Args:
        pages: For each page its pieces of text, in any order.
    """
    lines = _without_running([[line for block in in_reading_order(page) for line in _printed_lines(block)] for page in pages])
    rows = [row for page in lines for row in page]
    if not rows:
        return ""
    body = _body_size(rows)
    edge = sorted(row.right for row in rows)[int(0.97 * (len(rows) - 1))]
    paragraphs = _paragraphs(lines, _pitch(lines))
    broken = any(row.text.endswith(_HYPHENS) for row in rows)
    known = Counter(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", " ".join(row.text for row in rows).casefold()) if broken else ())
    out = TextWriter()
    for paragraph in paragraphs:
        _write(out, paragraph, body, edge, known)
    return out.text()


# --- lines ----------------------------------------------------------------------------------------------------


def _printed_lines(pieces: list[Row]) -> list[Row]:
    """Join the pieces that stand side by side; cells of a table by tabs."""
    lines: list[list[Row]] = []
    for piece in sorted(pieces, key=lambda row: (row.top + row.bottom, row.left)):
        if lines and _same_line(lines[-1], piece):
            lines[-1].append(piece)
        else:
            lines.append([piece])
    joined = [_joined(line) for line in lines]
    contents = any(_CONTENTS.fullmatch(row.text.strip(" :*")) for row in joined)
    return [replace(row, text=_contents_entry(row.text)) for row in joined] if contents else joined


def _same_line(line: list[Row], piece: Row) -> bool:
    last = line[-1]
    overlap = min(last.bottom, piece.bottom) - max(last.top, piece.top)
    return overlap > 0.5 * min(last.bottom - last.top, piece.bottom - piece.top) and all(
        each.right <= piece.left + 2 or piece.right <= each.left + 2 for each in line[-40:]
    )


def _joined(line: list[Row]) -> Row:
    if len(line) == 1 and not _UNCLEAN.search(line[0].text):
        return line[0]
    line = sorted(line, key=lambda row: row.left)
    text, right = "", 0.0
    for piece in line:
        words = _clean(piece.text) if _UNCLEAN.search(piece.text) else piece.text
        if text:
            near = piece.left - right < 1.2 * piece.size or _NUMBER.fullmatch(text.rpartition("\t")[2])
            text += " " if near else "\t"
        text += words
        right = piece.right
    size = max(piece.size for piece in line)
    return Row(
        line[0].left, right, min(p.top for p in line), max(p.bottom for p in line), text, size, all(p.bold for p in line), line[0].page_height, line[0].edge
    )


def _clean(words: str) -> str:
    return squeeze(words.translate(_LIGATURES)) + ("\u00ad" if words.endswith("\u00ad") else "")


def _contents_entry(words: str) -> str:
    """Draw the leaders between title and page where the page of contents has none."""
    title, tab, page = words.rpartition("\t")
    return f"{title} ......... {page}" if tab and page.isdigit() and "..." not in title else words


# --- running headers ------------------------------------------------------------------------------------------


def _without_running(pages: list[list[Row]]) -> list[list[Row]]:
    """Take off what repeats at the pages' heads and feet; the head stays on the first page, where it names the meeting."""
    if len(pages) < 2:
        return [[row for row in page if not (_in_margin(row) and _key(row, len(pages)) == "#")] for page in pages]
    repeated = _repeated(pages)
    return [_trimmed(page, repeated, len(pages), first=index == 0) for index, page in enumerate(pages)]


def _in_margin(row: Row) -> bool:
    return row.top < _MARGIN * row.page_height or row.bottom > (1 - _MARGIN) * row.page_height


def _key(row: Row, pages: int) -> str:
    """Give what a running line has in common on all its pages: its words without the page's number, `#` where they are nothing else."""
    words = squeeze(row.text).casefold()
    number = _PAGE_NUMBER.fullmatch(words)
    if number and (number["label"] or not number["bare"] or int(number["pages"]) == pages):
        return "#"
    if number:
        # `3/12` in an excerpt, but `23/998` is a case.
        return f"#{number['bare']}{number['pages']}"
    return words if _ITEM.match(words) else _LAST_NUMBERS.sub("#", words)


def _repeated(pages: list[list[Row]]) -> dict[str, list[float]]:
    """Give the lines that many pages begin or end with: their key, and where on the pages they stand, sorted."""
    seen: dict[str, list[float]] = {}
    for page in pages:
        for key, top in {_key(row, len(pages)): row.top for row in page if _in_margin(row)}.items():
            seen.setdefault(key, []).append(top)
    least = max(2, (len(pages) + 1) // 2 if len(pages) < 6 else len(pages) // 3)
    return {key: sorted(tops) for key, tops in seen.items() if len(tops) >= least or key == "#"}


def _trimmed(page: list[Row], repeated: dict[str, list[float]], pages: int, *, first: bool) -> list[Row]:
    def runs(row: Row) -> bool:
        # `Afbud: ...` may be the last line of many pages, but each time at another height.
        key = _key(row, pages)
        tops = repeated.get(key, [])
        near = bisect_left(tops, row.top + _SAME_PLACE) - bisect_right(tops, row.top - _SAME_PLACE)
        return _in_margin(row) and (near > 1 or (key == "#" and near > 0))

    begin, end = 0, len(page)
    while begin < end and runs(page[begin]):
        begin += 1
    while end > begin and runs(page[end - 1]):
        end -= 1
    head = [row for row in page[:begin] if _key(row, pages) != "#" and row.top < _MARGIN * row.page_height] if first else []
    return head + page[begin:end]


# --- paragraphs -----------------------------------------------------------------------------------------------


def _body_size(rows: list[Row]) -> float:
    sizes: Counter[float] = Counter()
    for row in rows:
        sizes[round(row.size, 1)] += len(row.text)
    return sizes.most_common(1)[0][0]


def _pitch(pages: list[list[Row]]) -> float:
    """Give the usual distance between two lines of a paragraph, in sizes of their letters."""
    steps = [_step(above, below) for page in pages for above, below in zip(page, page[1:], strict=False)]
    close = [step for step in steps if 0.7 < step < 2.0]
    return median(close) if close else 1.3


def _step(above: Row, below: Row) -> float:
    return (below.bottom - above.bottom) / max(above.size, below.size, 1.0)


def _paragraphs(pages: list[list[Row]], pitch: float) -> list[list[Row]]:
    out: list[list[Row]] = []
    for page in pages:
        for index, row in enumerate(page):
            above = page[index - 1] if index else (out[-1][-1] if out else None)
            if above is None or (_apart(above, row, pitch) if index and row.top >= above.top else not _goes_on(above, row)):
                out.append([row])
            else:
                out[-1].append(row)
    return out


def _apart(above: Row, below: Row, pitch: float) -> bool:
    return _step(above, below) > 1.25 * pitch or abs(above.size - below.size) > 0.8 or above.bold != below.bold


def _goes_on(above: Row, below: Row) -> bool:
    """Tell whether a paragraph goes on over the page's end."""
    return above.text[-1:] not in ".:;!?" and below.text[:1].islower() and above.bold == below.bold and abs(above.size - below.size) < 0.8


# --- text -----------------------------------------------------------------------------------------------------


def _write(out: TextWriter, paragraph: list[Row], body: float, edge: float, known: Counter[str]) -> None:
    first = paragraph[0]
    large = first.size > 1.15 * body
    lines = _unbroken([row.text for row in paragraph], known)
    rows = [row if row.text == text else replace(row, text=text) for row, text in zip(paragraph, lines, strict=True) if text]
    if not (first.bold or large) or len(rows) > 6:
        if not (first.bold or first.text[:1].islower()):
            out.gap()
        for line in _unwrapped(rows, edge):
            out.line(line)
        out.gap()
        return
    for heading in _unwrapped(rows, edge):
        if "\t" in heading or (not large and not can_head(heading)):
            out.line(heading)
        else:
            out.gap()
            out.line(f"**{heading}**")
            out.gap()
    out.gap()


def _unwrapped(rows: list[Row], edge: float) -> list[str]:
    """Join what was too long for its line: the next word would not have fitted. Table rows and list entries keep their lines."""
    out: list[str] = []
    for above, row in zip([None, *rows], rows, strict=False):
        word = row.text.split(" ")[0]
        width = (row.right - row.left) * (len(word) + 1) / max(len(row.text), 1) * (_CAPITALS if word.isupper() else 1)
        full = above is not None and above.right + width > (end := above.edge or edge) and above.right - above.left > 0.5 * (end - above.left)
        if above is None or not full or "\t" in above.text + row.text or _NUMBER.match(word):
            out.append(row.text)
        else:
            out[-1] += f" {row.text}"
    return out


def _unbroken(lines: list[str], known: Counter[str]) -> list[str]:
    """Pull up the rest of a word that is broken over two lines."""
    out = list(lines)
    for index in range(len(out) - 1):
        hit = _BROKEN.search(out[index]) if out[index].endswith(_HYPHENS) else None
        rest, _, others = out[index + 1].partition(" ")
        if hit is None or not rest[:1].islower() or rest.strip(".,;:") in ("og", "eller", "samt", "til", "hhv", "henholdsvis"):
            continue
        out[index] = f"{out[index][: hit.start()]}{_rejoined(hit[1], rest, known, soft=hit[0].endswith(chr(173)))}"
        out[index + 1] = others
    return [line.rstrip("\u00ad") for line in out]


def _rejoined(head: str, rest: str, known: Counter[str], *, soft: bool) -> str:
    tail = re.match(r"[^\W_]*", rest)
    whole, kept = head + (tail[0] if tail else ""), f"{head}-{tail[0] if tail else ''}"
    if not soft:
        # An abbreviation keeps its hyphen (`IPS-metoden`); else the document's other uses of the word decide.
        if (head.isupper() and len(head) > 1) or len(head) == 1:
            return f"{head}-{rest}"
        if known[kept.casefold()] > known[whole.casefold()]:
            return f"{head}-{rest}"
    return f"{head}{rest}"
