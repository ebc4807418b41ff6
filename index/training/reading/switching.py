"""English text with some of its words in Russian, so that a model reads both alike.

Which word translates which is counted in the parallel text, over words as they are written and
not over stems, since a model is to read forms that stand in texts. Code-switching for transfer
across languages: Qin et al. 2020, *CoSDA-ML: Multi-Lingual Code-Switching Data Augmentation*.
Words are switched in a text's pieces, when it is drawn: each time anew.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from index.training.alignment import align, align_backwards, count_couples
from index.training.data import read_pairs
from index.training.tokens import Ints

Choices = Mapping[str, tuple[tuple[str, ...], tuple[float, ...]]]
"""The Russian forms of an English word in lower case, with their weights."""

MOST_DOCUMENTATION = 120_000
MOST_TITLES = 120_000
LEAST_PROBABILITY = 0.06
MOST_FORMS = 4
LONGEST = 40
LEAST_COUNT = 2
_BLANK = "▁"
_OTHER, _BEGINS, _GOES_ON = range(3)
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


@dataclass(frozen=True, slots=True, eq=False)
class Switched:
    """Pieces with other words among them.

    `sources`, int64[m], has for each of the m pieces the old piece that it comes from, the first
    of its word where that was changed; `units`, int64[n], the same for each of the n old ones.
    """

    pieces: npt.NDArray[np.uint16]
    sources: Ints
    units: Ints

    def place(self, first: int, last: int) -> tuple[int, int]:
        """Return where old pieces went; a changed word is among them whole or not at all."""
        begin = np.searchsorted(self.sources, self.units[first], side="left")
        end = np.searchsorted(self.sources, self.units[last], side="right")
        return int(begin), int(end) - 1


class Switch:
    """Puts Russian forms in the place of English words, both in pieces."""

    def __init__(self, table: Mapping[str, npt.NDArray[Any]]) -> None:
        """Take over what `form_table` returned."""
        self._kinds = table["piece_kinds"]
        words = np.split(table["word_pieces"], table["word_starts"][1:-1])
        forms = np.split(table["form_pieces"], table["form_starts"][1:-1])
        first = np.searchsorted(table["form_words"], np.arange(len(words) + 1))
        self._forms: dict[bytes, tuple[list[npt.NDArray[np.uint16]], Ints]] = {}
        for number, word in enumerate(words):
            of_word = slice(first[number], first[number + 1])
            shares = np.cumsum(table["form_weights"][of_word])
            if len(shares):
                self._forms[word.tobytes()] = forms[of_word], shares / shares[-1]

    def __call__(
        self, pieces: npt.NDArray[np.uint16], *, share: float, chooser: np.random.Generator
    ) -> Switched:
        """Return `pieces` with `share` of the words that have a Russian form in it."""
        kinds = self._kinds[pieces]
        starts = np.flatnonzero(kinds == _BEGINS)
        inner = np.flatnonzero(np.append(kinds, _OTHER) != _GOES_ON)
        ends = inner[np.searchsorted(inner, starts, side="right")]
        chosen = chooser.random(len(starts)) < share
        draws = chooser.random(len(starts))
        lengths = np.ones(len(pieces), np.int64)
        units = np.arange(len(pieces))
        changed: dict[int, npt.NDArray[np.uint16]] = {}
        for start, end, draw in zip(
            starts[chosen].tolist(), ends[chosen].tolist(), draws[chosen].tolist(), strict=True
        ):
            known = self._forms.get(pieces[start:end].tobytes())
            if known is not None:
                forms, shares = known
                changed[start] = form = forms[int(np.searchsorted(shares, draw))]
                lengths[start:end] = 0
                lengths[start] = len(form)
                units[start:end] = start
        parts, at = [], 0
        for start, form in changed.items():
            parts += [pieces[at:start], form]
            at = start + int(np.searchsorted(units[start:], start, side="right"))
        parts.append(pieces[at:])
        return Switched(np.concatenate(parts), np.repeat(np.arange(len(pieces)), lengths), units)


def form_table(
    choices: Choices, texts: Iterable[str], tokenizer: Tokenizer
) -> dict[str, npt.NDArray[Any]]:
    """Return the words of English `texts` that have Russian forms, all in pieces, for `Switch`.

    `word_pieces` with `word_starts`: word i is `word_pieces[word_starts[i]:word_starts[i + 1]]`;
    `form_pieces` with `form_starts` alike; of each form `form_words`, the number of its word, and
    `form_weights`. `piece_kinds`, uint8[pieces], says which begin a word, and which go on with it.
    """
    written = sorted({word for text in texts for word in _WORD.findall(text)})
    words = [word for word in written if word.lower() in choices]
    forms = [
        (number, _as_large(form, word), weight)
        for number, word in enumerate(words)
        for form, weight in zip(*choices[word.lower()], strict=True)
    ]
    table = _ragged("word", tokenizer, words)
    table |= _ragged("form", tokenizer, [form for _, form, _ in forms])
    table["form_words"] = np.array([number for number, _, _ in forms], np.int32)
    table["form_weights"] = np.array([weight for _, _, weight in forms], np.float32)
    kinds = np.zeros(tokenizer.get_vocab_size(), np.uint8)
    for piece, number in tokenizer.get_vocab().items():
        rest = piece.removeprefix(_BLANK)
        if rest.isalpha() or piece == _BLANK:
            kinds[number] = _GOES_ON if rest == piece else _BEGINS
    table["piece_kinds"] = kinds
    return table


def _ragged(name: str, tokenizer: Tokenizer, texts: list[str]) -> dict[str, npt.NDArray[Any]]:
    encoded = tokenizer.encode_batch(texts, add_special_tokens=False)
    return {
        f"{name}_pieces": np.array([piece for each in encoded for piece in each.ids], np.uint16),
        f"{name}_starts": np.cumsum([0, *(len(each.ids) for each in encoded)]).astype(np.int32),
    }


def _as_large(form: str, word: str) -> str:
    """Return a form with capitals where the word has them."""
    if not word[0].isupper():
        return form
    return form.upper() if word.isupper() and len(word) > 1 else form[0].upper() + form[1:]
