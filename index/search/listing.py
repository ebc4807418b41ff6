"""What is in a collection, a page at a time; a page goes on from where the last one ended."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import cast, get_args

from index.errors import InvalidInput
from index.filters import Filter, passes
from index.store.listing import Place, Wanted
from index.store.transaction import Transaction
from index.types import DEFAULT_COLLECTION, DocumentInfo, DocumentList, Sort


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRequest:
    """A page of the documents of a collection; raises InvalidInput where it cannot be served.

    `sort` is a field, with `-` before it for the largest first. `prefix` is what the source begins
    with, `name` what stands in the source or the title in whatever case, `source` the whole of
    it. With `cursor`, the `next` of a page, what follows on that one is listed, whatever came or
    went meanwhile.
    """

    collection: str = DEFAULT_COLLECTION
    limit: int = 100
    offset: int = 0
    cursor: str | None = None
    sort: str = "source"
    prefix: str = ""
    name: str = ""
    source: str | None = None
    filter: Filter | None = None

    def __post_init__(self) -> None:
        if self.limit < 1 or self.offset < 0:
            raise InvalidInput("limit is at least 1 and offset at least 0")
        if self.cursor is not None and self.offset:
            raise InvalidInput("a cursor says where to go on: leave offset out")
        if self.sort.removeprefix("-") not in get_args(Sort):
            known = ", ".join(get_args(Sort))
            raise InvalidInput(f"sort is one of {known}, or one with - before it: {self.sort!r}")
        _place(self)

    @property
    def wanted(self) -> Wanted:
        """Return which documents it is of, but for its filter."""
        return Wanted(
            sort=cast("Sort", self.sort.removeprefix("-")),
            descending=self.sort.startswith("-"),
            prefix=self.prefix,
            name=self.name,
            source=self.source,
        )


def list_documents(request: ListRequest, transaction: Transaction) -> DocumentList:
    """Return the page that was asked for; raises NotFound, StoreError."""
    state = transaction.collections.get(request.collection)
    listing = transaction.documents.listing(state, request.wanted)
    after = _place(request)
    if request.filter is None:
        total = listing.total()
        # One more says whether there are more.
        found = listing.page(limit=request.limit + 1, offset=request.offset, after=after)
    else:
        keep = request.filter
        total = sum(passes(keep, each.attributes) for each in listing.all())
        kept = (each for each in listing.all(after=after) if passes(keep, each.attributes))
        found = list(islice(kept, request.offset, request.offset + request.limit + 1))
    page = found[: request.limit]
    return DocumentList(
        collection=request.collection,
        generation=transaction.generation,
        total=total,
        documents=tuple(page),
        next=cursor_after(page[-1], sort=request.sort) if len(found) > len(page) else None,
    )


def documents_of(request: ListRequest, transaction: Transaction) -> Iterator[DocumentInfo]:
    """Yield all documents that a request is of, whatever page it asks for; raises as above."""
    state = transaction.collections.get(request.collection)
    keep = request.filter
    for each in transaction.documents.listing(state, request.wanted).all():
        if keep is None or passes(keep, each.attributes):
            yield each


def cursor_after(document: DocumentInfo, *, sort: str) -> str:
    """Return the cursor of the page that begins behind a document, in an order."""
    field = sort.removeprefix("-")
    value = getattr(document, field)
    key = value.casefold() if field == "title" else -1 if value is None else value
    place = json.dumps([sort, key, document.source], ensure_ascii=False)
    return urlsafe_b64encode(place.encode()).decode().rstrip("=")


def _place(request: ListRequest) -> Place | None:
    """Return where a request goes on; raises InvalidInput."""
    if request.cursor is None:
        return None
    refused = InvalidInput("cursor is the `next` of a page in the same order, as it was given")
    try:
        padded = request.cursor + "=" * (-len(request.cursor) % 4)
        sort, key, source = json.loads(urlsafe_b64decode(padded.encode()))
    except (ValueError, TypeError, RecursionError):
        raise refused from None
    numeric = request.sort.removeprefix("-") not in {"source", "title"}
    fits = type(key) is (int if numeric else str) and isinstance(source, str)
    if sort != request.sort or not fits:
        raise refused
    return key, source
