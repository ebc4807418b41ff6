"""Which stem translates which, counted in the parallel text, and what the words of a text are.

Over stems, since the forms of a Russian word are many and a phrase is looked for whatever its case.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple

import numpy as np

from index.text.languages import ENGLISH, RUSSIAN
from index.text.names import cyrillic_key, latin_keys
from index.training.alignment import align, align_backwards, count_couples
from index.training.data import Pair, read_pairs

LEAST_PROBABILITY = 0.03
LEAST_COUNT = 2
LONGEST = 40
MOST_TITLES = 120_000
OWN_SHARE = 0.04
"""How often a stem comes back through its translations as another, at the least, to be like it."""

CERTAIN = 0.3
"""From here on it need not be seen whether two words sound alike."""
_WORD = re.compile(r"\d+(?:[.,]\d+)*(?!\w)|\w+(?:['’-]\w+)*")
_RUSSIAN = re.compile("[а-яё]")
_KEY = 3
FUNCTION_WORDS = frozenset((ENGLISH.function_words + RUSSIAN.function_words).split())


class Word(NamedTuple):
    """A word as it stands and where it does, its stem, and whether it carries no content."""

    text: str
    start: int
    end: int
    stem: str
    is_function: bool

    @property
    def is_number(self) -> bool:
        """Whether it is written in digits."""
        return self.text[0].isdecimal()


@cache
def word_lists() -> Mapping[str, tuple[str, ...]]:
    """Return the lists of `words.txt` by their headings."""
    lines = (Path(__file__).parent / "words.txt").read_text(encoding="utf-8").splitlines()
    found: dict[str, tuple[str, ...]] = {}
    for heading, line in zip(lines[::2], lines[1::2], strict=True):
        found[heading.removeprefix("@")] = tuple(line.split("|") if "|" in line else line.split())
    return found


@lru_cache(maxsize=1 << 18)
def stem(word: str) -> str:
    """Return the stem of a word in either language."""
    lower = word.lower().replace("ё", "е")
    return RUSSIAN.stem(lower) if _RUSSIAN.search(lower) else ENGLISH.stem(lower)


@lru_cache(maxsize=1 << 18)
def is_function(word: str) -> bool:
    """Return whether a word carries no content."""
    return word.lower().replace("ё", "е") in FUNCTION_WORDS


def words_of(text: str) -> list[Word]:
    """Return the words of a text in order."""
    return [
        Word(word := found.group(), found.start(), found.end(), stem(word), is_function(word))
        for found in _WORD.finditer(text)
    ]


def stems_of(text: str) -> str:
    """Return the stems of the words of a text with a space around each."""
    return f" {' '.join(map(stem, _WORD.findall(text)))} "


def content_of(text: str) -> frozenset[str]:
    """Return the stems of the words of content of a text."""
    return frozenset(stem(word) for word in _WORD.findall(text) if not is_function(word))


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The translations of stems, both ways, and the forms that were met.

    `forward[english][russian]` is P(russian | english), `backward[russian][english]` the reverse.
    `after` has how often a Russian form stood behind a preposition, `counts` how often a form was
    met and `small` how often in small letters; `people` are names of people in small letters.
    """

    forward: Mapping[str, Mapping[str, float]]
    backward: Mapping[str, Mapping[str, float]]
    forms: Mapping[str, Mapping[str, int]]
    after: Mapping[str, int]
    counts: Mapping[str, int]
    small: Mapping[str, int]
    people: frozenset[str]
    _alike: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def certainty(self, english: Word, russian: Word) -> float:
        """Return how surely two words are each other's translation, from 0 to 1."""
        if english.stem == russian.stem:
            return 1.0
        forward = self.forward.get(english.stem, {}).get(russian.stem, 0.0)
        if forward:
            both: float = (forward * self.backward[russian.stem][english.stem]) ** 0.5
            if both > CERTAIN:
                return both
        else:
            both = 0.0
        return 0.8 if sound_alike(english, russian) else both

    def is_proper(self, word: str) -> bool:
        """Return whether a word is hardly ever written in small letters."""
        lower = word.lower()
        return self.small.get(lower, 0) <= 0.04 * self.counts.get(lower, 0)

    def alike(self, stem: str) -> tuple[str, ...]:
        """Return the stems of the same language that share the translations of this one."""
        known = self._alike.get(stem)
        if known is None:
            there, back = self.forward, self.backward
            if stem not in there:
                there, back = back, there
            shares: dict[str, float] = {}
            for other, probability in there.get(stem, {}).items():
                for own, returned in back[other].items():
                    shares[own] = shares.get(own, 0.0) + probability * returned
            likely = sorted(shares, key=lambda own: (-shares[own], own))[:5]
            known = self._alike[stem] = tuple(
                own
                for own in likely
                if shares[own] > OWN_SHARE
                and own != stem
                and own not in FUNCTION_WORDS
                and own.isalpha()
            )
        return known

    def form(self, stem: str, like: str) -> str:
        """Return a form of a stem, with the ending that the word `like` has where there is one."""
        counted = self.forms.get(stem)
        if not counted:
            return stem
        least = 0.03 * max(counted.values())
        known = {form: count for form, count in counted.items() if count > least}
        for length in (3, 2, 1):
            fitting = [form for form in known if form[-length:] == like[-length:]]
            if fitting:
                return max(fitting, key=lambda form: known[form])
        return max(known, key=lambda form: known[form])


