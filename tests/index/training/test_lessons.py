"""What a batch teaches, over a teacher whose vectors are chosen by hand."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, cast

import numpy as np
import pytest
import torch
from torch import Tensor

from index.training.batches import Batch, Kind
from index.training.lessons import Parts, Targets, loss
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


SENTENCES = {12: (0, 1), 13: (2, 3), 16: (4,), 17: (5, 6), 20: (7, 8), 21: (9,), 32: (22, 23)}
"""The sentences of some passages, by the texts that have the vectors where they belong."""


def sentences_of(texts: Ints) -> tuple[list[int], list[int]]:
    """Return the sentences of passages, and the places among `texts` of theirs."""
    found = [
        (sentence, place)
        for place, text in enumerate(texts)
        for sentence in SENTENCES.get(int(text), ())
    ]
    return [sentence for sentence, _ in found], [place for _, place in found]


class ByHand:
    """A teacher that knows its vectors by heart."""

    def vectors(self, texts: Ints) -> Any:
        return VECTORS.numpy()[texts]

    def sentences(self, texts: Ints) -> Tensor:
        return VECTORS[sentences_of(texts)[0]]


@dataclass(frozen=True)
class Placed:
    """A student whose vectors of texts and sentences are where a test puts them."""

    text: Callable[[int], Tensor]
    sentence: Callable[[int], Tensor]

    def embed(self, texts: Ints) -> Tensor:
        return torch.stack([self.text(int(text)) for text in texts])

    def embed_parts(self, texts: Ints) -> Parts:
        sentences, owners = sentences_of(texts)
        vectors = [self.sentence(sentence) for sentence in sentences]
        parts = torch.stack(vectors) if vectors else torch.zeros(0, VECTORS.shape[1])
        return self.embed(texts), parts, torch.tensor(owners, dtype=torch.int64)


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
    sentences: Callable[[int], Tensor] = VECTORS.__getitem__,
    recipe: Recipe = RECIPE,
) -> float:
    """Return the loss of a batch where the student's vector of text i is `vectors(i)`."""
    student = Placed(vectors, sentences)
    return float(loss(Batch(kind, columns, units), student=student, targets=targets, recipe=recipe))


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
    only = Recipe(question_distance=0, sentence_distance=0, sentence_contrast=0)
    asked = {30: VECTORS[32], 31: VECTORS[32], 33: VECTORS[34], 32: VECTORS[32], 34: VECTORS[34]}
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


def test_a_questions_passage_stays_where_the_teacher_puts_it(targets: Targets) -> None:
    only = Recipe(question_contrast=0, sentence_distance=0, sentence_contrast=0)
    there = {text: VECTORS[text] for text in (30, 31, 33, 32, 34)}
    moved = there | {34: VECTORS[0]}

    def costs(places: dict[int, Tensor]) -> float:
        return cost(
            "question",
            (ENGLISH,),
            QUESTION_UNITS,
            targets=targets,
            vectors=places.__getitem__,
            recipe=only,
        )

    assert costs(there) == pytest.approx(0, abs=1e-5)
    away = 1 - float(VECTORS[0] @ VECTORS[34])
    assert costs(moved) == pytest.approx(only.question_distance * away / 3, abs=1e-5)


def of_sections(
    targets: Targets,
    *,
    headings: Callable[[int], Tensor] = VECTORS.__getitem__,
    sentences: Callable[[int], Tensor] = VECTORS.__getitem__,
    units: Ints = SECTION_UNITS,
    **weights: float,
) -> float:
    """Return the part of the loss of sections that is of their sentences."""
    none = {"section_contrast": 0, "sentence_distance": 0, "sentence_contrast": 0}
    return cost(
        "section",
        (ENGLISH, RUSSIAN_PASSAGE),
        units,
        targets=targets,
        vectors=headings,
        sentences=sentences,
        recipe=Recipe(**cast("Any", none | weights)),
    )


def test_sentences_belong_where_the_teacher_reads_them_alone(targets: Targets) -> None:
    assert of_sections(targets, sentence_distance=1) == pytest.approx(0, abs=1e-5)
    moved = of_sections(
        targets, sentences=lambda sentence: VECTORS[sentence + 1], sentence_distance=1
    )
    sentences = [sentence for text in (13, 17, 21) for sentence in SENTENCES[text]]
    away = [1 - float(VECTORS[sentence] @ VECTORS[sentence + 1]) for sentence in sentences]
    assert moved == pytest.approx(float(np.mean(away)), abs=1e-5)


def test_a_passage_is_as_near_as_its_nearest_sentence(targets: Targets) -> None:
    def costs(best: dict[int, int]) -> float:
        return of_sections(
            targets, headings=lambda text: VECTORS[best.get(text, text)], sentence_contrast=1
        )

    right = costs({10: 3, 14: 5, 18: 9})
    assert right < 0.5
    assert costs({10: 5, 14: 5, 18: 9}) > right + 3


def test_a_passage_too_short_to_be_parted_is_its_own_sentence(targets: Targets) -> None:
    short = np.array([[10, 11, 22, 23], [14, 15, 24, 25]])
    places = {10: VECTORS[23], 14: VECTORS[25]}
    found = of_sections(
        targets,
        units=short,
        headings=lambda text: places.get(text, VECTORS[text]),
        sentence_contrast=1,
        sentence_distance=1,
    )
    assert 0 <= found < 0.5


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
