"""From a question to candidates: what each half finds, and the two as one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Protocol

import numpy as np

from index.backend.protocol import VectorBackend
from index.encode.protocols import DenseEncoder, Encoders, SparseQuery
from index.search.abbreviations import expand
from index.search.exact import EXACT_WEIGHT, NOTHING, Exact, Readable, find_exact
from index.search.forms import find_forms, reworded
from index.search.fusion import by_id, fuse_parts
from index.search.request import MOST_OFFSET
from index.store.embeddings import SentenceVectors
from index.timing import stage
from index.types import MOST_HITS, Mode, Stage
from index.vectors import Ids, Ranking, Vectors

DEPTH = 100
"""How many passages of each half are fused, and how many of the dense half are rescored by their
best sentence: the same ones, so that every dense score of a ranking means the same."""


FARTHEST = MOST_OFFSET + MOST_HITS
"""How many of each half are fused where passages beyond the first `DEPTH` are asked for."""

_BELOW = 1e-6
"""What keeps two scores apart."""

NEAR = 300
"""How many of the nearest passages are looked through for words that an abbreviation may be of."""


class Searched(Protocol):
    """A collection at one generation, as this stage sees it."""

    @property
    def backend(self) -> VectorBackend:
        """Return what finds its passages."""
        ...

    @property
    def compared(self) -> int | None:
        """Return how many vectors that may be near it compares, None for its own number."""
        ...

    def sentences(self, passages: Sequence[int]) -> SentenceVectors:
        """Return the vectors of some passages' sentences."""
        ...


@dataclass(frozen=True, slots=True)
class Query:
    """A question with its two representations: float32[dim], and its words, analysed once.

    `text` is as it was understood, and the words stand in it; that is told as `did_you_mean` where
    it is not as it was asked. `exact` is what the collection has of what it names exactly. Where
    it `is_read` not at all, its letters are all one to the dense encoder. `read_as` is what of the
    text asks, as it is read with documents: what it names in the form that they have of it, and
    abbreviations with what they stand for; "" where that is the text.
    """

    text: str
    dense: Vectors
    sparse: SparseQuery
    exact: Exact = NOTHING
    did_you_mean: str | None = None
    is_read: bool = True
    read_as: str = ""


@dataclass(frozen=True, slots=True)
class BestSentence:
    """The place (from 0) of a passage's sentence nearest to a query, and its cosine.

    The cosine is None where the passage is one sentence: it is the passage's own. `cosines` are
    those of all its sentences, where there are several.
    """

    place: int
    cosine: float | None
    cosines: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage on its way to being a hit, and what the stages until now made of it.

    `scores` are the stages' own, None where one did not return it or was not asked; `parts` are
    what the score is made of. `cosine` is the passage's own, None where the dense half did not
    return it; `best_sentence` is None where sentences were not looked at.
    """

    id: int
    scores: Mapping[Stage, float | None]
    parts: Mapping[Stage, float]
    cosine: float | None
    best_sentence: BestSentence | None

    @property
    def score(self) -> float:
        """Return the sum of the parts."""
        return sum(self.parts.values(), 0.0)

    @property
    def order(self) -> tuple[float, int]:
        """Return what candidates are sorted by: best first, equal ones by age."""
        return -self.score, self.id


def encode_query(
    text: str, *, view: Readable, encoders: Encoders, within: Ids | None = None
) -> Query:
    """Return the query that `text` is to the collection that is viewed."""
    sparse = encoders.sparse.encode_query(text, statistics=view.backend.statistics)

    @cache
    def vector(asks: str) -> Vectors:
        encoded: Vectors = encoders.dense.encode_queries([asks])[0]
        return encoded

    def near() -> Ids:
        asked = vector(sparse.asks)
        found = view.backend.search_dense(asked, k=NEAR, within=within, compared=view.compared)
        return found.ids

    expanded = expand(
        sparse,
        near=near,
        view=view,
        encoder=encoders.sparse,
        within=within,
    )
    written = find_forms(sparse, view=view, encoder=encoders.sparse, within=within)
    forms = {**expanded.forms, **written}
    return Query(
        text=sparse.text,
        dense=vector(reworded(sparse.asks, forms)),
        sparse=expanded.sparse,
        read_as=reworded(sparse.asks, forms),
        exact=find_exact(
            expanded.sparse,
            expanded.found,
            view=view,
            encoder=encoders.sparse,
            within=within,
        ),
        is_read=_is_read(sparse, encoders.dense),
        did_you_mean=None if sparse.text == text else sparse.text,
    )


def _is_read(sparse: SparseQuery, encoder: DenseEncoder) -> bool:
    """Return whether the dense encoder has tokens for any of a query's words."""
    said = [sparse.text[word.start : word.end] for word in sparse.words]
    return not said or any(encoder.reads(said))


