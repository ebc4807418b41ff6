"""The store: one SQLite file that holds all that is true of the documents and their passages.

FAISS and the sparse index are derived from it and may be deleted at any time.
"""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.errors import InvalidInput, StoreError
from index.schema import STORE_FILE
from index.transaction import Transaction

_BUSY_SECONDS = 10.0

_ADVICE = {
    "SQLITE_BUSY": "another process is writing to it; try again when that is done",
    "SQLITE_FULL": "the disk is full; free some space, nothing was lost",
    "SQLITE_NOTADB": "not a Spravka index; choose another folder with --data",
    "SQLITE_READONLY": "it cannot be written; check the folder's permissions",
    "SQLITE_CANTOPEN": "it cannot be opened; check the folder's permissions",
    "SQLITE_CORRUPT": "it is damaged; index the documents again into another folder",
}


class Store:
    """A SQLite database in a folder; safe to use from several threads and processes."""

    def __init__(self, folder: Path) -> None:
        """Open the store in `folder`, made if missing; raises StoreError where that fails."""
        self._path = folder / STORE_FILE
        self._idle: list[sqlite3.Connection] = []
        self._lock = threading.Lock()
        self._closed = False
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"{folder}: cannot be made: {error.strerror}") from error
        with self.read() as transaction:
            ready = transaction.is_prepared()
        if not ready:
            with self.write() as transaction:
                transaction.prepare()

    def close(self) -> None:
        """Close the connections; one that is in use closes when it is done."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """Yield a transaction that sees one generation, whatever is written meanwhile."""
        with self._transaction("BEGIN") as transaction:
            yield transaction

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        """Yield the one transaction that may write: all of it is kept, or nothing."""
        with self._transaction("BEGIN IMMEDIATE") as transaction:
            yield transaction

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[Transaction]:
        try:
            connection = self._acquire()
            try:
                connection.execute(begin)
                yield Transaction(connection)
                connection.execute("COMMIT")
            finally:
                if connection.in_transaction:
                    connection.rollback()
                self._release(connection)
        except (UnicodeEncodeError, OverflowError) as error:
            raise InvalidInput(f"the store cannot hold such a name or number: {error}") from error
        except sqlite3.Error as error:
            name = getattr(error, "sqlite_errorname", "")
            advice = next((_ADVICE[known] for known in _ADVICE if name.startswith(known)), error)
            raise StoreError(f"{self._path}: {advice}") from error

    def _acquire(self) -> sqlite3.Connection:
        with self._lock:
            if self._closed:
                raise StoreError(f"{self._path.parent}: this index is closed")
            if self._idle:
                return self._idle.pop()
        connection = sqlite3.connect(
            self._path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        try:
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA journal_mode = WAL")
            # In WAL mode only FULL makes a commit outlast a loss of power.
            connection.execute("PRAGMA synchronous = FULL")
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def _release(self, connection: sqlite3.Connection) -> None:
        with self._lock:
            if not self._closed:
                self._idle.append(connection)
                return
        connection.close()
