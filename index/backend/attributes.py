"""What filters ask of documents: for each key its values in order, and the documents of each."""

import json
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from math import isnan
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from index.filters import Comparison, Filter
from index.vectors import Attributes, Ids

Scalar = bool | int | float | str
Marks = NDArray[np.bool_]
Positions = NDArray[np.int32]

_BOOLEANS = (False, True)
_Cut = Callable[..., int]
_CUTS: Mapping[str, tuple[_Cut | None, _Cut | None]] = {
    "gt": (bisect_right, None),
    "gte": (bisect_left, None),
    "lt": (None, bisect_left),
    "lte": (None, bisect_right),
}
"""Where those that pass begin and end among values in ascending order; equal ones by default."""


@dataclass(frozen=True)
class Column:
    """One key's values, and where they stand; every array may be a view of a file.

    First come the two booleans, then the numbers of `numbers`, a JSON list in UTF-8, ascending,
    then the strings, by code points: string i is `texts[ends[i - 1]:ends[i]]` in UTF-8, uint8.
    Value i stands in the documents at `positions[starts[i]:starts[i + 1]]`.
    """

    numbers: NDArray[np.uint8]
    texts: NDArray[np.uint8]
    ends: NDArray[np.int64]
    starts: NDArray[np.int64]
    positions: Positions

    @classmethod
    def of(cls, standing: Mapping[tuple[type, Scalar], Sequence[Any]]) -> Self:
        """Return the column of values, each with arrays of where it stands.

        To a dictionary True is 1, so a value's key says too which of the two it is.
        """
        kinds: dict[type, list[Scalar]] = {bool: [*_BOOLEANS], float: [], str: []}
        for kind, value in standing:
            if kind is not bool:
                kinds[kind].append(value)
        ordered = [(kind, value) for kind, of in kinds.items() for value in sorted(of)]
        texts = [_utf8(str(value)) for value in sorted(kinds[str])]
        found = [standing.get(value, ()) for value in ordered]
        sizes = [sum(map(len, arrays)) for arrays in found]
        arrays = list(chain.from_iterable(found))
        return cls(
            numbers=np.frombuffer(json.dumps(sorted(kinds[float])).encode(), np.uint8),
            texts=np.frombuffer(b"".join(texts), np.uint8),
            ends=np.cumsum([len(text) for text in texts], dtype=np.int64),
            starts=np.cumsum([0, *sizes], dtype=np.int64),
            positions=np.concatenate(arrays, dtype=np.int32) if arrays else np.zeros(0, np.int32),
        )

    def standing(self, kept: Marks, first: int) -> Iterator[tuple[tuple[type, Scalar], Positions]]:
        """Yield each value of documents marked in bool[n], and these numbered from `first` on."""
        stays = kept[self.positions]
        starts = np.concatenate([[0], np.cumsum(stays)])[self.starts].tolist()
        numbers = first - 1 + np.cumsum(kept, dtype=np.int32)
        positions = numbers[self.positions[stays]]
        texts = (self._text(place).decode(errors="surrogatepass") for place in self._texts)
        values = chain(
            ((bool, value) for value in _BOOLEANS),
            ((float, value) for value in self._numbers),
            ((str, value) for value in texts),
        )
        for place, value in enumerate(values):
            if starts[place] < starts[place + 1]:
                yield value, positions[starts[place] : starts[place + 1]]

    def find(self, comparison: Comparison) -> Iterator[Positions]:
        """Yield where values stand that are as is asked for; for `ne` and `nin` those that equal.

        A position may come twice.
        """
        first, last = _CUTS.get(comparison.type, (bisect_left, bisect_right))
        for wanted in comparison.wanted:
            operand = _utf8(wanted) if isinstance(wanted, str) else wanted
            for before, values, key in self._comparable(wanted, ordered=comparison.type in _CUTS):
                low = 0 if first is None else first(values, operand, key=key)
                high = len(values) if last is None else last(values, operand, key=key)
                yield self.positions[self.starts[before + low] : self.starts[before + high]]

    def _comparable(
        self, wanted: Scalar, *, ordered: bool
    ) -> Iterator[tuple[int, Sequence[Any], Callable[[int], bytes] | None]]:
        """Yield those values that one can be held against, behind the number of those before."""
        before = len(_BOOLEANS)
        if isinstance(wanted, str):
            yield before + len(self._numbers), self._texts, self._text
        elif not isnan(wanted):
            if ordered or isinstance(wanted, bool):
                yield 0, _BOOLEANS, None
            if ordered or not isinstance(wanted, bool):
                yield before, self._numbers, None

    @cached_property
    def _numbers(self) -> Sequence[int | float]:
        numbers: list[int | float] = json.loads(self.numbers.tobytes())
        return numbers

    @property
    def _texts(self) -> range:
        return range(len(self.ends))

    def _text(self, place: int) -> bytes:
        start = self.ends[place - 1] if place else 0
        return self.texts[start : self.ends[place]].tobytes()


