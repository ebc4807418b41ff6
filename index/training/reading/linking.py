"""Which word of a sentence stands for which of its translation, one for one.

The surest links are taken first, and of alike ones those whose words stand in like places (Melamed
2000, *Models of Translational Equivalence among Words*, competitive linking).
"""

from dataclasses import dataclass

from index.training.reading.lexicon import CERTAIN, Lexicon, Word, words_of

LEAST_CERTAIN = 0.06
CLOSENESS = 0.15
"""How much of a link's certainty its place may add."""

Links = dict[int, tuple[int, float]]
"""The Russian word of an English one, by number, and how sure that is."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence in both languages with its words.

    `links` has the Russian word of an English one, by number, and how sure that is.
    """

    texts: tuple[str, str]
    words: tuple[list[Word], list[Word]]
    links: Links


def align_words(english: str, russian: str, lexicon: Lexicon) -> Sentence:
    """Link the words of a sentence with those of its translation, the surest first."""
    left, right = words_of(english), words_of(russian)
    places: dict[str, list[int]] = {}
    for place, word in enumerate(right):
        places.setdefault(word.stem, []).append(place)
    capitals = [place for place, word in enumerate(right) if word.text[0].isupper()]
    found: list[tuple[float, float, int, int]] = []
    for at, word in enumerate(left):
        candidates = {
            place: lexicon.certainty(word, right[place])
            for other in (word.stem, *lexicon.forward.get(word.stem, {}))
            for place in places.get(other, ())
        }
        if word.text[0].isupper() and max(candidates.values(), default=0.0) < CERTAIN:
            candidates |= {place: lexicon.certainty(word, right[place]) for place in capitals}
        for place, certainty in candidates.items():
            if certainty > LEAST_CERTAIN:
                away = abs(at / len(left) - place / len(right))
                found.append((certainty + CLOSENESS * (1 - 2 * away), certainty, at, place))
    links: Links = {}
    taken: set[int] = set()
    for _, certainty, at, place in sorted(found, reverse=True):
        if at not in links and place not in taken:
            links[at] = place, certainty
            taken.add(place)
    return Sentence((english, russian), (left, right), links)
