"""Search in this process, over segments: FAISS for vectors, inverted indexes for words."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Self

import numpy as np

from index.backend.segment import Part, Segment
from index.filters import Filter
from index.text.analysis import term_ids
from index.vectors import Changes, Ids, Ranking, Statistics, Vectors

_SMALL = 2000
"""Up to how many passages are merged where a change is made: in some hundredths of a second."""

_SHARE = 0.25
"""What is newer is merged with a segment when it is this share of it: then a passage is copied few
times while a collection grows tenfold, and there are two segments, or less, for each digit."""


class LocalBackend:
    """A collection's passages, in segments; what is gone is marked, and passed over."""

    def __init__(self, *, generation: int, parts: Sequence[Part]) -> None:
        """Take the parts that a collection consists of at a generation."""
        self._generation = generation
        self._parts = tuple(parts)

    @classmethod
    def empty(cls) -> Self:
        """Return a backend of no passages."""
        return cls(generation=0, parts=())

    @property
    def generation(self) -> int:
        """Return the generation that this backend was brought to."""
        return self._generation

    @property
    def parts(self) -> Sequence[Part]:
        """Return what it consists of, the oldest first."""
        return self._parts

    @property
    def sizes(self) -> Sequence[int]:
        """Return how many passages each part has."""
        return [part.count for part in self._parts]

    @cached_property
    def count(self) -> int:
        """Return how many passages it holds."""
        return sum(self.sizes)

    @property
    def ids(self) -> Ids:
        """Return the ids of the passages it holds, ascending."""
        none = np.zeros(0, np.int64)
        return np.sort(np.concatenate([none, *(p.segment.ids[p.kept] for p in self._parts)]))

    def apply(self, changes: Changes) -> Self:
        """Return the backend that holds these passages after the changes."""
        removed = np.sort(changes.removed)
        parts = [part.without(removed) for part in self._parts]
        parts = [part for part in parts if part.count]
        if len(changes.added.ids):
            parts.append(Part(Segment.of(changes.added)))
        first = first_due([part.count for part in parts], most=_SMALL)
        if first is not None:
            parts[first:] = [Part(Segment.merged(parts[first:]))]
        return type(self)(generation=changes.generation, parts=parts)

    def find_documents(self, keep: Filter) -> Ids:
        """Return the rows of the documents with passages that pass a filter, ascending."""
        none = np.zeros(0, np.int64)
        found = [part.find_documents(keep) for part in self._parts]
        rows = np.sort(np.concatenate([none, *found]))
        return rows[np.diff(rows, prepend=-1) > 0]

    def statistics(self, terms: Sequence[str]) -> Statistics:
        """Return what the weight of a query's terms depends on."""
        wanted = term_ids(terms)
        counts = np.zeros(len(terms), np.int64)
        for part in self._parts:
            counts += part.segment.postings.frequencies(wanted, gone=part.gone)
        frequencies = dict(zip(terms, counts.tolist(), strict=True))
        return Statistics(passages=self.count, frequencies=frequencies)

    def search_dense(
        self,
        vector: Vectors,
        *,
        k: int,
        within: Ids | None = None,
        compared: int | None = None,
    ) -> Ranking:
        """Return the k passages of largest inner product with float32[dim]."""
        return _best(
            (
                part.search_dense(vector, k=k, within=within, compared=compared)
                for part in self._parts
            ),
            k=k,
        )

    def search_sparse(
        self, weights: Mapping[str, float], *, k: int, within: Ids | None = None
    ) -> Ranking:
        """Return the k passages of largest BM25 inner product, of those above 0."""
        return _best(
            (
                part.search_sparse(weights, k=k, mean=self._mean_length, within=within)
                for part in self._parts
            ),
            k=k,
        )

    def term_weights(self, passage: int, terms: Sequence[str]) -> dict[str, float]:
        """Return the weights in a passage's sparse vector of those of `terms` that it holds."""
        for part in self._parts:
            position = part.place(passage)
            if position is not None:
                return part.segment.postings.weights(position, terms, mean=self._mean_length)
        raise KeyError(passage)

    @cached_property
    def _mean_length(self) -> float:
        return max(1.0, sum(part.words for part in self._parts) / max(1, self.count))

    def differences(self, other: Self) -> list[str]:
        """Return the names of the parts in which another backend of the same passages differs."""
        mine, others = (Segment.merged(each.parts) for each in (self, other))
        # As bytes: a vector that is not a number equals itself, and 0 is not -0.
        arrays, truth = ({**of.arrays(), "vectors": of.dense.packed} for of in (mine, others))
        return [
            name
            for name in {**truth, **arrays}
            if name not in arrays
            or name not in truth
            or not np.array_equal(arrays[name], truth[name])
        ]


def first_due(sizes: Sequence[int], *, most: int | None = None) -> int | None:
    """Return from which segment on all are to become one, None where none are.

    `sizes` are those of the segments, the oldest first; `most` is how large one may become.
    """
    together = 0
    due = None
    for place in reversed(range(len(sizes))):
        if together and together >= _SHARE * sizes[place]:
            due = place if most is None or together + sizes[place] <= most else due
        together += sizes[place]
    return due


def _best(rankings: Iterable[Ranking], *, k: int) -> Ranking:
    """Return the k best of several rankings; equal ones go by age."""
    found = list(rankings)
    ids = np.concatenate([np.zeros(0, np.int64), *(each.ids for each in found)])
    scores = np.concatenate([np.zeros(0, np.float32), *(each.scores for each in found)])
    best = np.lexsort((ids, -scores))[:k]
    return Ranking(ids[best], scores[best])
