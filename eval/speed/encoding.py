"""How fast texts are encoded, against `SentenceTransformer.encode` with its defaults.

Both have the same weights and texts, and take turns, so that whatever else the machine does
strikes both.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
import numpy.typing as npt
from sentence_transformers import SentenceTransformer

from index.encode.protocols import DenseEncoder
from index.read.units import sentence_spans
from index.types import Span

_MOST_PASSAGES = 160
_MOST_SENTENCES = 320
_ROUNDS = 5

Seconds = npt.NDArray[np.float64]
"""[2] or [calls, 2]: the baseline's and ours."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """Texts a second, of `SentenceTransformer.encode` and of the index's encoder.

    `tokens` is the mean of a text's length; `ratio` is how many times as fast the second is.
    """

    name: str
    texts: int
    tokens: float
    baseline_per_second: float
    per_second: float
    ratio: float


def time_encoding(
    passages: Sequence[str],
    queries: Sequence[str],
    *,
    model: SentenceTransformer,
    encoder: DenseEncoder,
) -> list[Encoding]:
    """Return the rates for passages, for their sentences, and for queries one at a time.

    Of the first two, many in one call, the best round counts; of the queries the median.
    """
    sentences = (
        text[span.start : span.end]
        for text in passages
        for span in sentence_spans(text, Span(0, len(text)))
    )

    def encode(texts: Sequence[str]) -> object:
        return model.encode(list(texts), show_progress_bar=False)

    together = [
        ("passages", list(passages[:_MOST_PASSAGES])),
        ("sentences", list(islice(sentences, _MOST_SENTENCES))),
    ]
    figures = []
    for name, texts in together:
        calls = [texts] * (1 + _ROUNDS)
        taken = _take_turns(encode, encoder.encode_passages, calls)[1:].min(axis=0)
        figures.append(_encoding(name, texts, taken / len(texts), encoder=encoder))
    taken = _take_turns(encode, encoder.encode_queries, [[query] for query in queries])
    figures.append(_encoding("one query", queries, np.median(taken, axis=0), encoder=encoder))
    return figures


def _take_turns(
    baseline: Callable[[Sequence[str]], object],
    encode: Callable[[Sequence[str]], object],
    calls: Sequence[Sequence[str]],
) -> Seconds:
    taken = np.empty((len(calls), 2))
    for call, texts in enumerate(calls):
        for way, function in enumerate((baseline, encode)):
            start = time.perf_counter()
            function(texts)
            taken[call, way] = time.perf_counter() - start
    return taken


def _encoding(
    name: str, texts: Sequence[str], seconds: Seconds, *, encoder: DenseEncoder
) -> Encoding:
    baseline, ours = (float(each) for each in seconds)
    return Encoding(
        name=name,
        texts=len(texts),
        tokens=float(np.mean(encoder.count_tokens(texts))),
        baseline_per_second=1 / baseline,
        per_second=1 / ours,
        ratio=baseline / ours,
    )
