"""The store in a PostgreSQL: the truth of several servers, each of which derives what it searches.

The tables and the statements are those of SQLite, so that a row is the same to the bit in both.
"""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.pq import TransactionStatus
from psycopg.types.numeric import Int8BinaryDumper, Int8Dumper
from psycopg.types.string import StrBinaryDumper, StrDumper

from index.cache import Cache
from index.citation import CanonicalText
from index.errors import InvalidInput, StoreError
from index.store import postgres_schema as tables
from index.store.address import name_of
from index.store.forks import FORKED, tell_of_forks
from index.store.postgres_connection import PostgresConnection, store_error
from index.store.postgres_waiting import PatientConnection
from index.store.protocol import BUSY_SECONDS, KEEP_SECONDS, KEPT_CHARACTERS
from index.store.schema import APPLICATION_ID, FORMAT_VERSION
from index.store.transaction import Transaction
from index.types import DEFAULT_COLLECTION

MOST_CONNECTIONS = 16
"""Of one process; a request has one, or two where it reads while another is open."""

_SCHEMA = "spravka"
"""Where the tables are, unless the address has `options` that say otherwise."""

_DEFAULTS: Mapping[str, str | int | None] = {
    "application_name": "spravka",
    "client_encoding": "utf8",
    "connect_timeout": 5,
    "options": f"-c search_path={_SCHEMA}",
    # A peer that is cut off is missed within half a minute, and not after two hours.
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}

_BEGIN_READING = (
    "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL statement_timeout = '60s'"
)
_BEGIN_WRITING = (
    # One waits for the other at the row of the state, and then sees all that was committed.
    "BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL lock_timeout = '{busy}ms';"
    " SET LOCAL statement_timeout = '10min';"
    # Who was cut off in the middle does not keep the others from writing for longer.
    " SET LOCAL idle_in_transaction_session_timeout = '60s';"
    " SELECT set_config('synchronous_commit', 'on', true)"
    " WHERE current_setting('synchronous_commit') = 'off';"
    " SELECT generation FROM state FOR UPDATE"
)


