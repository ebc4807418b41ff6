"""From a question to ranked passages: the dense half, the sparse half, and how they are fused."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from index.backend import Ids, Ranking, VectorBackend, Vectors
from index.encoders import Encoders
from index.types import Mode, Scores

DEPTH = 100
"""How many passages of each half are fused."""

RANK_CONSTANT = 60
"""Cormack, Clarke and Büttcher 2009, Reciprocal Rank Fusion: the constant of their experiments."""


@dataclass(frozen=True, slots=True)
class Query:
    """A question with its two representations: float32[dim], and the weights of its terms."""

    text: str
    dense: Vectors
    sparse: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class RankedPassage:
    """A passage's id, its final score, and what each half gave it."""

    id: int
    score: float
    scores: Scores


def encode_query(text: str, *, backend: VectorBackend, encoders: Encoders) -> Query:
    """Return the query that `text` is to the collection which `backend` holds."""
    return Query(
        text=text,
        dense=encoders.dense.encode_queries([text])[0],
        sparse=encoders.sparse.encode_query(text, statistics=backend.statistics),
    )


def search(
    query: Query, *, mode: Mode, k: int, backend: VectorBackend, within: Ids | None = None
) -> list[RankedPassage]:
    """Return the k best passages for a query, best first."""
    depth = max(k, DEPTH) if mode == "hybrid" else k
    dense = sparse = None
    if mode != "sparse":
        dense = backend.search_dense(query.dense, k=depth, within=within)
    if mode != "dense":
        sparse = backend.search_sparse(query.sparse, k=depth, within=within)
    return fuse(dense=dense, sparse=sparse)[:k]


def fuse(*, dense: Ranking | None, sparse: Ranking | None) -> list[RankedPassage]:
    """Return the passages of both rankings by reciprocal rank: the sum of `1 / (60 + rank)`.

    Ranks need no calibration, so this holds with any encoder. One ranking alone keeps its scores.
    """
    halves = [half for half in (dense, sparse) if half is not None]
    dense_scores, sparse_scores = _by_id(dense), _by_id(sparse)
    scores: dict[int, float] = defaultdict(float)
    for half in halves:
        for rank, (passage, score) in enumerate(_by_id(half).items(), start=1):
            scores[passage] += 1 / (RANK_CONSTANT + rank) if len(halves) > 1 else score
    best = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    return [
        RankedPassage(
            id=passage,
            score=score,
            scores=Scores(dense=dense_scores.get(passage), sparse=sparse_scores.get(passage)),
        )
        for passage, score in best
    ]


def _by_id(ranking: Ranking | None) -> dict[int, float]:
    if ranking is None:
        return {}
    return dict(zip(ranking.ids.tolist(), ranking.scores.tolist(), strict=True))
