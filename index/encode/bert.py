"""BERT's forward pass as a processor likes it: no padding, packed weights, a core for each batch.

It stands in for `SentenceTransformer.encode` where it knows the architecture, and gives the same
vectors. What was measured, and what was not worth it: docs/decisions/0010-encoding-on-a-cpu.md.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Semaphore, Thread
from typing import Any, cast

import numpy as np
import torch
from sentence_transformers import SentenceTransformer
from torch import Tensor, nn
from torch.nn import functional

from index.encode.protocols import TokenVectors
from index.vectors import Ids, Vectors

_BATCH_TOKENS = 512
"""Enough to keep a core busy, and soon done: who comes next waits for no more than this."""
_LEAST_TOKENS = 64
"""A batch is not split among cores below this: reading the weights takes as long as using them."""
_TRIED_TOKENS = 128
_TRIES = 5

Linear = Callable[[Tensor], Tensor]
"""Takes [n, in] to [n, out], float32 or bfloat16 either of them."""
Parameters = tuple[Tensor, Tensor]
"""A weight, float32[out, in] or [dim], and a bias, float32[out] or [dim]."""
MakeLinear = Callable[[Parameters], Linear]
Keep = Callable[[Sequence[int], Tensor, list[int]], None]
"""Takes the places of some texts, their tokens' last states in one row, and their lengths."""


def is_plain_bert(model: SentenceTransformer) -> bool:
    """Tell whether `UnpaddedBert` gives the vectors that this model's own `encode` would."""
    modules: list[Any] = list(model)
    first, *others = modules
    bert: Any = getattr(first, "auto_model", None)
    tokenizer: Any = getattr(model.tokenizer, "backend_tokenizer", None)
    if type(bert).__name__ != "BertModel" or tokenizer is None:
        return False
    layers = bert.config.num_hidden_layers
    # Quantised layers and adapters are of other types, or more of them.
    parts = Counter(
        type(module) for module in bert.encoder.modules() if [*module.parameters(recurse=False)]
    )
    return (
        [type(module).__name__ for module in others] in (["Pooling"], ["Pooling", "Normalize"])
        and others[0].get_config_dict().get("pooling_mode") == "mean"
        and not any(model.prompts.values())
        and model.truncate_dim is None
        and bert.config.hidden_act == "gelu"
        and getattr(bert.config, "position_embedding_type", "absolute") == "absolute"
        and not bert.config.is_decoder
        and parts == {nn.Linear: 6 * layers, nn.LayerNorm: 2 * layers}
        and {(each.dtype, each.device.type) for each in bert.parameters()}
        == {(torch.float32, "cpu")}
        and model.tokenizer.truncation_side == "right"
        and tokenizer.encode("").type_ids == [0, 0]
        and model.max_seq_length <= bert.config.max_position_embeddings
    )


