"""The seam between the store and whatever searches its passages: FAISS here, a cluster later."""

from collections.abc import Mapping, Sequence
from typing import Protocol, Self

from index.vectors import Changes, Ids, Ranking, Statistics, Vectors


class VectorBackend(Protocol):
    """One collection's passages at one generation, ready to be searched.

    A backend is never changed: `apply` gives the next one, so a request that holds a backend reads
    one generation from beginning to end. `within` holds the rows of the documents that pass the
    request's filter, ascending; only their passages are ranked. None means all.
    """

    @property
    def generation(self) -> int:
        """Return the generation that this backend was brought to."""
        ...

    @property
    def ids(self) -> Ids:
        """Return the ids of the passages it holds, ascending."""
        ...

    def apply(self, changes: Changes) -> Self:
        """Return the backend that holds these passages after the changes."""
        ...

    def statistics(self, terms: Sequence[str]) -> Statistics:
        """Return what the weight of a query's terms depends on."""
        ...

    def search_dense(self, vector: Vectors, *, k: int, within: Ids | None = None) -> Ranking:
        """Return the k passages of largest inner product with float32[dim]."""
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
