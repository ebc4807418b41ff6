"""Of many alike, the one that a question means."""

from dataclasses import replace

import numpy as np
import pytest

from index.answer.evidence import features
from index.answer.series import series_shares
from tests.index.answer.reading import asked, near, words_of


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("What stands in hall 6?", [1.0, 0.0]),
        ("What stands in hall 8?", [0.0, 1.0]),
        ("What stands in hall 9?", [0.0, 0.0]),
        ("What stands in the hall?", [1.0, 1.0]),
    ],
)
def test_one_of_a_series_is_no_other(question: str, left: list[float]) -> None:
    parts, passages = asked(question, **words_of(question)), [near("Hall 6 has it.", "Hall 8.")]
    shares = series_shares(parts, passages, features(parts, passages))
    assert np.where(shares < 1, 0.0, 1.0).tolist() == left


def test_a_range_and_a_list_hold_what_is_in_them() -> None:
    parts = asked("Who cleans hall 6?", **words_of("Who cleans hall 6?"))
    passages = [near("Halls 2 and 6 are cleaned by Ida.", "On 2024-05-02 hall 3-7 was aired.")]
    assert series_shares(parts, passages, features(parts, passages)).tolist() == [1.0, 1.0]


def test_a_row_with_less_of_the_question_than_another_is_another() -> None:
    parts = asked(
        "What is the tonnage of the Fram?", **words_of("What is the tonnage of the Fram?")
    )
    rows = near("| Fram | 402 |", "| Maud | 385 |", "The Maud sank.")
    passages = [replace(rows, rows=frozenset({0, 1}))]
    shares = series_shares(parts, passages, features(parts, passages))
    assert (shares < 1).tolist() == [False, True, False]
