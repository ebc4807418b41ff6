"""A BERT model without padding.

It stands in for `SentenceTransformer.encode` where it knows the architecture, and gives the same
vectors.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any, Self, cast

import numpy as np
import torch
from sentence_transformers import SentenceTransformer
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

from index.encode.forward import BertWeights, Forward, Keep, LayerWeights
from index.encode.products import parameters_of
from index.encode.protocols import Parts
from index.types import Span
from index.vectors import Ids, Vectors


@dataclass(frozen=True, slots=True)
class Prompts:
    """What a model wants before a query's text and before a passage's."""

    query: str = ""
    passage: str = ""

    @classmethod
    def of(cls, model: SentenceTransformer) -> Self:
        """Return those that the model's own `encode_query` and `encode_document` would use."""

        def first(*names: str) -> str:
            known = [name for name in (*names, model.default_prompt_name) if name in model.prompts]
            return (known and model.prompts[known[0]]) or ""

        return cls(query=first("query"), passage=first("document", "passage", "corpus"))


def is_plain_bert(model: SentenceTransformer) -> bool:
    """Tell whether `UnpaddedBert` gives the vectors that this model's own `encode` would."""
    modules: list[Any] = list(model)
    first, *others = modules
    bert: Any = getattr(first, "auto_model", None)
    if type(bert).__name__ != "BertModel" or not hasattr(model.tokenizer, "backend_tokenizer"):
        return False
    layers = bert.config.num_hidden_layers
    # Quantised layers and adapters are of other types, or more of them.
    parts = Counter(
        type(module) for module in bert.encoder.modules() if [*module.parameters(recurse=False)]
    )
    return (
        [type(module).__name__ for module in others] in (["Pooling"], ["Pooling", "Normalize"])
        and _is_mean(others[0].get_config_dict(), prompted=any(model.prompts.values()))
        and model.truncate_dim is None
        and bert.config.hidden_act == "gelu"
        and getattr(bert.config, "position_embedding_type", "absolute") == "absolute"
        and not bert.config.is_decoder
        and parts == {nn.Linear: 6 * layers, nn.LayerNorm: 2 * layers}
        and {(each.dtype, each.device.type) for each in bert.parameters()}
        == {(torch.float32, "cpu")}
        and model.tokenizer.truncation_side == "right"
        and plain_tokenizer(model.tokenizer).encode("").type_ids == [0, 0]
        and model.max_seq_length <= bert.config.max_position_embeddings
    )


def plain_tokenizer(tokenizer: Any) -> Tokenizer:
    """Return a copy that neither pads nor cuts, whatever its file says of that."""
    plain = Tokenizer.from_str(tokenizer.backend_tokenizer.to_str())
    plain.no_padding()
    plain.no_truncation()
    return plain


def _is_mean(pooling: Mapping[str, Any], *, prompted: bool) -> bool:
    return pooling.get("pooling_mode") == "mean" and (
        not prompted or bool(pooling.get("include_prompt", True))
    )


class UnpaddedBert:
    """Encodes with a BERT model's weights, the mean of its tokens and its prompts."""

    def __init__(self, model: SentenceTransformer) -> None:
        """Take over the weights of a model that `is_plain_bert`."""
        self._tokenizer = plain_tokenizer(model.tokenizer)
        self._prompts = Prompts.of(model)
        self._first, self._last = self._tokenizer.encode("").ids
        self._longest = int(model.max_seq_length or 0) - 2
        self._forward = Forward(_weights(cast("Any", model[0]).auto_model))
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

        def keep(places: Sequence[int], hidden: Tensor, tokens: Tensor) -> None:
            for place, states, own in zip(places, hidden, tokens, strict=True):
                read = states[own].numpy()
                offsets = np.array(encoded[place].offsets, np.int64).reshape(-1, 2)
                found[place] = _parts(read, offsets - len(prompt), spans[place])

        self._run([each.ids for each in encoded], keep, pool=self._for_passages)
        return [found[place] for place in range(len(texts))]

    def _encode(self, texts: Sequence[str], *, prompt: str, pool: ThreadPoolExecutor) -> Vectors:
        encoded = self._tokenizer.encode_batch_fast(
            [prompt + text for text in texts], add_special_tokens=False
        )
        vectors = np.empty((len(texts), self.dim), dtype=np.float32)

        def keep(places: Sequence[int], hidden: Tensor, tokens: Tensor) -> None:
            # Of length 1 in the end, so the sum of the tokens is as good as their mean.
            sums = (hidden * tokens.unsqueeze(2)).sum(dim=1)
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


def _weights(bert: Any) -> BertWeights:
    embeddings = bert.embeddings
    return BertWeights(
        embed=partial(functional.embedding, weight=embeddings.word_embeddings.weight.detach()),
        positions=(
            embeddings.position_embeddings.weight + embeddings.token_type_embeddings.weight[0]
        ).detach(),
        norm=parameters_of(embeddings.LayerNorm),
        layers=[_layer(layer) for layer in bert.encoder.layer],
        heads=bert.config.num_attention_heads,
        norm_epsilon=bert.config.layer_norm_eps,
    )


def _layer(layer: Any) -> LayerWeights:
    attention = layer.attention.self
    parts = (parameters_of(each) for each in (attention.query, attention.key, attention.value))
    weights, biases = zip(*parts, strict=True)
    return LayerWeights(
        projections=(torch.cat(weights), torch.cat(biases)),
        mixed=parameters_of(layer.attention.output.dense),
        mixed_norm=parameters_of(layer.attention.output.LayerNorm),
        widen=parameters_of(layer.intermediate.dense),
        narrow=parameters_of(layer.output.dense),
        narrow_norm=parameters_of(layer.output.LayerNorm),
    )
