"""Which of many alike a question means: hall 6 and no other hall, one row of a table.

What differs in a number alone is near to a question in every other way, and so are the rows of a
table under one header.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from index.answer.nearest import NearPassage, QuestionParts
from index.encode.protocols import AskedWord
from index.learned import Evidence, Numbers
from index.text.analysis import ANALYSIS, Token, split_words

OTHER_OF_SERIES = 0.02
"""What is left to a sentence that has another one of a series, and not the one asked about."""

OTHER_ROW = 0.1
"""What is left to a row that has less of a question than another row of its document."""

_LEAST_HELD = 0.5
"""Of what the fullest row of a document holds of a question, so much belongs to it."""

_BETWEEN = re.compile(r"[ \xa0]?(?:№|#|[Nn]o\.?)?[ \xa0]?")
_RANGE = re.compile(r"\d+\s?(?:[-–—…]|\.\.)\s?\d")


@dataclass(frozen=True, slots=True)
class _Numbered:
    """A word and the number behind it that says which of its kind is meant, or begins a `range`."""

    word: Token
    number: str
    range: bool


def series_shares(
    asked: QuestionParts, nearest: Sequence[NearPassage], evidence: Evidence
) -> Numbers:
    """Return what is left to each sentence, float64[n]: 1 where it is of none but what is asked."""
    return _of_numbers(asked, nearest, evidence) * _of_rows(asked, nearest, evidence)


def _of_numbers(
    asked: QuestionParts, nearest: Sequence[NearPassage], evidence: Evidence
) -> Numbers:
    shares = np.ones(len(evidence.places))
    for wanted in _numbered(asked.text, ANALYSIS.tokenize(asked.text)):
        characters = wanted.word.start, wanted.word.end
        ways = next(
            (of.ways.keys() for of in asked.words if (of.start, of.end) == characters),
            frozenset(wanted.word.terms),
        )
        for place, (passage, number) in enumerate(evidence.places):
            near = nearest[passage]
            sentence, words = near.hit.sentences[number].quote, near.words[number]
            if wanted.number in split_words(near.hit.context):
                continue
            if any(word.word.lstrip("0") == wanted.number for word in words):
                continue
            others = [each for each in _numbered(sentence, words) if ways & set(each.word.terms)]
            if others and not any(each.range for each in others):
                shares[place] *= OTHER_OF_SERIES
    return shares


def _numbered(text: str, words: Sequence[Token]) -> Iterator[_Numbered]:
    """Yield the words with a number behind them, but for those of dates and amounts."""
    dated = [each for each in ANALYSIS.find_compounds(text) if each.kind != "identifier"]
    for word, number in pairwise(words):
        if word.function or not word.word.isalpha() or not number.word.isdecimal():
            continue
        if _BETWEEN.fullmatch(text, word.end, number.start) is None:
            continue
        if not any(each.start <= number.start < each.end for each in dated):
            spans = _RANGE.match(text, number.start) is not None
            yield _Numbered(word, number.word.lstrip("0"), spans)


def _of_rows(asked: QuestionParts, nearest: Sequence[NearPassage], evidence: Evidence) -> Numbers:
    """Return what is left beside the rows that have the most of a question in their own cells.

    The tables of a document are taken as one.
    """
    shares = np.ones(len(evidence.places))
    held: dict[int, tuple[str, float]] = {}
    most: dict[str, float] = {}
    for place, (passage, number) in enumerate(evidence.places):
        near = nearest[passage]
        if number in near.rows:
            document = near.hit.citation.document_id
            held[place] = document, _held(asked.words, near.terms[number])
            most[document] = max(most.get(document, 0.0), held[place][1])
    for place, (document, own) in held.items():
        if own < _LEAST_HELD * most[document]:
            shares[place] = OTHER_ROW
    return shares


def _held(words: Sequence[AskedWord], terms: frozenset[str]) -> float:
    return sum(word.weight for word in words if terms.intersection(word.ways))
