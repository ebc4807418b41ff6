"""A vector backend that is slow and plain: every score by its formula, over every passage.

It is the truth that the others are held against, and no more than it needs to be: dictionaries,
float64 where a score is summed, and one sort.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from operator import ge, gt, le, lt
from typing import Self

import numpy as np
import pytest

from index.backend.postings import K1, B
from index.backend.protocol import VectorBackend
from index.filters import Combination, Filter
from index.text.analysis import term_id
from index.vectors import Attributes, Changes, Ids, IndexedPassages, Ranking, Statistics, Vectors

DIM = 8
WORDS = ["акит", "кластер", "совет", "член", "парк", "~akt", "cluster", "2024"]
ORDERS = {"gt": gt, "gte": ge, "lt": lt, "lte": le}
NONE = np.zeros(0, np.int64)


@dataclass(frozen=True)
class MadePassage:
    """A passage as a test makes it: its terms are words, its vector anything."""

    id: int
    document: int
    vector: np.ndarray
    counts: Mapping[str, int]
    attributes: Attributes = field(default_factory=dict)

    @property
    def length(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True)
class HeldPassage:
    """A passage as a backend is given it: its terms are numbers."""

    document: int
    vector: np.ndarray
    length: int
    counts: Mapping[int, int]
    attributes: Attributes


@dataclass(frozen=True)
class BruteForceBackend:
    """Passages by their ids, ascending."""

    passages: Mapping[int, HeldPassage] = field(default_factory=dict)

    def apply(self, changes: Changes) -> Self:
        removed = set(changes.removed.tolist())
        kept = {number: held for number, held in self.passages.items() if number not in removed}
        return type(self)(kept | held_passages(changes.added))

    def find_documents(self, keep: Filter) -> Ids:
        passing = {h.document for h in self.passages.values() if passes(keep, h.attributes)}
        return np.array(sorted(passing), np.int64)

    def statistics(self, terms: Sequence[str]) -> Statistics:
        held = self.passages.values()
        return Statistics(
            passages=len(held),
            frequencies={
                term: sum(term_id(term) in each.counts for each in held) for term in terms
            },
        )

    def search_dense(
        self,
        vector: Vectors,
        *,
        k: int,
        within: Ids | None = None,
        compared: int | None = None,  # noqa: ARG002 (it compares all)
    ) -> Ranking:
        return ranking(self.dense_scores(vector, within), k=k)

    def search_sparse(
        self, weights: Mapping[str, float], *, k: int, within: Ids | None = None
    ) -> Ranking:
        return ranking(self.sparse_scores(weights, within), k=k)

    def term_weights(self, passage: int, terms: Sequence[str]) -> dict[str, float]:
        held = self.passages[passage]
        norm = K1 * (1 - B + B * held.length / self._mean_length)
        counts = {term: held.counts.get(term_id(term), 0) for term in terms}
        return {term: n * (K1 + 1) / (n + norm) for term, n in counts.items() if n}

    @cached_property
    def _mean_length(self) -> float:
        return max(1.0, float(np.mean([each.length for each in self.passages.values()])))

    def dense_scores(self, vector: Vectors, within: Ids | None = None) -> dict[int, float]:
        return {
            number: float(held.vector.astype(np.float64) @ vector.astype(np.float64))
            for number, held in self._within(within)
        }

    def sparse_scores(
        self, weights: Mapping[str, float], within: Ids | None = None
    ) -> dict[int, float]:
        scores = {}
        for number, _ in self._within(within):
            held = self.term_weights(number, list(weights))
            scores[number] = sum(weights[term] * weight for term, weight in held.items())
        return {number: score for number, score in scores.items() if score > 0}

    def _within(self, within: Ids | None) -> list[tuple[int, HeldPassage]]:
        return [
            (number, held)
            for number, held in self.passages.items()
            if within is None or held.document in within.tolist()
        ]


def passes(keep: Filter, attributes: Attributes) -> bool:
    """Return whether a document of these attributes passes a filter."""
    if isinstance(keep, Combination):
        results = [passes(part, attributes) for part in keep.filters]
        return all(results) if keep.type == "and" else any(results)
    held = attributes.get(keep.key, ())
    if keep.type in ORDERS:
        return any(is_ordered(keep.type, value, keep.value) for value in held)
    wanted = keep.value if isinstance(keep.value, tuple) else (keep.value,)
    # True == 1 in Python, but not to whoever wrote the front matter.
    found = any(
        isinstance(value, bool) == isinstance(other, bool) and value == other
        for value in held
        for other in wanted
    )
    return found is (keep.type in {"eq", "in"})


def is_ordered(kind: str, held: object, wanted: object) -> bool:
    for comparable in (str, (int, float)):
        if isinstance(held, comparable) and isinstance(wanted, comparable):
            return bool(ORDERS[kind](held, wanted))
    return False


def ranking(scores: Mapping[int, float], *, k: int) -> Ranking:
    """Return the k best, of equal ones those of the smallest ids."""
    best = sorted((-np.float32(score), number) for number, score in scores.items())[:k]
    return Ranking(
        ids=np.array([number for _, number in best], np.int64),
        scores=np.array([-score for score, _ in best], np.float32),
    )


def held_passages(indexed: IndexedPassages) -> dict[int, HeldPassage]:
    borders = list(zip(indexed.offsets, indexed.offsets[1:], strict=False))
    return {
        int(number): HeldPassage(
            document=int(indexed.documents[place]),
            vector=indexed.vectors[place],
            length=int(indexed.lengths[place]),
            attributes=indexed.attributes[int(indexed.documents[place])],
            counts=dict(
                zip(
                    indexed.terms[slice(*borders[place])].tolist(),
                    indexed.counts[slice(*borders[place])].tolist(),
                    strict=True,
                )
            ),
        )
        for place, number in enumerate(indexed.ids)
    }


def indexed(passages: Sequence[MadePassage]) -> IndexedPassages:
    terms = [sorted((term_id(t), n) for t, n in p.counts.items()) for p in passages]
    flat = [pair for pairs in terms for pair in pairs]
    return IndexedPassages(
        ids=np.array([p.id for p in passages], np.int64),
        documents=np.array([p.document for p in passages], np.int64),
        vectors=np.array([p.vector for p in passages], np.float16).reshape(len(passages), -1)
        if passages
        else np.zeros((0, 0), np.float16),
        lengths=np.array([p.length for p in passages], np.int32),
        offsets=np.cumsum([0, *map(len, terms)], dtype=np.int64),
        terms=np.array([term for term, _ in flat], np.uint64),
        counts=np.array([count for _, count in flat], np.uint16),
        attributes={p.document: p.attributes for p in passages},
    )


def change(*, add: Sequence[MadePassage] = (), remove: Sequence[int] = ()) -> Changes:
    return Changes(generation=1, removed=np.array(remove, np.int64), added=indexed(add))


def random_passage(random: np.random.Generator, number: int) -> MadePassage:
    vector = random.standard_normal(DIM)
    vector = (vector / np.linalg.norm(vector)).astype(np.float16)
    words = random.choice(WORDS, size=random.integers(0, 6))
    counts = {
        str(word): int(count)
        for word, count in zip(*np.unique(words, return_counts=True), strict=True)
    }
    return MadePassage(number, int(random.integers(1, 6)), vector, counts)


def assert_ranks(ranking: Ranking, expected: Mapping[int, float], *, k: int) -> None:
    """Check a ranking by scores that are as good as equal where float32 cannot tell."""
    ids, scores = ranking.ids.tolist(), ranking.scores.tolist()
    assert [ranking.ids.dtype, ranking.scores.dtype] == ["int64", "float32"]
    assert len(set(ids)) == min(k, len(expected))
    assert scores == pytest.approx([expected[number] for number in ids], rel=1e-4, abs=1e-4)
    best = sorted(expected.values(), reverse=True)[: len(ids)]
    assert scores == pytest.approx(best, rel=1e-4, abs=1e-4)
    assert ids == [number for _, number in sorted(zip(-ranking.scores, ids, strict=True))]


def assert_agrees(
    backend: VectorBackend, truth: BruteForceBackend, *, words: Sequence[str]
) -> None:
    """Check that a backend holds just what the truth does, and ranks it as that does."""
    held = [each.vector for each in truth.passages.values()]
    vector = held[0].astype(np.float32) if held else np.ones(1, np.float32)
    rows = np.unique([each.document for each in truth.passages.values()]).astype(np.int64)
    weights = {word: 1.0 + place for place, word in enumerate(words)}
    assert backend.statistics(words) == truth.statistics(words)
    for within in (None, rows[::2]):
        for k in (3, 1000):
            dense = backend.search_dense(vector, k=k, within=within)
            assert_ranks(dense, truth.dense_scores(vector, within), k=k)
            sparse = backend.search_sparse(weights, k=k, within=within)
            assert_ranks(sparse, truth.sparse_scores(weights, within), k=k)
