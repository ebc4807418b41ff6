"""What a stretch of the mixture is cut into: batches of one kind and of like lengths."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from index.training.recipe import Recipe
from index.training.tokens import ENGLISH, PASSAGE, RUSSIAN, RUSSIAN_PASSAGE, Ints

Kind = Literal["pair", "question", "passage", "section"]

_WAYS = (
    (
        (ENGLISH, RUSSIAN_PASSAGE),
        (RUSSIAN, RUSSIAN_PASSAGE),
        (ENGLISH, RUSSIAN_PASSAGE),
        (RUSSIAN, RUSSIAN_PASSAGE),
    ),
    (
        (RUSSIAN, PASSAGE),
        (ENGLISH, PASSAGE),
        (ENGLISH, RUSSIAN_PASSAGE),
        (RUSSIAN, PASSAGE),
    ),
)
"""Which heading asks for which passage, for each quarter of the sections, once and once again."""


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Units that are learned in one step, int64[n, 4], and the columns of them that are read.

    A `pair` is read in one language, a `question` without its passage, a `passage` without its
    question, a `section` with its heading: (heading, passage).
    """

    kind: Kind
    columns: tuple[int, ...]
    units: Ints

    @property
    def name(self) -> str:
        """Return what the log calls it."""
        names = ("en", "ru", "en", "ru")
        return "-".join([self.kind, *(names[column] for column in self.columns)])


def cut(
    units: Ints,
    lengths: Ints,
    *,
    recipe: Recipe,
    chooser: np.random.Generator,
    again: bool,
) -> list[Batch]:
    """Return the batches of a stretch in the order they are learned in.

    `lengths` are those of all texts, in pieces. Every pair is read in Russian and some in English
    too, every question, some of the questions' passages, and every section: in one way, or with
    `again` in a second one.
    """
    asked = units[:, PASSAGE] >= 0
    both = units[:, RUSSIAN] >= 0
    pairs, sections, questions = (
        chooser.permutation(units[kept]) for kept in (both & ~asked, both & asked, ~both)
    )
    english = pairs[: int(recipe.english_share * len(pairs))]
    passages = questions[: int(recipe.passage_share * len(questions))]
    parts: list[tuple[Kind, tuple[int, ...], Ints, int]] = [
        ("pair", (RUSSIAN,), pairs, recipe.largest_batch),
        ("pair", (ENGLISH,), english, recipe.largest_batch),
        ("question", (ENGLISH,), questions, recipe.largest_batch),
        ("passage", (PASSAGE,), passages, recipe.largest_batch),
    ]
    for ways in _WAYS[: 1 + again]:
        quarters = np.array_split(sections, len(ways))
        parts += [
            ("section", columns, quarter, recipe.largest_section_batch)
            for columns, quarter in zip(ways, quarters, strict=True)
        ]
    batches = [
        Batch(kind, columns, part[rows])
        for kind, columns, part, most in parts
        for rows in by_length(
            lengths[part[:, columns]].sum(axis=1), pieces=recipe.pieces_in_batch, most=most
        )
    ]
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
