"""The dense index: the passages' vectors, searched exhaustively."""

from typing import Any, BinaryIO, Self

import numpy as np
from numpy.typing import NDArray

from index.durable import Written
from index.vectors import Ids, StoredVectors, Vectors


class DenseIndex:
    """The vectors of passages at positions 0…n-1.

    FAISS holds them in float16, as the store does, and searches them all: exact, and bound by
    memory bandwidth, which float16 halves.
    """

    def __init__(self, index: Any) -> None:
        """Take a FAISS index, as `empty`, `apply` and `read` make it."""
        self._index = index

    @classmethod
    def empty(cls) -> Self:
        """Return the index of no passages."""
        return cls(_zeros(0, dim=1))

    @property
    def vectors(self) -> StoredVectors:
        """Return a view of float16[n, dim]; `dim` is 1 where there are none."""
        return _vectors(self._index)

    def apply(self, *, kept: NDArray[np.bool_], added: StoredVectors) -> Self:
        """Return the index of the passages marked in bool[n], with the added ones behind.

        Each is copied once, straight to where it stays: with many that is most of a change's time.
        """
        stays = np.flatnonzero(kept)
        if not len(stays) and not len(added):
            return self.empty()
        # Where nothing stays, what comes may be of another encoder and another length.
        dim = self._index.d if len(stays) else added.shape[1]
        changed = _zeros(len(stays) + len(added), dim=dim)
        vectors = _vectors(changed)
        if len(stays):
            np.take(self.vectors, stays, axis=0, out=vectors[: len(stays)], mode="clip")
        if len(added):
            vectors[len(stays) :] = added
        return type(self)(changed)

    def search(
        self, vector: Vectors, *, k: int, allowed: NDArray[np.bool_] | None = None
    ) -> tuple[Ids, NDArray[np.float32]]:
        """Return the positions of the k largest inner products with float32[dim], and these.

        Of equal ones the lower positions come first. Only passages marked in `allowed`, bool[n],
        are looked at; None means all.
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
                best = np.lexsort((positions, -scores))[:k]
                return positions[best], scores[best]
            asked *= 2

    def write(self, file: Written) -> None:
        """Write the index to a file; raises OSError."""
        faiss = _faiss()
        faiss.write_index(self._index, faiss.PyCallbackIOWriter(file.write))

    @classmethod
    def read(cls, file: BinaryIO) -> Self:
        """Return the index that `write` wrote; raises OSError, RuntimeError."""
        faiss = _faiss()
        return cls(faiss.read_index(faiss.PyCallbackIOReader(file.read)))


def _faiss() -> Any:
    """Return the library; as Any, since its stubs do not know the forms its Python layer adds."""
    # Not at the top: who changes nothing and asks nothing is not to wait for it.
    import faiss

    return faiss


def _zeros(count: int, *, dim: int) -> Any:
    """Return a FAISS index over float16[count, dim], all of them 0, which `_vectors` lets write."""
    faiss = _faiss()
    index = faiss.IndexScalarQuantizer(
        dim, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT
    )
    index.train(np.zeros((1, dim), np.float32))
    index.codes.resize(count * index.code_size)
    index.ntotal = count
    return index


def _vectors(index: Any) -> StoredVectors:
    """Return a view of the float16[n, dim] that a FAISS index of `_zeros` holds."""
    if index.ntotal == 0:
        return np.zeros((0, index.d), np.float16)
    codes = _faiss().rev_swig_ptr(index.codes.data(), index.ntotal * index.code_size)
    vectors: StoredVectors = codes.view(np.float16).reshape(index.ntotal, index.d)
    return vectors