@dataclass(frozen=True)
class DocumentAttributes:
    """The attributes of the documents in `rows`, int64[n] ascending, by key."""

    rows: Ids
    columns: Mapping[str, Column]

    @classmethod
    def of(cls, documents: Mapping[int, Attributes]) -> Self:
        """Return the attributes of documents by their rows."""
        rows = sorted(documents)
        held: dict[str, dict[tuple[type, Scalar], list[int]]] = {}
        for position, row in enumerate(rows):
            for key, values in documents[row].items():
                for value in values:
                    # What is no number equals nothing, and is not less nor greater.
                    if not isinstance(value, float) or not isnan(value):
                        column = held.setdefault(key, {})
                        column.setdefault(_kind_of(value), []).append(position)
        columns = {
            key: Column.of({value: [positions] for value, positions in held[key].items()})
            for key in sorted(held)
        }
        return cls(np.array(rows, np.int64), columns)

    @classmethod
    def merged(cls, parts: Sequence[Self], kept: Sequence[Marks]) -> Self:
        """Return the attributes of the documents of some parts that are marked in bool[n] each."""
        firsts = np.cumsum([0, *map(np.count_nonzero, kept)]).tolist()
        columns = {}
        for key in sorted({key for part in parts for key in part.columns}):
            standing: dict[tuple[type, Scalar], list[Positions]] = {}
            for part, stays, first in zip(parts, kept, firsts, strict=False):
                if key in part.columns:
                    for value, positions in part.columns[key].standing(stays, first):
                        standing.setdefault(value, []).append(positions)
            if standing:
                columns[key] = Column.of(standing)
        rows = [part.rows[stays] for part, stays in zip(parts, kept, strict=True)]
        return cls(np.concatenate([np.zeros(0, np.int64), *rows]), columns)

    def find(self, keep: Filter) -> Marks:
        """Return which of the documents pass a filter: bool[n]."""
        if not isinstance(keep, Comparison):
            junction = np.logical_and if keep.type == "and" else np.logical_or
            found: Marks = junction.reduce([self.find(part) for part in keep.filters])
            return found
        marks = np.zeros(len(self.rows), np.bool_)
        if keep.key in self.columns:
            for positions in self.columns[keep.key].find(keep):
                marks[positions] = True
        return ~marks if keep.type in {"ne", "nin"} else marks

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """Return the arrays by name, as they are saved."""
        keys = json.dumps(list(self.columns)).encode()
        named: dict[str, NDArray[np.generic]] = {
            "rows": self.rows,
            "keys": np.frombuffer(keys, np.uint8),
        }
        for number, column in enumerate(self.columns.values()):
            named |= {f"{number}.{name}": getattr(column, name) for name in _NAMES}
        return named

    @classmethod
    def read(cls, arrays: Mapping[str, NDArray[Any]]) -> Self:
        """Return what `arrays` gave; raises KeyError, ValueError."""
        keys = json.loads(arrays["keys"].tobytes())
        return cls(
            arrays["rows"],
            {
                key: Column(**{name: arrays[f"{number}.{name}"] for name in _NAMES})
                for number, key in enumerate(keys)
            },
        )


_NAMES = ("numbers", "texts", "ends", "starts", "positions")


def _kind_of(value: Scalar) -> tuple[type, Scalar]:
    """Return a value with whether it is a truth, a number or a string; equal numbers are alike."""
    if isinstance(value, float) and value.is_integer():
        return float, int(value)
    kinds = (kind for kind in (bool, str) if isinstance(value, kind))
    return next(kinds, float), value


def _utf8(text: str) -> bytes:
    # In UTF-8 the order of bytes is that of code points.
    return text.encode(errors="surrogatepass")
