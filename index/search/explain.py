"""Why a hit stands where it does."""

from collections.abc import Sequence
from dataclasses import replace

from index.backend.derived import View
from index.backend.protocol import VectorBackend
from index.encode.protocols import AskedTerm, Encoders, SparseEncoder
from index.search.hits import FoundHits
from index.search.rank import RankedPassage
from index.types import DenseExplanation, Explanation, Hit, MatchedTerm, SparseExplanation


def explain_hits(found: FoundHits, *, view: View, encoders: Encoders) -> tuple[Hit, ...]:
    """Return the hits, each with why it stands where it does."""
    asked = encoders.sparse.asked_terms(found.query.text, statistics=view.backend.statistics)
    return tuple(
        replace(
            hit,
            explanation=explain_passage(
                passage, text=hit.text, asked=asked, backend=view.backend, encoder=encoders.sparse
            ),
        )
        for hit, passage in zip(found.hits, found.ranked, strict=True)
    )


def explain_passage(
    ranked: RankedPassage,
    *,
    text: str,
    asked: Sequence[AskedTerm],
    backend: VectorBackend,
    encoder: SparseEncoder,
) -> Explanation:
    """Return why a passage, whose characters are `text`, stands where `search` put it.

    `asked` is what `encoder` asks for with the query, by the statistics of `backend`.
    """
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
            held = backend.term_weights(ranked.id, sorted({term.term for term in asked}))
        forms = encoder.forms(text) if held else {}
        terms = [
            MatchedTerm(
                word=term.word,
                found=forms[term.term],
                term=term.term,
                language=term.language,
                route=term.route,
                query_weight=term.weight,
                passage_weight=held[term.term],
                contribution=term.weight * held[term.term],
            )
            for term in asked
            if term.term in held
        ]
        terms.sort(key=lambda term: -term.contribution)
        sparse = SparseExplanation(terms=tuple(terms), gave=sparse_gave)
    return Explanation(dense=dense, sparse=sparse)