def find_candidates(
    query: Query,
    *,
    mode: Mode,
    k: int,
    view: Searched,
    sparse_weight: float | None,
    within: Ids | None = None,
    sentences: bool = True,
) -> list[Candidate]:
    """Return the k best passages for a query, best first; equal ones by age.

    With `sentences` the dense half's score is the mean of the passage's cosine and its best
    sentence's, else the passage's alone. `sparse_weight` is what `fusion` fuses by in mode hybrid.

    The first `DEPTH` are the same for whatever k, and so are those that follow them, which deeper
    lists are fused for: no score of theirs passes the last one's of the first.
    """
    if mode == "hybrid" and not query.is_read:
        # What is near to unknown letters is near by chance.
        mode = "sparse"

    fused = partial(
        _fused,
        query,
        mode=mode,
        view=view,
        sparse_weight=sparse_weight,
        within=within,
        sentences=sentences,
    )
    first = fused(depth=DEPTH)
    if k <= DEPTH or len(first) < DEPTH:
        return first[:k]
    known = {candidate.id for candidate in first}
    further = [candidate for candidate in fused(depth=FARTHEST) if candidate.id not in known]
    return [*first, *_lowered(further, below=first[-1].score)][:k]


def _lowered(candidates: Sequence[Candidate], *, below: float) -> list[Candidate]:
    """Return candidates, given best first, all by as much lower as brings the best one `below`."""
    above = candidates[0].score - below if candidates else 0.0
    if above < 0:
        return list(candidates)
    lowered = []
    for candidate in candidates:
        first, score = next(iter(candidate.parts.items()))
        parts = {**candidate.parts, first: score - above - _BELOW}
        lowered.append(replace(candidate, parts=parts))
    return lowered


def _fused(
    query: Query,
    *,
    mode: Mode,
    depth: int,
    view: Searched,
    sparse_weight: float | None,
    within: Ids | None,
    sentences: bool,
) -> list[Candidate]:
    """Return the best `depth` passages of what as many of each half are fused to, best first."""
    rankings: dict[Stage, Ranking] = {}
    cosines: Mapping[int, float] = {}
    nearest: dict[int, BestSentence] = {}
    if mode != "sparse":
        with stage("dense"):
            dense = view.backend.search_dense(
                query.dense, k=depth, within=within, compared=view.compared
            )
            cosines = by_id(dense)
            if sentences:
                nearest = best_sentences(query, dense.ids.tolist(), view)
                dense = rescored(dense, nearest)
            rankings["dense"] = dense
    if mode != "dense":
        with stage("sparse"):
            rankings["sparse"] = view.backend.search_sparse(
                query.sparse.weights, k=depth, within=within
            )
    parts = fuse_parts(rankings, depth=depth, sparse_weight=sparse_weight)
    exact = query.exact if mode != "dense" and query.exact.asked else None
    if exact is not None:
        parts = with_exact(parts, exact)
    best = sorted(parts, key=lambda passage: (-sum(parts[passage].values()), passage))[:depth]
    of_dense, of_sparse = (
        by_id(rankings[half]) if half in rankings else {} for half in ("dense", "sparse")
    )
    return [
        Candidate(
            id=passage,
            scores={
                "dense": of_dense.get(passage),
                "sparse": of_sparse.get(passage),
                **({} if exact is None else {"exact": exact.share(passage)}),
            },
            parts=parts[passage],
            cosine=cosines.get(passage),
            best_sentence=nearest.get(passage),
        )
        for passage in best
    ]


def with_exact(
    parts: Mapping[int, Mapping[Stage, float]], exact: Exact
) -> dict[int, dict[Stage, float]]:
    """Return what each stage gives, with that of what is named exactly and of who alone has it.

    Beside BM25 alone it counts as much more as BM25 is larger than a cosine.
    """
    stages: Mapping[Stage, float] = next(iter(parts.values()), {})
    least = {stage: min(of[stage] for of in parts.values()) for stage in stages}
    highest = max((sum(of.values()) for of in parts.values()), default=1.0)
    weight = EXACT_WEIGHT * max(1.0, highest)
    return {
        passage: {**parts.get(passage, least), "exact": weight * exact.share(passage)}
        for passage in parts.keys() | exact.passages
    }


def with_best_sentences(
    query: Query, candidates: Sequence[Candidate], view: Searched
) -> list[Candidate]:
    """Return the candidates, those that the dense half did not return with their sentence too."""
    unread = [candidate.id for candidate in candidates if candidate.best_sentence is None]
    nearest = best_sentences(query, unread, view)
    return [
        replace(candidate, best_sentence=nearest.get(candidate.id, candidate.best_sentence))
        for candidate in candidates
    ]


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
            best[passage] = BestSentence(place, cosine=float(of[place]), cosines=tuple(of.tolist()))
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
