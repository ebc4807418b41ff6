"""Statements that the parts of a transaction share, and what they must find."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol

from index.errors import StoreError
from index.store.rows import CollectionState

_IN_ONE_STATEMENT = 500


class Rows(Protocol):
    """What a statement gave: rows to be read once, and how many it has changed."""

    @property
    def description(self) -> Any:
        """Return of each column what is known, its name first."""
        ...

    @property
    def rowcount(self) -> int:
        """Return how many rows a change has met."""
        ...

    def fetchone(self) -> Any:
        """Return the next row, None where there is none left."""
        ...

    def fetchall(self) -> list[Any]:
        """Return the rows that are left."""
        ...

    def __iter__(self) -> Iterator[Any]: ...


class Connection(Protocol):
    """What the parts of a transaction speak over, in the SQL that SQLite and PostgreSQL share.

    Values stand for the question marks of a statement. `sqlite3.Connection` is one as it is.
    """

    def execute(self, statement: str, values: Sequence[Any] = ..., /) -> Rows:
        """Run a statement."""
        ...

    def executemany(self, statement: str, values: Iterable[Sequence[Any]], /) -> Rows:
        """Run a statement once for each run of values."""
        ...


def select_many(
    connection: Connection, statement: str, values: Sequence[Any] = ()
) -> Iterable[tuple[Any, ...]]:
    """Return the rows of a statement whose rows are not all to be in memory at a time.

    SQLite reads on as they are asked for; a connection to a server has a `stream` of its own.
    """
    stream = getattr(connection, "stream", connection.execute)
    rows: Iterable[tuple[Any, ...]] = stream(statement, values)
    return rows


def select_in(
    connection: Connection,
    statement: str,
    values: Sequence[object],
    *,
    before: Sequence[object] = (),
    after: str = "",
) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of `statement IN (values) after`, which runs on a batch at a time."""
    for condition, batch in _batches(connection, values):
        yield from connection.execute(f"{statement} {condition} {after}", [*before, *batch])


def run_in(connection: Connection, statement: str, values: Sequence[object]) -> None:
    """Run `statement IN (values)`, which changes rows, on a batch at a time."""
    for condition, batch in _batches(connection, values):
        connection.execute(f"{statement} {condition}", batch)


def _batches(
    connection: Connection, values: Sequence[object]
) -> Iterator[tuple[str, Sequence[object]]]:
    """Yield conditions that a column holds one of some values, and what stands for their marks."""
    for first in range(0, len(values), _IN_ONE_STATEMENT):
        batch = values[first : first + _IN_ONE_STATEMENT]
        if getattr(connection, "takes_arrays", False):
            # One statement for any number of values, which is planned once.
            yield "= ANY (?)", [list(batch)]
        else:
            yield f"IN ({', '.join('?' * len(batch))})", batch


def select_value(connection: Connection, statement: str, *values: object) -> Any:
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


def check_count(connection: Connection, collection: CollectionState, what: str, found: int) -> None:
    """Raise StoreError where a collection's documents or passages are not all found."""
    select = f"SELECT {what} FROM collections WHERE id = ?"
    kept = select_value(connection, select, collection.row)
    if found != kept:
        raise StoreError(
            f"of {kept} {what} in collection {collection.name!r} {found} are found:"
            " run `spravka doctor`"
        )


def insert_row(connection: Connection, table: str, columns: Mapping[str, Any]) -> None:
    """Add a row of these columns to a table."""
    names, marks = ", ".join(columns), ", ".join("?" * len(columns))
    connection.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(columns.values()))


def next_id(connection: Connection, table: str) -> int:
    """Return the id that a table's next row will have: its checksum covers it."""
    used = connection.execute(
        "SELECT seq FROM sqlite_sequence WHERE name = ?"
        f" UNION ALL SELECT coalesce(max(id), 0) FROM {table}",
        [table],
    )
    return 1 + max(int(row[0]) for row in used)
