"""What stands under a heading that asks the very question: the first of it is the answer.

"How to start the press", and below it the steps. A heading is never an answer; a reader who is
asked finds the first step as little like the question as any other.
"""

from collections.abc import Sequence

import numpy as np

from index.answer.nearest import NearPassage, QuestionParts
from index.learned import Evidence, Numbers

UNDER_QUESTION = 8.0
"""How much likelier the first sentence under such a heading is."""

_LEAST_WORDS = 2


def heading_shares(
    asked: QuestionParts, nearest: Sequence[NearPassage], evidence: Evidence
) -> Numbers:
    """Return how much likelier each sentence is, float64[n]: 1 but for the first under a heading.

    Such a heading has all words of the question and no other, function words aside.
    """
    shares = np.ones(len(evidence.places))
    places = {where: place for place, where in enumerate(evidence.places)}
    for passage, near in enumerate(nearest):
        for number in range(len(near.words) - 1):
            place = places.get((passage, number + 1))
            if number not in near.stated and place is not None and _asks(asked, near, number):
                shares[place] = UNDER_QUESTION
    return shares


def _asks(asked: QuestionParts, near: NearPassage, number: int) -> bool:
    content = [word for word in near.words[number] if not word.function]
    terms = near.terms[number]
    return (
        len(content) >= _LEAST_WORDS
        and all(map(asked.holds, content))
        and all(terms.intersection(word.ways) for word in asked.words)
    )
