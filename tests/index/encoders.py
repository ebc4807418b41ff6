"""A small encoder whose vectors are made of a text's words: quick, and the same everywhere."""

from collections.abc import Iterable, Sequence
from hashlib import blake2b
from typing import cast

import numpy as np

from index.encode.protocols import Encoders
from index.encode.sparse import BridgedEncoder
from index.vectors import Vectors

DIM = 16


class WordEncoder:
    """Gives a text the sum of its words' own random vectors; `encoded` holds what it was given."""

    name = "words"
    dim = DIM
    max_tokens = 24

    def __init__(self, fingerprint: str = "words-1") -> None:
        self.fingerprint = fingerprint
        self.encoded: list[str] = []

    def count_tokens(self, texts: Sequence[str]) -> Sequence[int]:
        return [len(text.split()) for text in texts]

    def reads(self, texts: Sequence[str]) -> Sequence[bool]:
        return [True for _ in texts]

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self.vectors(texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        self.encoded += texts
        return self.vectors(texts)

    def vectors(self, texts: Iterable[str]) -> Vectors:
        # The text itself counts a little, so that no two passages are at the same place.
        sums = [
            sum((self._word(word) for word in text.split()), 0.1 * self._word(text))
            for text in texts
        ]
        vectors = np.array(sums, np.float32).reshape(-1, DIM)
        return cast("Vectors", vectors / np.linalg.norm(vectors, axis=1, keepdims=True))

    def _word(self, word: str) -> Vectors:
        seed = blake2b(f"{self.fingerprint} {word}".encode(), digest_size=8).digest()
        random = np.random.default_rng(int.from_bytes(seed, "little"))
        return random.standard_normal(DIM, np.float32)


def word_encoders(fingerprint: str = "words-1") -> Encoders:
    """Return a word encoder beside the stems of both languages, without translations."""
    return Encoders(
        dense=WordEncoder(fingerprint),
        sparse=BridgedEncoder(None, name_keys=False),
        sparse_weight=None,
    )
