"""What speaks for a sentence as the answer to a question, as numbers.

The first witness has read question and passage together: how much more a sentence speaks for itself
than for there being no answer, and how surely some words in it are the answer. Others say how much
of the question a sentence holds: the cosine of the two as wholes, and the question's words that
stand in it, themselves, translated or as names, weighed by their idf. A sentence of the wrong kind,
without any number where one is asked for, speaks against itself.
"""

from collections.abc import Mapping, Sequence
from math import log1p

import numpy as np

from index.answer.copies import words_said
from index.answer.nearest import NearPassage, QuestionParts
from index.encode.protocols import AskedWord, Way
from index.learned import Evidence, Numbers, OfQuestion, OfSentence
from index.text.scripts import script_of

_LEAST_WORDS = 4
"""Of sentences that say the same: what is shorter means what stands around it."""


def features(asked: QuestionParts, nearest: Sequence[NearPassage]) -> Evidence:
    """Return the evidence in the nearest passages, of which there is one at least."""
    weights = np.array([word.weight for word in asked.words])
    shares = weights / (weights.sum() or 1.0)
    counted, named = asked.type in {"date", "number"}, asked.type not in {None, "date", "number"}
    sentences: dict[tuple[int, int], Mapping[OfSentence, float]] = {}
    for place, near in enumerate(nearest):
        words = _words(asked.words, near)
        for number in near.stated:
            sentence = near.hit.sentences[number]
            around = slice(max(0, number - 1), number + 2)
            fits = bool(asked.spans_in(sentence.quote, near.words[number]))
            sentences[place, number] = {
                "reading": near.read.answers[number],
                "span": near.read.certainties[number],
                "cosine": near.cosines[number],
                "words nearby": words[around].max(axis=0) @ shares,
                "words in passage": words.max(axis=0) @ shares,
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
    first_of: dict[str, int] = {}
    texts = [
        _plain(near.hit.sentences[number].quote)
        or f"{first_of.setdefault(near.hit.text, place)} {number}"
        for place, near in enumerate(nearest)
        for number in near.stated
    ]
    return Evidence.of(sentences, question, texts=texts)


def _plain(sentence: str) -> str:
    """Return a sentence as it is compared with others, nothing for one too short to be told."""
    said = words_said(sentence)
    return " ".join(said) if len(said) >= _LEAST_WORDS else ""


def _words(words: Sequence[AskedWord], near: NearPassage) -> Numbers:
    """Return how surely each sentence holds each word: float64[sentences, words], 0 to 1."""
    held = np.array([[_share(word.ways, terms) for word in words] for terms in near.terms])
    # What a document is called stands above each of its sentences.
    above = np.array([_share(word.ways, near.about) for word in words])
    together: Numbers = np.maximum(held, above)
    return together


def _share(ways: Mapping[str, Way], terms: frozenset[str]) -> float:
    """Return how surely what is found is the word, beside the likeliest thing to be found of it."""
    shares = [way.share for term, way in ways.items() if term in terms]
    best = max((way.share for way in ways.values()), default=1.0)
    return max(shares, default=0.0) / best
