"""A BERT model without padding.

It stands in for `SentenceTransformer.encode` where it knows the architecture, and gives the same
vectors.
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional

from index.encode.forward import BertWeights, Forward, Keep
from index.errors import EncoderUnavailable
from index.types import Span
from index.vectors import Ids, Parts, Vectors


@dataclass(frozen=True, slots=True)
class Prompts:
    """What a model wants before a query's text and before a passage's."""

    query: str = ""
    passage: str = ""

    @classmethod
    def of(cls, prompts: Mapping[str, str | None], *, default: str | None = None) -> Self:
        """Return those of a sentence-transformers model that its own methods would use.

        `prompts` are the model's by name, `default` is the name of its default one.
        """

        def first(*names: str) -> str:
            known = [name for name in (*names, default) if name in prompts]
            return (known and prompts[str(known[0])]) or ""

        return cls(query=first("query"), passage=first("document", "passage", "corpus"))


def read_tokenizer(folder: Path) -> Tokenizer:
    """Return the tokenizer of a model's folder, so that it neither pads nor cuts.

    Raises EncoderUnavailable where it cannot be read.
    """
    path = folder / "tokenizer.json"
    try:
        return plain_tokenizer(path.read_text(encoding="utf-8"))
    # What the library raises is an Exception, and no more than that.
    except Exception as error:
        raise EncoderUnavailable(f"{path}: cannot be read ({error})") from error


def plain_tokenizer(described: str) -> Tokenizer:
    """Return a tokenizer of its JSON that neither pads nor cuts, whatever that says of both."""
    plain = Tokenizer.from_str(described)
    plain.no_padding()
    plain.no_truncation()
    return plain


class UnpaddedBert:
    """Encodes with a BERT model's weights, the mean of its tokens and its prompts."""

    def __init__(
        self, weights: BertWeights, *, tokenizer: Tokenizer, prompts: Prompts, longest: int
    ) -> None:
        """Run by these weights; `tokenizer` neither pads nor cuts, `longest` is in its tokens."""
        self._tokenizer = tokenizer
        self._prompts = prompts
        self._first, self._last = self._tokenizer.encode("").ids
        self._longest = longest - 2
        self._forward = Forward(weights)
        # A query does not stand in line behind passages: the two share the cores.
        self._for_queries, self._for_passages = (self._forward.pool() for _ in range(2))

    @property
    def dim(self) -> int:
        """Return how many numbers a vector has."""
        return self._forward.dim

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return float32[n, dim] for n questions, each of length 1; called from any thread."""
        return self._encode(texts, prompt=self._prompts.query, pool=self._for_queries)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Return float32[n, dim] for n passages or sentences, each of length 1; as above."""
        return self._encode(texts, prompt=self._prompts.passage, pool=self._for_passages)

    def encode_parts(self, texts: Sequence[str], spans: Sequence[Sequence[Span]]) -> list[Parts]:
        """Return the vectors of texts and of their parts, as these are read where they stand.

        A part's is the mean of its tokens (Günther et al. 2024, *Late Chunking*), or that of the
        text where none of the part was read. Called from any thread.
        """
        prompt = self._prompts.passage
        encoded = self._tokenizer.encode_batch(
            [prompt + text for text in texts], add_special_tokens=False
        )
        found: dict[int, Parts] = {}

        def keep(places: Sequence[int], states: Sequence[Tensor]) -> None:
            for place, own in zip(places, states, strict=True):
                offsets = np.array(encoded[place].offsets, np.int64).reshape(-1, 2)
                found[place] = _parts(own.numpy(), offsets - len(prompt), spans[place])

        self._run([each.ids for each in encoded], keep, pool=self._for_passages)
        return [found[place] for place in range(len(texts))]

    def _encode(self, texts: Sequence[str], *, prompt: str, pool: ThreadPoolExecutor) -> Vectors:
        encoded = self._tokenizer.encode_batch_fast(
            [prompt + text for text in texts], add_special_tokens=False
        )
        vectors = np.empty((len(texts), self.dim), dtype=np.float32)

        def keep(places: Sequence[int], states: Sequence[Tensor]) -> None:
            # Of length 1 in the end, so the sum of the tokens is as good as their mean.
            sums = torch.stack([own.sum(dim=0) for own in states])
            vectors[places] = functional.normalize(sums, dim=1).numpy()

        self._run([each.ids for each in encoded], keep, pool=pool)
        return vectors

    def _run(self, ids: Sequence[Sequence[int]], keep: Keep, *, pool: ThreadPoolExecutor) -> None:
        tokens = [np.array([self._first, *each[: self._longest], self._last]) for each in ids]
        self._forward.run(tokens, keep, pool=pool)


def _parts(states: Vectors, offsets: Ids, spans: Sequence[Span]) -> Parts:
    """Return the means of a row's states: of all, and of those of some characters."""
    own = states[1:-1]
    starts, ends = offsets[: len(own)].T
    whole = _normalised(states.sum(axis=0))
    parts = np.tile(whole, (len(spans), 1))
    for part, span in zip(parts, spans, strict=True):
        within = (ends > span.start) & (starts < span.end)
        if within.any():
            part[:] = _normalised(own[within].sum(axis=0))
    return Parts(whole=whole, parts=parts)


def _normalised(vector: Vectors) -> Vectors:
    normalised: Vectors = vector / np.linalg.norm(vector)
    return normalised
