"""A plain model of a vector backend: dictionaries, and exact arithmetic over all passages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from index.backend.postings import K1, B
from index.text.analysis import term_id
from index.vectors import Changes, IndexedPassages

DIM = 8
WORDS = ["акит", "кластер", "совет", "член", "парк", "~akt", "cluster", "2024"]


@dataclass(frozen=True)
class ModelPassage:
    id: int
    document: int
    vector: np.ndarray
    counts: Mapping[str, int]

    @property
    def length(self) -> int:
        return sum(self.counts.values())


@dataclass
class Model:
    """What a backend must agree with."""

    passages: dict[int, ModelPassage] = field(default_factory=dict)

    def dense(self, query: np.ndarray, within: Sequence[int] | None) -> dict[int, float]:
        return {
            passage.id: float(passage.vector.astype(np.float32) @ query)
            for passage in self._within(within)
        }

    def sparse(
        self, weights: Mapping[str, float], within: Sequence[int] | None
    ) -> dict[int, float]:
        scores = {}
        for passage in self._within(within):
            held = self.term_weights(passage.id)
            scores[passage.id] = sum(
                weight * held[term] for term, weight in weights.items() if term in held
            )
        return {number: score for number, score in scores.items() if score > 0}

    def term_weights(self, number: int) -> dict[str, float]:
        passage = self.passages[number]
        mean = max(1.0, float(np.mean([p.length for p in self.passages.values()])))
        norm = K1 * (1 - B + B * passage.length / mean)
        return {term: n * (K1 + 1) / (n + norm) for term, n in passage.counts.items()}

    def _within(self, within: Sequence[int] | None) -> list[ModelPassage]:
        return [p for p in self.passages.values() if within is None or p.document in within]

    def change(self, *, remove: Sequence[int], add: Sequence[ModelPassage]) -> Changes:
        """Change the model, and return what a backend must apply to follow it."""
        for number in remove:
            del self.passages[number]
        self.passages |= {passage.id: passage for passage in add}
        return Changes(generation=1, removed=np.array(remove, np.int64), added=indexed(add))


def indexed(passages: Sequence[ModelPassage]) -> IndexedPassages:
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
    )


def random_passage(random: np.random.Generator, number: int) -> ModelPassage:
    vector = random.standard_normal(DIM)
    vector = (vector / np.linalg.norm(vector)).astype(np.float16)
    words = random.choice(WORDS, size=random.integers(0, 6))
    counts = {
        str(word): int(count)
        for word, count in zip(*np.unique(words, return_counts=True), strict=True)
    }
    return ModelPassage(number, int(random.integers(1, 6)), vector, counts)