class PostgresStore:
    """A database of PostgreSQL; safe to use from several threads, processes and machines.

    A connection that is found dead is made anew once; where that fails the caller is told at once.
    """

    def __init__(
        self,
        address: str,
        *,
        busy_seconds: float = BUSY_SECONDS,
        keep_seconds: float = KEEP_SECONDS,
    ) -> None:
        """Open the store at an address of PostgreSQL, its tables made if missing.

        The times are those of `SqliteStore`. Raises InvalidInput for what is no address,
        StoreError.
        """
        try:
            # What is wrong with it may be its password, so that is not repeated.
            given = conninfo_to_dict(address)
        except psycopg.Error:
            raise InvalidInput("the store's address cannot be read: see `--store`") from None
        self._parameters = make_conninfo("", **{**_DEFAULTS, **given})
        self._name = name_of(address)
        self._busy_seconds = busy_seconds
        self._keep_seconds = keep_seconds
        self._idle: list[PatientConnection] = []
        self._lock = threading.Lock()
        self._places = threading.BoundedSemaphore(MOST_CONNECTIONS)
        self._closed: str | None = None
        self._texts: Cache[CanonicalText] = Cache(capacity=KEPT_CHARACTERS)
        tell_of_forks(self)
        try:
            self._prepare()
        except BaseException:
            self.close()
            raise

    @property
    def name(self) -> str:
        """Return its address, without the password."""
        return self._name

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """Yield a transaction that sees one generation, whatever is written meanwhile."""
        with self._begun(_BEGIN_READING) as connection:
            yield Transaction(connection, texts=self._texts)

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        """Yield the one transaction that may write: all of it is kept, or nothing."""
        begin = _BEGIN_WRITING.format(busy=max(1, round(self._busy_seconds * 1000)))
        with self._begun(begin, locking=self._busy_seconds) as connection:
            transaction = Transaction(
                connection, texts=self._texts, keep_seconds=self._keep_seconds
            )
            yield transaction
            transaction.collections.seal()
            connection.execute(tables.ADD_COUNTED)

    def tidy(self) -> None:
        """Let the server count what it plans by, which it else does a minute later."""
        with self._begun("BEGIN") as connection:
            connection.execute("ANALYZE " + ", ".join(tables.ANALYZED))

    def close(self) -> None:
        """Close the connections; one that is in use closes when it is done."""
        with self._lock:
            self._closed = self._closed or "this index is closed"
        self._forget_idle()

    def before_fork(self) -> None:
        """Close the connections that are not in use, and let none be taken until it is over."""
        self._lock.acquire()
        for connection in self._idle:
            connection.close()
        self._idle = []

    def after_fork(self, *, in_child: bool) -> None:
        """Go on, or in a child say from now on that the store is the parent's."""
        if in_child:
            self._closed = FORKED
        self._lock.release()

    @contextmanager
    def _begun(self, begin: str, *, locking: float = 0.0) -> Iterator[PostgresConnection]:
        try:
            with self._connected(begin, locking) as connection:
                try:
                    yield PostgresConnection(connection, place=self._name)
                    connection.execute("COMMIT")
                finally:
                    # Of one that is dead nothing is left to be rolled back.
                    with suppress(psycopg.Error):
                        connection.rollback()
        except psycopg.Error as error:
            raise store_error(self._name, error) from error
        except UnicodeEncodeError as error:
            raise InvalidInput(f"the store cannot hold such a name: {error}") from error

    @contextmanager
    def _connected(self, begin: str, locking: float) -> Iterator[PatientConnection]:
        """Yield a connection on which a transaction has begun."""
        if not self._places.acquire(timeout=self._busy_seconds):
            raise StoreError(f"{self._name}: all {MOST_CONNECTIONS} connections are in use")
        try:
            connection = self._started(begin, locking)
            try:
                yield connection
            finally:
                self._release(connection)
        finally:
            self._places.release()

    def _started(self, begin: str, locking: float) -> PatientConnection:
        connection = self._taken()
        if connection is not None:
            try:
                connection.begin(begin, locking=locking)
            except BaseException as error:
                if not (connection.broken and isinstance(error, psycopg.OperationalError)):
                    self._release(connection)
                    raise
                # The others are of the same server, which has ended or was cut off.
                connection.close()
                self._forget_idle()
            else:
                return connection
        connection = _connect(self._parameters)
        try:
            connection.begin(begin, locking=locking)
        except BaseException:
            connection.close()
            raise
        return connection

    def _taken(self) -> PatientConnection | None:
        with self._lock:
            if self._closed:
                raise StoreError(f"{self._name}: {self._closed}")
            return self._idle.pop() if self._idle else None

    def _release(self, connection: PatientConnection) -> None:
        with suppress(psycopg.Error):
            connection.rollback()
        # One that was cut off may wait for an answer still, and not know that it is broken.
        is_idle = connection.info.transaction_status is TransactionStatus.IDLE
        with self._lock:
            if not self._closed and is_idle:
                self._idle.append(connection)
                return
        connection.close()

    def _forget_idle(self) -> None:
        with self._lock:
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    def _prepare(self) -> None:
        """Make the tables where there are none; several processes may be at it at a time."""
        with self._begun(_BEGIN_READING) as connection:
            _check_server(self._name, connection)
            version = _format_version(connection)
        if version == 0:
            with self._begun("BEGIN ISOLATION LEVEL READ COMMITTED") as connection:
                connection.execute(f"SELECT pg_advisory_xact_lock({APPLICATION_ID})")
                version = _format_version(connection)
                if version == 0:
                    _make_tables(connection)
                    version = FORMAT_VERSION
        if version != FORMAT_VERSION:
            advice = (
                "update Spravka"
                if version > FORMAT_VERSION
                else "copy it to a folder by `spravka migrate` of the Spravka that wrote it, and"
                " that folder to a new database or schema by this one's"
            )
            raise StoreError(
                f"{self._name}: the index has format {version},"
                f" this Spravka knows {FORMAT_VERSION}: {advice}"
            )


def _connect(parameters: str) -> PatientConnection:
    connection = PatientConnection.connect(parameters, autocommit=True)
    try:
        connection.prepare(parameters)
    except BaseException:
        connection.close()
        raise
    # Each kind of value goes by one type, so that a statement is prepared once.
    connection.adapters.register_dumper(int, Int8Dumper)
    connection.adapters.register_dumper(int, Int8BinaryDumper)
    connection.adapters.register_dumper(str, StrBinaryDumper)
    connection.adapters.register_dumper(str, StrDumper)
    return connection


def _check_server(name: str, connection: PostgresConnection) -> None:
    version, encoding = connection.execute(
        "SELECT current_setting('server_version_num')::int, current_setting('server_encoding')"
    ).fetchone()
    if version < tables.VERSION:
        needed = tables.VERSION // 10_000
        raise StoreError(f"{name}: PostgreSQL {needed} or newer is needed, not {version // 10_000}")
    if encoding != "UTF8":
        raise StoreError(f"{name}: the database's encoding is {encoding}; make one in UTF8")


def _format_version(connection: PostgresConnection) -> int:
    """Return the format of the tables, 0 where there are none."""
    (there,) = connection.execute("SELECT to_regclass('format')").fetchone()
    if there is None:
        return 0
    return int(connection.execute("SELECT version FROM format").fetchone()[0])


def _make_tables(connection: PostgresConnection) -> None:
    path = connection.execute("SELECT current_setting('search_path')").fetchone()[0]
    schema = path.split(",")[0].strip().strip('"').replace('"', '""')
    if connection.execute("SELECT current_schema()").fetchone()[0] is None:
        connection.execute(f'CREATE SCHEMA IF NOT EXISTS "{schema}"')
    for statement in tables.STATEMENTS:
        connection.execute(statement)
    connection.execute("INSERT INTO format VALUES (?)", [FORMAT_VERSION])
    collections = Transaction(connection).collections
    collections.create(DEFAULT_COLLECTION)
    collections.seal()
