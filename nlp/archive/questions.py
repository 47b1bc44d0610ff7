"""Questions that people ask of an archive, as queries of its database: each gives rows with the words of the decision."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from nlp.archive.spellings import slug
from nlp.archive.stores.sqlite import check_ours
from nlp.archive.stores.store import BadStore
from nlp.archive.stores.texts import search_query
from nlp.vocabulary import OUTCOME_CODES, TOPICS

COLUMNS = ("date", "municipality", "body", "number", "title", "topic", "outcome", "wording", "votes", "case_number", "link", "item")
# Why something is divided, and how much each tells.
_NARROW, _SPLIT, _SAID, _UP = 3.0, 2.0, 1.0, 1.0


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked; each field that is set narrows the answer.

    Args:
        text: Words to find in title, text or decision.
        topic: A topic, the first or the second one.
        outcome: What was done.
        municipality: A part of its name.
        body: A part of the body's name.
        member: A part of a member's name: the member voted, or was absent.
        party: A party's letter.
        side: How member or party voted: `for`, `against`, `abstain`; `absent` for items they were away from.
        case: A case's number.
        since: The first day.
        until: The last day.
        dissent: Divided items alone, the most divided first.
    """

    text: str | None = None
    topic: str | None = None
    outcome: str | None = None
    municipality: str | None = None
    body: str | None = None
    member: str | None = None
    party: str | None = None
    side: str | None = None
    case: str | None = None
    since: str | None = None
    until: str | None = None
    dissent: bool = False

    @property
    def words(self) -> str:
        """The question in a few words, as a title."""
        asked = [f"{field.name} {value}" for field in fields(self) if (value := getattr(self, field.name)) not in (None, False) and not isinstance(value, bool)]
        return ", ".join((["divided"] if self.dissent else []) + asked) or "all decisions"


@dataclass(frozen=True, slots=True)
class Answer:
    """One item that answers; `why` tells what made it divided, where that was asked."""

    row: dict[str, Any]
    why: str | None = None


def open_archive(path: Path) -> sqlite3.Connection:
    """Open a database for reading alone.

    Raises:
        BadStore: there is none, or it is another program's or another release's.
    """
    if not path.is_file():
        raise BadStore(f"{path}: no such database. Make one with `referat tag FOLDER -o {path}`.")
    db = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    db.row_factory = sqlite3.Row
    # SQLite's own comparison knows no letter case beyond English.
    db.create_function("casefold", 1, lambda words: words and words.casefold(), deterministic=True)
    try:
        check_ours(db, path)
    except sqlite3.DatabaseError as err:
        raise BadStore(f"{path}: is no database ({err}). Name one that `referat tag -o archive.db` wrote.") from err
    return db


def ask(db: sqlite3.Connection, question: Question, limit: int | None = None) -> list[Answer]:
    """Give the items that answer a question, the newest first; divided ones by how divided they are.

    Raises:
        BadStore: it asks for a topic or an outcome that there is none of.
    """
    _check(question)
    conditions, values = _conditions(question)
    order = "items.date DESC, items.municipality, items.body, items.position"
    query = f"""
        SELECT items.date, items.municipality, items.body, items.number, items.title,
            items.topic || CASE WHEN items.topic_score < 0.5 THEN '?' ELSE '' END AS topic, items.outcome, items.decision AS wording,
            {_VOTES} AS votes, items.case_number, coalesce(items.link, items.document) AS link, items.id AS item
        FROM items WHERE {" AND ".join(conditions)} ORDER BY {order}
        """
    rows = [dict(row) for row in db.execute(query if question.dissent or limit is None else f"{query} LIMIT {int(limit)}", values)]
    if not question.dissent:
        return [Answer(row) for row in rows]
    ranked = sorted(((*_divided(db, row["item"]), row) for row in rows), key=lambda entry: -entry[0])
    return [Answer(row, why) for _, why, row in ranked[:limit]]


_VOTES = """(SELECT group_concat(told, '; ') FROM (SELECT motion || coalesce(' ' || part, '') || ', ' || side || ': ' || group_concat(voter, ', ') AS told
    FROM (SELECT ballot, motion, part, side, coalesce(member || coalesce(' (' || party || ')', ''), party) AS voter, id FROM votes WHERE votes.item = items.id
    ORDER BY id) GROUP BY ballot, side ORDER BY min(id)))"""


def _check(question: Question) -> None:
    for name, value, known in (("topic", question.topic, TOPICS), ("outcome", question.outcome, OUTCOME_CODES)):
        if value is not None and value not in known:
            raise BadStore(f"there is no {name} {value!r}; there are {', '.join(known)}.")


