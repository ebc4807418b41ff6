"""Spravka's index: documents to passages with exact citations, and search over them."""

from typing import TYPE_CHECKING

from index.errors import SpravkaError

if TYPE_CHECKING:
    from index.engine import Index
    from index.read.document import text_document
    from index.search.filters import parse_filter

__all__ = ["Index", "SpravkaError", "parse_filter", "text_document"]

_HOMES = {"Index": "engine", "parse_filter": "search.filters", "text_document": "read.document"}


def __getattr__(name: str) -> object:
    # The encoder's libraries take seconds to load: only who uses the index waits for them.
    from importlib import import_module

    if name not in _HOMES:
        raise AttributeError(name)
    return getattr(import_module(f"index.{_HOMES[name]}"), name)
