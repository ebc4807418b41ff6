"""Which of several editions holds: what says of itself that it does not yields to the others."""

import re
from collections.abc import Sequence

import numpy as np

from index.answer.nearest import NearPassage, QuestionParts
from index.learned import Evidence, Numbers
from index.text.languages import LANGUAGES

OUTDATED = 0.2
"""What is left to a sentence of a document that holds no more, beside others."""

_OUTDATED = re.compile(
    "|".join(
        rf"(?<![^\W_])(?:{each.wording.outdated})(?![^\W_])"
        for each in LANGUAGES
        if each.wording.outdated
    )
    or "(?!)",
    re.IGNORECASE,
)


def edition_shares(
    asked: QuestionParts, nearest: Sequence[NearPassage], evidence: Evidence
) -> Numbers:
    """Return what is left to each sentence, float64[n]: 1 unless it stands in what holds no more.

    Whoever asks for what holds no more is given it.
    """
    if _OUTDATED.search(asked.text):
        return np.ones(len(evidence.places))
    outdated = [_OUTDATED.search(near.standing) is not None for near in nearest]
    return np.array([OUTDATED if outdated[passage] else 1.0 for passage, _ in evidence.places])
