"""The sparse index: for each term, the passages that hold it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray

from index.backend import IndexedPassages, Statistics, term_id
from index.sparse import K1, B


@dataclass(frozen=True)
class Postings:
    """An inverted index over passages at positions 0…n-1; every array may be a view of a file.

    `terms` uint64[t], ascending, are the terms by `term_id`; term i stands in the passages
    `positions[starts[i]:starts[i + 1]]`, ascending, as often as `counts` says. `lengths` int32[n]
    is each passage's number of words.
    """

    terms: NDArray[np.uint64]
    starts: NDArray[np.int64]
    positions: NDArray[np.int32]
    counts: NDArray[np.uint16]
    lengths: NDArray[np.int32]

    @classmethod
    def empty(cls) -> Self:
        """Return the postings of no passages."""
        return cls(
            terms=np.zeros(0, np.uint64),
            starts=np.zeros(1, np.int64),
            positions=np.zeros(0, np.int32),
            counts=np.zeros(0, np.uint16),
            lengths=np.zeros(0, np.int32),
        )

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """Return the arrays by name, as they are saved."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def apply(self, *, kept: NDArray[np.bool_], added: IndexedPassages) -> Self:
        """Return the postings of the passages marked in bool[n], with the added ones behind."""
        position = np.cumsum(kept, dtype=np.int64) - 1
        stays = kept[self.positions]
        first = int(kept.sum())
        new = np.repeat(np.arange(len(added.ids)), np.diff(added.offsets)) + first
        terms = np.concatenate([np.repeat(self.terms, np.diff(self.starts))[stays], added.terms])
        # Stable, so that positions stay ascending within a term.
        order = np.argsort(terms, kind="stable")
        terms = terms[order]
        unique, starts = np.unique(terms, return_index=True)
        positions = np.concatenate([position[self.positions[stays]], new])
        return type(self)(
            terms=unique,
            starts=np.append(starts, len(terms)).astype(np.int64),
            positions=positions[order].astype(np.int32),
            counts=np.concatenate([self.counts[stays], added.counts])[order],
            lengths=np.concatenate([self.lengths[kept], added.lengths]),
        )

    def statistics(self, terms: Sequence[str]) -> Statistics:
        """Return the number of passages, and of those that hold each of `terms`."""
        found = (self._range(term) for term in terms)
        frequencies = {term: end - start for term, (start, end) in zip(terms, found, strict=True)}
        return Statistics(passages=len(self.lengths), frequencies=frequencies)

    def scores(self, weights: Mapping[str, float]) -> NDArray[np.float32]:
        """Return every passage's inner product with a query's term weights: float32[n]."""
        scores = np.zeros(len(self.lengths), dtype=np.float32)
        for term, weight in weights.items():
            start, end = self._range(term)
            scores[self.positions[start:end]] += np.float32(weight) * self._weights[start:end]
        return scores

    def weights(self, position: int, terms: Sequence[str]) -> dict[str, float]:
        """Return the weights of those of `terms` that the passage at a position holds."""
        found = {}
        for term in terms:
            start, end = self._range(term)
            place = start + int(np.searchsorted(self.positions[start:end], position))
            if place < end and self.positions[place] == position:
                found[term] = float(self._weights[place])
        return found

    def _range(self, term: str) -> tuple[int, int]:
        wanted = np.uint64(term_id(term))
        place = int(np.searchsorted(self.terms, wanted))
        if place == len(self.terms) or self.terms[place] != wanted:
            return 0, 0
        return int(self.starts[place]), int(self.starts[place + 1])

    @cached_property
    def _weights(self) -> NDArray[np.float32]:
        """Saturated, length-normalised term frequencies: what stands in the passages' vectors."""
        mean = max(1.0, float(self.lengths.mean())) if len(self.lengths) else 1.0
        norm = (K1 * (1 - B + B * self.lengths / mean)).astype(np.float32)
        counts = self.counts.astype(np.float32)
        return counts * np.float32(K1 + 1) / (counts + norm[self.positions])
