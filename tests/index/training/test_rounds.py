import numpy as np
import pytest

from index.errors import InvalidInput
from index.training.recipe import Recipe
from index.training.rounds import Rounds
from index.training.tokens import Ints

RECIPE = Recipe(
    sections_in_round=2,
    pairs_in_round=3,
    questions_in_round=2,
    rivals=4,
    shortest_pair=5,
    shortest_heading=3,
    shortest_section=10,
    longest_section=20,
)
PAIRS = np.array([[text, text + 1, -1, -1] for text in range(0, 14, 2)])
SECTIONS = np.array([range(text, text + 4) for text in range(20, 40, 4)])
QUESTIONS = np.array([[text, -1, text + 1, -1] for text in range(40, 60, 2)])
UNITS = np.concatenate([SECTIONS, PAIRS, QUESTIONS])


@pytest.fixture
def lengths() -> Ints:
    """Every text is as long as a row of its kind has to be."""
    return np.full(60, 10)


def rows(units: Ints) -> list[list[int]]:
    listed: list[list[int]] = units.tolist()
    return listed


def test_a_round_has_some_of_each_kind_in_order(lengths: Ints) -> None:
    rounds = Rounds(UNITS, lengths, recipe=RECIPE)
    assert rounds.size == 7
    assert rows(rounds.units(0)) == rows(np.concatenate([SECTIONS[:2], PAIRS[:3], QUESTIONS[:2]]))
    assert rows(rounds.units(1)) == rows(
        np.concatenate([SECTIONS[2:4], PAIRS[3:6], QUESTIONS[2:4]])
    )


def test_what_is_at_its_end_begins_again(lengths: Ints) -> None:
    rounds = Rounds(UNITS, lengths, recipe=RECIPE)
    assert len(rounds) == 3
    assert rows(rounds.units(2)[:2]) == rows(SECTIONS[[4, 0]])
    assert rows(rounds.units(2)[2:5]) == rows(PAIRS[[6, 0, 1]])
    assert rows(rounds.units(5)[-2:]) == rows(QUESTIONS[:2])


def test_the_rivals_of_a_question_stay_for_some_rounds(lengths: Ints) -> None:
    rounds = Rounds(UNITS, lengths, recipe=RECIPE)
    assert rows(rounds.rivals(0)) == rows(rounds.rivals(1)) == rows(QUESTIONS[:4])
    assert rows(rounds.rivals(2)) == rows(QUESTIONS[4:8])
    for number in range(8):
        rivals = rows(rounds.rivals(number))
        assert all(unit in rivals for unit in rows(rounds.units(number)[-2:]))


@pytest.mark.parametrize(("text", "length"), [(21, 2), (23, 9), (23, 21), (22, 21), (1, 4)])
def test_what_is_too_short_or_too_long_is_in_no_round(
    lengths: Ints, text: int, length: int
) -> None:
    lengths[text] = length
    rounds = Rounds(UNITS, lengths, recipe=RECIPE)
    taken = {each for number in range(4) for each in rounds.units(number).ravel().tolist()}
    assert text not in taken


def test_a_mixture_may_lack_a_kind_but_not_all(lengths: Ints) -> None:
    rounds = Rounds(PAIRS, lengths, recipe=RECIPE)
    assert rows(rounds.units(0)) == rows(PAIRS[:3])
    assert rounds.rivals(0).shape == (0, 4)
    with pytest.raises(InvalidInput, match="no row that is as long as the recipe wants"):
        Rounds(PAIRS, np.ones(60, np.int64), recipe=RECIPE)
