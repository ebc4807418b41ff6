"""Why a hit stands where it does."""

from collections.abc import Mapping

from index.encode.protocols import SparseEncoder
from index.read.about import about
from index.read.context import encoded_text
from index.search.candidates import Candidate, Query, Searched
from index.text.dates import day_first
from index.types import (
    DenseExplanation,
    Document,
    Explanation,
    Hit,
    MatchedTerm,
    ScoreExplanation,
    SparseExplanation,
    Stage,
    StageExplanation,
)


def explain(
    candidate: Candidate,
    *,
    hit: Hit,
    document: Document,
    query: Query,
    view: Searched,
    encoder: SparseEncoder,
) -> Explanation:
    """Return what each stage made of a candidate, which became a hit in `document`, and gave it."""
    explained: dict[Stage, StageExplanation | None] = {"dense": None, "sparse": None}
    for stage, gave in candidate.parts.items():
        if stage == "dense":
            explained[stage] = _dense(candidate, gave)
        elif stage == "sparse":
            held: Mapping[str, float] = {}
            if candidate.scores[stage] is not None:
                held = view.backend.term_weights(candidate.id, sorted(query.sparse.weights))
            forms = _forms(hit, document, encoder) if held else {}
            terms = _terms(query, held=held, forms=forms)
            explained[stage] = SparseExplanation(terms=terms, gave=gave)
        else:
            explained[stage] = ScoreExplanation(score=candidate.scores[stage], gave=gave)
    return explained


def _forms(hit: Hit, document: Document, encoder: SparseEncoder) -> dict[str, str]:
    """Return the terms of a passage, each with the characters that it first stands on.

    Those of a title or a folder stand there, and some in what stands above the passage.
    """
    habit = day_first(document.text, language=document.language)
    forms = encoder.title_terms(about(document), language=document.language)
    for text in (hit.text, encoded_text(hit.text, context=hit.context)):
        for word in encoder.words(text, language=document.language, day_first=habit):
            for term in word.own_terms:
                forms.setdefault(term, text[word.start : word.end])
            for mark in word.marks:
                forms.setdefault(mark.term, text[mark.start : mark.end])
    return forms


def _dense(candidate: Candidate, gave: float) -> DenseExplanation:
    best, sentence = candidate.best_sentence, None
    if candidate.cosine is not None and best is not None:
        sentence = candidate.cosine if best.cosine is None else best.cosine
    return DenseExplanation(passage=candidate.cosine, sentence=sentence, gave=gave)


def _terms(
    query: Query, *, held: Mapping[str, float], forms: Mapping[str, str]
) -> tuple[MatchedTerm, ...]:
    """Return the query's terms that a passage holds, each with the characters it stands on."""
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
    return tuple(sorted(terms, key=lambda term: -term.contribution))
