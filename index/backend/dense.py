"""The dense index: the passages' vectors, all compared with a query, or those that may be near."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from index.backend.codes import Codes, import_faiss
from index.durable import Written
from index.vectors import Ids, StoredVectors, Vectors

_AT_ONCE = 50_000
"""How many vectors are moved at a time."""


CODED_FROM = 50_000
"""How many vectors together are all compared with a query at most; of more, those that may be near
by their codes. Few are sooner compared than found so."""

ALLOWED_FROM = 20_000
"""The same of vectors that a filter leaves, which stand apart from each other."""

COMPARED = 4000
"""How many of these are compared as they are, unless it is said: recall and time by measurement
in docs/decisions/0041-codes.md."""

_FOR_EACH = 20
"""And for each passage that is asked for."""


class DenseIndex:
    """The vectors of passages at positions 0…n-1.

    FAISS holds them in float16, as the store does. Few are all compared: exact, and bound by memory
    bandwidth, which float16 halves. Of many their codes say which may be near, and these alone are
    compared; so what is found has its exact score, and a little of what is far down a long ranking
    may be missed.
    """

    def __init__(
        self, index: Any, *, mapped: NDArray[np.uint8] | None = None, codes: Codes | None = None
    ) -> None:
        """Take a FAISS index, as the other methods make it, and the file that it is a view of."""
        self._index = index
        self._mapped = mapped
        self.codes = codes

    @classmethod
    def of(cls, vectors: StoredVectors, *, codes: Codes | None = None) -> Self:
        """Return the index of float16[n, dim], with codes of them or without."""
        index = _zeros(len(vectors), dim=max(1, vectors.shape[1]))
        if len(vectors):
            _codes(index)[:] = np.ascontiguousarray(vectors).view(np.uint8)
        return cls(index, codes=codes)

    @classmethod
    def merged(cls, parts: Sequence[Self], moved: Sequence[NDArray[np.int32]], count: int) -> Self:
        """Return the index of so many vectors of several, moved to where int32[n] says of each.

        A negative one says that it goes.
        """
        merged = _zeros(count, dim=max((part.packed.shape[1] // 2 for part in parts), default=1))
        codes = _codes(merged)
        for part, to in zip(parts, moved, strict=True):
            for first in range(0, len(to), _AT_ONCE):
                batch = to[first : first + _AT_ONCE]
                codes[batch[batch >= 0]] = part.packed[first : first + _AT_ONCE][batch >= 0]
        return cls(merged)

    def coded(self) -> Self:
        """Return the same vectors with codes, where there are so many that these are of use."""
        if not self.lacks_codes:
            return self
        return type(self)(self._index, mapped=self._mapped, codes=Codes.of(self.packed))

    @property
    def lacks_codes(self) -> bool:
        """Return whether codes would be of use and are not there."""
        few = self._index.ntotal <= CODED_FROM
        return not few and self.codes is None and Codes.fit(self._index.d)

    @property
    def packed(self) -> NDArray[np.uint8]:
        """Return a view of the vectors' bytes: uint8[n, 2 · dim]."""
        return _codes(self._index)

    def search(
        self,
        vector: Vectors,
        *,
        k: int,
        allowed: NDArray[np.bool_] | None = None,
        compared: int | None = None,
    ) -> tuple[Ids, NDArray[np.float32]]:
        """Return the positions of the k largest inner products with float32[dim], and these.

        They are in no order; of those that equal the last there are all. Only passages marked in
        `allowed`, bool[n], are looked at; None means all. Of those that have codes, `compared` at
        least are compared as they are, or `COMPARED`.
        """
        # For this thread: helpers have nothing to do for one query, and where other work is done it
        # waits for them many times longer than it compares.
        import_faiss().omp_set_num_threads(1)
        if self.codes is not None:
            count = self._index.ntotal if allowed is None else int(np.count_nonzero(allowed))
            if count > ALLOWED_FROM:
                # Where some are not allowed, so many more are looked for.
                least = COMPARED if compared is None else compared
                asked = max(least, _FOR_EACH * k) * self._index.ntotal // count
                positions = self.codes.nearest(vector, count=asked)
                return self._compared(vector, positions, k=k, allowed=allowed)
        return self._search_all(vector, k=k, allowed=allowed)

    def _compared(
        self, vector: Vectors, positions: Ids, *, k: int, allowed: NDArray[np.bool_] | None
    ) -> tuple[Ids, NDArray[np.float32]]:
        """Return as `search` does what is best of the vectors at some positions."""
        if allowed is not None:
            positions = positions[allowed[positions]]
        # FAISS compares what lies side by side in a third of the time in which numpy does.
        near = self.of(self.packed.take(positions, axis=0).view(np.float16))
        places, scores = near.search(vector, k=k)
        return positions[places], scores

    def _search_all(
        self, vector: Vectors, *, k: int, allowed: NDArray[np.bool_] | None
    ) -> tuple[Ids, NDArray[np.float32]]:
        """Return as `search` does what is best of all vectors."""
        parameters = None
        if allowed is not None:
            faiss = import_faiss()
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
        faiss = import_faiss()
        faiss.write_index(self._index, faiss.PyCallbackIOWriter(file.write))

    @classmethod
    def map(cls, path: Path, *, codes: Codes | None = None) -> Self:
        """Return what `write` wrote, as a view of its file; raises OSError, RuntimeError."""
        faiss = import_faiss()
        mapped: NDArray[np.uint8] = np.memmap(path, np.uint8, mode="r")
        reader = faiss.ZeroCopyIOReader(faiss.swig_ptr(mapped), mapped.size)
        return cls(faiss.read_index(reader), mapped=mapped, codes=codes)


def _zeros(count: int, *, dim: int) -> Any:
    """Return a FAISS index over float16[count, dim], all of them 0, which `_codes` lets write."""
    faiss = import_faiss()
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
    codes: NDArray[np.uint8] = import_faiss().rev_swig_ptr(
        index.codes.data(), index.ntotal * index.code_size
    )
    return codes.reshape(index.ntotal, index.code_size)
