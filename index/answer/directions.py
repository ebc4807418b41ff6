"""Of what stands from where to where, the half that a question asks for.

A reader marks "Alm to Bruck" or "from Alm" where it is asked where the milk is taken.
"""

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

from index.answer.kinds import IsAsked
from index.text.analysis import Token
from index.text.languages import LANGUAGES, Language, any_of
from index.types import Span

_Direction = Literal["out_of", "into", "by_way"]
_CLAUSE = re.compile(r"[,;:()\n]|\s[–—-]\s|\.\s*$|$")
_BLANK = re.compile(r"[ \xa0]*[«“\"]?")
_MOST_WORDS = 5


class _Phrase(NamedTuple):
    """What stands behind a preposition up to the next one or the end of its `clause`."""

    direction: _Direction
    clause: int
    start: int
    end: int


class Directions:
    """How a set of languages asks for where to and where from, and tells both."""

    def __init__(self, languages: Sequence[Language]) -> None:
        """Know these languages' words: a question may be in one and its answer in another."""
        asking = [language.asking for language in languages]
        self._where_from = re.compile(any_of(each.where_from for each in asking), re.IGNORECASE)
        self._where_to = re.compile(any_of(each.where_to for each in asking), re.IGNORECASE)
        out_of, into, by_way = (
            any_of(getattr(each.values, name) for each in languages)
            for name in ("out_of", "into", "by_way")
        )
        self._leading = re.compile(
            rf"(?<![\w-])(?:(?P<out_of>{out_of})|(?P<into>{into})"
            rf"|(?P<by_way>{by_way}))[ \xa0]+(?=[^\W\d]|[«“\"])",
            re.IGNORECASE,
        )

    def __call__(
        self,
        sentence: str,
        span: Span,
        *,
        question: str,
        words: Sequence[Token],
        is_asked: IsAsked,
    ) -> Span:
        """Return the characters that say the direction asked for, where `span` has the other one.

        Those are what of `span` stands behind a preposition of that direction, or what stands
        behind the only one in its clause. `span` and `words`, the sentence's, count from where it
        begins.
        """
        wanted = self._wanted(question)
        if wanted is None:
            return span
        phrases = self._phrases(sentence)
        over = [each for each in phrases if each.start < span.end and span.start < each.end]
        if not any(each.direction not in {wanted, "by_way"} for each in over):
            return span
        for phrase in over:
            if phrase.direction == wanted:
                start = max(span.start, phrase.start)
                kept = sentence[start : min(span.end, phrase.end)].rstrip()
                return Span(start, start + len(kept)) if kept else span
        others = [
            each
            for each in phrases
            if each.direction == wanted and each.clause in {other.clause for other in over}
        ]
        if len(others) != 1:
            return span
        return _named(sentence, others[0], words, is_asked) or span

    def _wanted(self, question: str) -> _Direction | None:
        if self._where_from.search(question):
            return "out_of"
        return "into" if self._where_to.search(question) else None

    def _phrases(self, sentence: str) -> list[_Phrase]:
        found: list[_Phrase] = []
        start = 0
        for clause, border in enumerate(_CLAUSE.finditer(sentence)):
            leading = list(self._leading.finditer(sentence, start, border.start()))
            ends = [*(each.start() for each in leading[1:]), border.start()]
            for each, end in zip(leading, ends, strict=False):
                directions: tuple[_Direction, ...] = ("out_of", "into", "by_way")
                direction = next(name for name in directions if each[name])
                found.append(_Phrase(direction, clause, each.end(), end))
            start = border.end()
        return found


def _named(
    sentence: str, phrase: _Phrase, words: Sequence[Token], is_asked: IsAsked
) -> Span | None:
    """Return what a phrase names: the words in a row up to one that the question has, if any."""
    row: list[Token] = []
    for word in words:
        if not phrase.start <= word.start < phrase.end:
            continue
        end = row[-1].end if row else phrase.start
        apart = _BLANK.fullmatch(sentence, end, word.start) is None
        over = any(not each.function for each in row) and word.function
        if apart or over or is_asked(word) or len(row) == _MOST_WORDS:
            break
        row.append(word)
    if not any(not each.function for each in row):
        return None
    return Span(row[0].start, row[-1].end)


directed = Directions(LANGUAGES)
"""For the languages there are."""
