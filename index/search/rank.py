"""From a question to ranked passages: what each half finds, and the two as one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from index.backend.protocol import VectorBackend
from index.encode.protocols import Encoders, SparseQuery
from index.search.fusion import by_id, fuse_parts
from index.store.embeddings import SentenceVectors
from index.types import (
    Mode,
    Scores,
)
from index.vectors import Ids, Ranking, Vectors

DEPTH = 100
"""How many passages of each half are fused, and how many of the dense half are rescored by their
best sentence: the same ones, so that every dense score of a ranking means the same."""

EMPTY_RANKING = Ranking(np.zeros(0, np.int64), np.zeros(0, np.float32))
"""The ranking of a half that was not asked."""

Parts = tuple[float | None, float | None]
"""What the dense half and the sparse half gave a score, None for a half not asked."""


class Searched(Protocol):
    """A collection at one generation, as ranking sees it."""

    @property
    def backend(self) -> VectorBackend:
        """Return what finds its passages."""
        ...

    def sentences(self, passages: Sequence[int]) -> SentenceVectors:
        """Return the vectors of some passages' sentences."""
        ...


@dataclass(frozen=True, slots=True)
class Query:
    """A question with its two representations: float32[dim], and its words, analysed once."""

    text: str
    dense: Vectors
    sparse: SparseQuery


@dataclass(frozen=True, slots=True)
class BestSentence:
    """The place (from 0) of a passage's sentence nearest to a query, and its cosine.

    The cosine is None where the passage is one sentence: it is the passage's own.
    """

    place: int
    cosine: float | None


@dataclass(frozen=True, slots=True)
class RankedPassage:
    """A passage's id, its final score, and what each half found.

    `gave` is each half's part of the score. `cosine` is the passage's own, None where the dense
    half did not return it; `best_sentence` is None where sentences were not looked at.
    """

    id: int
    score: float
    scores: Scores
    gave: Parts
    cosine: float | None
    best_sentence: BestSentence | None


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
    view: Searched,
    sparse_weight: float | None,
    within: Ids | None = None,
    sentences: bool = True,
) -> list[RankedPassage]:
    """Return the k best passages for a query, best first; equal ones by age.

    With `sentences` the dense half's score is the mean of the passage's cosine and its best
    sentence's, else the passage's alone. `sparse_weight` is what `fusion` fuses by in mode hybrid.
    """
    depth = max(k, DEPTH)
    dense = sparse = whole = EMPTY_RANKING
    nearest: dict[int, BestSentence] = {}
    if mode != "sparse":
        dense = whole = view.backend.search_dense(query.dense, k=depth, within=within)
        if sentences:
            nearest = best_sentences(query, dense.ids.tolist(), view)
            dense = rescored(dense, nearest)
    if mode != "dense":
        sparse = view.backend.search_sparse(query.sparse.weights, k=depth, within=within)
    gave = _parts(dense, sparse, mode=mode, depth=depth, sparse_weight=sparse_weight)
    scores = {passage: sum(filter(None, parts)) for passage, parts in gave.items()}
    best = sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:k]
    if sentences:
        others = [passage for passage, _ in best if passage not in nearest]
        nearest |= best_sentences(query, others, view)
    means, cosines, weights = by_id(dense), by_id(whole), by_id(sparse)
    return [
        RankedPassage(
            id=passage,
            score=score,
            scores=Scores(dense=means.get(passage), sparse=weights.get(passage)),
            gave=gave[passage],
            cosine=cosines.get(passage),
            best_sentence=nearest.get(passage),
        )
        for passage, score in best
    ]


def _parts(
    dense: Ranking, sparse: Ranking, *, mode: Mode, depth: int, sparse_weight: float | None
) -> dict[int, Parts]:
    """Return each half's part of the score of every passage in the rankings."""
    if mode == "hybrid":
        return {**fuse_parts(dense, sparse, depth=depth, sparse_weight=sparse_weight)}
    if mode == "dense":
        return {passage: (score, None) for passage, score in by_id(dense).items()}
    return {passage: (None, score) for passage, score in by_id(sparse).items()}


def best_sentences(
    query: Query, passages: Sequence[int], view: Searched
) -> dict[int, BestSentence]:
    """Return each passage's sentence nearest to the query, the first of equal ones."""
    best = dict.fromkeys(passages, BestSentence(place=0, cosine=None))
    sentences = view.sentences(passages)
    if len(sentences.passages):
        cosines = sentences.vectors @ query.dense
        several, starts = np.unique(sentences.passages, return_index=True)
        for passage, of in zip(several.tolist(), np.split(cosines, starts[1:]), strict=True):
            place = int(of.argmax())
            best[passage] = BestSentence(place=place, cosine=float(of[place]))
    return best


def rescored(dense: Ranking, nearest: Mapping[int, BestSentence]) -> Ranking:
    """Return the ranking by the means of its passages' cosines and their best sentences'."""
    scores = dense.scores.copy()
    for rank, passage in enumerate(dense.ids.tolist()):
        cosine = nearest[passage].cosine
        if cosine is not None:
            scores[rank] = (scores[rank] + cosine) / 2
    order = np.argsort(-scores, kind="stable")
    return Ranking(dense.ids[order], scores[order])
