import math
from collections.abc import Sequence
from itertools import product

import numpy as np
import pytest

from eval.sets.tasks import Question
from eval.statistics import (
    Estimate,
    Floats,
    estimate_means,
    estimate_statistic,
    groups_of,
    p_values,
)


def alone(number: int) -> list[str]:
    return [f"q{i}" for i in range(number)]


def column(*values: float) -> Floats:
    return np.array(values, dtype=np.float64)[:, None]


def enumerated_p(sums: list[float]) -> float:
    seen = abs(sum(sums))
    signs = list(product((1, -1), repeat=len(sums)))
    far = [
        abs(sum(a * b for a, b in zip(sums, each, strict=True))) >= seen - 1e-12 for each in signs
    ]
    return sum(far) / len(signs)


def test_the_interval_of_a_constant_is_the_constant() -> None:
    values = np.tile([0.3, 1.0, 0.0], (50, 1))
    for groups in (alone(50), [f"g{i // 7}" for i in range(50)]):
        for estimate, constant in zip(estimate_means(values, groups), (0.3, 1, 0), strict=True):
            assert estimate.mean == pytest.approx(constant)
            assert estimate.interval == pytest.approx((constant, constant))


def test_the_interval_of_many_questions_is_the_normal_one() -> None:
    values = np.random.default_rng(5).normal(0.5, 0.2, (2000, 1))
    (estimate,) = estimate_means(values, alone(2000))
    error = values.std() / np.sqrt(2000)
    mean = float(values.mean())
    assert estimate.mean == pytest.approx(mean)
    assert estimate.interval == pytest.approx((mean - 1.96 * error, mean + 1.96 * error), abs=3e-4)


def test_the_same_values_have_the_same_interval() -> None:
    values = np.random.default_rng(6).random((40, 2))
    together = estimate_means(values, alone(40))
    assert estimate_means(values, alone(40)) == together
    # All columns are measured on the same samples, whatever stands beside them.
    for i, estimate in enumerate(together):
        (by_itself,) = estimate_means(values[:, [i]], alone(40))
        assert by_itself.interval == pytest.approx(estimate.interval)


def test_one_group_has_no_interval() -> None:
    (estimate,) = estimate_means(column(0, 1, 1, 0), ["g"] * 4)
    assert (estimate.mean, estimate.interval) == (0.5, None)


def test_groups_are_drawn_whole_and_weigh_by_their_size() -> None:
    # Two groups, three questions of value 1 and one of 0: drawn are both, or one of them twice.
    (estimate,) = estimate_means(column(1, 1, 1, 0), ["a", "a", "a", "b"])
    assert (estimate.mean, estimate.interval) == (0.75, (0.0, 1.0))


def test_intervals_hold_the_true_mean_as_often_as_they_say() -> None:
    random = np.random.default_rng(7)
    held = 0
    for _ in range(300):
        values = (random.random((80, 1)) < 0.6).astype(np.float64)
        (estimate,) = estimate_means(values, alone(80), resamples=1000)
        assert estimate.interval is not None
        held += estimate.interval[0] <= 0.6 <= estimate.interval[1]
    assert 0.90 <= held / 300 <= 0.98


def test_only_grouped_intervals_hold_where_groups_differ() -> None:
    random = np.random.default_rng(8)
    groups = [f"g{i // 10}" for i in range(400)]
    held = {"grouped": 0, "alone": 0}
    for _ in range(200):
        values = (random.normal(0, 0.1, 40).repeat(10) + random.normal(0.5, 0.1, 400))[:, None]
        for name, names in (("grouped", groups), ("alone", alone(400))):
            (estimate,) = estimate_means(values, names, resamples=500)
            assert estimate.interval is not None
            held[name] += estimate.interval[0] <= 0.5 <= estimate.interval[1]
    assert held["grouped"] / 200 >= 0.88
    assert held["alone"] / 200 <= 0.75


