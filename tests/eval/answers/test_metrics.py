"""Measures of answers, against what is worked out by hand or counted out in full."""

import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.answers.metrics import (
    Judged,
    abstention_f1,
    accuracy,
    area_under_risk,
    area_under_roc,
    calibration,
    calibration_error,
    exact_match,
    risk_coverage,
    token_f1,
    words_of,
)


def judged(*rows: tuple[str, float]) -> list[Judged]:
    """Return answers by what they are: `right`, `wrong`, or `empty`: asked without an answer."""
    return [
        Judged(f"q{i}", kind != "empty", kind == "right", c) for i, (kind, c) in enumerate(rows)
    ]


SOME = judged(("right", 0.9), ("empty", 0.8), ("right", 0.6), ("wrong", 0.3), ("empty", 0.1))


def test_accuracy_is_of_what_can_be_answered() -> None:
    assert accuracy(SOME) == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("threshold", "f1"),
    [
        # Nothing is withheld; the last one is, rightly; so is the wrong answer before it, wrongly.
        (0.0, 0.0),
        (0.2, 2 * 1 * 0.5 / 1.5),
        (0.5, 2 * 0.5 * 0.5 / 1.0),
        (1.0, 2 * 0.4 * 1 / 1.4),
    ],
)
def test_abstention_f1(threshold: float, f1: float) -> None:
    assert abstention_f1(SOME, threshold=threshold) == pytest.approx(f1)


def test_an_answer_at_the_threshold_is_given() -> None:
    assert abstention_f1(SOME, threshold=0.1) == 0.0


def test_area_under_roc() -> None:
    # Of the six pairs four are in order: 0.8 is above 0.6 and 0.3.
    assert area_under_roc(SOME) == pytest.approx(4 / 6)
    assert area_under_roc(judged(("right", 0.5), ("empty", 0.5))) == 0.5


def test_area_under_roc_needs_two_kinds() -> None:
    assert math.isnan(area_under_roc(judged(("right", 0.5), ("wrong", 0.1))))
    assert math.isnan(area_under_roc(judged(("empty", 0.5))))


CONFIDENCES = st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.9, 1.0])
ANSWERS = st.lists(st.tuples(st.sampled_from(["right", "wrong", "empty"]), CONFIDENCES), min_size=1)


@given(ANSWERS)
def test_area_under_roc_counts_pairs(rows: list[tuple[str, float]]) -> None:
    having = [confidence for kind, confidence in rows if kind != "empty"]
    lacking = [confidence for kind, confidence in rows if kind == "empty"]
    pairs = [(a > b) + (a == b) / 2 for a in having for b in lacking]
    if pairs:
        assert area_under_roc(judged(*rows)) == pytest.approx(sum(pairs) / len(pairs))


def test_risk_and_coverage() -> None:
    coverage, risk = risk_coverage(SOME)
    np.testing.assert_allclose(coverage, [0.2, 0.4, 0.6, 0.8, 1.0])
    np.testing.assert_allclose(risk, [0, 1 / 2, 1 / 3, 2 / 4, 3 / 5])
    assert area_under_risk(SOME) == pytest.approx((0 + 1 / 2 + 1 / 3 + 1 / 2 + 3 / 5) / 5)


def test_equal_confidences_are_answered_together() -> None:
    coverage, risk = risk_coverage(judged(("right", 0.5), ("wrong", 0.7), ("wrong", 0.5)))
    np.testing.assert_allclose(coverage, [1 / 3, 1])
    np.testing.assert_allclose(risk, [1, 2 / 3])


@given(ANSWERS, st.sampled_from([0.05, 0.3, 0.95]))
def test_the_curve_goes_through_every_threshold(
    rows: list[tuple[str, float]], threshold: float
) -> None:
    given_ones = [kind for kind, confidence in rows if confidence >= threshold]
    if given_ones:
        coverage, risk = risk_coverage(judged(*rows))
        place = np.flatnonzero(np.isclose(coverage, len(given_ones) / len(rows)))
        wrong = sum(kind != "right" for kind in given_ones)
        assert risk[place].tolist() == pytest.approx([wrong / len(given_ones)])


def test_calibration_error() -> None:
    rows = judged(("wrong", 0.1), ("right", 0.3), ("right", 0.7), ("right", 0.9))
    assert calibration(rows, bins=2) == [
        pytest.approx((0.2, 0.5, 0.5)),
        pytest.approx((0.8, 1.0, 0.5)),
    ]
    assert calibration_error(rows, bins=2) == pytest.approx(0.5 * 0.3 + 0.5 * 0.2)
    # As many bins as answers: each is as far from its confidence as it is right or wrong.
    assert calibration_error(rows, bins=9) == pytest.approx((0.1 + 0.7 + 0.3 + 0.1) / 4)


def test_bins_have_the_same_mass() -> None:
    shares = [share for _, _, share in calibration(judged(*[("right", 0.5)] * 25), bins=10)]
    assert sum(shares) == pytest.approx(1)
    assert max(shares) - min(shares) == pytest.approx(1 / 25)


@pytest.mark.parametrize(
    ("text", "golds", "match", "f1"),
    [
        ("The Panthers", ["Panthers"], True, 1),
        ("«Аполлон»,", ["Аполлон"], True, 1),
        ("1,200 $", ["1200"], True, 1),
        ("two men", ["three men", "two"], False, 2 / 3),
        ("Михаил Лабудин", ["ректор Михаил Лабудин"], False, 4 / 5),
        ("yes yes", ["yes"], False, 2 / 3),
        ("no", ["yes"], False, 0),
        ("no", [], False, 0),
    ],
)
def test_spans_are_compared_as_squad_does(
    text: str, golds: Sequence[str], match: bool, f1: float
) -> None:
    assert exact_match(text, golds) == match
    assert token_f1(text, golds) == pytest.approx(f1)


def test_words_have_no_case_punctuation_or_article() -> None:
    assert words_of("The Cat’s “hat”, an—a 5% rise; Ёлка!") == [
        "cats",
        "hat",
        "ana",
        "5",
        "rise",
        "елка",
    ]


def test_what_may_be_left_out_in_writing_russian_makes_no_difference() -> None:
    assert exact_match("Королёв", ["Королев"])
    assert exact_match("замо\u0301к", ["замок"])
    assert exact_match("Каи\u0306ра", ["Кайра"])
    assert not exact_match("край", ["краи"])
    assert not exact_match("café", ["cafe"])
    # A Russian conjunction is a word; the English article that looks alike is none.
    assert words_of("а потом") == ["а", "потом"]
    assert words_of("a bus") == ["bus"]


def test_texts_without_a_word_are_alike() -> None:
    assert token_f1("—", ["the"]) == 1
    assert token_f1("—", ["the cat"]) == 0
