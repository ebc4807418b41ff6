"""Texts as a reader takes them in, before an encoder reads them: see `index.text.letters`."""

from collections.abc import Sequence

import numpy as np

from index.encode.protocols import DenseEncoder, TokenEncoder, TokenVectors
from index.text.letters import legible
from index.vectors import Vectors


class LegibleEncoder:
    """A dense encoder that is not led astray by soft hyphens, broken words and look-alikes."""

    def __init__(self, encoder: DenseEncoder) -> None:
        """Encode by `encoder`."""
        self._encoder = encoder

    @property
    def name(self) -> str:
        """Return the name or path by which the user knows the model."""
        return self._encoder.name

    @property
    def fingerprint(self) -> str:
        """Return what names the model: of texts that are legible it gives the same vectors."""
        return self._encoder.fingerprint

    @property
    def dim(self) -> int:
        """Return how many numbers a vector has."""
        return self._encoder.dim

    @property
    def max_tokens(self) -> int:
        """Return the length of the longest passage that is read to its end, in tokens."""
        return self._encoder.max_tokens

    def count_tokens(self, texts: Sequence[str]) -> Sequence[int]:
        """Return each text's length in the encoder's tokens, special ones not counted."""
        return self._encoder.count_tokens(texts)

    def reads(self, texts: Sequence[str]) -> Sequence[bool]:
        """Return of each text whether the model has tokens for all of it."""
        return self._encoder.reads([legible(text)[0] for text in texts])

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return float32[n, dim] for n questions, each of length 1."""
        return self._encoder.encode_queries([legible(text)[0] for text in texts])

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Return float32[n, dim] for n passages or sentences, each of length 1."""
        return self._encoder.encode_passages([legible(text)[0] for text in texts])


class LegibleTokens:
    """A token encoder of the same; the tokens' spans are those in the text as it is."""

    def __init__(self, encoder: TokenEncoder) -> None:
        """Encode by `encoder`."""
        self._encoder = encoder

    def encode_tokens(self, texts: Sequence[str]) -> Sequence[TokenVectors]:
        """Return the tokens of n texts, each text's apart."""
        read = [legible(text) for text in texts]
        encoded = self._encoder.encode_tokens([text for text, _ in read])
        return [
            tokens if places is None else _placed(tokens, places)
            for tokens, (_, places) in zip(encoded, read, strict=True)
        ]


def _placed(tokens: TokenVectors, places: Sequence[int]) -> TokenVectors:
    at = np.array(places, np.int64)
    starts, ends = tokens.spans.reshape(-1, 2).T
    return TokenVectors(np.stack([at[starts], at[ends - 1] + 1], axis=1), tokens.vectors)
