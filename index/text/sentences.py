"""Sentences: where they end, by razdel, and where a full stop is an abbreviation's.

razdel knows initials and most Russian abbreviations. What it does not know stands in the
languages' records; such full stops are hidden from it, so that offsets stay as they are.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

import razdel

from index.text.languages import LANGUAGES, Language

_HIDDEN = "·"
"""Stands for a full stop that ends no sentence: to razdel it is none, and no letter either."""

_ABBREVIATION = re.compile(r"(?<![\w.])((?:[^\W\d_]+\.)*[^\W\d_]+(?:-[^\W\d_]+)?)\.")
_NEXT = re.compile(r"\s{0,3}[\[(\"'«“№#§~]*\s?(?:(\d|[IVXLC]{1,5}\b)|([^\W\d_]+))")


class Sentences:
    """Divides texts into sentences, knowing the abbreviations of a set of languages."""

    def __init__(self, languages: Sequence[Language]) -> None:
        """Know the abbreviations of `languages`."""
        self._before_numbers = _all(each.abbreviations.before_numbers for each in languages)
        self._before_names = _all(each.abbreviations.before_names for each in languages)
        self._within = _all(each.abbreviations.within for each in languages)
        self._hours = _all(each.abbreviations.hours for each in languages)
        of_hours = "|".join(filter(None, (each.abbreviations.of_hours for each in languages)))
        self._of_hours = re.compile(rf"\s{{1,3}}\(?(?:{of_hours or '(?!)'})")
        self._openers = _all(each.function_words for each in languages)

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield where each sentence of `text` begins and ends, in order, white space aside."""
        for sentence in razdel.sentenize(self._hide(text)):
            content = text[sentence.start : sentence.stop]
            start = sentence.start + len(content) - len(content.lstrip())
            if content.strip():
                yield start, start + len(content.strip())

    def _hide(self, text: str) -> str:
        """Return `text` with another character for each full stop that ends no sentence."""
        kept = 0
        parts = []
        for match in _ABBREVIATION.finditer(text):
            if self._goes_on(match.group(1), text, match.end()):
                parts += [text[kept : match.start()], match.group().replace(".", _HIDDEN)]
                kept = match.end()
        return "".join([*parts, text[kept:]])

    def _goes_on(self, word: str, text: str, end: int) -> bool:
        """Return whether the sentence goes on after an abbreviation that ends at `end`."""
        if _holds(self._within, word):
            return True
        if _holds(self._hours, word) and self._of_hours.match(text, end):
            return True
        follows = _NEXT.match(text, end)
        if follows is None:
            return False
        number, next_word = follows.groups()
        if number:
            return _holds(self._before_numbers, word)
        return _holds(self._before_names, word) and next_word.casefold() not in self._openers


def _all(lists: Iterable[str]) -> frozenset[str]:
    return frozenset(word for each in lists for word in each.split())


def _holds(words: frozenset[str], word: str) -> bool:
    return word in words or word.casefold() in words


SENTENCES = Sentences(LANGUAGES)
"""By the languages there are."""
