"""From ranked passages to hits: their characters, and where these stand."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from index.backend.derived import View
from index.citation import cite
from index.encode.protocols import Encoders
from index.search.explain import explain_passage
from index.search.filters import Filter
from index.search.rank import Query, RankedPassage, encode_query, search
from index.search.request import SearchRequest
from index.types import Hit, Quote
from index.vectors import Ids


@dataclass(frozen=True, slots=True)
class FoundHits:
    """The hits of a query, best first, and what search knows of each."""

    query: Query
    ranked: tuple[RankedPassage, ...]
    hits: tuple[Hit, ...]


def find_hits(request: SearchRequest, *, view: View, encoders: Encoders) -> FoundHits:
    """Return what answers a request best in the collection that is viewed; raises StoreError."""
    query = encode_query(request.query, backend=view.backend, encoders=encoders)
    ranked = search(
        query,
        mode=request.mode,
        k=request.k,
        view=view,
        sparse_weight=encoders.sparse_weight,
        within=_within(request.filter, view),
        sentences=request.sentences,
    )
    hits = make_hits(ranked, view=view)
    if request.explain:
        hits = [
            replace(
                hit,
                explanation=explain_passage(
                    passage,
                    text=hit.text,
                    query=query,
                    backend=view.backend,
                    encoder=encoders.sparse,
                ),
            )
            for hit, passage in zip(hits, ranked, strict=True)
        ]
    return FoundHits(query=query, ranked=tuple(ranked), hits=tuple(hits))


def _within(keep: Filter | None, view: View) -> Ids | None:
    """Return the rows of the documents that a filter passes, None for all."""
    if keep is None:
        return None
    documents = view.transaction.documents.in_collection(view.collection)
    return np.array(sorted(row for row, info in documents.items() if keep.matches(info)), np.int64)


def make_hits(ranked: Sequence[RankedPassage], *, view: View) -> list[Hit]:
    """Return the passages, in their order, each with its citation; raises StoreError."""
    passages = view.transaction.passages.at(passage.id for passage in ranked)
    documents = view.transaction.documents.by_row(passage.document for passage in passages.values())
    hits = []
    for rank, found in enumerate(ranked, start=1):
        passage = passages[found.id]
        document = documents[passage.document]
        text = view.text(document)
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
