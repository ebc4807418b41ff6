"""The seam to where the truth is kept: in a file of SQLite, or in a PostgreSQL that many share."""

from contextlib import AbstractContextManager
from typing import Protocol

from index.store.transaction import Transaction

KEEP_SECONDS = 7 * 24 * 3600.0
"""How long what is deleted can be brought back, if nothing else is said."""

BUSY_SECONDS = 10.0
"""How long a change waits for another process's to be done."""

KEPT_CHARACTERS = 20_000_000
"""How much of the texts last read is kept in memory."""


class Store(Protocol):
    """All that is true of the documents and their passages, asked and changed by transactions.

    Safe to use from several threads, and from several processes at a time. All methods raise
    StoreError where the store cannot be used.
    """

    @property
    def name(self) -> str:
        """Return what a person knows it by, without a password."""
        ...

    def read(self) -> AbstractContextManager[Transaction]:
        """Yield a transaction that sees one generation, whatever is written meanwhile."""
        ...

    def write(self) -> AbstractContextManager[Transaction]:
        """Yield the one transaction that may write: all of it is kept, or nothing."""
        ...

    def tidy(self) -> None:
        """Bring up to date by what the store plans, after much was written to it."""
        ...

    def close(self) -> None:
        """Close the connections; one that is in use closes when it is done."""
        ...
