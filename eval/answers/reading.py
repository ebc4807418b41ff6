"""What an answer says of itself: how sure it is, in which band, and the few words that answer.

This is the one place of the evaluation that knows how an answer tells them.
"""

from typing import Literal, get_args

from index.types import Answer

Band = Literal["surely", "probably", "not sure"]
BANDS: tuple[Band, ...] = get_args(Band)
"""Given as sure; given, but less so; withheld."""

SURELY = 0.9
"""The least confidence of a sure answer where no model says its own: *very likely* in the IPCC's
scale (2010)."""


def confidence_of(answer: Answer | None) -> float | None:
    """Return the probability that an answer is right, 0 for none; None where none was learned."""
    return 0.0 if answer is None else answer.confidence


def band_of(answer: Answer | None, *, threshold: float, surely: float) -> Band:
    """Return the band of an answer that is given from the confidence `threshold`."""
    confidence = confidence_of(answer) or 0.0
    if answer is None or confidence < threshold:
        return "not sure"
    return "surely" if confidence >= surely else "probably"


def short_answer(answer: Answer | None) -> str | None:
    """Return the characters that are marked in an answer, None where none are."""
    if answer is None or answer.marked is None:
        return None
    first = answer.citation.start
    return answer.text[answer.marked.start - first : answer.marked.end - first]
