"""The way in: documents to passages, passages to both kinds of vectors, all to the store."""

from collections.abc import Callable, Collection, Container, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cached_property
from itertools import chain
from typing import Any

from index.encode.protocols import Encoders
from index.errors import InvalidInput, NotFound
from index.read.about import about
from index.read.context import encoded_text
from index.read.split import MAX_TOKENS, split
from index.roots import Duplicate, Root
from index.store.protocol import Store
from index.store.rows import CollectionState, NewPassage
from index.store.transaction import Transaction
from index.text.dates import day_first
from index.types import (
    AddReport,
    Document,
    DocumentInfo,
    Failure,
    Phase,
    Progress,
    make_document_id,
)
from index.vectors import Parts

OnProgress = Callable[[Progress], None]
Gone = Callable[[], Sequence[str]]
"""Tells, when all was read, which sources are gone."""

_BATCH_PASSAGES = 256
_LONG_PASSAGES = 4 * _BATCH_PASSAGES
"""Of a document that has more, vectors are kept after so many, so that a stop loses no more."""
_BATCH_ENCODED = 64
"""How many passages are encoded before it is told how far that is."""
_BATCH_DOCUMENTS = 100
_NAMED = 100

Split = tuple[Document, list[NewPassage]]
Wanted = Mapping[bytes, NewPassage]
"""What is to be encoded, by its hash."""
Encoded = Mapping[bytes, Parts]


