"""What a step reads: questions and passages as one row of pieces each, as like in length as can be.

Some examples are changed on their way: the sentence that answers is cut out, or another passage of
the same matter stands for the one that answers, and then there is no answer. What is in English
has some of its words switched to Russian, other ones each time that it is read.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.training.reading.rivals import stands
from index.training.reading.switching import Switch, Switched
from index.training.tokens import Ints

FIRST, PADDING, LAST = 0, 1, 2
"""The numbers of `<s>`, `<pad>` and `</s>`."""
LONGEST_QUESTION = 64
LONGEST = 384
"""In pieces, of a question and of a whole row."""
CUT_SHARE = 0.14
OTHER_SHARE = 0.09
RIVAL_SHARE = 0.09
"""Of the examples with an answer, those whose sentence is cut out, and those that get another
passage of their group or one that is near to their question."""
RIVAL_WEIGHT = 0.5
"""What a rival counts: it may answer in words of its own."""
VARIED_SHARE = 0.5
"""Of the times that an example is read which is read several times, those when some sentences are
left out or some of another passage are put to it: each reading is another one."""
LEFT_OUT_SHARE = 0.3
"""Of the sentences without the answer, those that are left out where some are."""
MOST_PUT = 3
"""In sentences."""
_NEAREST, _FARTHEST = 500, 2000
"""In examples, how far off another passage is taken from: nearer ones may be of the same matter,
farther ones of another kind of text."""
WAYS = ((0.0, 0.0), (0.0, 0.0), (0.9, 0.0), (0.9, 0.9), (0.0, 0.9), (0.5, 0.5))
"""How much of a question and of its passage is switched, each as often as the others."""


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Rows of pieces, int64[n, longest], filled up with PADDING.

    `sentences`, int64[n, longest], says which sentence of the passage, from 1, a piece belongs to,
    0 for what is no passage, or read above it. `first`, `last` and `sentence`, int64[n], are the
    pieces and the sentence of the answer, all 0 where there is none; `weights` float32[n].
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
        self._rivals = table["rivals"]
        self._switch = Switch(table)

    def __len__(self) -> int:
        """Return how many examples the batches have."""
        return int(self.examples[:, 7].sum())

    def text(self, number: int) -> npt.NDArray[np.uint16]:
        """Return the pieces of a text."""
        found: npt.NDArray[np.uint16] = self._pieces[
            self._starts[number] : self._starts[number + 1]
        ]
        return found

    def batches(self, *, seed: int, pieces: int) -> Iterator[Batch]:
        """Yield every example as often as it is read, in batches of about `pieces`, padded."""
        chooser = np.random.default_rng(seed)
        order = chooser.permutation(np.repeat(np.arange(len(self.examples)), self.examples[:, 7]))
        pool = 64 * pieces // LONGEST
        for start in range(0, len(order), pool):
            rows = [self._row(number, chooser) for number in order[start : start + pool]]
            rows.sort(key=lambda row: len(row[0]))
            cuts = []
            first = 0
            for end in range(1, len(rows) + 1):
                if end == len(rows) or len(rows[end][0]) * (end + 1 - first) > pieces:
                    cuts.append((first, end))
                    first = end
            for place in chooser.permutation(len(cuts)):
                yield _batch(rows[slice(*cuts[place])])

    def _row(self, number: int, chooser: np.random.Generator) -> "_Row":
        example = self.examples[number]
        question = self.text(int(example[0]))
        passage = self._passage(number, chooser)
        if example[7] > 1 and chooser.random() < VARIED_SHARE:
            passage = self._varied(passage, number, chooser)
        if example[6]:
            asked, read = WAYS[chooser.integers(len(WAYS))]
            question = self._switch(question, share=asked, chooser=chooser).pieces
            passage = passage.switched(self._switch(passage.pieces, share=read, chooser=chooser))
        question = question[:LONGEST_QUESTION]
        return _joined(question, passage, weight=int(example[4]) / 100, chooser=chooser)

    def _passage(self, number: int, chooser: np.random.Generator) -> "_Passage":
        """Return the passage of an example, or what stands for it that does not answer."""
        _, own, first, last, _, group, *_ = self.examples[number].tolist()
        passage = self._whole(own, first, last)
        chance = chooser.random()
        if first < 0 or chance >= CUT_SHARE + OTHER_SHARE + RIVAL_SHARE:
            return passage
        answer = passage.pieces[first : last + 1]
        if chance < CUT_SHARE:
            kept = passage.sentences != passage.sentences[first]
            is_left = (passage.sentences[kept] > 0).any()
            if is_left and not stands(answer, passage.pieces[kept]):
                return _Passage(passage.pieces[kept], passage.sentences[kept], -1, -1)
            return passage
        if chance < CUT_SHARE + RIVAL_SHARE:
            rivals = self._rivals[number]
            rivals = rivals[rivals >= 0]
            if len(rivals):
                return replace(
                    self._whole(int(chooser.choice(rivals)), -1, -1), weight=RIVAL_WEIGHT
                )
        other = int(chooser.choice(self._others[group]))
        return passage if stands(answer, self.text(other)) else self._whole(other, -1, -1)

    def _varied(self, passage: "_Passage", number: int, chooser: np.random.Generator) -> "_Passage":
        """Return a passage less some sentences, or with some of another matter's around it."""
        if chooser.random() < 0.5:  # noqa: PLR2004
            left_out = chooser.random(int(passage.sentences.max()) + 1) < LEFT_OUT_SHARE
            left_out[0] = False
            if passage.first >= 0:
                left_out[passage.sentences[passage.first : passage.last + 1]] = False
            kept = ~left_out[passage.sentences]
            return passage.only(kept) if (passage.sentences[kept] > 0).any() else passage
        away = int(chooser.integers(_NEAREST, _FARTHEST + 1)) * (1 - 2 * int(chooser.integers(2)))
        near = (number + away) % len(self.examples)
        _, own, first, last, _, group, *_ = self.examples[number].tolist()
        if own == self.examples[near, 1] or group == self.examples[near, 5]:
            return passage
        other = self._whole(int(self.examples[near, 1]), -1, -1)
        begin = int(chooser.integers(1, other.sentences.max() + 1))
        taken = (other.sentences >= begin) & (other.sentences < begin + MOST_PUT)
        # Of the answer that was cut out, too.
        if first >= 0 and stands(self.text(own)[first : last + 1], other.pieces[taken]):
            return passage
        return passage.beside(other.only(taken), ahead=chooser.random() < 0.5)  # noqa: PLR2004

    def _whole(self, number: int, first: int, last: int) -> "_Passage":
        pieces = self.text(number)
        bounds = self._bounds[self._bound_starts[number] : self._bound_starts[number + 1]]
        sentences = np.searchsorted(bounds, np.arange(len(pieces)), side="right")
        return _Passage(pieces, sentences, first, last)


