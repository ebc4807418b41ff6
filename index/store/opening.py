"""Which store is opened: the one in a folder, or the one that an address names."""

from pathlib import Path
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from index.errors import InvalidInput, StoreError
from index.store.protocol import KEEP_SECONDS, Store
from index.store.sqlite import SqliteStore

SCHEMES = ("postgresql://", "postgres://")


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


def name_of(address: str) -> str:
    """Return the address of a store as it may be shown: without any password."""
    try:
        parts = urlsplit(address)
        said = [each for each in parse_qsl(parts.query) if "password" not in each[0]]
    except ValueError:
        return "postgresql://"
    who, at, where = parts.netloc.rpartition("@")
    query = f"?{urlencode(said, safe='/=', quote_via=quote)}" if said else ""
    return f"postgresql://{who.partition(':')[0]}{at}{where}{parts.path}{query}"


def check_address(address: str) -> None:
    """Raise InvalidInput where this is no address of a store, or its client is not installed."""
    if not address.startswith(SCHEMES):
        # What was given may hold a password, so it is not repeated.
        raise InvalidInput("the address of a store is as postgresql://user@host:5432/database")
    try:
        import psycopg  # noqa: F401 - an extra that may be missing
    except ImportError:
        raise InvalidInput(
            "a store in PostgreSQL needs its client: pip install 'spravka[postgres]'"
        ) from None
