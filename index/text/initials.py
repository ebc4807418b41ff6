"""Words whose beginnings are the letters of an abbreviation, in order.

Each word has one letter at least, and function words may stand between. Parts joined by a hyphen
may have letters of their own, and so may the stems of a Russian compound, which о or е joins:
теплоэлектроцентраль is ТЭЦ. Where a text itself says what an abbreviation stands for, any letter
in a word may be one of its letters (Schwartz and Hearst 2003, A simple algorithm for identifying
abbreviation definitions in biomedical text).
"""

import re
from collections.abc import Callable, Iterator, Sequence

IsFunction = Callable[[str], bool]

_MOST_SKIPPED = 2
_STEMS_JOINED = re.compile(r"(?<=[а-яё]{2}[ое])(?=[а-яё]{4})")
_PARTS_JOINED = re.compile(r"(?<=[-'’])(?=.)")


def align(
    words: Sequence[str],
    letters: str,
    *,
    is_function: IsFunction,
    loose: bool = False,
    silent: bool = False,
) -> tuple[int, ...] | None:
    """Return how many of the letters each of the first words has, None where they do not fit.

    What is returned is as long as words are needed for all letters, and its first and last are not
    0. Both are in small letters; where it is `loose`, letters may stand anywhere in a word, where
    `silent`, function words have none.
    The first is no function word, and others have a letter only where it does not come out without.
    """
    if not words or not letters or words[0][0] != letters[0] or is_function(words[0]):
        return None
    taken = _align(words, letters, is_function, silent=True, loose=loose)
    if not taken and not silent:
        taken = _align(words, letters, is_function, silent=False, loose=loose)
    return tuple(taken) or None


def _align(
    words: Sequence[str],
    letters: str,
    is_function: IsFunction,
    *,
    silent: bool,
    loose: bool,
    skipped: int = 0,
) -> list[int]:
    """Return the letters of each word, nothing where there is no way."""
    if not words:
        return []
    word, rest = words[0], words[1:]
    function = is_function(word)
    if not (silent and function):
        for count in _takes(word, letters, loose=loose):
            if count == len(letters):
                return [count]
            further = _align(rest, letters[count:], is_function, silent=silent, loose=loose)
            if further:
                return [count, *further]
    if function and skipped < _MOST_SKIPPED:
        further = _align(
            rest, letters, is_function, silent=silent, loose=loose, skipped=skipped + 1
        )
        if further:
            return [0, *further]
    return []


def _takes(word: str, letters: str, *, loose: bool) -> Iterator[int]:
    """Yield how many of the next letters a word may have, the one of its beginning first."""
    if word[0] != letters[0]:
        return
    yield 1
    heads = word if loose else "".join(word[place] for place in heads_of(word))
    at = 1
    for count in range(2, len(letters) + 1):
        at = heads.find(letters[count - 1], at) + 1
        if not at:
            return
        yield count


def heads_of(word: str) -> list[int]:
    """Return where the parts of a word in small letters begin."""
    joined = (match.start() for of in (_STEMS_JOINED, _PARTS_JOINED) for match in of.finditer(word))
    return sorted({0, *joined})


def letters_of(short: str) -> str:
    """Return the letters of an abbreviation, which all spellings of it share."""
    return "".join(filter(str.isalpha, short)).casefold()
