"""Small codes of vectors, which tell quickly which ones may be near: four bits for four numbers."""

from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from index.durable import Written
from index.vectors import Ids, Vectors

_TOGETHER = 4
"""How many numbers of a vector share a code: 384 become 48 bytes, a sixteenth of float16."""

_TRAINED_ON = 20_000
_ROUNDS = 10
_AT_ONCE = 50_000


class Codes:
    """The codes of vectors at positions 0…n-1: FAISS's product quantiser, gone through as a whole.

    They are in the process's own memory. What they say of a vector is near enough to choose those
    that are compared exactly: docs/decisions/0041-codes.md.
    """

    def __init__(self, index: Any) -> None:
        """Take a FAISS index, as `of` and `read` make it."""
        self._index = index

    @staticmethod
    def fit(dim: int) -> bool:
        """Return whether vectors of this length can be coded."""
        return dim % _TOGETHER == 0

    @classmethod
    def of(cls, vectors: NDArray[np.uint8]) -> Self:
        """Return the codes of float16[n, dim], given by their bytes, learned from some of them."""
        faiss = import_faiss()
        dim = vectors.shape[1] // 2
        index: Any = faiss.IndexPQFastScan(dim, dim // _TOGETHER, 4, faiss.METRIC_INNER_PRODUCT)
        index.pq.cp.niter = _ROUNDS
        index.train(to_float32(vectors[:: len(vectors) // _TRAINED_ON + 1]))
        for first in range(0, len(vectors), _AT_ONCE):
            index.add(to_float32(vectors[first : first + _AT_ONCE]))
        return cls(index)

    def nearest(self, vector: Vectors, *, count: int) -> Ids:
        """Return the positions, ascending, of as many vectors as seem nearest to float32[dim]."""
        asked = min(count, self._index.ntotal)
        _, positions = self._index.search(vector[np.newaxis], asked)
        found: Ids = np.sort(positions[0][positions[0] >= 0])
        return found

    def write(self, file: Written) -> None:
        """Write the codes to a file; raises OSError."""
        faiss = import_faiss()
        faiss.write_index(self._index, faiss.PyCallbackIOWriter(file.write))

    @classmethod
    def read(cls, path: Path) -> Self:
        """Return the codes that `write` wrote; raises OSError, RuntimeError."""
        return cls(import_faiss().read_index(str(path)))


def to_float32(vectors: NDArray[np.uint8]) -> Vectors:
    """Return float16[n, dim], given by their bytes, as float32[n, dim]."""
    return np.ascontiguousarray(vectors).view(np.float16).astype(np.float32)


def import_faiss() -> Any:
    """Return the library; as Any, since its stubs do not know the forms its Python layer adds."""
    # Not at the top: who changes nothing and asks nothing is not to wait for it.
    import faiss

    return faiss
