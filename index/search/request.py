"""What is asked of a search."""

from dataclasses import dataclass

from index.checks import check_query
from index.errors import InvalidInput
from index.filters import Filter
from index.types import DEFAULT_COLLECTION, Mode

MOST_OFFSET = 1000
MOST_FACETS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRequest:
    """A search for the `k` passages of a collection that answer a query best.

    Only documents that `filter` passes are looked in. With `sentences` a passage's nearest sentence
    counts in its dense score, and the one that is found first is marked; without, passages are
    compared with the query as wholes only. With `rerank` the best candidates are read again by the
    reranker, where one is set. With `explain` each hit says why it stands where it does.

    `offset` passages are passed over, and those of a score below `min_score` are left out. For each
    of `facets` the values are counted that the documents have of the 100 best passages, or of as
    many as are asked for.

    Raises InvalidInput for a query that is empty or longer than 10,000 characters, a `k` not from 1
    to 100, an unknown `mode`, an offset beyond 1,000 or more than 20 facets.
    """

    query: str
    k: int = 10
    mode: Mode = "hybrid"
    collection: str = DEFAULT_COLLECTION
    filter: Filter | None = None
    sentences: bool = True
    rerank: bool = False
    explain: bool = False
    offset: int = 0
    min_score: float | None = None
    facets: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        check_query(self.query, k=self.k, mode=self.mode)
        if not 0 <= self.offset <= MOST_OFFSET:
            raise InvalidInput(f"offset is from 0 to {MOST_OFFSET}, not {self.offset}")
        if len(self.facets) > MOST_FACETS:
            raise InvalidInput(f"at most {MOST_FACETS} facets are counted at a time")
