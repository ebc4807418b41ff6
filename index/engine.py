"""The index as a whole: documents go in, passages with exact citations come out."""

import os
import threading
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

from index.answer.extract import answer_question
from index.answer.request import AnswerRequest
from index.answer.starters import MOST_DOCUMENTS, find_starters
from index.backend.derived import Derived, View, derivation_in
from index.checks import check_collection_name, check_collections
from index.deleting import (
    DeleteRequest,
    delete_documents,
    deleted_documents,
    forget_deleted,
    undo,
)
from index.encode.load import load_encoders, seem_of
from index.encode.protocols import Encoders
from index.errors import InvalidInput, NotFound
from index.filling import Filling, MayRemove, held_of
from index.filters import Filter
from index.ingest import Ingest, OnProgress
from index.originals import find_original
from index.placing import delete_file, keep_file, place_files, remove_placed
from index.roots import Patterns, Root, RootInfo, Unread
from index.search.batch import find_hits_of_all
from index.search.listing import ListRequest, list_documents
from index.search.request import SearchRequest
from index.store.opening import open_store
from index.store.protocol import KEEP_SECONDS
from index.store.rows import collection_info
from index.structure import Outline, Structure, outline_of, structure_of
from index.types import (
    DEFAULT_COLLECTION,
    Abstention,
    AddReport,
    Answer,
    AnswerResult,
    CollectionInfo,
    CollectionList,
    Contents,
    DeletedList,
    DeletionReport,
    Document,
    DocumentInfo,
    DocumentList,
    Excerpt,
    Failure,
    FileInfo,
    Mode,
    Original,
    Placement,
    SearchResult,
    Span,
    Starter,
    UndoReport,
)
from index.verify.claims import Claim, VerifyResult
from index.verify.verify import verify
from index.visits import check_folders, visit_paths, visit_root

UNDO_HOURS = KEEP_SECONDS / 3600


