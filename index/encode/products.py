"""Products with a model's weights, by whatever is fastest on this processor."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

_TRIED_TOKENS = 128
_TRIES = 5

Linear = Callable[[Tensor], Tensor]
"""Takes [n, in] to [n, out], both of the same precision."""
Parameters = tuple[Tensor, Tensor]
"""A weight, [out, in] or [dim], and a bias, [out] or [dim]."""
MakeLinear = Callable[[Parameters], Linear]


def parameters_of(module: Any, dtype: torch.dtype = torch.float32) -> Parameters:
    """Return the weight and the bias of a linear layer or a norm."""
    return module.weight.detach().to(dtype), module.bias.detach().to(dtype)


def _plain_linear(parameters: Parameters) -> Linear:
    return lambda rows: functional.linear(rows, *parameters)


def _packed_linear(parameters: Parameters, *, dtype: torch.dtype) -> Linear:
    """Lay the weight out once as oneDNN reads it; the sums are in float32 whatever `dtype` is."""
    weight, bias = (each.to(dtype) for each in parameters)
    # What torch's own compiler calls; torch has no public name for it.
    packed = torch.ops.mkldnn._reorder_linear_weight(weight)  # noqa: SLF001
    linear = torch.ops.mkldnn._linear_pointwise  # noqa: SLF001

    def apply(rows: Tensor) -> Tensor:
        product: Tensor = linear(rows, packed, bias, "none", [], "")
        return product

    return apply


@dataclass(frozen=True, slots=True)
class Products:
    """A way to multiply by weights: what makes a linear layer of them, which takes `dtype`."""

    make: MakeLinear
    dtype: torch.dtype


PLAIN = Products(_plain_linear, torch.float32)
PRODUCTS = (
    PLAIN,
    Products(partial(_packed_linear, dtype=torch.float32), torch.float32),
    Products(partial(_packed_linear, dtype=torch.bfloat16), torch.bfloat16),
)


@torch.inference_mode()
def fastest_products(sample: Parameters) -> Products:
    """Return what is fastest here: processors differ in what they have, and torch in what it uses.

    The vectors of any differ by less than they may (cosine 0.9999, see the decision page).
    """
    fastest = PLAIN
    least = float("inf")
    for products in PRODUCTS:
        rows = torch.ones(_TRIED_TOKENS, sample[0].shape[1], dtype=products.dtype)
        try:
            linear = products.make(sample)
            linear(rows)
            taken = min(_seconds(linear, rows) for _ in range(_TRIES))
        except (AttributeError, RuntimeError):  # built without oneDNN, or not for this processor
            continue
        if taken < least:
            fastest, least = products, taken
    return fastest


def _seconds(linear: Linear, rows: Tensor) -> float:
    start = time.perf_counter()
    linear(rows)
    return time.perf_counter() - start
