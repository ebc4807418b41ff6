"""Whether a sentence is about what a question names exactly.

The number asked for is the point of a question: where no passage has it there is no answer, and
where one has it a sentence about another of the same series is none.
"""

from collections.abc import Sequence

import numpy as np

from index.answer.nearest import NearPassage
from index.encode.protocols import AskedWord
from index.learned import Evidence, Numbers
from index.search.hits import FoundHits
from index.text.analysis import ANALYSIS, Token
from index.text.compounds import SIGN
from index.text.quoted import find_quoted
from index.text.scripts import script_of

OTHER_DATE = 0.25
"""What is left to a sentence with another date: it may stand under the one that is asked about."""

OTHER_PASSAGE = 0.3
"""What is left to a sentence of a passage that does not have it, where another one has."""


OTHER_AMOUNT = 0.3
"""What is left to a sentence without the amount that is asked about, where another one has it."""

NAMING = 4.0
"""How much likelier a sentence is that has all that is named exactly."""

JOINING = 10.0
"""The same of one with a name that has some words of the question in one, in their order."""


def unsupported(found: FoundHits) -> bool:
    """Return whether a question names something that stands nowhere, so that nothing answers it.

    A phrase of another script than the nearest passage may stand there translated.
    """
    text = found.query.text
    phrases = {span.cut(text) for span in find_quoted(text)}
    for named in found.query.exact.nowhere:
        if named not in phrases:
            return True
        if found.hits and script_of(named) is script_of(found.hits[0].text):
            return True
    return False


def named_shares(found: FoundHits, nearest: Sequence[NearPassage], evidence: Evidence) -> Numbers:
    """Return what is left to each sentence, float64[n]: 1 where nothing speaks against it.

    It is more where a sentence has all that is named, which reading hardly sees in codes.
    """
    if unsupported(found):
        return np.zeros(len(evidence.places))
    return (
        _of_joined(found, nearest, evidence)
        * _of_passages(found, nearest, evidence)
        * _of_named(found, nearest, evidence)
    )


def _of_passages(found: FoundHits, nearest: Sequence[NearPassage], evidence: Evidence) -> Numbers:
    """Return what is left beside passages that have what is named.

    A document that has a name which is quoted is about it throughout; a code that stands in one of
    its passages is not that of another.
    """
    passages = found.query.exact.passages
    holding = [hit.id in passages for hit in found.ranked[: len(nearest)]]
    if not any(word.exact for word in found.query.sparse.words):
        sources = [near.hit.citation.source for near in nearest]
        about = {source for source, has in zip(sources, holding, strict=True) if has}
        holding = [source in about for source in sources]
    return np.array(
        [
            OTHER_PASSAGE if any(holding) and not holding[passage] else 1.0
            for passage, _ in evidence.places
        ]
    )


def _of_named(found: FoundHits, nearest: Sequence[NearPassage], evidence: Evidence) -> Numbers:
    """Return what is left beside sentences that have the identifiers, days and amounts named."""
    shares = np.ones(len(evidence.places))
    named = [word for word in found.query.sparse.words if _is_named(word)]
    if not named:
        return shares
    held = np.array(
        [
            [bool(nearest[passage].terms[number].intersection(word.ways)) for word in named]
            for passage, number in evidence.places
        ]
    )
    for place, (passage, number) in enumerate(evidence.places):
        sentence = nearest[passage].hit.sentences[number].quote
        for word, has in zip(named, held[place].tolist(), strict=True):
            if not has and word.exact:
                shares[place] *= _share_beside(word, sentence)
    for column, word in enumerate(named):
        # An amount is no identifier: who has none may still say what was asked of it. And a year
        # in a title is that of all below.
        has = held[:, column] | [
            not nearest[passage].about.isdisjoint(word.ways) for passage, _ in evidence.places
        ]
        if not word.exact and has.any():
            shares[~has] *= OTHER_AMOUNT
    shares[held.all(axis=1)] *= NAMING
    return shares


def _of_joined(found: FoundHits, nearest: Sequence[NearPassage], evidence: Evidence) -> Numbers:
    """Return what more is left to sentences that have in one what words of a query are in a row.

    "set the ticket's owner" names setTicketOwner as surely as a person says it.
    """
    words = found.query.sparse.words
    return np.array(
        [
            JOINING if _joins(words, nearest[passage].words[number]) else 1.0
            for passage, number in evidence.places
        ]
    )


def _joins(words: Sequence[AskedWord], sentence: Sequence[Token]) -> bool:
    """Return whether words in a row are the parts of a name in a sentence."""
    for token in sentence:
        if not any(term[0] == SIGN for term in token.terms):
            continue
        parts = [term for term in token.terms[1:] if term[0] != SIGN]
        for start in range(len(words) - len(parts) + 1):
            beside = zip(parts, words[start:], strict=False)
            if len(parts) > 1 and all(part in word.ways for part, word in beside):
                return True
    return False


def _is_named(word: AskedWord) -> bool:
    """Return whether a word is one thing that sentences have or have not."""
    return bool(word.exact and word.shape) or bool(word.designates and word.ways)


def _share_beside(word: AskedWord, sentence: str) -> float:
    """Return what is left to a sentence without a designation that may have another one."""
    others = [each for each in ANALYSIS.find_compounds(sentence) if each.shape == word.shape]
    if not others:
        return 1.0
    return OTHER_DATE if others[0].kind == "date" else 0.0