class Index:
    """Documents in a folder, ready to be searched; safe to use from several threads."""

    def __init__(
        self,
        data: Path,
        *,
        model: str | None = None,
        encoders: Encoders | None = None,
        undo_hours: float = UNDO_HOURS,
        patterns: Mapping[str, Patterns] | None = None,
        store: str | None = None,
    ) -> None:
        """Open the index in the folder `data`, made if missing; see `open`."""
        self.folder = data
        self._store = open_store(data, store, keep_seconds=undo_hours * 3600)
        self._derived = Derived(self._store, derivation_in(data))
        self._patterns = {os.path.realpath(path): of for path, of in (patterns or {}).items()}
        self._model = model
        self._encoders = encoders
        self._loading = threading.Lock()

    @classmethod
    def open(
        cls,
        data: Path | str,
        *,
        model: str | None = None,
        encoders: Encoders | None = None,
        undo_hours: float = UNDO_HOURS,
        patterns: Mapping[str, Patterns] | None = None,
        store: str | None = None,
    ) -> Self:
        """Open the index in the folder `data`, made if missing.

        `model` is the name or path of a sentence-transformers model; None is the one that ships
        with Spravka. It is loaded when it is first needed, unless `encoders` are given, which
        then take its place. What is deleted can be brought back for `undo_hours`. Of the folders
        in `patterns`, by their paths, these files alone are read.

        With a `store`, an address as postgresql://user@host/database, the documents are there, for
        several servers, and the folder keeps what this one derives of them. Raises StoreError.
        """
        return cls(
            Path(data),
            model=model,
            encoders=encoders,
            undo_hours=undo_hours,
            patterns=patterns,
            store=store,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the store; the index cannot be used after."""
        self._derived.close()
        self._store.close()

    @property
    def encoders(self) -> Encoders:
        """Return the encoders, loading them if need be; raises EncoderUnavailable."""
        with self._loading:
            if self._encoders is None:
                self._encoders = load_encoders(self._model)
            return self._encoders

    @property
    def dense_fingerprint(self) -> str:
        """Return what names the dense encoder."""
        return self.encoders.dense.fingerprint

    @property
    def sparse_fingerprint(self) -> str:
        """Return what names the sparse encoder."""
        return self.encoders.sparse.fingerprint

    @property
    def generation(self) -> int:
        """Return the number of the last committed change."""
        with self._store.read() as transaction:
            return transaction.generation

    @property
    def state(self) -> str:
        """Return what names all that is in the store now; it begins with the generation."""
        with self._store.read() as transaction:
            return transaction.state()

    def warm_up(self) -> None:
        """Load all that a search of the default collection needs, and search once."""
        self.search("?")

    # Documents in

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
        ingest = self._ingest(filling.collection, roots=filling.roots, known=filling.known)
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
        known: Container[str] | None = None,
    ) -> Ingest:
        check_collection_name(collection)
        if not self._seems_mine(collection):
            self._checked_encoders(collection)
        load = partial(self._checked_encoders, collection)
        return Ingest(self._store, load, collection=collection, roots=roots, known=known)

    def _refreshed(self, report: AddReport, collection: str) -> AddReport:
        if report.passages:
            self._derived.refresh_after(collection, encoders=self.encoders, changed=report.passages)
        return report

    def _seems_mine(self, collection: str) -> bool:
        """Return whether a collection's vectors seem to be of this index's encoders, or are none.

        That needs no model: a run that finds nothing to encode is not to wait for one.
        """
        with self._store.read() as transaction:
            state = transaction.collections.find(collection)
        made_by = None if state is None else state.fingerprints
        return made_by is None or (self._encoders is None and seem_of(self._model, made_by))

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

    def deleted(
        self, *, collection: str = DEFAULT_COLLECTION, limit: int = 100, offset: int = 0
    ) -> DeletedList:
        """Return what of a collection can be brought back, be it deleted too; raises StoreError."""
        if limit < 1 or offset < 0:
            raise InvalidInput("limit is at least 1 and offset at least 0")
        return deleted_documents(self._store, collection=collection, limit=limit, offset=offset)

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

    # Collections

    def collections(self) -> CollectionList:
        """Return the collections there are; raises StoreError."""
        with self._store.read() as transaction:
            return CollectionList(
                generation=transaction.generation, collections=transaction.collections.infos()
            )

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

    # Files that are put into collections later

    def keep_file(self, name: str, data: bytes, *, purpose: str = "assistants") -> FileInfo:
        """Keep a file, to be put into collections; raises InvalidInput, StoreError."""
        return keep_file(self._store, name, data, purpose=purpose)

    def files(self) -> tuple[FileInfo, ...]:
        """Return the files that are kept, the last sent first; raises StoreError."""
        with self._store.read() as transaction:
            return tuple(transaction.files.all())

    def file(self, file_id: str) -> FileInfo:
        """Return what is known of a file that is kept; raises NotFound, StoreError."""
        with self._store.read() as transaction:
            return transaction.files.get(file_id)

    def file_data(self, file_id: str) -> bytes:
        """Return the bytes of a file that is kept; raises NotFound, StoreError."""
        with self._store.read() as transaction:
            return transaction.files.data(transaction.files.get(file_id))

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

    def placements(
        self,
        *,
        collection: str = DEFAULT_COLLECTION,
        file_id: str | None = None,
        batch: str | None = None,
        document_ids: Sequence[str] | None = None,
    ) -> tuple[Placement, ...]:
        """Return what became of files in a collection; raises StoreError."""
        with self._store.read() as transaction:
            found = transaction.files.placements(
                collection=collection, file_id=file_id, batch=batch, document_ids=document_ids
            )
            return tuple(found)

    def remove_placed(self, file_id: str, *, collection: str = DEFAULT_COLLECTION) -> int:
        """Delete the document that a file became in a collection; return the generation then.

        The file stays. Raises NotFound, StoreError.
        """
        return remove_placed(self._store, file_id, collection=collection)

    # Roots

    def roots(self, *, collection: str = DEFAULT_COLLECTION) -> tuple[RootInfo, ...]:
        """Return the folders and files a collection was given; raises NotFound, StoreError."""
        with self._store.read() as transaction:
            return transaction.roots.infos(transaction.collections.get(collection))

    def unread(self, *, collection: str = DEFAULT_COLLECTION) -> tuple[Unread, ...]:
        """Return the files of a collection's roots that are not read, 10,000 of a root at most.

        Their paths are as their sources would be. Raises NotFound, StoreError.
        """
        with self._store.read() as transaction:
            state = transaction.collections.get(collection)
            return tuple(
                replace(each, path=root.source(each.path))
                for root, unread in transaction.roots.unread(state)
                for each in unread
            )

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

    # Passages out

    @contextmanager
    def view(self, *, collection: str | Sequence[str] = DEFAULT_COLLECTION) -> Iterator[View]:
        """Yield a collection as it is now, or several as one, for questions to one generation.

        Raises InvalidInput, NotFound, EncoderMismatch, StoreError.
        """
        names = check_collections(collection)
        opened = (
            self._derived.view(names[0], encoders=self.encoders)
            if len(names) == 1
            else self._derived.joint_view(names, encoders=self.encoders)
        )
        with opened as view:
            yield view

    def search(
        self,
        query: str,
        *,
        k: int = 10,
        mode: Mode = "hybrid",
        collection: str | Sequence[str] = DEFAULT_COLLECTION,
        filter: Filter | None = None,  # noqa: A002 - the name it has in requests
        sentences: bool = True,
        rerank: bool = False,
        explain: bool = False,
        offset: int = 0,
        min_score: float | None = None,
        facets: Sequence[str] = (),
    ) -> SearchResult:
        """Return the k passages that answer a query best, each with its citation.

        Several collections are searched as if they were one. With `sentences` a passage's best
        sentence counts in its dense score and is marked; without, passages are compared with the
        query as wholes only. With `rerank` the reranker, where the encoders have one, reads the
        best again. With `explain` each hit says why it stands where it does. `offset` of them are
        passed over, and those of a score below `min_score` left out; `facets` are as in a
        `SearchRequest`.

        Raises InvalidInput for a query that is empty or longer than 10,000 characters, a `k` not
        from 1 to 100 or an unknown `mode`; NotFound, EncoderMismatch, StoreError.
        """
        [result] = self.search_all(
            [query],
            k=k,
            mode=mode,
            collection=collection,
            filter=filter,
            sentences=sentences,
            rerank=rerank,
            explain=explain,
            offset=offset,
            min_score=min_score,
            facets=facets,
        )
        return result

    def search_all(
        self,
        queries: Sequence[str],
        *,
        k: int = 10,
        mode: Mode = "hybrid",
        collection: str | Sequence[str] = DEFAULT_COLLECTION,
        filter: Filter | None = None,  # noqa: A002 - the name it has in requests
        sentences: bool = True,
        rerank: bool = False,
        explain: bool = False,
        offset: int = 0,
        min_score: float | None = None,
        facets: Sequence[str] = (),
    ) -> tuple[SearchResult, ...]:
        """Return what `search` returns for each query, all of one generation, encoded together."""
        requests = [
            SearchRequest(
                query=query,
                k=k,
                mode=mode,
                filter=filter,
                sentences=sentences,
                rerank=rerank,
                explain=explain,
                offset=offset,
                min_score=min_score,
                facets=tuple(facets),
            )
            for query in queries
        ]
        names = check_collections(collection)
        with self.view(collection=names) as view:
            found = list(find_hits_of_all(requests, view=view, encoders=self.encoders))
            generation, coverage = view.transaction.generation, view.coverage
        return tuple(
            SearchResult(
                query=request.query,
                mode=mode,
                collection=names[0],
                generation=generation,
                hits=each.hits,
                coverage=coverage,
                did_you_mean=each.query.did_you_mean,
                nowhere=each.query.exact.nowhere,
                collections=names,
                facets=each.facets,
            )
            for request, each in zip(requests, found, strict=True)
        )

    def answer(
        self,
        question: str,
        *,
        k: int = 5,
        collection: str | Sequence[str] = DEFAULT_COLLECTION,
        filter: Filter | None = None,  # noqa: A002 - the name it has in requests
        threshold: float | None = None,
        rerank: bool = False,
    ) -> AnswerResult:
        """Return the sentence that answers a question, or why there is none, and the k best hits.

        Several collections are asked as if they were one. `threshold`, from 0 to 1, is the least
        probability of a sentence that is given; None is the one that ships with the encoder, see
        `index.learned`. Without a learned encoder there is no probability, and the best hit's best
        sentence is the answer.

        Raises InvalidInput for a question, a `k` or a threshold that is out of bounds; and as
        `search` does.
        """
        names = check_collections(collection)
        request = AnswerRequest(
            question=question, k=k, filter=filter, threshold=threshold, rerank=rerank
        )
        with self.view(collection=names) as view:
            answer, found = answer_question(request, view=view, encoders=self.encoders)
            generation, coverage = view.transaction.generation, view.coverage
        return AnswerResult(
            question=question,
            collection=names[0],
            generation=generation,
            answer=answer if isinstance(answer, Answer) else None,
            abstention=answer if isinstance(answer, Abstention) else None,
            hits=found.hits[:k],
            coverage=coverage,
            did_you_mean=found.query.did_you_mean,
            nowhere=found.query.exact.nowhere,
            collections=names,
        )

    def starters(
        self, *, collection: str = DEFAULT_COLLECTION, language: str = "en"
    ) -> tuple[Starter, ...]:
        """Return a few questions that the collection's documents answer, to begin with.

        They are made of what these say, in their language, but for names, which are written in
        `language`. Each is asked to see that it is answered. Raises what `answer` raises.
        """
        with self._store.read() as transaction:
            ids = transaction.documents.ids(transaction.collections.get(collection))
            spread = ids[:: max(1, len(ids) // MOST_DOCUMENTS)][:MOST_DOCUMENTS]
            documents = [transaction.documents.whole(each) for each in spread]
        ask = partial(self.answer, collection=collection, k=1)
        return find_starters(documents, language=language, ask=ask)

    def verify(
        self, claims: Iterable[Claim], *, collection: str = DEFAULT_COLLECTION
    ) -> VerifyResult:
        """Say of each quote whether it stands where it is said to; needs no encoder.

        Raises InvalidInput for a claim that is not one; NotFound, StoreError.
        """
        with self._store.read() as transaction:
            return verify(transaction, list(claims), collection=collection)

    # What is there

    def documents(
        self,
        *,
        collection: str = DEFAULT_COLLECTION,
        limit: int = 100,
        offset: int = 0,
        cursor: str | None = None,
        sort: str = "source",
        prefix: str = "",
        name: str = "",
        source: str | None = None,
        filter: Filter | None = None,  # noqa: A002 - the name it has in requests
    ) -> DocumentList:
        """Return a page of a collection's documents, as `ListRequest` says which.

        Raises InvalidInput, NotFound, StoreError.
        """
        request = ListRequest(
            collection=collection,
            limit=limit,
            offset=offset,
            cursor=cursor,
            sort=sort,
            prefix=prefix,
            name=name,
            source=source,
            filter=filter,
        )
        with self._store.read() as transaction:
            return list_documents(request, transaction)

    def contents(self, *, collection: str = DEFAULT_COLLECTION, folder: str = "") -> Contents:
        """Return what a folder of a collection holds, all of it by default; raises NotFound."""
        with self._store.read() as transaction:
            return transaction.documents.contents(transaction.collections.get(collection), folder)

    def document(self, document_id: str) -> DocumentInfo:
        """Return what is known of a document; raises NotFound."""
        with self._store.read() as transaction:
            return transaction.documents.get(document_id)

    def original(self, document_id: str) -> Original:
        """Return the bytes that a document was read from.

        They are there while they are kept with it, or its file still holds them. Raises NotFound
        for an unknown id, and where they are nowhere any more; StoreError.
        """
        with self._store.read() as transaction:
            return find_original(transaction, transaction.documents.get(document_id))

    def text(self, document_id: str, *, start: int = 0, end: int | None = None) -> Excerpt:
        """Return characters of a document's canonical text, to its end where `end` is None.

        Raises NotFound for an unknown id, InvalidInput for a span that is not in the text.
        """
        with self._store.read() as transaction:
            document = transaction.documents.get(document_id)
            canonical = transaction.documents.text(document)
            generation = transaction.generation
        span = _span_in(document, start, end)
        return Excerpt(
            document=document,
            generation=generation,
            start=span.start,
            end=span.end,
            text=span.cut(canonical.text),
            line=canonical.line(span.start),
        )

    def structure(self, document_id: str, *, start: int = 0, end: int | None = None) -> Structure:
        """Return what a span of a document is made of; raises what `text` raises."""
        with self._store.read() as transaction:
            document = transaction.documents.get(document_id)
            blocks = transaction.documents.blocks(document)
            places = transaction.documents.text(document).places
            generation = transaction.generation
        span = _span_in(document, start, end)
        return structure_of(document, blocks, places, span, generation=generation)

    def outline(self, document_id: str, *, limit: int = 1000, offset: int = 0) -> Outline:
        """Return some of a document's headings, pages and parts; raises NotFound, InvalidInput."""
        if limit < 1 or offset < 0:
            raise InvalidInput("limit is at least 1 and offset at least 0")
        with self._store.read() as transaction:
            document = transaction.documents.get(document_id)
            canonical = transaction.documents.text(document)
            blocks = transaction.documents.blocks(document)
            generation = transaction.generation
        entries = outline_of(canonical.text, blocks, canonical.places)
        return Outline(document, generation, len(entries), entries[offset : offset + limit])


def _span_in(document: DocumentInfo, start: int, end: int | None) -> Span:
    """Return a span of a document, to its end without `end`; raises InvalidInput for no span."""
    last = document.length if end is None else end
    if not 0 <= start <= last <= document.length:
        raise InvalidInput(
            f"no span {start} to {last} in this document: it has {document.length} characters"
        )
    return Span(start, last)
