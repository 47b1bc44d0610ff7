"""Real files in every format, where they lie beside the project: every item with number, title, case number and decision."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

import pytest

from nlp.meeting import Meeting
from nlp.normalize import shadow
from nlp.parse import parse_minutes
from nlp.read import read_document

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "minutes"
MEETINGS = sorted(FOLDER.glob("firstagenda_json/*.json"))
WORD = sorted(FOLDER.glob("docx/*.docx"))

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the real files lie beside the project only where it is developed")


def meeting_of(path: Path) -> Meeting:
    text = read_document(str(path)).text
    return parse_minutes(shadow(text).text, text)


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
            assert not item.parts("decision"), item.number


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
    assert [(item.number, item.case_number) for item in meeting.items] == [("715", "12/27845")]
    (item,) = meeting.items
    assert item.title.startswith("Kulturkommune 2017") and not item.title[-1].isdigit()
    kinds = [section.kind for section in item.sections]
    assert kinds.count("history") == 2 and kinds.count("decision") == 1 and "proposal" in kinds and "attachments" in kinds
    (own,) = item.parts("decision")
    assert own.date == meeting.date == "2013-06-20"
    assert meeting.contents


def test_pdf_has_lost_its_running_lines() -> None:
    text = read_document(str(WORD[0].with_suffix(".pdf"))).text
    assert not re.search(r"(?m)^(?:Side \d+|\d of \d|Referat For .*)$", text)
    words = [re.findall(r"\w+", read_document(str(WORD[0].with_suffix(suffix))).text) for suffix in (".pdf", ".docx")]
    assert abs(len(words[0]) - len(words[1])) < 0.01 * len(words[1])
