"""Headings of a plain text: only what is surely one, since a heading is no answer.

That is a line with a rule below it, one in capitals, one that stands alone with a number, or a word
for a part of a text, before it, and one behind equals signs, as AsciiDoc and wikis have them.
"""

import re
from collections.abc import Sequence

from index.text.languages import LANGUAGES, any_of
from index.text.scripts import CAPITALS
from index.types import Block, Span

_LONGEST = 100
_RULE = re.compile(r"([=\-~^*#+_])\1{2,}")
_RULES = "=-"
_NUMBERED = re.compile(r"(?:§ ?)?\d{1,2}(?:((?:\.\d{1,2}){1,4})[.)]?|()[.)])\s+(?=[^\W\d_])")
_NAMED = re.compile(
    any_of(language.documents.parts for language in LANGUAGES)
    + rf"\s+(?:№\s*)?(?:\d{{1,3}}|[IVXLC]{{1,6}}|[{CAPITALS}])\b(?:[.:]?\s|[.:]?$)",
    re.IGNORECASE,
)
_SIGNED = re.compile(r"(={1,6})[ \t]+[^\W\d_]")
_ENDS = ".!?;:,"
_FEWEST_CAPITALS = 6
_MOST_WORDS = 8


def plain_headings(
    text: str, run: Sequence[Span], *, following: Sequence[Span]
) -> tuple[list[Block], Sequence[Span]]:
    """Return the heading that lines without a blank one begin with, and the lines after it.

    `following` are the next such lines: what heads nothing, or only its like, is no heading.
    """
    level, after = _heading(text, run)
    if level and not after:
        next_level, below = _heading(text, following)
        if not following or (next_level == level and not below):
            level = 0
    if not level:
        return [], run
    ruled = _is_rule(run[0].cut(text))
    return [Block(run[1] if ruled else run[0], "heading", level)], after


def _heading(text: str, run: Sequence[Span]) -> tuple[int, Sequence[Span]]:
    """Return the depth of the heading that lines begin with, 0 for none, and the lines after it."""
    contents = [line.cut(text).strip() for line in run[:3]]
    if len(contents) == len("=x=") and contents[0] == contents[2] and _is_rule(contents[0]):
        # A rule above the heading, too.
        return _ruled(contents[1], contents[2]), run[3:]
    if len(contents) > 1 and _is_rule(contents[1]):
        return _ruled(contents[0], contents[1]), run[2:]
    signed = _SIGNED.match(contents[0]) if contents else None
    if signed and _fits(contents[0]) and (len(signed[1]) > 1 or run[0].start == 0):
        # A single sign in the midst of a text stands before a sum.
        return len(signed[1]), run[1:]
    if contents and _fits(contents[0]):
        return _level(contents[0], alone=len(run) == 1), run[1:]
    return 0, run


def _ruled(line: str, rule: str) -> int:
    if not _fits(line) or _is_rule(line):
        return 0
    return _RULES.index(rule[0]) + 1 if rule[0] in _RULES else len(_RULES) + 1


def _is_rule(line: str) -> bool:
    return _RULE.fullmatch(line.strip()) is not None


def _fits(line: str) -> bool:
    return 0 < len(line) <= _LONGEST and line[-1] not in _ENDS


def _level(line: str, *, alone: bool) -> int:
    """Return the depth of the heading that a line is, 0 where it is none."""
    numbered = _NUMBERED.match(line)
    words = line[numbered.end() :] if numbered else line
    letters = [letter for letter in words if letter.isalpha()]
    capitals = len(letters) >= _FEWEST_CAPITALS and all(letter.isupper() for letter in letters)
    plain = not any(letter.isdigit() for letter in words)
    if numbered and plain:
        short = alone and words[0].isupper() and len(words.split()) <= _MOST_WORDS
        depth = 2 + (numbered[1] or "").count(".")
        return depth if capitals or short else 0
    if _NAMED.match(line) and alone:
        return 1
    return 1 if capitals and plain else 0
