"""Makes the empty database of an archive: tables, keys, indexes, search and views."""

from __future__ import annotations

import sqlite3

from nlp.archive.stores.definition import BASE, DERIVED, SQL_TYPES, TABLES, VIEWS, Table
from nlp.archive.stores.views import QUERIES

# Words with Danish letters stay what they are; marks that stand by themselves belong to their letter. Which item a word stands in is kept, not where.
_SEARCH = """CREATE VIRTUAL TABLE texts_fts USING fts5 (text, content='', detail=none,
 tokenize="unicode61 remove_diacritics 0 tokenchars '-/.'")"""


def make_tables(connection: sqlite3.Connection, application: int, version: int) -> None:
    """Make tables, keys, search and views in an empty database, all in one transaction.

    Args:
        connection: The database.
        application: The number that marks it as ours.
        version: The version of its tables.
    """
    # Built in memory and copied in one step, so that no kill leaves half of it.
    memory = sqlite3.connect(":memory:", isolation_level=None)
    for statement in statements():
        memory.execute(statement)
    memory.execute("INSERT INTO state VALUES (1, 0, '')")
    memory.execute(f"PRAGMA application_id = {application}")
    memory.execute(f"PRAGMA user_version = {version}")
    memory.backup(connection)
    memory.close()


def statements() -> list[str]:
    """Give the statements that make the tables."""
    made = [_create(table) for table in (*BASE, *DERIVED)]
    made += [
        f"CREATE INDEX [{table.name}_{'_'.join(columns)}] ON [{table.name}] ({', '.join(f'[{column}]' for column in columns)})"
        for table in (*BASE, *DERIVED)
        for columns in table.indexed
    ]
    # Whether what is derived is up to date, and of which list of members.
    made.append("CREATE TABLE state (id INTEGER PRIMARY KEY, derived INTEGER, members TEXT)")
    return [*made, _SEARCH, *(f"CREATE VIEW [{view.name}] AS {QUERIES[view.name]}" for view in VIEWS)]


def _create(table: Table) -> str:
    columns = [f"[{column.name}] {SQL_TYPES[column.kind]}" + (" PRIMARY KEY" if column.name == table.key else "") for column in table.columns]
    keys = [f"FOREIGN KEY ([{column.name}]) REFERENCES [{column.to}] ([{TABLES[column.to].key}])" for column in table.columns if column.to]
    return f"CREATE TABLE [{table.name}] ({', '.join((*columns, *keys))})"
