"""The reader of FirstAgenda JSON: what its text keeps, and what it refuses."""

from __future__ import annotations

import json
from typing import Any

import pytest

from nlp.errors import UnreadableDocument
from nlp.reading import firstagenda
from tests.readers.items import parsed


def item(number: str, caption: str, html: str, **fields: Any) -> dict[str, Any]:
    return {
        "Number": number,
        "Caption": caption,
        "CaseNumber": f"31-00000{number}",
        "Felter": [{"Navn": "", "Html": html, "Tekst": None}],
        "Bilag": [],
        **fields,
    }


def meeting(*items: dict[str, Any], **about: Any) -> dict[str, Any]:
    people = [{"Name": "Ida Holm", "Absent": False}, {"Name": "Bo Lund", "Absent": True}]
    details = {"MeetingBeginUtc": "2031-03-12T16:30:00+01:00", "MeetingEndUtc": None, "Sted": "Salen", "Afsluttet": True, "Moededeltagere": people}
    return {"Dagsordenpunkter": list(items), "Udvalg": {"Navn": "Teknikudvalget"}, "Moede": details | about}


DECIDED = (
    "<div><h3>Beslutning</h3><span><p>Godkendt.</p><br><br>Fraværende: Bo Lund</span></div><h3>Fremstilling</h3><div><h2>Resume</h2><p>Om vejen.</p></div>"
)


def read_json(data: Any) -> str:
    return firstagenda.read(json.dumps(data).encode(), "møde.json")


def test_meeting_is_written_as_firstagenda_prints_it() -> None:
    text = read_json(meeting(item("1", "Vejen\n til  byen", DECIDED, Bilag=[{"Navn": "Kort.pdf"}])))
    assert text == (
        "# REFERAT Teknikudvalget d. 12-03-2031\n\nMødedato Onsdag d. 12. marts 2031 kl. 16:30\n\nMødested Salen\n\nMødedeltagere Ida Holm, Bo Lund (Afbud)\n\n"
        "## Punkt 1: Vejen til byen\n\n31-000001\n\n### Beslutning\n\nGodkendt.\n\nFraværende: Bo Lund\n\n### Fremstilling\n\n### Resume\n\nOm vejen.\n\n### Bilag\n\n- Kort.pdf\n"
    )


def test_meeting_gives_number_title_case_number_and_decision() -> None:
    text = read_json(
        meeting(item("1", "Vejen", DECIDED), item("2", "Lukket: Salg", "", CaseNumber=None, SagsNummer=""), item("3", "Eventuelt", "<p>Intet.</p>"))
    )
    items = parsed(text)
    assert [each[:3] for each in items] == [("1", "Vejen", "31-000001"), ("2", "Lukket: Salg", None), ("3", "Eventuelt", "31-000003")]
    assert items[0][3][:2] == ["decision", "absence"]


ABSENT = [{"Name": "Bo Lund", "AttendanceType": 2, "Reason": "Fraværende"}, {"Name": "Ida Holm", "AttendanceType": 0}]


def test_absence_of_the_field_counts_where_the_text_has_none() -> None:
    history = "<h3>Beslutning</h3><p>Anbefales.</p><h3>Sagens forløb</h3><p>01-02-2031 Byrådet</p><p>Fraværende: Per Dal</p>"
    text = read_json(meeting(item("1", "Vejen", history, ExternalAgendaItemAttendees=ABSENT)))
    assert "Anbefales.\n\nFraværende: Bo Lund\n\n### Sagens forløb" in text
    again = read_json(meeting(item("1", "Vejen", DECIDED, ExternalAgendaItemAttendees=ABSENT)))
    assert again.count("Fraværende") == 1


@pytest.mark.parametrize(
    ("start", "end", "line"),
    [
        ("2031-03-12T16:30:00+01:00", "2031-03-12T18:00:00+01:00", "Mødedato Onsdag d. 12. marts 2031 kl. 16:30 - 18:00"),
        ("2031-07-12T00:00:00", None, "Mødedato Lørdag d. 12. juli 2031\n"),
        ("2031-07-09T14:30:00Z", None, "Mødedato Onsdag d. 9. juli 2031 kl. 16:30"),
        ("i morgen", None, "# REFERAT Teknikudvalget\n\nMødested"),
        (None, None, "# REFERAT Teknikudvalget\n\nMødested"),
    ],
)
def test_meeting_time(start: str | None, end: str | None, line: str) -> None:
    assert line in read_json(meeting(item("1", "Vejen", DECIDED), MeetingBeginUtc=start, MeetingEndUtc=end))


def test_meeting_that_is_not_over_is_an_agenda() -> None:
    assert read_json(meeting(item("1", "Vejen", "<h3>Indstilling</h3><p>x</p>"), Afsluttet=False)).startswith("# DAGSORDEN Teknikudvalget d.")


def test_fields_of_other_releases_are_read() -> None:
    newer = item("1", "Vejen", "", Felter=None, ItemDecision={"Html": "<p>Udsat.</p>"}, Presentations=[{"Title": "Resume", "Html": "<p>Om</p>"}])
    assert "### Beslutning\n\nUdsat.\n\n### Resume\n\nOm" in read_json({"Dagsorden": meeting(newer)})
    assert "## Punkt 7: Vejen" in read_json([meeting(item("", "Vejen", "", Punktnummer=7))])


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ('{"Dagsordenpunkter": [', r"broken JSON \(line 1, column"),
        ('{"a": 1}', "no FirstAgenda meeting.*fields a"),
        ("[]", "no FirstAgenda meeting.*JSON list"),
        ('"Referat"', "JSON text"),
        ("7", "JSON number"),
        ('{"Dagsordenpunkter": {}}', "no FirstAgenda meeting"),
        ('{"Dagsordenpunkter": []}', "without agenda items"),
        ('[{"Dagsordenpunkter": [1]}, {"Dagsordenpunkter": [2]}]', "2 meetings in one"),
        ("[" * 100_000, "nested too deep"),
    ],
)
def test_other_json_is_refused(source: str, message: str) -> None:
    with pytest.raises(UnreadableDocument, match=message):
        firstagenda.read(source.encode(), "a.json")


@pytest.mark.parametrize("value", [None, 7, "x", [], ["x"], {}, [{}], True])
@pytest.mark.parametrize("key", ["Udvalg", "Moede", "Number", "Caption", "Felter", "Bilag", "ExternalAgendaItemAttendees", "ItemDecision", "CaseNumber"])
def test_fields_of_any_kind_do_no_harm(key: str, value: Any) -> None:
    data = meeting(item("1", "Vejen", DECIDED))
    target = data if key in data else data["Dagsordenpunkter"][0]
    target[key] = value
    assert "## Punkt" in read_json(data)
