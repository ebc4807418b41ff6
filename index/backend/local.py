"""Search in this process: FAISS for the dense vectors, an inverted index for the sparse ones."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Self, cast

import numpy as np
from numpy.typing import NDArray

from index.backend.dense import DenseIndex
from index.backend.postings import Postings
from index.backend.protocol import VectorBackend
from index.backend.saved import Saved, load_parts, save_parts
from index.durable import Written
from index.vectors import Changes, Ids, IndexedPassages, Ranking, Statistics, Vectors

_DENSE, _SPARSE = "dense.faiss", "sparse.npz"


class LocalBackend:
    """A collection's passages in memory; positions 0…n-1 follow their ids, ascending."""

    def __init__(
        self, *, generation: int, ids: Ids, documents: Ids, dense: DenseIndex, postings: Postings
    ) -> None:
        """Take the parts that `empty`, `apply` and `load` make."""
        self._generation = generation
        self._ids = ids
        self._documents = documents
        self._dense = dense
        self._postings = postings

    @classmethod
    def empty(cls) -> Self:
        """Return a backend of no passages."""
        return cls(
            generation=0,
            ids=np.zeros(0, np.int64),
            documents=np.zeros(0, np.int64),
            dense=DenseIndex.empty(),
            postings=Postings.empty(),
        )

    @property
    def generation(self) -> int:
        """Return the generation that this backend was brought to."""
        return self._generation

    @property
    def ids(self) -> Ids:
        """Return the ids of the passages it holds, ascending."""
        return self._ids

    def apply(self, changes: Changes) -> Self:
        """Return the backend that holds these passages after the changes."""
        kept = ~np.isin(self._ids, changes.removed)
        added = changes.added
        return type(self)(
            generation=changes.generation,
            ids=np.concatenate([self._ids[kept], added.ids]),
            documents=np.concatenate([self._documents[kept], added.documents]),
            dense=self._dense.apply(kept=kept, added=added.vectors),
            postings=self._postings.apply(kept=kept, added=added),
        )

    def statistics(self, terms: Sequence[str]) -> Statistics:
        """Return what the weight of a query's terms depends on."""
        return self._postings.statistics(terms)

    def search_dense(self, vector: Vectors, *, k: int, within: Ids | None = None) -> Ranking:
        """Return the k passages of largest inner product with float32[dim]."""
        allowed = None if within is None else np.isin(self._documents, within)
        positions, scores = self._dense.search(vector, k=k, allowed=allowed)
        return Ranking(self._ids[positions], scores)

    def search_sparse(
        self, weights: Mapping[str, float], *, k: int, within: Ids | None = None
    ) -> Ranking:
        """Return the k passages of largest BM25 inner product, of those above 0."""
        scores = self._postings.scores(weights)
        # Few passages hold a word of the query, and a partition is slow among many equal zeros.
        positions = np.flatnonzero(scores > 0)
        if within is not None:
            positions = positions[np.isin(self._documents[positions], within)]
        if k < len(positions):
            least = np.partition(scores[positions], -k)[-k]
            positions = positions[scores[positions] >= least]
        # Stable: equal scores go by age, so that the same request gives the same answer.
        positions = positions[np.argsort(-scores[positions], kind="stable")[:k]]
        return Ranking(self._ids[positions], scores[positions])

    def term_weights(self, passage: int, terms: Sequence[str]) -> dict[str, float]:
        """Return the weights in a passage's sparse vector of those of `terms` that it holds."""
        position = int(np.searchsorted(self._ids, passage))
        if position == len(self._ids) or self._ids[position] != passage:
            raise KeyError(passage)
        return self._postings.weights(position, terms)

    def save(self, folder: Path, *, token: str) -> None:
        """Write both indexes to `folder`, in place of what was saved there; raises OSError.

        `token` is that of the commit of the store that they were derived from.
        """
        arrays = {"ids": self._ids, "documents": self._documents, **self._postings.arrays()}
        parts: dict[str, Callable[[Written], object]] = {
            _DENSE: self._dense.write,
            _SPARSE: lambda file: np.savez(cast("Any", file), allow_pickle=False, **arrays),
        }
        save_parts(folder, parts, generation=self._generation, token=token)

    @classmethod
    def load(cls, folder: Path, *, token_of: Callable[[int], str | None]) -> Self | None:
        """Return the backend saved in `folder`, or None where it is not to be trusted.

        `token_of` gives the store's token of a generation.
        """
        return load_parts(folder, cls._of, token_of=token_of)

    @classmethod
    def _of(cls, saved: Saved) -> Self:
        with saved.open(_SPARSE) as file:
            parts = dict(np.load(file, allow_pickle=False))
        with saved.open(_DENSE) as file:
            dense = DenseIndex.read(file)
        return cls(
            generation=saved.generation,
            ids=parts.pop("ids"),
            documents=parts.pop("documents"),
            dense=dense,
            postings=Postings(**parts),
        )

    def differences(self, other: Self) -> list[str]:
        """Return the names of the parts in which another backend of the same passages differs."""
        mine, others = self._parts(), other._parts()
        return [name for name, part in mine.items() if not np.array_equal(part, others[name])]

    def _parts(self) -> dict[str, NDArray[Any]]:
        parts = {"ids": self._ids, "documents": self._documents, **self._postings.arrays()}
        # As bits: a vector that is not a number equals itself, and 0 is not -0.
        return parts | {"vectors": self._dense.vectors.view(np.uint16)}


def backend_of(passages: IndexedPassages) -> VectorBackend:
    """Return a backend of these passages that is kept nowhere."""
    changes = Changes(generation=1, removed=np.zeros(0, np.int64), added=passages)
    return LocalBackend.empty().apply(changes)
