"""The inverted index: whatever the changes, it is what one made at once is, and it scores BM25."""

from collections.abc import Mapping, Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.backend.postings import Postings
from tests.index.contracts.brute_force import (
    WORDS,
    BruteForceBackend,
    MadePassage,
    held_passages,
    indexed,
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
    return Postings.empty().apply(kept=np.zeros(0, np.bool_), added=indexed(passages_of(held)))


def after(steps: Sequence[Step]) -> tuple[Postings, list[Counts]]:
    """Return the postings that the steps lead to, and what its passages hold."""
    postings, held = Postings.empty(), list[Counts]()
    for emptied, new in steps:
        kept = np.array([place not in emptied for place in range(len(held))], np.bool_)
        postings = postings.apply(kept=kept, added=indexed(passages_of(new)))
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
    scores = postings.scores(weights)
    assert scores.dtype == np.float32
    assert len(scores) == len(held)
    assert {place for place, score in enumerate(scores) if score > 0} == set(expected)
    assert scores[list(expected)] == pytest.approx(list(expected.values()), rel=1e-5)
    for place in range(len(held)):
        weighed = postings.weights(place, [*weights, "nowhere"])
        assert weighed == pytest.approx(model.term_weights(place, list(weights)), rel=1e-5)
    statistics = postings.statistics(list(weights))
    assert statistics.passages == len(held)
    for term in weights:
        assert statistics.frequencies[term] == sum(term in counts for counts in held)


def test_terms_that_no_passage_holds_any_more_are_gone() -> None:
    held = [{"акит": 1, "совет": 2}, {"акит": 3}, {"совет": 1, "парк": 1}]
    postings = made_at_once(held)
    assert len(postings.terms) == 3
    fewer = postings.apply(kept=np.array([False, True, False]), added=indexed([]))
    assert len(fewer.terms) == 1
    assert fewer.positions.tolist() == [0]
    assert fewer.counts.tolist() == [3]
    # What was there before is as it was: a request may still be reading it.
    assert len(postings.terms) == 3
    assert postings.statistics(["совет"]).frequencies == {"совет": 2}
