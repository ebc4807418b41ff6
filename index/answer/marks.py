"""Where a mark begins and ends: dates are marked whole, brackets and quotation marks in pairs.

As people mark answers, the preposition before a place, time or thing stays outside ("Kazan" of "in
Kazan"), and so does what a number counts where the question says it ("14" of "14 days").
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
_ENDED = re.compile(r"(?:\w{4}|[\d)\]»”\"])\.$")
"""What is over: the full stop of a short word may belong to it."""
_LOOSE = " \t\xa0,;:–—-"
_LOOSE_END = re.compile(r"(?:[\s,;]|(?<=\s)[:–—-])+$")
_STATED = re.compile(r";\s|\n")
_BULLET = re.compile(r"[\s\-*•+–—>#|]*")
_QUOTES = '«“„"'


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


def statement(sentence: str, span: Span) -> Span:
    """Return all that is stated where these characters stand.

    Whether something is so no part of it says: "not allowed" of "Not allowed, except fish".
    """
    start = max((end.end() for end in _STATED.finditer(sentence, 0, span.start)), default=0)
    end = _STATED.search(sentence, span.end)
    sign = _BULLET.match(sentence, start, span.start)
    return _without_end(
        sentence,
        Span(sign.end() if sign else start, end.start() if end else len(sentence.rstrip())),
    )


def _without_end(sentence: str, span: Span) -> Span:
    """Return the span without a comma or dash at its end, or the full stop of its sentence."""
    found = span.cut(sentence)
    if span.end == len(sentence.rstrip()) and found.endswith("."):
        dated = any(match.end() == span.end - 1 for match in FORMS.date.finditer(sentence))
        if dated or _ENDED.search(found):
            found = found[:-1]
    kept = _LOOSE_END.sub("", found)
    return Span(span.start, span.start + len(kept)) if kept else span


def _paired(sentence: str, span: Span) -> Span:
    closing = _unopened(sentence, span)
    # What was opened nowhere is the bracket of an item: "1) come".
    if closing is not None and _unopened(sentence, Span(0, closing + 1)) is None:
        kept = sentence[span.start : closing].rstrip(_LOOSE)
        return Span(span.start, span.start + len(kept)) if kept else span
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
        manner = [each.asking.manner for each in languages]
        why = [each.asking.why for each in languages]
        self._way = re.compile(any_of([*manner, *why]), re.IGNORECASE)
        self._leading = re.compile(
            rf"{any_of(each.values.leading for each in languages)}[ \xa0]+(?=\S)", re.IGNORECASE
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
        """Return the characters of `span` that answer a question of a kind, never none of them.

        `span` and `words`, the sentence's, count from where it begins. How and why something is, a
        preposition may say: "in cash". With a capital it may begin a title, unless it begins the
        sentence and a time or place is asked for.
        """
        leading = self._leading.match(sentence, span.start, span.end)
        if leading and self._is_outside(sentence, leading, question=question, kind=kind):
            span = Span(leading.end(), span.end)
        if kind == "number" and not FORMS.date.match(sentence, span.start, span.end):
            number = FORMS.number.match(sentence, span.start, span.end)
            counted = [word for word in words if number and number.end() <= word.start < span.end]
            if (
                number
                and counted
                and sentence[number.end() : counted[0].start].isspace()
                and all(map(is_asked, counted))
            ):
                span = Span(span.start, number.end())
        return span

    def _is_outside(
        self, sentence: str, leading: re.Match[str], *, question: str, kind: AnswerType | None
    ) -> bool:
        """Return whether what leads in is no part of an answer."""
        if kind == "number":
            return FORMS.number.match(sentence, leading.end()) is not None
        if kind == "date" and FORMS.date.match(sentence, leading.end()) is None:
            # "In three weeks" says when, "three weeks" how long.
            return False
        begins = not sentence[: leading.start()].strip()
        quoted = sentence[: leading.start()].endswith(tuple(_QUOTES))
        lower = leading[0].islower() or (begins and kind in _LED_IN)
        return lower and not quoted and not self._way.search(question)


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
