"""The seam between the store and whatever searches its passages: FAISS here, a cluster later."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int64]
Vectors = NDArray[np.float32]
StoredVectors = NDArray[np.float16]


@dataclass(frozen=True, slots=True)
class IndexedPassages:
    """What a backend needs to know of n passages.

    `ids` int64[n], ascending, never used twice; `documents` int64[n], the row of each one's
    document; `vectors` float16[n, dim]; `lengths` int32[n] in tokens. The raw term frequencies of
    passage i are `counts[offsets[i]:offsets[i + 1]]` of the terms `terms[…]`, named by `term_id`.
    """

    ids: Ids
    documents: Ids
    vectors: StoredVectors
    lengths: NDArray[np.int32]
    offsets: Ids
    terms: NDArray[np.uint64]
    counts: NDArray[np.uint16]


@dataclass(frozen=True, slots=True)
class Changes:
    """What leads a collection's backend from the passages it holds to those of `generation`."""

    generation: int
    removed: Ids
    added: IndexedPassages


@dataclass(frozen=True, slots=True)
class Ranking:
    """Passages with their scores, best first: `ids` int64[n], `scores` float32[n]."""

    ids: Ids
    scores: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Statistics:
    """A collection's number of passages, and in how many of them each term asked for stands."""

    passages: int
    frequencies: Mapping[str, int]


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


def term_id(term: str) -> int:
    """Return the number a term goes by: the first 8 bytes of its BLAKE2b hash.

    So passages are stored without a dictionary that writers would have to share. Among a million
    terms the chance of any two meeting is 3e-8.
    """
    return int.from_bytes(blake2b(term.encode(), digest_size=8).digest(), "little")
