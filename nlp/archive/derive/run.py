"""Makes what is derived from all documents of an archive, where something changed since it was made."""

from __future__ import annotations

import sqlite3
from dataclasses import astuple

from nlp.archive.derive.bodies import name_bodies, write_bodies
from nlp.archive.derive.cases import write_cases
from nlp.archive.derive.members import write_members
from nlp.archive.derive.parties import Affiliation, fill_parties
from nlp.archive.derive.twins import count_once

__all__ = ["Affiliation", "derive"]


def derive(db: sqlite3.Connection, members: tuple[Affiliation, ...] = ()) -> bool:
    """Make what is derived, inside the open transaction; tells whether there was something to do.

    Args:
        db: The archive.
        members: Parties of members that are known from elsewhere.
    """
    derived, known = db.execute("SELECT derived, members FROM state").fetchone()
    mark = repr([astuple(affiliation) for affiliation in members])
    if derived and (not members or mark == known):
        return False
    name_bodies(db)
    count_once(db)
    fill_parties(db, members)
    write_members(db)
    write_cases(db)
    write_bodies(db)
    db.execute("UPDATE state SET derived = 1, members = ?", (mark,))
    return True
