"""Meetings, agenda items, papers, people and organizations as OParl 1.1 has them.

What OParl cannot hold: votes and absences, topics, outcomes as codes point by point (`result` has them in words), told history, amendments.
"""

from __future__ import annotations

import sqlite3
from typing import Any

from nlp.archive.spellings import slug

_SCHEMA = "https://schema.oparl.org/1.1"


def oparl(db: sqlite3.Connection, address: str) -> dict[str, list[dict[str, Any]]]:
    """Give the archive's objects by type.

    Args:
        db: The archive, whose rows are read by name.
        address: Where the objects will be published: each object's id is an address below it.
    """
    base = address.rstrip("/")
    towns = [name for (name,) in db.execute("SELECT DISTINCT municipality FROM bodies WHERE municipality IS NOT NULL ORDER BY 1")]
    return {
        "System": [{"id": f"{base}/system", "type": f"{_SCHEMA}/System", "oparlVersion": f"{_SCHEMA}/", "body": f"{base}/bodies"}],
        "Body": [_body(base, name) for name in towns],
        "Organization": [
            _filled(
                {
                    "id": f"{base}/organization/{row['id']}",
                    "type": f"{_SCHEMA}/Organization",
                    "body": _body_address(base, row["municipality"]),
                    "name": row["body"],
                    "startDate": row["first_date"],
                    "endDate": row["last_date"],
                }
            )
            for row in db.execute("SELECT * FROM bodies ORDER BY id")
        ],
        "Person": [
            _filled({"id": f"{base}/person/{row['id']}", "type": f"{_SCHEMA}/Person", "body": _body_address(base, row["municipality"]), "name": row["name"]})
            for row in db.execute("SELECT * FROM members ORDER BY id")
        ],
        "Meeting": [_meeting(base, db, row) for row in db.execute("SELECT * FROM meetings WHERE counted OR kind = 'agenda' ORDER BY id")],
        "Paper": [
            _filled(
                {
                    "id": f"{base}/paper/{row['id']}",
                    "type": f"{_SCHEMA}/Paper",
                    "body": _body_address(base, row["municipality"]),
                    "name": row["title"],
                    "reference": row["case_number"],
                    "date": row["first_date"],
                }
            )
            for row in db.execute("SELECT * FROM cases ORDER BY id")
        ],
    }


def _body(base: str, name: str) -> dict[str, Any]:
    address = f"{base}/body/{slug(name)}"
    lists = {kind: f"{address}/{kind}" for kind in ("organization", "person", "meeting", "paper")}
    return {"id": address, "type": f"{_SCHEMA}/Body", "system": f"{base}/system", "name": name, **lists, "legislativeTerm": []}


def _body_address(base: str, municipality: str | None) -> str | None:
    return f"{base}/body/{slug(municipality)}" if municipality else None


def _meeting(base: str, db: sqlite3.Connection, row: sqlite3.Row) -> dict[str, Any]:
    people = db.execute("SELECT municipality, member FROM participants WHERE meeting = ? AND present AND member IS NOT NULL ORDER BY id", (row["id"],))
    items = db.execute("SELECT * FROM items WHERE meeting = ? ORDER BY position", (row["id"],)).fetchall()
    return _filled(
        {
            "id": f"{base}/meeting/{row['id']}",
            "type": f"{_SCHEMA}/Meeting",
            "name": row["name"],
            "meetingState": "terminated" if row["kind"] == "minutes" else "scheduled",
            "start": _moment(row["date"], row["start_time"]),
            "end": _moment(row["date"], row["end_time"]) if row["end_time"] else None,
            "organization": [f"{base}/organization/{slug(row['municipality'], row['body'])}"] if row["body"] else None,
            "participant": [f"{base}/person/{slug(*person)}" for person in people],
            "web": row["link"],
            "agendaItem": [_item(base, row["id"], item) for item in items],
        }
    )


def _item(base: str, meeting: int, item: sqlite3.Row) -> dict[str, Any]:
    return _filled(
        {
            "id": f"{base}/agendaitem/{item['id']}",
            "type": f"{_SCHEMA}/AgendaItem",
            "meeting": f"{base}/meeting/{meeting}",
            "order": item["position"],
            "number": item["number"],
            "name": item["title"],
            "public": not item["closed"],
            "result": item["outcome"],
            "resolutionText": item["decision"],
            "keyword": [topic for topic in (item["topic"], item["second_topic"]) if topic] or None,
            "web": item["link"],
        }
    )


def _moment(day: str | None, time: str | None) -> str | None:
    return f"{day}T{time or '00:00'}:00+01:00" if day else None


def _filled(data: dict[str, Any]) -> dict[str, Any]:
    """Leave out what is not known: the format has no null."""
    return {name: value for name, value in data.items() if value is not None}
