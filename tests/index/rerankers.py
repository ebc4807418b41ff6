"""A small reranker by the words that question and passage share: quick, and the same everywhere."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.text.analysis import tokenize


class WordOverlap:
    """Scores a passage by the share of the question's stems that it has.

    `read` holds the passages it was given, call by call.
    """

    def __init__(self) -> None:
        self.read: list[tuple[str, ...]] = []

    def score(self, *, query: str, passages: Sequence[str]) -> NDArray[np.float32]:
        self.read.append(tuple(passages))
        asked = {token.stem for token in tokenize(query)}
        shares = [
            len(asked & {token.stem for token in tokenize(passage)}) / max(1, len(asked))
            for passage in passages
        ]
        return np.array(shares, np.float32)
