"""For each question the passages that are nearest to it by their words and do not answer it.

What search finds beside the passage that answers is like these: hard negatives by BM25, as in
Karpukhin et al. 2020, *Dense Passage Retrieval*. The terms are pieces.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

MOST_RIVALS = 3
_LOOKED_AT = 8
_COMMON, _LEAST_COMMON = 0.05, 5
"""The share of passages, and their number, from which on a piece that they have tells nothing."""
_SATURATION, _LENGTH = 1.2, 0.75
"""BM25's usual numbers (Robertson and Zaragoza 2009, *The Probabilistic Relevance Framework*)."""
_SHORTEST = 40
"""In pieces."""
_AT_ONCE = 2000

Pieces = npt.NDArray[np.uint16]


def find_rivals(
    questions: Sequence[Pieces], passages: Sequence[Pieces], *, own: npt.NDArray[np.int64]
) -> npt.NDArray[np.int32]:
    """Return for each question the likest passages but its `own`, int32[n, 8].

    Texts are uint16 arrays of pieces; `own`, int64[n], and what is returned are numbers of
    `passages`, the likest first, -1 where there are not as many. What is
    shorter than a few sentences is none of them: its length would make it likest to much.
    """
    weights = _weigh(passages)
    asked = _counted(questions, width=weights.shape[1])
    asked.data[:] = 1
    asked.data[_is_common(asked)[asked.indices]] = 0
    asked.eliminate_zeros()
    short = np.array([len(text) < _SHORTEST for text in passages])
    found = np.full((len(questions), _LOOKED_AT), -1, np.int32)
    for start in range(0, len(questions), _AT_ONCE):
        scores = (asked[start : start + _AT_ONCE] @ weights.T).tocsr()
        for row in range(scores.shape[0]):
            part = slice(scores.indptr[row], scores.indptr[row + 1])
            places, values = scores.indices[part], scores.data[part]
            values = np.where((places == own[start + row]) | short[places], 0.0, values)
            if len(values) > _LOOKED_AT:
                best = np.argpartition(-values, _LOOKED_AT)[:_LOOKED_AT]
                places, values = places[best], values[best]
            order = np.argsort(-values, kind="stable")
            kept = places[order][values[order] > 0]
            found[start + row, : len(kept)] = kept
    return found


def _counted(texts: Sequence[Pieces], *, width: int) -> csr_matrix:
    lengths = [len(text) for text in texts]
    columns = np.concatenate([*texts, np.zeros(0, np.uint16)]).astype(np.int32)
    inside = columns < width
    starts = np.concatenate([[0], np.cumsum(lengths)])
    kept = np.concatenate([[0], np.cumsum(inside)])[starts]
    ones = np.ones(int(inside.sum()), np.float32)
    counted = csr_matrix((ones, columns[inside], kept), shape=(len(texts), width))
    counted.sum_duplicates()
    return counted


def _weigh(passages: Sequence[Pieces]) -> csr_matrix:
    width = 1 + max((int(text.max()) for text in passages if len(text)), default=0)
    counted = _counted(passages, width=width)
    having = np.bincount(counted.indices, minlength=width)
    rarity = np.log1p((len(passages) - having + 0.5) / (having + 0.5))
    rarity[_is_common(counted)] = 0
    lengths = np.array([len(text) for text in passages], np.float32)
    relative = 1 - _LENGTH + _LENGTH * lengths / max(lengths.mean(), 1)
    rows = np.repeat(np.arange(len(passages)), np.diff(counted.indptr))
    counts = counted.data
    counted.data = (counts * (_SATURATION + 1) / (counts + _SATURATION * relative[rows])) * rarity[
        counted.indices
    ]
    counted.eliminate_zeros()
    return counted


def stands(part: Pieces, text: Pieces) -> bool:
    """Return whether a part stands in a text as it is."""
    if len(part) > len(text):
        return False
    windows = np.lib.stride_tricks.sliding_window_view(text, len(part))
    return bool((windows == part).all(axis=1).any())


def _is_common(counted: csr_matrix) -> npt.NDArray[np.bool_]:
    """Return which columns so many rows have that they tell nothing."""
    having = np.bincount(counted.indices, minlength=counted.shape[1])
    common: npt.NDArray[np.bool_] = having > max(_LEAST_COMMON, _COMMON * counted.shape[0])
    return common
