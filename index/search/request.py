"""What is asked of a search."""

from dataclasses import dataclass

from index.checks import check_query
from index.filters import Filter
from index.types import DEFAULT_COLLECTION, Mode


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRequest:
    """A search for the `k` passages of a collection that answer a query best.

    Only documents that `filter` passes are looked in. With `sentences` a passage's best sentence
    counts in its dense score and is marked; without, passages are compared with the query as wholes
    only. With `rerank` the best candidates are read again by the reranker, where one is set. With
    `explain` each hit says why it stands where it does.

    Raises InvalidInput for a query that is empty or longer than 10,000 characters, a `k` not from 1
    to 100 or an unknown `mode`.
    """

    query: str
    k: int = 10
    mode: Mode = "hybrid"
    collection: str = DEFAULT_COLLECTION
    filter: Filter | None = None
    sentences: bool = True
    rerank: bool = False
    explain: bool = False

    def __post_init__(self) -> None:
        check_query(self.query, k=self.k, mode=self.mode)
