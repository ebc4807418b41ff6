"""Where a mark begins and ends: dates are marked whole, brackets and quotation marks in pairs.

As people mark answers, what leads in a place, time or thing stays outside ("in Kazan"), and what a
number counts where the question has said it ("how many days": "14 days").
"""

import re
from collections.abc import Sequence

from index.answer.kinds import FORMS, IsAsked
from index.text.analysis import Token
from index.text.languages import LANGUAGES, Language, any_of
from index.types import AnswerType, Span

_BRACKETS = {"(": ")", "[": "]", "{": "}", "«": "»"}
_CLOSING = {**_BRACKETS, "“": "”", "„": "“", '"': '"'}
_LED_IN: frozenset[AnswerType | None] = frozenset({"date", "place"})
_LEAST_CLOSED = 4
"""How many characters what a bracket closes has at least."""
_ENDED = re.compile(r"(?:\w{4}|[\d)\]»”\"])[.!?]$")
"""What is over: the full stop of a short word may belong to it."""
_LOOSE = " \t\xa0,;:–—-"


def whole_mark(sentence: str, span: Span) -> Span:
    """Return the characters to mark of a sentence where reading has found these.

    A date that reaches beyond them is marked whole. What they open and the next character closes is
    closed; what is closed later is left out, and so is what goes on behind something that was
    opened before. A pair that stands around them stays outside, as does the sign that ends them.
    """
    for match in FORMS.date.finditer(sentence):
        if match.start() < span.end and span.start < match.end():
            span = Span(min(span.start, match.start()), max(span.end, match.end()))
    return _without_end(sentence, _paired(sentence, span))


def _without_end(sentence: str, span: Span) -> Span:
    """Return the span without a comma or dash at its end, or the full stop of its sentence."""
    found = span.cut(sentence)
    if span.end == len(sentence.rstrip()) and _ENDED.search(found):
        found = found[:-1]
    kept = found.rstrip(_LOOSE)
    return Span(span.start, span.start + len(kept)) if kept else span


def _paired(sentence: str, span: Span) -> Span:
    closing = _unopened(sentence, span)
    if closing is not None:
        kept = sentence[span.start : closing].rstrip(_LOOSE)
        # A number with a bracket behind it is that of an item.
        return Span(span.start, span.start + len(kept)) if len(kept) >= _LEAST_CLOSED else span
    place = _unclosed(sentence, span)
    if place is None:
        return span
    if sentence[span.end : span.end + 1] == _CLOSING[sentence[place]]:
        return Span(span.start, span.end + 1)
    before = sentence[span.start : place].rstrip(_LOOSE)
    if before:
        return Span(span.start, span.start + len(before))
    return Span(place + 1, span.end) if span.end > place + 1 else span


class Trim:
    """What in a set of languages is no part of what a question asks for."""

    def __init__(self, languages: Sequence[Language]) -> None:
        """Know these languages' words: a question may be in one and its answer in another."""
        manner = [each.wording.manner for each in languages]
        why = [each.wording.why for each in languages]
        self._way = re.compile(any_of([*manner, *why]), re.IGNORECASE)
        self._leading = re.compile(
            rf"{any_of(each.wording.leading for each in languages)}[ \xa0]+(?=\S)", re.IGNORECASE
        )

    def __call__(
        self,
        sentence: str,
        span: Span,
        *,
        question: str,
        kind: AnswerType | None,
        words: Sequence[Token],
        is_asked: IsAsked,
    ) -> Span:
        """Return the characters of `span` that answer a question of a kind.

        `words` are the sentence's. How and why something is, a preposition may say: "in cash". With
        a capital it may begin a title, unless a time or a place is asked for.
        """
        leading = self._leading.match(sentence, span.start, span.end)
        if leading and (
            kind in _LED_IN
            or (leading[0].islower() and (kind is not None or not self._way.search(question)))
        ):
            span = Span(leading.end(), span.end)
        if kind == "number":
            number = FORMS.number.match(sentence, span.start, span.end)
            counted = [word for word in words if number and number.end() <= word.start < span.end]
            if number and counted and all(map(is_asked, counted)):
                span = Span(span.start, number.end())
        return span


trim = Trim(LANGUAGES)
"""For the languages there are."""


def _unopened(sentence: str, span: Span) -> int | None:
    """Return where the first bracket stands that closes what some characters did not open."""
    open_ = dict.fromkeys(_BRACKETS.values(), 0)
    for place in range(span.start, span.end):
        sign = sentence[place]
        if sign in _BRACKETS:
            open_[_BRACKETS[sign]] += 1
        elif sign in open_:
            open_[sign] -= 1
            if open_[sign] < 0:
                return place
    return None


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