_Row = tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], int, int, int, float]


@dataclass(frozen=True, slots=True, eq=False)
class _Passage:
    """Pieces, the sentence of each, and those of the answer, -1 where there is none.

    Sentences count from 1; 0 is what is read above them.
    An example with such a passage counts `weight` times what it counts.
    """

    pieces: npt.NDArray[np.uint16]
    sentences: Ints
    first: int
    last: int
    weight: float = 1.0

    def only(self, kept: npt.NDArray[np.bool_]) -> "_Passage":
        """Return these of its pieces, those of the answer among them."""
        before = int((~kept[: max(self.first, 0)]).sum())
        first, last = (-1, -1) if self.first < 0 else (self.first - before, self.last - before)
        return _Passage(self.pieces[kept], self.sentences[kept], first, last, self.weight)

    def beside(self, other: "_Passage", *, ahead: bool) -> "_Passage":
        """Return it with the sentences of another passage before its own or behind them."""
        at = int((self.sentences == 0).sum()) if ahead else len(self.pieces)
        moved = len(other.pieces) if ahead and self.first >= 0 else 0
        most = int(self.sentences.max())
        return _Passage(
            np.insert(self.pieces, at, other.pieces),
            # Only which pieces are one sentence's counts, and that the parts stay in order.
            np.insert(self.sentences, at, other.sentences + most),
            self.first + moved,
            self.last + moved,
            self.weight,
        )

    def switched(self, new: Switched) -> "_Passage":
        first, last = (-1, -1) if self.first < 0 else new.place(self.first, self.last)
        return _Passage(new.pieces, self.sentences[new.sources], first, last, self.weight)


def _joined(
    question: npt.NDArray[np.uint16],
    passage: _Passage,
    *,
    weight: float,
    chooser: np.random.Generator,
) -> _Row:
    """Return a row of a question and as much of a passage as there is room for.

    Of a longer one that is some part with the answer, seldom with what is read above it.
    """
    text, sentences, first, last = passage.pieces, passage.sentences, passage.first, passage.last
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
    found, numbers = np.unique(sentences, return_inverse=True)
    whole[before:-1] = numbers + (found[:1] > 0)
    if not begin <= first <= last < begin + len(text):
        return pieces, whole, 0, 0, 0, weight * passage.weight
    first, last = first - begin + before, last - begin + before
    return pieces, whole, first, last, int(whole[first]), weight


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
