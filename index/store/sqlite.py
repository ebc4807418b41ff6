"""The store in a folder: one SQLite file that holds all that is true of the documents.

FAISS and the sparse index are derived from it and may be deleted at any time.
"""

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import ClassVar

from index.cache import Cache
from index.citation import CanonicalText
from index.errors import InvalidInput, StoreError
from index.store import migrations
from index.store.forks import FORKED, tell_of_forks
from index.store.protocol import BUSY_SECONDS, KEEP_SECONDS, KEPT_CHARACTERS
from index.store.schema import DERIVED_FOLDER, FORMAT_VERSION, STORE_FILE
from index.store.transaction import Transaction

LOG_BYTES = 8 * 2**20
"""How large SQLite's log may grow before it is emptied by force."""

_LOG_PATIENCE_MS = 1000
"""How long that waits for who reads what stands in the log."""

_ADVICE = {
    "SQLITE_BUSY": "another process is writing to it; try again when that is done",
    "SQLITE_FULL": "the disk is full; free some space, nothing was lost",
    "SQLITE_NOTADB": "not a Spravka index; choose another folder with --data",
    "SQLITE_READONLY": "it cannot be written; check the folder's permissions",
    "SQLITE_CANTOPEN": "it cannot be opened; check the folder's permissions",
    "SQLITE_IOERR": "the disk cannot be read or written; nothing acknowledged was lost",
    "SQLITE_CORRUPT": "it is damaged; run `spravka doctor`",
}
_UNWRITABLE = {"SQLITE_READONLY_DIRECTORY", "SQLITE_CANTOPEN"}


class SqliteStore:
    """A SQLite database in a folder; safe to use from several threads and processes.

    Where the folder cannot be written it is read as it is, without its write-ahead log's files.
    """

    _used_by_parent: ClassVar[set[Path]] = set()
    """The files that a parent was in the middle of using when this process was forked."""

    def __init__(
        self,
        folder: Path,
        *,
        busy_seconds: float = BUSY_SECONDS,
        keep_seconds: float = KEEP_SECONDS,
    ) -> None:
        """Open the store in `folder`, made if missing, its tables brought to today's format.

        A change waits `busy_seconds` for one that another process makes. What is deleted can be
        brought back for `keep_seconds`. Raises StoreError.
        """
        self._path = folder / STORE_FILE
        self._busy_seconds = busy_seconds
        self._keep_seconds = keep_seconds
        self._idle: list[sqlite3.Connection] = []
        self._used = 0
        self._lock = threading.Lock()
        self._closed: str | None = None
        self._log_bytes = LOG_BYTES
        self._texts: Cache[CanonicalText] = Cache(capacity=KEPT_CHARACTERS)
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"{folder}: cannot be made: {error.strerror}") from error
        if self._path.resolve() in self._used_by_parent:
            raise StoreError(
                f"{folder}: this process was forked in the middle of a use of this index, whose"
                " locks it cannot tell from its own; fork before, or use multiprocessing's `spawn`"
            )
        tell_of_forks(self)
        try:
            self._prepare()
        except BaseException:
            self.close()
            raise

    def _prepare(self) -> None:
        with self._begun("BEGIN") as connection:
            version = migrations.format_version(connection)
        if version == 0 and self._path.with_name(DERIVED_FOLDER).exists():
            raise StoreError(
                f"{self._path}: it is empty, though it was not: restore a backup with"
                f" `spravka restore`, or delete {self._path.parent} and index again"
            )
        if version != FORMAT_VERSION:
            with self._begun("PRAGMA foreign_keys = OFF", "BEGIN IMMEDIATE") as connection:
                migrations.prepare(connection)
                Transaction(connection).collections.seal()
            # The connection's foreign keys are off.
            self._forget_idle()

    @property
    def name(self) -> str:
        """Return the path of its file."""
        return str(self._path)

    def tidy(self) -> None:
        """Nothing: what is asked has but one plan."""

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
            if self._used:
                self._used_by_parent.add(self._path.resolve())
        self._lock.release()

    def _forget_idle(self) -> None:
        with self._lock:
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """Yield a transaction that sees one generation, whatever is written meanwhile."""
        with self._begun("BEGIN") as connection:
            yield Transaction(connection, texts=self._texts)

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        """Yield the one transaction that may write: all of it is kept, or nothing."""
        with self._begun("BEGIN IMMEDIATE") as connection:
            transaction = Transaction(
                connection, texts=self._texts, keep_seconds=self._keep_seconds
            )
            yield transaction
            transaction.collections.seal()
        self._shorten_log()

    def _shorten_log(self) -> None:
        """Empty the log where it has grown, once those who read older states of it are through.

        SQLite begins it anew only in a moment in which nobody reads, which a busy server has not.
        """
        size = _size(log_of(self._path))
        if size < self._log_bytes:
            return
        busy = 1
        # What was written is kept, whatever comes of this.
        with suppress(sqlite3.Error, StoreError), self._connected() as connection:
            connection.execute(f"PRAGMA busy_timeout = {_LOG_PATIENCE_MS}")
            try:
                busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            finally:
                connection.execute(f"PRAGMA busy_timeout = {round(1000 * self._busy_seconds)}")
        # Who reads for long, as a backup does, makes a writer wait a few times, not at each change.
        self._log_bytes = 2 * size if busy else LOG_BYTES

    @contextmanager
    def _begun(self, *begin: str) -> Iterator[sqlite3.Connection]:
        try:
            with self._connected() as connection:
                try:
                    for statement in begin:
                        connection.execute(statement)
                    yield connection
                    connection.execute("COMMIT")
                finally:
                    if connection.in_transaction:
                        connection.rollback()
        except (UnicodeEncodeError, OverflowError) as error:
            raise InvalidInput(f"the store cannot hold such a name or number: {error}") from error
        except (sqlite3.Error, UnicodeDecodeError) as error:
            raise store_error(self._path, error) from error

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            if self._closed:
                raise StoreError(f"{self._path.parent}: {self._closed}")
            connection = self._idle.pop() if self._idle else None
            self._used += 1
        try:
            try:
                connection = connection or connect(self._path, busy_seconds=self._busy_seconds)
            except sqlite3.OperationalError as error:
                if not _is_unwritable(self._path, error):
                    raise
                with _connected_unwritable(self._path) as unwritable:
                    yield unwritable
                return
            yield connection
        finally:
            self._release(connection)

    def _release(self, connection: sqlite3.Connection | None) -> None:
        with self._lock:
            self._used -= 1
            if connection is not None and not self._closed:
                self._idle.append(connection)
                return
        if connection is not None:
            connection.close()


