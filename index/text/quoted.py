"""Phrases that a query puts between quotation marks, and where they stand verbatim."""

import re
from collections.abc import Iterator

from index.text.folding import fold, unmarked
from index.text.languages import LANGUAGES, any_of
from index.text.letters import legible
from index.types import Span

# A single mark is an apostrophe as well, within a word and where one is cut short.
_SHORTENED = any_of(language.shortened for language in LANGUAGES)
_QUOTED = re.compile(
    r"«([^«»]+)»|[“„]([^“”„]+)[“”]|[\"＂]([^\"＂]+)[\"＂]|(?<!\w)''([^']+)''(?!\w)"
    rf"|(?<![\w'’])['‘](?!(?i:{_SHORTENED})(?!\w))"
    r"(?P<single>[^\s'‘’](?:[^'‘’\"«»“”„＂\n]|(?<=\w)['’](?=\w))+)(?<!\s)['’](?![\w'’])"
)
_LETTER = re.compile(r"[^\W_]")
_SPACE = re.compile(r"\s")
_AT_THE_ENDS = " \t\r\n\xa0.,;:!?…"


def find_quoted(text: str) -> list[Span]:
    """Return what stands between quotation marks in `text`, without these, in order.

    Between single ones that is a phrase of several words.
    """
    found = []
    for match in _QUOTED.finditer(text):
        inner = match.group(match.lastindex or 0)
        start = match.start(match.lastindex or 0) + len(inner) - len(inner.lstrip())
        if _LETTER.search(inner) and (match["single"] is None or _SPACE.search(inner)):
            found.append(Span(start, start + len(inner.strip())))
    return found


def stands_in(phrase: str, text: str) -> bool:
    """Return whether `phrase` stands in `text` word for word, as `folding` compares texts.

    Marks of Markdown and hyphens at a line's end may stand in between, as they are not read; and
    what the phrase ends with may be the mark of the sentence that quotes it.
    """
    phrase = phrase.strip(_AT_THE_ENDS) or phrase
    return any(_stands_in(phrase, shown) for shown in _as_shown(text))


def _as_shown(text: str) -> Iterator[str]:
    """Yield a text as it is, and as it is read: without marks, and with broken words whole."""
    yield text
    without = unmarked(text)
    if without != text:
        yield without
    whole, _ = legible(without)
    if whole != without:
        yield whole


def _stands_in(phrase: str, text: str) -> bool:
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
