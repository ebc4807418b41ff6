"""Search in this process: FAISS for the dense vectors, an inverted index for the sparse ones."""

import json
import logging
import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from hashlib import file_digest
from pathlib import Path
from typing import Any, Self, cast

import faiss
import numpy as np
from numpy.typing import NDArray

from index.backend import Changes, Ids, Ranking, Statistics, StoredVectors, Vectors
from index.postings import Postings

LAYOUT_VERSION = 1
_MANIFEST = "manifest.json"
_ASIDE = ".tmp"

_log = logging.getLogger(__name__)


class LocalBackend:
    """A collection's passages in memory; positions 0…n-1 follow their ids, ascending.

    FAISS holds the vectors in float16, as the store does, and searches them exhaustively: exact,
    and bound by memory bandwidth, which float16 halves.
    """

    def __init__(
        self, *, generation: int, ids: Ids, documents: Ids, dense: Any, postings: Postings
    ) -> None:
        """Take the parts that `empty`, `apply` and `load` make."""
        self._generation = generation
        self._ids = ids
        self._documents = documents
        self._dense = dense
        self._postings = postings

    @classmethod
    def empty(cls, *, dim: int) -> Self:
        """Return a backend of no passages, for vectors of `dim` numbers."""
        return cls(
            generation=0,
            ids=np.zeros(0, np.int64),
            documents=np.zeros(0, np.int64),
            dense=_dense_index(np.zeros((0, dim), np.float16)),
            postings=Postings.empty(),
        )

    @property
    def generation(self) -> int:
        """Return the generation that this backend was brought to."""
        return self._generation

    @property
    def ids(self) -> Ids:
        """Return the ids of the passages it holds, ascending."""
        return self._ids

    def apply(self, changes: Changes) -> Self:
        """Return the backend that holds these passages after the changes."""
        kept = ~np.isin(self._ids, changes.removed)
        added = changes.added
        parts = [part for part in (_vectors(self._dense)[kept], added.vectors) if len(part)]
        # Where nothing stays, what comes may be of another encoder and another length.
        vectors = np.concatenate(parts) if parts else np.zeros((0, self._dense.d), np.float16)
        return type(self)(
            generation=changes.generation,
            ids=np.concatenate([self._ids[kept], added.ids]),
            documents=np.concatenate([self._documents[kept], added.documents]),
            dense=_dense_index(vectors),
            postings=self._postings.apply(kept=kept, added=added),
        )

    def statistics(self, terms: Sequence[str]) -> Statistics:
        """Return what the weight of a query's terms depends on."""
        return self._postings.statistics(terms)

    def search_dense(self, vector: Vectors, *, k: int, within: Ids | None = None) -> Ranking:
        """Return the k passages of largest inner product with float32[dim]."""
        parameters = None
        if within is not None:
            allowed = np.packbits(np.isin(self._documents, within), bitorder="little")
            # Built loosely: faiss's type stubs do not know the forms its Python layer adds.
            selector = cast("Any", faiss).IDSelectorBitmap(allowed)
            parameters = cast("Any", faiss).SearchParameters(sel=selector)
        count = min(k, len(self._ids))
        if count == 0:
            return Ranking(np.zeros(0, np.int64), np.zeros(0, np.float32))
        scores, positions = self._dense.search(vector[np.newaxis], count, params=parameters)
        found = positions[0] >= 0
        return Ranking(self._ids[positions[0][found]], scores[0][found])

    def search_sparse(
        self, weights: Mapping[str, float], *, k: int, within: Ids | None = None
    ) -> Ranking:
        """Return the k passages of largest BM25 inner product, of those above 0."""
        scores = self._postings.scores(weights)
        if within is not None:
            scores[~np.isin(self._documents, within)] = 0
        if k < len(scores):
            positions = np.argpartition(scores, len(scores) - k)[-k:]
        else:
            positions = np.arange(len(scores))
        positions = positions[scores[positions] > 0]
        # Equal scores go by age, so that the same request gives the same answer.
        positions = positions[np.lexsort((positions, -scores[positions]))]
        return Ranking(self._ids[positions], scores[positions])

    def term_weights(self, passage: int, terms: Sequence[str]) -> dict[str, float]:
        """Return the weights in a passage's sparse vector of those of `terms` that it holds."""
        position = int(np.searchsorted(self._ids, passage))
        if position == len(self._ids) or self._ids[position] != passage:
            raise KeyError(passage)
        return self._postings.weights(position, terms)

    def save(self, folder: Path, *, token: str) -> None:
        """Write both indexes to `folder`, in place of what was saved there; raises OSError.

        The manifest is written last and binds the files by their checksums, and by `token` to the
        commit of the store that they were derived from.
        """
        folder.mkdir(parents=True, exist_ok=True)
        arrays = {"ids": self._ids, "documents": self._documents, **self._postings.arrays()}
        dense, sparse = (f"{part}-{self._generation}" for part in ("dense.faiss", "sparse.npz"))
        _write(folder / dense, lambda path: faiss.write_index(self._dense, str(path)))
        _write(folder / sparse, lambda path: _save_arrays(path, arrays))
        manifest = {
            "layout": LAYOUT_VERSION,
            "generation": self._generation,
            "token": token,
            "sha256": {name: _digest(folder / name) for name in (dense, sparse)},
        }
        _write(folder / _MANIFEST, lambda path: path.write_text(json.dumps(manifest)))
        for path in folder.iterdir():
            # What another process is just writing is its own to rename.
            if path.name not in {dense, sparse, _MANIFEST} and path.suffix != _ASIDE:
                with suppress(OSError):
                    path.unlink()

    @classmethod
    def load(cls, folder: Path, *, token_of: Callable[[int], str | None]) -> Self | None:
        """Return the backend saved in `folder`, or None where it is not to be trusted.

        `token_of` gives the store's token of a generation. What is missing, damaged, or derived
        from another store's history is not loaded; the log says so.
        """
        try:
            manifest = json.loads((folder / _MANIFEST).read_text())
            generation, digests = manifest["generation"], manifest["sha256"]
            if manifest["layout"] != LAYOUT_VERSION or manifest["token"] != token_of(generation):
                _log.warning("%s: of another history; deriving it again", folder)
                return None
            for name, digest in digests.items():
                if _digest(folder / name) != digest:
                    _log.warning("%s: damaged; deriving it again", folder / name)
                    return None
            dense, sparse = (folder / name for name in sorted(digests))
            with np.load(sparse, allow_pickle=False) as arrays:
                parts = dict(arrays.items())
            return cls(
                generation=generation,
                ids=parts.pop("ids"),
                documents=parts.pop("documents"),
                dense=faiss.read_index(str(dense)),
                postings=Postings(**parts),
            )
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RuntimeError) as error:
            _log.warning("%s: cannot be read (%s); deriving it again", folder, error)
            return None


