"""IBM Model 1: which word of one language translates which of the other, from pairs alone.

Brown, Della Pietra, Della Pietra and Mercer 1993, *The Mathematics of Statistical Machine
Translation*, over the distinct terms of each pair and without the empty word.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Translations:
    """Translation probabilities: `probability[i]` of `target[i]` given `source[i]`, int32 ids."""

    source: Ints
    target: Ints
    probability: Floats


@dataclass(frozen=True, slots=True)
class Cooccurrences:
    """Every couple of terms that shares a pair.

    `key[r]` is the couple of row r and `left[r]`, `right[r]` the occurrences (a term in a pair)
    that row joins; `source[k]` and `target[k]` are the terms of couple k.
    """

    key: Ints
    left: Ints
    right: Ints
    source: Ints
    target: Ints


def count_couples(
    sources: Sequence[Sequence[int]], targets: Sequence[Sequence[int]]
) -> Cooccurrences:
    """Return the couples of distinct terms of each pair of `sources` and `targets`."""
    source, source_starts = _ragged(sources)
    target, target_starts = _ragged(targets)
    source_counts, target_counts = np.diff(source_starts), np.diff(target_starts)
    sizes = np.repeat(target_counts, source_counts)
    left = np.repeat(np.arange(len(source), dtype=np.int32), sizes)
    row_starts = np.cumsum(sizes) - sizes
    first = np.repeat(target_starts[:-1], source_counts)
    right = np.arange(len(left), dtype=np.int64) + np.repeat(first - row_starts, sizes)
    width = int(target.max(initial=0)) + 1
    codes = source[left].astype(np.int64) * width + target[right]
    distinct, key = np.unique(codes, return_inverse=True)
    return Cooccurrences(
        key=key.astype(np.int32),
        left=left,
        right=right.astype(np.int32),
        source=(distinct // width).astype(np.int32),
        target=(distinct % width).astype(np.int32),
    )


def align(couples: Cooccurrences, *, iterations: int = 5) -> Translations:
    """Return P(target | source) for every couple after `iterations` of expectation-maximisation."""
    probability = _maximise(couples.key, couples.right, couples.source, iterations=iterations)
    return Translations(couples.source, couples.target, probability)


def align_backwards(couples: Cooccurrences, *, iterations: int = 5) -> Translations:
    """Return P(source | target): the same couples with the two languages exchanged."""
    probability = _maximise(couples.key, couples.left, couples.target, iterations=iterations)
    return Translations(couples.target, couples.source, probability)


def _maximise(key: Ints, occurrence: Ints, given: Ints, *, iterations: int) -> Floats:
    probability = np.ones(len(given), dtype=np.float32)
    for _ in range(iterations):
        row = probability[key]
        totals = np.bincount(occurrence, weights=row).astype(np.float32)
        row /= totals[occurrence]
        counts = np.bincount(key, weights=row, minlength=len(given))
        probability = (counts / np.bincount(given, weights=counts)[given]).astype(np.float32)
    return probability


def _ragged(rows: Sequence[Sequence[int]]) -> tuple[Ints, npt.NDArray[np.int64]]:
    starts = np.zeros(len(rows) + 1, dtype=np.int64)
    np.cumsum([len(row) for row in rows], out=starts[1:])
    values = np.fromiter((value for row in rows for value in row), np.int32, int(starts[-1]))
    return values, starts
