"""What the parts hand to each other: vectors, term counts, rankings, and what changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int64]
Vectors = NDArray[np.float32]
StoredVectors = NDArray[np.float16]
Attributes = Mapping[str, Sequence[bool | int | float | str]]
"""What a filter may ask of a document: the values of each key."""


@dataclass(frozen=True, slots=True)
class Fingerprints:
    """What names the encoders that vectors come from; `model` is how the user knows the dense one.

    Vectors of encoders with other fingerprints cannot be compared.
    """

    dense: str
    sparse: str
    model: str


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """A passage's vector, float32[dim], and those of n parts of it, float32[n, dim]."""

    whole: Vectors
    parts: Vectors


@dataclass(frozen=True, slots=True)
class TermCounts:
    """A passage's raw term frequencies: uint64[n] term ids ascending, uint16[n] counts.

    `length` is the number of words, which BM25 normalises by; name keys do not add to it.
    """

    terms: NDArray[np.uint64]
    counts: NDArray[np.uint16]
    length: int


@dataclass(frozen=True, slots=True)
class IndexedPassages:
    """What a backend needs to know of n passages.

    `ids` int64[n], ascending, never used twice; `documents` int64[n], the row of each one's
    document; `vectors` float16[n, dim]; `lengths` int32[n] in tokens. The raw term frequencies of
    passage i are `counts[offsets[i]:offsets[i + 1]]` of the terms `terms[…]`, named by `term_id`.
    `attributes` are those of the documents, by their rows.
    """

    ids: Ids
    documents: Ids
    vectors: StoredVectors
    lengths: NDArray[np.int32]
    offsets: Ids
    terms: NDArray[np.uint64]
    counts: NDArray[np.uint16]
    attributes: Mapping[int, Attributes]


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
