"""Abbreviations and what they stand for, as documents say it: "Supplier Quality Manual (SQM)".

The words of a long form begin with the letters of the short one, in order; function words may stand
between them (after Schwartz and Hearst 2003, A simple algorithm for identifying abbreviation
definitions in biomedical text). Parts joined by a hyphen may have letters of their own.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from index.types import Span

SHORTEST, LONGEST = 2, 7
"""Of how many letters an abbreviation is."""

_SHORT = r"[A-ZА-ЯЁ][A-Za-zА-Яа-яёЁ]{0,5}[A-ZА-ЯЁ]"
_IN_BRACKETS = re.compile(rf"\(({_SHORT})s?(?:[,;)])")
_BEFORE_BRACKETS = re.compile(rf"(?<!\w)({_SHORT})s?\s?\(([^()]{{5,120}})\)")
_SAID = re.compile(rf"(?:далее|hereinafter|abbreviated as)\W+({_SHORT})(?!\w)", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_MOST_SKIPPED = 2
_MOST_WORDS = 14

IsFunction = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Definition:
    """What an abbreviation stands for: `long` and `short` are their characters in a text."""

    short: str
    long: Span


def definitions(text: str, *, is_function: IsFunction) -> list[Definition]:
    """Return the abbreviations that `text` explains."""
    found = []
    for pattern in (_IN_BRACKETS, _SAID):
        for match in pattern.finditer(text):
            before = [word.span() for word in _WORD.finditer(text, 0, match.start())][-_MOST_WORDS:]
            long = _ending(text, before, match[1], is_function=is_function)
            if long is not None:
                found.append(Definition(match[1], long))
    for match in _BEFORE_BRACKETS.finditer(text):
        inner = [word.span() for word in _WORD.finditer(text, match.start(2), match.end(2))]
        long = _ending(text, inner, match[1], is_function=is_function)
        if long is not None:
            found.append(Definition(match[1], long))
    return found


def runs(text: str, short: str, *, is_function: IsFunction) -> Iterator[Span]:
    """Yield where words of content stand in a row that begin with the letters of `short`."""
    words = [word.span() for word in _WORD.finditer(text)]
    for end in range(1, len(words) + 1):
        window = words[max(0, end - _MOST_WORDS) : end]
        long = _matched(text, window, short, is_function=is_function, is_silent=is_function)
        if long is not None:
            yield long


def is_abbreviation(word: str) -> bool:
    """Return whether a word is written as abbreviations are."""
    return (
        SHORTEST <= len(word) <= LONGEST
        and sum(map(str.isupper, word)) >= SHORTEST
        and (word[0].isupper() and word[-1].isupper() and word.isalpha())
    )


def initials(words: Sequence[str], *, is_function: IsFunction) -> str:
    """Return the first letters of the words that carry content, in capitals."""
    return "".join(word[0] for word in words if not is_function(word)).upper()


def _ending(
    text: str, words: Sequence[tuple[int, int]], short: str, *, is_function: IsFunction
) -> Span | None:
    """Return the last of the words that begin with the letters of `short`, from its first on.

    Function words have a letter only where it does not come out without them.
    """
    for silent in (is_function, lambda _: False):
        found = _matched(text, words, short, is_function=is_function, is_silent=silent)
        if found is not None:
            return found
    return None


def _matched(
    text: str,
    words: Sequence[tuple[int, int]],
    short: str,
    *,
    is_function: IsFunction,
    is_silent: IsFunction,
) -> Span | None:
    letters = list(short.casefold())
    start = end = None
    skipped = 0
    for begin, stop in reversed(words):
        word = text[begin:stop].casefold()
        parts = [part for part in re.split(r"[-'’]", word) if part]
        taken = 0 if is_silent(word) else _taken(parts, letters)
        if not taken:
            # A long form ends with the last letter's word, and skips but few.
            if end is None or not is_function(word) or skipped == _MOST_SKIPPED:
                return None
            skipped += 1
            continue
        skipped = 0
        end = end or stop
        del letters[len(letters) - taken :]
        if not letters:
            start = begin
            break
    if start is None or end is None or len(words) < SHORTEST:
        return None
    return Span(start, end)


def _taken(parts: Sequence[str], letters: Sequence[str]) -> int:
    """Return how many of the last letters a word accounts for: of all its parts, or its first."""
    count = len(parts)
    if 1 < count <= len(letters) and [part[0] for part in parts] == letters[-count:]:
        return count
    return int(bool(letters) and bool(parts) and parts[0][0] == letters[-1])
