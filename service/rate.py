"""How often each key may ask, counted by all processes of a server together."""

import sqlite3
from math import ceil
from pathlib import Path
from time import monotonic

from service.errors import TooOften

_MINUTE = 60.0
_BUSY_SECONDS = 1.0
_TAKE = """
INSERT INTO taken (key, until) VALUES (:key, :now + :each)
ON CONFLICT (key) DO UPDATE SET until = max(until, :now) + :each
WHERE max(until, :now) - :now <= :ahead
RETURNING until
"""


class Rate:
    """Lets every key make `most` requests a minute, at once or spread.

    This is the generic cell rate algorithm: of each key it is kept until when its requests are
    paid for, at one in a `most`th of a minute; who is a minute ahead has to wait.
    """

    def __init__(self, most: int, *, shared: Path | None = None) -> None:
        """Count in the file `shared` with the other processes of the server, or alone."""
        self._most = most
        self._each = _MINUTE / most
        self._taken = sqlite3.connect(
            ":memory:" if shared is None else shared,
            timeout=_BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,
        )
        # It need not outlast the machine, only a process that is killed.
        self._taken.execute("PRAGMA journal_mode = WAL")
        self._taken.execute("PRAGMA synchronous = OFF")
        self._taken.execute(
            "CREATE TABLE IF NOT EXISTS taken (key TEXT PRIMARY KEY, until REAL NOT NULL) STRICT"
        )

    def close(self) -> None:
        """Count no more."""
        self._taken.close()

    def take(self, key: str) -> None:
        """Count a request of a key; raises TooOften where it has made too many."""
        # All processes of a machine read the same clock here, and no one sets it.
        now = monotonic()
        ahead = _MINUTE - self._each
        given = {"key": key, "now": now, "each": self._each, "ahead": ahead}
        if self._taken.execute(_TAKE, given).fetchone() is None:
            [until] = self._taken.execute("SELECT until FROM taken WHERE key = ?", [key]).fetchone()
            seconds = max(1, ceil(until - now - ahead))
            raise TooOften(
                f"this key may make {self._most} requests a minute: try again in"
                f" {seconds} second{'' if seconds == 1 else 's'}",
                seconds=seconds,
            )
