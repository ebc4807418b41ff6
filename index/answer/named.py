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
from index.text.analysis import ANALYSIS
from index.text.quoted import find_quoted
from index.text.scripts import script_of

OTHER_DATE = 0.25
"""What is left to a sentence with another date: it may stand under the one that is asked about."""

OTHER_PASSAGE = 0.3
"""What is left to a sentence of a passage that does not have it, where another one has."""


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
    """Return what is left to each sentence, float64[n]: 1 where nothing speaks against it."""
    shares = np.ones(len(evidence.places))
    if unsupported(found):
        return shares * 0.0
    exact = found.query.exact
    holding = [hit.id in exact.passages for hit in found.ranked[: len(nearest)]]
    named = [word for word in found.query.sparse.words if word.exact and word.shape]
    for place, (passage, number) in enumerate(evidence.places):
        if any(holding) and not holding[passage]:
            shares[place] *= OTHER_PASSAGE
        near = nearest[passage]
        sentence = near.hit.sentences[number].quote
        for word in named:
            if not near.terms[number].intersection(word.ways):
                shares[place] *= _share_beside(word, sentence)
    return shares


def _share_beside(word: AskedWord, sentence: str) -> float:
    """Return what is left to a sentence without a designation that may have another one."""
    others = [each for each in ANALYSIS.find_compounds(sentence) if each.shape == word.shape]
    if not others:
        return 1.0
    return OTHER_DATE if others[0].kind == "date" else 0.0
