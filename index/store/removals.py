"""The log of passages that are gone, by the change that removed them.

What is derived of one generation finds with it what it must drop, without asking for all ids.
"""

from zlib import compress, decompress

import numpy as np

from index.errors import StoreError
from index.store.rows import CollectionState, checksum
from index.store.sql import Connection, insert_row
from index.vectors import Ids

MOST_CHANGES = 1000
"""How many changes of a collection the log reaches back at least."""

_ID = np.dtype("<i8")


class Removals:
    """The log as one transaction sees it."""

    def __init__(self, connection: Connection) -> None:
        """Speak over a connection on which a transaction has begun."""
        self._connection = connection
        self._noted: list[int] = []

    def since(self, collection: CollectionState, generation: int) -> Ids | None:
        """Return the passages, int64[n] ascending, that were removed after a generation.

        Some may be such as came after it too. None where the log does not reach back so far.
        Raises StoreError where it is damaged.
        """
        if generation < collection.logged_since:
            return None
        rows = self._connection.execute(
            "SELECT generation, count, passages, checksum FROM removals"
            " WHERE collection = ? AND generation > ? ORDER BY generation",
            [collection.row, generation],
        ).fetchall()
        parts = [unpack_removal(collection.row, row) for row in rows]
        return np.sort(np.concatenate([np.zeros(0, np.int64), *parts]))

    def note(self, document: int) -> None:
        """Note the passages of the document in this row, which is about to be deleted."""
        rows = self._connection.execute("SELECT id FROM passages WHERE document = ?", [document])
        self._noted += [row[0] for row in rows]

    def log(self, collection: CollectionState, *, generation: int) -> None:
        """Keep what was noted as removed by a generation, and forget the oldest of the log."""
        if self._noted:
            ids = np.array(sorted(self._noted), _ID)
            # The ids of a document follow each other, and those of several often do.
            steps = compress(np.diff(ids, prepend=_ID.type(0)).tobytes())
            columns: dict[str, int | bytes] = {
                "collection": collection.row,
                "generation": generation,
                "count": len(ids),
                "passages": steps,
            }
            columns["checksum"] = checksum(columns.values())
            insert_row(self._connection, "removals", columns)
        self._noted = []
        oldest = self._connection.execute(
            "SELECT generation FROM removals WHERE collection = ?"
            " ORDER BY generation DESC LIMIT 1 OFFSET ?",
            [collection.row, MOST_CHANGES],
        ).fetchone()
        if oldest is not None:
            self.forget(collection.row, until=oldest[0])

    def forget(self, collection: int, *, until: int) -> None:
        """Forget what a collection's changes up to a generation have removed."""
        self._connection.execute(
            "DELETE FROM removals WHERE collection = ? AND generation <= ?", [collection, until]
        )
        self._connection.execute(
            "UPDATE collections SET logged_since = ? WHERE id = ?", [until, collection]
        )


def unpack_removal(collection: int, row: tuple[int, int, bytes, int]) -> Ids:
    """Return the ids of one change's removed passages, ascending; raises StoreError.

    `row` is the change's generation, the number of the passages, their packed ids, the checksum.
    """
    generation, count, packed, stored = row
    if checksum((collection, generation, count, packed)) != stored:
        raise StoreError("the log of what was removed is damaged: run `spravka doctor --repair`")
    ids = np.cumsum(np.frombuffer(decompress(packed), _ID)).astype(np.int64)
    if len(ids) != count:
        raise StoreError(f"what change {generation} removed is damaged: run `spravka doctor`")
    return ids
