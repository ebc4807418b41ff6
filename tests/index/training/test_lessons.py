"""What a batch teaches, over a teacher whose vectors are chosen by hand."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any, cast

import numpy as np
import pytest
import torch
from torch import Tensor

from index.training.batches import Batch, Kind
from index.training.lessons import Targets, loss
from index.training.recipe import Recipe
from index.training.teacher import Teacher
from index.training.tokens import ENGLISH, RUSSIAN, RUSSIAN_PASSAGE, Ints

RECIPE = Recipe()
VECTORS = torch.nn.functional.normalize(
    torch.randn(40, 8, generator=torch.Generator().manual_seed(3)), dim=1
)
PAIR_UNITS = np.array([[0, 1, -1, -1], [2, 3, -1, -1], [4, 5, -1, -1]])
SECTION_UNITS = np.array([[10, 11, 12, 13], [14, 15, 16, 17], [18, 19, 20, 21]])
QUESTION_UNITS = np.array([[30, -1, 32, -1], [31, -1, 32, -1], [33, -1, 34, -1]])
RIVALS = np.array([[35, -1, 36, -1], [37, -1, 38, -1], [33, -1, 34, -1]])
ROUND = np.concatenate([PAIR_UNITS, SECTION_UNITS, QUESTION_UNITS])


class ByHand:
    """A teacher that knows its vectors by heart."""

    def vectors(self, texts: Ints) -> Any:
        return VECTORS.numpy()[texts]


@pytest.fixture(scope="module")
def targets() -> Targets:
    return Targets(
        ROUND,
        rivals=RIVALS,
        teacher=cast("Teacher", ByHand()),
        recipe=RECIPE,
        device=torch.device("cpu"),
    )


def between(english: int, russian: int) -> Tensor:
    mean = 0.6 * VECTORS[english] + 0.4 * VECTORS[russian]
    return torch.nn.functional.normalize(mean, dim=0)


def cost(
    kind: Kind,
    columns: tuple[int, ...],
    units: Ints,
    *,
    targets: Targets,
    vectors: Callable[[int], Tensor],
    recipe: Recipe = RECIPE,
) -> float:
    """Return the loss of a batch where the student's vector of text i is `vectors(i)`."""

    def embed(texts: Ints) -> Tensor:
        return torch.stack([vectors(int(text)) for text in texts])

    return float(loss(Batch(kind, columns, units), embed=embed, targets=targets, recipe=recipe))


def test_a_pair_belongs_between_both_languages_and_nearer_to_english(targets: Targets) -> None:
    wanted = targets.of_texts(PAIR_UNITS)
    for place, (english, russian, *_) in enumerate(PAIR_UNITS):
        assert wanted[place].numpy() == pytest.approx(between(english, russian).numpy(), abs=1e-6)
    assert targets.of_texts(QUESTION_UNITS).numpy() == pytest.approx(
        VECTORS[[30, 31, 33]].numpy(), abs=1e-6
    )


def test_the_passages_of_questions_and_their_rivals_stand_there_once(targets: Targets) -> None:
    assert targets.passages.numpy() == pytest.approx(VECTORS[[32, 34, 36, 38]].numpy(), abs=1e-6)
    assert targets.place(QUESTION_UNITS).tolist() == [0, 0, 1]


@pytest.mark.parametrize("column", [RUSSIAN, ENGLISH])
def test_a_pair_costs_least_at_its_target(targets: Targets, column: int) -> None:
    places = {int(unit[column]): between(unit[0], unit[1]) for unit in PAIR_UNITS}
    swapped = dict(zip(places, [*places.values()][1:] + [*places.values()][:1], strict=True))
    right, wrong = (
        cost("pair", (column,), PAIR_UNITS, targets=targets, vectors=known.__getitem__)
        for known in (places, swapped)
    )
    assert right < 0.1
    assert wrong > 10


def test_a_question_is_told_from_its_rivals_passages(targets: Targets) -> None:
    only = Recipe(question_distance=0)
    asked = dict(zip((30, 31, 33), (VECTORS[32], VECTORS[32], VECTORS[34]), strict=True))
    lost = asked | {30: VECTORS[38]}
    right, wrong = (
        cost(
            "question",
            (ENGLISH,),
            QUESTION_UNITS,
            targets=targets,
            vectors=known.__getitem__,
            recipe=only,
        )
        for known in (asked, lost)
    )
    assert right < 1
    assert wrong > right + 3


def test_a_heading_goes_to_its_passage_as_the_student_reads_it(targets: Targets) -> None:
    columns = (ENGLISH, RUSSIAN_PASSAGE)
    # Wherever that is, heading and passage together.
    together = {10: 0, 13: 0, 14: 1, 17: 1, 18: 2, 21: 2}
    apart = together | {10: 1, 14: 0}

    def place(places: dict[int, int], text: int) -> Tensor:
        return axes[places[text]]

    axes: Tensor = torch.linalg.qr(torch.randn(8, 8, generator=torch.Generator().manual_seed(4)))[0]
    right, wrong = (
        cost(
            "section",
            columns,
            SECTION_UNITS,
            targets=targets,
            vectors=partial(place, places),
        )
        for places in (together, apart)
    )
    assert right < wrong - 5


def test_weights_of_the_recipe_scale_their_parts(targets: Targets) -> None:
    def pairs(**weights: float) -> float:
        recipe = replace(Recipe(pair_distance=0, pair_contrast=0), **cast("Any", weights))
        return cost(
            "pair",
            (RUSSIAN,),
            PAIR_UNITS,
            targets=targets,
            vectors=VECTORS.__getitem__,
            recipe=recipe,
        )

    assert pairs() == 0
    assert pairs(pair_distance=2) == pytest.approx(2 * pairs(pair_distance=1))
    assert pairs(pair_distance=1, pair_contrast=3) == pytest.approx(
        pairs(pair_distance=1) + 3 * pairs(pair_contrast=1)
    )
