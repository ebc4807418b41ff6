"""The sparse index: for each term, the passages that hold it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray

from index.text.analysis import term_id
from index.vectors import IndexedPassages, Statistics

K1 = 1.2
B = 0.75


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
        """Return the postings of the passages marked in bool[n], with the added ones behind.

        What stays is copied, not sorted anew: a small change takes little more than that.
        """
        gone = np.flatnonzero(~kept[self.positions])
        starts = self.starts - np.searchsorted(gone, self.starts)
        renumbered = np.cumsum(kept, dtype=np.int32) - np.int32(1)
        first = int(np.count_nonzero(kept))
        behind = np.arange(first, first + len(added.ids), dtype=np.int32)
        # Stable, and put in behind what stays, so that positions ascend within a term.
        order = np.argsort(added.terms, kind="stable")
        new = added.terms[order]
        places = starts[np.searchsorted(self.terms, new, side="right")]
        positions = np.repeat(behind, np.diff(added.offsets))[order]
        new_terms, new_frequencies = np.unique(new, return_counts=True)
        terms = np.union1d(self.terms, new_terms)
        frequencies = np.zeros(len(terms), np.int64)
        frequencies[np.searchsorted(terms, self.terms)] = np.diff(starts)
        frequencies[np.searchsorted(terms, new_terms)] += new_frequencies
        held = frequencies > 0
        return type(self)(
            terms=terms[held],
            starts=np.concatenate([[0], np.cumsum(frequencies[held])]),
            positions=np.insert(np.delete(renumbered[self.positions], gone), places, positions),
            counts=np.insert(np.delete(self.counts, gone), places, added.counts[order]),
            lengths=np.concatenate([self.lengths[kept], added.lengths]),
        )

    def statistics(self, terms: Sequence[str]) -> Statistics:
        """Return the number of passages, and of those that hold each of `terms`."""
        # All at once: a misspelt word asks for hundreds that it may have been.
        wanted = np.fromiter(map(term_id, terms), np.uint64, count=len(terms))
        rows = np.searchsorted(self.terms, wanted)
        held = rows < len(self.terms)
        held[held] = self.terms[rows[held]] == wanted[held]
        counts = np.zeros(len(terms), np.int64)
        counts[held] = self.starts[rows[held] + 1] - self.starts[rows[held]]
        frequencies = dict(zip(terms, counts.tolist(), strict=True))
        return Statistics(passages=len(self.lengths), frequencies=frequencies)

    def scores(self, weights: Mapping[str, float]) -> NDArray[np.float32]:
        """Return every passage's inner product with a query's term weights: float32[n]."""
        scores = np.zeros(len(self.lengths), dtype=np.float32)
        for term, weight in weights.items():
            places = self._places(term)
            # No passage stands twice in a term's row, so nothing is lost by adding this way.
            scores[self.positions[places]] += np.float32(weight) * self._weights(places)
        return scores

    def weights(self, position: int, terms: Sequence[str]) -> dict[str, float]:
        """Return the weights of those of `terms` that the passage at a position holds."""
        found = {}
        for term in terms:
            places = self._places(term)
            place = places.start + int(np.searchsorted(self.positions[places], position))
            if place < places.stop and self.positions[place] == position:
                found[term] = float(self._weights(slice(place, place + 1))[0])
        return found

    def _places(self, term: str) -> slice:
        """Return where the term stands in `positions` and `counts`; an empty slice for none."""
        wanted = np.uint64(term_id(term))
        row = int(np.searchsorted(self.terms, wanted))
        if row == len(self.terms) or self.terms[row] != wanted:
            return slice(0, 0)
        return slice(int(self.starts[row]), int(self.starts[row + 1]))

    def _weights(self, places: slice) -> NDArray[np.float32]:
        """Return saturated, length-normalised frequencies: what stands in the passages' vectors.

        Each change moves the mean length and with it every weight, so they are never kept.
        """
        counts = self.counts[places]
        return counts * np.float32(K1 + 1) / (counts + self._norms[self.positions[places]])

    @cached_property
    def _norms(self) -> NDArray[np.float32]:
        """Return what a passage's length adds to the frequency it divides by: float32[n]."""
        mean = max(1.0, float(self.lengths.mean())) if len(self.lengths) else 1.0
        return (K1 * (1 - B + B * self.lengths / mean)).astype(np.float32)
