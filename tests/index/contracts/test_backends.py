"""The contract of `VectorBackend`, held by every implementation; brute force is the truth."""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import reduce
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.backend.local import LocalBackend
from index.backend.protocol import VectorBackend
from index.filters import Combination, Comparison, Filter
from index.vectors import Attributes, Changes
from tests.index.contracts.brute_force import (
    DIM,
    NONE,
    WORDS,
    BruteForceBackend,
    MadePassage,
    assert_ranks,
    change,
    random_passage,
)

Make = Callable[[Sequence[Changes]], VectorBackend]
"""Makes a backend by applying changes in their order."""


def local(changes: Sequence[Changes]) -> VectorBackend:
    return reduce(LocalBackend.apply, changes, LocalBackend.empty())


def brute_force(changes: Sequence[Changes]) -> BruteForceBackend:
    return reduce(BruteForceBackend.apply, changes, BruteForceBackend())


backends = pytest.mark.parametrize("make", [local, brute_force], ids=["local", "brute force"])

# Sums of products of these are exact in float16 and float32: equal scores are equal to the bit.
exact_vectors = st.lists(
    st.sampled_from([-1.0, -0.5, 0.0, 0.5, 1.0]), min_size=DIM, max_size=DIM
).map(lambda numbers: np.array(numbers, np.float32))
any_counts = st.dictionaries(
    st.sampled_from(WORDS), st.one_of(st.integers(1, 3), st.integers(1, 65535)), max_size=5
)
any_passages = st.lists(st.tuples(st.integers(1, 4), exact_vectors, any_counts), max_size=8)
any_steps = st.lists(st.tuples(st.frozensets(st.integers(0, 30)), any_passages), max_size=6)


class History(NamedTuple):
    """Changes one after the other, and the passages that are held and gone at their end."""

    changes: Sequence[Changes]
    held: Sequence[int]
    gone: Sequence[int]


class Asked(NamedTuple):
    vector: np.ndarray
    weights: Mapping[str, float]
    within: np.ndarray | None
    k: int


def history(
    steps: Sequence[tuple[frozenset[int], Sequence[tuple[int, np.ndarray, Mapping[str, int]]]]],
) -> History:
    number, held, gone, changes = 1, list[int](), list[int](), list[Changes]()
    for places, passages in steps:
        removed = [held[place] for place in sorted(places) if place < len(held)]
        new = [MadePassage(number + i, *of) for i, of in enumerate(passages)]
        changes.append(change(add=new, remove=removed))
        number += len(new)
        gone += removed
        held = [*(each for each in held if each not in removed), *(each.id for each in new)]
    return History(changes, held, gone)


any_asked = st.builds(
    Asked,
    vector=exact_vectors,
    weights=st.dictionaries(st.sampled_from([*WORDS, "nowhere"]), st.floats(0.01, 10), max_size=5),
    within=st.one_of(
        st.none(),
        st.frozensets(st.integers(1, 5)).map(lambda rows: np.array(sorted(rows), np.int64)),
    ),
    k=st.integers(1, 12),
)


@backends
@settings(derandomize=True)
@given(any_steps.map(history), any_asked)
def test_after_any_changes_it_answers_as_brute_force_does(
    make: Make, history: History, asked: Asked
) -> None:
    vector, weights, within, k = asked
    backend, truth = make(history.changes), brute_force(history.changes)
    assert backend.statistics(list(weights)) == truth.statistics(list(weights))
    dense = backend.search_dense(vector, k=k, within=within)
    exact = truth.search_dense(vector, k=k, within=within)
    assert dense.ids.tolist() == exact.ids.tolist()
    assert dense.scores.tolist() == exact.scores.tolist()
    sparse = backend.search_sparse(weights, k=k, within=within)
    assert_ranks(sparse, truth.sparse_scores(weights, within), k=k)
    for passage in history.held:
        weighed = backend.term_weights(passage, [*weights, "nowhere"])
        assert weighed == pytest.approx(truth.term_weights(passage, list(weights)), rel=1e-5)
    for unknown in (-1, 0, *history.gone, 1000):
        with pytest.raises(KeyError):
            backend.term_weights(unknown, WORDS)


def some(count: int, *, seed: int = 1) -> list[MadePassage]:
    random = np.random.default_rng(seed)
    return [random_passage(random, number) for number in range(count)]


