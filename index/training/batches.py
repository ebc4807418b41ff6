"""What a round is cut into: batches of one kind and of like lengths."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from index.training.recipe import Recipe
from index.training.tokens import ENGLISH, PASSAGE, RUSSIAN, RUSSIAN_PASSAGE, Ints

Kind = Literal["pair", "question", "section"]

_WAYS = (
    *((ENGLISH, RUSSIAN_PASSAGE), (RUSSIAN, RUSSIAN_PASSAGE)) * 2,
    (RUSSIAN, PASSAGE),
    (ENGLISH, PASSAGE),
)
"""Which heading asks for which passage: mostly for the Russian one, which e5 lacks."""


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Units that are learned in one step, int64[n, 4], and the columns of them that are read.

    A `pair` is read in one language, a `question` without its passage, a `section` with its
    heading: (heading, passage).
    """

    kind: Kind
    columns: tuple[int, ...]
    units: Ints

    @property
    def name(self) -> str:
        """Return what the log calls it."""
        names = ("en", "ru", "en", "ru")
        return "-".join([self.kind, *(names[column] for column in self.columns)])


def cut(units: Ints, lengths: Ints, *, recipe: Recipe, chooser: np.random.Generator) -> list[Batch]:
    """Return the batches of a round in the order they are learned in.

    `lengths` are those of all texts, in pieces. Each batch of pairs is read in one of the
    languages, each of sections in one of four ways; the questions are one batch.
    """
    asked, both = units[:, PASSAGE] >= 0, units[:, RUSSIAN] >= 0
    pairs, sections, questions = units[both & ~asked], units[both & asked], units[~both]
    batches: list[Batch] = []
    order = np.argsort(lengths[sections[:, RUSSIAN_PASSAGE]], kind="stable")
    for first in range(0, len(order), recipe.sections_in_batch):
        part = sections[order[first : first + recipe.sections_in_batch]]
        batches.append(Batch("section", _WAYS[chooser.integers(len(_WAYS))], part))
    for rows in by_length(
        lengths[pairs[:, RUSSIAN]], pieces=recipe.pieces_in_batch, most=recipe.pairs_in_batch
    ):
        column = ENGLISH if chooser.random() < recipe.english_share else RUSSIAN
        batches.append(Batch("pair", (column,), pairs[rows]))
    if len(questions):
        batches.append(Batch("question", (ENGLISH,), questions))
    return [batches[place] for place in chooser.permutation(len(batches))]


def by_length(lengths: Ints, *, pieces: int, most: int) -> Iterator[Ints]:
    """Yield the numbers of all rows in batches of like lengths.

    A batch has at most `most` rows, and at most `pieces` pieces when padded.
    """
    order = np.argsort(lengths, kind="stable")
    start = 0
    for end in range(1, len(order) + 1):
        if end == len(order) or (
            lengths[order[end]] * (end + 1 - start) > pieces or end - start == most
        ):
            yield order[start:end]
            start = end
