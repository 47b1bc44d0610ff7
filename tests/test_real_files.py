"""Real files in every format, where they lie beside the project: every item with number, title, case number and decision."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

import pytest

from nlp.meeting.model import Meeting
from nlp.meeting.parse import parse_minutes
from nlp.reading.read import read_document
from nlp.text.normalize import shadow

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "minutes"
MEETINGS = sorted(FOLDER.glob("firstagenda_json/*.json"))
WORD = sorted(FOLDER.glob("docx/*.docx"))

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the real files lie beside the project only where it is developed")


def meeting_of(path: Path) -> Meeting:
    text = read_document(str(path)).text
    seen = shadow(text)
    return parse_minutes(seen.text, seen.bold)


def letters(text: str) -> str:
    return re.sub(r"[\W\d_]", "", html.unescape(re.sub(r"<[^>]+>", "", text)))


@pytest.mark.parametrize("path", MEETINGS, ids=lambda path: path.stem)
def test_meeting_agrees_with_its_fields(path: Path) -> None:
    data = json.loads(path.read_text(encoding="utf-8"))
    meeting = meeting_of(path)
    fields = [(item["Number"], " ".join(item["Caption"].split()), item["CaseNumber"] or None) for item in data["Dagsordenpunkter"]]
    assert [(item.number, item.title, item.case_number) for item in meeting.items] == fields
    assert meeting.date == data["Moede"]["Dato"][:10]
    assert meeting.committee is not None and data["Udvalg"]["Navn"].startswith(meeting.committee)
    for item, field in zip(meeting.items, data["Dagsordenpunkter"], strict=True):
        found = re.search(r"<h3>Beslutning</h3>(.*?)(?:<h3>(?:Fremstilling|Sagens forløb)|$)", field["Felter"][0]["Html"], re.DOTALL)
        text = "".join(meeting.text[part.start : part.end] for part in item.parts("decision", "absence", "other"))
        if found:
            assert letters(found[1]) in letters(text), item.number
        else:
            # Closed items record without the heading.
            assert not [part for part in item.parts("decision") if part.heading], item.number


@pytest.mark.parametrize("path", MEETINGS, ids=lambda path: path.stem)
def test_absence_of_the_fields_is_told_in_the_item(path: Path) -> None:
    meeting = meeting_of(path)
    for item, field in zip(meeting.items, json.loads(path.read_text(encoding="utf-8"))["Dagsordenpunkter"], strict=True):
        text = "".join(meeting.text[part.start : part.end] for part in item.parts("absence", "decision"))
        for person in field["ExternalAgendaItemAttendees"]:
            assert " ".join(person["Name"].split()) in text, item.number


def test_web_page_gives_all_its_items() -> None:
    page = next(FOLDER.glob("html/*.html"))
    source = page.read_text(encoding="utf-8")
    titles = [" ".join(html.unescape(words).split()) for words in re.findall(r'<h2 class="overskrift[^>]*>([^<]*)', source)]
    cases = re.findall(r'<span class="sagsnummer">([^<]*)', source)
    meeting = meeting_of(page)
    expected = list(zip(map(str, range(1, len(titles) + 1)), titles, cases, strict=True))
    assert [(item.number, item.title, item.case_number) for item in meeting.items] == expected
    assert (meeting.kind, meeting.date, meeting.start_time) == ("agenda", "2025-10-08", "16:00")


@pytest.mark.parametrize("suffix", [".docx", ".pdf"])
def test_one_document_in_two_formats(suffix: str) -> None:
    meeting = meeting_of(WORD[0].with_suffix(suffix))
    (item,) = meeting.items
    case = re.search(r"Sagsnr\.:\s*(\S+)", meeting.text)
    assert case is not None and item.case_number == case[1]
    assert item.number is not None and item.number.isdigit() and len(item.title) > 30 and not item.title[-1].isdigit()
    assert [entry.casefold() for entry in meeting.contents] == [item.title.casefold()]
    kinds = [section.kind for section in item.sections]
    assert kinds.count("history") == 2 and kinds.count("decision") == 1 and "proposal" in kinds and "attachments" in kinds
    (own,) = item.parts("decision")
    assert own.date == meeting.date == WORD[0].stem[-10:]


def test_one_document_is_the_same_in_both_formats() -> None:
    word, pdf = (meeting_of(WORD[0].with_suffix(suffix)) for suffix in (".docx", ".pdf"))
    assert [(i.number, i.title, i.case_number) for i in word.items] == [(i.number, i.title, i.case_number) for i in pdf.items]
    assert letters(word.items[0].parts("decision")[0].heading) == letters(pdf.items[0].parts("decision")[0].heading)


def test_pdf_has_lost_its_running_lines() -> None:
    text = read_document(str(WORD[0].with_suffix(".pdf"))).text
    assert not re.search(r"(?m)^(?:Side \d+|\d of \d|Referat For .*)$", text)
    words = [re.findall(r"\w+", read_document(str(WORD[0].with_suffix(suffix))).text) for suffix in (".pdf", ".docx")]
    assert abs(len(words[0]) - len(words[1])) < 0.01 * len(words[1])
