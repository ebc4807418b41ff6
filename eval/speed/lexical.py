"""How fast the sparse half is, against bm25s with its defaults, where that is installed.

Both have the same passages and the same questions. bm25s is given the words as our analysis leaves
them, and scores by the same formula: without translations and name keys both rank alike.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from importlib.util import find_spec
from itertools import cycle
from typing import Any

import numpy as np
import Stemmer

from eval.speed.timing import Timing, measure_calls
from index.backend.local import LocalBackend
from index.backend.postings import K1, B, Postings
from index.encode.protocols import SparseEncoder
from index.encode.sparse import BridgedEncoder
from index.text.analysis import FUNCTION_STEMS, tokenize
from index.text.scripts import is_cyrillic
from index.vectors import Changes, IndexedPassages, TermCounts

BM25S = "bm25s"
INSTALL = '.venv/bin/pip install --constraint constraints.txt --editable ".[bench]"'
_REPLACED = 20
_ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Analysis:
    """Words a second, from text to a passage's term counts.

    The baseline is `bm25s.tokenize` with the same stemmers, told each passage's language. `ratio`
    is how many times as fast as it we are. Both are None where it is not installed.
    """

    words: int
    per_second: float
    baseline_per_second: float | None
    ratio: float | None


@dataclass(frozen=True, slots=True)
class Making:
    """What an inverted index takes, the passages' words given: seconds, and bytes of its arrays.

    `replacing` is for 20 of its passages that give place to others; bm25s makes all anew then.
    """

    name: str
    seconds: float
    replacing: float
    bytes_per_passage: float


@dataclass(frozen=True, slots=True)
class Lexical:
    """The sparse half's figures; a search goes from a question's text to its ranking."""

    passages: int
    analysis: Analysis
    making: Sequence[Making]
    search: Sequence[Timing]


def has_bm25s() -> bool:
    """Return whether bm25s is installed."""
    return find_spec(BM25S) is not None


def time_lexical(
    passages: Sequence[str],
    queries: Sequence[str],
    *,
    encoder: SparseEncoder,
    k: int,
    seconds: float,
) -> Lexical:
    """Time analysing `passages`, indexing them, and each kind of search for the k best.

    `encoder` is the bridged one; searches follow each other for `seconds` of each kind.
    """
    counts = list[TermCounts]()
    analysing = _seconds(lambda: counts.extend(map(encoder.encode_passage, passages)))
    words = sum(each.length for each in counts)
    backend = local_backend(counts)
    asked = cycle(queries)

    def ask(query: str, encoder: SparseEncoder) -> object:
        weights = encoder.encode_query(query, statistics=backend.statistics).weights
        return backend.search_sparse(weights, k=k)

    making, search, tokenizing, baseline = [_time_postings(counts)], list[Timing](), None, None
    if has_bm25s():
        tokenizing = _seconds(lambda: _tokenize(passages))
        retriever, made = _time_bm25s(passages)
        making.insert(0, made)

        def retrieve(query: str) -> object:
            return retriever.retrieve([bm25s_words(query)], k=k, show_progress=False)

        baseline = measure_calls(BM25S, retrieve, asked, clients=1, seconds=seconds)
        search.append(baseline)
    for name, asking in (
        ("index, BM25 alone", BridgedEncoder(None, name_keys=False)),
        ("index, with translations and name keys", encoder),
    ):
        call = partial(ask, encoder=asking)
        search.append(
            measure_calls(name, call, asked, clients=1, seconds=seconds, baseline=baseline)
        )
    return Lexical(
        passages=len(passages),
        analysis=Analysis(
            words=words,
            per_second=words / analysing,
            baseline_per_second=words / tokenizing if tokenizing else None,
            ratio=tokenizing / analysing if tokenizing else None,
        ),
        making=making,
        search=search,
    )


def local_backend(counts: Sequence[TermCounts]) -> LocalBackend:
    """Return a backend that holds passages of these terms, and next to nothing of their vectors."""
    changes = Changes(generation=1, removed=np.zeros(0, np.int64), added=_indexed(counts))
    return LocalBackend.empty().apply(changes)


def bm25s_words(text: str) -> list[str]:
    """Return what bm25s is asked for with a question: the stems of its words that count."""
    stems = [token.stem for token in tokenize(text)]
    return [stem for stem in stems if stem not in FUNCTION_STEMS] or stems


def make_bm25s(words: Sequence[Sequence[str]]) -> Any:
    """Return a `bm25s.BM25` over passages of these words, by the same formula."""
    import bm25s

    retriever = bm25s.BM25(method="lucene", k1=K1, b=B)
    retriever.index(words, show_progress=False)
    return retriever


def _time_bm25s(passages: Sequence[str]) -> tuple[Any, Making]:
    words = [[token.stem for token in tokenize(text)] for text in passages]
    made = list[Any]()
    taken = _seconds(lambda: made.append(make_bm25s(words)))
    arrays = (made[0].scores[name] for name in ("data", "indices", "indptr"))
    size = sum(array.nbytes for array in arrays) / len(passages)
    return made[0], Making(BM25S, seconds=taken, replacing=taken, bytes_per_passage=size)


def _time_postings(counts: Sequence[TermCounts]) -> Making:
    every, replaced = _indexed(counts), _indexed(counts[:_REPLACED])
    made = list[Postings]()
    taken = _seconds(lambda: made.append(Postings.of(every)))
    backend = local_backend(counts)
    change = Changes(
        generation=2,
        removed=every.ids[:_REPLACED],
        added=replace(replaced, ids=replaced.ids + len(counts)),
    )
    replacing = min(_seconds(lambda: backend.apply(change)) for _ in range(_ROUNDS))
    size = sum(array.nbytes for array in made[0].arrays().values()) / len(counts)
    return Making("index", seconds=taken, replacing=replacing, bytes_per_passage=size)


def _indexed(counts: Sequence[TermCounts]) -> IndexedPassages:
    number = len(counts)
    return IndexedPassages(
        ids=np.arange(number),
        documents=np.arange(number),
        vectors=np.zeros((number, 1), np.float16),
        lengths=np.array([each.length for each in counts], np.int32),
        offsets=np.cumsum([0, *(len(each.terms) for each in counts)], dtype=np.int64),
        terms=np.concatenate([each.terms for each in counts]),
        counts=np.concatenate([each.counts for each in counts]),
        attributes={},
    )


def _tokenize(passages: Sequence[str]) -> None:
    """Have bm25s make words and stems of the passages, those of each language together."""
    import bm25s

    for language, cyrillic in (("english", False), ("russian", True)):
        texts = [text for text in passages if is_cyrillic(text) == cyrillic]
        stemmer = Stemmer.Stemmer(language)
        bm25s.tokenize(texts, stopwords=None, stemmer=stemmer, show_progress=False)


def _seconds(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start
