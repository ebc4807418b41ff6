"""The threads that encode: each computes by itself, and the others keep their helpers."""

import numpy as np
import torch

from index.encode.forward import BertWeights, Forward, LayerWeights, alone


def test_what_is_computed_alone_is_computed_by_one_thread() -> None:
    before = torch.get_num_threads()
    torch.set_num_threads(3)
    try:
        assert alone(torch.get_num_threads) == 1
        assert torch.get_num_threads() == 3
    finally:
        torch.set_num_threads(before)


def test_so_is_each_batch() -> None:
    dim = 4
    ones, zeros = torch.ones(dim), torch.zeros(dim)
    square = (torch.eye(dim), zeros)
    layer = LayerWeights(
        projections=(torch.ones(3 * dim, dim), torch.zeros(3 * dim)),
        mixed=square, mixed_norm=(ones, zeros), widen=square, narrow=square, narrow_norm=(ones, zeros),
    )  # fmt: skip
    before = torch.get_num_threads()
    torch.set_num_threads(3)
    try:
        forward = Forward(
            BertWeights(
                embed=lambda rows: torch.ones(*rows.shape, dim), positions=torch.ones(8, dim),
                norm=(ones, zeros), layers=[layer], heads=2, norm_epsilon=1e-5,
            )
        )  # fmt: skip
        threads: list[int] = []
        rows = [np.arange(5)] * 40

        def keep(*_: object) -> None:
            threads.append(torch.get_num_threads())

        with forward.pool() as pool:
            forward.run(rows, keep, pool=pool)
    finally:
        torch.set_num_threads(before)
    assert set(threads) == {1}