def learn_lexicon(data: Path) -> Lexicon:
    """Return what the parallel text under `data` says."""
    numbers: dict[str, int] = {}
    counts: Counter[str] = Counter()
    after: Counter[str] = Counter()
    small: Counter[str] = Counter()
    people: set[str] = set()
    forms: dict[str, Counter[str]] = {}
    prepositions = frozenset(word_lists()["ru prepositions"])
    sides: tuple[list[list[int]], list[list[int]]] = ([], [])
    for pair in _pairs(data):
        written = [_WORD.findall(text) for text in (pair.english, pair.russian)]
        if not all(0 < len(side) <= LONGEST for side in written):
            continue
        both = [[word.lower() for word in side] for side in written]
        if pair.origin == "wikidata":
            people.update(both[0])
        elif pair.origin != "wikipedia-titles":
            for side in written:
                counts.update(word.lower() for word in side)
                small.update(word for word in side if word[0].islower())
        for side, rows in zip(both, sides, strict=True):
            rows.append(sorted({numbers.setdefault(stem(word), len(numbers)) for word in side}))
            for word in side:
                forms.setdefault(stem(word), Counter())[word] += 1
        after.update(
            word for last, word in zip(both[1], both[1][1:], strict=False) if last in prepositions
        )
    frequent = np.zeros(len(numbers), np.int32)
    for rows in sides:
        np.add.at(frequent, np.fromiter(chain.from_iterable(rows), np.int32), 1)
    kept = frequent >= LEAST_COUNT
    rare = [[[n for n in row if kept[n]] for row in rows] for rows in sides]
    del sides
    forward, backward = _tables(rare[0], rare[1], list(numbers))
    return Lexicon(forward, backward, forms, after, counts, small, frozenset(people))


_Table = dict[str, dict[str, float]]


def _tables(
    english: Sequence[Sequence[int]], russian: Sequence[Sequence[int]], stems: list[str]
) -> tuple[_Table, _Table]:
    couples = count_couples(english, russian)
    there = align(couples, iterations=5).probability
    back = align_backwards(couples, iterations=5).probability
    kept = np.sqrt(there * back) > LEAST_PROBABILITY
    forward: _Table = {}
    backward: _Table = {}
    for one, other, forth, again in zip(
        couples.source[kept].tolist(),
        couples.target[kept].tolist(),
        there[kept].tolist(),
        back[kept].tolist(),
        strict=True,
    ):
        forward.setdefault(stems[one], {})[stems[other]] = forth
        backward.setdefault(stems[other], {})[stems[one]] = again
    return forward, backward


def _pairs(data: Path) -> Iterator[Pair]:
    yield from read_pairs(data, "general-human")
    yield from read_pairs(data, "misc-human")
    yield from islice(read_pairs(data, "docs-human"), 0, None, 4)
    yield from islice(read_pairs(data, "titles"), MOST_TITLES)
    yield from read_pairs(data, "dictionary")
    yield from read_pairs(data, "names")


_latin_keys = lru_cache(maxsize=1 << 16)(latin_keys)
_cyrillic_key = lru_cache(maxsize=1 << 16)(cyrillic_key)


def sound_alike(english: Word, russian: Word) -> bool:
    """Return whether two words with a capital are spellings of one name."""
    if not (english.text[0].isupper() and russian.text[0].isupper()):
        return False
    key = _cyrillic_key(russian.text)
    return len(key) >= _KEY and any(
        key == other or (len(key) > _KEY + 1 and key[:-1] == other)
        for other in _latin_keys(english.text)
    )
