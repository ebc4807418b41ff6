"""Search: the dense half at two granularities, against plain arithmetic over float vectors."""

from collections.abc import Mapping, Sequence

import numpy as np
import pytest

from index.encode.protocols import AskedWord, SparseQuery, Way
from index.search.candidates import (
    DEPTH,
    Candidate,
    Query,
    find_candidates,
    with_best_sentences,
)
from index.store.embeddings import SentenceVectors, from_int8, to_int8
from index.types import Mode
from tests.index.contracts.brute_force import (
    DIM,
    BruteForceBackend,
    MadePassage,
    change,
    random_passage,
)

NEAR = 0.01
"""More than what int8 is off by."""


def unit(random: np.random.Generator) -> np.ndarray:
    vector = random.standard_normal(DIM).astype(np.float32)
    return np.asarray(vector / np.linalg.norm(vector))


def asking(weights: Mapping[str, float]) -> SparseQuery:
    """A query of one word for each term, found by itself."""
    return SparseQuery(
        [
            AskedWord(
                start=0, end=1, times=1, name=False, weight=weight,
                ways={term: Way("stem", 1.0, "ru")},
            )
            for term, weight in weights.items()
        ]
    )  # fmt: skip


class Library:
    """Passages with one to five sentences each, some of them with none but themselves."""

    def __init__(self, seed: int, *, passages: int) -> None:
        random = np.random.default_rng(seed)
        self.asked: list[int] = []
        self.compared = None
        self.query = Query(
            text="?", dense=unit(random), sparse=asking({"кластер": 1.0, "акит": 0.5})
        )
        self.held: dict[int, list[np.ndarray]] = {}
        new = [random_passage(random, number) for number in range(1, passages + 1)]
        self.backend = BruteForceBackend().apply(change(add=new))
        for passage in new:
            count = int(random.integers(1, 6))
            self.held[passage.id] = [unit(random) for _ in range(count if count > 1 else 0)]

    def add(self, passage: MadePassage, sentences: list[np.ndarray]) -> None:
        self.backend = self.backend.apply(change(add=[passage]))
        self.held[passage.id] = sentences

    def sentences(self, passages: Sequence[int]) -> SentenceVectors:
        """Give what the store would, packed as it packs them."""
        self.asked += passages
        numbers = [p for p in sorted(passages) for _ in self.held[p]]
        vectors = [vector for p in sorted(passages) for vector in self.held[p]]
        packed = b"".join(map(to_int8, vectors))
        return SentenceVectors(
            passages=np.array(numbers, np.int64),
            vectors=from_int8(packed, len(vectors)) if vectors else np.zeros((0, 0), np.float32),
        )

    def cosines(self) -> dict[int, float]:
        return self.backend.dense_scores(self.query.dense)

    def sentence_cosines(self, passage: int) -> list[float]:
        return [float(vector @ self.query.dense) for vector in self.held[passage]]

    def means(self) -> dict[int, float]:
        """Return what the dense half's scores must be, in float32 throughout."""
        return {
            passage: (cosine + max(self.sentence_cosines(passage), default=cosine)) / 2
            for passage, cosine in self.cosines().items()
        }

    def search(
        self, *, k: int, mode: Mode = "dense", sentences: bool = True, weight: float | None = 0.03
    ) -> list[Candidate]:
        candidates = find_candidates(
            self.query,
            mode=mode,
            k=k,
            view=self,
            sparse_weight=weight,
            sentences=sentences,
        )
        return with_best_sentences(self.query, candidates, self) if sentences else candidates


def first(scores: Mapping[int, float], count: int) -> list[int]:
    return sorted(scores, key=lambda passage: -scores[passage])[:count]


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("k", [1, 10, 100])
def test_the_dense_half_ranks_by_the_mean_of_passage_and_best_sentence(seed: int, k: int) -> None:
    library = Library(seed, passages=150)
    expected = {p: library.means()[p] for p in first(library.cosines(), DEPTH)}
    ranked = library.search(k=k)
    assert len(ranked) == k
    for passage, place in zip(ranked, first(expected, k), strict=True):
        assert passage.score == pytest.approx(expected[passage.id], abs=NEAR)
        assert passage.score == pytest.approx(expected[place], abs=NEAR)
        assert passage.scores["dense"] == passage.score
        assert passage.scores["sparse"] is None
    scores = [passage.score for passage in ranked]
    assert scores == sorted(scores, reverse=True)
    # The order is another than that of whole passages, so the test can tell the two apart.
    assert k == 1 or [p.id for p in ranked] != first(library.cosines(), k)


