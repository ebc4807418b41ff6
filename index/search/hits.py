"""From ranked passages to hits: their characters, and where these stand."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from index.backend.derived import View
from index.citation import cite
from index.encode.protocols import Encoders
from index.search.filters import Filter
from index.search.rank import Query, RankedPassage, encode_query, search
from index.store.transaction import Transaction
from index.types import DocumentInfo, Hit, Mode, Quote


@dataclass(frozen=True, slots=True)
class FoundHits:
    """The hits of a query, best first, and what search knows of each."""

    query: Query
    ranked: tuple[RankedPassage, ...]
    hits: tuple[Hit, ...]


def find_hits(
    query: str,
    *,
    mode: Mode,
    k: int,
    view: View,
    encoders: Encoders,
    filter: Filter | None,  # noqa: A002 - the name it has in requests
    sentences: bool,
    text_of: Callable[[DocumentInfo], str],
) -> FoundHits:
    """Return the k passages of a collection that answer a query best; raises StoreError."""
    transaction = view.transaction
    within = None
    if filter is not None:
        documents = transaction.documents.in_collection(view.collection)
        passing = [row for row, info in documents.items() if filter.matches(info)]
        within = np.array(sorted(passing), np.int64)
    encoded = encode_query(query, backend=view.backend, encoders=encoders)
    ranked = search(
        encoded,
        mode=mode,
        k=k,
        backend=view.backend,
        sparse_weight=encoders.sparse_weight,
        within=within,
        sentences_of=transaction.embeddings.of_sentences if sentences else None,
    )
    hits = make_hits(transaction, ranked, text_of=text_of)
    return FoundHits(query=encoded, ranked=tuple(ranked), hits=tuple(hits))


def make_hits(
    transaction: Transaction,
    ranked: Sequence[RankedPassage],
    *,
    text_of: Callable[[DocumentInfo], str],
) -> list[Hit]:
    """Return the passages, in their order, each with its citation; raises StoreError."""
    passages = transaction.passages.at(passage.id for passage in ranked)
    documents = transaction.documents.by_row(passage.document for passage in passages.values())
    hits = []
    for rank, found in enumerate(ranked, start=1):
        passage = passages[found.id]
        document = documents[passage.document]
        text = text_of(document)
        passage.check(text)
        span = passage.span
        sentences = tuple(
            Quote(start=sentence.start, end=sentence.end, quote=sentence.cut(text))
            for sentence in passage.sentences
        )
        best = found.best_sentence
        hits.append(
            Hit(
                rank=rank,
                score=found.score,
                scores=found.scores,
                passage_id=f"{document.document_id}:{span.start}-{span.end}",
                citation=cite(document, text, span, line=passage.line),
                sentences=sentences,
                best_sentence=None if best is None else sentences[best.place],
            )
        )
    return hits
