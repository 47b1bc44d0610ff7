"""The minutes of one meeting as Akoma Ntoso 3.0: a debate with a section for each agenda item.

What it cannot hold: topics and decision types with their probabilities, outcomes as codes, tallies, cases through several meetings.
"""

from __future__ import annotations

import re
import sqlite3
from typing import Any
from xml.etree import ElementTree

from nlp.archive.spellings import slug
from nlp.archive.stores.texts import item_text

_SPACE = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_UNKNOWN_DAY = "1900-01-01"


def akoma_ntoso(db: sqlite3.Connection, meeting: int) -> str | None:
    """Give one meeting; None where the archive has none of that number.

    Args:
        db: The archive, whose rows are read by name.
        meeting: The meeting's id.
    """
    row = db.execute("SELECT * FROM meetings WHERE id = ?", (meeting,)).fetchone()
    if row is None:
        return None
    ElementTree.register_namespace("", _SPACE)
    root = ElementTree.Element(f"{{{_SPACE}}}akomaNtoso")
    report = _add(root, "debate", name="minutes" if row["kind"] == "minutes" else "agenda")
    people = db.execute("SELECT DISTINCT member FROM participants WHERE meeting = ? AND member IS NOT NULL ORDER BY id", (meeting,)).fetchall()
    _meta(report, row, [name for (name,) in people])
    body = _add(report, "debateBody")
    opening = _add(body, "debateSection", name="meeting", eId="meeting")
    _add(opening, "heading", row["name"])
    if people:
        _add(opening, "p", ", ".join(name for (name,) in people))
    for item in db.execute("SELECT * FROM items WHERE meeting = ? ORDER BY position", (meeting,)).fetchall():
        _item(opening, db, item)
    if not len(opening.findall(f"{{{_SPACE}}}p")) and not len(opening.findall(f"{{{_SPACE}}}debateSection")):
        _add(opening, "p", row["name"])
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _meta(report: ElementTree.Element, row: sqlite3.Row, people: list[str]) -> None:
    meta = _add(report, "meta")
    work = f"/akn/dk/debate/{slug(row['municipality']) or 'unknown'}/{slug(row['body']) or 'unknown'}/{row['date'] or row['id']}"
    day = row["date"] or _UNKNOWN_DAY
    identification = _add(meta, "identification", source="#referat")
    for name, address in (("FRBRWork", work), ("FRBRExpression", f"{work}/dan@"), ("FRBRManifestation", f"{work}/dan@.xml")):
        level = _add(identification, name)
        _add(level, "FRBRthis", value=f"{address}/!main")
        _add(level, "FRBRuri", value=address)
        _add(level, "FRBRdate", date=day, name="meeting")
        _add(level, "FRBRauthor", href="#body" if name != "FRBRManifestation" else "#referat")
        if name == "FRBRWork":
            _add(level, "FRBRcountry", value="dk")
        elif name == "FRBRExpression":
            _add(level, "FRBRlanguage", language="dan")
    references = _add(meta, "references", source="#referat")
    _add(
        references,
        "TLCOrganization",
        eId="body",
        href=f"/ontology/organization/{slug(row['municipality'], row['body']) or 'unknown'}",
        showAs=row["body"] or "?",
    )
    _add(references, "TLCOrganization", eId="referat", href="/ontology/organization/referat", showAs="referat")
    for key in dict.fromkeys(slug(name) for name in people if slug(name)):
        shown = next(name for name in people if slug(name) == key)
        _add(references, "TLCPerson", eId=f"person-{key}", href=f"/ontology/person/{key}", showAs=shown)


def _item(parent: ElementTree.Element, db: sqlite3.Connection, item: sqlite3.Row) -> None:
    section = _add(parent, "debateSection", name="item", eId=f"item_{item['position']}")
    if item["number"]:
        _add(section, "num", item["number"])
    _add(section, "heading", item["title"] or f"Item {item['number'] or item['position']}")
    parts = [("proposal", item["proposal"]), ("decision", item["decision"])]
    if not any(words for _, words in parts):
        parts = [("text", item_text(db, item["id"]) or item["title"] or "?")]
    for kind, words in parts:
        if words:
            inner = _add(section, "debateSection", name=kind, eId=f"item_{item['position']}__{kind}")
            for line in filter(str.strip, words.splitlines()):
                _add(inner, "p", line)
    votes = db.execute(
        "SELECT side, group_concat(coalesce(member || coalesce(' (' || party || ')', ''), party), ', ') FROM votes WHERE item = ? GROUP BY ballot, side",
        (item["id"],),
    ).fetchall()
    if votes:
        inner = _add(section, "debateSection", name="votes", eId=f"item_{item['position']}__votes")
        for side, voters in votes:
            _add(inner, "p", f"{side}: {voters}")


def _add(parent: ElementTree.Element, tag: str, text: Any = None, /, **attributes: str) -> ElementTree.Element:
    child = ElementTree.SubElement(parent, f"{{{_SPACE}}}{tag}", {key: _UNFIT.sub("\ufffd", value) for key, value in attributes.items()})
    child.text = None if text is None else _UNFIT.sub("\ufffd", str(text))
    return child
