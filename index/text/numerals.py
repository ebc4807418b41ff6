"""Numbers as they are written otherwise than in digits: with the Romans' letters, and in words."""

import re
from collections.abc import Sequence
from functools import lru_cache

from index.text.languages.record import Language, any_of

# The Romans' ten is typed in either alphabet.
_TEN = "[X\u0425]"
ROMAN = (
    rf"(?=[IVXL\u0425])(?!L(?![IVX\u0425]))"
    rf"(?:{_TEN}C|{_TEN}L|L?{_TEN}{{0,3}})(?:I{_TEN}|IV|V?I{{0,3}})"
)
"""A pattern: a number of the Romans up to 99, in capitals, as they wrote it, but not L alone."""

_OF_LETTER = {"I": 1, "V": 5, "X": 10, "\u0425": 10, "L": 50, "C": 100}
_BETWEEN = "[ \xa0-]"
_FIRST_TEN = 20
_MOST_CACHED = 1000


def roman_value(numeral: str) -> int:
    """Return what number `numeral` is, which `ROMAN` matches as a whole."""
    values = [_OF_LETTER[letter] for letter in numeral]
    return sum(
        -value if value < max(values[place:]) else value for place, value in enumerate(values)
    )


class NumberWords:
    """The numbers from 1 to 99 as a set of languages write them in words.

    `cardinal` ("twenty-one") and `ordinal` ("twenty-first") are patterns, to be matched in either
    case.
    """

    def __init__(self, languages: Sequence[Language]) -> None:
        """Know the words of these languages."""
        self._written: list[tuple[re.Pattern[str], int]] = []
        cardinals, ordinals = list[str](), list[str]()
        for series in (language.series for language in languages):
            tens = any_of(word for of, word in series.cardinals.items() if of >= _FIRST_TEN)
            for written, patterns in (
                (series.cardinals, cardinals),
                (series.ordinals, ordinals),
            ):
                ones = any_of(word for of, word in written.items() if of < 10)  # noqa: PLR2004
                patterns += [f"{tens}{_BETWEEN}{ones}", *written.values()]
                self._written += [
                    (re.compile(words, re.IGNORECASE), value) for value, words in written.items()
                ]
        self.cardinal = rf"{any_of(cardinals)}(?!\w)"
        self.ordinal = rf"{any_of(ordinals)}(?!\w)"
        self.value = lru_cache(maxsize=_MOST_CACHED)(self._value_of)

    def _value_of(self, words: str) -> int:
        """Return what number the words are, which one of the patterns matches as a whole."""
        return sum(
            next(value for pattern, value in self._written if pattern.fullmatch(word))
            for word in re.split(_BETWEEN, words)
        )
