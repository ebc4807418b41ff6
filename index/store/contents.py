"""What a folder of a collection holds, counted."""

from index.store.sql import Connection
from index.types import Contents, Counted


def contents_of(connection: Connection, collection: int, folder: str) -> Contents:
    """Return what the folder of that name holds in the collection in a row; "" is all of it."""
    start = f"{folder}/" if folder else ""
    # A name's first character is looked at by code point, as SQLite compares UTF-8.
    within = "collection = ? AND substr(source, 1, length(?)) = ? AND source >= ?"
    values = [collection, start, start, start]
    folders = connection.execute(
        "SELECT substr(rest, 1, instr(rest, '/') - 1) AS name, count(*) FROM"
        f" (SELECT substr(source, length(?) + 1) AS rest FROM documents WHERE {within})"
        " WHERE instr(rest, '/') > 0 GROUP BY name ORDER BY name",
        [start, *values],
    )
    languages = connection.execute(
        f"SELECT language, count(*) AS held FROM documents WHERE {within}"
        " GROUP BY language ORDER BY held DESC, language",
        values,
    )
    return Contents(
        folders=tuple(Counted(*row) for row in folders),
        languages=tuple(Counted(*row) for row in languages),
    )
