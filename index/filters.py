"""Filters over documents, in the grammar of OpenAI's vector stores.

A comparison is `{"type": "eq", "key": "language", "value": "ru"}`, with `eq`, `ne`, `gt`, `gte`,
`lt`, `lte`, `in` or `nin`; a combination is `{"type": "and", "filters": […]}`, with `and` or `or`.
Keys are `source`, `title`, `language`, or a name from the document's front matter; where that has
none of the name, also `folder` (the one that the source is in, and each above it), `media_type`,
`size`, `added` and `modified`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from operator import ge, gt, le, lt
from typing import Literal, cast, get_args

from index.errors import InvalidInput
from index.types import MetadataValue

Equality = Literal["eq", "ne"]
Order = Literal["gt", "gte", "lt", "lte"]
Membership = Literal["in", "nin"]
Junction = Literal["and", "or"]

_COMPARISONS = get_args(Equality) + get_args(Order) + get_args(Membership)
_ORDERS = {"gt": gt, "gte": ge, "lt": lt, "lte": le}
_DEEPEST = 8
_MOST_FILTERS = 100


@dataclass(frozen=True, slots=True)
class Comparison:
    """One key held against a value, or for `in` and `nin` against several.

    A key with a list of values equals a value if one of them does, and a document without the key
    passes only `ne` and `nin`. Numbers go by their size and strings by their code points; `True` is
    1 where it is less or greater, and equals `True` alone.
    """

    type: Equality | Order | Membership
    key: str
    value: MetadataValue | tuple[MetadataValue, ...]

    @property
    def wanted(self) -> tuple[MetadataValue, ...]:
        """Return the values that the key is held against."""
        return self.value if isinstance(self.value, tuple) else (self.value,)


@dataclass(frozen=True, slots=True)
class Combination:
    """Several filters, of which all or any must pass."""

    type: Junction
    filters: tuple["Filter", ...]


Filter = Comparison | Combination


def parse_filter(value: object) -> Filter:
    """Return the filter that a JSON value spells; raises InvalidInput, saying what is wrong."""
    return _parse(value, depth=1)


def _parse(value: object, *, depth: int) -> Filter:
    if not isinstance(value, Mapping):
        raise InvalidInput('a filter is an object such as {"type": "eq", "key": …, "value": …}')
    kind = value.get("type")
    if kind in get_args(Junction):
        return _parse_combination(value, kind=cast("Junction", kind), depth=depth)
    if kind not in _COMPARISONS:
        known = ", ".join((*_COMPARISONS, *get_args(Junction)))
        raise InvalidInput(f"a filter's type is one of {known}; not {kind!r}")
    _only(value, {"type", "key", "value"})
    key, operand = value.get("key"), value.get("value")
    if not isinstance(key, str) or not key:
        raise InvalidInput("a filter's key is the name of a field, such as source or language")
    return Comparison(
        type=cast("Equality | Order | Membership", kind),
        key=key,
        value=_operand(str(kind), operand),
    )


def _parse_combination(value: Mapping[str, object], *, kind: Junction, depth: int) -> Filter:
    _only(value, {"type", "filters"})
    parts = value.get("filters")
    if not isinstance(parts, list) or not 1 <= len(parts) <= _MOST_FILTERS:
        raise InvalidInput(f"a filter of type {kind} has a list of 1 to {_MOST_FILTERS} filters")
    if depth == _DEEPEST:
        raise InvalidInput(f"filters may be nested {_DEEPEST} deep")
    return Combination(type=kind, filters=tuple(_parse(part, depth=depth + 1) for part in parts))


def _operand(kind: str, operand: object) -> MetadataValue | tuple[MetadataValue, ...]:
    if kind in get_args(Membership):
        if not isinstance(operand, list) or not all(map(_is_scalar, operand)):
            raise InvalidInput(
                f"a filter of type {kind} has a list of strings, numbers or booleans"
            )
        if len(operand) > _MOST_FILTERS:
            raise InvalidInput(f"a filter of type {kind} has at most {_MOST_FILTERS} values")
        return tuple(operand)
    if not _is_scalar(operand):
        raise InvalidInput(f"a filter of type {kind} has a string, a number or a boolean as value")
    return cast("MetadataValue", operand)


def _only(value: Mapping[str, object], known: set[str]) -> None:
    unknown = sorted(str(key) for key in value.keys() - known)
    if unknown:
        raise InvalidInput(f"a filter of this type has no field {', '.join(unknown)}")


def _is_scalar(value: object) -> bool:
    # Beside these, JSON as Python reads it has numbers that are none.
    return isfinite(value) if isinstance(value, float) else isinstance(value, str | bool | int)


def passes(keep: Filter, attributes: Mapping[str, Sequence[MetadataValue]]) -> bool:
    """Return whether a document of these attributes passes a filter."""
    if isinstance(keep, Combination):
        results = (passes(part, attributes) for part in keep.filters)
        return all(results) if keep.type == "and" else any(results)
    held = attributes.get(keep.key, ())
    if keep.type in _ORDERS:
        return any(_ordered(keep.type, value, keep.value) for value in held)
    found = any(_equal(value, other) for value in held for other in keep.wanted)
    return found is (keep.type in {"eq", "in"})


def _equal(held: MetadataValue, wanted: MetadataValue) -> bool:
    # True == 1 in Python, but not to whoever wrote the front matter.
    return isinstance(held, bool) == isinstance(wanted, bool) and held == wanted


def _ordered(kind: str, held: MetadataValue, wanted: object) -> bool:
    if isinstance(held, str) and isinstance(wanted, str):
        return bool(_ORDERS[kind](held, wanted))
    if isinstance(held, int | float) and isinstance(wanted, int | float):
        return bool(_ORDERS[kind](held, wanted))
    return False
