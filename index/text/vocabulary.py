"""A list of words, and those of them that are two typing errors away from a word.

All words are compared at once by what they are made of: an error changes the length by one letter
at most, and the set of letters by two. The few that are left are measured one by one.
"""

from bisect import bisect_left
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

MOST_ERRORS = 2

_LETTERS = "abcdefghijklmnopqrstuvwxyzабвгдежзийклмнопрстуфхцчшщъыьэюя"
_LINE_FEED = 0x0A


class Vocabulary:
    """Words in small letters, sorted, given as UTF-8 with a line feed after each."""

    def __init__(self, words: bytes) -> None:
        """Look in `words`; that takes a moment when the first word is looked for."""
        self._words = words

    @cached_property
    def _made(self) -> tuple[NDArray[np.int64], NDArray[np.uint8], NDArray[np.uint64]]:
        """Return where words begin in bytes, one more at the end; their lengths; their letters."""
        raw = np.frombuffer(self._words, np.uint8)
        starts = np.concatenate([[0], np.flatnonzero(raw == _LINE_FEED) + 1]).astype(np.int64)
        codes = np.frombuffer(self._words.decode("utf-8").encode("utf-32-le"), np.uint32)
        ends = np.flatnonzero(codes == _LINE_FEED)
        bits = np.full(int(codes.max()) + 1, 1 << len(_LETTERS), np.uint64)
        bits[_LINE_FEED] = 0
        for place, letter in enumerate(_LETTERS):
            bits[ord(letter) : ord(letter) + 1] = 1 << place
        begins = np.concatenate([[0], ends[:-1] + 1])
        lengths = np.minimum(ends - begins, 255).astype(np.uint8)
        return starts, lengths, np.bitwise_or.reduceat(bits[codes], begins)

    def near(self, word: str) -> dict[str, int]:
        """Return the words within two errors that begin as `word` does, with how many these are."""
        if not word or not self._words:
            return {}
        starts, lengths, letters = self._made
        first, last = self._beginning_as(word)
        like = np.abs(lengths[first:last].astype(np.int16) - len(word)) <= MOST_ERRORS
        differing = np.bitwise_count(letters[first:last] ^ _set_of(word))
        places = np.flatnonzero(like & (differing <= 2 * MOST_ERRORS)) + first
        parts = _parts(word)
        found = {}
        for place in places.tolist():
            other = self._words[starts[place] : starts[place + 1] - 1].decode("utf-8")
            # Of three parts two errors leave one as it is.
            if any(other.find(part, low, high) >= 0 for part, low, high in parts):
                errors = distance(word, other)
                if errors <= MOST_ERRORS:
                    found[other] = errors
        return found

    def _beginning_as(self, word: str) -> tuple[int, int]:
        """Return the first and the end of the words that begin with the same letter."""
        starts = self._made[0]
        numbers = range(len(starts) - 1)

        def term(place: int) -> bytes:
            return self._words[starts[place] : starts[place + 1] - 1]

        first = bisect_left(numbers, word[0].encode(), key=term)
        return first, bisect_left(numbers, chr(ord(word[0]) + 1).encode(), key=term)


def _parts(word: str) -> list[tuple[str, int, int]]:
    """Return three parts of a word, each with where it may stand in one that is near to it."""
    third = max(1, len(word) // 3)
    spans = [(0, third), (third, 2 * third), (2 * third, len(word))]
    return [
        (word[start:end], max(0, start - MOST_ERRORS), end + MOST_ERRORS) for start, end in spans
    ]


def distance(one: str, other: str, *, most: int = MOST_ERRORS) -> int:
    """Return how many typing errors are between two words, `most` + 1 for more than `most`.

    That is optimal string alignment: letters too many, too few, others, or two exchanged.
    """
    far = most + 1
    length = len(other)
    if abs(len(one) - length) > most:
        return far
    before: list[int] = []
    row: list[int] = [*range(far), *[far] * (length - most)]
    for place, letter in enumerate(one, 1):
        last, row = row, [far] * (length + 1)
        row[0] = least = min(place, far)
        for at in range(max(1, place - most), min(length, place + most) + 1):
            cost = last[at - 1]
            if letter != other[at - 1]:
                cost = min(cost, last[at], row[at - 1]) + 1
                exchanged = place > 1 < at and letter == other[at - 2]
                if exchanged and other[at - 1] == one[place - 2]:
                    cost = min(cost, before[at - 2] + 1)
            row[at] = min(cost, far)
            least = min(least, row[at])
        if least == far and min(last) >= most:
            return far
        before = last
    return row[length]


def _set_of(word: str) -> np.uint64:
    places = (_LETTERS.find(letter) for letter in word)
    return np.uint64(sum({1 << (place if place >= 0 else len(_LETTERS)) for place in places}))
