"""Sentences of one source that share rare words with another sentence."""

import random
from collections import Counter
from collections.abc import Sequence

MOST_WITH_WORD = 40
"""A word that more sentences have is not rare."""
BEST = 4
Place = tuple[int, int]
"""Which text, and which of its sentences."""


class Near:
    """The sentences of some texts by the rare ones of their stems."""

    def __init__(self, texts: Sequence[Sequence[frozenset[str]]]) -> None:
        """Take the texts as the stems of their sentences."""
        self._texts = texts
        self._places: dict[str, list[Place]] = {}
        for number, sentences in enumerate(texts):
            for place, stems in enumerate(sentences):
                for each in sorted(stems):
                    self._places.setdefault(each, []).append((number, place))

    def find(self, number: int, place: int, *, apart: int, chooser: random.Random) -> Place | None:
        """Return a sentence with like words that is `apart` from this one, None where none is."""
        shared: Counter[Place] = Counter()
        for each in sorted(self._texts[number][place]):
            places = self._places[each]
            if 1 < len(places) <= MOST_WITH_WORD:
                shared.update(places)
        found = [
            other
            for other, _ in shared.most_common(BEST + 2 * apart)
            if other[0] != number or abs(other[1] - place) >= apart
        ]
        return chooser.choice(found[:BEST]) if found else None
