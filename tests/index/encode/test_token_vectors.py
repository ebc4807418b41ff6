"""Token vectors, remembered."""

from collections.abc import Sequence

import numpy as np

from index.encode.dense import SentenceTransformerEncoder
from index.encode.protocols import TokenVectors
from index.encode.token_vectors import CachedTokens

TEXTS = ["Кто председатель?", "Ёлка, café 🙂 and 東京", "", "длинный текст " * 400]


def test_tokens_stand_where_they_say(dense_encoder: SentenceTransformerEncoder) -> None:
    encoder = dense_encoder.tokens
    assert encoder is not None
    for text, tokens in zip(TEXTS, encoder.encode_tokens(TEXTS), strict=True):
        assert tokens.vectors.shape == (len(tokens.spans), dense_encoder.dim)
        assert tokens.spans.shape[1] == 2
        np.testing.assert_allclose(np.linalg.norm(tokens.vectors, axis=1), 1, rtol=1e-3)
        starts, ends = tokens.spans.T
        assert (starts < ends).all()
        assert (starts[1:] >= ends[:-1]).all()
        assert not len(ends) or ends[-1] <= len(text)


def test_a_word_is_read_where_it_stands(dense_encoder: SentenceTransformerEncoder) -> None:
    encoder = dense_encoder.tokens
    assert encoder is not None
    same, other = encoder.encode_tokens(["замок на двери", "замок короля"])
    assert not np.allclose(same.vectors[0], other.vectors[0], atol=1e-2)


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
