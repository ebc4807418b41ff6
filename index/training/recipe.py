"""The numbers of a run: how fast it learns, from what, and for how long."""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import Any, Self

from index.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class Changeable:
    """Numbers that a command line can change."""

    def change(self, changes: Iterable[str]) -> Self:
        """Return the recipe with changes that are written NAME=VALUE; raises InvalidInput."""
        recipe = self
        for change in changes:
            name, _, value = change.partition("=")
            known: Any = getattr(recipe, name, None)
            try:
                recipe = replace(recipe, **{name: type(known)(value)})
            except (TypeError, ValueError):
                listed = ", ".join(field.name for field in fields(self))
                raise InvalidInput(
                    f"the recipe has no {change}: give NAME=VALUE, NAME being one of {listed}"
                ) from None
        return recipe


@dataclass(frozen=True, slots=True)
class Recipe(Changeable):
    """What can be changed from run to run; lengths are in pieces.

    Of each kind of batch, `…_distance` weighs how far the vectors are from their targets, and
    `…_contrast` how they are told from what is not theirs.
    """

    layer_rate: float = 6e-5
    weight_decay: float = 0.01
    second_moment: float = 0.98
    warm_up_steps: int = 40
    least_rate: float = 0.02
    """The share of the rate that is left at the end."""
    largest_gradient: float = 1.0

    average_decay: float = 0.995
    """Of the running average of the weights, which is what `export` writes, a step."""
    average_every: int = 5

    english_target: float = 0.6
    """What the teacher's English counts beside its Russian in the target of a pair."""
    temperature: float = 0.02
    pair_distance: float = 8.0
    pair_contrast: float = 0.5
    question_distance: float = 4.0
    question_contrast: float = 0.3
    section_contrast: float = 0.5
    sentence_distance: float = 2.0
    sentence_contrast: float = 0.3

    sections_in_round: int = 240
    pairs_in_round: int = 400
    questions_in_round: int = 160
    rivals: int = 4096
    """Questions whose passages are the wrong answers to each other."""
    sections_in_batch: int = 20
    pairs_in_batch: int = 160
    pieces_in_batch: int = 3072
    """Of pairs, when padded."""
    english_share: float = 1 / 3
    """Of the batches of pairs, those that are read in English."""
    shortest_pair: int = 10
    shortest_heading: int = 6
    shortest_section: int = 41
    longest_section: int = 170
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Budget:
    """How long a run goes on, whichever comes first: minutes on the clock, or units learned."""

    minutes: float
    units: float

    def used(self, *, seconds: float, units: float) -> float:
        """Return the share used up, 1 when nothing is left."""
        return min(1.0, max(seconds / 60 / self.minutes, units / self.units))
