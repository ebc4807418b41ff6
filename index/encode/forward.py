"""BERT's forward pass as a processor likes it: like lengths, packed weights, a core for each batch.

What was measured, and what was not worth it: docs/decisions/0010-encoding-on-a-cpu.md.
"""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from heapq import heapreplace
from itertools import chain, zip_longest
from threading import Semaphore, Thread
from typing import TypeVar

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from index.encode.products import Linear, Parameters, Products, fastest_products
from index.vectors import Ids

_BATCH_TOKENS = 768
"""Enough to keep a core busy, and soon done: who comes next waits for no more than this."""
_LEAST_TOKENS = 64
"""A batch is not split among cores below this: reading the weights takes as long as using them."""

T = TypeVar("T")

Keep = Callable[[Sequence[int], Sequence[Tensor]], None]
"""Takes the places of some texts and the last states of each one's tokens, float32[tokens, dim]."""

_Layer = tuple[Linear, Linear, Parameters, Linear, Linear, Parameters]
_LIKENESSES = 1 << 15
"""Of two tokens, for each head: more of them would not stay in a core's cache between two steps."""
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
                states = self._forward([rows[place] for place in places])
                keep(places, torch.split(states, [len(rows[place]) for place in places]))
            finally:
                free.release()

        running = []
        for places in _batches([len(each) for each in rows], workers=self.workers):
            free.acquire()
            running.append(pool.submit(run, places))
        for each in running:
            each.result()

    def _forward(self, texts: Sequence[Ids]) -> Tensor:
        """Return the last states of texts' tokens, the longest first, float32[tokens, dim].

        Between the products all is in their precision, but for what a norm or a softmax sums up.
        """
        lengths = [len(ids) for ids in texts]
        words = torch.from_numpy(np.concatenate(texts))
        places = torch.cat([torch.arange(length) for length in lengths])
        hidden = self._embed(words) + self._positions[places]
        hidden = self._normalise(hidden, self._norm).to(self._dtype)
        groups = _groups(lengths, self._dtype)
        room = hidden.new_empty(self._heads * max(group.likenesses for group in groups))
        attention = torch.empty_like(hidden)
        for to_mix, mixed, mixed_norm, widen, narrow, narrow_norm in self._layers:
            projected = to_mix(hidden)
            for group in groups:
                group.mix(projected, attention, heads=self._heads, room=room)
            hidden = self._normalise(mixed(attention).add_(hidden), mixed_norm)
            wide = functional.gelu(widen(hidden))
            hidden = self._normalise(narrow(wide).add_(hidden), narrow_norm)
        return hidden.float()

    def _normalise(self, hidden: Tensor, norm: Parameters) -> Tensor:
        return functional.layer_norm(hidden, hidden.shape[-1:], *norm, eps=self._eps)


@dataclass(frozen=True, slots=True, eq=False)
class _Group:
    """Texts of like length that are mixed at once, among the tokens of a batch from `first` on.

    `where`, int64[tokens], has the places of their tokens where they are filled up to the
    `longest`, and `padding`, [count, 1, 1, longest], is what goes onto their likenesses then; both
    are None where they are of one length.
    """

    first: int
    lengths: Sequence[int]
    where: Tensor | None
    padding: Tensor | None

    @classmethod
    def of(cls, first: int, lengths: Sequence[int], dtype: torch.dtype) -> "_Group":
        if lengths[0] == lengths[-1]:
            return cls(first, lengths, None, None)
        tokens = torch.arange(lengths[0]) < torch.tensor(lengths).unsqueeze(1)
        padding = torch.where(tokens, 0.0, _HIDDEN).to(dtype)[:, None, None, :]
        return cls(first, lengths, tokens.flatten().nonzero().squeeze(1), padding)

    @property
    def likenesses(self) -> int:
        """Return how many likenesses of two tokens a head has of these texts."""
        return len(self.lengths) * self.lengths[0] ** 2

    def mix(self, projected: Tensor, mixed: Tensor, *, heads: int, room: Tensor) -> None:
        """Put into `mixed`, [tokens, dim], each text's attention over itself.

        `projected`, [tokens, 3 * dim], has the queries, which come scaled, the keys and values.
        `room` has place for the likenesses of all heads. This is faster than torch's fused one.
        """
        count, longest, (_, dim) = len(self.lengths), self.lengths[0], mixed.shape
        own = slice(self.first, self.first + sum(self.lengths))
        rows = projected[own]
        if self.where is not None:
            filled = rows.new_zeros(count * longest, 3 * dim)
            rows = filled.index_copy_(0, self.where, rows)
        apart = rows.view(count, longest, 3, heads, -1).permute(2, 0, 3, 1, 4)
        query, key, value = (each.flatten(0, 1) for each in apart)
        likeness = room[: heads * self.likenesses].view(len(query), longest, longest)
        torch.bmm(query, key.transpose(1, 2), out=likeness)
        if self.padding is not None:
            likeness.view(count, heads, longest, longest).add_(self.padding)
        torch.softmax(likeness, -1, out=likeness)
        found = (likeness @ value).view(count, heads, longest, -1).transpose(1, 2).flatten(2)
        found = found.flatten(0, 1)
        mixed[own] = found if self.where is None else found[self.where]


def _groups(lengths: Sequence[int], dtype: torch.dtype) -> list[_Group]:
    """Return the texts of a batch, the longest first, in groups whose likenesses stay at hand."""
    groups = []
    first = begin = 0
    for end in range(1, len(lengths) + 1):
        more = end + 1 - begin
        if end == len(lengths) or more * lengths[begin] ** 2 > _LIKENESSES:
            groups.append(_Group.of(first, lengths[begin:end], dtype))
            first += sum(lengths[begin:end])
            begin = end
    return groups


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


def _batches(lengths: Sequence[int], *, workers: int) -> list[list[int]]:
    """Return the places of texts in batches that keep all workers busy to the end.

    The longest text goes to who has least (Graham 1969, *Bounds on Multiprocessing Timing
    Anomalies*), so that each has texts of every length, and like ones one after another.
    """
    places = sorted(range(len(lengths)), key=lengths.__getitem__, reverse=True)
    shares = min(workers, max(1, sum(lengths) // _LEAST_TOKENS))
    shared: list[list[list[int]]] = [[] for _ in range(shares)]
    loads = [(0, share) for share in range(shares)]
    for place in places:
        load, share = loads[0]
        heapreplace(loads, (load + lengths[place], share))
        batches = shared[share]
        if batches and sum(lengths[each] for each in batches[-1]) + lengths[place] <= _BATCH_TOKENS:
            batches[-1].append(place)
        else:
            batches.append([place])
    return [batch for turn in zip_longest(*shared) for batch in turn if batch]


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
