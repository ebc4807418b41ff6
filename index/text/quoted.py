"""Phrases that a query puts between quotation marks, and where they stand verbatim."""

import re

from index.text.folding import fold
from index.types import Span

_QUOTED = re.compile(r"«([^«»]+)»|[“„]([^“”„]+)[“”]|\"([^\"]+)\"|(?<!\w)''([^']+)''(?!\w)")
_LETTER = re.compile(r"[^\W_]")


def find_quoted(text: str) -> list[Span]:
    """Return what stands between quotation marks in `text`, without these, in order."""
    found = []
    for match in _QUOTED.finditer(text):
        inner = match.group(match.lastindex or 0)
        start = match.start(match.lastindex or 0) + len(inner) - len(inner.lstrip())
        if _LETTER.search(inner):
            found.append(Span(start, start + len(inner.strip())))
    return found


def stands_in(phrase: str, text: str) -> bool:
    """Return whether `phrase` stands in `text` word for word, as `folding` compares texts."""
    wanted, folded = fold(phrase), fold(text)
    characters, found = folded.text, wanted.text
    at = characters.find(found) if found else -1
    while at >= 0:
        places = folded.places
        start, end = int(places[at]), int(places[at + len(found) - 1]) + 1
        if not (_joins(text, start) or _joins(text, end)):
            return True
        at = characters.find(found, at + 1)
    return False


def _joins(text: str, border: int) -> bool:
    """Return whether a word goes on over a border between two characters."""
    if not 0 < border < len(text):
        return False
    return bool(_LETTER.match(text[border - 1]) and _LETTER.match(text[border]))
