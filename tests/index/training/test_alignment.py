import numpy as np
import pytest

from index.training.alignment import Translations, align, align_backwards, count_couples

HOUSE, BOOK, RED = 0, 1, 2
DOM, KNIGA, KRASNYJ = 3, 4, 5
ENGLISH = [[RED, HOUSE], [RED, BOOK], [BOOK], [HOUSE, BOOK]]
RUSSIAN = [[KRASNYJ, DOM], [KRASNYJ, KNIGA], [KNIGA], [DOM, KNIGA]]


def best(table: Translations, source: int) -> int:
    rows = np.flatnonzero(table.source == source)
    return int(table.target[rows[table.probability[rows].argmax()]])


def test_words_that_go_together_are_translations() -> None:
    couples = count_couples(ENGLISH, RUSSIAN)
    forward, backward = align(couples, iterations=10), align_backwards(couples, iterations=10)
    for english, russian in ((HOUSE, DOM), (BOOK, KNIGA), (RED, KRASNYJ)):
        assert best(forward, english) == russian
        assert best(backward, russian) == english


def test_probabilities_of_a_source_sum_to_one() -> None:
    for table in (
        align(count_couples(ENGLISH, RUSSIAN)),
        align_backwards(count_couples(ENGLISH, RUSSIAN)),
    ):
        sums = np.bincount(table.source, table.probability)
        assert sums[np.unique(table.source)] == pytest.approx(1, abs=1e-5)


def test_one_iteration_is_what_the_paper_computes_by_hand() -> None:
    # Each target occurrence is shared evenly among its pair's sources: DOM gives HOUSE 1/2 in the
    # first pair and 1/2 in the last, KRASNYJ and KNIGA give it 1/2 each.
    table = align(count_couples(ENGLISH, RUSSIAN), iterations=1)
    found = {
        int(target): float(probability)
        for source, target, probability in zip(
            table.source, table.target, table.probability, strict=True
        )
        if source == HOUSE
    }
    assert found == pytest.approx({DOM: 0.5, KRASNYJ: 0.25, KNIGA: 0.25})


def test_couples_are_those_that_share_a_pair() -> None:
    couples = count_couples([[0, 1], [], [1]], [[2], [3], [2, 3]])
    found = set(zip(couples.source.tolist(), couples.target.tolist(), strict=True))
    assert found == {(0, 2), (1, 2), (1, 3)}
    assert len(couples.key) == 4