@pytest.mark.parametrize("mode", ["dense", "sparse", "hybrid"])
@pytest.mark.parametrize("seed", range(3))
def test_the_best_sentence_is_the_nearest_whichever_half_found_it(seed: int, mode: Mode) -> None:
    library = Library(seed, passages=150)
    for passage in library.search(k=100, mode=mode):
        cosines = library.sentence_cosines(passage.id)
        assert passage.best_sentence is not None
        if cosines:
            assert cosines[passage.best_sentence.place] == pytest.approx(max(cosines), abs=NEAR)
        else:
            assert passage.best_sentence.place == 0
    # Nothing is read twice.
    assert len(library.asked) == len(set(library.asked))


@pytest.mark.parametrize("k", [1, 10, 100])
def test_whole_passages_are_ranked_by_their_own_cosines(k: int) -> None:
    library = Library(1, passages=150)
    ranked = library.search(k=k, sentences=False)
    cosines = library.cosines()
    assert [passage.id for passage in ranked] == first(cosines, k)
    for passage in ranked:
        assert passage.score == pytest.approx(cosines[passage.id], abs=1e-4)
        assert passage.best_sentence is None
    assert library.asked == []


def test_a_search_for_few_rescores_as_many_as_one_for_many() -> None:
    library = Library(2, passages=150)
    many = [passage.id for passage in library.search(k=100)]
    assert [passage.id for passage in library.search(k=3)] == many[:3]


@pytest.mark.parametrize("mode", ["dense", "sparse", "hybrid"])
@pytest.mark.parametrize("weight", [0.03, None])
def test_a_longer_list_begins_as_a_shorter_one(mode: Mode, weight: float | None) -> None:
    library = Library(5, passages=400)
    lists = [
        [passage.id for passage in library.search(k=k, mode=mode, weight=weight)]
        for k in (60, 100, 110, 250, 400, 1100)
    ]
    whole = lists[-1]
    assert len(set(whole)) == len(whole)
    assert all(each == whole[: len(each)] for each in lists)
    assert mode == "sparse" or len(whole) == 400
    scores = [passage.score for passage in library.search(k=1100, mode=mode, weight=weight)]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize("weight", [0.03, None])
def test_the_rescored_half_is_what_is_fused(weight: float | None) -> None:
    library = Library(3, passages=100)
    means = library.means()
    sparse = library.backend.sparse_scores(library.query.sparse.weights)
    ranked = library.search(k=100, mode="hybrid", weight=weight)
    if weight is None:
        places = [first(means, 100), first(sparse, 100)]
        expected = {p: sum(1 / (61 + each.index(p)) for each in places if p in each) for p in means}
        near = 1 / 61 - 1 / 63
    else:
        expected = {p: means[p] + weight * sparse.get(p, 0.0) for p in means}
        near = NEAR
    for passage in ranked:
        assert passage.score == pytest.approx(expected[passage.id], abs=near)
        assert passage.scores["dense"] == pytest.approx(means[passage.id], abs=NEAR)


@pytest.mark.parametrize("mode", ["dense", "sparse", "hybrid"])
@pytest.mark.parametrize("weight", [0.03, None])
def test_what_the_halves_gave_is_the_score(mode: Mode, weight: float | None) -> None:
    library = Library(3, passages=150)
    for passage in library.search(k=100, mode=mode, weight=weight):
        assert set(passage.parts) == ({"dense", "sparse"} if mode == "hybrid" else {mode})
        assert sum(passage.parts.values()) == passage.score
        if passage.cosine is not None:
            assert passage.cosine == pytest.approx(library.cosines()[passage.id], abs=1e-4)


def test_what_only_the_sparse_half_found_has_its_best_sentence_too() -> None:
    library = Library(4, passages=120)
    far = MadePassage(999, 1, (-library.query.dense).astype(np.float16), {"редкость": 1})
    library.add(far, [-library.query.dense, library.query.dense, -library.query.dense])
    library.query = Query(text="?", dense=library.query.dense, sparse=asking({"редкость": 100.0}))
    best, *_ = library.search(k=1, mode="hybrid")
    assert best.best_sentence is not None
    assert (best.id, best.best_sentence.place) == (999, 1)
    assert best.scores["dense"] is None


def test_an_empty_backend_finds_nothing() -> None:
    library = Library(5, passages=0)
    for mode in ("dense", "sparse", "hybrid"):
        assert library.search(k=10, mode=mode) == []
