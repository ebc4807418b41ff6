"""Search in this process: FAISS for the dense vectors, an inverted index for the sparse ones."""

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Self, cast
from zlib import crc32

import faiss
import numpy as np
from numpy.typing import NDArray

from index.durable import delete, locked, open_checked, others, write_file
from index.postings import Postings
from index.vectors import Changes, Ids, Ranking, Statistics, StoredVectors, Vectors

LAYOUT_VERSION = 2
_MANIFEST = "manifest.json"

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
            dense=_dense_index(0, dim=dim),
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
        return type(self)(
            generation=changes.generation,
            ids=np.concatenate([self._ids[kept], added.ids]),
            documents=np.concatenate([self._documents[kept], added.documents]),
            dense=self._changed_dense(np.flatnonzero(kept), added.vectors),
            postings=self._postings.apply(kept=kept, added=added),
        )

    def _changed_dense(self, kept: Ids, added: StoredVectors) -> Any:
        """Return a FAISS index of the vectors at the positions `kept`, with the added ones behind.

        Each is copied once, straight to where it stays: with many that is most of a change's time.
        """
        # Where nothing stays, what comes may be of another encoder and another length.
        dim = self._dense.d if len(kept) or not len(added) else added.shape[1]
        dense = _dense_index(len(kept) + len(added), dim=dim)
        vectors = _vectors(dense)
        if len(kept):
            np.take(_vectors(self._dense), kept, axis=0, out=vectors[: len(kept)], mode="clip")
        if len(added):
            vectors[len(kept) :] = added
        return dense

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
        # Few passages hold a word of the query, and a partition is slow among many equal zeros.
        positions = np.flatnonzero(scores > 0)
        if within is not None:
            positions = positions[np.isin(self._documents[positions], within)]
        if k < len(positions):
            least = np.partition(scores[positions], -k)[-k]
            positions = positions[scores[positions] >= least]
        # Stable: equal scores go by age, so that the same request gives the same answer.
        positions = positions[np.argsort(-scores[positions], kind="stable")[:k]]
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
        commit of the store that they were derived from. Nothing is written where another process
        is just writing.
        """
        folder.mkdir(parents=True, exist_ok=True)
        with locked(folder) as alone:
            if alone:
                self._save(folder, token)

    def _save(self, folder: Path, token: str) -> None:
        arrays = {"ids": self._ids, "documents": self._documents, **self._postings.arrays()}
        writers = {
            "dense.faiss": lambda file: faiss.write_index(
                self._dense, cast("Any", faiss).PyCallbackIOWriter(file.write)
            ),
            "sparse.npz": lambda file: np.savez(file, allow_pickle=False, **arrays),
        }
        digests = {}
        for part, write in writers.items():
            name = f"{part}-{self._generation}"
            digests[name] = write_file(folder / name, write)
        manifest = {
            "layout": LAYOUT_VERSION,
            "generation": self._generation,
            "token": token,
            "sha256": digests,
        }
        write_file(folder / _MANIFEST, lambda file: file.write(_sealed(manifest)))
        delete(others(folder, keep={*digests, _MANIFEST}))

    @classmethod
    def load(cls, folder: Path, *, token_of: Callable[[int], str | None]) -> Self | None:
        """Return the backend saved in `folder`, or None where it is not to be trusted.

        `token_of` gives the store's token of a generation. What is missing, damaged, or derived
        from another store's history is not loaded; the log says so.
        """
        manifest = None
        try:
            while (newest := _read_manifest(folder)) is not None and newest != manifest:
                manifest = newest
                # While it was read, another process may have saved a newer one in its place.
                with suppress(FileNotFoundError):
                    return cls._load(folder, manifest, token_of)
            if manifest is not None:
                _log.warning("%s: a file is missing; deriving it again", folder)
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RuntimeError) as error:
            _log.warning("%s: cannot be read (%s); deriving it again", folder, error)
        return None

    @classmethod
    def _load(
        cls, folder: Path, manifest: Mapping[str, Any], token_of: Callable[[int], str | None]
    ) -> Self | None:
        generation, digests = manifest["generation"], manifest["sha256"]
        if manifest["layout"] != LAYOUT_VERSION or manifest["token"] != token_of(generation):
            _log.warning("%s: of another history; deriving it again", folder)
            return None
        dense, sparse = sorted(digests)
        with open_checked(folder / sparse, digest=digests[sparse]) as file:
            parts = dict(np.load(file, allow_pickle=False))
        with open_checked(folder / dense, digest=digests[dense]) as file:
            index = faiss.read_index(cast("Any", faiss).PyCallbackIOReader(file.read))
        return cls(
            generation=generation,
            ids=parts.pop("ids"),
            documents=parts.pop("documents"),
            dense=index,
            postings=Postings(**parts),
        )

    def differences(self, other: Self) -> list[str]:
        """Return the names of the parts in which another backend of the same passages differs."""
        mine, others = self._parts(), other._parts()
        return [name for name, part in mine.items() if not np.array_equal(part, others[name])]

    def _parts(self) -> dict[str, NDArray[Any]]:
        parts = {"ids": self._ids, "documents": self._documents, **self._postings.arrays()}
        # As bits: a vector that is not a number equals itself, and 0 is not -0.
        return parts | {"vectors": _vectors(self._dense).view(np.uint16)}


def saved_names(folder: Path) -> set[str]:
    """Return the names of the files that are saved in `folder`, as far as they can be told."""
    try:
        manifest = _read_manifest(folder)
    except (OSError, ValueError, AttributeError):
        return {_MANIFEST}
    return set() if manifest is None else {_MANIFEST, *manifest["sha256"]}


def saved_generation(folder: Path) -> int:
    """Return the generation of what is saved in `folder`, -1 where there is nothing to trust."""
    try:
        manifest = _read_manifest(folder)
        return -1 if manifest is None else int(manifest["generation"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return -1


def _read_manifest(folder: Path) -> dict[str, Any] | None:
    """Return what is saved in `folder`, None for nothing; raises OSError, ValueError."""
    try:
        content = (folder / _MANIFEST).read_bytes()
    except FileNotFoundError:
        return None
    manifest: dict[str, Any] = json.loads(content)
    kept = {name: value for name, value in manifest.items() if name != "checksum"}
    if _sealed(kept) != content:
        raise ValueError(f"{_MANIFEST} is damaged")
    return kept


def _sealed(manifest: Mapping[str, Any]) -> bytes:
    """Return a manifest as it is saved: with a checksum, and so that no byte may be another."""
    checksum = crc32(json.dumps(manifest).encode())
    return json.dumps({**manifest, "checksum": checksum}).encode()


def _dense_index(count: int, *, dim: int) -> Any:
    """Return a FAISS index over float16[count, dim], all of them 0, which `_vectors` lets write."""
    index = faiss.IndexScalarQuantizer(
        dim, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT
    )
    index.train(np.zeros((1, dim), np.float32))
    index.codes.resize(count * index.code_size)
    index.ntotal = count
    return index


def _vectors(index: Any) -> StoredVectors:
    """Return a view of the float16[n, dim] that a FAISS index of `_dense_index` holds."""
    if index.ntotal == 0:
        return np.zeros((0, index.d), np.float16)
    codes = faiss.rev_swig_ptr(index.codes.data(), index.ntotal * index.code_size)
    return codes.view(np.float16).reshape(index.ntotal, index.d)
