"""A pattern's matches, looked for only where there can be any.

`re` tries a pattern that begins with a condition, such as "no word character before", or with a
word's letters at each character of a text. One that begins with a set of few characters it finds
many times as fast; so such a one goes before, and what is yielded is what `finditer` yields.
"""

import re
from collections.abc import Iterable, Iterator

_SPACE = re.compile(r"[ \n]")


def matches_from(
    begins: re.Pattern[str], pattern: re.Pattern[str], text: str
) -> Iterator[re.Match[str]]:
    """Yield a pattern's matches; they begin, and are not empty, where `begins` has a match too."""
    return matches_at((match.start() for match in begins.finditer(text)), pattern, text)


def matches_at(
    places: Iterable[int], pattern: re.Pattern[str], text: str
) -> Iterator[re.Match[str]]:
    """Yield a pattern's matches; they begin, and are not empty, at some of `places`, ascending."""
    end = 0
    for place in places:
        match = pattern.match(text, place) if place >= end else None
        if match is not None:
            yield match
            end = match.end()


def matches_around(
    within: re.Pattern[str], pattern: re.Pattern[str], text: str
) -> Iterator[re.Match[str]]:
    """Yield a pattern's matches: each holds the begin of a match of `within`, and no space.

    What stands behind a space is all one to the pattern.
    """
    end = 0
    for found in within.finditer(text):
        place = found.start()
        if place < end:
            continue
        begin = max(end, text.rfind(" ", end, place), text.rfind("\n", end, place))
        space = _SPACE.search(text, place)
        end = space.start() if space else len(text)
        yield from pattern.finditer(text, begin, end)
