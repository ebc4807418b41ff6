"""What a batch teaches: where its texts should be, and what they must be told from.

Reimers and Gurevych 2020, *Making Monolingual Sentence Embeddings Multilingual using Knowledge
Distillation*, with the network as it starts for a teacher: a pair goes to a mean of the teacher's
English and Russian, so that the languages meet nearer to where it puts its English. With it InfoNCE
(van den Oord, Li and Vinyals 2018) among the batch, and of questions among many passages as the
teacher reads them. Headings and sections are free to go where they are told apart best.
"""

from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import cross_entropy, normalize

from index.training.batches import Batch
from index.training.recipe import Recipe
from index.training.teacher import Teacher
from index.training.tokens import ENGLISH, PASSAGE, RUSSIAN, RUSSIAN_PASSAGE, Ints

Embed = Callable[[Ints], Tensor]
"""The numbers of texts to the student's vectors of them, float32[n, dimension]."""


class Targets:
    """The teacher's vectors of a round of units."""

    def __init__(
        self,
        units: Ints,
        *,
        rivals: Ints,
        teacher: Teacher,
        recipe: Recipe,
        device: torch.device,
    ) -> None:
        """Ask the teacher for what pairs and questions need; `rivals` are more questions."""
        self._recipe = recipe
        self._device = device
        taught = units[units[:, RUSSIAN_PASSAGE] < 0]
        texts = taught[:, [ENGLISH, RUSSIAN]]
        bank = np.concatenate([taught[:, PASSAGE], rivals[:, PASSAGE]])
        self._passages = np.unique(bank[bank >= 0])
        self._texts = np.unique(np.concatenate([texts[texts >= 0], self._passages]))
        self._vectors = torch.from_numpy(teacher.vectors(self._texts)).to(device)
        self.passages = normalize(self._of(self._passages), dim=-1)
        """Those of the questions and their rivals, each once, float32[passages, dimension]."""

    def of_texts(self, units: Ints) -> Tensor:
        """Return where the first two columns of units belong, float32[n, dimension]."""
        return self._between(units[:, ENGLISH], units[:, RUSSIAN])

    def place(self, units: Ints) -> Tensor:
        """Return the rows that the passages of questions have among `passages`, int64[n]."""
        rows = np.searchsorted(self._passages, units[:, PASSAGE])
        return torch.from_numpy(rows).to(self._device)

    def _between(self, english: Ints, russian: Ints) -> Tensor:
        """Return the mean of both languages' vectors, or the English where there is no Russian."""
        vectors = self._of(english)
        both = torch.from_numpy(russian >= 0).to(self._device)
        of_russian = self._of(russian[russian >= 0])
        vectors[both] = torch.lerp(of_russian, vectors[both], self._recipe.english_target)
        return normalize(vectors, dim=-1)

    def _of(self, texts: Ints) -> Tensor:
        rows = torch.from_numpy(np.searchsorted(self._texts, texts)).to(self._device)
        return self._vectors[rows]


def loss(batch: Batch, *, embed: Embed, targets: Targets, recipe: Recipe) -> Tensor:
    """Return what the student's vectors of a batch cost, a scalar."""
    learn = {"pair": _pairs, "question": _questions, "section": _sections}
    return learn[batch.kind](batch, embed, targets, recipe)


def _pairs(batch: Batch, embed: Embed, targets: Targets, recipe: Recipe) -> Tensor:
    vectors = embed(batch.units[:, batch.columns[0]])
    wanted = targets.of_texts(batch.units)
    return recipe.pair_distance * _distance(vectors, wanted) + recipe.pair_contrast * _contrast(
        vectors @ wanted.T, recipe
    )


def _questions(batch: Batch, embed: Embed, targets: Targets, recipe: Recipe) -> Tensor:
    vectors = embed(batch.units[:, ENGLISH])
    distance = _distance(vectors, targets.of_texts(batch.units))
    scores = vectors @ targets.passages.T
    return recipe.question_distance * distance + recipe.question_contrast * _contrast(
        scores, recipe, right=targets.place(batch.units)
    )


def _sections(batch: Batch, embed: Embed, targets: Targets, recipe: Recipe) -> Tensor:
    """Tell headings from the batch's sections and sections from its headings, both as read."""
    del targets
    heading, passage = (embed(batch.units[:, column]) for column in batch.columns)
    scores = heading @ passage.T
    return recipe.section_contrast * (_contrast(scores, recipe) + _contrast(scores.T, recipe))


def _distance(vectors: Tensor, wanted: Tensor) -> Tensor:
    return 1 - (vectors * wanted).sum(dim=1).mean()


def _contrast(scores: Tensor, recipe: Recipe, *, right: Tensor | None = None) -> Tensor:
    """Return the cross-entropy of rows of cosines; the right ones are on the diagonal or given."""
    if right is None:
        right = torch.arange(len(scores), device=scores.device)
    return cross_entropy(scores / recipe.temperature, right)
