"""From the nearest passages to an answer: the sentence that gives it, or none.

An answer is a sentence of a document, or two side by side where either may be meant, with the
probability that it is right. Where even the likeliest sentence is less likely than the threshold
there is no answer: nothing lowers the threshold until something fits.
"""

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from index.answer.clauses import is_of_another_clause
from index.answer.copies import span_in_copy, without_copies
from index.answer.evidence import features
from index.answer.form.stamps import find_stamp
from index.answer.form.stance import Stance
from index.answer.form.told import told_by_form
from index.answer.marked import find_mark
from index.answer.nearest import MOST_MISSING, NEAREST, NearPassage, QuestionParts, read_nearest
from index.answer.others import Reading, find_others
from index.answer.request import AnswerRequest
from index.answer.subjects import AGAINST, OF_ANOTHER, is_of_another
from index.backend.derived import View
from index.citation import cite
from index.encode.protocols import Comprehender, Encoders, SparseEncoder
from index.learned import AnswerModel, Evidence, Numbers
from index.search.hits import FoundHits, find_hits
from index.search.request import SearchRequest
from index.timing import stage
from index.types import Abstention, Answer, Citation, Hit, Marked, OtherAnswer, Span

LEAST_SHARE_OF_BEST = 0.4
"""A neighbour at least so likely, beside the likeliest sentence, is given with it."""

_EMPTY_LINE = re.compile(r"\n[ \t\r]*\n")
_LEADS_IN = re.compile(r"\W*[^\W\d][^:.!?\n]{0,60}:[\s*_]*(?:\s|$)")
"""A line's beginning that calls what follows."""

_MOST_JUDGED = 3
"""How many sentences that would be given, the likeliest first, are asked whether they are about
another thing."""


def answer_question(
    request: AnswerRequest, *, view: View, encoders: Encoders
) -> tuple[Answer | Abstention, FoundHits]:
    """Return the answer or why there is none, and what was found for it; raises StoreError."""
    search = SearchRequest(
        query=request.question,
        k=max(request.k, NEAREST),
        collection=request.collection,
        filter=request.filter,
        rerank=request.rerank,
    )
    found = find_hits(search, view=view, encoders=encoders)
    with stage("answer"):
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
    if encoders.answers is None or encoders.comprehender is None:
        best = found.hits[0].best_sentence or found.hits[0].sentences[0]
        return _answer(found.hits[0], Span(best.start, best.end), view=view)
    distinct = without_copies(found, view=view)
    asked, read = read_nearest(
        distinct.found, view=view, comprehender=encoders.comprehender, sparse=encoders.sparse
    )
    weighed = distinct.weighed(read)
    found, nearest = weighed.found, weighed.nearest
    missing = (*found.query.exact.nowhere, *asked.missing_from(nearest))[:MOST_MISSING]
    evidence = features(asked, nearest)
    if not evidence.places:
        return Abstention(reason="not_answered", missing=missing)
    told = told_by_form(asked, nearest, evidence, found=found)
    apart = parts_of(nearest)
    likelihoods = _likelihoods(
        asked,
        nearest,
        evidence,
        parted=apart,
        stance=told.stance,
        model=encoders.answers,
        comprehender=encoders.comprehender,
        encoders=encoders,
    )
    choice = choose(evidence, likelihoods, parted=apart)
    besides = told.asked_of(choice.best)
    likeliest = replace(
        _likeliest(
            besides,
            nearest,
            evidence,
            choice,
            copies=weighed.copies,
            model=encoders.answers,
            view=view,
        ),
        otherwise=_otherwise(
            besides,
            Reading(nearest, evidence, likelihoods, encoders.answers.least_span, weighed.copies),
            choice,
            sparse=encoders.sparse,
            view=view,
        ),
    )
    least = encoders.answers.bands.probably if threshold is None else threshold
    if choice.likelihood < least or (threshold is None and asked.is_strange_to(nearest)):
        return Abstention(reason="not_answered", missing=missing, likeliest=likeliest)
    return likeliest


def _likelihoods(
    asked: QuestionParts,
    nearest: Sequence[NearPassage],
    evidence: Evidence,
    *,
    parted: AbstractSet[tuple[int, int]],
    stance: Stance,
    model: AnswerModel,
    comprehender: Comprehender,
    encoders: Encoders,
) -> Numbers:
    """Return how likely each sentence answers, less where the likeliest is about another thing."""
    shares, against = stance.shares.copy(), stance.against.copy()
    likelihoods = model.likelihoods(evidence, shares=shares, against=against)
    for _ in range(_MOST_JUDGED):
        choice = choose(evidence, likelihoods, parted=parted)
        passage, number = evidence.places[choice.best]
        if choice.likelihood < model.bands.probably or not any(
            is_so(asked, nearest[passage], number, comprehender=comprehender, encoders=encoders)
            for is_so in (is_of_another, is_of_another_clause)
        ):
            break
        alike = [choice.best, *choice.copies]
        against[alike] = AGAINST * shares[alike]
        shares[alike] *= OF_ANOTHER
        likelihoods = model.likelihoods(evidence, shares=shares, against=against)
    return likelihoods


