"""The addresses of stores in PostgreSQL: which there are, and how they are shown."""

from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from index.errors import InvalidInput

SCHEMES = ("postgresql://", "postgres://")


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
