"""Words as people write them, by their stems: those that a tokenizer has as one piece."""

import json
from bisect import bisect_left
from functools import cached_property
from itertools import takewhile
from pathlib import Path

from index.text.analysis import Analysis

_BEGINS = "\u2581"
"""What a piece begins with that begins a word."""

_LEAST = 3
_ENDING = 6
"""How much longer than its stem a word is at most, in letters."""


class WrittenWords:
    """The words of a tokenizer; its file is read when the first one is asked for."""

    def __init__(self, path: Path, *, analysis: Analysis) -> None:
        """Take the words from the `tokenizer.json` of a unigram model at `path`, if it is there."""
        self._path = path
        self._analysis = analysis

    def of(self, stem: str) -> str | None:
        """Return the commonest word of a stem, None where no piece is one."""
        # The last letter of a stem may be none of the word's: deputi, deputy.
        begins = stem[:-1]
        if len(begins) < _LEAST - 1:
            return None
        first = bisect_left(self._words, (begins,))
        alike = takewhile(
            lambda row: self._words[row][0].startswith(begins), range(first, len(self._words))
        )
        found = (
            (weight, word)
            for word, weight in map(self._words.__getitem__, alike)
            if len(word) <= len(stem) + _ENDING and stem in self._analysis.stems(word)
        )
        return max(found, default=(0.0, None))[1]

    @cached_property
    def _words(self) -> list[tuple[str, float]]:
        try:
            pieces = json.loads(self._path.read_bytes())["model"]["vocab"]
        except OSError:
            return []
        return sorted(
            (piece[1:], weight)
            for piece, weight in pieces
            if len(piece) > _LEAST
            and piece[0] == _BEGINS
            and piece[1:].isalpha()
            and piece[1:].islower()
        )
