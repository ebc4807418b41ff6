"""A segment: some passages of a collection with all that finds them, never changed once made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from index.backend.arrays import map_arrays, write_arrays
from index.backend.attributes import DocumentAttributes
from index.backend.codes import Codes
from index.backend.dense import DenseIndex
from index.backend.postings import Postings
from index.backend.saved import Saved, Write
from index.cache import Cache
from index.filters import Filter
from index.vectors import Ids, IndexedPassages, Ranking, Vectors

Marks = NDArray[np.bool_]

_KEPT_FILTERS = 32
_NO_IDS = np.zeros(0, np.int64)


class Segment:
    """Passages at positions 0…n-1, by their ids, ascending.

    Where it is saved, its files go by its `name`, and `digests` are their checksums; else `name` is
    None.
    """

    def __init__(
        self,
        *,
        ids: Ids,
        documents: Ids,
        dense: DenseIndex,
        postings: Postings,
        attributes: DocumentAttributes,
        name: str | None = None,
        digests: Mapping[str, str] | None = None,
    ) -> None:
        """Take the parts that `of`, `merged` and `map` make; `documents` are each one's row."""
        self.ids = ids
        self.documents = documents
        self.dense = dense
        self.postings = postings
        self.attributes = attributes
        self.name = name
        self.digests = digests or {}
        self._found: Cache[Marks] = Cache(capacity=_KEPT_FILTERS)

    def __len__(self) -> int:
        """Return how many passages it is of."""
        return len(self.ids)

    @classmethod
    def of(cls, passages: IndexedPassages) -> Self:
        """Return a segment of these passages."""
        return cls(
            ids=passages.ids,
            documents=passages.documents,
            dense=DenseIndex.of(passages.vectors),
            postings=Postings.of(passages),
            attributes=DocumentAttributes.of(passages.attributes),
        )

    @classmethod
    def merged(cls, parts: "Sequence[Part]") -> Self:
        """Return a segment of the passages of several that are not gone."""
        held = [part.segment.ids[part.kept] for part in parts]
        ids = np.concatenate([_NO_IDS, *held])
        order = np.argsort(ids)
        places = np.empty(len(ids), np.int32)
        places[order] = np.arange(len(ids), dtype=np.int32)
        moved = [np.full(len(part.segment), -1, np.int32) for part in parts]
        ends = np.cumsum([len(each) for each in held], dtype=np.int64)
        for part, to, there in zip(parts, moved, np.split(places, ends), strict=False):
            to[part.kept] = there
        segments = [part.segment for part in parts]
        documents = [part.segment.documents[part.kept] for part in parts]
        return cls(
            ids=ids[order],
            documents=np.concatenate([_NO_IDS, *documents])[order],
            dense=DenseIndex.merged([each.dense for each in segments], moved, len(ids)),
            postings=Postings.merged([each.postings for each in segments], moved, len(ids)),
            attributes=DocumentAttributes.merged(
                [each.attributes for each in segments], _each_once(parts)
            ),
        )

    def find(self, keep: Filter) -> Marks:
        """Return which of the documents in `attributes.rows` pass a filter: bool[n]."""
        # As it is spelled: True and 1 are equal, and not the same to a filter.
        spelled = repr(keep)
        found = self._found.get(spelled)
        if found is None:
            found = self.attributes.find(keep)
            self._found.put(spelled, found)
        return found

    def files(self, name: str) -> dict[str, Write]:
        """Return by its files' names what writes them."""
        dense, arrays, codes = self.names(name)
        files: dict[str, Write] = {
            dense: self.dense.write,
            arrays: lambda file: write_arrays(file, self.arrays()),
        }
        return files if self.dense.codes is None else files | {codes: self.dense.codes.write}

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return by name all arrays but the vectors."""
        named = {"postings": self.postings.arrays(), "attributes": self.attributes.arrays()}
        return {"ids": self.ids, "documents": self.documents} | {
            f"{of}.{name}": array for of, arrays in named.items() for name, array in arrays.items()
        }

    @classmethod
    def map(cls, saved: Saved, name: str) -> Self:
        """Return a segment that was saved, as a view of its files.

        Raises OSError, RuntimeError, ValueError, KeyError where it is not as it was written.
        """
        dense, arrays, codes = cls.names(name)
        named = map_arrays(saved.checked(arrays))
        coded = Codes.read(saved.checked(codes)) if codes in saved.digests else None
        return cls(
            ids=named["ids"],
            documents=named["documents"],
            dense=DenseIndex.map(saved.checked(dense), codes=coded),
            postings=Postings(**_under("postings.", named)),
            attributes=DocumentAttributes.read(_under("attributes.", named)),
            name=name,
            digests=cls.digests_in(saved, name),
        )

    @classmethod
    def digests_in(cls, saved: Saved, name: str) -> dict[str, str]:
        """Return the checksums of the files of a segment that is saved."""
        names = cls.names(name)
        return {file: saved.digests[file] for file in names if file in saved.digests}

    @staticmethod
    def names(name: str) -> tuple[str, str, str]:
        """Return the names of a segment's files: its vectors, all other arrays, and the codes."""
        return f"{name}.dense", f"{name}.arrays", f"{name}.codes"

    def coded(self) -> "Segment":
        """Return the same segment with codes of its vectors, where these are of use."""
        dense = self.dense.coded()
        if dense is self.dense:
            return self
        return Segment(
            ids=self.ids,
            documents=self.documents,
            dense=dense,
            postings=self.postings,
            attributes=self.attributes,
            name=self.name,
            digests=self.digests,
        )


