"""The passages in the store: where they stand, and what of them is indexed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

from index.errors import StoreError
from index.store.documents import Documents
from index.store.embeddings import Embeddings
from index.store.removals import Removals
from index.store.rows import (
    PASSAGE,
    TERM,
    CollectionState,
    NewPassage,
    PassageRow,
    StoredPassage,
    checksum,
    passage_row,
    text_hash,
)
from index.store.sql import Connection, check_count, check_found, insert_row, next_id, select_in
from index.types import Span
from index.vectors import Changes, Ids, IndexedPassages

IN_ONE_PIECE = 50_000
"""How many passages are read at a time for what is derived of them."""

_OF_COLLECTION = (
    "FROM documents JOIN passages ON passages.document = documents.id WHERE collection = ?"
)


class Passages:
    """The passages as one transaction sees them."""

    def __init__(
        self,
        connection: Connection,
        documents: Documents,
        embeddings: Embeddings,
        removals: Removals,
    ) -> None:
        """Speak over a connection on which a transaction has begun; the others are its own."""
        self._connection = connection
        self._documents = documents
        self._embeddings = embeddings
        self._removals = removals

    def at(self, ids: Iterable[int]) -> dict[int, StoredPassage]:
        """Return the passages of these ids."""
        found = {}
        wanted = list(ids)
        select = f"SELECT {PASSAGE} FROM passages WHERE passages.id"
        for columns in select_in(self._connection, select, wanted):
            row = passage_row(columns)
            span = Span(row.start_at, row.end_at)
            context = row.context.decode()
            found[row.id] = StoredPassage(row.document, span, row.spans, row.text_hash, context)
        check_found(found, wanted, "passage")
        return found

    def changes_since(
        self, collection: CollectionState, generation: int
    ) -> Iterator[Changes] | None:
        """Return, in pieces, what led a collection from a generation to what it is now.

        No more is read than what changed. Of the passages removed some may be such as came later
        too. None where the log of what was removed does not reach back so far.
        """
        removed = self._removals.since(collection, generation)
        if removed is None:
            return None
        rows = self._connection.execute(
            f"SELECT passages.id {_OF_COLLECTION} AND generation > ? ORDER BY passages.id",
            [collection.row, generation],
        )
        added = np.fromiter((row[0] for row in rows), np.int64)
        return self._pieces(collection, removed=removed, added=added)

    def changes_from(self, collection: CollectionState, known: Ids) -> Iterator[Changes]:
        """Return, in pieces, what leads from the passages `known`, ascending, to those there are.

        All its passages are counted; raises StoreError where they are not as many as they were.
        """
        select = f"SELECT passages.id {_OF_COLLECTION}"
        rows = self._connection.execute(select, [collection.row])
        current = np.sort(np.fromiter((row[0] for row in rows), np.int64))
        current = current[np.diff(current, prepend=-1) > 0]
        check_count(self._connection, collection, "passages", len(current))
        return self._pieces(
            collection,
            removed=np.setdiff1d(known, current, assume_unique=True),
            added=np.setdiff1d(current, known, assume_unique=True),
        )

    def _pieces(
        self, collection: CollectionState, *, removed: Ids, added: Ids
    ) -> Iterator[Changes]:
        """Yield changes of so many passages each as are in memory at a time: one at least."""
        for first in range(0, max(1, len(added)), IN_ONE_PIECE):
            piece = self._indexed(added[first : first + IN_ONE_PIECE])
            yield Changes(collection.generation, removed=removed, added=piece)
            removed = removed[:0]

    def _indexed(self, ids: Ids) -> IndexedPassages:
        select = (
            f"SELECT {PASSAGE}, vector, passage_hash, embeddings.checksum"
            " FROM passages JOIN embeddings ON embeddings.id = embedding WHERE passages.id"
        )
        rows, vectors = [], []
        for found in select_in(
            self._connection, select, ids.tolist(), after="ORDER BY passages.id"
        ):
            *columns, vector, hashed, stored = found
            row = passage_row(columns)
            if checksum((hashed, vector)) != stored or hashed != row.passage_hash:
                raise StoreError(f"the vector of passage {row.id} is damaged: index again")
            rows.append(row)
            vectors.append(vector)
        if len(vectors) < len(ids):
            raise StoreError("a passage or its vector is missing: run `spravka doctor`")
        postings = np.frombuffer(b"".join(row.terms for row in rows), TERM)
        sizes = [len(row.terms) // TERM.itemsize for row in rows]
        documents = self._documents.by_row(row.document for row in rows)
        return IndexedPassages(
            ids=ids,
            documents=np.array([row.document for row in rows], np.int64),
            vectors=np.frombuffer(b"".join(vectors), "<f2").reshape(len(vectors), -1)
            if vectors
            else np.zeros((0, 0), np.float16),
            lengths=np.array([row.length for row in rows], np.int32),
            offsets=np.cumsum([0, *sizes], dtype=np.int64),
            terms=postings["term"],
            counts=postings["count"],
            attributes={row: document.attributes for row, document in documents.items()},
        )

    def add(
        self, collection: CollectionState, document: int, passages: Sequence[NewPassage]
    ) -> None:
        """Add the passages of the document in this row; their vectors must be there."""
        # Together: a whole collection may be put while others wait to write.
        embeddings = self._embeddings.ids(
            collection.dense_fingerprint or "",
            {new.passage_hash: len(new.parts) for new in passages},
        )
        first = next_id(self._connection, "passages")
        for number, new in enumerate(passages, start=first):
            row = _row(number, document, new, embeddings=embeddings)
            insert_row(self._connection, "passages", row._asdict())


def _row(
    number: int, document: int, new: NewPassage, *, embeddings: Mapping[bytes, int]
) -> PassageRow:
    """Return the row of a new passage."""
    terms = np.empty(len(new.terms.terms), TERM)
    terms["term"], terms["count"] = new.terms.terms, new.terms.counts
    row = PassageRow(
        id=number,
        document=document,
        start_at=new.passage.span.start,
        end_at=new.passage.span.end,
        sentences=new.sentences,
        embedding=embeddings[new.passage_hash],
        length=new.terms.length,
        terms=terms.tobytes(),
        text_hash=text_hash(new.encoded),
        context=new.passage.context.encode(),
        checksum=0,
    )
    return row._replace(checksum=checksum(row[:-1]))
