"""People, organizations, memberships, motions and vote events as Popolo has them.

What Popolo cannot hold: topics, decision types, wordings beside a motion's text, absences, parts of a decision, remarks, where a case goes.
"""

from __future__ import annotations

import sqlite3
from itertools import groupby
from typing import Any

from nlp.archive.spellings import slug

_OPTIONS = {"for": "yes", "against": "no", "abstain": "abstain"}
_RESULTS = {"approved": "pass", "recommended": "pass", "rejected": "fail"}


def popolo(db: sqlite3.Connection) -> dict[str, Any]:
    """Give the archive's members, bodies and votes.

    Args:
        db: The archive, whose rows are read by name.
    """
    votes = list(db.execute("SELECT * FROM votes WHERE counted ORDER BY item, ballot, id"))
    parties = sorted(
        {row["party"] for row in votes if row["party"]} | {row["party"] for row in db.execute("SELECT DISTINCT party FROM members WHERE party <> ''")}
    )
    ballots = [(key, list(rows)) for key, rows in groupby(votes, key=lambda row: (row["item"], row["ballot"]))]
    items = {row["id"]: row for row in db.execute("SELECT * FROM items WHERE counted AND id IN (SELECT item FROM votes)")}
    return {
        "persons": [{"id": row["id"], "name": row["name"]} for row in db.execute("SELECT id, name FROM members ORDER BY id")],
        "organizations": [*_bodies(db), *({"id": f"party/{slug(letter)}", "name": letter, "classification": "party"} for letter in parties)],
        "memberships": [*_body_memberships(db), *_party_memberships(db)],
        "motions": [_motion(items[item], ballot, rows) for (item, ballot), rows in ballots],
        "vote_events": [_event(items[item], ballot, rows) for (item, ballot), rows in ballots],
    }


def _bodies(db: sqlite3.Connection) -> list[dict[str, Any]]:
    out: list[dict[str, Any]] = [
        {"id": f"municipality/{slug(name)}", "name": name, "classification": "municipality"}
        for (name,) in db.execute("SELECT DISTINCT municipality FROM bodies WHERE municipality IS NOT NULL ORDER BY 1")
    ]
    for row in db.execute("SELECT * FROM bodies ORDER BY id"):
        names = [{"name": name} for name in (row["spellings"] or "").split("; ") if name and name != row["body"]]
        parent = f"municipality/{slug(row['municipality'])}" if row["municipality"] else None
        out.append({"id": row["id"], "name": row["body"], "classification": "committee", "parent_id": parent, "other_names": names})
    return out


def _body_memberships(db: sqlite3.Connection) -> list[dict[str, Any]]:
    rows = db.execute(
        """
        SELECT members.id AS person, bodies.id AS body, min(participants.date) AS first, max(participants.date) AS last, max(role) AS role FROM participants
        JOIN members ON members.name = participants.member AND members.municipality IS participants.municipality
        JOIN bodies ON bodies.body = participants.body AND bodies.municipality IS participants.municipality
        WHERE participants.counted GROUP BY 1, 2 ORDER BY 1, 2
        """
    )
    return [
        {"person_id": r["person"], "organization_id": r["body"], "role": r["role"] or "member", "start_date": r["first"], "end_date": r["last"]} for r in rows
    ]


def _party_memberships(db: sqlite3.Connection) -> list[dict[str, Any]]:
    rows = db.execute(
        """
        SELECT members.id AS person, parties_over_time.party, parties_over_time.first_date AS first, parties_over_time.last_date AS last FROM parties_over_time
        JOIN members ON members.name = parties_over_time.member AND (parties_over_time.municipality IS NULL OR members.municipality IS parties_over_time.municipality)
        ORDER BY 1, 3, 2
        """
    )
    return [{"person_id": r["person"], "organization_id": f"party/{slug(r['party'])}", "start_date": r["first"], "end_date": r["last"]} for r in rows]


def _motion(item: sqlite3.Row, ballot: int, rows: list[sqlite3.Row]) -> dict[str, Any]:
    return {
        "id": f"motion/{item['id']}-{ballot}",
        "organization_id": slug(item["municipality"], item["body"]),
        "text": item["proposal"] or item["title"],
        "identifier": item["case_number"],
        "classification": rows[0]["motion"],
        "date": _moment(item),
        "result": _result(item, rows),
        "sources": _sources(item),
    }


def _event(item: sqlite3.Row, ballot: int, rows: list[sqlite3.Row]) -> dict[str, Any]:
    counts = {option: sum(row["side"] == side for row in rows) for side, option in _OPTIONS.items()}
    return {
        "id": f"vote/{item['id']}-{ballot}",
        "identifier": item["number"],
        "organization_id": slug(item["municipality"], item["body"]),
        "motion_id": f"motion/{item['id']}-{ballot}",
        "start_date": _moment(item),
        "result": _result(item, rows),
        "counts": [{"option": option, "value": count} for option, count in counts.items() if count],
        "votes": [
            {
                "voter_id": slug(row["municipality"], row["member"]) if row["member"] else f"party/{slug(row['party'])}",
                "option": _OPTIONS[row["side"]],
                "group_id": f"party/{slug(row['party'])}" if row["party"] else None,
            }
            for row in rows
        ],
        "sources": _sources(item),
    }


def _moment(item: sqlite3.Row) -> str | None:
    return f"{item['date']}T00:00:00Z" if item["date"] else None


def _result(item: sqlite3.Row, rows: list[sqlite3.Row]) -> str | None:
    told = rows[0]["result"]
    code = told or ((item["outcome"] or "").split(", ")[0] if rows[0]["motion"] == "proposal" else None)
    return _RESULTS.get(code or "")


def _sources(item: sqlite3.Row) -> list[dict[str, str]]:
    return [{"url": item["link"]}] if item["link"] else []
