"""The index as a whole: documents go in, passages with exact citations come out."""

import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self, get_args

import numpy as np

from index.cache import Cache
from index.citation import Lines, cite
from index.derived import Derived
from index.encoders import Encoders, check_encoders, load_encoders
from index.errors import InvalidInput, ReadError
from index.filters import Filter
from index.ingest import Ingest, OnProgress, find_sources, read_source
from index.read import SURROGATE
from index.search import RankedPassage, encode_query, explain_passage, search
from index.store import Store
from index.transaction import Transaction
from index.types import (
    DEFAULT_COLLECTION,
    LONGEST_QUERY,
    MOST_HITS,
    AddReport,
    Document,
    DocumentInfo,
    DocumentList,
    Excerpt,
    Failure,
    Hit,
    Mode,
    Quote,
    SearchResult,
)

_LONGEST_NAME = 100

_CACHED_CHARACTERS = 20_000_000


class Index:
    """Documents in a folder, ready to be searched; safe to use from several threads."""

    def __init__(
        self, data: Path, *, model: str | None = None, encoders: Encoders | None = None
    ) -> None:
        """Open the index in the folder `data`, made if missing; see `open`."""
        self._store = Store(data)
        self._derived = Derived(data / "derived")
        self._model = model
        self._encoders = encoders
        self._loading = threading.Lock()
        self._texts: Cache[str] = Cache(capacity=_CACHED_CHARACTERS)

    @classmethod
    def open(
        cls, data: Path | str, *, model: str | None = None, encoders: Encoders | None = None
    ) -> Self:
        """Open the index in the folder `data`, made if missing.

        `model` is the name or path of a sentence-transformers model; None is the one that ships
        with Spravka. It is loaded when it is first needed, unless `encoders` are given, which
        then take its place. Raises StoreError.
        """
        return cls(Path(data), model=model, encoders=encoders)

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

    def warm_up(self) -> None:
        """Load all that a search of the default collection needs, and search once."""
        self.search("?")

    # Documents in

    def add(
        self,
        *paths: Path | str,
        collection: str = DEFAULT_COLLECTION,
        on_progress: OnProgress | None = None,
    ) -> AddReport:
        """Add files, and all readable files in folders; what has not changed is passed over.

        A document's source is its path within the folder given, so that a folder may move. A file
        that cannot be read is reported, not raised. Raises InvalidInput where a path is not there
        or a folder holds nothing to read; EncoderMismatch, StoreError.
        """
        sources, unread = find_sources(map(Path, paths))
        known: dict[str, str] = {}
        with self._store.read() as transaction:
            if collection in transaction.collections():
                known = transaction.sources(transaction.collection(collection))

        def documents() -> Iterator[Document | Failure | None]:
            yield from unread
            for source in sources:
                try:
                    yield read_source(source, collection=collection, known=known.get(source.name))
                except ReadError as error:
                    yield Failure(source=source.name, reason=str(error))

        return self._ingest(
            documents(),
            total=len(sources) + len(unread),
            collection=collection,
            on_progress=on_progress,
        )

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
        return self._ingest(given, total=len(given), collection=collection, on_progress=on_progress)

    def rebuild(
        self, *, collection: str = DEFAULT_COLLECTION, on_progress: OnProgress | None = None
    ) -> int:
        """Encode a collection's documents anew with this index's encoders; return how many."""
        ingest = Ingest(self._store, self.encoders, collection=collection)
        count = ingest.rebuild(on_progress=on_progress)
        self._save(collection)
        return count

    def _ingest(
        self,
        documents: Iterable[Document | Failure | None],
        *,
        total: int,
        collection: str,
        on_progress: OnProgress | None,
    ) -> AddReport:
        if not 0 < len(collection) <= _LONGEST_NAME or not collection.isprintable():
            raise InvalidInput(f"a collection's name has 1 to {_LONGEST_NAME} printable characters")
        with self._store.read() as transaction:
            if collection in transaction.collections():
                check_encoders(transaction.collection(collection), self.encoders)
        ingest = Ingest(self._store, self.encoders, collection=collection)
        report = ingest.run(documents, total=total, on_progress=on_progress)
        if report.added or report.replaced:
            self._save(collection)
        return report

    def _save(self, collection: str) -> None:
        with self._store.read() as transaction:
            state = transaction.collection(collection)
            self._derived.save(transaction, state, dim=self.encoders.dense.dim)

    # Passages out

    def search(
        self,
        query: str,
        *,
        k: int = 10,
        mode: Mode = "hybrid",
        collection: str = DEFAULT_COLLECTION,
        filter: Filter | None = None,  # noqa: A002 - the name it has in requests
        sentences: bool = True,
        explain: bool = False,
    ) -> SearchResult:
        """Return the k passages that answer a query best, each with its citation.

        With `sentences` a passage's best sentence counts in its dense score and is marked; without,
        passages are compared with the query as wholes only. With `explain` each hit says why it
        stands where it does.

        Raises InvalidInput for a query that is empty or longer than 10,000 characters, a `k` not
        from 1 to 100 or an unknown `mode`; NotFound, EncoderMismatch, StoreError.
        """
        check_query(query, k=k, mode=mode)
        with self._store.read() as transaction:
            state = transaction.collection(collection)
            check_encoders(state, self.encoders)
            backend = self._derived.at(transaction, state, dim=self.encoders.dense.dim)
            within = None
            if filter is not None:
                documents = transaction.documents(state)
                passing = [row for row, info in documents.items() if filter.matches(info)]
                within = np.array(sorted(passing), np.int64)
            encoded = encode_query(query, backend=backend, encoders=self.encoders)
            ranked = search(
                encoded,
                mode=mode,
                k=k,
                backend=backend,
                sparse_weight=self.encoders.sparse_weight,
                within=within,
                sentences_of=transaction.embeddings.of_sentences if sentences else None,
            )
            hits = self._hits(transaction, ranked)
            if explain:
                sparse = self.encoders.sparse
                asked = sparse.asked_terms(query, statistics=backend.statistics)
                hits = [
                    replace(
                        hit,
                        explanation=explain_passage(
                            found, text=hit.text, asked=asked, backend=backend, encoder=sparse
                        ),
                    )
                    for hit, found in zip(hits, ranked, strict=True)
                ]
            generation = transaction.generation
        return SearchResult(
            query=query, mode=mode, collection=collection, generation=generation, hits=tuple(hits)
        )

    def _hits(self, transaction: Transaction, ranked: Sequence[RankedPassage]) -> list[Hit]:
        passages = transaction.passages(passage.id for passage in ranked)
        documents = transaction.documents_in(passage.document for passage in passages.values())
        hits = []
        for rank, found in enumerate(ranked, start=1):
            passage = passages[found.id]
            document = documents[passage.document]
            text = self._text(transaction, document)
            span = passage.span
            sentences = tuple(
                Quote(start=sentence.start, end=sentence.end, quote=sentence.cut(text))
                for sentence in passage.sentences
            )
            best = found.best_sentence
            hits.append(
                Hit(
                    rank=rank,
                    score=found.score,
                    scores=found.scores,
                    passage_id=f"{document.document_id}:{span.start}-{span.end}",
                    citation=cite(document, text, span, line=passage.line),
                    sentences=sentences,
                    best_sentence=None if best is None else sentences[best.place],
                )
            )
        return hits

    def _text(self, transaction: Transaction, document: DocumentInfo) -> str:
        text = self._texts.get(document.text_sha256)
        if text is None:
            text = transaction.text(document)
            self._texts.put(document.text_sha256, text, size=len(text))
        return text

    # What is there

    def documents(
        self, *, collection: str = DEFAULT_COLLECTION, limit: int = 100, offset: int = 0
    ) -> DocumentList:
        """Return some of a collection's documents; raises InvalidInput, NotFound."""
        if limit < 1 or offset < 0:
            raise InvalidInput("limit is at least 1 and offset at least 0")
        with self._store.read() as transaction:
            state = transaction.collection(collection)
            total, page = transaction.document_page(state, limit=limit, offset=offset)
            generation = transaction.generation
        return DocumentList(
            collection=collection, generation=generation, total=total, documents=page
        )

    def document(self, document_id: str) -> DocumentInfo:
        """Return what is known of a document; raises NotFound."""
        with self._store.read() as transaction:
            return transaction.document(document_id)

    def text(self, document_id: str, *, start: int = 0, end: int | None = None) -> Excerpt:
        """Return characters of a document's canonical text, to its end where `end` is None.

        Raises NotFound for an unknown id, InvalidInput for a span that is not in the text.
        """
        with self._store.read() as transaction:
            document = transaction.document(document_id)
            text = self._text(transaction, document)
            generation = transaction.generation
        last = document.length if end is None else end
        if not 0 <= start <= last <= document.length:
            raise InvalidInput(
                f"no span {start} to {last} in this document: it has {document.length} characters"
            )
        return Excerpt(
            document=document,
            generation=generation,
            start=start,
            end=last,
            text=text[start:last],
            line=Lines(text).at(start),
        )


def check_query(query: str, *, k: int, mode: str) -> None:
    """Raise InvalidInput for a query that cannot be served, saying which values can."""
    if not query.strip():
        raise InvalidInput("the query is empty: ask something")
    if len(query) > LONGEST_QUERY:
        raise InvalidInput(
            f"the query has {len(query)} characters: at most {LONGEST_QUERY} are read"
        )
    if SURROGATE.search(query):
        raise InvalidInput("the query holds a lone surrogate, which is no character")
    if not 1 <= k <= MOST_HITS:
        raise InvalidInput(f"k is from 1 to {MOST_HITS}, not {k}")
    if mode not in get_args(Mode):
        raise InvalidInput(f"mode is one of {', '.join(get_args(Mode))}, not {mode!r}")
