"""Why a hit stands where it does."""

from index.backend.protocol import VectorBackend
from index.encode.protocols import SparseEncoder
from index.search.rank import Query, RankedPassage
from index.types import DenseExplanation, Explanation, MatchedTerm, SparseExplanation


def explain_passage(
    ranked: RankedPassage,
    *,
    text: str,
    query: Query,
    backend: VectorBackend,
    encoder: SparseEncoder,
) -> Explanation:
    """Return why a passage, whose characters are `text`, stands where `search` put it."""
    dense_gave, sparse_gave = ranked.gave
    dense = sparse = None
    if dense_gave is not None:
        best = ranked.best_sentence
        sentence = None
        if ranked.cosine is not None and best is not None:
            sentence = ranked.cosine if best.cosine is None else best.cosine
        dense = DenseExplanation(passage=ranked.cosine, sentence=sentence, gave=dense_gave)
    if sparse_gave is not None:
        held: dict[str, float] = {}
        if ranked.scores.sparse is not None:
            held = backend.term_weights(ranked.id, sorted(query.sparse.weights))
        forms = encoder.forms(text) if held else {}
        terms = [
            MatchedTerm(
                word=query.text[word.start : word.end],
                found=forms[term],
                term=term,
                language=word.ways[term].language,
                route=word.ways[term].route,
                query_weight=weight,
                passage_weight=held[term],
                contribution=weight * held[term],
            )
            for word in query.sparse.words
            for term, weight in word.weights.items()
            if term in held
        ]
        terms.sort(key=lambda term: -term.contribution)
        sparse = SparseExplanation(terms=tuple(terms), gave=sparse_gave)
    return Explanation(dense=dense, sparse=sparse)
