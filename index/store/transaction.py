"""What can be asked of the store and told to it within one transaction."""

import math
import secrets
import sqlite3
import time
from collections.abc import Sequence

from index.cache import Cache
from index.citation import CanonicalText
from index.errors import StoreError
from index.store.collections import Collections
from index.store.deletions import DeletionRow, Deletions, Kind
from index.store.documents import Documents
from index.store.embeddings import Embeddings
from index.store.files import Files
from index.store.keeping import packed_structure, put_snapshot, snapshot_of
from index.store.originals import Originals
from index.store.passages import Passages
from index.store.removals import Removals
from index.store.roots import Roots
from index.store.rows import CollectionState, NewPassage
from index.store.snapshot import Snapshot, pack
from index.store.sql import Connection, insert_row
from index.types import DEFAULT_COLLECTION, Document


class Transaction:
    """One transaction, which is asked by way of its nine parts and told of changes itself.

    Every method, of the parts too, raises StoreError where a row is not what was stored.
    """

    def __init__(
        self,
        connection: Connection,
        *,
        texts: Cache[CanonicalText] | None = None,
        keep_seconds: float = 0,
    ) -> None:
        """Speak over a connection on which a transaction has begun.

        `texts` are those that were read before, by their hashes; None reads each one anew. What is
        deleted is kept for `keep_seconds`, to be brought back.
        """
        self._connection = connection
        self._keep_seconds = keep_seconds
        # Whether something that this changes can be brought back.
        self.keeps = False
        self.collections = Collections(connection)
        self.deletions = Deletions(connection)
        self.documents = Documents(connection, texts=texts)
        self.embeddings = Embeddings(connection)
        self.originals = Originals(connection)
        self.files = Files(connection, self.originals)
        self.removals = Removals(connection)
        self.roots = Roots(connection)
        self.passages = Passages(connection, self.documents, self.embeddings, self.removals)

    @property
    def connection(self) -> Connection:
        """Return what its parts speak over."""
        return self._connection

    @property
    def generation(self) -> int:
        """Return the number of the last committed change, 0 for a new store."""
        generation, newest = self._connection.execute(
            "SELECT generation, (SELECT coalesce(max(number), 0) FROM generations) FROM state"
        ).fetchone()
        if generation != newest:
            raise StoreError("the number of the last change is damaged: run `spravka doctor`")
        return int(generation)

    def token(self, generation: int) -> str | None:
        """Return the random token of a generation, None where there was none of that number."""
        row = self._connection.execute(
            "SELECT token FROM generations WHERE number = ?", [generation]
        ).fetchone()
        return None if row is None else str(row[0])

    def state(self) -> str:
        """Return what names all that is in the store now, and no other store or history of it.

        It begins with the generation. What of a folder is not read may change without one.
        """
        generation = self.generation
        roots = self._connection.execute("SELECT id, checksum FROM roots ORDER BY id")
        seen = ",".join(f"{row}:{checksum}" for row, checksum in roots)
        return f"{generation}-{self.token(generation)}-{seen}"

    def put_document(
        self,
        collection: CollectionState,
        document: Document,
        passages: Sequence[NewPassage],
        *,
        root: int | None = None,
        keep: bool = False,
        change: int | None = None,
    ) -> bool:
        """Add a document, or put it in its last version's place: return which (True: replaced).

        With `keep` a last version that was sent, of which there is no file to read again, can be
        brought back as a part of `change`, this one by default. The document comes from the root in
        this row; without one it is said to come from where its last version did, or to be sent. The
        embeddings of its passages and their sentences must be there; those that only its last
        version used go when this transaction commits.
        """
        last = self.documents.row(document.document_id)
        origin: tuple[int | None] | None = (root,)
        now = int(time.time())
        added: int | None = now
        modified: int | None = now
        if last is not None:
            if root is None:
                origin = self.roots.origin(last)
            added, since, digest = self.documents.times(last)
            modified = since if digest == document.sha256 else now
            sent = root is None and origin == (None,)
            self._delete(last, kind="replaced" if keep and sent else None, change=change)
        row = self.documents.add(
            collection,
            document,
            passages=len(passages),
            generation=self.generation + 1,
            added=added,
            modified=modified,
        )
        if origin is not None:
            self.roots.own(row, *origin)
        self.passages.add(collection, row, passages)
        if document.original is not None:
            self.originals.put(document.sha256, document.original)
        return last is not None

    def delete_document(
        self, document_id: str, *, change: int | None = None, for_good: bool = False
    ) -> CollectionState:
        """Delete a document with its passages: return its collection; raises NotFound.

        It can be brought back as a part of `change`, this one by default, unless it is deleted
        `for_good`, with all that is kept of it. What is said of vectors at `put_document` holds
        here too.
        """
        row, collection = self.documents.row_and_collection(document_id)
        self._delete(row, kind=None if for_good else "deleted", change=change)
        if for_good:
            self.originals.note(self.deletions.forget_document(document_id))
        return self.collections.get(collection)

    def delete_source(
        self, collection: CollectionState, source: str, *, change: int | None = None
    ) -> bool:
        """Delete the document of this source, and return whether there was one."""
        row = self.documents.row_of_source(collection, source)
        if row is not None:
            self._delete(row, kind="deleted", change=change)
        return row is not None

    def delete_root(self, root: int) -> int:
        """Delete a root with the documents that came from it, and return how many these were."""
        rows = self.roots.documents(root)
        for row in rows:
            self._delete(row, kind="deleted")
        self.roots.forget(root)
        return len(rows)

    def delete_collection(self, collection: CollectionState) -> int:
        """Delete a collection with all it holds, and commit: return the generation without it.

        `default` is made anew, so that a search that names no collection always has one.
        """
        for row in self.documents.rows(collection):
            self._keep(row, kind="deleted")
            self.embeddings.release(row)
            self.originals.release(row)
            self.documents.delete(row)
        self.collections.delete(collection)
        generation = self.commit(collection)
        if collection.name == DEFAULT_COLLECTION:
            self.collections.create(DEFAULT_COLLECTION)
        return generation

    def restore(self, collection: CollectionState, row: DeletionRow, snapshot: Snapshot) -> None:
        """Bring back a document that is kept, in the place of the one that is there now.

        The collection is of the encoders that made its vectors. Raises StoreError.
        """
        there = self.documents.row(row.document_id)
        if there is not None:
            self._delete(there, kind="replaced")
        put_snapshot(self._connection, collection, snapshot, generation=self.generation + 1)
        self.forget([row])

    def forget(self, rows: Sequence[DeletionRow]) -> None:
        """Forget documents that are kept, for good."""
        self.deletions.forget([row.id for row in rows])
        self.originals.note([row.sha256 for row in rows])

    def _delete(self, document: int, *, kind: Kind | None, change: int | None = None) -> None:
        """Delete the document in this row; without a `kind` it is not kept."""
        if kind is not None:
            self._keep(document, kind=kind, change=change)
        self.embeddings.release(document)
        self.originals.release(document)
        self.removals.note(document)
        self.documents.delete(document)

    def _keep(self, document: int, *, kind: Kind, change: int | None = None) -> None:
        """Keep the document in this row to be brought back; one that is damaged cannot be."""
        if not self._keep_seconds:
            return
        try:
            snapshot = snapshot_of(self._connection, document)
            content = pack(snapshot, *packed_structure(self._connection, document))
        except (StoreError, sqlite3.DatabaseError, ValueError, TypeError, LookupError):
            return
        now = int(time.time())
        self.deletions.keep(
            snapshot,
            content,
            change=self.generation + 1 if change is None else change,
            kind=kind,
            now=now,
            until=now + math.ceil(self._keep_seconds),
        )
        self.keeps = True

    def commit(self, collection: CollectionState) -> int:
        """Give this transaction's change its number, and return it."""
        # Not sooner: of two documents that were put, one may use what the other has released.
        self.embeddings.drop_released()
        self.originals.note(self.deletions.forget_expired(int(time.time())))
        self.originals.drop_released()
        generation = self.generation + 1
        self._connection.execute("UPDATE state SET generation = ?", [generation])
        columns = {"number": generation, "token": secrets.token_hex(8)}
        insert_row(self._connection, "generations", columns)
        self.removals.log(collection, generation=generation)
        self.collections.changed(collection, generation=generation)
        return generation
