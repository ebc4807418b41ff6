"""The sparse half: BM25 as an inner product, across the two scripts.

A passage's weight for a term is `(k1 + 1) tf / (tf + k1 (1 - b + b length / mean length))`
(Robertson and Zaragoza 2009, The Probabilistic Relevance Framework, section 3.4); a query's is the
term's idf, `ln(1 + (N - df + 0.5) / (df + 0.5))`. A query word also asks for its translations, each
at its probability, with the document frequency pooled the same way: probabilistic structured
queries (Darwish and Oard 2003) in their linear form, so that the score stays an inner product.
Where the bridge does not know a word, the key it shares with its spelling in the other script
stands in.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.analysis import ANALYSIS_VERSION, Token, tokenize
from index.backend import Statistics, term_id
from index.bridge import TermBridge
from index.function_words import FUNCTION_STEMS

K1 = 1.2
B = 0.75
KEY_WEIGHT = 0.5
"""What a name key counts beside a stem: it may stand for other names too."""


@dataclass(frozen=True, slots=True)
class TermCounts:
    """A passage's raw term frequencies: uint64[n] term ids ascending, uint16[n] counts.

    `length` is the number of words, which BM25 normalises by; name keys do not add to it.
    """

    terms: NDArray[np.uint64]
    counts: NDArray[np.uint16]
    length: int


class SparseEncoder(Protocol):
    """Turns texts into term weights whose inner product is BM25."""

    @property
    def fingerprint(self) -> str:
        """Return what names this encoder and all that its passages' terms depend on."""
        ...

    def encode_passage(self, text: str) -> TermCounts:
        """Return the raw frequencies that are stored for a passage."""
        ...

    def encode_query(
        self, text: str, *, statistics: Callable[[Sequence[str]], Statistics]
    ) -> Mapping[str, float]:
        """Return the weight of every term the query asks for; `statistics` is the collection's."""
        ...


class BridgedEncoder:
    """Russian and English stems, cross-script name keys, and translations of the query's words."""

    def __init__(self, bridge: TermBridge | None) -> None:
        """Use `bridge` for queries; None leaves each language to itself, but for the name keys."""
        self._bridge = bridge

    @classmethod
    def load(cls, path: Path) -> "BridgedEncoder":
        """Return the encoder whose bridge stands in the file `path`."""
        return cls(TermBridge.load(path))

    @property
    def fingerprint(self) -> str:
        """Return the version of the analysis; the bridge serves queries, nothing stored."""
        return f"stems-{ANALYSIS_VERSION}"

    def encode_passage(self, text: str) -> TermCounts:
        """Return the stems and the capitalised words' name keys of `text`, with their counts."""
        tokens = tokenize(text)
        counts: Counter[int] = Counter()
        for token in tokens:
            counts[_cached_id(token.stem)] += 1
            if token.capital:
                counts.update(map(_cached_id, token.keys))
        ids = sorted(counts)
        return TermCounts(
            terms=np.array(ids, dtype=np.uint64),
            counts=np.array([min(counts[term], 65535) for term in ids], dtype=np.uint16),
            length=len(tokens),
        )

    def encode_query(
        self, text: str, *, statistics: Callable[[Sequence[str]], Statistics]
    ) -> Mapping[str, float]:
        """Return the query's terms with their weights, translations and name keys among them.

        Function words count only where the query has nothing else.
        """
        tokens = tokenize(text)
        tokens = [token for token in tokens if token.stem not in FUNCTION_STEMS] or tokens
        asked = Counter(token.stem for token in tokens)
        by_stem = {token.stem: token for token in tokens}
        routes = {stem: self._routes(token) for stem, token in by_stem.items()}
        known = statistics(sorted({term for route in routes.values() for term in route}))
        weights: defaultdict[str, float] = defaultdict(float)
        for stem, count in asked.items():
            route = routes[stem]
            pooled = sum(share * known.frequencies[term] for term, share in route.items())
            idf = log(1 + (known.passages - pooled + 0.5) / (pooled + 0.5))
            for term, share in route.items():
                if known.frequencies[term]:
                    weights[term] += count * share * idf
        return weights

    def _routes(self, token: Token) -> dict[str, float]:
        """Return the terms by which a passage may hold the word, with how much each counts."""
        routes = {token.stem: 1.0}
        translations = self._bridge.translations(token.stem) if self._bridge else ()
        routes.update(translations)
        if token.capital or not translations:
            routes.update((key, KEY_WEIGHT) for key in token.keys)
        return routes


@lru_cache(maxsize=200_000)
def _cached_id(term: str) -> int:
    return term_id(term)
