"""Weights in 8 bits: the file that holds a model's matrices so.

What it costs and what was measured: docs/decisions/0011-weights-in-8-bits.md.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor

from index.errors import EncoderUnavailable

WEIGHTS_FILE = "model.safetensors"
_ROWS, _COLUMNS = ".rows", ".columns"
_STEPS = 127
"""From zero to the largest number of a row, either way."""
_LEAST = 2.0**-24
"""The smallest float16 above zero: what is all zeros needs a scale, too."""


def write_weights(path: Path, state: Mapping[str, Tensor]) -> None:
    """Write a model's weights to a safetensors file, whole or not at all.

    A matrix NAME, float[rows, columns], becomes NAME, int8[rows, columns], with two scales,
    NAME.rows, float16[rows], and NAME.columns, float16[columns]: the number at (i, j) is
    NAME[i, j] * NAME.rows[i] * NAME.columns[j], off by half of one step of NAME at most. Any other
    shape is in float16. Raises ValueError where a number is not finite or too large for that.
    """
    stored: dict[str, Tensor] = {}
    for name, weight in state.items():
        numbers = weight.detach().to("cpu", torch.float32)
        matrix = numbers.ndim == 2  # noqa: PLR2004
        parts = _in_8_bits(numbers) if matrix else {"": numbers.to(torch.float16)}
        for part, tensor in parts.items():
            if not tensor.isfinite().all():
                raise ValueError(f"{name} has a number that is not finite or too large to store")
            stored[name + part] = tensor.contiguous()
    unfinished = path.with_suffix(".unfinished")
    save_file(stored, unfinished, metadata={"format": "pt"})
    unfinished.chmod(0o644)
    unfinished.replace(path)


def read_weights(path: Path) -> dict[str, Tensor]:
    """Return the weights in a file of `write_weights` by name, float32 and of the shape written.

    What is not in 8 bits is taken as it is, so a file all in float16 or float32 is read as well.
    Raises EncoderUnavailable where there is no such file or it is damaged.
    """
    stored = StoredWeights(path)
    return {name: stored[name] for name in stored.shapes}


class StoredWeights:
    """The same, one at a time: no more of them are in memory than are held."""

    def __init__(self, path: Path) -> None:
        """Open the file; raises EncoderUnavailable where it is not there or damaged."""
        self._path = path
        try:
            self._stored = cast("Any", safe_open(path, framework="pt"))
            names = set(self._stored.keys())
            every = {name: tuple(self._stored.get_slice(name).get_shape()) for name in names}
        except (OSError, SafetensorError) as error:
            raise unusable(path, str(error).partition("\n")[0]) from error
        scales = {name + part for name in names for part in (_ROWS, _COLUMNS)}
        self.shapes: Mapping[str, tuple[int, ...]] = {
            name: shape for name, shape in every.items() if name not in scales
        }
        self._scales = names & scales

    def __getitem__(self, name: str) -> Tensor:
        """Return one by its name, float32; raises EncoderUnavailable where it is damaged."""
        stored = self._stored.get_tensor(name)
        weight: Tensor = stored.to(torch.float32)
        if stored.dtype == torch.int8:
            rows, columns = self._scale(name + _ROWS), self._scale(name + _COLUMNS)
            if rows is None or columns is None or weight.shape != rows.shape + columns.shape:
                raise unusable(self._path, f"{name} lacks a scale for each row and column")
            weight.mul_(rows.to(torch.float32)[:, None]).mul_(columns.to(torch.float32))
        return weight

    def _scale(self, name: str) -> Tensor | None:
        return self._stored.get_tensor(name) if name in self._scales else None


class StoredTable:
    """One matrix of a file of `write_weights` that stays in its 8 bits, to look rows up in."""

    def __init__(self, path: Path, name: str) -> None:
        """Read the matrix `name`; raises EncoderUnavailable where it is not there in 8 bits."""
        try:
            with safe_open(path, framework="pt") as stored:
                self._numbers, self._rows, self._columns = (
                    stored.get_tensor(name + part) for part in ("", _ROWS, _COLUMNS)
                )
        except (OSError, SafetensorError) as error:
            raise unusable(path, str(error).partition("\n")[0]) from error

    def __call__(self, rows: Tensor) -> Tensor:
        """Return the rows of these numbers, float32[…, columns] of int64[…]."""
        found: Tensor = self._numbers[rows].to(torch.float32)
        return found.mul_(self._rows[rows].to(torch.float32).unsqueeze(-1)).mul_(
            self._columns.to(torch.float32)
        )


def _in_8_bits(weight: Tensor) -> dict[str, Tensor]:
    """Return what stands for a float32[rows, columns], by what its name has behind the matrix's."""
    # A BERT has columns many times larger than the rest; by itself one takes up a row's 127 steps.
    columns = weight.square().mean(dim=0).sqrt().to(torch.float16).clamp(min=_LEAST)
    even = weight / columns.to(torch.float32)
    exact = even.abs().amax(dim=1) / _STEPS
    rows = exact.to(torch.float16)
    # Rounded up, to what has the next bit pattern, so that no number is beyond 127 steps.
    rows = (rows.view(torch.int16) + (rows.to(torch.float32) < exact)).view(torch.float16)
    rows = rows.clamp(min=_LEAST)
    numbers = (even / rows.to(torch.float32)[:, None]).round().to(torch.int8)
    return {"": numbers, _ROWS: rows, _COLUMNS: columns}


def unusable(path: Path, reason: str) -> EncoderUnavailable:
    """Return the error that says why a file of weights cannot be used, and what to do."""
    return EncoderUnavailable(
        f"the model's weights in {path} cannot be read ({reason}): put the file back as it was"
        " published (`git checkout` or a new install does for the one that ships with Spravka), or"
        " write it anew with `python -m index.training export`"
    )
