"""Where a mark begins and ends: dates are marked whole, brackets and quotation marks in pairs."""

from index.answer.kinds import FORMS
from index.types import Span

_CLOSING = {"(": ")", "[": "]", "{": "}", "«": "»", "“": "”", "„": "“", '"': '"'}
_LOOSE = " \t\xa0,;:–—-"


def whole_mark(sentence: str, span: Span) -> Span:
    """Return the characters to mark of a sentence where reading has found these.

    A date that reaches beyond them is marked whole. What they open and the next character closes is
    closed; what is closed later is left out. A pair that stands around them stays outside.
    """
    for match in FORMS.date.finditer(sentence):
        if match.start() < span.end and span.start < match.end():
            span = Span(min(span.start, match.start()), max(span.end, match.end()))
    place = _unclosed(sentence, span)
    if place is None:
        return span
    if sentence[span.end : span.end + 1] == _CLOSING[sentence[place]]:
        return Span(span.start, span.end + 1)
    before = sentence[span.start : place].rstrip(_LOOSE)
    if before:
        return Span(span.start, span.start + len(before))
    return Span(place + 1, span.end) if span.end > place + 1 else span


def _unclosed(sentence: str, span: Span) -> int | None:
    """Return where the first of what is opened in some characters and not closed stands."""
    open_: list[int] = []
    for place in range(span.start, span.end):
        sign = sentence[place]
        if open_ and sign == _CLOSING[sentence[open_[-1]]]:
            open_.pop()
        elif sign in _CLOSING:
            open_.append(place)
    return open_[0] if open_ else None