def connect(path: Path, *, busy_seconds: float = BUSY_SECONDS) -> sqlite3.Connection:
    """Return a connection that may write to the store's file, made if missing."""
    connection = sqlite3.connect(
        path, timeout=busy_seconds, isolation_level=None, check_same_thread=False
    )
    try:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA journal_mode = WAL")
        # In WAL mode only FULL makes a commit outlast a loss of power.
        connection.execute("PRAGMA synchronous = FULL")
        _add_functions(connection)
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _add_functions(connection: sqlite3.Connection) -> None:
    connection.create_function("folded", 1, str.casefold, deterministic=True)


@contextmanager
def connected(path: Path, *, busy_seconds: float = BUSY_SECONDS) -> Iterator[sqlite3.Connection]:
    """Yield a connection of one's own to a store's file, whatever its format."""
    try:
        connection = connect(path, busy_seconds=busy_seconds)
    except sqlite3.OperationalError as error:
        if not _is_unwritable(path, error):
            raise
        with _connected_unwritable(path) as unwritable:
            yield unwritable
        return
    with closing(connection):
        yield connection


def store_error(path: Path, error: sqlite3.Error | UnicodeDecodeError) -> StoreError:
    """Return the error to raise for one of SQLite's, with what can be done about it.

    What SQLite gives as text and is none is damaged, even where that is a message of its own.
    """
    name = getattr(error, "sqlite_errorname", "")
    found = (advice for known, advice in _ADVICE.items() if name.startswith(known))
    return StoreError(f"{path}: {next(found, f'{error}; run `spravka doctor`')}")


def _is_unwritable(path: Path, error: sqlite3.OperationalError) -> bool:
    return error.sqlite_errorname in _UNWRITABLE and os.path.lexists(path)


@contextmanager
def _connected_unwritable(path: Path) -> Iterator[sqlite3.Connection]:
    """Yield a connection to a file beside which SQLite cannot make the files that it reads with.

    SQLite is told that the file does not change, and so looks for no one who writes; whether one
    did is found here. Raises StoreError where one did, or was killed with its last changes still
    in the log.
    """
    before = _signature(path)
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?immutable=1", uri=True, isolation_level=None
    )
    _add_functions(connection)
    try:
        yield connection
    finally:
        connection.close()
    if _signature(path) != before:
        raise StoreError(f"{path}: it was written to while it was read; try again")


def log_of(path: Path) -> Path:
    """Return the file of what was written to a store and is not in its own file yet."""
    return path.with_name(f"{path.name}-wal")


def _size(path: Path) -> int:
    """Return the size of a file, 0 where there is none, as far as one can look."""
    with suppress(OSError):
        return path.stat().st_size
    return 0


def _signature(path: Path) -> tuple[int, int, int]:
    log = log_of(path)
    if _size(log):
        raise StoreError(
            f"{path}: its last changes are still in {log.name}, which cannot be read in a folder"
            " that cannot be written; open it once where it can"
        )
    status = path.stat()
    return status.st_ino, status.st_size, status.st_mtime_ns
