"""The moment that a line of a log begins with: when what it records came to pass.

A reader has no sure mark for it, or one on a figure that stands behind: "2025-03-02 07:45 SAILED
Corvina berth 2".
"""

import re
from collections.abc import Sequence

import numpy as np

from index.answer.form.contrasts import MOMENT
from index.answer.kinds import FORMS
from index.answer.nearest import NearPassage, QuestionParts
from index.learned import Evidence, Numbers
from index.types import Span

OF_ANOTHER_NAME = 0.05
"""What is left to a record with no name of the question, beside one that has them all."""

_TIME = r"\d\d?:\d\d(?::\d\d)?"
_STAMP = re.compile(
    r"[\s\[(*•–-]{0,4}(?P<stamp>(?:\d{4}[-./]\d\d?[-./]\d\d?|\d\d?[-./]\d\d?[-./](?:\d{4}|\d\d)"
    rf"|\d\d?\.\d\d(?=[ ,]{{1,2}}{_TIME}))(?:(?:T|[ ,]{{1,2}}){_TIME}(?:[.,]\d+)?Z?)?)"
    r"(?=[\])]?(?:[\s,;|]|$))"
)
_CLOCK = re.compile(rf"(?<!\d){_TIME}(?!\d)")
# What somebody says stands behind their name, and may be of another moment.
_SPEAKER = re.compile(r"[\s\])|,;–-]*([^\W\d_][\w .-]{0,30}):\s")


def find_stamp(sentence: str) -> Span | None:
    """Return the day, and hour if any, that a record begins with; None where somebody speaks."""
    match = _STAMP.match(sentence)
    if match is None:
        return None
    speaker = _SPEAKER.match(sentence, match.end())
    return None if speaker and not speaker[1].isupper() else Span(*match.span("stamp"))


def marked_stamp(sentence: str, span: Span | None) -> Span | None:
    """Return what to mark where it is asked when, and reading has marked `span`, or nothing.

    That is the stamp of a record where no other moment is told and nothing but a figure is marked.
    """
    stamp = find_stamp(sentence)
    if stamp is None:
        return span
    if span is not None and span.start < stamp.end and stamp.start < span.end:
        return Span(min(span.start, stamp.start), max(span.end, stamp.end))
    if any(each.search(sentence, stamp.end) for each in (FORMS.date, _CLOCK, MOMENT)):
        return span
    is_figure = span is not None and not any(map(str.isalpha, span.cut(sentence)))
    return stamp if span is None or is_figure else span


def stamp_shares(
    asked: QuestionParts, nearest: Sequence[NearPassage], evidence: Evidence
) -> Numbers:
    """Return what is left to each sentence, float64[n]: 1 but for records of others by name."""
    shares = np.ones(len(evidence.places))
    names = [word for word in asked.words if word.name]
    held = {
        place: [not word.ways.keys().isdisjoint(nearest[passage].terms[number]) for word in names]
        for place, (passage, number) in enumerate(evidence.places)
        if names and find_stamp(nearest[passage].hit.sentences[number].quote)
    }
    if any(map(all, held.values())):
        shares[[place for place, has in held.items() if not any(has)]] = OF_ANOTHER_NAME
    return shares
