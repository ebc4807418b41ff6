"""Search in this process: FAISS for the dense vectors, an inverted index for the sparse ones."""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Self, cast

import numpy as np
from numpy.typing import NDArray

from index.backend.attributes import DocumentAttributes, Marks
from index.backend.dense import DenseIndex
from index.backend.postings import Postings
from index.backend.protocol import VectorBackend
from index.backend.saved import Saved, load_parts, save_parts
from index.cache import Cache
from index.durable import Written
from index.filters import Filter
from index.vectors import Attributes, Changes, Ids, IndexedPassages, Ranking, Statistics, Vectors

_DENSE, _SPARSE, _ATTRIBUTES = "dense.faiss", "sparse.npz", "attributes.npz"

_NO_IDS = np.zeros(0, np.int64)
_KEPT_FILTERS = 8
"""Of the last requests: each asks several times for the passages of the documents that pass."""


class LocalBackend:
    """A collection's passages in memory; positions 0…n-1 follow their ids, ascending."""

    def __init__(
        self,
        *,
        generation: int,
        ids: Ids,
        documents: Ids,
        dense: DenseIndex,
        postings: Postings,
        attributes: Sequence[DocumentAttributes],
    ) -> None:
        """Take the parts that `empty`, `apply` and `load` make.

        The attributes may be of documents too that are gone.
        """
        self._generation = generation
        self._ids = ids
        self._documents = documents
        self._dense = dense
        self._postings = postings
        self._attributes = attributes
        self._found: Cache[Ids] = Cache(capacity=_KEPT_FILTERS)
        self._marked: tuple[Ids, Marks] = (_NO_IDS, np.zeros(len(ids), np.bool_))

    @classmethod
    def empty(cls) -> Self:
        """Return a backend of no passages."""
        return cls(
            generation=0,
            ids=_NO_IDS,
            documents=_NO_IDS,
            dense=DenseIndex.empty(),
            postings=Postings.empty(),
            attributes=(),
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
        documents = np.concatenate([self._documents[kept], added.documents])
        return type(self)(
            generation=changes.generation,
            ids=np.concatenate([self._ids[kept], added.ids]),
            documents=documents,
            dense=self._dense.apply(kept=kept, added=added.vectors),
            postings=self._postings.apply(kept=kept, added=added),
            attributes=_with(self._attributes, added.attributes, documents),
        )

    def find_documents(self, keep: Filter) -> Ids:
        """Return the rows of the documents with passages that pass a filter, ascending."""
        # As it is spelled: True and 1 are equal, and not the same to a filter.
        spelled = repr(keep)
        found = self._found.get(spelled)
        if found is None:
            passing = [
                part.rows[part.find(keep) & there]
                for part, there in zip(self._attributes, self._there, strict=True)
            ]
            found = np.sort(np.concatenate([_NO_IDS, *passing]))
            self._found.put(spelled, found)
        return found

    @cached_property
    def _there(self) -> Sequence[Marks]:
        """Return which documents of the parts of the attributes are not gone: bool[n] each."""
        return _there(self._attributes, self._documents)

    def _allowed(self, within: Ids) -> Marks:
        """Return which passages are of some documents: bool[n]."""
        # By identity: a request asks again with what `find_documents` gave it.
        known, allowed = self._marked
        if known is not within:
            allowed = np.isin(self._documents, within)
            self._marked = within, allowed
        return allowed

    def statistics(self, terms: Sequence[str]) -> Statistics:
        """Return what the weight of a query's terms depends on."""
        return self._postings.statistics(terms)

    def search_dense(self, vector: Vectors, *, k: int, within: Ids | None = None) -> Ranking:
        """Return the k passages of largest inner product with float32[dim]."""
        allowed = None if within is None else self._allowed(within)
        positions, scores = self._dense.search(vector, k=k, allowed=allowed)
        return Ranking(self._ids[positions], scores)

    def search_sparse(
        self, weights: Mapping[str, float], *, k: int, within: Ids | None = None
    ) -> Ranking:
        """Return the k passages of largest BM25 inner product, of those above 0."""
        scores = self._postings.scores(weights)
        # Few passages hold a word of the query, and a partition is slow among many equal zeros.
        positions = np.flatnonzero(scores > 0)
        if within is not None:
            positions = positions[self._allowed(within)[positions]]
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

        `token` is that of the commit of the store that they were derived from.
        """
        arrays = {"ids": self._ids, "documents": self._documents, **self._postings.arrays()}
        parts: dict[str, Callable[[Written], object]] = {
            _DENSE: self._dense.write,
            _SPARSE: _writing(arrays),
            _ATTRIBUTES: _writing(_merged(self._attributes, self._documents).arrays()),
        }
        save_parts(folder, parts, generation=self._generation, token=token)

    @classmethod
    def load(cls, folder: Path, *, token_of: Callable[[int], str | None]) -> Self | None:
        """Return the backend saved in `folder`, or None where it is not to be trusted.

        `token_of` gives the store's token of a generation.
        """
        return load_parts(folder, cls._of, token_of=token_of)

    @classmethod
    def _of(cls, saved: Saved) -> Self:
        with saved.open(_SPARSE) as file:
            parts = dict(np.load(file, allow_pickle=False))
        with saved.open(_DENSE) as file:
            dense = DenseIndex.read(file)
        with saved.open(_ATTRIBUTES) as file:
            attributes = DocumentAttributes.read(dict(np.load(file, allow_pickle=False)))
        return cls(
            generation=saved.generation,
            ids=parts.pop("ids"),
            documents=parts.pop("documents"),
            dense=dense,
            postings=Postings(**parts),
            attributes=(attributes,),
        )

    def differences(self, other: Self) -> list[str]:
        """Return the names of the parts in which another backend of the same passages differs."""
        mine, others = self._parts(), other._parts()
        return [
            name
            for name, part in {**others, **mine}.items()
            if name not in mine or not np.array_equal(part, others.get(name, _NO_IDS))
        ]

    def _parts(self) -> dict[str, NDArray[Any]]:
        parts = {"ids": self._ids, "documents": self._documents, **self._postings.arrays()}
        attributes = _merged(self._attributes, self._documents).arrays()
        parts |= {f"attributes.{name}": array for name, array in attributes.items()}
        # As bits: a vector that is not a number equals itself, and 0 is not -0.
        return parts | {"vectors": self._dense.vectors.view(np.uint16)}


def _with(
    parts: Sequence[DocumentAttributes], added: Mapping[int, Attributes], documents: Ids
) -> Sequence[DocumentAttributes]:
    """Return the parts with the attributes of more documents; `documents` are those there are then.

    Parts become one when the last is as large as the one before: there are few, and a change
    copies no more than it brings, but for a rare one.
    """
    grown = [*parts, DocumentAttributes.of(added)]
    while len(grown) > 1 and len(grown[-1].rows) >= len(grown[-2].rows):
        grown[-2:] = [_merged(grown[-2:], documents)]
    return tuple(grown)


def _merged(parts: Sequence[DocumentAttributes], documents: Ids) -> DocumentAttributes:
    """Return the attributes of those documents of some parts that are not gone."""
    return DocumentAttributes.merged(parts, _there(parts, documents))


def _there(parts: Sequence[DocumentAttributes], documents: Ids) -> Sequence[Marks]:
    """Return which documents of some parts are among these: bool[n] each, each document once."""
    there, known = list[Marks](), _NO_IDS
    for part in parts:
        there.append(np.isin(part.rows, documents) & ~np.isin(part.rows, known))
        known = np.concatenate([known, part.rows])
    return there


def _writing(arrays: Mapping[str, NDArray[Any]]) -> Callable[[Written], object]:
    return lambda file: np.savez(cast("Any", file), allow_pickle=False, **arrays)


def backend_of(passages: IndexedPassages) -> VectorBackend:
    """Return a backend of these passages that is kept nowhere."""
    changes = Changes(generation=1, removed=np.zeros(0, np.int64), added=passages)
    return LocalBackend.empty().apply(changes)
