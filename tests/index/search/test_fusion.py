"""Fusion: what the two halves' scores become."""

from pathlib import Path

import numpy as np
import pytest

from index.encode.dense import SentenceTransformerEncoder
from index.errors import EncoderUnavailable
from index.learned import SHIPPED_MODEL, load_sparse_weight
from index.search.fusion import fuse
from index.vectors import Ranking


def ranking(scores: dict[int, float]) -> Ranking:
    best = sorted(scores.items(), key=lambda item: -item[1])
    return Ranking(
        np.array([number for number, _ in best], np.int64),
        np.array([score for _, score in best], np.float32),
    )


def test_with_a_weight_the_score_is_a_sum() -> None:
    dense, sparse = ranking({1: 0.9, 2: 0.5}), ranking({1: 1.0, 2: 10.0})
    scores = fuse(dense, sparse, depth=100, sparse_weight=0.05)
    assert scores == pytest.approx({1: 0.95, 2: 1.0})


def test_a_passage_without_any_term_keeps_its_cosine() -> None:
    scores = fuse(ranking({1: 0.9, 2: 0.8}), ranking({2: 1.0}), depth=100, sparse_weight=0.05)
    assert scores == pytest.approx({1: 0.9, 2: 0.85})


def test_what_a_half_cut_off_gets_the_least_it_returned() -> None:
    dense, sparse = ranking({1: 0.9, 2: 0.8}), ranking({3: 8.0, 1: 4.0})
    scores = fuse(dense, sparse, depth=2, sparse_weight=0.1)
    assert scores == pytest.approx({1: 0.9 + 0.4, 2: 0.8 + 0.4, 3: 0.8 + 0.8})


def test_without_a_weight_only_ranks_count() -> None:
    dense, sparse = ranking({1: 0.9, 2: 0.1}), ranking({2: 100.0, 3: 1.0})
    scores = fuse(dense, sparse, depth=100, sparse_weight=None)
    assert scores == pytest.approx({1: 1 / 61, 2: 1 / 62 + 1 / 61, 3: 1 / 62})


def test_the_shipped_weight_is_for_the_shipped_encoder(
    dense_encoder: SentenceTransformerEncoder,
) -> None:
    path = SHIPPED_MODEL / "fusion.json"
    weight = load_sparse_weight(path, dense_fingerprint=dense_encoder.fingerprint)
    assert weight is not None
    assert weight > 0
    assert load_sparse_weight(path, dense_fingerprint="another") is None


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"sparse_weight": "much"}'])
def test_a_broken_file_of_the_weight_is_said_to_be_so(tmp_path: Path, content: str) -> None:
    (tmp_path / "fusion.json").write_text(content)
    with pytest.raises(EncoderUnavailable, match=r"fusion\.json"):
        load_sparse_weight(tmp_path / "fusion.json", dense_fingerprint="f")
