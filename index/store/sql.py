"""Statements that the parts of a transaction share, and what they must find."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from index.errors import StoreError
from index.store.rows import CollectionState

_IN_ONE_STATEMENT = 500


def select_in(
    connection: sqlite3.Connection,
    statement: str,
    values: Sequence[object],
    *,
    before: Sequence[object] = (),
    after: str = "",
) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of `statement IN (values) after`, which runs on a batch at a time."""
    for first in range(0, len(values), _IN_ONE_STATEMENT):
        batch = values[first : first + _IN_ONE_STATEMENT]
        marks = ", ".join("?" * len(batch))
        yield from connection.execute(f"{statement} IN ({marks}) {after}", [*before, *batch])


def select_value(connection: sqlite3.Connection, statement: str, *values: object) -> Any:
    """Return the one value that is asked for; raises StoreError where its row is missing."""
    row = connection.execute(statement, values).fetchone()
    if row is None:
        raise StoreError("a row is missing in the store: run `spravka doctor`")
    return row[0]


def check_found(found: Mapping[int, object], wanted: Sequence[int], what: str) -> None:
    """Raise StoreError where a row that another one names is not there."""
    missing = [number for number in wanted if number not in found]
    if missing:
        raise StoreError(f"{what} {missing[0]} is missing in the store: run `spravka doctor`")


def check_count(
    connection: sqlite3.Connection, collection: CollectionState, what: str, found: int
) -> None:
    """Raise StoreError where a collection's documents or passages are not all found."""
    select = f"SELECT {what} FROM collections WHERE id = ?"
    kept = select_value(connection, select, collection.row)
    if found != kept:
        raise StoreError(
            f"of {kept} {what} in collection {collection.name!r} {found} are found:"
            " run `spravka doctor`"
        )


def insert_row(connection: sqlite3.Connection, table: str, columns: Mapping[str, Any]) -> None:
    """Add a row of these columns to a table."""
    names, marks = ", ".join(columns), ", ".join("?" * len(columns))
    connection.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(columns.values()))


def next_id(connection: sqlite3.Connection, table: str) -> int:
    """Return the id that a table's next row will have: its checksum covers it."""
    used = connection.execute(
        "SELECT seq FROM sqlite_sequence WHERE name = ?"
        f" UNION ALL SELECT coalesce(max(id), 0) FROM {table}",
        [table],
    )
    return 1 + max(int(row[0]) for row in used)
