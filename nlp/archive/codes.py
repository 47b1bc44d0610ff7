"""Columns with the codes of other schemes, on request: behind those that tables with topics have anyway."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import permutations
from typing import Any

from nlp.archive.stores.definition import Column, Table
from nlp.labelling.crosswalk import codes_of

_SAYS = {"cap": "The topic in the Comparative Agendas Project", "kle": "The main group of KLE: that of the case number, else that of the topic"}
_CODED = ("items", "decisions")


def coded(table: Table, schemes: Sequence[str]) -> Table:
    """Give a table with the columns of schemes, where it holds topics of single items."""
    if not schemes or table.name not in _CODED:
        return table
    more = [column for scheme in schemes for column in (Column(scheme, "text", f"{_SAYS[scheme]}."), Column(f"{scheme}_name", "text", f"What {scheme} means."))]
    return replace(table, columns=(*table.columns, *more))


def with_codes(table: Table, rows: Iterable[tuple[Any, ...]], schemes: Sequence[str]) -> Iterable[tuple[Any, ...]]:
    """Give a table's rows with their codes, as `coded` has the columns."""
    if coded(table, schemes) is table:
        return rows
    topic, case_number = table.names.index("topic"), table.names.index("case_number")
    return ((*row, *codes_of(schemes, row[topic], row[case_number])) for row in rows)


def with_any_codes(table: Table) -> Iterator[Table]:
    """Give a table in every form in which it may have been written."""
    yield table
    if table.name in _CODED:
        yield from (coded(table, chosen) for size in range(1, len(_SAYS) + 1) for chosen in permutations(_SAYS, size))
