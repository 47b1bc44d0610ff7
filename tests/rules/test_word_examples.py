"""Words of the rules' lists, one example each: what they make of a line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from spacy.language import Language

from nlp.components.votes.tallies import read_tally
from nlp.meeting.faults import find_fault
from nlp.meeting.fields import is_contents_heading, read_label
from nlp.meeting.foreign import is_letter
from nlp.meeting.implied import records_decision
from nlp.meeting.line_kinds import part_kind, status_kind
from nlp.meeting.parse import parse_minutes
from nlp.meeting.section_kinds import heading_kind, is_proposal_too, is_value_label
from nlp.rules import rule_file
from nlp.rules.phrases import compile_phrases
from nlp.text.lines import read_lines
from nlp.text.normalize import shadow

ROWS = [
    tuple(line.split(" | ", 2))
    for line in (Path(__file__).parent / "word_examples.txt").read_text(encoding="utf-8").splitlines()
    if line.strip() and not line.startswith("#")
]
HEAD, ITEM = "Referat Vejudvalget den 4. maj 2023\n\n", "Punkt 1: Ny sti\n\nBeslutning\n\nGodkendt.\n"


def _absent_item(title: str) -> str:
    meeting = parse_minutes(f"{HEAD}Punkt 1: {title}\n\nFraværende: Ida Bro\n\nPunkt 2: Ny sti\n\nBeslutning\n\nGodkendt.\n")
    return ", ".join(each.name for each in meeting.attendees if not each.present)


def _official(role: str) -> str:
    meeting = parse_minutes(f"{HEAD}Deltagere: Ida Bro (A), Per Ly (V), {role.lower()} Bo Vad\n\n{ITEM}")
    return "no" if "Bo Vad" in [each.name for each in meeting.attendees] else "yes"


def _listed(label: str, *, present: bool) -> str:
    meeting = parse_minutes(f"{HEAD}{label}: Ida Bro, Per Ly\n\n{ITEM}")
    return ", ".join(each.name for each in meeting.attendees if each.present is present)


def _letter(line: str) -> str:
    return "yes" if is_letter(read_lines(f"Kære Per\n\nVi skriver om stien.\n\n{line}\n")) else "no"


def _fault(line: str) -> str:
    fault = find_fault(parse_minutes(f"{line}\n\nStien ved åen er smal, og den skal gøres bredere i løbet af foråret.\n"))
    return fault.kind if fault else ""


def _person(line: str) -> str:
    (person,) = parse_minutes(f"{HEAD}Medlemmer:\n{line}\nPer Ly: Deltog\n\n{ITEM}").attendees[:1]
    return "present" if person.present else "absent"


def _role(line: str) -> str:
    return parse_minutes(f"{HEAD}Medlemmer:\n{line}\nPer Ly, formand\n\n{ITEM}").attendees[0].role or ""


def _implied(line: str) -> str:
    (item,) = parse_minutes(f"{HEAD}Punkt 1: Ny sti\n\nSagsfremstilling\n\nStien er smal.\n\n{line}\n").items
    return " ".join(section.kind for section in item.sections if section.kind == "decision")


def _document(title: str) -> str:
    return parse_minutes(f"{title}\n\nVejudvalget den 4. maj 2023\n\nPunkt 1: Ny sti\n\nIndstilling\n\nAt stien anlægges.\n").called or ""


READERS: dict[str, Callable[[str], str]] = {
    "heading": lambda line: heading_kind(line) or "",
    "value_below": lambda line: "yes" if is_value_label(line) else "no",
    "proposal_too": lambda line: "yes" if is_proposal_too(line) else "no",
    "field": lambda line: (read_label(line) or ("",))[0],
    "number": lambda line: "".join(str(item.number) for item in parse_minutes(f"{HEAD}{line}\n\nBeslutning\n\nGodkendt.\n").items),
    "status": lambda line: status_kind(line) or "",
    "part": lambda line: part_kind(line) or "",
    "closed_item": lambda line: "closed" if parse_minutes(f"{HEAD}Punkt 1: Køb af jord\n\n{line}\n\nPunkt 2: Ny sti\n").items[0].closed else "open",
    "listed_present": lambda line: _listed(line, present=True),
    "listed_absent": lambda line: _listed(line, present=False),
    "closed_title": lambda line: "closed" if parse_minutes(f"{HEAD}Punkt 1: {line}\n\nPunkt 2: Ny sti\n").items[0].closed else "open",
    "footnote": lambda line: shadow(line).text,
    "count": lambda line: str((read_tally(line) or {}).get("for")),
    "fault": _fault,
    "letter": _letter,
    "person": _person,
    "role": _role,
    "implied": _implied,
    "proposes": lambda line: "yes" if compile_phrases(rule_file("items")["inline"]["proposes"]).search(line) else "no",
    "records": lambda line: "yes" if records_decision(line) else "no",
    "absent_item": _absent_item,
    "official": _official,
    "begun": lambda line: parse_minutes(f"{HEAD}{line}\n\n{ITEM}").start_time or "",
    "ended": lambda line: parse_minutes(f"{HEAD}{ITEM}\n{line}\n").end_time or "",
    "contents": lambda line: "yes" if is_contents_heading(line) else "no",
    "other_date": lambda line: parse_minutes(f"{line}\n\n{HEAD}{ITEM}").date or "",
    "document": _document,
}


@pytest.mark.parametrize(("reader", "expected", "line"), [row for row in ROWS if row[0] in READERS], ids=lambda value: value[:40])
def test_a_word_of_a_list_is_read(reader: str, expected: str, line: str) -> None:
    assert READERS[reader](line) == expected


@pytest.mark.parametrize(("expected", "line"), [row[1:] for row in ROWS if row[0] == "case"], ids=lambda value: value[:40])
def test_a_label_stands_before_a_case_number(expected: str, line: str, pipeline: Language) -> None:
    doc = pipeline(f"Punkt 1: En sag\n\n{line}\n")
    assert [entity.text for entity in doc.ents if entity.label_ == "CASE_NUMBER"] == [expected]


@pytest.mark.parametrize(("expected", "line"), [row[1:] for row in ROWS if row[0] == "body"], ids=lambda value: value[:40])
def test_an_advisory_body_is_found_in_small_letters(expected: str, line: str, pipeline: Language) -> None:
    found = [entity.text for entity in pipeline(f"Punkt 1: En sag\n\nSagsfremstilling\n\nDet er sket, og {line}.\n").ents if entity.label_ == "COMMITTEE"]
    assert found == [expected]


@pytest.mark.parametrize("line", [row[2] for row in ROWS if row[0] == "no_case"])
def test_a_label_of_something_else_stands_before_no_case_number(line: str, pipeline: Language) -> None:
    assert not [entity.text for entity in pipeline(f"Punkt 1: En sag\n\n{line}\n").ents if entity.label_ == "CASE_NUMBER"]


def test_every_line_has_a_reader() -> None:
    assert {row[0] for row in ROWS} <= {*READERS, "case", "no_case", "body"}
