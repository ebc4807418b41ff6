"""Why a hit stands where it does."""

from collections.abc import Mapping

from index.encode.protocols import SparseEncoder
from index.search.candidates import Candidate, Query, Searched
from index.types import (
    DenseExplanation,
    Explanation,
    MatchedTerm,
    ScoreExplanation,
    SparseExplanation,
    Stage,
    StageExplanation,
)


def explain(
    candidate: Candidate,
    *,
    text: str,
    context: str,
    language: str,
    query: Query,
    view: Searched,
    encoder: SparseEncoder,
) -> Explanation:
    """Return what each stage made of a candidate and gave it.

    `text` are its characters, `context` is what stands above them, `language` its document's.
    """
    explained: dict[Stage, StageExplanation | None] = {"dense": None, "sparse": None}
    for stage, gave in candidate.parts.items():
        if stage == "dense":
            explained[stage] = _dense(candidate, gave)
        elif stage == "sparse":
            held: Mapping[str, float] = {}
            if candidate.scores[stage] is not None:
                held = view.backend.term_weights(candidate.id, sorted(query.sparse.weights))
            forms: dict[str, str] = {}
            for part in (text, context) if held else ():
                for word in encoder.words(part, language=language):
                    for term in word.terms:
                        forms.setdefault(term, part[word.start : word.end])
            terms = _terms(query, held=held, forms=forms)
            explained[stage] = SparseExplanation(terms=terms, gave=gave)
        else:
            explained[stage] = ScoreExplanation(score=candidate.scores[stage], gave=gave)
    return explained


def _dense(candidate: Candidate, gave: float) -> DenseExplanation:
    best, sentence = candidate.best_sentence, None
    if candidate.cosine is not None and best is not None:
        sentence = candidate.cosine if best.cosine is None else best.cosine
    return DenseExplanation(passage=candidate.cosine, sentence=sentence, gave=gave)


def _terms(
    query: Query, *, held: Mapping[str, float], forms: Mapping[str, str]
) -> tuple[MatchedTerm, ...]:
    """Return the query's terms that a passage holds, each with the word that first gave it."""
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
