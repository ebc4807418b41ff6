"""How the two halves become one ranking.

With the encoder the weight was chosen for, a passage's score is `dense + weight * BM25`, `dense`
being the mean of its own cosine and its best sentence's. Neither half is normalised per query, on
purpose: where the sparse half can say little, because the words are common or the bridge does not
know them, its scores are small and flat, and the dense half decides; where it has found a rare
name, they are large, and it decides. A passage that one half did not return gets the lowest score
that half did return. Its BM25 cannot have been higher, nor its own cosine; its best sentence's,
which was not looked at, could.

Cosines of another encoder have another spread, so with one the fusion is by reciprocal rank, the
sum of `1 / (60 + rank)`, which needs no calibration (Cormack, Clarke and Büttcher 2009).
"""

from collections.abc import Mapping

from index.types import Stage
from index.vectors import Ranking

RANK_CONSTANT = 60


def fuse(
    dense: Ranking, sparse: Ranking, *, depth: int, sparse_weight: float | None
) -> dict[int, float]:
    """Return the score of every passage in the two rankings, each cut off after `depth`."""
    rankings: dict[Stage, Ranking] = {"dense": dense, "sparse": sparse}
    parts = fuse_parts(rankings, depth=depth, sparse_weight=sparse_weight)
    return {passage: sum(both.values()) for passage, both in parts.items()}


def fuse_parts(
    rankings: Mapping[Stage, Ranking], *, depth: int, sparse_weight: float | None
) -> dict[int, dict[Stage, float]]:
    """Return what each half gives the score of every passage in the rankings.

    Where there is one ranking alone, that is the passage's score in it.
    """
    if len(rankings) == 1:
        [(half, ranking)] = rankings.items()
        return {passage: {half: score} for passage, score in by_id(ranking).items()}
    cosines, weights = by_id(rankings["dense"]), by_id(rankings["sparse"])
    if sparse_weight is None:
        cosines, weights = _reciprocal_ranks(cosines), _reciprocal_ranks(weights)
        sparse_weight, least_cosine, least_weight = 1.0, 0.0, 0.0
    else:
        # A ranking shorter than its depth is whole: what it lacks is not in the search, or has 0.
        least_cosine = min(cosines.values(), default=0.0)
        least_weight = min(weights.values()) if len(weights) == depth else 0.0
    return {
        passage: {
            "dense": cosines.get(passage, least_cosine),
            "sparse": sparse_weight * weights.get(passage, least_weight),
        }
        for passage in cosines | weights
    }


def by_id(ranking: Ranking) -> dict[int, float]:
    """Return a ranking's scores by passage, best first."""
    return dict(zip(ranking.ids.tolist(), ranking.scores.tolist(), strict=True))


def _reciprocal_ranks(ranking: Mapping[int, float]) -> dict[int, float]:
    return {passage: 1 / (RANK_CONSTANT + rank) for rank, passage in enumerate(ranking, start=1)}
