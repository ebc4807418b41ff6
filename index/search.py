"""From a question to ranked passages: what each half finds, and the two as one."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from index.backend import Ids, Ranking, VectorBackend, Vectors
from index.encoders import Encoders
from index.fusion import by_id, fuse
from index.types import Mode, Scores

DEPTH = 100
"""How many passages of each half are fused."""

NOTHING = Ranking(np.zeros(0, np.int64), np.zeros(0, np.float32))
"""The ranking of a half that was not asked."""


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
    query: Query,
    *,
    mode: Mode,
    k: int,
    backend: VectorBackend,
    sparse_weight: float | None,
    within: Ids | None = None,
) -> list[RankedPassage]:
    """Return the k best passages for a query, best first; equal ones by age.

    `sparse_weight` is what `index.fusion` fuses by in mode hybrid.
    """
    depth = max(k, DEPTH) if mode == "hybrid" else k
    dense = sparse = NOTHING
    if mode != "sparse":
        dense = backend.search_dense(query.dense, k=depth, within=within)
    if mode != "dense":
        sparse = backend.search_sparse(query.sparse, k=depth, within=within)
    cosines, weights = by_id(dense), by_id(sparse)
    if mode == "hybrid":
        scores = fuse(dense, sparse, depth=depth, sparse_weight=sparse_weight)
    else:
        scores = cosines or weights
    best = sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:k]
    return [
        RankedPassage(
            id=passage,
            score=score,
            scores=Scores(dense=cosines.get(passage), sparse=weights.get(passage)),
        )
        for passage, score in best
    ]