@backends
@pytest.mark.parametrize("share", [0.0, 0.002, 0.05, 0.5, 1.0])
def test_the_best_of_those_that_pass_a_filter_are_found_however_few(
    make: Make, share: float
) -> None:
    random = np.random.default_rng(7)
    # A document each, so that a share of the documents is that of the passages.
    passages = [
        MadePassage(each.id, each.id + 1, each.vector, each.counts) for each in some(1000, seed=7)
    ]
    changes = [change(add=passages)]
    backend, truth = make(changes), brute_force(changes)
    count = round(share * len(passages))
    within = np.sort(random.choice(np.arange(1, 1001), count, replace=False)).astype(np.int64)
    query = random.standard_normal(DIM).astype(np.float32)
    weights = {"акит": 1.5, "парк": 0.5}
    for k in (1, 10, 100, 2000):
        dense = backend.search_dense(query, k=k, within=within)
        assert_ranks(dense, truth.dense_scores(query, within), k=k)
        sparse = backend.search_sparse(weights, k=k, within=within)
        assert_ranks(sparse, truth.sparse_scores(weights, within), k=k)


# Few of each kind, and those that Python takes for one another: 0, False, 0.0 and -0.0.
any_values = st.sampled_from(
    [False, True, 0, 1, -1, 2.5, 0.0, 1.0, 10**30, float("inf"), "", "1", "a", "ab", "b", "ё", "😀"]
)
any_attributes = st.dictionaries(
    st.sampled_from(["year", "tags", "draft"]), st.lists(any_values, max_size=3).map(tuple)
)
any_comparisons = st.one_of(
    st.builds(
        Comparison,
        type=st.sampled_from(["eq", "ne", "gt", "gte", "lt", "lte"]),
        key=st.sampled_from(["year", "tags", "draft", "none"]),
        value=st.one_of(any_values, st.just(float("nan"))),
    ),
    st.builds(
        Comparison,
        type=st.sampled_from(["in", "nin"]),
        key=st.sampled_from(["year", "tags"]),
        value=st.lists(any_values, max_size=3).map(tuple),
    ),
)
any_filters = st.recursive(
    any_comparisons,
    lambda filters: st.builds(
        Combination,
        type=st.sampled_from(["and", "or"]),
        filters=st.lists(filters, min_size=1, max_size=3).map(tuple),
    ),
    max_leaves=4,
)


@backends
@settings(derandomize=True)
@given(
    st.lists(st.lists(any_attributes, max_size=6), max_size=5),
    st.sets(st.integers(1, 20)),
    st.lists(any_filters, min_size=1, max_size=4),
)
def test_just_the_documents_that_pass_a_filter_are_found(
    make: Make,
    steps: Sequence[Sequence[Attributes]],
    gone: Collection[int],
    filters: Sequence[Filter],
) -> None:
    # A document each, in several changes; of some the passage goes with a later one.
    number, changes, there = 0, list[Changes](), list[int]()
    for step in steps:
        new = [
            MadePassage(number + i, number + i, np.ones(DIM), {"акит": 1}, attributes)
            for i, attributes in enumerate(step, 1)
        ]
        leaving = [each for each in there if each in gone]
        changes.append(change(add=new, remove=leaving))
        there = [each for each in there if each not in gone] + [each.id for each in new]
        number += len(new)
    backend, truth = make(changes), brute_force(changes)
    for keep in filters:
        found = backend.find_documents(keep)
        assert found.dtype == np.int64
        assert found.tolist() == truth.find_documents(keep).tolist()
        ranking = backend.search_sparse({"акит": 1.0}, k=100, within=found)
        assert ranking.ids.tolist() == found.tolist()


@backends
def test_values_that_python_takes_for_one_another_are_not_to_a_filter(make: Make) -> None:
    values: list[tuple[bool | float | str, ...]] = [(True,), (1,), (1.0,), ("1",), (False, 0)]
    backend = make(
        [
            change(add=[MadePassage(i, i, np.ones(DIM), {}, {"a": of})])
            for i, of in enumerate(values, 1)
        ]
    )
    expected: list[tuple[bool | float | str, list[int]]] = [
        (1, [2, 3]),
        (True, [1]),
        (1.0, [2, 3]),
        (0, [5]),
        (False, [5]),
        ("1", [4]),
    ]
    for value, rows in expected:
        assert backend.find_documents(Comparison("eq", "a", value)).tolist() == rows


@backends
def test_a_filter_may_name_documents_that_are_not_there(make: Make) -> None:
    backend = make([change(add=some(20))])
    beyond = np.array([1, 3, 77], np.int64)
    query = np.ones(DIM, np.float32)
    expected = backend.search_dense(query, k=20, within=np.array([1, 3]))
    assert backend.search_dense(query, k=20, within=beyond).ids.tolist() == expected.ids.tolist()


