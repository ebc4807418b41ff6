from collections import Counter

import numpy as np
import pytest

from index.training.batches import Batch, by_length, cut
from index.training.recipe import Recipe
from index.training.tokens import ENGLISH, PASSAGE, RUSSIAN, RUSSIAN_PASSAGE, Ints

RECIPE = Recipe(pieces_in_batch=60, largest_batch=5, largest_section_batch=3)
PAIRS, SECTIONS, QUESTIONS = 50, 24, 30


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


def batches(units: Ints, lengths: Ints, *, seed: int = 1, again: bool = False) -> list[Batch]:
    return cut(units, lengths, recipe=RECIPE, chooser=np.random.default_rng(seed), again=again)


def read(found: list[Batch], kind: str, *columns: int) -> Counter[int]:
    """Return how often each text of a column is read by batches of this kind."""
    return Counter(
        int(text)
        for batch in found
        if batch.kind == kind and (not columns or batch.columns == columns)
        for text in batch.units[:, batch.columns[0]]
    )


def test_every_unit_is_learned_and_none_twice_in_one_way(units: Ints, lengths: Ints) -> None:
    found = batches(units, lengths)
    pairs = units[(units[:, RUSSIAN] >= 0) & (units[:, PASSAGE] < 0)]
    assert read(found, "pair", RUSSIAN) == Counter(pairs[:, RUSSIAN].tolist())
    questions = units[units[:, RUSSIAN] < 0]
    assert read(found, "question") == Counter(questions[:, ENGLISH].tolist())
    assert sum(read(found, "section").values()) == SECTIONS


def test_some_are_read_in_english_and_some_passages_by_themselves(
    units: Ints, lengths: Ints
) -> None:
    found = batches(units, lengths)
    english, passages = read(found, "pair", ENGLISH), read(found, "passage")
    assert sum(english.values()) == int(RECIPE.english_share * PAIRS)
    assert sum(passages.values()) == int(RECIPE.passage_share * QUESTIONS)
    assert set(english.values()) == set(passages.values()) == {1}


def test_sections_are_asked_for_in_both_languages_and_at_first_in_english_too(
    units: Ints, lengths: Ints
) -> None:
    def ways(found: list[Batch]) -> Counter[tuple[int, ...]]:
        return Counter(
            {
                batch.columns: sum(
                    len(each.units)
                    for each in found
                    if each.columns == batch.columns and each.kind == "section"
                )
                for batch in found
                if batch.kind == "section"
            }
        )

    half, quarter = SECTIONS // 2, SECTIONS // 4
    later = {(ENGLISH, RUSSIAN_PASSAGE): half, (RUSSIAN, RUSSIAN_PASSAGE): half}
    assert ways(batches(units, lengths)) == later
    assert ways(batches(units, lengths, again=True)) == {
        (ENGLISH, RUSSIAN_PASSAGE): half + quarter,
        (RUSSIAN, RUSSIAN_PASSAGE): half,
        (RUSSIAN, PASSAGE): half,
        (ENGLISH, PASSAGE): quarter,
    }


def test_no_batch_is_larger_than_the_recipe_says(units: Ints, lengths: Ints) -> None:
    for batch in batches(units, lengths, again=True):
        sizes = lengths[batch.units[:, batch.columns]].sum(axis=1)
        most = RECIPE.largest_section_batch if batch.kind == "section" else RECIPE.largest_batch
        assert len(sizes) <= most
        assert len(sizes) == 1 or sizes.max() * len(sizes) <= RECIPE.pieces_in_batch


def test_the_chooser_decides_the_order(units: Ints, lengths: Ints) -> None:
    def order(seed: int) -> list[list[int]]:
        return [batch.units.ravel().tolist() for batch in batches(units, lengths, seed=seed)]

    assert order(1) == order(1)
    assert order(1) != order(2)


def test_kinds_are_mixed(units: Ints, lengths: Ints) -> None:
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
