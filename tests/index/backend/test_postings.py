"""The inverted index: whatever the changes, it is what one made at once is, and it scores BM25."""

from collections.abc import Mapping, Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.backend.postings import Postings, best
from index.text.analysis import term_id
from tests.index.contracts.brute_force import (
    WORDS,
    BruteForceBackend,
    MadePassage,
    held_passages,
    indexed,
    random_passage,
)

Counts = Mapping[str, int]
Step = tuple[frozenset[int], Sequence[Counts]]
"""Which places are emptied, and the term frequencies of the passages that come."""

any_counts = st.dictionaries(
    st.sampled_from(WORDS), st.one_of(st.integers(1, 4), st.integers(1, 65535)), max_size=5
)
any_steps = st.lists(
    st.tuples(st.frozensets(st.integers(0, 12)), st.lists(any_counts, max_size=6)), max_size=6
)


def passages_of(held: Sequence[Counts]) -> list[MadePassage]:
    return [MadePassage(i, 1, np.zeros(0), counts) for i, counts in enumerate(held)]


def made_at_once(held: Sequence[Counts]) -> Postings:
    return Postings.of(indexed(passages_of(held)))


def after(steps: Sequence[Step]) -> tuple[Postings, list[Counts]]:
    """Return the postings that the steps lead to, and what its passages hold."""
    postings, held = made_at_once([]), list[Counts]()
    for emptied, new in steps:
        kept = np.array([place not in emptied for place in range(len(held))], np.bool_)
        moved = np.where(kept, np.cumsum(kept) - 1, -1).astype(np.int32)
        count = int(np.count_nonzero(kept))
        behind = np.arange(count, count + len(new), dtype=np.int32)
        parts = [postings, made_at_once(new)]
        postings = Postings.merged(parts, [moved, behind], count + len(new))
        held = [counts for counts, stays in zip(held, kept, strict=True) if stays] + [*new]
    return postings, held


@settings(derandomize=True)
@given(any_steps)
def test_after_any_changes_it_is_as_if_made_at_once(steps: Sequence[Step]) -> None:
    postings, held = after(steps)
    expected = made_at_once(held).arrays()
    for name, array in postings.arrays().items():
        assert array.dtype == expected[name].dtype
        np.testing.assert_array_equal(array, expected[name], err_msg=name)


@settings(derandomize=True)
@given(
    any_steps,
    st.dictionaries(st.sampled_from([*WORDS, "nowhere"]), st.floats(0.01, 10), max_size=6),
)
def test_after_any_changes_it_scores_bm25(
    steps: Sequence[Step], weights: Mapping[str, float]
) -> None:
    postings, held = after(steps)
    model = BruteForceBackend(held_passages(indexed(passages_of(held))))
    expected = model.sparse_scores(weights)
    mean = max(1.0, float(postings.lengths.mean())) if held else 1.0
    for k in (1, 3, 100):
        positions, scores = postings.search(weights, k=k, mean=mean, allowed=None)
        assert scores.dtype == np.float32
        best = sorted(expected.values(), reverse=True)[:k]
        assert set(positions.tolist()) <= set(expected)
        assert sorted(scores.tolist(), reverse=True)[:k] == pytest.approx(best, rel=1e-5)
        of = [expected[place] for place in positions.tolist()]
        assert scores.tolist() == pytest.approx(of, rel=1e-5)
    for place in range(len(held)):
        weighed = postings.weights(place, [*weights, "nowhere"], mean=mean)
        assert weighed == pytest.approx(model.term_weights(place, list(weights)), rel=1e-5)
    gone = np.arange(len(held)) % 3 == 1
    for left, marked in ((held, None), ([c for i, c in enumerate(held) if not gone[i]], gone)):
        frequencies = postings.frequencies(numbers(list(weights)), gone=marked).tolist()
        assert frequencies == [sum(term in counts for counts in left) for term in weights]


@settings(derandomize=True)
@given(
    st.lists(st.sampled_from([0.0, 0.25, 0.5, 1.0, 2.0]), max_size=900),
    st.integers(1, 12),
)
def test_the_best_are_those_of_a_sorted_list(scores: list[float], k: int) -> None:
    positions, found = best(np.array(scores, np.float32), k=k)
    last = max([0.0, *sorted(scores)[-k:][:1]]) if len(scores) >= k else 0.0
    assert positions.tolist() == [i for i, each in enumerate(scores) if 0 < each >= last]
    assert found.tolist() == [scores[place] for place in positions]


@pytest.fixture(scope="module")
def many() -> tuple[Postings, list[MadePassage]]:
    """What five thousand passages hold of frequent words and of rare ones."""
    random = np.random.default_rng(11)
    made = []
    for number in range(5000):
        drawn = np.unique(random.zipf(1.3, size=random.integers(1, 30)))
        counts = {f"w{word}": int(random.integers(1, 4)) for word in drawn}
        made.append(MadePassage(number, number, np.zeros(0), counts))
    return Postings.of(indexed(made)), made


@pytest.mark.parametrize("words", [(1, 2, 3), (5, 40, 1), (2,), (300,), (4, 700, 701), (10**9,)])
@pytest.mark.parametrize("share", [None, 0.5, 0.01])
def test_in_many_passages_all_is_as_if_each_were_scored_by_itself(
    many: tuple[Postings, list[MadePassage]], words: Sequence[int], share: float | None
) -> None:
    postings, made = many
    random = np.random.default_rng(3)
    allowed = None if share is None else random.random(len(made)) < share
    weights = {f"w{word}": float(random.random() + 0.1) for word in words}
    mean = float(postings.lengths.mean())
    scores = np.zeros(len(made), np.float32)
    for place in range(len(made)) if allowed is None else np.flatnonzero(allowed):
        for term, weight in postings.weights(int(place), list(weights), mean=mean).items():
            scores[place] += np.float32(weights[term]) * np.float32(weight)
    for k in (1, 10, 70, 5000):
        positions, found = postings.search(weights, k=k, mean=mean, allowed=allowed)
        least = np.sort(scores)[-k]
        expected = np.flatnonzero((scores >= least) & (scores > 0))
        # To the bit, in whichever of its ways it was found.
        assert sorted(positions.tolist()) == expected.tolist()
        assert found.tolist() == scores[positions].tolist()


def numbers(terms: Sequence[str]) -> np.ndarray:
    return np.array([term_id(term) for term in terms], np.uint64)


def test_terms_that_no_passage_holds_any_more_are_gone() -> None:
    held = [{"акит": 1, "совет": 2}, {"акит": 3}, {"совет": 1, "парк": 1}]
    postings = made_at_once(held)
    assert len(postings.terms) == 3
    fewer = Postings.merged([postings], [np.array([-1, 0, -1], np.int32)], 1)
    assert len(fewer.terms) == 1
    assert fewer.positions.tolist() == [0]
    assert fewer.counts.tolist() == [3]
    # What was there before is as it was: a request may still be reading it.
    assert len(postings.terms) == 3
    assert postings.frequencies(numbers(["совет"]), gone=None).tolist() == [2]


def test_merged_in_many_pieces_it_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(4)
    made = [random_passage(random, number) for number in range(60)]
    parts = [Postings.of(indexed(made[first : first + 20])) for first in (0, 20, 40)]
    moved = [np.arange(first, first + 20, dtype=np.int32) for first in (0, 20, 40)]
    monkeypatch.setattr("index.backend.postings._AT_ONCE", 3)
    merged, expected = Postings.merged(parts, moved, 60), Postings.of(indexed(made))
    for name, array in merged.arrays().items():
        np.testing.assert_array_equal(array, expected.arrays()[name], err_msg=name)
