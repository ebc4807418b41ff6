"""From ranked passages to hits: their characters, and where these stand."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from index.backend.derived import View
from index.citation import CanonicalText, cite
from index.encode.protocols import Encoders
from index.search.candidates import (
    DEPTH,
    Candidate,
    Query,
    encode_query,
    find_candidates,
    with_best_sentences,
)
from index.search.explain import explain
from index.search.facets import count_facets
from index.search.request import SearchRequest
from index.search.rerank import MOST_READ, rerank
from index.store.rows import StoredPassage
from index.text.quoted import find_quoted, stands_in
from index.timing import stage
from index.types import DocumentInfo, FacetValue, Hit, Quote


@dataclass(frozen=True, slots=True)
class FoundHits:
    """The hits of a query, best first, and what search knows of each.

    `further` are the candidates after the last hit, up to the depth of the search.
    """

    query: Query
    ranked: tuple[Candidate, ...]
    hits: tuple[Hit, ...]
    facets: Mapping[str, tuple[FacetValue, ...]] = field(default_factory=dict)
    further: tuple[Candidate, ...] = ()


def find_hits(request: SearchRequest, *, view: View, encoders: Encoders) -> FoundHits:
    """Return what answers a request best in the collection that is viewed; raises StoreError."""
    within = None if request.filter is None else view.backend.find_documents(request.filter)
    with stage("encode"):
        query = encode_query(request.query, view=view, encoders=encoders, within=within)
    reranker = encoders.reranker if request.rerank else None
    last = request.offset + request.k
    candidates = find_candidates(
        query,
        mode=request.mode,
        k=max(last, DEPTH),
        view=view,
        sparse_weight=encoders.sparse_weight,
        within=within,
        sentences=request.sentences,
    )
    if reranker is not None:
        with stage("rerank"):
            candidates = rerank(
                query.text,
                candidates,
                texts=[
                    passage.span.cut(text.text)
                    for passage, _, text in _read(candidates[:MOST_READ], view)
                ],
                reranker=reranker,
                weight=encoders.rerank_weight,
            )
    if request.min_score is not None:
        candidates = [each for each in candidates if each.score >= request.min_score]
    ranked = candidates[request.offset : last]
    if request.sentences:
        ranked = with_best_sentences(query, ranked, view)
    with stage("cite"):
        hits = make_hits(ranked, view=view, first=request.offset + 1)
    if request.sentences and request.mode != "dense":
        hits = _marked(hits, ranked, query=query, encoders=encoders)
    if request.explain:
        hits = _explained(hits, ranked, query=query, view=view, encoders=encoders)
    facets = count_facets(request.facets, _documents(candidates, view)) if request.facets else {}
    return FoundHits(
        query=query,
        ranked=tuple(ranked),
        hits=tuple(hits),
        facets=facets,
        further=tuple(candidates[last:]),
    )


def _documents(candidates: Sequence[Candidate], view: View) -> Iterable[DocumentInfo]:
    """Return the documents of candidates, each once; raises StoreError."""
    return view.documents(view.passages(each.id for each in candidates).values()).values()


def _explained(
    hits: Sequence[Hit],
    ranked: Sequence[Candidate],
    *,
    query: Query,
    view: View,
    encoders: Encoders,
) -> list[Hit]:
    """Return the hits, each with why it stands where it does; raises StoreError."""
    documents = {
        name: view.transaction.documents.whole(name)
        for name in {hit.citation.document_id for hit in hits}
    }
    return [
        replace(
            hit,
            explanation=explain(
                candidate,
                hit=hit,
                document=documents[hit.citation.document_id],
                query=query,
                view=view,
                encoder=encoders.sparse,
            ),
        )
        for hit, candidate in zip(hits, ranked, strict=True)
    ]


def _marked(
    hits: Sequence[Hit], ranked: Sequence[Candidate], *, query: Query, encoders: Encoders
) -> list[Hit]:
    """Return the hits, of each of which that sentence is marked which is found as passages are.

    Foremost by what is named exactly, which vectors hardly see, then by nearness and words alike.
    """
    words = query.sparse.words
    terms = tuple({term for word in words for term in word.ways})
    phrases = [span.cut(query.text) for span in find_quoted(query.text)]

    def found_by(sentence: str, cosine: float) -> tuple[float, float]:
        held = encoders.sparse.held(sentence, terms)
        named, said = float(sum(stands_in(phrase, sentence) for phrase in phrases)), 0.0
        for word in words:
            shares = [way.share for term, way in word.ways.items() if term in held]
            said += word.weight * max(shares, default=0.0)
            if word.exact or word.designates:
                named += max(shares, default=0.0)
        return named, cosine + (encoders.sparse_weight or 0.0) * said

    marked = []
    for hit, candidate in zip(hits, ranked, strict=True):
        cosines = candidate.best_sentence.cosines if candidate.best_sentence else ()
        if cosines:
            pairs = zip(hit.sentences, cosines, strict=True)
            found = [found_by(sentence.quote, cosine) for sentence, cosine in pairs]
            hit = replace(hit, best_sentence=hit.sentences[found.index(max(found))])  # noqa: PLW2901
        marked.append(hit)
    return marked


def make_hits(ranked: Sequence[Candidate], *, view: View, first: int = 1) -> list[Hit]:
    """Return the passages, in their order, each with its citation; raises StoreError.

    `first` is the rank of the first one.
    """
    hits = []
    read = zip(ranked, _read(ranked, view), strict=True)
    for rank, (found, (passage, document, text)) in enumerate(read, start=first):
        span = passage.span
        sentences = tuple(
            Quote(start=sentence.start, end=sentence.end, quote=sentence.cut(text.text))
            for sentence in passage.sentences
        )
        best = found.best_sentence
        hits.append(
            Hit(
                rank=rank,
                score=found.score,
                scores=found.scores,
                passage_id=f"{document.document_id}:{span.start}-{span.end}",
                citation=cite(document, text, span),
                sentences=sentences,
                best_sentence=None if best is None else sentences[best.place],
                context=passage.context,
                collection=document.collection,
            )
        )
    return hits


def _read(
    candidates: Sequence[Candidate], view: View
) -> Iterator[tuple[StoredPassage, DocumentInfo, CanonicalText]]:
    """Yield each passage with its document and that one's text; raises StoreError."""
    passages = view.passages(candidate.id for candidate in candidates)
    documents = view.documents(passages.values())
    view.transaction.documents.read_ahead(documents.values())
    for candidate in candidates:
        passage = passages[candidate.id]
        document = documents[passage.document]
        text = view.text(document)
        passage.check(text.text)
        yield passage, document, text
