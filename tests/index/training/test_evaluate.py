import math
from collections.abc import Sequence

import numpy as np
import pytest

from index.training.evaluate import Vectors, evaluate, languages_meet, ndcg


def test_ndcg_of_one_relevant_passage_is_by_its_rank() -> None:
    scores = np.array([[0.9, 0.5, 0.1], [0.9, 0.5, 0.1], [0.9, 0.5, 0.1]], dtype=np.float32)
    relevant = [frozenset({0}), frozenset({1}), frozenset({2})]
    expected = (1 + 1 / math.log2(3) + 1 / 2) / 3
    assert ndcg(scores, relevant) == pytest.approx(expected)


def test_ndcg_is_relative_to_the_best_order() -> None:
    scores = np.array([[0.9, 0.5, 0.1]], dtype=np.float32)
    assert ndcg(scores, [frozenset({0, 1})]) == pytest.approx(1)
    assert ndcg(scores, [frozenset({1, 2})]) == pytest.approx(
        (1 / math.log2(3) + 1 / 2) / (1 + 1 / math.log2(3))
    )


def test_ndcg_looks_no_deeper_than_ten() -> None:
    scores = -np.arange(20, dtype=np.float32)[None]
    assert ndcg(scores, [frozenset({10})]) == 0


def test_languages_meet_where_each_is_nearest_to_its_own() -> None:
    english = np.eye(3, dtype=np.float32)
    russian = english[[0, 2, 1]]
    assert languages_meet(english, english) == {"meet.en-ru": 1.0, "meet.ru-en": 1.0}
    assert languages_meet(english, russian)["meet.en-ru"] == pytest.approx(1 / 3, abs=1e-4)


class Letters:
    """Counts letters, and remembers what it was asked for."""

    def __init__(self) -> None:
        self.passages: list[str] = []
        self.queries: list[str] = []

    def encode_queries(self, texts: Sequence[str], /) -> Vectors:
        self.queries += texts
        return self._count(texts)

    def encode_passages(self, texts: Sequence[str], /) -> Vectors:
        self.passages += texts
        return self._count(texts)

    def _count(self, texts: Sequence[str]) -> Vectors:
        counts = np.array([[text.count(letter) for letter in "abc"] for text in texts], np.float32)
        vectors: Vectors = counts / np.linalg.norm(counts, axis=1, keepdims=True)
        return vectors


def test_pairs_set_aside_are_measured_as_passages_each_once() -> None:
    encoder = Letters()
    figures = evaluate(encoder, folder=None, aside=[("a", "aab"), ("b", "bbc"), ("b", "bbc")])
    assert figures == {"meet.en-ru": pytest.approx(2 / 3, abs=1e-4), "meet.ru-en": 0.6667}
    assert sorted(encoder.passages) == ["a", "aab", "b", "bbc"]
    assert not encoder.queries
