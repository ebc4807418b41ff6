"""Token vectors of the passages that were read last, so that they are not encoded again."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from index.backend import Ids, Vectors
from index.cache import Cache

_CACHED_BYTES = 64 * 2**20


@dataclass(frozen=True, slots=True)
class TokenVectors:
    """A text's tokens as the model reads them where they stand, special ones not among them.

    `spans` int64[n, 2] are their characters, in code points of the text; `vectors`
    float32[n, dim], each of length 1. What is longer than the model reads is cut off.
    """

    spans: Ids
    vectors: Vectors


class TokenEncoder(Protocol):
    """Turns texts into the vectors of their tokens, as these are meant where they stand."""

    def encode_tokens(self, texts: Sequence[str]) -> Sequence[TokenVectors]:
        """Return the tokens of n texts, each text's apart."""
        ...


class CachedTokens:
    """A token encoder that remembers the texts it was last given, in 64 MiB; safe among threads."""

    def __init__(self, encoder: TokenEncoder) -> None:
        """Remember what `encoder` gives."""
        self._encoder = encoder
        self._cache: Cache[TokenVectors] = Cache(capacity=_CACHED_BYTES)

    def encode_tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        """Return the tokens of n texts, each text's apart."""
        known = {text: self._cache.get(text) for text in texts}
        missing = [text for text, tokens in known.items() if tokens is None]
        encoded = self._encoder.encode_tokens(missing) if missing else []
        new = dict(zip(missing, encoded, strict=True))
        for text, tokens in new.items():
            self._cache.put(text, tokens, size=tokens.vectors.nbytes + tokens.spans.nbytes)
        return [known[text] or new[text] for text in texts]
