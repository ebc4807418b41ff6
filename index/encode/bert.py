"""BERT's forward pass as a processor likes it: like lengths, packed weights, a core for each batch.

It stands in for `SentenceTransformer.encode` where it knows the architecture, and gives the same
vectors. What was measured, and what was not worth it: docs/decisions/0010-encoding-on-a-cpu.md.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Semaphore, Thread
from typing import Any, Self, cast

import numpy as np
import torch
from sentence_transformers import SentenceTransformer
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

from index.encode.products import Linear, Parameters, Products, fastest_products, parameters_of
from index.encode.protocols import TokenVectors
from index.vectors import Ids, Vectors

_BATCH_TOKENS = 512
"""Enough to keep a core busy, and soon done: who comes next waits for no more than this."""
_LEAST_TOKENS = 64
"""A batch is not split among cores below this: reading the weights takes as long as using them."""

Keep = Callable[[Sequence[int], Tensor, Tensor], None]
"""Takes the places of n texts, float32[n, longest, dim], their tokens' last states, and bool[n,
longest], which of these are tokens and not padding."""

_HIDDEN = -1e4
"""Added to the attention that padding would get."""


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
        self._workers = torch.get_num_threads()
        # A query does not stand in line behind passages: the two share the cores.
        self._for_queries, self._for_passages = (
            ThreadPoolExecutor(
                self._workers, "encode", initializer=_compute_alone, initargs=(self._workers,)
            )
            for _ in range(2)
        )
        bert = cast("Any", model[0]).auto_model
        self._heads: int = bert.config.num_attention_heads
        self._eps: float = bert.config.layer_norm_eps
        embeddings = bert.embeddings
        self._words: Tensor = embeddings.word_embeddings.weight.detach()
        self._positions: Tensor = (
            embeddings.position_embeddings.weight + embeddings.token_type_embeddings.weight[0]
        ).detach()
        sample = parameters_of(bert.encoder.layer[0].intermediate.dense)
        products = self._for_passages.submit(fastest_products, sample).result()
        self._dtype = products.dtype
        self._norm = parameters_of(embeddings.LayerNorm)
        self._layers = [_layer(layer, products) for layer in bert.encoder.layer]

    @property
    def dim(self) -> int:
        """Return how many numbers a vector has."""
        return self._words.shape[1]

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return float32[n, dim] for n questions, each of length 1; called from any thread."""
        return self._encode(texts, prompt=self._prompts.query, pool=self._for_queries)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Return float32[n, dim] for n passages or sentences, each of length 1; as above."""
        return self._encode(texts, prompt=self._prompts.passage, pool=self._for_passages)

    def encode_tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        """Return the tokens of n texts, read as passages, each text's apart; as above."""
        prompt = self._prompts.passage
        encoded = self._tokenizer.encode_batch(
            [prompt + text for text in texts], add_special_tokens=False
        )
        found: dict[int, Vectors] = {}

        def keep(places: Sequence[int], hidden: Tensor, tokens: Tensor) -> None:
            for place, text, own in zip(places, hidden, tokens, strict=True):
                found[place] = functional.normalize(text[own][1:-1], dim=1).numpy()

        self._run([each.ids for each in encoded], keep, pool=self._for_queries)
        return [
            _of_text(np.array(each.offsets, np.int64).reshape(-1, 2), found[place], len(prompt))
            for place, each in enumerate(encoded)
        ]

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
        # No more at once than there are workers: a long call lets others in between.
        free = Semaphore(self._workers)

        @torch.inference_mode()
        def run(places: Sequence[int]) -> None:
            try:
                keep(places, *self._forward([tokens[place] for place in places]))
            finally:
                free.release()

        running = []
        for places in _batches([len(each) for each in tokens], workers=self._workers):
            free.acquire()
            running.append(pool.submit(run, places))
        for each in running:
            each.result()

    def _forward(self, texts: Sequence[Ids]) -> tuple[Tensor, Tensor]:
        """Return the last states of n texts' tokens, float32[n, longest, dim], and which are such.

        Between the products all is in their precision, but for what a norm or a softmax sums up.
        """
        lengths = torch.tensor([len(ids) for ids in texts])
        longest = int(lengths.max())
        tokens = torch.arange(longest) < lengths.unsqueeze(1)
        words = torch.zeros(len(texts), longest, dtype=torch.int64)
        words[tokens] = torch.from_numpy(np.concatenate(texts))
        hidden = functional.embedding(words, self._words) + self._positions[:longest]
        hidden = self._normalise(hidden, self._norm).to(self._dtype).flatten(0, 1)
        padding = None
        if not tokens.all():
            padding = torch.where(tokens, 0.0, _HIDDEN).to(self._dtype)[:, None, None, :]
        for to_mix, mixed, mixed_norm, widen, narrow, narrow_norm in self._layers:
            heads = to_mix(hidden).view(len(texts), longest, 3, self._heads, -1)
            hidden = self._normalise(mixed(_mix(heads, padding)).add_(hidden), mixed_norm)
            wide = functional.gelu(widen(hidden))
            hidden = self._normalise(narrow(wide).add_(hidden), narrow_norm)
        return hidden.view(len(texts), longest, -1).float(), tokens

    def _normalise(self, hidden: Tensor, norm: Parameters) -> Tensor:
        return functional.layer_norm(hidden, hidden.shape[-1:], *norm, eps=self._eps)


