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
        """Know these languages' courtesies."""
        said = "|".join(filter(None, (each.wording.courtesies for each in languages)))
        self._courtesies = re.compile(rf"(?<![^\W_])(?:{said or '(?!)'})(?![^\W_])", re.IGNORECASE)

    def courtesies(self, text: str) -> list[Span]:
        """Return the spans of the words that ask for nothing: "could you tell me"."""
        return [Span(*match.span()) for match in self._courtesies.finditer(text)]


def asking_sentence(text: str) -> Span:
    """Return the last sentence with a question mark, the whole of a text that has none."""
    start = 0
    asking = None
    borders = [match.span() for match in _SENTENCE_END.finditer(text)]
    for _, next_start in [*borders, (len(text), len(text))]:
        if _QUESTION_MARK.search(text, start, next_start):
            asking = Span(start, next_start)
        start = next_start
    return asking or Span(0, len(text))
