"""Abbreviations and what they stand for, as documents say it: "Supplier Quality Manual (SQM)"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.text.initials import IsFunction, align, letters_of
from index.text.scripts import CAPITALS, SMALL
from index.types import Span

SHORTEST, LONGEST = 2, 7
"""Of how many letters an abbreviation is."""

_CAPITAL = f"[{CAPITALS}]"
_MORE = rf"(?:[{CAPITALS}{SMALL}]{{0,5}}{_CAPITAL}|(?:&[A-Z])+)"
_ONE = _CAPITAL + _MORE
# The condition on what is before stands behind a first letter, by which re finds it sooner.
_SHORT = re.compile(
    rf"({_CAPITAL}(?<![\w&].){_MORE}(?:[ \xa0][«“\"]?{_ONE})?)[»”\"]?(?:'?s)?(?![\w&])"
)
_PART = re.compile(_ONE)
_MOST_LETTERS = 10

_SIGNS = r"[\"'«»“”„*_`]*"
_LINK = r"(?:[ \t\xa0]*[=—–:|\t][ \t\xa0]*|[ \xa0]-{1,2}[ \xa0])"
_SAID_BEFORE = (
    r"(?:далее|сокращ[её]нно|сокр\.|именуем\w+|hereinafter|hereafter|henceforth|abbreviated"
    r"|known as|or simply|in short|or|или)(?:\W{1,3}\w+){0,4}?"
)
_BEFORE = re.compile(
    rf"(?:[(\[]\s*(?:{_SAID_BEFORE})?\W{{0,4}}|(?<!\w){_SAID_BEFORE}\W{{1,5}}|{_LINK}"
    rf"|[ \xa0](?=[«“\"])){_SIGNS}\Z",
    re.IGNORECASE,
)
_SAID_AFTER = (
    r"(?:,? ?(?:то есть|т\. ?е\.|i\.e\.|that is|or|или)|is|расшифровывается как"
    r"|(?:это )?сокращение от|означает|обозначает|stands for|is short for|means"
    r"|is an? (?:abbreviation|acronym) (?:for|of))"
)
_AFTER = re.compile(
    rf"{_SIGNS}(?:[ \xa0]*[(\[]|{_LINK}(?:это[ \xa0]|\|[ \t]*)?|[ \t]*\r?\n{{1,2}}[: \t]*"
    rf"|[ \xa0]?{_SAID_AFTER}[: \xa0]){_SIGNS}(?:(?:the|an?)[ \xa0])?{_SIGNS}",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
# What the words of a long form do not stand across.
_BORDER = re.compile(r"[.;:!?()\[\]|=—–…]|\n\s*\n")
_LINE_END = re.compile(r"\r?\n")
_LEAST_PART = 5
_NEAR = 60
_FAR = 250
_MOST_WORDS = 14
_MOST_FOUND = 50


@dataclass(frozen=True, slots=True)
class Definition:
    """What an abbreviation stands for: `short` as it is written, `long` its characters in a text.

    Of one that is written in two, as in "(АСУ ТП)", there are further ones of its parts.
    """

    short: str
    long: Span


def definitions(text: str, *, is_function: IsFunction) -> list[Definition]:
    """Return the abbreviations that `text` explains."""
    found: list[Definition] = []
    for match in _SHORT.finditer(text):
        found.extend(_before(text, match, is_function))
        found.extend(_after(text, match, is_function))
        if len(found) >= _MOST_FOUND:
            break
    return list(dict.fromkeys(found))


def runs(text: str, short: str, *, is_function: IsFunction) -> Iterator[Span]:
    """Yield where words stand in a row that begin with the letters of `short`."""
    letters = letters_of(short)
    for start, end in _between_borders(text):
        words = list(_WORD.finditer(text, start, end))
        shown = [word.group().casefold() for word in words]
        for place, first in enumerate(shown):
            if first[0] != letters[0]:
                continue
            window = shown[place : place + _MOST_WORDS]
            taken = align(window, letters, is_function=is_function, silent=True)
            if taken and (len(taken) > 1 or _is_of_parts(first, letters)):
                yield Span(words[place].start(), words[place + len(taken) - 1].end())


def find_short(text: str) -> list[Span]:
    """Return where abbreviations stand in `text`; after one that is written in two its parts."""
    found: dict[Span, None] = {}
    for match in _SHORT.finditer(text):
        if len(letters_of(match[1])) <= _MOST_LETTERS:
            found[Span(*match.span(1))] = None
        for part in _PART.finditer(text, *match.span(1)):
            found[Span(*part.span())] = None
    return [span for span in found if is_short(span.cut(text))]


def is_short(written: str) -> bool:
    """Return whether characters are an abbreviation, written as such."""
    capitals = sum(map(str.isupper, written))
    return capitals >= SHORTEST and SHORTEST <= len(letters_of(written)) <= _MOST_LETTERS


def _is_of_parts(word: str, letters: str) -> bool:
    """Return whether a word alone is as many parts as there are letters: дорожно-транспортный."""
    if "-" in word:
        return word.count("-") + 1 == len(letters)
    return SHORTEST < len(letters) <= len(word) // _LEAST_PART


def _between_borders(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _BORDER.finditer(text):
        yield start, match.start()
        start = match.end()
    yield start, len(text)


def _before(text: str, match: re.Match[str], is_function: IsFunction) -> Iterator[Definition]:
    """Yield what an abbreviation is of that stands behind its long form."""
    near = max(0, match.start() - _NEAR)
    led = _BEFORE.search(text[near : match.start()])
    if led is None:
        return
    end = near + led.start()
    begin = max(0, end - _FAR)
    for border in _BORDER.finditer(text, begin, end):
        begin = border.end()
    words = list(_WORD.finditer(text, begin, end))[-_MOST_WORDS:]
    if words and text[words[-1].end() : end].strip(" \xa0\t\n\"'«»“”„*_`,"):
        return
    letters, bracket = letters_of(match[1]), bool(set("([").intersection(led.group()))
    line = max((each.end() for each in _LINE_END.finditer(text, begin, end)), default=begin)
    for loose in (False, True):
        # Without brackets any letters may do only for all that stands in the line.
        within = (
            [word for word in words if word.start() >= line] if loose and not bracket else words
        )
        shown = [word.group().casefold() for word in within]
        for start in [0] if loose and not bracket else reversed(range(len(shown))):
            taken = align(shown[start:], letters, is_function=is_function, loose=loose)
            if taken is not None and len(taken) == len(shown) - start:
                yield from _told(match[1], within[start:], taken)
                return


def _after(text: str, match: re.Match[str], is_function: IsFunction) -> Iterator[Definition]:
    """Yield what an abbreviation is of that stands before its long form."""
    leading = _AFTER.match(text, match.end(1))
    if leading is None:
        return
    start = leading.end()
    border = _BORDER.search(text, start, start + _FAR)
    words = list(_WORD.finditer(text, start, border.start() if border else start + _FAR))
    if not words or text[start : words[0].start()].strip():
        return
    letters, bracket = letters_of(match[1]), bool(set("([").intersection(leading.group()))
    line = _LINE_END.search(text, start, start + _FAR)
    for loose in (False, True):
        last = line.start() if line and loose and not bracket else start + _FAR
        within = [word for word in words[:_MOST_WORDS] if word.end() <= last]
        shown = [word.group().casefold() for word in within]
        taken = align(shown, letters, is_function=is_function, loose=loose)
        # What stands in brackets is the long form as a whole.
        if taken is not None and (not (loose or bracket) or len(taken) == len(shown)):
            yield from _told(match[1], within, taken)
            return


def _told(short: str, words: Sequence[re.Match[str]], taken: Sequence[int]) -> Iterator[Definition]:
    """Yield an abbreviation with its words and, where it is written in two, each with its own."""
    yield Definition(short, Span(words[0].start(), words[len(taken) - 1].end()))
    parts = _PART.findall(short)
    if len(parts) == 1:
        return
    of = [word for word, count in zip(words, taken, strict=False) for _ in range(count)]
    at = 0
    for part in parts:
        own = of[at : at + len(letters_of(part))]
        at += len(own)
        # A word that has letters of both is neither's.
        apart = at == len(of) or of[at] is not own[-1]
        if apart and (at == len(own) or of[at - len(own) - 1] is not own[0]):
            yield Definition(part, Span(own[0].start(), own[-1].end()))
