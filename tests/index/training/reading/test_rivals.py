"""Passages that are near to a question and do not answer it."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from index.training.reading import batches
from index.training.reading.batches import RIVAL_WEIGHT, Reading
from index.training.reading.examples import Example
from index.training.reading.rivals import find_rivals, stands
from index.training.reading.tokens import READING_FILE, ExampleTable
from index.types import Span
from tests.index.training.made_up import make_tokenizer, said

ASIDE = "It stands by the river and opens in the morning."
PORTS = ["qqq", "qqq", "zzz", "zzz", "kkk", "kkk", "xxx", "xxx"]


def pieces(*numbers: int) -> npt.NDArray[np.uint16]:
    return np.array(numbers, np.uint16)


def test_the_likest_passages_come_first_but_for_its_own() -> None:
    filled = [90] * 40
    passages = [
        pieces(1, 2, 3, 9, *filled),
        pieces(1, 2, 8, 8, *filled),
        pieces(1, 7, 7, 7, *filled),
        pieces(1, 2, 3),
        *(pieces(20 + number, *filled) for number in range(17)),
    ]
    near = find_rivals([pieces(1, 2, 3), pieces(50)], passages, own=np.array([0, 5]))
    assert near[0, :2].tolist() == [1, 2]
    assert (near[0, 2:] == -1).all()
    assert (near[1] == -1).all()


def test_a_piece_that_many_passages_have_makes_nothing_near() -> None:
    passages = [pieces(5, number, *[90] * 40) for number in range(10, 60)]
    near = find_rivals([pieces(5)], passages, own=np.array([0]))
    assert (near == -1).all()


def test_a_part_stands_where_all_of_it_does_in_order() -> None:
    assert stands(pieces(2, 3), pieces(1, 2, 3))
    assert not stands(pieces(3, 2), pieces(1, 2, 3))
    assert not stands(pieces(1, 2), pieces(1))


def test_what_is_asked_is_read_over_near_passages_without_the_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "VARIED_SHARE", 0.0)
    table = ExampleTable(make_tokenizer())
    examples = []
    for number, name in enumerate(PORTS):
        text = f"The port {name} has {11 * (number + 1)} lamps. {ASIDE}"
        start = text.index(str(11 * (number + 1)))
        asked = f"how many lamps has {name} number {number}?"
        examples.append(Example(asked, text, Span(start, start + 2), f"g{number}"))
    table.add(examples, switched=True, times=4)
    table.write(tmp_path / READING_FILE, choices={})
    reading = Reading(tmp_path / READING_FILE)
    own = {each.question: each.passage for each in examples}
    foreign = 0
    for seed in range(20):
        for batch in reading.batches(seed=seed, pieces=2000):
            for row, first, weight in zip(batch.pieces, batch.first, batch.weights, strict=True):
                question, _, passage, *_ = (
                    said(row)
                    .replace("</s>", "\n")
                    .replace("<s>", "")
                    .replace("<pad>", "")
                    .split("\n")
                )
                if passage.strip() not in {own[question.strip()], ASIDE}:
                    foreign += 1
                    assert first == 0
                    assert weight == RIVAL_WEIGHT
    assert foreign > 20
