"""The dense index: the passages' vectors, searched exhaustively."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from index.durable import Written
from index.vectors import Ids, StoredVectors, Vectors

_AT_ONCE = 50_000
"""How many vectors are moved at a time."""


class DenseIndex:
    """The vectors of passages at positions 0…n-1.

    FAISS holds them in float16, as the store does, and searches them all: exact, and bound by
    memory bandwidth, which float16 halves.
    """

    def __init__(self, index: Any, *, mapped: NDArray[np.uint8] | None = None) -> None:
        """Take a FAISS index, as the other methods make it, and the file that it is a view of."""
        self._index = index
        self._mapped = mapped

    @classmethod
    def of(cls, vectors: StoredVectors) -> Self:
        """Return the index of float16[n, dim]."""
        index = _zeros(len(vectors), dim=max(1, vectors.shape[1]))
        if len(vectors):
            _codes(index)[:] = np.ascontiguousarray(vectors).view(np.uint8)
        return cls(index)

    @classmethod
    def merged(cls, parts: Sequence[Self], moved: Sequence[NDArray[np.int32]], count: int) -> Self:
        """Return the index of so many vectors of several, moved to where int32[n] says of each.

        A negative one says that it goes.
        """
        merged = _zeros(count, dim=max((part.codes.shape[1] // 2 for part in parts), default=1))
        codes = _codes(merged)
        for part, to in zip(parts, moved, strict=True):
            for first in range(0, len(to), _AT_ONCE):
                batch = to[first : first + _AT_ONCE]
                codes[batch[batch >= 0]] = part.codes[first : first + _AT_ONCE][batch >= 0]
        return cls(merged)

    @property
    def codes(self) -> NDArray[np.uint8]:
        """Return a view of the vectors' bytes: uint8[n, 2 · dim]."""
        return _codes(self._index)

    def search(
        self, vector: Vectors, *, k: int, allowed: NDArray[np.bool_] | None = None
    ) -> tuple[Ids, NDArray[np.float32]]:
        """Return the positions of the k largest inner products with float32[dim], and these.

        They are in no order; of those that equal the last there are all. Only passages marked in
        `allowed`, bool[n], are looked at; None means all.
        """
        parameters = None
        if allowed is not None:
            faiss = _faiss()
            selector = faiss.IDSelectorBitmap(np.packbits(allowed, bitorder="little"))
            parameters = faiss.SearchParameters(sel=selector)
        if not self._index.ntotal:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        asked = k
        while True:
            # Where FAISS cuts among equal ones, it keeps any of them: one that is less must come.
            asked = min(asked + 1, self._index.ntotal)
            scores, positions = self._index.search(vector[np.newaxis], asked, params=parameters)
            found = positions[0] >= 0
            scores, positions = scores[0][found], positions[0][found]
            if len(scores) < asked or asked == self._index.ntotal or scores[-1] < scores[k - 1]:
                return positions, scores
            asked *= 2

    def write(self, file: Written) -> None:
        """Write the index to a file; raises OSError."""
        faiss = _faiss()
        faiss.write_index(self._index, faiss.PyCallbackIOWriter(file.write))

    @classmethod
    def map(cls, path: Path) -> Self:
        """Return what `write` wrote, as a view of its file; raises OSError, RuntimeError."""
        faiss = _faiss()
        mapped: NDArray[np.uint8] = np.memmap(path, np.uint8, mode="r")
        reader = faiss.ZeroCopyIOReader(faiss.swig_ptr(mapped), mapped.size)
        return cls(faiss.read_index(reader), mapped=mapped)


def _faiss() -> Any:
    """Return the library; as Any, since its stubs do not know the forms its Python layer adds."""
    # Not at the top: who changes nothing and asks nothing is not to wait for it.
    import faiss

    return faiss


def _zeros(count: int, *, dim: int) -> Any:
    """Return a FAISS index over float16[count, dim], all of them 0, which `_codes` lets write."""
    faiss = _faiss()
    index = faiss.IndexScalarQuantizer(
        dim, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT
    )
    index.train(np.zeros((1, dim), np.float32))
    index.codes.resize(count * index.code_size)
    index.ntotal = count
    return index


def _codes(index: Any) -> NDArray[np.uint8]:
    """Return a view of the uint8[n, 2 · dim] that a FAISS index of `_zeros` holds."""
    if index.ntotal == 0:
        return np.zeros((0, index.code_size), np.uint8)
    codes: NDArray[np.uint8] = _faiss().rev_swig_ptr(
        index.codes.data(), index.ntotal * index.code_size
    )
    return codes.reshape(index.ntotal, index.code_size)
