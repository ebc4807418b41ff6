"""Which store is opened: the one in a folder, or the one that an address names."""

from pathlib import Path

from index.errors import StoreError
from index.store.address import check_address
from index.store.protocol import KEEP_SECONDS, Store
from index.store.sqlite import SqliteStore


def open_store(
    folder: Path, address: str | None = None, *, keep_seconds: float = KEEP_SECONDS
) -> Store:
    """Return the store in `folder`, made if missing, or the one at an address of PostgreSQL.

    What is deleted can be brought back for `keep_seconds`. Raises StoreError, and InvalidInput for
    what is no address or needs what is not installed.
    """
    if address is None:
        return SqliteStore(folder, keep_seconds=keep_seconds)
    check_address(address)
    from index.store.postgres import PostgresStore

    try:
        # For what is derived of the store, and for what else is kept of one server.
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"{folder}: cannot be made: {error.strerror}") from error
    return PostgresStore(address, keep_seconds=keep_seconds)
