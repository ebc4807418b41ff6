"""Token vectors, remembered."""

from collections.abc import Sequence

import numpy as np

from index.encode.protocols import TokenVectors
from index.encode.token_vectors import CachedTokens


class Counting:
    def __init__(self) -> None:
        self.given: list[str] = []

    def encode_tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        self.given += texts
        return [
            TokenVectors(np.array([[0, len(text)]]), np.full((1, 4), len(text), np.float32))
            for text in texts
        ]


def test_a_text_is_encoded_once() -> None:
    counting = Counting()
    cached = CachedTokens(counting)
    first = cached.encode_tokens(["a", "bb"])
    again = cached.encode_tokens(["bb", "ccc", "bb", "a"])
    assert counting.given == ["a", "bb", "ccc"]
    assert [tokens.spans[0, 1] for tokens in again] == [2, 3, 2, 1]
    np.testing.assert_array_equal(first[1].vectors, again[0].vectors)
