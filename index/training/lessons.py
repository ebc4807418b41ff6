"""What a batch teaches: where its texts should be, and what they must be told from.

Reimers and Gurevych 2020, *Making Monolingual Sentence Embeddings Multilingual using Knowledge
Distillation*, with the network as it starts for a teacher: a pair goes to a mean of the teacher's
English and Russian, so that the languages meet nearer to where it puts its English. With it InfoNCE
(van den Oord, Li and Vinyals 2018) among the batch, and of questions among many passages as the
teacher reads them. Headings and sections are free to go where they are told apart best.
"""

from typing import Protocol

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import cross_entropy, normalize

from index.training.batches import Batch
from index.training.recipe import Recipe
from index.training.teacher import Teacher
from index.training.tokens import ENGLISH, PASSAGE, RUSSIAN, RUSSIAN_PASSAGE, Ints

Parts = tuple[Tensor, Tensor, Tensor]
"""The vectors of n passages and of their m sentences, float32[n, dimension] and float32[m,
dimension], and the passages of these, int64[m]."""


class Student(Protocol):
    """What learns, and reads the texts of a batch by their numbers."""

    def embed(self, texts: Ints) -> Tensor:
        """Return the vectors of texts, float32[n, dimension]."""
        ...

    def embed_parts(self, texts: Ints) -> Parts:
        """Return the vectors of passages and of their sentences where they stand."""
        ...


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
        self._teacher = teacher
        self._device = device
        taught = units[units[:, RUSSIAN_PASSAGE] < 0]
        texts = taught[:, [ENGLISH, RUSSIAN]]
        bank = np.concatenate([taught[:, PASSAGE], rivals[:, PASSAGE]])
        self._passages = np.unique(bank[bank >= 0])
        self._texts = np.unique(np.concatenate([texts[texts >= 0], self._passages]))
        self._vectors = torch.from_numpy(teacher.vectors(self._texts)).to(device)
        self.passages = normalize(self._of(self._passages), dim=-1)
        """Those of the questions and their rivals, each once, float32[passages, dimension]."""

    def sentences(self, texts: Ints) -> Tensor:
        """Return where the sentences of passages belong, float32[m, dimension]."""
        return self._teacher.sentences(texts)

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


def loss(batch: Batch, *, student: Student, targets: Targets, recipe: Recipe) -> Tensor:
    """Return what the student's vectors of a batch cost, a scalar."""
    learn = {"pair": _pairs, "question": _questions, "section": _sections}
    return learn[batch.kind](batch, student, targets, recipe)


def _pairs(batch: Batch, student: Student, targets: Targets, recipe: Recipe) -> Tensor:
    vectors = student.embed(batch.units[:, batch.columns[0]])
    wanted = targets.of_texts(batch.units)
    return recipe.pair_distance * _distance(vectors, wanted) + recipe.pair_contrast * _contrast(
        vectors @ wanted.T, recipe
    )


def _questions(batch: Batch, student: Student, targets: Targets, recipe: Recipe) -> Tensor:
    vectors = student.embed(batch.units[:, ENGLISH])
    passages, sentences, owners = student.embed_parts(batch.units[:, PASSAGE])
    right = targets.place(batch.units)
    distance = _distance(vectors, targets.of_texts(batch.units))
    distance = distance + _distance(passages, targets.passages[right])
    scores = vectors @ targets.passages.T
    return (
        recipe.question_distance * distance
        + recipe.question_contrast * _contrast(scores, recipe, right=right)
        + _of_sentences(
            batch.units[:, PASSAGE],
            asking=vectors,
            passages=passages,
            sentences=sentences,
            owners=owners,
            targets=targets,
            recipe=recipe,
        )
    )


def _sections(batch: Batch, student: Student, targets: Targets, recipe: Recipe) -> Tensor:
    """Tell headings from the batch's sections and sections from its headings, both as read."""
    heading = student.embed(batch.units[:, batch.columns[0]])
    texts = batch.units[:, batch.columns[1]]
    passages, sentences, owners = student.embed_parts(texts)
    scores = heading @ passages.T
    return recipe.section_contrast * (
        _contrast(scores, recipe) + _contrast(scores.T, recipe)
    ) + _of_sentences(
        texts,
        asking=heading,
        passages=passages,
        sentences=sentences,
        owners=owners,
        targets=targets,
        recipe=recipe,
    )


def _of_sentences(
    texts: Ints,
    *,
    asking: Tensor,
    passages: Tensor,
    sentences: Tensor,
    owners: Tensor,
    targets: Targets,
    recipe: Recipe,
) -> Tensor:
    """Keep sentences where the teacher puts them, and tell passages apart by their best ones."""
    near = sentences @ asking.T
    best = torch.full((len(texts), len(asking)), -1.0, dtype=near.dtype, device=near.device)
    best = best.scatter_reduce(0, owners.unsqueeze(1).expand_as(near), near, "amax")
    # A passage too short to be parted is its own sentence.
    parted = torch.zeros(len(texts), 1, dtype=torch.bool, device=near.device)
    parted[owners] = True
    best = torch.where(parted, best, passages @ asking.T)
    distance = _distance(sentences, targets.sentences(texts))
    return recipe.sentence_distance * distance + recipe.sentence_contrast * _contrast(
        best.T, recipe
    )


def _distance(vectors: Tensor, wanted: Tensor) -> Tensor:
    return (1 - (vectors * wanted).sum(dim=1)).sum() / max(1, len(vectors))


def _contrast(scores: Tensor, recipe: Recipe, *, right: Tensor | None = None) -> Tensor:
    """Return the cross-entropy of rows of cosines; the right ones are on the diagonal or given."""
    if right is None:
        right = torch.arange(len(scores), device=scores.device)
    return cross_entropy(scores / recipe.temperature, right)
