"""English text with some of its words in Russian, so that a model reads both alike.

Which word translates which is counted in the parallel text, over words as they are written and
not over stems, since a model is to read forms that stand in texts. Code-switching for transfer
across languages: Qin et al. 2020, *CoSDA-ML: Multi-Lingual Code-Switching Data Augmentation*.
"""

import random
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

import numpy as np

from index.training.alignment import align, align_backwards, count_couples
from index.training.data import read_pairs
from index.types import Span

Choices = Mapping[str, tuple[tuple[str, ...], tuple[float, ...]]]
"""The Russian forms of an English word in lower case, with their weights."""

MOST_DOCUMENTATION = 120_000
MOST_TITLES = 120_000
LEAST_PROBABILITY = 0.06
MOST_FORMS = 4
LONGEST = 40
LEAST_COUNT = 2
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def learn_forms(data: Path) -> Choices:
    """Return what Russian forms the words of the parallel text under `data` have."""
    rows = list(_pairs(data))
    counts = Counter(word for english, russian in rows for word in chain(english, russian))
    numbers: dict[str, int] = {}
    sides = [
        [
            sorted(
                {numbers.setdefault(w, len(numbers)) for w in row[side] if counts[w] >= LEAST_COUNT}
            )
            for row in rows
        ]
        for side in (0, 1)
    ]
    couples = count_couples(*sides)
    forward, backward = (way(couples, iterations=5) for way in (align, align_backwards))
    both = np.sqrt(forward.probability * backward.probability)
    kept = both > LEAST_PROBABILITY
    words = list(numbers)
    found: dict[str, list[tuple[float, str]]] = {}
    for source, target, probability in zip(
        forward.source[kept], forward.target[kept], both[kept], strict=True
    ):
        if words[source] != words[target]:
            found.setdefault(words[source], []).append((float(probability), words[target]))
    choices = {}
    for word, forms in found.items():
        best = sorted(forms)[-MOST_FORMS:]
        choices[word] = tuple(form for _, form in best), tuple(weight for weight, _ in best)
    return choices


def _pairs(data: Path) -> Iterator[tuple[list[str], list[str]]]:
    files = (
        read_pairs(data, "general-human"),
        read_pairs(data, "misc-human"),
        islice(read_pairs(data, "docs-human"), 0, None, 4),
        islice(read_pairs(data, "titles"), MOST_TITLES),
        read_pairs(data, "dictionary"),
        read_pairs(data, "names"),
    )
    for pair in chain(*files):
        english, russian = (words_of(text) for text in (pair.english, pair.russian))
        if 0 < len(english) <= LONGEST and 0 < len(russian) <= LONGEST:
            yield english, russian


def words_of(text: str) -> list[str]:
    """Return the words of a text in lower case."""
    return [word.lower() for word in _WORD.findall(text)]


@dataclass(frozen=True, slots=True)
class Switched:
    """A text with other words in it, and which of its places are which of the old text.

    `old` and `new` have the start of the text, then the start and the end of each changed word.
    """

    text: str
    old: tuple[int, ...]
    new: tuple[int, ...]

    def place(self, span: Span) -> Span:
        """Return where a span of the old text went; a changed word is in it whole or not at all."""
        return Span(self._moved(span.start, end=False), self._moved(span.end, end=True))

    def _moved(self, position: int, *, end: bool) -> int:
        before = bisect_right(self.old, position) - 1
        if before % 2 and position > self.old[before]:
            return self.new[before + end]
        return self.new[before] + position - self.old[before]


def switch(text: str, *, choices: Choices, share: float, chooser: random.Random) -> Switched:
    """Return `text` with `share` of the words that have a Russian form in it."""
    parts: list[str] = []
    old, new = [0], [0]
    at = length = 0
    for match in _WORD.finditer(text):
        word = match.group()
        form = _form(word, choices=choices, share=share, chooser=chooser)
        if form == word:
            continue
        between = text[at : match.start()]
        parts += [between, form]
        length += len(between)
        at = match.end()
        old += [match.start(), at]
        new += [length, length + len(form)]
        length += len(form)
    parts.append(text[at:])
    return Switched("".join(parts), tuple(old), tuple(new))


def _form(word: str, *, choices: Choices, share: float, chooser: random.Random) -> str:
    known = choices.get(word.lower())
    if known is None or chooser.random() >= share:
        return word
    form = chooser.choices(*known)[0]
    if word[0].isupper():
        return form.upper() if word.isupper() and len(word) > 1 else form[0].upper() + form[1:]
    return form
