"""What is derived from the store, brought up to date when asked for, and views of both at once."""

import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from index.backend.folders import SIZEABLE, FolderDerivation
from index.backend.joint import JointBackend
from index.backend.protocol import Derivation, VectorBackend
from index.citation import CanonicalText
from index.encode.protocols import Encoders
from index.errors import EncoderMismatch, NotFound
from index.read.about import about, titles_of
from index.roots import Coverage
from index.store.embeddings import SentenceVectors
from index.store.protocol import Store
from index.store.rows import CollectionState, StoredPassage
from index.store.schema import DERIVED_FOLDER
from index.store.transaction import Transaction
from index.types import DocumentInfo

_LONGEST_WAIT = 60.0
"""In seconds, at the end of a run: what is not done then is done by the next one."""


def derivation_in(data: Path) -> Derivation:
    """Return how the backends of the store in the folder `data` are kept."""
    return FolderDerivation(data / DERIVED_FOLDER)


@dataclass(frozen=True, slots=True)
class View:
    """One collection or several at one generation: a read transaction, and the backend of that.

    `collection` is the first one. A row that was read once is not asked for again. `compared` is
    what its searches by meaning ask of the backend.
    """

    transaction: Transaction
    collection: CollectionState
    backend: VectorBackend
    others: tuple[CollectionState, ...] = ()
    compared: int | None = None
    _passages: dict[int, StoredPassage] = field(default_factory=dict, repr=False)
    _documents: dict[int, DocumentInfo] = field(default_factory=dict, repr=False)

    @property
    def coverage(self) -> Coverage:
        """Return what the collections hold, and what of their folders is not read."""
        every = [self.transaction.roots.coverage(each) for each in (self.collection, *self.others)]
        missed = [each.unread for each in every]
        return Coverage(
            documents=sum(each.documents for each in every),
            unread=None if None in missed else sum(each or 0 for each in missed),
        )

    def text(self, document: DocumentInfo) -> CanonicalText:
        """Return a document's canonical text; raises StoreError."""
        return self.transaction.documents.text(document)

    def sentences(self, passages: Sequence[int]) -> SentenceVectors:
        """Return the vectors of some passages' sentences; raises StoreError."""
        return self.transaction.embeddings.of_sentences(passages)

    def passages(self, ids: Iterable[int]) -> dict[int, StoredPassage]:
        """Return the passages of these ids, in their order; raises StoreError."""
        wanted = list(ids)
        unread = [each for each in dict.fromkeys(wanted) if each not in self._passages]
        if unread:
            self._passages.update(self.transaction.passages.at(unread))
        return {each: self._passages[each] for each in wanted}

    def documents(self, passages: Iterable[StoredPassage]) -> dict[int, DocumentInfo]:
        """Return the documents of some passages, by their rows; raises StoreError."""
        wanted = dict.fromkeys(passage.document for passage in passages)
        unread = [row for row in wanted if row not in self._documents]
        if unread:
            self._documents.update(self.transaction.documents.by_row(unread))
        return {row: self._documents[row] for row in wanted}

    def titles(self, passages: Sequence[int]) -> dict[int, tuple[str, ...]]:
        """Return what the documents of some passages are called; raises StoreError."""
        stored = self.passages(passages)
        documents = self.documents(stored.values())
        called = {row: titles_of(document) for row, document in documents.items()}
        return {passage: called[of.document] for passage, of in stored.items()}

    def read(self, passages: Sequence[int]) -> dict[int, tuple[str, tuple[str, ...]]]:
        """Return some passages' texts, each with what is above and about it; raises StoreError."""
        stored = self.passages(passages)
        documents = self.documents(stored.values())
        self.transaction.documents.read_ahead(documents.values())
        texts = {row: self.text(document).text for row, document in documents.items()}
        return {
            passage: (
                of.span.cut(texts[of.document]),
                (of.context, *about(documents[of.document])),
            )
            for passage, of in stored.items()
        }


