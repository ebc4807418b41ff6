"""Whether what is kept of roots is as it was stored; where it is not, it is forgotten.

No document goes with it: of those that came from a root that is forgotten, this is not known then.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from index.maintain.findings import FAILURES, REPAIR, Finding
from index.store.roots import COLUMNS, stored_root, unpack_unread
from index.store.rows import checksum
from index.store.sql import Connection

_ADVICE = f"{REPAIR}, and index the folder again"


def inspect_roots(connection: Connection) -> Iterator[Finding]:
    """Yield which roots, and which documents' origins, are damaged."""
    for row in _roots(connection):
        if not _is_sound(row):
            yield Finding(
                "derived", "what is kept of a folder is damaged", f"root {row[0]}", _ADVICE
            )
    damaged = list(_damaged_origins(connection))
    if damaged:
        what = f"of {len(damaged)} documents it is not known where they came from"
        yield Finding("derived", what, "table origins", _ADVICE)


def repair_roots(connection: Connection) -> None:
    """Forget what is damaged, and what is kept of documents and collections that are not there."""
    for row in _roots(connection):
        if not _is_sound(row):
            connection.execute("DELETE FROM roots WHERE id = ?", [row[0]])
    connection.execute("DELETE FROM roots WHERE collection NOT IN (SELECT id FROM collections)")
    connection.executemany(
        "DELETE FROM origins WHERE document = ?",
        [[document] for document in _damaged_origins(connection)],
    )
    connection.execute(
        "DELETE FROM origins WHERE document NOT IN (SELECT id FROM documents)"
        " OR root NOT IN (SELECT id FROM roots)"
    )


def _roots(connection: Connection) -> list[Sequence[Any]]:
    return connection.execute(f"SELECT {COLUMNS}, unread FROM roots NOT INDEXED").fetchall()


def _is_sound(row: Sequence[Any]) -> bool:
    try:
        *columns, unread = row
        stored_root(columns)
        # The last but one of the columns is the checksum of the names.
        unpack_unread(unread, columns[-2])
    except FAILURES:
        return False
    return True


def _damaged_origins(connection: Connection) -> Iterator[int]:
    rows = connection.execute("SELECT document, root, checksum FROM origins NOT INDEXED").fetchall()
    for document, root, stored in rows:
        if checksum([document, root]) != stored:
            yield document
