"""The roots of collections in the store: which there are, and which documents came from them."""

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from os import fsdecode, fsencode
from typing import Any, NamedTuple
from zlib import compress, decompress

from index.errors import StoreError
from index.roots import LEFT_OUT, Coverage, Root, RootInfo, Unread, UnreadCount, count_unread
from index.store.rows import CollectionState, checksum
from index.store.sql import Connection, insert_row
from index.types import DocumentInfo

MOST_NAMED = 10_000
"""Of the files of a root that are not read, those that are kept by name; all are counted."""


class RootRow(NamedTuple):
    """What is read of a root, but for the names of what is not read."""

    id: int
    collection: int
    name: str
    path: bytes
    is_file: int
    plain: int
    follow_links: int
    looked_at: int
    counts: str
    unread_checksum: int
    checksum: int


COLUMNS = ", ".join(RootRow._fields)
_COLUMNS_OF_ROOT = ", ".join(f"roots.{name}" for name in RootRow._fields)


@dataclass(frozen=True, slots=True)
class StoredRoot:
    """A root with its row, and what of it was not read when it was last looked through."""

    row: int
    root: Root
    unread: tuple[UnreadCount, ...]
    looked_at: int


class Roots:
    """The roots as one transaction sees them."""

    def __init__(self, connection: Connection) -> None:
        """Speak over a connection on which a transaction has begun."""
        self._connection = connection

    # What there is

    def of(self, collection: CollectionState) -> tuple[StoredRoot, ...]:
        """Return the roots of a collection, in the order they came; raises StoreError."""
        rows = self._connection.execute(
            f"SELECT {COLUMNS} FROM roots WHERE collection = ? ORDER BY id", [collection.row]
        )
        return tuple(map(stored_root, rows))

    def infos(self, collection: CollectionState) -> tuple[RootInfo, ...]:
        """Return what is known of a collection's roots; raises StoreError."""
        counts = dict(
            self._connection.execute("SELECT root, count(*) FROM origins GROUP BY root").fetchall()
        )
        return tuple(
            RootInfo(
                root=each.root,
                documents=counts.get(each.row, 0),
                unread=each.unread,
                looked_at=each.looked_at,
            )
            for each in self.of(collection)
        )

    def unread(self, collection: CollectionState) -> Iterator[tuple[Root, tuple[Unread, ...]]]:
        """Yield of each root by name what is not read, 10,000 files at most; raises StoreError."""
        for each in self.of(collection):
            yield each.root, self.unread_of(each.row)

    def unread_of(self, row: int) -> tuple[Unread, ...]:
        """Return by name what is not read of the root in this row; raises StoreError."""
        packed, stored = self._connection.execute(
            "SELECT unread, unread_checksum FROM roots WHERE id = ?", [row]
        ).fetchone()
        return unpack_unread(packed, stored)

    def coverage(self, collection: CollectionState) -> Coverage:
        """Return how many documents a collection has, and how many files of it are not read.

        That is unknown, and no error, where what is kept of a root is damaged: it is no reason
        not to search.
        """
        try:
            roots = self.of(collection)
        except StoreError:
            return Coverage(documents=collection.documents, unread=None)
        if not all(root.looked_at for root in roots):
            # One that came back with its documents, or that no run has come to the end of.
            return Coverage(documents=collection.documents, unread=None)
        missed = (each.count for root in roots for each in root.unread if each.code not in LEFT_OUT)
        return Coverage(documents=collection.documents, unread=sum(missed))

    def owners(self, collection: CollectionState) -> dict[str, int | None]:
        """Return by source which root each document came from, None where it was sent.

        Those that came before Spravka kept this are not among them. Raises StoreError.
        """
        rows = self._connection.execute(
            "SELECT source, document, root, origins.checksum FROM origins"
            " JOIN documents ON documents.id = document WHERE collection = ?",
            [collection.row],
        )
        owners = {}
        for source, document, root, stored in rows:
            if checksum([document, root]) != stored:
                raise StoreError(f"where {source!r} came from is damaged: {_REPAIR}")
            owners[source] = root
        return owners

    def documents(self, root: int) -> list[int]:
        """Return the rows of the documents that came from a root."""
        rows = self._connection.execute("SELECT document FROM origins WHERE root = ?", [root])
        return [row[0] for row in rows]

    # Changes

    def claim(self, collection: CollectionState, root: Root) -> int:
        """Return the row of a root, which is made if missing and takes the values given."""
        row = self._connection.execute(
            f"SELECT {COLUMNS} FROM roots WHERE collection = ? AND name = ?",
            [collection.row, root.name],
        ).fetchone()
        if row is None:
            return self._add(collection, root)
        known = stored_root(row)
        if known.root != root:
            new = RootRow(*row)._replace(
                path=fsencode(root.path), follow_links=int(root.follow_links)
            )
            self._update(new)
        return known.row

    def found_or_made(self, collection: CollectionState, root: Root) -> int:
        """Return the row of the root of this name, which is made if missing and else stays."""
        for known in self.of(collection):
            if known.root.name == root.name:
                return known.row
        return self._add(collection, root)

    def _add(self, collection: CollectionState, root: Root) -> int:
        (row,) = self._connection.execute("SELECT coalesce(max(id), 0) + 1 FROM roots").fetchone()
        unread = pack_unread(())
        values = RootRow(
            id=row,
            collection=collection.row,
            name=root.name,
            path=fsencode(root.path),
            is_file=int(root.is_file),
            plain=int(root.plain),
            follow_links=int(root.follow_links),
            looked_at=0,
            counts="[]",
            unread_checksum=checksum([unread]),
            checksum=0,
        )
        columns: dict[str, Any] = values._asdict()
        insert_row(self._connection, "roots", columns | _sealed(values) | {"unread": unread})
        return int(row)

    def _update(self, row: RootRow, **more: object) -> None:
        columns = {**row._asdict(), **_sealed(row), **more}
        self._connection.execute(
            f"UPDATE roots SET {', '.join(f'{name} = ?' for name in columns)} WHERE id = ?",
            [*columns.values(), row.id],
        )

    def note(self, row: int, unread: Sequence[Unread], *, looked_at: int) -> None:
        """Keep what of a root was not read when it was looked through, in seconds since 1970."""
        known = RootRow(
            *self._connection.execute(f"SELECT {COLUMNS} FROM roots WHERE id = ?", [row]).fetchone()
        )
        packed = pack_unread(unread)
        counts = [[each.code, each.suffix, each.count] for each in count_unread(unread)]
        new = known._replace(
            looked_at=looked_at,
            counts=json.dumps(counts, ensure_ascii=False),
            unread_checksum=checksum([packed]),
        )
        self._update(new, unread=packed)

    def own(self, document: int, root: int | None) -> None:
        """Note that the document in this row came from a root, or was sent where that is None."""
        self._connection.execute(
            "INSERT INTO origins (document, root, checksum) VALUES (?, ?, ?)"
            " ON CONFLICT (document) DO UPDATE"
            " SET root = excluded.root, checksum = excluded.checksum",
            [document, root, checksum([document, root])],
        )

    def origin(self, document: int) -> tuple[int | None] | None:
        """Return where the document in this row came from, in a tuple; None where unknown."""
        row = self._connection.execute(
            "SELECT root FROM origins WHERE document = ?", [document]
        ).fetchone()
        return None if row is None else (row[0],)

    def of_document(self, document: DocumentInfo) -> Root | None:
        """Return the root that a document came from, None where that is none or not known."""
        row = self._connection.execute(
            f"SELECT {_COLUMNS_OF_ROOT} FROM documents"
            " JOIN origins ON origins.document = documents.id"
            " JOIN roots ON roots.id = origins.root WHERE document_id = ?",
            [document.document_id],
        ).fetchone()
        return None if row is None else stored_root(row).root

    def adopt(self, collection: CollectionState, root: int, sources: Collection[str]) -> None:
        """Note that the documents of these sources came from a root, whatever was noted before."""
        wanted = set(sources)
        rows = self._connection.execute(
            "SELECT documents.id, source FROM documents"
            " LEFT JOIN origins ON document = documents.id WHERE collection = ?"
            " AND (root IS NULL OR root != ?)",
            [collection.row, root],
        ).fetchall()
        for document, source in rows:
            if source in wanted:
                self.own(document, root)

    def forget(self, row: int) -> None:
        """Forget a root; of the documents that came from it this is no longer known."""
        self._connection.execute("DELETE FROM roots WHERE id = ?", [row])


