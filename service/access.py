"""Who asks, and an index as they may use it."""

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any, Literal, cast

from index import Index
from index.errors import NotFound
from index.types import CollectionList
from service.errors import Forbidden
from service.keys import SCOPES, Scope


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: what they may do, and in which collections, None being all.

    `key` names the key they bear, None where none is needed.
    """

    scope: Scope
    collections: frozenset[str] | None = None
    key: str | None = None

    @property
    def is_unlimited(self) -> bool:
        """Return whether they may do everything."""
        return self.scope == SCOPES[-1] and self.collections is None

    def may(self, scope: Scope) -> bool:
        """Return whether they may do what asks for a scope."""
        return SCOPES.index(scope) <= SCOPES.index(self.scope)

    def check(self, scope: Scope) -> None:
        """Raise Forbidden where they may not do what asks for a scope."""
        if not self.may(scope):
            raise Forbidden(
                f"this takes a key of the scope {scope}, and this one is of the scope {self.scope}:"
                " ask who runs the server for another"
            )

    def check_collection(self, name: str) -> None:
        """Raise Forbidden where a collection is not among theirs, whether it is there or not."""
        if self.collections is not None and name not in self.collections:
            theirs = ", ".join(sorted(self.collections))
            raise Forbidden(
                f"this key is not for the collection {name!r}: name one that it is for ({theirs}),"
                " or ask who runs the server for another key"
            )

    def check_all(self) -> None:
        """Raise Forbidden where they may not see all collections."""
        if self.collections is not None:
            raise Forbidden(
                "this tells of all collections, and this key is for some of them: ask who runs the"
                " server for another"
            )


ANYONE = Caller("admin")
"""Who asks where no key is needed."""

CALLER = "spravka.caller"
"""Where in the scope of a request it stands who asks."""


def caller_of(scope: Mapping[str, Any]) -> Caller:
    """Return who makes a request; raises Forbidden where that was not found out."""
    caller: Caller | None = scope.get(CALLER)
    if caller is None:
        raise Forbidden("who asks is not known here: send a key as Authorization: Bearer KEY")
    return caller


_Names = Literal["collection", "document", "name", "nothing", "all"]

RULES: Mapping[str, tuple[Scope, _Names]] = {
    "search": ("read", "collection"),
    "search_all": ("read", "collection"),
    "answer": ("read", "collection"),
    "verify": ("read", "collection"),
    "documents": ("read", "collection"),
    "starters": ("read", "collection"),
    "contents": ("read", "collection"),
    "roots": ("read", "collection"),
    "unread": ("read", "collection"),
    "document": ("read", "document"),
    "text": ("read", "document"),
    "original": ("read", "document"),
    "structure": ("read", "document"),
    "outline": ("read", "document"),
    "translations": ("read", "nothing"),
    "collections": ("read", "nothing"),
    "generation": ("read", "nothing"),
    "state": ("read", "nothing"),
    "dense_fingerprint": ("read", "nothing"),
    "sparse_fingerprint": ("read", "nothing"),
    "add_documents": ("write", "collection"),
    "create_collection": ("write", "name"),
    "delete": ("write", "document"),
    "delete_documents": ("write", "collection"),
    "deleted": ("write", "collection"),
    "forget_deleted": ("admin", "collection"),
    "undo": ("write", "collection"),
    "delete_root": ("write", "collection"),
    "keep_file": ("write", "nothing"),
    "file": ("read", "nothing"),
    "file_data": ("write", "nothing"),
    "files": ("write", "all"),
    "delete_file": ("write", "all"),
    "place_files": ("write", "collection"),
    "placements": ("read", "collection"),
    "remove_placed": ("write", "collection"),
    "delete_collection": ("admin", "name"),
}
"""Of what an Index has, the scope that it takes, and what its arguments name: collections, a
document, a collection by its `name`, nothing that is not for everyone with a key, or what is of
all collections. A file that was sent is of none: who was told its id may use it.

What does not stand here is for those who may do everything.
"""


def permitted(index: Index, caller: Caller) -> Index:
    """Return the index as a caller may use it: what they may not raises Forbidden.

    A document of a collection that is not theirs is not there for them.
    """
    return index if caller.is_unlimited else cast("Index", _Permitted(index, caller))


class _Permitted:
    def __init__(self, index: Index, caller: Caller) -> None:
        self._index = index
        self._caller = caller

    def __getattr__(self, name: str) -> Any:
        scope, names = RULES.get(name, (SCOPES[-1], "nothing"))
        self._caller.check(scope)
        if name not in RULES or names == "all":
            self._caller.check_all()
        found = getattr(self._index, name)
        if name == "collections":
            return self._collections
        return self._checking(found, names) if callable(found) else found

    def _checking(self, method: Callable[..., Any], names: _Names) -> Callable[..., Any]:
        signature = inspect.signature(method)

        @wraps(method)
        def checked(*arguments: Any, **options: Any) -> Any:
            bound = signature.bind(*arguments, **options)
            bound.apply_defaults()
            given = bound.arguments
            if names == "document":
                self._check_document(given["document_id"])
            elif names not in {"nothing", "all"}:
                for collection in _each(given[names]):
                    self._caller.check_collection(collection)
            return method(*arguments, **options)

        return checked

    def _check_document(self, document_id: str) -> None:
        try:
            self._caller.check_collection(self._index.document(document_id).collection)
        except Forbidden:
            raise NotFound(
                f"no document {document_id!r}: ids are as searches and lists give them"
            ) from None

    def _collections(self) -> CollectionList:
        listed = self._index.collections()
        theirs = self._caller.collections
        return replace(
            listed,
            collections=tuple(
                info for info in listed.collections if theirs is None or info.name in theirs
            ),
        )


def _each(named: str | Iterable[str]) -> Iterable[str]:
    return [named] if isinstance(named, str) else named
