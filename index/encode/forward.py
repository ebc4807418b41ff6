"""BERT's forward pass as a processor likes it: like lengths, packed weights, a core for each batch.

What was measured, and what was not worth it: docs/decisions/0010-encoding-on-a-cpu.md.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import chain
from threading import Semaphore, Thread
from typing import TypeVar

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from index.encode.products import Linear, Parameters, Products, fastest_products
from index.vectors import Ids

_BATCH_TOKENS = 512
"""Enough to keep a core busy, and soon done: who comes next waits for no more than this."""
_LEAST_TOKENS = 64
"""A batch is not split among cores below this: reading the weights takes as long as using them."""

T = TypeVar("T")

Keep = Callable[[Sequence[int], Tensor, Tensor], None]
"""Takes the places of n texts, float32[n, longest, dim], their tokens' last states, and bool[n,
longest], which of these are tokens and not padding."""

_Layer = tuple[Linear, Linear, Parameters, Linear, Linear, Parameters]
_HIDDEN = -1e4
"""Added to the attention that padding would get."""


@dataclass(frozen=True, slots=True, eq=False)
class LayerWeights:
    """One layer of a BERT: `projections` are those to queries, keys and values, one below another.

    Each is a weight, float32[out, in] or float32[dim], and a bias.
    """

    projections: Parameters
    mixed: Parameters
    mixed_norm: Parameters
    widen: Parameters
    narrow: Parameters
    narrow_norm: Parameters


@dataclass(frozen=True, slots=True, eq=False)
class BertWeights:
    """A BERT: `embed` gives the vectors of pieces, float32[…, dim] of int64[…].

    `positions`, float32[longest, dim], have the vector of the texts' type in them. `layers` are
    gone through once, so they need not be in memory together.
    """

    embed: Callable[[Tensor], Tensor]
    positions: Tensor
    norm: Parameters
    layers: Iterable[LayerWeights]
    heads: int
    norm_epsilon: float


class Forward:
    """Runs rows of tokens through a BERT; safe among threads."""

    def __init__(self, weights: BertWeights) -> None:
        """Lay the weights out as this processor likes them."""
        self.workers = torch.get_num_threads()
        self._embed, self._positions = weights.embed, weights.positions
        self._norm = weights.norm
        self._heads, self._eps = weights.heads, weights.norm_epsilon
        self._layers, self._dtype = alone(partial(_lay_out, weights))

    @property
    def longest(self) -> int:
        """Return the length of the longest row, in tokens."""
        return len(self._positions)

    @property
    def dim(self) -> int:
        """Return how many numbers a token's state has."""
        return self._positions.shape[1]

    def pool(self) -> ThreadPoolExecutor:
        """Return threads to run on, each of which computes alone."""
        return ThreadPoolExecutor(
            self.workers, "encode", initializer=_compute_alone, initargs=(self.workers,)
        )

    def run(self, rows: Sequence[Ids], keep: Keep, *, pool: ThreadPoolExecutor) -> None:
        """Give `keep` the last states of all rows, of some at a time, from several threads."""
        # No more at once than there are workers: a long call lets others in between.
        free = Semaphore(self.workers)

        @torch.inference_mode()
        def run(places: Sequence[int]) -> None:
            try:
                keep(places, *self._forward([rows[place] for place in places]))
            finally:
                free.release()

        running = []
        for places in _batches([len(each) for each in rows], workers=self.workers):
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
        hidden = self._embed(words) + self._positions[:longest]
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


def alone(call: Callable[[], T]) -> T:
    """Return what `call` does, computed by one thread.

    Where each step is small, as in loading, helpers take many times the processor time.
    """
    usual = torch.get_num_threads()
    with ThreadPoolExecutor(1, initializer=_compute_alone, initargs=(usual,)) as pool:
        return pool.submit(call).result()


def _compute_alone(usual: int) -> None:
    """Let this thread compute without helpers, which wait for each other longer than they work.

    torch takes the number for threads that it has not met yet, too: another sets that back, once
    torch has met this one.
    """
    torch.get_num_threads()
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


def _lay_out(weights: BertWeights) -> tuple[list[_Layer], torch.dtype]:
    """Return the layers as this processor likes them, and the precision that they take."""
    layers = iter(weights.layers)
    first = next(layers)
    products = fastest_products(first.widen)
    every = chain([first], layers)
    return [_layer(layer, products, heads=weights.heads) for layer in every], products.dtype


def _layer(layer: LayerWeights, products: Products, *, heads: int) -> _Layer:
    # What attention divides its products by goes into the queries' weights once and for all.
    weight, bias = layer.projections
    dim = weight.shape[1]
    scales = torch.ones(len(weight))
    scales[:dim] = (dim // heads) ** -0.5
    make, dtype = products.make, products.dtype
    return (
        make((weight * scales.unsqueeze(1), bias * scales)),
        make(layer.mixed),
        _cast(layer.mixed_norm, dtype),
        make(layer.widen),
        make(layer.narrow),
        _cast(layer.narrow_norm, dtype),
    )


def _cast(parameters: Parameters, dtype: torch.dtype) -> Parameters:
    weight, bias = parameters
    return weight.to(dtype), bias.to(dtype)