@backends
def test_a_backend_stays_as_it_was_when_the_next_is_made(make: Make) -> None:
    passages = some(9)
    first = change(add=passages)
    backend = make([first])
    query = np.ones(DIM, np.float32)
    before = backend.search_dense(query, k=9)
    make([first, change(add=[MadePassage(20, 1, *_of(passages[0]))], remove=[0, 1, 2])])
    after = backend.search_dense(query, k=9)
    assert before.ids.tolist() == after.ids.tolist()
    assert before.scores.tolist() == after.scores.tolist()
    assert backend.statistics([]).passages == 9


def _of(passage: MadePassage) -> tuple[np.ndarray, Mapping[str, int]]:
    return passage.vector, passage.counts


@backends
def test_statistics_count_passages_not_words(make: Make) -> None:
    words = [{"акит": 3}, {"акит": 1, "парк": 2}, {"парк": 1}, {}]
    passages = [MadePassage(i, 1, np.zeros(DIM), counts) for i, counts in enumerate(words, 1)]
    backend = make([change(add=passages), change(remove=[3])])
    statistics = backend.statistics(["акит", "парк", "нет"])
    assert statistics.passages == 3
    assert statistics.frequencies == {"акит": 2, "парк": 1, "нет": 0}


@backends
def test_a_weight_is_what_bm25_says_by_hand(make: Make) -> None:
    words = [{"акит": 2, "парк": 2}, {"акит": 1, "совет": 1}]
    passages = [MadePassage(i, 1, np.zeros(DIM), counts) for i, counts in enumerate(words, 1)]
    backend = make([change(add=passages)])
    # Lengths 4 and 2, mean 3; k1 1.2 and b 0.75.
    first = 2 * 2.2 / (2 + 1.2 * (0.25 + 0.75 * 4 / 3))
    second = 1 * 2.2 / (1 + 1.2 * (0.25 + 0.75 * 2 / 3))
    assert backend.term_weights(1, ["акит", "нет"]) == pytest.approx({"акит": first})
    ranking = backend.search_sparse({"акит": 10.0}, k=2)
    assert ranking.ids.tolist() == [1, 2]
    assert ranking.scores.tolist() == pytest.approx([10 * first, 10 * second])


@backends
def test_equal_scores_go_by_age_where_the_ranking_is_cut_too(make: Make) -> None:
    better, other = {"акит": 2, "парк": 1}, {"акит": 1, "парк": 2}
    near, far = np.eye(DIM)[0], np.eye(DIM)[0] / 2
    passages = [
        MadePassage(number, 1 + number % 2, near if counts is better else far, counts)
        for number, counts in enumerate([other] * 200 + [better] * 3 + [other] * 200)
    ]
    backend = make([change(add=passages)])
    even = np.array([1])
    for k in (1, 2, 3, 4, 10, 202, 500):
        best = [200, 201, 202, *range(200), *range(203, 403)][:k]
        assert backend.search_sparse({"акит": 1.0}, k=k).ids.tolist() == best
        dense = backend.search_dense(np.ones(DIM, np.float32), k=k)
        assert dense.ids.tolist() == best
    best = [200, 202, 0, 2, 4]
    assert backend.search_sparse({"акит": 1.0}, k=5, within=even).ids.tolist() == best
    assert backend.search_dense(np.ones(DIM, np.float32), k=5, within=even).ids.tolist() == best


@backends
@pytest.mark.parametrize("emptied", [False, True])
def test_an_empty_backend_finds_nothing(make: Make, emptied: bool) -> None:
    passages = some(12)
    changes = [change(add=passages), change(remove=list(range(12)))] if emptied else []
    backend = make(changes)
    for within in (None, NONE, np.array([1, 2])):
        assert backend.search_dense(np.ones(DIM, np.float32), k=10, within=within).ids.size == 0
        assert backend.search_sparse({"акит": 1.0}, k=10, within=within).ids.size == 0
    assert backend.statistics(["акит"]).passages == 0
    assert backend.statistics(["акит"]).frequencies == {"акит": 0}


@backends
def test_vectors_of_another_length_may_come_when_all_are_gone(make: Make) -> None:
    longer = MadePassage(50, 1, np.eye(DIM + 3)[4], {"акит": 1})
    backend = make([change(add=some(5)), change(remove=list(range(5)), add=[longer])])
    ranking = backend.search_dense(np.eye(DIM + 3, dtype=np.float32)[4], k=3)
    assert (ranking.ids.tolist(), ranking.scores.tolist()) == ([50], [1.0])


@backends
def test_a_question_without_words_finds_no_words(make: Make) -> None:
    backend = make([change(add=some(20))])
    assert backend.search_sparse({}, k=5).ids.size == 0
    assert backend.search_sparse({"nowhere": 3.0}, k=5).ids.size == 0
    assert backend.term_weights(3, []) == {}