class Derived:
    """The views of a store's collections; safe among threads.

    Who finds a collection's backend behind brings it up to date; the others wait for that and see
    what was committed meanwhile, so that no one ever needs a backend older than the one held.
    """

    def __init__(
        self, store: Store, derivation: Derivation, *, compared: int | None = None
    ) -> None:
        """Search `store` by what `derivation` keeps of it, with so many vectors `compared`."""
        self._store = store
        self._compared = compared
        self._derivation = derivation
        self._locks: dict[str, threading.Lock] = {}

    @contextmanager
    def view(self, collection: str, *, encoders: Encoders) -> Iterator[View]:
        """Yield a collection as it is now; raises NotFound, EncoderMismatch, StoreError."""
        with self._store.read() as transaction:
            state = _state(transaction, collection, encoders)
            backend = self._derivation.at(state)
            if backend is not None:
                yield View(transaction, state, backend, compared=self._compared)
                return
        with ExitStack() as transactions:
            yield self._refreshed(transactions, collection, encoders)

    @contextmanager
    def joint_view(self, names: Sequence[str], *, encoders: Encoders) -> Iterator[View]:
        """Yield several collections as one, all of one generation; raises as `view` does."""
        ordered = sorted(set(names))
        with ExitStack() as transactions:
            with ExitStack() as locks:
                for name in ordered:
                    # All in the same order, so that no two wait for each other.
                    locks.enter_context(self._locks.setdefault(name, threading.Lock()))
                transaction = transactions.enter_context(self._store.read())
                states = {name: _state(transaction, name, encoders) for name in ordered}
                backends = [self._current(transaction, each) for each in states.values()]
            first, *others = (states[name] for name in dict.fromkeys(names))
            joint = JointBackend(backends)
            yield View(transaction, first, joint, tuple(others), compared=self._compared)

    def _current(self, transaction: Transaction, state: CollectionState) -> VectorBackend:
        """Return a collection's backend, whose lock is held."""
        ready = self._derivation.at(state)
        return self._derivation.refresh(transaction, state) if ready is None else ready

    def refresh(self, collection: str, *, encoders: Encoders | None = None) -> None:
        """Bring what is derived of a collection up to date; raises as `view` does.

        Without `encoders` it may have been made by any.
        """
        with ExitStack() as transactions:
            self._refreshed(transactions, collection, encoders)

    def refresh_after(self, collection: str, *, encoders: Encoders, changed: int) -> None:
        """Refresh a collection if `changed` passages are a sizeable share of it.

        A run that adds much leaves so behind it what the next start loads.
        """
        with self._store.read() as transaction:
            state = transaction.collections.find(collection)
        if state is not None and changed > state.passages * SIZEABLE:
            # Another process may have deleted it meanwhile, or encoded it anew.
            with suppress(NotFound, EncoderMismatch):
                self.refresh(collection, encoders=encoders)

    def close(self) -> None:
        """Let end what goes on in the background."""
        self._derivation.settle(seconds=_LONGEST_WAIT)

    def drop(self, row: int) -> None:
        """Delete what is derived of a collection that was deleted."""
        self._derivation.drop(row)

    def _refreshed(
        self, transactions: ExitStack, collection: str, encoders: Encoders | None
    ) -> View:
        """Return a view made under the collection's lock, its transaction left to `transactions`.

        A transaction sees the store from its first statement on: not older than what is held.
        """
        with self._locks.setdefault(collection, threading.Lock()):
            transaction = transactions.enter_context(self._store.read())
            state = _state(transaction, collection, encoders)
            backend = self._derivation.refresh(transaction, state)
            return View(transaction, state, backend, compared=self._compared)


def _state(transaction: Transaction, collection: str, encoders: Encoders | None) -> CollectionState:
    state = transaction.collections.get(collection)
    if encoders is not None:
        state.check(encoders.fingerprints)
    return state