def _mix(heads: Tensor, padding: Tensor | None) -> Tensor:
    """Return each text's attention over itself: [n * longest, dim] of [n, longest, 3, heads, size].

    The queries come scaled. Written out: for short texts faster than torch's fused one.
    """
    query, key, value = heads.permute(2, 0, 3, 1, 4)
    likeness = query @ key.transpose(-1, -2)
    if padding is not None:
        likeness += padding
    mixed: Tensor = likeness.softmax(dim=-1) @ value
    return mixed.transpose(1, 2).flatten(2).flatten(0, 1)


def _of_text(spans: Ids, vectors: Vectors, prompt: int) -> TokenVectors:
    """Return the tokens behind a prompt of that many characters, their spans counted from there."""
    spans = spans[: len(vectors)] - prompt
    own = spans[:, 1] > 0 if prompt else np.ones(len(spans), np.bool_)
    return TokenVectors(spans=np.maximum(spans[own], 0), vectors=vectors[own])


def _compute_alone(usual: int) -> None:
    """Let this thread compute without helpers, which wait for each other longer than they work.

    torch takes the number for threads that it has not met yet, too: another sets that back.
    """
    torch.set_num_threads(1)
    other = Thread(target=torch.set_num_threads, args=(usual,))
    other.start()
    other.join()


def _batches(lengths: Sequence[int], *, workers: int) -> Iterator[list[int]]:
    """Yield the places of texts of like length, the longest first, so that each has work."""
    most = min(_BATCH_TOKENS, max(_LEAST_TOKENS, sum(lengths) // workers))
    batch: list[int] = []
    for place in sorted(range(len(lengths)), key=lengths.__getitem__, reverse=True):
        if batch and lengths[batch[0]] * (len(batch) + 1) > most:
            yield batch
            batch = []
        batch.append(place)
    if batch:
        yield batch


def _layer(
    layer: Any, products: Products
) -> tuple[Linear, Linear, Parameters, Linear, Linear, Parameters]:
    attention = layer.attention.self
    # What attention divides its products by goes into the queries' weights once and for all.
    scale = attention.attention_head_size**-0.5
    query, *others = (
        parameters_of(each) for each in (attention.query, attention.key, attention.value)
    )
    weights, biases = zip(tuple(part * scale for part in query), *others, strict=True)
    make = products.make
    return (
        make((torch.cat(weights), torch.cat(biases))),
        make(parameters_of(layer.attention.output.dense)),
        parameters_of(layer.attention.output.LayerNorm, products.dtype),
        make(parameters_of(layer.intermediate.dense)),
        make(parameters_of(layer.output.dense)),
        parameters_of(layer.output.LayerNorm, products.dtype),
    )
