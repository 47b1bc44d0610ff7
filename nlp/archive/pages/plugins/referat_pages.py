"""Loaded by Datasette: links to items and cases, words with their line breaks, and an item's page that reads as minutes do."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

from datasette import hookimpl
from markupsafe import Markup, escape

from nlp.archive.stores.texts import excerpt, search_query, unpack

_WORDS = ("decision", "proposal", "wording", "words", "text", "found")
_ITEM = {
    "outcomes": "SELECT code, part, text FROM outcomes WHERE item = ? ORDER BY id",
    "votes": """SELECT ballot, motion, part, side, group_concat(coalesce(member || coalesce(' (' || party || ')', ''), party), ', ') AS voters
        FROM votes WHERE item = ? GROUP BY ballot, motion, part, side ORDER BY ballot, min(id)""",
    "absences": "SELECT member || coalesce(' (' || party || ')', '') AS member FROM absences WHERE item = ? ORDER BY id",
    "remarks": "SELECT kind, by, text FROM remarks WHERE item = ? ORDER BY id",
    "attachments": "SELECT name, link FROM attachments WHERE item = ? ORDER BY id",
    "steps": """SELECT date, body, title, outcome, words, known_from, item FROM case_history
        WHERE case_id = (SELECT case_id FROM items WHERE id = ?) ORDER BY date, item, known_from""",
}
_TEXT = "SELECT text, start, [end] FROM items JOIN texts ON texts.meeting = items.meeting WHERE items.id = ?"
_CASE = "SELECT date, body, title, outcome, words, known_from, item FROM case_history WHERE case_id = ? ORDER BY date, item, known_from"
_MEMBER = {
    "votes": """SELECT date, body, title, motion, side, party, item FROM votes WHERE counted AND side <> 'for'
        AND member = (SELECT name FROM members WHERE id = ?1) AND municipality IS (SELECT municipality FROM members WHERE id = ?1) ORDER BY date DESC LIMIT 200""",
    "absences": """SELECT date, body, count(*) AS items FROM absences WHERE counted AND member = (SELECT name FROM members WHERE id = ?1)
        AND municipality IS (SELECT municipality FROM members WHERE id = ?1) GROUP BY date, body ORDER BY date DESC LIMIT 100""",
    "parties": """SELECT party, first_date, last_date, known_from FROM parties_over_time WHERE member = (SELECT name FROM members WHERE id = ?1)
        AND (municipality IS NULL OR municipality = (SELECT municipality FROM members WHERE id = ?1)) ORDER BY first_date""",
}


@hookimpl(trylast=True)  # type: ignore[untyped-decorator]
def prepare_connection(conn: sqlite3.Connection) -> None:
    """Let queries read and search texts; Datasette's own way to write a search knows no numbers such as 22-0097."""
    conn.create_function("escape_fts", 1, lambda words: search_query(words or ""), deterministic=True)
    conn.create_function("unpack", 1, unpack, deterministic=True)
    conn.create_function("excerpt", 4, lambda packed, start, end, words: excerpt(packed, start, end, words or ""), deterministic=True)


@hookimpl  # type: ignore[untyped-decorator]
def render_cell(row: Any, value: Any, column: str, table: str | None, database: str, datasette: Any) -> Markup | None:
    """Give keys as links, and words with their line breaks."""
    if value is None or database == "_internal":
        return None
    if isinstance(value, bytes) and table == "texts":
        value = unpack(value) or ""
    if column == "item" and isinstance(value, int) and table in (None, "decisions", "divided", "case_history"):
        return Markup('<a href="{}">open</a>').format(datasette.urls.row(database, "items", str(value)))
    if column.endswith("date") and isinstance(value, str):
        return Markup('<span style="white-space:nowrap">{}</span>').format(value)
    if column == "case_id" and isinstance(value, str) and table is None:
        return Markup('<a href="{}">{}</a>').format(datasette.urls.row(database, "cases", value), value)
    if column in _WORDS and isinstance(value, str):
        return Markup('<div style="max-height:9em;min-width:18em;overflow:auto;white-space:pre-line">{}</div>').format(value)
    return None


@hookimpl  # type: ignore[untyped-decorator]
def extra_template_vars(datasette: Any, database: str, table: str | None, view_name: str, request: Any) -> Callable[[], Any]:
    """Give the page of an item, a case or a member what belongs to it."""

    async def inner() -> dict[str, Any]:
        if view_name != "row" or table not in ("items", "cases", "members"):
            return {}
        db = datasette.get_database(database)
        key = datasette_key(request)

        async def rows(query: str) -> list[dict[str, Any]]:
            return [dict(row) for row in (await db.execute(query, [key])).rows]

        raw = (await rows(f"SELECT * FROM {table} WHERE id = ?"))[:1]
        whole = await rows(_TEXT) if table == "items" else []
        found = {"items": _ITEM, "cases": {"steps": _CASE}, "members": _MEMBER}[table]
        text = (unpack(whole[0]["text"]) or "")[whole[0]["start"] : whole[0]["end"]] if whole else None
        return {"raw": raw[0] if raw else {}, "whole": text, **{name: await rows(query) for name, query in found.items()}}

    return inner


def datasette_key(request: Any) -> str:
    """Give the key that a row's address names."""
    from datasette.utils import tilde_decode

    return str(tilde_decode(request.url_vars["pks"]))


@hookimpl  # type: ignore[untyped-decorator]
def prepare_jinja2_environment(env: Any) -> None:
    """Let templates write words with their line breaks."""
    env.filters["lines"] = lambda words: Markup("<br>").join(escape(line) for line in str(words or "").splitlines())


@hookimpl  # type: ignore[untyped-decorator]
def extra_body_script() -> str:
    """Fold what is said of columns, so that rows stand on the first screen."""
    return """document.querySelectorAll('dl.column-descriptions').forEach(function (list) {
  var folded = document.createElement('details'), title = document.createElement('summary');
  title.textContent = 'What the columns hold';
  list.replaceWith(folded);
  folded.append(title, list);
});"""
