"""What kind of answer a question asks for, and where a sentence has one of that kind.

Both by form alone: question words, digits, names of months, capitals. It counts as one sign among
others of whether a sentence answers, and marks an answer only where nothing else could be meant.
"""

import re
from collections.abc import Callable, Iterator, Sequence

from index.text.analysis import Token
from index.text.languages import LANGUAGES, Language, any_of
from index.types import AnswerType, Span

IsAsked = Callable[[Token], bool]
"""Tells whether a word of a sentence stands in the question too, in whatever language or form."""


class Forms:
    """How a set of languages asks for each kind, and what each kind looks like in a sentence."""

    def __init__(self, languages: Sequence[Language]) -> None:
        """Join the languages' words: a sentence may hold some of several."""

        def asked_by(name: str) -> str:
            return any_of(getattr(language.asking, name) for language in languages)

        def written(name: str) -> str:
            return any_of(getattr(language.values, name) for language in languages)

        what = rf"\b{asked_by('what')}\W+"
        # The first that fits: "in what year" is a date, "how many people" a number.
        asked: tuple[tuple[AnswerType, str], ...] = (
            ("number", rf"{asked_by('how_many')}|{what}(?:\w+\W+)?{asked_by('measures')}"),
            ("date", rf"{asked_by('when')}|{what}{asked_by('times')}"),
            ("person", asked_by("who")),
            ("organisation", what + asked_by("organisations")),
            ("place", rf"{asked_by('where')}|{what}{asked_by('places')}"),
        )
        self.asked = [(kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in asked]
        day = written("day_endings")
        month = written("months")
        year = (
            rf"(?:1\d{{3}}|20\d{{2}})(?:[-–—]\d{{2,4}})?(?:-?{written('year_endings')}\b)?"
            rf"(?:\W?{written('year_words')})?"
        )
        self.date = re.compile(
            rf"\b\d{{1,2}}(?:-?{day})?\s+{written('of_month')}?{month}(?:,?\s+{year})?"
            rf"|\b{month}\s+\d{{1,2}}{day}?\b(?:,?\s+{year})?"
            rf"|\b{month},?\s+{year}"
            r"|\b\d{1,2}\.\d{1,2}\.\d{2,4}\b"
            rf"|\b(?<![\d.,]){year}(?![\d%])"
            rf"|\b(?:[IVX]+|\d{{1,2}}){written('century_endings')}?\s+{written('centuries')}",
            re.IGNORECASE,
        )
        self.number = re.compile(
            rf"(?<![\w.,])(?:\d+(?:[.,\s\xa0\u202f]\d+)*|{written('numbers')})"
            rf"(?:\s?%|\s{written('multiples')})*(?![\w])",
            re.IGNORECASE,
        )
        self.joins = re.compile(
            r"[ \xa0]|[ \xa0]?[-–][ \xa0]?|\.[ \xa0]?"
            rf"|[ \xa0]{written('particles')}[ \xa0]"
        )

    def expected_type(self, question: str) -> AnswerType | None:
        """Return the kind of answer a question asks for, None where its words do not say."""
        return next((kind for kind, pattern in self.asked if pattern.search(question)), None)


FORMS = Forms(LANGUAGES)
"""Those of the languages there are."""

expected_type = FORMS.expected_type


def find_spans(
    kind: AnswerType, sentence: str, *, words: Sequence[Token], is_asked: IsAsked
) -> list[Span]:
    """Return what may be of this kind in a sentence and is not named in the question, in order.

    `words` are the sentence's.
    """
    asked = {word.start for word in words if is_asked(word)}
    if kind in {"date", "number"}:
        dates = [Span(*match.span()) for match in FORMS.date.finditer(sentence)]
        found = dates
        if kind == "number":
            numbers = (Span(*match.span()) for match in FORMS.number.finditer(sentence))
            found = [
                span
                for span in numbers
                if not any(date.start <= span.start < date.end for date in dates)
            ]
        return [
            span
            for span in found
            if not any(
                word.start in asked and word.word[0].isdecimal()
                for word in words
                if span.start <= word.start < span.end
            )
        ]
    return list(_names(sentence, words, asked=asked))


def _names(sentence: str, words: Sequence[Token], *, asked: set[int]) -> Iterator[Span]:
    """Yield the rows of words with a capital, but for a sentence's first word alone."""
    row: list[Token] = []
    for word in words:
        named = word.capital and not word.function
        if row and not (named and FORMS.joins.fullmatch(sentence[row[-1].end : word.start])):
            yield from _name(row, asked=asked, first=words[0])
            row = []
        if named:
            row.append(word)
    yield from _name(row, asked=asked, first=words[0] if words else None)


def _name(row: list[Token], *, asked: set[int], first: Token | None) -> Iterator[Span]:
    if not row or row == [first] or any(word.start in asked for word in row):
        return
    yield Span(row[0].start, row[-1].end)
