"""The sparse index: for each term, the passages that hold it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray

from index.text.analysis import term_id, term_ids
from index.vectors import Ids, IndexedPassages

K1 = 1.2
B = 0.75

_GROUP = 64
_FEW = 64
"""Where so many times the postings asked for are fewer than the passages, they are sorted: that
takes less than to look through a score for each passage."""

_NOWHERE = np.zeros(0, np.intp)

_AT_ONCE = 8_000_000
"""How many postings are merged at a time."""


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
    def of(cls, passages: IndexedPassages) -> Self:
        """Return the postings of some passages."""
        order = np.argsort(passages.terms, kind="stable")
        standing = np.repeat(
            np.arange(len(passages.ids), dtype=np.int32), np.diff(passages.offsets)
        )
        terms, frequencies = np.unique_counts(passages.terms[order])
        return cls(
            terms=terms,
            starts=np.concatenate([[0], np.cumsum(frequencies)]),
            positions=standing[order],
            counts=passages.counts[order],
            lengths=passages.lengths,
        )

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """Return the arrays by name, as they are saved."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @classmethod
    def merged(cls, parts: Sequence[Self], moved: Sequence[NDArray[np.int32]], count: int) -> Self:
        """Return the postings of so many passages of several, moved to where int32[n] says of each.

        A negative one says that it goes.
        """
        lengths = np.zeros(count, np.int32)
        for part, to in zip(parts, moved, strict=True):
            lengths[to[to >= 0]] = part.lengths[to >= 0]
        terms = np.unique(np.concatenate([np.zeros(0, np.uint64), *(each.terms for each in parts)]))
        most = np.zeros(len(terms), np.int64)
        for part in parts:
            most[np.searchsorted(terms, part.terms)] += np.diff(part.starts)
        pieces = [
            _merged_piece(parts, moved, terms[first:last])
            for first, last in _pieces(np.cumsum(most))
        ]
        frequencies = np.concatenate([np.zeros(0, np.int64), *(each[0] for each in pieces)])
        return cls(
            terms=terms[frequencies > 0],
            starts=np.concatenate([[0], np.cumsum(frequencies[frequencies > 0])]),
            positions=np.concatenate([np.zeros(0, np.int32), *(each[1] for each in pieces)]),
            counts=np.concatenate([np.zeros(0, np.uint16), *(each[2] for each in pieces)]),
            lengths=lengths,
        )

    def frequencies(
        self, terms: NDArray[np.uint64], *, gone: NDArray[np.bool_] | None
    ) -> NDArray[np.int64]:
        """Return in how many passages each of uint64[t] stands, those marked in bool[n] apart."""
        held, firsts, lasts = self._find(terms)
        counts = np.zeros(len(terms), np.int64)
        counts[held] = lasts - firsts
        if gone is not None:
            counts[held] -= np.fromiter(
                (
                    np.count_nonzero(gone.take(self.positions[first:last]))
                    for first, last in zip(firsts.tolist(), lasts.tolist(), strict=True)
                ),
                np.int64,
            )
        return counts

    def search(
        self,
        weights: Mapping[str, float],
        *,
        k: int,
        mean: float,
        allowed: NDArray[np.bool_] | None,
    ) -> tuple[Ids, NDArray[np.float32]]:
        """Return the positions of the k largest inner products with a query's weights, and these.

        They are those above 0, in no order; of those that equal the last there are all. Only
        passages marked in `allowed`, bool[n], are looked at; None means all. `mean` is as in
        `bm25`.
        """
        held, firsts, lasts = self._find(term_ids(list(weights)))
        factors = np.fromiter(weights.values(), np.float32)[held]
        norms = self._norms(mean)
        passages = len(norms)
        few = len(firsts) == 1 or _FEW * int((lasts - firsts).sum()) < passages
        standing, given = list[Ids](), list[NDArray[np.float32]]()
        scores = np.zeros(0 if few else passages, np.float32)
        for first, last, factor in zip(firsts.tolist(), lasts.tolist(), factors, strict=True):
            # Once into the integers that numpy takes from arrays by, or it does so each time.
            positions = self.positions[first:last].astype(np.intp)
            weighed = bm25(self.counts[first:last], norms.take(positions))
            weighed *= factor
            if few:
                standing.append(positions)
                given.append(weighed)
            else:
                # No passage stands twice in a term's row, so nothing is lost by adding this way.
                scores[positions] += weighed
        if not few:
            if allowed is not None:
                scores *= allowed
            return best(scores, k=k)
        if len(standing) == 1:
            places, scores = standing[0], given[0]
        else:
            places, of = np.unique(np.concatenate([_NOWHERE, *standing]), return_inverse=True)
            scores = np.zeros(len(places), np.float32)
            np.add.at(scores, of, np.concatenate([scores[:0], *given]))
        if allowed is not None:
            scores *= allowed[places]
        positions, scores = best(scores, k=k)
        return places[positions], scores

    def weights(self, position: int, terms: Sequence[str], *, mean: float) -> dict[str, float]:
        """Return the weights of those of `terms` that the passage at a position holds."""
        found = {}
        for term in terms:
            places = self._places(term)
            place = places.start + int(np.searchsorted(self.positions[places], position))
            if place < places.stop and self.positions[place] == position:
                norm = self._norms(mean)[position : position + 1]
                found[term] = float(bm25(self.counts[place : place + 1], norm)[0])
        return found

    def _places(self, term: str) -> slice:
        """Return where the term stands in `positions` and `counts`; an empty slice for none."""
        wanted = np.uint64(term_id(term))
        row = int(np.searchsorted(self.terms, wanted))
        if row == len(self.terms) or self.terms[row] != wanted:
            return slice(0, 0)
        return slice(int(self.starts[row]), int(self.starts[row + 1]))

    def _find(
        self, terms: NDArray[np.uint64]
    ) -> tuple[NDArray[np.bool_], NDArray[np.int64], NDArray[np.int64]]:
        """Return which of uint64[t] there are, and from where to where each of these stands."""
        # All at once: a misspelt word asks for hundreds that it may have been.
        rows = np.searchsorted(self.terms, terms)
        held = rows < len(self.terms)
        held[held] = self.terms[rows[held]] == terms[held]
        return held, self.starts[rows[held]], self.starts[rows[held] + 1]

    def _norms(self, mean: float) -> NDArray[np.float32]:
        """Return what each passage's length adds to what a frequency is divided by: float32[n].

        `mean` is that of the lengths of all passages. Each change moves it and with it every
        weight, so these are remembered for one and never saved.
        """
        known = self._last.get("norms")
        if known is None or known[0] != mean:
            norms = np.float32(K1 * B / mean) * self.lengths.astype(np.float32)
            known = self._last["norms"] = mean, np.float32(K1 * (1 - B)) + norms
        return known[1]

    @cached_property
    def _last(self) -> dict[str, tuple[float, NDArray[np.float32]]]:
        return {}


