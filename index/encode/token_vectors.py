"""Token vectors of the passages that were read last, so that they are not encoded again."""

from collections.abc import Sequence

from index.cache import Cache
from index.encode.protocols import TokenEncoder, TokenVectors

_CACHED_BYTES = 64 * 2**20


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
