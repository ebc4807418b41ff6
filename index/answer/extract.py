"""From the nearest passages to an answer: the sentence that gives it, or none.

An answer is a sentence of a document, or two side by side where either may be meant, with the
probability that it is right. Where even the likeliest sentence is less likely than the threshold
there is no answer: nothing lowers the threshold until something fits.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.answer.evidence import MOST_MISSING, NearPassage, QuestionParts, features
from index.answer.kinds import expected_type, is_sure
from index.answer.named import named_shares
from index.answer.request import AnswerRequest
from index.backend.derived import View
from index.citation import cite
from index.encode.protocols import Encoders, SparseEncoder, TokenEncoder
from index.learned import Evidence, Numbers
from index.read.about import titles_of
from index.search.hits import FoundHits, find_hits
from index.search.request import SearchRequest
from index.text.dates import day_first
from index.types import Abstention, Answer, DocumentInfo, Hit, Marked, Span

NEAREST = 5
"""How many passages are read for the answer."""

LEAST_SHARE_OF_BEST = 0.4
"""A neighbour at least so likely, beside the likeliest sentence, is given with it."""


@dataclass(frozen=True, slots=True)
class BestAnswer:
    """The likeliest answer: `hit` is the one it stands in, `span` its place in the document.

    `confidence` is the probability that it answers, None where that was not learned.
    """

    hit: Hit
    span: Span
    confidence: float | None = None
    marked: Marked | None = None


def answer_question(
    request: AnswerRequest, *, view: View, encoders: Encoders
) -> tuple[Answer | Abstention, FoundHits]:
    """Return the answer or why there is none, and what was found for it; raises StoreError."""
    search = SearchRequest(
        query=request.question,
        k=max(request.k, NEAREST),
        collection=request.collection,
        filter=request.filter,
    )
    found = find_hits(search, view=view, encoders=encoders)
    answer = find_answer(found, view=view, encoders=encoders, threshold=request.threshold)
    return answer, found


def find_answer(
    found: FoundHits, *, view: View, encoders: Encoders, threshold: float | None
) -> Answer | Abstention:
    """Return the answer that the hits of a question give, or why there is none.

    `threshold` is the least confidence of an answer that is given, None for the model's own.
    """
    if not found.hits:
        return Abstention(reason="nothing_found", missing=())
    if encoders.answers is None or encoders.tokens is None:
        likeliest = _nearest_sentence(found.hits[0])
    else:
        asked, nearest = read_nearest(
            found, view=view, tokens=encoders.tokens, sparse=encoders.sparse
        )
        evidence = features(asked, nearest)
        shares = named_shares(found, nearest, evidence)
        likelihoods = encoders.answers.likelihoods(evidence, shares=shares)
        likeliest = _likeliest(asked, nearest, evidence, likelihoods)
        least = encoders.answers.threshold if threshold is None else threshold
        if likeliest.confidence is not None and likeliest.confidence < least:
            missing = (*found.query.exact.nowhere, *asked.missing_from(nearest))
            return Abstention(reason="not_answered", missing=missing[:MOST_MISSING])
    document = view.transaction.documents.get(likeliest.hit.citation.document_id)
    citation = cite(document, view.text(document), likeliest.span)
    return Answer(
        text=citation.quote,
        confidence=likeliest.confidence,
        citation=citation,
        marked=likeliest.marked,
    )


def read_nearest(
    found: FoundHits, *, view: View, tokens: TokenEncoder, sparse: SparseEncoder
) -> tuple[QuestionParts, list[NearPassage]]:
    """Read a question and the nearest passages, of which there is one at least, closely."""
    question, hits, ranked = found.query.text, found.hits[:NEAREST], found.ranked[:NEAREST]
    of_question, *of_hits = tokens.encode_tokens([question, *(hit.text for hit in hits)])
    sentences = view.sentences([passage.id for passage in ranked])
    # Where each passage has one sentence only there are no vectors, and so none of any length.
    vectors = sentences.vectors.reshape(-1, len(found.query.dense))
    nearest = []
    for hit, passage, of_hit in zip(hits, ranked, of_hits, strict=True):
        cosines = vectors[sentences.passages == passage.id] @ found.query.dense
        # A passage of one sentence has no vector for it: its own is that one's. One that the dense
        # half did not return is far from the question.
        if not len(cosines):
            cosines = np.array([passage.cosine or 0.0], np.float32)
        document = view.transaction.documents.get(hit.citation.document_id)
        language, habit = document.language, _habit(document, view)
        words = tuple(
            sparse.words(sentence.quote, language=language, day_first=habit)
            for sentence in hit.sentences
        )
        nearest.append(
            NearPassage(
                hit=hit,
                cosines=cosines,
                tokens=of_hit,
                words=words,
                terms=tuple(frozenset(term for word in of for term in word.terms) for of in words),
                about=frozenset(sparse.title_terms(titles_of(document), language=language)).union(
                    *(word.terms for word in sparse.words(hit.context, language=language))
                ),
            )
        )
    asked = QuestionParts(
        text=question,
        words=found.query.sparse.words,
        tokens=of_question,
        type=expected_type(question),
    )
    return asked, nearest


def _habit(document: DocumentInfo, view: View) -> bool | None:
    """Return whether a document writes the day before the month."""
    return day_first(view.text(document).text, language=document.language)


def choose(evidence: Evidence, likelihoods: Numbers) -> list[int]:
    """Return the places in the evidence of the likeliest sentence and of what is given with it."""
    best = int(likelihoods.argmax())
    passage, number = evidence.places[best]
    beside = {(passage, number - 1), (passage, number + 1)}
    likely = [
        place
        for place in (best - 1, best + 1)
        if 0 <= place < len(likelihoods)
        and evidence.places[place] in beside
        and likelihoods[place] >= LEAST_SHARE_OF_BEST * likelihoods[best]
    ]
    return [best, *sorted(likely, key=lambda place: -likelihoods[place])[:1]]


def _likeliest(
    asked: QuestionParts, nearest: Sequence[NearPassage], evidence: Evidence, likelihoods: Numbers
) -> BestAnswer:
    chosen = choose(evidence, likelihoods)
    passage, number = evidence.places[chosen[0]]
    sentences = nearest[passage].hit.sentences
    numbers = [evidence.places[place][1] for place in chosen]
    return BestAnswer(
        hit=nearest[passage].hit,
        span=Span(sentences[min(numbers)].start, sentences[max(numbers)].end),
        confidence=float(likelihoods[chosen].sum()),
        marked=_mark(asked, nearest[passage], number),
    )


def _mark(asked: QuestionParts, near: NearPassage, number: int) -> Marked | None:
    """Return what in a sentence gives the answer, where only one thing in it can."""
    sentence = near.hit.sentences[number]
    spans = asked.spans_in(sentence.quote, near.words[number])
    if asked.type is None or len(spans) != 1:
        return None
    if not is_sure(asked.type, sentence.quote, spans[0]):
        return None
    return Marked(
        start=sentence.start + spans[0].start, end=sentence.start + spans[0].end, type=asked.type
    )


def _nearest_sentence(hit: Hit) -> BestAnswer:
    best = hit.best_sentence or hit.sentences[0]
    return BestAnswer(hit=hit, span=Span(best.start, best.end))
