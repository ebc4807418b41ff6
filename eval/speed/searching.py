"""How fast search and indexing are, against their raw parts.

Search: requests to a real server, for passages and for an answer with them, against encoding the
query with `SentenceTransformer.encode` and searching its vector with FAISS, with one client and
with eight. Indexing: documents a second, against `SentenceTransformer.encode` with its defaults on
the same passages.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock

import faiss
import numpy as np
from sentence_transformers import SentenceTransformer

from eval.ranking.runs import METHODS
from eval.speed.texts import queries, questions
from eval.speed.timing import Timing, http_answer, http_search, measure_calls, serving
from index import Index
from index.read.document import text_document
from index.vectors import Vectors

K = 10
CLIENTS = (1, 8)
BASELINE = "encode + FAISS"


@dataclass(frozen=True, slots=True)
class Indexing:
    """Documents a second: of the index, and of the encoder alone; `ratio` is the first's share."""

    documents: int
    passages: int
    index_per_second: float
    encode_per_second: float
    ratio: float


def time_indexing(
    texts: Sequence[str], *, model: SentenceTransformer, data: str
) -> tuple[Indexing, Vectors]:
    """Encode `texts` and index them in `data`; return the rates, and float32[n, dim]."""
    model.encode(list(texts[:32]), show_progress_bar=False)
    start = time.perf_counter()
    vectors = model.encode(list(texts), show_progress_bar=False)
    encoding = time.perf_counter() - start
    with Index.open(data) as index:
        index.warm_up()
        start = time.perf_counter()
        report = index.add_documents(
            text_document(source=f"{i}.txt", text=text) for i, text in enumerate(texts)
        )
        indexing = time.perf_counter() - start
    rates = Indexing(
        documents=len(texts),
        passages=report.passages,
        index_per_second=len(texts) / indexing,
        encode_per_second=len(texts) / encoding,
        ratio=encoding / indexing,
    )
    return rates, np.asarray(vectors, dtype=np.float32)


def time_parts(model: SentenceTransformer, vectors: Vectors, *, seconds: float) -> list[Timing]:
    """Return how long encoding a query and searching its vector take, apart and together."""
    flat = faiss.IndexFlatIP(vectors.shape[1])
    flat.add(vectors)
    asked = queries()
    lock = Lock()

    def encode(query: str) -> Vectors:
        # One at a time: a tokenizer is not made to be used from several threads at once.
        with lock:
            return np.asarray(model.encode([query], show_progress_bar=False), dtype=np.float32)

    def search(vector: Vectors) -> object:
        return flat.search(vector, K)

    def encode_and_search(query: str) -> object:
        return search(encode(query))

    def search_any(_: str) -> object:
        return search(vectors[:1])

    return [
        measure_calls("encode", encode, asked, clients=1, seconds=seconds),
        measure_calls("FAISS", search_any, asked, clients=1, seconds=seconds / 4),
        *(
            measure_calls(BASELINE, encode_and_search, asked, clients=clients, seconds=seconds)
            for clients in CLIENTS
        ),
    ]


def time_http(data: str, *, baselines: Sequence[Timing], seconds: float) -> list[Timing]:
    """Return how long searching the index in `data` takes over HTTP, and answering from it.

    The first row is of a server just started; before the others every question was asked once.
    """
    asked = queries()
    baseline = {each.clients: each for each in baselines if each.name == BASELINE}
    with serving(data) as port:
        with http_search(port, k=K, mode="hybrid") as ask:
            first = "HTTP, hybrid, just started"
            timings = [
                measure_calls(first, ask, asked, clients=1, seconds=seconds, baseline=baseline[1])
            ]
            for query in questions():
                ask(query)
        rows = {f"HTTP, {mode}": http_search(port, k=K, mode=mode) for mode in METHODS}
        rows["HTTP, answer"] = http_answer(port, k=K)
        for name, asking in rows.items():
            with asking as ask:
                timings += [
                    measure_calls(
                        name,
                        ask,
                        asked,
                        clients=clients,
                        seconds=seconds,
                        baseline=baseline[clients],
                    )
                    for clients in CLIENTS
                ]
    return timings
