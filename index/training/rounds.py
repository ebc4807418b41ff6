"""The mixture in rounds: some sections, some pairs and some questions each, in training order."""

import numpy as np

from index.errors import InvalidInput
from index.training.recipe import Recipe
from index.training.tokens import PASSAGE, RUSSIAN, RUSSIAN_PASSAGE, Ints


class Rounds:
    """Units of each kind, int64[n, 4], taken in order and from the beginning again at the end."""

    def __init__(self, units: Ints, lengths: Ints, *, recipe: Recipe) -> None:
        """Choose by `lengths`, those of all texts; raises InvalidInput where none is left."""
        asked, both = units[:, PASSAGE] >= 0, units[:, RUSSIAN] >= 0
        pairs, sections = units[both & ~asked], units[both & asked]
        passages = lengths[sections[:, [PASSAGE, RUSSIAN_PASSAGE]]]
        kept = (
            (lengths[sections[:, RUSSIAN]] >= recipe.shortest_heading)
            & (passages[:, 1] >= recipe.shortest_section)
            & (passages.max(axis=1, initial=0) <= recipe.longest_section)
        )
        self._pools = (
            (sections[kept], recipe.sections_in_round),
            (pairs[lengths[pairs[:, RUSSIAN]] >= recipe.shortest_pair], recipe.pairs_in_round),
            (units[~both], recipe.questions_in_round),
        )
        self._rivals = recipe.rivals
        self.size = sum(min(size, len(pool)) for pool, size in self._pools)
        """Units of a round."""
        if not self.size:
            raise InvalidInput("the mixture has no row that is as long as the recipe wants them")

    def __len__(self) -> int:
        """Return how many rounds learn every section once."""
        sections, size = self._pools[0]
        return max(1, -(-len(sections) // size))

    def units(self, number: int) -> Ints:
        """Return the units of a round, int64[n, 4]."""
        return np.concatenate([_take(pool, number * size, size) for pool, size in self._pools])

    def rivals(self, number: int) -> Ints:
        """Return the questions whose passages are wrong answers in a round, int64[n, 4].

        They stay the same for many rounds: a teacher has to read their passages.
        """
        questions, size = self._pools[-1]
        first = number * size // self._rivals * self._rivals
        return _take(questions, first, self._rivals)


def _take(pool: Ints, first: int, size: int) -> Ints:
    if not len(pool):
        return pool
    rows = np.arange(first, first + min(size, len(pool)))
    return pool[rows % len(pool)]
