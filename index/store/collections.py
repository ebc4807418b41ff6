"""The collections in the store: their states, and how they are made, changed and sealed."""

import time

from index.errors import AlreadyExists, NotFound, StoreError
from index.store.rows import (
    COLLECTION,
    UNSEALED,
    CollectionState,
    collection_checksum,
    collection_info,
    collection_state,
)
from index.store.sql import Connection
from index.types import CollectionInfo


class Collections:
    """The collections as one transaction sees them."""

    def __init__(self, connection: Connection) -> None:
        """Speak over a connection on which a transaction has begun."""
        self._connection = connection

    # What there is

    def find(self, name: str) -> CollectionState | None:
        """Return a collection's state, None where there is none of that name."""
        row = self._connection.execute(
            f"SELECT {COLLECTION} FROM collections WHERE name = ?", [name]
        ).fetchone()
        if row is None:
            # It may be there, where its row or its index is damaged.
            if any(info.name == name for info in self.infos()):
                raise StoreError("the index over collections is damaged: run `spravka doctor`")
            return None
        return collection_state(row)

    def get(self, name: str) -> CollectionState:
        """Return a collection's state; raises NotFound where there is none of that name."""
        collection = self.find(name)
        if collection is None:
            raise NotFound(f"no collection {name!r}: it is made when documents are added to it")
        return collection

    def infos(self) -> tuple[CollectionInfo, ...]:
        """Return what is known of all collections, in the order of their names."""
        rows = self._connection.execute(f"SELECT {COLLECTION} FROM collections NOT INDEXED")
        states = sorted(map(collection_state, rows), key=lambda state: state.name)
        return tuple(map(collection_info, states))

    def rows(self) -> set[int]:
        """Return the rows of all collections."""
        return {row[0] for row in self._connection.execute("SELECT id FROM collections")}

    # Changes

    def claim(
        self,
        name: str,
        *,
        dense_fingerprint: str,
        sparse_fingerprint: str,
        model: str,
        force: bool,
    ) -> CollectionState:
        """Return a collection, made if missing; if empty, or by `force`, it takes these encoders.

        After `force` every document must be put again.
        """
        self._make(name)
        # What is damaged is not to be sealed.
        self.get(name)
        if force:
            # If some were lost, it goes on with those that are there.
            self._connection.execute(
                "UPDATE collections SET"
                " documents = (SELECT count(*) FROM documents WHERE collection = collections.id),"
                " passages = (SELECT coalesce(sum(passages), 0) FROM documents"
                " WHERE collection = collections.id)"
                " WHERE name = ?",
                [name],
            )
        self._connection.execute(
            "UPDATE collections SET dense_fingerprint = ?, sparse_fingerprint = ?, model = ?"
            " WHERE name = ? AND (? OR NOT EXISTS"
            " (SELECT 1 FROM documents WHERE collection = collections.id))",
            [dense_fingerprint, sparse_fingerprint, model, name, force],
        )
        return self.get(name)

    def create(self, name: str) -> CollectionState:
        """Make an empty collection; raises AlreadyExists."""
        if not self._make(name):
            raise AlreadyExists(f"there is a collection {name!r} already")
        return self.get(name)

    def delete(self, collection: CollectionState) -> None:
        """Delete a collection's row, and with it those of its documents and their passages."""
        self._connection.execute("DELETE FROM collections WHERE id = ?", [collection.row])

    def changed(self, collection: CollectionState, *, generation: int) -> None:
        """Give a collection the number of its last change; one that is empty is of no encoders."""
        self._connection.execute(
            "UPDATE collections SET generation = ? WHERE id = ?", [generation, collection.row]
        )
        self._connection.execute(
            "UPDATE collections SET dense_fingerprint = NULL, sparse_fingerprint = NULL,"
            " model = NULL WHERE id = ?"
            " AND NOT EXISTS (SELECT 1 FROM documents WHERE collection = collections.id)",
            [collection.row],
        )

    def seal(self) -> None:
        """Give the collections that this transaction has changed their checksums."""
        rows = self._connection.execute(
            f"SELECT {COLLECTION} FROM collections WHERE checksum = {UNSEALED}"
        ).fetchall()
        self._connection.executemany(
            "UPDATE collections SET checksum = ? WHERE id = ?",
            [(collection_checksum(row), row[0]) for row in rows],
        )

    def _make(self, name: str) -> bool:
        """Make a collection, unless there is one of that name: return whether it was made."""
        cursor = self._connection.execute(
            "INSERT INTO collections (name, generation, logged_since, created, checksum)"
            " SELECT ?, generation, generation, ?, ? FROM state"
            " WHERE NOT EXISTS (SELECT 1 FROM collections WHERE name = ?)",
            [name, int(time.time()), UNSEALED, name],
        )
        return cursor.rowcount > 0
