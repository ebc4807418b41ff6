"""What of a question asks: without the words it is wrapped in and the story before it."""

import re
from collections.abc import Sequence

from index.text.languages.record import Language
from index.types import Span

_SENTENCE_END = re.compile(r"[.!?…]+[»”\")]*\s+|\n+")
_QUESTION_MARK = re.compile(r"[?？]")


class Questions:
    """Knows how the questions of a set of languages are wrapped."""

    def __init__(self, languages: Sequence[Language]) -> None:
        """Know these languages' courtesies, and what they point with."""
        self._courtesies = _any_of([each.asking.courtesies for each in languages])
        self._requests = _any_of([each.asking.requests for each in languages])
        self._pointing = _any_of([each.grammar.pointing for each in languages])

    def courtesies(self, text: str) -> list[Span]:
        """Return the spans of the words that ask for nothing: "could you tell me"."""
        return [Span(*match.span()) for match in self._courtesies.finditer(text)]

    def asking(self, text: str) -> Span:
        """Return the last sentence with a question mark, without any the last that begs to be told.

        The whole of a text that has neither.
        """
        asking = requesting = None
        for sentence in sentences_of(text):
            if _QUESTION_MARK.search(text, sentence.start, sentence.end):
                asking = sentence
            elif self._requests.search(text, sentence.start, sentence.end):
                requesting = sentence
        return asking or requesting or Span(0, len(text))

    def points(self, text: str) -> bool:
        """Return whether words of a question mean something that it does not name: "is it paid"."""
        return self._pointing.search(text) is not None


def sentences_of(text: str) -> list[Span]:
    """Return the sentences of a query, each to the beginning of the next one."""
    starts = [0, *(match.end() for match in _SENTENCE_END.finditer(text))]
    return [
        Span(start, end)
        for start, end in zip(starts, [*starts[1:], len(text)], strict=True)
        if start < end
    ]


def _any_of(wordings: Sequence[str]) -> re.Pattern[str]:
    said = "|".join(filter(None, wordings)) or "(?!)"
    return re.compile(rf"(?<![^\W_])(?:{said})(?![^\W_])", re.IGNORECASE)
