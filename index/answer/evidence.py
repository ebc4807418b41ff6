"""What speaks for a sentence as the answer to a question, as numbers.

Three witnesses say how much of the question a sentence holds: the cosine of the two as wholes; the
question's words that stand in it, themselves, translated or as names, weighed by their idf; and how
near each of these words comes to any word of the sentence as the encoder reads both where they
stand, the largest cosine of tokens as in ColBERT (Khattab and Zaharia 2020). A sentence of the
wrong kind, without any number where one is asked for, speaks against itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from math import log1p

import numpy as np

from index.answer.kinds import find_spans
from index.encode.protocols import AskedWord, TokenVectors, Way
from index.learned import Evidence, Numbers, OfQuestion, OfSentence
from index.text.analysis import Token
from index.text.scripts import script_of
from index.types import AnswerType, Hit, Span
from index.vectors import Vectors

MOST_MISSING = 10


@dataclass(frozen=True, slots=True)
class NearPassage:
    """A passage near to a question, and what search found of it.

    `cosines` float32[n] are those of its n sentences to the question; `words` are each sentence's,
    and `terms` what these are found by, `about` what its document's title and headings are.
    """

    hit: Hit
    cosines: Vectors
    tokens: TokenVectors
    words: tuple[Sequence[Token], ...]
    terms: tuple[frozenset[str], ...]
    about: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class QuestionParts:
    """A question taken apart: its words that count, its tokens, the kind of answer it wants.

    That `type` is None where the question does not say.
    """

    text: str
    words: Sequence[AskedWord]
    tokens: TokenVectors
    type: AnswerType | None

    def holds(self, token: Token) -> bool:
        """Return whether a word of a passage stands in the question too, in whatever language."""
        return any(term in word.ways for word in self.words for term in token.terms)

    def spans_in(self, sentence: str, words: Sequence[Token]) -> list[Span]:
        """Return what in a sentence, whose words are given, may be of the kind asked for."""
        if self.type is None:
            return []
        return find_spans(self.type, sentence, words=words, is_asked=self.holds)

    def missing_from(self, nearest: Sequence[NearPassage]) -> tuple[str, ...]:
        """Return words that stand in none of the passages, in whatever form; the first ten."""
        held = frozenset[str]().union(*(terms for near in nearest for terms in near.terms))
        held = held.union(*(near.about for near in nearest))
        missing = [word for word in self.words if not held.intersection(word.ways)]
        # The parts of an identifier that is missing are not what is missed.
        whole = [Span(word.start, word.end) for word in missing if word.designates]
        said = (
            self.text[word.start : word.end]
            for word in missing
            if not word.designates and not _within(word, whole)
        )
        return tuple(islice(said, MOST_MISSING))


def _within(word: AskedWord, spans: Sequence[Span]) -> bool:
    return any(span.start <= word.start and word.end <= span.end for span in spans)


def features(asked: QuestionParts, nearest: Sequence[NearPassage]) -> Evidence:
    """Return the evidence in the nearest passages, of which there is one at least."""
    weights = np.array([word.weight for word in asked.words])
    shares = weights / (weights.sum() or 1.0)
    counted, named = asked.type in {"date", "number"}, asked.type not in {None, "date", "number"}
    sentences: dict[tuple[int, int], Mapping[OfSentence, float]] = {}
    for place, near in enumerate(nearest):
        words = _words(asked.words, near)
        tokens = _tokens(asked, shares, near)
        for number, sentence in enumerate(near.hit.sentences):
            around = slice(max(0, number - 1), number + 2)
            fits = bool(asked.spans_in(sentence.quote, near.words[number]))
            sentences[place, number] = {
                "cosine": near.cosines[number],
                "words nearby": words[around].max(axis=0) @ shares,
                "words in passage": words.max(axis=0) @ shares,
                "tokens": tokens[number],
                "no number": counted and not fits,
                "no name": named and not fits,
                "length": log1p(len(near.words[number])),
                "first passage": place == 0,
            }
    first, *others = (near.hit for near in nearest)
    unknown = (share for share, word in zip(shares, asked.words, strict=True) if not word.ways)
    question: dict[OfQuestion, float] = {
        "unknown words": sum(unknown),
        "lead": first.score - others[0].score if others else 0.0,
        "untyped": asked.type is None,
        "other language": script_of(asked.text) is not script_of(first.text),
    }
    return Evidence.of(sentences, question)


def _words(words: Sequence[AskedWord], near: NearPassage) -> Numbers:
    """Return how surely each sentence holds each word: float64[sentences, words], 0 to 1."""
    held = np.array([[_share(word.ways, terms) for word in words] for terms in near.terms])
    # What a document is called stands above each of its sentences.
    above = np.array([_share(word.ways, near.about) for word in words])
    together: Numbers = np.maximum(held, above)
    return together


def _share(ways: Mapping[str, Way], terms: frozenset[str]) -> float:
    shares = (way.share for term, way in ways.items() if term in terms)
    return min(1.0, max(shares, default=0.0))


def _tokens(asked: QuestionParts, shares: Numbers, near: NearPassage) -> Numbers:
    """Return each sentence's mean of its largest cosine to each token of the question: float64[n].

    A token weighs as its word does, whose share is divided among its tokens; the rest of the
    question weighs nothing.
    """
    starts, ends = asked.tokens.spans.T
    weights = np.zeros(len(starts))
    for word, share in zip(asked.words, shares, strict=True):
        within = (starts < word.end) & (ends > word.start)
        weights[within] += share / max(1, within.sum())
    cosines = asked.tokens.vectors @ near.tokens.vectors.T
    found = near.tokens.spans + near.hit.citation.start
    nearest = np.zeros((len(near.hit.sentences), len(starts)))
    for number, sentence in enumerate(near.hit.sentences):
        within = (found[:, 0] >= sentence.start) & (found[:, 1] <= sentence.end)
        if within.any():
            nearest[number] = cosines[:, within].max(axis=1)
    return nearest @ weights