@pytest.mark.parametrize(
    "differences",
    [(0.5,), (0.5, 0.25, 1.0), (0.5, -0.25, 0.1, 0.1, -0.3), (0.1, 0.2, 0.3, -0.6), (1.0,) * 10],
)
def test_few_differences_are_enumerated(differences: tuple[float, ...]) -> None:
    (found,) = p_values(column(*differences), alone(len(differences)))
    assert found == pytest.approx(enumerated_p(list(differences)))


def test_questions_without_a_difference_change_nothing() -> None:
    differences = (0.5, 0.25, 1.0)
    padded = column(*differences, *[0.0] * 500)
    assert p_values(padded, alone(503)) == p_values(column(*differences), alone(3)) == [0.25]
    assert p_values(np.zeros((9, 1)), alone(9)) == [1.0]


def test_many_differences_are_sampled() -> None:
    differences = np.random.default_rng(9).normal(0.12, 1, 14).tolist()
    (found,) = p_values(column(*differences), alone(14), resamples=20_000)
    assert found == pytest.approx(enumerated_p(differences), abs=0.015)
    (never_zero,) = p_values(np.ones((200, 1)), alone(200), resamples=999)
    assert never_zero == 1 / 1000


def test_a_group_changes_its_sign_whole() -> None:
    differences = column(*[0.1] * 40)
    (one_by_one,) = p_values(differences, alone(40))
    (by_group,) = p_values(differences, [f"g{i // 10}" for i in range(40)])
    assert one_by_one < 0.001
    assert by_group == 2 / 2**4


def test_p_is_spread_evenly_where_there_is_no_difference() -> None:
    random = np.random.default_rng(10)
    found = [
        p_values(random.normal(0, 1, (30, 1)), alone(30), resamples=500)[0] for _ in range(300)
    ]
    assert 0.02 <= np.mean(np.array(found) < 0.05) <= 0.09
    assert np.mean(found) == pytest.approx(0.5, abs=0.06)


def test_a_question_without_a_group_is_its_own() -> None:
    questions = [
        Question("1", "?", "en", "2"),
        Question("2", "?", "en"),
        Question("3", "?", "en", "2"),
    ]
    groups = groups_of(questions)
    assert groups[0] == groups[2] != groups[1]


def mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def test_a_mean_has_the_same_interval_as_a_statistic() -> None:
    values = np.random.default_rng(8).random(60)
    groups = [f"g{i // 3}" for i in range(60)]
    (expected,) = estimate_means(values[:, None], groups)
    found = estimate_statistic(mean, values.tolist(), groups)
    assert found.mean == pytest.approx(expected.mean)
    assert found.interval == pytest.approx(expected.interval, abs=0.01)
    assert estimate_statistic(mean, values.tolist(), groups) == found


def test_groups_are_drawn_whole_for_a_statistic_too() -> None:
    # Both groups, or one of them twice: nothing else is drawn.
    drawn = set()

    def least(values: Sequence[float]) -> float:
        drawn.add(tuple(sorted(values)))
        return min(values)

    estimate = estimate_statistic(least, [1, 2, 3, 4], ["a", "a", "a", "b"])
    assert drawn == {(1, 2, 3, 4), (1, 1, 2, 2, 3, 3), (4, 4)}
    assert estimate.mean == 1
    assert estimate.interval == (1, 4)


def test_samples_without_a_value_are_left_out() -> None:
    def first_of_two_kinds(values: Sequence[float]) -> float:
        return min(values) if len(set(values)) > 1 else math.nan

    estimate = estimate_statistic(first_of_two_kinds, [1.0, 2.0], ["a", "b"])
    assert estimate == Estimate(1.0, (1.0, 1.0))
    assert estimate_statistic(lambda _: math.nan, [1, 2], ["a", "b"]).interval is None


def test_one_group_has_no_interval_of_a_statistic() -> None:
    assert estimate_statistic(mean, [0.0, 1.0], ["a", "a"]) == Estimate(0.5, None)
