"""The words that are one typing error away from a word (Damerau 1964).

An error is a letter too many, too few, another one, or two that changed places. The words are
made, and those that an index knows are kept: that needs no list of the index's words, of which it
has none, and takes a few milliseconds. Two errors in a word are too many to make so.
"""

from collections.abc import Iterator
from functools import cache
from typing import Literal

Error = Literal["exchanged", "left out", "doubled", "too many", "another"]
"""What was typed: two letters exchanged, one left out, one twice, one too many, one for another."""

SHORTEST = 4
"""Words of fewer letters have too many neighbours that are other words."""

LONGEST = 24
"""Longer ones are no words that anybody types."""

_ALIKE = ("ао", "еиэя", "aeiou", "cks")
"""Letters that people write for each other at a word's beginning, where none is heard clearly."""

_KEYS = ("йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю", "qwertyuiop", "asdfghjkl", "zxcvbnm")

_ALPHABETS = ("abcdefghijklmnopqrstuvwxyz", "абвгдежзийклмнопрстуфхцчшщъыьэюя")


def corrections(word: str) -> Iterator[tuple[str, Error]]:
    """Yield the words that one error makes `word` of, in small letters; some more than once.

    The first letter is hardly ever a wrong one (Kukich 1992, Techniques for automatically
    correcting words in text): it may be missing or have changed places, and is another only where
    that sounds alike or is the next key.
    """
    if not SHORTEST <= len(word) <= LONGEST:
        return
    alphabet = next((letters for letters in _ALPHABETS if word[0] in letters), "")
    for place in range(len(word) - 1):
        one, two = word[place], word[place + 1]
        if one != two:
            yield word[:place] + two + one + word[place + 2 :], "exchanged"
    for place in range(1, len(word)):
        doubled = word[place] == word[place - 1]
        yield word[:place] + word[place + 1 :], "doubled" if doubled else "too many"
    for place in range(len(word) + 1):
        for letter in alphabet:
            yield word[:place] + letter + word[place:], "left out"
    for place in range(len(word)):
        for letter in alphabet if place else _taken_for(word[0]):
            if letter != word[place]:
                yield word[:place] + letter + word[place + 1 :], "another"


@cache
def _taken_for(first: str) -> str:
    """Return the letters that a word may begin with instead."""
    beside = [
        row[max(0, at - 1) : at] + row[at + 1 : at + 2]
        for row in _KEYS
        if (at := row.find(first)) >= 0
    ]
    alike = [sounds.replace(first, "") for sounds in _ALIKE if first in sounds]
    return "".join(dict.fromkeys("".join([*alike, *beside])))
