"""`metadata.yaml` for Datasette: titles, descriptions of every table and column, labels, facets, order, search, canned queries, charts."""

from __future__ import annotations

import html
import json
import string
from pathlib import Path
from typing import Any

from nlp.archive.pages.canned import QUESTIONS
from nlp.archive.stores.definition import ALL, Table
from nlp.archive.stores.store import BadStore

MARK = "# Written by `referat browse`: it is written anew each time. Copy it under another name to change it.\n"
# What people need not see first.
_TECHNICAL = ("documents", "entities", "texts", "failures", "state", "outcomes", "tallies", "attendance", "next_steps", "fates", "history", "attachments")
# Tables and views that are searched through the text of their items, and their column with the item.
_SEARCHED = {"items": "id", "decisions": "item", "divided": "item"}
_WELCOME = "<p>Read by machine from published minutes; each row links to its source. Check there before you quote.</p>"
_UNCHANGED = frozenset(string.ascii_letters + string.digits + "_-")
# What the first page offers: a page's address below the database, and its name.
_DOORS = (
    ("decisions?_sort_desc=date", "Decisions, the newest first"),
    ("words?words=", "Search in words"),
    ("divided?_sort_desc=date", "Divided votes"),
    ("members", "Members"),
    ("cases?_sort_desc=last_date", "Cases"),
    ("bodies", "Bodies"),
    ("", "Questions that stand ready"),
)


def metadata(database: str, title: str) -> dict[str, Any]:
    """Give what Datasette needs to know of an archive.

    Args:
        database: The file's name without its ending.
        title: What the page is called.
    """
    queries = {name: {"title": words, "description": says, "sql": sql} for name, (words, says, sql) in QUESTIONS.items()}
    tables: dict[str, Any] = {name: _table(table) for name, table in ALL.items()}
    tables["state"] = {"hidden": True}
    return {
        "title": title,
        "description_html": _WELCOME + _doors(database),
        "databases": {database: {"description_html": _doors(database), "tables": tables, "queries": queries}},
        "plugins": {"datasette-dashboards": {"overview": _dashboard(database)}},
    }


def _doors(database: str) -> str:
    """Give the ways into an archive as a list of links."""
    at = f"/{tilde(database)}"
    links = [(f"{at}/{page}".rstrip("/"), name) for page, name in _DOORS] + [("/-/dashboards/overview", "Charts")]
    return '<ul class="bullets">' + "".join(f'<li><a href="{html.escape(address)}">{name}</a></li>' for address, name in links) + "</ul>"


def tilde(name: str) -> str:
    """Give a name as Datasette writes it in addresses.

    Example:
        >>> tilde("mit arkiv.2024")
        'mit+arkiv~2E2024'
    """
    return "".join(chr(byte) if chr(byte) in _UNCHANGED else "+" if byte == ord(" ") else f"~{byte:02X}" for byte in name.encode())


def _table(table: Table) -> dict[str, Any]:
    out: dict[str, Any] = {
        "description": table.says,
        "columns": {column.name: column.says for column in table.columns},
        "size": 50,
    }
    if table.label:
        out["label_column"] = table.label
    if table.facets:
        out["facets"] = list(table.facets)
    if table.sort:
        out["sort_desc"] = table.sort
    if table.name in _SEARCHED:
        out |= {"fts_table": "texts_fts", "fts_pk": _SEARCHED[table.name]}
    if table.name in _TECHNICAL:
        out["hidden"] = True
    return out


def _dashboard(database: str) -> dict[str, Any]:
    """Give four charts."""

    def chart(title: str, query: str, mark: str, x: dict[str, Any], y: dict[str, Any], color: str | None = None) -> dict[str, Any]:
        encoding: dict[str, Any] = {"x": x, "y": y}
        if color:
            encoding["color"] = {"field": color, "type": "nominal"}
        return {
            "title": title,
            "db": database,
            "library": "vega-lite",
            "query": query,
            "display": {"mark": {"type": mark, "tooltip": True}, "encoding": encoding},
        }

    count = {"field": "items", "type": "quantitative"}
    return {
        "title": "The archive at a glance",
        "layout": [["months", "topics"], ["outcomes", "against"]],
        "charts": {
            "months": chart(
                "Decisions by month",
                "SELECT month, sum(items) AS items FROM decisions_by_month GROUP BY month ORDER BY month",
                *("bar", {"field": "month", "type": "ordinal"}, count),
            ),
            "topics": chart(
                "What they are about",
                "SELECT topic, sum(items) AS items FROM decisions_by_month GROUP BY topic ORDER BY items DESC",
                *("bar", count, {"field": "topic", "type": "nominal", "sort": "-x"}),
            ),
            "outcomes": chart(
                "What was done",
                "SELECT outcome, sum(items) AS items FROM decisions_by_month GROUP BY outcome ORDER BY items DESC",
                *("bar", count, {"field": "outcome", "type": "nominal", "sort": "-x"}),
            ),
            "against": chart(
                "Votes against, by party",
                "SELECT party, count(*) AS items FROM votes WHERE counted AND side = 'against' AND party IS NOT NULL GROUP BY party ORDER BY items DESC",
                *("bar", count, {"field": "party", "type": "nominal", "sort": "-x"}),
            ),
        },
    }


def write_metadata(archive: Path, title: str | None = None) -> Path:
    """Write `metadata.yaml` beside a database; one that is somebody's own is left alone, and ours is called after the database.

    Raises:
        BadStore: it cannot be written.
    """
    text = MARK + "".join(_yaml(metadata(archive.stem, title or archive.stem.capitalize())))
    for path in (archive.with_name("metadata.yaml"), archive.with_name(f"{archive.stem}.metadata.yaml")):
        try:
            if not path.exists() or path.read_text(encoding="utf-8").startswith(MARK):
                path.write_text(text, encoding="utf-8")
                return path
        except (OSError, UnicodeDecodeError):
            continue
    raise BadStore(f"{archive.with_name('metadata.yaml')}: is somebody's own or cannot be written. Move the database to a folder of its own.")


def _yaml(data: dict[str, Any], depth: int = 0) -> list[str]:
    """Give nested dictionaries as YAML; all else is written as JSON, which YAML holds."""
    out = []
    for key, value in data.items():
        name = f"{'  ' * depth}{json.dumps(key, ensure_ascii=False)}:"
        if isinstance(value, dict):
            out += [f"{name}\n", *_yaml(value, depth + 1)]
        elif isinstance(value, str) and "\n" in value:
            out += [f"{name} |-\n", *(f"{'  ' * (depth + 1)}{line}\n" for line in value.splitlines())]
        else:
            out.append(f"{name} {json.dumps(value, ensure_ascii=False)}\n")
    return out