def _conditions(question: Question) -> tuple[list[str], list[Any]]:  # noqa: C901 (one condition a field of the question)
    """Give the conditions of a question as SQL, and their values."""
    out: list[str] = ["items.counted"]
    values: list[Any] = []

    def add(condition: str, *given: Any) -> None:
        out.append(condition)
        values.extend(given)

    if question.text:
        add("items.id IN (SELECT rowid FROM texts_fts WHERE texts_fts MATCH ?)", search_query(question.text))
    if question.topic:
        add("(items.topic = ? OR items.second_topic = ?)", question.topic, question.topic)
    if question.outcome:
        add("items.id IN (SELECT item FROM outcomes WHERE code = ?)", question.outcome)
    for column in ("municipality", "body"):
        if getattr(question, column):
            add(f"casefold(items.{column}) LIKE ?", f"%{getattr(question, column).casefold()}%")
    if question.case:
        add(
            "items.case_id IN (SELECT id FROM cases WHERE case_number = ? OR id = ? OR id LIKE ?)",
            question.case,
            question.case,
            f"%-{slug(question.case)}",
        )
    for column, sign in (("since", ">="), ("until", "<=")):
        if getattr(question, column):
            add(f"items.date {sign} ?", getattr(question, column))
    if question.dissent:
        add("items.divided")
    if question.member or question.party or question.side:
        add(*_voted(question))
    return out, values


def _voted(question: Question) -> tuple[Any, ...]:
    """Give the condition on who voted how, or was away."""
    who, values = [], []
    if question.member:
        who.append("casefold(member) LIKE ?")
        values.append(f"%{question.member.casefold()}%")
    if question.party:
        who.append("party = ?")
        values.append(question.party)
    votes, absences = (f"SELECT item FROM {table} WHERE {' AND '.join(who) or '1'}" for table in ("votes", "absences"))
    if question.side == "absent":
        return f"items.id IN ({absences})", *values
    if question.side:
        return f"items.id IN ({votes} AND side = ?)", *values, question.side
    return f"items.id IN ({votes} UNION {absences})", *values, *values


def _divided(db: sqlite3.Connection, item: int) -> tuple[float, str]:
    """Tell how divided an item was, and why: a narrow vote, parties split, statements of a minority, a demand before another body."""
    row = db.execute("SELECT voters_for, voters_against FROM divided WHERE item = ?", (item,)).fetchone()
    votes_for, against = (row[0] or 0, row[1] or 0) if row else (0, 0)
    reasons, score = [], 0.0
    if votes_for and against:
        score += _NARROW * min(votes_for, against) / max(votes_for, against)
        reasons.append(f"{votes_for} against {against}")
    split = [
        name
        for (name,) in db.execute(
            "SELECT party FROM votes WHERE item = ? AND party IS NOT NULL GROUP BY ballot, party HAVING count(DISTINCT side) > 1", (item,)
        )
    ]
    if split:
        score += _SPLIT * len(split)
        reasons.append(f"split: {', '.join(dict.fromkeys(split))}")
    said = db.execute("SELECT kind, count(*) FROM remarks WHERE item = ? AND kind IN ('statement', 'reservation', 'demand') GROUP BY kind", (item,)).fetchall()
    for kind, count in said:
        score += (_UP if kind == "demand" else _SAID) * count
        reasons.append(f"{count} {kind}{'s' if count > 1 else ''}")
    return score, "; ".join(reasons)


def treatments(db: sqlite3.Connection, case: str) -> list[dict[str, Any]]:
    """Give what became of a case: every treatment that the archive holds or is told of, in order."""
    rows = db.execute(
        "SELECT date, municipality, body, title, outcome, words, known_from, item FROM case_history"
        " WHERE case_number = ? OR case_id = ? OR case_id LIKE ? ORDER BY municipality, date, item, known_from",
        (case, case, f"%-{slug(case)}"),
    )
    return [dict(row) for row in rows]


def member_record(db: sqlite3.Connection, name: str) -> list[dict[str, Any]]:
    """Give what the archive knows of the members whose names hold these words."""
    return [dict(row) for row in db.execute("SELECT * FROM members WHERE casefold(name) LIKE ? ORDER BY votes DESC, name", (f"%{name.casefold()}%",))]


def as_rows(answers: Iterable[Answer], columns: Sequence[str] = COLUMNS) -> list[tuple[Any, ...]]:
    """Give answers as rows of a table."""
    return [tuple(answer.row[column] for column in columns) for answer in answers]
