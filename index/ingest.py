"""The way in: documents to passages, passages to both kinds of vectors, all to the store."""

from collections.abc import Callable, Collection, Container, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from index.encode.protocols import Encoders
from index.errors import NotFound
from index.read.about import titles_of
from index.read.context import encoded_text
from index.read.split import MAX_TOKENS, split
from index.roots import Duplicate, Root
from index.store.embeddings import PASSAGES, SENTENCES, Granularity
from index.store.protocol import Store
from index.store.rows import CollectionState, NewPassage, text_hash
from index.store.transaction import Transaction
from index.text.dates import day_first
from index.types import AddReport, Document, Failure, Phase, Progress, Span
from index.vectors import Vectors

OnProgress = Callable[[Progress], None]
Gone = Callable[[], Sequence[str]]
"""Tells, when all was read, which sources are gone."""

_BATCH_PASSAGES = 256
_LONG_PASSAGES = 4 * _BATCH_PASSAGES
"""Of a document that has more, vectors are kept after so many, so that a stop loses no more."""
_BATCH_TEXTS = 64
"""How many texts are encoded before it is told how far that is."""
_BATCH_DOCUMENTS = 100

Split = tuple[Document, list[NewPassage]]
Wanted = Mapping[Granularity, Mapping[bytes, tuple[str, Span | None]]]
"""What is to be encoded, by its hash: a text, or a part of one where it stands."""
Encoded = Mapping[Granularity, Mapping[bytes, Vectors]]


