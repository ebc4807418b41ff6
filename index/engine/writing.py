"""What goes into an index and out of it: documents, collections, files and roots."""

from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path

from index.checks import check_collection_name
from index.deleting import (
    DeleteRequest,
    delete_documents,
    forget_deleted,
    undo,
)
from index.encode.protocols import Encoders
from index.engine.opened import OpenIndex
from index.errors import InvalidInput, NotFound
from index.filling import Filling, MayRemove, held_of
from index.filters import Filter
from index.ingest import Ingest, OnProgress
from index.placing import delete_file, keep_file, place_files, remove_placed
from index.roots import Root
from index.store.rows import collection_info
from index.types import (
    DEFAULT_COLLECTION,
    AddReport,
    CollectionInfo,
    DeletionReport,
    Document,
    Failure,
    FileInfo,
    Placement,
    UndoReport,
)
from index.visits import check_folders, visit_paths, visit_root


class Writing(OpenIndex):
    """An index as one changes it."""

    def add(
        self,
        *paths: Path | str,
        collection: str = DEFAULT_COLLECTION,
        prune: bool = False,
        may_remove: MayRemove | None = None,
        name: str | None = None,
        follow_links: bool = False,
        on_progress: OnProgress | None = None,
    ) -> AddReport:
        """Add files, and all readable files in folders; what has not changed stays as it is.

        The collection remembers them as its roots, each by a name of its own. A document's source
        is its path within its root, after the root's name unless it is the first folder or was not
        given a `name`; so a folder may move, and no two meet. What is in a root already is brought
        up to date there. Links that lead out of a folder are followed with `follow_links` alone.

        A file that cannot be read is reported, not raised, and so is what is passed over. With
        `prune`, documents that came from the folders given and whose files are gone are deleted at
        the end, unless `may_remove`, asked how many of how many, says no.

        Raises InvalidInput where a path is not there or a folder holds nothing to read, with
        `prune` also where a path is a file; EncoderMismatch, StoreError.
        """
        given = [Path(path) for path in paths]
        if prune:
            check_folders(given)
        with self._store.read() as transaction:
            held, known = held_of(transaction, collection, patterns=self._patterns)
        visits = visit_paths(given, held, name=name, follow_links=follow_links)
        filling = Filling(
            collection=collection, visits=visits, held=held, known=known, may_remove=may_remove
        )
        return self._fill(filling, prune=prune, on_progress=on_progress)

    def update(
        self,
        *names: str,
        collection: str = DEFAULT_COLLECTION,
        prune: bool = True,
        may_remove: MayRemove | None = None,
        on_progress: OnProgress | None = None,
    ) -> AddReport:
        """Bring the roots of these names, or all of a collection, up to date.

        With `prune`, documents whose files are gone are deleted; a root that is not there, or holds
        nothing to read any more, is reported, and its documents stay. Raises NotFound for a name
        that no root has; otherwise as `add`.
        """
        with self._store.read() as transaction:
            held, known = held_of(transaction, collection, patterns=self._patterns)
        by_name = {each.root.name: each for each in held.roots}
        for name in names:
            if name not in by_name:
                raise NotFound(f"no folder {name!r} in collection {collection!r}")
        visits, missing = [], []
        for each in [by_name[name] for name in names or by_name]:
            try:
                visits.append(visit_root(each, held))
            except InvalidInput as error:
                missing.append(Failure(each.root.name, str(error), "unreachable"))
        filling = Filling(
            collection=collection,
            visits=visits,
            held=held,
            known=known,
            missing=missing,
            may_remove=may_remove,
        )
        return self._fill(filling, prune=prune, on_progress=on_progress)

    def _fill(self, filling: Filling, *, prune: bool, on_progress: OnProgress | None) -> AddReport:
        ingest = self._ingest(
            filling.collection, roots=filling.roots, new=filling.new, known=filling.known
        )
        report = filling.run(self._store, ingest, prune=prune, on_progress=on_progress)
        return self._refreshed(report, filling.collection)

    def add_documents(
        self,
        documents: Iterable[Document],
        *,
        collection: str = DEFAULT_COLLECTION,
        on_progress: OnProgress | None = None,
    ) -> AddReport:
        """Add documents made by `text_document` or a reader; raises as `add` does."""
        given = list(documents)
        for document in given:
            if document.collection != collection:
                raise InvalidInput(
                    f"{document.source!r} was made for collection {document.collection!r},"
                    f" not for {collection!r}"
                )
        ingest = self._ingest(collection)
        report = ingest.run(given, total=len(given), on_progress=on_progress)
        return self._refreshed(report, collection)

    def rebuild(
        self, *, collection: str = DEFAULT_COLLECTION, on_progress: OnProgress | None = None
    ) -> int:
        """Encode a collection's documents anew with this index's encoders; return how many."""
        ingest = Ingest(self._store, lambda: self.encoders, collection=collection)
        count = ingest.rebuild(on_progress=on_progress)
        self._derived.refresh(collection, encoders=self.encoders)
        return count

    def _ingest(
        self,
        collection: str,
        *,
        roots: Mapping[str, Root] | None = None,
        new: Collection[Root] = (),
        known: Container[str] | None = None,
    ) -> Ingest:
        check_collection_name(collection)
        if not self._seems_mine(collection):
            self._checked_encoders(collection)
        load = partial(self._checked_encoders, collection)
        return Ingest(self._store, load, collection=collection, roots=roots, new=new, known=known)

    def _refreshed(self, report: AddReport, collection: str) -> AddReport:
        if report.passages:
            self._derived.refresh_after(collection, encoders=self.encoders, changed=report.passages)
        return report

    def _checked_encoders(self, collection: str) -> Encoders:
        """Return the encoders; raises EncoderMismatch where a collection is of others."""
        encoders = self.encoders
        with self._store.read() as transaction:
            state = transaction.collections.find(collection)
            if state is not None:
                state.check(encoders.fingerprints)
        return encoders

    def delete(self, document_id: str, *, for_good: bool = False, change: int | None = None) -> int:
        """Delete a document, and return the generation without it; raises NotFound, StoreError.

        It can be brought back with `undo`, as a part of an earlier `change` or by itself, unless it
        is deleted `for_good`.
        """
        with self._store.write() as transaction:
            state = transaction.delete_document(document_id, for_good=for_good, change=change)
            return transaction.commit(state)

    def delete_documents(
        self,
        *,
        collection: str = DEFAULT_COLLECTION,
        document_ids: Sequence[str] | None = None,
        sources: Sequence[str] | None = None,
        prefix: str = "",
        filter: Filter | None = None,  # noqa: A002 - the name it has in requests
        dry_run: bool = False,
        expected: int | None = None,
        for_good: bool = False,
    ) -> DeletionReport:
        """Delete the documents that meet all that is given, or with `dry_run` count them.

        Raises InvalidInput where nothing is given, Conflict where they are not as many as
        `expected`, NotFound, StoreError.
        """
        request = DeleteRequest(
            collection=collection,
            document_ids=document_ids,
            sources=sources,
            prefix=prefix,
            filter=filter,
            dry_run=dry_run,
            expected=expected,
            for_good=for_good,
        )
        return delete_documents(self._store, request)

    def undo(
        self,
        *,
        collection: str = DEFAULT_COLLECTION,
        change: int | None = None,
        document_ids: Collection[str] | None = None,
    ) -> UndoReport:
        """Bring back what the last change of a collection deleted, or another one, or some of it.

        Documents, passages and citations are as they were, and nothing is encoded again unless the
        collection is of other encoders by now. One that is there again stays as it is. Raises
        NotFound where nothing is kept, StoreError.
        """
        return undo(
            self._store,
            lambda: self._ingest(collection),
            collection=collection,
            change=change,
            document_ids=document_ids,
        )

    def forget_deleted(self, *, collection: str = DEFAULT_COLLECTION) -> int:
        """Forget for good what of a collection could be brought back; return how many."""
        return forget_deleted(self._store, collection=collection)

    def create_collection(self, name: str) -> CollectionInfo:
        """Make an empty collection; raises InvalidInput, AlreadyExists, StoreError.

        Adding documents makes their collection too: this is for one that is to be there before.
        """
        check_collection_name(name)
        with self._store.write() as transaction:
            transaction.commit(transaction.collections.create(name))
            return collection_info(transaction.collections.get(name))

    def delete_collection(self, name: str) -> int:
        """Delete a collection with its documents, and return the generation without it.

        `default` is there again at once, empty. Raises NotFound, StoreError.
        """
        with self._store.write() as transaction:
            state = transaction.collections.get(name)
            generation = transaction.delete_collection(state)
        self._derived.drop(state.row)
        return generation

    def keep_file(self, name: str, data: bytes, *, purpose: str = "assistants") -> FileInfo:
        """Keep a file, to be put into collections; raises InvalidInput, StoreError."""
        return keep_file(self._store, name, data, purpose=purpose)

    def delete_file(self, file_id: str) -> None:
        """Forget a file, and delete the documents made of it; raises NotFound, StoreError."""
        delete_file(self._store, file_id)

    def place_files(
        self,
        read: Mapping[str, Document | Failure],
        *,
        collection: str = DEFAULT_COLLECTION,
        batch: str | None = None,
    ) -> tuple[Placement, ...]:
        """Put files into a collection, by their ids with what was read of each, or why nothing was.

        Raises as `add_documents` does.
        """

        def add(documents: Sequence[Document]) -> AddReport:
            return self.add_documents(documents, collection=collection)

        return place_files(self._store, add, read, collection=collection, batch=batch)

    def remove_placed(self, file_id: str, *, collection: str = DEFAULT_COLLECTION) -> int:
        """Delete the document that a file became in a collection; return the generation then.

        The file stays. Raises NotFound, StoreError.
        """
        return remove_placed(self._store, file_id, collection=collection)

    def delete_root(self, name: str, *, collection: str = DEFAULT_COLLECTION) -> int:
        """Forget a root, with the documents that came from it; return how many these were.

        Its files stay. Raises NotFound, StoreError.
        """
        with self._store.write() as transaction:
            state = transaction.collections.get(collection)
            rows = {each.root.name: each.row for each in transaction.roots.of(state)}
            if name not in rows:
                raise NotFound(f"no folder {name!r} in collection {collection!r}")
            count = transaction.delete_root(rows[name])
            transaction.commit(state)
        return count
