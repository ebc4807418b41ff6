"""The sparse half: BM25 as an inner product, across the two scripts.

A passage's weight for a term is `(k1 + 1) tf / (tf + k1 (1 - b + b length / mean length))`
(Robertson and Zaragoza 2009, The Probabilistic Relevance Framework, section 3.4); a query's is the
term's idf, `ln(1 + (N - df + 0.5) / (df + 0.5))`. A query word also asks for its translations, each
at a power of its probability, with the document frequency pooled the same way: probabilistic
structured queries (Darwish and Oard 2003) in their linear form, so that the score stays an inner
product.
Where the bridge does not know a word, or it is a name in the midst of a query, the keys it shares
with its spelling in the other script stand beside them.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from itertools import chain
from math import log
from pathlib import Path

import numpy as np

from index.encode.protocols import AskedWord, SparseQuery, Way
from index.text.analysis import ANALYSIS, Analysis, Token, split_words, term_id
from index.text.bridge import BRIDGED, TermBridge
from index.types import Route
from index.vectors import Statistics, TermCounts

TRANSLATION_POWER = 0.4
"""A translation counts its probability to this power. Which word a translator would choose says
less of what a passage may use instead: rare translations are worth more than their share. Chosen
by measurement, as the next two are: docs/decisions/0012-name-keys.md."""

KEY_WEIGHT = 0.5
"""What a name key counts beside a stem: it may stand for other names too."""

KNOWN_PROBABILITY = 1.0
"""The bridge knows a word whose translations' probabilities sum to so much."""


class BridgedEncoder:
    """Stems, cross-script name keys, and translations of the query's words."""

    def __init__(
        self,
        bridge: TermBridge | None,
        *,
        name_keys: bool = True,
        analysis: Analysis = ANALYSIS,
    ) -> None:
        """Use `bridge` for queries; None leaves each language to itself, but for the name keys.

        Without `name_keys` too, a query asks for its own stems alone: plain BM25. `analysis` is
        that of the languages there are, or of others beside them.
        """
        self._bridge = bridge
        self._name_keys = name_keys
        self._analysis = analysis
        self._held_ids = lru_cache(maxsize=200_000)(self._ids)

    @classmethod
    def load(cls, path: Path, *, analysis: Analysis = ANALYSIS) -> "BridgedEncoder":
        """Return the encoder whose bridge stands in the file `path`."""
        return cls(TermBridge.load(path), analysis=analysis)

    @property
    def fingerprint(self) -> str:
        """Return the version of the analysis; the bridge serves queries, nothing stored."""
        return self._analysis.fingerprint

    def encode_passage(self, text: str, *, language: str | None = None) -> TermCounts:
        """Return the stems and the capitalised words' name keys of `text`, with their counts."""
        words = split_words(text)
        deciding = self._analysis.deciding(language)
        held = self._held_ids if deciding is None else partial(self._held_ids, language=deciding)
        counts = Counter(chain.from_iterable(map(held, words)))
        ids = sorted(counts)
        return TermCounts(
            terms=np.array(ids, dtype=np.uint64),
            counts=np.array([min(counts[term], 65535) for term in ids], dtype=np.uint16),
            length=len(words),
        )

    def encode_query(
        self, text: str, *, statistics: Callable[[Sequence[str]], Statistics]
    ) -> SparseQuery:
        """Return the query's words with the ways to their terms, translations and name keys too.

        Function words count only where the query has nothing else.
        """
        tokens = self._analysis.tokenize(text)
        tokens = [token for token in tokens if not token.function] or tokens
        forms: defaultdict[str, list[Token]] = defaultdict(list)
        for token in tokens:
            forms[token.stem].append(token)
        # Of a word's forms the last says whether it is a name: the first may begin the sentence.
        ways_of = {stem: self._ways(found[-1], text) for stem, found in forms.items()}
        known = statistics(sorted({term for ways in ways_of.values() for term in ways}))
        words = []
        for stem, ways in ways_of.items():
            pooled = sum(way.share * known.frequencies[term] for term, way in ways.items())
            pooled = min(pooled, known.passages)
            first = forms[stem][0]
            words.append(
                AskedWord(
                    start=first.start,
                    end=first.end,
                    times=len(forms[stem]),
                    name=any(token.capital and token.start > 0 for token in forms[stem]),
                    weight=log(1 + (known.passages - pooled + 0.5) / (pooled + 0.5)),
                    ways={term: way for term, way in ways.items() if known.frequencies[term]},
                )
            )
        return SparseQuery(tuple(words))

    def words(self, text: str, *, language: str | None = None) -> list[Token]:
        """Return the words of a passage in order."""
        return self._analysis.tokenize(text, language=language)

    def _ways(self, token: Token, query: str) -> dict[str, Way]:
        """Return the ways to the terms by which a passage may hold a word of the query."""
        if token.word[0].isdecimal():
            return {token.stem: self._way(token.stem, "number", 1.0)}
        # Its script alone says of which languages the passages' words can be.
        stems = self._analysis.stems(query[token.start : token.end])
        ways = {stem: self._way(stem, "stem", 1.0) for stem in stems}
        translations: Sequence[tuple[str, float]] = ()
        if self._bridge is not None and token.language in BRIDGED:
            translations = self._bridge.translations(token.stem)
        for term, probability in translations:
            ways[term] = self._way(term, "translation", probability**TRANSLATION_POWER)
        # A query's first word has a capital whether it is a name or not.
        unsure = sum(probability for _, probability in translations) < KNOWN_PROBABILITY
        name = token.capital and (token.start > 0 or unsure)
        if self._name_keys and (name or not translations):
            ways.update((key, self._way(key, "name", KEY_WEIGHT)) for key in token.other_keys)
        return ways

    def _way(self, term: str, route: Route, share: float) -> Way:
        return Way(route, share, self._analysis.language_of(term))

    def _ids(self, surface: str, *, language: str | None = None) -> tuple[int, ...]:
        return tuple(map(term_id, self._analysis.token(surface, language=language).terms))