@dataclass(frozen=True, slots=True)
class Choice:
    """What is given of n sentences: `best` by its place in the evidence, `beside` it or None.

    `copies` are the places of sentences that read as the best one does. `likelihood` is that all of
    these answer taken together.
    """

    best: int
    beside: int | None
    copies: tuple[int, ...]
    likelihood: float

    @property
    def given(self) -> list[int]:
        """Return the places of the sentences that are given."""
        return [self.best] if self.beside is None else [self.best, self.beside]


def parts_of(nearest: Sequence[NearPassage]) -> frozenset[tuple[int, int]]:
    """Return the sentences, by passage and number, that begin something else than what is before.

    That is what stands behind an empty line and is called by its beginning: "Do not bring: …"; and
    a line of a log behind another one.
    """
    return frozenset(
        (passage, number)
        for passage, near in enumerate(nearest)
        for number, (before, sentence) in enumerate(pairwise(near.hit.sentences), start=1)
        if (
            _LEADS_IN.match(sentence.quote)
            and _EMPTY_LINE.search(
                near.hit.text,
                before.end - near.hit.citation.start - 1,
                sentence.start - near.hit.citation.start,
            )
        )
        or (find_stamp(before.quote) and find_stamp(sentence.quote))
    )


def choose(
    evidence: Evidence,
    likelihoods: Numbers,
    *,
    parted: AbstractSet[tuple[int, int]] = frozenset(),
) -> Choice:
    """Return what to give of one sentence at least: what stands in several places counts for all.

    So a copy of a document does not make an answer less likely. None of those `parted` from what is
    before is given with it.
    """
    together = np.bincount(evidence.same, weights=likelihoods)
    alike = np.flatnonzero(evidence.same == together.argmax())
    best = int(alike[likelihoods[alike].argmax()])
    passage, number = evidence.places[best]
    sides = {
        (passage, beside)
        for beside in (number - 1, number + 1)
        if (passage, max(beside, number)) not in parted
    }
    beside = [
        place
        for place, where in enumerate(evidence.places)
        if where in sides and likelihoods[place] >= LEAST_SHARE_OF_BEST * likelihoods[best]
    ]
    likelier = max(beside, key=lambda place: likelihoods[place], default=None)
    likelihood = together.max() + (0.0 if likelier is None else likelihoods[likelier])
    return Choice(
        best=best,
        beside=likelier,
        copies=tuple(int(place) for place in alike if place != best),
        likelihood=min(1.0, float(likelihood)),
    )


def _likeliest(
    asked: QuestionParts,
    nearest: Sequence[NearPassage],
    evidence: Evidence,
    choice: Choice,
    *,
    copies: Sequence[Sequence[Hit]],
    model: AnswerModel,
    view: View,
) -> Answer:
    passage, number = evidence.places[choice.best]
    hit = nearest[passage].hit
    numbers = [evidence.places[place][1] for place in choice.given]
    span = Span(hit.sentences[min(numbers)].start, hit.sentences[max(numbers)].end)
    places = {
        other.passage_id: (other, span_in_copy(nearest[of].hit, at, other))
        for of, at in (evidence.places[place] for place in (choice.best, *choice.copies))
        for other in (nearest[of].hit, *copies[of])
    }
    return _answer(
        hit,
        span,
        view=view,
        confidence=choice.likelihood,
        model=model,
        marked=find_mark(asked, nearest[passage], number, least=model.least_span),
        elsewhere=tuple(
            _cite(other, said, view=view)
            for other, said in places.values()
            if other.passage_id != hit.passage_id
        ),
    )


def _otherwise(
    asked: QuestionParts, reading: Reading, choice: Choice, *, sparse: SparseEncoder, view: View
) -> tuple[OtherAnswer, ...]:
    others = find_others(
        reading,
        best=choice.best,
        given=[*choice.given, *choice.copies],
        sparse=sparse,
        statistics=view.backend.statistics,
    )
    made = []
    for place in others:
        passage, number = reading.evidence.places[place]
        near = reading.nearest[passage]
        marked = find_mark(asked, near, number, least=reading.least_span)
        if marked is not None:
            sentence = near.hit.sentences[number]
            citation = _cite(near.hit, Span(sentence.start, sentence.end), view=view)
            made.append(OtherAnswer(citation, marked, float(reading.likelihoods[place])))
    return tuple(made)


def _answer(
    hit: Hit,
    span: Span,
    *,
    view: View,
    confidence: float | None = None,
    model: AnswerModel | None = None,
    marked: Marked | None = None,
    elsewhere: tuple[Citation, ...] = (),
) -> Answer:
    citation = _cite(hit, span, view=view)
    band = None if confidence is None or model is None else model.bands.of(confidence)
    return Answer(
        text=citation.quote,
        confidence=confidence,
        citation=citation,
        marked=marked,
        band=band,
        elsewhere=elsewhere,
    )


def _cite(hit: Hit, span: Span, *, view: View) -> Citation:
    document = view.transaction.documents.get(hit.citation.document_id)
    return cite(document, view.text(document), span)