class UnpaddedBert:
    """Encodes with a BERT model's weights, its tokens' mean and no prompts."""

    def __init__(self, model: SentenceTransformer, tokenizer: Any) -> None:
        """Take over the weights of a model that `is_plain_bert`.

        `tokenizer` is its own of the tokenizers library, set neither to pad nor to cut.
        """
        self._tokenizer = tokenizer
        self._first, self._last = tokenizer.encode("").ids
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
        self._norm = _parameters(embeddings.LayerNorm)
        sample = _parameters(bert.encoder.layer[0].intermediate.dense)
        make = self._for_passages.submit(_fastest_linear, sample).result()
        self._layers = [_layer(layer, make) for layer in bert.encoder.layer]

    @property
    def dim(self) -> int:
        """Return how many numbers a vector has."""
        return self._words.shape[1]

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return float32[n, dim] for n questions, each of length 1; called from any thread."""
        return self._encode(texts, pool=self._for_queries)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Return float32[n, dim] for n passages or sentences, each of length 1; as above."""
        return self._encode(texts, pool=self._for_passages)

    def encode_tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        """Return the tokens of n texts, each text's apart; called from any thread."""
        encoded = self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
        found: dict[int, Vectors] = {}

        def keep(places: Sequence[int], hidden: Tensor, lengths: list[int]) -> None:
            for place, text in zip(places, torch.split(hidden, lengths), strict=True):
                found[place] = functional.normalize(text[1:-1], dim=1).numpy()

        self._run([each.ids for each in encoded], keep, pool=self._for_queries)
        return [
            TokenVectors(
                spans=np.array(each.offsets[: self._longest], np.int64).reshape(-1, 2),
                vectors=found[place],
            )
            for place, each in enumerate(encoded)
        ]

    def _encode(self, texts: Sequence[str], *, pool: ThreadPoolExecutor) -> Vectors:
        encoded = self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        vectors = np.empty((len(texts), self.dim), dtype=np.float32)

        def keep(places: Sequence[int], hidden: Tensor, lengths: list[int]) -> None:
            means = torch.stack([text.mean(dim=0) for text in torch.split(hidden, lengths)])
            vectors[places] = functional.normalize(means, dim=1).numpy()

        self._run([each.ids for each in encoded], keep, pool=pool)
        return vectors

    def _run(self, ids: Sequence[Sequence[int]], keep: Keep, *, pool: ThreadPoolExecutor) -> None:
        tokens = [np.array([self._first, *each[: self._longest], self._last]) for each in ids]
        # No more at once than there are workers: a long call lets others in between.
        free = Semaphore(self._workers)

        @torch.inference_mode()
        def run(places: Sequence[int]) -> None:
            try:
                texts = [tokens[place] for place in places]
                keep(places, self._forward(texts), [len(text) for text in texts])
            finally:
                free.release()

        running = []
        for places in _batches([len(each) for each in tokens], workers=self._workers):
            free.acquire()
            running.append(pool.submit(run, places))
        for each in running:
            each.result()

    def _forward(self, texts: Sequence[Ids]) -> Tensor:
        """Run a batch with the tokens of all its texts in one row; only attention parts them."""
        lengths = [len(ids) for ids in texts]
        words = functional.embedding(torch.from_numpy(np.concatenate(texts)), self._words)
        positions = torch.cat([self._positions[:length] for length in lengths])
        hidden = self._normalise(words + positions, self._norm)
        for to_mix, mixed, mixed_norm, widen, narrow, narrow_norm in self._layers:
            hidden = self._normalise(hidden + mixed(self._mix(to_mix(hidden), lengths)), mixed_norm)
            wide = functional.gelu(widen(hidden))
            hidden = self._normalise(hidden + narrow(wide), narrow_norm)
        return hidden

    def _mix(self, query_key_value: Tensor, lengths: list[int]) -> Tensor:
        """Return each text's attention over itself: [n, dim] of [n, 3 * dim]."""
        heads = query_key_value.view(sum(lengths), 3, self._heads, -1).permute(1, 2, 0, 3)
        mixed = []
        for text in torch.split(heads, lengths, dim=2):
            query, key, value = text.unsqueeze(1)
            mixed.append(functional.scaled_dot_product_attention(query, key, value))
        return torch.cat(mixed, dim=2)[0].transpose(0, 1).flatten(1)

    def _normalise(self, hidden: Tensor, norm: Parameters) -> Tensor:
        return functional.layer_norm(hidden, hidden.shape[1:], *norm, eps=self._eps)


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
    tokens = 0
    for place in sorted(range(len(lengths)), key=lengths.__getitem__, reverse=True):
        if batch and tokens + lengths[place] > most:
            yield batch
            batch, tokens = [], 0
        batch.append(place)
        tokens += lengths[place]
    if batch:
        yield batch


def _layer(
    layer: Any, make: MakeLinear
) -> tuple[Linear, Linear, Parameters, Linear, Linear, Parameters]:
    attention = layer.attention.self
    three = [_parameters(each) for each in (attention.query, attention.key, attention.value)]
    weights, biases = zip(*three, strict=True)
    return (
        make((torch.cat(weights), torch.cat(biases))),
        make(_parameters(layer.attention.output.dense)),
        _parameters(layer.attention.output.LayerNorm),
        make(_parameters(layer.intermediate.dense)),
        make(_parameters(layer.output.dense)),
        _parameters(layer.output.LayerNorm),
    )


def _parameters(module: Any) -> Parameters:
    return module.weight.detach(), module.bias.detach()


def _plain_linear(parameters: Parameters) -> Linear:
    return lambda rows: functional.linear(rows, *parameters)


def _packed_linear(parameters: Parameters, *, dtype: torch.dtype) -> Linear:
    """Lay the weight out once as oneDNN reads it; the sums are in float32 whatever `dtype` is."""
    weight, bias = (each.to(dtype) for each in parameters)
    # What torch's own compiler calls; torch has no public name for it.
    packed = torch.ops.mkldnn._reorder_linear_weight(weight)  # noqa: SLF001
    linear = torch.ops.mkldnn._linear_pointwise  # noqa: SLF001

    def apply(rows: Tensor) -> Tensor:
        product: Tensor = linear(rows.to(dtype), packed, bias, "none", [], "")
        return product

    return apply


LINEARS: tuple[MakeLinear, ...] = (
    _plain_linear,
    partial(_packed_linear, dtype=torch.float32),
    partial(_packed_linear, dtype=torch.bfloat16),
)


@torch.inference_mode()
def _fastest_linear(sample: Parameters) -> MakeLinear:
    """Return what is fastest here: processors differ in what they have, and torch in what it uses.

    The sums of any differ by less than vectors may (cosine 0.9999, see the decision page).
    """
    rows = torch.ones(_TRIED_TOKENS, sample[0].shape[1])
    fastest: MakeLinear = _plain_linear
    least = float("inf")
    for make in LINEARS:
        try:
            linear = make(sample)
            linear(rows)
            taken = min(_seconds(linear, rows) for _ in range(_TRIES))
        except (AttributeError, RuntimeError):  # built without oneDNN, or not for this processor
            continue
        if taken < least:
            fastest, least = make, taken
    return fastest


def _seconds(linear: Linear, rows: Tensor) -> float:
    start = time.perf_counter()
    linear(rows)
    return time.perf_counter() - start
