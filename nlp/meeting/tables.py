"""Lists of members as tables: columns side by side below their labels, and rows of name, party and mark below a head."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from nlp.meeting.attendance import read_attendance
from nlp.meeting.list_labels import read_list_label
from nlp.meeting.model import Attendee
from nlp.meeting.notes import presence, read_note
from nlp.rules import from_rules, rule_file
from nlp.text.lines import Line

# A mark, whatever it looks like, says what its column's head says.
_MARK = re.compile(r"\(?[xX✓✔☑☒✅+]\)?|[xX]\s.*")
_LONGEST_CELL = 70
_BRACKETS = re.compile(r"\([^()]*\)")
# The line below the head of a table in Markdown.
_RULE = re.compile(r"[-|:\s+=]*")
# Cells that are neither name nor note, one after the other, behind which a table is over.
_MOST_STRANGE = 2


@dataclass(frozen=True, slots=True)
class Cell:
    """Words between tabs, bars or line breaks; `gap` tells whether a blank line stands before them, `column` how many cells, empty ones too."""

    start: int
    text: str
    gap: bool
    column: int

    @property
    def end(self) -> int:
        """Where the cell ends."""
        return self.start + len(self.text)


def read_tables(text: str, lines: Sequence[Line], elsewhere: Callable[[str], bool]) -> tuple[list[Attendee], list[Line]]:
    """Read the tables among the lines of a header.

    Args:
        text: The document's text.
        lines: The header's lines.
        elsewhere: Tells whether a name stands elsewhere in the document.

    Returns:
        Those listed in tables, and the lines that belong to none.
    """
    out: list[Attendee] = []
    rest: list[Line] = []
    index = 0
    while index < len(lines):
        columns = _side_by_side(lines[index]) if not _marked_below(lines, index) else []
        if columns:
            read, index = _columns(text, lines, index + 1, columns, elsewhere)
            out += read
            continue
        heads, behind = _heads(lines, index)
        if heads:
            read, index = _rows(text, lines, behind, heads)
            out += read
            continue
        rest.append(lines[index])
        index += 1
    return out, rest


def cells(line: Line) -> list[Cell]:
    """Split a line at its tabs, or at the bars of Markdown."""
    out: list[Cell] = []
    at = 0
    for column, part in enumerate(line.text.split("\t" if "\t" in line.text else "|")):
        words = part.strip(" |")
        if words:
            out.append(Cell(line.start + at + part.index(words), words, line.after_blank and not out, column))
        at += len(part) + 1
    return out


# --- columns side by side -----------------------------------------------------------------------------------


def _side_by_side(line: Line) -> list[str]:
    """Give the lists that labels beside each other head: `Mødt:\tAfbud:`."""
    parts = cells(line)
    if len(parts) < 2:
        return []
    labels = [read_list_label(part.text) for part in parts]
    if any(label is None or part.text[label.end :].strip(" :") for label, part in zip(labels, parts, strict=True)):
        return []
    return [label.name for label in labels if label]


def _columns(text: str, lines: Sequence[Line], index: int, columns: list[str], elsewhere: Callable[[str], bool]) -> tuple[list[Attendee], int]:
    out: list[Attendee] = []
    first = index
    while index < len(lines):
        parts = cells(lines[index])
        if (lines[index].after_blank and index > first) or len(parts) > len(columns) or any(not _entry(part.text) for part in parts):
            break
        for part, name in zip(parts, columns, strict=False):
            out += read_attendance(text, part.start, part.end, present=name != "absent", elsewhere=elsewhere, serving=name == "side")
        index += 1
    return out, index


def _entry(words: str) -> bool:
    return len(words) < _LONGEST_CELL and words[0].isupper() and read_list_label(words) is None and ":" not in words


# --- rows below a head --------------------------------------------------------------------------------------


@from_rules
def _head_words() -> dict[str, str]:
    table = rule_file("attendance")["table"]
    return {word: name for name, words in table.items() if name not in ("yes", "no") for word in words}


@from_rules
def _answers() -> dict[str, bool]:
    table = rule_file("attendance")["table"]
    return {word: name == "yes" for name in ("yes", "no") for word in table[name]}


def _heads(lines: Sequence[Line], index: int) -> tuple[list[str], int]:
    """Give what the columns of a table hold, and the index behind its head, which is one line or one line a column."""
    words = _head_words()
    across = [words.get(_BRACKETS.sub("", part.text).casefold().strip(" :")) for part in cells(lines[index])]
    if len(across) > 1:
        named = [name for name in across if name]
        heads = len(named) == len(across) and named[0] == "name" and (len(named) > 2 or _marked_below(lines, index))
        return (named, index + 1) if heads else ([], index)
    down: list[str] = []
    behind = index
    while behind < len(lines) and (name := words.get(lines[behind].text.casefold().strip(" :"))) and not (down and lines[behind].after_blank):
        # `Deltagere` above `Navn` is the title of the table.
        down = [name] if name == "name" and down == ["name"] else [*down, name]
        behind += 1
    return (down, behind) if len(down) > 2 and down[0] == "name" else ([], index)


def _marked_below(lines: Sequence[Line], index: int) -> bool:
    """Tell whether the next row holds a mark, or an answer, beside a name."""
    below = next((line for line in lines[index + 1 : index + 4] if not _RULE.fullmatch(line.text)), None)
    beside = [part.text for part in cells(below)[1:]] if below else []
    return any(_MARK.fullmatch(words) or words.casefold() in _answers() or presence(words) is not None for words in beside)


def _rows(text: str, lines: Sequence[Line], index: int, heads: list[str]) -> tuple[list[Attendee], int]:
    out: list[Attendee] = []
    column = strange = 0
    substitutes = False
    while index < len(lines):
        if _RULE.fullmatch(lines[index].text):
            index += 1
            continue
        named_at: int | None = None
        parts = cells(lines[index])
        if out and lines[index].after_blank and ":" in lines[index].text and read_list_label(lines[index].text):
            return out, index
        for place, part in enumerate(parts):
            label = read_list_label(part.text)
            if label and label.name == "substitutes" and label.end == len(part.text):
                substitutes = True
                continue
            found = _named(text, part)
            if found is not None:
                found.role = found.role or ("stedfortræder" if substitutes else None)
                out.append(found)
                column, strange, named_at = 0, 0, part.column
                continue
            # Beside the name the cell's place tells its column; below it the cells are counted.
            column = part.column - named_at if named_at is not None else column + (2 if part.gap else 1)
            exact = len(parts) in (1, len(heads)) or named_at is not None and part.column > place
            strange = 0 if out and _told(text, part, heads[min(column, len(heads) - 1)], exact, out) else strange + 1
        if strange >= _MOST_STRANGE or (lines[index].text[:1].isdigit() and strange):
            return out, index
        index += 1
    return out, index


def _named(text: str, part: Cell) -> Attendee | None:
    if len(part.text) > _LONGEST_CELL or " " not in part.text or ":" in part.text or presence(part.text) is not None:
        return None
    found = read_attendance(text, part.start, part.end, serving=True)
    return found[0] if len(found) == 1 and found[0].start == part.start and " " in found[0].name else None


def _told(text: str, part: Cell, head: str, exact: bool, out: list[Attendee]) -> bool:
    """Take what one cell tells of the row's member; tells whether it told anything."""
    member = out[-1]
    label = read_list_label(part.text)
    if label and label.name == "substitutes" and not part.gap:
        # `Stedfortræder: Ida Bro` in the row of another.
        member.present = False
        out += _stand_ins(text, part, label.end)
        out.append(out.pop(out.index(member)))
        return True
    answer = _answers().get(part.text.casefold(), True if _MARK.fullmatch(part.text) else None)
    if answer is not None:
        if head in ("absent", "present") and exact:
            member.present = (head == "present") == answer
        return True
    note = read_note(part.text)
    if note is None:
        return head == "remark"
    if note.party and member.party is None:
        member.party, member.party_start, member.party_end = note.party, part.start + note.party_start, part.start + note.party_end
    member.role = member.role or note.role
    if note.present is not None:
        member.present = note.present
    return True


def _stand_ins(text: str, part: Cell, at: int) -> Iterator[Attendee]:
    start = part.start + at + len(part.text[at:]) - len(part.text[at:].lstrip(" :"))
    for attendee in read_attendance(text, start, part.end):
        attendee.role = "stedfortræder"
        yield attendee
