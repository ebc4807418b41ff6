"""The seam between the store and whatever searches its passages: FAISS here, a server later.

`VectorBackend` is what a search asks; `Derivation` is how that is kept beside the store.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from index.filters import Filter
from index.store.rows import CollectionState
from index.store.transaction import Transaction
from index.vectors import Ids, Ranking, Statistics, Vectors


class VectorBackend(Protocol):
    """One collection's passages at one generation, ready to be searched.

    Whatever changes in the store, a backend answers as it did, so a request that holds one reads
    one generation from beginning to end. `within` is what `find_documents` gave for the request's
    filter; only the passages of these documents are ranked. None means all. Equal scores go by age:
    of passages as good as each other the one that was stored first comes first.
    """

    def find_documents(self, keep: Filter) -> Ids:
        """Return the rows of the documents with passages that pass a filter, ascending."""
        ...

    def statistics(self, terms: Sequence[str]) -> Statistics:
        """Return what the weight of a query's terms depends on."""
        ...

    def search_dense(
        self,
        vector: Vectors,
        *,
        k: int,
        within: Ids | None = None,
        compared: int | None = None,
    ) -> Ranking:
        """Return the k passages of largest inner product with float32[dim].

        A backend that first chooses what may be near compares so many vectors as they are, more
        where k asks for it: recall against time. None is its own number.
        """
        ...

    def search_sparse(
        self, weights: Mapping[str, float], *, k: int, within: Ids | None = None
    ) -> Ranking:
        """Return the k passages of largest BM25 inner product, of those above 0."""
        ...

    def term_weights(self, passage: int, terms: Sequence[str]) -> dict[str, float]:
        """Return the weights in a passage's sparse vector of those of `terms` that it holds.

        Raises KeyError for a passage the backend does not hold.
        """
        ...


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with something derived; where `unused`, only that it takes room."""

    what: str
    where: str
    unused: bool = False


class Derivation(Protocol):
    """How the backends of a store's collections are kept: made from it, never more than it holds.

    All of it can be deleted at any time, and is then made again. A collection is named by its row,
    which no other ever has.
    """

    def at(self, collection: CollectionState) -> VectorBackend | None:
        """Return the backend of just this generation and history, None where none is ready."""
        ...

    def refresh(self, transaction: Transaction, collection: CollectionState) -> VectorBackend:
        """Make ready what `transaction` sees of a collection, and return it; raises StoreError.

        It is called by one thread at a time for each collection, with ever newer transactions;
        meanwhile others may ask `at`. What is ready of another history is made anew.
        """
        ...

    def settle(self, *, seconds: float) -> None:
        """Wait so long at most for what goes on in the background; what is not done is lost."""
        ...

    def drop(self, row: int) -> None:
        """Delete what is kept of a collection."""
        ...

    def where(self, row: int) -> str:
        """Return where a collection's backend is kept, as a person is told."""
        ...

    def check(self, transaction: Transaction, collection: CollectionState) -> Iterator[Fault]:
        """Yield how what is kept of a collection differs from what the store gives anew.

        Raises as reading what is damaged does, of the store too.
        """
        ...

    def unused(self, rows: Collection[int]) -> Iterator[Fault]:
        """Yield what is kept and nothing uses, where there are the collections of these rows."""
        ...

    def delete_unused(self, rows: Collection[int]) -> None:
        """Delete what `unused` tells of."""
        ...
