"""Several collections searched as if they were one.

Their passages are compared by the same query: how rare a term is, is counted over all of them
together, and cosines are of one encoder. What a passage's length is held against stays the mean of
its own collection.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from index.backend.protocol import VectorBackend
from index.filters import Filter
from index.vectors import Ids, Ranking, Statistics, Vectors


class JointBackend:
    """A backend over those of several collections of one store, whose ids never meet."""

    def __init__(self, backends: Sequence[VectorBackend]) -> None:
        """Search these, which are of one generation."""
        self._backends = backends

    def find_documents(self, keep: Filter) -> Ids:
        """Return the rows of the documents that pass a filter, ascending."""
        return np.sort(np.concatenate([each.find_documents(keep) for each in self._backends]))

    def statistics(self, terms: Sequence[str]) -> Statistics:
        """Return what the weight of a query's terms depends on, over all of them."""
        known = [each.statistics(terms) for each in self._backends]
        frequencies: Counter[str] = Counter()
        for each in known:
            frequencies.update(each.frequencies)
        return Statistics(
            passages=sum(each.passages for each in known),
            frequencies={term: frequencies[term] for term in terms},
        )

    def search_dense(
        self,
        vector: Vectors,
        *,
        k: int,
        within: Ids | None = None,
        compared: int | None = None,
    ) -> Ranking:
        """Return the k passages of largest inner product with float32[dim]."""
        return self._best(
            lambda each: each.search_dense(vector, k=k, within=within, compared=compared), k
        )

    def search_sparse(
        self, weights: Mapping[str, float], *, k: int, within: Ids | None = None
    ) -> Ranking:
        """Return the k passages of largest BM25 inner product, of those above 0."""
        return self._best(lambda each: each.search_sparse(weights, k=k, within=within), k)

    def term_weights(self, passage: int, terms: Sequence[str]) -> dict[str, float]:
        """Return the weights in a passage's sparse vector of those of `terms` that it holds."""
        for each in self._backends:
            try:
                return each.term_weights(passage, terms)
            except KeyError:
                continue
        raise KeyError(passage)

    def _best(self, search: Callable[[VectorBackend], Ranking], k: int) -> Ranking:
        found = [search(each) for each in self._backends]
        ids = np.concatenate([each.ids for each in found])
        scores = np.concatenate([each.scores for each in found])
        # Equal scores go by age, as in each of them.
        order = np.lexsort((ids, -scores))[:k]
        return Ranking(ids[order], scores[order])