def _under(prefix: str, named: Mapping[str, NDArray[Any]]) -> dict[str, Any]:
    return {
        name.removeprefix(prefix): array for name, array in named.items() if name.startswith(prefix)
    }


@dataclass(frozen=True)
class Part:
    """A segment as one generation has it; `gone` marks the passages that are no more, bool[n]."""

    segment: Segment
    gone: Marks | None = None

    def without(self, removed: Ids) -> Self:
        """Return the part without some passages, ascending, of which it may hold any."""
        ids = self.segment.ids
        if not len(removed) or not len(ids) or removed[-1] < ids[0] or removed[0] > ids[-1]:
            return self
        places = np.searchsorted(ids, removed)
        places = places[(places < len(ids)) & (ids[np.minimum(places, len(ids) - 1)] == removed)]
        if not len(places):
            return self
        gone = np.zeros(len(ids), np.bool_) if self.gone is None else self.gone.copy()
        gone[places] = True
        return type(self)(self.segment, gone)

    @cached_property
    def kept(self) -> Marks:
        """Return which passages are not gone: bool[n]."""
        return np.ones(len(self.segment), np.bool_) if self.gone is None else ~self.gone

    @cached_property
    def count(self) -> int:
        """Return how many passages are not gone."""
        gone = 0 if self.gone is None else int(np.count_nonzero(self.gone))
        return len(self.segment) - gone

    @cached_property
    def words(self) -> int:
        """Return how many words the passages have together."""
        lengths = self.segment.postings.lengths
        together = int(lengths.sum(dtype=np.int64))
        return together if self.gone is None else together - int(lengths[self.gone].sum())

    @cached_property
    def there(self) -> Marks:
        """Return which documents in the attributes' rows have passages that are not gone."""
        rows = self.segment.attributes.rows
        if self.gone is None:
            return np.ones(len(rows), np.bool_)
        return np.isin(rows, self.segment.documents[self.kept])

    def find_documents(self, keep: Filter) -> Ids:
        """Return the rows of the documents with passages that pass a filter."""
        rows: Ids = self.segment.attributes.rows[self.segment.find(keep) & self.there]
        return rows

    def search_dense(
        self, vector: Vectors, *, k: int, within: Ids | None, compared: int | None
    ) -> Ranking:
        """Return the k nearest passages, and those that equal the last, in no order."""
        positions, scores = self.segment.dense.search(
            vector, k=k, allowed=self._allowed(within), compared=compared
        )
        return Ranking(self.segment.ids[positions], scores)

    def search_sparse(
        self, weights: Mapping[str, float], *, k: int, mean: float, within: Ids | None
    ) -> Ranking:
        """Return the k best passages by BM25, and those that equal the last, in no order."""
        positions, scores = self.segment.postings.search(
            weights, k=k, mean=mean, allowed=self._allowed(within)
        )
        return Ranking(self.segment.ids[positions], scores)

    def place(self, passage: int) -> int | None:
        """Return the position of a passage, None where it is not here or gone."""
        ids = self.segment.ids
        position = int(np.searchsorted(ids, passage))
        if position == len(ids) or ids[position] != passage or not self.kept[position]:
            return None
        return position

    def _allowed(self, within: Ids | None) -> Marks | None:
        """Return which passages may be found, bool[n]; None for all."""
        if within is None:
            return None if self.gone is None else self.kept
        # By identity: a request asks again with what `find_documents` gave it.
        known, allowed = self._last.get("within", (None, None))
        if known is not within:
            allowed = _among(self.segment.documents, within) & self.kept
            self._last["within"] = within, allowed
        return allowed

    @cached_property
    def _last(self) -> dict[str, tuple[Ids, Marks]]:
        return {}


def _among(documents: Ids, within: Ids) -> Marks:
    """Return which of int64[n] are among others: bool[n]."""
    # By a table of all rows, which takes a fourth of the time of numpy's `isin`.
    marks = np.zeros(1 + int(documents.max(initial=0)), np.bool_)
    marks[within[within < len(marks)]] = True
    return marks.take(documents)


def _each_once(parts: Sequence[Part]) -> Sequence[Marks]:
    """Return which documents of some parts' attributes are to be kept: bool[n] for each part."""
    there, known = list[Marks](), _NO_IDS
    for part in parts:
        rows = part.segment.attributes.rows
        there.append(part.there & ~np.isin(rows, known))
        known = np.concatenate([known, rows[there[-1]]])
    return there
