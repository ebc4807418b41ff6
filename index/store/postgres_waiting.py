"""A connection to PostgreSQL that does not wait without end for an answer that never comes.

The kernel notices where bytes are not acknowledged. It does not where they are and nobody answers:
something between keeps them, or the server stands still.
"""

import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Any, LiteralString, TypeVar

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.rows import TupleRow

_T = TypeVar("_T")

_ANSWER_SECONDS = 20.0
_BEGIN_SECONDS = 5.0
_NOTHING_CAME = 0

_PREPARE = (
    # Nearly all is asked by key: to read a table whole, or to compile, takes longer.
    "SELECT pg_backend_pid(), set_config('random_page_cost', '1.1', false),"
    " set_config('jit', 'off', false)"
)
_AT_WORK = (
    # Who waits for its client has had no question, or its answer is lost.
    "SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE pid = %s AND state = 'active'"
    " AND wait_event_type IS DISTINCT FROM 'Client')"
)


class PatientConnection(psycopg.Connection[TupleRow]):
    """A connection that waits for an answer as long as the server is at work on it.

    Where none has come for `tcp_user_timeout`, the server is asked by another connection whether it
    is; where it is not, or that is not answered within `connect_timeout`, this one is given up with
    an OperationalError and is `broken`.
    """

    _parameters = ""
    _process = 0
    _until: float | None = None
    _patience = _ANSWER_SECONDS
    _begin_seconds = _BEGIN_SECONDS

    def prepare(self, parameters: str) -> None:
        """Set what the session is to have, and learn how long to wait of what libpq was told."""
        told, info = conninfo_to_dict(parameters), self.info
        self._patience = int(told.get("tcp_user_timeout") or 0) / 1000 or _ANSWER_SECONDS
        self._begin_seconds = float(told.get("connect_timeout") or 0) or _BEGIN_SECONDS
        # Of several servers it is to be this one that is asked whether it is at work.
        self._parameters = make_conninfo(
            parameters, host=info.host, hostaddr=info.hostaddr, port=info.port
        )
        with self._answering(self._begin_seconds):
            row = self.execute(_PREPARE).fetchone()
        self._process = row[0] if row else 0

    def begin(self, statements: LiteralString, *, locking: float = 0.0) -> None:
        """Begin a transaction, which may have to wait so long for a lock, but else is no work."""
        with self._answering(self._begin_seconds + locking):
            self.execute(statements)

    def sees_at_work(self, process: int, *, within: float) -> bool:
        """Return whether the server is at work for the connection of that process."""
        with self._answering(within):
            row = self.execute(_AT_WORK, [process]).fetchone()
        return row is not None and bool(row[0])

    @contextmanager
    def _answering(self, seconds: float) -> Iterator[None]:
        """Give the connection up where what is asked within is not answered in this time."""
        self._until = time.monotonic() + seconds
        try:
            yield
        finally:
            self._until = None

    def wait(self, gen: Generator[Any, Any, _T], *args: Any, **options: Any) -> _T:
        """Wait as psycopg does: each tenth of a second it tells the generator that nothing came."""
        return super().wait(self._watched(gen), *args, **options)

    def _watched(self, gen: Generator[Any, Any, _T]) -> Generator[Any, Any, _T]:
        since = time.monotonic()
        try:
            wanted = next(gen)
            while True:
                ready = yield wanted
                if ready != _NOTHING_CAME:
                    since = time.monotonic()
                elif self._waits_too_long(since):
                    self.pgconn.finish()
                    waited = round(time.monotonic() - since)
                    raise psycopg.OperationalError(f"it does not answer for {waited} seconds")
                elif time.monotonic() - since > self._patience:
                    since = time.monotonic()
                wanted = gen.send(ready)
        except StopIteration as done:
            return done.value  # type: ignore[no-any-return]

    def _waits_too_long(self, since: float) -> bool:
        now = time.monotonic()
        if self._until is not None:
            return now > self._until
        return now > since + self._patience and not self._is_at_work()

    def _is_at_work(self) -> bool:
        try:
            with PatientConnection.connect(self._parameters, autocommit=True) as other:
                return other.sees_at_work(self._process, within=self._begin_seconds)
        except psycopg.Error as error:
            # It has no room for one more, but it is there, and ends what takes too long by itself.
            return (error.sqlstate or "").startswith("53")
