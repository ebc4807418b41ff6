"""What may be asked for, with errors that say which values can be served."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import get_args

from index.errors import InvalidInput
from index.types import LONGEST_QUERY, MOST_HITS, Mode

SURROGATE = re.compile(r"[\ud800-\udfff]")
"""Half of a pair of UTF-16: Python reads it as a character, and no text holds it."""

LONGEST_NAME = 100
"""Of a collection, in characters."""


def check_query(query: str, *, k: int, mode: str) -> None:
    """Raise InvalidInput for a query that cannot be served."""
    if not query.strip():
        raise InvalidInput("the query is empty: ask something")
    if len(query) > LONGEST_QUERY:
        raise InvalidInput(
            f"the query has {len(query)} characters: at most {LONGEST_QUERY} are read"
        )
    if SURROGATE.search(query):
        raise InvalidInput("the query holds a lone surrogate, which is no character")
    if not 1 <= k <= MOST_HITS:
        raise InvalidInput(f"k is from 1 to {MOST_HITS}, not {k}")
    if mode not in get_args(Mode):
        raise InvalidInput(f"mode is one of {', '.join(get_args(Mode))}, not {mode!r}")


def check_threshold(threshold: float | None) -> None:
    """Raise InvalidInput for a threshold that is no probability; None is the model's own."""
    if threshold is not None and not 0 <= threshold <= 1:
        raise InvalidInput(f"a threshold is a probability, from 0 to 1, not {threshold}")


def check_collection_name(name: str) -> None:
    """Raise InvalidInput for a name that no collection can have."""
    if not 0 < len(name) <= LONGEST_NAME or not name.isprintable():
        raise InvalidInput(f"a collection's name has 1 to {LONGEST_NAME} printable characters")
    # In an address they mean this place and the one above it.
    if name in {".", ".."} or not name.strip(" /"):
        raise InvalidInput(f"a collection cannot be named {name!r}; choose another name")


_MOST_COLLECTIONS = 50


def check_collections(named: str | Sequence[str]) -> tuple[str, ...]:
    """Return the collections that are to be asked, each once; raises InvalidInput for none."""
    names = (named,) if isinstance(named, str) else tuple(dict.fromkeys(named))
    if not 0 < len(names) <= _MOST_COLLECTIONS:
        raise InvalidInput(f"1 to {_MOST_COLLECTIONS} collections are asked at a time")
    return names


MOST_METADATA = 65_536
"""Bytes of a document's metadata as JSON: it is read with every hit."""


def check_metadata(values: Mapping[str, object], *, source: str) -> None:
    """Raise InvalidInput where a document's metadata is larger than is kept."""
    size = len(json.dumps(values, ensure_ascii=False).encode())
    if size > MOST_METADATA:
        raise InvalidInput(
            f"{source!a}: its metadata takes {size:,} bytes as JSON; {MOST_METADATA:,} are kept"
        )