def stored_root(columns: Sequence[Any]) -> StoredRoot:
    """Return the root that the columns `COLUMNS` describe; raises StoreError."""
    row = RootRow(*columns)
    if _sealed(row)["checksum"] != row.checksum:
        raise StoreError(f"what is kept of the folder {row.name!r} is damaged: {_REPAIR}")
    root = Root(
        name=row.name,
        path=fsdecode(row.path),
        is_file=bool(row.is_file),
        plain=bool(row.plain),
        follow_links=bool(row.follow_links),
    )
    unread = tuple(UnreadCount(*each) for each in json.loads(row.counts))
    return StoredRoot(row.id, root, unread, row.looked_at)


_REPAIR = "run `spravka doctor --repair`"


def _sealed(row: RootRow) -> dict[str, int]:
    return {"checksum": checksum(row[:-1])}


def pack_unread(unread: Sequence[Unread]) -> bytes:
    """Return the first 10,000 files as bytes, those first that no one chose to leave out."""
    ordered = sorted(unread, key=lambda each: each.code in LEFT_OUT)[:MOST_NAMED]
    rows = [[each.path, each.code, each.reason] for each in ordered]
    return compress(json.dumps(rows, ensure_ascii=False).encode(errors="backslashreplace"))


def unpack_unread(packed: bytes, stored: int) -> tuple[Unread, ...]:
    """Return the files that `pack_unread` packed; raises StoreError where that is damaged."""
    if checksum([packed]) != stored:
        raise StoreError(f"the names of what is not read are damaged: {_REPAIR}")
    return tuple(Unread(*row) for row in json.loads(decompress(packed)))
