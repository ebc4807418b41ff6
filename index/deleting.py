"""Documents out of a collection, and back for a while."""

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from index.errors import Conflict, InvalidInput, NotFound
from index.filters import Filter
from index.ingest import Ingest
from index.search.listing import ListRequest, documents_of
from index.store.deletions import DeletionRow
from index.store.protocol import Store
from index.store.transaction import Transaction
from index.types import (
    DEFAULT_COLLECTION,
    DeletedDocument,
    DeletedList,
    DeletionReport,
    DocumentInfo,
    UndoReport,
)

_BATCH_DOCUMENTS = 100
_NAMED = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteRequest:
    """Which documents of a collection are to go: all that meet what is given.

    `document_ids` and `sources` are their names; the others are as in a `ListRequest`. With
    `dry_run` they are counted alone; `expected` is how many there must be. What is deleted
    `for_good` is not brought back. Raises InvalidInput where nothing is given.
    """

    collection: str = DEFAULT_COLLECTION
    document_ids: Sequence[str] | None = None
    sources: Sequence[str] | None = None
    prefix: str = ""
    filter: Filter | None = None
    dry_run: bool = False
    expected: int | None = None
    for_good: bool = False

    def __post_init__(self) -> None:
        given = (self.document_ids, self.sources, self.filter)
        if not self.prefix and all(each is None for each in given):
            raise InvalidInput(
                "say which documents are to go: by document_ids, sources, prefix or filter;"
                " a whole collection is deleted by its name"
            )

    def _meets(self, document: DocumentInfo) -> bool:
        ids, sources = self.document_ids, self.sources
        return (ids is None or document.document_id in ids) and (
            sources is None or document.source in sources
        )

    def find(self, transaction: Transaction) -> list[DocumentInfo]:
        """Return the documents; raises NotFound, StoreError."""
        alone = self.sources[0] if self.sources is not None and len(self.sources) == 1 else None
        listed = ListRequest(
            collection=self.collection, prefix=self.prefix, source=alone, filter=self.filter
        )
        return [each for each in documents_of(listed, transaction) if self._meets(each)]


def delete_documents(store: Store, request: DeleteRequest) -> DeletionReport:
    """Delete documents, a transaction for every hundred, all of them one change to undo.

    Raises NotFound, StoreError, and Conflict where they are not as many as expected.
    """
    with store.read() as transaction:
        found = request.find(transaction)
        generation = transaction.generation
    if request.expected is not None and len(found) != request.expected:
        raise Conflict(
            f"{len(found)} documents are meant, not {request.expected}: look again before they go"
        )
    count = change = None
    if not request.dry_run:
        count = 0
        for first in range(0, len(found), _BATCH_DOCUMENTS):
            with store.write() as transaction:
                change = transaction.generation + 1 if change is None else change
                state = transaction.collections.get(request.collection)
                for each in found[first : first + _BATCH_DOCUMENTS]:
                    # Another may have deleted it meanwhile.
                    if transaction.documents.row(each.document_id) is not None:
                        count += 1
                        transaction.delete_document(
                            each.document_id, change=change, for_good=request.for_good
                        )
                generation = transaction.commit(state)
    return DeletionReport(
        collection=request.collection,
        generation=generation,
        matched=len(found),
        deleted=count or 0,
        passages=sum(each.passages for each in found),
        sources=tuple(each.source for each in found[:_NAMED]),
        change=None if request.for_good else change,
    )


def deleted_documents(store: Store, *, collection: str, limit: int, offset: int) -> DeletedList:
    """Return what of a collection can be brought back, the last deleted first."""
    with store.read() as transaction:
        rows = transaction.deletions.of(collection, now=int(time.time()))
        generation = transaction.generation
    return DeletedList(
        collection=collection,
        generation=generation,
        total=len(rows),
        documents=tuple(_told(row) for row in rows[offset : offset + limit]),
    )


def forget_deleted(store: Store, *, collection: str) -> int:
    """Forget what of a collection could be brought back, and return how many these were."""
    with store.write() as transaction:
        gone = transaction.deletions.forget_collection(collection)
        transaction.originals.note(gone)
        transaction.originals.drop_released()
    return len(gone)


def undo(
    store: Store,
    ingest: Callable[[], Ingest],
    *,
    collection: str,
    change: int | None = None,
    document_ids: Collection[str] | None = None,
) -> UndoReport:
    """Bring back what a change deleted, by default the last one, or some of it.

    The documents are as they were, and so are their passages, vectors and citations. Where the
    collection is of other encoders by now, `ingest` encodes them anew. One that is there again is
    left as it is. Raises NotFound where nothing is to be brought back, StoreError.
    """
    with store.write() as transaction:
        rows = _chosen(transaction, collection, change, document_ids)
        present = [row for row in rows if _is_there_again(transaction, row)]
        wanted = [row for row in rows if row not in present]
        snapshots = {row: transaction.deletions.snapshot(row) for row in wanted}
        state = transaction.collections.find(collection)
        made_by = None if state is None else state.fingerprints
        same = [row for row in wanted if made_by in {None, snapshots[row].encoders}]
        for row in same:
            encoders = snapshots[row].encoders
            claimed = transaction.collections.claim(
                collection,
                dense_fingerprint=encoders.dense,
                sparse_fingerprint=encoders.sparse,
                model=encoders.model,
                force=False,
            )
            if claimed.fingerprints != encoders:
                continue
            transaction.restore(claimed, row, snapshots.pop(row))
        generation = transaction.generation
        if same:
            generation = transaction.commit(transaction.collections.get(collection))
    if snapshots:
        given = [snapshot.document for snapshot in snapshots.values()]
        generation = ingest().run(given, total=len(given)).generation
        with store.write() as transaction:
            transaction.forget(list(snapshots))
    return UndoReport(
        collection=collection,
        generation=generation,
        change=rows[0].change,
        restored=tuple(_told(row) for row in wanted),
        present=tuple(_told(row) for row in present),
    )


def _chosen(
    transaction: Transaction,
    collection: str,
    change: int | None,
    document_ids: Collection[str] | None,
) -> list[DeletionRow]:
    kept = transaction.deletions.of(collection, now=int(time.time()))
    if document_ids is not None:
        kept = [row for row in kept if row.document_id in document_ids]
    if change is None and document_ids is None and kept:
        change = kept[0].change
    chosen: dict[str, DeletionRow] = {}
    for row in kept:
        # Of several versions the last one, unless another change is named.
        if change is None or row.change == change:
            chosen.setdefault(row.document_id, row)
    if not chosen:
        raise NotFound(
            f"nothing of collection {collection!r} that was deleted is kept"
            f"{'' if change is None else f' of change {change}'}"
        )
    return list(chosen.values())


def _is_there_again(transaction: Transaction, row: DeletionRow) -> bool:
    return row.kind == "deleted" and transaction.documents.row(row.document_id) is not None


def _told(row: DeletionRow) -> DeletedDocument:
    return DeletedDocument(
        document_id=row.document_id,
        source=row.source,
        title=row.title,
        kind=row.kind,
        change=row.change,
        deleted=row.deleted,
        until=row.until,
        length=row.length,
        passages=row.passages,
    )
