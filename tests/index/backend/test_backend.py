"""The contract of a vector backend, held by every implementation against a plain model."""

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pytest

from index.backend.local import LocalBackend
from index.vectors import Ranking
from tests.index.backend.model import DIM, WORDS, Model, ModelPassage, random_passage

BACKENDS: list[Callable[[], LocalBackend]] = [LocalBackend.empty]
backends = pytest.mark.parametrize("make", BACKENDS, ids=["local"])


def assert_ranks(ranking: Ranking, expected: Mapping[int, float], *, k: int) -> None:
    assert len(ranking.ids) == min(k, len(expected))
    assert (np.diff(ranking.scores) <= 0).all()
    for number, score in zip(ranking.ids.tolist(), ranking.scores.tolist(), strict=True):
        assert score == pytest.approx(expected[number], rel=1e-4, abs=1e-4)
    best = sorted(expected.values(), reverse=True)[: len(ranking.ids)]
    assert ranking.scores.tolist() == pytest.approx(best, rel=1e-4, abs=1e-4)


@backends
@pytest.mark.parametrize("seed", range(6))
def test_search_agrees_with_the_model_after_any_changes(
    make: Callable[[], LocalBackend], seed: int
) -> None:
    random = np.random.default_rng(seed)
    backend, model, number = make(), Model(), 0
    for _ in range(8):
        new = [random_passage(random, number + i) for i in range(int(random.integers(0, 12)))]
        number += len(new)
        held = sorted(model.passages)
        gone = (
            sorted(random.choice(held, int(random.integers(0, len(held))), replace=False))
            if held
            else []
        )
        backend = backend.apply(model.change(remove=[int(i) for i in gone], add=new))
        assert backend.ids.tolist() == sorted(model.passages)
        for passage in model.passages:
            weighed = backend.term_weights(passage, [*WORDS, "nowhere"])
            assert weighed == pytest.approx(model.term_weights(passage), rel=1e-4)
        for unknown in (-1, *gone, number):
            with pytest.raises(KeyError):
                backend.term_weights(int(unknown), WORDS)
        query = random.standard_normal(DIM).astype(np.float32)
        weights = {str(word): float(random.random()) for word in random.choice(WORDS, 3)}
        for within in (None, [1, 3], []):
            rows = None if within is None else np.array(within, np.int64)
            for k in (1, 5, 100):
                dense = backend.search_dense(query, k=k, within=rows)
                assert_ranks(dense, model.dense(query, within), k=k)
                sparse = backend.search_sparse(weights, k=k, within=rows)
                assert_ranks(sparse, model.sparse(weights, within), k=k)


@backends
def test_a_backend_stays_as_it_was_when_changes_are_applied(
    make: Callable[[], LocalBackend],
) -> None:
    random = np.random.default_rng(1)
    model = Model()
    first = make().apply(model.change(remove=[], add=[random_passage(random, i) for i in range(9)]))
    query = random.standard_normal(DIM).astype(np.float32)
    before = first.search_dense(query, k=9)
    first.apply(model.change(remove=[0, 1, 2], add=[random_passage(random, 20)]))
    after = first.search_dense(query, k=9)
    assert before.ids.tolist() == after.ids.tolist()
    assert before.scores.tolist() == after.scores.tolist()


@backends
def test_statistics_count_passages(make: Callable[[], LocalBackend]) -> None:
    random = np.random.default_rng(2)
    model = Model()
    passages = [random_passage(random, number) for number in range(30)]
    backend = make().apply(model.change(remove=[], add=passages))
    statistics = backend.statistics([*WORDS, "нет"])
    assert statistics.passages == 30
    for word in [*WORDS, "нет"]:
        assert statistics.frequencies[word] == sum(word in p.counts for p in passages)


@backends
def test_equal_scores_go_by_age_where_the_ranking_is_cut_too(
    make: Callable[[], LocalBackend],
) -> None:
    better, other = {"акит": 2, "парк": 1}, {"акит": 1, "парк": 2}
    passages = [
        ModelPassage(number, 1 + number % 2, np.zeros(DIM, np.float16), counts)
        for number, counts in enumerate([other] * 200 + [better] * 3 + [other] * 200)
    ]
    backend = make().apply(Model().change(remove=[], add=passages))
    for k in (2, 3, 10, 500):
        ranking = backend.search_sparse({"акит": 1.0}, k=k)
        assert ranking.ids.tolist() == [200, 201, 202, *range(200), *range(203, 403)][:k]
    even = backend.search_sparse({"акит": 1.0}, k=5, within=np.array([1]))
    assert even.ids.tolist() == [200, 202, 0, 2, 4]


@backends
def test_an_empty_backend_finds_nothing(make: Callable[[], LocalBackend]) -> None:
    backend = make()
    assert backend.search_dense(np.ones(DIM, np.float32), k=10).ids.tolist() == []
    assert backend.search_sparse({"акит": 1.0}, k=10).ids.tolist() == []
    assert backend.statistics(["акит"]).passages == 0


def saved_backend(folder: Path) -> LocalBackend:
    random = np.random.default_rng(3)
    passages = [random_passage(random, number) for number in range(50)]
    backend = LocalBackend.empty().apply(Model().change(remove=[], add=passages))
    backend.save(folder, token="one")
    return backend


def test_what_was_saved_is_loaded_as_it_was(tmp_path: Path) -> None:
    backend = saved_backend(tmp_path)
    loaded = LocalBackend.load(tmp_path, token_of=lambda _: "one")
    assert loaded is not None
    query = np.ones(DIM, np.float32)
    for k in (1, 50):
        one, other = backend.search_dense(query, k=k), loaded.search_dense(query, k=k)
        assert one.ids.tolist() == other.ids.tolist()
        one, other = (b.search_sparse({"совет": 1.0}, k=k) for b in (backend, loaded))
        assert one.scores.tolist() == other.scores.tolist()


def test_what_was_saved_of_another_history_is_not_loaded(tmp_path: Path) -> None:
    saved_backend(tmp_path)
    assert LocalBackend.load(tmp_path, token_of=lambda _: "other") is None
    assert LocalBackend.load(tmp_path, token_of=lambda _: None) is None


def test_a_damaged_file_is_never_loaded(tmp_path: Path) -> None:
    saved_backend(tmp_path)
    for path in sorted(tmp_path.iterdir()):
        whole = path.read_bytes()
        for place in [*range(32), *range(0, len(whole), max(1, len(whole) // 64))]:
            path.write_bytes(whole[:place] + bytes([whole[place] ^ 4]) + whole[place + 1 :])
            assert LocalBackend.load(tmp_path, token_of=lambda _: "one") is None
            path.write_bytes(whole[:place])
            assert LocalBackend.load(tmp_path, token_of=lambda _: "one") is None
        path.write_bytes(whole)
    assert LocalBackend.load(tmp_path, token_of=lambda _: "one") is not None


def test_a_missing_file_means_deriving_again(tmp_path: Path) -> None:
    assert LocalBackend.load(tmp_path / "none", token_of=lambda _: "one") is None
    for name in ["manifest.json", "dense.faiss-1", "sparse.npz-1"]:
        saved_backend(tmp_path)
        (tmp_path / name).unlink()
        assert LocalBackend.load(tmp_path, token_of=lambda _: "one") is None