def bm25(counts: NDArray[np.uint16], norms: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return saturated, length-normalised frequencies: what stands in the passages' vectors."""
    often = counts.astype(np.float32)
    under = often + norms
    often *= np.float32(K1 + 1)
    often /= under
    return often


def best(scores: NDArray[np.float32], *, k: int) -> tuple[Ids, NDArray[np.float32]]:
    """Return where the k largest of float32[n] stand and these: those above 0, in no order.

    Of those that equal the last there are all.
    """
    least = np.float32(0)
    groups = len(scores) // _GROUP
    if k < groups:
        # The largest of k groups are k scores: what is below all of these is not among the best.
        # A group is what stands so far apart, which numpy compares many at a time.
        largest = scores[: groups * _GROUP].reshape(_GROUP, groups).max(axis=0)
        least = np.partition(largest, -k)[-k]
    # Few passages hold a word of the query, and a partition is slow among many equal zeros.
    positions = np.flatnonzero(scores >= least if least > 0 else scores > 0)
    found = scores[positions]
    if k < len(positions):
        kept = found >= np.partition(found, -k)[-k]
        positions, found = positions[kept], found[kept]
    return positions, found


def _pieces(ends: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    """Yield from where to where to go through terms, `ends` postings up to each, in pieces."""
    first = 0
    while first < len(ends):
        before = int(ends[first - 1]) if first else 0
        last = max(first + 1, int(np.searchsorted(ends, before + _AT_ONCE, side="right")))
        yield first, last
        first = last


def _merged_piece(
    parts: Sequence[Postings], moved: Sequence[NDArray[np.int32]], terms: NDArray[np.uint64]
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.uint16]]:
    """Return of neighbouring terms the frequencies, and where they stand and how often."""
    keys, counts = [np.zeros(0, np.int64)], [np.zeros(0, np.uint16)]
    for part, to in zip(parts, moved, strict=True):
        first = int(np.searchsorted(part.terms, terms[0]))
        last = int(np.searchsorted(part.terms, terms[-1], side="right"))
        places = slice(int(part.starts[first]), int(part.starts[last]))
        rows = np.searchsorted(terms, part.terms[first:last])
        positions = to[part.positions[places]]
        # By term, and within it by position: as one number.
        key = np.repeat(rows << 32, np.diff(part.starts[first : last + 1])) | positions
        keys.append(key[positions >= 0])
        counts.append(part.counts[places][positions >= 0])
    key = np.concatenate(keys)
    order = np.argsort(key)
    key = key[order]
    return (
        np.bincount(key >> 32, minlength=len(terms)),
        (key & 0xFFFFFFFF).astype(np.int32),
        np.concatenate(counts)[order],
    )