class Ingest:
    """One run of adding documents to a collection."""

    def __init__(
        self,
        store: Store,
        load: Callable[[], Encoders],
        *,
        collection: str,
        roots: Mapping[str, Root] | None = None,
        known: Container[str] | None = None,
    ) -> None:
        """Add to `collection` of `store`, which is made when its first document comes.

        `load` gives the encoders when the first document is to be encoded; `roots` are by source
        where documents come from, and hold none for what was sent. Of a source that is not `known`
        the store is not asked, where that is given.
        """
        self._store = store
        self._load = load
        self._collection = collection
        self._roots = roots or {}
        self._known = known
        self._duplicates: list[Duplicate] = []
        self._added = self._replaced = self._unchanged = self._removed = 0
        self._passages = self._embedded = 0
        self._generation: int | None = None
        self._progress = Progress(done=0, total=0, source="")
        self._on_progress: OnProgress | None = None

    @cached_property
    def _encoders(self) -> Encoders:
        return self._load()

    def run(
        self,
        documents: Iterable[Document | Failure | None],
        *,
        total: int,
        gone: Gone | None = None,
        on_progress: OnProgress | None = None,
    ) -> AddReport:
        """Add the documents, a transaction for every few hundred passages.

        Then remove those whose sources are `gone`. A failure among them is reported and passed
        over; None stands for an unchanged document. Raises EncoderMismatch, StoreError.
        """
        failed: list[Failure] = []
        waiting: dict[str, Split] = {}
        self._on_progress = on_progress
        self._progress = replace(self._progress, total=total)
        for done, document in enumerate(documents, start=1):
            if isinstance(document, Failure):
                failed.append(document)
            elif document is None:
                self._unchanged += 1
            else:
                # Of two versions in one run the last one counts, be it the one that is stored.
                waiting.pop(document.document_id, None)
                if self._is_there(document):
                    self._unchanged += 1
                else:
                    passages = self._split(document)
                    if len(passages) > _LONG_PASSAGES:
                        # What is short and came before it need not wait until it is encoded.
                        self._commit(waiting.values())
                        waiting = {}
                    waiting[document.document_id] = document, passages
            source = document.source if document is not None else ""
            self._tell("reading", done=done, source=source)
            if sum(len(passages) for _, passages in waiting.values()) >= _BATCH_PASSAGES:
                self._commit(waiting.values())
                waiting = {}
        self._commit(waiting.values())
        if gone is not None:
            # Last, so that the vectors of a document that was renamed are still there for it.
            self._remove(gone())
        if self._generation is None:
            with self._store.read() as transaction:
                self._generation = transaction.generation
        return AddReport(
            added=self._added,
            replaced=self._replaced,
            unchanged=self._unchanged,
            removed=self._removed,
            passages=self._passages,
            embedded=self._embedded,
            failed=tuple(failed),
            generation=self._generation,
            duplicates=tuple(self._duplicates),
        )

    def rebuild(self, *, on_progress: OnProgress | None = None) -> int:
        """Split and encode the collection's documents anew; return how many there are.

        The collection stays as it is until the end, when all its rows are exchanged in one change.
        Vectors are kept as they come, so a rebuild that was stopped goes on where it was. Raises
        NotFound for an unknown collection.
        """
        with self._store.read() as transaction:
            names = transaction.documents.ids(transaction.collections.get(self._collection))
        self._on_progress = on_progress
        self._progress = replace(self._progress, total=len(names))
        ready: dict[str, Split] = {}
        waiting: list[Sequence[NewPassage]] = []
        for done, name in enumerate(names, start=1):
            try:
                with self._store.read() as transaction:
                    document = transaction.documents.whole(name)
            except NotFound:
                # Deleted meanwhile.
                continue
            passages = self._split(document)
            ready[name] = replace(document, text=""), passages
            waiting.append(passages)
            self._tell("reading", done=done, source=document.source)
            if sum(map(len, waiting)) >= _BATCH_PASSAGES:
                self._keep_ahead(waiting)
                waiting = []
        self._keep_ahead(waiting)
        self._tell("writing")
        # Others wait for this one, so all that is not writing was done before.
        with self._store.write() as transaction:
            collection = self._claim(transaction, force=True)
            kept = transaction.documents.ids(collection)
            for name in kept:
                document = transaction.documents.whole(name)
                split_document, passages = ready.get(name, (None, []))
                if split_document != replace(document, text=""):
                    passages = self._split(document)
                self._put(transaction, collection, document, passages)
            transaction.commit(collection)
        return len(kept)

    def _keep_ahead(self, passages: Iterable[Sequence[NewPassage]]) -> None:
        vectors = self._encode_missing(_texts(passages))
        with self._store.write() as transaction:
            self._keep(transaction, vectors)

    def _is_there(self, document: Document) -> bool:
        if self._known is not None and document.source not in self._known:
            return False
        with self._store.read() as transaction:
            kept = document.original is None or transaction.originals.holds(document.sha256)
            return kept and transaction.documents.holds(document)

    def _split(self, document: Document) -> list[NewPassage]:
        encoder = self._encoders.dense
        passages = split(
            document,
            count_tokens=encoder.count_tokens,
            max_tokens=min(MAX_TOKENS, encoder.max_tokens),
        )
        habit = day_first(document.text, language=document.language)
        titles = titles_of(document)
        made = self._progress.passages + len(passages)
        self._progress = replace(self._progress, passages=made)
        return [
            NewPassage(
                passage=passage,
                terms=self._encoders.sparse.encode_passage(
                    encoded_text(passage.text, context=passage.context),
                    language=document.language,
                    day_first=habit,
                    about=titles,
                ),
                in_context=self._encoders.parts is not None,
            )
            for passage in passages
        ]

    def _commit(self, documents: Collection[Split]) -> None:
        if not documents:
            return
        for _, passages in documents:
            if len(passages) > _LONG_PASSAGES:
                for first in range(0, len(passages), _LONG_PASSAGES):
                    self._keep_ahead([passages[first : first + _LONG_PASSAGES]])
        vectors = self._encode_missing(_texts(passages for _, passages in documents))
        self._tell("writing", encoded=self._progress.passages)
        with self._store.write() as transaction:
            collection = self._claim(transaction, force=False)
            collection.check(self._encoders.fingerprints)
            self._keep(transaction, vectors)
            claimed: dict[Root, int] = {}
            for document, passages in documents:
                root = self._roots.get(document.source)
                if root is not None and root not in claimed:
                    claimed[root] = transaction.roots.claim(collection, root)
                row = None if root is None else claimed[root]
                replaced = self._put(
                    transaction, collection, document, passages, root=row, keep=True
                )
                self._replaced += replaced
                self._added += not replaced
                self._passages += len(passages)
                self._note_duplicate(transaction, collection, document)
            self._generation = transaction.commit(collection)

    def _note_duplicate(
        self, transaction: Transaction, collection: CollectionState, document: Document
    ) -> None:
        other = transaction.documents.same_text(collection, document)
        if other is not None:
            self._duplicates.append(Duplicate(source=document.source, same_as=other))

    def _remove(self, sources: Sequence[str]) -> None:
        change: int | None = None
        for first in range(0, len(sources), _BATCH_DOCUMENTS):
            with self._store.write() as transaction:
                collection = transaction.collections.find(self._collection)
                if collection is None:
                    # Deleted meanwhile, and all in it.
                    return
                # All of it is brought back at once, however many transactions it took.
                change = transaction.generation + 1 if change is None else change
                removed = [
                    transaction.delete_source(collection, source, change=change)
                    for source in sources[first : first + _BATCH_DOCUMENTS]
                ]
                self._removed += sum(removed)
                self._generation = transaction.commit(collection)

    def _claim(self, transaction: Transaction, *, force: bool) -> CollectionState:
        return transaction.collections.claim(
            self._collection,
            dense_fingerprint=self._encoders.dense.fingerprint,
            sparse_fingerprint=self._encoders.sparse.fingerprint,
            model=self._encoders.dense.name,
            force=force,
        )

    def _put(
        self,
        transaction: Transaction,
        collection: CollectionState,
        document: Document,
        passages: Sequence[NewPassage],
        *,
        root: int | None = None,
        keep: bool = False,
    ) -> bool:
        texts = _texts([passages])
        # Between encoding and this write another process may have dropped a vector we counted on.
        self._keep(transaction, self._encode(self._missing(transaction, texts)))
        return transaction.put_document(collection, document, passages, root=root, keep=keep)

    def _encode_missing(self, texts: Wanted) -> Encoded:
        with self._store.read() as transaction:
            missing = self._missing(transaction, texts)
        known = len(texts[PASSAGES]) - len(missing[PASSAGES])
        self._tell("encoding", encoded=self._reached(known))
        return self._encode(missing)

    def _tell(self, phase: Phase, **changed: Any) -> None:
        """Note how far the run has come, and tell it to who asked for that."""
        kept = self._added + self._replaced + self._unchanged
        self._progress = replace(self._progress, phase=phase, kept=kept, **changed)
        if self._on_progress is not None:
            self._on_progress(self._progress)

    def _reached(self, passages: int) -> int:
        """Return how many passages are encoded once these are too, of those there are."""
        return min(self._progress.passages, self._progress.encoded + passages)

    def _missing(self, transaction: Transaction, texts: Wanted) -> Wanted:
        fingerprint = self._encoders.dense.fingerprint
        missing = {}
        for granularity, of in texts.items():
            known = transaction.embeddings.ids(granularity, fingerprint, of)
            missing[granularity] = {hashed: of[hashed] for hashed in of if hashed not in known}
        return missing

    def _encode(self, texts: Wanted) -> Encoded:
        # Together, so that a sentence that is elsewhere a passage of its own is encoded once.
        together = {hashed: part for of in texts.values() for hashed, part in of.items()}
        if not together:
            return {}
        vectors = self._encode_parts(together, passages=len(texts[PASSAGES]))
        self._embedded += len(texts[PASSAGES])
        return {
            granularity: {hashed: vectors[hashed] for hashed in of}
            for granularity, of in texts.items()
        }

    def _encode_parts(
        self, wanted: Mapping[bytes, tuple[str, Span | None]], *, passages: int
    ) -> dict[bytes, Vectors]:
        texts: dict[str, dict[Span | None, bytes]] = {}
        for hashed, (text, span) in wanted.items():
            texts.setdefault(text, {})[span] = hashed
        vectors: dict[bytes, Vectors] = {}
        # Like lengths together, the longest first, as the encoder likes them.
        ordered = sorted(texts, key=len, reverse=True)
        before, count = self._progress.encoded, self._reached(passages) - self._progress.encoded
        for first in range(0, len(ordered), _BATCH_TEXTS):
            batch = {text: texts[text] for text in ordered[first : first + _BATCH_TEXTS]}
            vectors |= self._encode_batch(batch)
            done = min(first + _BATCH_TEXTS, len(ordered)) / len(ordered)
            self._tell("encoding", encoded=before + int(count * done))
        return vectors

    def _encode_batch(
        self, texts: Mapping[str, Mapping[Span | None, bytes]]
    ) -> dict[bytes, Vectors]:
        """Return by hash the vectors of texts, and of those spans of them that are asked for."""
        encoder = self._encoders.parts
        if encoder is None:
            encoded = self._encoders.dense.encode_passages(list(texts))
            return {of[None]: vector for of, vector in zip(texts.values(), encoded, strict=True)}
        vectors = {}
        spans = [{span: of[span] for span in of if span is not None} for of in texts.values()]
        read = encoder.encode_parts(list(texts), [list(of_text) for of_text in spans])
        for text, of_text, found in zip(texts, spans, read, strict=True):
            vectors[text_hash(text)] = found.whole
            vectors |= dict(zip(of_text.values(), found.parts, strict=True))
        return vectors

    def _keep(self, transaction: Transaction, encoded: Encoded) -> None:
        for granularity, vectors in encoded.items():
            transaction.embeddings.put(granularity, self._encoders.dense.fingerprint, vectors)


def _texts(documents: Iterable[Sequence[NewPassage]]) -> Wanted:
    new = [passage for passages in documents for passage in passages]
    parts: dict[bytes, tuple[str, Span | None]] = {}
    for each in new:
        for hashed, span in zip(each.part_hashes, each.parts, strict=True):
            text = each.encoded
            parts[hashed] = (text, span) if each.in_context else (span.cut(text), None)
    return {
        PASSAGES: {text_hash(each.encoded): (each.encoded, None) for each in new},
        SENTENCES: parts,
    }
