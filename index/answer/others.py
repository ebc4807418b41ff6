"""What other documents say instead of an answer: theirs side by side with it, where they differ."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from index.answer.nearest import NearPassage
from index.encode.protocols import SparseEncoder
from index.learned import Evidence, Numbers
from index.types import Hit, Span
from index.vectors import Statistics

LEAST_SHARE_OF_ANSWER = 0.15
"""How likely another document's sentence is at least, beside the answer: what is less so is noise.

Chosen on the dev half of the questions with headings; see docs/decisions/0039."""

MOST_OTHERS = 3


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence by its passage's and its own number, and the span of it that answers."""

    passage: int
    sentence: int
    span: Span


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read for a question: the nearest passages, their evidence, and what that gives.

    Words are taken for the answer of a sentence where they are read as surely as `least_span`.
    `copies` are each passage's.
    """

    nearest: Sequence[NearPassage]
    evidence: Evidence
    likelihoods: Numbers
    least_span: float
    copies: Sequence[Sequence[Hit]] = ()

    def said_at(self, place: int) -> Said | None:
        """Return what the sentence at a place of the evidence answers, None where unclear."""
        passage, number = self.evidence.places[place]
        read = self.nearest[passage].read
        span = read.spans[number]
        if span is None or read.certainties[number] < self.least_span:
            return None
        return Said(passage, number, span)

    def documents_of(self, place: int) -> set[str]:
        """Return the ids of the documents that the sentence at a place stands in."""
        passage, _ = self.evidence.places[place]
        copies = self.copies[passage] if self.copies else ()
        return {each.citation.document_id for each in (self.nearest[passage].hit, *copies)}

    def words_of(self, said: Said) -> str:
        """Return the words that answer."""
        return said.span.cut(self.nearest[said.passage].hit.text)

    def terms_of(self, said: Said) -> frozenset[str]:
        """Return the terms of the sentence that the words stand in."""
        return self.nearest[said.passage].terms[said.sentence]


def find_others(
    reading: Reading,
    *,
    best: int,
    given: Sequence[int],
    sparse: SparseEncoder,
    statistics: Callable[[Sequence[str]], Statistics],
) -> list[int]:
    """Return the places of what other documents answer instead, the likeliest first.

    `best` and `given` are the places of the answer. Each other document has one at most, and only
    where the words that answer there are read, and are others than those of the answer and of each
    one before: where neither sentence holds all that the other's words ask for, in whatever
    language, spelling or notation. So a claim that documents differ rests on two readings, and a
    document that says the same is not one.
    """
    answer = reading.said_at(best)
    if answer is None:
        return []
    least = LEAST_SHARE_OF_ANSWER * reading.likelihoods[best]
    seen = set[str]().union(*map(reading.documents_of, given))
    kept, differing = [answer], list[int]()
    for place in reading.likelihoods.argsort()[::-1]:
        if reading.likelihoods[place] < least or len(differing) == MOST_OTHERS:
            break
        documents, said = reading.documents_of(int(place)), reading.said_at(int(place))
        if not seen.isdisjoint(documents) or said is None:
            continue
        seen |= documents

        def is_held(words: Said, by: Said) -> bool:
            asked = sparse.encode_query(reading.words_of(words), statistics=statistics).words
            terms = reading.terms_of(by)
            return all(terms.intersection(word.ways) for word in asked)

        if not any(is_held(said, one) or is_held(one, said) for one in kept):
            kept.append(said)
            differing.append(int(place))
    return differing
