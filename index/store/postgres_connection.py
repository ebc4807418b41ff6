"""A connection to PostgreSQL that is spoken to as one to SQLite is."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, LiteralString

import psycopg

from index.errors import InvalidInput, SpravkaError, StoreError
from index.store.sql import Rows

_ROWS_AT_A_TIME = 100

_FAULTS = (psycopg.Error, UnicodeEncodeError, OverflowError)
"""What a statement raises; the latter two are of values that no column holds."""

_OTHERWISE = (
    # No index is damaged without the server's knowing.
    (" NOT INDEXED", ""),
    ("CAST(text AS BLOB)", "convert_to(text, 'UTF8')"),
    ("?", "%s"),
)
"""What is written otherwise than SQLite has it; no statement holds any of it as a text."""

_ADVICE = {
    "08": "it cannot be reached; see whether it runs, and try again",
    "28": "it lets nobody in by this name and password; see the address in --store",
    "3D": "there is no such database; make it with createdb",
    "42501": "its user may not do that here; see the user's rights",
    "25006": "it can only be read: this is the address of a standby",
    "53": "it has no room or connections left; nothing acknowledged was lost",
    "55P03": "another process is writing to it; try again when that is done",
    "57014": "it took too long; try again",
    "57P": "it is being started or stopped; try again",
    "25P03": "it waited too long for this process in the middle of a change; try again",
    "42P": "its tables are not those of this Spravka; name another database or schema",
    "XX": "it is damaged; see the server's log",
}
"""By how the code of an error begins (its class in SQL's standard)."""


class PostgresConnection:
    """What the parts of a transaction speak over; raises StoreError and InvalidInput."""

    takes_arrays = True

    def __init__(self, connection: psycopg.Connection, *, place: str) -> None:
        """Speak over a connection on which a transaction has begun; `place` is for messages."""
        self._connection = connection
        self._place = place

    def execute(self, statement: str, values: Sequence[Any] = (), /) -> Rows:
        """Run a statement; its rows are read at once."""
        try:
            return self._connection.execute(_statement(statement), values, binary=True)
        except _FAULTS as error:
            raise store_error(self._place, error) from error

    def executemany(self, statement: str, values: Iterable[Sequence[Any]], /) -> Rows:
        """Run a statement once for each run of values, without waiting in between."""
        cursor = self._connection.cursor()
        try:
            cursor.executemany(_statement(statement), values)
        except _FAULTS as error:
            raise store_error(self._place, error) from error
        return cursor

    def stream(self, statement: str, values: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a statement, some of them in memory at a time."""
        try:
            with self._connection.cursor("many", binary=True) as cursor:
                cursor.itersize = _ROWS_AT_A_TIME
                cursor.execute(_statement(statement), values)
                yield from cursor
        except _FAULTS as error:
            raise store_error(self._place, error) from error


@lru_cache(maxsize=1000)
def _statement(statement: str) -> LiteralString:
    for known, other in _OTHERWISE:
        statement = statement.replace(known, other)
    return statement


def store_error(
    place: str, error: psycopg.Error | UnicodeEncodeError | OverflowError
) -> SpravkaError:
    """Return the error to raise for one of PostgreSQL's, with what can be done about it."""
    if isinstance(error, UnicodeEncodeError | psycopg.DataError | OverflowError):
        return InvalidInput(f"the store cannot hold such a name or number: {_said(error)}")
    if error.sqlstate is None and isinstance(error, psycopg.OperationalError):
        # It never came to speak to a server, or to one that let it in.
        reason = _said(error).rsplit(" failed: ", 1)[-1]
        return StoreError(
            f"{place}: it cannot be reached ({reason}); see whether it runs, and try again"
        )
    code = error.sqlstate or ""
    if code == "54000":
        return InvalidInput(f"the store cannot hold so long a name: {_said(error)}")
    found = (advice for known, advice in _ADVICE.items() if code.startswith(known))
    return StoreError(f"{place}: {next(found, _said(error))}")


def _said(error: Exception) -> str:
    return str(error).split("\n", 1)[0]
