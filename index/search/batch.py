"""Several queries to one view, encoded together."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from index.backend.derived import View
from index.encode.protocols import Encoders
from index.search.hits import FoundHits, find_hits
from index.search.request import SearchRequest
from index.vectors import Vectors


def find_hits_of_all(
    requests: Sequence[SearchRequest], *, view: View, encoders: Encoders
) -> Iterator[FoundHits]:
    """Yield what answers each request best; raises as `find_hits` does."""
    if len(requests) == 1:
        yield find_hits(requests[0], view=view, encoders=encoders)
        return
    asked = [
        encoders.sparse.encode_query(each.query, statistics=view.backend.statistics).asks
        for each in requests
    ]
    texts = list(dict.fromkeys(asked))
    vectors = encoders.dense.encode_queries(texts)
    known = dict(zip(texts, vectors, strict=True))
    ahead = replace(encoders, dense=_Ahead(encoders.dense, known))
    for each in requests:
        yield find_hits(each, view=view, encoders=ahead)


class _Ahead:
    """A dense encoder that has encoded some queries already."""

    def __init__(self, encoder: Any, known: dict[str, Vectors]) -> None:
        self._encoder = encoder
        self._known = known

    def __getattr__(self, name: str) -> Any:
        return getattr(self._encoder, name)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return float32[n, dim] for n questions."""
        if all(text in self._known for text in texts):
            return np.stack([self._known[text] for text in texts])
        encoded: Vectors = self._encoder.encode_queries(texts)
        return encoded
