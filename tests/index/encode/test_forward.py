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


def test_a_text_is_read_alike_in_any_company() -> None:
    maker = torch.Generator().manual_seed(7)
    dim, heads = 16, 4

    def made(*shape: int) -> torch.Tensor:
        return torch.randn(*shape, generator=maker)

    def layer() -> LayerWeights:
        norm = (torch.ones(dim), torch.zeros(dim))
        return LayerWeights(
            projections=(made(3 * dim, dim), made(3 * dim)), mixed=(made(dim, dim), made(dim)),
            mixed_norm=norm, widen=(made(4 * dim, dim), made(4 * dim)),
            narrow=(made(dim, 4 * dim), made(dim)), narrow_norm=norm,
        )  # fmt: skip

    table = made(50, dim)
    forward = Forward(
        BertWeights(
            embed=lambda rows: table[rows], positions=made(400, dim),
            norm=(torch.ones(dim), torch.zeros(dim)), layers=[layer(), layer()], heads=heads,
            norm_epsilon=1e-5,
        )
    )  # fmt: skip
    chooser = np.random.default_rng(3)
    # Short ones are mixed together, some of one length, and long ones each by itself.
    lengths = [1, 2, 2, 2, 3, 7, 30, 31, 31, 33, 90, 140, 240, 399]
    rows = [chooser.integers(0, 50, size=length) for length in lengths * 2]

    def states(rows: list[np.ndarray]) -> dict[int, torch.Tensor]:
        found: dict[int, torch.Tensor] = {}
        with forward.pool() as pool:
            forward.run(
                rows, lambda places, own: found.update(zip(places, own, strict=True)), pool=pool
            )
        return found

    together = states(rows)
    for place, row in enumerate(rows):
        (alone_,) = states([row]).values()
        assert together[place].shape == (len(row), dim)
        torch.testing.assert_close(together[place], alone_, atol=0.05, rtol=0.05)