def saved_generation(folder: Path) -> int:
    """Return the generation of what is saved in `folder`, -1 where there is nothing."""
    try:
        return int(json.loads((folder / _MANIFEST).read_text())["generation"])
    except (OSError, ValueError, KeyError, TypeError):
        return -1


def _dense_index(vectors: StoredVectors) -> Any:
    """Return a FAISS index over float16[n, dim], which it holds as they are."""
    count, dim = vectors.shape
    index = faiss.IndexScalarQuantizer(
        dim, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT
    )
    index.train(np.zeros((1, dim), np.float32))
    index.add_sa_codes(np.ascontiguousarray(vectors).view(np.uint8).reshape(count, 2 * dim))
    return index


def _vectors(index: Any) -> StoredVectors:
    """Return a view of the float16[n, dim] that a FAISS index of `_dense_index` holds."""
    if index.ntotal == 0:
        return np.zeros((0, index.d), np.float16)
    codes = faiss.rev_swig_ptr(index.codes.data(), index.ntotal * index.code_size)
    return codes.view(np.float16).reshape(index.ntotal, index.d)


def _save_arrays(path: Path, arrays: Mapping[str, NDArray[Any]]) -> None:
    with path.open("wb") as file:
        np.savez(file, allow_pickle=False, **arrays)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _write(path: Path, write: Callable[[Path], object]) -> None:
    """Put a file in its place whole or not at all, even if the power goes."""
    aside = path.with_name(f"{path.name}.{os.getpid()}{_ASIDE}")
    try:
        write(aside)
        with aside.open("rb") as file:
            os.fsync(file.fileno())
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