class Ingest:
    """One run of adding documents to a collection."""

    def __init__(
        self,
        store: Store,
        load: Callable[[], Encoders],
        *,
        collection: str,
        roots: Mapping[str, Root] | None = None,
        new: Collection[Root] = (),
        known: Container[str] | None = None,
    ) -> None:
        """Add to `collection` of `store`, which is made when its first document comes.

        `load` gives the encoders when the first document is to be encoded; `roots` are by source
        where documents come from, and hold none for what was sent; those that are `new` had no row
        when the run began. Of a source that is not `known` the store is not asked, where that is
        given.
        """
        self._store = store
        self._load = load
        self._collection = collection
        self._roots = roots or {}
        self._new = new
        self._known = known
        self._duplicates: list[Duplicate] = []
        self._added = self._replaced = self._unchanged = self._removed = 0
        self._passages = self._embedded = 0
        self._replaced_sources: list[str] = []
        self._change: int | None = None
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
            self._see_duplicates_again()
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
            replaced_sources=tuple(self._replaced_sources),
            change=self._change,
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
        vectors = self._encode_missing(_wanted(passages))
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
        names = about(document)
        made = self._progress.passages + len(passages)
        self._progress = replace(self._progress, passages=made)
        return [
            NewPassage(
                passage=passage,
                terms=self._encoders.sparse.encode_passage(
                    encoded_text(passage.text, context=passage.context),
                    language=document.language,
                    day_first=habit,
                    about=names,
                ),
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
        vectors = self._encode_missing(_wanted(passages for _, passages in documents))
        self._tell("writing", encoded=self._progress.passages)
        with self._store.write() as transaction:
            collection = self._claim(transaction, force=False)
            collection.check(self._encoders.fingerprints)
            self._keep(transaction, vectors)
            claimed: dict[Root, int] = {}
            # All of it is brought back at once, however many transactions it took.
            change = transaction.generation + 1 if self._change is None else self._change
            for document, passages in documents:
                root = self._roots.get(document.source)
                if root is not None and root not in claimed:
                    new = root in self._new
                    claimed[root] = claim_root(transaction, collection, root, new=new)
                row = None if root is None else claimed[root]
                replaced = self._put(
                    transaction, collection, document, passages, root=row, keep=True, change=change
                )
                self._replaced += replaced
                if replaced and len(self._replaced_sources) < _NAMED:
                    self._replaced_sources.append(document.source)
                self._added += not replaced
                self._passages += len(passages)
                self._note_duplicate(transaction, collection, document)
            self._generation = transaction.commit(collection)
            if transaction.keeps:
                self._change = change

    def _note_duplicate(
        self,
        transaction: Transaction,
        collection: CollectionState,
        document: Document | DocumentInfo,
    ) -> None:
        other = transaction.documents.same_text(collection, document)
        if other is not None:
            self._duplicates.append(Duplicate(source=document.source, same_as=other))

    def _see_duplicates_again(self) -> None:
        """Forget of which document another was a copy that was renamed, and is gone by now."""
        if not self._duplicates:
            return
        with self._store.read() as transaction:
            collection = transaction.collections.find(self._collection)
            if collection is None:
                return
            before, self._duplicates = self._duplicates, []
            for each in before:
                number = make_document_id(collection=self._collection, source=each.source)
                with suppress(NotFound):
                    document = transaction.documents.get(number)
                    self._note_duplicate(transaction, collection, document)

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
        change: int | None = None,
    ) -> bool:
        # Between encoding and this write another process may have dropped a vector we counted on.
        missing = self._missing(transaction, _wanted([passages]))
        self._keep(transaction, self._encode(missing))
        return transaction.put_document(
            collection, document, passages, root=root, keep=keep, change=change
        )

    def _encode_missing(self, passages: Wanted) -> Encoded:
        with self._store.read() as transaction:
            missing = self._missing(transaction, passages)
        self._tell("encoding", encoded=self._reached(len(passages) - len(missing)))
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

    def _missing(self, transaction: Transaction, passages: Wanted) -> Wanted:
        known = transaction.embeddings.ids(
            self._encoders.dense.fingerprint,
            {hashed: len(new.parts) for hashed, new in passages.items()},
        )
        return {hashed: new for hashed, new in passages.items() if hashed not in known}

    def _encode(self, passages: Wanted) -> Encoded:
        # Like lengths together, the longest first, as the encoder likes them.
        ordered = sorted(passages, key=lambda hashed: len(passages[hashed].encoded), reverse=True)
        before = self._progress.encoded
        count = self._reached(len(passages)) - before
        vectors: dict[bytes, Parts] = {}
        for first in range(0, len(ordered), _BATCH_ENCODED):
            batch = ordered[first : first + _BATCH_ENCODED]
            encoded = self._encode_batch([passages[hashed] for hashed in batch])
            vectors |= dict(zip(batch, encoded, strict=True))
            self._tell("encoding", encoded=before + count * len(vectors) // len(ordered))
        self._embedded += len(passages)
        return vectors

    def _encode_batch(self, passages: Sequence[NewPassage]) -> Sequence[Parts]:
        """Return the vectors of passages and of their sentences."""
        texts = [new.encoded for new in passages]
        encoder = self._encoders.parts
        if encoder is not None:
            return encoder.encode_parts(texts, [new.parts for new in passages])
        parts = [
            [span.cut(text) for span in new.parts]
            for text, new in zip(texts, passages, strict=True)
        ]
        # A sentence may be a passage of its own elsewhere, or stand in several.
        each = list(dict.fromkeys(chain(texts, *parts)))
        encoded = self._encoders.dense.encode_passages(each)
        places = {text: place for place, text in enumerate(each)}
        return [
            Parts(encoded[places[text]], encoded[[places[part] for part in of]])
            for text, of in zip(texts, parts, strict=True)
        ]

    def _keep(self, transaction: Transaction, encoded: Encoded) -> None:
        transaction.embeddings.put(self._encoders.dense.fingerprint, encoded)


def _wanted(documents: Iterable[Sequence[NewPassage]]) -> Wanted:
    return {new.passage_hash: new for passages in documents for new in passages}


def claim_root(
    transaction: Transaction, collection: CollectionState, root: Root, *, new: bool
) -> int:
    """Return the row of a root, which is made if missing and takes the values given.

    Raises InvalidInput where a run beside this one added another by which documents go as they go
    by a `new` one: those of the one would take the place of the other's.
    """
    for other in (each.root for each in transaction.roots.of(collection)) if new else ():
        alike = other.name == root.name or (other.plain and root.plain)
        if alike and other.path != root.path:
            raise InvalidInput(
                f"{root.path}: {other.path} was added to this collection in the meantime, and"
                " documents of both would go by the same names: add it again"
            )
    return transaction.roots.claim(collection, root)
