"""What a step reads: questions and passages as one row of pieces each, as like in length as can be.

Some examples are changed on their way: the sentence that answers is cut out, or another passage of
the same matter stands for the one that answers, and then there is no answer.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.training.tokens import Ints

FIRST, PADDING, LAST = 0, 1, 2
"""The numbers of `<s>`, `<pad>` and `</s>`."""
LONGEST_QUESTION = 64
LONGEST = 384
"""In pieces, of a question and of a whole row."""
CUT_SHARE = 0.14
OTHER_SHARE = 0.14
FAR_SHARE = 0.03
"""Of the examples with an answer, those whose sentence is cut out, and those that get another
passage of their group or of any."""


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Rows of pieces, int64[n, longest], filled up with PADDING.

    `sentences`, int64[n, longest], says which sentence of the passage, from 1, a piece belongs to,
    0 for what is no passage. `first`, `last` and `sentence`, int64[n], are the pieces and the
    sentence of the answer, all 0 where there is none; `weights` float32[n].
    """

    pieces: Ints
    sentences: Ints
    first: Ints
    last: Ints
    sentence: Ints
    weights: npt.NDArray[np.float32]


class Reading:
    """The examples that `tokenize_examples` wrote, and the batches of them."""

    def __init__(self, path: Path) -> None:
        table = np.load(path)
        self._pieces, self._starts = table["pieces"], table["starts"]
        self._bounds, self._bound_starts = table["bounds"], table["bound_starts"]
        self.examples: npt.NDArray[np.int32] = table["examples"]
        order = np.argsort(self.examples[:, 5], kind="stable")
        groups, first = np.unique(self.examples[order, 5], return_index=True)
        passages = np.split(self.examples[order, 1], first[1:])
        self._others = dict(zip(groups.tolist(), map(np.unique, passages), strict=True))
        self._originals = dict(self.examples[:, [1, 6]].tolist())

    def text(self, number: int) -> npt.NDArray[np.uint16]:
        """Return the pieces of a text."""
        found: npt.NDArray[np.uint16] = self._pieces[
            self._starts[number] : self._starts[number + 1]
        ]
        return found

    def batches(self, *, seed: int, pieces: int) -> Iterator[Batch]:
        """Yield all examples once, in batches of about `pieces` pieces when padded."""
        chooser = np.random.default_rng(seed)
        order = chooser.permutation(len(self.examples))
        pool = 64 * pieces // LONGEST
        for start in range(0, len(order), pool):
            rows = [
                self._row(self.examples[number], chooser) for number in order[start : start + pool]
            ]
            rows.sort(key=lambda row: len(row[0]))
            cuts = []
            first = 0
            for end in range(1, len(rows) + 1):
                if end == len(rows) or len(rows[end][0]) * (end + 1 - first) > pieces:
                    cuts.append((first, end))
                    first = end
            for place in chooser.permutation(len(cuts)):
                yield _batch(rows[slice(*cuts[place])])

    def _row(self, example: npt.NDArray[np.int32], chooser: np.random.Generator) -> "_Row":
        asked, passage, first, last, weight, group, original = example.tolist()
        question = self.text(asked)[:LONGEST_QUESTION]
        chance = chooser.random()
        cut = -1
        if first >= 0 and chance < CUT_SHARE + OTHER_SHARE + FAR_SHARE:
            answer = self.text(passage)[first : last + 1]
            if chance < CUT_SHARE:
                cut = first
            else:
                others = self._others[
                    group
                    if chance < CUT_SHARE + OTHER_SHARE
                    else int(chooser.choice(self.examples[:, 5]))
                ]
                other = int(chooser.choice(others))
                # What a form of the passage itself says in other words would still be the answer.
                if self._originals[other] != original and not _stands(answer, self.text(other)):
                    passage, first, last = other, -1, -1
        text = self.text(passage)
        bounds = self._bounds[self._bound_starts[passage] : self._bound_starts[passage + 1]]
        sentences = np.searchsorted(bounds, np.arange(len(text)), side="right")
        sentences = np.maximum(sentences, 1)
        if cut >= 0:
            kept = sentences != sentences[cut]
            if kept.any() and not _stands(answer, text[kept]):
                text, sentences, first, last = text[kept], sentences[kept], -1, -1
        room = LONGEST - len(question) - 4
        begin = 0
        if len(text) > room:
            low, high = 0, len(text) - room
            if first >= 0:
                low, high = max(0, last + 1 - room), min(first, high)
            begin = int(chooser.integers(low, high + 1)) if low <= high else low
        text, sentences = text[begin : begin + room], sentences[begin : begin + room]
        before = len(question) + 3
        pieces = np.concatenate([[FIRST], question, [LAST, LAST], text, [LAST]])
        whole = np.zeros(len(pieces), np.int64)
        whole[before:-1] = np.unique(sentences, return_inverse=True)[1] + 1
        if not begin <= first <= last < begin + len(text):
            return pieces, whole, 0, 0, 0, weight / 100
        first, last = first - begin + before, last - begin + before
        return pieces, whole, first, last, int(whole[first]), weight / 100


_Row = tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], int, int, int, float]


def _stands(part: npt.NDArray[np.uint16], text: npt.NDArray[np.uint16]) -> bool:
    if len(part) > len(text):
        return False
    windows = np.lib.stride_tricks.sliding_window_view(text, len(part))
    return bool((windows == part).all(axis=1).any())


def _batch(rows: list[_Row]) -> Batch:
    longest = max(len(row[0]) for row in rows)
    pieces = np.full((len(rows), longest), PADDING, np.int64)
    sentences = np.zeros((len(rows), longest), np.int64)
    for place, row in enumerate(rows):
        pieces[place, : len(row[0])] = row[0]
        sentences[place, : len(row[0])] = row[1]
    first, last, sentence = (np.array([row[column] for row in rows]) for column in (2, 3, 4))
    weights = np.array([row[5] for row in rows], np.float32)
    return Batch(pieces, sentences, first, last, sentence, weights)
