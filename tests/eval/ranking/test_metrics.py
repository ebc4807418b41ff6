import math
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.ranking.metrics import METRICS, measure, recall_curve

UNITS = [f"d{i}" for i in range(14)]
Qrels = Mapping[str, int]


def ndcg(right: Qrels, ranking: Sequence[str]) -> float:
    gained = sum(right.get(u, 0) / math.log2(r + 1) for r, u in enumerate(ranking[:10], 1))
    grades = sorted(right.values(), reverse=True)[:10]
    best = sum(grade / math.log2(rank + 1) for rank, grade in enumerate(grades, 1))
    return gained / best


def reciprocal_rank(right: Qrels, ranking: Sequence[str]) -> float:
    ranks = [rank for rank, unit in enumerate(ranking[:10], 1) if unit in right]
    return 1 / ranks[0] if ranks else 0.0


def recall(right: Qrels, ranking: Sequence[str], depth: int) -> float:
    return len(set(ranking[:depth]) & set(right)) / len(right)


@given(
    ranking=st.permutations(UNITS).flatmap(
        lambda order: st.integers(0, len(order)).map(lambda length: order[:length])
    ),
    right=st.dictionaries(st.sampled_from(UNITS), st.integers(1, 3), min_size=1),
)
def test_metrics_are_what_their_formulas_say(ranking: list[str], right: dict[str, int]) -> None:
    measures = measure(qrels={"q": right}, run={"q": ranking})
    assert list(measures.values) == list(METRICS)
    expected = {
        "nDCG@10": ndcg(right, ranking),
        "MRR@10": reciprocal_rank(right, ranking),
        "recall@1": recall(right, ranking, 1),
        "recall@5": recall(right, ranking, 5),
        "recall@10": recall(right, ranking, 10),
    }
    for metric, value in expected.items():
        assert measures.values[metric] == pytest.approx((value,)), metric


@given(
    rankings=st.lists(st.permutations(UNITS), min_size=1, max_size=4),
    right=st.dictionaries(st.sampled_from(UNITS), st.integers(1, 3), min_size=1),
)
def test_the_recall_curve_passes_through_the_metrics(
    rankings: list[list[str]], right: dict[str, int]
) -> None:
    qrels = {f"q{i}": right for i in range(len(rankings) + 1)}
    run = {f"q{i}": ranking for i, ranking in enumerate(rankings)}
    curve = recall_curve(qrels=qrels, run=run, depth=20)
    measures = measure(qrels=qrels, run=run)
    for depth in (1, 5, 10):
        assert curve[depth - 1] == pytest.approx(measures.mean(f"recall@{depth}"))
    assert len(curve) == 20
    assert curve[-1] == pytest.approx(len(rankings) / (len(rankings) + 1))


def test_values_stand_in_the_order_of_the_questions() -> None:
    qrels = {"z": {"d1": 1}, "a": {"d1": 1}, "m": {"d9": 1}}
    run = {"a": ["d2", "d1"], "z": ["d1"]}
    measures = measure(qrels=qrels, run=run)
    assert measures.questions == ("z", "a", "m")
    assert measures.values["MRR@10"] == (1.0, 0.5, 0.0)
    assert measures.mean("MRR@10") == pytest.approx(0.5)
    assert measures.mean("recall@1") == pytest.approx(1 / 3)


def test_a_run_of_nothing_is_zero() -> None:
    measures = measure(qrels={"q": {"d": 1}}, run={})
    assert [measures.mean(metric) for metric in METRICS] == [0.0] * 5
