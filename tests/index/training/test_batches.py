from collections import Counter

import numpy as np
import pytest

from index.training.batches import Batch, by_length, cut
from index.training.recipe import Recipe
from index.training.tokens import ENGLISH, PASSAGE, RUSSIAN, RUSSIAN_PASSAGE, Ints

RECIPE = Recipe(pieces_in_batch=60, pairs_in_batch=5, sections_in_batch=3)
PAIRS, SECTIONS, QUESTIONS = 50, 60, 30


@pytest.fixture(scope="module")
def units() -> Ints:
    numbers = iter(range(1000))
    rows = [[next(numbers), next(numbers), -1, -1] for _ in range(PAIRS)]
    rows += [[next(numbers) for _ in range(4)] for _ in range(SECTIONS)]
    rows += [[next(numbers), -1, next(numbers), -1] for _ in range(QUESTIONS)]
    shuffled: Ints = np.random.default_rng(0).permutation(np.array(rows))
    return shuffled


@pytest.fixture(scope="module")
def lengths(units: Ints) -> Ints:
    drawn: Ints = np.random.default_rng(1).integers(3, 30, int(units.max()) + 1)
    return drawn


def batches(units: Ints, lengths: Ints, *, seed: int = 1) -> list[Batch]:
    return cut(units, lengths, recipe=RECIPE, chooser=np.random.default_rng(seed))


def test_every_unit_is_in_one_batch(units: Ints, lengths: Ints) -> None:
    found = np.concatenate([batch.units for batch in batches(units, lengths)])
    assert sorted(found.tolist()) == sorted(units.tolist())


def test_a_batch_reads_what_its_units_have(units: Ints, lengths: Ints) -> None:
    for batch in batches(units, lengths):
        assert (batch.units[:, batch.columns] >= 0).all()
        assert {
            "pair": batch.columns in {(ENGLISH,), (RUSSIAN,)},
            "question": batch.columns == (ENGLISH,),
            "section": batch.columns[0] in {ENGLISH, RUSSIAN}
            and batch.columns[1:] in {(PASSAGE,), (RUSSIAN_PASSAGE,)},
        }[batch.kind]


def test_russian_is_read_most_and_english_too(units: Ints, lengths: Ints) -> None:
    found = [batch for seed in range(20) for batch in batches(units, lengths, seed=seed)]
    pairs = Counter(batch.columns for batch in found if batch.kind == "pair")
    assert pairs[RUSSIAN,] > pairs[ENGLISH,] > 0
    ways = Counter(batch.columns for batch in found if batch.kind == "section")
    assert len(ways) == 4
    for heading in (ENGLISH, RUSSIAN):
        assert ways[heading, RUSSIAN_PASSAGE] > ways[heading, PASSAGE]


def test_no_batch_is_larger_than_the_recipe_says(units: Ints, lengths: Ints) -> None:
    for batch in batches(units, lengths):
        if batch.kind == "pair":
            sizes = lengths[batch.units[:, RUSSIAN]]
            assert len(sizes) <= RECIPE.pairs_in_batch
            assert len(sizes) == 1 or sizes.max() * len(sizes) <= RECIPE.pieces_in_batch
        elif batch.kind == "section":
            assert len(batch.units) == RECIPE.sections_in_batch
        else:
            assert len(batch.units) == QUESTIONS


def test_sections_of_a_batch_are_of_like_lengths(units: Ints, lengths: Ints) -> None:
    found = [batch for batch in batches(units, lengths) if batch.kind == "section"]
    spreads = [np.ptp(lengths[batch.units[:, RUSSIAN_PASSAGE]]) for batch in found]
    assert max(spreads) <= 5


def test_the_chooser_decides_the_order_and_kinds_are_mixed(units: Ints, lengths: Ints) -> None:
    def order(seed: int) -> list[list[int]]:
        return [batch.units.ravel().tolist() for batch in batches(units, lengths, seed=seed)]

    assert order(1) == order(1)
    assert order(1) != order(2)
    kinds = [batch.kind for batch in batches(units, lengths)]
    assert kinds != sorted(kinds)


def test_a_batch_is_named_for_what_it_reads() -> None:
    nothing = np.empty((0, 4), np.int64)
    assert Batch("section", (RUSSIAN, PASSAGE), nothing).name == "section-ru-en"
    assert Batch("pair", (ENGLISH,), nothing).name == "pair-en"


def test_batches_by_length_hold_every_row_once() -> None:
    lengths = np.array([9, 1, 5, 30, 2])
    found = [rows.tolist() for rows in by_length(lengths, pieces=10, most=2)]
    assert found == [[1, 4], [2], [0], [3]]
    assert list(by_length(np.array([], dtype=np.int64), pieces=10, most=2)) == []
