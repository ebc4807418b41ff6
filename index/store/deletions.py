"""What was deleted and can be brought back for a while, each document whole in one row."""

import zlib
from collections.abc import Sequence
from typing import Literal, NamedTuple

from index.errors import StoreError
from index.store.rows import checksum
from index.store.snapshot import Snapshot, unpack
from index.store.sql import Connection, insert_row, next_id, select_value

Kind = Literal["deleted", "replaced"]


class DeletionRow(NamedTuple):
    """What is read of a document that is kept, but for its content.

    `change` is the first generation of what deleted it; `deleted` and `until` are in seconds since
    1970.
    """

    id: int
    change: int
    kind: Kind
    deleted: int
    until: int
    collection: str
    document_id: str
    source: str
    title: str
    sha256: str
    length: int
    passages: int
    content_checksum: int
    checksum: int


COLUMNS = ", ".join(DeletionRow._fields)
_DAMAGED = "what was deleted cannot be read: run `spravka doctor --repair`"


class Deletions:
    """What is kept of deleted documents, as one transaction sees it."""

    def __init__(self, connection: Connection) -> None:
        """Speak over a connection on which a transaction has begun."""
        self._connection = connection

    def of(self, collection: str, *, now: int) -> list[DeletionRow]:
        """Return what of a collection can be brought back, the last deleted first."""
        # Every row is looked at: one that is damaged, or its index, may seem to be of another
        # collection.
        found = self._connection.execute(f"SELECT {COLUMNS} FROM deletions NOT INDEXED").fetchall()
        if len(found) != select_value(self._connection, "SELECT deletions FROM state"):
            raise StoreError(_DAMAGED)
        rows = (checked(DeletionRow(*row)) for row in found)
        kept = [row for row in rows if row.collection == collection and row.until > now]
        return sorted(kept, key=lambda row: (-row.change, row.source, row.id))

    def snapshot(self, row: DeletionRow) -> Snapshot:
        """Return the document as it was; raises StoreError where it is damaged."""
        select = "SELECT content FROM deletions WHERE id = ?"
        return opened(row, select_value(self._connection, select, row.id))

    def keep(
        self, snapshot: Snapshot, content: bytes, *, change: int, kind: Kind, now: int, until: int
    ) -> None:
        """Keep a document that is about to be deleted."""
        document = snapshot.document
        row = DeletionRow(
            id=next_id(self._connection, "deletions"),
            change=change,
            kind=kind,
            deleted=now,
            until=until,
            collection=document.collection,
            document_id=document.document_id,
            source=document.source,
            title=document.title,
            sha256=document.sha256,
            length=len(document.text),
            passages=len(snapshot.passages),
            content_checksum=checksum([content]),
            checksum=0,
        )
        sealed = row._replace(checksum=checksum(row[:-1]))
        insert_row(self._connection, "deletions", {**sealed._asdict(), "content": content})

    def forget(self, rows: Sequence[int]) -> None:
        """Forget what is kept in these rows."""
        self._connection.executemany("DELETE FROM deletions WHERE id = ?", [[row] for row in rows])

    def forget_document(self, document_id: str) -> list[str]:
        """Forget what is kept of a document, and return the sha256 of each version."""
        return self._forget("document_id = ?", document_id)

    def forget_collection(self, collection: str) -> list[str]:
        """Forget what is kept of a collection, and return the sha256 of each document."""
        return self._forget("collection = ?", collection)

    def forget_expired(self, now: int) -> list[str]:
        """Forget what was kept long enough, and return the sha256 of each document."""
        return self._forget("until <= ?", now)

    def _forget(self, condition: str, value: object) -> list[str]:
        rows = self._connection.execute(
            f"DELETE FROM deletions WHERE {condition} RETURNING sha256", [value]
        )
        return [row[0] for row in rows.fetchall()]


def checked(row: DeletionRow) -> DeletionRow:
    """Return a row whose checksum fits; raises StoreError."""
    if checksum(row[:-1]) != row.checksum:
        raise StoreError(_DAMAGED)
    return row


def opened(row: DeletionRow, content: bytes) -> Snapshot:
    """Return the snapshot that a row's content is; raises StoreError where it is damaged."""
    if checksum([content]) != row.content_checksum:
        raise StoreError(_DAMAGED)
    try:
        return unpack(content)
    except (ValueError, LookupError, TypeError, StopIteration, RuntimeError, zlib.error) as error:
        raise StoreError(_DAMAGED) from error
